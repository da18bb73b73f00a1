//! What the manifest tells of the connector.

use serde_json::{Value, json};
use wick_proto::module::{Field, Module};

use crate::connected::{AnyHost, Connected, Go, KEY, Ours};

fn field<'a>(module: &'a Module, key: &str) -> &'a Field {
    module
        .configs
        .iter()
        .find(|field| field.key == key)
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_are_a_form() {
    let connected = Connected::<Ours>::start().await.unwrap();
    let module = connected.host.host.schema(KEY).await.unwrap();

    let auth = field(&module, "auth_mode");
    assert_eq!(
        (auth.kind.as_str(), auth.value.as_str()),
        ("dropdown", "token")
    );
    assert!(auth.options.contains("user_token") && auth.options.contains("Sign in"));
    let token = field(&module, "token");
    assert_eq!(token.visible_when, "auth_mode:token");
    assert!(token.secret && token.required && token.value.is_empty());
    let user_token = field(&module, "user_token");
    assert!(user_token.secret && user_token.hidden && !user_token.required);
    let queue = field(&module, "queue");
    assert_eq!(
        (queue.kind.as_str(), queue.options.as_str()),
        ("html", "choose_queue")
    );
    let page_size = field(&module, "page_size");
    assert_eq!(
        (page_size.kind.as_str(), page_size.value.as_str()),
        ("number", "50")
    );
    for setting in module.configs.iter().filter(|field| !field.hidden) {
        assert!(
            !setting.group.is_empty() && !setting.description.is_empty(),
            "{setting:?}"
        );
    }

    let oauth = module.oauth.unwrap();
    assert_eq!(oauth.scopes.split(' ').count(), 5);
    assert!(module.default_access.enable_sso && !module.default_access.multi_account);
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operations_are_described() {
    let connected = Connected::<Ours>::start().await.unwrap();
    let module = connected.host.host.schema(KEY).await.unwrap();
    assert_eq!(module.operations.len(), 7);
    assert!(
        module
            .operations
            .iter()
            .all(|category| !category.description.is_empty())
    );
    let operations: Vec<_> = module
        .operations
        .iter()
        .flat_map(|one| &one.operations)
        .collect();
    assert!(operations.len() >= 20, "{}", operations.len());

    let keys = |wanted: fn(&&&wick_proto::module::Operation) -> bool| {
        let keys = operations
            .iter()
            .filter(wanted)
            .map(|operation| operation.key.as_str());
        keys.collect::<Vec<_>>()
    };
    assert_eq!(keys(|operation| operation.config_only), ["choose_queue"]);
    let mut destructive = keys(|operation| operation.destructive);
    destructive.sort_unstable();
    assert_eq!(
        destructive,
        [
            "close_stale_tickets",
            "delete_attachment",
            "delete_comment",
            "delete_ticket",
            "forget_customer",
            "merge_tickets",
        ]
    );

    let create = module.operation("create_ticket").unwrap();
    assert!(create.output_shape.contains_key("number"));
    assert_eq!(create.templateable_fields, ["subject", "body"]);
    assert_eq!(create.examples[0].name, "Something hurries");
    for sample in [
        &create.input_sample,
        &create.output_sample,
        &create.examples[0].body,
    ] {
        assert!(serde_json::from_str::<Value>(sample).unwrap().is_object());
    }
    let schema = create.input_schema.as_ref().unwrap();
    assert_eq!(schema["required"], json!(["subject", "body", "customer"]));
    assert_eq!(schema["properties"]["due"]["format"], "date");
    assert_eq!(
        schema["properties"]["priority"]["enum"],
        json!(["low", "normal", "high", "urgent"])
    );
    for operation in &operations {
        for other in &operation.pair_with {
            assert!(
                module.operation(other).is_some(),
                "{} pairs with {other}",
                operation.key
            );
        }
    }
    connected.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_hosts_read_the_same() {
    let Some(go) = Connected::<Go>::start().await else {
        return;
    };
    let ours = Connected::<Ours>::start().await.unwrap();
    let schema = go.host.ask(json!({"do": "schema"})).await;
    let theirs = Module::from_json(schema["manifest"].as_str().unwrap().as_bytes()).unwrap();
    assert_eq!(theirs, ours.host.host.schema(KEY).await.unwrap());
    go.host.stop().await;
    ours.host.stop().await;
}
