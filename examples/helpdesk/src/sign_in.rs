//! Signing in by OAuth.

use serde::Deserialize;
use wick_runtime::Identity;
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::scope::Scope;

/// The help desk that people sign in to. A host asks whose a token is before an account has
/// settings, so the address cannot be one of them.
const HOME: &str = "https://desk.example.net/api";

/// Set for an installation of one's own.
const HOME_VARIABLE: &str = "HELPDESK_HOME";

/// Where people sign in, and what they are asked for.
pub(crate) fn oauth() -> OAuth {
    OAuth {
        authorize_url: "https://desk.example.net/oauth/authorize".to_owned(),
        token_url: "https://desk.example.net/oauth/token".to_owned(),
        extra_params: [("access_type".to_owned(), "offline".to_owned())].into(),
        scopes: Scope::ALL.map(Scope::name).join(" "),
        display_name: "Help Desk".to_owned(),
        icon: "🎫".to_owned(),
    }
}

/// Whose a token is.
pub(crate) async fn identity(token: Secret) -> Result<Identity> {
    let home = std::env::var(HOME_VARIABLE).unwrap_or_else(|_| HOME.to_owned());
    let person = whoami(&Client::with_token(home.parse()?, token)).await?;
    Ok(Identity {
        user_id: person.id.to_string(),
        display_name: person.name,
    })
}

/// Whoever a token belongs to.
#[derive(Debug, Deserialize)]
pub(crate) struct Person {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) scopes: Vec<String>,
}

/// Asks the service who its caller is.
pub(crate) async fn whoami(client: &Client) -> Result<Person, Failure> {
    client.get("me")?.fetch().await
}
