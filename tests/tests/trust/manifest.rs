//! Every single thing in a signed manifest is covered by its signature.

use std::io::Write as _;
use std::path::Path;

use serde_json::{Map, Value};
use wick_host::pack::{Package, dump_manifest};
use wick_host::{SignatureRequirement, TrustPolicy, VerifyError, pack, scan, verify};
use wick_proto::Digest;
use wick_proto::manifest::{Document, Manifest};
use wick_proto::signing::{SigningKey, VerifyingKey};
use wick_tests::cargo::binary;

/// A real manifest, signed, with a program that is quick to hash.
struct Signed {
    root: tempfile::TempDir,
    directory: std::path::PathBuf,
    key: VerifyingKey,
    text: String,
}

impl Signed {
    async fn of(plugin: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        let manifest = dump_manifest(&binary(plugin)).await.unwrap();
        let key = SigningKey::generate().unwrap();
        let package = Package::new(Path::new("/bin/true"), manifest).sign(&key);
        let directory = pack::directory(&package, root.path()).unwrap().directory;
        let text = std::fs::read_to_string(directory.join(scan::MANIFEST_FILE)).unwrap();
        Self {
            root,
            directory,
            key: key.verifying_key(),
            text,
        }
    }

    fn value(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// What a host says of this text in place of its manifest.
    fn verify(&self, text: &str, requirement: SignatureRequirement) -> Result<(), String> {
        std::fs::write(self.directory.join(scan::MANIFEST_FILE), text).unwrap();
        let policy = TrustPolicy::default()
            .with_signature(requirement)
            .trusting(self.key);
        let candidate = scan::read_directory(&self.directory).map_err(|error| error.to_string())?;
        match verify::verify(candidate, &policy) {
            Ok(_) => Ok(()),
            Err(VerifyError::Refused { source, .. }) => Err(source.to_string()),
            Err(other) => Err(other.to_string()),
        }
    }

    /// Whether the signature alone holds.
    fn holds(&self, text: &str) -> bool {
        let document = Document::parse(text.as_bytes()).unwrap();
        matches!(document.signer(&[self.key]), Ok(Some(_)))
    }
}

/// All places in a document, as JSON pointers.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(member, &format!("{here}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{here}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn mutated(value: &Value) -> Value {
    match value {
        Value::Null => Value::from(false),
        Value::Bool(value) => Value::from(!value),
        Value::Number(number) => Value::from(number.as_f64().unwrap() + 1.0),
        Value::String(text) => Value::from(format!("{text}x")),
        Value::Array(_) | Value::Object(_) => unreachable!("not a leaf"),
    }
}

#[derive(Default)]
struct Counts {
    leaves: usize,
    mutated: usize,
    removed: usize,
    added: usize,
    moved: usize,
    rejected: usize,
}

impl Counts {
    fn and(self, other: Self) -> Self {
        Self {
            leaves: self.leaves + other.leaves,
            mutated: self.mutated + other.mutated,
            removed: self.removed + other.removed,
            added: self.added + other.added,
            moved: self.moved + other.moved,
            rejected: self.rejected + other.rejected,
        }
    }

    fn reject(&mut self, signed: &Signed, document: &Value, what: &str) {
        let text = document.to_string();
        assert!(!signed.holds(&text), "{what} is not covered");
        self.rejected += 1;
    }
}

