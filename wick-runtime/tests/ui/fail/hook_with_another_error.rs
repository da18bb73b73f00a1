#![allow(unused)]

use wick_runtime::prelude::*;

use wick_runtime::Permissions;

/// Issues.
#[connector(check = check)]
struct GitHub;

async fn check(_: &GitHub, _: &Context, _: &mut Permissions) -> Result<(), String> {
    Ok(())
}

fn main() {}
