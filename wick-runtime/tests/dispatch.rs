//! A connector written by hand, from its definition to the results of its operations.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use wick_runtime::context::Progress;
use wick_runtime::{
    About, Call, CallFuture, Connector, Context, Dispatcher, Error, Identity, Input, InputSpec,
    Number, Operation, OperationHealth, Output, Permissions, Request, Result, Secret, Url, Values,
    tags,
};

struct Desk {
    base_url: Url,
    token: Secret,
    verbose: bool,
}

static BASE_URL: Input<Url> = Input::new("base_url")
    .describe("API address.")
    .default("https://desk.example.net");
static TOKEN: Input<Secret> = Input::new("token");
static VERBOSE: Input<bool> = Input::new("verbose");

impl Connector for Desk {
    fn about() -> About {
        About::new("desk", "Help Desk")
            .describe("Tickets.")
            .tags([tags::CONNECTOR])
    }

    fn settings() -> Vec<InputSpec> {
        vec![BASE_URL.spec(), TOKEN.spec(), VERBOSE.spec()]
    }

    fn from_settings(values: &mut Values) -> Option<Self> {
        let base_url = values.take(&BASE_URL);
        let token = values.take(&TOKEN);
        let verbose = values.take(&VERBOSE);
        Some(Self {
            base_url: base_url?,
            token: token?,
            verbose: verbose?,
        })
    }

    fn operations() -> Vec<Operation> {
        vec![
            Operation::new("find_tickets", find)
                .category("Tickets")
                .input(&WORDS)
                .input(&LIMIT)
                .input(&STATE)
                .output(&FOUND),
            Operation::new("file", file)
                .category("Tickets")
                .input(&FILTER)
                .output(&FILTERED),
            Operation::new("log_in", log_in).category("Faults"),
            Operation::new("fail", fail).category("Faults"),
            Operation::new("panic", panic).category("Faults"),
            Operation::new("panic_on_thread", panic_on_thread).category("Faults"),
            Operation::new("wait", wait).category("Faults"),
            Operation::new("report", report).category("Faults"),
        ]
    }

    async fn check(&self, _: &Context, permissions: &mut Permissions) -> Result<()> {
        match self.token.expose() {
            "expired" => Err(Error::msg("the token has expired")),
            "panic" => panic!("check"),
            _ => {
                permissions.deny("file", "the token may not write");
                Ok(())
            }
        }
    }

    async fn identity(token: Secret) -> Result<Identity> {
        if token.expose() == "bad" {
            return Err(Error::new("http_401", "who?"));
        }
        Ok(Identity {
            user_id: "7".to_owned(),
            display_name: "Ann".to_owned(),
        })
    }
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum State {
    Open,
    Closed,
}

#[derive(Serialize, JsonSchema)]
struct Found {
    base_url: Url,
    verbose: bool,
    words: String,
    limit: u8,
    state: Option<State>,
}

static WORDS: Input<String> = Input::new("words").describe("What to look for.");
static LIMIT: Input<u8> = Input::new("limit")
    .default("30")
    .range(Some(Number::Int(1)), Some(Number::Int(100)));
static STATE: Input<Option<State>> = Input::new("state");
static FOUND: Output<Result<Found>> = Output::new();

fn find(mut call: Call) -> CallFuture {
    Box::pin(async move {
        let desk = call.connector::<Desk>();
        let words = call.take(&WORDS);
        let limit = call.take(&LIMIT);
        let state = call.take(&STATE);
        let (Some(desk), Some(words), Some(limit), Some(state)) = (desk, words, limit, state)
        else {
            return call.reject();
        };
        let found = Found {
            base_url: desk.base_url,
            verbose: desk.verbose,
            words,
            limit,
            state,
        };
        FOUND.reply(Ok(found), &call)
    })
}

/// Several inputs in one.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Filter {
    /// Who wrote it.
    author: String,
    /// How many stars at least.
    #[serde(default = "three")]
    stars: u8,
    urgent: bool,
    pin: Option<u64>,
    labels: Option<Vec<String>>,
    key: Option<String>,
}

fn three() -> u8 {
    3
}

static FILTER: Input<Filter> = Input::flatten("filter");
static FILTERED: Output<Result<Filter>> = Output::new();

fn file(mut call: Call) -> CallFuture {
    Box::pin(async move {
        let Some(filter) = call.take(&FILTER) else {
            return call.reject();
        };
        FILTERED.reply(Ok(filter), &call)
    })
}

