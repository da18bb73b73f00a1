//! x
use wick::prelude::*;
/// Desk.
#[connector]
struct Desk;
/// Say b.
#[operation]
fn say_b(desk: &Desk) -> Result<u8> { let _ = desk; Ok(2) }
fn main() -> ExitCode { wick::serve::<Desk>() }
#[cfg(test)]
mod tests {
    use super::*;
    #[wick::test]
    async fn says(desk: wick::testing::Plugin<Desk>) { assert_eq!(desk.call("say_b", ()).await.unwrap(), 2); }
}
