use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing::Span;

/// The calls of one process that are watched, so that what the plugin logs for one of them is shown in its
/// span.
#[derive(Clone, Debug, Default)]
pub(crate) struct InFlight {
    /// Guards the request ids and spans. Held for a look, and only where somebody watches spans.
    calls: Arc<Mutex<Vec<(String, Span)>>>,
}

/// A call that is in flight; until it is dropped.
#[derive(Debug)]
pub(crate) struct Entry {
    calls: InFlight,
    span: Span,
}

impl InFlight {
    /// Adds a call, unless nobody watches it.
    pub(crate) fn enter(&self, request_id: &str, span: &Span) -> Option<Entry> {
        if span.is_disabled() {
            return None;
        }
        self.lock().push((request_id.to_owned(), span.clone()));
        Some(Entry {
            calls: self.clone(),
            span: span.clone(),
        })
    }

    /// The span of the call with this id. Callers may give one id to many calls; then nobody knows.
    pub(super) fn span_of(&self, request_id: &str) -> Option<Span> {
        let calls = self.lock();
        let mut found = calls.iter().filter(|(id, _)| id == request_id);
        match (found.next(), found.next()) {
            (Some((_, span)), None) => Some(span.clone()),
            _ => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(String, Span)>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut calls = self.calls.lock();
        let own = calls.iter().position(|(_, span)| *span == self.span);
        let own = own.map(|index| calls.swap_remove(index));
        drop(calls);
        // A span may end with it, which is no business of the lock.
        drop(own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_found_by_its_id_unless_another_has_the_same() {
        let subscriber = tracing_subscriber::registry();
        tracing::subscriber::with_default(subscriber, || {
            let calls = InFlight::default();
            let spans = [(); 3].map(|()| tracing::info_span!("call"));
            let first = calls.enter("a", &spans[0]);
            let _other = calls.enter("b", &spans[1]);
            assert_eq!(calls.span_of("a").unwrap(), spans[0]);
            let twin = calls.enter("a", &spans[2]);
            assert!(calls.span_of("a").is_none());
            drop(first);
            assert_eq!(calls.span_of("a").unwrap(), spans[2]);
            drop(twin);
            assert!(calls.span_of("a").is_none());
            assert_eq!(calls.span_of("b").unwrap(), spans[1]);
        });
    }

    #[test]
    fn calls_that_nobody_watches_are_not_kept() {
        let calls = InFlight::default();
        assert!(calls.enter("a", &Span::none()).is_none());
        assert!(calls.lock().is_empty());
    }
}
