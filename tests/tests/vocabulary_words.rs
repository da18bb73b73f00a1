//! One connector with every word of the attributes, and the module that hosts read of it.
//!
//! After a change that is meant, `GOLDEN=overwrite cargo test -p wick-tests --test vocabulary_words`
//! writes `data/modules/every_word.json` anew; read the difference.
#![expect(dead_code, reason = "only what is declared is of interest here")]

use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_runtime::{About, Dispatcher, Identity, Permissions};
use wick_tests::shape::not_connected;

const READERS: Tag = Tag::label("Readers", 90)
    .describe("Seen by readers.")
    .filter()
    .system();

/// Lends books of all branches.
#[connector(
    name = "City Library",
    key = "library",
    icon = "📚",
    kind = Kind::Connector,
    tags = [CONNECTOR, READERS],
    categories = [("Books", "Search and lend."), "Settings"],
    oauth = sign_in(),
    access = Access { multi_account: true, allow_others_configure: true, ..Access::default() },
    about = about,
    check = check,
    identity = identity,
    fixed,
    live_catalog,
    allow_session_config,
    require_ai_description,
)]
struct Library {
    /// Where the catalogue is.
    #[config(
        prefill = "https://books.example.org",
        group = "Library|Who lends",
        mode = "fixed"
    )]
    catalogue: Url,
    /// How readers show who they are.
    #[config(default = "card", group = "Reader", locked)]
    sign_in: SignIn,
    /// The number on the card.
    #[config(visible_when = "sign_in:card", required, env = "LIBRARY_CARD")]
    card: Option<Secret>,
    /// What the library calls back with.
    #[config(secret, regenerable)]
    hook: Option<String>,
    /// Where notices go.
    #[config(widget = "email", secret)]
    notices: Option<String>,
    /// The branches to lend from.
    #[config(widget = "kvlist", group = "More|Rarely needed|collapsed")]
    branches: Option<Vec<Branch>>,
    /// Other names of branches.
    #[config(widget = "kvlist", options = "name|branch", group = "More")]
    names: Option<String>,
    /// The branch nearby.
    #[config(widget = "html", options = "pick_branch")]
    nearest: Option<String>,
    /// The code at the door.
    #[config(widget = "secret")]
    door: Option<String>,
    /// The channel to announce in.
    #[config(widget = "picker", options = "channels")]
    channel: Option<String>,
    /// The colour of the card.
    #[config(widget = "color")]
    colour: Option<String>,
    /// The language of letters.
    #[config(
        widget = "dropdown",
        options = "Deutsch::de|English::en",
        default = "en"
    )]
    language: String,
    /// Days that a book may be kept.
    #[config(default = 28, range = 1..=90)]
    loan_days: u8,
    /// Whether rules are agreed to.
    #[config(required)]
    agreed: bool,
    /// When it was last read.
    #[config(hidden, key = "last-seen", widget = "datetime")]
    last_seen: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SignIn {
    #[schemars(title = "Library card")]
    Card,
    #[schemars(title = "City account")]
    CityAccount,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Branch {
    id: String,
    size: Size,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

/// Lend one copy.
#[operation(
    category = "Books",
    name = "Lend a book",
    key = "lend-book",
    destructive,
    idempotent,
    input_sample = r#"{"book":7}"#,
    output_sample = "null",
    output_shape = [("due", "the last day")],
    quirks = ["At most ten books."],
    examples = [("One", r#"{"book":7}"#)],
    pair_with = ["library.find_books"],
    pitfalls = ["The number is not the ISBN."],
    templateable = ["note"],
)]
fn lend_book(
    library: &Library,
    /// Its number.
    #[arg(key = "book", prefill = 1, range = 1..)]
    number: u64,
    /// Who gets it.
    #[arg(default = "self", pattern = "^[a-z]+$")]
    reader: String,
    /// Until when.
    #[arg(
        widget = "date",
        visible_when = "reader:self|family",
        required,
        group = "Loan"
    )]
    until: Option<String>,
    /// For the librarian.
    #[arg(widget = "textarea", hidden, secret)]
    note: Option<String>,
    #[arg(flatten)] place: Place,
) -> Result<()> {
    let _ = (library, number, reader, until, note, place);
    not_connected()
}

/// Where a book is handed over.
#[derive(Debug, Deserialize, JsonSchema)]
struct Place {
    /// The counter.
    counter: u8,
    /// What the courier should know.
    #[schemars(extend("format" = "textarea"))]
    courier: Option<String>,
}

/// Find books, best match first.
#[operation(category = "Books", read_only, closed_world)]
async fn find_books(
    library: &Library,
    context: &Context,
    /// Words of title or author.
    #[arg(length = 2..=80)]
    words: String,
    /// Only books that are there.
    #[arg(widget = "bool")]
    in_stock: bool,
    /// Who wrote them.
    author: Option<Author>,
) -> Result<Vec<String>> {
    let _ = (library, context, words, in_stock, author);
    not_connected()
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Author {
    name: String,
}

/// Draws the branches.
#[operation(category = "Settings", config_only)]
fn pick_branch(
    library: &Library,
    /// What the form holds.
    browser: Option<String>,
) -> Result<String> {
    let _ = (library, browser);
    not_connected()
}

fn sign_in() -> OAuth {
    OAuth {
        authorize_url: "https://id.example.org/authorize".to_owned(),
        token_url: "https://id.example.org/token".to_owned(),
        extra_params: [("prompt".to_owned(), "consent".to_owned())].into(),
        scopes: "loans.read loans.write".to_owned(),
        display_name: "City Library".to_owned(),
        icon: "📚".to_owned(),
    }
}

fn about(about: About) -> About {
    about.describe("Lends books of all branches.")
}

async fn check(_: &Library, _: &Context, permissions: &mut Permissions) -> Result<()> {
    permissions.deny("lend-book", "the card is blocked");
    Ok(())
}

async fn identity(_: Secret) -> Result<Identity> {
    not_connected()
}

#[test]
fn the_module_is_as_reviewed() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/modules/every_word.json");
    let dispatcher = Dispatcher::of::<Library>().unwrap();
    let module: serde_json::Value = serde_json::from_str(&dispatcher.module().to_json()).unwrap();
    let module = serde_json::to_string_pretty(&module).unwrap() + "\n";
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "overwrite") {
        std::fs::write(&golden, &module).unwrap();
    }
    assert_eq!(module, std::fs::read_to_string(golden).unwrap());
}

/// A word that is added to the attributes is added here as well.
#[test]
fn no_word_is_left_out() {
    let words = include_str!("../../wick-macros/src/symbol.rs");
    let here = include_str!("vocabulary_words.rs");
    let words: Vec<&str> = words
        .lines()
        .filter_map(|line| line.split_once(r#"Symbol(""#)?.1.split('"').next())
        .collect();
    assert!(words.len() > 40, "{words:?}");
    let is_used = |word: &&&str| {
        here.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .any(|found| found == **word)
    };
    // Where the runtime is, which is nothing that hosts read: the crates below `tests/facade` say it.
    let elsewhere = ["crate"];
    let missing: Vec<&&str> = words
        .iter()
        .filter(|word| !is_used(word) && !elsewhere.contains(word))
        .collect();
    assert!(missing.is_empty(), "no example of {missing:?}");
}
