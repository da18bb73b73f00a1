//! Connectors by name: which there are, in which versions, and where their releases lie.
//!
//! A catalogue is a `plugins.json` on a server or in a file, in the form of the Go reference or signed
//! ([`wick_proto::catalog`]). What is read from a server is kept, so that it is asked again only when the
//! copy is old, and then only for what is new; while it cannot be reached, the copy serves.
//!
//! ```no_run
//! use wick_host::catalog::{Catalogs, Source};
//! use wick_host::download::Downloader;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let source: Source = "https://example.com/plugins.json".parse()?;
//! let catalogs = Catalogs::kept_in("/var/lib/wick/catalogs");
//! let listing = catalogs.read(&source, &Downloader::new(), jiff::Timestamp::now()).await?;
//! let entry = listing.newest("github")?;
//! println!("{} {}", entry.key, entry.version);
//! # Ok(())
//! # }
//! ```

mod build;
mod copies;
mod error;
mod judge;
mod listing;
mod reader;
mod source;
mod version;

pub use build::{Addresses, BuildError, Built, Versions, build};
pub use error::{CatalogError, Refusal};
pub use listing::{Listing, Offer, Origin, Place, Standing};
pub use reader::Catalogs;
pub use source::Source;
pub use version::is_newer;
pub use wick_proto::catalog::{Catalog, Entry, Seal};
