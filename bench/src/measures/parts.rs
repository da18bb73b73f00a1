//! Where the time of a start goes, as host and plugin tell it.

use crate::Failure;
use crate::build::Peers;
use crate::drive::Told;
use crate::driver::{Driver, command};
use crate::plan::Plan;
use crate::results::{Section, Unit};
use crate::samples::Samples;

pub(super) fn parts(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let mut driver = Driver::telling(peers)?;
    // The first finds nothing in the caches.
    driver.ask::<Told>(&command("parts"))?;
    let mut all: Vec<(String, Samples)> = Vec::new();
    let mut whole = Samples::default();
    for _ in plan.rounds(8, 30) {
        let told: Told = driver.ask(&command("parts"))?;
        whole.push(told.parts.iter().map(|(_, time)| *time as f64).sum());
        for (part, time) in told.parts {
            match all.iter_mut().find(|(known, _)| *known == part) {
                Some((_, samples)) => samples.push(time as f64),
                None => all.push((part, Samples(vec![time as f64]))),
            }
        }
    }
    section.beside = "part of the whole";
    for (part, samples) in all {
        let share = samples
            .median()
            .zip(whole.median())
            .map(|(part, whole)| part / whole);
        section.note(part, Unit::Nanoseconds, samples, share);
    }
    section.note(
        "the whole, with these log records",
        Unit::Nanoseconds,
        whole,
        None,
    );
    Ok(())
}
