//! Keys and titles from identifiers and names.

/// The title of an identifier: `search_issues` and `SearchIssues` are both "Search Issues".
pub(crate) fn title(identifier: &str) -> String {
    let words: Vec<String> = words(identifier)
        .iter()
        .map(|word| capitalised(word))
        .collect();
    words.join(" ")
}

/// The key of a type's identifier: `HelpDesk` is `help_desk`.
pub(crate) fn key_of_identifier(identifier: &str) -> String {
    words(identifier).join("_").to_lowercase()
}

/// The key of a name: "GitHub" is `github`, "Help Desk" is `help_desk`. There is none when the
/// name has letters that a key cannot hold: dropping them would make an unrelated word.
pub(crate) fn key_of_name(name: &str) -> Option<String> {
    if name
        .chars()
        .any(|letter| letter.is_alphanumeric() && !letter.is_ascii())
    {
        return None;
    }
    let words: Vec<&str> = name
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    (!words.is_empty()).then(|| words.join("_").to_ascii_lowercase())
}

/// What a connector's key may hold; `wick_proto::ConnectorKey` has the same rule.
pub(crate) fn is_connector_key(key: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    (1..=64).contains(&key.len()) && key.bytes().all(allowed)
}

/// What the key of an operation, an input or a setting may hold: language models accept no other
/// names of tools and properties.
pub(crate) fn is_key(key: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=64).contains(&key.len()) && key.bytes().all(allowed)
}

/// Splits at underscores, before a capital that follows a small letter or digit, and before the
/// last capital of a run: `HTTPServer` is `HTTP`, `Server`.
fn words(identifier: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let letters: Vec<char> = identifier.chars().collect();
    for (index, &letter) in letters.iter().enumerate() {
        let previous = index.checked_sub(1).and_then(|before| letters.get(before));
        let next_is_small = letters
            .get(index + 1)
            .is_some_and(|next| next.is_lowercase());
        let begins = letter.is_uppercase()
            && previous.is_some_and(|before| !before.is_uppercase() || next_is_small);
        if letter == '_' || begins {
            words.push(String::new());
        }
        if let (Some(word), true) = (words.last_mut(), letter != '_') {
            word.push(letter);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_identifiers() {
        assert_eq!(title("search_issues"), "Search Issues");
        assert_eq!(title("_list__all"), "List All");
        assert_eq!(title("HelpDesk"), "Help Desk");
        assert_eq!(title("HTTPServer"), "HTTP Server");
        assert_eq!(title("S3Bucket"), "S3 Bucket");
        assert_eq!(title("echo"), "Echo");
    }

    #[test]
    fn keys_of_identifiers() {
        assert_eq!(key_of_identifier("HelpDesk"), "help_desk");
        assert_eq!(key_of_identifier("GitHub"), "git_hub");
        assert_eq!(key_of_identifier("HTTPBin"), "http_bin");
    }

    #[test]
    fn keys_of_names() {
        assert_eq!(key_of_name("GitHub").as_deref(), Some("github"));
        assert_eq!(key_of_name("Help  Desk!").as_deref(), Some("help_desk"));
        assert_eq!(key_of_name("🐙"), None);
        assert_eq!(key_of_name("Café"), None);
    }

    #[test]
    fn characters_of_keys() {
        assert!(is_connector_key("help_desk2"));
        for wrong in ["", "Help", "help-desk", "a b", &"x".repeat(65)] {
            assert!(!is_connector_key(wrong), "{wrong:?}");
        }
        assert!(is_key("X-Api_Key1"));
        for wrong in ["", "a b", "a.b", "a/b", "ü"] {
            assert!(!is_key(wrong), "{wrong:?}");
        }
    }
}
