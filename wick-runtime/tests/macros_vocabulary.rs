//! Every word of the attributes, as hosts see it.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use wick_proto::module::{Field, Operation};
use wick_runtime::prelude::*;
use wick_runtime::{About, Dispatcher, Identity, Permissions, Request};

/// Runs git.
#[connector(
    key = "git_local",
    name = "Git",
    tags = [CONNECTOR, DEVELOPMENT],
    fixed,
    live_catalog,
    allow_session_config,
    require_ai_description,
    about = hooks::about,
    check = hooks::check,
    identity = hooks::identity,
)]
struct Git {
    /// How to log in.
    #[config(default = "token", mode = "fixed")]
    auth: Auth,
    /// The token.
    #[config(
        visible_when = "auth:token",
        group = "Login|How to log in",
        env = "GIT_TOKEN",
        secret,
        regenerable
    )]
    token: Option<String>,
    /// Where the repositories are.
    #[config(
        key = "repo-dirs",
        widget = "kvlist",
        options = "id|path",
        locked,
        hidden
    )]
    directories: Option<String>,
    #[config(flatten)]
    author: Author,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Auth {
    Token,
    Key,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Author {
    /// Who commits.
    author: String,
}

mod hooks {
    use super::*;

    pub(super) fn about(about: About) -> About {
        about.category("Branches", "Lines of work.")
    }

    pub(super) async fn check(
        git: &Git,
        context: &Context,
        permissions: &mut Permissions,
    ) -> Result<()> {
        tokio::task::yield_now().await;
        assert_eq!(context.connector(), "git_local");
        if git.auth == Auth::Key {
            permissions.deny("commit", "keys only read");
        }
        Ok(())
    }

    pub(super) async fn identity(token: Secret) -> Result<Identity, std::io::Error> {
        if token.expose().is_empty() {
            return Err(std::io::Error::other("no token"));
        }
        Ok(Identity {
            user_id: token.expose().to_owned(),
            ..Identity::default()
        })
    }
}

/// Commits.
///
/// - All files
/// - at once,
///   with a message.
#[operation(
    category = "Branches",
    config_only,
    input_sample = "{}",
    output_sample = "[]",
    output_shape = [("[].id", "its hash")],
    quirks = ["Slow.", "Sorted."],
    examples = [("All", "{}")],
    pair_with = ["branch"],
    pitfalls = ["No tags."],
    templateable = ["type"],
)]
fn commit(
    git: &Git,
    /// Its kind.
    #[arg(widget = "textarea")]
    r#type: String,
    #[arg(flatten)] author: Author,
) -> Result<String> {
    Ok(format!(
        "{} {:?} {:?} {}",
        r#type,
        git.token,
        git.directories,
        author.author + &git.author.author
    ))
}

/// Belongs to any connector.
#[operation(category = "Branches")]
async fn branch() -> Result<()> {
    Ok(())
}

fn dispatcher() -> Dispatcher {
    Dispatcher::of::<Git>().unwrap()
}

fn settings(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn setting(key: &str) -> Field {
    let dispatcher = dispatcher();
    dispatcher
        .module()
        .configs
        .iter()
        .find(|field| field.key == key)
        .unwrap()
        .clone()
}

fn commit_operation() -> Operation {
    dispatcher().module().operation("commit").unwrap().clone()
}

#[test]
fn words_of_the_connector() {
    let dispatcher = dispatcher();
    let module = dispatcher.module();
    assert_eq!(module.meta.key, "git_local");
    assert!(module.meta.fixed && module.meta.live_catalog && module.meta.require_ai_description);
    assert!(module.allow_session_config);
    let tags: Vec<&str> = module
        .meta
        .default_tags
        .iter()
        .map(|tag| tag.name.as_str())
        .collect();
    assert_eq!(tags, ["Connector", "Development"]);
    let category = module.operations.first().unwrap();
    assert_eq!(
        (category.title.as_str(), category.description.as_str()),
        ("Branches", "Lines of work.")
    );
}

#[test]
fn words_of_settings() {
    let auth = setting("auth");
    assert_eq!(
        (
            auth.value.as_str(),
            auth.mode.as_str(),
            auth.options.as_str()
        ),
        ("token", "fixed", "token|key")
    );
    let token = setting("token");
    assert_eq!(token.visible_when, "auth:token");
    assert_eq!(
        (token.group.as_str(), token.env_override.as_str()),
        ("Login|How to log in", "GIT_TOKEN")
    );
    assert!(token.secret && token.can_regenerate && !token.required);
    let directories = setting("repo-dirs");
    assert_eq!(
        (directories.kind.as_str(), directories.options.as_str()),
        ("kvlist", "id|path")
    );
    assert!(directories.locked && directories.hidden);
    assert_eq!(setting("author").description, "Who commits.");
}

#[test]
fn words_of_operations() {
    let commit = commit_operation();
    assert_eq!(
        commit.description,
        "Commits.\n\n- All files\n- at once, with a message."
    );
    assert!(commit.config_only);
    assert_eq!(
        (commit.input_sample.as_str(), commit.output_sample.as_str()),
        ("{}", "[]")
    );
    assert_eq!(
        commit.output_shape.get("[].id").map(String::as_str),
        Some("its hash")
    );
    assert_eq!(commit.quirks, ["Slow.", "Sorted."]);
    assert_eq!(commit.pair_with, ["branch"]);
    assert_eq!(commit.common_pitfalls, ["No tags."]);
    assert_eq!(commit.templateable_fields, ["type"]);
    let example = commit.examples.first().unwrap();
    assert_eq!(
        (example.name.as_str(), example.body.as_str()),
        ("All", "{}")
    );
}

#[test]
fn words_of_inputs() {
    let commit = commit_operation();
    let inputs: Vec<(&str, &str)> = commit
        .input
        .iter()
        .map(|field| (field.key.as_str(), field.kind.as_str()))
        .collect();
    assert_eq!(inputs, [("type", "textarea"), ("author", "text")]);
}

#[tokio::test]
async fn flattened_structs_are_put_together() {
    let request = Request {
        operation: "commit".to_owned(),
        arguments: json!({"type": "fix", "author": "a"}).to_string().into(),
        settings: settings(&[("repo-dirs", "[]"), ("author", "b")]),
        ..Request::default()
    };
    let reply: Value =
        serde_json::from_slice(&dispatcher().execute(request).await.unwrap()).unwrap();
    assert_eq!(reply, json!("fix None Some(\"[]\") ab"));
}

#[tokio::test]
async fn the_check_of_the_author_is_asked() {
    let allowed = |auth: &'static str| async move {
        let settings = settings(&[("author", "a"), ("auth", auth)]);
        let health = dispatcher().check_permissions(settings).await.unwrap();
        health
            .iter()
            .find(|operation| operation.key == "commit")
            .unwrap()
            .ok
    };
    assert!(allowed("token").await);
    assert!(!allowed("key").await);
}

#[tokio::test]
async fn the_identity_of_the_author_is_asked() {
    let dispatcher = dispatcher();
    let identity = dispatcher
        .resolve_identity("u1".to_owned().into())
        .await
        .unwrap();
    assert_eq!(identity.user_id, "u1");
    let error = dispatcher
        .resolve_identity(String::new().into())
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.message().as_str()),
        ("identity_error", "no token")
    );
}
