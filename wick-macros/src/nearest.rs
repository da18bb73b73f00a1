//! "Did you mean": the known word that a misspelt one is closest to.

/// The known word within a third of `word`'s length in edits, if there is one.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = word.chars().count() / 3 + 1;
    known
        .into_iter()
        .map(|candidate| (edits(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, in which two exchanged neighbours count as one edit.
fn edits(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=to.len()).collect();
    for (row, &a) in from.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, &b) in to.iter().enumerate() {
            let replaced = previous[column] + usize::from(a != b);
            let mut best = replaced
                .min(previous[column + 1] + 1)
                .min(current[column] + 1);
            let exchanged = row > 0 && column > 0 && a == to[column - 1] && from[row - 1] == b;
            if exchanged {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = previous;
        previous = current;
    }
    previous[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] = ["category", "destructive", "key", "name", "read_only"];

    #[test]
    fn finds_the_word_that_was_meant() {
        assert_eq!(nearest("categroy", KNOWN), Some("category"));
        assert_eq!(nearest("destructiv", KNOWN), Some("destructive"));
        assert_eq!(nearest("readonly", KNOWN), Some("read_only"));
        assert_eq!(nearest("nmae", KNOWN), Some("name"));
    }

    #[test]
    fn is_silent_when_nothing_is_close() {
        assert_eq!(nearest("timeout", KNOWN), None);
    }

    #[test]
    fn counts_edits() {
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("abc", "abc"), 0);
        assert_eq!(edits("abc", "acb"), 1);
        assert_eq!(edits("kitten", "sitting"), 3);
    }
}
