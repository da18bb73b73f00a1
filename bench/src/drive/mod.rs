//! Our host, driven by lines of JSON: one command a line on standard input, one reply a line.
//!
//! | command | does | reply |
//! |---|---|---|
//! | `{"do":"start"}` | starts every plugin and calls it once | `pids`, `wall_ns` |
//! | `{"do":"first"}` | starts every plugin, and then times the first call of the first one | the same |
//! | `{"do":"parts"}` | starts a plugin and tells how long which part took; ours only | `parts` |
//! | `{"do":"stop"}` | ends them | |
//! | `{"do":"echo","calls":N,"callers":C,"bytes":B}` | calls with a text of B bytes | `calls`, `wall_ns`, `p50_ns`, `p99_ns` |
//! | `{"do":"blob","calls":N,"bytes":B}` | streams results of B bytes | the same |
//! | `{"do":"live","calls":N,"callers":C,"slow_ms":M}` | calls all but the first in turn, which is kept busy | the same |
//! | `{"do":"list","path":D}` | lists the connectors in D | `calls`: how many, `wall_ns` |
//! | `{"do":"describe","path":D}` | describes each of them | the same |
//! | `{"do":"verify","path":D,"key":K,"cached":true}` | verifies each of them as signed by K; of ours, binaries that it hashed before are not hashed again | the same |
//! | `{"do":"hash","path":F}` | hashes a file | `calls`: its bytes, `wall_ns` |
//!
//! The Go host in `bench/go/cmd/host` takes the same commands.

mod installed;
mod parts;

use std::collections::HashMap;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::json;
use wick_host::{DigestCache, Environment, Host};

use self::parts::Parts;
pub(crate) use self::parts::Told;
use crate::Failure;

/// Says to the plugins how many operations they are to have besides their own.
pub(crate) const OPERATIONS: &str = "BENCH_OPERATIONS";

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Command {
    #[serde(rename = "do")]
    pub(crate) kind: String,
    pub(crate) calls: usize,
    pub(crate) callers: usize,
    pub(crate) bytes: usize,
    pub(crate) slow_ms: u64,
    pub(crate) path: PathBuf,
    /// The public key to trust.
    pub(crate) key: String,
    pub(crate) cached: bool,
}

/// What a driver measured.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Measured {
    pub(crate) calls: usize,
    pub(crate) wall_ns: u64,
    pub(crate) p50_ns: u64,
    pub(crate) p99_ns: u64,
}

/// What came of a start.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Started {
    pub(crate) pids: Vec<u32>,
    pub(crate) wall_ns: u64,
}

/// Drives the connectors in a directory. Those that are asked for the parts of their start are slower: they
/// log them.
pub(crate) fn run(directory: &Path, parts: bool) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let mut driver = Driver {
        parts: parts.then(Parts::listen).transpose()?,
        ..Driver::default()
    };
    for line in std::io::stdin().lock().lines() {
        let command = serde_json::from_str(&line?)?;
        let reply = runtime.block_on(driver.answer(command, directory));
        let reply = reply.unwrap_or_else(|error| json!({"error": error.to_string()}).to_string());
        let mut output = std::io::stdout().lock();
        writeln!(output, "{reply}")?;
        output.flush()?;
    }
    runtime.block_on(driver.stop());
    Ok(())
}

#[derive(Default)]
struct Driver {
    plugins: Option<Arc<Plugins>>,
    parts: Option<Parts>,
    /// Of binaries that were hashed before.
    digests: DigestCache,
}

struct Plugins {
    host: Host,
    keys: Vec<String>,
    settings: HashMap<String, String>,
}

