//! `/comments`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json, Router, routing};
use serde_json::Value;

use super::refusal::Refusal;
use super::store::Part;
use super::{Caller, Desks, Shared};

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/tickets/{number}/comments", routing::get(list).post(add))
        .route("/comments/{id}", routing::delete(delete))
}

async fn list(State(shared): Desks, Path(number): Path<u64>) -> Result<Json<Vec<Value>>, Refusal> {
    let mut store = shared.store.lock().unwrap();
    store.ticket(number)?;
    let comments = store.comments.values().filter(|part| part.ticket == number);
    Ok(Json(comments.map(|part| part.content.clone()).collect()))
}

async fn add(
    State(shared): Desks,
    Extension(caller): Caller,
    Path(number): Path<u64>,
    Json(mut comment): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    let mut store = shared.store.lock().unwrap();
    store.ticket(number)?;
    let id = store.number();
    comment["id"] = id.into();
    comment["author"] = caller.name.into();
    let part = Part {
        ticket: number,
        content: comment.clone(),
    };
    store.comments.insert(id, part);
    Ok(Json(comment))
}

async fn delete(State(shared): Desks, Path(id): Path<u64>) -> Result<StatusCode, Refusal> {
    let removed = shared.store.lock().unwrap().comments.remove(&id);
    match removed {
        Some(_) => Ok(StatusCode::NO_CONTENT),
        None => Err(Refusal::NotFound(format!("there is no comment {id}"))),
    }
}
