//! The attributes, documented here because their examples need this crate.

/// Makes a struct of settings a connector.
///
/// ```
/// use wick_runtime::prelude::*;
///
/// /// Read and file issues on GitHub.
/// #[connector(name = "GitHub", icon = "🐙", categories = ["Issues", "Branches"])]
/// struct GitHub {
///     /// API address.
///     #[config(default = "https://api.github.com", group = "Connection")]
///     base_url: Url,
///     /// Personal access token.
///     token: Secret,
/// }
/// ```
///
/// The doc comment of the struct is the description of the connector; every field is one setting:
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
/// | `key` | `"github"` | what programs say: `a`-`z`, `0`-`9`, `_`, at most 64 | `name` in small letters, with `_` for everything else: "Help Desk" is `help_desk` |
/// | `icon` | `"🐙"` | an emoji or the address of an image | no icon |
/// | `tags` | `[CONNECTOR, API]` | [tags](crate::Tag) under which hosts list it | no tags |
/// | `categories` | `["Issues", "Branches"]` | the order of the categories of its operations | as the operations come in the source |
///
/// # Words of `#[config(…)]` on a field
///
/// | word | value | meaning | without it |
/// | --- | --- | --- | --- |
/// | `default` | a literal | the value of an absent setting | it must be given, unless it is an `Option` or a `bool` |
/// | `range` | `1..=100`, `1..`, `..=100` | the numbers that are accepted | all that fit the type |
/// | `key` | `"base-url"` | the key | the name of the field |
/// | `group` | `"Connection"` | the section of the form; `"Title\|Description\|collapsed"` says more | no section |
/// | `flatten` | | the fields of the type, a struct, are the settings | |
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
/// Functions in all modules of the program are found. Their order is that of files and lines.
///
/// # Words of `#[operation(…)]`
///
/// | word | value | meaning | without it |
/// | --- | --- | --- | --- |
/// | `category` | `"Issues"` | the section that it is listed in | no section |
/// | `destructive` | | it removes or overwrites; people are asked before | it does not |
/// | `read_only` | | it changes nothing | it may |
/// | `idempotent` | | a second time changes nothing more | it may |
/// | `name` | `"Find issues"` | what people see | the words of the function's name: "Search Issues" |
/// | `key` | `"find-issues"` | what programs say: ASCII letters, digits, `_`, `-`, at most 64 | the function's name |
///
/// # Words of `#[arg(…)]` on a parameter
///
/// | word | value | meaning | without it |
/// | --- | --- | --- | --- |
/// | `default` | a literal | the value of an absent input | it must be given, unless it is an `Option` or a `bool` |
/// | `range` | `1..=100`, `1..`, `..=100` | the numbers that are accepted | all that fit the type |
/// | `key` | `"branch-name"` | the key | the name of the parameter |
/// | `flatten` | | the fields of the type, a struct, are the inputs | |
pub use wick_macros::operation;
