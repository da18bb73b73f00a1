//! The certificate authorities that the environment names.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};

const FILE: &str = "SSL_CERT_FILE";
const DIRECTORY: &str = "SSL_CERT_DIR";

/// A variable that names no certificate authority, so that no server could be trusted.
#[derive(Debug, thiserror::Error)]
#[error("{variable} is `{}`, {problem}", path.display())]
pub struct RootsError {
    /// The environment variable.
    pub variable: &'static str,
    /// Its value.
    pub path: PathBuf,
    problem: &'static str,
    /// What the operating system says.
    source: Option<io::Error>,
}

impl RootsError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        let what = match self.variable {
            FILE => "a file of certificates in PEM form (-----BEGIN CERTIFICATE-----)",
            _ => "a directory of files with certificates in PEM form",
        };
        format!(
            "name {what} in {}, or unset it to use the certificate authorities of the system",
            self.variable
        )
    }
}

/// Checks that the file, or else the directories, hold at least one certificate that can be used; `lookup` gives the
/// value of a variable. Where the file is good, directories only add to it.
pub(super) fn check(lookup: impl Fn(&str) -> Option<OsString>) -> Result<(), RootsError> {
    let directories = || lookup(DIRECTORY).filter(|value| !value.is_empty());
    let (variable, value) = match (lookup(FILE), directories()) {
        (Some(file), _) => (FILE, file),
        (None, Some(directories)) => (DIRECTORY, directories),
        (None, None) => return Ok(()),
    };
    let found = match variable {
        FILE => certificates(Path::new(&value)),
        _ => below(&value),
    };
    let wrong = |problem, source| RootsError {
        variable,
        path: PathBuf::from(&value),
        problem,
        source,
    };
    match found.map(usable) {
        Ok(1..) => Ok(()),
        Ok(0) => Err(wrong("which holds no certificate in PEM form", None)),
        Err(cause) => Err(wrong("which cannot be read", Some(cause))),
    }
}

/// How many of these can be used.
fn usable(certificates: Vec<CertificateDer<'static>>) -> usize {
    RootCertStore::empty()
        .add_parsable_certificates(certificates)
        .0
}

fn certificates(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let mut certificates = Vec::new();
    let sections = CertificateDer::pem_file_iter(path).map_err(cause)?;
    for section in sections {
        match section {
            Ok(certificate) => certificates.push(certificate),
            Err(pem::Error::Io(error)) => return Err(error),
            // What else is in the file does not matter.
            Err(_) => {}
        }
    }
    Ok(certificates)
}

/// Those of all files in directories that are joined as in `PATH`.
fn below(directories: &OsString) -> io::Result<Vec<CertificateDer<'static>>> {
    let mut found = Vec::new();
    for directory in std::env::split_paths(directories) {
        for entry in std::fs::read_dir(directory)? {
            found.extend(certificates(&entry?.path()).unwrap_or_default());
        }
    }
    Ok(found)
}

fn cause(error: pem::Error) -> io::Error {
    match error {
        pem::Error::Io(error) => error,
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f5_unusable_certificate_authorities_are_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        std::fs::create_dir(path("dir")).unwrap();
        std::fs::write(path("empty"), "").unwrap();
        std::fs::write(path("garbage"), [0x30, 0x82, 0xff]).unwrap();
        let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        std::fs::write(path("false.pem"), pem).unwrap();
        std::fs::write(path("cut.pem"), &pem[..30]).unwrap();
        let checked = |variable: &str, value: &OsString| {
            check(|name| (name == variable).then(|| value.clone()))
        };
        for (name, problem) in [
            ("missing", "cannot be read"),
            ("dir", "cannot be read"),
            ("empty", "no certificate"),
            ("garbage", "no certificate"),
            ("false.pem", "no certificate"),
            ("cut.pem", "no certificate"),
        ] {
            let error = checked(FILE, &path(name).into()).unwrap_err();
            assert!(error.to_string().starts_with(FILE), "{error}");
            assert!(error.to_string().contains(problem), "{name}: {error}");
            assert!(error.hint().contains("PEM"), "{}", error.hint());
        }
        assert!(checked(FILE, &OsString::new()).is_err());
        for name in ["missing", "dir", "empty"] {
            let error = checked(DIRECTORY, &path(name).into()).unwrap_err();
            assert!(error.to_string().starts_with(DIRECTORY), "{error}");
        }
        assert!(check(|_| None).is_ok());
    }
}
