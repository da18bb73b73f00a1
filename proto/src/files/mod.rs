//! Files and directories in places that others may write to.
//!
//! A plugin, or another user, decides what lies there: trees that are deeper than a stack, pipes where a file is
//! expected, links that lead elsewhere, directories that nobody may enter. Everything that host and runtime do in such
//! places goes through these functions, and through nothing else:
//!
//! | function | instead of |
//! |---|---|
//! | [`remove`] | `std::fs::remove_dir_all` |
//! | [`open`], [`open_named`], [`read`], [`open_lock`] | `std::fs::File::open` |
//! | [`make_private`] | `std::fs::create_dir_all` |
//! | [`Scratch`] | `tempfile::TempDir` |

mod open;
mod private;
mod remove;
mod scratch;

#[cfg(unix)]
pub use open::open_directory;
pub use open::{NotRegular, open, open_lock, open_named, read, read_all};
pub use private::make_private;
pub use remove::{Leftover, Work, remove, remove_within};
pub use scratch::Scratch;
