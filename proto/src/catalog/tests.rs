use super::*;
use crate::Platform;
use crate::signing::VerifyingKey;

const REFERENCE: &[u8] = br#"[
  {"name": "github", "version": "1.2.0", "assets": {"linux/amd64": "https://x/g.zip"}},
  {"key": "desk", "assets": null, "default_tags": [{"Name": "API", "SortOrder": 2}], "color": 1},
  {"description": "nobody", "version": "1"},
  null
]"#;

fn seal() -> Seal {
    Seal {
        issued: "2026-01-02T03:04:05Z".parse().unwrap(),
        expires: "2026-02-02T03:04:05Z".parse().unwrap(),
    }
}

fn catalog() -> Catalog {
    let mut catalog = Catalog::from_json(REFERENCE).unwrap();
    let file = File {
        sha256: crate::Digest::of(b"zip").to_string(),
        size: 3,
    };
    catalog.entries[1]
        .files
        .insert("linux/amd64".to_owned(), file);
    catalog.entries[1].description = "Issues <&> more".to_owned();
    catalog
}

fn signed(key: &SigningKey) -> String {
    catalog().sign(&seal(), key).unwrap()
}

fn found(text: &str, key: VerifyingKey) -> Option<VerifyingKey> {
    signer(text.as_bytes(), &[key]).unwrap()
}

#[test]
fn a_catalogue_of_the_reference_is_completed_cleared_and_sorted() {
    let catalog = Catalog::from_json(REFERENCE).unwrap();
    assert!(catalog.seal.is_none());
    let names: Vec<_> = catalog
        .entries
        .iter()
        .map(|entry| (entry.key.as_str(), entry.name.as_str(), entry.assets.len()))
        .collect();
    assert_eq!(names, [("desk", "desk", 0), ("github", "github", 1)]);
    assert_eq!(catalog.entries[0].default_tags[0].sort_order, 2);
    assert!(Catalog::from_json(b"null").unwrap().entries.is_empty());
}

#[test]
fn garbage_is_no_catalogue() {
    for garbage in ["", "{}", "<html>", "[1]", r#"[{"key": 1}]"#, "[] []"] {
        let error = Catalog::from_json(garbage.as_bytes()).unwrap_err();
        assert!(matches!(error, CatalogError::Json(_)), "{garbage}: {error}");
    }
}

#[test]
fn it_is_written_as_the_reference_writes_it() {
    let mut catalog = Catalog::from_json(REFERENCE).unwrap();
    catalog.entries.remove(0);
    catalog.entries[0].description = "a <b>".to_owned();
    let expected = r#"[
  {
    "key": "github",
    "name": "github",
    "description": "a \u003cb\u003e",
    "version": "1.2.0",
    "assets": {
      "linux/amd64": "https://x/g.zip"
    }
  }
]
"#;
    assert_eq!(catalog.to_json(), expected);
    assert_eq!(Catalog::from_json(expected.as_bytes()).unwrap(), catalog);
}

#[test]
fn a_signed_catalogue_is_read_as_the_reference_reads_it_and_with_its_seal() {
    let key = SigningKey::generate().unwrap();
    let text = signed(&key);
    let read = Catalog::from_json(text.as_bytes()).unwrap();
    assert_eq!(read.seal, Some(seal()));
    assert_eq!(read.entries, catalog().entries);
    assert_eq!(found(&text, key.verifying_key()), Some(key.verifying_key()));
    let other = SigningKey::generate().unwrap();
    assert_eq!(found(&text, other.verifying_key()), None);
    // Reformatted it is the same.
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(found(&value.to_string(), key.verifying_key()).is_some());
}