#[tokio::test]
async fn every_leaf_of_a_signed_manifest_that_is_changed_removed_or_added_is_rejected() {
    let signed = Signed::of("helpdesk").await;
    assert_eq!(
        signed.verify(&signed.text, SignatureRequirement::Manifest),
        Ok(())
    );
    let original = signed.value();
    let mut found = Vec::new();
    places(&original, "", &mut found);
    // Canonical forms of thousands of documents take their time in a debug build.
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let counts = std::thread::scope(|scope| {
        let (signed, original) = (&signed, &original);
        let parts = found.chunks(found.len().div_ceil(workers));
        let parts: Vec<_> = parts
            .map(|places| scope.spawn(move || rejected(signed, original, places)))
            .collect();
        let counts = parts.into_iter().map(|part| part.join().unwrap());
        counts.fold(Counts::default(), Counts::and)
    });
    assert_eq!(
        counts.rejected,
        counts.mutated + counts.removed + counts.added + counts.moved
    );
    assert!(counts.leaves > 1000, "{}", counts.leaves);
    let text = format!(
        "signed manifest of helpdesk: {} leaves, {} changed, {} removed, {} added, {} moved: {} of {} \
         rejected\n",
        counts.leaves,
        counts.mutated,
        counts.removed,
        counts.added,
        counts.moved,
        counts.rejected,
        counts.mutated + counts.removed + counts.added + counts.moved,
    );
    // Past the capture of output: the numbers are to be seen.
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

/// Changes one thing at a time at each of the places.
fn rejected(signed: &Signed, original: &Value, places: &[String]) -> Counts {
    let mut counts = Counts::default();
    let mut document = original.clone();
    for place in places {
        let value = original.pointer(place).unwrap();
        match value {
            Value::Object(members) => {
                added_member(signed, &mut document, place, &mut counts);
                for name in members.keys() {
                    removed_member(signed, &mut document, place, name, &mut counts);
                }
            }
            Value::Array(items) => {
                added_item(signed, &mut document, place, &mut counts);
                for index in 0..items.len() {
                    removed_item(signed, &mut document, place, index, &mut counts);
                }
            }
            leaf => {
                counts.leaves += 1;
                counts.mutated += 1;
                *document.pointer_mut(place).unwrap() = mutated(leaf);
                counts.reject(signed, &document, place);
                *document.pointer_mut(place).unwrap() = leaf.clone();
            }
        }
        // The same document again, or the next finding would be for free.
        assert_eq!(document.pointer(place), Some(value));
    }
    assert!(signed.holds(&document.to_string()));
    counts
}

fn object<'a>(document: &'a mut Value, place: &str) -> &'a mut Map<String, Value> {
    document
        .pointer_mut(place)
        .unwrap()
        .as_object_mut()
        .unwrap()
}

fn array<'a>(document: &'a mut Value, place: &str) -> &'a mut Vec<Value> {
    document.pointer_mut(place).unwrap().as_array_mut().unwrap()
}

fn added_member(signed: &Signed, document: &mut Value, place: &str, counts: &mut Counts) {
    object(document, place).insert("unknown_to_all".to_owned(), Value::Null);
    counts.added += 1;
    counts.reject(signed, document, &format!("a member added to {place:?}"));
    object(document, place).shift_remove("unknown_to_all");
}

fn removed_member(
    signed: &Signed,
    document: &mut Value,
    place: &str,
    name: &str,
    counts: &mut Counts,
) {
    let whole = object(document, place).clone();
    object(document, place).shift_remove(name);
    counts.removed += 1;
    counts.reject(
        signed,
        document,
        &format!("{name:?} removed from {place:?}"),
    );
    *object(document, place) = whole;
}

fn added_item(signed: &Signed, document: &mut Value, place: &str, counts: &mut Counts) {
    array(document, place).push(Value::Null);
    counts.added += 1;
    counts.reject(signed, document, &format!("an item added to {place:?}"));
    array(document, place).pop();
}

fn removed_item(
    signed: &Signed,
    document: &mut Value,
    place: &str,
    index: usize,
    counts: &mut Counts,
) {
    let item = array(document, place).remove(index);
    counts.removed += 1;
    counts.reject(
        signed,
        document,
        &format!("item {index} removed from {place:?}"),
    );
    array(document, place).insert(index, item);
    let items = array(document, place);
    if index > 0 && items[index] != items[index - 1] {
        array(document, place).swap(index, index - 1);
        counts.moved += 1;
        counts.reject(
            signed,
            document,
            &format!("item {index} moved in {place:?}"),
        );
        array(document, place).swap(index, index - 1);
    }
}

