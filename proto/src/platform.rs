//! Platforms, named as Go names them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An operating system and a processor: Go's `GOOS/GOARCH`, for example `linux/amd64`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Platform {
    os: String,
    arch: String,
}

impl Platform {
    /// The platform that this code was compiled for.
    pub fn current() -> Self {
        Self {
            os: go_os(std::env::consts::OS).to_owned(),
            arch: go_arch(std::env::consts::ARCH).to_owned(),
        }
    }

    /// The platform of a Rust target triple, such as `aarch64-apple-darwin`.
    pub fn of_target(triple: &str) -> Option<Self> {
        let mut parts = triple.split('-');
        let arch = go_arch(parts.next()?);
        let rest = parts.collect::<Vec<_>>();
        let os = [
            "linux", "darwin", "windows", "freebsd", "netbsd", "openbsd", "android",
        ]
        .into_iter()
        .rfind(|os| rest.iter().any(|part| part.starts_with(os)))?;
        Some(Self {
            os: os.to_owned(),
            arch: arch.to_owned(),
        })
    }

    /// The operating system, as in `GOOS`.
    pub fn os(&self) -> &str {
        &self.os
    }

    /// The processor, as in `GOARCH`.
    pub fn arch(&self) -> &str {
        &self.arch
    }
}

fn go_os(rust: &str) -> &str {
    match rust {
        "macos" => "darwin",
        other => other,
    }
}

fn go_arch(rust: &str) -> &str {
    match rust {
        "x86_64" => "amd64",
        "aarch64" | "arm64" => "arm64",
        "x86" | "i686" | "i586" => "386",
        "loongarch64" => "loong64",
        "powerpc64" => "ppc64",
        "powerpc64le" => "ppc64le",
        "riscv64gc" => "riscv64",
        other if other.starts_with("armv") => "arm",
        other => other,
    }
}

/// A text that is not of the form `os/arch`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("platform {0:?} is not of the form os/arch, for example linux/amd64")]
pub struct PlatformError(String);

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, PlatformError> {
        let word = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        match text.split_once('/') {
            Some((os, arch)) if word(os) && word(arch) => Ok(Self {
                os: os.to_owned(),
                arch: arch.to_owned(),
            }),
            _ => Err(PlatformError(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Platform {
    type Error = PlatformError;

    fn try_from(text: String) -> Result<Self, PlatformError> {
        text.parse()
    }
}

impl From<Platform> for String {
    fn from(platform: Platform) -> Self {
        platform.to_string()
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.arch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_targets_have_go_names() {
        for (target, platform) in [
            ("x86_64-unknown-linux-gnu", "linux/amd64"),
            ("aarch64-unknown-linux-musl", "linux/arm64"),
            ("aarch64-apple-darwin", "darwin/arm64"),
            ("x86_64-pc-windows-msvc", "windows/amd64"),
            ("armv7-unknown-linux-gnueabihf", "linux/arm"),
            ("aarch64-linux-android", "android/arm64"),
        ] {
            assert_eq!(Platform::of_target(target).unwrap().to_string(), platform);
        }
        assert_eq!(Platform::of_target("wasm32-unknown-unknown"), None);
    }

    #[test]
    fn text_round_trips() {
        let platform: Platform = "linux/amd64".parse().unwrap();
        assert_eq!((platform.os(), platform.arch()), ("linux", "amd64"));
        for bad in [
            "",
            "linux",
            "/amd64",
            "linux/",
            "linux/amd64/v3",
            "Linux/amd64",
            "linux / x",
        ] {
            assert_eq!(bad.parse::<Platform>(), Err(PlatformError(bad.to_owned())));
        }
    }
}
