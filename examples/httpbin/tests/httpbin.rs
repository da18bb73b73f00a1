//! The connector against httpbin's answers, recorded from the program itself and replayed:
//!
//! ```sh
//! pip install httpbin && python -m flask --app httpbin run --port 8080 &
//! WICK_RECORD=1 cargo test --package httpbin in_process
//! ```

use httpbin::Httpbin;
use serde_json::json;
use wick_runtime::Result;
use wick_runtime::testing::{Plugin, Upstream};

#[wick_runtime::test(go_host)]
async fn shows_what_the_service_saw(httpbin: Plugin<Httpbin>) -> Result<()> {
    let upstream = Upstream::replay("tests/exchanges/requests.json")
        .real("http://127.0.0.1:8080")
        .start();
    let httpbin = httpbin.setting("base_url", upstream.url());

    let query = json!({ "query": { "color": "green & blue" } });
    let got = httpbin.call("get", query).await?.json();
    assert_eq!(got["status"], 200);
    assert_eq!(got["body"]["args"], json!({ "color": "green & blue" }));

    let body = json!({ "body": { "n": [1, 2.5, null] } });
    let posted = httpbin.call("post", body).await?.json();
    assert_eq!(posted["body"]["json"], json!({ "n": [1, 2.5, null] }));

    let teapot = httpbin.call("status", json!({ "code": 418 })).await?.json();
    assert_eq!(teapot["status"], 418);
    assert!(teapot["body"].as_str().unwrap().contains("teapot"));
    assert_eq!(upstream.seen().len(), 3);
    Ok(())
}

#[wick_runtime::test]
async fn refuses_what_it_does_not_send(httpbin: Plugin<Httpbin>) {
    let error = httpbin
        .call("status", json!({ "code": 99 }))
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), &*error.fields()[0].field),
        ("bad_args", "code")
    );
    let nowhere = httpbin.setting("base_url", "http://127.0.0.1:1/");
    let error = nowhere.call("get", json!({})).await.unwrap_err();
    assert!(
        error.message().to_lowercase().contains("connect"),
        "{error}"
    );
}
