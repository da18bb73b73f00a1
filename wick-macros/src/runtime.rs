//! The path under which an author's crate knows `wick_runtime`.
//!
//! Without `crate = …`, the attributes look at what rustc was told with `--extern`, as that is what names in
//! the author's crate mean: a dependency that is renamed in `Cargo.toml` is found there as well.

use std::path::Path as FilePath;
use std::sync::OnceLock;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, ExprPath, Ident, Lit, Path, PathSegment, Token};

use crate::attribute::Words;
use crate::errors::{Errors, Subject};
use crate::symbol::CRATE;

const NAME: &str = "wick_runtime";

/// The path of `wick_runtime`, as generated code writes it.
#[derive(Clone, Debug)]
pub(crate) struct Runtime(Path);

impl Runtime {
    /// The path given as `crate = ::name`, else the name of the dependency.
    pub(crate) fn parse(words: &mut Words, errors: &mut Errors) -> Self {
        match words.value(CRATE, EXAMPLE, errors) {
            Some(given) => Self::given(given, words.subject(), errors),
            None => Self::found(words.subject(), errors),
        }
    }

    /// A path, or the text of one, as serde has it.
    fn given(given: Expr, subject: &Subject, errors: &mut Errors) -> Self {
        let path = match &given {
            Expr::Path(ExprPath {
                qself: None, path, ..
            }) => Some(path.clone()),
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => text.parse_with(Path::parse_mod_style).ok(),
            _ => None,
        };
        path.map(Self).unwrap_or_else(|| {
            let message = format!("`{CRATE}` takes a path: `{CRATE} = {EXAMPLE}`");
            errors.at(given, subject, message);
            Self::named(NAME)
        })
    }

    fn found(subject: &Subject, errors: &mut Errors) -> Self {
        static DEPENDENCY: OnceLock<Dependency> = OnceLock::new();
        // An argument that is not text names no crate either.
        let arguments = || std::env::args_os().filter_map(|argument| argument.into_string().ok());
        match DEPENDENCY.get_or_init(|| dependency(arguments())) {
            Dependency::Named(name) => Self::named(name),
            Dependency::Unknown => Self::named(NAME),
            Dependency::Missing => {
                let message = format!(
                    "this crate does not depend on `wick-runtime`; add it to `Cargo.toml`, or name \
                     the crate that re-exports it: `{CRATE} = {EXAMPLE}`"
                );
                errors.at(Ident::new(NAME, Span::call_site()), subject, message);
                Self::named(NAME)
            }
        }
    }

    fn named(name: &str) -> Self {
        let name = format_ident!("{name}");
        Self(syn::parse_quote!(::#name))
    }

    /// Whether the path depends on the module in which it is written.
    pub(crate) fn is_relative(&self) -> bool {
        let first = self.0.segments.first();
        self.0.leading_colon.is_none() && first.is_some_and(|segment| segment.ident != "crate")
    }

    /// The path in a module inside of the one in which it was written.
    pub(crate) fn seen_from_inner_module(&self) -> TokenStream {
        let Some(first) = self.0.segments.first().filter(|_| self.is_relative()) else {
            return self.to_token_stream();
        };
        let rest: Punctuated<&PathSegment, Token![::]> = self.0.segments.iter().skip(1).collect();
        match first.ident.to_string().as_str() {
            "self" => quote!(super::#rest),
            "super" => quote!(super::super::#rest),
            _ => self.to_token_stream(),
        }
    }
}

const EXAMPLE: &str = "::name";

impl ToTokens for Runtime {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// What rustc was told about `wick_runtime`.
#[derive(Debug, PartialEq, Eq)]
enum Dependency {
    Named(String),
    /// The crate has dependencies, and this is not among them.
    Missing,
    /// No dependency at all was told, as when an editor expands the attribute.
    Unknown,
}

/// Reads `--extern name=/…/libwick_runtime-1234.rlib`, as cargo and other build systems write it.
fn dependency(arguments: impl Iterator<Item = String>) -> Dependency {
    let mut found = Dependency::Unknown;
    let mut is_extern = false;
    for argument in arguments {
        // The rest of the command line is in a file.
        if argument.starts_with('@') {
            return Dependency::Unknown;
        }
        let value = if is_extern {
            Some(argument.as_str())
        } else {
            argument.strip_prefix("--extern=")
        };
        is_extern = value.is_none() && argument == "--extern";
        let Some(value) = value else { continue };
        let (name, path) = value.split_once('=').unwrap_or((value, ""));
        // Options come before the name: `priv,noprelude:name`.
        let name = name.rsplit(':').next().unwrap_or(name);
        if name == NAME {
            return Dependency::Named(name.to_owned());
        }
        if is_runtime(path) {
            found = Dependency::Named(name.to_owned());
        } else if found == Dependency::Unknown {
            found = Dependency::Missing;
        }
    }
    found
}

/// Whether a library is that of `wick_runtime`: `libwick_runtime-1234.rmeta`.
fn is_runtime(path: &str) -> bool {
    let stem = FilePath::new(path).file_stem();
    let Some(stem) = stem.and_then(|stem| stem.to_str()) else {
        return false;
    };
    let name = stem.strip_prefix("lib").unwrap_or(stem);
    name == NAME || name.rsplit_once('-').is_some_and(|(name, _)| name == NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(arguments: &str) -> Dependency {
        dependency(arguments.split(' ').map(str::to_owned))
    }

    fn named(name: &str) -> Dependency {
        Dependency::Named(name.to_owned())
    }

    #[test]
    fn renamed_dependency_is_found_by_its_library() {
        let rename =
            "rustc --extern serde=/t/libserde-1.rlib --extern wick=/t/libwick_runtime-1f.rmeta";
        assert_eq!(found(rename), named("wick"));
        assert_eq!(
            found("rustc --extern=priv:w=/t/libwick_runtime.rlib -C opt-level=3"),
            named("w")
        );
    }

    #[test]
    fn dependency_of_the_usual_name_counts_first() {
        let both = "rustc --extern a=/t/libwick_runtime-1.rlib --extern wick_runtime";
        assert_eq!(found(both), named("wick_runtime"));
    }

    #[test]
    fn absent_dependency_is_told_from_unknown_ones() {
        assert_eq!(
            found("rustc --extern acme=/t/libacme_wick_runtime-1.rlib"),
            Dependency::Missing
        );
        assert_eq!(found("rustc src/main.rs"), Dependency::Unknown);
        assert_eq!(found("rustc @arguments"), Dependency::Unknown);
    }

    #[test]
    fn relative_path_is_found_from_an_inner_module() {
        let inner = |path: &str| {
            let runtime = Runtime(syn::parse_str(path).unwrap());
            runtime
                .seen_from_inner_module()
                .to_string()
                .replace(' ', "")
        };
        assert_eq!(inner("self::wick"), "super::wick");
        assert_eq!(inner("super::wick"), "super::super::wick");
        for path in ["::wick", "crate::wick", "acme::wick"] {
            assert_eq!(inner(path), path);
        }
    }
}