#[tokio::test]
async fn a_host_refuses_a_signed_manifest_that_was_rewritten_whatever_its_policy() {
    use SignatureRequirement::{Manifest as Whole, Optional, Required};

    let signed = Signed::of("sqlite").await;
    let original = signed.value();
    for place in [
        "/version",
        "/module/Meta/Name",
        "/module/Meta/Description",
        "/module/Operations/0/Ops/0/Key",
        "/module/Operations/0/Ops/0/Destructive",
        "/module/Operations/0/Ops/0/input_schema/type",
    ] {
        let mut document = original.clone();
        let value = document.pointer_mut(place).unwrap();
        *value = mutated(value);
        for requirement in [Whole, Required, Optional] {
            let refusal = signed
                .verify(&document.to_string(), requirement)
                .unwrap_err();
            assert!(
                refusal.contains("changed after it was signed"),
                "{place}: {refusal}"
            );
        }
    }
    // Without the signature it is a manifest like those of the reference, unless it is asked for.
    let mut stripped = original;
    stripped
        .as_object_mut()
        .unwrap()
        .shift_remove("manifest_signature");
    let stripped = stripped.to_string();
    assert_eq!(signed.verify(&stripped, Required), Ok(()));
    let refusal = signed.verify(&stripped, Whole).unwrap_err();
    assert!(refusal.contains("required and there is none"), "{refusal}");
    drop(signed.root);
}

#[tokio::test]
async fn other_spellings_of_a_signed_manifest_verify_and_duplicates_do_not() {
    let signed = Signed::of("sqlite").await;
    let text = &signed.text;
    let whole = SignatureRequirement::Manifest;
    let escaped: String = text
        .replace("\"sha256\"", "\"\\u0073ha256\"")
        .replace("\"module\"", "\"\\u006Dodule\"");
    let compact = signed.value().to_string();
    for same in [escaped, compact] {
        assert_ne!(same, *text);
        assert_eq!(signed.verify(&same, whole), Ok(()));
    }
    let number = text.replace("\"schema_version\": 1,", "\"schema_version\": 1.0,");
    assert_ne!(number, *text);
    assert!(signed.holds(&number));

    for twice in [
        text.replacen('{', "{\"version\": \"\",", 1),
        text.replacen('{', "{\"manifest_signature\": \"\",", 1),
        text.replacen("\"Meta\": {", "\"Meta\": {\"Key\": \"sqlite\",", 1),
    ] {
        assert_ne!(twice, *text);
        for requirement in [whole, SignatureRequirement::Optional] {
            let refusal = signed.verify(&twice, requirement).unwrap_err();
            assert!(
                refusal.contains("cannot be verified as a whole"),
                "{refusal}"
            );
        }
    }
}

#[tokio::test]
async fn what_a_plugin_prints_with_a_key_is_signed_as_a_whole() {
    let root = tempfile::tempdir().unwrap();
    let key = SigningKey::generate().unwrap();
    let file = root.path().join("key");
    std::fs::write(&file, key.to_base64().as_str()).unwrap();
    let dump = std::process::Command::new(binary("sqlite"))
        .arg("--dump-manifest")
        .arg("--sign-key")
        .arg(&file)
        .output()
        .unwrap()
        .stdout;
    let manifest = Manifest::from_json(&dump).unwrap();
    let digest: Digest = manifest.sha256.parse().unwrap();
    let keys = [key.verifying_key()];
    let signatures = wick_proto::verify::Signatures::of(&manifest, &dump, &digest, &keys).unwrap();
    assert_eq!(signatures.binary.signer(), Some(keys[0]));
    assert_eq!(signatures.manifest.signer(), Some(keys[0]));
}
