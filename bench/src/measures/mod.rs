//! What is measured, each in rounds that go there and back: A B, B A, A B, …

mod calls;
mod compile;
mod floor;
mod growth;
mod hashing;
mod installed;
mod memory;
mod operations;
mod others;
mod parts;
mod profile;
mod start;
mod streams;

use std::time::Duration;

use crate::Failure;
use crate::build::Peers;
use crate::drive::{Command, Measured};
use crate::driver::{Driver, Pair};
use crate::plan::{Plan, is_among};
use crate::results::{Row, Section};

/// Something that is measured.
struct Measure {
    name: &'static str,
    /// In plain words, for the page: what is done, and what to look at.
    about: &'static str,
    /// Seconds that it takes on an idle machine with two cores, in a quick run and in a full one.
    seconds: (u64, u64),
    run: fn(&Peers, &Plan, &mut Section) -> Result<(), Failure>,
}

const COMPILE_TIME: &str = "compile time of the macros";

/// All of them, what matters most first: if time is short, the last are left out.
const MEASURES: [Measure; 17] = [
    Measure {
        name: "sequential calls",
        about: "One caller, one small call after the other, of a plugin that runs: an operation gets three short texts \
                and gives them back. The median is what a person waits for; p99 is what one call in a hundred exceeds. \
                CPU is what host and plugin burn for it together.",
        seconds: (8, 40),
        run: calls::sequential,
    },
    Measure {
        name: "calls at once",
        about: "The same call by many callers, all at once through one connection. More per second is better; with \
                as many callers as here, both cores are busy, so this is what a call costs, not how long it waits.",
        seconds: (15, 100),
        run: calls::concurrent,
    },
    Measure {
        name: "floor",
        about: "What nothing can be faster than, measured between the same two processes in turn with ours: a message \
                that is sent back over a bare Unix socket, and a call of a service in plain tonic that does nothing, \
                has no TLS, no host and no connector. A socket with 32 threads writes without asking anybody; a call \
                has to be framed, routed and ordered.",
        seconds: (6, 20),
        run: floor::floor,
    },
    Measure {
        name: "start",
        about: "From deciding to start a plugin that is installed to the answer of its first call: key, process, \
                handshake, TLS, call.",
        seconds: (5, 15),
        run: start::first_reply,
    },
    Measure {
        name: "start to the handshake line",
        about: "The plugin's part of the start alone, without a host: from starting the process to the line that says \
                where it listens, without and with a key and certificate; and the shortest run that a plugin \
                has, which is what the operating system takes.",
        seconds: (3, 8),
        run: start::to_line,
    },
    Measure {
        name: "parts of a start",
        about: "Where the time of our start goes, one part after the other as it happens. Host and plugin log when \
                a part is done (`WICK_LOG=trace`, target `wick::start`; `wick -vvv call` shows the same for your \
                own plugin); writing these records makes the whole a little longer than the row above it.",
        seconds: (2, 4),
        run: parts::parts,
    },
    Measure {
        name: "streams",
        about: "One large result, sent in pieces and collected by the host, which hands it on as JSON. Megabytes per \
                second are of the result; the peak is the most memory that the host had meanwhile, whole result \
                included.",
        seconds: (20, 90),
        run: streams::streams,
    },
    Measure {
        name: "where the time goes",
        about: "Processor time of our host and our plugin by what it went into, as `perf` sees it about a thousand times a \
                second under six loads. A share is the part of a side's samples; the time is that share of the processor \
                time that the kernel counted for the side meanwhile. A function counts as what it is called, with all that \
                the compiler put into it, so what is small and generic shows as its caller. The host's JSON of streamed results \
                is this benchmark's, which reads and copies them once, as wick's manager does.",
        seconds: (16, 42),
        run: profile::profile,
    },
    Measure {
        name: "memory",
        about: "After a hundred calls. Resident counts the program's code too, which all plugins of one binary share; \
                anonymous is what a plugin has for itself. The host's is what it grows by per connected plugin.",
        seconds: (12, 30),
        run: memory::memory,
    },
    Measure {
        name: "size and manifest",
        about: "The plugin's binary without symbols, and how long it takes to print its manifest, which it hashes \
                itself for.",
        seconds: (1, 3),
        run: others::binary,
    },
    Measure {
        name: "live connectors",
        about: "Eight callers call all connectors in turn, but for one that four other callers keep busy with calls \
                that wait 50 ms. What matters is that the others do not feel it.",
        seconds: (10, 40),
        run: others::live,
    },
    Measure {
        name: "operations growth",
        about: "Connectors with 10 to 1,000 operations of four inputs each: what their number costs at the start, at \
                the first call, at any later call, and in reading what such a connector offers. The plugin has to \
                describe and check them all before it serves; a call should not notice.",
        seconds: (10, 30),
        run: operations::operations,
    },
    Measure {
        name: "payload growth",
        about: "A call that sends a text and gets it back, by the size of the text. The curve is flat while the way \
                counts, and rises where the bytes do.",
        seconds: (20, 40),
        run: growth::payload,
    },
    Measure {
        name: "hashing",
        about: "A binary is hashed before it runs. Ours, Go's and OpenSSL's implementation on the same file, which is in \
                the page cache; and what that is in verifying one plugin. Go's host remembers no digests.",
        seconds: (6, 12),
        run: hashing::hashing,
    },
    Measure {
        name: "installed connectors",
        about: "Before anything starts: a directory of connectors with five operations each is listed (manifests are read \
                and summed up), described (with the JSON Schema of each operation; Go's host writes the manifest's \
                module instead), and verified (binary hashed, signature checked; ours checks that of the \
                whole manifest too). Each binary has 64 kB only, so that the number of connectors counts and not \
                the hashing. Cold is after the kernel forgot all files.",
        seconds: (25, 130),
        run: installed::installed,
    },
    Measure {
        name: COMPILE_TIME,
        about: "Processor time that rustc takes to check a crate of operations, everything else being built, beside \
                a crate that derives `Deserialize` and `JsonSchema` for structs of the same inputs. The target is at \
                most half. `cargo bench-compile` measures this alone.",
        seconds: (1, 60),
        run: compile::macros,
    },
    Measure {
        name: "first build",
        about: "How long an author waits who has copied the README's connector, with all sources already downloaded: \
                the first `cargo build`, unoptimised, and the next one after a change. Beside it `go build` of the Go \
                plugin with an empty cache.",
        seconds: (1, 220),
        run: compile::first_build,
    },
];

