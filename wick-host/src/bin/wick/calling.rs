//! One call: verify, start, call, stop.

use std::time::Duration;

use clap::Args;
use wick_host::{CallError, Candidate, Event, Host, Verified, schema, verify};
use wick_proto::limits;
use wick_proto::module::Module;

use crate::completion;
use crate::describe::operation;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{self, Concealed, Settings};
use crate::refusal;
use crate::session::Session;
use crate::suggest;
use crate::target::{self, Origin, Plugin};

/// Largest result that is taken, in bytes: it is printed at its end only, so all of it is in memory.
const MAX_RESULT_BYTES: usize = 256 << 20;

/// What to call an operation with.
#[derive(Args, Clone, Debug)]
pub(crate) struct CallOptions {
    /// An argument; @FILE reads its value from a file, - from standard input. Arrays, objects,
    /// numbers and booleans are written as JSON. May be repeated.
    #[arg(short, long = "arg", value_name = "NAME=VALUE", add = completion::inputs())]
    arguments: Vec<String>,

    /// All arguments as a JSON object, or the file that holds it, or - for standard input.
    #[arg(long, value_name = "JSON|FILE")]
    args: Option<String>,

    /// A setting. Other users of this machine can read it in the list of processes: give secrets
    /// with --settings or --setting-env. May be repeated.
    #[arg(short, long = "setting", value_name = "NAME=VALUE", add = completion::settings())]
    single_settings: Vec<Concealed>,

    /// A setting whose value is in an environment variable. May be repeated.
    #[arg(long = "setting-env", value_name = "NAME=VARIABLE", add = completion::settings())]
    environment_settings: Vec<String>,

    /// All settings as a JSON object, or better the file that holds it.
    #[arg(long, value_name = "FILE|JSON")]
    settings: Option<Concealed>,

    /// Give up after this time.
    #[arg(long, value_name = "TIME", default_value = "3m", value_parser = input::duration)]
    timeout: Duration,
}

/// One call, checked as far as that is possible without the plugin.
struct Request {
    operation: String,
    arguments: input::Members,
    settings: Settings,
    timeout: Duration,
}

impl CallOptions {
    fn request(&self, module: &Module, key: &str) -> Result<Request, Failure> {
        let operation = operation::find(module, key)?;
        let schema = schema::of_input(operation);
        let given = input::Given {
            whole: self.settings.as_ref().map(Concealed::expose),
            single: &self.single_settings,
            environment: &self.environment_settings,
        };
        Ok(Request {
            operation: operation.key.clone(),
            arguments: input::arguments(key, &schema, self.args.as_deref(), &self.arguments)?,
            settings: input::settings(module, &given, |name| std::env::var(name).ok())?,
            timeout: self.timeout,
        })
    }
}

/// Calls the operation of a plugin and prints its result.
pub(crate) async fn call(
    session: &Session,
    plugin: Plugin,
    operation: &str,
    options: &CallOptions,
) -> Result<(), Failure> {
    let Plugin {
        candidate,
        origin,
        held,
    } = plugin;
    let called = called(session, candidate, origin, operation, options).await;
    called.map_err(|failure| held.named(failure))
}

async fn called(
    session: &Session,
    candidate: Candidate,
    origin: Origin,
    operation: &str,
    options: &CallOptions,
) -> Result<(), Failure> {
    if origin == Origin::Installed && target::disabled(session)?.contains(&candidate.key) {
        let connector = candidate.key;
        return Err(refusal::uncalled(&CallError::Disabled { connector }));
    }
    let request = request(session, &candidate, operation, options).await?;
    let missing = request.settings.missing(&candidate.manifest.module);
    let secrets = request.settings.secrets(&candidate.manifest.module);
    session.talk.conceal(secrets.clone());
    let verified = verified(session, candidate, origin)?;
    let result = answer(session, verified, request).await;
    let result = result.map_err(|failure| {
        with_missing_settings(failure, &missing).edited(|text| secrets.strike_out(text))
    })?;
    session.output.result(&result)
}

