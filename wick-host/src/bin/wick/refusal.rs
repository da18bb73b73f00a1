//! Errors of the library as failures of the command.

use std::path::{Path, PathBuf};

use wick_host::archive::ArchiveError;
use wick_host::catalog::{BuildError, CatalogError};
use wick_host::diagnose::{Finding, diagnose};
use wick_host::download::DownloadError;
use wick_host::install::{DisabledError, InstallError};
use wick_host::keys::KeyFileError;
use wick_host::pack::{PackError, SignError};
use wick_host::scan::{MANIFEST_FILE, ScanProblem};
use wick_host::{CallError, FieldDetail, PublisherChanged, PublishersError, VerifyError};
use wick_proto::ConnectorKey;
use wick_proto::catalog::AssetError;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::suggest;

/// A plugin directory that cannot be used.
pub(crate) fn unusable(problem: &ScanProblem) -> Failure {
    let exit = match problem {
        ScanProblem::MissingBinary { .. } | ScanProblem::MissingManifest { .. } => Exit::NotFound,
        ScanProblem::Unreadable { .. } => Exit::InputOutput,
        _ => Exit::Refused,
    };
    Failure::of(exit, problem).maybe_hint(problem.hint())
}

/// A plugin directory that was given by its path. Nothing of it is installed, so nothing is there to reinstall.
pub(crate) fn unusable_path(problem: &ScanProblem) -> Failure {
    let hint = match problem {
        ScanProblem::MissingManifest { directory } => instead_of(directory),
        ScanProblem::Unreadable { .. } => return unusable(problem),
        _ => "pack the plugin again: `wick pack BINARY`".to_owned(),
    };
    unusable(problem).hint(hint)
}

/// What can be given in place of a directory that is not that of a plugin.
fn instead_of(directory: &Path) -> String {
    let shown = directory.display();
    if directory.join("Cargo.toml").is_file() {
        return format!("it is a cargo package, which `wick run {shown}` builds");
    }
    let below = std::fs::read_dir(directory).into_iter().flatten();
    let below = below.filter_map(|entry| Some(entry.ok()?.path()));
    let is_plugin = |path: &PathBuf| path.join(MANIFEST_FILE).is_file();
    let mut plugins: Vec<_> = below.filter(is_plugin).collect();
    plugins.sort();
    match plugins.as_slice() {
        [] => "a plugin directory holds a plugin.json, which `wick pack BINARY` writes".to_owned(),
        plugins => {
            let plugins: Vec<_> = plugins
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            let plugins = suggest::list(plugins.iter().map(String::as_str));
            format!("give the directory of one plugin: {plugins}")
        }
    }
}

/// Whether the problem is with the directory that is named after `key`, or with the key itself.
pub(crate) fn concerns(problem: &ScanProblem, key: &ConnectorKey) -> bool {
    let path = match problem {
        ScanProblem::Duplicate { key: duplicate, .. } => return duplicate == key,
        ScanProblem::MissingManifest { directory } => return directory.ends_with(key.as_str()),
        ScanProblem::Entry { manifest, .. }
        | ScanProblem::Key { manifest, .. }
        | ScanProblem::Kind { manifest, .. }
        | ScanProblem::Manifest { manifest, .. }
        | ScanProblem::TooLarge { manifest } => manifest,
        ScanProblem::LeadsOut { path }
        | ScanProblem::MissingBinary { binary: path, .. }
        | ScanProblem::NotAFile { path } => path,
        ScanProblem::Unreadable { path, .. } => path,
        _ => return false,
    };
    path.parent()
        .is_some_and(|directory| directory.ends_with(key.as_str()))
}

/// A plugin that may not run.
pub(crate) fn refused(error: &VerifyError) -> Failure {
    let exit = match error {
        VerifyError::Unreadable { .. } => Exit::InputOutput,
        _ => Exit::Refused,
    };
    Failure::of(exit, error).maybe_hint(error.hint())
}

/// A plugin of another publisher than until now.
pub(crate) fn changed(change: &PublisherChanged) -> Failure {
    Failure::of(Exit::Refused, change).hint(change.hint())
}

