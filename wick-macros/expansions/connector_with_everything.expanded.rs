#[allow(clippy::struct_excessive_bools)]
/// Runs git.
struct Git {
    /// Who.
    author: Author,
    /// How to log in.
    auth: Auth,
    /// The token.
    token: Option<Secret>,
    /// Where.
    directories: Vec<Directory>,
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::wick_runtime::__private as __wick;
    static __SETTINGS: (
        __wick::Input<Author>,
        __wick::Input<Auth>,
        __wick::Input<Option<Secret>>,
        __wick::Input<Vec<Directory>>,
    ) = (
        <__wick::Input<Author>>::flatten("author").describe("Who."),
        <__wick::Input<Auth>>::setting("auth")
            .describe("How to log in.")
            .prefill("token"),
        <__wick::Input<Option<Secret>>>::setting("token")
            .describe("The token.")
            .required()
            .visible_when("auth:token")
            .regenerable(),
        <__wick::Input<Vec<Directory>>>::setting("repo-dirs")
            .describe("Where.")
            .widget("kvlist", "id|path")
            .env_override("GIT_DIRS")
            .mode("fixed")
            .locked(),
    );
    #[automatically_derived]
    impl __wick::Connector for Git {
        fn about() -> __wick::About {
            more(
                __wick::About::new("git_local", "Git")
                    .version(::core::env!("CARGO_PKG_VERSION"))
                    .at(::core::file!(), ::core::line!())
                    .describe("Runs git.")
                    .category("Branches", "Lines of work.")
                    .category("Tags", "")
                    .allow_session_config()
                    .fixed()
                    .live_catalog()
                    .require_ai_description()
                    .access(Access {
                        enable_sso: true,
                        ..Access::default()
                    })
                    .kind(Kind::Job)
                    .oauth(sign_in()),
            )
        }
        fn settings() -> __wick::Vec<__wick::InputSpec> {
            ::core::convert::Into::into([
                __SETTINGS.0.spec(),
                __SETTINGS.1.spec(),
                __SETTINGS.2.spec(),
                __SETTINGS.3.spec(),
            ])
        }
        fn from_settings(values: &mut __wick::Values) -> ::core::option::Option<Self> {
            let setting0 = values.take(&__SETTINGS.0);
            let setting1 = values.take(&__SETTINGS.1);
            let setting2 = values.take(&__SETTINGS.2);
            let setting3 = values.take(&__SETTINGS.3);
            ::core::option::Option::Some({
                let connector = Self {
                    author: setting0?,
                    auth: setting1?,
                    token: setting2?,
                    directories: setting3?,
                };
                let _ = (&connector.auth,);
                connector
            })
        }
        async fn check(
            &self,
            context: &__wick::Context,
            permissions: &mut __wick::Permissions,
        ) -> ::core::result::Result<(), __wick::Error> {
            let connector = self;
            checks::check(connector, context, permissions)
                .await
                .map_err(__wick::into_error)
        }
        async fn identity(
            token: __wick::Secret,
        ) -> ::core::result::Result<__wick::Identity, __wick::Error> {
            identity(token).await.map_err(__wick::into_error)
        }
    }
};
#[cfg(test)]
#[::core::prelude::v1::test]
#[allow(unnameable_test_items)]
fn git_is_a_sound_connector() {
    ::wick_runtime::__private::assert_sound::<Git>();
}
