//! Where in a schema a comparison is, as a path that is written only if something changed there.

use super::super::text::clipped;

/// Steps that are shown of either end of a path.
const SHOWN: u32 = 4;
/// Characters that are shown of one step.
const STEP_CHARACTERS: usize = 40;

/// The index of a place.
pub(super) type PlaceId = usize;

/// All places that were reached. Each knows the one before it, so that a place takes the same
/// memory however deep it is.
#[derive(Debug)]
pub(super) struct Places<'a>(Vec<Place<'a>>);

#[derive(Debug)]
struct Place<'a> {
    parent: PlaceId,
    depth: u32,
    /// The place on the way here that is as deep as the first steps shown.
    head: PlaceId,
    step: Step<'a>,
}

/// The way from one place to the next.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    /// A member of an object: `.name`.
    Property(&'a str),
    /// The members of an object whose names match: `{pattern}`.
    Pattern(&'a str),
    /// An element of a list: `[3]`.
    Index(usize),
    /// Anything else: `[]`, `{}`.
    Other(&'static str),
}

impl<'a> Places<'a> {
    pub(super) const ROOT: PlaceId = 0;

    pub(super) fn new() -> Self {
        Self(vec![Place {
            parent: Self::ROOT,
            depth: 0,
            head: Self::ROOT,
            step: Step::Other(""),
        }])
    }

    pub(super) fn step(&mut self, from: PlaceId, step: Step<'a>) -> PlaceId {
        let id = self.0.len();
        let depth = self.0[from].depth + 1;
        let head = match depth <= SHOWN {
            true => id,
            false => self.0[from].head,
        };
        self.0.push(Place {
            parent: from,
            depth,
            head,
            step,
        });
        id
    }

    /// The path, which is short whatever the depth and the names.
    pub(super) fn path(&self, id: PlaceId) -> String {
        let depth = self.0[id].depth;
        let mut path = String::new();
        if depth > 2 * SHOWN {
            self.write(self.0[id].head, SHOWN, &mut path);
            path.push('…');
            self.write(id, SHOWN, &mut path);
        } else {
            self.write(id, depth, &mut path);
        }
        path
    }

    /// Writes the last `count` steps to a place.
    fn write(&self, id: PlaceId, count: u32, path: &mut String) {
        if count == 0 {
            return;
        }
        let place = &self.0[id];
        self.write(place.parent, count - 1, path);
        match place.step {
            Step::Property(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&clipped(name, STEP_CHARACTERS));
            }
            Step::Pattern(pattern) => {
                path.push_str(&format!("{{{}}}", clipped(pattern, STEP_CHARACTERS)));
            }
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Other(text) => path.push_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_short_however_deep_the_place() {
        let mut places = Places::new();
        let mut place = Places::ROOT;
        let name = "n".repeat(100);
        for index in 0..100_000 {
            place = places.step(place, Step::Index(index));
            place = places.step(place, Step::Property(&name));
        }
        let path = places.path(place);
        assert!(path.starts_with("[0].nnn") && path.ends_with('…'), "{path}");
        assert!(path.chars().count() < 8 * (STEP_CHARACTERS + 8), "{path}");
    }
}
