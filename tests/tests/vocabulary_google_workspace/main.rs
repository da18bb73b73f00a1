//! The shape of the connector for Google Workspace that ships with the reference:
//! OAuth, access and many destructive operations.
//!
//! It is here for what it declares. Its operations do nothing but fail, because nothing is behind
//! them.
#![expect(
    dead_code,
    unused_variables,
    reason = "a shape: nothing is behind it that would read what it is given"
)]

mod calendar;
mod docs;
mod drive;
mod gmail;
mod meet;
mod sheets;
mod slides;

use wick_runtime::Identity;
use wick_runtime::prelude::*;
use wick_tests::shape::{self, not_connected};

/// Works with files, mail and calendars of one Google account.
#[connector(
    icon = "🗂️",
    tags = [CONNECTOR, API],
    categories = [
        ("Drive", "Files and folders."),
        ("Sheets", "Cells of spreadsheets."),
        ("Docs", "Texts of documents."),
        ("Slides", "Slides of presentations."),
        ("Gmail", "Mail."),
        ("Calendar", "Events and invitations."),
        ("Meet", "Video calls and what is left of them."),
    ],
    oauth = sign_in(),
    access = Access {
        enable_sso: true,
        allow_others_connect_sso: true,
        ..Access::default()
    },
    identity = identity,
)]
struct GoogleWorkspace {
    /// The application that asks.
    client_id: Option<String>,
    /// The secret of that application.
    client_secret: Option<Secret>,
    /// What a connected account may be read with.
    user_token: Option<Secret>,
    /// What makes the next such token.
    refresh_token: Option<Secret>,
}

/// Where people sign in, and what they are asked for.
fn sign_in() -> OAuth {
    OAuth {
        authorize_url: "https://accounts.google.com/o/oauth2/v2/auth".to_owned(),
        token_url: "https://oauth2.googleapis.com/token".to_owned(),
        extra_params: [
            ("access_type", "offline"),
            ("prompt", "consent"),
            ("response_type", "code"),
        ]
        .map(|(key, value): (&str, &str)| (key.to_owned(), value.to_owned()))
        .into(),
        scopes: SCOPES.join(" "),
        display_name: "Google Workspace".to_owned(),
        icon: "🗂️".to_owned(),
    }
}

const SCOPES: [&str; 10] = [
    "https://www.googleapis.com/auth/drive",
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/documents",
    "https://www.googleapis.com/auth/presentations",
    "https://www.googleapis.com/auth/gmail.modify",
    "https://www.googleapis.com/auth/gmail.send",
    "https://www.googleapis.com/auth/gmail.compose",
    "https://www.googleapis.com/auth/calendar",
    "https://www.googleapis.com/auth/meetings.space.created",
    "https://www.googleapis.com/auth/userinfo.email",
];

/// Whose a token is.
async fn identity(token: Secret) -> Result<Identity> {
    not_connected()
}

#[test]
fn is_the_reference_module() {
    shape::assert_same::<GoogleWorkspace>(include_str!("../../data/modules/google_workspace.json"));
}
