//! The attributes, documented here because their examples need this crate.

/// Makes a struct of settings a connector.
///
/// ```
/// use wick_runtime::prelude::*;
///
/// /// Read and file issues on GitHub.
/// #[connector(name = "GitHub", icon = "🐙", tags = [CONNECTOR, API], categories = ["Issues"])]
/// struct GitHub {
///     /// API address.
///     #[config(default = "https://api.github.com", group = "Connection")]
///     base_url: Url,
///     /// Personal access token.
///     token: Secret,
/// }
/// ```
///
/// The doc comment of the struct is the description of the connector. Every field is one setting:
/// its name is the key, its doc comment the description, and its type decides what is accepted and
/// which widget people see. Any [`Argument`](crate::Argument) can be one. A connector without
/// settings is a `struct Name;`.
///
/// The struct stays as it is. Beside it stands an implementation of
/// [`Connector`](crate::Connector), which can be written by hand as well, and a `#[test]` that
/// finds what only the whole program shows: two operations with one key, an operation of another
/// connector, no operation at all.
///
/// # Words of `#[connector(…)]`
///
/// | word | value | meaning | without it |
/// | --- | --- | --- | --- |
/// | `name` | `"GitHub"` | what people see | the words of the struct's name: `HelpDesk` is "Help Desk" |
/// | `key` | `"github"` | what programs say: `a`-`z`, `0`-`9`, `_`, at most 64 | the name in small letters, with `_` between words: "Help Desk" is `help_desk`, "GitHub" is `github` |
/// | `icon` | `"🐙"` | an emoji or the address of an image | no icon |
/// | `tags` | `[CONNECTOR, API]` | the [groups](crate::tags) that hosts list it in | no groups |
/// | `kind` | `Kind::Job` | what kind of plugin it is: `Kind::Tool` and `Kind::Job` have operations as well, which are its runs | `Kind::Connector` |
/// | `categories` | `["Issues", ("Branches", "Lines of work.")]` | all categories of its operations, in the order to show; a description may follow the title | as the operations come in the source |
/// | `about` | a function | changes the whole [description](crate::About): `fn(About) -> About`. for what only the running program knows | |
/// | `oauth` | an [`OAuth`](crate::OAuth) | how a host gets a token for an account | not by OAuth |
/// | `access` | an [`Access`](crate::Access) | what people other than the owner may do | nothing |
/// | `check` | a function | finds out which operations the settings allow: `async fn(&GitHub, &Context, &mut Permissions) -> Result<()>` | all are allowed |
/// | `identity` | a function | finds out whose an OAuth token is: `async fn(Secret) -> Result<Identity>` | nobody knows |
/// | `fixed` | | a host has exactly one instance | any number |
/// | `live_catalog` | | the list of operations may change while it runs | it does not |
/// | `allow_session_config` | | a chat session may bring settings of its own | it may not |
/// | `crate` | `::acme`, `"::acme"` | the path of `wick_runtime` in this crate, when another crate re-exports it | the dependency, also under another name |
/// | `require_ai_description` | | people are asked to describe each instance to the model | they are not |
///
/// # Words of `#[config(…)]` on a field
///
/// All words of [`#[arg(…)]`](macro@operation#words-of-arg-on-a-parameter), and
///
/// | word | value | meaning |
/// | --- | --- | --- |
/// | `env` | `"GITHUB_TOKEN"` | the environment variable that overrides it in a host |
/// | `mode` | `"fixed"`, `"expression"` | how a form treats the value |
/// | `locked` | | people see it but cannot change it |
/// | `regenerable` | | a form offers to make a new random value |
///
/// ```
/// # use wick_runtime::prelude::*;
/// use wick_runtime::{Identity, Permissions};
///
/// /// Mail of one account.
/// #[connector(
///     check = check,
///     identity = identity,
///     oauth = sign_in(),
///     access = Access { enable_sso: true, ..Access::default() },
/// )]
/// struct Mail {
///     /// How to log in.
///     #[config(widget = "dropdown", options = "password|oauth", default = "password")]
///     auth: String,
///     /// The password.
///     #[config(visible_when = "auth:password", required, group = "Login")]
///     password: Option<Secret>,
/// }
///
/// fn sign_in() -> OAuth {
///     OAuth {
///         authorize_url: "https://id.example.org/authorize".to_owned(),
///         token_url: "https://id.example.org/token".to_owned(),
///         scopes: "mail.read mail.send".to_owned(),
///         display_name: "Example Mail".to_owned(),
///         ..OAuth::default()
///     }
/// }
///
/// async fn check(mail: &Mail, _: &Context, permissions: &mut Permissions) -> Result<()> {
///     if mail.password.is_none() {
///         permissions.deny("send", "only the owner of the account can send");
///     }
///     Ok(())
/// }
///
/// async fn identity(token: Secret) -> Result<Identity> {
///     Ok(Identity { user_id: token.expose().len().to_string(), ..Identity::default() })
/// }
/// ```
pub use wick_macros::connector;

