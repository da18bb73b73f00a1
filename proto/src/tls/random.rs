//! The random numbers of a connection, from the operating system.
//!
//! AWS-LC measures the jitter of the processor before it gives its first random number: some 40 ms, many times
//! the rest of a plugin's start, unless it was compiled with `AWS_LC_SYS_NO_JITTER_ENTROPY=1`. What needs no
//! number of its generator does not wait for it, however it was compiled. The cryptography stays AWS-LC's.

use aws_lc_rs::agreement::{self, PrivateKey, PublicKey, UnparsedPublicKey};
use rustls::crypto::{
    ActiveKeyExchange, GetRandomFailed, SecureRandom, SharedSecret, SupportedKxGroup,
};
use rustls::{Error, NamedGroup, PeerMisbehaved};
use zeroize::Zeroizing;

/// Bytes of a private key of X25519 (RFC 7748) and of the seed of an Ed25519 key (RFC 8032).
pub(super) const KEY_BYTES: usize = 32;

/// Fresh bytes for a private key.
pub(super) fn key() -> Result<Zeroizing<[u8; KEY_BYTES]>, GetRandomFailed> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    SystemRandom.fill(key.as_mut())?;
    Ok(key)
}

/// The generator of the operating system.
#[derive(Debug)]
pub(super) struct SystemRandom;

impl SecureRandom for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), GetRandomFailed> {
        getrandom::fill(bytes).map_err(|_| GetRandomFailed)
    }
}

/// X25519 as rustls has it over AWS-LC, except for where the private key comes from.
#[derive(Debug)]
pub(super) struct X25519;

impl SupportedKxGroup for X25519 {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let private = PrivateKey::from_private_key(&agreement::X25519, key()?.as_ref())
            .map_err(|_| GetRandomFailed)?;
        let public = private.compute_public_key().map_err(|_| GetRandomFailed)?;
        Ok(Box::new(Exchange { private, public }))
    }

    fn name(&self) -> NamedGroup {
        NamedGroup::X25519
    }
}

struct Exchange {
    private: PrivateKey,
    public: PublicKey,
}

impl ActiveKeyExchange for Exchange {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        // Other encodings than the plain 32 bytes are not TLS.
        if peer.len() != KEY_BYTES {
            return Err(PeerMisbehaved::InvalidKeyShare.into());
        }
        let peer = UnparsedPublicKey::new(&agreement::X25519, peer);
        let misbehaved = PeerMisbehaved::InvalidKeyShare.into();
        agreement::agree(&self.private, peer, misbehaved, |secret| {
            Ok(SharedSecret::from(secret))
        })
    }

    fn pub_key(&self) -> &[u8] {
        self.public.as_ref()
    }

    fn group(&self) -> NamedGroup {
        NamedGroup::X25519
    }
}

#[cfg(test)]
mod tests {
    use rustls::crypto::aws_lc_rs::kx_group;

    use super::*;

    #[test]
    fn exchange_agrees_with_the_one_of_rustls() {
        let own = X25519.start().unwrap();
        let other = kx_group::X25519.start().unwrap();
        let (own_key, other_key) = (own.pub_key().to_vec(), other.pub_key().to_vec());
        let secret = own.complete(&other_key).unwrap();
        let same = other.complete(&own_key).unwrap();
        assert_eq!(secret.secret_bytes(), same.secret_bytes());
    }

    #[test]
    fn key_share_that_is_none_is_refused() {
        for share in [&[9; 31][..], &[9; 33], &[0; 32], &[]] {
            let exchange = X25519.start().unwrap();
            assert!(exchange.complete(share).is_err(), "{share:?}");
        }
    }

    #[test]
    fn keys_differ() {
        assert_ne!(key().unwrap(), key().unwrap());
    }
}