impl Driver {
    async fn answer(&mut self, command: Command, directory: &Path) -> Result<String, Failure> {
        let reply = match command.kind.as_str() {
            "start" => serde_json::to_string(&self.start(directory).await?),
            "first" => serde_json::to_string(&self.first(directory).await?),
            "parts" => serde_json::to_string(&self.parts(directory).await?),
            "list" => serde_json::to_string(&installed::list(&command.path)?),
            "describe" => serde_json::to_string(&installed::describe(&command.path)?),
            "verify" => {
                let digests = match command.cached {
                    true => self.digests.clone(),
                    false => DigestCache::new(),
                };
                serde_json::to_string(&installed::verify(&command, &digests)?)
            }
            "hash" => serde_json::to_string(&installed::hash(&command.path)?),
            "stop" => {
                self.stop().await;
                Ok("{}".to_owned())
            }
            "echo" => {
                let text: Arc<str> = "x".repeat(command.bytes).into();
                let measured = spread(&command, self.running()?, move |plugins, _| {
                    let text = text.clone();
                    async move { plugins.echo(0, &text).await }
                });
                serde_json::to_string(&measured.await?)
            }
            "blob" => {
                let bytes = command.bytes;
                let measured = spread(&command, self.running()?, move |plugins, _| async move {
                    plugins.blob(bytes).await
                });
                serde_json::to_string(&measured.await?)
            }
            "live" => serde_json::to_string(&live(&command, self.running()?).await?),
            other => return Err(format!("unknown command {other:?}").into()),
        };
        Ok(reply?)
    }

    async fn start(&mut self, directory: &Path) -> Result<Started, Failure> {
        let plugins = Arc::new(Plugins::open(directory, &self.digests).await?);
        let begun = Instant::now();
        let own = plugins.clone();
        let first = tokio::spawn(async move {
            for index in 0..own.keys.len() {
                own.echo(index, "hello").await?;
            }
            Ok::<_, Failure>(())
        });
        first.await??;
        Ok(self.started(plugins, begun))
    }

    async fn first(&mut self, directory: &Path) -> Result<Started, Failure> {
        let plugins = Arc::new(Plugins::open(directory, &self.digests).await?);
        for key in &plugins.keys {
            plugins.host.health(key).await?;
        }
        let (begun, own) = (Instant::now(), plugins.clone());
        tokio::spawn(async move { own.echo(0, "hello").await }).await??;
        Ok(self.started(plugins, begun))
    }

    fn started(&mut self, plugins: Arc<Plugins>, begun: Instant) -> Started {
        let wall_ns = nanoseconds(begun.elapsed());
        let pids = plugins
            .keys
            .iter()
            .filter_map(|key| plugins.host.process_id(key))
            .collect();
        self.plugins = Some(plugins);
        Started { pids, wall_ns }
    }

    async fn parts(&mut self, directory: &Path) -> Result<Told, Failure> {
        self.stop().await;
        let plugins = Arc::new(Plugins::open(directory, &self.digests).await?);
        let parts = self.parts.as_ref().ok_or("this driver has no ears")?;
        let begun = parts.begin();
        let own = plugins.clone();
        tokio::spawn(async move { own.echo(0, "hello").await }).await??;
        let told = parts.told(begun, Instant::now())?;
        self.plugins = Some(plugins);
        Ok(told)
    }

    async fn stop(&mut self) {
        if let Some(plugins) = self.plugins.take() {
            plugins.host.shutdown().await;
        }
    }

    fn running(&self) -> Result<Arc<Plugins>, Failure> {
        Ok(self.plugins.clone().ok_or("nothing was started")?)
    }
}

impl Plugins {
    async fn open(directory: &Path, digests: &DigestCache) -> Result<Self, Failure> {
        let mut environment = Environment::standard(std::env::vars_os());
        if let Some(operations) = std::env::var_os(OPERATIONS) {
            environment = environment.with(OPERATIONS, operations);
        }
        // Go's host in this comparison has no cap either: all that are measured live at once.
        let host = Host::builder()
            .max_processes(None)
            .environment(environment)
            // Opening is no part of a start, and a host that starts much has hashed before.
            .digests(digests.clone())
            .open(directory)
            .await?;
        if let Some(problem) = host.problems().first() {
            return Err(problem.to_string().into());
        }
        let keys: Vec<_> = host.connectors().map(|one| one.key().to_string()).collect();
        let settings = [
            ("base_url", "https://service.example.net"),
            ("token", "not-a-real-token-0123456789"),
        ];
        Ok(Self {
            host,
            keys,
            settings: settings
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
        })
    }

