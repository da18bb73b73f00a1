//! What a token allows.

use wick_runtime::Permissions;
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::settings::HelpDesk;
use crate::sign_in::whoami;

/// A part of the service that a token may open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scope {
    TicketsRead,
    TicketsWrite,
    CustomersRead,
    CustomersWrite,
    Reports,
}

/// The operations that need a scope. What is not here, any token may do.
const NEEDS: &[(Scope, &[&str])] = &[
    (
        Scope::TicketsRead,
        &[
            "find_tickets",
            "list_tickets",
            "get_ticket",
            "list_comments",
            "list_attachments",
            "download_attachment",
        ],
    ),
    (
        Scope::TicketsWrite,
        &[
            "create_ticket",
            "update_ticket",
            "assign_ticket",
            "close_ticket",
            "reopen_ticket",
            "merge_tickets",
            "delete_ticket",
            "add_comment",
            "delete_comment",
            "upload_attachment",
            "delete_attachment",
            "close_stale_tickets",
        ],
    ),
    (Scope::CustomersRead, &["find_customers", "get_customer"]),
    (
        Scope::CustomersWrite,
        &["create_customer", "update_customer", "forget_customer"],
    ),
    (Scope::Reports, &["ticket_statistics", "export_tickets"]),
];

impl Scope {
    pub(crate) const ALL: [Self; 5] = [
        Self::TicketsRead,
        Self::TicketsWrite,
        Self::CustomersRead,
        Self::CustomersWrite,
        Self::Reports,
    ];

    /// Its name at the service.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TicketsRead => "tickets.read",
            Self::TicketsWrite => "tickets.write",
            Self::CustomersRead => "customers.read",
            Self::CustomersWrite => "customers.write",
            Self::Reports => "reports",
        }
    }
}

/// Says of each operation whether the token of this account allows it.
pub(crate) async fn check(
    desk: &HelpDesk,
    ctx: &Context,
    permissions: &mut Permissions,
) -> Result<()> {
    let person = whoami(&Client::new(desk, ctx)?).await?;
    for (scope, operations) in NEEDS {
        if person.scopes.iter().any(|name| name == scope.name()) {
            continue;
        }
        for operation in *operations {
            let reason = format!("the token lacks the scope {}", scope.name());
            permissions.deny(*operation, reason);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use wick_runtime::Dispatcher;

    use super::*;

    #[test]
    fn every_operation_outside_of_the_setup_needs_one_scope() {
        let desk = Dispatcher::of::<HelpDesk>().unwrap();
        let mut described: Vec<&str> = desk
            .module()
            .operations
            .iter()
            .filter(|category| category.title != "Setup")
            .flat_map(|category| &category.operations)
            .map(|operation| operation.key.as_str())
            .collect();
        let mut needing: Vec<&str> = NEEDS.iter().flat_map(|(_, keys)| *keys).copied().collect();
        described.sort_unstable();
        needing.sort_unstable();
        assert_eq!(needing, described);
    }
}
