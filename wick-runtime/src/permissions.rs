//! Which operations an account may use.

use std::collections::HashMap;

/// Which operations an account may use; all that nothing is said about.
#[derive(Debug, Default)]
pub struct Permissions {
    denied: HashMap<String, String>,
}

impl Permissions {
    /// Says that an operation cannot be used, and why.
    pub fn deny(&mut self, operation: impl Into<String>, reason: impl Into<String>) {
        self.denied.insert(operation.into(), reason.into());
    }

    pub(crate) fn health(
        mut self,
        operations: impl Iterator<Item = String>,
    ) -> Vec<OperationHealth> {
        operations
            .map(|key| match self.denied.remove(&key) {
                Some(reason) => OperationHealth {
                    key,
                    ok: false,
                    reason,
                },
                None => OperationHealth {
                    key,
                    ok: true,
                    reason: String::new(),
                },
            })
            .collect()
    }
}

/// Whether one operation can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationHealth {
    /// The operation's key.
    pub key: String,
    /// Whether it can be used.
    pub ok: bool,
    /// Why not; empty when it can.
    pub reason: String,
}
