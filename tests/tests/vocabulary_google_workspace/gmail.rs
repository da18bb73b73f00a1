//! Mail.

use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::GoogleWorkspace;

/// List or find messages.
#[operation(category = "Gmail", name = "List or find messages")]
fn gmail_list_messages(
    google: &GoogleWorkspace,
    /// Words to look for.
    query: Option<String>,
    /// At most this many; 0 for the usual number.
    #[arg(default = 0)]
    max_results: u32,
) -> Result<()> {
    not_connected()
}

/// Read a message.
#[operation(category = "Gmail", name = "Read a message")]
fn gmail_get_message(
    google: &GoogleWorkspace,
    /// The message.
    message_id: String,
) -> Result<()> {
    not_connected()
}

/// Send a message.
#[operation(category = "Gmail", name = "Send a message", destructive)]
fn gmail_send(
    google: &GoogleWorkspace,
    /// Who gets it.
    to: String,
    /// Who gets a copy.
    cc: Option<String>,
    /// Its subject.
    subject: String,
    /// The text.
    #[arg(widget = "textarea")]
    body: String,
) -> Result<()> {
    not_connected()
}

/// Write a draft.
#[operation(category = "Gmail", name = "Write a draft", destructive)]
fn gmail_create_draft(
    google: &GoogleWorkspace,
    /// Who gets it.
    to: Option<String>,
    /// Who gets a copy.
    cc: Option<String>,
    /// Its subject.
    subject: Option<String>,
    /// The text.
    #[arg(widget = "textarea")]
    body: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Answer a message.
#[operation(category = "Gmail", name = "Answer a message", destructive)]
fn gmail_reply(
    google: &GoogleWorkspace,
    /// The message.
    message_id: String,
    /// The text.
    #[arg(widget = "textarea")]
    body: String,
) -> Result<()> {
    not_connected()
}

/// Change labels of a message.
#[operation(category = "Gmail", name = "Change labels of a message", destructive)]
fn gmail_modify_labels(
    google: &GoogleWorkspace,
    /// The message.
    message_id: String,
    /// Labels to put on.
    add_labels: Option<String>,
    /// Labels to take off.
    remove_labels: Option<String>,
) -> Result<()> {
    not_connected()
}
