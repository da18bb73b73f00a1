//! Limits of texts, lists and maps, and arguments that nobody asked for.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use wick_runtime::prelude::*;
use wick_runtime::{
    About, Call, CallFuture, Connector, Dispatcher, Input, Operation, Request, Values,
};

/// Track issues.
#[connector]
struct Tracker {
    /// Key of the project.
    #[config(pattern = "^[A-Z]{2,5}$", default = "WICK")]
    project: String,
    /// Access token.
    #[config(length = 8..)]
    token: Option<Secret>,
}

#[derive(Deserialize, JsonSchema)]
struct Labels {
    /// Labels.
    #[schemars(length(max = 2))]
    labels: Vec<String>,
    /// Milestone.
    #[schemars(regex(pattern = "^v[0-9]+$"))]
    milestone: Option<String>,
    /// When it is due.
    #[schemars(extend("format" = "date"))]
    due: Option<String>,
}

/// File an issue.
#[operation]
async fn file(
    tracker: &Tracker,
    /// Title.
    #[arg(length = 3..=20)]
    title: String,
    /// Who should know.
    #[arg(length = 1..=2)]
    watchers: Option<Vec<String>>,
    /// Who asks.
    #[arg(widget = "email")]
    from: Option<String>,
    #[arg(flatten)] labels: Labels,
) -> Result<String> {
    let _ = (
        watchers,
        from,
        labels.labels,
        labels.milestone,
        labels.due,
        &tracker.token,
    );
    Ok(format!("{}: {title}", tracker.project))
}

/// Label an issue.
#[operation]
async fn label(
    /// The labels and their colors.
    #[arg(length = 1..=2)]
    colors: Option<BTreeMap<String, String>>,
) -> Result<usize> {
    Ok(colors.map_or(0, |colors| colors.len()))
}

struct Asked<'a> {
    arguments: Value,
    settings: &'a [(&'a str, &'a str)],
    strict: bool,
}

async fn file_issue(asked: Asked<'_>) -> Result<Vec<u8>> {
    let settings = asked.settings.iter();
    let settings = settings.map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let request = Request {
        operation: "file".into(),
        arguments: asked.arguments.to_string().into(),
        settings: settings.collect(),
        strict: asked.strict,
        ..Request::default()
    };
    let tracker = Dispatcher::of::<Tracker>().unwrap();
    tracker.execute(request).await
}

async fn refused(arguments: Value, settings: &[(&str, &str)]) -> String {
    let asked = Asked {
        arguments,
        settings,
        strict: false,
    };
    file_issue(asked).await.unwrap_err().message()
}

#[tokio::test]
async fn everything_beyond_a_limit_is_told_at_once() {
    let fine = json!({
        "title": "übel", "watchers": ["a"], "labels": "[\"x\"]", "milestone": "v1",
        "from": "ada@example.net", "due": "2026-01-31",
    });
    let asked = Asked {
        arguments: fine,
        settings: &[("token", "12345678")],
        strict: false,
    };
    assert_eq!(
        file_issue(asked).await.unwrap(),
        "\"WICK: übel\"".as_bytes()
    );
    let short = json!({
        "title": "üb", "watchers": "[]", "labels": ["x", "y", "z"], "milestone": "1",
        "from": "ada", "due": "2026-02-31",
    });
    let message = refused(short, &[("project", "wick"), ("token", "hunter2")]).await;
    let lines: Vec<_> = message.lines().collect();
    assert_eq!(
        lines,
        [
            "setting `project`: \"wick\" does not match `^[A-Z]{2,5}$`",
            "setting `token`: the secret has not as many characters as accepted: at least 8",
            "`title`: \"üb\" has 2 characters; accepted: 3 to 20",
            "`watchers`: the value has 0 items; accepted: 1 to 2",
            "`from`: \"ada\" is not an email address",
            "`labels`: the value has 3 items; accepted: at most 2",
            "`milestone`: \"1\" does not match `^v[0-9]+$`",
            "`due`: \"2026-02-31\" is not a date; accepted: a date such as 2026-01-31",
        ]
    );
}

