#[allow(
    clippy::fn_params_excessive_bools,
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    clippy::unused_async
)]
/// Removes a branch.
#[tracing::instrument]
pub(crate) fn remove_branch(
    mut r#type: String,
    ctx: &wick_runtime::Context,
    git: &crate::Git,
    filter: Filter,
    certainty: Option<f64>,
) -> Result<(), Failure> {
    work()
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __INPUTS: (
        __wick::Input<String>,
        __wick::Input<Filter>,
        __wick::Input<Option<f64>>,
    ) = (
        <__wick::Input<String>>::new("branch-name").describe("The branch."),
        <__wick::Input<Filter>>::flatten("filter"),
        <__wick::Input<Option<f64>>>::new("certainty")
            .describe("How sure.")
            .range(
                ::core::option::Option::Some(__wick::Number::Float(-0.5)),
                ::core::option::Option::None,
            ),
    );
    static __OUTPUT: __wick::Output<Result<(), Failure>> = <__wick::Output<
        Result<(), Failure>,
    >>::of(
        <__wick::ValueOf<Result<(), Failure>>>::new(),
        <__wick::FailureOf<Result<(), Failure>>>::new(),
    );
    fn __call(mut call: __wick::Call) -> __wick::CallFuture {
        __wick::Box::pin(async move {
            let connector = call.connector::<crate::Git>();
            let input0 = call.take(&__INPUTS.0);
            let input1 = call.take(&__INPUTS.1);
            let input2 = call.take(&__INPUTS.2);
            let (
                ::core::option::Option::Some(connector),
                ::core::option::Option::Some(input0),
                ::core::option::Option::Some(input1),
                ::core::option::Option::Some(input2),
            ) = (connector, input0, input1, input2) else {
                return call.reject();
            };
            let context = call.context();
            __OUTPUT
                .blocking(
                    &call,
                    move || remove_branch(input0, &context, &connector, input1, input2),
                )
                .await
        })
    }
    __wick::inventory::submit! {
        __wick::Registration::new:: < crate ::Git > (::core::file!(), ::core::line!(), ||
        __wick::Operation::new("drop-branch", __call).name("Drop a branch")
        .describe("Removes a branch.").category("Branches").destructive().idempotent()
        .closed_world().input(& __INPUTS.0).input(& __INPUTS.1).input(& __INPUTS.2)
        .output(& __OUTPUT)).within(::core::module_path!(), ::core::column!())
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
/// Draws the branches.
async fn draw(
    browser: Option<String>,
    #[allow(unused_variables)]
    mode: Mode,
) -> Result<Html> {
    work().await
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __INPUTS: (__wick::Input<Option<String>>, __wick::Input<Mode>) = (
        <__wick::Input<Option<String>>>::new("browser")
            .describe("What was chosen.")
            .group("More")
            .visible_when("mode:a|b")
            .widget("textarea", "")
            .hidden()
            .secret(),
        <__wick::Input<Mode>>::new("mode").describe("How."),
    );
    static __OUTPUT: __wick::Output<Result<Html>> = <__wick::Output<
        Result<Html>,
    >>::of(
        <__wick::ValueOf<Result<Html>>>::new(),
        <__wick::FailureOf<Result<Html>>>::new(),
    );
    fn __call(mut call: __wick::Call) -> __wick::CallFuture {
        __wick::Box::pin(async move {
            let input0 = call.take(&__INPUTS.0);
            let input1 = call.take(&__INPUTS.1);
            let (
                ::core::option::Option::Some(input0),
                ::core::option::Option::Some(input1),
            ) = (input0, input1) else {
                return call.reject();
            };
            __OUTPUT.reply(draw(input0, input1).await, &call)
        })
    }
    __wick::inventory::submit! {
        __wick::Registration::for_any(::core::file!(), ::core::line!(), ||
        __wick::Operation::new("draw", __call).describe("Draws the branches.")
        .config_only().input_sample("{}").output_sample("{}").pair_with("remove_branch")
        .common_pitfall("No tags.").quirk("Slow.").quirk("Sorted.")
        .templateable_field("browser").example("All", "{}").output_shape("html",
        "markup").input(& __INPUTS.0).input(& __INPUTS.1).output(& __OUTPUT))
        .within(::core::module_path!(), ::core::column!())
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
/// Finds branches.
async fn find(query: String, labels: Vec<String>) -> Result<Vec<Branch>> {
    work().await
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __INPUTS: (__wick::Input<String>, __wick::Input<Vec<String>>) = (
        <__wick::Input<String>>::new("query")
            .describe("Words.")
            .length(
                ::core::option::Option::Some(2u64),
                ::core::option::Option::Some(80u64),
            )
            .pattern("^[a-z]+$"),
        <__wick::Input<Vec<String>>>::new("labels")
            .describe("Labels.")
            .length(::core::option::Option::None, ::core::option::Option::Some(5u64)),
    );
    static __OUTPUT: __wick::Output<Result<Vec<Branch>>> = <__wick::Output<
        Result<Vec<Branch>>,
    >>::of(
        <__wick::ValueOf<Result<Vec<Branch>>>>::new(),
        <__wick::FailureOf<Result<Vec<Branch>>>>::new(),
    );
    fn __call(mut call: __wick::Call) -> __wick::CallFuture {
        __wick::Box::pin(async move {
            let input0 = call.take(&__INPUTS.0);
            let input1 = call.take(&__INPUTS.1);
            let (
                ::core::option::Option::Some(input0),
                ::core::option::Option::Some(input1),
            ) = (input0, input1) else {
                return call.reject();
            };
            __OUTPUT.reply(find(input0, input1).await, &call)
        })
    }
    __wick::inventory::submit! {
        __wick::Registration::for_any(::core::file!(), ::core::line!(), ||
        __wick::Operation::new("find", __call).describe("Finds branches.").input(&
        __INPUTS.0).input(& __INPUTS.1).output(& __OUTPUT))
        .within(::core::module_path!(), ::core::column!())
    }
};
