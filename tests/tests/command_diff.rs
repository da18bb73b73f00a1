//! `wick diff` between two versions of a real plugin.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::path::PathBuf;

use serde_json::{Value, json};
use wick_tests::command::Place;

/// The installed help desk, and a copy of its manifest after `edit`.
fn versions(place: &Place, edit: impl FnOnce(&mut Value)) -> (PathBuf, PathBuf) {
    let old = place.install("helpdesk").join("plugin.json");
    let mut manifest = serde_json::from_slice(&std::fs::read(&old).unwrap()).unwrap();
    edit(&mut manifest);
    let new = place.write("new/plugin.json", &manifest.to_string());
    (old, new)
}

fn operation<'a>(manifest: &'a mut Value, key: &str) -> &'a mut Value {
    let categories = manifest["module"]["Operations"].as_array_mut().unwrap();
    let mut operations = categories
        .iter_mut()
        .flat_map(|category| category["Ops"].as_array_mut().unwrap());
    operations
        .find(|operation| operation["Key"] == key)
        .unwrap()
}

fn diff(old: &std::path::Path, new: &std::path::Path) -> Vec<String> {
    let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    vec!["diff".to_owned(), text(old), text(new)]
}

#[test]
fn a_security_relevant_change_fails_and_is_shown_first() {
    let place = Place::new();
    let (old, new) = versions(&place, |manifest| {
        manifest["module"]["Meta"]["Description"] = json!("Another text.");
        operation(manifest, "delete_ticket")["Destructive"] = json!(false);
    });
    let ended = place.run(diff(&old, &new));
    let error = ended.error(9);
    assert!(error.contains("the versions differ: 1 security"), "{error}");
    assert!(error.contains("hint:"), "{error}");
    let mut lines = ended.stdout.lines().skip(2);
    let first = lines.next().unwrap();
    assert!(first.starts_with("security"), "{ended:#?}");
    assert!(first.contains("operation delete_ticket"), "{ended:#?}");
    assert!(lines.next().unwrap().starts_with("wording"), "{ended:#?}");
}

#[test]
fn the_class_that_fails_is_chosen() {
    let place = Place::new();
    let (old, new) = versions(&place, |manifest| {
        let category = &mut manifest["module"]["Operations"][0]["Ops"];
        let added = json!({"Key": "count", "Name": "Count"});
        category.as_array_mut().unwrap().push(added);
    });
    for (threshold, code) in [
        ("security", 0),
        ("breaking", 0),
        ("additive", 9),
        ("wording", 9),
        ("never", 0),
    ] {
        let mut arguments = diff(&old, &new);
        arguments.extend(["--fail-on".to_owned(), threshold.to_owned()]);
        let ended = place.run(arguments);
        assert_eq!(ended.code, code, "{threshold}: {ended:#?}");
        assert!(ended.stdout.contains("operation count"), "{ended:#?}");
    }
}

#[test]
fn json_tells_every_change_also_when_it_fails() {
    let place = Place::new();
    let (old, new) = versions(&place, |manifest| {
        operation(manifest, "delete_ticket")["Destructive"] = json!(false);
    });
    let mut arguments = diff(&old, &new);
    arguments.push("--json".to_owned());
    let ended = place.run(arguments);
    assert_eq!(ended.json_error(9)["kind"], "differs");
    let told: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(told["worst"], "security");
    assert_eq!(told["old"]["key"], "helpdesk");
    assert_eq!(
        told["changes"],
        json!([{
            "class": "security",
            "subject": "operation",
            "operation": "delete_ticket",
            "change": "is no longer marked as destructive",
        }])
    );
}

#[test]
fn a_plugin_is_no_different_from_itself() {
    let place = Place::new();
    let (old, _) = versions(&place, |_| {});
    let installed = place.run(["diff", "helpdesk", old.to_str().unwrap()]);
    assert_eq!(installed.output(), "no change\n");
}

