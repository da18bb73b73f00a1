//! Resource limits that an operator sets for plugins through the environment (Linux and Android).

use wick_proto::environment::{RLIMIT_AS_MB, RLIMIT_CPU_SEC, RLIMIT_NOFILE};

use crate::logs::{Level, Outlet, Record};

/// Sets the limits that the environment asks for; a failure is logged and changes nothing else.
pub(crate) fn apply(outlet: &Outlet) {
    for (name, unit) in [
        (RLIMIT_AS_MB, 1 << 20),
        (RLIMIT_CPU_SEC, 1),
        (RLIMIT_NOFILE, 1),
    ] {
        let Some(value) = asked(std::env::var(name).ok().as_deref()) else {
            continue;
        };
        if let Err(error) = set(name, value.saturating_mul(unit)) {
            let message = format!("could not set the limit {name}: {error}");
            outlet.log(Record::new(Level::Warn, "wick", message));
        }
    }
}

/// A positive number; anything else asks for nothing, as in the reference.
fn asked(text: Option<&str>) -> Option<u64> {
    text?.trim().parse().ok().filter(|value| *value > 0)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn set(name: &str, value: u64) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let resource = match name {
        RLIMIT_AS_MB => Resource::As,
        RLIMIT_CPU_SEC => Resource::Cpu,
        _ => Resource::Nofile,
    };
    let both = Rlimit {
        current: Some(value),
        maximum: Some(value),
    };
    Ok(setrlimit(resource, both)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn set(_name: &str, _value: u64) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_positive_numbers_ask_for_a_limit() {
        assert_eq!(asked(Some(" 512 ")), Some(512));
        for nothing in [
            None,
            Some(""),
            Some("0"),
            Some("-1"),
            Some("1.5"),
            Some("x"),
        ] {
            assert_eq!(asked(nothing), None);
        }
    }
}
