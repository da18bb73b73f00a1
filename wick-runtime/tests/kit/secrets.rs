//! Nothing that the kit shows holds a secret setting.

use serde_json::json;
use wick_runtime::testing::Plugin;

use crate::both_ways;
use crate::patient::Patient;

const TOKEN: &str = "hunter2/hunter2";

both_ways! { shown }

async fn shown(patient: Plugin<Patient>) {
    let patient = patient.setting("token", TOKEN);
    let answer = patient.call("show", json!({})).await.unwrap();
    assert_eq!(answer, TOKEN);
    assert_eq!(format!("{answer:?}"), r#""__secret_token__""#);
    let shown = format!("{patient:?}");
    assert!(
        shown.contains("Hello") && !shown.contains("hunter2"),
        "{shown}"
    );
    let message = crate::failure(|| answer.get::<u8>());
    assert!(message.contains("`show` is no u8"), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
}
