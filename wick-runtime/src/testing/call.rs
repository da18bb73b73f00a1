//! One call.

use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tonic::Request;
use tonic::metadata::MetadataValue;
use wick_proto::limits::{JSON_HEADER, STRICT_HEADER};
use wick_proto::wire::connector::ExecuteRequest;

use super::plugin::Inner;
use super::running::Running;
use super::scrub::Scrubber;
use super::{Answer, process};
use crate::Result;

/// A call that is not sent yet. `.await` sends it and gives its [`Answer`], or the
/// [`Error`](crate::Error) as a host of this project gets it: with code, message, fields, hint and
/// whether to try again.
#[must_use = "a call is sent when it is awaited"]
pub struct Call {
    pub(super) inner: Arc<Inner>,
    pub(super) request: ExecuteRequest,
    pub(super) scrubber: Arc<Scrubber>,
    pub(super) limit: Option<Duration>,
    pub(super) strict: bool,
    /// Whether the arguments are all texts, as those of a Go host.
    pub(super) texts: bool,
}

impl Call {
    /// Has a time limit, of which the plugin is told. It is a real one: for a test that wants to say
    /// when the time is up, give it much and see [`Running::time_is_up`].
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Has arguments refused that no input asks for.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Under this id in place of one that the kit makes.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request.request_id = id.into();
        self
    }

    /// In this chat session.
    pub fn session_id(mut self, id: impl Into<String>) -> Self {
        self.request.session_id = id.into();
        self
    }

    /// Sends it, and leaves the rest to the test.
    pub async fn start(self) -> Running {
        let operation = self.request.operation.clone();
        let mut request = Request::new(self.request);
        if let Some(limit) = self.limit {
            request.set_timeout(limit);
        }
        let yes = MetadataValue::from_static("1");
        if self.strict {
            request.metadata_mut().insert(STRICT_HEADER, yes.clone());
        }
        if !self.texts {
            request.metadata_mut().insert(JSON_HEADER, yes);
        }
        let chunks = process::soon(self.inner.target.execute(request)).await;
        Running::new(operation, self.scrubber, chunks, self.limit.is_some())
    }
}

impl IntoFuture for Call {
    type Output = Result<Answer>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Answer>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.start().await.finish().await })
    }
}
