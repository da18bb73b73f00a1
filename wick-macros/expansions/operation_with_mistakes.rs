#[operation(categroy = "Issues")]
fn search(
    /// Words.
    query: &str,
    /// At most.
    #[arg(default = 300)]
    limit: u8,
) {
}
