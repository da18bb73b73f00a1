use wick_runtime::prelude::*;

/// Lends books.
#[connector(check = check)]
struct Library;

fn check(_: &Library, _: &Context, _: &mut wick_runtime::Permissions) -> Result<()> {
    Ok(())
}

fn main() {}
