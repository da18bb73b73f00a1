//! Events and invitations.

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::GoogleWorkspace;

/// List calendars.
#[operation(category = "Calendar", name = "List calendars")]
fn calendar_list_calendars(google: &GoogleWorkspace) -> Result<()> {
    not_connected()
}

/// List events.
#[operation(category = "Calendar", name = "List events")]
fn calendar_list_events(
    google: &GoogleWorkspace,
    /// The calendar; the main one when absent.
    calendar_id: Option<String>,
    /// From this time on.
    time_min: Option<String>,
    /// Up to this time.
    time_max: Option<String>,
    /// Words to look for.
    query: Option<String>,
    /// At most this many; 0 for the usual number.
    #[arg(default = 0)]
    max_results: u32,
) -> Result<()> {
    not_connected()
}

/// Tell of one event.
#[operation(category = "Calendar", name = "Tell of one event")]
fn calendar_get_event(
    google: &GoogleWorkspace,
    /// The calendar; the main one when absent.
    calendar_id: Option<String>,
    /// The event.
    event_id: String,
) -> Result<()> {
    not_connected()
}

/// Make an event.
#[operation(category = "Calendar", name = "Make an event", destructive)]
fn calendar_create_event(
    google: &GoogleWorkspace,
    /// The calendar; the main one when absent.
    calendar_id: Option<String>,
    #[arg(flatten)] event: NewEvent,
) -> Result<()> {
    not_connected()
}

/// Change an event.
#[operation(category = "Calendar", name = "Change an event", destructive)]
fn calendar_update_event(
    google: &GoogleWorkspace,
    /// The calendar; the main one when absent.
    calendar_id: Option<String>,
    /// The event.
    event_id: String,
    #[arg(flatten)] changes: EventChanges,
) -> Result<()> {
    not_connected()
}

/// Remove an event.
#[operation(category = "Calendar", name = "Remove an event", destructive)]
fn calendar_delete_event(
    google: &GoogleWorkspace,
    /// The calendar; the main one when absent.
    calendar_id: Option<String>,
    /// The event.
    event_id: String,
) -> Result<()> {
    not_connected()
}

/// Answer an invitation.
#[operation(category = "Calendar", name = "Answer an invitation", destructive)]
fn calendar_respond_event(
    google: &GoogleWorkspace,
    /// The calendar; the main one when absent.
    calendar_id: Option<String>,
    /// The event.
    event_id: String,
    /// The answer.
    response: Answer,
) -> Result<()> {
    not_connected()
}

/// An event to be.
#[derive(Debug, Deserialize, JsonSchema)]
struct NewEvent {
    /// Its title.
    summary: String,
    /// What it is about.
    #[schemars(extend("format" = "textarea"))]
    description: Option<String>,
    /// Where it takes place.
    location: Option<String>,
    /// From this time on.
    start: String,
    /// Up to this time.
    end: String,
    /// Who is invited, separated by commas.
    attendees: Option<String>,
    /// Adds a video call.
    #[serde(default)]
    add_meet: bool,
}

/// What changes; the rest stays.
#[derive(Debug, Deserialize, JsonSchema)]
struct EventChanges {
    /// Its title.
    summary: Option<String>,
    /// What it is about.
    #[schemars(extend("format" = "textarea"))]
    description: Option<String>,
    /// Where it takes place.
    location: Option<String>,
    /// From this time on.
    start: Option<String>,
    /// Up to this time.
    end: Option<String>,
    /// Who is invited, separated by commas.
    attendees: Option<String>,
}

/// The answer to an invitation.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Accepted,
    Declined,
    Tentative,
}