/// A file of publishers that cannot be used.
pub(crate) fn publishers(error: &PublishersError) -> Failure {
    if let PublishersError::Damaged { .. } = error {
        return Failure::of(Exit::Refused, error).hint(error.hint());
    }
    let mut failure = Failure::of(Exit::InputOutput, error).hint(error.hint());
    failure.finding.get_or_insert(Finding::NotWritable);
    failure
}

/// A call without a result.
pub(crate) fn uncalled(error: &CallError) -> Failure {
    match error {
        CallError::Plugin {
            code,
            connector,
            operation,
            ..
        } => {
            let is_usage = matches!(code.as_str(), "bad_args" | "bad_settings");
            let exit = match is_usage {
                true => Exit::Usage,
                false => Exit::OperationFailed,
            };
            let mut failure = Failure::of(exit, error).maybe_hint(error.hint());
            failure.fields = error.fields().iter().map(blamed).collect();
            // Then the message is that of the fields.
            if is_usage && !failure.fields.is_empty() {
                failure.message = format!("{operation} of connector {connector} failed: [{code}]");
            }
            failure.code = Some(code.clone());
            failure
        }
        CallError::Start(error) => {
            let diagnosis = diagnose(error);
            let mut failure = Failure::new(Exit::PluginFailed, error);
            failure.causes = vec![diagnosis.explanation.clone()];
            failure.diagnosed(diagnosis)
        }
        CallError::Attach { .. } => Failure::of(Exit::Refused, error).maybe_hint(error.hint()),
        CallError::TimedOut { .. } => {
            Failure::of(Exit::TimedOut, error).hint("give it more time with --timeout")
        }
        CallError::Arguments { .. }
        | CallError::ArgumentsTooLarge { .. }
        | CallError::UnknownOperation { .. } => {
            Failure::of(Exit::Usage, error).maybe_hint(error.hint())
        }
        CallError::Disabled { connector } => Failure::of(Exit::Refused, error)
            .hint(format!("`wick enable {connector}` lets it be called again")),
        CallError::UnknownConnector(_) => {
            Failure::of(Exit::NotFound, error).maybe_hint(error.hint())
        }
        // A plugin is started for one call only, so "the next call" of the library's hint is of no use.
        CallError::Died { .. } => {
            Failure::of(Exit::PluginFailed, error).hint("see what it logs with -v")
        }
        _ => Failure::of(Exit::PluginFailed, error).maybe_hint(error.hint()),
    }
}

/// What is wrong with a field, by its name.
fn blamed(field: &FieldDetail) -> (String, String) {
    let problem = match field.setting {
        true => format!("{} (a setting)", field.message),
        false => field.message.clone(),
    };
    (field.field.clone(), problem)
}

/// A binary that could not be packed.
pub(crate) fn unpacked(error: &PackError) -> Failure {
    let exit = match error {
        PackError::Version(_) => Exit::Usage,
        PackError::Read { source, .. } => file_exit(source),
        PackError::Write { .. } => Exit::InputOutput,
        _ => Exit::BuildFailed,
    };
    Failure::of(exit, error).maybe_hint(error.hint())
}

/// A file of disabled connectors that cannot be used.
pub(crate) fn disabled(error: &DisabledError) -> Failure {
    let exit = match error {
        DisabledError::Damaged { .. } => Exit::Refused,
        _ => Exit::InputOutput,
    };
    Failure::of(exit, error).hint(error.hint())
}

/// A plugin that was not installed, rolled back, removed, enabled or disabled.
pub(crate) fn uninstalled(error: &InstallError) -> Failure {
    match error {
        InstallError::Archive(error) => bad_archive(error),
        InstallError::Plugin(problem) => unusable_path(problem),
        InstallError::Verify(error) => refused(error),
        InstallError::Publishers(error) => publishers(error),
        InstallError::Disabled(error) => disabled(error),
        InstallError::Read { path, source } => Failure::file("read", path, source),
        InstallError::Write { .. } => {
            Failure::of(Exit::InputOutput, error).maybe_hint(error.hint())
        }
        InstallError::NotInstalled { .. } => {
            Failure::of(Exit::NotFound, error).hint("`wick list` shows what is installed")
        }
        InstallError::NoPrevious { .. } => Failure::of(Exit::NotFound, error),
        InstallError::Downgrade { .. } => {
            Failure::of(Exit::Refused, error).hint("if you mean it, give --allow-downgrade")
        }
        _ => Failure::of(Exit::Refused, error).maybe_hint(error.hint()),
    }
}

