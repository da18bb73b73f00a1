use super::*;

fn plugin(root: &Path, directory: &str, manifest: &str) -> PathBuf {
    let directory = root.join(directory);
    fs::create_dir(&directory).unwrap();
    fs::write(directory.join(MANIFEST_FILE), manifest).unwrap();
    fs::write(directory.join("bin"), "binary").unwrap();
    directory
}

fn manifest(key: &str, entry: &str) -> String {
    format!(r#"{{"entry":"{entry}","module":{{"Meta":{{"Key":"{key}"}}}}}}"#)
}

#[test]
fn candidates_are_sorted_and_other_things_are_passed_over() {
    let root = tempfile::tempdir().unwrap();
    plugin(root.path(), "1", &manifest("zulip", "bin"));
    plugin(root.path(), "asana", &manifest("asana", "bin"));
    plugin(root.path(), ".trash", "not json");
    plugin(root.path(), "_template", "not json");
    fs::write(root.path().join("README"), "text").unwrap();
    let scan = scan(root.path()).unwrap();
    let keys: Vec<_> = scan.candidates.iter().map(|c| c.key.as_str()).collect();
    assert_eq!(keys, ["asana", "zulip"]);
    let [ScanProblem::DirectoryName { key, .. }] = scan.problems.as_slice() else {
        panic!("{:?}", scan.problems)
    };
    assert_eq!(key.as_str(), "zulip");
    assert!(scan.problems[0].is_warning());
}

#[test]
fn every_problem_names_its_file() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("a_empty")).unwrap();
    plugin(root.path(), "b_malformed", "{");
    plugin(root.path(), "c_no_key", "null");
    plugin(root.path(), "d_bad_key", &manifest("../Bad", "bin"));
    plugin(root.path(), "e_no_binary", &manifest("e", "nothing"));
    plugin(root.path(), "f_out", &manifest("f", "../e_no_binary/bin"));
    plugin(root.path(), "g_root", &manifest("g", "/bin/sh"));
    let huge = " ".repeat(usize::try_from(MAX_MANIFEST_BYTES).unwrap() + 1);
    plugin(root.path(), "h_huge", &huge);
    fs::create_dir(plugin(root.path(), "i_directory", &manifest("i", "sub")).join("sub")).unwrap();
    let scan = scan(root.path()).unwrap();
    assert!(scan.candidates.is_empty());
    let texts: Vec<_> = scan.problems.iter().map(ToString::to_string).collect();
    let expected = [
        ("a_empty", "without plugin.json"),
        ("b_malformed", "cannot be read"),
        ("c_no_key", "no usable key"),
        ("d_bad_key", "no usable key"),
        ("e_no_binary", "missing"),
        ("f_out", "leads out"),
        ("g_root", "leads out"),
        ("h_huge", "larger than"),
        ("i_directory", "not a regular file"),
    ];
    assert_eq!(texts.len(), expected.len(), "{texts:#?}");
    for (text, (directory, reason)) in texts.iter().zip(expected) {
        assert!(text.contains(directory) && text.contains(reason), "{text}");
    }
    assert!(scan.problems.iter().all(|problem| problem.hint().is_some()));
}

#[test]
fn f9_plugin_without_a_key_is_named_by_its_kind() {
    let root = tempfile::tempdir().unwrap();
    let path = plugin(root.path(), "syncer", "");
    let problem = |manifest: &str| {
        fs::write(path.join(MANIFEST_FILE), manifest).unwrap();
        read_directory(&path).unwrap_err()
    };
    // A service has no module at all.
    let service =
        r#"{"kind":"service","entry":"bin","service":{"meta":{"key":"syncer"},"routes":[]}}"#;
    for (manifest, kind) in [
        (service, "service"),
        (r#"{"kind":"job","module":null}"#, "job"),
        (
            r#"{"kind":"tool","module":{"meta":{"key":"No Key"}}}"#,
            "tool",
        ),
        (r#"{"kind":"Service"}"#, "Service"),
        (r#"{"kind":"wiz\u001bard"}"#, "wiz\\u{1b}ard"),
    ] {
        let problem = problem(manifest);
        let text = problem.to_string();
        let told = format!("a plugin of kind \"{kind}\", and this host runs connectors only");
        assert!(text.contains("syncer") && text.ends_with(&told), "{text}");
        assert!(!problem.hint().unwrap().contains("rebuild"), "{problem:?}");
    }
    for manifest in ["{}", r#"{"kind":"connector"}"#, r#"{"kind":""}"#] {
        let problem = problem(manifest);
        assert!(matches!(problem, ScanProblem::Key { .. }), "{problem}");
    }
}

#[test]
fn of_duplicates_none_is_used() {
    let root = tempfile::tempdir().unwrap();
    plugin(root.path(), "one", &manifest("same", "bin"));
    plugin(root.path(), "two", &manifest("same", "bin"));
    let scan = scan(root.path()).unwrap();
    assert!(scan.candidates.is_empty());
    let [.., ScanProblem::Duplicate { key, directories }] = scan.problems.as_slice() else {
        panic!("{:?}", scan.problems)
    };
    assert_eq!((key.as_str(), directories.len()), ("same", 2));
}

#[test]
fn without_an_entry_the_directory_or_the_key_names_the_binary() {
    let root = tempfile::tempdir().unwrap();
    let suffix = std::env::consts::EXE_SUFFIX;
    for (directory, binary) in [("dir_named", "dir_named"), ("key_named", "the_key")] {
        let path = plugin(root.path(), directory, &manifest("the_key", ""));
        fs::write(path.join(format!("{binary}{suffix}")), "binary").unwrap();
        let candidate = read_directory(&path).unwrap();
        assert_eq!(candidate.binary.file_stem().unwrap(), binary);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_manifest_holds_nobody_up() {
    let root = tempfile::tempdir().unwrap();
    let pipe = root.path().join(MANIFEST_FILE);
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let problem = read_directory(root.path()).unwrap_err();
    assert!(
        matches!(&problem, ScanProblem::NotAFile { path } if *path == pipe),
        "{problem}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_a_plugin_counts_and_a_binary_linked_from_outside_does_not() {
    use std::os::unix::fs::symlink;

    let elsewhere = tempfile::tempdir().unwrap();
    let root = tempfile::tempdir().unwrap();
    let linked = plugin(elsewhere.path(), "linked", &manifest("linked", "bin"));
    symlink(&linked, root.path().join("linked")).unwrap();
    let stray = plugin(root.path(), "stray", &manifest("stray", "sh"));
    symlink(linked.join("bin"), stray.join("sh")).unwrap();
    let scan = scan(root.path()).unwrap();
    assert_eq!(scan.candidates.len(), 1);
    assert!(
        matches!(scan.problems.as_slice(), [ScanProblem::Entry { entry, .. }] if entry == "sh")
    );
}

#[test]
fn an_entry_may_say_that_it_is_here() {
    let root = tempfile::tempdir().unwrap();
    let here = plugin(root.path(), "here", &manifest("here", "./bin"));
    let candidate = read_directory(&here).unwrap();
    assert_eq!(
        candidate.binary,
        fs::canonicalize(here.join("bin")).unwrap()
    );
    let itself = plugin(root.path(), "itself", &manifest("itself", "."));
    let problem = read_directory(&itself).unwrap_err();
    assert!(matches!(problem, ScanProblem::NotAFile { .. }), "{problem}");
}
