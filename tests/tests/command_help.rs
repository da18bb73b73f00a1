//! The command explains itself.

use std::process::Stdio;

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
    }
    place.run(["completions", "cobol"]).error(2);
}

/// N16: what is installed is offered too, as bash itself asks for it.
#[cfg(unix)]
#[test]
fn completions_know_plugins_operations_inputs_and_settings() {
    let place = Place::new();
    place.install("sqlite");
    let script = r#"
        source <(wick completions bash)
        complete_words() {
            COMP_WORDS=(wick "$@") COMP_CWORD=$# COMP_TYPE=9
            _clap_complete_wick wick "${@: -1}"
            printf '%s ' "${COMPREPLY[@]}"
            echo
        }
        complete_words call sq
        complete_words call sqlite que
        complete_words call sqlite query --arg l
        complete_words call sqlite query --setting d
        complete_words remove sq
        complete_words --plugins-dir /nothing call sq
    "#;
    let mut command = place.wick_under("bash");
    let ended = command::ended(command.args(["-c", script]));
    let offered = "sqlite \nquery \nlimit= \ndatabase= \nsqlite \n \n";
    assert_eq!(ended.output(), offered, "{ended:#?}");
}

/// N16.
#[test]
fn help_on_an_operation_describes_it() {
    let place = Place::new();
    place.install("sqlite");
    let described = place.run(["describe", "sqlite", "query"]);
    for words in [
        ["call", "sqlite", "query", "--help"],
        ["call", "-h", "sqlite", "query"],
    ] {
        assert_eq!(place.run(words).output(), described.output());
    }
    let general = place.run(["call", "--help"]);
    assert_eq!(
        place.run(["call", "sqlite", "--help"]).output(),
        general.output()
    );
    place.run(["call", "sqlite", "qeury", "--help"]).error(2);
    let mut own = std::process::Command::new(wick_tests::cargo::binary("sqlite"));
    let own = command::ended(own.args(["call", "query", "--help"]));
    assert!(
        own.output().contains(" call query --arg sql=VALUE "),
        "{own:#?}"
    );
}

/// N16.
#[test]
fn options_of_all_commands_are_explained_once() {
    let place = Place::new();
    let explained = "Refuse plugins that are not signed";
    assert!(place.run(["--help"]).output().contains(explained));
    let list = place.run(["list", "--help"]);
    assert!(!list.output().contains(explained), "{list:#?}");
    assert!(list.stdout.contains("--require-signature"), "{list:#?}");
    // They may be written behind the command all the same.
    place.run(["list", "--require-signature", "--json"]).json();
}

/// N16.
#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_an_error() {
    let place = Place::new();
    for words in [["--help"], ["--version"], ["list"]] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let mut command = place.wick();
        command.args(words).arg("--help").stdout(full.unwrap());
        let ended: Ended = command.stderr(Stdio::piped()).output().unwrap().into();
        assert!(ended.error(8).contains("cannot write to standard output"));
    }
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
