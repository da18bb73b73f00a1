//! `/reports`

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::{Json, Router, routing};
use futures_util::stream;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desks, Shared};

/// What [`Desk::hold`](super::Desk::hold) takes to hold back all rows of the export but the first.
pub const REST_OF_EXPORT: &str = "rest of the export";

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/reports/statistics", routing::get(statistics))
        .route("/reports/tickets", routing::get(export))
}

#[derive(Deserialize)]
struct Span {
    from: String,
    to: String,
    by: String,
}

async fn statistics(State(shared): Desks, Query(span): Query<Span>) -> Json<Value> {
    let store = shared.store.lock().unwrap();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for ticket in store.tickets.values() {
        let opened = ticket["opened"].as_str().unwrap_or_default();
        if (span.from.as_str()..=span.to.as_str()).contains(&opened) {
            let kind = &ticket[&span.by];
            let kind = kind
                .as_str()
                .map_or_else(|| kind.to_string(), str::to_owned);
            *counts.entry(kind).or_default() += 1;
        }
    }
    Json(json!({ "total": counts.values().sum::<u64>(), "counts": counts }))
}

/// All tickets, one line of JSON each, while they are read.
async fn export(State(shared): Desks) -> Body {
    let tickets: Vec<Value> = shared
        .store
        .lock()
        .unwrap()
        .tickets
        .values()
        .cloned()
        .collect();
    let waiting = shared.held(REST_OF_EXPORT).map(|hold| hold.enter());
    let rows = (tickets.into_iter().enumerate(), waiting);
    let lines = stream::unfold(rows, |(mut tickets, mut waiting)| async move {
        let (index, ticket) = tickets.next()?;
        if let Some(waiting) = waiting.as_mut().filter(|_| index > 0) {
            waiting.pass().await;
        }
        Some((
            Ok::<_, Infallible>(format!("{ticket}\n")),
            (tickets, waiting),
        ))
    });
    Body::from_stream(lines)
}
