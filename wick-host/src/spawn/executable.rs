use std::fs::File;
use std::path::PathBuf;

use crate::error::StartCause;

/// The path by which a child executes the open file, of which it has a copy until then; `None` if it
/// has to be executed by its own path.
///
/// What the kernel cannot execute is refused here: the C library would hand it to a shell instead.
#[cfg(target_os = "linux")]
pub(super) fn descriptor(file: &File) -> Result<Option<PathBuf>, StartCause> {
    use std::os::fd::AsRawFd;

    let header = Header::of(file).map_err(StartCause::Unreadable)?;
    if header.is_script() {
        return Ok(None);
    }
    // Without /proc, as in some containers, there is nothing to compare with, and only the path.
    let Ok(own) = File::open("/proc/self/exe").and_then(|own| Header::of(&own)) else {
        return Ok(None);
    };
    match header.runs_like(&own) {
        true => Ok(Some(format!("/proc/self/fd/{}", file.as_raw_fd()).into())),
        false => Err(StartCause::Format),
    }
}

/// Other systems cannot execute a descriptor.
#[cfg(not(target_os = "linux"))]
pub(super) fn descriptor(_: &File) -> Result<Option<PathBuf>, StartCause> {
    Ok(None)
}

/// The start of a file, as far as it tells a program for this machine from others (`man 5 elf`).
#[cfg(target_os = "linux")]
#[derive(Debug, Default)]
struct Header {
    bytes: [u8; 20],
}

#[cfg(target_os = "linux")]
impl Header {
    fn of(file: &File) -> std::io::Result<Self> {
        use std::os::unix::fs::FileExt;

        let mut header = Self::default();
        // A shorter file leaves zeros, which match nothing.
        file.read_at(&mut header.bytes, 0)?;
        Ok(header)
    }

    fn is_script(&self) -> bool {
        self.bytes.starts_with(b"#!")
    }

    /// The same magic, word size, byte order and processor as a program that runs here.
    fn runs_like(&self, own: &Self) -> bool {
        let machine = 18..20;
        self.bytes[..6] == own.bytes[..6] && self.bytes[machine.clone()] == own.bytes[machine]
    }
}
