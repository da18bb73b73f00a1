//! What a connector is called and how a host shows it.

use wick_proto::manifest::Kind;
use wick_proto::module::{Access, OAuth, Tag};

use crate::place::Place;
use crate::text;

/// What a connector is called and how a host shows it.
///
/// ```
/// use wick_runtime::{About, tags};
///
/// let about = About::new("github", "GitHub")
///     .describe("Read and file issues on GitHub.")
///     .icon("🐙")
///     .tags([tags::CONNECTOR, tags::API])
///     .categories(["Issues", "Pull requests"])
///     .version(env!("CARGO_PKG_VERSION"));
/// assert_eq!(about.key(), "github");
/// ```
#[derive(Clone, Debug, Default)]
pub struct About {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) icon: String,
    pub(crate) tags: Vec<Tag>,
    pub(crate) categories: Vec<(String, String)>,
    pub(crate) version: String,
    pub(crate) place: Option<Place>,
    pub(crate) kind: Kind,
    pub(crate) oauth: Option<OAuth>,
    pub(crate) access: Access,
    pub(crate) allow_session_config: bool,
    pub(crate) fixed: bool,
    pub(crate) live_catalog: bool,
    pub(crate) require_ai_description: bool,
}

impl About {
    /// A connector with a key, as [`ConnectorKey`](wick_proto::ConnectorKey) has it, and a name
    /// for people.
    pub fn new(key: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            name: name.into(),
            ..Self::default()
        }
    }

    /// What it is for.
    #[must_use]
    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = text::tidy(description.into());
        self
    }

    /// An emoji or the address of a picture.
    #[must_use]
    pub fn icon(mut self, icon: impl Into<String>) -> Self {
        self.icon = icon.into();
        self
    }

    /// The groups that a host lists it in; [`tags`](crate::tags) has the usual ones.
    #[must_use]
    pub fn tags<T: Into<Tag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags.extend(tags.into_iter().map(Into::into));
        self
    }

    /// The titles of the categories in the order to show. Every operation must then be in one of
    /// them; without a list, they are shown as they first appear.
    #[must_use]
    pub fn categories<T: Into<String>>(mut self, titles: impl IntoIterator<Item = T>) -> Self {
        self.categories.extend(
            titles
                .into_iter()
                .map(|title| (title.into(), String::new())),
        );
        self
    }

    /// One more category, with words about it.
    #[must_use]
    pub fn category(mut self, title: impl Into<String>, description: impl Into<String>) -> Self {
        self.categories
            .push((title.into(), text::tidy(description.into())));
        self
    }

    /// The version of the plugin; usually `env!("CARGO_PKG_VERSION")`.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// Where it is defined, for messages about its definition.
    #[must_use]
    pub fn at(mut self, file: &'static str, line: u32) -> Self {
        self.place = Some(Place {
            file,
            line,
            column: 0,
        });
        self
    }

    /// What kind of plugin it is; a connector unless said otherwise. The operations of a tool are
    /// its runs, those of a job what a host starts when the job's time has come.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// How a host gets a token for it by OAuth.
    #[must_use]
    pub fn oauth(mut self, oauth: OAuth) -> Self {
        self.oauth = Some(oauth);
        self
    }

    /// Who may connect and configure it unless an administrator says otherwise.
    #[must_use]
    pub fn access(mut self, access: Access) -> Self {
        self.access = access;
        self
    }

    /// Lets a chat session carry settings of its own.
    #[must_use]
    pub fn allow_session_config(mut self) -> Self {
        self.allow_session_config = true;
        self
    }

    /// Lets a host have exactly one instance of it.
    #[must_use]
    pub fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    /// Says that its list of operations may change while it runs.
    #[must_use]
    pub fn live_catalog(mut self) -> Self {
        self.live_catalog = true;
        self
    }

    /// Asks people for a description of each instance, for the model.
    #[must_use]
    pub fn require_ai_description(mut self) -> Self {
        self.require_ai_description = true;
        self
    }

    /// Its key, which also names its directory.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Its name for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What kind of plugin it is.
    pub fn plugin_kind(&self) -> Kind {
        self.kind
    }

    /// Its version; empty when it was not given.
    pub fn plugin_version(&self) -> &str {
        &self.version
    }
}
