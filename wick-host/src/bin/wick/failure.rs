//! The one error type of the command: what happened, why, and what to do about it.

use std::error::Error;
use std::fmt::Display;
use std::io;
use std::ops::{Deref, DerefMut};
use std::path::Path;

use wick_host::diagnose::{Diagnosis, Finding, shortage};

use crate::exit::Exit;

/// Why the command ends without success. Printed once, by `main`.
#[derive(Debug)]
pub(crate) struct Failure(Box<Details>);

#[derive(Debug)]
pub(crate) struct Details {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) causes: Vec<String>,
    pub(crate) hint: Option<String>,
    /// What the diagnosis calls it, if there is one. Its remedy is the hint.
    pub(crate) finding: Option<Finding>,
    /// The error code that the plugin gave.
    pub(crate) code: Option<String>,
    /// What is wrong with single arguments or settings, by their names.
    pub(crate) fields: Vec<(String, String)>,
    /// Nobody reads our output any more, which is how `wick … | head` ends: no error.
    pub(crate) is_broken_pipe: bool,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Display) -> Self {
        Self(Box::new(Details {
            exit,
            message: message.to_string(),
            causes: Vec::new(),
            hint: None,
            finding: None,
            code: None,
            fields: Vec::new(),
            is_broken_pipe: false,
        }))
    }

    pub(crate) fn usage(message: impl Display) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// An error with the chain of its sources.
    pub(crate) fn of(exit: Exit, error: &(dyn Error + 'static)) -> Self {
        let failure = Self::new(exit, error);
        match error.source() {
            Some(source) => failure.because(source),
            None => failure,
        }
    }

    /// A file that could not be read or written.
    pub(crate) fn file(action: &str, path: &Path, error: &io::Error) -> Self {
        let exit = match error.kind() {
            io::ErrorKind::NotFound => Exit::NotFound,
            _ => Exit::InputOutput,
        };
        Self::new(exit, format!("cannot {action} {}", path.display())).because(error)
    }

    /// Standard output that could not be written.
    pub(crate) fn output(error: &io::Error) -> Self {
        let mut failure =
            Self::new(Exit::InputOutput, "cannot write to standard output").because(error);
        failure.is_broken_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        failure
    }

    /// Adds `error` and its sources to the chain. If one of them says that the system lacks something, that is the
    /// diagnosis, whatever was to be done.
    pub(crate) fn because(mut self, error: &(dyn Error + 'static)) -> Self {
        if let Some(diagnosis) = shortage(error) {
            self = self.diagnosed(diagnosis);
        }
        let mut next = Some(error);
        while let Some(error) = next {
            self.causes.push(error.to_string());
            next = error.source();
        }
        self
    }

    /// Says what to do, unless a diagnosis does.
    pub(crate) fn hint(self, hint: impl Display) -> Self {
        self.maybe_hint(Some(hint))
    }

    pub(crate) fn maybe_hint(mut self, hint: Option<impl Display>) -> Self {
        if let Some(hint) = hint
            && self.finding.is_none()
        {
            self.hint = Some(hint.to_string());
        }
        self
    }

    /// Says what is wrong and what to do as `wick doctor` does.
    pub(crate) fn diagnosed(mut self, diagnosis: Diagnosis) -> Self {
        self.finding = Some(diagnosis.finding);
        self.hint = Some(diagnosis.remedy);
        self
    }

    pub(crate) fn fields(mut self, fields: Vec<(String, String)>) -> Self {
        self.fields = fields;
        self
    }

    /// Applies `edit` to every text that came from elsewhere.
    pub(crate) fn edited(mut self, edit: impl Fn(&str) -> String) -> Self {
        self.message = edit(&self.message);
        self.causes
            .iter_mut()
            .for_each(|cause| *cause = edit(cause));
        self.fields
            .iter_mut()
            .for_each(|(_, problem)| *problem = edit(problem));
        let Details { hint, code, .. } = &mut *self.0;
        for text in hint.iter_mut().chain(code) {
            *text = edit(text);
        }
        self
    }
}

impl Deref for Failure {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl DerefMut for Failure {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}
