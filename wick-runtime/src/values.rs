//! The values that were given for a list of inputs.

mod lists;
mod unknown;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::decode::{
    Accepts, Fault, FaultKind, Given, Secrecy, Whole, explain, fault_by_schema, parse_whole,
};
use crate::error::{Error, FieldError, Origin, code};
use crate::input::{Condition, Input, InputSpec, Property};
use crate::number::Number;

/// The values that were given for the inputs of one operation, or for the settings of one
/// connector. Taking them out collects what is wrong with them, so that one answer tells it all.
pub struct Values {
    origin: Origin,
    given: HashMap<String, Value>,
    properties: Arc<[Property]>,
    faults: Vec<FieldError>,
}

enum Value {
    /// As a Go host and a setting have it, whatever its type is.
    Text(Zeroizing<String>),
    /// A JSON string.
    String(Zeroizing<String>),
    /// Any other JSON.
    Json(Box<RawValue>),
}

/// What the strings among arguments are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strings {
    /// Strings: other values come as the JSON that they are.
    Json,
    /// Texts of values of any type, as a Go host writes them.
    Texts,
}

impl Values {
    /// Settings, which are always texts.
    pub(crate) fn of_settings(
        settings: HashMap<String, String>,
        properties: Arc<[Property]>,
    ) -> Self {
        let mut given = settings
            .into_iter()
            .map(|(key, text)| (key, Value::Text(Zeroizing::new(text))))
            .collect();
        lists::read(&mut given, &properties);
        Self {
            origin: Origin::Setting,
            given,
            properties,
            faults: Vec::new(),
        }
    }

    /// Arguments: a JSON object. Nothing at all and `null` are the empty one, as with the
    /// reference.
    ///
    /// # Errors
    ///
    /// With the code `bad_args` when it is anything else.
    pub(crate) fn of_arguments(
        json: &[u8],
        strings: Strings,
        properties: Arc<[Property]>,
    ) -> Result<Self, Error> {
        let given = if json.trim_ascii().is_empty() {
            None
        } else {
            arguments(json, strings)?
        };
        let mut given = given.unwrap_or_default();
        lists::read(&mut given, &properties);
        Ok(Self {
            origin: Origin::Argument,
            given,
            properties,
            faults: Vec::new(),
        })
    }

    /// Takes the value of an input. `None` when there is no usable one; the reason is then noted.
    pub fn take<T>(&mut self, input: &Input<T>) -> Option<T> {
        self.taken(input.spec(), |given| input.decode(given))
    }

    /// Decodes all inputs as a call does, for nothing but its mistakes.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, and what no input asks for.
    pub(crate) fn check(mut self, inputs: &[InputSpec]) -> Result<(), Error> {
        self.refuse_unknown()?;
        for spec in inputs {
            self.taken(*spec, |given| (spec.fault)(given).map_or(Ok(()), Err));
        }
        match self.faults.is_empty() {
            true => Ok(()),
            false => Err(self.refusal()),
        }
    }

