//! Removal by descriptor: of each directory on the way only its identity is kept, and of the deepest few an open
//! descriptor. The way back goes by `..`, and ends where that is not the directory that it came from.

use std::collections::{HashSet, VecDeque};
use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, fchmod, fstat, openat, unlinkat,
};
use rustix::io::Errno;
use rustix::path::Arg;

use super::Work;

/// Directories that are open at a time, beside the one around the tree.
const OPEN: usize = 8;
/// How often a directory is listed in which something new is found each time.
const LISTINGS: u32 = 4;
/// How often the tree is gone through that others change meanwhile.
const ROUNDS: u32 = 3;

/// What the owner of a directory needs to remove what is in it.
pub(in super::super) const OWNER: Mode = Mode::RWXU;

/// Removes `path`, whatever it is.
pub(super) fn remove(path: &Path, work: &mut Work) -> io::Result<()> {
    let Some(name) = path.file_name() else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    };
    let name = CString::new(name.as_encoded_bytes())?;
    // Without a descriptor, of which there may be none.
    let whole = CString::new(path.as_os_str().as_encoded_bytes())?;
    if let Ok(Discarded::Gone) = discard(CWD, &whole, FileType::Unknown) {
        return Ok(());
    }
    let around = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let around = match openat(CWD, around, SEARCHED, Mode::empty()) {
        Err(Errno::NOENT) => return Ok(()),
        opened => opened?,
    };
    for round in 1.. {
        work.spend()?;
        match discard(around.as_fd(), &name, FileType::Unknown)? {
            Discarded::Gone => return Ok(()),
            Discarded::Filled if round > ROUNDS => break,
            Discarded::Filled => {}
        }
        match enter(around.as_fd(), &name).and_then(Listing::of) {
            Ok(top) => Removal::of(&top).clear(top, work)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("something is added to it all the time"))
}

/// The descriptor is for looking up names below it only.
#[cfg(target_os = "linux")]
const SEARCHED: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
#[cfg(not(target_os = "linux"))]
const SEARCHED: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC);

/// Which file it is.
type Identity = (u64, u64);

#[expect(clippy::unnecessary_cast, reason = "the types differ among systems")]
fn identity(stat: &Stat) -> Identity {
    (stat.st_dev as u64, stat.st_ino as u64)
}

/// One directory that is being emptied.
struct Listing {
    directory: Dir,
    identity: Identity,
    /// Entries that went away since it was listed from the start.
    removed: u32,
    listings: u32,
    /// The directory in it that is being emptied now.
    entered: Option<CString>,
}

impl Listing {
    fn of(directory: OwnedFd) -> io::Result<Self> {
        Ok(Self {
            identity: identity(&fstat(&directory)?),
            directory: Dir::new(directory)?,
            removed: 0,
            listings: 1,
            entered: None,
        })
    }

    fn fd(&self) -> io::Result<BorrowedFd<'_>> {
        Ok(self.directory.fd()?)
    }

    /// The next entry; begins again as long as that finds something to remove.
    fn next(&mut self) -> io::Result<Option<(CString, FileType)>> {
        loop {
            match self.directory.read() {
                Some(Ok(entry)) => match entry.file_name().to_bytes() {
                    b"." | b".." => {}
                    _ => return Ok(Some((entry.file_name().to_owned(), entry.file_type()))),
                },
                // It was removed by another process.
                Some(Err(Errno::NOENT)) => return Ok(None),
                Some(Err(error)) => return Err(error.into()),
                None if self.removed > 0 && self.listings < LISTINGS => {
                    self.removed = 0;
                    self.listings += 1;
                    self.directory.rewind();
                }
                None => return Ok(None),
            }
        }
    }
}

struct Removal {
    /// The file system of the tree. Others are mounted, and not the tree's.
    device: u64,
    /// The directories from the top to the one that is being emptied.
    way: Vec<Identity>,
    /// The last of them that are open.
    open: VecDeque<Listing>,
    /// Directories that are as empty as can be.
    stuck: HashSet<Identity>,
    /// The first thing that was in the way.
    obstacle: Option<io::Error>,
}

impl Removal {
    fn of(top: &Listing) -> Self {
        Self {
            device: top.identity.0,
            way: Vec::new(),
            open: VecDeque::new(),
            stuck: HashSet::new(),
            obstacle: None,
        }
    }

    /// Removes all that is in `top`; an error if something remains that was not added meanwhile.
    fn clear(mut self, top: Listing, work: &mut Work) -> io::Result<()> {
        self.push(top);
        while let Some(current) = self.open.back_mut() {
            let (name, kind) = match current.next() {
                Ok(Some(entry)) => entry,
                Ok(None) => {
                    self.leave()?;
                    continue;
                }
                Err(error) => {
                    self.note(error);
                    self.leave()?;
                    continue;
                }
            };
            work.spend()?;
            match discard(current.fd()?, &name, kind) {
                Ok(Discarded::Gone) => current.removed += 1,
                Ok(Discarded::Filled) => self.descend(name)?,
                Err(error) => self.note(error),
            }
        }
        self.obstacle.map_or(Ok(()), Err)
    }

    fn push(&mut self, listing: Listing) {
        self.way.push(listing.identity);
        self.open.push_back(listing);
        if self.open.len() > OPEN {
            self.open.pop_front();
        }
    }

