//! Each finding, provoked: what the operator is told about a plugin that does not start.

use std::time::Duration;

use wick_host::diagnose::{Diagnosis, Finding, diagnose};
use wick_host::{Host, HostBuilder};

use crate::support::Plugin;

/// The diagnosis of a plugin whose start has to fail.
async fn diagnosis(plugin: &Plugin, builder: HostBuilder) -> Diagnosis {
    let error = plugin.refusal(builder).await;
    let diagnosis = diagnose(&error);
    assert!(!diagnosis.remedy.is_empty(), "{diagnosis:?}");
    diagnosis
}

async fn of_script(body: &str) -> Diagnosis {
    diagnosis(&Plugin::script(body), Host::builder()).await
}

#[track_caller]
fn assert_found(diagnosis: &Diagnosis, finding: Finding, word: &str) {
    assert_eq!(diagnosis.finding, finding, "{diagnosis:?}");
    assert!(diagnosis.explanation.contains(word), "{diagnosis:?}");
}

#[tokio::test]
async fn a_program_for_another_machine_is_found() {
    let mut program = std::fs::read("/proc/self/exe").unwrap();
    program[18] ^= 0xff;
    let found = diagnosis(&Plugin::of(&program), Host::builder()).await;
    assert_found(&found, Finding::WrongArchitecture, "no program for");
    let text = diagnosis(&Plugin::of(b"just text"), Host::builder()).await;
    assert_found(&text, Finding::WrongArchitecture, "no program for");
}

#[tokio::test]
async fn a_binary_that_nobody_may_execute_is_found() {
    use std::os::unix::fs::PermissionsExt;

    let plugin = Plugin::script("true");
    let mode = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&plugin.binary, mode).unwrap();
    let found = diagnosis(&plugin, Host::builder()).await;
    assert_found(&found, Finding::NotExecutable, "not executable");
    assert!(found.remedy.contains("chmod +x"), "{found:?}");
}

#[tokio::test]
async fn a_missing_interpreter_is_found() {
    let plugin = Plugin::of(b"#!/no/such/python3 -u\n");
    let found = diagnosis(&plugin, Host::builder()).await;
    assert_found(&found, Finding::MissingInterpreter, "/no/such/python3");
}

#[tokio::test]
async fn a_missing_loader_is_named() {
    let program = patched(
        b"/lib64/ld-linux-x86-64.so.2",
        b"/lib64/ld-nowhere-86-64.so",
    );
    let found = diagnosis(&Plugin::of(&program), Host::builder()).await;
    assert_found(&found, Finding::MissingLoader, "/lib64/ld-nowhere-86-64.so");
}

#[tokio::test]
async fn a_missing_library_is_named() {
    let program = patched(b"libc.so.6", b"libq.so.6");
    let found = diagnosis(&Plugin::of(&program), Host::builder()).await;
    assert_found(&found, Finding::MissingLibrary, "libq.so.6");
}

#[tokio::test]
async fn a_c_library_that_is_too_old_is_found() {
    let program = patched(b"GLIBC_2.34", b"GLIBC_9.34");
    let found = diagnosis(&Plugin::of(&program), Host::builder()).await;
    assert_found(&found, Finding::OldCLibrary, "GLIBC_9.34");
}

/// This test's own program, with every `from` in it replaced: linked as plugins are.
fn patched(from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut program = std::fs::read("/proc/self/exe").unwrap();
    let starts: Vec<usize> = memchr_all(&program, from);
    assert!(
        !starts.is_empty(),
        "this program is not linked as it was taken to be"
    );
    for start in starts {
        program[start..start + from.len()].fill(0);
        program[start..start + to.len()].copy_from_slice(to);
    }
    program
}

fn memchr_all(haystack: &[u8], needle: &[u8]) -> Vec<usize> {
    let windows = haystack.windows(needle.len()).enumerate();
    windows
        .filter(|(_, window)| *window == needle)
        .map(|(start, _)| start)
        .collect()
}

#[tokio::test]
async fn what_was_printed_before_the_handshake_is_shown() {
    let line = of_script("echo 'Connecting to database...'; sleep 60").await;
    assert_found(&line, Finding::PrintedFirst, "Connecting to database");
    let end = of_script("printf 'hello'").await;
    assert_found(&end, Finding::PrintedFirst, "hello");
}

#[tokio::test]
async fn a_handshake_that_lies_is_found() {
    let found = of_script("echo '1|1|pigeon|/tmp/x|grpc|'; sleep 60").await;
    assert_found(&found, Finding::Handshake, "pigeon");
}

#[tokio::test]
async fn another_version_of_the_protocol_is_found() {
    let found = of_script("echo '1|9|unix|/tmp/x|grpc|'; sleep 60").await;
    assert_found(&found, Finding::Protocol, "9");
    assert!(found.remedy.contains("update the host"), "{found:?}");
}

#[tokio::test]
async fn a_plugin_of_another_kind_of_host_is_found() {
    let words = "This binary is a plugin. These are not meant to be executed directly.";
    let found = of_script(&format!("echo '{words}' >&2; exit 1")).await;
    assert_found(&found, Finding::Cookie, "cookie");
}

