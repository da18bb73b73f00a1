use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::failure::Failure;
use crate::options::Options;
use crate::session::Session;

/// Print a completion script for a shell.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick completions bash > ~/.local/share/bash-completion/completions/wick
  wick completions zsh > ~/.zfunc/_wick
  wick completions fish > ~/.config/fish/completions/wick.fish")]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, session: &Session) -> Result<(), Failure> {
        let mut script = Vec::new();
        let mut command = Options::command();
        clap_complete::generate(self.shell, &mut command, "wick", &mut script);
        session.output.text(&String::from_utf8_lossy(&script))
    }
}
