//! Settings about plugins that run under a debugger.

use std::path::PathBuf;

use wick_proto::verify::SignatureRequirement;

use super::HostBuilder;
use crate::host::attached::Permission;
use crate::host::core::Connector;
use crate::policy::TrustPolicy;

impl HostBuilder {
    /// Sends a connector's calls to the process that wrote `file`, for as long as that is there: a plugin that a
    /// person started with `WICK_PLUGIN_REATTACH_OUT=FILE`, under a debugger. Each call looks again. While there
    /// is no such process, the connector's own plugin is started as usual; it is not kept [warm](Self::warm).
    ///
    /// Nothing of the process is verified, and the host never ends it. So where the [policy](Self::trust) requires
    /// signatures, calls of the connector fail, unless the [host says otherwise](Self::attach_despite_policy). The
    /// file has to belong to this user, and nobody else may be able to write to it; `docs/trust.md` has the rest.
    pub fn attach(mut self, connector: impl Into<String>, file: impl Into<PathBuf>) -> Self {
        self.attached.insert(connector.into(), file.into());
        self
    }

    /// Attaches also where the policy requires signatures.
    pub fn attach_despite_policy(mut self) -> Self {
        self.attaches_despite_policy = true;
        self
    }

    pub(super) fn permission_to_attach(&self) -> Permission {
        // A policy that cannot be read requires all that there is.
        let policy = self.trust.clone().or_else(|| TrustPolicy::baked().ok());
        let requirement = policy.map(|policy| policy.signature());
        match self.attaches_despite_policy || requirement == Some(SignatureRequirement::Optional) {
            true => Permission::Granted,
            false => Permission::Denied,
        }
    }

    pub(super) fn warn_about_attached(&self, connectors: &[Connector]) {
        let is_there = |key: &&String| {
            connectors
                .iter()
                .any(|connector| connector.verified.key().as_str() == key.as_str())
        };
        let missing: Vec<_> = self.attached.keys().filter(|key| !is_there(key)).collect();
        if !missing.is_empty() {
            tracing::warn!(connectors = ?missing, "these are to be attached to and are no connectors of this host");
        }
    }
}
