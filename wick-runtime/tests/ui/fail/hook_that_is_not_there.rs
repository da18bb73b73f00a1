#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends books.
#[connector(check = chekc)]
struct Library;

async fn check(_: &Library, _: &Context, _: &mut wick_runtime::Permissions) -> Result<()> {
    Ok(())
}

fn main() {}
