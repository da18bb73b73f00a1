//! `wick new`: what it makes and what it refuses.

use std::fs;

use wick_tests::command::{Place, repository};

#[test]
fn a_crate_is_made_and_told() {
    let place = Place::new();
    let made = place.run(["new", "help-desk"]);
    assert!(made.output().contains("cd help-desk\n"), "{made:#?}");
    let checkout = repository(".");
    assert!(
        made.stderr.contains(&checkout.display().to_string()),
        "it says where the runtime comes from: {made:#?}"
    );
    let cargo = fs::read_to_string(place.path("help-desk/Cargo.toml")).unwrap();
    let runtime = checkout.join("wick-runtime");
    assert!(
        cargo.contains(&format!("path = \"{}\"", runtime.display())),
        "{cargo}"
    );
    assert!(!cargo.contains("[workspace]"), "{cargo}");
    let code = fs::read_to_string(place.path("help-desk/src/main.rs")).unwrap();
    assert!(code.contains("struct HelpDesk {"), "{code}");

    let json = place
        .run(["new", "notes", "--path", "work/a", "--json"])
        .json();
    assert_eq!(json["directory"], "work/a");
    assert_eq!(json["key"], "notes");
    for file in json["files"].as_array().unwrap() {
        assert!(place.path("work/a").join(file.as_str().unwrap()).is_file());
    }
}

#[test]
fn below_another_package_it_is_a_workspace_of_its_own() {
    let place = Place::new();
    place.write("Cargo.toml", "[workspace]\n");
    place.run(["new", "desk"]).output();
    let cargo = fs::read_to_string(place.path("desk/Cargo.toml")).unwrap();
    assert!(cargo.contains("\n[workspace]\n"), "{cargo}");
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let place = Place::new();
    let mine = place.write("desk/mine.txt", "mine");
    let error = place.run(["new", "desk", "--json"]).json_error(2);
    assert_eq!(error["message"], "desk is already there");
    assert!(
        error["hint"].as_str().unwrap().contains("--path"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(mine).unwrap(), "mine");
    let names = fs::read_dir(place.path("desk")).unwrap();
    assert_eq!(names.count(), 1, "nothing is left beside it");
}

#[test]
fn what_is_no_name_or_no_checkout_is_refused() {
    let place = Place::new();
    for (name, told) in [
        ("Help Desk", "as in `help-desk`"),
        ("../desk", "as in `desk`"),
        ("match", "`match-connector`"),
    ] {
        let ended = place.run(["new", name]);
        assert!(ended.error(2).contains(told), "{ended:#?}");
    }
    let ended = place.run(["new", "desk", "--wick-path", "."]);
    assert!(ended.error(6).contains("no checkout of wick"), "{ended:#?}");
    assert!(!place.path("desk").exists());
}
