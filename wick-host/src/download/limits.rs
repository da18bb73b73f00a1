use std::time::Duration;

/// How much a download may be, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Largest release in bytes. By default 256 MiB, as much as is unpacked.
    pub bytes: u64,
    /// Longest time for all of it. By default 10 minutes.
    pub time: Duration,
    /// Longest time without a byte. By default 30 seconds.
    pub stall: Duration,
    /// How many redirects are followed. By default 5.
    pub redirects: usize,
    /// How often a transfer that broke off is taken up again, or a server that is busy asked again. By default
    /// 4 times; for a catalog at most 2 times.
    pub resumptions: u32,
    /// How long to wait before that: twice as long each time. By default half a second.
    pub pause: Duration,
    /// Longest wait before another try, also where the server asks for a longer one. By default 30 seconds.
    pub longest_pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            time: Duration::from_secs(600),
            stall: Duration::from_secs(30),
            redirects: 5,
            resumptions: 4,
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
        }
    }
}
