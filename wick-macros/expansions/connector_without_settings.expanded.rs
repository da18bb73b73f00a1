#[allow(clippy::struct_excessive_bools)]
/// Says what it is told.
struct HelpDesk;
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    #[automatically_derived]
    impl __wick::Connector for HelpDesk {
        fn about() -> __wick::About {
            __wick::About::new("help_desk", "Help Desk")
                .version(::core::env!("CARGO_PKG_VERSION"))
                .at(::core::file!(), ::core::line!())
                .describe("Says what it is told.")
        }
        fn from_settings(_values: &mut __wick::Values) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {})
        }
    }
};
#[cfg(test)]
#[::core::prelude::v1::test]
#[allow(unnameable_test_items)]
fn help_desk_is_a_sound_connector() {
    ::wick_runtime::__private::assert_sound::<HelpDesk>();
}
