//! The settings of one call.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde_json::Value;
use serde_json::value::RawValue;
use wick_proto::gojson;
use wick_proto::module::Module;

use super::{Concealed, assignment, document};
use crate::failure::Failure;
use crate::suggest;

/// Settings by name. Their values are secrets as far as we know, and are never shown.
#[derive(Default)]
pub(crate) struct Settings(HashMap<String, String>);

impl Settings {
    /// The names and values, for the plugin.
    pub(crate) fn into_map(self) -> HashMap<String, String> {
        self.0
    }

    /// The values that `module` declares as secret.
    pub(crate) fn secrets(&self, module: &Module) -> Secrets {
        let fields = module.configs.iter().filter(|field| field.secret);
        let values = fields.filter_map(|field| self.0.get(&field.key));
        let values = values.filter(|value| value.len() >= Secrets::LEAST_BYTES);
        Secrets::of(values)
    }

    /// The settings that `module` requires without a condition and that have neither a value nor a
    /// default.
    pub(crate) fn missing(&self, module: &Module) -> Vec<String> {
        let is_missing = |key: &str| self.0.get(key).is_none_or(String::is_empty);
        let fields = module.configs.iter();
        fields
            .filter(|field| field.required && field.value.is_empty())
            .filter(|field| field.visible_when.is_empty() && is_missing(&field.key))
            .map(|field| field.key.clone())
            .collect()
    }
}

/// The values that must not be shown even where a plugin repeats them, in every form in which it may.
#[derive(Clone)]
pub(crate) struct Secrets(Vec<String>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Secrets {
    /// Shorter ones are not looked for: a text would be full of them.
    const LEAST_BYTES: usize = 4;

    fn of<'a>(values: impl Iterator<Item = &'a String>) -> Self {
        let mut forms: Vec<String> = values.flat_map(|value| forms(value)).collect();
        // One may be a part of another.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms.dedup();
        Self(forms)
    }

    /// `text` with every secret in it struck out.
    pub(crate) fn strike_out(&self, text: &str) -> String {
        let strike = |text: String, secret: &String| text.replace(secret.as_str(), "[secret]");
        self.0.iter().fold(text.to_owned(), strike)
    }
}

/// As it is, and as the inside of a text in JSON, in JSON of Go, and in what Rust prints for debugging: with
/// quotes or line feeds in it, those are others.
fn forms(value: &str) -> [String; 4] {
    let inside = |quoted: String| {
        let text = quoted
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        text.unwrap_or(value).to_owned()
    };
    [
        value.to_owned(),
        inside(Value::from(value).to_string()),
        inside(gojson::to_string(value).unwrap_or_default()),
        inside(format!("{value:?}")),
    ]
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Where settings come from.
pub(crate) struct Given<'a> {
    /// `--settings`: an object or the file of one.
    pub(crate) whole: Option<&'a str>,
    /// `--setting`: `NAME=VALUE`.
    pub(crate) single: &'a [Concealed],
    /// `--setting-env`: `NAME=VARIABLE`.
    pub(crate) environment: &'a [String],
}

/// Reads settings; single ones overwrite those of the file.
pub(crate) fn settings(
    module: &Module,
    given: &Given<'_>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Settings, Failure> {
    let mut settings = HashMap::new();
    if let Some(whole) = given.whole {
        let object = document::object("--settings", whole)?;
        settings.extend(object.into_iter().map(|(name, value)| (name, text(&value))));
    }
    let mut seen = HashSet::new();
    let mut once = |name: &str| match seen.insert(name.to_owned()) {
        true => Ok(()),
        false => Err(Failure::usage(format!("setting `{name}` is given twice"))),
    };
    for single in given.single {
        let (name, value) = assignment::read("--setting", single.expose())?;
        once(&name)?;
        settings.insert(name, value);
    }
    for assignment in given.environment {
        let (name, from) = assignment::split(assignment).ok_or_else(|| {
            Failure::usage("a value of --setting-env is not of the form NAME=VARIABLE")
                .hint("write --setting-env name=VARIABLE, where VARIABLE holds the value")
        })?;
        once(name)?;
        let Some(value) = variable(from) else {
            return Err(Failure::usage(format!(
                "setting `{name}` is to come from the environment variable {from}, which is not set"
            )));
        };
        settings.insert(name.to_owned(), value);
    }
    check_names(module, &settings)?;
    Ok(Settings(settings))
}

fn check_names(module: &Module, settings: &HashMap<String, String>) -> Result<(), Failure> {
    let known: Vec<_> = module
        .configs
        .iter()
        .map(|field| field.key.as_str())
        .collect();
    // What a host adds for a connected account.
    let account = ["connected_user", "user_token", "auth_mode"];
    let is_known =
        |name: &str| known.contains(&name) || (module.oauth.is_some() && account.contains(&name));
    let mut unknown: Vec<_> = settings.keys().filter(|name| !is_known(name)).collect();
    unknown.sort_unstable();
    let Some(name) = unknown.first() else {
        return Ok(());
    };
    let failure = Failure::usage(format!(
        "`{}` has no setting `{name}`; its settings: {}",
        module.meta.key,
        suggest::list(known.iter().copied())
    ));
    let nearest = suggest::nearest(name, known.iter().copied());
    Err(failure.maybe_hint(nearest.map(|near| format!("did you mean `{near}`?"))))
}

