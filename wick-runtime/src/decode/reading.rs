//! Which type a value is meant for is not known before the type has had it: a text may be a string
//! or stand for something else, and a number may have more digits than a float keeps. Such a value
//! has several readings.
//!
//! The first reading is the likeliest, and a type that refuses it gets the next. A type that took a
//! rounded number is offered the digits as well, in case that it reads numbers out of strings, as
//! decimals do. Whether it does shows in that it refuses a string without a number: a type that takes
//! any string would make a text of a number.

use std::cell::RefCell;
use std::ops::Range;

use super::deserializer::GivenDeserializer;
use super::fault::Fault;
use super::given::Given;
use super::{json, number};

/// How a value is given to a type that takes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As the JSON that it is, or that the text is.
    Json,
    /// As a float that does not keep its digits.
    Rounded,
    /// As a whole number of up to 128 bits.
    Whole,
    /// As a string.
    String,
    /// A number as a string, for a type that reads numbers out of strings.
    Digits,
    /// A number as serde_json gives one when it is built with `arbitrary_precision`.
    Token,
}

impl Reading {
    /// Whether only a type that reads numbers out of it may have it.
    fn needs_proof(self) -> bool {
        matches!(self, Self::Digits | Self::Token)
    }
}

/// In place of the digits of a number, to see whether a type reads them.
const NO_NUMBER: &str = "no number";

/// Most attempts at one value, and most bytes of text that are read for them. A number that is
/// beyond them is taken as a float.
const ATTEMPTS: usize = 256;
const BYTES: usize = 4 << 20;

