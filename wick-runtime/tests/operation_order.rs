//! The order of operations that one `macro_rules!` writes, which all have one place.

use wick_runtime::Operation;
use wick_runtime::prelude::*;

/// Letters.
#[connector]
struct Letters;

macro_rules! letters {
    ($($name:ident)*) => {$(
        /// Says a letter.
        #[operation]
        fn $name() -> Result<&'static str> {
            Ok(stringify!($name))
        }
    )*};
}

/// Comes first in the file.
#[operation]
fn zero() -> Result<u8> {
    Ok(0)
}

letters! { z y x w v u t s r q p o n m l k j i h g f e d c b a }

#[rustfmt::skip]
mod beside { use super::*; letters! { two } letters! { one } }

#[test]
fn operations_of_one_macro_have_one_order() {
    let operations = Operation::registered::<Letters>();
    let keys: Vec<&str> = operations.iter().map(|operation| operation.key()).collect();
    let mut expected = vec!["zero".to_owned()];
    expected.extend(('a'..='z').map(String::from));
    expected.extend(["two", "one"].map(str::to_owned));
    assert_eq!(keys, expected);
}
