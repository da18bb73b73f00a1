//! Proxies and certificate authorities of the environment, and servers that are busy, through the real command.

use std::fs;
use std::process::Command;

use wick_tests::command::{Ended, Place, ended, piped};

use crate::server::{Server, busy, encoded, file};
use crate::shop::{Shop, release};

/// The address of this machine that is not taken for a loopback address.
fn elsewhere(server: &Server) -> String {
    server.url("/echo.zip").replace("127.0.0.1", "0.0.0.0")
}

/// `wick install` with these variables and no others about proxies.
fn install(place: &Place, url: &str, variables: &[(&str, &str)]) -> Command {
    let mut command = place.wick();
    for name in [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "no_proxy",
        "REQUEST_METHOD",
    ] {
        command.env_remove(name);
    }
    command
        .envs(variables.iter().copied())
        .args(["install", "--allow-http", url]);
    command
}

fn shop() -> (Place, Server, Server) {
    let (place, server, proxy) = (Place::new(), Server::http(), Server::http());
    let zip = fs::read(release(&place, "echo", "1.0.0", |_| {})).unwrap();
    server.put("/echo.zip", file(zip.clone()));
    // A proxy is asked with the whole address, of which the server of files takes the path.
    proxy.put("/echo.zip", file(zip));
    (place, server, proxy)
}

#[cfg(unix)]
#[test]
fn f3_the_proxy_of_the_environment_is_asked_with_its_password() {
    let (place, server, proxy) = shop();
    let address = proxy.url("").replace("http://", "http://ada:hunter2@");
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        let mut command = install(&place, &elsewhere(&server), &[(variable, &address)]);
        ended(&mut command).output();
        let [asked] = &proxy.asked()[..] else {
            panic!("{variable} is not obeyed");
        };
        // Basic, of RFC 7617.
        let authorization = asked.header("proxy-authorization");
        assert_eq!(authorization, Some("Basic YWRhOmh1bnRlcjI="), "{variable}");
        assert!(server.asked().is_empty());
    }
    for (cgi, variable, is_asked) in [
        ("GET", "HTTP_PROXY", false),
        ("GET", "http_proxy", true),
        ("", "HTTP_PROXY", true),
    ] {
        let variables = [("REQUEST_METHOD", cgi), (variable, &*address)];
        ended(&mut install(&place, &elsewhere(&server), &variables)).output();
        assert_eq!(proxy.asked().len() == 1, is_asked, "{cgi} {variable}");
    }
}

#[cfg(unix)]
#[test]
fn f3_no_proxy_is_obeyed_for_numeric_addresses() {
    let (place, server, proxy) = shop();
    let port = server.url("").rsplit(':').next().unwrap().to_owned();
    let with_port = format!("example.com, 0.0.0.0:{port}");
    for (list, is_direct) in [
        ("*", true),
        ("0.0.0.0", true),
        ("10.0.0.0/8,0.0.0.0/8", true),
        (with_port.as_str(), true),
        ("0.0.0.0:1", false),
        ("10.0.0.0/8", false),
        ("", false),
    ] {
        for variable in ["NO_PROXY", "no_proxy"] {
            let variables = [("HTTP_PROXY", &*proxy.url("")), (variable, list)];
            ended(&mut install(&place, &elsewhere(&server), &variables)).output();
            assert_eq!(server.asked().len() == 1, is_direct, "{variable} {list}");
            assert_eq!(proxy.asked().is_empty(), is_direct, "{variable} {list}");
        }
    }
}

#[test]
fn f3_a_variable_that_names_no_proxy_is_an_error() {
    let (place, server, _) = shop();
    for (variable, value, shown) in [
        ("HTTP_PROXY", "htp://127.0.0.1:1", "`htp://127.0.0.1:1`"),
        ("http_proxy", "htp://ada:hunter2@127.0.0.1:1", "htp://"),
        ("ALL_PROXY", "socks5://127.0.0.1:1", "SOCKS"),
        ("HTTPS_PROXY", "http://127.0.0.1:99999", "127.0.0.1:99999"),
    ] {
        for url in [elsewhere(&server), "https://192.0.2.1/echo.zip".to_owned()] {
            let refused = ended(&mut install(&place, &url, &[(variable, value)]));
            let error = refused.error(2);
            assert!(error.contains(variable) && error.contains(shown), "{error}");
            assert!(
                error.contains("hint:") && !error.contains("hunter2"),
                "{error}"
            );
        }
        assert!(server.asked().is_empty(), "nothing went out directly");
        // This machine is never asked by way of a proxy.
        let url = server.url("/echo.zip");
        ended(&mut install(&place, &url, &[(variable, value)])).output();
        server.asked();
    }
    assert!(place.is_clean());
}

