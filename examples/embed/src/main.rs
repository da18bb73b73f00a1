//! A program that embeds connectors: it opens a directory of plugins and calls one operation.
//!
//! ```sh
//! cargo run -p embed -- <plugins directory> <connector> <operation> '<arguments as JSON>'
//! ```

use std::error::Error;

use serde_json::Value;
use wick_host::Host;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, connector, operation, json] = arguments.as_slice() else {
        return Err("give a plugins directory, a connector, an operation and its arguments".into());
    };
    let arguments: Value = serde_json::from_str(json)?;

    let host = Host::open(directory).await?;
    let result = host
        .call(connector, operation, &arguments, &Default::default())
        .await;
    host.shutdown().await;
    serde_json::to_writer_pretty(std::io::stdout(), &result?)?;
    Ok(())
}
