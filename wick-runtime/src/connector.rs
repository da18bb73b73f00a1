//! Connectors.

use std::future::Future;

use crate::about::About;
use crate::context::Context;
use crate::error::{Error, Result, code};
use crate::input::InputSpec;
use crate::operation::Operation;
use crate::permissions::Permissions;
use crate::secret::Secret;
use crate::values::Values;

/// A connector: the settings of one account, and what can be done with them. `#[connector]` on a
/// struct of settings implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connector",
    label = "not a connector",
    note = "put `#[connector]` on the struct that holds the settings"
)]
pub trait Connector: Sized + Send + Sync + 'static {
    /// What it is called and how a host shows it.
    fn about() -> About;

    /// Its settings, in the order to show.
    fn settings() -> Vec<InputSpec> {
        Vec::new()
    }

    /// Decodes the settings of one call. `None` when one cannot be used; `values` knows why.
    fn from_settings(values: &mut Values) -> Option<Self>;

    /// Its operations: unless it lists them itself, those that `#[operation]` registered.
    fn operations() -> Vec<Operation> {
        Operation::registered::<Self>()
    }

    /// Finds out which operations these settings allow, when a host asks. Without an answer of
    /// its own, all are allowed as soon as the settings can be decoded.
    ///
    /// # Errors
    ///
    /// When none can be used, for example because the service refuses the token.
    fn check(
        &self,
        context: &Context,
        permissions: &mut Permissions,
    ) -> impl Future<Output = Result<()>> + Send {
        let _ = (context, permissions);
        async { Ok(()) }
    }

    /// Finds out whose an OAuth access token is.
    ///
    /// # Errors
    ///
    /// When the service does not tell. The default fails with `no_oauth`.
    fn identity(token: Secret) -> impl Future<Output = Result<Identity>> + Send {
        drop(token);
        async {
            Err(Error::new(
                code::NO_OAUTH,
                "connector has no OAuth identity resolver",
            ))
        }
    }
}

/// Whose an access token is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The user's id at the service.
    pub user_id: String,
    /// The user's name for people.
    pub display_name: String,
}
