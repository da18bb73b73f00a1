//! The proxies of the environment.

mod exceptions;

use std::ffi::OsString;

use url::Url;

use self::exceptions::Exceptions;
use super::address::is_loopback;

/// The variables for one scheme, the first that is set counts; then those for all.
const HTTP: [&str; 2] = ["HTTP_PROXY", "http_proxy"];
const HTTPS: [&str; 2] = ["HTTPS_PROXY", "https_proxy"];
const ALL: [&str; 2] = ["ALL_PROXY", "all_proxy"];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Set for a program that a web server runs for a request.
const CGI: &str = "REQUEST_METHOD";

/// A proxy that cannot be used. Its address is shown without user and password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable} is `{value}`, which {problem}")]
pub struct ProxyError {
    /// The environment variable.
    pub variable: &'static str,
    /// Its value.
    pub value: String,
    /// What is wrong with it.
    problem: &'static str,
}

impl ProxyError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        format!(
            "write {} as http://HOST:PORT or https://HOST:PORT, or unset it",
            self.variable
        )
    }
}

/// Which proxy each address is asked from.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxies {
    http: Option<Url>,
    https: Option<Url>,
    exceptions: Exceptions,
    /// Of a variable that counts and is not an address of a proxy.
    error: Option<ProxyError>,
}

impl Proxies {
    /// Reads the proxies; `lookup` gives the value of a variable. One that is empty counts as unset.
    ///
    /// A web server passes the header `Proxy` of a request on as `HTTP_PROXY`, so that is not used where a
    /// web server runs the program.
    pub(super) fn read(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let value = |name: &'static str| {
            let value = lookup(name)?.to_string_lossy().trim().to_owned();
            (!value.is_empty()).then_some((name, value))
        };
        let first = |names: [&'static str; 2]| names.into_iter().find_map(value);
        let is_cgi = value(CGI).is_some();
        let http = first(HTTP).filter(|(name, _)| !is_cgi || *name != HTTP[0]);
        let http = http.or_else(|| value(HTTP[1]));
        let mut error = None;
        let mut proxy = |set: Option<(&'static str, String)>| {
            let (variable, value) = set.or_else(|| first(ALL))?;
            let parsed = parse(variable, &value);
            parsed.map_err(|wrong| error = Some(wrong)).ok()
        };
        Self {
            http: proxy(http),
            https: proxy(first(HTTPS)),
            exceptions: first(EXCEPTIONS)
                .map(|(_, list)| Exceptions::parse(&list))
                .unwrap_or_default(),
            error,
        }
    }

    /// The proxy for an address; none for this machine, which what is sent to it must not leave.
    ///
    /// # Errors
    ///
    /// A variable that is not the address of a proxy, whichever the scheme is: going out directly could
    /// be what it was set against.
    pub(super) fn of(&self, url: &Url) -> Result<Option<&Url>, ProxyError> {
        if is_loopback(url) || self.exceptions.include(url) {
            return Ok(None);
        }
        match (&self.error, url.scheme()) {
            (Some(error), _) => Err(error.clone()),
            (None, "http") => Ok(self.http.as_ref()),
            (None, _) => Ok(self.https.as_ref()),
        }
    }
}

/// Without a scheme it is http, as everywhere.
fn parse(variable: &'static str, text: &str) -> Result<Url, ProxyError> {
    let wrong = |problem| ProxyError {
        variable,
        value: without_user(text),
        problem,
    };
    let text = match text.contains("://") {
        true => text.to_owned(),
        false => format!("http://{text}"),
    };
    let url: Url = text
        .parse()
        .map_err(|_| wrong("is not the address of a proxy"))?;
    match url.scheme() {
        "http" | "https" if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        "http" | "https" => Err(wrong("names no host")),
        "socks" | "socks4" | "socks4a" | "socks5" | "socks5h" => {
            Err(wrong("is a SOCKS proxy, which is not supported"))
        }
        _ => Err(wrong("has an unknown scheme")),
    }
}

