//! What a plugin is, apart from its settings and operations.

use std::collections::BTreeSet;

use wick_proto::manifest::Manifest;
use wick_proto::module::{Access, OAuth};

use super::text::{became, quoted};
use super::{Class, Diff, Subject};

pub(super) fn compare(diff: &mut Diff, old: &Manifest, new: &Manifest) {
    let plugin = &Subject::Plugin;
    if old.module.meta.key != new.module.meta.key {
        let keys = became(&old.module.meta.key, &new.module.meta.key);
        diff.add(
            Class::Security,
            plugin,
            format!("is another connector: {keys}"),
        );
    }
    if old.kind != new.kind {
        let kinds = became(old.kind, new.kind);
        diff.add(
            Class::Breaking,
            plugin,
            format!("is of another kind: {kinds}"),
        );
    }
    for (what, old, new) in [
        ("is no longer signed", &old.signature, &new.signature),
        (
            "has a manifest that is no longer signed",
            &old.manifest_signature,
            &new.manifest_signature,
        ),
    ] {
        if !old.is_empty() && new.is_empty() {
            diff.add(Class::Security, plugin, what);
        }
    }
    if old.proto_version != new.proto_version {
        let versions = became(old.proto_version, new.proto_version);
        let text = format!("speaks another version of the protocol: {versions}");
        diff.add(Class::Breaking, plugin, text);
    }
    platforms(diff, &old.os_arch, &new.os_arch);
    let (old, new) = (&old.module, &new.module);
    for (what, old, new) in [
        ("the name", &old.meta.name, &new.meta.name),
        (
            "the description",
            &old.meta.description,
            &new.meta.description,
        ),
        ("the icon", &old.meta.icon, &new.meta.icon),
    ] {
        diff.wording(plugin, what, old, new);
    }
    if old.meta.default_tags != new.meta.default_tags {
        diff.add(Class::Wording, plugin, "has other tags");
    }
    diff.flag(
        plugin,
        old.meta.fixed,
        new.meta.fixed,
        (Class::Breaking, "allows only one account now"),
        (Class::Additive, "allows several accounts now"),
    );
    diff.flag(
        plugin,
        old.meta.require_ai_description,
        new.meta.require_ai_description,
        (Class::Breaking, "needs a description for each account now"),
        (
            Class::Additive,
            "needs no description for each account any more",
        ),
    );
    diff.flag(
        plugin,
        old.meta.live_catalog,
        new.meta.live_catalog,
        (
            Class::Security,
            "may change its operations while it runs now",
        ),
        (
            Class::Additive,
            "no longer changes its operations while it runs",
        ),
    );
    diff.flag(
        plugin,
        old.allow_session_config,
        new.allow_session_config,
        (
            Class::Security,
            "lets sessions bring settings of their own now",
        ),
        (
            Class::Breaking,
            "no longer lets sessions bring settings of their own",
        ),
    );
    access(diff, old.default_access, new.default_access);
    oauth(diff, old.oauth.as_ref(), new.oauth.as_ref());
}

fn platforms(diff: &mut Diff, old: &[String], new: &[String]) {
    let gone = |from: &[String], to: &[String]| {
        let to: BTreeSet<_> = to.iter().collect();
        let from = from.iter().filter(|name| !to.contains(name));
        let missing: Vec<_> = from.map(String::as_str).collect();
        (!missing.is_empty()).then(|| missing.join(", "))
    };
    if let Some(platforms) = gone(old, new) {
        let text = format!("no longer runs on {platforms}");
        diff.add(Class::Breaking, &Subject::Plugin, text);
    }
    if let Some(platforms) = gone(new, old) {
        diff.add(
            Class::Additive,
            &Subject::Plugin,
            format!("runs on {platforms} too"),
        );
    }
}

fn access(diff: &mut Diff, old: Access, new: Access) {
    for (name, old, new) in [
        ("single sign-on", old.enable_sso, new.enable_sso),
        (
            "others to connect accounts of their own",
            old.allow_others_connect_sso,
            new.allow_others_connect_sso,
        ),
        (
            "several accounts per person",
            old.multi_account,
            new.multi_account,
        ),
        (
            "others to change the settings",
            old.allow_others_configure,
            new.allow_others_configure,
        ),
    ] {
        match (old, new) {
            (false, true) => diff.add(
                Class::Security,
                &Subject::Plugin,
                format!("allows {name} by default now"),
            ),
            (true, false) => diff.add(
                Class::Breaking,
                &Subject::Plugin,
                format!("no longer allows {name} by default"),
            ),
            _ => {}
        }
    }
}

fn oauth(diff: &mut Diff, old: Option<&OAuth>, new: Option<&OAuth>) {
    let plugin = &Subject::Plugin;
    let (old, new) = match (old, new) {
        (None, None) => return,
        (None, Some(new)) => {
            let text = format!(
                "connects accounts by OAuth now, at {}",
                quoted(&new.authorize_url)
            );
            return diff.add(Class::Security, plugin, text);
        }
        (Some(_), None) => {
            return diff.add(
                Class::Breaking,
                plugin,
                "no longer connects accounts by OAuth",
            );
        }
        (Some(old), Some(new)) => (old, new),
    };
    for (what, old, new) in [
        ("authorization", &old.authorize_url, &new.authorize_url),
        ("token", &old.token_url, &new.token_url),
    ] {
        if old != new {
            let text = format!("has another OAuth {what} address: {}", became(old, new));
            diff.add(Class::Security, plugin, text);
        }
    }
    if old.extra_params != new.extra_params {
        diff.add(
            Class::Security,
            plugin,
            "sends other parameters with OAuth requests",
        );
    }
    scopes(diff, &old.scopes, &new.scopes);
    diff.wording(
        plugin,
        "the OAuth button",
        &old.display_name,
        &new.display_name,
    );
    diff.wording(plugin, "the OAuth icon", &old.icon, &new.icon);
}

fn scopes(diff: &mut Diff, old: &str, new: &str) {
    let of = |text: &'_ str| -> BTreeSet<String> {
        text.split_whitespace().map(str::to_owned).collect()
    };
    let (old, new) = (of(old), of(new));
    let list = |scopes: Vec<&String>| {
        let names: Vec<&str> = scopes.into_iter().map(String::as_str).collect();
        names.join(", ")
    };
    let (more, fewer) = (
        list(new.difference(&old).collect()),
        list(old.difference(&new).collect()),
    );
    if !more.is_empty() {
        let text = format!("asks for more OAuth scopes: {more}");
        diff.add(Class::Security, &Subject::Plugin, text);
    }
    if !fewer.is_empty() {
        // Tokens that exist keep their scopes; new ones may no longer do for what old callers did.
        let text = format!("asks for fewer OAuth scopes: without {fewer}");
        diff.add(Class::Additive, &Subject::Plugin, text);
    }
}
