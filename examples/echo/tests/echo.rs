//! The connector says again what was said, in process and as a plugin process.

use echo::Echo;
use serde_json::json;
use wick_runtime::Result;
use wick_runtime::testing::Plugin;

#[wick_runtime::test(go_host)]
async fn says_the_words_again(echo: Plugin<Echo>) -> Result<()> {
    let said = echo.call("say", json!({ "words": "hello" })).await?;
    assert_eq!(said, json!(["Echo: hello"]));

    let parrot = echo.setting("greeting", "Parrot");
    let said = parrot
        .call("say", json!({ "words": "hello", "times": 2 }))
        .await?;
    assert_eq!(
        said.get::<Vec<String>>(),
        ["Parrot: hello", "Parrot: hello"]
    );
    Ok(())
}

#[wick_runtime::test(go_host)]
async fn names_everything_that_is_wrong(echo: Plugin<Echo>) {
    let error = echo.call("say", json!({ "times": 11 })).await.unwrap_err();
    assert_eq!(error.code(), "bad_args");
    let fields: Vec<&str> = error.fields().iter().map(|wrong| &*wrong.field).collect();
    assert_eq!(fields, ["words", "times"]);
}

#[wick_runtime::test]
async fn describes_itself_without_macros(echo: Plugin<Echo>) {
    let say = echo.module().operation("say").unwrap();
    assert!(say.read_only);
    let schema = say.input_schema.as_ref().unwrap();
    assert_eq!(schema["properties"]["times"]["maximum"], 10);
}