#[test]
fn what_is_not_there_is_said() {
    let place = Place::new();
    let missing = place.run(["diff", "./old", "./new"]);
    assert!(missing.error(6).contains("./old"), "{missing:#?}");
}

/// A manifest with one operation that takes `schema`.
fn manifest(schema: &Value) -> String {
    let operation = json!({"Key": "filter", "input_schema": schema});
    let module = json!({"Meta": {"Key": "desk"}, "Operations": [{"Ops": [operation]}]});
    json!({"module": module}).to_string()
}

/// S1, S2, R4.
#[test]
fn a_recursive_schema_has_each_change_once() {
    let schema = |words: &str| {
        let expression = json!({"$ref": "#/$defs/Expr"});
        let members =
            json!({"arm0": expression, "arm1": expression, "kind": {"description": words}});
        json!({"$ref": "#/$defs/Expr", "$defs": {"Expr": {"properties": members}}})
    };
    let place = Place::new();
    let old = place.write("old/plugin.json", &manifest(&schema("What.")));
    let new = place.write("new/plugin.json", &manifest(&schema("Which.")));
    let ended = place.run(diff(&old, &new));
    let lines: Vec<_> = ended.output().lines().skip(2).collect();
    assert_eq!(lines.len(), 1, "{ended:#?}");
    assert!(lines[0].starts_with("wording"), "{ended:#?}");
}

/// S3.
#[test]
fn a_change_behind_an_optional_reference_fails() {
    let schema = |kind: &str| {
        let optional = json!({"anyOf": [{"$ref": "#/$defs/Range"}, {"type": "null"}]});
        let range = json!({"properties": {"from": {"type": kind}}, "required": ["from"]});
        json!({"properties": {"range": optional}, "$defs": {"Range": range}})
    };
    let place = Place::new();
    let old = place.write("old/plugin.json", &manifest(&schema("string")));
    let new = place.write("new/plugin.json", &manifest(&schema("integer")));
    let ended = place.run(diff(&old, &new));
    ended.error(9);
    assert!(
        ended.stdout.contains("input range.from of filter"),
        "{ended:#?}"
    );
}

/// R10: no text of a manifest makes a line of its own.
#[test]
fn texts_of_a_manifest_forge_no_line() {
    let forged = "x\nerror: forged\u{2028}\u{200b}";
    let operation = json!({
        "Key": forged, "Name": forged, "Description": "One.\n\nTwo.\n\u{2029}",
        "Input": [{"Key": forged, "Type": forged, "Description": forged, "Required": true}],
        "quirks": [forged], "examples": [{"name": forged, "body": forged}],
        "output_shape": {forged: forged},
    });
    let module = json!({
        "Meta": {"Key": forged, "Name": forged, "Description": forged, "Icon": forged},
        "Configs": [{"Key": forged, "Type": "dropdown", "Options": forged, "Value": forged}],
        "Operations": [{"Title": forged, "Ops": [operation]}],
    });
    let text = json!({"version": forged, "module": module}).to_string();
    let place = Place::new();
    let old = place.write("old/plugin.json", r#"{"module":{"Meta":{"Key":"a"}}}"#);
    let new = place.write("new/plugin.json", &text);
    let new = new.to_str().unwrap();
    for arguments in [
        vec!["describe", new],
        vec!["describe", new, forged],
        vec!["describe", new, "unknown"],
        vec!["docs", new],
        vec!["diff", old.to_str().unwrap(), new],
    ] {
        let ended = place.run(&arguments);
        let shown = format!("{}\n{}", ended.stdout, ended.stderr);
        // A page keeps the lines of descriptions and samples.
        let is_forged = |line: &&str| line.starts_with("error: forged");
        let forged = shown.lines().filter(is_forged).count();
        assert!(
            forged == 0 || arguments[0] == "docs",
            "{arguments:?}: {shown}"
        );
        assert!(
            !shown.contains(['\u{2028}', '\u{2029}', '\u{200b}']),
            "{shown:?}"
        );
    }
}
