//! Faults before the handshake.

use std::io::{self, Write};
use std::process::exit;
use std::thread::park;

use wick_proto::environment::UNIX_SOCKET_DIR;

use crate::harm;

pub(crate) fn misbehave(fault: &str) {
    match fault {
        "hang" => wait(),
        "escape_hang" => {
            harm::join_hosts_group();
            wait();
        }
        "garbage" => print(b"Loading configuration...\n"),
        "garbage_binary" => print(b"\xff\xfe\x00\x1b[2J\n"),
        "endless_line" => loop {
            print(&[b'x'; 4 << 10]);
        },
        "half_line" => {
            print(b"1|1|unix|/tmp");
            wait();
        }
        "exit" => fail(),
        "nest" => {
            let depth = std::env::var("DEPTH").map_or(30_000, |depth| depth.parse().unwrap());
            harm::nest(std::env::var_os(UNIX_SOCKET_DIR).unwrap(), depth);
            fail();
        }
        "exit_with_child" => {
            harm::leave_children(&["sleep", "3600"], 1);
            fail();
        }
        "close_output" => {
            // The descriptors are inherited; whoever opens the next ones gets their numbers.
            let _ = rustix::stdio::dup2_stdout(std::fs::File::open("/dev/null").unwrap());
            wait();
        }
        _ => {}
    }
}

fn fail() -> ! {
    let _ = writeln!(
        io::stderr(),
        "faulty: cannot read /etc/faulty.conf\nfaulty: giving up"
    );
    exit(7);
}

fn wait() -> ! {
    loop {
        park();
    }
}

/// Once the host is gone, there is nobody left to misbehave to.
fn print(bytes: &[u8]) {
    let mut output = io::stdout();
    if output
        .write_all(bytes)
        .and_then(|()| output.flush())
        .is_err()
    {
        exit(1);
    }
}
