//! Which types have a JSON that a caller would guess.

use std::marker::PhantomData;
use std::time::{Duration, SystemTime};

/// Stands for a type. Its own constant comes before that of the trait [`IsClear`].
pub struct Clear<T>(PhantomData<T>);

/// Holds for every type that has no constant of its own.
pub trait IsClear {
    /// Whether the JSON of the type is one that a caller would guess.
    const IS_CLEAR: bool = true;
}

impl<T> IsClear for Clear<T> {}

impl Clear<Duration> {
    /// It is an object of seconds and nanoseconds.
    pub const IS_CLEAR: bool = false;
}

impl Clear<SystemTime> {
    /// It is an object of seconds and nanoseconds since 1970.
    pub const IS_CLEAR: bool = false;
}
