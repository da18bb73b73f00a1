//! Tags that group connectors in a host.

use wick_proto::module;

/// A tag that groups connectors in a host. Constant, for `#[connector(tags = […])]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    name: &'static str,
    sort_order: i64,
}

impl Tag {
    /// A group with a name. Hosts show the groups by ascending order; the usual ones have 30 to 55.
    pub const fn new(name: &'static str, sort_order: i64) -> Self {
        Self { name, sort_order }
    }
}

impl From<Tag> for module::Tag {
    fn from(tag: Tag) -> Self {
        Self {
            name: tag.name.to_owned(),
            is_group: true,
            sort_order: tag.sort_order,
            ..Self::default()
        }
    }
}

/// Every connector.
pub const CONNECTOR: Tag = Tag::new("Connector", 50);
/// Connectors to web APIs in general.
pub const API: Tag = Tag::new("API", 30);
/// Chat, mail and meetings.
pub const COMMUNICATION: Tag = Tag::new("Communication", 51);
/// Source code, issues and builds.
pub const DEVELOPMENT: Tag = Tag::new("Development", 52);
/// Logs, metrics and traces.
pub const OBSERVABILITY: Tag = Tag::new("Observability", 53);
/// Web browsers.
pub const BROWSER: Tag = Tag::new("Browser", 54);
/// Documents, notes and calendars.
pub const PRODUCTIVITY: Tag = Tag::new("Productivity", 55);