    /// Goes on in a directory of the current one.
    fn descend(&mut self, name: CString) -> io::Result<()> {
        let entered = loop {
            let Some(current) = self.open.back() else {
                return Ok(());
            };
            match enter(current.fd()?, &name) {
                Err(error) if is_out_of_descriptors(&error) && self.open.len() > 1 => {
                    self.open.pop_front();
                }
                entered => break entered.and_then(Listing::of),
            }
        };
        match entered {
            Ok(below) if below.identity.0 != self.device => {
                self.note(io::Error::other("another file system is mounted in it"));
            }
            Ok(below) if self.stuck.contains(&below.identity) => {}
            Ok(below) => {
                if let Some(current) = self.open.back_mut() {
                    current.entered = Some(name);
                }
                self.push(below);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.note(error),
        }
        Ok(())
    }

    /// Goes back to the directory around the current one, which is as empty as can be.
    fn leave(&mut self) -> io::Result<()> {
        let (Some(done), Some(identity)) = (self.open.pop_back(), self.way.pop()) else {
            return Ok(());
        };
        let Some(above) = self.way.last() else {
            return Ok(());
        };
        let Some(current) = self.open.back_mut() else {
            let up = openat(done.fd()?, c"..", ENTERED, Mode::empty())?;
            let up = Listing::of(up)?;
            if up.identity != *above {
                return Err(io::Error::other("it was moved while it was being removed"));
            }
            // It is listed there once more, and goes then if it is empty; it is not entered again.
            self.stuck.insert(identity);
            self.open.push_back(up);
            return Ok(());
        };
        let name = current.entered.take().unwrap_or_default();
        match discard(current.fd()?, &name, FileType::Directory) {
            Ok(Discarded::Gone) => current.removed += 1,
            Ok(Discarded::Filled) => {
                self.stuck.insert(identity);
            }
            Err(error) => {
                self.stuck.insert(identity);
                self.note(error);
            }
        }
        Ok(())
    }

    fn note(&mut self, error: io::Error) {
        self.obstacle.get_or_insert(error);
    }
}

fn is_out_of_descriptors(error: &io::Error) -> bool {
    [Errno::MFILE, Errno::NFILE]
        .iter()
        .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

enum Discarded {
    Gone,
    /// It is a directory with something in it.
    Filled,
}

/// Removes one entry, or says that it is not empty. `kind` is a guess: others may exchange it meanwhile.
fn discard(around: BorrowedFd<'_>, name: &CStr, kind: FileType) -> io::Result<Discarded> {
    let mut refusal = None;
    if kind != FileType::Directory {
        match unlinkat(around, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => return Ok(Discarded::Gone),
            // What systems say of directories; an immutable file is the second of these, too.
            Err(error @ (Errno::ISDIR | Errno::PERM)) => refusal = Some(error),
            Err(error) => return Err(error.into()),
        }
    }
    match unlinkat(around, name, AtFlags::REMOVEDIR) {
        Ok(()) | Err(Errno::NOENT) => Ok(Discarded::Gone),
        Err(Errno::NOTEMPTY | Errno::EXIST) => Ok(Discarded::Filled),
        Err(Errno::NOTDIR) => match refusal {
            Some(refusal) => Err(refusal.into()),
            None => match unlinkat(around, name, AtFlags::empty()) {
                Ok(()) | Err(Errno::NOENT) => Ok(Discarded::Gone),
                Err(error) => Err(error.into()),
            },
        },
        Err(error) => Err(error.into()),
    }
}

/// A directory is read, and never one that a link leads to.
const ENTERED: OFlags = OFlags::DIRECTORY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// Opens a directory so that what is in it can be removed. Its owner gets back the permissions for that.
fn enter(around: BorrowedFd<'_>, name: &CStr) -> io::Result<OwnedFd> {
    let directory = match openat(around, name, ENTERED, Mode::empty()) {
        Err(Errno::ACCESS) => {
            let_owner_in(around, name)?;
            openat(around, name, ENTERED, Mode::empty())?
        }
        directory => directory?,
    };
    let stat = fstat(&directory)?;
    if !is_open_to_owner(&stat) && stat.st_uid == rustix::process::geteuid().as_raw() {
        fchmod(&directory, OWNER)?;
    }
    Ok(directory)
}

/// Whether its owner may list, enter and change it.
pub(in super::super) fn is_open_to_owner(stat: &Stat) -> bool {
    Mode::from_raw_mode(stat.st_mode).contains(OWNER)
}

/// Gives the owner of a directory all permissions, and nobody else any. Follows no link.
#[cfg(target_os = "linux")]
pub(in super::super) fn let_owner_in(around: impl AsFd, name: impl Arg) -> io::Result<()> {
    use std::os::fd::AsRawFd as _;

    // Without permissions there is only a descriptor that stands for the path, and that one has to be changed by its
    // name in /proc.
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let directory = openat(around, name, flags, Mode::empty())?;
    let path = format!("/proc/self/fd/{}", directory.as_raw_fd());
    Ok(rustix::fs::chmod(path, OWNER)?)
}

/// Gives the owner of a directory all permissions, and nobody else any. Follows no link.
#[cfg(not(target_os = "linux"))]
pub(in super::super) fn let_owner_in(around: impl AsFd, name: impl Arg) -> io::Result<()> {
    Ok(rustix::fs::chmodat(
        around,
        name,
        OWNER,
        AtFlags::SYMLINK_NOFOLLOW,
    )?)
}
