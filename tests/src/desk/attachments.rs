//! `/attachments`

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::{Json, Router, routing};
use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::store::{File, Part};
use super::{Desks, Shared};

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route(
            "/tickets/{number}/attachments",
            routing::get(list).post(upload),
        )
        .route("/attachments/{id}", routing::get(download).delete(delete))
}

fn described(id: u64, file: &File) -> Value {
    json!({
        "id": id, "name": file.name, "media_type": file.media_type, "size": file.bytes.len(),
    })
}

async fn list(State(shared): Desks, Path(number): Path<u64>) -> Result<Json<Vec<Value>>, Refusal> {
    let mut store = shared.store.lock().unwrap();
    store.ticket(number)?;
    let files = store.attachments.iter();
    let files = files.filter(|(_, part)| part.ticket == number);
    Ok(Json(
        files
            .map(|(id, part)| described(*id, &part.content))
            .collect(),
    ))
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

async fn upload(
    State(shared): Desks,
    Path(number): Path<u64>,
    Query(Name { name }): Query<Name>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let media_type = headers.get(header::CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok());
    let file = File {
        name,
        media_type: media_type.unwrap_or_default().to_owned(),
        bytes: body.to_vec(),
    };
    let mut store = shared.store.lock().unwrap();
    store.ticket(number)?;
    let id = store.number();
    let answer = described(id, &file);
    let part = Part {
        ticket: number,
        content: file,
    };
    store.attachments.insert(id, part);
    Ok(Json(answer))
}

async fn download(State(shared): Desks, Path(id): Path<u64>) -> Result<impl IntoResponse, Refusal> {
    let store = shared.store.lock().unwrap();
    let part = store.attachments.get(&id).ok_or_else(|| missing(id))?;
    let file = &part.content;
    let headers = [(header::CONTENT_TYPE, file.media_type.clone())];
    Ok((headers, file.bytes.clone()))
}

async fn delete(State(shared): Desks, Path(id): Path<u64>) -> Result<StatusCode, Refusal> {
    let removed = shared.store.lock().unwrap().attachments.remove(&id);
    removed.ok_or_else(|| missing(id))?;
    Ok(StatusCode::NO_CONTENT)
}

fn missing(id: u64) -> Refusal {
    Refusal::NotFound(format!("there is no attachment {id}"))
}
