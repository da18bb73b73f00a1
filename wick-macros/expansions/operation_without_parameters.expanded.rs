#[allow(
    clippy::fn_params_excessive_bools,
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    clippy::unused_async
)]
/// The time.
async fn now() -> Result<String> {
    Ok(String::new())
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __OUTPUT: __wick::Output<Result<String>> = <__wick::Output<
        Result<String>,
    >>::of(
        <__wick::ValueOf<Result<String>>>::new(),
        <__wick::FailureOf<Result<String>>>::new(),
    );
    fn __call(mut call: __wick::Call) -> __wick::CallFuture {
        __wick::Box::pin(async move { __OUTPUT.reply(now().await, &call) })
    }
    __wick::inventory::submit! {
        __wick::Registration::for_any(::core::file!(), ::core::line!(), ||
        __wick::Operation::new("now", __call).describe("The time.").read_only().output(&
        __OUTPUT)).within(::core::module_path!(), ::core::column!())
    }
};
