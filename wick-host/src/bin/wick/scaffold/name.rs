//! The name of a new connector, and the names that follow from it.

use std::str::FromStr;

/// A cargo package's name whose letters a connector's key can hold as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name(String);

/// Words that cargo or Rust keep for themselves.
const RESERVED: [&str; 12] = [
    "alloc",
    "build",
    "core",
    "deps",
    "examples",
    "incremental",
    "proc-macro",
    "proc_macro",
    "std",
    "test",
    "wick-runtime",
    "wick_runtime",
];

/// Keywords that a package may not have as its name.
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Types that the code of the template names; a struct of that name would hide them.
const TAKEN: [&str; 24] = [
    "Access",
    "Box",
    "Context",
    "Default",
    "Err",
    "Error",
    "ExitCode",
    "JsonSchema",
    "Kind",
    "Note",
    "OAuth",
    "Ok",
    "Option",
    "Path",
    "PathBuf",
    "Plugin",
    "Result",
    "Secret",
    "Serialize",
    "Some",
    "Stream",
    "String",
    "Url",
    "Vec",
];

impl FromStr for Name {
    type Err = String;

    /// The error says what a name is.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_')
        };
        if text.is_empty() {
            return Err("give a name, such as `help-desk`".to_owned());
        }
        if let Some(letter) = text.chars().find(|&letter| !allowed(letter)) {
            return Err(format!(
                "{letter:?} cannot be in it; write small ASCII letters, digits, `-` and `_`, as in `{}`",
                usable(text)
            ));
        }
        if !text.starts_with(|first: char| first.is_ascii_lowercase()) {
            return Err("it begins with a small letter".to_owned());
        }
        if text.len() > 64 {
            return Err("it is longer than the 64 letters that a connector's key has".to_owned());
        }
        if RESERVED.contains(&text) || KEYWORDS.contains(&text) {
            return Err(format!(
                "Rust and cargo keep `{text}` for themselves; try `{text}-connector`"
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl Name {
    /// The name of the package and of its binary.
    pub(crate) fn package(&self) -> &str {
        &self.0
    }

    /// The key that the connector gets from its title.
    pub(crate) fn key(&self) -> String {
        self.words().collect::<Vec<_>>().join("_")
    }

    /// `Help Desk`.
    pub(crate) fn title(&self) -> String {
        self.words().map(capitalised).collect::<Vec<_>>().join(" ")
    }

    /// `HelpDesk`.
    pub(crate) fn type_name(&self) -> String {
        let name: String = self.words().map(capitalised).collect();
        match TAKEN.contains(&name.as_str()) {
            true => format!("{name}Connector"),
            false => name,
        }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(['-', '_']).filter(|word| !word.is_empty())
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// A name that is nearly what was written.
fn usable(text: &str) -> String {
    let letters: String = text
        .to_lowercase()
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .collect();
    let name = letters.trim_matches(|letter: char| letter == '-' || letter.is_ascii_digit());
    match name {
        "" => "help-desk".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_follow() {
        let name: Name = "help-desk2_x".parse().unwrap();
        assert_eq!(name.package(), "help-desk2_x");
        assert_eq!(name.key(), "help_desk2_x");
        assert_eq!(name.title(), "Help Desk2 X");
        assert_eq!(name.type_name(), "HelpDesk2X");
        let name: Name = "result".parse().unwrap();
        assert_eq!(name.type_name(), "ResultConnector");
    }

    #[test]
    fn what_is_no_name_is_told_with_one() {
        let refused = |text: &str| text.parse::<Name>().unwrap_err();
        assert!(refused("").contains("`help-desk`"));
        assert!(refused("Help Desk").ends_with("as in `help-desk`"));
        assert!(refused("../up").ends_with("as in `up`"));
        assert!(refused("😀").ends_with("as in `help-desk`"));
        assert!(refused("2desks").contains("begins"));
        assert!(refused("-x").contains("begins"));
        assert!(refused(&"x".repeat(65)).contains("64"));
        assert!(refused("match").contains("`match-connector`"));
        assert!(refused("test").contains("`test-connector`"));
    }
}
