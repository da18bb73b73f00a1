//! Operations that register themselves, some of them for another connector.

use wick_runtime::{
    About, Call, CallFuture, Connector, Dispatcher, Operation, Registration, Values,
};

struct Served;
struct Other;

fn call(_: Call) -> CallFuture {
    Box::pin(async { Ok(b"null".to_vec().into()) })
}

macro_rules! register {
    ($registration:expr) => {
        wick_runtime::__private::inventory::submit! { $registration }
    };
}

register!(Registration::new::<Served>("src/b.rs", 3, || {
    Operation::new("last", call)
}));
register!(Registration::for_any("src/a.rs", 9, || Operation::new(
    "second", call
)));
register!(Registration::new::<Served>("src/a.rs", 2, || {
    Operation::new("first", call)
}));
register!(Registration::new::<Served>("src/b.rs", 30, || {
    Operation::new("first", call)
}));
register!(Registration::new::<Other>(
    "src/c.rs",
    1,
    || Operation::new("foreign", call)
));

impl Connector for Served {
    fn about() -> About {
        About::new("served", "Served").at("src/main.rs", 7)
    }

    fn from_settings(_: &mut Values) -> Option<Self> {
        Some(Self)
    }
}

#[test]
fn the_order_is_that_of_files_and_lines() {
    let keys: Vec<String> = Operation::registered::<Served>()
        .iter()
        .map(|operation| operation.key().to_owned())
        .collect();
    assert_eq!(keys, ["first", "second", "last", "first"]);
}

#[test]
fn both_places_are_told() {
    let error = Dispatcher::of::<Served>().unwrap_err();
    assert_eq!(
        error.to_string().lines().skip(1).collect::<Vec<_>>(),
        [
            "  - operation `first` (src/b.rs:30) has the same key as operation `first` (src/a.rs:2)",
            "  - operation `foreign` (src/c.rs:1) takes `&registration::Other`, but the connector is `registration::Served` (src/main.rs:7); a binary serves one connector",
        ]
    );
}
