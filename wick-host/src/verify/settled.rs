//! When the stamp of a file stands for its content.

use std::fs::File;
use std::io::{self, Read};
use std::time::{Duration, Instant, SystemTime};

use wick_proto::Digest;

use super::stamp::{FromStart, Stamp};
use super::writers::Writers;

/// How far the clock may fall behind before it counts as set back: less than a stamp has to be past
/// ([`Stamp::is_past`]) without the coarsest tick of a file system that is relied on, a second.
const TOLERANCE: Duration = Duration::from_millis(500);

/// A reading of the wall clock, with one that nobody can set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    pub(crate) wall: SystemTime,
    pub(crate) steady: Instant,
}

impl Clock {
    pub(crate) fn now() -> Self {
        Self {
            wall: SystemTime::now(),
            steady: Instant::now(),
        }
    }

    /// Whether the wall clock was set back since an earlier reading, so that a time may come twice.
    fn was_set_back_since(&self, earlier: &Self) -> bool {
        let passed = self.steady.saturating_duration_since(earlier.steady);
        let expected = earlier.wall.checked_add(passed);
        let reached = self.wall.checked_add(TOLERANCE);
        expected
            .zip(reached)
            .is_none_or(|(expected, reached)| reached < expected)
    }
}

/// The stamp of a file at a time when its content was hashed, and every later change gives it another.
///
/// There is one only if the change was past when the hashing began, nothing was writing meanwhile, and
/// the file system keeps change times itself.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    stamp: Stamp,
    /// When that was so.
    clock: Clock,
}

impl Settled {
    /// That of a file which was hashed from `begun` on without a writer.
    pub(crate) fn new(stamp: Stamp, begun: Clock) -> Option<Self> {
        stamp.is_past(begun.wall).then_some(Self {
            stamp,
            clock: begun,
        })
    }

    /// One that another process wrote down.
    pub(crate) fn stored(stamp: Stamp) -> Self {
        Self {
            stamp,
            clock: Clock::now(),
        }
    }

    pub(crate) fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// Whether a file that has this stamp now still holds what was hashed.
    pub(crate) fn stands_for(&self, stamp: &Stamp, now: &Clock) -> bool {
        *stamp == self.stamp && stamp.is_past(now.wall) && !now.was_set_back_since(&self.clock)
    }
}

/// The digest of what an open file holds.
#[derive(Debug)]
pub(crate) struct Hashed {
    pub(crate) digest: Digest,
    /// What stands for it from now on, if anything does.
    pub(crate) settled: Option<Settled>,
}

/// Hashes an open file, as much of it as there was at the beginning and a byte of what is more.
pub(crate) fn hash(file: &File, writers: &Writers<'_>, begun: Clock) -> io::Result<Hashed> {
    // Before hashing, so that a change meanwhile shows as a difference.
    let stamp = Stamp::of(file)?;
    let digest = Digest::of_reader(FromStart::of(file).take(stamp.bytes().saturating_add(1)))?;
    let is_quiet = can_settle(file, writers) && Stamp::of(file)? == stamp;
    let settled = is_quiet.then(|| Settled::new(stamp, begun)).flatten();
    Ok(Hashed { digest, settled })
}

/// Whether the next change of the file will show in its stamp.
#[cfg(target_os = "linux")]
fn can_settle(file: &File, writers: &Writers<'_>) -> bool {
    writers.are_kept_out() && keeps_change_times(file)
}

/// Only Linux tells of writers and keeps them out.
#[cfg(not(target_os = "linux"))]
fn can_settle(_: &File, _: &Writers<'_>) -> bool {
    true
}

/// Whether the kernel itself sets the change time, finely and whatever the file's owner wants. FAT gives
/// the owner's time of writing for it, and others give what a server or a program says.
#[cfg(target_os = "linux")]
fn keeps_change_times(file: &File) -> bool {
    /// As in the kernel's `magic.h` and in OpenZFS: ext2 to ext4, XFS, Btrfs, tmpfs, overlayfs, F2FS, bcachefs,
    /// ZFS; and squashfs, EROFS and ISO 9660, which nobody can write to.
    const KEEPING: [u32; 11] = [
        0xEF53,
        0x5846_5342,
        0x9123_683E,
        0x0102_1994,
        0x794C_7630,
        0xF2F5_2010,
        0xCA45_1A4E,
        0x2FC1_2FC1,
        0x7371_7368,
        0xE0F5_E1E2,
        0x9660,
    ];
    // The C library's type of it differs; the numbers fit into 32 bits.
    rustix::fs::fstatfs(file).is_ok_and(|system| KEEPING.contains(&(system.f_type as u32)))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn at(wall: SystemTime, steady: Instant) -> Clock {
        Clock { wall, steady }
    }

    #[test]
    fn a_stamp_is_trusted_only_while_the_clock_goes_on() {
        let file = tempfile::tempfile().unwrap();
        let stamp = Stamp::of(&file).unwrap();
        let changed = file.metadata().unwrap().modified().unwrap();
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        assert!(Settled::new(stamp.clone(), at(changed + second, start)).is_none());
        let hashed = at(changed + 10 * second, start);
        let settled = Settled::new(stamp.clone(), hashed).unwrap();
        for (wall, passed, is_trusted) in [
            (changed + 10 * second, 0, true),
            (changed + 20 * second, 10, true),
            // Set forward, and by a little back, as time servers do.
            (changed + 99 * second, 10, true),
            (changed + 20 * second - TOLERANCE / 2, 10, true),
            // Set back, and to before the change.
            (changed + 15 * second, 10, false),
            (changed - second, 10, false),
            (changed + second, 0, false),
        ] {
            let now = at(wall, start + passed * second);
            assert_eq!(settled.stands_for(&stamp, &now), is_trusted, "{now:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_somebody_can_write_to_is_not_settled() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        std::fs::write(&path, "content").unwrap();
        let file = File::open(&path).unwrap();
        let later = || at(SystemTime::now() + Duration::from_secs(60), Instant::now());
        let settled = |file: &File| {
            let writers = Writers::of(file).unwrap();
            hash(file, &writers, later()).unwrap().settled
        };
        let writer = File::options().write(true).open(&path).unwrap();
        assert!(settled(&file).is_none());
        drop(writer);
        let is_kept = keeps_change_times(&file);
        assert_eq!(settled(&file).is_some(), is_kept);
    }
}
