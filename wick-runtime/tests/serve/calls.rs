//! Calls of operations.

use serde_json::json;
use tonic::{Code, Request};
use wick_proto::limits::{MAX_MESSAGE_BYTES, STREAM_CHUNK_BYTES};
use wick_proto::module::Module;
use wick_proto::wire::connector::{
    Chunk, ExecuteRequest, HealthRequest, IdentityRequest, PermsRequest, SchemaRequest,
};
use wick_runtime::testing::process::Process;

use crate::support::{by_a_host, call, lives, soon};

async fn stream(plugin: &Process, request: ExecuteRequest) -> Vec<Chunk> {
    let mut client = plugin.client().await;
    let mut chunks = soon(client.execute_stream(request))
        .await
        .unwrap()
        .into_inner();
    let mut all = Vec::new();
    while let Some(chunk) = soon(chunks.message()).await.unwrap() {
        all.push(chunk);
    }
    all
}

#[tokio::test]
async fn the_six_methods_answer() {
    let plugin = by_a_host().with_tls().start().await;
    let mut client = plugin.client().await;
    let schema = soon(client.schema(SchemaRequest {}))
        .await
        .unwrap()
        .into_inner();
    let module = Module::from_json(&schema.manifest_json).unwrap();
    assert_eq!(module.meta.key, "probe");
    assert_eq!(module.to_json().as_bytes(), schema.manifest_json);
    assert!(lives(&plugin).await);
    let health = soon(client.health(HealthRequest {}))
        .await
        .unwrap()
        .into_inner();
    assert!(health.healthy);
    let permissions = PermsRequest::default();
    let permissions = soon(client.check_permissions(permissions))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(permissions.ops.len(), module.all_operations().count());
    let identity = IdentityRequest {
        access_token: "token".into(),
    };
    let identity = soon(client.resolve_identity(identity))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(identity.error.unwrap().code, "no_oauth");
}

#[tokio::test]
async fn failures_are_data() {
    let plugin = by_a_host().start().await;
    for (request, code) in [
        (call("nope", json!({})), "unknown_operation"),
        (call("echo", json!([])), "bad_args"),
        (call("echo", json!({})), "bad_args"),
    ] {
        let error = plugin.execute(request.clone()).await.error.unwrap();
        assert_eq!(error.code, code);
        let chunks = stream(&plugin, request).await;
        let [chunk] = chunks.as_slice() else {
            panic!("{chunks:?}");
        };
        assert_eq!(chunk.error.as_ref(), Some(&error));
        assert!(!chunk.eof && chunk.data.is_empty());
    }
}

#[tokio::test]
async fn results_are_streamed_in_pieces() {
    let plugin = by_a_host().start().await;
    let bytes = 3 * STREAM_CHUNK_BYTES;
    let chunks = stream(&plugin, call("big", json!({ "bytes": bytes }))).await;
    let lengths: Vec<_> = chunks
        .iter()
        .map(|chunk| (chunk.data.len(), chunk.eof))
        .collect();
    let full = (STREAM_CHUNK_BYTES, false);
    assert_eq!(lengths, [full, full, full, (2, false), (0, true)]);
}

#[tokio::test]
async fn a_large_result_needs_a_stream() {
    let plugin = by_a_host().start().await;
    let large = || call("big", json!({ "bytes": MAX_MESSAGE_BYTES }));
    let mut client = plugin.client().await;
    let status = soon(client.execute(large())).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(status.message().contains("ExecuteStream"), "{status}");
    let chunks = stream(&plugin, large()).await;
    let bytes: usize = chunks.iter().map(|chunk| chunk.data.len()).sum();
    assert_eq!(bytes, MAX_MESSAGE_BYTES + 2);
}

#[tokio::test]
async fn requests_have_a_limit() {
    let plugin = by_a_host().start().await;
    let below = "x".repeat(5 << 20);
    let answer = plugin.execute(call("echo", json!({ "text": below }))).await;
    assert_eq!(answer.result_json.len(), below.len() + 2);
    let mut client = plugin.client().await;
    let above = call("echo", json!({ "text": "x".repeat(MAX_MESSAGE_BYTES) }));
    let status = soon(client.execute(above)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(lives(&plugin).await);
}

#[tokio::test]
async fn large_metadata_is_taken() {
    let plugin = by_a_host().start().await;
    let mut request = Request::new(call("echo", json!({ "text": "x" })));
    let value = "v".repeat(60 << 10).parse().unwrap();
    request.metadata_mut().insert("x-large", value);
    let mut client = plugin.client().await;
    let answer = soon(client.execute(request)).await.unwrap().into_inner();
    assert_eq!(answer.result_json, br#""x""#);
}

#[tokio::test]
async fn the_deadline_ends_the_call_and_the_operation() {
    let mut plugin = by_a_host().start().await;
    let mut request = Request::new(call("hang", json!({})));
    request
        .metadata_mut()
        .insert("grpc-timeout", "3S".parse().unwrap());
    let mut client = plugin.client().await;
    let mut chunks = soon(client.execute_stream(request))
        .await
        .unwrap()
        .into_inner();
    let status = loop {
        match soon(chunks.message()).await {
            Ok(chunk) => assert_eq!(chunk.unwrap().message, "hanging"),
            Err(status) => break status,
        }
    };
    assert_eq!(status.code(), Code::DeadlineExceeded);
    plugin
        .logged(|record| record["@message"] == "dropped")
        .await;
}

#[tokio::test]
async fn an_abandoned_call_ends_the_operation() {
    let mut plugin = by_a_host().start().await;
    let mut client = plugin.client().await;
    let waiting = tokio::spawn(async move { client.execute(call("hang", json!({}))).await });
    plugin
        .logged(|record| record["@message"] == "hanging")
        .await;
    waiting.abort();
    plugin
        .logged(|record| record["@message"] == "dropped")
        .await;
}

#[tokio::test]
async fn a_caller_that_hangs_up_ends_the_operation() {
    let mut plugin = by_a_host().start().await;
    let mut client = plugin.client().await;
    let hang = ExecuteRequest {
        request_id: "the call that hangs".into(),
        ..call("hang", json!({}))
    };
    let mut chunks = soon(client.execute_stream(hang))
        .await
        .unwrap()
        .into_inner();
    let report = soon(chunks.message()).await.unwrap().unwrap();
    assert_eq!(
        (report.progress, report.total, report.message.as_str()),
        (1, 2, "hanging")
    );
    drop(chunks);
    let dropped = plugin
        .logged(|record| record["@message"] == "dropped")
        .await;
    assert_eq!(dropped["operation"], "hang");
    assert_eq!(dropped["request_id"], "the call that hangs");
}
