//! Text that was printed instead of logged: by the author's `println!`, by a library in C, or by a
//! child process that inherited our standard output.

use std::io::{BufRead, BufReader, Read};

use super::{Level, Outlet, Record};

/// Bytes of one line that are kept together; a longer line becomes several records.
const PIECE: u64 = 16 << 10;

/// Logs each line of `source` under `module` until its end.
pub(crate) fn forward(source: impl Read, module: &str, outlet: &Outlet) {
    let mut source = BufReader::new(source);
    let mut line = Vec::new();
    loop {
        line.clear();
        match source.by_ref().take(PIECE).read_until(b'\n', &mut line) {
            Ok(0) => return,
            Ok(_) => {}
            Err(_) => return,
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        if !text.is_empty() {
            outlet.log_patiently(Record::new(Level::Info, module, text));
        }
    }
}
