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
mod drive;
mod driver;
mod facts;
mod floor;
mod interrupt;
mod measures;
mod memory;
mod page;
mod plot;
mod samples;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::build::OurPlugin;

/// Anything that ends the run.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures this implementation against go-plugin's.
#[derive(Parser)]
struct Arguments {
    /// Fewer and shorter rounds: under three minutes once everything is built.
    #[arg(long)]
    quick: bool,
    /// Only the measures whose name contains this; nothing is then written to docs/.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
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
    Drive { directory: PathBuf },
    /// The other end of the bare transports.
    #[command(hide = true)]
    Floor { socket: PathBuf },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.role {
        Some(Role::Drive { directory }) => drive::run(directory),
        Some(Role::Floor { socket }) => floor::serve(socket),
        None => measure(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: &Arguments) -> Result<(), Failure> {
    let directory = tempfile::Builder::new().prefix("bench-peers-").tempdir()?;
    interrupt::removes(directory.path());
    let our_plugin = match arguments.no_build {
        true => OurPlugin::Keep,
        false => OurPlugin::Build,
    };
    let peers = build::peers(directory.path(), our_plugin)?;
    let plan = measures::Plan {
        quick: arguments.quick,
        only: arguments.only.clone(),
    };
    let results = measures::run(&peers, &plan)?;
    println!("{}", table::of(&results));
    let facts = facts::of_this_machine();
    if let Some(path) = &arguments.json {
        std::fs::write(path, serde_json::to_string_pretty(&(&facts, &results))?)?;
    }
    if arguments.only.is_none() && !arguments.no_page {
        page::write(&facts, &results, arguments.quick)?;
    }
    Ok(())
}
