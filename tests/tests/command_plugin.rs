//! One plugin in every form that a command takes: key, directory, plugin.json, zip, tar.gz, built binary.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs::{self, File};
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use wick_tests::cargo::binary;
use wick_tests::command::{Ended, Place};

struct Forms {
    place: Place,
    directory: String,
    manifest: String,
    zip: String,
    tarball: String,
    binary: String,
}

fn text(path: PathBuf) -> String {
    path.into_os_string().into_string().unwrap()
}

impl Forms {
    /// The echo connector, installed and packed.
    fn new() -> Self {
        let place = Place::new();
        place.install("echo");
        let packed = place.run([
            "pack",
            binary("echo").to_str().unwrap(),
            "--out",
            "dist",
            "--json",
        ]);
        let zip = packed.json()["zip"].as_str().unwrap().to_owned();
        let tarball = place.path("dist/echo.tar.gz");
        let gzip = GzEncoder::new(File::create(&tarball).unwrap(), Compression::fast());
        let mut tar = tar::Builder::new(gzip);
        tar.append_dir_all("echo", place.path("dist/echo")).unwrap();
        tar.into_inner().unwrap().finish().unwrap();
        Self {
            directory: text(place.path("dist/echo")),
            manifest: text(place.path("dist/echo/plugin.json")),
            tarball: text(tarball),
            binary: text(binary("echo")),
            zip,
            place,
        }
    }

    fn all(&self) -> [&str; 6] {
        let Self {
            directory,
            manifest,
            zip,
            tarball,
            binary,
            ..
        } = self;
        ["echo", directory, manifest, zip, tarball, binary]
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        self.place.run(arguments)
    }
}

#[test]
fn n6_each_form_of_a_plugin_is_taken_by_each_command() {
    let forms = Forms::new();
    for form in forms.all() {
        let called = forms.run(&["call", form, "say", "--arg", "words=hello"]);
        assert!(called.output().contains("hello"), "{form}: {called:#?}");
        let described = forms.run(&["describe", form, "--json"]).json();
        assert_eq!(described["key"], "echo", "{form}");
        let docs = forms.run(&["docs", form]);
        assert!(docs.output().contains("Echo"), "{form}: {docs:#?}");
        assert_eq!(
            forms.run(&["diff", form, "echo"]).output(),
            "no change\n",
            "{form}"
        );
        assert_eq!(
            forms.run(&["diff", "echo", form]).output(),
            "no change\n",
            "{form}"
        );
        let healed = forms.run(&["doctor", form, "--json"]).json();
        assert_eq!(healed["plugins"][0]["key"], "echo", "{form}");
    }
    for form in &forms.all()[..5] {
        let verified = forms.run(&["verify", form, "--json"]).json();
        assert_eq!(
            (&verified["ok"], &verified["plugin"]),
            (&true.into(), &(*form).into())
        );
        if *form != "echo" {
            forms.run(&["install", form]).output();
        }
    }
    assert!(forms.place.is_clean());
}

#[test]
fn n6_a_form_that_a_command_cannot_take_is_refused_with_reason() {
    let forms = Forms::new();
    let key = forms.place.path("release.key");
    let key = key.to_str().unwrap();
    forms.run(&["keygen", key]).output();
    for form in ["echo", &forms.directory, &forms.manifest] {
        forms.run(&["sign", form, "--key", key]).output();
    }
    for (form, reason) in [
        (&forms.zip, "is a release archive"),
        (&forms.tarball, "is a release archive"),
        (&forms.binary, "is a built binary"),
    ] {
        let refused = forms.run(&["sign", form, "--key", key]);
        let error = refused.error(2);
        assert!(
            error.contains(reason) && error.contains("--sign-key"),
            "{error}"
        );
    }
    let unpacked = forms.run(&["verify", &forms.binary]);
    let error = unpacked.error(2);
    assert!(
        error.contains("is a built binary") && error.contains("wick pack"),
        "{error}"
    );
    for form in [
        &forms.directory,
        &forms.manifest,
        &forms.zip,
        &forms.tarball,
    ] {
        let refused = forms.run(&["pack", form]);
        let error = refused.error(2);
        assert!(
            error.contains("not a built binary") && error.contains("hint:"),
            "{error}"
        );
    }
    let refused = forms.run(&["install", &forms.binary]);
    let error = refused.error(3);
    assert!(
        error.contains("a program") && error.contains("wick pack"),
        "{error}"
    );
    for form in ["echo", &forms.directory, &forms.zip] {
        let refused = forms.run(&["run", form]);
        assert!(refused.stderr.contains("`wick call`"), "{refused:#?}");
    }
    let other = forms.place.path("old.json");
    fs::copy(&forms.manifest, &other).unwrap();
    let other = other.to_str().unwrap();
    forms.run(&["diff", other, "echo"]).output();
    for command in ["call", "verify", "install", "doctor"] {
        let refused = forms.run(&[command, other, "say"][..2 + usize::from(command == "call")]);
        assert!(
            refused.error(2).contains("a manifest without its plugin"),
            "{refused:#?}"
        );
    }
    assert!(forms.place.is_clean());
}

#[test]
fn n6_a_name_is_a_key_first_and_then_a_path() {
    let forms = Forms::new();
    let other = forms.place.path("echo");
    fs::create_dir(&other).unwrap();
    fs::copy(&forms.manifest, other.join("plugin.json")).unwrap();
    let named = forms.run(&["describe", "echo", "--json"]);
    assert_eq!(named.json()["enabled"], true, "the installed one");
    assert!(named.stderr.contains("`./echo`"), "{named:#?}");
    let path = forms.run(&["describe", "./echo", "--json"]);
    assert!(
        path.json()["enabled"].is_null() && path.stderr.is_empty(),
        "{path:#?}"
    );
    forms.run(&["remove", "echo"]).output();
    let path = forms.run(&["describe", "echo", "--json"]);
    assert!(
        path.json()["enabled"].is_null() && path.stderr.is_empty(),
        "{path:#?}"
    );
    forms.run(&["describe", "ecko"]).error(6);
}

#[test]
fn n6_hints_do_not_touch_directories_of_the_user() {
    let forms = Forms::new();
    let dist = text(forms.place.path("dist"));
    let package = text(wick_tests::command::repository("examples/echo"));
    let empty = text(forms.place.path("empty"));
    fs::create_dir(&empty).unwrap();
    for command in ["call", "describe", "docs", "verify", "doctor", "install"] {
        for (path, hint) in [
            (
                &dist,
                format!("give the directory of one plugin: `{}`", forms.directory),
            ),
            (&package, format!("`wick run {package}` builds")),
            (&empty, "a plugin directory holds a plugin.json".to_owned()),
        ] {
            let refused = forms.run(&[command, path, "say"][..2 + usize::from(command == "call")]);
            let error = refused.error(6);
            assert!(error.contains(&hint), "{command}: {error}");
            assert!(!error.contains("remove"), "{command}: {error}");
        }
    }
    fs::remove_file(forms.place.path("dist/echo/echo")).unwrap();
    let refused = forms.run(&["verify", &forms.directory]);
    assert!(
        refused.error(6).contains("wick pack BINARY"),
        "{refused:#?}"
    );
    // What only the manifest is needed for is told without the binary.
    forms.run(&["describe", &forms.directory]).output();
}
