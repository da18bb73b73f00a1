//! `wick-micro NAME TIMES`: does one subject so many times, for a tool that counts instructions.

use std::process::ExitCode;

use wick_micro::SUBJECTS;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (name, times) = (arguments.next(), arguments.next());
    let times: Option<u32> = times.and_then(|times| times.parse().ok());
    let subject = SUBJECTS
        .iter()
        .find(|(known, _)| Some(*known) == name.as_deref());
    let (Some((_, make)), Some(times)) = (subject, times) else {
        return ExitCode::FAILURE;
    };
    let run = make();
    for _ in 0..times {
        run();
    }
    ExitCode::SUCCESS
}
