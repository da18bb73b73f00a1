//! From the start of the process to its handshake line.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use wick_proto::environment::{
    MAX_PORT, MIN_PORT, MULTIPLEX_GRPC, PROTOCOL_VERSIONS, UNIX_SOCKET_DIR, UNIX_SOCKET_GROUP,
};
use wick_proto::limits::MAX_SOCKET_PATH_BYTES;

use crate::support::{by_a_host, lives, warns_of};

#[tokio::test]
async fn a_host_that_says_nothing_gets_the_legacy_line() {
    let launch = by_a_host();
    let directory = launch.directory().to_owned();
    let plugin = launch.start().await;
    let socket = plugin.socket().to_owned();
    assert_eq!(
        plugin.text(),
        format!("1|1|unix|{}|grpc|", socket.display())
    );
    assert!(socket.starts_with(&directory), "{socket:?}");
    let around = socket.parent().unwrap();
    assert_eq!(
        around.metadata().unwrap().permissions().mode() & 0o777,
        0o700
    );
    assert_eq!(
        socket.metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(lives(&plugin).await);
    plugin.shut_down().await;
    plugin.ended_well().await;
}

#[tokio::test]
async fn versions_are_negotiated_down_to_ours() {
    for offered in ["", "1", "2,1", "9", "x, 1,-3,99999999999999999999"] {
        let launch = by_a_host().env(PROTOCOL_VERSIONS, offered);
        assert_eq!(launch.start().await.line().version, 1, "{offered:?}");
    }
}

#[tokio::test]
async fn multiplexing_is_answered_only_when_asked_for() {
    for (asked, answer) in [("", None), ("true", Some(false)), ("false", Some(false))] {
        let mut plugin = by_a_host().env(MULTIPLEX_GRPC, asked).start().await;
        assert_eq!(plugin.line().multiplex, answer, "{asked:?}");
        if answer.is_some() {
            // F10: a go-plugin host only says that it is refused.
            plugin
                .logged(|record| warns_of(record, "multiplexing"))
                .await;
        }
        assert_eq!(
            plugin.text().matches('|').count(),
            5 + usize::from(answer.is_some())
        );
    }
}

#[tokio::test]
async fn ports_do_not_matter_to_unix_sockets() {
    let launch = by_a_host().env(MIN_PORT, "9").env(MAX_PORT, "x");
    assert!(lives(&launch.start().await).await);
}

#[tokio::test]
async fn the_socket_is_where_the_host_wants_it() {
    let directory = tempfile::tempdir().unwrap();
    let text = directory.path().to_str().unwrap();
    let plugin = by_a_host().env(UNIX_SOCKET_DIR, text).start().await;
    assert_eq!(plugin.socket().parent(), Some(directory.path()));
    assert!(lives(&plugin).await);
    plugin.shut_down().await;
    plugin.ended_well().await;
    // The directory is the host's; the socket in it was the plugin's.
    assert_eq!(directory.path().read_dir().unwrap().count(), 0);
}

#[tokio::test]
async fn a_directory_that_is_none_is_refused() {
    for bad in ["/nowhere/at/all", "/dev/null"] {
        let message = by_a_host().env(UNIX_SOCKET_DIR, bad).failure().await;
        assert!(
            message.contains(bad) && message.contains(UNIX_SOCKET_DIR),
            "{message}"
        );
    }
    let message = by_a_host().env("TMPDIR", "/nowhere").failure().await;
    assert!(
        message.contains("/nowhere") && message.contains("TMPDIR"),
        "{message}"
    );
}

#[tokio::test]
async fn paths_that_do_not_fit_are_refused() {
    let parent = tempfile::tempdir().unwrap();
    let long = parent.path().join("x".repeat(MAX_SOCKET_PATH_BYTES));
    std::fs::create_dir(&long).unwrap();
    let launch = by_a_host().env(UNIX_SOCKET_DIR, long.to_str().unwrap());
    let message = launch.failure().await;
    assert!(
        message.contains(&MAX_SOCKET_PATH_BYTES.to_string()),
        "{message}"
    );
    assert!(message.contains(UNIX_SOCKET_DIR), "{message}");
    for character in ['|', '\n', '\t'] {
        let odd = parent.path().join(format!("a{character}b"));
        std::fs::create_dir(&odd).unwrap();
        let message = by_a_host()
            .env("TMPDIR", odd.to_str().unwrap())
            .failure()
            .await;
        assert!(message.contains("TMPDIR"), "{message}");
    }
}

/// Row F7: a plugin of Go puts `plugin` and ten digits right into the temporary directory.
#[tokio::test]
async fn a_long_temporary_directory_still_has_a_socket() {
    let parent = tempfile::tempdir_in("/tmp").unwrap();
    let base = parent.path().to_str().unwrap();
    let longest_of_go = MAX_SOCKET_PATH_BYTES - "/plugin1234567890".len();
    for length in [80, longest_of_go, 93, 94, 98, MAX_SOCKET_PATH_BYTES, 200] {
        let long = format!("{base}/{}", "x".repeat(length - base.len() - 1));
        std::fs::create_dir(&long).unwrap();
        let plugin = by_a_host().env("TMPDIR", &long).start().await;
        let socket = plugin.socket().to_owned();
        assert_eq!(
            socket.starts_with(&long),
            length <= 93,
            "{length}: {socket:?}"
        );
        let private = socket.parent().unwrap().metadata().unwrap();
        assert_eq!(private.permissions().mode() & 0o777, 0o700);
        assert!(lives(&plugin).await, "{length}");
        plugin.shut_down().await;
        plugin.ended_well().await;
        assert!(!socket.parent().unwrap().exists());
        assert_eq!(std::fs::read_dir(&long).unwrap().count(), 0);
    }
}

/// Row F7: the directory is given, and the name gets shorter.
#[tokio::test]
async fn a_long_directory_of_the_host_still_has_a_socket() {
    let parent = tempfile::tempdir_in("/tmp").unwrap();
    let base = parent.path().to_str().unwrap();
    for length in [80, 90, 95, MAX_SOCKET_PATH_BYTES - "/1234".len()] {
        let long = format!("{base}/{}", "x".repeat(length - base.len() - 1));
        std::fs::create_dir(&long).unwrap();
        let plugin = by_a_host().env(UNIX_SOCKET_DIR, &long).start().await;
        assert!(lives(&plugin).await, "{length}");
        assert_eq!(plugin.socket().parent(), Some(std::path::Path::new(&long)));
    }
}

#[tokio::test]
async fn a_group_may_connect() {
    let own = tempfile::tempdir()
        .unwrap()
        .path()
        .parent()
        .map(|_| rustix::process::getgid());
    let group = own.unwrap().as_raw();
    let launch = by_a_host().env(UNIX_SOCKET_GROUP, &group.to_string());
    let plugin = launch.start().await;
    let socket = plugin.socket().metadata().unwrap();
    assert_eq!(socket.permissions().mode() & 0o777, 0o660);
    assert_eq!(socket.gid(), group);
    assert!(lives(&plugin).await);
}

#[tokio::test]
async fn an_unknown_group_is_refused() {
    let launch = by_a_host().env(UNIX_SOCKET_GROUP, "no-such-group-here");
    let message = launch.failure().await;
    assert!(message.contains("no-such-group-here"), "{message}");
    assert!(message.contains(UNIX_SOCKET_GROUP), "{message}");
}
