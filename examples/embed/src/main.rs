//! A program that embeds connectors: it opens a directory of plugins and calls one operation, once, or for each
//! line of its input, and then shows what its host counted. Without an operation it watches what comes and goes
//! there. `wick ps` shows it while it runs.
//!
//! ```sh
//! cargo run -p embed -- <plugins directory> <connector> <operation> '<arguments as JSON>'
//! cargo run -p embed -- <plugins directory> <connector> <operation> < arguments.jsonl
//! cargo run -p embed -- <plugins directory>
//! ```

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::broadcast::error::RecvError;
use wick_host::{Host, Watch, inspect};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, call_of @ ..] = arguments.as_slice() else {
        return Err("give a plugins directory, a connector, an operation and its arguments".into());
    };

    // New versions are taken up while it runs.
    let mut settings = Host::builder().watch(Watch::default());
    if let Some(data) = data() {
        settings = settings.inspectable(data.join(inspect::BELOW_DATA));
    }
    let host = settings.open(directory).await?;
    let done = match call_of {
        [] => tell_changes(&host, directory).await,
        [_] => Err("give an operation, too".into()),
        [connector, operation] => call_for_each_line(&host, connector, operation).await,
        [connector, operation, json, ..] => call(&host, connector, operation, json).await,
    };
    host.shutdown().await;
    // A program that serves HTTP would answer a scrape with it.
    write!(std::io::stderr(), "{}", host.metrics().prometheus())?;
    done
}

async fn call_for_each_line(
    host: &Host,
    connector: &str,
    operation: &str,
) -> Result<(), Box<dyn Error>> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(json) = lines.next_line().await? {
        call(host, connector, operation, &json).await?;
    }
    Ok(())
}

async fn call(
    host: &Host,
    connector: &str,
    operation: &str,
    json: &str,
) -> Result<(), Box<dyn Error>> {
    let arguments: Value = serde_json::from_str(json)?;
    let result = host
        .call(connector, operation, &arguments, &Default::default())
        .await?;
    let mut output = std::io::stdout();
    serde_json::to_writer(&output, &result)?;
    writeln!(output)?;
    Ok(())
}

/// Tells what the host takes up, until somebody presses Ctrl-C.
async fn tell_changes(host: &Host, directory: &str) -> Result<(), Box<dyn Error>> {
    let mut changes = host.changes();
    let mut output = std::io::stdout();
    writeln!(output, "watching {directory}")?;
    loop {
        let change = tokio::select! {
            change = changes.recv() => change,
            interrupted = tokio::signal::ctrl_c() => return Ok(interrupted?),
        };
        match change {
            Ok(change) => writeln!(output, "{change}")?,
            Err(RecvError::Lagged(missed)) => writeln!(output, "{missed} changes were missed")?,
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

/// Where wick keeps its data, and `wick ps` looks for hosts.
fn data() -> Option<PathBuf> {
    match std::env::var_os("WICK_DATA_DIR") {
        Some(data) if !data.is_empty() => Some(data.into()),
        _ => Some(std::env::home_dir()?.join(".wick")),
    }
}
