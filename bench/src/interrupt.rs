//! Ctrl-C leaves nothing behind: the drivers end with the end of their input, and the files go.

use std::path::Path;

/// Removes `directory` and ends the process when it is interrupted.
pub(crate) fn removes(directory: &Path) {
    let directory = directory.to_owned();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let Ok(runtime) = runtime else { return };
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            // What cannot be removed is in the temporary directory.
            let _ = std::fs::remove_dir_all(&directory);
            std::process::exit(130);
        }
    });
}
