//! The spellings in which a host may hand over its certificate: those that a Go plugin reads.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::{any, prop_assert_eq, proptest};
use wick_proto::tls::{Identity, PeerCertificate, TlsError};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

fn body(pem: &str) -> String {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    lines.collect()
}

#[test]
fn ours_is_the_standard_form() {
    let pem = Identity::generate().unwrap().certificate_pem();
    let lines: Vec<&str> = pem.lines().collect();
    let [BEGIN, body @ .., last, END] = lines.as_slice() else {
        panic!("{pem}");
    };
    assert!(body.iter().all(|line| line.len() == 64), "{pem}");
    assert!((1..=64).contains(&last.len()), "{pem}");
    assert!(pem.ends_with('\n') && !pem.ends_with("\n\n"));
}

#[test]
fn all_spellings_that_go_reads() {
    let identity = Identity::generate().unwrap();
    let pem = identity.certificate_pem();
    let other = Identity::generate().unwrap().certificate_pem();
    let key = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    for text in [
        pem.clone(),
        pem.replace('\n', "\r\n"),
        pem.trim_end().to_owned(),
        format!("made by a host\n\n{pem}and more\n"),
        format!("{key}{pem}"),
        // A peer has one certificate: where there are several, it is the first.
        format!("{pem}{other}"),
        format!("{BEGIN}\n{}\n{END}\n", body(&pem)),
    ] {
        let peer = PeerCertificate::from_pem(&text).unwrap_or_else(|error| {
            panic!("{error} ({error:?}):\n{text}");
        });
        assert_eq!(peer.as_der(), identity.certificate_der(), "{text}");
    }
}

#[test]
fn the_mistake_in_what_go_does_not_read() {
    let pem = Identity::generate().unwrap().certificate_pem();
    let headers = pem.replacen('\n', "\nProc-Type: 4,ENCRYPTED\n\n", 1);
    let label = pem.replace("CERTIFICATE", "TRUSTED CERTIFICATE");
    let cases = [
        (String::new(), "no line"),
        (STANDARD.encode(&pem), "no line"),
        (label, "no line"),
        (pem.replace('\n', ""), "lines of their own"),
        (pem.replace('\n', "\\n"), "lines of their own"),
        (pem.replace(END, ""), "lines of their own"),
        (headers, "is not base64"),
        (pem.replacen("MII", "M!I", 1), "is not base64"),
        (format!("{BEGIN}\n{END}\n"), "X.509"),
        (format!("{BEGIN}\nAAAA\n{END}\n"), "X.509"),
    ];
    for (text, part) in cases {
        let message = PeerCertificate::from_pem(&text).unwrap_err().to_string();
        assert!(message.contains(part), "{message}:\n{text}");
    }
}

#[test]
fn a_key_in_the_place_of_the_certificate_is_not_repeated() {
    let key = "-----BEGIN PRIVATE KEY-----MC4CAQAwBQYDK2VwBCIEIMNsZWFy-----END PRIVATE KEY-----";
    let error = PeerCertificate::from_pem(key).unwrap_err();
    assert!(matches!(error, TlsError::Markers));
    assert!(!format!("{error} {error:?}").contains("MC4C"));
}

proptest! {
    #[test]
    fn lines_of_any_length_are_read(width in 1_usize..200, crlf in any::<bool>()) {
        let identity = Identity::generate().unwrap();
        let end = if crlf { "\r\n" } else { "\n" };
        let body = body(&identity.certificate_pem());
        let lines = body.as_bytes().chunks(width).map(|line| str::from_utf8(line).unwrap());
        let text = [BEGIN].into_iter().chain(lines).chain([END]).collect::<Vec<_>>().join(end);
        let peer = PeerCertificate::from_pem(&text).unwrap();
        prop_assert_eq!(peer.as_der(), identity.certificate_der());
    }

    #[test]
    fn no_text_is_too_strange(text in any::<String>(), at in 0_usize..600) {
        let _ = PeerCertificate::from_pem(&text);
        let mut pem = Identity::generate().unwrap().certificate_pem();
        pem.insert_str(at.min(pem.len()), &text);
        let _ = PeerCertificate::from_pem(&pem);
        let _ = PeerCertificate::from_der(text.into_bytes());
    }
}
