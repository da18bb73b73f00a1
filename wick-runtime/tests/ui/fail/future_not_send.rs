#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
async fn close() -> Result<()> {
    let count = std::rc::Rc::new(1);
    std::future::ready(()).await;
    drop(count);
    Ok(())
}

fn main() {}
