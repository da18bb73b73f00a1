//! Looking for tickets.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::page::Page;
use crate::settings::HelpDesk;
use crate::ticket::{Priority, State, Ticket};

/// Which tickets to look for. What is absent does not matter.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub(crate) struct Filter {
    /// Words in the subject or the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) query: Option<String>,
    /// How far they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<State>,
    /// How much they hurry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<Priority>,
    /// Number of the customer who asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer: Option<u64>,
    /// Opened on this day or before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) opened_until: Option<Date>,
}

/// Find tickets, by number. Returns one page; `next` is the number of the page after it.
#[operation(
    category = "Tickets",
    read_only,
    pair_with = ["get_ticket"],
    output_shape = [("items[]", "tickets"), ("next", "the next page, null on the last")],
)]
async fn find_tickets(
    desk: &HelpDesk,
    ctx: &Context,
    #[arg(flatten)] filter: Filter,
    /// Which page.
    #[arg(default = 1, range = 1..)]
    page: u32,
) -> Result<Page<Ticket>, Failure> {
    find(&Client::new(desk, ctx)?, &filter, page, desk.page_size).await
}

/// One page of the tickets that match.
pub(crate) async fn find(
    client: &Client,
    filter: &Filter,
    page: u32,
    page_size: u16,
) -> Result<Page<Ticket>, Failure> {
    let place = [("page", page), ("per_page", page_size.into())];
    let request = client.get("tickets")?;
    request.query(filter).query(&place).fetch().await
}
