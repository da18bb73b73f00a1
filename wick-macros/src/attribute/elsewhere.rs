//! Words of other libraries.

/// How to say what other libraries have this word for.
pub(super) fn elsewhere(word: &str) -> Option<&'static str> {
    Some(match word {
        "desc" | "describe" | "description" | "doc" | "docs" | "help" => {
            "write it as a doc comment (`/// …`) above the item"
        }
        "min" | "max" | "minimum" | "maximum" => {
            "write `range = 1..=100`, or `length = 1..=80` for texts and lists"
        }
        "min_length" | "max_length" | "min_len" | "max_len" => "write `length = 1..=80`",
        "optional" | "nullable" => "make its type `Option<…>`",
        "choices" | "enum" | "one_of" | "values" => {
            r#"make its type an enum, or write `widget = "dropdown", options = "a|b"`"#
        }
        "rename" | "alias" => r#"write `key = "…"`"#,
        "default_value" => "write `default = …`",
        "regex" => r#"write `pattern = "…"`"#,
        "password" | "sensitive" => "make its type `Secret`",
        _ => return None,
    })
}
