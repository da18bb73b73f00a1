//! What a plugin answers when it cannot use what it was given.

/// The arguments and settings that a plugin complains about, with what is wrong: one line each,
/// `` `name`: problem `` or `` setting `name`: problem ``. `None` for any other text.
pub(crate) fn fields(message: &str) -> Option<Vec<(String, String)>> {
    message.lines().map(field).collect()
}

fn field(line: &str) -> Option<(String, String)> {
    let (rest, is_setting) = match line.strip_prefix("setting ") {
        Some(rest) => (rest, true),
        None => (line, false),
    };
    let (name, problem) = rest.strip_prefix('`')?.split_once("`: ")?;
    let problem = match is_setting {
        true => format!("{problem} (a setting)"),
        false => problem.to_owned(),
    };
    Some((name.to_owned(), problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_are_taken_apart() {
        let fields = fields("`limit`: must be at least 1\nsetting `token`: required").unwrap();
        let expected = [
            ("limit", "must be at least 1"),
            ("token", "required (a setting)"),
        ];
        assert_eq!(
            fields,
            expected.map(|(name, problem)| (name.into(), problem.into()))
        );
        assert_eq!(
            super::fields("`limit`: too small\nand something else"),
            None
        );
        assert_eq!(super::fields("json: cannot unmarshal"), None);
    }
}
