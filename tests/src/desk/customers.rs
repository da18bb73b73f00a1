//! `/customers`

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Json, Router, routing};
use serde_json::Value;

use super::refusal::Refusal;
use super::store::{Place, change};
use super::{Desks, Shared};

type Answer = Result<Json<Value>, Refusal>;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/customers", routing::get(find).post(create))
        .route(
            "/customers/{number}",
            routing::get(one).patch(update).delete(forget),
        )
}

async fn find(
    State(shared): Desks,
    Query(place): Query<Place>,
    Query(filter): Query<HashMap<String, String>>,
) -> Json<Value> {
    let query = filter.get("query").map(String::as_str).unwrap_or_default();
    let store = shared.store.lock().unwrap();
    let holds = |value: &Value| value.as_str().unwrap_or_default().contains(query);
    let found = store.customers.values();
    let found = found.filter(|customer| holds(&customer["name"]) || holds(&customer["email"]));
    Json(place.cut(found.cloned().collect()))
}

async fn create(State(shared): Desks, Json(customer): Json<Value>) -> Answer {
    // The one domain that is sure to have none: RFC 2606, section 2.
    let email = customer["email"].as_str().unwrap_or_default();
    if email.ends_with(".invalid") {
        return Err(Refusal::Invalid(
            "`email` is at a domain without mail".to_owned(),
        ));
    }
    let mut store = shared.store.lock().unwrap();
    Ok(Json(store.add_customer(customer)))
}

async fn one(State(shared): Desks, Path(number): Path<u64>) -> Answer {
    let store = shared.store.lock().unwrap();
    let customer = store.customers.get(&number);
    Ok(Json(customer.cloned().ok_or_else(|| missing(number))?))
}

async fn update(
    State(shared): Desks,
    Path(number): Path<u64>,
    Json(fields): Json<Value>,
) -> Answer {
    let mut store = shared.store.lock().unwrap();
    let customer = store.customers.get_mut(&number);
    let customer = customer.ok_or_else(|| missing(number))?;
    change(customer, fields);
    Ok(Json(customer.clone()))
}

async fn forget(State(shared): Desks, Path(number): Path<u64>) -> Result<StatusCode, Refusal> {
    let mut store = shared.store.lock().unwrap();
    store
        .customers
        .remove(&number)
        .ok_or_else(|| missing(number))?;
    let theirs = store.tickets.values();
    let theirs: Vec<u64> = theirs
        .filter(|ticket| ticket["customer"] == number)
        .filter_map(|ticket| ticket["number"].as_u64())
        .collect();
    for ticket in theirs {
        store.remove_ticket(ticket)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

fn missing(number: u64) -> Refusal {
    Refusal::NotFound(format!("there is no customer {number}"))
}
