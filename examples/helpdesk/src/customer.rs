//! Customers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::page::Page;
use crate::settings::HelpDesk;

/// Somebody who asks.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Customer {
    /// Their number.
    number: u64,
    /// What is known of them.
    #[serde(flatten)]
    details: Details,
}

/// What is known of a customer.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Details {
    /// Their name.
    name: String,
    /// Their e-mail address.
    #[schemars(extend("format" = "email"))]
    email: String,
    /// Where they live or work.
    address: Option<Address>,
}

/// Where somebody lives or works.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Address {
    /// Street and number.
    street: String,
    /// Town, with the postal code where there is one.
    town: String,
    /// Two letters, as in ISO 3166-1.
    country: String,
}

/// Find customers by name or e-mail address, by number. Returns one page.
#[operation(category = "Customers", read_only)]
async fn find_customers(
    desk: &HelpDesk,
    ctx: &Context,
    /// A part of the name or of the address. Empty: all.
    query: Option<String>,
    /// Which page.
    #[arg(default = 1, range = 1..)]
    page: u32,
) -> Result<Page<Customer>, Failure> {
    #[derive(Serialize)]
    struct Search {
        query: Option<String>,
        page: u32,
        per_page: u16,
    }
    let search = Search {
        query,
        page,
        per_page: desk.page_size,
    };
    let request = Client::new(desk, ctx)?.get("customers")?;
    request.query(&search).fetch().await
}

/// Get one customer by number.
#[operation(category = "Customers", read_only)]
async fn get_customer(
    desk: &HelpDesk,
    ctx: &Context,
    /// Their number.
    number: u64,
) -> Result<Customer, Failure> {
    let client = Client::new(desk, ctx)?;
    client.get(&format!("customers/{number}"))?.fetch().await
}

/// Add a customer. Returns them with their number.
#[operation(
    category = "Customers",
    input_sample = r#"{"name": "Ann", "email": "ann@example.org", "address": {"street": "High Street 1", "town": "Oxford", "country": "GB"}}"#
)]
async fn create_customer(
    desk: &HelpDesk,
    ctx: &Context,
    #[arg(flatten)] details: Details,
) -> Result<Customer, Failure> {
    let request = Client::new(desk, ctx)?.post("customers")?;
    request.json(&details).fetch().await
}

/// Replace all that is known of a customer.
#[operation(
    category = "Customers",
    idempotent,
    quirks = ["An address that is not given is removed."]
)]
async fn update_customer(
    desk: &HelpDesk,
    ctx: &Context,
    /// Their number.
    number: u64,
    #[arg(flatten)] details: Details,
) -> Result<Customer, Failure> {
    let request = Client::new(desk, ctx)?.patch(&format!("customers/{number}"))?;
    request.json(&details).fetch().await
}

/// Forget a customer, as data protection law asks for: the person, their tickets and all in them.
#[operation(category = "Customers", destructive)]
async fn forget_customer(
    desk: &HelpDesk,
    ctx: &Context,
    /// Their number.
    number: u64,
) -> Result<(), Failure> {
    let client = Client::new(desk, ctx)?;
    client
        .delete(&format!("customers/{number}"))?
        .send()
        .await?;
    Ok(())
}
