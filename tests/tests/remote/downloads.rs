//! Downloads in the library.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use wick_host::download::{
    Address, DownloadError, Downloader, Limits, Progress, RedirectRefused, Release, Retry,
};
use wick_proto::Digest;
use wick_proto::catalog::Expected;
use wick_tests::timely;

use crate::server::{Answer, Server, busy, encoded, file};

/// Without waiting before it tries again.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.pause = Duration::ZERO;
    limits
}

fn expected(bytes: &[u8]) -> Expected {
    Expected {
        digest: Digest::of(bytes),
        size: bytes.len() as u64,
    }
}

/// Some bytes, each part of which is another.
fn bytes(count: usize) -> Vec<u8> {
    (0..count)
        .map(|at| (at % 251) as u8 ^ (at / 251) as u8)
        .collect()
}

async fn download(
    url: &str,
    expected: Option<&Expected>,
    limits: Limits,
) -> Result<Release, DownloadError> {
    let address: Address = url.parse().unwrap();
    let downloader = Downloader::new().limits(limits);
    timely(downloader.release(&address, expected, |_| {})).await
}

async fn refused(url: &str, expected: Option<&Expected>, limits: Limits) -> DownloadError {
    download(url, expected, limits).await.unwrap_err()
}

#[tokio::test]
async fn a_file_is_downloaded_as_it_is_told_to_be_and_gone_with_its_value() {
    let server = Server::http();
    let whole = bytes(300_000);
    server.put("/a/desk.zip", file(whole.clone()));
    let address: Address = server.url("/a/desk.zip").parse().unwrap();
    let mut seen: Vec<Progress> = Vec::new();
    let downloader = Downloader::new();
    let expected = expected(&whole);
    let release = downloader.release(&address, Some(&expected), |progress| seen.push(progress));
    let release = timely(release).await.unwrap();
    assert_eq!(std::fs::read(release.path()).unwrap(), whole);
    assert_eq!(release.path().file_name().unwrap(), "desk.zip");
    assert_eq!(release.origin(), server.url("/a/desk.zip"));
    assert_eq!(seen[0].percent(), Some(0));
    assert_eq!(seen.last().unwrap().percent(), Some(100));
    assert!(seen.is_sorted_by_key(|progress| progress.received));
    let asked = server.asked();
    assert_eq!(asked[0].header("accept-encoding"), Some("identity"));
    assert!(asked[0].header("user-agent").unwrap().starts_with("wick/"));

    let directory = release.path().parent().unwrap().to_owned();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = directory.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
    drop(release);
    assert!(!directory.exists());
}

