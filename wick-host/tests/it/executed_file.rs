//! What is executed is what was verified.

use std::fs;
use std::sync::Arc;

use wick_host::{CallError, Host, StartCause, StartError};

use crate::support::{KEY, Plugin};

async fn start_error(host: &Host) -> Arc<StartError> {
    match host.start(KEY).await {
        Err(CallError::Start(error)) => error,
        started => panic!("it must not start: {started:?}"),
    }
}

#[tokio::test]
async fn a_binary_exchanged_after_it_was_verified_does_not_run() {
    let good = fs::read("/bin/true").unwrap();
    let plugin = Plugin::of(&good);
    let host = plugin.open(Host::builder()).await;
    let other = plugin.note("other");
    fs::copy("/bin/false", &other).unwrap();
    fs::rename(&other, &plugin.binary).unwrap();
    // The exit status tells which of the two ran.
    let error = start_error(&host).await;
    assert!(
        matches!(error.cause, StartCause::NoHandshake { .. }),
        "{error:?}"
    );
    assert_eq!(error.exit.and_then(|exit| exit.code()), Some(0));
}

#[tokio::test]
async fn a_binary_written_into_after_it_was_verified_is_refused() {
    let plugin = Plugin::of(&fs::read("/bin/true").unwrap());
    let host = plugin.open(Host::builder()).await;
    fs::write(&plugin.binary, fs::read("/bin/false").unwrap()).unwrap();
    let error = start_error(&host).await;
    assert!(matches!(error.cause, StartCause::Changed), "{error:?}");
}

#[tokio::test]
async fn a_script_exchanged_after_it_was_verified_does_not_run() {
    let plugin = Plugin::script("exit 0");
    let host = plugin.open(Host::builder()).await;
    let other = plugin.note("other");
    fs::write(&other, "#!/bin/sh\nexit 1\n").unwrap();
    fs::rename(&other, &plugin.binary).unwrap();
    let error = start_error(&host).await;
    assert!(
        matches!(error.cause, StartCause::NoHandshake { .. }),
        "{error:?}"
    );
    assert_eq!(error.exit.and_then(|exit| exit.code()), Some(0));

    fs::write(&plugin.binary, "#!/bin/sh\nexit 2\n").unwrap();
    let written = plugin.try_open(Host::builder()).await;
    assert!(written.connectors().next().is_none());
}

#[tokio::test]
async fn what_cannot_be_executed_is_told() {
    use std::os::unix::fs::PermissionsExt;

    let mut elsewhere = fs::read("/bin/true").unwrap();
    // The processor in an ELF header.
    elsewhere[18..20].copy_from_slice(&[0xff, 0xfe]);
    for bytes in [
        &b"neither nor"[..],
        b"",
        b"\x7fELF, but not really",
        &elsewhere,
    ] {
        let error = Plugin::of(bytes).refusal(Host::builder()).await;
        assert!(matches!(error.cause, StartCause::Format), "{error:?}");
        assert!(error.hint().unwrap().contains("platform"));
    }

    let locked = Plugin::of(&fs::read("/bin/true").unwrap());
    fs::set_permissions(&locked.binary, fs::Permissions::from_mode(0o644)).unwrap();
    let error = locked.refusal(Host::builder()).await;
    assert!(matches!(error.cause, StartCause::Spawn(_)), "{error:?}");
    assert!(error.hint().unwrap().contains("chmod"));
}
