//! Arguments that no input asks for.

use super::{Values, beyond};
use crate::decode::{FaultKind, Given, explain};
use crate::error::{Error, FieldError};

/// The least likeness of a key that is taken for another, from 0 to 1.
const LIKENESS: f64 = 0.75;

impl Values {
    /// For a caller who wants to know of his mistakes: refuses keys that no input has.
    ///
    /// # Errors
    ///
    /// With the code `bad_args`, and everything else that is wrong as well.
    pub(crate) fn refuse_unknown(&self) -> Result<(), Error> {
        let mut unknown: Vec<&str> = self
            .given
            .keys()
            .map(String::as_str)
            .filter(|key| self.properties.iter().all(|property| property.key != *key))
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        unknown.sort_unstable();
        let unknown = unknown
            .into_iter()
            .map(|key| self.fault(key, self.about_unknown(key)));
        let others = self.properties.iter().filter_map(|property| {
            let given = self.given(property);
            let fault = match given {
                Given::Absent if property.required => Some(FaultKind::Missing.into()),
                Given::Absent => None,
                _ if property.spec.flattened => beyond(property, given),
                _ => beyond(property, given).or_else(|| (property.spec.fault)(given)),
            }?;
            let told = explain(property.accepts(), given, &fault);
            Some(self.fault(&property.key, told))
        });
        Err(Error::of_fields(unknown.chain(others).collect()))
    }

    fn about_unknown(&self, key: &str) -> String {
        let likeness = |known: &str| strsim::jaro_winkler(key, known);
        let keys = self.properties.iter().map(|property| property.key.as_str());
        let nearest = keys.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        match nearest.filter(|known| likeness(known) >= LIKENESS) {
            Some(known) => format!("unknown argument; did you mean `{known}`?"),
            None => "unknown argument".to_owned(),
        }
    }

    fn fault(&self, field: &str, message: String) -> FieldError {
        FieldError {
            origin: self.origin,
            field: field.to_owned(),
            message,
        }
    }
}
