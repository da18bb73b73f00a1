//! The words of our attributes, each written once.

use std::fmt::{self, Display};

use syn::{Ident, Path};

/// A word that an attribute understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Symbol(pub(crate) &'static str);

/// `#[arg(…)]` on a parameter of an operation.
pub(crate) const ARG: Symbol = Symbol("arg");
/// `#[config(…)]` on a field of a connector.
pub(crate) const CONFIG: Symbol = Symbol("config");
/// `#[connector(…)]` on a struct.
pub(crate) const CONNECTOR: Symbol = Symbol("connector");
/// `#[operation(…)]` on a function.
pub(crate) const OPERATION: Symbol = Symbol("operation");

pub(crate) const ABOUT: Symbol = Symbol("about");
pub(crate) const ACCESS: Symbol = Symbol("access");
pub(crate) const ALLOW_SESSION_CONFIG: Symbol = Symbol("allow_session_config");
pub(crate) const CATEGORIES: Symbol = Symbol("categories");
pub(crate) const CATEGORY: Symbol = Symbol("category");
pub(crate) const CHECK: Symbol = Symbol("check");
pub(crate) const CLOSED_WORLD: Symbol = Symbol("closed_world");
pub(crate) const CONFIG_ONLY: Symbol = Symbol("config_only");
/// As serde has it: the path of the runtime.
pub(crate) const CRATE: Symbol = Symbol("crate");
pub(crate) const DEFAULT: Symbol = Symbol("default");
pub(crate) const DESTRUCTIVE: Symbol = Symbol("destructive");
pub(crate) const ENV: Symbol = Symbol("env");
pub(crate) const EXAMPLE: Symbol = Symbol("example");
pub(crate) const EXAMPLES: Symbol = Symbol("examples");
pub(crate) const FIXED: Symbol = Symbol("fixed");
pub(crate) const FLATTEN: Symbol = Symbol("flatten");
pub(crate) const GROUP: Symbol = Symbol("group");
pub(crate) const HIDDEN: Symbol = Symbol("hidden");
pub(crate) const ICON: Symbol = Symbol("icon");
pub(crate) const IDEMPOTENT: Symbol = Symbol("idempotent");
pub(crate) const IDENTITY: Symbol = Symbol("identity");
pub(crate) const INPUT_SAMPLE: Symbol = Symbol("input_sample");
pub(crate) const KEY: Symbol = Symbol("key");
pub(crate) const KIND: Symbol = Symbol("kind");
pub(crate) const LENGTH: Symbol = Symbol("length");
pub(crate) const LIVE_CATALOG: Symbol = Symbol("live_catalog");
pub(crate) const LOCKED: Symbol = Symbol("locked");
pub(crate) const MODE: Symbol = Symbol("mode");
pub(crate) const NAME: Symbol = Symbol("name");
pub(crate) const OAUTH: Symbol = Symbol("oauth");
pub(crate) const OPTIONS: Symbol = Symbol("options");
pub(crate) const OUTPUT_SAMPLE: Symbol = Symbol("output_sample");
pub(crate) const OUTPUT_SHAPE: Symbol = Symbol("output_shape");
pub(crate) const PAIR_WITH: Symbol = Symbol("pair_with");
pub(crate) const PATTERN: Symbol = Symbol("pattern");
pub(crate) const PITFALLS: Symbol = Symbol("pitfalls");
pub(crate) const PREFILL: Symbol = Symbol("prefill");
pub(crate) const QUIRKS: Symbol = Symbol("quirks");
pub(crate) const RANGE: Symbol = Symbol("range");
pub(crate) const READ_ONLY: Symbol = Symbol("read_only");
pub(crate) const REGENERABLE: Symbol = Symbol("regenerable");
pub(crate) const REQUIRED: Symbol = Symbol("required");
pub(crate) const REQUIRE_AI_DESCRIPTION: Symbol = Symbol("require_ai_description");
pub(crate) const SECRET: Symbol = Symbol("secret");
pub(crate) const TAGS: Symbol = Symbol("tags");
pub(crate) const TEMPLATEABLE: Symbol = Symbol("templateable");
pub(crate) const VISIBLE_WHEN: Symbol = Symbol("visible_when");
pub(crate) const WIDGET: Symbol = Symbol("widget");

impl PartialEq<Symbol> for Ident {
    fn eq(&self, word: &Symbol) -> bool {
        self == word.0
    }
}

impl PartialEq<Symbol> for Path {
    fn eq(&self, word: &Symbol) -> bool {
        self.is_ident(word.0)
    }
}

impl Display for Symbol {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}
