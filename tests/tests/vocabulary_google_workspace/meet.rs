//! Video calls and what is left of them.

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::GoogleWorkspace;

/// Make an address for a video call.
#[operation(
    category = "Meet",
    name = "Make an address for a video call",
    destructive
)]
fn meet_create_space(
    google: &GoogleWorkspace,
    /// Who may join without asking.
    access_type: Option<MeetAccess>,
) -> Result<()> {
    not_connected()
}

/// Tell of one space.
#[operation(category = "Meet", name = "Tell of one space")]
fn meet_get_space(
    google: &GoogleWorkspace,
    /// The space.
    space: String,
) -> Result<()> {
    not_connected()
}

/// List past meetings.
#[operation(category = "Meet", name = "List past meetings")]
fn meet_list_conference_records(
    google: &GoogleWorkspace,
    /// Only what fits this filter.
    filter: Option<String>,
    /// Results on a page; 0 for the usual number.
    #[arg(default = 0)]
    page_size: u32,
) -> Result<()> {
    not_connected()
}

/// List the recordings of a meeting.
#[operation(category = "Meet", name = "List the recordings of a meeting")]
fn meet_list_recordings(
    google: &GoogleWorkspace,
    /// The meeting.
    conference_record: String,
) -> Result<()> {
    not_connected()
}

/// List the transcripts of a meeting.
#[operation(category = "Meet", name = "List the transcripts of a meeting")]
fn meet_list_transcripts(
    google: &GoogleWorkspace,
    /// The meeting.
    conference_record: String,
) -> Result<()> {
    not_connected()
}

/// Who may join without asking.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum MeetAccess {
    Trusted,
    Open,
    Restricted,
}
