//! Floods of output, for as long as the process lives.

use std::io::Write;
use std::sync::mpsc;
use std::thread;

/// Bytes that are written before the flood counts as one.
const BEGUN: usize = 2 << 20;

/// Writes `text` again and again, and returns once there is a lot of it.
pub(crate) fn flood(mut to: impl Write + Send + 'static, text: Vec<u8>) {
    let (begun, wait) = mpsc::channel();
    thread::spawn(move || {
        let mut written = 0;
        while to.write_all(&text).is_ok() {
            written += text.len();
            if written >= BEGUN {
                // Nobody waits for it a second time.
                let _ = begun.send(());
            }
        }
    });
    let _ = wait.recv();
}

/// What to flood with; `None` if the fault is none of these.
pub(crate) fn text(fault: &str) -> Option<Vec<u8>> {
    Some(match fault {
        "flood_stderr" | "flood_stdout" => "a line as others are\n".repeat(200).into_bytes(),
        "flood_endless_line" => vec![b'x'; 4 << 10],
        "flood_binary" => (0..=255).cycle().take(4 << 10).collect(),
        "flood_json" => {
            let nested = format!(
                r#"{{"@level":"info","@message":"m","deep":{}"#,
                "[".repeat(10_000)
            );
            [
                r#"{"@message":1,"@level":"info"}"#,
                r#"{"@message":{},"@level":[],"@timestamp":false}"#,
                r#"{"@level":"error","@message":"\u001b[2J","@timestamp":"2026-01-02T03:04:05.000006Z","k":{"a":[1]}}"#,
                &nested,
                "panic: no",
                "null",
                "",
            ]
            .join("\n")
            .into_bytes()
        }
        _ => return None,
    })
}
