//! Tickets, one at a time.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::settings::HelpDesk;

/// A ticket.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
pub(crate) struct Ticket {
    /// Its number.
    pub(crate) number: u64,
    /// What it is about, in one line.
    pub(crate) subject: String,
    /// What the customer wrote.
    pub(crate) body: String,
    /// How far it is.
    pub(crate) state: State,
    /// How much it hurries.
    pub(crate) priority: Priority,
    /// The queue that it is in.
    pub(crate) queue: String,
    /// Number of the customer who asks.
    pub(crate) customer: u64,
    /// Who takes care of it.
    pub(crate) assignee: Option<String>,
    /// When it should be done.
    pub(crate) due: Option<Date>,
    /// Words to find it by.
    pub(crate) tags: Vec<String>,
    /// The day it was opened.
    pub(crate) opened: Date,
}

/// How far a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// Somebody has to do something.
    Open,
    /// It waits for the customer.
    Pending,
    /// It is done.
    Closed,
}

/// How much a ticket hurries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Priority {
    Low,
    #[default]
    Normal,
    High,
    Urgent,
}

/// What a new ticket says.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct NewTicket {
    /// What it is about, in one line.
    #[schemars(length(min = 1, max = 200))]
    subject: String,
    /// What the customer wrote. Markdown.
    #[schemars(extend("format" = "textarea"))]
    body: String,
    /// Number of the customer who asks.
    customer: u64,
    /// How much it hurries.
    #[serde(default)]
    priority: Priority,
    /// When it should be done.
    due: Option<Date>,
    /// Words to find it by.
    #[serde(default)]
    #[schemars(length(max = 20))]
    tags: Vec<String>,
}

/// What to change of a ticket. What is absent stays.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct TicketChanges {
    /// What it is about, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// How much it hurries.
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<Priority>,
    /// When it should be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Date>,
    /// Words to find it by, in place of those that it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
}

/// Get one ticket by its number.
#[operation(category = "Tickets", read_only, pair_with = ["list_comments", "list_attachments"])]
async fn get_ticket(
    desk: &HelpDesk,
    ctx: &Context,
    /// Its number.
    number: u64,
) -> Result<Ticket, Failure> {
    let client = Client::new(desk, ctx)?;
    client.get(&format!("tickets/{number}"))?.fetch().await
}

/// Open a ticket for a customer. Returns it with its number.
///
/// It goes to the queue of the settings.
#[operation(
    category = "Tickets",
    templateable = ["subject", "body"],
    pair_with = ["find_customers", "upload_attachment"],
    pitfalls = ["The customer is a number; find_customers turns a name or an address into it."],
    examples = [(
        "Something hurries",
        r#"{"subject": "No light", "body": "Since noon.", "customer": 1, "priority": "urgent"}"#,
    )],
    input_sample = r#"{"subject": "No light", "body": "Since noon.", "customer": 1, "tags": ["lamp"]}"#,
    output_sample = r#"{"number": 7, "subject": "No light", "state": "open", "priority": "normal"}"#,
    output_shape = [("number", "what other operations ask for"), ("state", "open")],
)]
async fn create_ticket(
    desk: &HelpDesk,
    ctx: &Context,
    #[arg(flatten)] ticket: NewTicket,
) -> Result<Ticket, Failure> {
    #[derive(Serialize)]
    struct InQueue<'a> {
        #[serde(flatten)]
        ticket: NewTicket,
        #[serde(skip_serializing_if = "Option::is_none")]
        queue: &'a Option<String>,
    }
    let queue = &desk.queue;
    let request = Client::new(desk, ctx)?.post("tickets")?;
    request.json(&InQueue { ticket, queue }).fetch().await
}

/// Change a ticket: subject, priority, due date or tags. What is not given stays.
#[operation(
    category = "Tickets",
    idempotent,
    quirks = ["Tags are replaced as a whole, not added to."]
)]
async fn update_ticket(
    desk: &HelpDesk,
    ctx: &Context,
    /// Its number.
    number: u64,
    #[arg(flatten)] changes: TicketChanges,
) -> Result<Ticket, Failure> {
    let request = Client::new(desk, ctx)?.patch(&format!("tickets/{number}"))?;
    request.json(&changes).fetch().await
}

/// Delete a ticket with its comments and attachments. It does not come back.
#[operation(category = "Tickets", destructive)]
async fn delete_ticket(
    desk: &HelpDesk,
    ctx: &Context,
    /// Its number.
    number: u64,
) -> Result<(), Failure> {
    let client = Client::new(desk, ctx)?;
    client.delete(&format!("tickets/{number}"))?.send().await?;
    Ok(())
}
