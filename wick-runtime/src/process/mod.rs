//! The process that a plugin is: its environment, its limits, its standard streams, its end.

pub(crate) mod environment;
pub(crate) mod limits;
pub(crate) mod panics;
pub(crate) mod parent;
pub(crate) mod signals;
pub(crate) mod stdio;
