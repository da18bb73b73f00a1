use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::PluginLimits;

/// Too little for a core dump in a file; and the one limit that also keeps the kernel from handing a dump
/// to a program, as `kernel.core_pattern` may ask for (`man 5 core`, `fs/coredump.c`).
const NO_CORE: u64 = 1;

/// What a new process sets for itself before it becomes the plugin. Plain numbers, as nothing may be
/// allocated there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resources([Option<(Resource, u64)>; 4]);

impl Resources {
    /// Nothing above what the host itself may have: only the privileged may ask for that.
    pub(crate) fn of(limits: &PluginLimits) -> Self {
        let limited = |resource, limit: Option<u64>| {
            let most = getrlimit(resource).maximum.unwrap_or(u64::MAX);
            limit.map(|limit| (resource, limit.min(most)))
        };
        let bytes = limits.memory().map(|mib| mib.saturating_mul(1 << 20));
        Self([
            limited(Resource::As, bytes),
            limited(Resource::Cpu, limits.cpu()),
            limited(Resource::Nofile, limits.files()),
            limited(Resource::Core, (!limits.dumps_core()).then_some(NO_CORE)),
        ])
    }

    /// Makes system calls only.
    pub(crate) fn apply(&self) -> std::io::Result<()> {
        for (resource, limit) in self.0.iter().flatten() {
            // Not one for warnings and another for the end: Go ignores the first.
            let both = Rlimit {
                current: Some(*limit),
                maximum: Some(*limit),
            };
            setrlimit(*resource, both)?;
        }
        Ok(())
    }
}
