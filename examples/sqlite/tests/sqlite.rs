//! The connector reads and changes a real file, in process and as a plugin process.

use std::fs;
use std::time::Duration;

use serde_json::json;
use sqlite::Sqlite;
use wick_runtime::testing::{DEADLINE_EXCEEDED, Plugin, examples};
use wick_runtime::{Error, Result};

#[wick_runtime::test(go_host)]
async fn reads_and_changes_a_real_file(sqlite: Plugin<Sqlite>) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("copy.db");
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/library.db"), &file)?;
    let sqlite = sqlite.setting("database", file.display());

    let delete = json!({ "sql": "DELETE FROM books WHERE year < ?", "parameters": [1820] });
    let error = sqlite.call("query", delete.clone()).await.unwrap_err();
    assert!(error.message().contains("readonly"), "{error}");
    assert_eq!(sqlite.call("execute", delete).await?, json!({ "rows": 3 }));
    let tables = sqlite.call("list_tables", json!({})).await?.json();
    assert_eq!(
        tables[1],
        json!({ "name": "books", "kind": "table", "rows": 6 })
    );
    Ok(())
}

#[wick_runtime::test]
async fn writes_the_sample_to_its_own_directory(sqlite: Plugin<Sqlite>) -> Result<()> {
    assert!(!sqlite.data_dir().exists());
    examples(&sqlite).await;
    assert!(sqlite.data_dir().join("library.db").is_file());
    Ok(())
}

#[wick_runtime::test]
async fn stops_a_statement_that_nobody_waits_for(sqlite: Plugin<Sqlite>) {
    let count =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n";
    let endless = json!({ "sql": count });

    let running = sqlite.call("query", endless.clone()).start().await;
    running.cancel();

    let an_hour = Duration::from_secs(3600);
    let running = sqlite.call("query", endless).within(an_hour).start().await;
    assert_eq!(running.time_is_up().code(), DEADLINE_EXCEEDED);
}

#[wick_runtime::test]
async fn says_what_is_wrong(sqlite: Plugin<Sqlite>) {
    let code = |error: Error| error.code().to_owned();
    let nobody = sqlite.call("describe_table", json!({ "table": "nobody" }));
    let error = nobody.await.unwrap_err();
    assert!(error.message().contains("list_tables"), "{error}");
    assert_eq!(code(error), "no_table");
    let absent = sqlite.setting("database", "/nowhere/at/all.db");
    assert_eq!(
        code(absent.call("list_tables", json!({})).await.unwrap_err()),
        "no_database"
    );
}
