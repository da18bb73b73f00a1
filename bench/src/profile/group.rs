//! What a function is for, judged by its name.
//!
//! A function's time includes that of what the compiler put into it, so a group has some of what it calls, too.

mod kernel;
mod native;
mod rust;

use super::hit::Place;

/// What the processor was busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    KernelSockets,
    KernelScheduling,
    KernelMemory,
    KernelProcesses,
    KernelFiles,
    KernelCalls,
    KernelOther,
    Cryptography,
    Tls,
    Http,
    Runtime,
    Json,
    Messages,
    Wick,
    Measuring,
    Tracing,
    Allocator,
    Buffers,
    Copying,
    Maps,
    Locks,
    Clock,
    Loader,
    Processor,
    Standard,
    Other,
}

impl Group {
    pub(crate) const ALL: [Self; 26] = [
        Self::KernelSockets,
        Self::KernelScheduling,
        Self::KernelMemory,
        Self::KernelProcesses,
        Self::KernelFiles,
        Self::KernelCalls,
        Self::KernelOther,
        Self::Cryptography,
        Self::Tls,
        Self::Http,
        Self::Runtime,
        Self::Json,
        Self::Messages,
        Self::Wick,
        Self::Measuring,
        Self::Tracing,
        Self::Allocator,
        Self::Buffers,
        Self::Copying,
        Self::Maps,
        Self::Locks,
        Self::Clock,
        Self::Loader,
        Self::Processor,
        Self::Standard,
        Self::Other,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::KernelSockets => "kernel: sockets, copying to and from programs",
            Self::KernelScheduling => "kernel: scheduling, waiting and waking",
            Self::KernelMemory => "kernel: memory (faults, mapping, allocation)",
            Self::KernelProcesses => "kernel: fork, exec and exit",
            Self::KernelFiles => "kernel: names and contents of files",
            Self::KernelCalls => "kernel: way in and out",
            Self::KernelOther => "kernel: other, such as its locks",
            Self::Cryptography => "cryptography (AES, SHA, curves)",
            Self::Tls => "TLS (rustls)",
            Self::Http => "HTTP/2 (h2, http)",
            Self::Runtime => "async runtime (tokio, mio)",
            Self::Json => "JSON and its schemas (serde_json, serde, schemars)",
            Self::Messages => "messages (prost, tonic)",
            Self::Wick => "wick itself, and the connector",
            Self::Measuring => "this benchmark's own part of the host",
            Self::Tracing => "logs and traces (tracing)",
            Self::Allocator => "allocator (malloc, free)",
            Self::Buffers => "buffers (bytes)",
            Self::Copying => "copying (memmove, memcpy, memset)",
            Self::Maps => "maps (hashbrown, indexmap) and hashing for them",
            Self::Locks => "locks",
            Self::Clock => "asking for the time",
            Self::Loader => "dynamic loader",
            Self::Processor => "asking what the processor can (CPUID)",
            Self::Standard => "rest of the standard libraries of Rust and C",
            Self::Other => "other",
        }
    }

    /// Of a function by its name, in the file that it is of.
    pub(super) fn of(place: Place, object: &str, function: &str) -> Self {
        match place {
            Place::Kernel => kernel::group(function),
            Place::Program if function.contains("::") => rust::group(function),
            Place::Program => native::group(object, function),
        }
    }
}
