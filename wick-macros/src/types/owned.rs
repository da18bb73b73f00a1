//! Owned types in place of borrowed ones.

use syn::{GenericArgument, PathArguments, Type};

use super::{Shape, is_named, last_segment, source};

/// The type with owned ones in place of all that it borrows, if it borrows anything: `Option<String>`
/// of `Option<&str>`.
pub(crate) fn owned(ty: &Type) -> Option<Type> {
    // Without its `&`, which has no size.
    if matches!(ty, Type::Slice(_)) || is_named(ty, "str") {
        return syn::parse_str(&owned_instead_of(ty)?).ok();
    }
    let mut owned = ty.clone();
    own(&mut owned).then_some(owned)
}

fn own(ty: &mut Type) -> bool {
    match ty {
        Type::Reference(reference) => {
            let text = owned_instead_of(&reference.elem);
            let parsed = text.and_then(|text| syn::parse_str(&text).ok());
            let mut inner = parsed.unwrap_or_else(|| (*reference.elem).clone());
            own(&mut inner);
            *ty = inner;
            true
        }
        Type::Path(path) => {
            let mut found = false;
            for segment in &mut path.path.segments {
                if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                    for argument in &mut arguments.args {
                        if let GenericArgument::Type(ty) = argument {
                            found |= own(ty);
                        }
                    }
                }
            }
            found
        }
        Type::Tuple(tuple) => tuple
            .elems
            .iter_mut()
            .fold(false, |found, ty| own(ty) | found),
        Type::Array(array) => own(&mut array.elem),
        Type::Slice(slice) => own(&mut slice.elem),
        Type::Group(group) => own(&mut group.elem),
        Type::Paren(paren) => own(&mut paren.elem),
        _ => false,
    }
}

/// What a borrowed parameter should be instead, when it is certainly not a connector.
pub(crate) fn owned_instead_of(referent: &Type) -> Option<String> {
    let owned = match referent {
        // Bytes would be a list of numbers to callers.
        Type::Slice(slice) if is_named(&slice.elem, "u8") => "String".to_owned(),
        Type::Slice(slice) => format!("Vec<{}>", source(&slice.elem)),
        Type::Path(_) => match last_segment(referent)?.ident.to_string().as_str() {
            "str" => "String".to_owned(),
            "Path" => "PathBuf".to_owned(),
            "OsStr" | "OsString" | "CStr" | "CString" => "String".to_owned(),
            _ if Shape::of(referent) != Shape::Unknown => source(referent),
            _ => return None,
        },
        Type::Array(_) | Type::Tuple(_) | Type::Ptr(_) | Type::Reference(_) => source(referent),
        _ => return None,
    };
    Some(owned)
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn owned_types_for_borrowed_ones() {
        let owned = |ty: Type| owned_instead_of(&ty);
        assert_eq!(owned(parse_quote!(str)).as_deref(), Some("String"));
        assert_eq!(owned(parse_quote!(String)).as_deref(), Some("String"));
        assert_eq!(
            owned(parse_quote!([Vec<u8>])).as_deref(),
            Some("Vec<Vec<u8>>")
        );
        assert_eq!(
            owned(parse_quote!(Option<a::B>)).as_deref(),
            Some("Option<a::B>")
        );
        assert_eq!(
            owned(parse_quote!(std::path::Path)).as_deref(),
            Some("PathBuf")
        );
        assert_eq!(owned(parse_quote!(GitHub)), None);
    }

    #[test]
    fn owned_type_has_no_reference_within() {
        let owned = |ty: Type| owned(&ty).map(|ty| source(&ty));
        for (borrowed, expected) in [
            (parse_quote!(Option<&str>), "Option<String>"),
            (parse_quote!(Vec<&'static [String]>), "Vec<Vec<String>>"),
            (parse_quote!((u8, [&Path; 2])), "(u8, [PathBuf; 2])"),
            (parse_quote!(Option<&[u8]>), "Option<String>"),
            (parse_quote!(str), "String"),
            (parse_quote!([String]), "Vec<String>"),
        ] {
            assert_eq!(owned(borrowed).as_deref(), Some(expected));
        }
        for fine in [parse_quote!(Box<str>), parse_quote!(Cow<'static, str>)] {
            assert_eq!(owned(fine), None);
        }
    }
}
