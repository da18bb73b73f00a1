//! What authors wait for: the compiler.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wick_bench_compile::{Bench, repository};

use crate::Failure;
use crate::build::Peers;
use crate::plan::Plan;
use crate::results::{Curve, Line, Row, Section, Target, Unit};
use crate::samples::Samples;

const SIZES: [usize; 3] = [10, 100, 300];

/// Longest that a first build may take.
const LONGEST: Duration = Duration::from_secs(240);
/// How often it is looked whether it is over, which is also how exactly it is known.
const LOOK: Duration = Duration::from_millis(20);

/// How the manifest of the README's connector begins.
const CRATE: &str =
    "[package]\nname = \"first\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n";

/// Builds what the crates that are measured depend on.
pub(super) fn prepare() -> Result<(), Failure> {
    eprintln!("checking what the crates of the compile times depend on …");
    Ok(bench().prepare(&SIZES)?)
}

pub(super) fn macros(_: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    if plan.quick {
        section.remark("Measured in a full run only.");
        return Ok(());
    }
    let mut lines = ["operations", "derived structs"].map(Line::new);
    section.beside = "operations ÷ structs";
    for row in bench().run(&SIZES)? {
        let ratio = row.ratio();
        let [ours, derived] = [row.ours, row.derived].map(|seconds| Samples(vec![seconds * 1e9]));
        let count = row.operations;
        lines[0].add(count as f64, &ours, 1e-9);
        lines[1].add(count as f64, &derived, 1e-9);
        section.note(
            format!("a crate of {count} operations"),
            Unit::Nanoseconds,
            ours,
            Some(ratio),
        );
        section.note(
            format!("a crate of {count} derived structs"),
            Unit::Nanoseconds,
            derived,
            None,
        );
    }
    section.curves.push(Curve {
        id: "compile",
        title: "Checking a crate, by its operations or derived structs",
        x: "operations or structs",
        y: "s",
        lines: lines.into(),
    });
    Ok(())
}

/// How long an author waits who has just copied the README's connector.
pub(super) fn first_build(
    peers: &Peers,
    plan: &Plan,
    section: &mut Section,
) -> Result<(), Failure> {
    if plan.quick {
        section.remark("Measured in a full run only.");
        return Ok(());
    }
    let home = peers.directory.join("first");
    let source = home.join("src/main.rs");
    fs::create_dir_all(home.join("src"))?;
    fs::write(&source, connector_of_the_readme()?)?;
    fs::write(home.join("Cargo.toml"), manifest())?;
    fs::copy(repository().join("Cargo.lock"), home.join("Cargo.lock"))?;
    let mut first = Row::new(
        "first build, nothing built before",
        Unit::Nanoseconds,
        Target::None,
    );
    let mut again = Row::new("build after a change", Unit::Nanoseconds, Target::None);

    plan.say("  Go's");
    let mut go = Command::new("go");
    go.args(["build", "-o"])
        .arg(peers.directory.join("first-go"))
        .arg("./cmd/plugin")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("go"))
        .env("GOCACHE", peers.directory.join("first-go-cache"));
    timed(go, plan, &mut first.go, section)?;

    plan.say("  ours");
    timed(build(&home), plan, &mut first.ours, section)?;
    if !first.ours.0.is_empty() {
        fs::write(&source, connector_of_the_readme()? + "\n// Changed.\n")?;
        timed(build(&home), plan, &mut again.ours, section)?;
    }
    section.rows.extend([first, again]);
    Ok(())
}

fn build(home: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--quiet"])
        .current_dir(home)
        .env("CARGO_TARGET_DIR", home.join("target"))
        // What this tool itself was built with.
        .env_remove("CARGO_INCREMENTAL");
    cargo
}

/// Runs it to its end, or to that of its time.
fn timed(
    mut command: Command,
    plan: &Plan,
    samples: &mut Samples,
    section: &mut Section,
) -> Result<(), Failure> {
    let limit = LONGEST.min(plan.left());
    let begun = Instant::now();
    let mut process = command.stdin(Stdio::null()).spawn()?;
    loop {
        match process.try_wait()? {
            Some(status) if status.success() => {
                samples.push(begun.elapsed().as_nanos() as f64);
                return Ok(());
            }
            Some(status) => return Err(format!("{command:?} failed: {status}").into()),
            None if begun.elapsed() > limit => {
                crate::interrupt::end_descendants_of(process.id());
                process.kill()?;
                process.wait()?;
                section.remark(format!(
                    "`{}` was given up after {} s.",
                    command.get_program().display(),
                    limit.as_secs()
                ));
                return Ok(());
            }
            None => std::thread::sleep(LOOK),
        }
    }
}

fn connector_of_the_readme() -> Result<String, Failure> {
    let readme = fs::read_to_string(repository().join("README.md"))?;
    let code = readme
        .split_once("```rust,no_run\n")
        .and_then(|(_, rest)| rest.split_once("```"));
    let (code, _) = code.ok_or("README.md has no connector in it")?;
    Ok(code.to_owned())
}

fn manifest() -> String {
    format!(
        "{CRATE}[dependencies]\nschemars = \"1\"\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
         wick-runtime = {{ path = {:?} }}\n",
        repository().join("wick-runtime")
    )
}

fn bench() -> Bench {
    Bench {
        repository: repository().to_owned(),
        directory: repository().join("target/bench-compile"),
        rounds: 1,
    }
}
