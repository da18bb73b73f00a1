use std::io;
use std::path::PathBuf;

use wick_proto::environment::{DEBUG_PLUGIN, REATTACH};
use wick_proto::reattach::ReattachError;

/// A plugin under a debugger that the host may not, or cannot, attach to. A process that is merely gone is no
/// error: the plugin is started as usual.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AttachError {
    /// The file does not say where a plugin listens.
    #[error("{}: no plugin can be found by this file", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: ReattachError,
    },
    /// The policy asks for signatures, and nothing of an attached process is verified.
    #[error(
        "{}: the policy requires signatures, and of a process that is attached to nothing is verified",
        file.display()
    )]
    Policy {
        /// The file that would have been read.
        file: PathBuf,
    },
    /// A process of another user listens where the file says.
    #[error("{}: a process of user {user} listens at {address}, and not one of this user's", file.display())]
    Stranger {
        /// The file.
        file: PathBuf,
        /// Where it listens.
        address: String,
        /// The id of that user.
        user: u32,
    },
    /// It cannot be read, or others than this user can write to it.
    #[error("{}: where the plugin listens cannot be read", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl AttachError {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::File { source, .. } => match source {
                ReattachError::Remote(_) => "forward the port to this machine, such as with ssh -L",
                ReattachError::Version(_) => "rebuild the plugin with a current SDK",
                _ => "start the plugin again, which writes the file anew",
            },
            Self::Policy { .. } => {
                return Some(format!(
                    "unset {REATTACH} and {DEBUG_PLUGIN}, or do not require signatures while you debug"
                ));
            }
            Self::Stranger { .. } => "start the plugin as the user that the host runs as",
            Self::Unreadable { .. } => {
                "start the plugin as the user that the host runs as, and keep the file for that user: chmod 600"
            }
        };
        Some(hint.to_owned())
    }
}
