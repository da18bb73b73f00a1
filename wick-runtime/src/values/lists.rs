//! Lists of strings, as people and models write them where they are shown a text field.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::Value;
use crate::input::Property;

/// Makes the JSON list of a text that is none, such as `lamp, urgent`, for each input that is a list of
/// strings. A host that knows the type of the input gives a list, and its strings are left alone.
pub(super) fn read(given: &mut HashMap<String, Value>, properties: &[Property]) {
    for property in properties.iter().filter(|one| one.is_list_of_strings()) {
        if let Some(Value::Text(text)) = given.get_mut(&property.key)
            && !text.trim_start().starts_with('[')
        {
            *text = list(text);
        }
    }
}

/// `"a, b", "c"` or `a, b, c`. Nothing at all stays nothing.
fn list(text: &str) -> Zeroizing<String> {
    let quoted = Zeroizing::new(format!("[{text}]"));
    let items: Vec<String> = serde_json::from_str(&quoted).unwrap_or_else(|_| {
        let items = text.split(',').map(str::trim);
        let items = items.filter(|item| !item.is_empty());
        items.map(str::to_owned).collect()
    });
    match items.is_empty() {
        true => Zeroizing::default(),
        false => Zeroizing::new(serde_json::Value::from(items).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_and_quotes_separate_the_items_of_a_text() {
        for (text, json) in [
            ("lamp, urgent", r#"["lamp","urgent"]"#),
            ("lamp", r#"["lamp"]"#),
            (r#""a, b","c""#, r#"["a, b","c"]"#),
            ("5, ,x,", r#"["5","x"]"#),
            (" , ", ""),
            ("", ""),
        ] {
            assert_eq!(*list(text), json, "{text}");
        }
    }
}
