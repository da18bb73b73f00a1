//! The crates that are measured.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// What a generated crate holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Functions with `#[operation]` and four plain arguments each.
    Operations,
    /// Structs with the same four fields, which derive `Deserialize` and `JsonSchema`.
    Derives,
}

impl Kind {
    /// The name of the crate of so many.
    pub fn name(self, size: usize) -> String {
        match self {
            Self::Operations => format!("operations_{size}"),
            Self::Derives => format!("derives_{size}"),
        }
    }

    fn code(self, size: usize) -> String {
        let mut code = match self {
            Self::Operations => "use wick_runtime::prelude::*;\n".to_owned(),
            Self::Derives => {
                "#![allow(dead_code)]\nuse schemars::JsonSchema;\nuse serde::Deserialize;\n"
                    .to_owned()
            }
        };
        for index in 0..size {
            // Writing to a string cannot fail.
            let _ = match self {
                Self::Operations => operation(&mut code, index),
                Self::Derives => derives(&mut code, index),
            };
        }
        code
    }
}

fn operation(code: &mut String, index: usize) -> std::fmt::Result {
    write!(
        code,
        "
/// Find things of kind {index}. Returns the words that were looked for.
#[operation(category = \"Things\")]
pub async fn find_{index}(
    /// Words to look for.
    words: String,
    /// At most this many.
    limit: u32,
    /// Whether closed ones count.
    closed: bool,
    /// A label that all have.
    label: Option<String>,
) -> Result<String> {{
    let _ = (limit, closed, label);
    Ok(words)
}}
"
    )
}

fn derives(code: &mut String, index: usize) -> std::fmt::Result {
    write!(
        code,
        "
/// Find things of kind {index}.
#[derive(Deserialize, JsonSchema)]
pub struct Find{index} {{
    /// Words to look for.
    words: String,
    /// At most this many.
    limit: u32,
    /// Whether closed ones count.
    closed: bool,
    /// A label that all have.
    label: Option<String>,
}}
"
    )
}

/// Writes a workspace of both crates of each size, with the repository's versions of all dependencies.
pub(crate) fn workspace(directory: &Path, repository: &Path, sizes: &[usize]) -> io::Result<()> {
    let mut members = Vec::new();
    for &size in sizes {
        for kind in [Kind::Operations, Kind::Derives] {
            let name = kind.name(size);
            let crate_directory = directory.join(&name);
            fs::create_dir_all(crate_directory.join("src"))?;
            fs::write(
                crate_directory.join("Cargo.toml"),
                manifest(&name, repository),
            )?;
            fs::write(crate_directory.join("src/lib.rs"), kind.code(size))?;
            members.push(name);
        }
    }
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    fs::write(directory.join("Cargo.toml"), workspace)?;
    fs::copy(repository.join("Cargo.lock"), directory.join("Cargo.lock"))?;
    Ok(())
}

/// The same dependencies for both, so that neither loads more.
fn manifest(name: &str, repository: &Path) -> String {
    format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         schemars = \"1\"\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
         wick-runtime = {{ path = {:?} }}\n",
        repository.join("wick-runtime")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_crates_have_the_same_inputs() {
        let [operations, derives] = [Kind::Operations, Kind::Derives].map(|kind| kind.code(7));
        assert_eq!(operations.matches("#[operation(").count(), 7);
        assert_eq!(
            derives
                .matches("#[derive(Deserialize, JsonSchema)]")
                .count(),
            7
        );
        for field in [
            "words: String,",
            "limit: u32,",
            "closed: bool,",
            "label: Option<String>,",
        ] {
            assert_eq!(operations.matches(field).count(), 7);
            assert_eq!(derives.matches(field).count(), 7);
        }
    }
}
