use std::io;
use std::time::Duration;

use tokio::time::sleep;

/// What the system says of a program that somebody writes to. A process that writes one and forks
/// elsewhere at that moment has given the open file to the other child, until that executes.
const BUSY: io::ErrorKind = io::ErrorKind::ExecutableFileBusy;

const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(10);

/// Whether somebody writes to the program that was to be started.
pub(crate) fn is_busy(error: &io::Error) -> bool {
    error.kind() == BUSY
}

/// Starts a program, and tries again for half a second while it is busy.
pub(crate) async fn unless_busy<T, E, F>(
    mut start: impl FnMut() -> F,
    is_busy: impl Fn(&E) -> bool,
) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    let mut attempt = 0;
    loop {
        match start().await {
            Err(error) if attempt < ATTEMPTS && is_busy(&error) => attempt += 1,
            done => return done,
        }
        sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often it is started, and what comes of it.
    async fn tries(results: &[io::Result<()>]) -> (usize, io::Result<()>) {
        let mut tries = 0;
        let copy = |result: &io::Result<()>| match result {
            Ok(()) => Ok(()),
            Err(error) => Err(io::Error::from(error.kind())),
        };
        let start = || {
            let result = results.get(tries).or(results.last());
            tries += 1;
            std::future::ready(result.map_or(Ok(()), copy))
        };
        let done = unless_busy(start, is_busy).await;
        (tries, done)
    }

    #[tokio::test]
    async fn a_busy_program_is_tried_again_and_nothing_else_is() {
        let busy = || Err(io::Error::from(BUSY));
        assert!(matches!(
            tries(&[busy(), busy(), Ok(())]).await,
            (3, Ok(()))
        ));
        let (count, done) = tries(&[Err(io::ErrorKind::NotFound.into())]).await;
        assert_eq!(
            (count, done.unwrap_err().kind()),
            (1, io::ErrorKind::NotFound)
        );
    }
}
