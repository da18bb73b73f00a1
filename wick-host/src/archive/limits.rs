/// How much an archive may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Largest archive in bytes. By default 256 MiB.
    pub archive_bytes: u64,
    /// Most bytes that may come out of it. By default 1 GiB.
    pub unpacked_bytes: u64,
    /// Most files and directories in it. By default 64; a release has two files, and four with
    /// detached signatures.
    pub entries: usize,
    /// How many bytes may come out for each byte that goes in. By default 200; binaries give 3 to 5,
    /// and deflate cannot give more than 1032.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            archive_bytes: 256 << 20,
            unpacked_bytes: 1 << 30,
            entries: 64,
            ratio: 200,
        }
    }
}