/// The text in which settings travel.
fn text(value: &RawValue) -> String {
    match value.get() {
        "null" => String::new(),
        // What is no string is the text that it is written as.
        json => serde_json::from_str(json).unwrap_or_else(|_| json.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use wick_proto::module::Field;

    use super::*;

    fn module() -> Module {
        let field = |key: &str, required| Field {
            key: key.to_owned(),
            required,
            ..Field::default()
        };
        Module {
            configs: vec![
                field("token", true),
                field("base_url", false),
                field("port", false),
            ],
            ..Module::default()
        }
    }

    #[test]
    fn the_more_particular_source_wins() {
        let given = Given {
            whole: Some(r#"{"token": "file", "port": 80, "base_url": "file"}"#),
            single: &["base_url=flag".into()],
            environment: &["token=TOKEN".to_owned()],
        };
        let settings = settings(&module(), &given, |name| Some(format!("from {name}"))).unwrap();
        let map = settings.into_map();
        assert_eq!(map["token"], "from TOKEN");
        assert_eq!(map["base_url"], "flag");
        assert_eq!(map["port"], "80");
    }

    /// N11.
    #[test]
    fn a_setting_that_is_given_twice_is_refused() {
        let twice = |single: &[&str], environment: &[&str]| {
            let single: Vec<_> = single.iter().map(|text| (*text).into()).collect();
            let environment: Vec<_> = environment.iter().map(|text| (*text).to_owned()).collect();
            let given = Given {
                whole: None,
                single: &single,
                environment: &environment,
            };
            let failure = settings(&module(), &given, |_| Some("x".to_owned())).unwrap_err();
            assert_eq!(failure.exit, crate::exit::Exit::Usage);
            failure.message.clone()
        };
        let message = "setting `port` is given twice";
        assert_eq!(twice(&["port=1", "port=2"], &[]), message);
        assert_eq!(twice(&[], &["port=A", "port=B"]), message);
        assert_eq!(twice(&["port=1"], &["port=A"]), message);
    }

    /// N11: no hint puts a secret on the command line.
    #[test]
    fn a_variable_without_a_name_is_told_its_own_form() {
        let given = Given {
            whole: None,
            single: &[],
            environment: &["token".to_owned()],
        };
        let failure = settings(&module(), &given, |_| None).unwrap_err();
        assert!(failure.message.contains("NAME=VARIABLE"), "{failure:?}");
        let hint = failure.hint.as_deref().unwrap();
        assert!(hint.starts_with("write --setting-env name=VARIABLE"));
    }

    /// V3, V6.
    #[test]
    fn numbers_of_a_file_keep_their_digits() {
        let whole = r#"{"token": 12345678901234567.890, "base_url": "5", "port": null}"#;
        let given = Given {
            whole: Some(whole),
            single: &[],
            environment: &[],
        };
        let settings = settings(&module(), &given, |_| None).unwrap().into_map();
        let of = |name: &str| settings[name].as_str();
        assert_eq!(
            [of("token"), of("base_url"), of("port")],
            ["12345678901234567.890", "5", ""]
        );
    }

    #[test]
    fn secrets_are_struck_out_of_what_a_plugin_says() {
        let mut module = module();
        module.configs[0].secret = true;
        let given = Given {
            whole: Some(r#"{"token": "hunter2", "base_url": "example"}"#),
            single: &[],
            environment: &[],
        };
        let settings = settings(&module, &given, |_| None).unwrap();
        let struck = settings
            .secrets(&module)
            .strike_out("hunter2 at example: hunter22");
        assert_eq!(struck, "[secret] at example: [secret]2");
    }

    #[test]
    fn secrets_are_struck_out_however_they_are_written() {
        let secret = "p\"w\\\n<é> 'x'".to_owned();
        let longer = format!("{secret}!");
        let secrets = Secrets::of([&secret, &longer].into_iter());
        for text in [
            secret.clone(),
            longer.clone(),
            serde_json::to_string(&secret).unwrap(),
            gojson::to_string(&secret).unwrap(),
            format!("{longer:?}"),
        ] {
            let struck = secrets.strike_out(&text);
            let struck = struck.trim_matches('"');
            assert_eq!(struck, "[secret]", "{text}");
        }
    }

    #[test]
    fn neither_errors_nor_debug_show_values() {
        let given = Given {
            whole: None,
            single: &["tokn=hunter2".into()],
            environment: &[],
        };
        let failure = settings(&module(), &given, |_| None).unwrap_err();
        assert!(!format!("{failure:?}").contains("hunter2"));
        assert_eq!(failure.hint.as_deref(), Some("did you mean `token`?"));

        let given = Given {
            single: &["token=hunter2".into()],
            ..given
        };
        let settings = settings(&module(), &given, |_| None).unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert!(settings.missing(&module()).is_empty());
        assert_eq!(Settings::default().missing(&module()), ["token"]);
    }
}
