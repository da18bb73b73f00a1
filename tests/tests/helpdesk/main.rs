//! The example `helpdesk` as a plugin process, against a running help desk: under our host and, with the same
//! scenarios, under the Go host.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod connected;
mod described;
mod failures;
mod files;
mod isolation;
mod people;
mod setup;
mod streams;
mod tickets;
mod work;

use wick_tests::timely;
