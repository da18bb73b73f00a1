//! A whole connector written with the attributes, described and called as a host does it.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use wick_proto::module::{Field, Module, Operation};
use wick_runtime::prelude::*;
use wick_runtime::{Dispatcher, Request};

/// Read and file issues
/// on GitHub.
#[connector(name = "GitHub", icon = "🐙", categories = ["Pulls", "Issues"])]
struct GitHub {
    /// API address.
    #[config(default = "https://api.github.com", group = "Connection")]
    base_url: Url,
    /// Personal access token.
    token: Secret,
}

/// One issue.
#[derive(Serialize, JsonSchema, Debug, PartialEq)]
struct Issue {
    /// Its number.
    number: u64,
    /// Its title.
    title: String,
}

/// Find issues. Returns number, title and state, newest first.
#[operation(category = "Issues", read_only)]
async fn search_issues(
    github: &GitHub,
    /// Words to look for, in GitHub's search syntax.
    query: String,
    /// At most this many.
    #[arg(default = 30, range = 1..=100)]
    limit: u8,
) -> Result<Vec<Issue>> {
    tokio::task::yield_now().await;
    let title = format!(
        "{query} at {} with {}",
        github.base_url,
        github.token.expose()
    );
    Ok(vec![Issue {
        number: limit.into(),
        title,
    }])
}

mod pulls {
    use super::*;

    /// Merge a pull request.
    #[operation(
        category = "Pulls",
        destructive,
        idempotent,
        key = "merge-pull",
        name = "Merge!"
    )]
    pub(super) fn merge(
        ctx: &Context,
        /// Its number.
        number: u64,
        /// Why.
        #[arg(key = "reason")]
        why: Option<String>,
        /// Delete the branch as well.
        delete: bool,
        github: &GitHub,
    ) -> Result<String, std::fmt::Error> {
        assert_eq!(github.base_url.scheme(), "https");
        Ok(format!("{number} {why:?} {delete} {}", ctx.request_id()))
    }
}

/// Close an issue. It can be reopened; comments stay.
#[operation(category = "Issues", destructive)]
async fn close_issue(
    _github: &GitHub,
    _ctx: &Context,
    /** Its number. */
    number: u64,
) -> Result<()> {
    if number == 0 {
        return Err(Error::new("not_found", "there is no issue 0"));
    }
    Ok(())
}

fn dispatcher() -> Dispatcher {
    Dispatcher::of::<GitHub>().unwrap()
}

fn operation<'a>(module: &'a Module, key: &str) -> &'a Operation {
    module.operation(key).unwrap()
}

fn field<'a>(fields: &'a [Field], key: &str) -> &'a Field {
    fields.iter().find(|field| field.key == key).unwrap()
}

fn request(operation: &str, arguments: Value, settings: &[(&str, &str)]) -> Request {
    Request {
        operation: operation.to_owned(),
        arguments: arguments.to_string().into(),
        settings: settings
            .iter()
            .map(|(key, value)| ((*key).into(), (*value).into()))
            .collect(),
        request_id: "r1".to_owned(),
        ..Request::default()
    }
}

#[test]
fn the_connector_describes_itself() {
    let dispatcher = dispatcher();
    let meta = &dispatcher.module().meta;
    assert_eq!(
        (meta.key.as_str(), meta.name.as_str(), meta.icon.as_str()),
        ("github", "GitHub", "🐙")
    );
    assert_eq!(meta.description, "Read and file issues on GitHub.");
}

#[test]
fn settings_are_described_by_their_types_and_comments() {
    let dispatcher = dispatcher();
    let settings = &dispatcher.module().configs;
    let keys: Vec<&str> = settings.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["base_url", "token"]);
    let address = field(settings, "base_url");
    assert_eq!(address.value, "https://api.github.com");
    assert_eq!(
        (address.kind.as_str(), address.group.as_str()),
        ("url", "Connection")
    );
    assert!(!address.required && !address.secret);
    let token = field(settings, "token");
    assert_eq!(
        (token.kind.as_str(), token.description.as_str()),
        ("secret", "Personal access token.")
    );
    assert!(token.required && token.secret);
}

