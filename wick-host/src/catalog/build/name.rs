//! What the names of releases say.

use wick_proto::manifest::Manifest;
use wick_proto::{ConnectorKey, Platform};

use super::error::BuildError;
use super::find::Found;

/// Key and version of a release's tag, `KEY/vVERSION`; nothing for those of the host itself, `vVERSION`.
pub(super) fn split_tag(tag: &str) -> Option<(&str, &str)> {
    let (key, version) = tag.split_once("/v")?;
    (!key.is_empty() && !version.is_empty()).then_some((key, version))
}

/// The platform in the name of a release zip, its last two parts.
pub(super) fn platform(name: &str) -> Option<Platform> {
    let mut parts = name.strip_suffix(".zip")?.rsplitn(3, '-');
    let (arch, os) = (parts.next()?, parts.next()?);
    // Before it there has to be a name.
    parts.next().filter(|rest| !rest.is_empty())?;
    format!("{os}/{arch}").parse().ok()
}

/// Whether a release is called what is in it.
pub(super) fn check(
    found: &Found,
    key: &ConnectorKey,
    manifest: &Manifest,
) -> Result<(), BuildError> {
    let version = manifest
        .version
        .strip_prefix('v')
        .unwrap_or(&manifest.version);
    let named = |platform: &str| format!("{key}-{version}-{}.zip", platform.replace('/', "-"));
    let platform = found.platform.to_string();
    let is_for_it = manifest.os_arch.contains(&platform);
    if !is_for_it || found.name != named(&platform) {
        let right = match is_for_it {
            true => platform.as_str(),
            false => manifest.os_arch.first().map_or("OS/ARCH", String::as_str),
        };
        return Err(BuildError::Name {
            path: found.path.clone(),
            expected: named(right),
        });
    }
    let expected = format!("{key}/v{version}");
    match &found.tag {
        Some(tag) if *tag != expected => Err(BuildError::Tag {
            path: found.path.clone(),
            tag: tag.clone(),
            expected,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_name_a_connector_and_its_version() {
        for (tag, parts) in [
            ("github/v1.2.0", Some(("github", "1.2.0"))),
            (
                "google_workspace/v0.1.0-rc.1",
                Some(("google_workspace", "0.1.0-rc.1")),
            ),
            ("a/v1/v2", Some(("a", "1/v2"))),
            ("v1.2.0", None),
            ("/v1.2.0", None),
            ("github/1.2.0", None),
            ("github/v", None),
            ("github", None),
        ] {
            assert_eq!(split_tag(tag), parts, "{tag}");
        }
    }

    #[test]
    fn the_last_two_parts_of_a_zip_are_its_platform() {
        for (name, expected) in [
            ("github-1.2.0-linux-amd64.zip", Some("linux/amd64")),
            ("github-1.2.0-rc.1-darwin-arm64.zip", Some("darwin/arm64")),
            ("github-linux-amd64.zip", Some("linux/amd64")),
            ("github-1.2.0-linux-amd64.tar.gz", None),
            ("linux-amd64.zip", None),
            ("-linux-amd64.zip", None),
            ("github.zip", None),
            ("github-1.2.0-Linux-AMD64.zip", None),
            ("checksums.txt", None),
        ] {
            let found = platform(name).map(|platform| platform.to_string());
            assert_eq!(found.as_deref(), expected, "{name}");
        }
    }
}
