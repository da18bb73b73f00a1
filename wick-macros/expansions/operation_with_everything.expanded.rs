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
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __INPUTS: (
        __wick::Input<String>,
        __wick::Input<Filter>,
        __wick::Input<Option<f64>>,
    ) = (
        <__wick::Input<String>>::new("branch-name").describe("The branch."),
        <__wick::Input<Filter>>::new("filter").flattened(),
        <__wick::Input<Option<f64>>>::new("certainty")
            .describe("How sure.")
            .range(
                ::core::option::Option::Some(__wick::Number::Float(-0.5)),
                ::core::option::Option::None,
            ),
    );
    static __OUTPUT: __wick::Output<Result<(), Failure>> = <__wick::Output<
        Result<(), Failure>,
    >>::new();
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
                .reply(
                    call
                        .blocking(move || remove_branch(
                            input0,
                            &context,
                            &connector,
                            input1,
                            input2,
                        ))
                        .await,
                )
        })
    }
    __wick::inventory::submit! {
        __wick::Registration::new:: < crate ::Git > (::core::file!(), ::core::line!(), ||
        __wick::Operation::new("drop-branch", __call).name("Drop a branch")
        .describe("Removes a branch.").category("Branches").destructive().idempotent()
        .input(& __INPUTS.0).input(& __INPUTS.1).input(& __INPUTS.2).output(& __OUTPUT))
    }
};
