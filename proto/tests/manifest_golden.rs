//! Manifests written by Go's `encoding/json` from structs of the reference's shape are read and
//! written again byte for byte.
//!
//! The files in `data` were made by Go 1.26 with `json.Marshal` (`*.compact.json`) and
//! `json.MarshalIndent(…, "", "  ")`.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::Path;

use wick_proto::manifest::{Kind, Manifest};
use wick_proto::module::{Field, Tag};

fn golden(name: &str) -> (String, String) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let file = |suffix| fs::read_to_string(data.join(format!("{name}.{suffix}"))).unwrap();
    (file("compact.json"), file("json"))
}

#[test]
fn written_as_read() {
    for name in ["zero", "escapes", "library"] {
        let (compact, pretty) = golden(name);
        let manifest = Manifest::from_json(compact.as_bytes()).unwrap();
        assert_eq!(manifest.to_json(), compact, "{name}");
        assert_eq!(manifest.to_json_pretty(), pretty, "{name}");
        assert_eq!(
            Manifest::from_json(pretty.as_bytes()).unwrap(),
            manifest,
            "{name}"
        );
    }
}

#[test]
fn the_zero_manifest_is_the_default() {
    let (compact, _) = golden("zero");
    assert_eq!(Manifest::default().to_json(), compact);
}

/// Go tells an empty list from none; here both are none, as they mean the same to every reader.
#[test]
fn empty_lists_become_null() {
    let (compact, pretty) = golden("empty_lists");
    let manifest = Manifest::from_json(compact.as_bytes()).unwrap();
    let nulls = |text: &str| {
        text.replace("[]", "null")
            .replace(r#""ExtraParams":{}"#, r#""ExtraParams":null"#)
            .replace(r#""ExtraParams": {}"#, r#""ExtraParams": null"#)
    };
    assert_eq!(manifest.to_json(), nulls(&compact));
    assert_eq!(manifest.to_json_pretty(), nulls(&pretty));
}

#[test]
fn every_part_of_the_library_is_read() {
    let (compact, _) = golden("library");
    let manifest = Manifest::from_json(compact.as_bytes()).unwrap();
    assert_eq!(manifest.kind, Kind::Connector);
    assert_eq!(manifest.os_arch, ["linux/amd64", "darwin/arm64"]);

    let module = &manifest.module;
    assert_eq!(
        module.meta.description,
        "Find, lend & return books <of all branches>."
    );
    assert_eq!(
        module.meta.default_tags[1],
        Tag {
            name: "Readers only".to_owned(),
            description: "Seen by members of a library.".to_owned(),
            is_filter: true,
            sort_order: -1,
            ..Tag::default()
        }
    );
    assert_eq!(
        module.configs[3],
        Field {
            key: "inbox_token".to_owned(),
            kind: "secret".to_owned(),
            secret: true,
            can_regenerate: true,
            updated_at: "2024-02-29T12:00:00.25+07:00".parse().unwrap(),
            env_override: "LIBRARY_INBOX".to_owned(),
            ..Field::default()
        }
    );
    assert_eq!(module.configs[4].col_options["kind"], "main|mobile");

    let find = module.operation("find_books").unwrap();
    assert_eq!(find.input.len(), 4);
    assert_eq!(find.output_shape["total"], "how many match");
    assert_eq!(find.examples[0].body, r#"{"words":"le guin"}"#);
    assert!(module.operation("lend_book").unwrap().destructive);
    assert!(module.operation("pick_branch").unwrap().config_only);
    assert_eq!(module.all_operations().count(), 3);

    let oauth = module.oauth.as_ref().unwrap();
    assert_eq!(oauth.extra_params["prompt"], "consent");
    assert!(module.default_access.enable_sso && module.default_access.multi_account);
    assert!(!module.default_access.allow_others_configure);
}