/// Refuses itself with a message that quotes the secret.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Login")]
struct Checked {
    #[expect(dead_code, reason = "it is never made")]
    password: Secret,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Login {
    user: u8,
    password: Secret,
    #[serde(default)]
    pin: Option<Pin>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Pin {
    code: Secret,
}

impl TryFrom<Login> for Checked {
    type Error = String;

    fn try_from(login: Login) -> std::result::Result<Self, String> {
        let pin = login.pin.map(|pin| pin.code);
        Err(format!(
            "{} {} {pin:?}",
            login.user,
            login.password.expose()
        ))
    }
}

/// A text that is marked as a secret, of a type that quotes what it refuses.
static LINK: Input<Url> = Input::new("link").secret();
static LOGIN: Input<Login> = Input::flatten("login");
static CHECKED: Input<Checked> = Input::new("checked");
static PASSWORD: Input<Secret> = Input::new("password");

fn log_in(mut call: Call) -> CallFuture {
    Box::pin(async move {
        call.take(&LINK);
        call.take(&LOGIN);
        call.take(&CHECKED);
        call.take(&PASSWORD);
        call.reject()
    })
}

fn fail(_: Call) -> CallFuture {
    Box::pin(async { Err(Error::new("teapot", "short and stout").with_source("handle")) })
}

fn panic(_: Call) -> CallFuture {
    panic!("before there is a future")
}

static NOTHING: Output<Result<()>> = Output::new();

fn panic_on_thread(call: Call) -> CallFuture {
    Box::pin(async move {
        let code = 3;
        NOTHING.reply(
            call.blocking(move || -> Result<()> { panic!("code {code}") })
                .await,
            &call,
        )
    })
}

static STARTED: LazyLock<Arc<Notify>> = LazyLock::new(Arc::default);
static STOPPED: LazyLock<Arc<Notify>> = LazyLock::new(Arc::default);
static DROPPED: AtomicBool = AtomicBool::new(false);

struct NoteDrop;

impl Drop for NoteDrop {
    fn drop(&mut self) {
        DROPPED.store(true, Ordering::SeqCst);
    }
}

fn wait(call: Call) -> CallFuture {
    Box::pin(async move {
        let _note = NoteDrop;
        let context = call.context();
        let runtime = tokio::runtime::Handle::current();
        NOTHING.reply(
            call.blocking(move || {
                STARTED.notify_one();
                runtime.block_on(context.cancelled());
                assert!(context.is_cancelled());
                STOPPED.notify_one();
                Ok(())
            })
            .await,
            &call,
        )
    })
}

fn report(call: Call) -> CallFuture {
    Box::pin(async move {
        let context = call.context();
        assert!(context.remaining().unwrap() > Duration::from_secs(1000));
        context.progress(
            1,
            2,
            format!(
                "{} {} {}",
                context.connector(),
                context.request_id(),
                context.session_id()
            ),
        );
        NOTHING.reply(Ok(()), &call)
    })
}

fn dispatcher() -> Dispatcher {
    Dispatcher::of::<Desk>().unwrap()
}

fn settings(fields: &[(&str, &str)]) -> HashMap<String, String> {
    fields
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn request(operation: &str, arguments: &Value) -> Request {
    Request {
        operation: operation.to_owned(),
        arguments: arguments.to_string().into_bytes(),
        settings: settings(&[("token", "t0ken")]),
        ..Request::default()
    }
}

async fn run(request: Request) -> Result<Value> {
    let bytes = dispatcher().execute(request).await?;
    Ok(serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test]
async fn texts_of_a_go_host_and_json_of_ours_mean_the_same() {
    let expected = json!({
        "base_url": "https://desk.example.net/", "verbose": false, "words": "5", "limit": 50, "state": "open"
    });
    for arguments in [
        json!({"words": "5", "limit": "50", "state": "open"}),
        json!({"words": 5, "limit": 50, "state": "open", "unknown": {"x": 1}}),
        json!({"words": "5", "limit": "5e+01", "state": " open"}),
    ] {
        assert_eq!(
            run(request("find_tickets", &arguments)).await.unwrap(),
            expected
        );
    }
    let defaults = run(request(
        "find_tickets",
        &json!({"words": "x", "limit": "", "state": null}),
    ))
    .await
    .unwrap();
    assert_eq!(
        (&defaults["limit"], &defaults["state"]),
        (&json!(30), &Value::Null)
    );
}

#[tokio::test]
async fn one_error_tells_all_that_is_wrong() {
    let mut bad = request("find_tickets", &json!({"limit": "abc", "state": "opne"}));
    bad.settings = settings(&[("base_url", "nowhere"), ("verbose", "maybe")]);
    let error = run(bad).await.unwrap_err();
    assert_eq!(error.code(), "bad_settings");
    assert_eq!(
        error.message().lines().collect::<Vec<_>>(),
        [
            "setting `base_url`: \"nowhere\" is not a URL; accepted: a URL such as https://example.net/path",
            "setting `token`: required, but not given",
            "setting `verbose`: \"maybe\" is not a truth value; accepted: true, false",
            "`words`: required, but not given",
            "`limit`: \"abc\" is not a whole number; accepted: 1 to 100",
            "`state`: \"opne\" is none of the choices; accepted: open, closed",
        ]
    );
    assert_eq!(error.fields().len(), 6);

    let error = run(request(
        "find_tickets",
        &json!({"words": "x", "limit": 101}),
    ))
    .await
    .unwrap_err();
    assert_eq!(error.code(), "bad_args");
    assert_eq!(
        error.message(),
        "`limit`: \"101\" is out of range; accepted: 1 to 100"
    );
}

#[tokio::test]
async fn requests_that_are_no_object_are_refused() {
    for arguments in ["[]", "3", "{", "{\"a\":1}x", "\"a\"", "\u{feff}{}"] {
        let mut request = request("fail", &Value::Null);
        request.arguments = arguments.into();
        assert_eq!(
            run(request).await.unwrap_err().code(),
            "bad_args",
            "{arguments}"
        );
    }
    for arguments in ["", " ", "null", "{}"] {
        let mut request = request("fail", &Value::Null);
        request.arguments = arguments.into();
        assert_eq!(
            run(request).await.unwrap_err().code(),
            "teapot",
            "{arguments}"
        );
    }
}

#[tokio::test]
async fn flattened_fields_are_inputs_of_their_own() {
    let filter = run(request(
        "file",
        &json!({"author": "ann", "pin": "9007199254740993", "labels": "[\"a\"]"}),
    ))
    .await;
    assert_eq!(
        filter.unwrap(),
        json!({"author": "ann", "stars": 3, "urgent": false, "pin": 9_007_199_254_740_993_u64, "labels": ["a"], "key": null})
    );
    let error = run(request(
        "file",
        &json!({"stars": "many", "urgent": "perhaps", "pin": -1, "labels": "a,b"}),
    ))
    .await;
    assert_eq!(
        error.unwrap_err().message().lines().collect::<Vec<_>>(),
        [
            "`author`: required, but not given",
            "`stars`: \"many\" is not a whole number; accepted: 0 to 255",
            "`urgent`: \"perhaps\" is not a truth value; accepted: true, false",
            "`pin`: \"-1\" is out of range; accepted: at least 0",
            "`labels`: \"a,b\" is not a JSON list",
        ]
    );
}

#[tokio::test]
async fn no_error_shows_a_secret() {
    for secret in [
        json!("hunter2"),
        json!(271_828),
        json!(["hunter2"]),
        json!({"a": "hunter2"}),
    ] {
        let arguments = json!({
            "link": secret,
            "user": "ann",
            "password": secret,
            "pin": {"code": secret},
            "checked": {"user": 1, "password": secret},
        });
        let error = run(request("log_in", &arguments)).await.unwrap_err();
        let told = format!("{error} {error:?} {:?}", error.fields());
        assert!(
            !told.contains("hunter2") && !told.contains("271828"),
            "{told}"
        );
        assert!(
            error.fields().iter().any(|field| field.field == "link"),
            "{told}"
        );
        assert!(
            error.fields().iter().any(|field| field.field == "user"),
            "{told}"
        );
    }
}

#[tokio::test]
async fn errors_and_panics_are_answers() {
    let unknown = run(request("nope", &json!({}))).await.unwrap_err();
    assert_eq!(
        (unknown.code(), unknown.message().as_str()),
        ("unknown_operation", "nope")
    );
    let failed = run(request("fail", &json!({}))).await.unwrap_err();
    assert_eq!(
        (failed.code(), failed.message().as_str()),
        ("teapot", "short and stout: handle")
    );

    let mut direct = request("panic", &json!({}));
    direct.request_id = "r1".to_owned();
    let direct = run(direct).await.unwrap_err();
    assert_eq!(direct.code(), "panic");
    assert_eq!(
        direct.message(),
        "operation `panic` panicked (request r1): before there is a future"
    );
    let thread = run(request("panic_on_thread", &json!({})))
        .await
        .unwrap_err();
    assert_eq!(
        thread.message(),
        "operation `panic_on_thread` panicked: code 3"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_call_drops_the_operation_and_tells_its_thread() {
    let call = tokio::spawn(async { run(request("wait", &json!({}))).await });
    STARTED.notified().await;
    assert!(!DROPPED.load(Ordering::SeqCst));
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert!(DROPPED.load(Ordering::SeqCst));
    STOPPED.notified().await;
}

#[tokio::test]
async fn an_operation_reports_its_progress() {
    let (progress, reports) = watch::channel(None);
    let answer = run(Request {
        request_id: "r1".to_owned(),
        session_id: "s1".to_owned(),
        deadline: Some(Instant::now() + Duration::from_secs(3600)),
        progress: Some(progress),
        ..request("report", &json!({}))
    });
    assert_eq!(answer.await.unwrap(), Value::Null);
    let expected = Progress {
        done: 1,
        total: 2,
        message: "desk r1 s1".to_owned(),
    };
    assert_eq!(*reports.borrow(), Some(expected));
}

#[tokio::test]
async fn permissions_are_answered_by_operation() {
    let health = |token: &'static str| async move {
        dispatcher()
            .check_permissions(settings(&[("token", token)]))
            .await
    };
    let of = |health: &[OperationHealth], key: &str| {
        let one = health.iter().find(|one| one.key == key).unwrap();
        (one.ok, one.reason.clone())
    };
    let fine = health("fine").await.unwrap();
    assert_eq!(fine.len(), 8);
    assert_eq!(of(&fine, "find_tickets"), (true, String::new()));
    assert_eq!(
        of(&fine, "file"),
        (false, "the token may not write".to_owned())
    );
    let expired = health("expired").await.unwrap();
    assert!(
        expired
            .iter()
            .all(|one| !one.ok && one.reason == "the token has expired")
    );
    let missing = health("").await.unwrap();
    assert!(
        missing
            .iter()
            .all(|one| !one.ok && one.reason == "setting `token`: required, but not given")
    );
    assert_eq!(health("panic").await.unwrap_err().code(), "panic");
}

#[tokio::test]
async fn identities() {
    let resolve =
        |token: &'static str| async move { dispatcher().resolve_identity(token.into()).await };
    assert_eq!(resolve("good").await.unwrap().display_name, "Ann");
    let error = resolve("bad").await.unwrap_err();
    assert_eq!(
        (error.code(), error.message().as_str()),
        ("identity_error", "who?")
    );
}

#[test]
fn the_module_tells_hosts_all_of_it() {
    let dispatcher = dispatcher();
    let module = dispatcher.module();
    assert_eq!(module.meta.key, "desk");
    let titles: Vec<&str> = module
        .operations
        .iter()
        .map(|category| category.title.as_str())
        .collect();
    assert_eq!(titles, ["Tickets", "Faults"]);
    let fields = |fields: &[wick_proto::module::Field]| -> Vec<String> {
        fields
            .iter()
            .map(|field| {
                format!(
                    "{} {} {:?} {:?} {} {}",
                    field.key, field.kind, field.value, field.options, field.required, field.secret
                )
            })
            .collect()
    };
    assert_eq!(
        fields(&module.configs),
        [
            "base_url url \"https://desk.example.net\" \"\" false false",
            "token secret \"\" \"\" true true",
            "verbose checkbox \"false\" \"\" false false",
        ]
    );
    let find = module.operation("find_tickets").unwrap();
    assert_eq!(find.name, "Find Tickets");
    assert_eq!(
        fields(&find.input),
        [
            "words text \"\" \"\" true false",
            "limit number \"30\" \"\" false false",
            "state dropdown \"\" \"open|closed\" false false",
        ]
    );
    assert_eq!(
        find.input_schema.clone().unwrap(),
        json!({
            "type": "object",
            "properties": {
                "words": {"type": "string", "description": "What to look for."},
                "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 30},
                "state": {"type": "string", "enum": ["open", "closed"]},
            },
            "required": ["words"],
            "additionalProperties": false,
        })
    );
    assert_eq!(
        find.output_schema.as_ref().unwrap()["properties"]["limit"]["type"],
        "integer"
    );
    let file = module.operation("file").unwrap();
    assert_eq!(
        fields(&file.input),
        [
            "author text \"\" \"\" true false",
            "stars number \"3\" \"\" false false",
            "urgent checkbox \"false\" \"\" false false",
            "pin number \"\" \"\" false false",
            "labels textarea \"\" \"\" false false",
            "key text \"\" \"\" false false",
        ]
    );
    assert_eq!(file.input[0].description, "Who wrote it.");
    assert_eq!(
        file.input_schema.as_ref().unwrap()["required"],
        json!(["author"])
    );
}
