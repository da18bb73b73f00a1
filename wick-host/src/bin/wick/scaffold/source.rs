//! Where a new connector gets `wick-runtime` from.

use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::failure::Failure;

/// Where `wick-runtime` is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A checkout of this repository.
    Checkout(PathBuf),
    /// The registry, in the version of this command.
    Registry,
}

/// The checkout that was asked for, else the one that this command was built from, as long as it is
/// there: until the crates are published there is no other source. Else the registry.
pub(crate) fn source(asked: Option<&Path>) -> Result<Source, Failure> {
    let Some(asked) = asked else {
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let checkout = built_in.filter(|checkout| is_checkout(checkout));
        return Ok(checkout.map_or(Source::Registry, |checkout| {
            Source::Checkout(checkout.to_owned())
        }));
    };
    let path = asked
        .canonicalize()
        .map_err(|error| Failure::file("read", asked, &error))?;
    if is_checkout(&path) {
        return Ok(Source::Checkout(path));
    }
    let message = format!("{} is no checkout of wick", asked.display());
    let hint = "give the directory in which `wick-runtime` is";
    Err(Failure::new(Exit::NotFound, message).hint(hint))
}

fn is_checkout(directory: &Path) -> bool {
    directory.join("wick-runtime/Cargo.toml").is_file()
}

impl Source {
    /// The keys of the dependency, without its features.
    pub(crate) fn dependency(&self) -> String {
        match self {
            Self::Checkout(checkout) => {
                let path = checkout.join("wick-runtime").display().to_string();
                // As a TOML string, whatever a path may hold.
                format!("path = {}", serde_json::Value::from(path))
            }
            Self::Registry => format!("version = \"{}\"", env!("CARGO_PKG_VERSION")),
        }
    }
}
