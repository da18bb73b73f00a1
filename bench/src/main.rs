//! `cargo bench-peers`: this implementation against go-plugin's.
//!
//! Builds both peers, runs them interleaved with the same work, and writes what came out to
//! `docs/performance.md`. Absolute times are noise on a shared machine; the ratios of one run are the result.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it talks to a person"
)]

mod build;
mod caches;
mod connectors;
mod drive;
mod driver;
mod facts;
mod floor;
mod interrupt;
mod load;
mod measures;
mod memory;
mod number;
mod page;
mod plan;
mod plot;
mod profile;
mod report;
mod results;
mod samples;
mod symbols;
mod table;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use self::build::OurPlugin;
use self::load::Load;
use self::plan::Plan;

/// Anything that ends the run.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures this implementation against go-plugin's.
///
/// Builds a host and a plugin in Go over go-plugin, and the same of ours; runs them in turn with the same work; and
/// writes tables, ratios and plots to docs/performance.md. What the numbers mean is told there. It needs Linux,
/// Go, a C compiler with its binutils and two gigabytes of memory, and a machine that does nothing else meanwhile;
/// and `perf` to tell where the time goes.
#[derive(Parser)]
#[command(
    name = "cargo bench-peers",
    bin_name = "cargo bench-peers",
    after_help = "\
Examples:
  cargo bench-peers                             everything, in less than 15 minutes after building
  cargo bench-peers --quick                     fewer and shorter rounds: less than 3 minutes
  cargo bench-peers --list                      the names of the measures
  cargo bench-peers --only streams              one measure, printed only
  cargo bench-peers --only start --only floor   several
  cargo bench-peers --quick --no-page --json results.json

Exit codes: 0 all was measured, 1 something failed, 130 interrupted; nothing is left running then."
)]
struct Arguments {
    /// Fewer and shorter rounds: under three minutes once everything is built.
    #[arg(long)]
    quick: bool,
    /// Only the measures whose name contains this; may be given again. Nothing is then written to docs/.
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Lists the measures, and how long each takes.
    #[arg(long)]
    list: bool,
    /// Ends after so many minutes of measuring; what is left then is told as not measured [default: 15, or 3 with
    /// --quick]
    #[arg(long, value_name = "MINUTES")]
    budget: Option<u64>,
    /// Writes the results as JSON to this file too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Takes our plugin as it was built last.
    #[arg(long, hide = true)]
    no_build: bool,
    /// Prints only; docs/ stays as it is.
    #[arg(long)]
    no_page: bool,
    #[command(subcommand)]
    role: Option<Role>,
}

/// What this program is when it starts itself.
#[derive(Subcommand)]
#[command(hide = true)]
enum Role {
    /// Our host, driven by lines of JSON.
    #[command(hide = true)]
    Drive {
        directory: PathBuf,
        #[arg(long)]
        parts: bool,
    },
    /// The other end of the bare transports.
    #[command(hide = true)]
    Floor { socket: PathBuf },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.role {
        Some(Role::Drive { directory, parts }) => drive::run(directory, *parts),
        Some(Role::Floor { socket }) => floor::serve(socket),
        None if arguments.list => {
            println!("{}", measures::list());
            Ok(())
        }
        None => measure(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            interrupt::wait_if_ending();
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: &Arguments) -> Result<(), Failure> {
    measures::check(&arguments.only)?;
    tools::check()?;
    warn(Load::begin()?.warning().as_deref());
    let directory = tempfile::Builder::new().prefix("bench-peers-").tempdir()?;
    interrupt::removes(directory.path());
    let our_plugin = match arguments.no_build {
        true => OurPlugin::Keep,
        false => OurPlugin::Build,
    };
    let peers = build::peers(directory.path(), our_plugin)?;
    let minutes = match arguments.budget {
        Some(minutes) => minutes,
        None if arguments.quick => 3,
        None => 15,
    };
    measures::prepare(arguments.quick, &arguments.only)?;
    let plan = Plan::new(
        arguments.quick,
        arguments.only.clone(),
        Duration::from_secs(60 * minutes),
    );
    // Building is no part of what the machine was busy with.
    let load = Load::begin()?;
    let sections = measures::run(&peers, &plan)?;
    let busy = load.end()?;
    let facts = facts::of_this_run(&plan, &busy);
    for section in &sections {
        println!("\n{}\n\n{}", section.name, table::of(section));
    }
    let warning = busy.warning();
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&report::json(&facts, &sections))?;
        std::fs::write(path, text + "\n")
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    if arguments.only.is_empty() && !arguments.no_page {
        page::write(&facts, &sections, warning.as_deref())?;
    }
    warn(warning.as_deref());
    Ok(())
}

fn warn(warning: Option<&str>) {
    if let Some(warning) = warning {
        eprintln!("warning: {warning}");
    }
}
