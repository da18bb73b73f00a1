//! Tags that group connectors in a host.

use wick_proto::module;

/// A tag of connectors in a host. Constant, for `#[connector(tags = […])]`.
///
/// ```
/// use wick_runtime::prelude::*;
///
/// const LIBRARIES: Tag = Tag::new("Libraries", 56).describe("Catalogues of books.");
/// const STAFF: Tag = Tag::label("Staff only", 90).filter();
/// # let _ = (LIBRARIES, STAFF);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    name: &'static str,
    description: &'static str,
    is_group: bool,
    is_filter: bool,
    is_system: bool,
    sort_order: i64,
}

impl Tag {
    /// A group with a name. Hosts show the groups by ascending order; the usual ones have 30 to 55.
    pub const fn new(name: &'static str, sort_order: i64) -> Self {
        Self {
            is_group: true,
            ..Self::label(name, sort_order)
        }
    }

    /// A tag under which nothing is grouped.
    pub const fn label(name: &'static str, sort_order: i64) -> Self {
        Self {
            name,
            description: "",
            is_group: false,
            is_filter: false,
            is_system: false,
            sort_order,
        }
    }

    /// What connectors with this tag have in common.
    #[must_use]
    pub const fn describe(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// Shows the connector only to people who have the tag as well.
    #[must_use]
    pub const fn filter(mut self) -> Self {
        self.is_filter = true;
        self
    }

    /// Leaves the tag to the host; people cannot edit it.
    #[must_use]
    pub const fn system(mut self) -> Self {
        self.is_system = true;
        self
    }
}

impl From<Tag> for module::Tag {
    fn from(tag: Tag) -> Self {
        Self {
            name: tag.name.to_owned(),
            description: tag.description.to_owned(),
            is_group: tag.is_group,
            is_filter: tag.is_filter,
            is_system: tag.is_system,
            sort_order: tag.sort_order,
        }
    }
}

/// Every connector.
pub const CONNECTOR: Tag =
    Tag::new("Connector", 50).describe("What language models can call outside of this host.");
/// Connectors to web APIs in general.
pub const API: Tag = Tag::new("API", 30).describe("Web APIs in general.");
/// Chat, mail and meetings.
pub const COMMUNICATION: Tag = Tag::new("Communication", 51).describe("Chat, mail and meetings.");
/// Source code, issues and builds.
pub const DEVELOPMENT: Tag =
    Tag::new("Development", 52).describe("Source code, issues and builds.");
/// Logs, metrics and traces.
pub const OBSERVABILITY: Tag = Tag::new("Observability", 53).describe("Logs, metrics and traces.");
/// Web browsers.
pub const BROWSER: Tag = Tag::new("Browser", 54).describe("Web browsers.");
/// Documents, notes and calendars.
pub const PRODUCTIVITY: Tag =
    Tag::new("Productivity", 55).describe("Documents, notes and calendars.");
