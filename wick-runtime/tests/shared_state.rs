//! State that calls share, as docs/authoring.md says to keep it. Fault row N2.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use tokio::runtime::{Handle, Id};
use wick_runtime::prelude::*;

/// Looks things up.
#[connector]
struct Desk {
    /// Where.
    address: String,
}

struct Pool {
    runtime: Handle,
}

type Key = (Id, String);

static POOLS: LazyLock<Mutex<HashMap<Key, Arc<Pool>>>> = LazyLock::new(Mutex::default);

impl Desk {
    fn pool(&self) -> Arc<Pool> {
        let runtime = Handle::current();
        let key = (runtime.id(), self.address.clone());
        let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
        let pool = pools.entry(key).or_insert_with(|| Pool { runtime }.into());
        pool.clone()
    }
}

/// Look something up.
#[operation]
async fn find(desk: &Desk) -> Result<String> {
    let address = desk.address.clone();
    // In a runtime that has ended, the task would never run.
    let task = desk.pool().runtime.spawn(async move { address });
    Ok(task.await.unwrap())
}

#[test]
fn shared_state_is_kept_by_settings_and_runtime() {
    let desk = |address: &str| Desk {
        address: address.to_owned(),
    };
    for _ in 0..3 {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let (one, other) = (desk("one"), desk("other"));
            assert!(Arc::ptr_eq(&one.pool(), &desk("one").pool()));
            assert!(!Arc::ptr_eq(&one.pool(), &other.pool()));
            assert_eq!(find(&one).await.unwrap(), "one");
        });
    }
}
