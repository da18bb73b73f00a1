//! What is left at the end.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::time::timeout;
use wick_tests::left::{self, descriptors};

use crate::field::Field;

/// Time for what was killed to be gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// The descriptors that the first plugin leaves for good: the pipe, and the two ends of tokio's.
const FOR_GOOD: usize = 3;

/// What there is of this process while no plugin runs.
pub(crate) struct Before {
    descriptors: BTreeSet<String>,
    tasks: usize,
}

/// What there is too much.
#[derive(Debug)]
pub(crate) struct Remains {
    processes: Vec<String>,
    descriptors: Vec<String>,
    tasks: usize,
    sockets: usize,
}

/// Looks after one plugin was started and stopped, as some things are there for good from then on: the
/// pipe to what cleans up after a killed host, and tokio's for signals.
pub(crate) async fn before(field: &Field) -> Before {
    let none = descriptors();
    field.reopen(&mut fastrand::Rng::with_seed(0)).await;
    field.host().start(field.sound[0]).await.unwrap();
    field.close().await;
    left::until_no_processes(&field.marker()).await;
    while descriptors().len() > none.len() + FOR_GOOD {
        left::pause().await;
    }
    Before {
        descriptors: descriptors(),
        tasks: Handle::current().metrics().num_alive_tasks(),
    }
}

/// What is left, once nothing more goes away.
pub(crate) async fn after(before: Before, field: &Field) -> Remains {
    let mut remains = look(&before, field);
    let gone = async {
        while !remains.is_nothing() {
            left::pause().await;
            remains = look(&before, field);
        }
    };
    // What is left is in the report.
    let _ = timeout(PATIENCE, gone).await;
    remains
}

fn look(before: &Before, field: &Field) -> Remains {
    let tasks = Handle::current().metrics().num_alive_tasks();
    let descriptors: Vec<_> = descriptors()
        .difference(&before.descriptors)
        .cloned()
        .collect();
    Remains {
        processes: left::processes(&field.marker()),
        descriptors,
        tasks: tasks.saturating_sub(before.tasks),
        sockets: field.sockets(),
    }
}

impl Remains {
    pub(crate) fn is_nothing(&self) -> bool {
        self.processes.is_empty()
            && self.descriptors.is_empty()
            && self.tasks == 0
            && self.sockets == 0
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "processes": self.processes,
            "descriptors": self.descriptors,
            "tasks": self.tasks,
            "sockets": self.sockets,
        })
    }
}

impl fmt::Display for Remains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            processes,
            descriptors,
            tasks,
            sockets,
        } = self;
        write!(
            f,
            "left: {} processes {processes:?}, {} descriptors {descriptors:?}, {tasks} tasks, {sockets} sockets",
            processes.len(),
            descriptors.len(),
        )
    }
}
