//! The error of an operation.

pub mod code;
mod describer;
mod detail;
mod field;
mod foreign;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

#[doc(hidden)]
pub use describer::Describer;
pub use detail::Retry;
pub use field::{FieldError, Origin};
#[doc(hidden)]
pub use foreign::IntoError;

/// What an operation answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation has no result: a code for programs, a message for people, and the cause.
///
/// Every [`std::error::Error`] turns into one with `?`; its code is then `exec_error`. For that
/// reason `Error` does not implement that trait itself. An error can say more: whether to try again,
/// what to do, which argument is to blame. Hosts of this project pass that on; a Go host shows
/// `[code] message`.
///
/// What is no such type, such as a `String` or a boxed error, becomes one with
/// `.map_err(Error::other)?`. With the feature `anyhow`, an `anyhow::Error` turns into one with `?`
/// as well, and `anyhow::Result<T>` may be what an operation returns.
///
/// There are three ways to give errors of other types a code:
///
/// - where they arise, `.map_err(Error::coded("not_found"))?`
/// - once for a type, [`describe_errors!`](crate::describe_errors), after which `?` is enough
/// - by hand, `Error::new("not_found", "…").with_source(error)`
///
/// ```
/// use wick_runtime::{Error, Result};
///
/// fn parse(text: &str) -> Result<u16> {
///     Ok(text.parse()?)
/// }
///
/// fn open(door: u8) -> Result<()> {
///     if door > 3 {
///         return Err(Error::new("no_such_door", format!("there is no door {door}")));
///     }
///     Ok(())
/// }
///
/// assert_eq!(parse("x").unwrap_err().message(), "invalid digit found in string");
/// assert_eq!(open(4).unwrap_err().code(), "no_such_door");
/// ```
pub struct Error(Box<Content>);

struct Content {
    code: Cow<'static, str>,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
    fields: Vec<FieldError>,
    retry: Option<Retry>,
    hint: Option<String>,
}

impl Error {
    /// An error with a code for programs, such as `not_found`, and a message for people.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self(Box::new(Content {
            code: code.into(),
            message: message.into(),
            source: None,
            fields: Vec::new(),
            retry: None,
            hint: None,
        }))
    }

    /// Turns errors of another type into ones with a code, for [`Result::map_err`].
    ///
    /// ```
    /// use wick_runtime::{Error, Result};
    ///
    /// fn read(path: &str) -> Result<String> {
    ///     std::fs::read_to_string(path).map_err(Error::coded("not_found"))
    /// }
    ///
    /// assert_eq!(read("/nowhere").unwrap_err().code(), "not_found");
    /// ```
    pub fn coded<E: Into<Self>>(code: &'static str) -> impl FnOnce(E) -> Self {
        move |error| error.into().with_code(code)
    }

    /// An error with the code [`exec_error`](code::EXEC_ERROR).
    pub fn msg(message: impl Into<String>) -> Self {
        Self::new(code::EXEC_ERROR, message)
    }

    /// Turns what is not itself a [`std::error::Error`] into an error with the code
    /// [`exec_error`](code::EXEC_ERROR), for [`Result::map_err`]: a `String`, a
    /// `Box<dyn Error + Send + Sync>`, an `anyhow::Error`.
    ///
    /// ```
    /// use wick_runtime::{Error, Result};
    ///
    /// fn checked(name: &str) -> Result<(), String> {
    ///     Err(format!("`{name}` is taken"))
    /// }
    ///
    /// fn rename(name: &str) -> Result<()> {
    ///     Ok(checked(name).map_err(Error::other)?)
    /// }
    ///
    /// assert_eq!(rename("a").unwrap_err().message(), "`a` is taken");
    /// ```
    pub fn other(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        foreign::wrapped(error.into())
    }

    /// The same error under another code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.0.code = code.into();
        self
    }

    /// The same error with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The error of a request whose fields could not be used, one line for each.
    pub(crate) fn of_fields(fields: Vec<FieldError>) -> Self {
        let setting = fields.iter().any(|field| field.origin == Origin::Setting);
        let code = if setting {
            code::BAD_SETTINGS
        } else {
            code::BAD_ARGS
        };
        let lines: Vec<String> = fields.iter().map(ToString::to_string).collect();
        let mut error = Self::new(code, lines.join("\n"));
        error.0.fields = fields;
        error
    }

    /// What kind of error it is, for programs.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// What happened, with the causes joined by `: `. A cause that the text before it already
    /// tells is left out.
    pub fn message(&self) -> String {
        let mut message = self.0.message.clone();
        let mut source = self.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            if !message.contains(&text) {
                message.push_str(": ");
                message.push_str(&text);
            }
            source = cause.source();
        }
        message
    }

    /// The arguments and settings that could not be used, when that is the error.
    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// The cause.
    pub fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl<E: IntoError> From<E> for Error {
    fn from(error: E) -> Self {
        foreign::wrapped(error.boxed())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.code(), self.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot read the list")]
    struct Read(#[source] std::io::Error);

    #[test]
    fn the_message_tells_the_whole_chain_once() {
        let error = Error::from(Read(std::io::Error::other("disk on fire")));
        assert_eq!(error.message(), "cannot read the list: disk on fire");
        assert_eq!(error.code(), "exec_error");
        assert!(error.source().unwrap().is::<Read>());

        let repeated = Error::msg("cannot connect: refused").with_source("refused");
        assert_eq!(repeated.message(), "cannot connect: refused");
        assert_eq!(repeated.to_string(), "[exec_error] cannot connect: refused");
    }

    #[test]
    fn a_bad_setting_decides_the_code() {
        let field = |origin| FieldError {
            origin,
            field: "a".to_owned(),
            message: "required".to_owned(),
        };
        let arguments = Error::of_fields(vec![field(Origin::Argument)]);
        assert_eq!(
            (arguments.code(), arguments.message().as_str()),
            ("bad_args", "`a`: required")
        );
        let both = Error::of_fields(vec![field(Origin::Setting), field(Origin::Argument)]);
        assert_eq!(both.code(), "bad_settings");
        assert_eq!(both.message(), "setting `a`: required\n`a`: required");
        assert_eq!(both.fields().len(), 2);
    }
}