#[test]
fn categories_and_operations_come_in_their_order() {
    let dispatcher = dispatcher();
    let order: Vec<(&str, Vec<(&str, &str)>)> = dispatcher
        .module()
        .operations
        .iter()
        .map(|category| {
            let operations = category.operations.iter();
            let names =
                operations.map(|operation| (operation.key.as_str(), operation.name.as_str()));
            (category.title.as_str(), names.collect())
        })
        .collect();
    assert_eq!(
        order,
        [
            ("Pulls", vec![("merge-pull", "Merge!")]),
            (
                "Issues",
                vec![
                    ("search_issues", "Search Issues"),
                    ("close_issue", "Close Issue")
                ]
            ),
        ]
    );
}

#[test]
fn inputs_are_described_by_their_types_and_comments() {
    let dispatcher = dispatcher();
    let search = operation(dispatcher.module(), "search_issues");
    assert_eq!(
        search.description,
        "Find issues. Returns number, title and state, newest first."
    );
    assert!(search.read_only && !search.destructive && !search.idempotent);
    let query = field(&search.input, "query");
    assert_eq!(
        query.description,
        "Words to look for, in GitHub's search syntax."
    );
    assert!(query.required);
    let limit = field(&search.input, "limit");
    assert_eq!(
        (limit.kind.as_str(), limit.value.as_str()),
        ("number", "30")
    );
    assert!(!limit.required);
    let schema = search.input_schema.as_ref().unwrap();
    let bounds = &schema["properties"]["limit"];
    assert_eq!(
        (&bounds["minimum"], &bounds["maximum"]),
        (&json!(1), &json!(100))
    );
    assert_eq!(bounds["default"], json!(30));
    assert_eq!(schema["required"], json!(["query"]));

    let merge = operation(dispatcher.module(), "merge-pull");
    assert!(merge.destructive && merge.idempotent && !merge.read_only);
    let keys: Vec<&str> = merge.input.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["number", "reason", "delete"]);
    assert!(!field(&merge.input, "reason").required);
}

#[tokio::test]
async fn calls_arrive_with_settings_and_defaults() {
    let call = request(
        "search_issues",
        json!({"query": "panic"}),
        &[("token", "t0")],
    );
    let reply: Value = serde_json::from_slice(&dispatcher().execute(call).await.unwrap()).unwrap();
    let title = "panic at https://api.github.com/ with t0";
    assert_eq!(reply, json!([{"number": 30, "title": title}]));
}

#[tokio::test]
async fn blocking_operations_are_called_too() {
    let arguments = json!({"number": "7", "reason": "done", "delete": "true"});
    let call = request("merge-pull", arguments, &[("token", "t0")]);
    let reply: Value = serde_json::from_slice(&dispatcher().execute(call).await.unwrap()).unwrap();
    assert_eq!(reply, json!("7 Some(\"done\") true r1"));
}

#[tokio::test]
async fn all_wrong_values_are_reported_at_once() {
    let call = request(
        "search_issues",
        json!({"limit": 500}),
        &[("base_url", "no address")],
    );
    let message = dispatcher()
        .execute(call)
        .await
        .unwrap_err()
        .message()
        .to_owned();
    for field in ["base_url", "token", "query", "limit"] {
        assert!(message.contains(field), "{field} is not in: {message}");
    }
}

#[tokio::test]
async fn errors_of_the_author_keep_their_code() {
    let call = request("close_issue", json!({"number": 0}), &[("token", "t0")]);
    assert_eq!(
        dispatcher().execute(call).await.unwrap_err().code(),
        "not_found"
    );
}

#[tokio::test]
async fn operations_stay_functions() {
    let github = GitHub {
        base_url: "https://example.com".parse().unwrap(),
        token: "t1".to_owned().into(),
    };
    let issues = search_issues(&github, "x".into(), 5).await.unwrap();
    let title = "x at https://example.com/ with t1".to_owned();
    assert_eq!(issues, [Issue { number: 5, title }]);
}
