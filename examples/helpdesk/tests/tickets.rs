//! A day at the help desk, against answers that were recorded from the service of
//! `tests/tests/recording.rs`, and replayed.

use helpdesk::HelpDesk;
use serde_json::json;
use wick_runtime::testing::{Plugin, Upstream};
use wick_runtime::{Error, Result};

const TOKEN: &str = "tok-made-up";

#[wick_runtime::test(go_host)]
async fn a_ticket_is_opened_found_and_closed(desk: Plugin<HelpDesk>) -> Result<()> {
    let desk = desk.setting("token", TOKEN);
    let upstream = Upstream::replay("tests/exchanges/tickets.json")
        .secrets_of(&desk)
        .start();
    let desk = desk.setting("base_url", upstream.url());

    let ticket = json!({ "subject": "No light", "body": "Since noon.", "customer": 1 });
    let opened = desk.call("create_ticket", ticket).await?.json();
    assert_eq!(
        (&opened["number"], &opened["state"]),
        (&json!(3), &json!("open"))
    );
    let found = desk
        .call("find_tickets", json!({ "query": "light" }))
        .await?
        .json();
    assert_eq!(found["items"][0]["subject"], "No light");
    let closed = desk
        .call("close_ticket", json!({ "number": 3 }))
        .await?
        .json();
    assert_eq!(closed["state"], "closed");
    let error = desk
        .call("get_ticket", json!({ "number": 7 }))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "not_found");

    for request in upstream.seen() {
        assert_eq!(request.header("authorization"), Some("Bearer tok-made-up"));
    }
    Ok(())
}

#[wick_runtime::test]
async fn everything_is_refused_without_a_token(desk: Plugin<HelpDesk>) -> Result<()> {
    let desk = desk.setting("base_url", "http://127.0.0.1:1/");
    let error: Error = desk
        .call("get_ticket", json!({ "number": 1 }))
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), &*error.fields()[0].field),
        ("bad_settings", "token")
    );
    let allowed = desk.check_permissions().await?;
    assert!(allowed.iter().any(|operation| !operation.ok));
    Ok(())
}
