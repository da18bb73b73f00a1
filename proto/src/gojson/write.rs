use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, PrettyFormatter};

/// Writes a value without spaces, as Go's `json.Marshal`.
///
/// # Errors
///
/// A map whose keys are not text, or an error of the value's own.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    to_string_with(CompactFormatter, value)
}

/// Writes a value indented by two spaces and without a newline at the end, as Go's
/// `json.MarshalIndent(value, "", "  ")`.
///
/// # Errors
///
/// As [`to_string`].
pub fn to_string_pretty<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    to_string_with(PrettyFormatter::with_indent(b"  "), value)
}

/// [`to_string`] for this crate's types, which cannot fail.
pub(crate) fn write<T: Serialize>(value: &T) -> String {
    sure(to_string(value))
}

/// [`to_string_pretty`] for this crate's types, which cannot fail.
pub(crate) fn write_pretty<T: Serialize>(value: &T) -> String {
    sure(to_string_pretty(value))
}

#[expect(
    clippy::expect_used,
    reason = "all maps have text keys, no implementation of ours fails, and memory does not either"
)]
fn sure(written: Result<String, serde_json::Error>) -> String {
    written.expect("a value with text keys can be written")
}

/// Writes an empty list or map as `null`, as Go writes a nil slice or map.
///
/// For `#[serde(serialize_with = "…")]`.
///
/// # Errors
///
/// Those of the serializer.
pub fn null_if_empty<T, S>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Serialize,
    for<'a> &'a T: IntoIterator,
    S: Serializer,
{
    match value.into_iter().next() {
        Some(_) => value.serialize(serializer),
        None => serializer.serialize_unit(),
    }
}

fn to_string_with<F, T>(layout: F, value: &T) -> Result<String, serde_json::Error>
where
    F: Formatter,
    T: Serialize + ?Sized,
{
    let mut bytes = Vec::with_capacity(1024);
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Go { layout });
    value.serialize(&mut serializer)?;
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// Leaves the spaces to `layout` and writes strings and numbers as Go does.
struct Go<F> {
    layout: F,
}

impl<F: Formatter> Formatter for Go<F> {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        let mut rest = fragment;
        while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut characters = from.chars();
            if let Some(special) = characters.next() {
                write!(writer, "\\u{:04x}", u32::from(special))?;
            }
            rest = characters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }

    fn write_char_escape<W>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        self.layout.write_char_escape(writer, escape)
    }

    fn write_f64<W>(&mut self, writer: &mut W, value: f64) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        writer.write_all(float(value).as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.layout.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.layout.begin_object_key(writer, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_object_key(writer)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_object_value(writer)
    }
}

/// The shortest text that reads back as `value`, in Go's layout: an exponent only below 1e-6 and
/// from 1e21 on, with its sign and without leading zeros.
fn float(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        let text = format!("{value:e}");
        return match text.contains("e-") {
            true => text,
            false => text.replace('e', "e+"),
        };
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn string(text: &str) -> String {
        to_string(text).unwrap()
    }

    #[test]
    fn markup_and_line_separators_are_escaped() {
        assert_eq!(string("<b>&"), r#""\u003cb\u003e\u0026""#);
        assert_eq!(string("a\u{2028}b\u{2029}"), r#""a\u2028b\u2029""#);
        assert_eq!(string("\u{2027}é🎫"), "\"\u{2027}é🎫\"");
        let map = BTreeMap::from([("<", 1), ("&", 2)]);
        assert_eq!(to_string(&map).unwrap(), r#"{"\u0026":2,"\u003c":1}"#);
    }

    #[test]
    fn control_characters_have_short_forms_where_go_has_them() {
        assert_eq!(
            string("\u{8}\u{c}\n\r\t\u{0}\u{b}\u{1f}\u{7f}/\\\""),
            "\"\\b\\f\\n\\r\\t\\u0000\\u000b\\u001f\u{7f}/\\\\\\\"\""
        );
    }

    #[test]
    fn floats_have_the_layout_of_go() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-2.5, "-2.5"),
            (0.1, "0.1"),
            (0.000_001, "0.000001"),
            (0.000_000_1, "1e-7"),
            (1.5e-10, "1.5e-10"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (-1.25e300, "-1.25e+300"),
            (f64::MAX, "1.7976931348623157e+308"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(to_string(&value).unwrap(), text);
        }
    }

    #[test]
    fn empty_lists_and_maps_stay_as_they_are_when_not_asked() {
        let empty: (Vec<u8>, BTreeMap<String, u8>) = Default::default();
        assert_eq!(to_string(&empty).unwrap(), "[[],{}]");
        assert_eq!(to_string_pretty(&empty).unwrap(), "[\n  [],\n  {}\n]");
    }
}