    async fn echo(&self, plugin: usize, text: &str) -> Result<(), Failure> {
        let arguments = json!({"text": text, "name": "a name", "count": "42"});
        let key = &self.keys[plugin];
        let result = self
            .host
            .call(key, "echo", &arguments, &self.settings)
            .await?;
        // As wick's host hands the result on.
        let handed_on = serde_json::to_vec(&result)?;
        match handed_on.len() > text.len() {
            true => Ok(()),
            false => Err(format!("echo gave {} bytes", handed_on.len()).into()),
        }
    }

    async fn blob(&self, bytes: usize) -> Result<(), Failure> {
        let arguments = json!({"bytes": bytes});
        let (host, key) = (&self.host, &self.keys[0]);
        let call = host.prepare(key, "blob", &arguments, &self.settings)?;
        let result = host.run(key, call).await?;
        // Parsed to its end and copied, as wick's host does.
        serde_json::from_slice::<IgnoredAny>(&result)?;
        match result.clone().len() == bytes {
            true => Ok(()),
            false => Err(format!("blob gave {} bytes", result.len()).into()),
        }
    }

    async fn wait(&self, milliseconds: u64) -> Result<(), Failure> {
        let arguments = json!({"ms": milliseconds});
        self.host
            .call(&self.keys[0], "wait", &arguments, &self.settings)
            .await?;
        Ok(())
    }
}

async fn live(command: &Command, plugins: Arc<Plugins>) -> Result<Measured, Failure> {
    let over = Arc::new(AtomicBool::new(false));
    let slow: Vec<_> = (0..if command.slow_ms > 0 { 4 } else { 0 })
        .map(|_| {
            let (plugins, over, milliseconds) = (plugins.clone(), over.clone(), command.slow_ms);
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    if plugins.wait(milliseconds).await.is_err() {
                        return;
                    }
                }
            })
        })
        .collect();
    let measured = spread(command, plugins, |plugins, index| async move {
        let count = plugins.keys.len();
        let plugin = if count > 1 {
            1 + index % (count - 1)
        } else {
            0
        };
        plugins.echo(plugin, "hello").await
    })
    .await;
    over.store(true, Ordering::Relaxed);
    for task in slow {
        task.await?;
    }
    measured
}

/// Makes the calls by so many callers at once, each a task.
async fn spread<C, F>(
    command: &Command,
    plugins: Arc<Plugins>,
    call: C,
) -> Result<Measured, Failure>
where
    C: Fn(Arc<Plugins>, usize) -> F + Clone + Send + 'static,
    F: Future<Output = Result<(), Failure>> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let calls = command.calls;
    let begun = Instant::now();
    let callers: Vec<_> = (0..command.callers.max(1))
        .map(|_| {
            let (next, plugins, call) = (next.clone(), plugins.clone(), call.clone());
            tokio::spawn(async move {
                let mut latencies = Vec::new();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= calls {
                        return Ok::<_, Failure>(latencies);
                    }
                    let start = Instant::now();
                    call(plugins.clone(), index).await?;
                    latencies.push(nanoseconds(start.elapsed()));
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for caller in callers {
        all.extend(caller.await??);
    }
    let wall_ns = nanoseconds(begun.elapsed());
    all.sort_unstable();
    let at = |fraction: f64| {
        let index = (all.len() as f64 * fraction) as usize;
        all.get(index.min(all.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    Ok(Measured {
        calls: all.len(),
        wall_ns,
        p50_ns: at(0.5),
        p99_ns: at(0.99),
    })
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
