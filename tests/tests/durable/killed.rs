//! The real command, killed at every step that it takes: what is installed is the old or the new version,
//! whole, and the next command puts everything in order.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use wick_host::install::Plugins;
use wick_host::{TrustPolicy, scan::scan, verify::verify};
use wick_proto::ConnectorKey;
use wick_tests::command::ended;

use crate::shop::Shop;
use crate::strace::{self, FileSystem, Step};

const KEY: &str = "desk";

/// What hosts see of the connector: its version, and whether they may run it.
type Seen = Option<(String, bool)>;

/// A directory of plugins as it was, to begin again from.
struct Before {
    data: PathBuf,
    copy: Option<tempfile::TempDir>,
}

impl Before {
    fn of(shop: &Shop) -> Self {
        let data = shop.place.path("data");
        let copy = data.exists().then(|| tempfile::tempdir().unwrap());
        if let Some(copy) = &copy {
            copy_all(&data, copy.path());
        }
        Self { data, copy }
    }

    fn restore(&self) {
        if self.data.exists() {
            fs::remove_dir_all(&self.data).unwrap();
        }
        if let Some(copy) = &self.copy {
            copy_all(copy.path(), &self.data);
        }
    }
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_all(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), &target).unwrap()),
        }
    }
    // An installation gives a plugin's directory the mode of the one around it.
    fs::set_permissions(to, from.metadata().unwrap().permissions()).unwrap();
}

/// What hosts see now; whatever is there must be whole, also what `rollback` would go back to.
fn seen(shop: &Shop) -> Seen {
    let root = shop.plugins();
    if !root.exists() {
        return None;
    }
    let scan = scan(&root).unwrap();
    assert!(scan.problems.is_empty(), "{:?}", scan.problems);
    assert!(scan.candidates.len() < 2, "{:?}", scan.candidates);
    let (plugins, key) = (Plugins::at(&root), KEY.parse::<ConnectorKey>().unwrap());
    let disabled = plugins.disabled().unwrap();
    let policy = TrustPolicy::default();
    if let Some(previous) = plugins.previous(&key).unwrap() {
        verify(previous, &policy).unwrap();
    }
    let found = scan.candidates.into_iter().next()?;
    let version = found.manifest.version.clone();
    verify(found, &policy).unwrap();
    Some((version, !disabled.contains(&key)))
}

/// Kills the command at each of its steps, from the state that the place is in.
fn kill_at_every_step(shop: &Shop, what: &str, arguments: &[&str], on: FileSystem) {
    let before = Before::of(shop);
    let data = shop.place.path("data");
    let command = || -> Command {
        let mut command = shop.place.wick();
        command.args(arguments);
        command
    };
    let old = seen(shop);
    let steps = strace::steps(&command(), &data, on);
    let new = seen(shop);
    // A rollback takes the fewest: the lock, the exchange, and two directories to make lasting.
    assert!(steps.len() >= 4, "{what}: {steps:#?}");
    let (mut olds, mut news) = (0, 0);
    for (index, step) in steps.iter().enumerate() {
        before.restore();
        let taken = strace::killed_at(step, &command(), &data, on);
        let texts = |steps: &[Step]| {
            steps
                .iter()
                .map(|step| step.text.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(&taken), texts(&steps[..=index]), "{what} {step:?}");
        let found = seen(shop);
        // There, it is missing for a moment.
        let may_miss = on == FileSystem::Unable && found.is_none();
        assert!(
            found == old || found == new || may_miss,
            "{what}, killed at {step:?}: {found:?} is neither {old:?} nor {new:?}"
        );
        olds += usize::from(found == old);
        news += usize::from(found == new);

        let next = ended(&mut command());
        let is_done = found == new && new.is_none();
        assert_eq!(
            next.code,
            if is_done { 6 } else { 0 },
            "{what}, after {step:?}: {next:#?}"
        );
        // A second rollback goes forward again.
        let is_back = what.contains("rollback") && (found == new || may_miss);
        let expected = if is_back { &old } else { &new };
        assert_eq!(&seen(shop), expected, "{what}, after {step:?}");
        let aside = shop
            .plugins()
            .join(".previous")
            .join(format!("{KEY}.aside"));
        assert!(!aside.exists(), "{what}, after {step:?}");
        let left = shop.hidden();
        let kept = [".disabled.json", ".lock", ".previous"];
        assert!(
            left.iter().all(|name| kept.contains(&name.as_str())),
            "{what}, after {step:?}: {left:?}"
        );
        let drafts = fs::read_dir(&data).unwrap();
        let mut drafts = drafts.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let draft = drafts.find(|name| name.starts_with('.'));
        assert_eq!(draft, None, "{what}, after {step:?}");
        assert!(shop.place.is_clean(), "{what}, after {step:?}");
    }
    assert!(
        olds > 0 && (news > 0 || old == new),
        "{what}: {olds} {news}"
    );
    // Past the test harness, which shows only what failed tests print.
    let _ = writeln!(
        std::io::stderr(),
        "{what} killed at each of {} steps: {olds} times the old state, {news} times the new one",
        steps.len()
    );
}

#[test]
fn a_change_killed_at_every_step_leaves_the_old_or_the_new_state_whole() {
    if !strace::is_there() {
        return;
    }
    let shop = Shop::of_scripts();
    let releases = ["1.0.0", "1.1.0", "1.2.0"].map(|version| shop.release(KEY, version, "exit 3"));
    let [one, two, three] = releases.each_ref().map(|path| path.to_str().unwrap());
    let kill = |what: &str, arguments: &[&str]| {
        kill_at_every_step(&shop, what, arguments, FileSystem::Able);
    };
    kill("first installation", &["install", one]);
    kill("update", &["install", two]);
    kill("disable", &["disable", KEY]);
    kill("update of a disabled one", &["install", three]);
    kill("rollback", &["rollback", KEY]);
    kill("enable", &["enable", KEY]);
    shop.place.run(["disable", KEY]).output();
    kill("removal", &["remove", KEY]);
}

#[test]
fn what_was_killed_in_between_is_finished_where_directories_cannot_be_exchanged() {
    if !strace::is_there() {
        return;
    }
    let shop = Shop::of_scripts();
    let releases = ["1.0.0", "1.1.0"].map(|version| shop.release(KEY, version, "exit 3"));
    let [one, two] = releases.each_ref().map(|path| path.to_str().unwrap());
    shop.place.run(["install", one]).output();
    let kill = |what: &str, arguments: &[&str]| {
        kill_at_every_step(&shop, what, arguments, FileSystem::Unable);
    };
    kill("update in several steps", &["install", two]);
    kill("rollback in several steps", &["rollback", KEY]);
}