/// Reads what was given, in the first of its readings that the type accepts, and with all digits of
/// its numbers where the type keeps them.
///
/// # Errors
///
/// The fault of the likeliest reading.
pub(crate) fn decode<T>(
    given: Given<'_>,
    read: impl Fn(GivenDeserializer<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let readings = Readings::default();
    let first = read(GivenDeserializer::new(given, &readings));
    if readings.are_clear() {
        return first;
    }
    let mut left = (BYTES / given.size().max(1)).clamp(8, ATTEMPTS);
    let mut again = || {
        left = left.checked_sub(1)?;
        readings.begin();
        Some(read(GivenDeserializer::new(given, &readings)))
    };
    let accepted = accepted(first, &readings, &mut again)?;
    Ok(exact(accepted, &readings, &mut again))
}

/// The value in the first readings that the type accepts.
fn accepted<T>(
    first: Result<T, Fault>,
    readings: &Readings,
    again: &mut impl FnMut() -> Option<Result<T, Fault>>,
) -> Result<T, Fault> {
    let refusal = match first {
        Ok(value) => return Ok(value),
        Err(fault) => fault,
    };
    while readings.advance() {
        match again() {
            Some(Ok(value)) if are_proven(readings, again) => return Ok(value),
            Some(_) => {}
            None => break,
        }
    }
    Err(refusal)
}

/// The value with the digits of its rounded numbers, where the type keeps them.
fn exact<T>(
    mut value: T,
    readings: &Readings,
    again: &mut impl FnMut() -> Option<Result<T, Fault>>,
) -> T {
    let rounded = readings.rounded();
    // A type that takes anything takes all of them as strings too, whatever they are.
    let takes_any_string = rounded.len() > 1 && {
        let before: Vec<_> = rounded
            .iter()
            .map(|&at| (at, readings.choose(at, Reading::Digits)))
            .collect();
        readings.withhold(0..usize::MAX);
        let accepted = again().is_some_and(|result| result.is_ok());
        readings.withhold(0..0);
        for (at, before) in before {
            readings.restore(at, before);
        }
        accepted
    };
    let offered: &[Reading] = match takes_any_string {
        true => &[Reading::Token],
        false => &[Reading::Digits, Reading::Token],
    };
    for at in rounded {
        for reading in offered {
            let before = readings.choose(at, *reading);
            if before.is_none() {
                continue;
            }
            match again() {
                Some(Ok(exact)) if is_proven(at, readings, again) => {
                    value = exact;
                    break;
                }
                _ => readings.restore(at, before),
            }
        }
    }
    value
}

fn are_proven<T>(
    readings: &Readings,
    again: &mut impl FnMut() -> Option<Result<T, Fault>>,
) -> bool {
    let unproven = readings.which(Reading::needs_proof);
    unproven
        .into_iter()
        .all(|at| is_proven(at, readings, again))
}

/// Whether the type refuses a string without a number in place of this one.
fn is_proven<T>(
    at: usize,
    readings: &Readings,
    again: &mut impl FnMut() -> Option<Result<T, Fault>>,
) -> bool {
    readings.withhold(at..at + 1);
    let refused = again().is_some_and(|result| result.is_err());
    readings.withhold(0..0);
    refused
}

/// The readings of all values of one input that have several, in the order in which they are met.
/// The order is the same in every attempt whose readings before are the same.
#[derive(Default)]
pub(crate) struct Readings(RefCell<State>);

#[derive(Default)]
struct State {
    points: Vec<Point>,
    /// The point that is met next.
    next: usize,
    /// The points whose digits are withheld.
    withheld: Range<usize>,
}

struct Point {
    readings: Vec<Reading>,
    chosen: usize,
}

impl Point {
    fn reading(&self) -> Reading {
        self.readings[self.chosen]
    }
}

impl Readings {
    /// How the value that is met now is read, and its text.
    pub(super) fn of<'a>(&self, given: Given<'a>) -> (Reading, &'a str) {
        let text = given.as_text().unwrap_or_default();
        let readings = all(given);
        if let [only] = readings[..] {
            return (only, text);
        }
        let mut state = self.0.borrow_mut();
        let at = state.next;
        state.next += 1;
        if at == state.points.len() {
            let chosen = 0;
            state.points.push(Point { readings, chosen });
        }
        let reading = state.points[at].reading();
        let is_withheld = reading.needs_proof() && state.withheld.contains(&at);
        (reading, if is_withheld { NO_NUMBER } else { text })
    }

    /// Whether no value was met that has several.
    fn are_clear(&self) -> bool {
        self.0.borrow().points.is_empty()
    }

    /// Begins another attempt.
    fn begin(&self) {
        self.0.borrow_mut().next = 0;
    }

    /// Goes on to the next reading of the value that was met last and has one, and forgets the values
    /// behind it.
    fn advance(&self) -> bool {
        let points = &mut self.0.borrow_mut().points;
        while let Some(last) = points.last_mut() {
            last.chosen += 1;
            if last.chosen < last.readings.len() {
                return true;
            }
            points.pop();
        }
        false
    }

    fn which(&self, is_meant: impl Fn(Reading) -> bool) -> Vec<usize> {
        let points = &self.0.borrow().points;
        let meant = points.iter().enumerate();
        let meant = meant.filter(|(_, point)| is_meant(point.reading()));
        meant.map(|(at, _)| at).collect()
    }

    fn rounded(&self) -> Vec<usize> {
        self.which(|reading| reading == Reading::Rounded)
    }

    /// Reads a value in another way, if it has it. Returns the way before.
    fn choose(&self, at: usize, reading: Reading) -> Option<usize> {
        let point = &mut self.0.borrow_mut().points[at];
        let chosen = point.readings.iter().position(|one| *one == reading)?;
        Some(std::mem::replace(&mut point.chosen, chosen))
    }

    fn restore(&self, at: usize, before: Option<usize>) {
        let point = &mut self.0.borrow_mut().points[at];
        point.chosen = before.unwrap_or(point.chosen);
    }

    fn withhold(&self, points: Range<usize>) {
        self.0.borrow_mut().withheld = points;
    }
}

/// The readings of a value, the likeliest first.
fn all(given: Given<'_>) -> Vec<Reading> {
    match given {
        Given::Json(text) => of_json(text),
        Given::Text(text) if json::may_be_json(text) && json::is_json(text) => {
            let mut readings = of_json(text.trim());
            readings.push(Reading::String);
            readings
        }
        Given::String(text) if json::may_be_json(text) && json::is_json(text) => {
            let mut readings = of_json(text.trim());
            // It has been offered as a string.
            readings.retain(|reading| *reading != Reading::Digits);
            readings.insert(0, Reading::String);
            readings
        }
        Given::Text(_) | Given::String(_) => vec![Reading::String],
        Given::Absent | Given::Fields(_) | Given::Names(_) => vec![Reading::Json],
    }
}

fn of_json(text: &str) -> Vec<Reading> {
    match json::is_number(text) {
        true => number::readings(text),
        false => vec![Reading::Json],
    }
}
