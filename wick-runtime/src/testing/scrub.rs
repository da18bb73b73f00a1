//! Secrets, taken out of what people see.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What `encodeURIComponent` leaves as it is, beside letters and digits.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Finds secrets in any of the forms in which they travel.
#[derive(Clone, Default)]
pub(crate) struct Scrubber {
    /// What to look for and what to put in its place, the longest first.
    forms: Vec<(String, String)>,
}

impl Scrubber {
    /// A shorter text would be found in anything.
    pub(crate) const LEAST: usize = 6;

    /// Adds a secret under a name, unless it is shorter than [`LEAST`](Self::LEAST).
    pub(crate) fn add(&mut self, name: &str, secret: &str) {
        if secret.chars().count() < Self::LEAST {
            return;
        }
        // Of characters that stand for themselves in URLs, headers and JSON.
        let mark = format!("__secret_{name}__");
        for form in plain_forms(secret).into_iter().chain(url_forms(secret)) {
            self.forms.push((form, mark.clone()));
        }
        self.forms
            .sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        self.forms.dedup_by(|a, b| a.0 == b.0);
    }

    /// `text` without the secrets.
    pub(crate) fn text(&self, text: &str) -> String {
        self.forms
            .iter()
            .fold(text.to_owned(), |text, (form, mark)| {
                text.replace(form, mark)
            })
    }

    /// Bytes without the secrets.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return self.text(text).into_bytes();
        }
        self.forms
            .iter()
            .fold(bytes.to_vec(), |bytes, (form, mark)| {
                replaced(&bytes, form.as_bytes(), mark.as_bytes())
            })
    }
}

/// Shows no secret.
impl fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scrubber").finish_non_exhaustive()
    }
}

fn plain_forms(secret: &str) -> Vec<String> {
    let json = serde_json::Value::from(secret).to_string();
    let mut forms = vec![secret.to_owned(), json[1..json.len() - 1].to_owned()];
    forms.extend(base64_forms(secret.as_bytes()));
    forms.push(hex(secret.as_bytes()));
    forms
}

fn url_forms(secret: &str) -> Vec<String> {
    let encoded = utf8_percent_encode(secret, UNRESERVED).to_string();
    let lenient = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let mut forms = Vec::new();
    for upper in [encoded, lenient, form] {
        // Without anything to encode it is the secret itself, and has its mark already.
        if upper != secret {
            forms.push(lower_escapes(&upper));
            forms.push(upper);
        }
    }
    forms
}

/// `%2F` as `%2f`.
fn lower_escapes(text: &str) -> String {
    let mut parts = text.split('%');
    let mut lower = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (escape, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        lower.push('%');
        lower.push_str(&escape.to_ascii_lowercase());
        lower.push_str(rest);
    }
    lower
}

/// What base64 makes of the secret wherever it stands in a longer text: of the three ways in which
/// it can lie on the groups of three bytes, the characters that only the secret decides.
fn base64_forms(secret: &[u8]) -> Vec<String> {
    let mut forms = vec![STANDARD.encode(secret), URL_SAFE.encode(secret)];
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend(secret);
        let from = (before * 8).div_ceil(6);
        let to = bytes.len() * 8 / 6;
        for encoded in [STANDARD.encode(&bytes), URL_SAFE.encode(&bytes)] {
            forms.push(encoded[from..to].to_owned());
        }
    }
    forms.retain(|form| form.len() >= Scrubber::LEAST);
    forms
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(found) = rest.windows(from.len()).position(|window| window == from) {
        result.extend(&rest[..found]);
        result.extend(to);
        rest = &rest[found + from.len()..];
    }
    result.extend(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubber(secret: &str) -> Scrubber {
        let mut scrubber = Scrubber::default();
        scrubber.add("token", secret);
        scrubber
    }

    #[test]
    fn a_secret_is_found_in_every_form() {
        let secret = "p&ss/w\u{f6}rd \"9\"";
        let scrubber = scrubber(secret);
        let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        for text in [
            secret.to_owned(),
            serde_json::json!({ "token": secret }).to_string(),
            format!("/x?token={form}&y=1"),
            format!("/x?token={}&y=1", lower_escapes(&form)),
            format!("/{}/x", utf8_percent_encode(secret, UNRESERVED)),
            STANDARD.encode(secret),
            URL_SAFE.encode(secret),
            STANDARD.encode(format!("a:{secret}")),
            STANDARD.encode(format!("ab:{secret}")),
            STANDARD.encode(format!("abc:{secret}:d")),
            hex(secret.as_bytes()),
        ] {
            let scrubbed = scrubber.text(&text);
            assert!(scrubbed.contains("secret"), "{text}: {scrubbed}");
        }
        let binary = [b"\xff\xfe".as_slice(), secret.as_bytes(), b"\xff"].concat();
        let scrubbed = scrubber.bytes(&binary);
        assert_eq!(scrubbed, b"\xff\xfe__secret_token__\xff");
    }

    #[test]
    fn what_is_no_secret_stays() {
        assert_eq!(scrubber("hunter2").text("hunter, 2"), "hunter, 2");
        assert_eq!(scrubber("").text("abc"), "abc");
    }
}