/// An archive that was not unpacked.
pub(crate) fn bad_archive(error: &ArchiveError) -> Failure {
    match error {
        ArchiveError::Read { archive, source } => Failure::file("read", archive, source),
        ArchiveError::Write { .. } => Failure::of(Exit::InputOutput, error),
        _ => Failure::of(Exit::Refused, error).maybe_hint(error.hint()),
    }
}

/// Something that was not downloaded.
pub(crate) fn undownloaded(error: &DownloadError) -> Failure {
    let failure = Failure::of(download_exit(error), error);
    match error {
        DownloadError::TimedOut { .. } => failure.hint("give it more time with --timeout"),
        _ => failure.maybe_hint(error.hint()),
    }
}

fn download_exit(error: &DownloadError) -> Exit {
    match error {
        DownloadError::Client(_)
        | DownloadError::Interrupted { .. }
        | DownloadError::Unreachable { .. } => Exit::InputOutput,
        DownloadError::Proxy(_) | DownloadError::Roots(_) => Exit::Usage,
        DownloadError::File { source, .. } => file_exit(source),
        DownloadError::Stalled { .. } | DownloadError::TimedOut { .. } => Exit::TimedOut,
        DownloadError::Status { status, .. } => match status {
            404 | 410 => Exit::NotFound,
            _ => Exit::InputOutput,
        },
        _ => Exit::Refused,
    }
}

/// A catalogue that is not used, or what is not in it.
pub(crate) fn uncatalogued(error: &CatalogError) -> Failure {
    let exit = match error {
        CatalogError::Unknown { .. } | CatalogError::UnknownVersion { .. } => Exit::NotFound,
        CatalogError::Asset(error) if matches!(**error, AssetError::Platform { .. }) => {
            Exit::NotFound
        }
        CatalogError::Copy { .. } => Exit::InputOutput,
        CatalogError::Download(error) => download_exit(error),
        CatalogError::Read { source, .. } => file_exit(source),
        _ => Exit::Refused,
    };
    Failure::of(exit, error).maybe_hint(error.hint())
}

/// A directory of which no catalogue was made.
pub(crate) fn unlisted(error: &BuildError) -> Failure {
    match error {
        BuildError::Archive(error) => bad_archive(error),
        BuildError::Read { path, source } => Failure::file("read", path, source),
        _ => Failure::of(Exit::Refused, error).maybe_hint(error.hint()),
    }
}

/// A key file that could not be read or written.
pub(crate) fn key_file(error: &KeyFileError) -> Failure {
    match error {
        KeyFileError::Exists { .. } => Failure::of(Exit::InputOutput, error)
            .hint("choose another file, or replace it with --force"),
        KeyFileError::Read { source, .. } => {
            Failure::of(file_exit(source), error).maybe_hint(error.hint())
        }
        _ => Failure::of(Exit::InputOutput, error).maybe_hint(error.hint()),
    }
}

/// A plugin directory that could not be signed.
pub(crate) fn unsigned(error: &SignError) -> Failure {
    match error {
        SignError::Scan(problem) => unusable_path(problem),
        SignError::Digest { .. } | SignError::Document { .. } => {
            Failure::of(Exit::Refused, error).maybe_hint(error.hint())
        }
        _ => Failure::of(Exit::InputOutput, error).maybe_hint(error.hint()),
    }
}

fn file_exit(error: &std::io::Error) -> Exit {
    match error.kind() {
        std::io::ErrorKind::NotFound => Exit::NotFound,
        _ => Exit::InputOutput,
    }
}
