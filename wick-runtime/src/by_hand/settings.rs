//! Settings from the command line and from the environment.
//!
//! Everybody on a machine can read command lines, so a secret comes from the environment.

use std::collections::HashMap;
use std::ffi::OsString;

use wick_proto::module::Field;

use super::arguments::{Assignment, Mistake};
use super::{nearest, quoted};

/// The settings by key: `given` before those of the environment.
pub(super) fn all(
    known: &[Field],
    given: Vec<Assignment>,
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<HashMap<String, String>, Mistake> {
    let mut settings = HashMap::new();
    for Field { key, .. } in known {
        let name = variable(key);
        if let Some(value) = environment(&name) {
            let value = value
                .into_string()
                .map_err(|_| Mistake::new(format!("{name} is not UTF-8"), None))?;
            settings.insert(key.clone(), value);
        }
    }
    for Assignment { name, value } in given {
        if known.iter().all(|field| field.key != name) {
            return Err(unknown(&name, known));
        }
        settings.insert(name, value);
    }
    Ok(settings)
}

/// `base_url` is `WICK_SETTING_BASE_URL`.
pub(crate) fn variable(key: &str) -> String {
    let upper = key.to_ascii_uppercase();
    let name: String = upper
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect();
    format!("WICK_SETTING_{name}")
}

fn unknown(name: &str, known: &[Field]) -> Mistake {
    let keys = || known.iter().map(|field| field.key.as_str());
    let hint = match nearest(name, keys()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => "it has no settings".to_owned(),
        None => format!("its settings are {}", quoted(keys())),
    };
    Mistake::new(format!("there is no setting `{name}`"), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> [Field; 2] {
        ["base-url", "token"].map(|key| Field {
            key: key.to_owned(),
            ..Field::default()
        })
    }

    fn given(name: &str) -> Vec<Assignment> {
        vec![Assignment {
            name: name.to_owned(),
            value: "given".to_owned(),
        }]
    }

    #[test]
    fn what_is_given_comes_before_the_environment() {
        let environment = |name: &str| {
            ["WICK_SETTING_BASE_URL", "WICK_SETTING_TOKEN"]
                .contains(&name)
                .then(|| "environment".into())
        };
        let settings = all(&known(), given("token"), environment).unwrap();
        assert_eq!(settings["token"], "given");
        assert_eq!(settings["base-url"], "environment");
    }

    #[test]
    fn an_unknown_setting_is_told_without_its_value() {
        let mistake = all(&known(), given("tokne"), |_| None).unwrap_err();
        assert_eq!(mistake.message, "there is no setting `tokne`");
        assert_eq!(mistake.hint.as_deref(), Some("did you mean `token`?"));
        let mistake = all(&known(), given("x"), |_| None).unwrap_err();
        let hint = mistake.hint.unwrap();
        assert_eq!(hint, "its settings are `base-url`, `token`");
    }
}