#[tokio::test]
async fn unknown_arguments_are_told_to_those_who_ask() {
    let asked = |strict| Asked {
        arguments: json!({"titel": "x", "labels": [], "zzz": 1, "title": "x"}),
        settings: &[],
        strict,
    };
    let lenient = file_issue(asked(false)).await.unwrap_err();
    let short = "`title`: \"x\" has 1 character; accepted: 3 to 20";
    assert_eq!(lenient.message(), short);
    let strict = file_issue(asked(true)).await.unwrap_err();
    assert_eq!(strict.code(), "bad_args");
    let lines = strict.message();
    let lines: Vec<_> = lines.lines().collect();
    assert_eq!(
        lines,
        [
            "`titel`: unknown argument; did you mean `title`?",
            "`zzz`: unknown argument",
            short,
        ]
    );
    let exact = Asked {
        arguments: json!({"title": "long", "labels": [], "milestone": null}),
        settings: &[],
        strict: true,
    };
    assert!(file_issue(exact).await.is_ok());
}

#[test]
fn schemas_tell_the_limits() {
    let tracker = Dispatcher::of::<Tracker>().unwrap();
    let operation = tracker.module().operation("file").unwrap();
    let schema = operation.input_schema.as_ref().unwrap();
    let input = |key: &str| &schema["properties"][key];
    assert_eq!(input("title")["minLength"], 3);
    assert_eq!(input("title")["maxLength"], 20);
    assert_eq!(input("watchers")["minItems"], 1);
    assert_eq!(input("labels")["maxItems"], 2);
    assert_eq!(input("milestone")["pattern"], "^v[0-9]+$");
}

#[tokio::test]
async fn length_counts_the_entries_of_a_map() {
    let tracker = Dispatcher::of::<Tracker>().unwrap();
    let operation = tracker.module().operation("label").unwrap();
    let schema = operation.input_schema.as_ref().unwrap();
    let colors = &schema["properties"]["colors"];
    assert_eq!(colors["minProperties"], 1);
    assert_eq!(colors["maxProperties"], 2);
    for (colors, answer) in [
        (json!({"a": "red", "b": "blue"}), Ok(&b"2"[..])),
        (json!("{\"a\": \"red\"}"), Ok(&b"1"[..])),
        (Value::Null, Ok(&b"0"[..])),
        (json!({}), Err("0 keys; accepted: 1 to 2")),
        (
            json!("{\"a\":\"\",\"b\":\"\",\"c\":\"\"}"),
            Err("3 keys; accepted: 1 to 2"),
        ),
    ] {
        let request = Request {
            operation: "label".into(),
            arguments: json!({ "colors": colors }).to_string().into(),
            ..Request::default()
        };
        match (tracker.execute(request).await, answer) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{colors}"),
            (Err(error), Err(expected)) => {
                assert!(error.message().contains(expected), "{}", error.message());
            }
            (found, _) => panic!("{colors}: {found:?}"),
        }
    }
}

static AGE: Input<u8> = Input::new("age").length(Some(1), None).pattern("x");
static NAME: Input<String> = Input::new("name").pattern("(").default("x");
static CODE: Input<String> = Input::new("code").length(Some(3), Some(3)).default("ab");

struct Unsound;

impl Connector for Unsound {
    fn about() -> About {
        About::new("unsound", "Unsound")
    }

    fn from_settings(_: &mut Values) -> Option<Self> {
        Some(Self)
    }

    fn operations() -> Vec<Operation> {
        fn call(call: Call) -> CallFuture {
            Box::pin(async { call.reject() })
        }
        let operation = Operation::new("sign", call);
        vec![operation.input(&AGE).input(&NAME).input(&CODE)]
    }
}

#[test]
fn limits_that_make_no_sense_are_found_before_the_first_call() {
    let error = Dispatcher::of::<Unsound>().unwrap_err().to_string();
    for problem in [
        "`age` of operation `sign` has a length, but its type is neither text nor list",
        "`age` of operation `sign` has a pattern, but its type is not text",
        "the pattern of `name` of operation `sign` is not a regular expression",
        "the default of `code` of operation `sign`: \"ab\" has 2 characters; accepted: exactly 3",
    ] {
        assert!(error.contains(problem), "{problem} in {error}");
    }
}
