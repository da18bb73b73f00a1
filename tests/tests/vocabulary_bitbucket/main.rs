//! The shape of the connector for Bitbucket that ships with the reference:
//! an address that is secret, numbers with defaults and dropdowns.
//!
//! It is here for what it declares. Its operations do nothing but fail, because nothing is behind
//! them.
#![expect(
    dead_code,
    unused_variables,
    reason = "a shape: nothing is behind it that would read what it is given"
)]

mod commits;
mod pull_requests;
mod repositories;

use wick_runtime::prelude::*;
use wick_tests::shape;

/// Works with repositories and pull requests on Bitbucket.
#[connector(
    icon = "BB",
    tags = [CONNECTOR, DEVELOPMENT],
    categories = [
        ("Repositories", "Repositories and their branches."),
        ("Commits", "Commits and what they changed."),
        ("Pull Requests", "Proposals, reviews and merges."),
    ],
)]
struct Bitbucket {
    /// Address of the API.
    #[config(prefill = "https://api.bitbucket.org/2.0")]
    base_url: Url,
    /// The address of the account.
    #[config(widget = "email", secret)]
    email: String,
    /// A token of that account.
    api_token: Secret,
    /// The workspace when a call names none.
    default_workspace: Option<String>,
    /// Results on a page when a call asks for no number.
    #[config(default = 20)]
    default_pagelen: u32,
    /// Never more results on a page.
    #[config(default = 100)]
    max_pagelen: u32,
}

#[test]
fn is_the_reference_module() {
    shape::assert_same::<Bitbucket>(include_str!("../../data/modules/bitbucket.json"));
}
