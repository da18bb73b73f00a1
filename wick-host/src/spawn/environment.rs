use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// The environment variables that plugins get, besides those of the handshake.
///
/// A plugin is third-party code, and a host's environment holds passwords: so it gets what a program
/// needs to find its way (`PATH`, `HOME`, the temporary directory, language, time zone, proxies,
/// certificate stores, limits, how much to log), and everything else only if the host says so. Variables that start
/// with `PLUGIN_` are never passed on: those of a host that is itself a plugin would break its children.
///
/// ```
/// use wick_host::Environment;
///
/// let host = [("PATH", "/bin"), ("DATABASE_URL", "secret"), ("PLUGIN_CLIENT_CERT", "x")];
/// let host = host.map(|(name, value)| (name.into(), value.into()));
/// let plugin = Environment::standard(host).with("REGION", "eu");
/// let names: Vec<_> = plugin.iter().map(|(name, _)| name.to_str().unwrap()).collect();
/// assert_eq!(names, ["PATH", "REGION"]);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
}

/// Passed on by their names.
const NAMES: &[&str] = &[
    "ALL_PROXY",
    "HOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LANG",
    "LOGNAME",
    "NO_PROXY",
    "PATH",
    "RUST_BACKTRACE",
    "RUST_LOG",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "TMPDIR",
    "TZ",
    "USER",
    wick_proto::environment::LOG,
    // Without these, programs on Windows find neither their libraries nor their folders.
    "APPDATA",
    "COMSPEC",
    "LOCALAPPDATA",
    "PATHEXT",
    "PROGRAMDATA",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "WINDIR",
];

/// Passed on by the start of their names.
const PREFIXES: &[&str] = &["LC_", "WICK_PLUGIN_RLIMIT_", "XDG_"];

/// Never passed on.
const RESERVED: &str = "PLUGIN_";

impl Environment {
    /// No variable at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Those of `host` that a program needs. `host` is the environment of the host, such as
    /// [`std::env::vars_os`].
    pub fn standard(host: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        Self::all(host.into_iter().filter(|(name, _)| is_standard(name)))
    }

    /// All of `host`, as go-plugin passes them on. Only for plugins that are trusted with them.
    pub fn all(host: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        host.into_iter()
            .fold(Self::empty(), |environment, (name, value)| {
                environment.with(name, value)
            })
    }

    /// Sets one variable, in place of a passed-on value of the same name. A name that starts with
    /// `PLUGIN_` has no effect.
    #[must_use]
    pub fn with(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        let name = name.into();
        if !name.to_string_lossy().starts_with(RESERVED) {
            self.variables.insert(name, value.into());
        }
        self
    }

    /// The variables, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables
            .iter()
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }
}

/// Shows the names only: the values may be secrets.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

fn is_standard(name: &OsStr) -> bool {
    // Proxies go by lower-case names too, and Windows does not tell case apart.
    let name = name.to_string_lossy().to_ascii_uppercase();
    NAMES.contains(&name.as_str()) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host() -> impl Iterator<Item = (OsString, OsString)> {
        [
            "PATH",
            "LC_ALL",
            "https_proxy",
            "SECRET_TOKEN",
            "PLUGIN_CLIENT_CERT",
            "PLUGIN_ANYTHING",
            "WICK_LOG",
            "WICK_PLUGIN_RLIMIT_NOFILE",
        ]
        .into_iter()
        .map(|name| (name.into(), "value".into()))
    }

    fn names(environment: &Environment) -> Vec<&str> {
        environment
            .iter()
            .map(|(name, _)| name.to_str().unwrap())
            .collect()
    }

    #[test]
    fn only_what_a_program_needs_is_passed_on() {
        let standard = Environment::standard(host());
        let expected = [
            "LC_ALL",
            "PATH",
            "WICK_LOG",
            "WICK_PLUGIN_RLIMIT_NOFILE",
            "https_proxy",
        ];
        assert_eq!(names(&standard), expected);
    }

    #[test]
    fn variables_of_a_launch_are_never_passed_on() {
        let all = Environment::all(host()).with("PLUGIN_MULTIPLEX_GRPC", "true");
        assert!(names(&all).contains(&"SECRET_TOKEN"));
        assert!(names(&all).iter().all(|name| !name.starts_with("PLUGIN_")));
    }

    #[test]
    fn values_stay_out_of_debug_output() {
        let environment = Environment::empty().with("TOKEN", "hunter2");
        assert_eq!(format!("{environment:?}"), r#"{"TOKEN"}"#);
    }
}
