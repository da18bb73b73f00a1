//! Running a test body.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use futures_util::FutureExt as _;

use super::backend::{InProcess, OverProcess};
use super::leaks::Leak;
use super::logs::Logs;
use super::plugin::Inner;
use super::{Executable, Plugin};
use crate::Connector;

/// How a test calls the plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The connector of the test's own program.
    InProcess,
    /// The plugin's binary, as a host runs it.
    OverProcess,
}

/// Runs a test body in process. [`#[wick_runtime::test]`](macro@crate::test) does it.
///
/// # Panics
///
/// When the body does, and when it leaves something behind.
pub fn in_process<C, F, T>(body: impl FnOnce(Plugin<C>) -> F) -> T
where
    C: Connector,
    F: Future<Output = T>,
{
    let logs = Logs::new();
    let subscriber = logs.subscriber();
    let _guard = tracing::dispatcher::set_default(&subscriber);
    let begin = {
        let subscriber = subscriber.clone();
        move || std::mem::forget(tracing::dispatcher::set_default(&subscriber))
    };
    let runtime = runtime(begin);
    runtime.block_on(async {
        let (backend, target) = InProcess::start::<C>(subscriber);
        let inner = Inner::new(Way::InProcess, target, logs, |_| backend.data_dir()).await;
        let plugin = Plugin::new(inner.clone());
        let result = guarded(plugin.clone(), body).await;
        let leaks = backend
            .leaks(inner.kept_tasks.load(Ordering::Relaxed))
            .await;
        drop(backend);
        refuse(&plugin, &leaks);
        result
    })
}

/// Runs a test body over a process of `executable`. [`#[wick_runtime::test]`](macro@crate::test) does
/// it. The connector's type is only a name here; with another program's, `Plugin<()>` will do.
///
/// # Panics
///
/// When the executable cannot be built, verified or started; when the body panics; when it leaves something
/// behind.
pub fn over_process<C, F, T>(executable: &Executable, body: impl FnOnce(Plugin<C>) -> F) -> T
where
    F: Future<Output = T>,
{
    let path = executable.verified();
    runtime(|| {}).block_on(async {
        let logs = Logs::new();
        let (backend, target) = OverProcess::start(&path, &logs).await;
        let data_dir = |module: &_| backend.data_dir(module);
        let inner = Inner::new(Way::OverProcess, target, logs, data_dir).await;
        let plugin = Plugin::new(inner.clone());
        let result = guarded(plugin.clone(), body).await;
        let kept = inner
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let leaks = backend.leaks(&kept).await;
        refuse(&plugin, &leaks);
        result
    })
}

/// Runs a test body one way or the other.
///
/// # Panics
///
/// As [`in_process`] and [`over_process`].
pub fn run<C, F, T>(way: Way, executable: &Executable, body: impl FnOnce(Plugin<C>) -> F) -> T
where
    C: Connector,
    F: Future<Output = T>,
{
    match way {
        Way::InProcess => in_process(body),
        Way::OverProcess => over_process(executable, body),
    }
}

/// The result of the body; when it panics, the log is shown first.
async fn guarded<C, F, T>(plugin: Plugin<C>, body: impl FnOnce(Plugin<C>) -> F) -> T
where
    F: Future<Output = T>,
{
    let shown = plugin.clone();
    let run = async move { body(plugin).await };
    match AssertUnwindSafe(run).catch_unwind().await {
        Ok(result) => result,
        Err(panic) => {
            show_log(&shown);
            resume_unwind(panic)
        }
    }
}

fn refuse<C>(plugin: &Plugin<C>, leaks: &[Leak]) {
    if !leaks.is_empty() {
        show_log(plugin);
        let lines: Vec<String> = leaks.iter().map(|leak| format!("\n- {leak}")).collect();
        panic!("the test left something behind:{}", lines.concat());
    }
}

/// Shown by the test harness below a test that failed.
#[expect(clippy::print_stderr, reason = "the harness captures it")]
fn show_log<C>(plugin: &Plugin<C>) {
    let records = plugin.logs();
    if !records.is_empty() {
        let scrubber = plugin.scrubber();
        eprintln!("log of the plugin:");
        for record in records {
            eprintln!("  {}", scrubber.text(&record.to_string()));
        }
    }
}

/// A runtime whose threads begin with this.
fn runtime(begin: impl Fn() + Send + Sync + 'static) -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .on_thread_start(begin)
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}
