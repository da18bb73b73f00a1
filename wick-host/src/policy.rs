//! Whom a host trusts.

use wick_proto::environment;
use wick_proto::signing::VerifyingKey;
use wick_proto::verify::{Policy, PolicyError, SignatureRequirement, parse_trusted_keys};

/// Which plugins a host runs: whether they must be signed, and by whose keys.
///
/// There are three sources. A build of the host may bake them in, with the variables
/// `WICK_BAKED_REQUIRE_SIGNATURE` and `WICK_BAKED_PUBKEY` set while this crate is compiled; the
/// environment of the running host may say them, [`WICK_PLUGIN_REQUIRE_SIGNATURE`] and
/// [`WICK_PLUGIN_PUBKEY`]; and the program may, with the methods below. Keys add up, and the later
/// requirement wins. A value that is misspelt is an error and never means "off".
///
/// ```
/// use wick_host::{SignatureRequirement, TrustPolicy};
///
/// let policy = TrustPolicy::from_environment(|name| {
///     (name == "WICK_PLUGIN_REQUIRE_SIGNATURE").then(|| "1".to_owned())
/// })?;
/// assert_eq!(policy.signature(), SignatureRequirement::Required);
/// assert!(TrustPolicy::from_environment(|_| Some("yes".to_owned())).is_err());
/// # Ok::<(), wick_host::PolicyError>(())
/// ```
///
/// [`WICK_PLUGIN_REQUIRE_SIGNATURE`]: environment::REQUIRE_SIGNATURE
/// [`WICK_PLUGIN_PUBKEY`]: environment::TRUSTED_KEYS
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustPolicy(Policy);

impl TrustPolicy {
    /// What was baked into this build; without that, any plugin may run that matches its manifest.
    ///
    /// # Errors
    ///
    /// A baked value that cannot be read.
    pub fn baked() -> Result<Self, PolicyError> {
        Self::default().also(
            option_env!("WICK_BAKED_REQUIRE_SIGNATURE"),
            option_env!("WICK_BAKED_PUBKEY"),
        )
    }

    /// What was baked in, and over it what the environment says. `lookup` gives the value of a
    /// variable, such as `|name| std::env::var(name).ok()`.
    ///
    /// # Errors
    ///
    /// A value that cannot be read.
    pub fn from_environment(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, PolicyError> {
        Self::baked()?.also(
            lookup(environment::REQUIRE_SIGNATURE).as_deref(),
            lookup(environment::TRUSTED_KEYS).as_deref(),
        )
    }

    /// Sets whether plugins must be signed.
    #[must_use]
    pub fn with_signature(mut self, requirement: SignatureRequirement) -> Self {
        self.0.signature = requirement;
        self
    }

    /// Trusts one more key.
    #[must_use]
    pub fn trusting(mut self, key: VerifyingKey) -> Self {
        if !self.0.trusted.contains(&key) {
            self.0.trusted.push(key);
        }
        self
    }

    /// Whether plugins must be signed.
    pub fn signature(&self) -> SignatureRequirement {
        self.0.signature
    }

    /// The keys whose signatures count.
    pub fn trusted(&self) -> &[VerifyingKey] {
        &self.0.trusted
    }

    pub(crate) fn as_policy(&self) -> &Policy {
        &self.0
    }

    /// An empty variable counts as unset, as everywhere else.
    fn also(self, requirement: Option<&str>, keys: Option<&str>) -> Result<Self, PolicyError> {
        let given = |value: Option<&str>| value.unwrap_or_default().trim().to_owned();
        let policy = match given(requirement).as_str() {
            "" => self,
            text => self.with_signature(text.parse()?),
        };
        let keys = parse_trusted_keys(&given(keys))?;
        Ok(keys.into_iter().fold(policy, Self::trusting))
    }
}

#[cfg(test)]
mod tests {
    use wick_proto::signing::SigningKey;

    use super::*;

    fn environment(requirement: &str, keys: &str) -> Result<TrustPolicy, PolicyError> {
        TrustPolicy::from_environment(|name| match name {
            environment::REQUIRE_SIGNATURE => Some(requirement.to_owned()),
            environment::TRUSTED_KEYS => Some(keys.to_owned()),
            _ => None,
        })
    }

    #[test]
    fn the_environment_says_requirement_and_keys() {
        let key = || SigningKey::generate().unwrap().verifying_key();
        let (one, two) = (key(), key());
        let policy = environment("true", &format!(" {one} , {two},{one}")).unwrap();
        assert_eq!(policy.signature(), SignatureRequirement::Required);
        assert_eq!(policy.trusted(), [one, two]);
        let off = environment("0", "").unwrap();
        assert_eq!(off.signature(), SignatureRequirement::Optional);
        assert!(off.trusted().is_empty());
    }

    #[test]
    fn misspelt_values_are_errors() {
        for requirement in ["TRUE", "yes", "on", "2", "required"] {
            assert!(environment(requirement, "").is_err(), "{requirement}");
        }
        assert!(environment("1", "not a key").is_err());
    }
}
