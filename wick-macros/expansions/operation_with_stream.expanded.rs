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
    static __OUTPUT: __wick::Output<__wick::StreamOf<Result<Line>>> = <__wick::Output<
        __wick::StreamOf<Result<Line>>,
    >>::new();
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
            call.stream(follow(&connector, input0)).await
        })
    }
    __wick::inventory::submit! {
        __wick::Registration::new:: < Server > (::core::file!(), ::core::line!(), ||
        __wick::Operation::new("follow", __call).describe("Follow a log.").input(&
        __INPUTS.0).output(& __OUTPUT))
    }
};
/// Find everything.
async fn find(server: &Server) -> Result<impl Stream<Item = Result<Found, Failure>>> {
    server.find().await
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __OUTPUT: __wick::Output<__wick::StreamOf<Result<Found, Failure>>> = <__wick::Output<
        __wick::StreamOf<Result<Found, Failure>>,
    >>::new();
    fn __call(mut call: __wick::Call) -> __wick::CallFuture {
        __wick::Box::pin(async move {
            let connector = call.connector::<Server>();
            let (::core::option::Option::Some(connector),) = (connector,) else {
                return call.reject();
            };
            match find(&connector).await {
                ::core::result::Result::Ok(stream) => call.stream(stream).await,
                ::core::result::Result::Err(error) => {
                    ::core::result::Result::Err(::core::convert::Into::into(error))
                }
            }
        })
    }
    __wick::inventory::submit! {
        __wick::Registration::new:: < Server > (::core::file!(), ::core::line!(), ||
        __wick::Operation::new("find", __call).describe("Find everything.").output(&
        __OUTPUT))
    }
};
