//! Every way in which a first line can be wrong, and the ways without one.

use std::time::Duration;

use wick_host::{Encryption, Host, HostBuilder, StartCause};

use crate::support::{Plugin, timely};

/// A script that prints the line and stays.
fn printing(line: &str) -> Plugin {
    Plugin::script(&format!("printf '{line}\\n'\nexec sleep 3600"))
}

fn plain() -> HostBuilder {
    Host::builder().encryption(Encryption::None)
}

#[tokio::test]
async fn each_bad_line_is_its_own_error_and_ends_the_plugin() {
    for (line, message) in [
        ("", r#"printed "" where"#),
        ("hello", r#"printed "hello" where"#),
        ("1|1|unix", "where its handshake should be"),
        ("1 |1|unix|/s|grpc|", "go-plugin protocol"),
        ("2|1|unix|/s|grpc|", "go-plugin protocol"),
        ("1|x|unix|/s|grpc|", "is not a number"),
        ("1|1|pigeon|/s|grpc|", "unknown kind of network"),
        ("1|1|tcp|nowhere|grpc|", "not an address"),
        ("1|1|unix|/s", "netrpc"),
        ("1|1|unix|/s|netrpc|", "netrpc"),
        ("1|1|unix|/s|grpc|%080d=-_", "not base64"),
        ("\\377\\376\\000|1|unix|/s|grpc|", "go-plugin protocol"),
    ] {
        let error = printing(line).refusal(plain()).await;
        let StartCause::Handshake(cause) = &error.cause else {
            panic!("{line}: {error:?}")
        };
        assert!(cause.to_string().contains(message), "{line}: {cause}");
        assert!(error.to_string().contains("fake"), "{error}");
        assert!(error.exit.is_none(), "it did not end by itself");
        assert!(error.hint().is_some());
    }
}

#[tokio::test]
async fn a_version_that_was_not_offered_names_both_sides() {
    let error = printing("1|7|unix|/s|grpc|").refusal(plain()).await;
    let text = error.cause.to_string();
    assert!(
        text.contains("version 7") && text.contains("host 1"),
        "{text}"
    );
}

#[tokio::test]
async fn tls_is_neither_dropped_nor_taken_on_unasked() {
    for filler in ["", "short"] {
        let line = format!("1|1|unix|/s|grpc|{filler}");
        let error = printing(&line).refusal(Host::builder()).await;
        assert!(
            matches!(error.cause, StartCause::CertificateMissing),
            "{error:?}"
        );
    }
    let certificate = "A".repeat(100);
    let line = format!("1|1|unix|/s|grpc|{certificate}");
    let error = printing(&line).refusal(plain()).await;
    assert!(
        matches!(error.cause, StartCause::CertificateUnasked),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_socket_that_nobody_serves_is_told_at_the_start() {
    let error = printing("1|1|unix|/nonexistent/socket|grpc|")
        .refusal(plain())
        .await;
    assert!(
        matches!(error.cause, StartCause::Connect { .. }),
        "{error:?}"
    );
    assert!(error.cause.to_string().contains("/nonexistent/socket"));
}

#[tokio::test]
async fn an_exit_without_a_line_is_told_with_status_and_last_words() {
    for (script, code) in [
        ("exit 0", 0),
        ("echo broken >&2; echo really >&2; exit 3", 3),
    ] {
        let error = Plugin::script(script).refusal(plain()).await;
        assert!(
            matches!(error.cause, StartCause::NoHandshake { .. }),
            "{error:?}"
        );
        assert_eq!(error.exit.unwrap().code(), Some(code));
        if code == 3 {
            assert_eq!(error.last_lines, ["broken", "really"]);
            let text = error.to_string();
            assert!(
                text.contains("exit status: 3") && text.contains("really"),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn an_unterminated_line_is_told_when_the_output_ends() {
    let error = Plugin::script("printf 'half a li'; exit 1")
        .refusal(plain())
        .await;
    assert!(error.cause.to_string().contains("half a li"), "{error:?}");
}

#[tokio::test]
async fn an_unterminated_line_of_a_living_plugin_runs_into_the_time_limit() {
    let limit = Duration::from_millis(200);
    let plugin = Plugin::script("printf '1|1|unix|/s|grpc|'; exec sleep 3600");
    let error = plugin.refusal(plain().start_timeout(limit)).await;
    assert!(
        matches!(error.cause, StartCause::TimedOut(l) if l == limit),
        "{error:?}"
    );
}

#[tokio::test]
async fn closing_the_output_ends_the_wait() {
    let error = Plugin::script("exec >&-; exec sleep 3600")
        .refusal(plain())
        .await;
    assert!(
        matches!(error.cause, StartCause::NoHandshake { .. }),
        "{error:?}"
    );
    assert!(error.exit.is_none());
}

#[tokio::test]
async fn an_endless_line_is_cut_off() {
    let error = Plugin::script("exec cat /dev/zero").refusal(plain()).await;
    assert!(matches!(error.cause, StartCause::TooLong), "{error:?}");
}

#[tokio::test]
async fn megabytes_of_log_before_the_line_block_nothing() {
    let noise = "head -c 4000000 /dev/zero | tr '\\0' 'x' >&2; echo >&2; echo last >&2";
    let error = Plugin::script(&format!("{noise}; exit 4"))
        .refusal(plain())
        .await;
    assert_eq!(error.exit.unwrap().code(), Some(4));
    assert_eq!(error.last_lines.last().unwrap(), "last");
    assert!(error.to_string().len() < 20_000);
}

#[tokio::test]
async fn escapes_in_last_words_are_harmless() {
    let script = "printf '\\033[31mred\\007\\n' >&2; exit 1";
    let error = Plugin::script(script).refusal(plain()).await;
    assert_eq!(error.last_lines, ["\\u{1b}[31mred\\u{7}"]);
}

#[tokio::test]
async fn a_descendant_that_holds_the_pipes_does_not_hold_up_the_error() {
    let error = Plugin::script("sleep 3600 & exit 5").refusal(plain()).await;
    assert_eq!(error.exit.unwrap().code(), Some(5));
}

#[tokio::test]
async fn the_host_is_usable_after_a_failed_start() {
    let plugin = Plugin::script("exit 1");
    let host = plugin.open(plain()).await;
    for _ in 0..3 {
        assert!(timely(host.start(crate::support::KEY)).await.is_err());
    }
    timely(host.shutdown()).await;
}
