//! The command line as a whole: what every command takes, and which commands there are.

use std::path::PathBuf;

use std::ffi::OsString;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::commands::{
    call, catalog, completions, describe, diff, disable, docs, doctor, enable, install, keygen,
    list, new, outdated, pack, ps, remove, rollback, run, search, sign, trust, update, verify,
};
use crate::exit;

/// Run, inspect and ship wick plugins.
///
/// A plugin is a program that offers operations: search issues, query a database, send a message.
/// `wick new` makes one, `wick run` builds and calls it while you are writing; `list`, `describe` and
/// `call` work with installed ones; `search`, `install` and `update` get them from a catalogue; `pack`,
/// `sign` and `verify` make releases, and `catalog` lists them; `trust` says whom connectors are by.
///
/// Results go to standard output, everything else to standard error.
#[derive(Debug, Parser)]
#[command(name = "wick", version, max_term_width = 100, after_help = exit::HELP)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Options {
    /// Reads a command line, the program's name first.
    ///
    /// # Errors
    ///
    /// Help or the version, where that is what is asked for; or what is wrong.
    pub(crate) fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut command = Self::command();
        // From here on each command has the options of all, and may show them in a way of its own.
        command.build();
        let command = command.mut_subcommands(with_globals_in_short);
        Self::from_arg_matches(&command.try_get_matches_from(words)?)
    }
}

/// A command whose help names the global options, which `wick --help` explains.
fn with_globals_in_short(command: clap::Command) -> clap::Command {
    let is_global = |arg: &clap::Arg| arg.get_help_heading() == Some(GLOBAL);
    let mut names: Vec<String> = command
        .get_arguments()
        .filter(|arg| is_global(arg))
        .filter_map(|arg| Some(format!("--{}", arg.get_long()?)))
        .collect();
    names.dedup();
    let examples = command.get_after_help().map(ToString::to_string);
    let globals = format!(
        "{GLOBAL} (`wick --help` explains them):\n  {}",
        names.join(", ")
    );
    let after = examples.map_or_else(
        || globals.clone(),
        |examples| format!("{examples}\n\n{globals}"),
    );
    command
        .mut_args(|arg| if is_global(&arg) { arg.hide(true) } else { arg })
        .mut_subcommands(with_globals_in_short)
        .after_help(after)
}

/// The heading above the options that every command takes.
const GLOBAL: &str = "Global options";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(new::New),
    Run(run::Run),
    Call(call::Call),
    Describe(describe::Describe),
    Diff(diff::Diff),
    Doctor(doctor::Doctor),
    Docs(docs::Docs),
    Search(search::Search),
    Install(install::Install),
    Outdated(outdated::Outdated),
    Update(update::Update),
    Rollback(rollback::Rollback),
    Remove(remove::Remove),
    Enable(enable::Enable),
    Disable(disable::Disable),
    List(list::List),
    Ps(ps::Ps),
    Pack(pack::Pack),
    Keygen(keygen::Keygen),
    Sign(sign::Sign),
    Verify(verify::Verify),
    Trust(trust::Trust),
    Catalog(catalog::Catalog),
    Completions(completions::Completions),
}

impl Command {
    /// For a command that would call an operation, the one that describes it.
    pub(crate) fn about_operation(self) -> Option<Self> {
        match self {
            Self::Call(call) => Some(Self::Describe(call.about())),
            Self::Run(run) => run.about().map(Self::Run),
            _ => None,
        }
    }
}

/// What every command takes.
#[derive(Args, Debug)]
#[command(next_help_heading = GLOBAL)]
pub(crate) struct Global {
    /// Print results and errors as JSON, for programs.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// When to colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,

    /// Show more of what plugins and host log: -v info, -vv debug, -vvv trace.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,

    /// Show errors only.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Where plugins are installed, one directory each [default: ~/.wick/plugins/connectors, or
    /// plugins/connectors in $WICK_DATA_DIR].
    #[arg(long, global = true, value_name = "DIR", env = wick_proto::environment::PLUGINS_DIR)]
    pub(crate) plugins_dir: Option<PathBuf>,

    /// Refuse plugins that are not signed by a trusted key, as
    /// WICK_PLUGIN_REQUIRE_SIGNATURE=1 does; with =manifest, those of which not all of plugin.json is.
    #[arg(
        long,
        global = true,
        value_name = "OF",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "binary"
    )]
    pub(crate) require_signature: Option<SignatureOf>,

    /// Trust this public key, as `wick keygen` prints it; may be repeated. Keys in
    /// $WICK_PLUGIN_PUBKEY are trusted too.
    #[arg(long, global = true, value_name = "KEY", value_delimiter = ',')]
    pub(crate) trust: Vec<String>,
}

/// What has to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignatureOf {
    /// The binary.
    Binary,
    /// All of plugin.json, and with it the binary.
    Manifest,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl From<Color> for anstream::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}
