#![allow(unused)]

use wick_runtime::prelude::*;

struct Client;

/// Issues.
#[connector]
struct GitHub {
    client: Client,
}

fn main() {}
