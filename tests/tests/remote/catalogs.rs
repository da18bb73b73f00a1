//! Catalogues in the library.

use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use wick_host::catalog::{Catalog, CatalogError, Catalogs, Listing, Origin, Refusal, Seal, Source};
use wick_host::download::{Downloader, Limits};
use wick_proto::Platform;
use wick_proto::signing::SigningKey;
use wick_tests::timely;

use crate::server::{Answer, Server, file};

const PLAIN: &str = r#"[
  {"key": "desk", "name": "Desk", "version": "1.2.0", "assets": {"linux/amd64": "desk.zip"}},
  {"name": "bank", "version": "0.1.0", "assets": null}
]"#;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A reader with a directory for its copies.
struct Reader {
    directory: TempDir,
    source: Source,
}

impl Reader {
    fn of(server: &Server) -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
            source: server.url("/plugins.json").parse().unwrap(),
        }
    }

    fn catalogs(&self) -> Catalogs {
        Catalogs::kept_in(self.directory.path().join("catalogs"))
    }

    async fn read(&self, catalogs: Catalogs, now: &str) -> Result<Listing, CatalogError> {
        // Without waiting before it tries again.
        let mut limits = Limits::default();
        limits.pause = Duration::ZERO;
        let downloader = Downloader::new().limits(limits);
        timely(catalogs.read(&self.source, &downloader, time(now))).await
    }

    async fn plain(&self, now: &str) -> Result<Listing, CatalogError> {
        self.read(self.catalogs(), now).await
    }

    async fn signed(&self, key: &SigningKey, now: &str) -> Result<Listing, CatalogError> {
        let catalogs = self.catalogs().signed_by([key.verifying_key()]);
        self.read(catalogs.fresh_for(Duration::ZERO), now).await
    }

    async fn refusal(&self, key: &SigningKey, now: &str) -> Refusal {
        refusal(self.signed(key, now).await)
    }
}

fn refusal(listing: Result<Listing, CatalogError>) -> Refusal {
    match listing.unwrap_err() {
        CatalogError::Refused { source, .. } => source,
        other => panic!("{other}"),
    }
}

fn tagged(text: &str, etag: &'static str) -> Answer {
    Answer::File {
        bytes: text.as_bytes().to_vec(),
        etag: Some(etag),
    }
}

