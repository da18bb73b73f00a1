use super::*;

impl World {
    /// A place for a new version whose process runs, with the one call of whoever tries it out.
    fn tried(&mut self) -> (PlaceId, Run) {
        let place = self.pool.add("a".to_owned());
        let Asked::Waiting(ticket) = self.pool.try_out(self.now, place) else {
            panic!("a trial has to start")
        };
        let run = self.start_of(place);
        self.pool.started(self.now, place, run, Fake::new());
        assert_eq!(self.granted(), [ticket]);
        (place, run)
    }

    fn replace(&mut self, old: PlaceId, new: PlaceId) {
        self.pool.replace(self.now, old, new);
    }
}

#[test]
fn calls_in_flight_finish_on_the_old_version() {
    let mut world = World::new(8, |_| {});
    let old = world.call(A);
    let (place, new) = world.tried();
    world.replace(A, place);
    world.release(place, new);
    assert_eq!(world.stop(), None);
    assert!(matches!(world.refused(A), Refusal::Replaced));
    assert_eq!(world.call(place), new);
    world.release(A, old);
    assert_eq!(world.stop(), Some((A, old, StopReason::Replaced)));
    world.stopped(A, old);
    assert_eq!(world.pool.processes(), 1);
}

#[test]
fn an_old_version_is_ended_when_its_time_for_draining_is_up() {
    let mut world = World::new(8, |_| {});
    let old = world.call(A);
    let (place, _) = world.tried();
    world.replace(A, place);
    assert_eq!(world.pool.next_due(world.now), Some(world.now + 5 * SECOND));
    world.pass(5 * SECOND - NANOSECOND);
    assert_eq!(world.stop(), None);
    world.pass(NANOSECOND);
    assert_eq!(world.stop(), Some((A, old, StopReason::Replaced)));
}

#[test]
fn callers_that_wait_for_the_old_version_ask_anew() {
    let mut world = World::new(1, |_| {});
    world.call(B);
    let queued = world.waiting(A);
    let (place, _) = world.tried();
    world.replace(A, place);
    assert_eq!(world.refusal(queued).as_deref(), Some("Replaced"));

    let mut world = World::new(8, |_| {});
    let starting = world.waiting(A);
    let old = world.start_of(A);
    let (place, _) = world.tried();
    world.replace(A, place);
    assert_eq!(world.refusal(starting).as_deref(), Some("Replaced"));
    world.pool.lost(world.now, A, old);
    assert_eq!(world.pool.processes(), 1);
}

#[test]
fn a_trial_needs_no_room_and_takes_none_for_good() {
    let mut world = World::new(1, |_| {});
    let b = world.call(B);
    let (place, new) = world.tried();
    assert_eq!(world.pool.processes(), 2);
    world.replace(A, place);
    // Nothing of the old version ran: the process of the trial goes, and no call is lost with it.
    let waiting = world.waiting(place);
    world.release(place, new);
    assert_eq!(world.stop(), Some((place, new, StopReason::Replaced)));
    world.stopped(place, new);
    world.release(B, b);
    assert_eq!(world.stop(), Some((B, b, StopReason::Evicted)));
    world.stopped(B, b);
    let run = world.start_of(place);
    world.pool.started(world.now, place, run, Fake::new());
    assert_eq!(world.granted(), [waiting]);
}

#[test]
fn a_trial_that_fails_leaves_the_old_version_as_it_is() {
    let mut world = World::new(8, |_| {});
    let old = world.idle(A);
    let place = world.pool.add("a".to_owned());
    let Asked::Waiting(ticket) = world.pool.try_out(world.now, place) else {
        panic!("a trial has to start")
    };
    let run = world.start_of(place);
    world.pool.failed(world.now, place, run, &error());
    world.pool.retire(world.now, place);
    assert!(world.refusal(ticket).unwrap().starts_with("NotStarted"));
    assert_eq!(world.call(A), old);
    assert_eq!(world.pool.processes(), 1);
}

#[test]
fn the_new_version_of_a_warm_connector_is_kept_running_and_the_old_is_not() {
    let mut world = World::with_warm(8, &[A], |_| {});
    world.pool.warm_up(world.now);
    let old = world.start_of(A);
    world.pool.started(world.now, A, old, Fake::new());
    let (place, new) = world.tried();
    world.replace(A, place);
    world.release(place, new);
    assert_eq!(world.stop(), Some((A, old, StopReason::Replaced)));
    world.stopped(A, old);
    assert_eq!(world.start(), None);
    world.died(place, new);
    world.start_of(place);
    assert_eq!(world.pool.warm(), [place]);
}

#[test]
fn nothing_is_tried_out_after_the_end() {
    let mut world = World::new(8, |_| {});
    world.pool.close(world.now);
    let place = world.pool.add("a".to_owned());
    let asked = world.pool.try_out(world.now, place);
    assert!(matches!(asked, Asked::Refused(Refusal::ShuttingDown)));
}