#[tokio::test]
async fn a_transfer_that_breaks_off_goes_on_where_it_ended() {
    let server = Server::http();
    let whole = bytes(300_000);
    let etag = Some(r#""one""#);
    let broken = |after| Answer::Broken {
        bytes: whole.clone(),
        etag,
        after,
    };
    let last = Answer::File {
        bytes: whole.clone(),
        etag,
    };
    server.put_all("/f", [broken(100_000), broken(50_000), broken(0), last]);
    let release = download(&server.url("/f"), Some(&expected(&whole)), limits()).await;
    assert_eq!(std::fs::read(release.unwrap().path()).unwrap(), whole);
    let asked = server.asked();
    let ranges: Vec<_> = asked.iter().map(|asked| asked.header("range")).collect();
    let [None, Some(first), Some(second), Some(third)] = ranges[..] else {
        panic!("{ranges:?}");
    };
    // How much of it arrives before the connection breaks is not ours to say.
    let start = |range: &str| -> u64 {
        let start = range
            .strip_prefix("bytes=")
            .and_then(|range| range.strip_suffix('-'));
        start.unwrap().parse().unwrap()
    };
    assert!(
        start(first) > 0 && start(first) <= start(second),
        "{ranges:?}"
    );
    assert!(
        start(second) <= start(third) && start(third) <= 150_000,
        "{ranges:?}"
    );
    assert!(
        asked[1..]
            .iter()
            .all(|asked| asked.header("if-range") == etag)
    );
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_taken_from_its_beginning() {
    let server = Server::http();
    let (old, new) = (bytes(200_000), vec![b'n'; 150_000]);
    let broken = Answer::Broken {
        bytes: old,
        etag: Some(r#""old""#),
        after: 100_000,
    };
    let whole = Answer::File {
        bytes: new.clone(),
        etag: Some(r#""new""#),
    };
    server.put_all("/f", [broken, whole]);
    let release = download(&server.url("/f"), None, limits()).await.unwrap();
    assert_eq!(std::fs::read(release.path()).unwrap(), new);
    assert_eq!(server.asked()[1].header("if-range"), Some(r#""old""#));
}

#[tokio::test]
async fn without_a_strong_tag_a_transfer_begins_again() {
    for etag in [None, Some(r#"W/"weak""#)] {
        let server = Server::http();
        let whole = bytes(200_000);
        let broken = Answer::Broken {
            bytes: whole.clone(),
            etag,
            after: 100_000,
        };
        server.put_all("/f", [broken, file(whole.clone())]);
        let release = download(&server.url("/f"), None, limits()).await.unwrap();
        assert_eq!(std::fs::read(release.path()).unwrap(), whole);
        let asked = server.asked();
        assert_eq!(asked.len(), 2);
        assert!(asked.iter().all(|asked| asked.header("range").is_none()));
    }
}

#[tokio::test]
async fn a_transfer_that_always_breaks_off_is_given_up() {
    let server = Server::http();
    server.put(
        "/f",
        Answer::Broken {
            bytes: bytes(200_000),
            etag: Some(r#""one""#),
            after: 1_000,
        },
    );
    let error = refused(&server.url("/f"), None, limits()).await;
    assert!(
        matches!(error, DownloadError::Interrupted { .. }),
        "{error}"
    );
    assert_eq!(server.asked().len(), 1 + limits().resumptions as usize);
}

/// Without a length and without chunks, the end of the connection is the end of the file.
#[tokio::test]
async fn a_file_that_ends_too_early_without_a_word_is_found_by_its_size() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/f", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        for _ in 0..=1 {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                std::io::Read::read_exact(&mut stream, &mut byte).unwrap();
                request.extend(byte);
            }
            let answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf";
            stream.write_all(answer).unwrap();
        }
    });
    let mut limits = limits();
    limits.resumptions = 1;
    let error = refused(&url, Some(&expected(b"half of it")), limits).await;
    assert!(
        matches!(error, DownloadError::Interrupted { received: 4, .. }),
        "{error}"
    );
    server.join().unwrap();
}

#[tokio::test]
async fn redirects_are_followed_as_far_as_they_lead_somewhere() {
    let server = Server::http();
    server.put("/f", file("here"));
    server.put(
        "/one",
        Answer::Redirect("/two?signature=hunter2".to_owned()),
    );
    server.put("/two", Answer::Redirect(server.url("/f")));
    let release = download(&server.url("/one"), None, limits()).await.unwrap();
    assert_eq!(std::fs::read(release.path()).unwrap(), b"here");
    assert!(
        server
            .asked()
            .iter()
            .all(|asked| asked.header("referer").is_none())
    );

    let source = async |path: &str| match refused(&server.url(path), None, limits()).await {
        DownloadError::Redirect { source, .. } => source,
        other => panic!("{other}"),
    };
    server.put("/circle", Answer::Redirect("/round".to_owned()));
    server.put("/round", Answer::Redirect("/circle".to_owned()));
    assert!(matches!(
        source("/circle").await,
        RedirectRefused::Circle(_)
    ));
    for step in 0..9 {
        let next = format!("/far{}", step + 1);
        server.put(&format!("/far{step}"), Answer::Redirect(next));
    }
    assert_eq!(source("/far0").await, RedirectRefused::TooMany(5));
    for (to, is_plaintext) in [
        ("http://example.com/f?signature=hunter2", true),
        ("ftp://example.com/f", false),
    ] {
        server.put("/out", Answer::Redirect(to.to_owned()));
        let refused = source("/out").await;
        assert_eq!(
            matches!(refused, RedirectRefused::Plaintext(_)),
            is_plaintext
        );
        assert!(!refused.to_string().contains("hunter2"), "{refused}");
    }
    // This is no address of a server at all.
    server.put("/file", Answer::Redirect("file:///etc/passwd".to_owned()));
    let error = refused(&server.url("/file"), None, limits()).await;
    assert!(
        matches!(error, DownloadError::Status { status: 302, .. }),
        "{error}"
    );
    assert!(error.hint().unwrap().contains("leads"), "{error}");
}

#[tokio::test]
async fn a_server_that_stops_sending_is_given_up() {
    let server = Server::http();
    let mut limits = limits();
    limits.stall = Duration::from_millis(50);
    limits.resumptions = 1;
    server.put("/silent", Answer::Silent);
    server.put("/stalled", Answer::Stalled(bytes(1000)));
    for (path, requests) in [("/silent", 1), ("/stalled", 2)] {
        let error = refused(&server.url(path), None, limits).await;
        assert!(matches!(error, DownloadError::Stalled { .. }), "{error}");
        assert_eq!(server.asked().len(), requests, "{path}");
    }
}

#[tokio::test]
async fn a_download_ends_at_its_time_however_slow_it_is() {
    let server = Server::http();
    server.put("/f", Answer::Trickle);
    let mut limits = limits();
    limits.time = Duration::from_millis(100);
    let error = refused(&server.url("/f"), None, limits).await;
    assert!(matches!(error, DownloadError::TimedOut { .. }), "{error}");
}

#[tokio::test]
async fn what_is_too_large_is_not_begun_or_ends_at_the_limit() {
    let server = Server::http();
    let mut limits = limits();
    limits.bytes = 100_000;
    server.put("/announced", Answer::Announced(100_001));
    server.put("/endless", Answer::Endless);
    server.put("/exact", file(bytes(100_000)));
    for path in ["/announced", "/endless"] {
        let error = refused(&server.url(path), None, limits).await;
        let expected = format!("{}: it is larger than 100000 bytes", server.url(path));
        assert_eq!(error.to_string(), expected);
        assert_eq!(server.asked().len(), 1, "{path} is not tried again");
    }
    assert!(download(&server.url("/exact"), None, limits).await.is_ok());
}

#[tokio::test]
async fn what_is_not_what_the_catalogue_says_is_refused() {
    let server = Server::http();
    let right = bytes(50_000);
    let mut wrong = right.clone();
    wrong[49_999] ^= 1;
    server.put("/wrong", file(wrong));
    server.put("/shorter", file(&right[1..]));
    server.put("/longer", file([&right[..], b"x"].concat()));
    server.put("/endless", Answer::Endless);
    let expected = expected(&right);
    let error = refused(&server.url("/wrong"), Some(&expected), limits()).await;
    assert!(matches!(error, DownloadError::Digest { .. }), "{error}");
    for path in ["/shorter", "/longer", "/endless"] {
        let error = refused(&server.url(path), Some(&expected), limits()).await;
        assert!(
            matches!(error, DownloadError::Size { .. }),
            "{path}: {error}"
        );
    }
    assert_eq!(server.asked().len(), 4, "none is tried again");
}

#[tokio::test]
async fn a_file_of_this_machine_is_copied_within_the_same_rules() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("desk.zip");
    let right = bytes(5_000);
    std::fs::write(&path, &right).unwrap();
    let mut small = limits();
    small.bytes = 4_999;
    let copied = async |expected: Option<&Expected>, limits| {
        let downloader = Downloader::new().limits(limits);
        timely(downloader.local_release(&path, expected)).await
    };
    let copy = copied(Some(&expected(&right)), limits()).await.unwrap();
    assert_eq!(std::fs::read(copy.path()).unwrap(), right);
    let error = copied(None, small).await.unwrap_err();
    assert!(matches!(error, DownloadError::TooLarge { .. }), "{error}");
    let error = copied(Some(&expected(b"other")), limits())
        .await
        .unwrap_err();
    assert!(matches!(error, DownloadError::Size { .. }), "{error}");
    let other = Expected {
        digest: Digest::of(b"other"),
        size: 5_000,
    };
    let error = copied(Some(&other), limits()).await.unwrap_err();
    assert!(matches!(error, DownloadError::Digest { .. }), "{error}");
    std::fs::remove_file(&path).unwrap();
    let error = copied(None, limits()).await.unwrap_err();
    assert!(matches!(error, DownloadError::File { .. }), "{error}");
}

#[tokio::test]
async fn errors_name_address_status_and_what_to_do_and_no_password() {
    let server = Server::http();
    server.put("/busy", Answer::Status(503));
    server.put("/closed", Answer::Status(401));
    let with_password = |path: &str| {
        let url = server.url(path);
        format!(
            "{}?token=hunter2",
            url.replace("http://", "http://ada:hunter2@")
        )
    };
    for (path, status, hint) in [
        ("/missing", "404 (Not Found)", "check the address"),
        ("/busy", "503 (Service Unavailable)", "try again later"),
        ("/closed", "401 (Unauthorized)", "credentials"),
    ] {
        let error = refused(&with_password(path), None, limits()).await;
        let text = format!("{error} {error:?}");
        assert!(
            text.contains(&server.url(path)) && text.contains(status),
            "{text}"
        );
        assert!(error.hint().unwrap().contains(hint), "{error}");
        assert!(!text.contains("hunter2"), "{text}");
    }
    // They were used all the same: Basic, of RFC 7617.
    let asked = server.asked();
    assert_eq!(
        asked[0].header("authorization"),
        Some("Basic YWRhOmh1bnRlcjI=")
    );

    let nobody = {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.local_addr().unwrap()
    };
    let error = refused(&format!("http://ada:hunter2@{nobody}/f"), None, limits()).await;
    assert!(
        matches!(error, DownloadError::Unreachable { .. }),
        "{error}"
    );
    let mut chain = String::new();
    let mut next: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = next {
        chain.push_str(&format!("{error} {error:?}\n"));
        next = error.source();
    }
    assert!(!chain.contains("hunter2"), "{chain}");
}

#[tokio::test]
async fn f5_a_server_that_is_busy_for_a_moment_is_asked_again() {
    for status in [408, 425, 429, 500, 502, 503, 504] {
        let server = Server::http();
        server.put_all("/f", [Answer::Status(status), file("here")]);
        let release = download(&server.url("/f"), None, limits()).await.unwrap();
        assert_eq!(std::fs::read(release.path()).unwrap(), b"here");
        assert_eq!(server.asked().len(), 2, "{status}");
    }
    for status in [400, 401, 403, 404, 410, 501, 505] {
        let server = Server::http();
        server.put("/f", Answer::Status(status));
        refused(&server.url("/f"), None, limits()).await;
        assert_eq!(server.asked().len(), 1, "{status} is not passing");
    }
    let server = Server::http();
    server.put("/f", Answer::Status(503));
    let error = refused(&server.url("/f"), None, limits()).await;
    assert!(
        matches!(error, DownloadError::Status { status: 503, .. }),
        "{error}"
    );
    assert_eq!(server.asked().len(), 1 + limits().resumptions as usize);
}

#[tokio::test]
async fn f5_the_wait_is_what_the_server_asks_for_within_a_limit() {
    let server = Server::http();
    let answers = [
        Answer::Status(503),
        busy(429, "0"),
        busy(503, "4000000000"),
        busy(503, "Fri, 31 Dec 9999 23:59:59 GMT"),
        file("here"),
    ];
    server.put_all("/f", answers);
    let mut limits = limits();
    limits.pause = Duration::from_millis(1);
    limits.longest_pause = Duration::from_millis(3);
    let waits = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&waits);
    let downloader = Downloader::new()
        .limits(limits)
        .on_retry(move |retry: &Retry| told.lock().unwrap().push(retry.clone()));
    let address: Address = server.url("/f").parse().unwrap();
    timely(downloader.release(&address, None, |_| {}))
        .await
        .unwrap();
    let waits = waits.lock().unwrap();
    let millis: Vec<_> = waits.iter().map(|retry| retry.wait.as_millis()).collect();
    assert_eq!(millis, [1, 0, 3, 3]);
    assert!(
        waits[0].reason.contains("status 503"),
        "{}",
        waits[0].reason
    );
}

#[tokio::test]
async fn f5_a_wait_beyond_the_time_of_a_download_is_not_begun() {
    let server = Server::http();
    server.put("/f", busy(503, "20"));
    let mut limits = limits();
    limits.time = Duration::from_secs(10);
    let error = refused(&server.url("/f"), None, limits).await;
    assert_eq!(server.asked().len(), 1);
    assert_eq!(error.hint().unwrap(), "try again in 20 seconds");
}

#[tokio::test]
async fn f5_a_connection_that_breaks_before_an_answer_is_made_again() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/f", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        for answer in [
            &b""[..],
            b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhere",
        ] {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                std::io::Read::read_exact(&mut stream, &mut byte).unwrap();
                request.extend(byte);
            }
            stream.write_all(answer).unwrap();
        }
    });
    let release = download(&url, None, limits()).await.unwrap();
    assert_eq!(std::fs::read(release.path()).unwrap(), b"here");
    server.join().unwrap();
}

#[tokio::test]
async fn f5_an_encoding_that_was_not_asked_for_is_named() {
    let server = Server::http();
    for encoding in ["gzip", "br", "deflate, gzip", "GZIP"] {
        server.put("/desk.zip", encoded(encoding, "x"));
        let error = refused(&server.url("/desk.zip"), None, limits()).await;
        let expected = format!(
            "{}: the answer has the encoding `{encoding}`, which was not asked for",
            server.url("/desk.zip")
        );
        assert_eq!(error.to_string(), expected);
        assert!(error.hint().is_some());
    }
    // Some servers name the compression of the file itself.
    for (path, encoding) in [
        ("/a.tar.gz", "gzip"),
        ("/a.tgz", "x-gzip"),
        ("/a.zip", "identity"),
    ] {
        server.put(path, encoded(encoding, "as it is"));
        let release = download(&server.url(path), None, limits()).await.unwrap();
        assert_eq!(std::fs::read(release.path()).unwrap(), b"as it is");
    }
}
