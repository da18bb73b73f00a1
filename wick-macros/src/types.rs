//! What can be known of a type from its tokens alone.
//!
//! A type alias hides everything, so whatever is decided here must also hold when the answer is
//! [`Shape::Unknown`]: the types themselves are checked by the runtime's traits.

mod owned;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, PathSegment, Type, TypeParamBound};

pub(crate) use self::owned::{owned, owned_instead_of};
use crate::number::{Number, Range};

/// The kinds of types whose values attributes can speak of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Bool,
    Char,
    Float,
    Integer { name: String, range: Range },
    List,
    Optional(Box<Shape>),
    Secret,
    Text,
    Unknown,
}

impl Shape {
    pub(crate) fn of(ty: &Type) -> Self {
        let Some(segment) = last_segment(ty) else {
            return if matches!(ty, Type::Array(_)) {
                Self::List
            } else {
                Self::Unknown
            };
        };
        let name = segment.ident.to_string();
        match (name.as_str(), first_argument(segment)) {
            ("bool", None) => Self::Bool,
            ("char", None) => Self::Char,
            ("f32" | "f64", None) => Self::Float,
            ("Option", Some(inner)) => Self::Optional(Box::new(Self::of(inner))),
            ("Secret", None) => Self::Secret,
            ("String" | "Url" | "PathBuf", None) => Self::Text,
            ("Vec" | "HashSet" | "BTreeSet" | "VecDeque", Some(_)) => Self::List,
            (_, None) => {
                integer_range(&name).map_or(Self::Unknown, |range| Self::Integer { name, range })
            }
            _ => Self::Unknown,
        }
    }
}

impl Shape {
    /// The shape of a value that is there.
    pub(crate) fn present(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner.present(),
            other => other,
        }
    }
}

/// The first type within, or the type itself, that `wanted` picks.
pub(crate) fn within<'a>(ty: &'a Type, wanted: &dyn Fn(&Type) -> bool) -> Option<&'a Type> {
    if wanted(ty) {
        return Some(ty);
    }
    match ty {
        Type::Path(path) => (path.path.segments.iter())
            .flat_map(type_arguments)
            .find_map(|ty| within(ty, wanted)),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(|ty| within(ty, wanted)),
        Type::Array(array) => within(&array.elem, wanted),
        Type::Group(group) => within(&group.elem, wanted),
        Type::Paren(paren) => within(&paren.elem, wanted),
        _ => None,
    }
}

/// Whether it is a path whose last word is this.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|last| last.ident == name)
}

/// The last word of a path: `Context` of `wick_runtime::Context`.
pub(crate) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

/// Whether `impl` occurs anywhere, as in `Vec<impl Serialize>`; such a type has no name.
pub(crate) fn has_impl(ty: &Type) -> bool {
    fn search(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "impl",
            TokenTree::Group(group) => search(group.stream()),
            _ => false,
        })
    }
    search(ty.to_token_stream())
}

/// The type of the items, for `impl Stream<Item = …>` with any further bounds.
pub(crate) fn stream_item(ty: &Type) -> Option<&Type> {
    let Type::ImplTrait(opaque) = ty else {
        return None;
    };
    item_of(opaque.bounds.iter())
}

/// The type of the items of a boxed stream, which no operation returns: of `Box<dyn Stream<Item = …>>`,
/// `Pin<Box<dyn Stream<Item = …>>>` or `BoxStream<'_, …>`.
pub(crate) fn boxed_stream_item(ty: &Type) -> Option<&Type> {
    let is_boxed = |ty: &Type| matches!(ty, Type::TraitObject(_)) || is_named(ty, "BoxStream");
    match within(ty, &is_boxed)? {
        Type::TraitObject(object) => item_of(object.bounds.iter()),
        path => first_argument(last_segment(path)?),
    }
}

fn item_of<'a>(mut bounds: impl Iterator<Item = &'a TypeParamBound>) -> Option<&'a Type> {
    let stream = bounds.find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => bound
            .path
            .segments
            .last()
            .filter(|last| last.ident == "Stream"),
        _ => None,
    })?;
    let PathArguments::AngleBracketed(arguments) = &stream.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(associated) if associated.ident == "Item" => {
            Some(&associated.ty).filter(|item| !has_impl(item))
        }
        _ => None,
    })
}