#[test]
fn every_byte_that_is_changed_in_a_signed_catalogue_is_noticed() {
    let key = SigningKey::generate().unwrap();
    let text = signed(&key);
    let catalog = Catalog::from_json(text.as_bytes()).unwrap();
    for at in 0..text.len() {
        for bit in [0x01, 0x10, 0x20] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= bit;
            let holds = signer(&bytes, &[key.verifying_key()]).is_ok_and(|found| found.is_some());
            // White space, and the spelling of one and the same character, may change.
            let same = || Catalog::from_json(&bytes).is_ok_and(|read| read == catalog);
            assert!(!holds || same(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn entries_of_a_signed_catalogue_cannot_be_added_removed_or_moved() {
    let key = SigningKey::generate().unwrap();
    let whole: Vec<serde_json::Value> = serde_json::from_str(&signed(&key)).unwrap();
    let holds = |elements: &[serde_json::Value]| {
        let text = serde_json::to_string(elements).unwrap();
        found(&text, key.verifying_key()).is_some()
    };
    assert!(holds(&whole));
    assert!(!holds(&whole[..2]));
    let [seal, one, two] = &whole[..] else {
        panic!("{whole:?}");
    };
    assert!(!holds(&[seal.clone(), two.clone(), one.clone()]));
    assert!(!holds(&[
        seal.clone(),
        one.clone(),
        two.clone(),
        one.clone()
    ]));
    assert!(!holds(&[one.clone(), seal.clone(), two.clone()]));
    assert!(!holds(&[one.clone(), two.clone()]));
}

#[test]
fn a_signed_catalogue_must_mean_one_thing() {
    let key = SigningKey::generate().unwrap();
    let text = signed(&key);
    let twice = text.replace(
        r#""version": "1.2.0","#,
        r#""version": "1.2.0", "version": "9","#,
    );
    let error = signer(twice.as_bytes(), &[key.verifying_key()]).unwrap_err();
    assert!(matches!(error, CatalogError::Ambiguous(_)), "{error}");
    let newer = text.replace(r#""wick_catalog": 1"#, r#""wick_catalog": 2"#);
    let error = Catalog::from_json(newer.as_bytes()).unwrap_err();
    assert_eq!(error, CatalogError::Form(2));
    let undated = text.replace("2026-02-02T03:04:05Z", "never");
    let error = Catalog::from_json(undated.as_bytes()).unwrap_err();
    assert!(
        error.to_string().contains(r#""expires" is "never""#),
        "{error}"
    );
}

#[test]
fn a_release_is_found_by_its_platform_and_a_sealed_one_by_its_digest_too() {
    let platform = |text: &str| text.parse::<Platform>().unwrap();
    let mut catalog = catalog();
    let entry = catalog.entries[1].clone();
    let asset = catalog.asset(&entry, &platform("linux/amd64")).unwrap();
    assert_eq!(asset.address, "https://x/g.zip");
    assert_eq!(asset.expected.unwrap().size, 3);
    let error = catalog.asset(&entry, &platform("plan9/mips")).unwrap_err();
    let expected = "github 1.2.0 has no build for plan9/mips (available: linux/amd64)";
    assert_eq!(error.to_string(), expected);
    let none = catalog.asset(&catalog.entries[0], &platform("linux/amd64"));
    assert!(none.unwrap_err().to_string().ends_with("(available: none)"));

    let unnamed = Entry {
        files: BTreeMap::new(),
        ..entry.clone()
    };
    let found = |catalog: &Catalog| {
        catalog
            .asset(&unnamed, &platform("linux/amd64"))
            .map(|_| ())
    };
    assert!(found(&catalog).is_ok());
    catalog.seal = Some(seal());
    assert!(matches!(found(&catalog), Err(AssetError::Unnamed { .. })));
}

#[test]
fn f5_a_wrong_or_missing_value_is_named_with_its_connector() {
    let entry = |members: &str| format!(r#"[{{"key":"a"}},{{"key":"desk",{members}}}]"#);
    for (members, path) in [
        (r#""version":1"#, "[1].version: expected"),
        (r#""version":{}"#, "[1].version: expected"),
        (r#""name":[]"#, "[1].name: expected"),
        (r#""assets":[]"#, "[1].assets: expected"),
        (
            r#""assets":{"linux/amd64":1}"#,
            r#"[1].assets["linux/amd64"]: expected"#,
        ),
        (
            r#""files":{"linux/amd64":{"size":"3"}}"#,
            r#"["linux/amd64"].size: expected"#,
        ),
        (r#""default_tags":1"#, "[1].default_tags: expected"),
    ] {
        let error = Catalog::from_json(entry(members).as_bytes()).unwrap_err();
        let CatalogError::Entry { key, source } = error else {
            panic!("{members}: {error}");
        };
        assert_eq!(key, "desk");
        assert!(source.to_string().contains(path), "{members}: {source}");
    }
    let assets = r#""assets":{"linux/amd64":"x.zip"}"#;
    for (members, member) in [
        (format!(r#""version":null,{assets}"#), "version"),
        (assets.to_owned(), "version"),
        (
            r#""version":"1","assets":{"linux/amd64":null}"#.to_owned(),
            r#"assets["linux/amd64"]"#,
        ),
        (
            format!(r#""version":"1",{assets},"files":{{"linux/amd64":null}}"#),
            r#"files["linux/amd64"].sha256"#,
        ),
        (
            format!(
                r#""version":"1",{assets},"files":{{"linux/amd64":{{"sha256":"ab","size":null}}}}"#
            ),
            r#"files["linux/amd64"].size"#,
        ),
    ] {
        let catalog = Catalog::from_json(entry(&members).as_bytes()).unwrap();
        let platform = "linux/amd64".parse().unwrap();
        let error = catalog.asset(&catalog.entries[1], &platform).unwrap_err();
        let expected = format!("the catalog says no `{member}` of the connector `desk`");
        assert_eq!(error.to_string(), expected);
    }
}
