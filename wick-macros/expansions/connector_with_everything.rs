/// Runs git.
#[connector(
    key = "git_local",
    name = "Git",
    kind = Kind::Job,
    categories = [("Branches", "Lines of work."), "Tags"],
    oauth = sign_in(),
    access = Access { enable_sso: true, ..Access::default() },
    fixed,
    live_catalog,
    allow_session_config,
    require_ai_description,
    about = more,
    check = checks::check,
    identity = identity,
)]
struct Git {
    /// Who.
    #[config(flatten)]
    author: Author,
    /// How to log in.
    #[config(prefill = "token")]
    auth: Auth,
    /// The token.
    #[config(visible_when = "auth:token", required, regenerable)]
    token: Option<Secret>,
    /// Where.
    #[config(
        key = "repo-dirs",
        widget = "kvlist",
        options = "id|path",
        env = "GIT_DIRS",
        mode = "fixed",
        locked,
    )]
    directories: Vec<Directory>,
}
