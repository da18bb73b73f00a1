//! `/tickets`

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Json, Router, routing};
use serde::Deserialize;
use serde_json::Value;

use super::refusal::Refusal;
use super::store::{Place, change};
use super::{Desks, Shared};

type Answer = Result<Json<Value>, Refusal>;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/tickets", routing::get(find).post(create))
        .route(
            "/tickets/{number}",
            routing::get(one).patch(update).delete(delete),
        )
        .route("/tickets/{number}/merge", routing::post(merge))
}

async fn find(
    State(shared): Desks,
    Query(place): Query<Place>,
    Query(filter): Query<HashMap<String, String>>,
) -> Json<Value> {
    let store = shared.store.lock().unwrap();
    let found = store.tickets.values();
    let found = found.filter(|ticket| matches(ticket, &filter)).cloned();
    Json(place.cut(found.collect()))
}

fn matches(ticket: &Value, filter: &HashMap<String, String>) -> bool {
    let text = |key: &str| match &ticket[key] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    filter.iter().all(|(key, wanted)| match key.as_str() {
        "query" => text("subject").contains(wanted) || text("body").contains(wanted),
        "opened_until" => text("opened") <= *wanted,
        "state" | "priority" | "customer" => text(key) == *wanted,
        _ => true,
    })
}

async fn create(State(shared): Desks, Json(fields): Json<Value>) -> Answer {
    shared.store.lock().unwrap().add_ticket(fields).map(Json)
}

async fn one(State(shared): Desks, Path(number): Path<u64>) -> Answer {
    let mut store = shared.store.lock().unwrap();
    Ok(Json(store.ticket(number)?.clone()))
}

async fn update(
    State(shared): Desks,
    Path(number): Path<u64>,
    Json(fields): Json<Value>,
) -> Answer {
    let mut store = shared.store.lock().unwrap();
    let ticket = store.ticket(number)?;
    change(ticket, fields);
    Ok(Json(ticket.clone()))
}

async fn delete(State(shared): Desks, Path(number): Path<u64>) -> Result<StatusCode, Refusal> {
    shared.store.lock().unwrap().remove_ticket(number)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Merge {
    into: u64,
}

async fn merge(State(shared): Desks, Path(number): Path<u64>, Json(merge): Json<Merge>) -> Answer {
    let mut store = shared.store.lock().unwrap();
    let stays = store.ticket(merge.into)?.clone();
    if store.ticket(number)?["customer"] != stays["customer"] {
        let reason = "the tickets are of different customers".to_owned();
        return Err(Refusal::Invalid(reason));
    }
    for part in store.comments.values_mut() {
        if part.ticket == number {
            part.ticket = merge.into;
        }
    }
    for part in store.attachments.values_mut() {
        if part.ticket == number {
            part.ticket = merge.into;
        }
    }
    store.remove_ticket(number)?;
    Ok(Json(stays))
}
