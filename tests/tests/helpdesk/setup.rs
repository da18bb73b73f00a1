//! The form of the settings.

use serde_json::json;

use crate::connected::{AnyHost, Connected, EVE, under_both_hosts};

under_both_hosts! {
    the_form_offers_the_queues
}

async fn the_form_offers_the_queues(connected: Connected<impl AnyHost>) {
    let form = connected
        .call("choose_queue", json!({"browser": "inbox"}))
        .await;
    assert_eq!(form["fields"], json!({}));
    let html = form["html"].as_str().unwrap();
    assert!(
        html.contains(r#"data-op="__select" data-arg="inbox">✓ Inbox<"#),
        "{html}"
    );
    assert!(html.contains("Field &lt;service&gt;"), "{html}");
    assert_eq!(html.matches("✓").count(), 1, "{html}");

    // The chosen queue is where new tickets go.
    let mut settings = connected.settings(EVE);
    settings.insert("queue".to_owned(), "field".to_owned());
    let ticket = json!({"subject": "s", "body": "b", "customer": 2});
    let ticket = connected
        .host
        .call("create_ticket", ticket, &settings)
        .await;
    assert_eq!(ticket.unwrap().json["queue"], "field");
    connected.host.stop().await;
}
