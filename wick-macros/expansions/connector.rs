/// Read and file issues on GitHub.
#[connector(name = "GitHub", icon = "🐙", tags = [CONNECTOR, API], categories = ["Issues", "Branches"])]
#[derive(Debug)]
pub struct GitHub {
    /// API address.
    #[config(default = "https://api.github.com", group = "Connection")]
    pub base_url: Url,
    /// Personal access token.
    token: Secret,
}
