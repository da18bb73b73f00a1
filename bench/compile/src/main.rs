//! `cargo bench-compile [SIZE]...`: the costs for 10, 100 and 300 operations, or for those sizes.
#![expect(clippy::print_stderr, clippy::print_stdout, reason = "it is a command")]

use std::process::ExitCode;

use wick_bench_compile::{Bench, repository};

fn main() -> ExitCode {
    let sizes: Result<Vec<usize>, _> = std::env::args().skip(1).map(|size| size.parse()).collect();
    let sizes = match sizes {
        Ok(none) if none.is_empty() => vec![10, 100, 300],
        Ok(sizes) => sizes,
        Err(error) => {
            eprintln!("error: a size is a number: {error}\nusage: cargo bench-compile [SIZE]...");
            return ExitCode::from(2);
        }
    };
    let bench = Bench {
        repository: repository().to_owned(),
        directory: repository().join("target/bench-compile"),
        rounds: 3,
    };
    match bench.run(&sizes) {
        Ok(rows) => {
            println!("operations   ours      derived   ratio");
            for row in rows {
                let (ours, derived) = (row.ours, row.derived);
                let ratio = row.ratio();
                println!(
                    "{:>10}   {ours:>6.2} s  {derived:>6.2} s  {ratio:>5.2}",
                    row.operations
                );
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