/// The first reference that lives only as long as what the function borrows: `&str`, but not
/// `&'static str`.
pub(crate) fn short_reference(ty: &Type) -> Option<TokenStream> {
    fn search(tokens: TokenStream) -> Option<TokenStream> {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '&' => {
                    let is_named = matches!(
                        tokens.peek(),
                        Some(TokenTree::Punct(quote)) if quote.as_char() == '\''
                    );
                    if !is_named {
                        let what = tokens.peek().cloned();
                        return Some([TokenTree::Punct(punct)].into_iter().chain(what).collect());
                    }
                }
                TokenTree::Group(group) => {
                    if let Some(found) = search(group.stream()) {
                        return Some(found);
                    }
                }
                _ => {}
            }
        }
        None
    }
    search(ty.to_token_stream())
}

/// A type as its author wrote it, near enough for a message.
pub(crate) fn source(ty: &Type) -> String {
    let text = ty.to_token_stream().to_string();
    [
        (" < ", "<"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        (" ;", ";"),
        (" :: ", "::"),
        ("& ", "&"),
    ]
    .iter()
    .fold(text, |text, (spaced, tight)| text.replace(spaced, tight))
}

pub(crate) fn first_argument(segment: &PathSegment) -> Option<&Type> {
    type_arguments(segment).next()
}

/// The types in the brackets: `u8` and `String` of `Result<u8, String>`.
pub(crate) fn type_arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    let arguments = arguments.into_iter().flatten();
    arguments.filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn integer_range(name: &str) -> Option<Range> {
    let (start, end) = match name {
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "i64" => (i64::MIN.into(), i64::MAX.into()),
        "i128" => (i128::MIN, i128::MAX),
        "u8" => (0, u8::MAX.into()),
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        "u64" => (0, u64::MAX.into()),
        // Literals are read as i128, so that nothing above it can be asked for.
        "u128" => (0, i128::MAX),
        "usize" => (0, u64::MAX.into()),
        "isize" => (i64::MIN.into(), i64::MAX.into()),
        _ => return None,
    };
    Some(Range {
        start: Some(Number::Int(start)),
        end: Some(Number::Int(end)),
    })
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn shapes_of_known_types() {
        assert_eq!(Shape::of(&parse_quote!(String)), Shape::Text);
        assert_eq!(Shape::of(&parse_quote!(std::string::String)), Shape::Text);
        assert_eq!(Shape::of(&parse_quote!(Vec<u8>)), Shape::List);
        assert_eq!(Shape::of(&parse_quote!([u8; 4])), Shape::List);
        assert_eq!(
            Shape::of(&parse_quote!(Option<bool>)),
            Shape::Optional(Box::new(Shape::Bool))
        );
        assert!(matches!(
            Shape::of(&parse_quote!(u8)),
            Shape::Integer { .. }
        ));
        assert_eq!(Shape::of(&parse_quote!(State)), Shape::Unknown);
        assert_eq!(Shape::of(&parse_quote!(<A as B>::u8)), Shape::Unknown);
        assert_eq!(Shape::of(&parse_quote!((u8, u8))), Shape::Unknown);
    }

    #[test]
    fn a_stream_is_known_by_its_item() {
        let item = |ty: Type| stream_item(&ty).map(source);
        let named = item(parse_quote!(
            impl futures::Stream<Item = Result<u8>> + Send + use<>
        ));
        assert_eq!(named.as_deref(), Some("Result<u8>"));
        assert_eq!(
            item(parse_quote!(impl Send + Stream<Item = u8>)).as_deref(),
            Some("u8")
        );
        assert_eq!(item(parse_quote!(impl Stream)), None);
        assert_eq!(item(parse_quote!(impl Iterator<Item = u8>)), None);
        assert_eq!(item(parse_quote!(impl Stream<Item = impl Sized>)), None);
        assert_eq!(item(parse_quote!(Vec<u8>)), None);
    }

    #[test]
    fn impl_is_found_inside() {
        assert!(has_impl(&parse_quote!(Vec<(u8, impl Serialize)>)));
        assert!(!has_impl(&parse_quote!(Vec<(u8, implementation)>)));
    }
}
