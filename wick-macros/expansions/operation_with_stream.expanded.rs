#[allow(
    clippy::fn_params_excessive_bools,
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    clippy::unused_async
)]
/// Follow a log.
fn follow(server: &Server, name: String) -> impl Stream<Item = Result<Line>> + use<'_> {
    server.lines(name)
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __INPUTS: (__wick::Input<String>,) = (
        <__wick::Input<String>>::new("name").describe("Which."),
    );
    static __OUTPUT: __wick::Items<Result<Line>> = <__wick::Items<
        Result<Line>,
    >>::of(
        <__wick::ItemOf<Result<Line>>>::new(),
        <__wick::FailureOf<Result<Line>>>::new(),
    );
    fn __call(mut call: __wick::Call) -> __wick::CallFuture {
        __wick::Box::pin(async move {
            let connector = call.connector::<Server>();
            let input0 = call.take(&__INPUTS.0);
            let (
                ::core::option::Option::Some(connector),
                ::core::option::Option::Some(input0),
            ) = (connector, input0) else {
                return call.reject();
            };
            __OUTPUT.reply(follow(&connector, input0), &call).await
        })
    }
    __wick::inventory::submit! {
        __wick::Registration::new:: < Server > (::core::file!(), ::core::line!(), ||
        __wick::Operation::new("follow", __call).describe("Follow a log.").input(&
        __INPUTS.0).items(& __OUTPUT)).within(::core::module_path!(), ::core::column!())
    }
};
#[allow(
    clippy::fn_params_excessive_bools,
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    clippy::unused_async
)]
/// Find everything.
async fn find(server: &Server) -> Result<impl Stream<Item = Result<Found, Failure>>> {
    server.find().await
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __OUTPUT: __wick::Items<Result<Found, Failure>> = <__wick::Items<
        Result<Found, Failure>,
    >>::of(
        <__wick::ItemOf<Result<Found, Failure>>>::new(),
        <__wick::FailureOf<Result<Found, Failure>>>::new(),
    );
    fn __call(mut call: __wick::Call) -> __wick::CallFuture {
        __wick::Box::pin(async move {
            let connector = call.connector::<Server>();
            let (::core::option::Option::Some(connector),) = (connector,) else {
                return call.reject();
            };
            let stream = match find(&connector).await {
                ::core::result::Result::Ok(stream) => stream,
                ::core::result::Result::Err(error) => {
                    return ::core::result::Result::Err(__wick::into_error(error));
                }
            };
            __OUTPUT.reply(stream, &call).await
        })
    }
    __wick::inventory::submit! {
        __wick::Registration::new:: < Server > (::core::file!(), ::core::line!(), ||
        __wick::Operation::new("find", __call).describe("Find everything.").items(&
        __OUTPUT)).within(::core::module_path!(), ::core::column!())
    }
};
