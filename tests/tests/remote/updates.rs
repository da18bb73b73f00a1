//! `wick outdated` and `wick update`, through the real command.

use serde_json::json;

use crate::server::Answer;
use crate::shop::{Shop, path};

#[test]
fn outdated_connectors_are_listed_and_updated_and_what_changed_is_told() {
    let shop = Shop::new();
    shop.publish("echo", "1.9.0");
    shop.catalog(&[]);
    shop.run(&["install", "echo"]).output();
    assert!(
        shop.run(&["outdated"])
            .stderr
            .contains("nothing is outdated")
    );

    shop.publish_as("echo", "1.10.0", |manifest| {
        let operations = &mut manifest.module.operations[0].operations;
        let mut erase = operations[0].clone();
        erase.key = "erase".to_owned();
        erase.destructive = true;
        erase.read_only = false;
        operations.push(erase);
        manifest.module.meta.description = "Say \u{1b}[2Jagain.".to_owned();
    });
    shop.catalog(&[]);
    let listed = shop.run(&["outdated", "--refresh", "--json"]).json();
    let outdated = json!([{"key": "echo", "installed": "1.9.0", "newest": "1.10.0"}]);
    assert_eq!(listed["outdated"], outdated);
    assert!(shop.run(&["outdated"]).output().contains("1.10.0"));

    let updated = shop.run(&["update", "echo", "--color", "always"]);
    let text = updated.output();
    assert!(
        text.starts_with("installed echo 1.10.0, before 1.9.0\n\nWhat changed:\n"),
        "{text}"
    );
    assert!(
        text.contains("\u{1b}[33msecurity\u{1b}[0m: ") || text.contains("security\u{1b}[0m: "),
        "{text}"
    );
    assert!(!text.contains("\u{1b}[2J"), "{text}");
    let again = shop.run(&["update", "echo"]);
    assert!(again.output().is_empty() && again.stderr.contains("echo 1.10.0 is the newest"));
    assert_eq!(
        shop.place.run(["rollback", "echo", "--json"]).json()["version"],
        "1.9.0"
    );
    let updated = shop.run(&["update", "--all", "--json"]).json();
    assert_eq!(updated["updated"][0]["version"], "1.10.0");
    assert_eq!(updated["updated"][0]["changes"][0]["class"], "security");
    assert!(shop.is_clean());
}

#[test]
fn nothing_is_updated_to_an_older_version() {
    let shop = Shop::new();
    shop.publish("echo", "2.0.0");
    shop.catalog(&[]);
    shop.run(&["install", "echo"]).output();
    std::fs::remove_dir_all(shop.place.path("releases")).unwrap();
    shop.publish("echo", "1.0.0");
    shop.catalog(&[]);
    let listed = shop.run(&["outdated", "--refresh", "--json"]).json();
    assert_eq!(
        (&listed["outdated"], &listed["current"]),
        (&json!([]), &json!(["echo"]))
    );
    assert_eq!(
        shop.run(&["update", "--all", "--json"]).json()["updated"],
        json!([])
    );
    assert_eq!(shop.installed("echo").unwrap(), "2.0.0");
}

#[test]
fn one_that_fails_does_not_keep_the_others_from_being_updated() {
    let shop = Shop::new();
    for name in ["echo", "rustpeer"] {
        shop.publish(name, "1.0.0");
    }
    shop.catalog(&[]);
    for name in ["echo", "rustpeer"] {
        shop.run(&["install", name]).output();
    }
    let gone = shop.publish("echo", "1.1.0");
    shop.publish("rustpeer", "1.1.0");
    shop.catalog(&[]);
    shop.server.put(&path(&gone), Answer::Status(404));

    let partly = shop.run(&["update", "--all", "--refresh", "--json"]);
    let error = partly.json_error(6);
    assert_eq!(error["message"], "1 of 2 not updated: echo");
    let told: serde_json::Value = serde_json::from_str(&partly.stdout).unwrap();
    assert_eq!(told["updated"][0]["key"], "rustpeer");
    assert_eq!(told["failed"][0]["key"], "echo");
    assert_eq!(told["failed"][0]["error"]["kind"], "not_found");
    let partly = shop.run(&["update", "rustpeer", "echo", "missing"]);
    let text = partly.error(6);
    assert!(text.contains("rustpeer 1.1.0 is the newest"), "{text}");
    assert!(
        text.contains("404") && text.contains("there is no plugin `missing`"),
        "{text}"
    );
    assert!(text.contains("2 of 3 not updated: echo, missing"), "{text}");
    assert_eq!(shop.installed("echo").unwrap(), "1.0.0");
    assert_eq!(shop.installed("rustpeer").unwrap(), "1.1.0");
    shop.run(&["update"]).error(2);
    assert!(shop.is_clean());
}
