//! What follows from the global options.

use std::path::{Path, PathBuf};

use etcetera::home_dir;
use tracing_subscriber::filter::LevelFilter;
use wick_host::{
    DigestCache, Environment, HostBuilder, PolicyError, Publishers, SignatureRequirement,
    TrustPolicy, inspect,
};
use wick_proto::verify::parse_trusted_keys;
use wick_proto::{Digest, environment};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interruption;
use crate::log;
use crate::options::{Global, SignatureOf};
use crate::output::Output;
use crate::talk::Talk;

/// Where plugins are, whom to trust and how to talk.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) output: Output,
    pub(crate) talk: Talk,
    pub(crate) policy: TrustPolicy,
    /// That of the plugins.
    pub(crate) environment: Environment,
    plugins: Option<PathBuf>,
    interruption: Interruption,
}

impl Session {
    pub(crate) fn open(global: &Global, output: Output, talk: Talk) -> Result<Self, Failure> {
        Ok(Self {
            output,
            talk,
            policy: policy(global).map_err(|error| Failure::of(Exit::Usage, &error))?,
            environment: environment(global),
            plugins: global.plugins_dir.clone().or_else(default_plugins),
            interruption: Interruption::default(),
        })
    }

    /// The directory of installed plugins.
    pub(crate) fn plugins(&self) -> Result<&Path, Failure> {
        self.plugins.as_deref().ok_or_else(|| {
            Failure::usage("there is no home directory to look for plugins in")
                .hint("say where they are with --plugins-dir DIR")
        })
    }

    /// Where it is kept whom the keys of installed plugins belong to. Each directory of plugins has a
    /// file of its own: what one is tried out in says nothing of another.
    pub(crate) fn publishers(&self) -> Result<Publishers, Failure> {
        let data = data().ok_or_else(|| {
            Failure::usage("there is no home directory to keep the publishers of plugins in")
                .hint("say where wick keeps its data with WICK_DATA_DIR")
        })?;
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let plugins = real(self.plugins()?);
        if default_plugins().is_some_and(|usual| real(&usual) == plugins) {
            return Ok(Publishers::at(data.join("publishers.json")));
        }
        let directory = Digest::of(plugins.as_os_str().as_encoded_bytes()).to_string();
        Ok(Publishers::at(
            data.join(format!("publishers-{}.json", &directory[..16])),
        ))
    }

    /// Settings for a host of one plugin, for as long as the command runs.
    pub(crate) fn host(&self) -> Result<HostBuilder, Failure> {
        let builder = HostBuilder::from_environment(|name| std::env::var(name).ok())
            .map_err(|error| Failure::of(Exit::Usage, &error))?
            .trust(self.policy.clone())
            .environment(self.environment.clone())
            // Of no use for so short a time.
            .warm::<String>([]);
        Ok(match data() {
            Some(data) => builder
                .copies_directory(data.join("programs"))
                .inspectable(data.join(inspect::BELOW_DATA)),
            None => builder,
        })
    }

    /// The digests of installed plugins that were hashed before.
    pub(crate) fn digests(&self) -> DigestCache {
        match data() {
            Some(data) => DigestCache::stored_in(data.join("state")),
            None => DigestCache::new(),
        }
    }

    /// Runs `work` until it is done or the user wants to stop, which drops it.
    pub(crate) async fn unless_interrupted<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::select! {
            biased;
            interruption = self.interruption.wait() => Err(interruption),
            result = work => result,
        }
    }

    /// Runs `work` on files to its end, showing `what` if it takes long. Whoever wants to stop waits for
    /// it: it takes the time of a copy, and leaves nothing half done.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        what: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let work = tokio::task::spawn_blocking(work);
        let uninterrupted = async {
            tokio::pin!(work);
            tokio::select! {
                biased;
                _ = self.interruption.wait() => {
                    self.talk.note("finishing what was begun; interrupt again to end at once");
                    work.await
                }
                done = &mut work => done,
            }
        };
        let done = self.talk.while_waiting(what, uninterrupted).await;
        done.map_err(|error| Failure::of(Exit::InputOutput, &error))
    }
}

/// The directory that holds all that wick stores.
pub(crate) fn data() -> Option<PathBuf> {
    match std::env::var_os(environment::DATA_DIR) {
        Some(data) if !data.is_empty() => Some(expand_home(PathBuf::from(data))),
        _ => Some(home_dir().ok()?.join(".wick")),
    }
}

/// What a plugin gets of ours. One of ours logs from level info if nobody says otherwise, so who
/// asks to see more has to ask it for more.
fn environment(global: &Global) -> Environment {
    let own = Environment::standard(std::env::vars_os());
    let level = log::level(global);
    match std::env::var_os(environment::LOG) {
        None if level > LevelFilter::INFO => own.with(environment::LOG, level.to_string()),
        _ => own,
    }
}

fn policy(global: &Global) -> Result<TrustPolicy, PolicyError> {
    let mut policy = TrustPolicy::from_environment(|name| std::env::var(name).ok())?;
    for key in parse_trusted_keys(&global.trust.join(","))? {
        policy = policy.trusting(key);
    }
    Ok(match global.require_signature {
        None => policy,
        Some(SignatureOf::Binary) => {
            let requirement = at_least_required(&policy);
            policy.with_signature(requirement)
        }
        Some(SignatureOf::Manifest) => policy.with_signature(SignatureRequirement::Manifest),
    })
}

/// An option asks for more than the environment does, never for less.
fn at_least_required(policy: &TrustPolicy) -> SignatureRequirement {
    match policy.signature() {
        SignatureRequirement::Optional => SignatureRequirement::Required,
        stricter => stricter,
    }
}

fn default_plugins() -> Option<PathBuf> {
    Some(data()?.join("plugins/connectors"))
}

/// `~/x` from a place that no shell expanded, such as a service's environment.
fn expand_home(path: PathBuf) -> PathBuf {
    match (path.strip_prefix("~"), home_dir()) {
        (Ok(rest), Ok(home)) => home.join(rest),
        _ => path,
    }
}