fn signed(key: &SigningKey, issued: &str, version: &str) -> Vec<u8> {
    let plain = PLAIN
        .replace("1.2.0", version)
        .replace(r#"{"linux/amd64": "desk.zip"}"#, "{}");
    let catalog = Catalog::from_json(plain.as_bytes()).unwrap();
    let issued = time(issued);
    let expires = issued + Duration::from_secs(30 * 24 * 3600);
    catalog
        .sign(&Seal { issued, expires }, key)
        .unwrap()
        .into_bytes()
}

#[tokio::test]
async fn a_copy_serves_for_its_time_and_then_only_what_is_new_is_asked_for() {
    let server = Server::http();
    let reader = Reader::of(&server);
    server.put("/plugins.json", tagged(PLAIN, r#""one""#));
    let listing = reader.plain("2026-01-01T12:00:00Z").await.unwrap();
    assert!(matches!(listing.origin, Origin::Source));
    assert_eq!(listing.newest("bank").unwrap().version, "0.1.0");
    assert_eq!(server.asked().len(), 1);

    let listing = reader.plain("2026-01-01T12:14:59Z").await.unwrap();
    assert!(matches!(listing.origin, Origin::Copy { age } if age.as_secs() == 899));
    assert!(server.asked().is_empty(), "the copy serves");

    let listing = reader.plain("2026-01-01T12:15:00Z").await.unwrap();
    assert!(matches!(listing.origin, Origin::Source));
    assert_eq!(server.asked()[0].header("if-none-match"), Some(r#""one""#));
    reader.plain("2026-01-01T12:29:00Z").await.unwrap();
    assert!(server.asked().is_empty(), "it was found to be the same");

    server.put(
        "/plugins.json",
        tagged(&PLAIN.replace("1.2.0", "1.3.0"), r#""two""#),
    );
    let catalogs = reader.catalogs().fresh_for(Duration::ZERO);
    let listing = reader.read(catalogs, "2026-01-01T12:29:01Z").await.unwrap();
    assert_eq!(listing.newest("desk").unwrap().version, "1.3.0");
    // A clock that went back makes no copy fresh.
    reader.plain("2025-01-01T00:00:00Z").await.unwrap();
    assert_eq!(server.asked().len(), 2);

    let platform = |text: &str| text.parse::<Platform>().unwrap();
    let desk = listing.newest("desk").unwrap();
    let offer = listing.offer(desk, &platform("linux/amd64"), Default::default());
    assert_eq!(offer.unwrap().version, "1.3.0");
    let error = listing.offer(desk, &platform("plan9/mips"), Default::default());
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("has no build for plan9/mips")
    );
    assert!(matches!(
        listing.newest("dusk"),
        Err(CatalogError::Unknown { .. })
    ));
}

#[tokio::test]
async fn the_last_good_copy_serves_while_the_server_fails() {
    let server = Server::http();
    let reader = Reader::of(&server);
    server.put("/plugins.json", Answer::Status(503));
    let error = reader.plain("2026-01-01T12:00:00Z").await.unwrap_err();
    assert!(matches!(error, CatalogError::Download(_)), "{error}");

    server.put("/plugins.json", file(PLAIN));
    reader.plain("2026-01-01T12:00:00Z").await.unwrap();
    let broken = Answer::Broken {
        bytes: PLAIN.into(),
        etag: None,
        after: 10,
    };
    for failure in [Answer::Status(503), broken] {
        server.put("/plugins.json", failure);
        let listing = reader.plain("2026-01-03T12:00:00Z").await.unwrap();
        let Origin::Fallback { age, because } = listing.origin else {
            panic!("{listing:?}");
        };
        assert_eq!(age, Duration::from_secs(48 * 3600));
        assert!(because.to_string().contains("/plugins.json"), "{because}");
    }
    drop(server);
    let listing = reader.plain("2026-01-03T12:00:00Z").await.unwrap();
    assert!(matches!(listing.origin, Origin::Fallback { .. }));
    assert_eq!(listing.newest("desk").unwrap().version, "1.2.0");
}

#[tokio::test]
async fn an_answer_that_is_no_catalogue_is_refused_and_does_not_cost_the_copy() {
    let server = Server::http();
    let reader = Reader::of(&server);
    server.put("/plugins.json", file(PLAIN));
    reader.plain("2026-01-01T12:00:00Z").await.unwrap();
    let now = "2026-01-02T12:00:00Z";
    server.put("/plugins.json", file("<html>sign in</html>"));
    let refused = refusal(reader.plain(now).await);
    assert!(matches!(refused, Refusal::Unreadable(_)), "{refused}");
    server.put("/plugins.json", Answer::Status(404));
    assert!(matches!(
        reader.plain(now).await,
        Err(CatalogError::Download(_))
    ));
    server.put("/plugins.json", Answer::Status(500));
    let listing = reader.plain(now).await.unwrap();
    assert!(matches!(listing.origin, Origin::Fallback { .. }));
}

#[tokio::test]
async fn a_catalogue_that_is_too_large_is_said_to_be_so() {
    let server = Server::http();
    let reader = Reader::of(&server);
    let limited = || reader.catalogs().max_bytes(PLAIN.len() as u64);
    let now = "2026-01-01T12:00:00Z";
    for answer in [file(format!("{PLAIN} ")), Answer::Endless] {
        server.put("/plugins.json", answer);
        let refused = refusal(reader.read(limited(), now).await);
        assert_eq!(refused, Refusal::TooLarge(PLAIN.len() as u64));
    }
    server.put("/plugins.json", file(PLAIN));
    reader.read(limited(), now).await.unwrap();
}

#[tokio::test]
async fn a_signed_catalogue_is_refused_when_it_expired_was_changed_or_is_an_older_one() {
    let server = Server::http();
    let reader = Reader::of(&server);
    let [ours, theirs] = [(); 2].map(|()| SigningKey::generate().unwrap());
    let put = |bytes: Vec<u8>| server.put("/plugins.json", file(bytes));
    let now = "2026-02-15T00:00:00Z";

    let old = signed(&ours, "2026-02-01T00:00:00Z", "1.2.0");
    put(old.clone());
    let listing = reader.signed(&ours, now).await.unwrap();
    assert_eq!(listing.signer, Some(ours.verifying_key()));
    put(signed(&ours, "2026-02-10T00:00:00Z", "1.3.0"));
    let listing = reader.signed(&ours, now).await.unwrap();
    assert_eq!(listing.newest("desk").unwrap().version, "1.3.0");

    put(old);
    let refused = reader.refusal(&ours, now).await;
    assert!(matches!(refused, Refusal::Older { .. }), "{refused}");
    put(signed(&theirs, "2026-02-11T00:00:00Z", "1.4.0"));
    assert_eq!(reader.refusal(&ours, now).await, Refusal::Signature);
    let tampered = signed(&ours, "2026-02-11T00:00:00Z", "1.4.0");
    let tampered = String::from_utf8(tampered)
        .unwrap()
        .replace("1.4.0", "1.0.0");
    put(tampered.into_bytes());
    assert_eq!(reader.refusal(&ours, now).await, Refusal::Signature);
    put(PLAIN.into());
    assert_eq!(reader.refusal(&ours, now).await, Refusal::Unsigned);
    put(signed(&ours, "2026-02-11T00:00:00Z", "1.4.0"));
    let refused = reader.refusal(&ours, "2026-03-13T00:00:00Z").await;
    assert!(matches!(refused, Refusal::Expired(_)), "{refused}");

    // Of all that was refused nothing was kept.
    server.put("/plugins.json", Answer::Status(502));
    let listing = reader.signed(&ours, now).await.unwrap();
    assert_eq!(listing.newest("desk").unwrap().version, "1.3.0");
    let refused = reader.refusal(&ours, "2026-03-13T00:00:00Z").await;
    assert!(
        matches!(refused, Refusal::Expired(_)),
        "an expired copy does not serve: {refused}"
    );
}

#[tokio::test]
async fn a_copy_does_not_keep_the_server_from_being_asked_once_a_key_is_asked_for() {
    let server = Server::http();
    let reader = Reader::of(&server);
    let key = SigningKey::generate().unwrap();
    server.put("/plugins.json", file(PLAIN));
    reader.plain("2026-02-15T00:00:00Z").await.unwrap();
    server.put(
        "/plugins.json",
        file(signed(&key, "2026-02-01T00:00:00Z", "1.3.0")),
    );
    let catalogs = reader.catalogs().signed_by([key.verifying_key()]);
    let listing = reader.read(catalogs, "2026-02-15T00:01:00Z").await.unwrap();
    assert_eq!(listing.newest("desk").unwrap().version, "1.3.0");
}

#[tokio::test]
async fn a_catalogue_in_a_file_is_held_to_the_same() {
    let server = Server::http();
    let mut reader = Reader::of(&server);
    let path = reader.directory.path().join("plugins.json");
    reader.source = Source::File(path.clone());
    let key = SigningKey::generate().unwrap();
    let now = "2026-02-15T00:00:00Z";
    let missing = reader.signed(&key, now).await.unwrap_err();
    assert!(matches!(missing, CatalogError::Read { .. }), "{missing}");
    std::fs::write(&path, signed(&key, "2026-02-02T00:00:00Z", "1.2.0")).unwrap();
    reader.signed(&key, now).await.unwrap();
    std::fs::write(&path, signed(&key, "2026-02-01T00:00:00Z", "1.1.0")).unwrap();
    let refused = reader.refusal(&key, now).await;
    assert!(matches!(refused, Refusal::Older { .. }), "{refused}");
    std::fs::write(&path, "x".repeat(Catalogs::MAX_BYTES as usize + 1)).unwrap();
    assert!(matches!(
        reader.refusal(&key, now).await,
        Refusal::TooLarge(_)
    ));
}

#[tokio::test]
async fn what_is_remembered_of_a_catalogue_is_this_users_alone_and_names_no_password() {
    let server = Server::http();
    let mut reader = Reader::of(&server);
    let url = server
        .url("/plugins.json")
        .replace("http://", "http://ada:hunter2@");
    reader.source = url.parse().unwrap();
    server.put("/plugins.json", file(PLAIN));
    reader.plain("2026-02-15T00:00:00Z").await.unwrap();
    let directory = reader.directory.path().join("catalogs");
    let copies: Vec<_> = std::fs::read_dir(&directory).unwrap().collect();
    let [Ok(copy)] = &copies[..] else {
        panic!("{copies:?}");
    };
    assert!(
        !std::fs::read_to_string(copy.path())
            .unwrap()
            .contains("hunter2")
    );
    assert!(!copy.path().to_string_lossy().contains("hunter2"));

    std::fs::write(copy.path(), "damaged").unwrap();
    let error = reader.plain("2026-02-15T00:00:00Z").await.unwrap_err();
    assert!(matches!(error, CatalogError::Copy { .. }), "{error}");
    assert!(error.hint().unwrap().starts_with("remove "), "{error}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&directory), 0o700);
        let open = std::fs::Permissions::from_mode(0o666);
        std::fs::set_permissions(copy.path(), open).unwrap();
        let error = reader.plain("2026-02-15T00:00:00Z").await.unwrap_err();
        assert!(matches!(error, CatalogError::Copy { .. }), "{error}");
    }
}
