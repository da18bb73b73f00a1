//! Files of tickets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{Stream, stream};
use reqwest::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::settings::HelpDesk;

/// A file of a ticket.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Attachment {
    /// Its id.
    id: u64,
    /// Its name.
    name: String,
    /// What it holds, as a media type.
    media_type: String,
    /// How many bytes.
    size: u64,
}

/// List the files of a ticket.
#[operation(category = "Attachments", read_only)]
async fn list_attachments(
    desk: &HelpDesk,
    ctx: &Context,
    /// Number of the ticket.
    number: u64,
) -> Result<Vec<Attachment>, Failure> {
    let client = Client::new(desk, ctx)?;
    let request = client.get(&format!("tickets/{number}/attachments"))?;
    request.fetch().await
}

/// Add a file to a ticket.
#[operation(
    category = "Attachments",
    pitfalls = ["The content is base64, also that of a text file."],
    quirks = ["A file with a name that is there already is added beside it."]
)]
async fn upload_attachment(
    desk: &HelpDesk,
    ctx: &Context,
    /// Number of the ticket.
    number: u64,
    /// Its name.
    #[arg(length = 1..=255)]
    name: String,
    /// What it holds, as base64 (RFC 4648, section 4).
    #[arg(widget = "textarea")]
    content: String,
    /// What it holds, as a media type.
    #[arg(default = "application/octet-stream")]
    media_type: String,
) -> Result<Attachment, Failure> {
    let content = STANDARD.decode(content).map_err(|error| {
        Failure::invalid("content", format!("the content is not base64: {error}"))
    })?;
    let client = Client::new(desk, ctx)?;
    let request = client.post(&format!("tickets/{number}/attachments"))?;
    let request = request.query(&[("name", name)]);
    request.bytes(&media_type, content).fetch().await
}

/// Get what a file holds, as base64. It is sent while it is read.
#[operation(category = "Attachments", read_only)]
async fn download_attachment(
    desk: &HelpDesk,
    ctx: &Context,
    /// Its id, from list_attachments.
    id: u64,
) -> Result<StreamedText, Failure> {
    let client = Client::new(desk, ctx)?;
    let file = client.get(&format!("attachments/{id}"))?.send().await?;
    Ok(StreamedText::new(base64(file)))
}

/// An answer as base64, while it comes in.
fn base64(response: Response) -> impl Stream<Item = Result<String, Failure>> {
    let unread = Some((response, Vec::new()));
    stream::try_unfold(unread, |unread| async move {
        let Some((mut response, mut bytes)) = unread else {
            return Ok(None);
        };
        let Some(chunk) = response.chunk().await? else {
            return Ok(Some((STANDARD.encode(bytes), None)));
        };
        bytes.extend_from_slice(&chunk);
        // Three bytes are four letters; what is cut elsewhere would be padded.
        let rest = bytes.split_off(bytes.len() / 3 * 3);
        Ok(Some((STANDARD.encode(bytes), Some((response, rest)))))
    })
}

/// Delete a file. It does not come back.
#[operation(category = "Attachments", destructive)]
async fn delete_attachment(
    desk: &HelpDesk,
    ctx: &Context,
    /// Its id, from list_attachments.
    id: u64,
) -> Result<(), Failure> {
    let client = Client::new(desk, ctx)?;
    client.delete(&format!("attachments/{id}"))?.send().await?;
    Ok(())
}
