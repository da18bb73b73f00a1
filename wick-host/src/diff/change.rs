//! One change: how much it matters, what it is about, and what happened.

use std::fmt;

use serde::Serialize;

/// One difference between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// How much it matters.
    pub class: Class,
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// What happened to it, as the end of a sentence that begins with the subject.
    #[serde(rename = "change")]
    pub text: String,
}

/// How much a change matters. The first matters most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// It moves what the plugin may reach or do, or whom credentials go to: an operator decides.
    Security,
    /// It is not known what changed: the two are too large, or too entangled, to compare. It counts
    /// as more than breaking, as it may be.
    Uncompared,
    /// Calls or settings that worked may fail, or mean something else.
    Breaking,
    /// Something more is possible; what worked still works.
    Additive,
    /// Only what people and language models read or see.
    Wording,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Security => "security",
            Self::Uncompared => "uncompared",
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Wording => "wording",
        })
    }
}

/// What a change is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "subject", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Subject {
    /// The plugin as a whole.
    Plugin,
    /// A setting.
    Setting {
        /// The setting's key.
        setting: String,
    },
    /// An operation.
    Operation {
        /// The operation's key.
        operation: String,
    },
    /// What an operation takes.
    Input {
        /// The operation's key.
        operation: String,
        /// The input, and from there the way to the part that changed: `filter.state`, `ids[]`.
        path: String,
    },
    /// What an operation returns.
    Output {
        /// The operation's key.
        operation: String,
        /// The way to the part that changed; empty for all of it.
        path: String,
    },
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plugin => f.write_str("plugin"),
            Self::Setting { setting } => write!(f, "setting {setting}"),
            Self::Operation { operation } => write!(f, "operation {operation}"),
            Self::Input { operation, path } if path.is_empty() => {
                write!(f, "arguments of {operation}")
            }
            Self::Input { operation, path } => write!(f, "input {path} of {operation}"),
            Self::Output { operation, path } if path.is_empty() => {
                write!(f, "result of {operation}")
            }
            Self::Output { operation, path } => write!(f, "result's {path} of {operation}"),
        }
    }
}
