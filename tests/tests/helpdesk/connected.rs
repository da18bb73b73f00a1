//! A host with the plugin, connected to a help desk.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;
use tokio::task::block_in_place;
use wick_host::{Call, CallError, Environment, Host};
use wick_tests::cargo::binary;
use wick_tests::desk::{Desk, SCOPES};
use wick_tests::go::peers;
use wick_tests::go_host::GoHost;
use wick_tests::plugins::Plugins;

use crate::timely;

pub(crate) const KEY: &str = "helpdesk";
/// The token of Eve, who may do everything.
pub(crate) const EVE: &str = "tok-eve-4711";

pub(crate) type Settings = HashMap<String, String>;

/// A help desk, and a host that has the plugin.
pub(crate) struct Connected<H> {
    pub(crate) desk: Desk,
    pub(crate) host: H,
}

/// A host with the plugin.
pub(crate) trait AnyHost: Sized {
    /// A host whose plugins find the help desk that people sign in to at this address; `None` when there is no
    /// such host on this machine.
    async fn start(home: &str) -> Option<Self>;
    async fn call(&self, operation: &str, arguments: Value, settings: &Settings) -> Answer;
    /// The reasons of the operations that are not allowed.
    async fn denied(&self, settings: &Settings) -> BTreeMap<String, String>;
    /// Id and name.
    async fn identity(&self, token: &str) -> Result<(String, String), Refused>;
    async fn stop(self);
}

/// The result of a call, as far as every host shows it.
pub(crate) type Answer = Result<Replied, Refused>;

