//! Did you mean?

use crate::output::line;

/// The known name that `given` most resembles, if it resembles any.
pub(crate) fn nearest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let given = given.to_lowercase().replace('-', "_");
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&given, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// `a`, `b` and `c`, for a message: the first of them, and how many more there are.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 60;
    let mut all = names.into_iter();
    let names = all.by_ref().take(SHOWN);
    let mut names: Vec<_> = names.map(|name| format!("`{}`", line(name))).collect();
    match all.count() {
        0 => {}
        more => names.push(format!("{more} more")),
    }
    match names.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_found() {
        let known = ["query", "execute", "list_tables"];
        assert_eq!(nearest("qurey", known), Some("query"));
        assert_eq!(nearest("list-tables", known), Some("list_tables"));
        assert_eq!(nearest("Execute", known), Some("execute"));
        assert_eq!(nearest("frobnicate", known), None);
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn lists_read_as_a_sentence() {
        assert_eq!(list([]), "none");
        assert_eq!(list(["a"]), "`a`");
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` and `c`");
        assert!(list(["a"; 100]).ends_with("`a` and 40 more"));
        // R10.
        assert_eq!(list(["a\nerror: b"]), "`a\\nerror: b`");
    }
}
