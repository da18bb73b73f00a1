use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use prost::Message;
use tokio::time::{Instant, timeout_at};
use tonic::{Response, Status};
use wick_proto::module::Module;
use wick_proto::wire::connector::{
    Error, HealthRequest, IdentityRequest, PermsRequest, SchemaRequest,
};
use wick_proto::{ErrorDetail, limits};

use super::chunks::{Chunks, status_of};
use super::failure::is_late;
use super::{Call, Client, Output};
use crate::error::CallError;
use crate::guard::Contained;

/// Time for the requests that do no outside work.
const LOCAL: Duration = Duration::from_secs(10);
/// Time for the requests that ask the outside service.
const REMOTE: Duration = Duration::from_secs(60);

/// The call that is made most.
const EXECUTE_STREAM: &str = "/wick.connector.v1.Connector/ExecuteStream";

/// Who an access token belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// The user's id at the outside service.
    pub user_id: String,
    /// The name to show.
    pub display_name: String,
}

/// Whether an operation would be allowed with given settings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationHealth {
    /// The operation's key.
    pub key: String,
    /// Whether it would.
    pub ok: bool,
    /// Why not.
    pub reason: String,
}

/// What a plugin says of its own state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// Whether it works.
    pub healthy: bool,
    /// More about it.
    pub detail: String,
}

impl Client {
    /// Starts an operation; its result comes with the returned output.
    pub(crate) async fn stream(self: &Arc<Self>, call: Call) -> Result<Output, CallError> {
        let operation = call.operation().to_owned();
        let limit = call.limit();
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        let (headers, message) = call.into_parts();
        self.fits(&operation, &message)?;
        let answer = async {
            let response = self.channel.open(EXECUTE_STREAM, headers, &message).await;
            Chunks::of(response.map_err(status_of)?).map(Response::new)
        };
        let chunks = self.answered(&operation, limit, deadline, answer).await?;
        Ok(Output {
            client: self.clone(),
            operation,
            chunks: Contained::new(chunks),
            limit,
            deadline,
            bytes: 0,
            ended: false,
            lease: None,
            observed: None,
        })
    }

    /// Runs an operation whose result fits into one message.
    pub(crate) async fn execute(&self, call: Call) -> Result<Vec<u8>, CallError> {
        let operation = call.operation().to_owned();
        let limit = call.limit();
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        let mut service = self.service.clone();
        let request = call.into_request();
        self.fits(&operation, request.get_ref())?;
        let answer = service.execute(request);
        let answer = self.answered(&operation, limit, deadline, answer).await?;
        let detail = answer.meta.get(ErrorDetail::META_KEY);
        self.accept(&operation, answer.error, detail.map(String::as_str))?;
        Ok(answer.result_json)
    }

    /// What the running plugin says that it is.
    pub(crate) async fn schema(&self) -> Result<Module, CallError> {
        let name = "Schema";
        let mut service = self.service.clone();
        let answer = service.schema(request(SchemaRequest {}, LOCAL));
        let answer = self.within(name, LOCAL, answer).await?;
        Module::from_json(&answer.manifest_json).map_err(|error| CallError::NotJson {
            connector: self.connector.clone(),
            operation: name.to_owned(),
            source: serde::de::Error::custom(error),
        })
    }

    /// Who the token belongs to.
    pub(crate) async fn resolve_identity(&self, token: &str) -> Result<Identity, CallError> {
        let name = "ResolveIdentity";
        let message = IdentityRequest {
            access_token: token.to_owned(),
        };
        self.fits(name, &message)?;
        let mut service = self.service.clone();
        let answer = service.resolve_identity(request(message, REMOTE));
        let answer = self.within(name, REMOTE, answer).await?;
        self.accept(name, answer.error, None)?;
        Ok(Identity {
            user_id: answer.user_id,
            display_name: answer.display_name,
        })
    }

    /// Which operations would be allowed with these settings.
    pub(crate) async fn check_permissions(
        &self,
        settings: HashMap<String, String>,
    ) -> Result<Vec<OperationHealth>, CallError> {
        let name = "CheckPermissions";
        let message = PermsRequest { creds: settings };
        self.fits(name, &message)?;
        let mut service = self.service.clone();
        let answer = service.check_permissions(request(message, REMOTE));
        let answer = self.within(name, REMOTE, answer).await?;
        self.accept(name, answer.error, None)?;
        let health = |op: wick_proto::wire::connector::OpHealth| OperationHealth {
            key: op.key,
            ok: op.ok,
            reason: op.reason,
        };
        Ok(answer.ops.into_iter().map(health).collect())
    }

    /// How the plugin is.
    pub(crate) async fn health(&self) -> Result<Health, CallError> {
        let mut service = self.service.clone();
        let answer = service.health(request(HealthRequest {}, LOCAL));
        let answer = self.within("Health", LOCAL, answer).await?;
        Ok(Health {
            healthy: answer.healthy,
            detail: answer.detail,
        })
    }

    /// Refuses a message that is larger than is sent.
    fn fits(&self, operation: &str, message: &impl Message) -> Result<(), CallError> {
        let (bytes, limit) = (message.encoded_len(), limits::MAX_MESSAGE_BYTES);
        match bytes <= limit {
            true => Ok(()),
            false => Err(self.arguments_too_large(operation, bytes, limit)),
        }
    }

    async fn within<T>(
        &self,
        operation: &str,
        limit: Duration,
        answer: impl Future<Output = Result<Response<T>, Status>>,
    ) -> Result<T, CallError> {
        let deadline = Instant::now() + limit;
        self.answered(operation, Some(limit), Some(deadline), answer)
            .await
    }

    async fn answered<T>(
        &self,
        operation: &str,
        limit: Option<Duration>,
        deadline: Option<Instant>,
        answer: impl Future<Output = Result<Response<T>, Status>>,
    ) -> Result<T, CallError> {
        let answer = self.channel.fault().guard(answer);
        let answer = match deadline {
            None => answer.await,
            Some(deadline) => match timeout_at(deadline, answer).await {
                Ok(answer) => answer,
                Err(_) => return Err(self.timed_out(operation, limit.unwrap_or_default())),
            },
        };
        match answer.map_err(|panicked| self.panicked(operation, panicked))? {
            Ok(response) => Ok(response.into_inner()),
            Err(status) if is_late(&status, deadline) => {
                Err(self.timed_out(operation, limit.unwrap_or_default()))
            }
            Err(status) => Err(self.failure(operation, limit, status).await),
        }
    }

    fn accept(
        &self,
        operation: &str,
        error: Option<Error>,
        detail: Option<&str>,
    ) -> Result<(), CallError> {
        match error {
            None => Ok(()),
            Some(error) => Err(self.refusal(operation, error, detail)),
        }
    }
}

fn request<T>(message: T, limit: Duration) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    request.set_timeout(limit);
    request
}