#[derive(Debug)]
pub(crate) struct Replied {
    /// Null when it is too long to be shown.
    pub(crate) json: Value,
    /// Of the JSON text, in hex.
    pub(crate) sha256: String,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Refused {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl<H: AnyHost> Connected<H> {
    pub(crate) async fn start() -> Option<Self> {
        let desk = Desk::start().await;
        desk.admit("Eve", EVE, &SCOPES);
        let host = H::start(&desk.url()).await?;
        Some(Self { desk, host })
    }

    pub(crate) fn settings(&self, token: &str) -> Settings {
        settings(&[("base_url", &self.desk.url()), ("token", token)])
    }

    /// Calls with this token.
    pub(crate) async fn call_as(&self, token: &str, operation: &str, arguments: Value) -> Answer {
        let settings = self.settings(token);
        timely(self.host.call(operation, arguments, &settings)).await
    }

    /// Calls as Eve.
    pub(crate) async fn try_call(&self, operation: &str, arguments: Value) -> Answer {
        self.call_as(EVE, operation, arguments).await
    }

    pub(crate) async fn call(&self, operation: &str, arguments: Value) -> Value {
        let answer = self.try_call(operation, arguments).await;
        answer
            .unwrap_or_else(|refused| panic!("{operation}: {refused:?}"))
            .json
    }

    pub(crate) async fn refused(&self, operation: &str, arguments: Value) -> Refused {
        self.try_call(operation, arguments).await.unwrap_err()
    }
}

pub(crate) fn settings(pairs: &[(&str, &str)]) -> Settings {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// Our host.
pub(crate) struct Ours {
    pub(crate) host: Host,
    _plugins: Plugins,
}

impl AnyHost for Ours {
    async fn start(home: &str) -> Option<Self> {
        let plugins = Plugins::of(&[&binary(KEY)]).await;
        let environment = Environment::standard(std::env::vars_os()).with("HELPDESK_HOME", home);
        let host = plugins.open(Host::builder().environment(environment)).await;
        Some(Self {
            host,
            _plugins: plugins,
        })
    }

    async fn call(&self, operation: &str, arguments: Value, settings: &Settings) -> Answer {
        let call = self.prepare(operation, arguments, settings);
        let result = self.host.run(KEY, call).await.map_err(refusal)?;
        Ok(Replied {
            json: serde_json::from_slice(&result).unwrap(),
            sha256: hex::encode(Sha256::digest(&result)),
        })
    }

    async fn denied(&self, settings: &Settings) -> BTreeMap<String, String> {
        let operations = self.host.check_permissions(KEY, settings).await.unwrap();
        let denied = operations.into_iter().filter(|operation| !operation.ok);
        denied
            .map(|operation| (operation.key, operation.reason))
            .collect()
    }

    async fn identity(&self, token: &str) -> Result<(String, String), Refused> {
        let identity = self
            .host
            .resolve_identity(KEY, token)
            .await
            .map_err(refusal)?;
        Ok((identity.user_id, identity.display_name))
    }

    async fn stop(self) {
        timely(self.host.shutdown()).await;
    }
}

impl Ours {
    pub(crate) fn prepare(&self, operation: &str, arguments: Value, settings: &Settings) -> Call {
        self.host
            .prepare(KEY, operation, &arguments, settings)
            .unwrap()
    }
}

fn refusal(error: CallError) -> Refused {
    match error {
        CallError::Plugin { code, message, .. } => Refused { code, message },
        other => panic!("{other:?}"),
    }
}

/// The Go host.
pub(crate) struct Go(Mutex<GoHost>);

impl AnyHost for Go {
    async fn start(home: &str) -> Option<Self> {
        let peers = block_in_place(peers)?;
        let mut host = GoHost::with(peers, &binary(KEY), |command| {
            command.env("HELPDESK_HOME", home).env("WICK_LOG", "trace");
        });
        block_in_place(|| host.expect(json!({"do": "start"})));
        Some(Self(Mutex::new(host)))
    }

    async fn call(&self, operation: &str, arguments: Value, settings: &Settings) -> Answer {
        let reply = self.ask(Self::stream(operation, arguments, settings)).await;
        let reply = accepted(reply)?;
        Ok(Replied {
            json: serde_json::from_str(reply["data"].as_str().unwrap()).unwrap_or_default(),
            sha256: reply["sha256"].as_str().unwrap().to_owned(),
        })
    }

    async fn denied(&self, settings: &Settings) -> BTreeMap<String, String> {
        let reply = self
            .ask(json!({"do": "permissions", "creds": settings}))
            .await;
        let operations = reply["operations"].as_array().unwrap().iter();
        let denied = operations.filter(|operation| operation["ok"] == false);
        denied
            .map(|operation| (text(&operation["key"]), text(&operation["reason"])))
            .collect()
    }

    async fn identity(&self, token: &str) -> Result<(String, String), Refused> {
        let reply = self.ask(json!({"do": "identity", "token": token})).await;
        let reply = accepted(reply)?;
        Ok((text(&reply["user_id"]), text(&reply["display_name"])))
    }

    async fn stop(self) {
        block_in_place(|| self.0.into_inner().finish());
    }
}

impl Go {
    /// The command of a call, whose arguments are texts, as this host sends them.
    pub(crate) fn stream(operation: &str, arguments: Value, settings: &Settings) -> Value {
        let arguments = arguments.as_object().unwrap().iter();
        let arguments: BTreeMap<&String, String> =
            arguments.map(|(key, value)| (key, text(value))).collect();
        json!({"do": "stream", "operation": operation, "args": arguments, "creds": settings})
    }

    pub(crate) async fn ask(&self, command: Value) -> Value {
        let mut host = self.0.lock().await;
        block_in_place(|| host.ask(command))
    }
}

fn accepted(reply: Value) -> Result<Value, Refused> {
    if reply["ok"] == true {
        return Ok(reply);
    }
    Err(Refused {
        code: text(&reply["code"]),
        message: text(&reply["message"]),
    })
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Tests scenarios under our host and under the Go host.
macro_rules! under_both_hosts {
    ($($scenario:ident)*) => { $(
        mod $scenario {
            use crate::connected::{Connected, Go, Ours};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn under_our_host() {
                super::$scenario(Connected::<Ours>::start().await.unwrap()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn under_the_go_host() {
                // Without Go it has been said that nothing is tested.
                let Some(connected) = Connected::<Go>::start().await else { return };
                super::$scenario(connected).await;
            }
        }
    )* };
}
pub(crate) use under_both_hosts;
