//! Data on standard output, and in files.

mod digits;
mod file;
mod table;
mod value;
mod visible;

use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use serde_json::Value;

pub(crate) use file::whole_file;
pub(crate) use table::{columns, table};
pub(crate) use value::plain;
pub(crate) use visible::{visible, visible_json};

use crate::failure::Failure;

/// Who reads the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A person.
    Text,
    /// A program.
    Json,
}

/// Where data goes, and in which form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) format: Format,
    is_terminal: bool,
}

impl Output {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            is_terminal: io::stdout().is_terminal(),
        }
    }

    /// Columns to wrap to; none when nobody looks.
    pub(crate) fn width(self) -> Option<u16> {
        // comfy-table asks the terminal. Some do not know, and say 0.
        let asked = comfy_table::Table::new().width()?;
        self.is_terminal.then(|| match asked {
            0 => 80,
            narrow => narrow.max(40),
        })
    }

    /// Prints text as it is, which may be styled, and a line feed.
    pub(crate) fn text(self, text: &str) -> Result<(), Failure> {
        let mut stdout = anstream::stdout().lock();
        writeln!(stdout, "{}", text.trim_end_matches('\n'))
            .and_then(|()| stdout.flush())
            .map_err(|error| Failure::output(&error))
    }

    /// Makes room for what comes next, on a terminal.
    pub(crate) fn clear(self) -> Result<(), Failure> {
        match self.is_terminal {
            // Home, and everything below it away.
            true => self.raw("\u{1b}[H\u{1b}[J\n"),
            false => Ok(()),
        }
    }

    /// Prints `value` as JSON: over several lines on a terminal, on one for programs.
    pub(crate) fn json(self, value: &impl Serialize) -> Result<(), Failure> {
        let encode = if self.is_terminal {
            serde_json::to_vec_pretty
        } else {
            serde_json::to_vec
        };
        let json = encode(value).map_err(|error| Failure::output(&error.into()))?;
        self.raw_json(&String::from_utf8_lossy(&json))
    }

    /// Prints the result of an operation.
    pub(crate) fn result(self, json: &[u8]) -> Result<(), Failure> {
        let json = String::from_utf8_lossy(json);
        if !digits::are_kept(&json) {
            return self.raw_json(&json);
        }
        match (self.format, serde_json::from_str::<Value>(&json)) {
            (Format::Json, Ok(value)) if self.is_terminal => self.json(&value),
            // A file or a program gets a text as it is.
            (Format::Text, Ok(Value::String(text))) if !self.is_terminal => self.raw(&text),
            // What a person has asked for is done, and there is nothing to say.
            (Format::Text, Ok(Value::Null)) => Ok(()),
            (Format::Text, Ok(value)) => match value::value(&value, self.width()) {
                empty if empty.is_empty() => Ok(()),
                text => self.raw(&text),
            },
            (_, _) => self.raw_json(&json),
        }
    }

    fn raw_json(self, json: &str) -> Result<(), Failure> {
        if self.is_terminal {
            self.raw(&visible_json(json))
        } else {
            self.raw(json)
        }
    }

    /// Prints exactly these characters and a line feed if there is none.
    fn raw(self, text: &str) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| {
                if text.ends_with('\n') {
                    Ok(())
                } else {
                    stdout.write_all(b"\n")
                }
            })
            .and_then(|()| stdout.flush())
            .map_err(|error| Failure::output(&error))
    }
}
