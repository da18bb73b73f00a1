/// JSON that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(pub(super) serde_json::Error);
