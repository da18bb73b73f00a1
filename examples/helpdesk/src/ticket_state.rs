//! What happens to tickets while they are worked on.

use serde_json::json;
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::settings::HelpDesk;
use crate::ticket::{State, Ticket};

/// Give a ticket to a colleague, or to nobody.
#[operation(category = "Tickets", idempotent)]
async fn assign_ticket(
    desk: &HelpDesk,
    ctx: &Context,
    /// Its number.
    number: u64,
    /// E-mail address of the colleague. Empty: nobody.
    #[arg(widget = "email", pattern = "^[^@ ]+@[^@ ]+$")]
    assignee: Option<String>,
) -> Result<Ticket, Failure> {
    let request = Client::new(desk, ctx)?.patch(&format!("tickets/{number}"))?;
    request.json(&json!({ "assignee": assignee })).fetch().await
}

/// Close a ticket. It can be reopened.
#[operation(category = "Tickets", idempotent, pair_with = ["reopen_ticket", "add_comment"])]
async fn close_ticket(
    desk: &HelpDesk,
    ctx: &Context,
    /// Its number.
    number: u64,
) -> Result<Ticket, Failure> {
    move_to(&Client::new(desk, ctx)?, number, State::Closed).await
}

/// Open a closed ticket again.
#[operation(category = "Tickets", idempotent)]
async fn reopen_ticket(
    desk: &HelpDesk,
    ctx: &Context,
    /// Its number.
    number: u64,
) -> Result<Ticket, Failure> {
    move_to(&Client::new(desk, ctx)?, number, State::Open).await
}

/// Merge a ticket into another: its comments and attachments go there, and it is gone.
#[operation(
    category = "Tickets",
    destructive,
    pitfalls = ["Both tickets have to be of the same customer."]
)]
async fn merge_tickets(
    desk: &HelpDesk,
    ctx: &Context,
    /// Number of the ticket that goes.
    number: u64,
    /// Number of the ticket that stays.
    into: u64,
) -> Result<Ticket, Failure> {
    if number == into {
        return Err(Failure::invalid(
            "into",
            "a ticket cannot be merged into itself",
        ));
    }
    let request = Client::new(desk, ctx)?.post(&format!("tickets/{number}/merge"))?;
    request.json(&json!({ "into": into })).fetch().await
}

/// Moves a ticket to another state.
pub(crate) async fn move_to(client: &Client, number: u64, state: State) -> Result<Ticket, Failure> {
    let request = client.patch(&format!("tickets/{number}"))?;
    request.json(&json!({ "state": state })).fetch().await
}
