//! The canonical form of JSON (RFC 8785), which signatures are made over. It is written while the JSON is read, so
//! that nothing else is built of it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::spelled::{self, Spelled};
use crate::strict::{Ambiguity, Strict};

/// What was read, in its canonical form.
pub(crate) struct Canonical {
    /// The form, behind what it was told to begin with.
    pub(crate) bytes: Vec<u8>,
    /// The value of the member that is left out of it.
    pub(crate) aside: Option<Value>,
    /// What some readers understand otherwise, so that it has no such form.
    pub(crate) ambiguity: Option<Ambiguity>,
}

/// Reads a whole text. The form begins with `prefix`, and lacks the member `aside` of the outermost object.
///
/// # Errors
///
/// Text that is not strict JSON.
pub(crate) fn of_text(
    text: &[u8],
    prefix: &[u8],
    aside: &str,
) -> Result<Canonical, serde_json::Error> {
    // Each string in a text that is one from end to end is one too.
    match std::str::from_utf8(text) {
        Ok(text) => whole(
            serde_json::Deserializer::from_str(text),
            text.len(),
            prefix,
            aside,
        ),
        Err(_) => whole(
            serde_json::Deserializer::from_slice(text),
            text.len(),
            prefix,
            aside,
        ),
    }
}

fn whole<'de, R: serde_json::de::Read<'de>>(
    mut reader: serde_json::Deserializer<R>,
    length: usize,
    prefix: &[u8],
    aside: &str,
) -> Result<Canonical, serde_json::Error> {
    // Without white space it is shorter, and numbers are seldom longer.
    let canonical = read(&mut reader, prefix, Some(aside), prefix.len() + length)?;
    reader.end()?;
    Ok(canonical)
}

/// The same of what was read already.
///
/// # Errors
///
/// None, unless the reader has some.
pub(crate) fn of<'de, D: Deserializer<'de>>(
    reader: D,
    prefix: &[u8],
    aside: Option<&str>,
) -> Result<Canonical, D::Error> {
    read(reader, prefix, aside, 1024)
}

fn read<'de, D: Deserializer<'de>>(
    reader: D,
    prefix: &[u8],
    aside: Option<&str>,
    capacity: usize,
) -> Result<Canonical, D::Error> {
    let mut bytes = Vec::with_capacity(capacity);
    bytes.extend_from_slice(prefix);
    let mut form = Form {
        canonical: Canonical {
            bytes,
            aside: None,
            ambiguity: None,
        },
        members: Vec::new(),
        sorted: Vec::new(),
    };
    let form_of = FormOf {
        form: &mut form,
        aside,
    };
    form_of.deserialize(reader)?;
    Ok(form.canonical)
}

/// The form as far as it was written.
struct Form<'de> {
    canonical: Canonical,
    /// The members of all objects that are open, those of the innermost last.
    members: Vec<Member<'de>>,
    /// Where the members of an object are brought into their order.
    sorted: Vec<u8>,
}

/// A name, and where in the form it stands with its value, and a comma behind.
struct Member<'de> {
    name: Cow<'de, str>,
    at: Range<usize>,
}

impl Form<'_> {
    fn string<E: Error>(&mut self, text: &str) -> Result<(), E> {
        serde_json::to_writer(&mut self.canonical.bytes, text).map_err(E::custom)
    }

    fn number(&mut self, number: f64) {
        let mut buffer = ryu_js::Buffer::new();
        let text = buffer.format_finite(number);
        self.canonical.bytes.extend_from_slice(text.as_bytes());
    }

    fn push(&mut self, bytes: &[u8]) {
        self.canonical.bytes.extend_from_slice(bytes);
    }

    fn note(&mut self, ambiguity: Option<Ambiguity>) {
        if self.canonical.ambiguity.is_none() {
            self.canonical.ambiguity = ambiguity;
        }
    }

    /// Sorts the members from `first` on, which are all that was written since `begin`.
    fn close_object(&mut self, first: usize, begin: usize) {
        let members = &mut self.members[first..];
        if !members.is_sorted_by(|one, other| order(&one.name, &other.name).is_lt()) {
            members.sort_by(|one, other| order(&one.name, &other.name));
            let bytes = &mut self.canonical.bytes;
            self.sorted.clear();
            for member in &*members {
                self.sorted.extend_from_slice(&bytes[member.at.clone()]);
            }
            bytes.truncate(begin);
            bytes.extend_from_slice(&self.sorted);
            let mut pairs = members.windows(2);
            let twice = pairs.find(|pair| pair[0].name == pair[1].name);
            let ambiguity = twice.map(|pair| Ambiguity::Duplicate(pair[0].name.to_string()));
            self.note(ambiguity);
        }
        self.members.truncate(first);
        self.end(begin, b'}');
    }

    /// Closes what has a comma behind each item.
    fn end(&mut self, begin: usize, with: u8) {
        let bytes = &mut self.canonical.bytes;
        if bytes.len() > begin {
            bytes.pop();
        }
        bytes.push(with);
    }
}

/// By the units of UTF-16.
fn order(one: &str, other: &str) -> Ordering {
    match one.is_ascii() && other.is_ascii() {
        true => one.cmp(other),
        false => one.encode_utf16().cmp(other.encode_utf16()),
    }
}

/// Writes one value.
struct FormOf<'a, 'de> {
    form: &'a mut Form<'de>,
    aside: Option<&'a str>,
}

impl<'de> DeserializeSeed<'de> for FormOf<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for FormOf<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.form.push(b"null");
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.form.push(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        let ambiguity = Ambiguity::of_integer(value.unsigned_abs(), value);
        self.form.note(ambiguity);
        self.form.number(value as f64);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.form.note(Ambiguity::of_integer(value, value));
        self.form.number(value as f64);
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.form.note(Ambiguity::of_float(value));
        self.form.number(value);
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.form.string(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let form = self.form;
        form.push(b"[");
        let begin = form.canonical.bytes.len();
        loop {
            let item = FormOf { form, aside: None };
            if items.next_element_seed(item)?.is_none() {
                form.end(begin, b']');
                return Ok(());
            }
            form.push(b",");
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut next = members.next_key_seed(Name)?;
        if next.as_deref().is_some_and(spelled::begins_with) {
            return match spelled::number(members)? {
                Spelled::Unsigned(number) => self.visit_u64(number),
                Spelled::Signed(number) => self.visit_i64(number),
                Spelled::Float(number) => self.visit_f64(number),
            };
        }
        let Self { form, aside } = self;
        form.push(b"{");
        let (first, begin) = (form.members.len(), form.canonical.bytes.len());
        while let Some(name) = next {
            let at = form.canonical.bytes.len();
            if aside == Some(&*name) {
                let value = members.next_value_seed(Strict(&mut form.canonical.ambiguity))?;
                if form.canonical.aside.replace(value).is_some() {
                    form.note(Some(Ambiguity::Duplicate(name.into_owned())));
                }
                next = members.next_key_seed(Name)?;
                continue;
            }
            form.string(&name)?;
            form.push(b":");
            members.next_value_seed(FormOf { form, aside: None })?;
            form.push(b",");
            let at = at..form.canonical.bytes.len();
            form.members.push(Member { name, at });
            next = members.next_key_seed(Name)?;
        }
        form.close_object(first, begin);
        Ok(())
    }
}

/// Reads the name of a member, without a copy where it stands in the text as it is.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests;
