#[allow(
    clippy::fn_params_excessive_bools,
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    clippy::unused_async
)]
/// Find issues. Returns number, title and state,
/// newest first.
async fn search_issues(github: &GitHub, query: String, limit: u8) -> Result<Vec<Issue>> {
    github.search(&query, limit).await
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __INPUTS: (__wick::Input<String>, __wick::Input<u8>) = (
        <__wick::Input<String>>::new("query")
            .describe("Words to look for, in GitHub's search syntax."),
        <__wick::Input<u8>>::new("limit")
            .describe("At most this many.")
            .default("30")
            .range(
                ::core::option::Option::Some(__wick::Number::Int(1)),
                ::core::option::Option::Some(__wick::Number::Int(100)),
            ),
    );
    static __OUTPUT: __wick::Output<Result<Vec<Issue>>> = <__wick::Output<
        Result<Vec<Issue>>,
    >>::of(
        <__wick::ValueOf<Result<Vec<Issue>>>>::new(),
        <__wick::FailureOf<Result<Vec<Issue>>>>::new(),
    );
    fn __call(mut call: __wick::Call) -> __wick::CallFuture {
        __wick::Box::pin(async move {
            let connector = call.connector::<GitHub>();
            let input0 = call.take(&__INPUTS.0);
            let input1 = call.take(&__INPUTS.1);
            let (
                ::core::option::Option::Some(connector),
                ::core::option::Option::Some(input0),
                ::core::option::Option::Some(input1),
            ) = (connector, input0, input1) else {
                return call.reject();
            };
            __OUTPUT.reply(search_issues(&connector, input0, input1).await, &call)
        })
    }
    __wick::inventory::submit! {
        __wick::Registration::new:: < GitHub > (::core::file!(), ::core::line!(), ||
        __wick::Operation::new("search_issues", __call)
        .describe("Find issues. Returns number, title and state, newest first.")
        .category("Issues").input(& __INPUTS.0).input(& __INPUTS.1).output(& __OUTPUT))
        .within(::core::module_path!(), ::core::column!())
    }
};
