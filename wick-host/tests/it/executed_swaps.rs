//! Nothing but what was verified runs, however the file is exchanged between verification and start.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{FileExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, TryRecvError};

use wick_host::{
    CallError, Encryption, Execution, Host, StartCause, TrustPolicy, Verified, scan, verify,
};

use crate::support::{KEY, Plugin};

const TRIES: usize = 10_000;
/// More than a small machine has processors, as starts also wait.
const WORKERS: usize = 4;

#[derive(Default)]
struct Counts {
    own: AtomicUsize,
    refused: AtomicUsize,
    foreign: AtomicUsize,
    swaps: AtomicUsize,
}

#[test]
fn a_file_swapped_between_verification_and_start_never_runs() {
    let counts = Counts::default();
    swap(Execution::Descriptor, TRIES, &counts);
    // As on systems that cannot execute a descriptor.
    let copied = Counts::default();
    swap(Execution::PrivateCopy, TRIES / 10, &copied);
    report(Execution::Descriptor, TRIES, &counts);
    report(Execution::PrivateCopy, TRIES / 10, &copied);
}

fn report(execution: Execution, tries: usize, counts: &Counts) {
    let [own, refused, foreign, swaps] =
        [&counts.own, &counts.refused, &counts.foreign, &counts.swaps]
            .map(|count| count.load(Ordering::Relaxed));
    let text = format!(
        "swap after verify, {execution:?}: {tries} tries, {swaps} swaps, {own} runs of the verified \
         file, {refused} refused, {foreign} foreign runs\n"
    );
    // Past the capture of output: the numbers are to be seen.
    std::io::stderr().write_all(text.as_bytes()).unwrap();
    assert_eq!(own + refused + foreign, tries);
    assert_eq!(foreign, 0);
    // Both happened, or nothing was tried.
    assert!(own > tries / 10, "{own}");
    assert!(swaps >= tries, "{swaps}");
}

fn swap(execution: Execution, tries: usize, counts: &Counts) {
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| work(execution, tries / WORKERS, counts));
        }
    });
}

fn work(execution: Execution, tries: usize, counts: &Counts) {
    // One is silent, the other is not: that tells them apart even where an exit status comes too late.
    let good = fs::read("/bin/true").unwrap();
    let foreign = fs::read("/bin/pwd").unwrap();
    let plugin = Plugin::of(&good);
    let attack = Attack {
        path: plugin.binary.clone(),
        good,
        foreign,
        spare: plugin.note("spare"),
        target: plugin.binary.with_file_name("target"),
    };
    let runtime = runtime();
    std::thread::scope(|scope| {
        // Between the two the file is exchanged all the time. Whoever panics lets go of its ends.
        let (begin, begun) = mpsc::channel();
        let (end, ended) = mpsc::channel::<()>();
        let (pause, paused) = mpsc::channel();
        let attack = &attack;
        scope.spawn(move || {
            while let Ok(round) = begun.recv() {
                let mut methods = METHODS.iter().cycle().skip(round);
                while ended.try_recv() == Err(TryRecvError::Empty) {
                    // A write may find the program running, which is as good.
                    let _ = methods.next().unwrap()(attack);
                    counts.swaps.fetch_add(1, Ordering::Relaxed);
                    std::thread::yield_now();
                }
                pause.send(()).unwrap();
            }
        });
        for round in 0..tries {
            let verified = verified(attack, plugin.binary.parent().unwrap());
            begin.send(round).unwrap();
            if round % 2 == 0 {
                // Before the start for sure; else whenever it happens.
                let _ = METHODS[round / 2 % METHODS.len()](attack);
                counts.swaps.fetch_add(1, Ordering::Relaxed);
            }
            let outcome = runtime.block_on(start(&plugin, verified, execution));
            end.send(()).unwrap();
            paused.recv().unwrap();
            let count = match outcome {
                Outcome::Own => &counts.own,
                Outcome::Foreign => &counts.foreign,
                Outcome::Refused => &counts.refused,
            };
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// The plugin with the right file, verified.
fn verified(attack: &Attack, directory: &Path) -> Verified {
    attack.restore();
    let candidate = scan::read_directory(directory).unwrap();
    verify::verify(candidate, &TrustPolicy::default()).unwrap()
}

#[test]
fn the_programs_of_the_swaps_are_told_apart() {
    for (program, expected) in [("/bin/true", Outcome::Own), ("/bin/pwd", Outcome::Foreign)] {
        let plugin = Plugin::of(&fs::read(program).unwrap());
        let candidate = scan::read_directory(plugin.binary.parent().unwrap()).unwrap();
        let verified = verify::verify(candidate, &TrustPolicy::default()).unwrap();
        let outcome = runtime().block_on(start(&plugin, verified, Execution::Descriptor));
        assert_eq!(outcome, expected);
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Own,
    Foreign,
    Refused,
}

/// Starts it, and tells what ran.
async fn start(plugin: &Plugin, verified: Verified, execution: Execution) -> Outcome {
    let host = Host::builder()
        .encryption(Encryption::None)
        .execution(execution)
        .socket_directory(plugin.sockets())
        .copies_directory(plugin.copies())
        .of([verified]);
    let Err(CallError::Start(error)) = host.start(KEY).await else {
        panic!("neither of them serves")
    };
    match &error.cause {
        StartCause::NoHandshake { .. } if error.exit.is_none_or(|exit| exit.success()) => {
            Outcome::Own
        }
        StartCause::NoHandshake { .. } | StartCause::Handshake(_) => Outcome::Foreign,
        StartCause::Changed | StartCause::Unreadable(_) => Outcome::Refused,
        // Open for writing all the time.
        StartCause::Spawn(error) if error.kind() == ErrorKind::ExecutableFileBusy => {
            Outcome::Refused
        }
        other => panic!("{other:?}"),
    }
}

struct Attack {
    path: PathBuf,
    good: Vec<u8>,
    foreign: Vec<u8>,
    spare: PathBuf,
    target: PathBuf,
}

type Method = fn(&Attack) -> std::io::Result<()>;

const METHODS: [Method; 3] = [Attack::rename_over, Attack::flip_link, Attack::write_into];

impl Attack {
    /// Another file takes the place of the path.
    fn rename_over(&self) -> std::io::Result<()> {
        let spare = self.draft(&self.foreign)?;
        fs::rename(spare, &self.path)
    }

    /// The path becomes a link to another file beside it.
    fn flip_link(&self) -> std::io::Result<()> {
        fs::rename(self.draft(&self.foreign)?, &self.target)?;
        let link = self.spare.with_extension(thread_name());
        let _ = fs::remove_file(&link);
        symlink("target", &link)?;
        fs::rename(link, &self.path)
    }

    /// The bytes change, the file does not.
    fn write_into(&self) -> std::io::Result<()> {
        let file = File::options().write(true).open(&self.path)?;
        file.write_all_at(&self.foreign, 0)?;
        file.set_len(self.foreign.len() as u64)
    }

    fn restore(&self) {
        fs::rename(self.draft(&self.good).unwrap(), &self.path).unwrap();
    }

    fn draft(&self, content: &[u8]) -> std::io::Result<PathBuf> {
        use std::os::unix::fs::PermissionsExt;

        let spare = self.spare.with_extension(thread_name());
        let _ = fs::remove_file(&spare);
        fs::write(&spare, content)?;
        fs::set_permissions(&spare, fs::Permissions::from_mode(0o755))?;
        Ok(spare)
    }
}

/// Each thread has drafts of its own.
fn thread_name() -> String {
    format!("{:?}", std::thread::current().id())
}
