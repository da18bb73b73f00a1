//! What the account may do, and help with its settings.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::settings::HelpDesk;
use crate::sign_in::whoami;

/// Whose the token is.
#[derive(Debug, Serialize, JsonSchema)]
struct Account {
    /// Their name.
    name: String,
    /// Their e-mail address.
    email: String,
    /// What the token allows.
    scopes: Vec<String>,
}

/// Say whose the token is and what it allows.
#[operation(category = "Setup", read_only)]
async fn who_am_i(desk: &HelpDesk, ctx: &Context) -> Result<Account, Failure> {
    let person = whoami(&Client::new(desk, ctx)?).await?;
    Ok(Account {
        name: person.name,
        email: person.email,
        scopes: person.scopes,
    })
}

/// A queue that tickets can be in.
#[derive(Debug, Deserialize)]
struct Queue {
    key: String,
    title: String,
}

/// What a form shows, and what it fills into other fields.
#[derive(Debug, Serialize, JsonSchema)]
struct Form {
    /// HTML to show in place of the field.
    html: String,
    /// Values of other settings.
    fields: BTreeMap<String, String>,
}

/// Draw the list of queues for the setting `queue`.
#[operation(category = "Setup", config_only, read_only)]
async fn choose_queue(
    desk: &HelpDesk,
    ctx: &Context,
    /// The queue that is chosen now.
    browser: Option<String>,
) -> Result<Form, Failure> {
    let queues: Vec<Queue> = Client::new(desk, ctx)?.get("queues")?.fetch().await?;
    let buttons: Vec<String> = queues
        .iter()
        .map(|queue| button(queue, browser.as_deref()))
        .collect();
    Ok(Form {
        html: format!("<div>{}</div>", buttons.concat()),
        fields: BTreeMap::new(),
    })
}

/// A press on it stores the key of the queue in the setting.
fn button(queue: &Queue, chosen: Option<&str>) -> String {
    let mark = if chosen == Some(&queue.key) {
        "✓ "
    } else {
        ""
    };
    format!(
        r#"<button data-op="__select" data-arg="{}">{mark}{}</button>"#,
        escaped(&queue.key),
        escaped(&queue.title),
    )
}

/// The text for HTML: whoever names a queue must not write into the forms of others.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_cannot_be_broken_out_of() {
        let queue = Queue {
            key: "a\"><script>".to_owned(),
            title: "R&D".to_owned(),
        };
        assert_eq!(
            button(&queue, Some("other")),
            r#"<button data-op="__select" data-arg="a&quot;&gt;&lt;script&gt;">R&amp;D</button>"#
        );
        assert!(button(&queue, Some(&queue.key)).contains("✓ R&amp;D"));
    }
}
