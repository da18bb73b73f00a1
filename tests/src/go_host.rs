//! A conversation with the Go host: the program `host` of `tests/interop`, which drives a plugin with
//! hashicorp/go-plugin as the reference's manager does. One JSON command a line, one JSON reply a line.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::go::GoPeers;

/// A running Go host with one plugin.
#[derive(Debug)]
pub struct GoHost {
    process: Child,
    commands: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
}

impl GoHost {
    /// Starts the host for `plugin`; the plugin itself starts with the command `start`.
    pub fn new(peers: &GoPeers, plugin: &Path) -> Self {
        Self::with(peers, plugin, |_| {})
    }

    /// The same, with further flags or environment.
    pub fn with(peers: &GoPeers, plugin: &Path, configure: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new(peers.program("host"));
        configure(&mut command);
        let mut process = command
            .arg(plugin)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the Go host starts");
        let commands = process.stdin.take();
        let replies = BufReader::new(process.stdout.take().unwrap());
        Self {
            process,
            commands,
            replies,
        }
    }

    /// Sends one command and reads its reply.
    ///
    /// # Panics
    ///
    /// When the Go host ends instead: nothing that a plugin does may crash it.
    pub fn ask(&mut self, command: Value) -> Value {
        let commands = self.commands.as_mut().unwrap();
        writeln!(commands, "{command}").expect("the Go host lives");
        let mut line = String::new();
        self.replies.read_line(&mut line).unwrap();
        if line.is_empty() {
            panic!("the Go host ended at {command}: {:?}", self.process.wait());
        }
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line:?}"))
    }

    /// Sends one command that must succeed.
    ///
    /// # Panics
    ///
    /// When the reply says that it did not.
    pub fn expect(&mut self, command: Value) -> Value {
        let reply = self.ask(command.clone());
        assert_eq!(reply["ok"], true, "{command}: {reply}");
        reply
    }

    /// Calls one operation over `ExecuteStream`, as the reference does.
    pub fn call(&mut self, operation: &str, args: Value, creds: Value) -> Value {
        self.ask(json!({"do": "stream", "operation": operation, "args": args, "creds": creds}))
    }

    /// Ends the plugin and the host.
    pub fn finish(mut self) {
        let killed = self.expect(json!({"do": "kill"}));
        assert_eq!(
            killed["forced"], false,
            "the plugin had to be killed: {killed}"
        );
        drop(self.commands.take());
        assert!(self.process.wait().unwrap().success(), "the Go host failed");
    }
}

impl Drop for GoHost {
    fn drop(&mut self) {
        drop(self.commands.take());
        let _ = self.process.wait();
    }
}
