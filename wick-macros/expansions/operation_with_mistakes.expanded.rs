#[allow(
    clippy::fn_params_excessive_bools,
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    clippy::unused_async
)]
fn search(query: &str, limit: u8) {}
::core::compile_error! {
    "operation `search`: there is no `categroy` here; did you mean `category`?"
}
::core::compile_error! {
    "operation `search`, parameter `query`: an input is owned; take `String`"
}
::core::compile_error! {
    "operation `search`: it returns nothing; let it return `Result<…>`, or `Result<()>` when there is nothing to say"
}
::core::compile_error! {
    "operation `search`: say what it does in a doc comment (`/// …`) above it; models choose by it"
}
::core::compile_error! {
    "operation `search`, input `limit`: the default 300 does not fit `u8`, which is 0 to 255"
}
