#[allow(clippy::struct_excessive_bools)]
/// Read and file issues on GitHub.
#[derive(Debug)]
pub struct GitHub {
    /// API address.
    pub base_url: Url,
    /// Personal access token.
    token: Secret,
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __SETTINGS: (__wick::Input<Url>, __wick::Input<Secret>) = (
        <__wick::Input<Url>>::setting("base_url")
            .describe("API address.")
            .default("https://api.github.com")
            .group("Connection"),
        <__wick::Input<Secret>>::setting("token").describe("Personal access token."),
    );
    #[automatically_derived]
    impl __wick::Connector for GitHub {
        fn about() -> __wick::About {
            __wick::About::new("github", "GitHub")
                .version(::core::env!("CARGO_PKG_VERSION"))
                .at(::core::file!(), ::core::line!())
                .describe("Read and file issues on GitHub.")
                .icon("🐙")
                .tags([CONNECTOR, API])
                .category("Issues", "")
                .category("Branches", "")
        }
        fn settings() -> __wick::Vec<__wick::InputSpec> {
            ::core::convert::Into::into([__SETTINGS.0.spec(), __SETTINGS.1.spec()])
        }
        fn from_settings(values: &mut __wick::Values) -> ::core::option::Option<Self> {
            let setting0 = values.take(&__SETTINGS.0);
            let setting1 = values.take(&__SETTINGS.1);
            ::core::option::Option::Some(Self {
                base_url: setting0?,
                token: setting1?,
            })
        }
    }
};
#[cfg(test)]
#[::core::prelude::v1::test]
#[allow(unnameable_test_items)]
fn git_hub_is_a_sound_connector() {
    ::wick_runtime::__private::assert_sound::<GitHub>();
}
