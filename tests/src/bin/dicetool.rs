//! A tool: it does one thing, when somebody runs it.
#![forbid(unsafe_code)]

use wick_runtime::prelude::*;

/// Adds up dice.
#[connector(name = "Dice", kind = Kind::Tool, icon = "🎲")]
struct Dice {
    /// The number of sides of a die.
    #[config(default = 6, range = 2..=100)]
    sides: u32,
}

/// Add up what the dice show.
#[operation(read_only, idempotent, closed_world)]
fn run(
    dice: &Dice,
    /// What each of them shows.
    shown: Vec<u32>,
) -> Result<u32> {
    match shown
        .iter()
        .find(|shown| !(1..=dice.sides).contains(*shown))
    {
        Some(wrong) => Err(Error::new("no_such_side", format!("no die shows {wrong}"))),
        None => Ok(shown.iter().sum()),
    }
}

fn main() -> ExitCode {
    wick_runtime::serve::<Dice>()
}
