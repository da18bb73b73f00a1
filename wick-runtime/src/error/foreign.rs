//! Errors of other types, which turn into [`Error`] with `?`.

use std::error::Error as StdError;

use super::{Error, describer};

/// An error that turns into [`Error`] with `?`: every [`std::error::Error`], and with the feature
/// `anyhow` an `anyhow::Error`.
// A trait of its own, so that the compiler tells an author of one bound in place of four. Of a `?`, the
// label is all that it shows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not turn into `wick_runtime::Error`",
    label = "not a `std::error::Error` that is `Send + Sync + 'static`; write `.map_err(Error::other)?`, or enable the feature `anyhow` of `wick-runtime` for an `anyhow::Error`"
)]
pub trait IntoError: Sized {
    #[doc(hidden)]
    fn boxed(self) -> Box<dyn StdError + Send + Sync>;
}

#[cfg(not(feature = "anyhow"))]
#[diagnostic::do_not_recommend]
impl<E: StdError + Send + Sync + 'static> IntoError for E {
    fn boxed(self) -> Box<dyn StdError + Send + Sync> {
        Box::new(self)
    }
}

/// `anyhow::Error` is made of every [`std::error::Error`] and of itself, which no other bound says.
#[cfg(feature = "anyhow")]
#[diagnostic::do_not_recommend]
impl<E: Into<anyhow::Error>> IntoError for E {
    fn boxed(self) -> Box<dyn StdError + Send + Sync> {
        // In a box of its own, as without the feature, so that its type can be asked for.
        self.into()
            .reallocate_into_boxed_dyn_error_without_backtrace()
    }
}

/// An error with the message and whatever else its type says of it.
pub(super) fn wrapped(error: Box<dyn StdError + Send + Sync>) -> Error {
    let mut wrapped = describer::described(&*error, Error::msg(error.to_string()));
    wrapped.0.source = Some(error);
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("no issue {0}")]
    struct NoIssue(u64);

    crate::describe_errors!(NoIssue, |_, answer| answer.with_code("no_issue"));

    #[test]
    fn error_of_another_type_keeps_type_and_code() {
        let error = Error::from(NoIssue(7));
        assert!(error.source().unwrap().is::<NoIssue>());
        assert_eq!(error.to_string(), "[no_issue] no issue 7");
    }

    #[test]
    fn texts_and_boxes_become_errors() {
        let boxed: Box<dyn StdError + Send + Sync> = Box::new(NoIssue(7));
        assert_eq!(Error::other(boxed).code(), "no_issue");
        assert_eq!(Error::other("torn").to_string(), "[exec_error] torn");
        assert_eq!(Error::other("torn".to_owned()).message(), "torn");
    }

    #[cfg(feature = "anyhow")]
    #[test]
    fn anyhow_error_keeps_context_cause_and_code() {
        use anyhow::Context as _;

        fn fails() -> anyhow::Result<()> {
            Err(NoIssue(7)).context("failed to close it")
        }
        fn closes() -> crate::Result<()> {
            fails()?;
            Ok(())
        }
        let error = closes().unwrap_err();
        let told = "[no_issue] failed to close it: no issue 7";
        assert_eq!(error.to_string(), told);
        let plain = Error::from(anyhow::anyhow!("torn"));
        assert_eq!(plain.to_string(), "[exec_error] torn");
    }
}
