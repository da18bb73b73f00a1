/// Runs git.
#[connector(
    key = "git_local",
    name = "Git",
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
    /// Where.
    #[config(
        key = "repo-dirs",
        widget = "kvlist",
        options = "id|path",
        env = "GIT_DIRS",
        mode = "fixed",
        locked,
        regenerable,
    )]
    directories: Vec<Directory>,
}
