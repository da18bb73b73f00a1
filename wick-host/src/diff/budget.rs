//! How much work a comparison may be.

use serde_json::Value;

/// Steps that every comparison of two manifests may take, whatever their size.
const BASE: usize = 1 << 20;
/// Steps for each value of the schemas. A comparison of what people write takes about one.
const STEPS_PER_VALUE: usize = 16;
/// A text of so many bytes counts as one value more.
const TEXT_BYTES: usize = 64;

/// The steps that are left. Schemas are a third party's, and two of them can be made so that they
/// have as many pairs of parts as the product of their sizes.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn new() -> Self {
        Self(BASE)
    }

    /// Adds the steps that comparing these two may take.
    pub(super) fn grant(&mut self, old: &Value, new: &Value) {
        let size = size(old).saturating_add(size(new));
        self.0 = self.0.saturating_add(STEPS_PER_VALUE.saturating_mul(size));
    }

    pub(super) fn spend(&mut self, steps: usize) {
        self.0 = self.0.saturating_sub(steps);
    }

    pub(super) fn is_exhausted(&self) -> bool {
        self.0 == 0
    }
}

/// How many values there are in this one, long texts counted by their length.
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(size).fold(1, usize::saturating_add),
        Value::Object(members) => members
            .iter()
            .map(|(key, member)| key.len() / TEXT_BYTES + size(member))
            .fold(1, usize::saturating_add),
        Value::String(text) => 1 + text.len() / TEXT_BYTES,
        _ => 1,
    }
}
