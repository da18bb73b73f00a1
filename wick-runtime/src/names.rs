//! Names for people out of keys.

/// `search_issues` becomes `Search Issues`.
pub(crate) fn title(key: &str) -> String {
    let words: Vec<String> = key
        .split(['_', '-'])
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn titles() {
        assert_eq!(super::title("search_issues"), "Search Issues");
        assert_eq!(super::title("get-v2__url"), "Get V2 Url");
        assert_eq!(super::title("_"), "");
    }
}
