use clap::Args;
use clap_complete::Shell;

use crate::completion;
use crate::failure::Failure;
use crate::session::Session;

/// Print what makes a shell complete words of wick.
///
/// It offers commands and options, and the keys of installed plugins, their operations, inputs and settings: the shell
/// asks wick at each TAB. Let it be run when the shell starts, so that it is always that of the wick that is asked.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick completions bash          # what it prints
  echo 'source <(wick completions bash)' >> ~/.bashrc
  echo 'source <(wick completions zsh)' >> ~/.zshrc
  echo 'wick completions fish | source' > ~/.config/fish/completions/wick.fish")]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, session: &Session) -> Result<(), Failure> {
        session.output.text(&completion::script(self.shell)?)
    }
}