/// The names of all, and how long they take.
pub(crate) fn list() -> String {
    let mut lines = vec![format!("{:<30}{:>8}{:>8}", "measure", "quick", "full")];
    let (mut quick, mut full) = (0, 0);
    for measure in &MEASURES {
        quick += measure.seconds.0;
        full += measure.seconds.1;
        let (quick, full) = measure.seconds;
        lines.push(format!("{:<30}{quick:>6} s{full:>6} s", measure.name));
    }
    lines.push(format!("{:<30}{quick:>6} s{full:>6} s", "all"));
    lines.join("\n")
}

/// # Errors
///
/// A text that is in no name.
pub(crate) fn check(only: &[String]) -> Result<(), Failure> {
    for text in only {
        if !MEASURES
            .iter()
            .any(|measure| measure.name.contains(text.as_str()))
        {
            return Err(format!(
                "no measure has {text:?} in its name\n  hint: `cargo bench-peers --list` lists them"
            )
            .into());
        }
    }
    Ok(())
}

/// Builds what the measures themselves need and that is no part of what they measure.
pub(crate) fn prepare(quick: bool, only: &[String]) -> Result<(), Failure> {
    match !quick && is_among(only, COMPILE_TIME) {
        true => compile::prepare(),
        false => Ok(()),
    }
}

pub(crate) fn run(peers: &Peers, plan: &Plan) -> Result<Vec<Section>, Failure> {
    let mut sections = Vec::new();
    for measure in MEASURES
        .iter()
        .filter(|measure| plan.includes(measure.name))
    {
        let mut section = Section {
            name: measure.name,
            about: measure.about,
            ..Section::default()
        };
        if plan.is_over() {
            section.remark("Not measured: no time was left.");
        } else {
            plan.say(&format!("{} …", measure.name));
            plan.begin(Duration::from_secs(plan.seconds(measure.seconds)));
            let done = (measure.run)(peers, plan, &mut section);
            done.map_err(|error| format!("{}: {error}", measure.name))?;
            if plan.was_cut() {
                section.remark("Fewer rounds or sizes than planned, as time was short.");
            }
        }
        sections.push(section);
    }
    plan.say("done");
    Ok(sections)
}

/// The order of so many contenders in a round: there, and back in the next.
fn order(round: usize, contenders: usize) -> Vec<usize> {
    let mut order: Vec<_> = (0..contenders).collect();
    if round % 2 == 1 {
        order.reverse();
    }
    order
}

/// A host of Go's and one of ours, each with so many plugins of its own side.
fn both(peers: &Peers, plugins: usize) -> Result<[Driver; 2], Failure> {
    Ok([
        Driver::started(peers, Pair::GO, plugins)?,
        Driver::started(peers, Pair::OURS, plugins)?,
    ])
}

/// Has both do the same in these rounds; the row gets what `of` takes from each answer.
fn fill(
    row: &mut Row,
    drivers: &mut [Driver; 2],
    rounds: impl Iterator<Item = usize>,
    command: &Command,
    of: impl Fn(Measured) -> u64,
) -> Result<(), Failure> {
    for round in rounds {
        for index in order(round, drivers.len()) {
            let measured = drivers[index].measure(command)?;
            row.of(index).push(of(measured) as f64);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_planned_to_end_in_time() {
        let quick: u64 = MEASURES.iter().map(|measure| measure.seconds.0).sum();
        let full: u64 = MEASURES.iter().map(|measure| measure.seconds.1).sum();
        assert!(quick <= 3 * 60, "{quick} s");
        assert!(full <= 15 * 60, "{full} s");
    }

    #[test]
    fn texts_that_name_no_measure_are_refused() {
        assert!(check(&["streams".to_owned()]).is_ok());
        let error = check(&["steams".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("--list"), "{error}");
    }
}
