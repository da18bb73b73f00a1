//! Customers, and who may do what.

use serde_json::{Value, json};

use crate::connected::{AnyHost, Connected, EVE, settings, under_both_hosts};

under_both_hosts! {
    customers_are_added_changed_and_forgotten
    permissions_are_those_of_the_token
    a_token_tells_whose_it_is
    signing_in_takes_the_place_of_a_token
}

async fn customers_are_added_changed_and_forgotten(connected: Connected<impl AnyHost>) {
    let address = json!({"street": "High Street 1", "town": "Oxford", "country": "GB"});
    let details = json!({"name": "Zoë", "email": "zoe@example.org", "address": address});
    let zoe = connected.call("create_customer", details.clone()).await;
    let number = zoe["number"].clone();
    assert_eq!((&zoe["name"], &zoe["address"]), (&json!("Zoë"), &address));

    let found = connected
        .call("find_customers", json!({"query": "zoe@"}))
        .await;
    assert_eq!(found, json!({"items": [zoe], "next": null}));
    let moved = json!({"number": number, "name": "Zoë", "email": "zoe@example.net"});
    let moved = connected.call("update_customer", moved).await;
    assert_eq!(
        (&moved["email"], &moved["address"]),
        (&json!("zoe@example.net"), &Value::Null)
    );

    let refused = connected
        .refused(
            "create_customer",
            json!({"name": "Y", "email": "y@example.invalid"}),
        )
        .await;
    assert_eq!(
        (refused.code.as_str(), refused.message.as_str()),
        ("invalid", "`email` is at a domain without mail")
    );

    let ticket = connected.desk.ticket(json!({"customer": number}));
    connected
        .call("forget_customer", json!({"number": number}))
        .await;
    for (operation, number) in [("get_customer", number), ("get_ticket", ticket.into())] {
        let gone = connected
            .refused(operation, json!({"number": number}))
            .await;
        assert_eq!(gone.code, "not_found", "{operation}");
    }
    connected.host.stop().await;
}

async fn permissions_are_those_of_the_token(connected: Connected<impl AnyHost>) {
    let all = connected.host.denied(&connected.settings(EVE)).await;
    assert!(all.is_empty(), "{all:?}");

    connected
        .desk
        .admit("Mal", "tok-mal", &["tickets.read", "customers.read"]);
    let mal = connected.settings("tok-mal");
    let denied = connected.host.denied(&mal).await;
    for (operation, scope) in [
        ("create_ticket", "tickets.write"),
        ("delete_comment", "tickets.write"),
        ("forget_customer", "customers.write"),
        ("ticket_statistics", "reports"),
    ] {
        assert!(
            denied[operation].ends_with(scope),
            "{operation}: {denied:?}"
        );
    }
    for operation in ["get_ticket", "find_customers", "who_am_i", "choose_queue"] {
        assert!(!denied.contains_key(operation), "{operation}: {denied:?}");
    }
    // What is foretold is what happens.
    let number = connected.desk.ticket(json!({}));
    let close = connected
        .host
        .call("close_ticket", json!({"number": number}), &mal);
    let refused = close.await.unwrap_err();
    assert_eq!(refused.code, "forbidden");
    assert_eq!(refused.message, denied["close_ticket"]);

    // With a token that nobody knows, nothing is allowed.
    let nobody = connected
        .host
        .denied(&connected.settings("tok-nobody"))
        .await;
    assert!(
        nobody["who_am_i"].contains("refuses the token"),
        "{nobody:?}"
    );
    connected.host.stop().await;
}

async fn a_token_tells_whose_it_is(connected: Connected<impl AnyHost>) {
    let (id, name) = connected.host.identity(EVE).await.unwrap();
    assert_eq!((id.as_str(), name.as_str()), ("100", "Eve"));
    let refused = connected.host.identity("tok-nobody").await.unwrap_err();
    assert!(refused.message.contains("refuses the token"), "{refused:?}");
    assert!(!refused.message.contains("tok-nobody"), "{refused:?}");
    connected.host.stop().await;
}

async fn signing_in_takes_the_place_of_a_token(connected: Connected<impl AnyHost>) {
    connected.desk.admit("Sue", "tok-sue", &[]);
    let url = connected.desk.url();
    let signed_in = settings(&[
        ("base_url", &url),
        ("token", EVE),
        ("auth_mode", "user_token"),
        ("user_token", "tok-sue"),
        ("connected_user", "Sue"),
    ]);
    let account = connected.host.call("who_am_i", json!({}), &signed_in);
    assert_eq!(
        account.await.unwrap().json,
        json!({"name": "Sue", "email": "sue@desk.example", "scopes": []})
    );
    let signed_out = settings(&[
        ("base_url", &url),
        ("token", EVE),
        ("auth_mode", "user_token"),
    ]);
    let account = connected.host.call("who_am_i", json!({}), &signed_out);
    let refused = account.await.unwrap_err();
    assert_eq!(refused.code, "unauthorized");
    assert!(refused.message.contains("sign in"), "{refused:?}");
    connected.host.stop().await;
}
