//! A connector of real size: a help desk with tickets, comments, customers, attachments and reports.
//!
//! | module | what is in it |
//! |---|---|
//! | `settings` | the settings of one account |
//! | `client`, `page` | requests to the service, answers with pages |
//! | `failure` | everything that can go wrong, with codes for programs |
//! | `sign_in`, `scope` | OAuth, whose a token is, what it allows |
//! | `ticket`, `ticket_search`, `ticket_state` | operations on tickets |
//! | `comment`, `customer`, `attachment` | operations on what belongs to tickets |
//! | `report`, `export`, `cleanup` | operations that take their time |
//! | `setup` | operations of the settings' form |
//!
//! ```sh
//! cargo wick run examples/helpdesk find_tickets --setting base_url=http://localhost:8080 --setting token=…
//! ```

mod attachment;
mod cleanup;
mod client;
mod comment;
mod customer;
mod export;
mod failure;
mod page;
mod report;
mod scope;
mod settings;
mod setup;
mod sign_in;
mod ticket;
mod ticket_search;
mod ticket_state;

pub use settings::HelpDesk;
