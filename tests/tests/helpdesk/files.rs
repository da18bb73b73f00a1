//! Attachments.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::connected::{AnyHost, Connected, under_both_hosts};

under_both_hosts! {
    files_come_back_as_they_went
}

/// The base64 of nine bytes, "foobar123". Repeated, it is that of as many bytes more.
const NINE: &str = "Zm9vYmFyMTIz";

async fn files_come_back_as_they_went(connected: Connected<impl AnyHost>) {
    let number = connected.desk.ticket(json!({}));
    let hello = json!({
        "number": number, "name": "hello & bye.txt", "content": "aGVsbG8=", "media_type": "text/plain",
    });
    let hello = connected.call("upload_attachment", hello).await;
    assert_eq!(
        hello,
        json!({"id": hello["id"], "name": "hello & bye.txt", "media_type": "text/plain", "size": 5})
    );
    let content = connected
        .call("download_attachment", json!({"id": hello["id"]}))
        .await;
    assert_eq!(content, "aGVsbG8=");

    let count = 700_000;
    let content = NINE.repeat(count);
    let large = json!({"number": number, "name": "large", "content": content});
    let large = connected.call("upload_attachment", large).await;
    assert_eq!(large["size"], 9 * count);
    let download = connected.try_call("download_attachment", json!({"id": large["id"]}));
    let text = Value::from(content).to_string();
    assert_eq!(
        download.await.unwrap().sha256,
        hex::encode(Sha256::digest(text))
    );

    let files = connected
        .call("list_attachments", json!({"number": number}))
        .await;
    assert_eq!(files, json!([hello, large]));
    connected
        .call("delete_attachment", json!({"id": hello["id"]}))
        .await;
    let files = connected
        .call("list_attachments", json!({"number": number}))
        .await;
    assert_eq!(files, json!([large]));

    let crooked = json!({"number": number, "name": "x", "content": "a?"});
    let refused = connected.refused("upload_attachment", crooked).await;
    assert_eq!(refused.code, "invalid");
    assert!(refused.message.contains("base64"), "{refused:?}");
    connected.host.stop().await;
}
