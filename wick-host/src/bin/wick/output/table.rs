//! Tables.

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
    presets,
};

use super::visible::{line, visible};

/// Headings over plain columns: no frame, so that lines can be cut and searched.
const STYLE: TableStyle =
    presets::NOTHING.header_separator(LineStyle::none().fill('-').junction(' '));

/// Rows under headings; as wide as the content, or wrapped to `width` columns. Each cell is one
/// line: none looks like a row of its own.
pub(crate) fn table(
    headings: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    width: Option<u16>,
) -> String {
    let rows: Vec<Vec<String>> = rows.into_iter().collect();
    let mut longest: Vec<usize> = Vec::new();
    for row in &rows {
        longest.resize(row.len().max(longest.len()), 0);
        for (longest, cell) in longest.iter_mut().zip(row) {
            let words = cell
                .split_whitespace()
                .map(|word| line(word).chars().count());
            *longest = words.fold(*longest, usize::max);
        }
    }
    let mut table = headed(headings, width);
    // Words are keys and versions, to be copied: none is broken, even where that is wider than the terminal.
    table.set_constraints(longest.into_iter().map(|longest| {
        let longest = u16::try_from(longest)
            .unwrap_or(u16::MAX)
            .saturating_add(GAP);
        ColumnConstraint::LowerBoundary(Width::Fixed(longest))
    }));
    fill(&mut table, rows, GAP, line)
}

/// The same of a result, whose cells keep their lines.
pub(crate) fn table_of_lines(
    headings: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    width: Option<u16>,
) -> String {
    let mut table = headed(headings, width);
    fill(&mut table, rows, GAP, |cell| visible(cell).into_owned())
}

/// The line below the headings has a gap of one already.
const GAP: u16 = 1;

fn headed(headings: &[&str], width: Option<u16>) -> Table {
    let mut table = empty(width);
    table.load_style(STYLE);
    table.set_header(headings.iter().map(|heading| line(heading)));
    table
}

/// Columns without headings.
pub(crate) fn columns(rows: impl IntoIterator<Item = Vec<String>>, width: Option<u16>) -> String {
    fill(&mut empty(width), rows, 2, line)
}

fn empty(width: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    // Whether and how to colour is not the table's business.
    table.force_no_tty();
    match width {
        Some(width) => table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table
}

fn fill(
    table: &mut Table,
    rows: impl IntoIterator<Item = Vec<String>>,
    gap: u16,
    shown: impl Fn(&str) -> String,
) -> String {
    let mut numeric: Vec<bool> = Vec::new();
    for row in rows {
        numeric.resize(row.len().max(numeric.len()), true);
        for (column, cell) in row.iter().enumerate() {
            numeric[column] &= cell.is_empty() || cell.parse::<f64>().is_ok();
        }
        table.add_row(row.iter().map(|cell| shown(cell)));
    }
    for (column, is_numeric) in table.column_iter_mut().zip(numeric) {
        column.set_padding((0, gap));
        if is_numeric {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: [&str; 2]) -> Vec<String> {
        cells.map(str::to_owned).to_vec()
    }

    #[test]
    fn headings_stand_over_their_columns_and_numbers_to_the_right() {
        let rows = [row(["Ada", "36"]), row(["Grace Hopper", "7"])];
        let text = table(&["name", "age"], rows, None);
        let expected = "\
name          age
------------- ----
Ada            36
Grace Hopper    7";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_width_wraps_instead_of_overflowing() {
        let rows = [row(["x", &"word ".repeat(30)])];
        let text = table(&["k", "text"], rows, Some(40));
        assert!(
            text.lines().all(|line| line.chars().count() <= 40),
            "{text}"
        );
        assert_eq!(text.matches("word").count(), 30);
    }

    /// N16.
    #[test]
    fn words_of_a_table_are_whole_however_narrow_it_is() {
        let key = "github_enterprise_server";
        let operations = "search_issues_of_all_repositories, get_pull_request";
        let rows = [[key, "1.22.333", "enabled", operations]
            .map(str::to_owned)
            .to_vec()];
        let text = table(&["key", "version", "state", "operations"], rows, Some(40));
        for word in [
            key,
            "1.22.333",
            "enabled",
            "search_issues_of_all_repositories,",
        ] {
            assert!(text.contains(word), "{word} in:\n{text}");
        }
    }

    #[test]
    fn cells_cannot_carry_escape_sequences() {
        let text = table(&["a\u{1b}"], [vec!["\u{1b}]0;title\u{7}".to_owned()]], None);
        assert!(
            !text.contains('\u{1b}') && text.contains("\\u{1b}]0;"),
            "{text}"
        );
        // R10.
        let text = columns([vec!["key\nerror: x".to_owned()]], None);
        assert_eq!(text, "key\\nerror: x");
    }
}