/// A plugin that may run. An installed one is also by whom it was until now.
pub(crate) fn verified(
    session: &Session,
    candidate: Candidate,
    origin: Origin,
) -> Result<Verified, Failure> {
    match origin {
        Origin::Installed => admitted(session, candidate),
        Origin::Path => {
            verify::verify(candidate, &session.policy).map_err(|error| refusal::refused(&error))
        }
    }
}

/// An installed plugin that may run, and is by whom it was until now.
fn admitted(session: &Session, candidate: Candidate) -> Result<Verified, Failure> {
    let verified = verify::verify_with(candidate, &session.policy, &session.digests())
        .map_err(|error| refusal::refused(&error))?;
    let (mut admitted, changed) = session
        .publishers()?
        .admit(vec![verified])
        .map_err(|error| refusal::publishers(&error))?;
    match (admitted.pop(), changed.first()) {
        (Some(plugin), None) => Ok(plugin),
        (_, Some(changed)) => Err(refusal::changed(changed)),
        (None, None) => Err(Failure::new(Exit::Refused, "the plugin was not admitted")),
    }
}

/// Reads and checks what is given. It may come from standard input, which can take forever.
async fn request(
    session: &Session,
    candidate: &Candidate,
    operation: &str,
    options: &CallOptions,
) -> Result<Request, Failure> {
    let (module, operation) = (candidate.manifest.module.clone(), operation.to_owned());
    let options = options.clone();
    let read = tokio::task::spawn_blocking(move || options.request(&module, &operation));
    let read = async {
        let unread =
            |error| Failure::new(Exit::InputOutput, "cannot read what is given").because(&error);
        read.await.map_err(unread)?
    };
    session.unless_interrupted(read).await
}

/// Starts the plugin for this one call and stops it, whatever happens.
async fn answer(session: &Session, plugin: Verified, request: Request) -> Result<Vec<u8>, Failure> {
    let key = plugin.key().to_string();
    let start = request.timeout.min(limits::START_TIMEOUT);
    let host = session.host()?.start_timeout(start).of([plugin]);
    let what = format!("{key} {}", request.operation);
    let result = result(session, &host, &key, request);
    let result = session.talk.while_waiting(&what, result);
    let result = session.unless_interrupted(result).await;
    host.shutdown().await;
    result
}

async fn result(
    session: &Session,
    host: &Host,
    key: &str,
    request: Request,
) -> Result<Vec<u8>, Failure> {
    let settings = request.settings.into_map();
    let failed = |error| refusal::uncalled(&error);
    let call = host
        .prepare(key, &request.operation, &request.arguments, &settings)
        .map_err(failed)?
        .within(request.timeout);
    let mut output = host.stream(key, call).await.map_err(failed)?;
    let mut result = Vec::new();
    while let Some(event) = output.next().await.map_err(failed)? {
        match event {
            Event::Data(data) => result.extend_from_slice(&data),
            Event::Progress {
                done,
                total,
                message,
            } => {
                let steps = |count: i32| u64::try_from(count).unwrap_or_default();
                session.talk.progress(steps(done), steps(total), &message);
            }
            _ => {}
        }
        if result.len() > MAX_RESULT_BYTES {
            return Err(Failure::new(
                Exit::PluginFailed,
                format!("the result is larger than {} MiB", MAX_RESULT_BYTES >> 20),
            ));
        }
    }
    Ok(result)
}

/// A plugin whose settings are incomplete fails in ways that do not say so.
fn with_missing_settings(failure: Failure, missing: &[String]) -> Failure {
    if failure.code.is_none() || missing.is_empty() {
        return failure;
    }
    let names = suggest::list(missing.iter().map(String::as_str));
    failure.hint(format!(
        "required settings are not given: {names}; give them with --settings FILE or --setting-env NAME=VARIABLE"
    ))
}
