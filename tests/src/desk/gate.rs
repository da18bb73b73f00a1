//! What every request has to pass.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use super::refusal::Refusal;
use super::{Seen, Shared};

/// Lets requests with a good token pass, unless it lacks the scope or has to wait.
pub(super) async fn pass(
    State(shared): State<Arc<Shared>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let line = format!("{} {}", request.method(), request.uri());
    let token = token(request.headers()).ok_or(Refusal::Unauthorized)?;
    shared.seen.lock().unwrap().push(Seen {
        token: token.clone(),
        line: line.clone(),
        id: text(request.headers(), "x-request-id").unwrap_or_default(),
    });
    let account = shared.accounts.lock().unwrap().get(&token).cloned();
    let account = account.ok_or(Refusal::Unauthorized)?;
    if let Some(seconds) = shared.limited.lock().unwrap().remove(&token) {
        return Err(Refusal::Limited(seconds));
    }
    let scope = scope(request.method(), request.uri().path());
    if let Some(scope) = scope.filter(|scope| !account.scopes.iter().any(|one| one == scope)) {
        return Err(Refusal::Forbidden(scope));
    }
    if let Some(hold) = shared.held(&line) {
        hold.enter().pass().await;
    }
    request.extensions_mut().insert(account);
    Ok(next.run(request).await)
}

fn token(headers: &HeaderMap) -> Option<String> {
    let authorization = text(headers, header::AUTHORIZATION.as_str())?;
    Some(authorization.strip_prefix("Bearer ")?.to_owned())
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// What a request needs.
fn scope(method: &Method, path: &str) -> Option<&'static str> {
    let reads = method == Method::GET;
    match path.split('/').nth(1)? {
        "tickets" | "comments" | "attachments" if reads => Some("tickets.read"),
        "tickets" | "comments" | "attachments" => Some("tickets.write"),
        "customers" if reads => Some("customers.read"),
        "customers" => Some("customers.write"),
        "reports" => Some("reports"),
        _ => None,
    }
}
