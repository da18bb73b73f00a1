use std::time::Duration;

use clap::Args;
use serde_json::json;
use tokio::time::sleep;
use wick_host::inspect;
use wick_host::metrics::Metrics;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::Format;
use crate::running::Running;
use crate::session::{self, Session};

/// Show the plugin processes of running hosts.
///
/// Asks every host of this user that can be looked into, and shows the connectors that have a process or failed.
/// Plugin processes of other hosts, such as those of the Go implementation, come last, with what the system
/// knows of them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick ps
  wick ps --all --watch 2s
  wick ps --metrics > wick.prom
  wick ps --json | jq '.hosts[].metrics.connectors[] | {key, restarts}'

Hosts are looked for in run/hosts below ~/.wick, or below $WICK_DATA_DIR. The `wick` command is one while it
calls; a program that embeds hosts says so with `HostBuilder::inspectable`.")]
pub(crate) struct Ps {
    /// Show idle connectors too.
    #[arg(short, long)]
    all: bool,

    /// Print what the hosts counted as text for Prometheus instead.
    #[arg(long, conflicts_with = "all")]
    metrics: bool,

    /// Look again and again, after so long.
    #[arg(long, value_name = "TIME", value_parser = input::duration)]
    watch: Option<Duration>,
}

impl Ps {
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        session.unless_interrupted(self.look(session)).await
    }

    async fn look(&self, session: &Session) -> Result<(), Failure> {
        loop {
            self.once(session).await?;
            let Some(pause) = self.watch else {
                return Ok(());
            };
            sleep(pause).await;
        }
    }

    async fn once(&self, session: &Session) -> Result<(), Failure> {
        let data = session::data().ok_or_else(|| {
            Failure::usage("there is no home directory in which hosts could be found")
                .hint("say where wick keeps its data with WICK_DATA_DIR")
        })?;
        let found = inspect::hosts(data.join(inspect::BELOW_DATA)).await;
        let found = found.map_err(|error| {
            let hint = error.hint();
            let failure = Failure::of(Exit::InputOutput, &error);
            match hint {
                Some(hint) => failure.hint(hint),
                None => failure,
            }
        })?;
        let running = Running::of(found);
        if session.output.format == Format::Json {
            return session.output.json(&running.json());
        }
        for (what, problem) in &running.problems {
            session.talk.warn(&format!("{what}: {problem}"));
        }
        if self.metrics {
            let hosts = running.hosts.iter();
            let hosts = hosts.map(|host| (host.pid, host.metrics.clone()));
            return session.output.text(&Metrics::prometheus_of(hosts));
        }
        if self.watch.is_some() {
            session.output.clear()?;
        }
        match running.table(self.all, session.output.width()) {
            Some(table) => session.output.text(&table),
            None => {
                session.talk.note("no plugin process runs");
                Ok(())
            }
        }
    }
}

impl Running {
    fn json(&self) -> serde_json::Value {
        let problem =
            |(what, problem): &(String, String)| json!({"host": what, "problem": problem});
        json!({
            "hosts": self.hosts,
            "others": self.strangers,
            "problems": self.problems.iter().map(problem).collect::<Vec<_>>(),
        })
    }
}
