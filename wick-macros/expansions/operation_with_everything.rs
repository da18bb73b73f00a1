/// Removes a branch.
#[tracing::instrument]
#[operation(
    key = "drop-branch",
    name = "Drop a branch",
    category = "Branches",
    destructive,
    idempotent,
    closed_world,
)]
pub(crate) fn remove_branch(
    /// The branch.
    #[arg(key = "branch-name")]
    mut r#type: String,
    ctx: &wick_runtime::Context,
    git: &crate::Git,
    #[arg(flatten)]
    filter: Filter,
    /// How sure.
    #[arg(range = -0.5..)]
    certainty: Option<f64>,
) -> Result<(), Failure> {
    work()
}

/// Draws the branches.
#[operation(
    config_only,
    quirks = ["Slow.", "Sorted."],
    pitfalls = ["No tags."],
    pair_with = ["remove_branch"],
    examples = [("All", "{}")],
    output_shape = [("html", "markup")],
    input_sample = "{}",
    output_sample = "{}",
    templateable = ["browser"],
)]
async fn draw(
    /// What was chosen.
    #[arg(widget = "textarea", visible_when = "mode:a|b", secret, hidden, group = "More")]
    browser: Option<String>,
    /// How.
    mode: Mode,
) -> Result<Html> {
    work().await
}

/// Finds branches.
#[operation]
async fn find(
    /// Words.
    #[arg(length = 2..=80, pattern = "^[a-z]+$")]
    query: String,
    /// Labels.
    #[arg(length = ..=5)]
    labels: Vec<String>,
) -> Result<Vec<Branch>> {
    work().await
}
