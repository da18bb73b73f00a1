#![allow(unused)]

use wick_runtime::prelude::*;

struct Client;

/// Issues.
#[connector]
struct GitHub {
    /// The client.
    client: Client,
}

fn main() {}
