/// Runs git.
struct Git {
    /// Who.
    author: Author,
    /// Where.
    directories: Vec<Directory>,
}
#[allow(deprecated)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __SETTINGS: (__wick::Input<Author>, __wick::Input<Vec<Directory>>) = (
        <__wick::Input<Author>>::flatten("author").describe("Who."),
        <__wick::Input<Vec<Directory>>>::new("repo-dirs")
            .describe("Where.")
            .widget("kvlist", "id|path")
            .env_override("GIT_DIRS")
            .mode("fixed")
            .locked()
            .regenerable(),
    );
    #[automatically_derived]
    impl __wick::Connector for Git {
        fn about() -> __wick::About {
            more(
                __wick::About::new("git_local", "Git")
                    .version(::core::env!("CARGO_PKG_VERSION"))
                    .at(::core::file!(), ::core::line!())
                    .describe("Runs git.")
                    .allow_session_config()
                    .fixed()
                    .live_catalog()
                    .require_ai_description(),
            )
        }
        fn settings() -> __wick::Vec<__wick::InputSpec> {
            ::core::convert::Into::into([__SETTINGS.0.spec(), __SETTINGS.1.spec()])
        }
        fn from_settings(values: &mut __wick::Values) -> ::core::option::Option<Self> {
            let setting0 = values.take(&__SETTINGS.0);
            let setting1 = values.take(&__SETTINGS.1);
            ::core::option::Option::Some(Self {
                author: setting0?,
                directories: setting1?,
            })
        }
        async fn check(
            &self,
            context: &__wick::Context,
            permissions: &mut __wick::Permissions,
        ) -> ::core::result::Result<(), __wick::Error> {
            checks::check(self, context, permissions)
                .await
                .map_err(::core::convert::Into::into)
        }
        async fn identity(
            token: __wick::Secret,
        ) -> ::core::result::Result<__wick::Identity, __wick::Error> {
            identity(token).await.map_err(::core::convert::Into::into)
        }
    }
};
#[cfg(test)]
#[::core::prelude::v1::test]
#[allow(unnameable_test_items)]
fn git_is_a_sound_connector() {
    ::wick_runtime::__private::assert_sound::<Git>();
}
