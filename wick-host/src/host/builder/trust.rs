//! Settings about which plugins may run, and as what.

use std::path::PathBuf;

use wick_proto::ConnectorKey;

use super::HostBuilder;
use crate::digests::DigestCache;
use crate::execution::Execution;
use crate::policy::TrustPolicy;
use crate::publishers::Publishers;

impl HostBuilder {
    /// Which plugins may run. By default what was baked into this build, see [`TrustPolicy::baked`].
    pub fn trust(mut self, policy: TrustPolicy) -> Self {
        self.trust = Some(policy);
        self
    }

    /// Where it is kept whom each connector's key belongs to. A plugin of another publisher is then
    /// refused. By default it is not kept, and any plugin that the policy lets run can have any key.
    pub fn publishers(mut self, publishers: Publishers) -> Self {
        self.admission.publishers = Some(publishers);
        self
    }

    /// Refuses plugins with these keys, which the program has connectors for itself: a plugin that took
    /// the place of one would receive what is stored for it.
    pub fn reserve(mut self, keys: impl IntoIterator<Item = ConnectorKey>) -> Self {
        self.admission.reserved.extend(keys);
        self
    }

    /// The digests of binaries that were hashed before. By default none are known.
    pub fn digests(mut self, digests: DigestCache) -> Self {
        self.admission.digests = digests;
        self
    }

    /// How to make sure that what is executed is what was verified. By default, and where the system
    /// cannot do what is asked for, [`Execution::available`]; [`Host::execution`](crate::Host::execution) tells which it is.
    pub fn execution(mut self, execution: Execution) -> Self {
        self.execution = execution;
        self
    }

    /// Where private copies of binaries are made. It must be possible to execute files there, and the
    /// directory must belong to this user and be closed to others. Copies are found again by their
    /// digests, and may be removed while no plugin is starting. By default a directory of this
    /// user's in the temporary one.
    pub fn copies_directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.copies = Some(directory.into());
        self
    }
}
