//! Faults of a start.

use std::time::Duration;

use wick_host::{Host, HostBuilder, StartCause, StartError};

use crate::bench::{Bench, SHORT, chain};

async fn each_refuses(
    fault: &str,
    builder: impl Fn() -> HostBuilder,
    is_expected: impl Fn(&StartError) -> bool,
) {
    let bench = Bench::new().await;
    refuses(&bench, fault, builder, is_expected).await;
}

async fn refuses(
    bench: &Bench,
    fault: &str,
    builder: impl Fn() -> HostBuilder,
    is_expected: impl Fn(&StartError) -> bool,
) {
    for key in bench.languages() {
        let case = bench.case_with(key, fault, builder()).await;
        let error = case.refusal().await;
        assert!(is_expected(&error), "{key}, {fault}: {error:?}");
        let text = chain(&error);
        assert!(text.contains(key) && text.len() < 20_000, "{text}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
        case.finish().await;
    }
}

fn short() -> HostBuilder {
    Host::builder().start_timeout(SHORT)
}

#[tokio::test]
async fn a_plugin_that_hangs_before_its_handshake_is_given_up() {
    let bench = Bench::new().await;
    for fault in ["hang", "half_line"] {
        refuses(
            &bench,
            fault,
            short,
            |error| matches!(error.cause, StartCause::TimedOut(limit) if limit == SHORT),
        )
        .await;
    }
}

#[tokio::test]
async fn garbage_before_the_handshake_is_quoted() {
    let bench = Bench::new().await;
    for (fault, words) in [
        ("garbage", "Loading configuration"),
        ("garbage_binary", "\\u{1b}"),
    ] {
        refuses(&bench, fault, Host::builder, |error| {
            matches!(error.cause, StartCause::Handshake(_)) && chain(error).contains(words)
        })
        .await;
    }
}

#[tokio::test]
async fn an_endless_first_line_is_cut_off_in_both_languages() {
    each_refuses("endless_line", Host::builder, |error| {
        matches!(error.cause, StartCause::TooLong)
    })
    .await;
}

#[tokio::test]
async fn each_lie_of_a_handshake_has_its_own_error() {
    let bench = Bench::new().await;
    for (fault, words) in [
        ("lie_core", "go-plugin protocol \"2\""),
        ("lie_version", "protocol version 7"),
        ("lie_network", "unknown kind of network, \"pigeon\""),
        (
            "lie_address",
            "no connection to the plugin at /nonexistent/plugin",
        ),
        ("lie_protocol", "\"netrpc\""),
        ("lie_certificate", "TLS handshake with the plugin failed"),
        ("no_certificate", "announced no certificate"),
    ] {
        refuses(&bench, fault, Host::builder, |error| {
            chain(error).contains(words)
        })
        .await;
    }
}

#[tokio::test]
async fn half_a_certificate_is_none() {
    each_refuses("cut_certificate", Host::builder, |error| {
        // Cut in the middle of a group of four, it is not even base64.
        matches!(
            error.cause,
            StartCause::Tls(_) | StartCause::TlsHandshake(_) | StartCause::Handshake(_)
        )
    })
    .await;
}

#[tokio::test]
async fn a_plugin_that_listens_and_never_answers_is_given_up() {
    let limit = Duration::from_secs(2);
    let builder = || Host::builder().start_timeout(limit);
    each_refuses(
        "mute",
        builder,
        |error| matches!(error.cause, StartCause::ConnectTimedOut(given) if given == limit),
    )
    .await;
}

#[tokio::test]
async fn a_plugin_that_says_it_does_not_serve_is_believed() {
    each_refuses("not_serving", Host::builder, |error| {
        matches!(error.cause, StartCause::NotServing)
    })
    .await;
}

#[tokio::test]
async fn what_is_not_http2_is_refused() {
    let bench = Bench::new().await;
    let case = bench.case("faulty", "not_http").await;
    let error = case.refusal().await;
    assert!(matches!(error.cause, StartCause::Refused(_)), "{error:?}");
    case.finish().await;
}

#[tokio::test]
async fn last_words_of_a_failed_start_are_quoted() {
    let bench = Bench::new().await;
    for fault in ["exit", "exit_with_child"] {
        refuses(&bench, fault, Host::builder, |error| {
            let quoted = ["faulty: cannot read /etc/faulty.conf", "faulty: giving up"];
            matches!(error.cause, StartCause::NoHandshake { .. })
                && error.exit.and_then(|exit| exit.code()) == Some(7)
                && error.last_lines.ends_with(&quoted.map(str::to_owned))
        })
        .await;
    }
}

#[tokio::test]
async fn a_plugin_that_closes_its_output_is_not_waited_for() {
    each_refuses("close_output", Host::builder, |error| {
        matches!(error.cause, StartCause::NoHandshake { .. }) && error.exit.is_none()
    })
    .await;
}
