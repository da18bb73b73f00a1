//! x
use wick::prelude::*;
/// Say a.
#[operation]
fn say_a() -> Result<u8> {
    Ok(1)
}
