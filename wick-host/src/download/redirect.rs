//! Which redirects are followed.

use std::sync::Arc;

use reqwest::redirect::Policy;
use url::Url;

use super::address::{Plaintext, is_loopback, shown};
use super::proxy::{Proxies, ProxyError};

/// A redirect that was not followed. Addresses are shown without their secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectRefused {
    /// To a connection that others can read and change.
    #[error("it leads to {0}, which is not encrypted")]
    Plaintext(String),
    /// To where it was before.
    #[error("it leads back to {0}, in a circle")]
    Circle(String),
    /// To where the environment names a proxy that cannot be used.
    #[error("it leads to where a proxy is used, and {0}")]
    Proxy(Box<ProxyError>),
    /// To something that is no web address.
    #[error("it leads to {0}, which is no https address")]
    Scheme(String),
    /// One after the other.
    #[error("it leads on and on, more than {0} times")]
    TooMany(usize),
}

pub(super) fn policy(plaintext: Plaintext, limit: usize, proxies: Arc<Proxies>) -> Policy {
    Policy::custom(move |attempt| {
        let judged = judge(attempt.previous(), attempt.url(), plaintext, limit);
        let wrong = |error| RedirectRefused::Proxy(Box::new(error));
        let proxy = || proxies.of(attempt.url()).map_err(wrong);
        match judged.and_then(|()| proxy().map(drop)) {
            Ok(()) => attempt.follow(),
            Err(refused) => attempt.error(refused),
        }
    })
}

fn judge(
    previous: &[Url],
    next: &Url,
    plaintext: Plaintext,
    limit: usize,
) -> Result<(), RedirectRefused> {
    let was_encrypted = previous.iter().any(|url| url.scheme() == "https");
    let may_be_plain = plaintext == Plaintext::Allowed || is_loopback(next);
    match next.scheme() {
        "https" => {}
        "http" if may_be_plain && !was_encrypted => {}
        "http" => return Err(RedirectRefused::Plaintext(shown(next))),
        _ => return Err(RedirectRefused::Scheme(shown(next))),
    }
    if previous.contains(next) {
        return Err(RedirectRefused::Circle(shown(next)));
    }
    match previous.len() > limit {
        true => Err(RedirectRefused::TooMany(limit)),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(previous: &[&str], next: &str, plaintext: Plaintext) -> Result<(), RedirectRefused> {
        let urls: Vec<Url> = previous.iter().map(|url| url.parse().unwrap()).collect();
        judge(&urls, &next.parse().unwrap(), plaintext, 2)
    }

    #[test]
    fn nothing_leads_from_https_to_http_whatever_is_allowed() {
        for plaintext in [Plaintext::LoopbackOnly, Plaintext::Allowed] {
            for next in ["http://b.example/", "http://127.0.0.1/"] {
                let refused = judged(&["https://a.example/"], next, plaintext);
                assert!(matches!(refused, Err(RedirectRefused::Plaintext(_))));
                let later = judged(&["http://[::1]/", "https://a.example/"], next, plaintext);
                assert!(matches!(later, Err(RedirectRefused::Plaintext(_))));
            }
            assert!(judged(&["http://[::1]/"], "https://a.example/", plaintext).is_ok());
            assert!(judged(&["http://[::1]/"], "http://127.0.0.1/", plaintext).is_ok());
        }
        let next = "http://b.example/";
        assert!(judged(&["http://[::1]/"], next, Plaintext::LoopbackOnly).is_err());
        assert!(judged(&["http://a.example/"], next, Plaintext::Allowed).is_ok());
    }

    #[test]
    fn circles_long_ways_and_other_schemes_end() {
        let judged = |previous: &[&str], next| judged(previous, next, Plaintext::Allowed);
        let [a, b, c] = ["https://a/", "https://b/", "https://c/"];
        assert!(judged(&[a, b], c).is_ok());
        assert_eq!(
            judged(&[a, b, c], "https://d/"),
            Err(RedirectRefused::TooMany(2))
        );
        assert_eq!(
            judged(&[a, b], a),
            Err(RedirectRefused::Circle(a.to_owned()))
        );
        for next in ["file:///etc/passwd", "ftp://a/", "data:x"] {
            assert!(matches!(
                judged(&[a], next),
                Err(RedirectRefused::Scheme(_))
            ));
        }
    }
}
