//! The page of results: the part of `docs/performance.md` between two markers. What stands around them is
//! written by hand and stays.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::Failure;
use crate::facts::Facts;
use crate::measures::Results;
use crate::{plot, table};

const BEGIN: &str = "<!-- measured: begin, written by `cargo bench-peers` -->";
const END: &str = "<!-- measured: end -->";

/// Writes the results into `docs/`.
pub(crate) fn write(facts: &Facts, results: &Results, quick: bool) -> Result<(), Failure> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let plots = docs.join("performance");
    fs::create_dir_all(&plots)?;
    for curve in &results.curves {
        fs::write(plots.join(format!("{}.svg", curve.id)), plot::svg(curve))?;
    }
    let page = docs.join("performance.md");
    let old = fs::read_to_string(&page)?;
    fs::write(&page, replaced(&old, &measured(facts, results, quick))?)?;
    Ok(())
}

fn replaced(page: &str, measured: &str) -> Result<String, Failure> {
    let missing = || format!("docs/performance.md lacks a line {BEGIN:?} or {END:?}");
    let (before, rest) = page.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    Ok(format!("{before}{BEGIN}\n\n{measured}\n{END}{after}"))
}

fn measured(facts: &Facts, results: &Results, quick: bool) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    for (name, value) in &facts.0 {
        let _ = writeln!(text, "- {name}: {value}");
    }
    if quick {
        let _ = writeln!(text, "- A quick run: fewer and shorter rounds");
    }
    let _ = writeln!(text, "\n{}", table::of(results));
    for curve in &results.curves {
        let _ = writeln!(text, "![{}](performance/{}.svg)\n", curve.title, curve.id);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_the_results_stays() {
        let page = format!("# Title\n{BEGIN}\nold\n{END}\nThe end.\n");
        let new = replaced(&page, "new").unwrap();
        assert_eq!(new, format!("# Title\n{BEGIN}\n\nnew\n{END}\nThe end.\n"));
        assert!(replaced("no markers", "new").is_err());
    }
}
