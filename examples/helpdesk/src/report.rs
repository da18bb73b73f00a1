//! Numbers over many tickets.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::settings::HelpDesk;

/// What tickets are counted by.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum By {
    State,
    Priority,
    Queue,
    Customer,
}

/// How many tickets there are.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Statistics {
    /// In all.
    total: u64,
    /// Of each kind.
    counts: BTreeMap<String, u64>,
}

/// Count the tickets that were opened in a span of days.
#[operation(
    category = "Reports",
    read_only,
    output_shape = [("total", "tickets in all"), ("counts", "tickets of each kind, by its name")],
    quirks = ["Both days count."]
)]
async fn ticket_statistics(
    desk: &HelpDesk,
    ctx: &Context,
    /// First day.
    from: Date,
    /// Last day.
    to: Date,
    /// What to count by.
    #[arg(default = "state")]
    by: By,
) -> Result<Statistics, Failure> {
    if to < from {
        let reason = format!("`to` ({to}) is before `from` ({from})");
        return Err(Failure::invalid("to", reason));
    }
    #[derive(Serialize)]
    struct Span {
        from: Date,
        to: Date,
        by: By,
    }
    let request = Client::new(desk, ctx)?.get("reports/statistics")?;
    request.query(&Span { from, to, by }).fetch().await
}
