//! The page of results: the part of `docs/performance.md` between two markers. What stands around them is
//! written by hand and stays.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::Failure;
use crate::facts::Facts;
use crate::results::{Curve, Section};
use crate::{plot, table};

const BEGIN: &str = "<!-- measured: begin, written by `cargo bench-peers` -->";
const END: &str = "<!-- measured: end -->";

/// Writes the results into `docs/`.
pub(crate) fn write(
    facts: &Facts,
    sections: &[Section],
    warning: Option<&str>,
) -> Result<(), Failure> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let plots = docs.join("performance");
    fs::create_dir_all(&plots)?;
    for curve in sections.iter().flat_map(|section| &section.curves) {
        if is_drawn(curve) {
            fs::write(plots.join(format!("{}.svg", curve.id)), plot::svg(curve))?;
        }
    }
    let page = docs.join("performance.md");
    let old = fs::read_to_string(&page)?;
    let new = replaced(&old, &measured(facts, sections, warning))?;
    fs::write(&page, new)?;
    Ok(())
}

/// One point is no curve.
fn is_drawn(curve: &Curve) -> bool {
    curve.lines.iter().any(|line| line.points.len() > 1)
}

fn replaced(page: &str, measured: &str) -> Result<String, Failure> {
    let missing = || format!("docs/performance.md lacks a line {BEGIN:?} or {END:?}");
    let (before, rest) = page.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    Ok(format!(
        "{before}{BEGIN}\n\n{}\n\n{END}{after}",
        measured.trim()
    ))
}

fn measured(facts: &Facts, sections: &[Section], warning: Option<&str>) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    for (name, value) in &facts.0 {
        let _ = writeln!(text, "- {name}: {value}");
    }
    if let Some(warning) = warning {
        let _ = writeln!(text, "\n**Not to be relied on: {warning}.**");
    }
    for section in sections {
        let _ = writeln!(text, "\n### {}\n\n{}\n", title(section.name), section.about);
        let _ = write!(text, "{}", table::of(section));
        for curve in section.curves.iter().filter(|curve| is_drawn(curve)) {
            let _ = writeln!(text, "\n![{}](performance/{}.svg)", curve.title, curve.id);
        }
    }
    text
}

fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_the_results_stays() {
        let page = format!("# Title\n{BEGIN}\nold\n{END}\nThe end.\n");
        let new = replaced(&page, "new").unwrap();
        assert_eq!(new, format!("# Title\n{BEGIN}\n\nnew\n\n{END}\nThe end.\n"));
        assert!(replaced("no markers", "new").is_err());
    }
}
