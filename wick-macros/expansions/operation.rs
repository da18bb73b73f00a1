/// Find issues. Returns number, title and state,
/// newest first.
#[operation(category = "Issues")]
async fn search_issues(
    github: &GitHub,
    /// Words to look for, in GitHub's search syntax.
    query: String,
    /// At most this many.
    #[arg(default = 30, range = 1..=100)]
    limit: u8,
) -> Result<Vec<Issue>> {
    github.search(&query, limit).await
}
