//! The service behind the example `helpdesk`: a real HTTP server that keeps everything in memory.
//!
//! Tests put people and records into it, hold back its answers, and see what arrived.

mod attachments;
mod comments;
mod customers;
mod gate;
mod hold;
mod refusal;
mod reports;
mod store;
mod tickets;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::{DefaultBodyLimit, State};
use axum::serve::ListenerExt as _;
use axum::{Extension, Json, Router, middleware, routing};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub use hold::Hold;
pub use reports::REST_OF_EXPORT;
pub use store::TODAY;

use store::Store;

/// All that a token can be allowed.
pub const SCOPES: [&str; 5] = [
    "tickets.read",
    "tickets.write",
    "customers.read",
    "customers.write",
    "reports",
];

/// A running help desk. It ends with the test's runtime.
#[derive(Debug)]
pub struct Desk {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// Somebody with a token.
#[derive(Clone, Debug, Serialize)]
struct Account {
    id: u64,
    name: String,
    email: String,
    scopes: Vec<String>,
}

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The token that it came with.
    pub token: String,
    /// Method, path and query: `GET /tickets?page=1`.
    pub line: String,
    /// The caller's name for it; empty when it gave none.
    pub id: String,
}

#[derive(Debug, Default)]
struct Shared {
    store: Mutex<Store>,
    accounts: Mutex<HashMap<String, Account>>,
    limited: Mutex<HashMap<String, u64>>,
    holds: Mutex<Vec<Hold>>,
    seen: Mutex<Vec<Seen>>,
    connections: AtomicUsize,
}

type Desks = State<Arc<Shared>>;
type Caller = Extension<Account>;

impl Desk {
    /// Starts a help desk with two customers, Ann (1) and Ben (2), on a free port.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub async fn start() -> Self {
        let shared = Arc::new(Shared::default());
        shared.store.lock().unwrap().add_first_customers();
        let counted = Arc::clone(&shared);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let listener = listener.tap_io(move |_| {
            counted.connections.fetch_add(1, Ordering::Relaxed);
        });
        let router = router(&shared);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    /// Its address, with a path, as behind a proxy.
    pub fn url(&self) -> String {
        format!("http://{}/api", self.address)
    }

    /// Lets somebody in.
    pub fn admit(&self, name: &str, token: &str, scopes: &[&str]) {
        let mut accounts = self.shared.accounts.lock().unwrap();
        let account = Account {
            id: 100 + accounts.len() as u64,
            name: name.to_owned(),
            email: format!("{}@desk.example", name.to_lowercase()),
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        };
        accounts.insert(token.to_owned(), account);
    }

    /// Adds a ticket with these fields and returns its number.
    pub fn ticket(&self, fields: Value) -> u64 {
        let mut store = self.shared.store.lock().unwrap();
        let ticket = store.add_ticket(fields).unwrap();
        ticket["number"].as_u64().unwrap()
    }

    /// Refuses the next request with this token: too many, retry after so many seconds.
    pub fn limit(&self, token: &str, retry_after: u64) {
        let mut limited = self.shared.limited.lock().unwrap();
        limited.insert(token.to_owned(), retry_after);
    }

    /// Holds back every answer to a request whose method, path and query contain this.
    pub fn hold(&self, part: &str) -> Hold {
        let hold = Hold::new(part);
        self.shared.holds.lock().unwrap().push(hold.clone());
        hold
    }

    /// What arrived so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }
}

impl Shared {
    /// The hold for a request, if there is one.
    fn held(&self, line: &str) -> Option<Hold> {
        let holds = self.holds.lock().unwrap();
        holds.iter().find(|hold| hold.matches(line)).cloned()
    }
}

fn router(shared: &Arc<Shared>) -> Router {
    let api = Router::new()
        .route("/me", routing::get(me))
        .route("/queues", routing::get(queues))
        .merge(tickets::routes())
        .merge(comments::routes())
        .merge(customers::routes())
        .merge(attachments::routes())
        .merge(reports::routes())
        .layer(DefaultBodyLimit::max(16 << 20))
        .layer(middleware::from_fn_with_state(
            Arc::clone(shared),
            gate::pass,
        ))
        .with_state(Arc::clone(shared));
    Router::new().nest("/api", api)
}

async fn me(caller: Caller) -> Json<Account> {
    Json(caller.0)
}

async fn queues() -> Json<Value> {
    Json(json!([
        {"key": "inbox", "title": "Inbox"},
        {"key": "field", "title": "Field <service>"},
    ]))
}
