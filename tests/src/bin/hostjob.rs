//! A host that is busy until it is killed: it starts plugins, calls them, has them leave children behind
//! and reads streams, and prints a line before each step.
//!
//! `hostjob PLUGINS SOCKETS NAME=VALUE KEY…`: the directory of plugins, that of sockets, a variable for the
//! plugins, and the connectors in the order in which to use them.
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;

use futures_util::future::join_all;
use serde_json::{Value, json};
use wick_host::{Environment, Event, Host};

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args_os().skip(1);
    let mut next = || {
        arguments
            .next()
            .ok_or("hostjob PLUGINS SOCKETS NAME=VALUE KEY…")
    };
    let (plugins, sockets) = (PathBuf::from(next()?), PathBuf::from(next()?));
    let marker = next()?.into_string().map_err(|_| "not UTF-8")?;
    let (name, value) = marker.split_once('=').ok_or("NAME=VALUE")?;
    let keys: Vec<_> = arguments.filter_map(|key| key.into_string().ok()).collect();

    say("open")?;
    let environment = Environment::standard(std::env::vars_os()).with(name, value);
    let host = Host::builder()
        .environment(environment)
        .socket_directory(sockets)
        .open(plugins)
        .await?;
    for key in &keys {
        use_plugin(&host, key).await?;
    }
    say("read")?;
    join_all(keys.iter().map(|key| read(&host, key))).await;
    Err("all streams ended".into())
}

async fn use_plugin(host: &Host, key: &str) -> Result<(), Failure> {
    let call = async |operation, arguments: Value| {
        host.call(key, operation, &arguments, &HashMap::new()).await
    };
    say("start")?;
    host.start(key).await?;
    say("call")?;
    call("echo", json!({"text": "x"})).await?;
    say("leave children")?;
    call("run", json!({"fault": "children"})).await?;
    Ok(())
}

async fn read(host: &Host, key: &str) -> Result<(), Failure> {
    let endless = json!({"fault": "endless_chunks"});
    let call = host.prepare(key, "run", &endless, &HashMap::new())?;
    let mut output = host.stream(key, call).await?;
    while let Some(Event::Data(_)) = output.next().await? {}
    Ok(())
}

fn say(step: &str) -> io::Result<()> {
    let mut output = io::stdout();
    writeln!(output, "{step}").and_then(|()| output.flush())
}