#[test]
fn f5_certificate_authorities_that_cannot_be_used_are_named() {
    let place = Place::new();
    let empty = place.write("empty.pem", "");
    let garbage = place.write("garbage.pem", "no certificate");
    let directory = place.path("directory");
    fs::create_dir(&directory).unwrap();
    for path in [place.path("missing.pem"), empty, garbage, directory] {
        let mut command = place.wick();
        command
            .env("SSL_CERT_FILE", &path)
            .args(["install", "https://192.0.2.1/echo.zip"]);
        let refused = ended(&mut command);
        let error = refused.error(2);
        let named = format!("SSL_CERT_FILE is `{}`", path.display());
        assert!(error.contains(&named) && error.contains("hint:"), "{error}");
    }
}

#[test]
fn f5_a_wait_for_a_busy_server_is_told() {
    let (place, server, _) = shop();
    let zip = fs::read(release(&place, "echo", "1.0.0", |_| {})).unwrap();
    let url = server.url("/echo.zip");
    server.put_all("/echo.zip", [busy(503, "0"), file(zip.clone())]);
    let installed = place.run(["install", &url]);
    installed.output();
    let told = &installed.stderr;
    assert!(told.contains("status 503"), "{told}");
    assert!(told.contains("trying again in 0 s"), "{told}");
    server.put_all("/echo.zip", [busy(429, "0"), file(zip)]);
    let installed = place.run(["install", &url, "--json"]);
    let first: serde_json::Value =
        serde_json::from_str(installed.stderr.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["phase"], &first["seconds"]),
        (&"waiting".into(), &0.0.into())
    );
    installed.json();
}

#[cfg(unix)]
#[test]
fn f5_ctrl_c_ends_the_wait_for_a_busy_server() {
    let shop = Shop::new();
    shop.server.put("/busy.zip", busy(503, "20"));
    let url = shop.server.url("/busy.zip");
    let mut command = shop.wick(&["install", &url]);
    let mut wick = piped(&mut command).spawn().unwrap();
    let mut stderr = std::io::BufReader::new(wick.stderr.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut stderr, &mut line).unwrap();
    assert!(line.contains("trying again in 20 s"), "{line}");
    let process = rustix::process::Pid::from_child(&wick);
    rustix::process::kill_process(process, rustix::process::Signal::INT).unwrap();
    let mut interrupted: Ended = wick.wait_with_output().unwrap().into();
    std::io::Read::read_to_string(&mut stderr, &mut interrupted.stderr).unwrap();
    assert!(interrupted.error(130).contains("interrupted"));
    assert!(shop.is_clean());
}

#[test]
fn f5_what_is_wrong_with_a_catalog_is_named() {
    let shop = Shop::new();
    shop.publish("echo", "1.0.0");
    shop.catalog(&[]);
    let text = fs::read_to_string(shop.place.path("plugins.json")).unwrap();
    let plain = wick_proto::catalog::Catalog::from_json(text.as_bytes())
        .unwrap()
        .to_json();
    let refused = |catalog: String| {
        shop.serve(catalog);
        let mut command = shop.wick(&["install", "echo", "--refresh"]);
        command.env_remove("WICK_PLUGIN_CATALOG_PUBKEY");
        ended(&mut command).error(3).to_owned()
    };
    let error = refused(plain.replace(r#""version": "1.0.0""#, r#""version": null"#));
    assert!(
        error.contains("no `version` of the connector `echo`"),
        "{error}"
    );
    let error = refused(plain.replace(r#""version": "1.0.0""#, r#""version": 1"#));
    assert!(
        error.contains("the connector `echo` cannot be read"),
        "{error}"
    );
    assert!(error.contains("[0].version: expected"), "{error}");
    shop.server.put("/plugins.json", encoded("gzip", "x"));
    let mut command = shop.wick(&["search", "--refresh"]);
    let error = ended(&mut command);
    assert!(error.error(3).contains("the encoding `gzip`"), "{error:#?}");
}
