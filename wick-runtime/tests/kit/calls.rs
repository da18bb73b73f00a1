//! Answers, errors and what surrounds them are the same both ways.

use serde_json::json;
use wick_runtime::Result;
use wick_runtime::testing::Plugin;

use crate::both_ways;
use crate::patient::Patient;

both_ways! { answers errors settings identities streams logs files }

async fn answers(patient: Plugin<Patient>) -> Result<()> {
    let answer = patient
        .call("greet", json!({ "name": "Ann", "times": 2 }))
        .await?;
    assert_eq!(answer, json!(["Hello, Ann!", "Hello, Ann!"]));
    assert_eq!(answer.get::<Vec<String>>().len(), 2);
    assert_eq!(answer.progress()[0].message, "greeting");
    let as_texts = patient.clone().as_go_host();
    let same = as_texts
        .call("greet", json!({ "name": "Ann", "times": 2 }))
        .await?;
    assert_eq!(same.bytes(), answer.bytes());
    let asked = patient
        .call("asked", json!({}))
        .request_id("r1")
        .session_id("s1");
    assert_eq!(asked.await?, json!(["r1", "s1"]));
    assert_eq!(patient.module().meta.key, "patient");
    Ok(())
}

async fn errors(patient: Plugin<Patient>) {
    let error = patient.call("refuse", json!({})).await.unwrap_err();
    assert_eq!(
        (error.code(), error.message().as_str()),
        ("busy", "not now")
    );
    assert_eq!(error.retry().unwrap().after.unwrap().as_secs(), 3);
    assert_eq!(error.advice(), Some("come back later"));
    assert_eq!(error.fields()[0].field, "name");
    assert!(error.source().is_none());

    let wrong = json!({ "times": 9, "tiems": 1 });
    let error = patient.call("greet", wrong.clone()).await.unwrap_err();
    let fields: Vec<&str> = error.fields().iter().map(|field| &*field.field).collect();
    assert_eq!((error.code(), fields), ("bad_args", vec!["name", "times"]));
    let error = patient.call("greet", wrong).strict().await.unwrap_err();
    assert!(error.message().contains("tiems"), "{error}");
    let error = patient.call("nothing", json!({})).await.unwrap_err();
    assert_eq!(error.code(), "unknown_operation");
}

async fn settings(patient: Plugin<Patient>) -> Result<()> {
    let name = json!({ "name": "Ann" });
    let other = patient
        .clone()
        .settings(wick_runtime::settings! { greeting: "Bye" });
    assert_eq!(
        other.call("greet", name.clone()).await?,
        json!(["Bye, Ann!"])
    );
    assert_eq!(patient.call("greet", name).await?, json!(["Hello, Ann!"]));
    assert_eq!(patient.current_settings().get("greeting"), Some("Hello"));
    let message = crate::failure(|| patient.setting("greating", 1));
    assert!(message.contains("no setting `greating`") && message.contains("greeting, token"));
    Ok(())
}

async fn identities(patient: Plugin<Patient>) -> Result<()> {
    let denied = |operations: Vec<wick_runtime::OperationHealth>| {
        let denied = operations.into_iter().filter(|operation| !operation.ok);
        denied.map(|operation| operation.key).collect::<Vec<_>>()
    };
    assert_eq!(denied(patient.check_permissions().await?), ["show"]);
    let signed_in = patient.clone().setting("token", "a token");
    assert!(denied(signed_in.check_permissions().await?).is_empty());
    assert_eq!(
        patient.resolve_identity("a token").await?.display_name,
        "Ann"
    );
    let error = patient.resolve_identity("bad token").await.unwrap_err();
    assert_eq!(error.code(), "identity_error");
    Ok(())
}

async fn streams(patient: Plugin<Patient>) {
    let mut running = patient.call("count", json!({})).start().await;
    let mut text = Vec::new();
    while !text.starts_with(b"[0,1,2,3,") {
        text.extend(running.piece().await.unwrap().unwrap());
    }
    running.cancel();
}

async fn logs(patient: Plugin<Patient>) -> Result<()> {
    patient
        .call("greet", json!({ "name": "Ann" }))
        .request_id("r7")
        .await?;
    let record = patient
        .logged(|record| record.message == "greets Ann")
        .await;
    assert_eq!(record.level, "debug");
    assert_eq!(record.fields["times"], 1);
    assert_eq!(record.fields["operation"], "greet");
    assert_eq!(record.fields["request_id"], "r7");
    assert!(record.target.ends_with("patient"), "{record}");
    // Of this plugin only, however many tests run at once.
    let greets = |message: &str| message.starts_with("greets ") && message != "greets Ann";
    assert!(!patient.logs().iter().any(|record| greets(&record.message)));
    Ok(())
}

async fn files(patient: Plugin<Patient>) -> Result<()> {
    assert_eq!(
        patient.call("keep", json!({ "note": "a" })).await?,
        json!(1)
    );
    assert_eq!(
        patient.call("keep", json!({ "note": "b" })).await?,
        json!(2)
    );
    assert!(patient.data_dir().join("a").is_file());
    Ok(())
}
