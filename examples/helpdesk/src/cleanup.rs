//! Changes to many tickets at once.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::settings::HelpDesk;
use crate::ticket::State;
use crate::ticket_search::{Filter, find};
use crate::ticket_state::move_to;

/// What was cleaned up.
#[derive(Debug, Serialize, JsonSchema)]
struct Cleanup {
    /// The tickets that match, by number.
    tickets: Vec<u64>,
    /// Whether they were closed.
    closed: bool,
}

/// Close the pending tickets that were opened up to some day. Tells how far it is.
///
/// They can be reopened, one by one. Tickets that were closed stay so if it is broken off.
#[operation(
    category = "Cleanup",
    destructive,
    idempotent,
    pitfalls = ["Try `dry_run` first: there may be more tickets than one thinks."]
)]
async fn close_stale_tickets(
    desk: &HelpDesk,
    ctx: &Context,
    /// Opened on this day or before.
    opened_until: Date,
    /// Only list them.
    dry_run: bool,
) -> Result<Cleanup, Failure> {
    let client = Client::new(desk, ctx)?;
    let tickets = stale(desk, &client, opened_until).await?;
    if !dry_run {
        let total = u32::try_from(tickets.len()).unwrap_or(u32::MAX);
        for (done, &number) in (0..).zip(&tickets) {
            ctx.progress(done, total, format!("closing ticket {number}"));
            move_to(&client, number, State::Closed).await?;
        }
    }
    Ok(Cleanup {
        tickets,
        closed: !dry_run,
    })
}

async fn stale(desk: &HelpDesk, client: &Client, opened_until: Date) -> Result<Vec<u64>, Failure> {
    let filter = Filter {
        state: Some(State::Pending),
        opened_until: Some(opened_until),
        ..Filter::default()
    };
    let mut numbers = Vec::new();
    let mut next = Some(1);
    while let Some(page) = next {
        let found = find(client, &filter, page, desk.page_size).await?;
        numbers.extend(found.items.iter().map(|ticket| ticket.number));
        next = found.next;
    }
    Ok(numbers)
}
