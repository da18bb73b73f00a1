//! Tickets and comments.

use serde_json::{Value, json};
use wick_tests::desk::TODAY;

use crate::connected::{AnyHost, Connected, under_both_hosts};

under_both_hosts! {
    tickets_are_opened_changed_and_deleted
    tickets_are_found_page_by_page
    comments_follow_a_merged_ticket
}

async fn tickets_are_opened_changed_and_deleted(connected: Connected<impl AnyHost>) {
    let opened = connected
        .call(
            "create_ticket",
            json!({
                "subject": "No <light>", "body": "Since noon.\nReally.", "customer": 1,
                "priority": "urgent", "due": "2026-03-04", "tags": ["lamp", "hall"],
            }),
        )
        .await;
    let number = opened["number"].clone();
    assert_eq!(
        opened,
        json!({
            "number": number, "subject": "No <light>", "body": "Since noon.\nReally.", "state": "open",
            "priority": "urgent", "queue": "inbox", "customer": 1, "assignee": null,
            "due": "2026-03-04", "tags": ["lamp", "hall"], "opened": TODAY,
        })
    );
    assert_eq!(
        connected
            .call("get_ticket", json!({"number": number}))
            .await,
        opened
    );

    let changes = json!({"number": number, "priority": "low", "tags": []});
    let changed = connected.call("update_ticket", changes).await;
    assert_eq!(
        (&changed["priority"], &changed["tags"]),
        (&json!("low"), &json!([]))
    );
    assert_eq!(changed["subject"], "No <light>", "what is not given stays");

    let assign = json!({"number": number, "assignee": "eve@desk.example"});
    let assigned = connected.call("assign_ticket", assign).await;
    assert_eq!(assigned["assignee"], "eve@desk.example");
    let assigned = connected
        .call("assign_ticket", json!({"number": number}))
        .await;
    assert_eq!(assigned["assignee"], Value::Null);

    for (operation, state) in [("close_ticket", "closed"), ("reopen_ticket", "open")] {
        let moved = connected.call(operation, json!({"number": number})).await;
        assert_eq!(moved["state"], state);
    }
    let deleted = connected
        .call("delete_ticket", json!({"number": number}))
        .await;
    assert_eq!(deleted, Value::Null);
    let gone = connected
        .refused("get_ticket", json!({"number": number}))
        .await;
    assert_eq!(gone.code, "not_found");
    connected.host.stop().await;
}

async fn tickets_are_found_page_by_page(connected: Connected<impl AnyHost>) {
    let lamps: Vec<u64> = (0..120)
        .map(|_| {
            connected
                .desk
                .ticket(json!({"subject": "lamp", "priority": "high"}))
        })
        .collect();
    connected
        .desk
        .ticket(json!({"subject": "lamp", "priority": "low"}));
    connected
        .desk
        .ticket(json!({"subject": "door", "priority": "high"}));

    let mut found = Vec::new();
    let mut page = json!(1);
    while !page.is_null() {
        let search = json!({"query": "lamp", "priority": "high", "page": page});
        let answer = connected.call("find_tickets", search).await;
        let items = answer["items"].as_array().unwrap();
        assert!(items.len() <= 50, "the page size of the settings");
        found.extend(
            items
                .iter()
                .map(|ticket| ticket["number"].as_u64().unwrap()),
        );
        page = answer["next"].clone();
    }
    assert_eq!(found, lamps);

    let long = json!({"subject": "", "body": "b", "customer": 1, "tags": vec!["t"; 21]});
    let refused = connected.refused("create_ticket", long).await;
    assert_eq!(refused.code, "bad_args");
    for part in ["subject", "tags", "20"] {
        assert!(refused.message.contains(part), "{part}: {refused:?}");
    }
    let nobody = json!({"number": lamps[0], "assignee": "nobody"});
    let refused = connected.refused("assign_ticket", nobody).await;
    assert!(refused.message.contains("assignee"), "{refused:?}");
    for (bad, parts) in [
        (
            json!({"state": "lost", "page": 0}),
            ["state", "pending", "page"],
        ),
        (
            json!({"opened_until": "yesterday", "page": "x"}),
            ["opened_until", "yesterday", "page"],
        ),
    ] {
        let refused = connected.refused("find_tickets", bad).await;
        assert_eq!(refused.code, "bad_args");
        for part in parts {
            assert!(refused.message.contains(part), "{part}: {refused:?}");
        }
    }
    connected.host.stop().await;
}

async fn comments_follow_a_merged_ticket(connected: Connected<impl AnyHost>) {
    let stays = connected.desk.ticket(json!({"subject": "No light"}));
    let goes = connected.desk.ticket(json!({"subject": "Still no light"}));
    let theirs = connected
        .desk
        .ticket(json!({"subject": "No door", "customer": 2}));

    let comment = json!({"number": goes, "text": "See **below**."});
    let comment = connected.call("add_comment", comment).await;
    assert_eq!(
        (&comment["author"], &comment["audience"]),
        (&json!("Eve"), &json!("colleagues"))
    );

    let merge = |into: u64| json!({"number": goes, "into": into});
    for (into, reason) in [(goes, "itself"), (theirs, "different customers")] {
        let refused = connected.refused("merge_tickets", merge(into)).await;
        assert_eq!(refused.code, "invalid");
        assert!(refused.message.contains(reason), "{refused:?}");
    }
    connected.call("merge_tickets", merge(stays)).await;
    let comments = connected
        .call("list_comments", json!({"number": stays}))
        .await;
    assert_eq!(comments, json!([comment]));

    let id = &comment["id"];
    connected.call("delete_comment", json!({"id": id})).await;
    let again = connected.refused("delete_comment", json!({"id": id})).await;
    assert_eq!(again.code, "not_found");
    connected.host.stop().await;
}
