//! Whether a catalogue is to be used. Pure: no clock, no file.

use std::time::Duration;

use jiff::Timestamp;
use wick_proto::catalog::{Catalog, Seal, signer};
use wick_proto::signing::VerifyingKey;

use super::error::Refusal;

/// How much clocks may differ.
const SKEW: Duration = Duration::from_secs(24 * 60 * 60);

/// A catalogue that may be used.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) catalog: Catalog,
    /// Which of the keys signed it.
    pub(super) signer: Option<VerifyingKey>,
}

impl Judged {
    /// When it was issued, if somebody who is trusted says it.
    pub(super) fn issued(&self) -> Option<Timestamp> {
        self.signer.and(self.catalog.seal).map(|seal| seal.issued)
    }
}

/// `keys` are those of which one has to have signed it, if there are any; `newest` is when the newest was
/// issued that was ever used.
pub(super) fn judge(
    bytes: &[u8],
    keys: &[VerifyingKey],
    now: Timestamp,
    newest: Option<Timestamp>,
) -> Result<Judged, Refusal> {
    let catalog = Catalog::from_json(bytes)?;
    let signer = match keys {
        [] => None,
        keys => Some(signed_by(bytes, keys, catalog.seal.as_ref())?),
    };
    if let Some(Seal { issued, expires }) = catalog.seal {
        if expires <= now {
            return Err(Refusal::Expired(expires));
        }
        if issued > now + SKEW {
            return Err(Refusal::Future(issued));
        }
        if let Some(newest) = newest.filter(|newest| issued < *newest) {
            return Err(Refusal::Older { issued, newest });
        }
    }
    Ok(Judged { catalog, signer })
}

fn signed_by(
    bytes: &[u8],
    keys: &[VerifyingKey],
    seal: Option<&Seal>,
) -> Result<VerifyingKey, Refusal> {
    if seal.is_none() {
        return Err(Refusal::Unsigned);
    }
    signer(bytes, keys)?.ok_or(Refusal::Signature)
}

#[cfg(test)]
mod tests {
    use wick_proto::signing::SigningKey;

    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn signed(key: &SigningKey) -> String {
        let seal = Seal {
            issued: time("2026-03-01T00:00:00Z"),
            expires: time("2026-04-01T00:00:00Z"),
        };
        Catalog::default().sign(&seal, key).unwrap()
    }

    #[test]
    fn a_signed_catalogue_holds_from_its_issue_to_its_expiry() {
        let key = SigningKey::generate().unwrap();
        let (text, keys) = (signed(&key), [key.verifying_key()]);
        let judged = |now, newest| judge(text.as_bytes(), &keys, time(now), newest);
        let good = judged("2026-03-15T00:00:00Z", None).unwrap();
        assert_eq!(good.issued(), Some(time("2026-03-01T00:00:00Z")));
        assert!(
            judged("2026-02-28T12:00:00Z", None).is_ok(),
            "clocks differ"
        );
        let refused = |now, newest: Option<&str>| judged(now, newest.map(time)).unwrap_err();
        assert!(matches!(
            refused("2026-04-01T00:00:00Z", None),
            Refusal::Expired(_)
        ));
        assert!(matches!(
            refused("2026-02-01T00:00:00Z", None),
            Refusal::Future(_)
        ));
        let same = judged("2026-03-15T00:00:00Z", Some(time("2026-03-01T00:00:00Z")));
        assert!(same.is_ok());
        let older = refused("2026-03-15T00:00:00Z", Some("2026-03-01T00:00:01Z"));
        assert!(matches!(older, Refusal::Older { .. }));
    }

    #[test]
    fn who_asks_for_a_key_gets_nothing_without_its_signature() {
        let [ours, theirs] = [(); 2].map(|()| SigningKey::generate().unwrap());
        let keys = [ours.verifying_key()];
        let judged = |text: &str, keys: &[VerifyingKey]| {
            judge(text.as_bytes(), keys, time("2026-03-15T00:00:00Z"), None)
        };
        assert_eq!(
            judged(&signed(&theirs), &keys).unwrap_err(),
            Refusal::Signature
        );
        assert_eq!(judged("[]", &keys).unwrap_err(), Refusal::Unsigned);
        let tampered = signed(&ours).replace("2026-04-01", "2099-04-01");
        assert_eq!(judged(&tampered, &keys).unwrap_err(), Refusal::Signature);
        // Who asks for none takes either, and knows nothing of who made it.
        for text in ["[]", &signed(&theirs)] {
            assert!(judged(text, &[]).unwrap().issued().is_none());
        }
        assert!(matches!(judged("{}", &[]), Err(Refusal::Unreadable(_))));
    }
}
