use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

/// The hosts that no proxy is asked for: the list of `NO_PROXY`, separated by commas or spaces.
///
/// `*` is every host, `10.0.0.0/8` a network, `example.com` the host and everything below it;
/// `.example.com` and `*.example.com` mean the same. With `:PORT` only that port is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Exceptions(Vec<Exception>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Exception {
    host: Hosts,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    Every,
    Network(IpNet),
    /// Without dots around it, in small letters.
    Below(String),
}

impl Exceptions {
    pub(super) fn parse(list: &str) -> Self {
        let separates = |c: char| c == ',' || c.is_whitespace();
        let texts = list.split(separates).filter(|text| !text.is_empty());
        Self(texts.map(Exception::parse).collect())
    }

    pub(super) fn include(&self, url: &Url) -> bool {
        self.0.iter().any(|exception| exception.includes(url))
    }
}

impl Exception {
    fn parse(text: &str) -> Self {
        // An IPv6 address has colons of its own.
        if let Some(network) = network(text) {
            return Self {
                host: Hosts::Network(network),
                port: None,
            };
        }
        let port = text.rsplit_once(':');
        let port = port.and_then(|(host, port)| Some((host, port.parse().ok()?)));
        let (host, port) = match port {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        };
        let host = match network(host) {
            Some(network) => Hosts::Network(network),
            None if host == "*" => Hosts::Every,
            None => {
                let host = host.strip_prefix('*').unwrap_or(host);
                Hosts::Below(host.trim_matches('.').to_ascii_lowercase())
            }
        };
        Self { host, port }
    }

    fn includes(&self, url: &Url) -> bool {
        let has_port = self
            .port
            .is_none_or(|port| url.port_or_known_default() == Some(port));
        has_port && self.host.include(url)
    }
}

impl Hosts {
    fn include(&self, url: &Url) -> bool {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => address.to_canonical(),
            Some(Host::Domain(name)) => return self.include_name(name.trim_end_matches('.')),
            None => return false,
        };
        match self {
            Self::Every => true,
            Self::Network(network) => network.contains(&address),
            Self::Below(_) => false,
        }
    }

    fn include_name(&self, name: &str) -> bool {
        match self {
            Self::Every => true,
            Self::Network(_) => false,
            Self::Below(parent) => {
                let above = name.strip_suffix(parent.as_str());
                !parent.is_empty()
                    && above.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
        }
    }
}

/// A network or one address, which may stand in brackets.
fn network(text: &str) -> Option<IpNet> {
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    let address = bare.parse::<IpAddr>();
    let address = address.map(|address| IpNet::from(address.to_canonical()));
    bare.parse().or(address).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f3_exceptions_are_hosts_networks_and_ports() {
        for (list, included, asked) in [
            (
                "*",
                &["192.0.2.1", "[2001:db8::1]", "a.example"][..],
                &[][..],
            ),
            ("a.example,*", &["192.0.2.1"], &[]),
            ("*:80", &["192.0.2.1:80"], &["192.0.2.1:81"]),
            (
                "192.0.2.1",
                &["192.0.2.1", "192.0.2.1:81"],
                &["192.0.2.2", "x.example"],
            ),
            ("192.0.2.1:81", &["192.0.2.1:81"], &["192.0.2.1"]),
            (
                "192.0.2.0/24 , 10.0.0.0/8",
                &["192.0.2.9", "10.1.2.3"],
                &["192.0.3.1", "11.0.0.1"],
            ),
            (
                "a.example 10.0.0.0/8",
                &["a.example", "10.1.2.3"],
                &["b.example"],
            ),
            ("2001:db8::/32", &["[2001:db8::7]"], &["[2001:db9::7]"]),
            ("2001:db8::7", &["[2001:db8::7]"], &["[2001:db8::8]"]),
            ("[2001:db8::7]", &["[2001:db8::7]:81"], &["[2001:db8::8]"]),
            (
                "[2001:db8::7]:81",
                &["[2001:db8::7]:81"],
                &["[2001:db8::7]"],
            ),
            ("::ffff:192.0.2.1", &["192.0.2.1"], &["192.0.2.2"]),
            ("192.0.2.1", &["[::ffff:192.0.2.1]"], &[]),
            (
                "example",
                &["example", "a.example", "A.EXAMPLE.", "a.b.example"],
                &["anexample", "example.net"],
            ),
            (
                ".a.Example",
                &["a.example", "b.a.example"],
                &["ba.example", "example"],
            ),
            (
                "*.a.example",
                &["a.example", "b.a.example"],
                &["ba.example"],
            ),
            ("a.example:81", &["b.a.example:81"], &["a.example"]),
            (" , ,", &[], &["a.example", "192.0.2.1"]),
            (".", &[], &["a.example"]),
        ] {
            let exceptions = Exceptions::parse(list);
            for (hosts, is_included) in [(included, true), (asked, false)] {
                for host in hosts {
                    let url = format!("http://{host}/").parse().unwrap();
                    assert_eq!(exceptions.include(&url), is_included, "{list:?} {host}");
                }
            }
        }
    }
}