#[tokio::test]
async fn the_exit_code_and_the_last_words_are_told() {
    let found = of_script("echo 'cannot open /etc/desk.conf' >&2; exit 78").await;
    assert_found(&found, Finding::Exited, "exit code 78");
    assert!(found.explanation.contains("/etc/desk.conf"), "{found:?}");
    let silent = of_script("exit 0").await;
    assert_found(&silent, Finding::Exited, "exit code 0");
}

#[tokio::test]
async fn the_signal_is_told_with_what_it_means() {
    for (signal, word) in [("KILL", "memory"), ("SEGV", "fault"), ("XCPU", "CPU time")] {
        let found = of_script(&format!("kill -{signal} $$; sleep 60")).await;
        assert_found(&found, Finding::Killed, word);
    }
}

#[tokio::test]
async fn a_plugin_that_says_nothing_is_found() {
    let plugin = Plugin::script("exec sleep 60");
    let builder = Host::builder().start_timeout(Duration::from_millis(100));
    let found = diagnosis(&plugin, builder).await;
    assert_found(&found, Finding::Silent, "no handshake");
}

#[tokio::test]
async fn a_plugin_without_a_certificate_is_found() {
    let found = of_script("echo \"1|1|unix|$PLUGIN_UNIX_SOCKET_DIR/x|grpc|\"; sleep 60").await;
    assert_found(&found, Finding::Certificate, "certificate");
}

#[tokio::test]
async fn a_plugin_that_does_not_listen_is_found() {
    let builder = Host::builder().encryption(wick_host::Encryption::None);
    let body = "echo \"1|1|unix|$PLUGIN_UNIX_SOCKET_DIR/none|grpc|\"; sleep 60";
    let found = diagnosis(&Plugin::script(body), builder).await;
    assert_found(&found, Finding::Unreachable, "no connection");
}

#[tokio::test]
async fn a_place_that_is_too_deep_for_sockets_is_found() {
    let plugin = Plugin::script("true");
    let deep = plugin.sockets().join("deep".repeat(40));
    let host = Host::builder()
        .socket_directory(&deep)
        .open(plugin.binary.parent().unwrap().parent().unwrap())
        .await
        .unwrap();
    let Err(wick_host::CallError::Start(error)) = host.start(crate::support::KEY).await else {
        panic!("it started")
    };
    let found = diagnose(&error);
    assert_found(&found, Finding::SocketPath, "deepdeep");
}

#[tokio::test]
async fn a_binary_that_was_changed_is_found() {
    let plugin = Plugin::script("true");
    let host = plugin.open(Host::builder()).await;
    std::fs::write(&plugin.binary, "#!/bin/sh\nexit 3\n").unwrap();
    let Err(wick_host::CallError::Start(error)) = host.start(crate::support::KEY).await else {
        panic!("it started")
    };
    assert_found(&diagnose(&error), Finding::Changed, "changed");
}

#[tokio::test]
async fn a_binary_that_is_being_written_is_found() {
    let plugin = Plugin::of(&std::fs::read("/bin/sh").unwrap());
    let _writer = std::fs::File::options()
        .append(true)
        .open(&plugin.binary)
        .unwrap();
    let found = diagnosis(&plugin, Host::builder()).await;
    assert_found(&found, Finding::Busy, "another process");
}

#[tokio::test]
async fn a_script_with_line_ends_of_windows_is_told_so() {
    let found = diagnosis(&Plugin::of(b"#!/bin/sh\r\necho\r\n"), Host::builder()).await;
    assert_found(&found, Finding::MissingInterpreter, "/bin/sh\\r");
    assert!(found.remedy.contains("line feeds"), "{found:?}");
}

#[tokio::test]
async fn an_interpreter_that_nobody_may_execute_is_found() {
    let found = diagnosis(&Plugin::of(b"#!/etc/passwd\n"), Host::builder()).await;
    assert_found(&found, Finding::MissingInterpreter, "/etc/passwd");
}

#[tokio::test]
async fn a_program_that_was_cut_off_is_found() {
    let program = std::fs::read("/proc/self/exe").unwrap();
    let found = diagnosis(&Plugin::of(&program[..40]), Host::builder()).await;
    assert_found(&found, Finding::WrongArchitecture, "cut off");
}

#[tokio::test]
async fn what_has_no_name_is_told_as_it_is() {
    use std::os::unix::fs::PermissionsExt;

    let around = tempfile::tempdir().unwrap();
    let interpreter = around.path().join("interpreter");
    let line = format!("#!{}\n", interpreter.display());
    std::fs::write(&interpreter, &line).unwrap();
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&interpreter, mode).unwrap();
    let found = diagnosis(&Plugin::of(line.as_bytes()), Host::builder()).await;
    assert_found(&found, Finding::Unknown, "symbolic links");
}

#[tokio::test]
async fn a_directory_of_copies_that_is_open_to_others_is_found() {
    use std::os::unix::fs::PermissionsExt;

    let plugin = Plugin::script("true");
    std::fs::create_dir(plugin.copies()).unwrap();
    let open = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(plugin.copies(), open).unwrap();
    let found = diagnosis(&plugin, Host::builder()).await;
    assert_found(&found, Finding::NotWritable, "chmod 700");
}
