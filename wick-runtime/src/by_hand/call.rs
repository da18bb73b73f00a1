//! `call`: one operation, as a host would call it but in this process.

use std::io::{self, Write};
use std::pin::pin;

use futures_util::StreamExt as _;
use serde_json::{Map, Value};
use tokio::sync::watch;
use wick_proto::module::Module;

use super::arguments::{Arguments, Mistake};
use super::pretty::Pretty;
use super::{Stop, nearest, program, quoted, settings};
use crate::context::Progress;
use crate::dispatch::Dispatcher;
use crate::error::{Error, Origin};
use crate::request::Request;

pub(super) fn run(dispatcher: &Dispatcher, arguments: Arguments) -> Result<(), Stop> {
    let module = dispatcher.module();
    if module.operation(&arguments.operation).is_none() {
        return Err(unknown(&arguments.operation, module).into());
    }
    let form = match arguments.is_json {
        true => None,
        false => Some(Pretty::default()),
    };
    let (progress, reports) = watch::channel(None);
    let request = request(module, arguments, progress)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Stop::Output)?;
    let done = runtime.block_on(call(dispatcher, request, reports, form));
    // What an operation left running would keep us waiting.
    runtime.shutdown_background();
    done
}

fn request(
    module: &Module,
    given: Arguments,
    progress: watch::Sender<Option<Progress>>,
) -> Result<Request, Stop> {
    let arguments: Map<String, Value> = given
        .arguments
        .into_iter()
        .map(|argument| (argument.name, argument.value.into()))
        .collect();
    Ok(Request {
        operation: given.operation,
        arguments: Value::from(arguments).to_string().into_bytes(),
        settings: settings::all(&module.configs, given.settings, |name| {
            std::env::var_os(name)
        })?,
        request_id: "by hand".to_owned(),
        strict: true,
        texts: true,
        progress: Some(progress),
        ..Request::default()
    })
}

async fn call(
    dispatcher: &Dispatcher,
    request: Request,
    mut reports: watch::Receiver<Option<Progress>>,
    mut form: Option<Pretty>,
) -> Result<(), Stop> {
    let mut pieces = pin!(dispatcher.stream(request));
    let mut is_shown = false;
    loop {
        let piece = tokio::select! {
            biased;
            // No more are reported once the operation is over.
            Ok(()) = reports.changed() => {
                report(reports.borrow_and_update().as_ref());
                continue;
            }
            piece = pieces.next() => piece,
        };
        match piece {
            // All of it: a person sees that it is done, as nothing is said.
            Some(Ok(piece)) if form.is_some() && !is_shown && piece == b"null" => {}
            Some(Ok(piece)) => {
                is_shown = true;
                let shown = match &mut form {
                    Some(form) => form.piece(&piece),
                    None => piece,
                };
                write(&shown).map_err(Stop::Output)?;
            }
            Some(Err(error)) => return Err(failed(error)),
            None if is_shown => return write(b"\n").map_err(Stop::Output),
            None => return Ok(()),
        }
    }
}

fn write(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

fn report(progress: Option<&Progress>) {
    let Some(Progress {
        done,
        total,
        message,
    }) = progress
    else {
        return;
    };
    let steps = match total {
        0 => done.to_string(),
        _ => format!("{done}/{total}"),
    };
    // Whoever closed standard error does not want to know.
    let _ = writeln!(io::stderr(), "[{steps}] {message}");
}

fn unknown(key: &str, module: &Module) -> Mistake {
    let keys = || {
        module
            .all_operations()
            .map(|operation| operation.key.as_str())
    };
    let hint = match nearest(key, keys()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("its operations are {}", quoted(keys())),
    };
    Mistake::new(format!("there is no operation `{key}`"), hint)
}

/// The operation's own advice, else where missing values come from.
fn failed(error: Error) -> Stop {
    let advice = error.advice().map(str::to_owned);
    let hint = advice.or_else(|| {
        let first = error.fields().first()?;
        Some(match first.origin {
            Origin::Setting => format!(
                "give a setting as `--setting {0}=VALUE`, or a secret one in the environment: {1}",
                first.field,
                settings::variable(&first.field)
            ),
            Origin::Argument => {
                format!("`{} --help` shows what every operation takes", program())
            }
        })
    });
    Stop::Failed { error, hint }
}
