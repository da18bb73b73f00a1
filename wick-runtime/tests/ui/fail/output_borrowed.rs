use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    /// Its name.
    name: String,
}

/// Tell the name.
#[operation]
fn name(library: &Library) -> Result<&str> {
    Ok(&library.name)
}

fn main() {}
