#[allow(clippy::struct_excessive_bools)]
struct GitHub<T> {
    base_url: Option<T>,
}
const _: () = {
    use ::wick_runtime::__private as __wick;
    #[automatically_derived]
    impl<T: ::core::marker::Send + ::core::marker::Sync + 'static> __wick::Connector
    for GitHub<T> {
        fn about() -> __wick::About {
            ::core::unreachable!()
        }
        fn settings() -> __wick::Vec<__wick::InputSpec> {
            ::core::unreachable!()
        }
        fn from_settings(_: &mut __wick::Values) -> ::core::option::Option<Self> {
            ::core::unreachable!()
        }
    }
};
::core::compile_error! {
    "connector `GitHub`: no key can be made from its name; give one with `key = \"…\"`"
}
::core::compile_error! {
    "connector `GitHub`: it cannot be generic; write the types themselves"
}
::core::compile_error! {
    "connector `GitHub`: say what it is for in a doc comment (`/// …`) above it"
}
::core::compile_error! {
    "connector `GitHub`, setting `base_url`: say what it is for in a doc comment (`/// …`) above it"
}
::core::compile_error! {
    "connector `GitHub`, setting `base_url`: an optional value with a default is never absent; remove `Option` or the default"
}
