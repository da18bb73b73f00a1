//! Starting the probe and talking to it.

#[path = "../../built/mod.rs"]
mod built;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use wick_proto::wire::connector::ExecuteRequest;
use wick_runtime::testing::process::{Launch, Process};

pub(crate) use wick_runtime::testing::process::soon;

static PROBE: LazyLock<PathBuf> = LazyLock::new(|| built::executable("probe"));
static UNSOUND: LazyLock<PathBuf> = LazyLock::new(|| built::executable("unsound"));

/// The executable of the probe.
pub(crate) fn probe() -> &'static Path {
    &PROBE
}

/// The probe, as a host starts it that says nothing but the cookie.
pub(crate) fn by_a_host() -> Launch {
    Launch::by_a_host(probe())
}

/// The probe, as a person starts it in a shell.
pub(crate) fn by_a_person() -> Launch {
    Launch::by_a_person(probe())
}

/// The probe, as a host starts it that is the shell script `script`; `$0` is the probe.
pub(crate) fn through(script: &str) -> Launch {
    Launch::through(script, probe())
}

/// The connector that contradicts itself, as a person starts it.
pub(crate) fn unsound() -> Launch {
    Launch::by_a_person(&*UNSOUND)
}

/// Whether a line of the log is a warning of the plugin's own that has this word.
pub(crate) fn warns_of(record: &serde_json::Value, word: &str) -> bool {
    let message = record["@message"].as_str();
    record["@level"] == "warn" && message.is_some_and(|message| message.contains(word))
}

/// Whether the probe still answers.
pub(crate) async fn lives(probe: &Process) -> bool {
    let arguments = serde_json::json!({ "text": "still here" });
    probe.execute(call("echo", arguments)).await.result_json == br#""still here""#
}

/// A call of an operation without settings.
pub(crate) fn call(operation: &str, arguments: serde_json::Value) -> ExecuteRequest {
    ExecuteRequest {
        operation: operation.to_owned(),
        args_json: arguments.to_string().into_bytes(),
        ..ExecuteRequest::default()
    }
}
