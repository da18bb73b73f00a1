//! What the service keeps.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::Refusal;

/// The day on which every new ticket is opened.
pub const TODAY: &str = "2026-03-01";

#[derive(Debug, Default)]
pub(super) struct Store {
    last: u64,
    pub(super) tickets: BTreeMap<u64, Value>,
    pub(super) customers: BTreeMap<u64, Value>,
    pub(super) comments: BTreeMap<u64, Part<Value>>,
    pub(super) attachments: BTreeMap<u64, Part<File>>,
}

/// Something that belongs to a ticket.
#[derive(Debug)]
pub(super) struct Part<T> {
    pub(super) ticket: u64,
    pub(super) content: T,
}

#[derive(Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) bytes: Vec<u8>,
}

impl Store {
    pub(super) fn add_first_customers(&mut self) {
        for name in ["Ann", "Ben"] {
            let email = format!("{}@example.org", name.to_lowercase());
            self.add_customer(json!({"name": name, "email": email, "address": null}));
        }
    }

    /// A number that nothing has yet.
    pub(super) fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(super) fn add_customer(&mut self, mut customer: Value) -> Value {
        let number = self.number();
        customer["number"] = number.into();
        self.customers.insert(number, customer.clone());
        customer
    }

    pub(super) fn add_ticket(&mut self, fields: Value) -> Result<Value, Refusal> {
        let mut ticket = json!({
            "subject": "", "body": "", "state": "open", "priority": "normal", "queue": "inbox",
            "customer": 1, "assignee": null, "due": null, "tags": [], "opened": TODAY,
        });
        change(&mut ticket, fields);
        let customer = ticket["customer"].as_u64().unwrap_or_default();
        if !self.customers.contains_key(&customer) {
            return Err(Refusal::Invalid(format!("there is no customer {customer}")));
        }
        let number = self.number();
        ticket["number"] = number.into();
        self.tickets.insert(number, ticket.clone());
        Ok(ticket)
    }

    pub(super) fn ticket(&mut self, number: u64) -> Result<&mut Value, Refusal> {
        let missing = || Refusal::NotFound(format!("there is no ticket {number}"));
        self.tickets.get_mut(&number).ok_or_else(missing)
    }

    pub(super) fn remove_ticket(&mut self, number: u64) -> Result<(), Refusal> {
        self.ticket(number)?;
        self.tickets.remove(&number);
        self.comments.retain(|_, part| part.ticket != number);
        self.attachments.retain(|_, part| part.ticket != number);
        Ok(())
    }
}

/// Overwrites the fields of a record.
pub(super) fn change(record: &mut Value, fields: Value) {
    let Value::Object(fields) = fields else {
        return;
    };
    for (key, value) in fields {
        record[key] = value;
    }
}

/// Which page of a list somebody wants.
#[derive(Deserialize)]
pub(super) struct Place {
    page: usize,
    per_page: usize,
}

impl Place {
    /// The page, and the number of the next.
    pub(super) fn cut(&self, records: Vec<Value>) -> Value {
        let start = (self.page - 1) * self.per_page;
        let next = (start + self.per_page < records.len()).then_some(self.page + 1);
        let items: Vec<Value> = records
            .into_iter()
            .skip(start)
            .take(self.per_page)
            .collect();
        json!({ "items": items, "next": next })
    }
}
