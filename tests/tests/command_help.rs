//! The command explains itself.

use wick_tests::command::{self, Ended, Place};

const COMMANDS: [&str; 24] = [
    "new",
    "run",
    "call",
    "describe",
    "diff",
    "doctor",
    "docs",
    "search",
    "install",
    "outdated",
    "update",
    "rollback",
    "remove",
    "enable",
    "disable",
    "list",
    "ps",
    "pack",
    "keygen",
    "sign",
    "trust",
    "verify",
    "catalog",
    "completions",
];

#[test]
fn every_command_has_help_with_an_example() {
    let place = Place::new();
    let help = place.run(["--help"]);
    for command in COMMANDS {
        assert!(
            help.output().contains(&format!("\n  {command} ")),
            "{help:#?}"
        );
        let ended = place.run([command, "--help"]);
        let text = ended.output();
        let example = format!("Examples:\n  wick {command}");
        assert!(text.contains(&example), "{command}: {text}");
        assert!(ended.stderr.is_empty());
    }
}

#[test]
fn the_reference_lists_every_command_option_and_exit_code() {
    let place = Place::new();
    let reference = std::fs::read_to_string(command::repository("docs/command.md")).unwrap();
    let mut helps = vec![place.run(["--help"]).output().to_owned()];
    for command in COMMANDS {
        assert!(reference.contains(&format!("`wick {command}")), "{command}");
        helps.push(place.run([command, "--help"]).output().to_owned());
    }
    let words = helps.iter().flat_map(|help| help.split_whitespace());
    let options = words.filter_map(|word| word.strip_prefix("--"));
    for option in options {
        let name: String = option
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        let is_ours = !["help", "version", ""].contains(&name.as_str());
        assert!(
            !is_ours || reference.contains(&format!("--{name}")),
            "--{name}"
        );
    }
    let (_, codes) = helps[0].split_once("Exit codes:").unwrap();
    for line in codes.lines().filter(|line| !line.trim().is_empty()) {
        let code = line.split_whitespace().next().unwrap();
        assert!(reference.contains(&format!("\n| {code} |")), "{line}");
    }
}

#[test]
fn completions_exist_for_common_shells() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let ended = place.run(["completions", shell]);
        assert!(ended.output().contains("wick"), "{shell}");
        assert!(ended.stdout.contains("plugins-dir"), "{shell}");
    }
    place.run(["completions", "cobol"]).error(2);
}

#[test]
fn a_mistake_on_the_command_line_is_usage_in_both_forms() {
    let place = Place::new();
    assert!(place.run(["lsit"]).error(2).contains("list"));
    let error = place
        .run(["--json", "list", "--plguins-dir", "x"])
        .json_error(2);
    assert_eq!(error["kind"], "usage");
    assert!(
        error["message"].as_str().unwrap().contains("--plguins-dir"),
        "{error}"
    );
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let place = Place::new();
    let ended = place.run(["describe", "nothing_here"]);
    assert!(!ended.error(6).contains('\u{1b}'), "{ended:#?}");
    let ended = place.run(["describe", "nothing_here", "--color", "always"]);
    assert!(ended.error(6).contains("\u{1b}["), "{ended:#?}");
    let ended = place.run(["describe", "nothing_here", "--color", "sometimes"]);
    ended.error(2);
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let place = Place::new();
    let mut command = place.wick();
    command.args(["completions", "bash"]);
    let mut child = command::piped(&mut command).spawn().unwrap();
    // Closed before the first byte: every write fails.
    drop(child.stdout.take());
    let ended: Ended = child.wait_with_output().unwrap().into();
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
}
