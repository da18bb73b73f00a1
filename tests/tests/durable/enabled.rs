//! Connectors that are disabled and enabled, through the real command and under real hosts.

use std::collections::HashMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use serde_json::{Value, json};
use wick_host::install::{DisabledError, Plugins};
use wick_host::{Call, CallError, Host, OpenError, Outcome, Reload};
use wick_tests::{left, timely};

use crate::shop::{KEY, Shop, version};

#[tokio::test]
async fn what_is_disabled_is_shown_and_not_called_until_it_is_enabled() {
    let shop = Shop::of_plugins().await;
    let place = &shop.place;
    shop.install(&shop.good("1.0.0")).json();
    let listed = |key: &str| place.run(["list", "--json"]).json()["plugins"][0][key].clone();
    assert_eq!(listed("enabled"), true);

    let turned = place.run(["disable", KEY, "--json"]).json();
    assert_eq!(
        turned,
        json!({"key": KEY, "enabled": false, "changed": true})
    );
    let again = place.run(["disable", KEY]);
    assert_eq!(again.output(), "rustpeer is disabled already\n");
    assert_eq!(listed("enabled"), false);
    assert!(place.run(["list"]).output().contains("disabled"));
    let described = place.run(["describe", KEY]);
    assert!(
        described.stderr.contains("wick enable rustpeer"),
        "{described:#?}"
    );
    let described = place.run(["describe", KEY, "--json"]).json();
    assert_eq!(described["enabled"], false);
    let looked = place.run(["doctor"]);
    assert!(
        looked.output().contains("state     disabled"),
        "{looked:#?}"
    );
    assert!(!looked.output().contains("starts"), "{looked:#?}");
    let called = place.run(["call", KEY, "environment", "--json"]);
    let error = called.json_error(3);
    assert_eq!(error["message"], "connector rustpeer is disabled");
    assert!(error["hint"].as_str().unwrap().contains("wick enable"));

    let updated = shop.install(&shop.good("1.1.0"));
    assert_eq!(updated.json()["enabled"], false);
    let back = place.run(["rollback", KEY]);
    assert!(back.stderr.contains("wick enable rustpeer"), "{back:#?}");
    assert_eq!(
        (listed("version"), listed("enabled")),
        (json!("1.0.0"), json!(false))
    );

    assert_eq!(place.run(["enable", KEY]).output(), "enabled rustpeer\n");
    let again = place.run(["enable", KEY, "--json"]).json();
    assert_eq!(again["changed"], false);
    place.run(["call", KEY, "environment"]).output();

    place.run(["disable", KEY]).output();
    place.run(["remove", KEY]).output();
    assert_eq!(
        shop.install(&shop.good("1.2.0")).json()["enabled"],
        true,
        "what is removed is not disabled any more"
    );
    for command in ["enable", "disable"] {
        let missing = place.run([command, "nothing"]);
        assert!(missing.error(6).contains("wick list"), "{missing:#?}");
    }
    assert!(place.is_clean());
}

#[tokio::test]
async fn nothing_runs_while_it_is_not_known_what_is_disabled() {
    let shop = Shop::of_plugins().await;
    shop.install(&shop.good("1.0.0")).json();
    let release = shop.good("1.1.0");
    let file = shop.plugins().join(".disabled.json");
    let commands = [
        vec!["list"],
        vec!["call", KEY, "environment"],
        vec!["describe", KEY],
        vec!["doctor"],
        vec!["install", release.to_str().unwrap()],
        vec!["enable", KEY],
        vec!["remove", KEY],
    ];
    for (text, mode, code, remedy) in [
        ("{\"format\": 1, \"disab", 0o644, 3, "remove it"),
        ("{\"format\": 1, \"disabled\": []}", 0o666, 8, "chmod 644"),
    ] {
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        for command in &commands {
            let error = shop.place.run(command).error(code).to_owned();
            assert!(error.contains(file.to_str().unwrap()), "{error}");
            assert!(error.contains(remedy), "{error}");
        }
        let error = Host::open(shop.plugins()).await.unwrap_err();
        assert!(matches!(error, OpenError::Disabled(_)), "{error:?}");
        assert!(error.hint().unwrap().contains(remedy), "{error:?}");
    }
    fs::remove_file(&file).unwrap();
    let listed = shop.place.run(["list", "--json"]).json();
    assert_eq!(listed["plugins"][0]["version"], "1.0.0");
    assert_eq!(shop.hidden(), [".lock"]);
}

async fn call(host: &Host) -> Result<Value, CallError> {
    timely(host.call(KEY, "environment", &Value::Null, &HashMap::new())).await
}

fn outcomes(reload: Reload) -> Vec<Outcome> {
    let changes = reload.changes.into_iter();
    changes.map(|change| change.outcome).collect()
}

#[tokio::test]
async fn a_host_takes_up_what_was_enabled_and_disabled_and_loses_no_call() {
    let shop = Shop::of_plugins().await;
    shop.install(&shop.good("1.0.0")).json();
    let (plugins, key) = (Plugins::at(shop.plugins()), KEY.parse().unwrap());
    plugins.disable(&key).unwrap();
    let builder = Host::builder().drain(Duration::from_secs(60));
    let host = shop.open(builder.warm([KEY])).await;
    assert!(timely(host.warm_up()).await.is_empty());
    let Err(error @ CallError::Disabled { .. }) = call(&host).await else {
        panic!("it is disabled")
    };
    assert!(error.hint().unwrap().contains("wick enable rustpeer"));
    assert!(matches!(
        host.start(KEY).await,
        Err(CallError::Disabled { .. })
    ));
    assert_eq!(host.status().disabled, std::slice::from_ref(&key));
    assert_eq!(host.connectors().count(), 0);
    assert!(left::processes(&shop.marker()).is_empty());

    plugins.enable(&key).unwrap();
    assert!(call(&host).await.is_err(), "nothing was reloaded");
    let changes = outcomes(timely(host.reload()).await.unwrap());
    assert!(matches!(changes[..], [Outcome::Added]), "{changes:?}");
    assert_eq!(version(&host).await, "1.0.0");

    let busy = timely(host.stream(KEY, Call::new("slow", "{}"))).await;
    plugins.disable(&key).unwrap();
    let changes = outcomes(timely(host.reload()).await.unwrap());
    assert!(matches!(changes[..], [Outcome::Disabled]), "{changes:?}");
    assert!(matches!(call(&host).await, Err(CallError::Disabled { .. })));
    assert!(
        !left::processes(&shop.marker()).is_empty(),
        "a call is in flight"
    );
    drop(busy.unwrap());
    left::until_no_processes(&shop.marker()).await;
    assert!(timely(host.reload()).await.unwrap().changes.is_empty());

    plugins.remove(&key).unwrap();
    timely(host.reload()).await.unwrap();
    assert!(matches!(
        call(&host).await,
        Err(CallError::UnknownConnector(_))
    ));
    host.shutdown().await;
}

#[tokio::test]
async fn a_host_that_runs_keeps_to_what_it_knows_while_the_file_is_damaged() {
    let shop = Shop::of_plugins().await;
    shop.install(&shop.good("1.0.0")).json();
    let host = shop.open(Host::builder()).await;
    assert_eq!(version(&host).await, "1.0.0");
    let file = shop.plugins().join(".disabled.json");
    fs::write(&file, "[]").unwrap();
    let error = timely(host.reload()).await.unwrap_err();
    let OpenError::Disabled(DisabledError::Damaged { path, .. }) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(*path, file);
    assert_eq!(version(&host).await, "1.0.0");
    host.shutdown().await;
}
