/// Removes a branch.
#[tracing::instrument]
#[operation(
    key = "drop-branch",
    name = "Drop a branch",
    category = "Branches",
    destructive,
    idempotent,
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
