//! Which plugin is meant: a key, or a path.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use wick_host::install::Plugins;
use wick_host::scan::{self, Candidate, Scan};
use wick_proto::ConnectorKey;
use wick_proto::manifest::Manifest;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::refusal;
use crate::session::Session;
use crate::suggest;

/// A plugin on the command line.
#[derive(Clone, Debug)]
pub(crate) struct Target(String);

impl FromStr for Target {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Target {
    /// The path of a program that is no plugin directory yet: what cargo has just built.
    pub(crate) fn binary(&self) -> Option<&Path> {
        let path = Path::new(&self.0);
        let is_manifest = path
            .extension()
            .is_some_and(|extension| extension == "json");
        (is_path(&self.0) && path.is_file() && !is_manifest).then_some(path)
    }

    /// The plugin, not verified yet, and whether it is an installed one.
    pub(crate) fn candidate(&self, session: &Session) -> Result<(Candidate, Origin), Failure> {
        let directory = match self.place(session)? {
            Place::Installed(candidate) => return Ok((*candidate, Origin::Installed)),
            Place::Directory(directory) => directory,
            Place::Manifest(path) => path.parent().unwrap_or(Path::new(".")).to_owned(),
        };
        Ok((directory_candidate(&directory)?, Origin::Path))
    }

    /// The plugin's manifest; the binary need not be there.
    pub(crate) fn manifest(&self, session: &Session) -> Result<Manifest, Failure> {
        Ok(self.manifest_and_origin(session)?.0)
    }

    /// The same, and whether it is that of an installed plugin.
    pub(crate) fn manifest_and_origin(
        &self,
        session: &Session,
    ) -> Result<(Manifest, Origin), Failure> {
        let path = match self.place(session)? {
            Place::Installed(candidate) => return Ok((candidate.manifest, Origin::Installed)),
            Place::Directory(directory) => directory.join(scan::MANIFEST_FILE),
            Place::Manifest(path) => path,
        };
        let bytes = read(&path).map_err(|error| Failure::file("read", &path, &error))?;
        let manifest = Manifest::from_json(&bytes).map_err(|error| {
            Failure::new(Exit::Refused, format!("cannot use {}", path.display())).because(&error)
        })?;
        Ok((manifest, Origin::Path))
    }

    fn place(&self, session: &Session) -> Result<Place, Failure> {
        let path = Path::new(&self.0);
        let is_path = is_path(&self.0);
        if !is_path && let Some(candidate) = self.installed(session)? {
            return Ok(Place::Installed(Box::new(candidate)));
        }
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => Ok(Place::Directory(path.to_owned())),
            Ok(_) => Ok(Place::Manifest(path.to_owned())),
            Err(error) if is_path => Err(Failure::file("read", path, &error)),
            Err(_) => Err(self.unknown(session)),
        }
    }

    fn installed(&self, session: &Session) -> Result<Option<Candidate>, Failure> {
        let Ok(key) = self.0.parse::<ConnectorKey>() else {
            return Ok(None);
        };
        let scan = installed(session)?;
        if let Some(found) = scan.candidates.into_iter().find(|found| found.key == key) {
            return Ok(Some(found));
        }
        // It may be there and be unusable, and then the reason is worth more than "not found".
        match scan
            .problems
            .iter()
            .find(|problem| refusal::concerns(problem, &key))
        {
            Some(problem) => Err(refusal::unusable(problem)),
            None => Ok(None),
        }
    }

    fn unknown(&self, session: &Session) -> Failure {
        let scan = installed(session).unwrap_or_default();
        let keys: Vec<&str> = scan
            .candidates
            .iter()
            .map(|found| found.key.as_str())
            .collect();
        let hint = match suggest::nearest(&self.0, keys.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if keys.is_empty() => {
                "no plugin is installed there; give the path of a plugin directory, or --plugins-dir"
                    .to_owned()
            }
            None => format!("installed: {}", suggest::list(keys)),
        };
        let place = session.plugins().map(|path| path.display().to_string());
        Failure::new(
            Exit::NotFound,
            format!(
                "there is no plugin `{}` in {}",
                self.0,
                place.unwrap_or_default()
            ),
        )
        .hint(hint)
    }
}

/// Where a plugin comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// From the directory of plugins, by its key: it has to be by whom it was until now.
    Installed,
    /// From where somebody said, or has just built it.
    Path,
}

/// The installed plugin with this key.
pub(crate) fn installed_candidate(
    session: &Session,
    key: &ConnectorKey,
) -> Result<Candidate, Failure> {
    let target = Target(key.to_string());
    target
        .installed(session)?
        .ok_or_else(|| target.unknown(session))
}

/// Everything in the directory of installed plugins, which may be missing.
pub(crate) fn installed(session: &Session) -> Result<Scan, Failure> {
    let root = session.plugins()?;
    match scan::scan(root) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Scan::default()),
        result => result.map_err(|error| Failure::file("read", root, &error)),
    }
}

/// The installed connectors that must not run.
pub(crate) fn disabled(session: &Session) -> Result<BTreeSet<ConnectorKey>, Failure> {
    let disabled = Plugins::at(session.plugins()?).disabled();
    disabled.map_err(|error| refusal::uninstalled(&error))
}

/// What to say of one of them.
pub(crate) fn disabled_note(key: &str) -> String {
    format!("{key} is disabled: hosts do not run it until `wick enable {key}`")
}

/// The plugin in a directory.
pub(crate) fn directory_candidate(directory: &Path) -> Result<Candidate, Failure> {
    scan::read_directory(directory).map_err(|problem| refusal::unusable(&problem))
}

/// A text with a separator is a path, and no key can be one.
fn is_path(text: &str) -> bool {
    text.contains(['/', std::path::MAIN_SEPARATOR]) || text.starts_with('.')
}

enum Place {
    Installed(Box<Candidate>),
    Directory(PathBuf),
    Manifest(PathBuf),
}
/// All of a manifest, or more than one may have: what the path names can be anything.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;

    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(scan::MAX_MANIFEST_BYTES + 1)
        .read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        0..=scan::MAX_MANIFEST_BYTES => Ok(bytes),
        _ => Err(std::io::ErrorKind::FileTooLarge.into()),
    }
}
