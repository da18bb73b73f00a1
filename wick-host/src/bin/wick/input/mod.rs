//! What the caller gives: arguments and settings from the command line, files, standard input and
//! the environment.

mod arguments;
mod assignment;
mod concealed;
mod document;
mod duration;
mod settings;
mod typed;
mod unambiguous;

pub(crate) use arguments::arguments;
pub(crate) use concealed::Concealed;
pub(crate) use document::Members;
pub(crate) use duration::duration;
pub(crate) use settings::{Given, Secrets, Settings, settings};