/// The text as it is, but for user and password: it may be too broken to be taken apart.
fn without_user(text: &str) -> String {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let rest = match rest.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => rest.to_owned(),
    };
    match text.contains("://") {
        true => format!("{scheme}://{rest}"),
        false => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Proxies {
        Proxies::read(|name| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    fn asked(variables: &[(&str, &str)], url: &str) -> Result<Option<String>, ProxyError> {
        let url = url.parse().unwrap();
        read(variables)
            .of(&url)
            .map(|proxy| proxy.map(Url::to_string))
    }

    #[test]
    fn f3_proxies_are_chosen_by_scheme_and_case() {
        let (http, https) = ("http://a.example/", "https://a.example/");
        for (variables, url, proxy) in [
            (
                &[("HTTP_PROXY", "http://p:1")][..],
                http,
                Some("http://p:1/"),
            ),
            (&[("HTTP_PROXY", "http://p:1")], https, None),
            (&[("http_proxy", "p:1")], http, Some("http://p:1/")),
            (&[("https_proxy", " https://p ")], https, Some("https://p/")),
            (&[("ALL_PROXY", "p:1")], http, Some("http://p:1/")),
            (&[("all_proxy", "p:1")], https, Some("http://p:1/")),
            (
                &[("HTTPS_PROXY", "p:1"), ("ALL_PROXY", "q:1")],
                https,
                Some("http://p:1/"),
            ),
            (
                &[("HTTPS_PROXY", "p:1"), ("https_proxy", "q:1")],
                https,
                Some("http://p:1/"),
            ),
            (
                &[("HTTPS_PROXY", ""), ("https_proxy", "q:1")],
                https,
                Some("http://q:1/"),
            ),
            (
                &[("HTTPS_PROXY", " "), ("ALL_PROXY", "q:1")],
                https,
                Some("http://q:1/"),
            ),
            (
                &[("HTTPS_PROXY", "ada:pw@p:1")],
                https,
                Some("http://ada:pw@p:1/"),
            ),
            (
                &[("HTTPS_PROXY", "http://[::1]:1")],
                https,
                Some("http://[::1]:1/"),
            ),
            (
                &[("HTTP_PROXY", "p:1"), ("REQUEST_METHOD", "GET")],
                http,
                None,
            ),
            (
                &[("http_proxy", "p:1"), ("REQUEST_METHOD", "GET")],
                http,
                Some("http://p:1/"),
            ),
            (
                &[
                    ("HTTP_PROXY", "p:1"),
                    ("http_proxy", "q:1"),
                    ("REQUEST_METHOD", "GET"),
                ],
                http,
                Some("http://q:1/"),
            ),
            (&[("HTTP_PROXY", "p:1")], "http://127.0.0.1:8080/", None),
            (&[("HTTP_PROXY", "p:1")], "http://localhost/", None),
            (&[("ALL_PROXY", "p:1")], "https://[::1]/", None),
        ] {
            let found = asked(variables, url).unwrap();
            assert_eq!(found.as_deref(), proxy, "{variables:?} {url}");
        }
    }

    #[test]
    fn f3_values_that_name_no_proxy_are_errors() {
        for (value, problem) in [
            ("htp://127.0.0.1:1", "unknown scheme"),
            ("socks5://127.0.0.1:1", "not supported"),
            ("http://", "not the address"),
            ("http://p:99999", "not the address"),
            ("http://a b", "not the address"),
            (":8080", "not the address"),
        ] {
            for variable in ["HTTP_PROXY", "https_proxy", "ALL_PROXY"] {
                for url in ["http://a.example/", "https://192.0.2.1/"] {
                    let error = asked(&[(variable, value)], url).unwrap_err();
                    assert_eq!(error.variable, variable);
                    let text = error.to_string();
                    assert!(text.contains(value) && text.contains(problem), "{text}");
                    assert!(error.hint().contains(variable));
                }
                assert_eq!(asked(&[(variable, value)], "http://[::1]/"), Ok(None));
                let excepted = [(variable, value), ("NO_PROXY", "*")];
                assert_eq!(asked(&excepted, "http://a.example/"), Ok(None));
            }
        }
        for value in [
            "htp://ada:hunter2@p:1",
            "ada:hunter2@p:x",
            "http://ada:hunt/er2:hunter2@p:x",
        ] {
            let error = asked(&[("HTTP_PROXY", value)], "http://a.example/").unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(shown.contains("@p:") && !shown.contains("er2"), "{shown}");
        }
    }
}
