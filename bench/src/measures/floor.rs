//! Calls beside what carries them.

use super::calls::{echo, warm_pair};
use crate::Failure;
use crate::build::Peers;
use crate::driver::Pair;
use crate::floor::Floor;
use crate::plan::Plan;
use crate::results::{Section, Unit};
use crate::samples::Samples;

/// Callers at once.
const MANY: usize = 32;

pub(super) fn floor(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let floor = Floor::start(&peers.directory)?;
    let mut ours = warm_pair(peers, Pair::OURS)?;
    let [mut alone, mut alone_bare, mut alone_ours] = [(); 3].map(|()| Samples::default());
    let [mut many, mut many_bare, mut many_ours] = [(); 3].map(|()| Samples::default());
    let (few, more) = (plan.either(1000, 2000), plan.either(4000, 10_000));
    for round in plan.rounds(3, 8) {
        let mut order = [0, 1, 2];
        if round % 2 == 1 {
            order.reverse();
        }
        for contender in order {
            match contender {
                0 => {
                    alone.push(floor.ping(few, 1)?.each);
                    many.push(floor.ping(more, MANY)?.per_second);
                }
                1 => {
                    alone_bare.push(floor.call(few, 1)?.each);
                    many_bare.push(floor.call(more, MANY)?.per_second);
                }
                _ => {
                    alone_ours.push(ours.measure(&echo(few, 1))?.p50_ns as f64);
                    let measured = ours.measure(&echo(more, MANY))?;
                    many_ours.push(measured.calls as f64 / measured.wall_ns as f64 * 1e9);
                }
            }
        }
    }
    section.beside = "ours ÷ it";
    let beside = |ours: &Samples, floor: &Samples| Some(ours.median()? / floor.median()?);
    for (name, unit, floor, ours) in [
        (
            "round trip over a bare Unix socket",
            Unit::Nanoseconds,
            alone,
            &alone_ours,
        ),
        (
            "call of a bare tonic service that streams its answer, no TLS",
            Unit::Nanoseconds,
            alone_bare,
            &alone_ours,
        ),
        (
            "round trips per second, 32 threads with a socket each",
            Unit::CallsPerSecond,
            many,
            &many_ours,
        ),
        (
            "calls per second of the bare tonic service, 32 callers",
            Unit::CallsPerSecond,
            many_bare,
            &many_ours,
        ),
    ] {
        let ratio = beside(ours, &floor);
        section.note(name, unit, floor, ratio);
    }
    section.note(
        "call of ours in the same rounds",
        Unit::Nanoseconds,
        alone_ours,
        None,
    );
    section.note(
        "calls per second of ours in the same rounds, 32 callers",
        Unit::CallsPerSecond,
        many_ours,
        None,
    );
    Ok(())
}