    fn taken<T>(
        &mut self,
        spec: InputSpec,
        decode: impl Fn(Given<'_>) -> Result<T, Fault>,
    ) -> Option<T> {
        let own: Vec<&Property> = self
            .properties
            .iter()
            .filter(|property| property.belongs_to(&spec))
            .collect();
        let computed;
        let own = if own.is_empty() {
            computed = Property::alone(spec);
            computed.iter().collect()
        } else {
            own
        };
        let fields: Vec<(&str, Given<'_>)> = own
            .iter()
            .map(|property| (property.key.as_str(), self.given(property)))
            .collect();
        let decoded = if spec.flattened {
            flattened(spec.key, decode, &own, &fields)
        } else if let Some(missing) = own.iter().find(|property| self.is_missing(property)) {
            let fault = FaultKind::Missing.into();
            Err(vec![(
                missing.key.clone(),
                explain(missing.accepts(), Given::Absent, &fault),
            )])
        } else {
            single(decode, &own, &fields)
        };
        match decoded {
            Ok(value) => Some(value),
            Err(faults) => {
                self.faults
                    .extend(faults.into_iter().map(|(field, message)| FieldError {
                        origin: self.origin,
                        field,
                        message,
                    }));
                None
            }
        }
    }

    /// These, with the faults of others.
    pub(crate) fn joined(mut self, others: Self) -> Self {
        self.faults.extend(others.faults);
        self
    }

    /// The error that tells what was wrong.
    pub(crate) fn refusal(self) -> Error {
        if self.faults.is_empty() {
            // A hand-written connector may refuse without a word.
            return Error::new(code::BAD_SETTINGS, "the settings were refused");
        }
        Error::of_fields(self.faults)
    }

    /// Whether it was not given although it must be, whatever its type says.
    fn is_missing(&self, property: &Property) -> bool {
        let is_asked = || match property.required_when() {
            Some(condition) => self.holds(condition),
            None => property.required,
        };
        matches!(self.given(property), Given::Absent) && is_asked()
    }

    fn holds(&self, condition: Condition<'_>) -> bool {
        let other = self
            .properties
            .iter()
            .find(|property| property.key == condition.key);
        let Some(other) = other else { return false };
        match self.given(other).as_text() {
            Some(text) => condition.holds(text),
            None => other.is_boolean() && condition.holds("false"),
        }
    }

    fn given<'a>(&'a self, property: &'a Property) -> Given<'a> {
        let given = match self.given.get(&property.key) {
            Some(Value::Text(text)) => Given::text(text),
            Some(Value::String(text)) => Given::string(text),
            Some(Value::Json(json)) => Given::Json(json.get()),
            None => Given::Absent,
        };
        match (given, &property.default) {
            (Given::Absent, Some(default)) => Given::text(default),
            (given, _) => given,
        }
    }
}

/// The fields of a JSON object; numbers keep their text.
fn arguments(json: &[u8], strings: Strings) -> Result<Option<HashMap<String, Value>>, Error> {
    let refused = |reason: String| {
        Error::new(
            code::BAD_ARGS,
            format!("the arguments are not a JSON object: {reason}"),
        )
    };
    let fields: Option<HashMap<String, &RawValue>> =
        serde_json::from_slice(json).map_err(|error| refused(error.to_string()))?;
    let Some(fields) = fields else {
        return Ok(None);
    };
    let mut given = HashMap::with_capacity(fields.len());
    for (key, raw) in fields {
        let value = match raw.get().as_bytes().first() {
            Some(b'n') => continue,
            Some(b'"') => {
                let text = serde_json::from_str(raw.get())
                    .map_err(|error| refused(format!("`{key}`: {error}")))?;
                match strings {
                    Strings::Json => Value::String(Zeroizing::new(text)),
                    Strings::Texts => Value::Text(Zeroizing::new(text)),
                }
            }
            _ => Value::Json(raw.to_owned()),
        };
        given.insert(key, value);
    }
    Ok(Some(given))
}

type Faults = Vec<(String, String)>;

fn single<T>(
    decode: impl Fn(Given<'_>) -> Result<T, Fault>,
    own: &[&Property],
    fields: &[(&str, Given<'_>)],
) -> Result<T, Faults> {
    let (Some(property), Some((key, given))) = (own.first(), fields.first()) else {
        return Err(Vec::new());
    };
    beyond(property, *given)
        .map_or_else(|| decode(*given), Err)
        .map_err(|fault| {
            vec![(
                (*key).to_owned(),
                explain(property.accepts(), *given, &fault),
            )]
        })
}

fn flattened<T>(
    key: &str,
    decode: impl Fn(Given<'_>) -> Result<T, Fault>,
    own: &[&Property],
    fields: &[(&str, Given<'_>)],
) -> Result<T, Faults> {
    let present: Vec<(&str, Given<'_>)> = own
        .iter()
        .zip(fields)
        .filter_map(|(property, (key, given))| match given {
            Given::Absent if property.is_boolean() => Some((*key, Given::Text("false"))),
            Given::Absent => None,
            given => Some((*key, *given)),
        })
        .collect();
    let beyond: Faults = own
        .iter()
        .zip(fields)
        .filter_map(|(property, (key, given))| {
            let fault = property.limits.fault(&property.schema, *given)?;
            let told = explain(property.accepts(), *given, &fault);
            Some(((*key).to_owned(), told))
        })
        .collect();
    let decoded = decode(Given::Fields(&present));
    if decoded.is_ok() && !beyond.is_empty() {
        return Err(beyond);
    }
    decoded.map_err(|fault| all_faults(key, own, fields, &fault))
}

/// The fault that a flattened type stopped at, and those that it would have found later.
fn all_faults(key: &str, own: &[&Property], fields: &[(&str, Given<'_>)], found: &Fault) -> Faults {
    let mut is_told = false;
    let mut faults: Faults = Vec::new();
    for (property, (field, given)) in own.iter().zip(fields) {
        let fault = if found.field.as_deref() == Some(field) {
            is_told = true;
            Some(found.clone())
        } else if matches!(given, Given::Absent) {
            property.required.then(|| FaultKind::Missing.into())
        } else {
            fault_by_schema(&property.schema, *given)
                .or_else(|| property.limits.fault(&property.schema, *given))
        };
        faults.extend(fault.map(|fault| {
            (
                (*field).to_owned(),
                explain(property.accepts(), *given, &fault),
            )
        }));
    }
    if !is_told {
        let field = found.field.clone().unwrap_or_else(|| key.to_owned());
        // The message of the whole type may quote any of its fields.
        let holds_secret = own
            .iter()
            .any(|property| property.accepts().secrecy != Secrecy::Nothing);
        let secrecy = if holds_secret {
            Secrecy::Parts
        } else {
            Secrecy::Nothing
        };
        let accepts = Accepts {
            secrecy,
            ..Accepts::default()
        };
        faults.push((field, explain(accepts, Given::Absent, found)));
    }
    faults
}

/// The fault of a value beyond the limits of its input.
pub(crate) fn beyond(property: &Property, given: Given<'_>) -> Option<Fault> {
    out_of_bounds(property, given).or_else(|| property.limits.fault(&property.schema, given))
}

/// The fault of a number outside of the input's own bounds. What is no number is left to the type.
fn out_of_bounds(property: &Property, given: Given<'_>) -> Option<Fault> {
    if !property.bounds.are_set() {
        return None;
    }
    let text = given.as_text()?;
    let whole = parse_whole(text);
    let inside = match whole.narrow::<i128>() {
        Some(whole) => property.bounds.contain(Number::Int(whole)),
        None if whole == Whole::No => match text.trim().parse() {
            Ok(real) => property.bounds.contain(Number::Float(real)),
            Err(_) => return None,
        },
        None => false,
    };
    (!inside).then(|| {
        FaultKind::OutOfRange {
            accepted: property.bounds.to_string(),
        }
        .into()
    })
}
