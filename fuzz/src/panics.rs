use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static PANICS: Cell<usize> = const { Cell::new(0) };
}

/// How many panics of this thread there are while `work` is done, those included that are caught: tokio's tasks
/// keep theirs to themselves.
pub fn panics_of(work: impl FnOnce()) -> usize {
    static COUNTED: Once = Once::new();
    COUNTED.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            PANICS.set(PANICS.get() + 1);
            told(panic);
        }));
    });
    PANICS.set(0);
    // What the work leaves is not looked at.
    let _ = catch_unwind(AssertUnwindSafe(work));
    PANICS.get()
}
