//! Counting with callgrind, so that it comes out the same on every machine of the same kind.
//!
//! Counted is what happens in the program itself. The C library has another `memcpy` for each kind of processor and
//! changes from system to system, so its instructions are left out; how often it is asked for memory counts
//! by itself. Code of ours that asks what the processor can do, as that of the signatures does, sees the one
//! that valgrind pretends to be, which is the same wherever there is AVX2.

use std::io;
use std::path::Path;
use std::process::Command;

use crate::Cost;

/// More of them make the rest of the process matter less.
const FEW: u32 = 5;
const MANY: u32 = 25;

/// Names of the functions that memory is asked for with.
const ALLOCATES: [&str; 4] = ["malloc", "calloc", "realloc", "posix_memalign"];

/// Why nothing can be counted that could be compared, or `None`.
pub fn obstacle() -> Option<&'static str> {
    if cfg!(not(all(target_arch = "x86_64", target_os = "linux"))) {
        return Some("the baseline is for Linux on x86-64");
    }
    #[cfg(target_arch = "x86_64")]
    if !is_x86_feature_detected!("avx2") {
        return Some("the baseline is for processors with AVX2");
    }
    if cfg!(not(debug_assertions)) {
        return Some("the baseline is for a build without optimisation");
    }
    match Command::new("valgrind").arg("--version").output() {
        Ok(_) => None,
        Err(_) => Some("valgrind is not installed"),
    }
}

/// What one run of a subject costs: the start of the process is in two counts and falls out of their
/// difference.
///
/// # Errors
///
/// A valgrind that cannot be started or fails, with what it says.
pub fn cost(program: &Path, name: &str) -> io::Result<Cost> {
    let [few, many] = [FEW, MANY].map(|times| counted(program, name, times));
    let (few, many) = (few?, many?);
    let each = |few, many| (many - few) / u64::from(MANY - FEW);
    Ok(Cost {
        allocations: each(few.allocations, many.allocations),
        instructions: each(few.instructions, many.instructions),
    })
}

fn counted(program: &Path, name: &str, times: u32) -> io::Result<Cost> {
    let profile = tempfile::NamedTempFile::new()?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--compress-strings=no"])
        .args(["--compress-pos=no", "--dump-line=no"])
        .arg(format!("--callgrind-out-file={}", profile.path().display()))
        .arg(program)
        .args([name, &times.to_string()])
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!("{name}: {said}")));
    }
    let file = program.file_name().unwrap_or_default().to_string_lossy();
    Ok(sum(&std::fs::read_to_string(profile.path())?, &file))
}

/// Sums up a profile: what was spent in the object file of this name, and how often it asked for memory.
fn sum(profile: &str, object: &str) -> Cost {
    let mut cost = Cost {
        allocations: 0,
        instructions: 0,
    };
    let (mut is_ours, mut allocates) = (false, false);
    let mut lines = profile.lines();
    while let Some(line) = lines.next() {
        if let Some(path) = line.strip_prefix("ob=") {
            is_ours = Path::new(path)
                .file_name()
                .is_some_and(|name| name == object);
        } else if let Some(callee) = line.strip_prefix("cfn=") {
            // Versions of symbols follow an `@`.
            let callee = callee.split('@').next().unwrap_or_default();
            allocates = ALLOCATES.contains(&callee);
        } else if let Some(calls) = line.strip_prefix("calls=") {
            if is_ours && allocates {
                cost.allocations += first_number(calls);
            }
            // What follows is what was spent in the callee.
            lines.next();
        } else if is_ours && line.starts_with(|first: char| first.is_ascii_digit()) {
            let (_, spent) = line.split_once(' ').unwrap_or_default();
            cost.instructions += first_number(spent);
        }
    }
    cost
}

fn first_number(text: &str) -> u64 {
    let word = text.split(' ').next().unwrap_or_default();
    word.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_adds_up_to_what_the_program_itself_did() {
        let profile = "\
events: Ir

ob=/target/debug/wick-micro
fl=src/main.rs
fn=main
0 10
cob=/lib/libc.so.6
cfn=malloc
calls=3 0
0 500
cob=/target/debug/wick-micro
cfn=run
calls=1 0
0 27
0 1

fn=run
0 20
cob=/lib/libc.so.6
cfn=realloc@@GLIBC_2.2.5
calls=2 0
0 70
cfn=memcpy
calls=9 0
0 90

ob=/lib/libc.so.6
fn=malloc
0 500
cfn=malloc
calls=1 0
0 100
";
        let expected = Cost {
            allocations: 5,
            instructions: 31,
        };
        assert_eq!(sum(profile, "wick-micro"), expected);
    }
}
