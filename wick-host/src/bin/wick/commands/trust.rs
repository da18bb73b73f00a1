use clap::{Args, Subcommand};
use serde_json::{Value, json};
use wick_host::{Pin, Publisher, Publishers, Signs, verify};
use wick_proto::ConnectorKey;

use crate::completion;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Format, table};
use crate::refusal;
use crate::session::Session;
use crate::target::installed_candidate;

/// Say whom the keys of installed connectors belong to.
///
/// A connector belongs to whoever signed it when it was first called. A plugin with its key and another
/// signature is refused from then on, until the change is accepted here.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick trust list
  wick trust accept github --trust \"$NEW_PUBLIC_KEY\"
  wick trust forget github
  wick trust list --json | jq -r '.publishers[] | select(.publisher == null) | .key'")]
pub(crate) struct Trust {
    #[command(subcommand)]
    command: TrustCommand,
}

#[derive(Debug, Subcommand)]
enum TrustCommand {
    List(List),
    Accept(Accept),
    Forget(Forget),
}

/// List connectors and whom they belong to.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick trust list
  wick trust list --plugins-dir ./plugins --json")]
struct List {}

/// Give a connector to whoever signed the plugin that is installed now.
///
/// The plugin is verified first. Whose signature it is can only be told of keys that are trusted: name
/// a new one with --trust.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick trust accept github --trust \"$NEW_PUBLIC_KEY\"
  wick trust accept my_own_unsigned_tool")]
struct Accept {
    /// Key of the installed connector.
    #[arg(value_name = "KEY", add = completion::keys())]
    connector: ConnectorKey,
}

/// Forget whom a connector belongs to: it will be whoever signed the next plugin that is called.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  wick trust forget github")]
struct Forget {
    /// Key of the connector, which need not be installed.
    #[arg(value_name = "KEY", add = completion::keys())]
    connector: ConnectorKey,
}

impl Trust {
    pub(crate) fn run(self, session: &Session) -> Result<(), Failure> {
        let publishers = session.publishers()?;
        match self.command {
            TrustCommand::List(List {}) => list(session, &publishers),
            TrustCommand::Accept(accept) => accept.run(session, &publishers),
            TrustCommand::Forget(forget) => forget.run(session, &publishers),
        }
    }
}

fn list(session: &Session, publishers: &Publishers) -> Result<(), Failure> {
    let pins = publishers
        .list()
        .map_err(|error| refusal::publishers(&error))?;
    if session.output.format == Format::Json {
        let pins: Vec<_> = pins.iter().map(|(key, pin)| pin_json(key, pin)).collect();
        return session.output.json(&json!({
            "file": publishers.path(),
            "publishers": pins,
        }));
    }
    if pins.is_empty() {
        let file = publishers.path().display();
        session
            .talk
            .note(&format!("no connector belongs to anybody yet in {file}"));
        return Ok(());
    }
    let headings = ["key", "publisher", "signs", "since", "version"];
    let rows = pins.iter().map(|(key, pin)| {
        let (publisher, signs) = match &pin.publisher {
            Publisher::Key { key, signs } => (key.to_base64(), signs_text(*signs)),
            Publisher::Unsigned => ("unverified".to_owned(), ""),
        };
        vec![
            key.to_string(),
            publisher,
            signs.to_owned(),
            pin.first_seen.to_string(),
            pin.version.clone(),
        ]
    });
    session
        .output
        .text(&table(&headings, rows, session.output.width()))
}

impl Accept {
    fn run(self, session: &Session, publishers: &Publishers) -> Result<(), Failure> {
        let candidate = installed_candidate(session, &self.connector)?;
        let plugin =
            verify::verify(candidate, &session.policy).map_err(|error| refusal::refused(&error))?;
        let pin = publishers
            .accept(&plugin)
            .map_err(|error| refusal::publishers(&error))?;
        match session.output.format {
            Format::Json => session.output.json(&pin_json(&self.connector, &pin)),
            Format::Text => session
                .output
                .text(&format!("{} belongs to {}", self.connector, pin.publisher)),
        }
    }
}

impl Forget {
    fn run(self, session: &Session, publishers: &Publishers) -> Result<(), Failure> {
        let key = &self.connector;
        let was_known = publishers
            .forget(key)
            .map_err(|error| refusal::publishers(&error))?;
        if !was_known {
            return Err(Failure::new(
                Exit::NotFound,
                format!("nobody is known as the publisher of {key}"),
            )
            .hint("`wick trust list` shows whom connectors belong to"));
        }
        match session.output.format {
            Format::Json => session.output.json(&json!({"key": key})),
            Format::Text => {
                session.talk.note(&format!(
                    "{key} will belong to whoever signed it when it is called next"
                ));
                Ok(())
            }
        }
    }
}

fn pin_json(key: &ConnectorKey, pin: &Pin) -> Value {
    let signs = match &pin.publisher {
        Publisher::Key { signs, .. } => Some(signs_text(*signs)),
        Publisher::Unsigned => None,
    };
    json!({
        "key": key,
        "publisher": pin.publisher.key().map(ToString::to_string),
        "signs": signs,
        "first_seen": pin.first_seen.to_string(),
        "version": pin.version,
    })
}

fn signs_text(signs: Signs) -> &'static str {
    match signs {
        Signs::Binary => "binary",
        Signs::Manifest => "manifest",
    }
}
