//! S1, S2, S4, R4, R8: schemas that people publish, which were not written for these tests. They come with Go modules, from
//! `tests/published/go.mod`.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use wick_tests::command::{self, Ended, Place, repository};
use wick_tests::go;

const CYCLONE: &str = "github.com/CycloneDX/cyclonedx-go";
const COMPOSE: &str = "github.com/compose-spec/compose-go/v2";
const DRAFTS: &str = "github.com/santhosh-tekuri/jsonschema/v6";

/// A schema, by its module and its path in there. Components of components, which share their types; services of
/// every form; schemas of schemas, old and new.
const SCHEMAS: [(&str, &str); 7] = [
    (CYCLONE, "schema/bom-1.4.schema.json"),
    (CYCLONE, "schema/bom-1.6.schema.json"),
    (COMPOSE, "schema/compose-spec.json"),
    (DRAFTS, "metaschemas/draft-04/schema"),
    (DRAFTS, "metaschemas/draft-07/schema"),
    (DRAFTS, "metaschemas/draft/2019-09/meta/applicator"),
    (DRAFTS, "metaschemas/draft/2020-12/schema"),
];

/// Where the modules are, or `None` where Go is missing, which is said.
fn modules() -> Option<BTreeMap<&'static str, PathBuf>> {
    go::peers()?;
    let names = [CYCLONE, COMPOSE, DRAFTS];
    let found = names.map(|name| {
        let mut command = Command::new("go");
        command.args(["mod", "download", "-json", name]);
        let output = command.current_dir(repository("tests/published")).output();
        let told: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
        (name, PathBuf::from(told["Dir"].as_str().unwrap()))
    });
    Some(found.into())
}

/// A plugin directory whose one operation takes and gives what the schema says.
fn plugin(place: &Place, name: &str, schema: &Value) -> String {
    let manifest = place.path("data/plugins/connectors/echo/plugin.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(manifest).unwrap()).unwrap();
    let operation = &mut manifest["module"]["Operations"][0]["Ops"][0];
    operation["input_schema"] = schema.clone();
    operation["output_schema"] = schema.clone();
    let path = place.write(&format!("{name}/plugin.json"), &manifest.to_string());
    path.to_str().unwrap().to_owned()
}

/// `wick`, in a gigabyte of memory and half a minute of processor time: without a bound some of these took hours.
fn bounded(place: &Place, words: &[&str]) -> Ended {
    let mut command = place.wick_under("sh");
    command.args([
        "-c",
        r#"ulimit -v 1048576 && ulimit -t 30 && exec wick "$@""#,
        "wick",
    ]);
    command::ended(command.args(words))
}

/// The keys of the definitions, the one that is referred to most first.
fn definitions(schema: &Value) -> Vec<(&'static str, String)> {
    let text = schema.to_string();
    let under = |keyword: &'static str| {
        let names = schema[keyword]
            .as_object()
            .into_iter()
            .flat_map(|map| map.keys());
        names
            .map(move |name| (keyword, name.clone()))
            .collect::<Vec<_>>()
    };
    let mut all = [under("definitions"), under("$defs")].concat();
    all.sort_by_key(|(keyword, name)| {
        let reference = format!("\"#/{keyword}/{name}\"");
        std::cmp::Reverse(text.matches(&reference).count())
    });
    all
}

#[test]
fn published_schemas_are_described_and_compared() {
    let Some(modules) = modules() else { return };
    let place = Place::new();
    place.install("echo");
    for (module, path) in SCHEMAS {
        let text = fs::read(modules[module].join(path)).unwrap();
        let schema: Value = serde_json::from_slice(&text).unwrap();
        let old = plugin(&place, "old", &schema);
        for words in [
            &["describe", &old][..],
            &["describe", &old, "--json"],
            &["docs", &old],
        ] {
            assert!(
                !bounded(&place, words).output().is_empty(),
                "{path}: {words:?}"
            );
        }
        let same = bounded(&place, &["diff", &old, &old, "--json"]).json();
        assert_eq!(same["changes"], json!([]), "{path}");

        // One word of the type that is used most, or of all of it.
        let mut changed = schema.clone();
        let place_of_words = match definitions(&schema).first() {
            Some((keyword, name)) => &mut changed[*keyword][name.as_str()],
            None => &mut changed,
        };
        place_of_words["description"] = json!("Another word.");
        let new = plugin(&place, "new", &changed);
        let told = bounded(&place, &["diff", &old, &new, "--json"]).json();
        let changes = told["changes"].as_array().unwrap();
        let classes: BTreeSet<&str> = changes
            .iter()
            .map(|one| one["class"].as_str().unwrap())
            .collect();
        assert!(
            classes.iter().all(|class| *class == "wording"),
            "{path}: {told}"
        );
        // Once of what is taken and once of what is given, if anything refers to it.
        assert!(changes.len() <= 2, "{path}: {told}");
    }
}

#[test]
fn versions_of_a_published_schema_are_compared() {
    let Some(modules) = modules() else { return };
    let place = Place::new();
    place.install("echo");
    let versions = ["1.4", "1.5", "1.6", "1.7"].map(|version| {
        let path = modules[CYCLONE].join(format!("schema/bom-{version}.schema.json"));
        let schema = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        plugin(&place, version, &schema)
    });
    for pair in versions.windows(2) {
        let words = [
            "diff",
            &pair[0],
            &pair[1],
            "--json",
            "--fail-on",
            "security",
        ];
        let told = bounded(&place, &words).json();
        let changes = told["changes"].as_array().unwrap();
        assert!(changes.len() > 10, "{told}");
        let once: BTreeSet<String> = changes.iter().map(Value::to_string).collect();
        assert_eq!(once.len(), changes.len(), "told more than once");
        let is_named = |class: &str| changes.iter().any(|change| change["class"] == class);
        assert!(is_named("additive") && !is_named("uncompared"), "{told}");
    }
}
