//! Comments on tickets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::settings::HelpDesk;

/// What somebody said about a ticket.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Comment {
    /// Its id.
    id: u64,
    /// Who said it.
    author: String,
    /// What was said. Markdown.
    text: String,
    /// Who reads it.
    audience: Audience,
}

/// Who reads a comment.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Audience {
    /// Colleagues and the customer, who gets it as an e-mail.
    Customer,
    /// Colleagues only.
    Colleagues,
}

/// List the comments on a ticket, oldest first.
#[operation(category = "Comments", read_only)]
async fn list_comments(
    desk: &HelpDesk,
    ctx: &Context,
    /// Number of the ticket.
    number: u64,
) -> Result<Vec<Comment>, Failure> {
    let client = Client::new(desk, ctx)?;
    let request = client.get(&format!("tickets/{number}/comments"))?;
    request.fetch().await
}

/// Comment on a ticket. Colleagues see it, and the customer only if the audience says so.
#[operation(
    category = "Comments",
    templateable = ["text"],
    pitfalls = ["With the audience `customer` it is sent as an e-mail, which nobody can take back."]
)]
async fn add_comment(
    desk: &HelpDesk,
    ctx: &Context,
    /// Number of the ticket.
    number: u64,
    /// What to say. Markdown.
    #[arg(widget = "textarea", length = 1..=10_000)]
    text: String,
    /// Who reads it.
    #[arg(default = "colleagues")]
    audience: Audience,
) -> Result<Comment, Failure> {
    let client = Client::new(desk, ctx)?;
    let request = client.post(&format!("tickets/{number}/comments"))?;
    let comment = json!({ "text": text, "audience": audience });
    request.json(&comment).fetch().await
}

/// Delete a comment. E-mails that were sent because of it stay sent.
#[operation(category = "Comments", destructive)]
async fn delete_comment(
    desk: &HelpDesk,
    ctx: &Context,
    /// Its id, from list_comments.
    id: u64,
) -> Result<(), Failure> {
    let client = Client::new(desk, ctx)?;
    client.delete(&format!("comments/{id}"))?.send().await?;
    Ok(())
}
