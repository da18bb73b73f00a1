//! How error types of authors say more than a message.

use std::error::Error as StdError;

use super::Error;

/// One type of errors and the function that describes them.
#[doc(hidden)]
pub struct Describer {
    describe: fn(&(dyn StdError + 'static), Error) -> Result<Error, Error>,
}

inventory::collect!(Describer);

impl Describer {
    /// `describe` gives the error back as an `Err` when it is of another type.
    pub const fn new(
        describe: fn(&(dyn StdError + 'static), Error) -> Result<Error, Error>,
    ) -> Self {
        Self { describe }
    }
}

/// What the describers say of the first error in the chain that one of them knows.
pub(super) fn described(error: &(dyn StdError + 'static), mut answer: Error) -> Error {
    let mut next = Some(error);
    while let Some(error) = next {
        for describer in inventory::iter::<Describer> {
            match (describer.describe)(error, answer) {
                Ok(described) => return described,
                Err(unknown) => answer = unknown,
            }
        }
        next = error.source();
    }
    answer
}

/// Registers what the errors of a type say beside their message, so that `?` keeps it: a function
/// that takes the error and the [`Error`](crate::Error) that it becomes, whose message is that of
/// the error and whose code is `exec_error`. It also counts when the error is the cause of
/// another.
///
/// ```
/// use std::time::Duration;
/// use wick_runtime::{Error, Result};
///
/// #[derive(Debug, thiserror::Error)]
/// enum ApiError {
///     #[error("there is no issue {0}")]
///     NoSuchIssue(u64),
///     #[error("too many requests")]
///     Busy { wait: Duration },
///     #[error("no answer")]
///     NoAnswer(#[source] std::io::Error),
/// }
///
/// wick_runtime::describe_errors!(ApiError, |error, answer| match error {
///     ApiError::NoSuchIssue(_) => answer.with_code("not_found").field("number"),
///     ApiError::Busy { wait } => answer.with_code("rate_limited").retry_after(*wait),
///     ApiError::NoAnswer(_) => answer.retryable(),
/// });
///
/// fn issue(number: u64) -> Result<(), ApiError> {
///     Err(ApiError::NoSuchIssue(number))
/// }
///
/// fn close(number: u64) -> Result<()> {
///     issue(number)?;
///     Ok(())
/// }
///
/// let error = close(7).unwrap_err();
/// assert_eq!(error.to_string(), "[not_found] there is no issue 7");
/// assert_eq!(error.fields()[0].field, "number");
/// ```
#[macro_export]
macro_rules! describe_errors {
    ($error:ty, $describe:expr $(,)?) => {
        const _: () = {
            use $crate::__private as __wick;
            fn __describe(
                error: &(dyn ::core::error::Error + 'static),
                answer: __wick::Error,
            ) -> ::core::result::Result<__wick::Error, __wick::Error> {
                let describe: fn(&$error, __wick::Error) -> __wick::Error = $describe;
                match error.downcast_ref::<$error>() {
                    ::core::option::Option::Some(error) => {
                        ::core::result::Result::Ok(describe(error, answer))
                    }
                    ::core::option::Option::None => ::core::result::Result::Err(answer),
                }
            }
            __wick::inventory::submit! { __wick::Describer::new(__describe) }
        };
    };
}
