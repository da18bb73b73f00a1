//! Text in Markdown. What a manifest says is text, whatever it looks like: it makes no heading, no
//! link and no HTML of its own.

use crate::output::{line, visible};

/// Text that stands in a line.
pub(super) fn inline(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = escaped(&words.join(" "));
    line_start(&line)
}

/// Paragraphs; the lines of each stay.
pub(super) fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = text
        .trim()
        .lines()
        .map(|line| line_start(&escaped(line.trim_end())))
        .collect();
    let mut page = String::new();
    for (index, line) in lines.iter().enumerate() {
        page.push_str(line);
        let next = lines.get(index + 1);
        match next {
            Some(next) if !line.is_empty() && !next.is_empty() => page.push_str("\\\n"),
            Some(_) => page.push('\n'),
            None => {}
        }
    }
    page
}

/// A code span; nothing for nothing.
pub(super) fn code(text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let text = line(text);
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let space = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A code span within a table, where a bar would end the cell.
pub(super) fn code_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A block of code in a language; nothing for nothing.
pub(super) fn block(language: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let text: Vec<String> = text
        .trim_end()
        .lines()
        .map(|line| visible(line).into())
        .collect();
    let text = text.join("\n");
    let fence = "`".repeat(longest_run(&text, '`').max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}\n")
}

/// A table; nothing without rows.
pub(super) fn table(titles: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let row = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let mut table = row(titles.to_vec());
    table.push_str(&format!("|{}\n", "---|".repeat(titles.len())));
    for cells in rows {
        table.push_str(&row(cells.iter().map(String::as_str).collect()));
    }
    table
}

fn escaped(text: &str) -> String {
    let letters: Vec<char> = visible(text).chars().collect();
    let is_word = |index: Option<usize>| {
        index
            .and_then(|index| letters.get(index))
            .is_some_and(|letter| letter.is_alphanumeric())
    };
    let mut escaped = String::new();
    for (index, &letter) in letters.iter().enumerate() {
        let is_special = match letter {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '$' => true,
            // Within a word it means nothing.
            '_' => !(is_word(index.checked_sub(1)) && is_word(Some(index + 1))),
            _ => false,
        };
        if is_special {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// What means something at the start of a line only: headings, lists, rules.
fn line_start(line: &str) -> String {
    let text = line.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if text.starts_with(['#', '-', '+', '=']) {
        return format!("\\{text}");
    }
    if digits > 0
        && text
            .get(digits..)
            .is_some_and(|rest| rest.starts_with(['.', ')']))
    {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    text.to_owned()
}

fn longest_run(text: &str, letter: char) -> usize {
    text.split(|other| other != letter)
        .map(|run| run.chars().count())
        .max()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(inline("a_b *c* _d_"), "a_b \\*c\\* \\_d\\_");
        assert_eq!(inline("# no\n heading"), "\\# no heading");
        assert_eq!(
            inline("[x](http://y) <script>"),
            "\\[x\\](http://y) \\<script\\>"
        );
        assert_eq!(inline("1. first | 50 %"), "1\\. first \\| 50 %");
        assert_eq!(inline("a\u{1b}[2J\u{202e}b"), inline("a\u{1b}[2J\u{202e}b"));
        assert!(!inline("a\u{1b}[2J\u{202e}b").contains(['\u{1b}', '\u{202e}']));
    }

    #[test]
    fn paragraphs_and_lines_stay() {
        assert_eq!(
            paragraphs("One.\n\n- a\n- b\n\n2) c"),
            "One.\n\n\\- a\\\n\\- b\n\n2\\) c"
        );
    }

    #[test]
    fn code_ends_where_it_should() {
        assert_eq!(code("a|b"), "`a|b`");
        assert_eq!(code_cell("a|b"), "`a\\|b`");
        assert_eq!(code(""), "");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(block("json", "{}\n"), "```json\n{}\n```\n");
        assert!(block("", "```\nx").starts_with("````\n"));
    }

    #[test]
    fn a_table_without_rows_is_none() {
        assert_eq!(table(&["a"], &[]), "");
        let rows = [vec!["x".to_owned(), "y".to_owned()]];
        assert_eq!(
            table(&["a", "b"], &rows),
            "| a | b |\n|---|---|\n| x | y |\n"
        );
    }
}
