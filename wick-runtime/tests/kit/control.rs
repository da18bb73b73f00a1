//! The test says when a call is cancelled and when its time is up.

use std::time::Duration;

use serde_json::json;
use wick_runtime::testing::{DEADLINE_EXCEEDED, Plugin};

use crate::both_ways;
use crate::patient::Patient;

const LONG: Duration = Duration::from_secs(3600);

both_ways! { cancelled unblocked out_of_time really_out_of_time }

async fn cancelled(patient: Plugin<Patient>) {
    let mut running = patient.call("wait", json!({})).start().await;
    assert_eq!(running.progressed().await.message, "waiting");
    running.cancel();
    let record = patient.logged(|record| record.message == "dropped").await;
    assert_eq!(record.fields["operation"], "wait");
}

async fn unblocked(patient: Plugin<Patient>) {
    let mut running = patient.call("block", json!({})).start().await;
    assert_eq!(running.progressed().await.message, "blocking");
    running.cancel();
    patient.logged(|record| record.message == "unblocked").await;
}

async fn out_of_time(patient: Plugin<Patient>) {
    let mut running = patient.call("wait", json!({})).within(LONG).start().await;
    running.progressed().await;
    assert_eq!(running.time_is_up().code(), DEADLINE_EXCEEDED);
    patient.logged(|record| record.message == "dropped").await;
}

async fn really_out_of_time(patient: Plugin<Patient>) {
    let limit = Duration::from_millis(1);
    let error = patient
        .call("wait", json!({}))
        .within(limit)
        .await
        .unwrap_err();
    assert_eq!(error.code(), DEADLINE_EXCEEDED);
}