/// Makes a function an operation of a connector.
///
/// ```
/// # use wick_runtime::prelude::*;
/// # /// Read and file issues on GitHub.
/// # #[connector(name = "GitHub")]
/// # struct GitHub {
/// #     /// Personal access token.
/// #     token: Secret,
/// # }
/// /// Find issues. Returns their titles, newest first.
/// #[operation(category = "Issues", read_only)]
/// async fn search_issues(
///     github: &GitHub,
///     /// Words to look for, in GitHub's search syntax.
///     query: String,
///     /// At most this many.
///     #[arg(default = 30, range = 1..=100)]
///     limit: u8,
/// ) -> Result<Vec<String>> {
///     # let _ = github.token.expose();
///     Ok(vec![format!("{query} {limit}")])
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// // It stays the function that it is.
/// let github = GitHub { token: "ghp_…".to_owned().into() };
/// assert!(search_issues(&github, "panic".into(), 5).await.is_ok());
/// # });
/// ```
///
/// The doc comment is the description, which models choose by. Lines of a paragraph are joined;
/// lists, tables, headings and code keep their lines.
///
/// **What is borrowed is given by the host, what is owned comes from the caller.** `&GitHub`, the
/// connector, is the settings of this call; `&Context` is the [call itself](crate::Context). Each
/// may be left out and stands anywhere. Every owned parameter is one input: its name is the key, its
/// doc comment the description, and its type decides what is accepted. Any
/// [`Argument`](crate::Argument) can be one. An operation without a connector parameter belongs to
/// whichever connector the program serves.
///
/// It returns `Result<T>`, or any other `Result` that is an [`Outcome`](crate::Outcome). A
/// function that is not `async` runs on a thread where it may block.
///
/// Operations are functions outside of any `impl`, in any module of the program and of the crates that it
/// names: of one that is named nowhere, `use parts as _;` links the operations. Their order is that of files,
/// lines, columns and keys.
///
/// # Results
///
/// | returned | result | |
/// | --- | --- | --- |
/// | `Result<T>` | the JSON of `T`, which derives `Serialize` and `JsonSchema` | |
/// | `impl Stream<Item = Result<T>>`, or that in a `Result` | a JSON array of `T`, sent while it is made | may borrow the connector; the function itself is expected to return at once, `async` or not |
/// | `Result<Streamed<T>>`, `Streamed<T>` | the same | [`Streamed`](crate::Streamed) has a name, and takes iterators that block, too |
/// | `Result<StreamedText>` | a JSON string, sent while it is made | [`StreamedText`](crate::StreamedText) |
///
/// The error may be of any type that turns into [`Error`](crate::Error), which tells how errors of
/// other types get their codes.
///
/// ```
/// # use wick_runtime::prelude::*;
/// # /// Read a log.
/// # #[connector]
/// # struct Log { /// Lines.
/// #     #[config(default = "[]")] lines: Vec<String> }
/// /// Find lines of the log, oldest first.
/// #[operation(read_only)]
/// fn find_lines(
///     log: &Log,
///     /// Words to look for.
///     query: String,
/// ) -> impl Stream<Item = Result<String>> {
///     let lines = log.lines.iter().filter(move |line| line.contains(&query));
///     futures_util::stream::iter(lines.cloned().map(Ok))
/// }
/// ```
///
/// # Words of `#[operation(…)]`
///
/// | word | value | meaning | without it |
/// | --- | --- | --- | --- |
/// | `category` | `"Issues"` | the section that it is listed in | no section |
/// | `destructive` | | it removes or overwrites; people are asked before | it does not |
/// | `read_only` | | it changes nothing | it may |
/// | `idempotent` | | a second time changes nothing more | it may |
/// | `closed_world` | | it touches only what the connector itself keeps | others may change the same things |
/// | `config_only` | | it serves forms of settings; models do not see it | they do |
/// | `name` | `"Find issues"` | what people see | the words of the function's name: "Search Issues" |
/// | `crate` | `::acme`, `"::acme"` | the path of `wick_runtime`, as for `#[connector]` | the dependency |
/// | `key` | `"find-issues"` | what programs say: ASCII letters, digits, `_`, `-`, at most 64 | the function's name |
///
/// and, for the pages and prompts of hosts,
///
/// | word | value | meaning |
/// | --- | --- | --- |
/// | `example(…)` | `title = "One", input = {"limit": 1}, output = [{}]` | a use that `testing::examples` runs; it must decode, and its `output` be a part of the result. May be repeated |
/// | `examples` | `[("Open bugs", "{\"query\":\"is:open\"}")]` | names and bodies of uses |
/// | `input_sample`, `output_sample` | `"{}"` | arguments and a result as they may be |
/// | `output_shape` | `[("[].number", "its number")]` | what parts of the result hold |
/// | `pair_with` | `["close_issue"]` | operations that are often used with it |
/// | `pitfalls`, `quirks` | `["Slow on Mondays."]` | usual mistakes, and what surprises |
/// | `templateable` | `["query"]` | inputs that may hold a template |
///
/// # Words of `#[arg(…)]` on a parameter
///
/// | word | value | meaning | without it |
/// | --- | --- | --- | --- |
/// | `default` | a literal | the value of an absent input | it must be given, unless it is an `Option` or a `bool` |
/// | `prefill` | a literal | what a form holds at first; unlike a default it is nothing when it is left out | the default |
/// | `required` | | it must be given although its type is `bool`, or while it is visible although its type is an `Option` | as the type says |
/// | `range` | `1..=100`, `1..`, `..=100` | the numbers that are accepted | all that fit the type |
/// | `length` | `1..=80`, `1..`, `..=80` | how many characters a text, items a list or entries a map may have | any number |
/// | `pattern` | `"^[A-Z]+-[0-9]+$"` | a [regular expression](crate::Input::pattern) that a text must match | any text |
/// | `key` | `"branch-name"` | the key | the name of the parameter |
/// | `flatten` | | the fields of the type, a struct that lists all of them, are the inputs; `#[serde(flatten)]` and `#[serde(alias)]` in it are refused | |
/// | `widget` | `"textarea"` | another widget: `bool`, `boolean`, `checkbox`, `color`, `date`, `datetime`, `dropdown`, `email`, `html`, `kvlist`, `number`, `picker`, `secret`, `text`, `textarea`, `url` | that of the type |
/// | `options` | `"id\|label"` | what the widget needs: values of a `dropdown`, columns of a `kvlist` (without them, the fields of the structs in the list), the operation behind `html`, the source of a `picker` | |
/// | `group` | `"Connection"` | the section of a form; `"Title\|Description\|collapsed"` says more | no section |
/// | `visible_when` | `"auth:token\|key"` | a form shows it only while another field has one of these values ; its type is an `Option`, a `bool`, or it has a default | always |
/// | `secret` | | hosts store and show a text like a [`Secret`](crate::Secret) | as the type says |
/// | `hidden` | | forms do not show it | they do |
///
/// # Widgets of types
///
/// | type | widget |
/// | --- | --- |
/// | `String` | `text` |
/// | `bool`, numbers | `checkbox`, `number` |
/// | [`Secret`](crate::Secret), [`Url`](crate::Url) | `secret`, `url` |
/// | an enum of names | `dropdown` of the names as serde has them; for settings `#[schemars(title = "…")]` on every variant is what people choose by |
/// | a text whose JSON Schema has the `format` `date`, `date-time`, `email`, `color` or `textarea`, such as a field with `#[schemars(extend("format" = "color"))]` of a flattened struct | the widget of that name |
/// | any other | `textarea` with JSON |
///
/// A text with the widget or the `format` of a date, a time, an email address or a URL has to be one.
pub use wick_macros::operation;

/// Makes a test body two tests: in process, and over a real plugin process. See
/// [`testing`](crate::testing).
///
/// The body is an `async fn` that takes the [`Plugin`](crate::testing::Plugin) of a connector. It
/// returns nothing or a `Result`. `#[ignore]` and `#[should_panic]` on it count for all its tests.
///
/// | word | value | meaning | without it |
/// | --- | --- | --- | --- |
/// | `go_host` | | two more tests, in which every argument travels as a text, as from a Go host | only JSON |
/// | `crate` | `::acme`, `"::acme"` | the path of `wick_runtime`, as for `#[connector]` | the dependency |
/// | `binary` | `"desk"` | the plugin's binary | the one with the package's name |
#[cfg(feature = "testing")]
pub use wick_macros::test;
