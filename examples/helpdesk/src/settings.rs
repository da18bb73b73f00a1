//! The settings of one account.

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;

use crate::failure::Failure;
use crate::{scope, sign_in};

/// Work with the tickets, customers and reports of a help desk.
#[connector(
    key = "helpdesk",
    icon = "🎫",
    tags = [CONNECTOR, API, PRODUCTIVITY],
    categories = [
        ("Tickets", "What customers ask for, and who takes care of it."),
        ("Comments", "What was said about a ticket, to the customer or among colleagues."),
        ("Customers", "Who asks."),
        ("Attachments", "Files of tickets."),
        ("Reports", "Numbers and lists over many tickets."),
        ("Cleanup", "Changes to many tickets at once."),
        ("Setup", "What the account may do, and help with its settings."),
    ],
    oauth = sign_in::oauth(),
    access = Access {
        enable_sso: true,
        allow_others_connect_sso: true,
        ..Access::default()
    },
    identity = sign_in::identity,
    check = scope::check,
)]
pub struct HelpDesk {
    /// Address of the help desk.
    #[config(group = "Connection|Where the help desk is and how to log in.")]
    pub(crate) base_url: Url,
    /// How to log in.
    #[config(default = "token", group = "Connection")]
    auth_mode: AuthMode,
    /// Access token, from the help desk's page "My account".
    #[config(visible_when = "auth_mode:token", required, group = "Connection")]
    token: Option<Secret>,
    /// Access token of the person who signed in. Hosts fill it in.
    #[config(hidden)]
    user_token: Option<Secret>,
    /// Queue that new tickets go to. Empty: the help desk decides.
    #[config(widget = "html", options = "choose_queue", group = "Tickets")]
    pub(crate) queue: Option<String>,
    /// Tickets to ask the service for at once.
    #[config(default = 50, range = 1..=200, group = "Requests|How the help desk is asked.|collapsed")]
    pub(crate) page_size: u16,
}

/// How to log in.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum AuthMode {
    /// With a token that was pasted into the form.
    #[schemars(title = "Access token")]
    Token,
    /// As the person who uses it, by OAuth.
    #[schemars(title = "Sign in")]
    UserToken,
}

impl HelpDesk {
    /// The token to send, by the way of logging in that was chosen.
    pub(crate) fn credential(&self) -> Result<&Secret, Failure> {
        let (token, setting, remedy) = match self.auth_mode {
            AuthMode::Token => (&self.token, "token", "set `token`"),
            AuthMode::UserToken => (&self.user_token, "user_token", "sign in"),
        };
        token.as_ref().ok_or(Failure::LoggedOut { setting, remedy })
    }
}
