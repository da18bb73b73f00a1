//! `#[wick_runtime::test]`: one test body, and a test for each way to run it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Ident, ItemFn};

use crate::attribute::Words;
use crate::errors::{Errors, Subject};
use crate::runtime::Runtime;
use crate::symbol::Symbol;

// Not among the words that describe a connector.
const BINARY: Symbol = Symbol("binary");
const GO_HOST: Symbol = Symbol("go_host");

/// What belongs to the tests and not to the function.
const OF_TESTS: [&str; 2] = ["ignore", "should_panic"];

/// Expands the attribute with these `words` on this `item`.
pub(crate) fn attribute(words: TokenStream, item: TokenStream) -> TokenStream {
    let mut function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = error.into_compile_error();
            return quote!(#item #error);
        }
    };
    let mut errors = Errors::default();
    let subject = Subject::new("test", &function.sig.ident);
    let mut words = Words::parse(&subject, words, &mut errors);
    let go_host = words.flag(GO_HOST, &mut errors);
    let binary = words.text(BINARY, &mut errors);
    let runtime = Runtime::parse(&mut words, &mut errors);
    words.finish(&mut errors);
    check(&function, &subject, &mut errors);
    if !errors.none() {
        let errors = errors.into_compile_errors();
        return quote!(#function #errors);
    }

    let name = function.sig.ident.clone();
    let tested = |attribute: &mut Attribute| {
        let ident = attribute.path().get_ident();
        ident.is_some_and(|ident| OF_TESTS.iter().any(|word| ident == word))
    };
    let of_tests: Vec<Attribute> = function.attrs.extract_if(.., tested).collect();
    let conditions: Vec<&Attribute> = function
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .collect();
    let features =
        features(std::env::args()).map(|features| quote!(.with_features(&[#(#features),*])));
    // A path that depends on the place of the function means the same in its module of tests.
    let scope = runtime.is_relative().then(|| {
        quote!(
            #[allow(unused_imports)]
            use super::*;
        )
    });
    let runtime = runtime.seen_from_inner_module();
    let ways = |suffix: &str, prepare: &TokenStream| {
        let ways = [("in_process", "InProcess"), ("over_process", "OverProcess")];
        let tests = ways.map(|(test, way)| {
            let test = format_ident!("{test}{suffix}");
            let way = Ident::new(way, name.span());
            quote! {
                #(#of_tests)*
                #[::core::prelude::v1::test]
                fn #test() -> impl ::std::process::Termination {
                    let executable = #runtime::executable!(#binary) #features;
                    let way = #runtime::testing::Way::#way;
                    #runtime::testing::run(way, &executable, |plugin| super::#name(plugin #prepare))
                }
            }
        });
        quote!(#(#tests)*)
    };
    let tests = ways("", &TokenStream::new());
    let as_go_host = go_host.map(|_| ways("_as_go_host", &quote!(.as_go_host())));
    quote! {
        #[cfg(test)]
        #function
        #[cfg(test)]
        #(#conditions)*
        mod #name {
            #scope
            #tests
            #as_go_host
        }
    }
}

/// The features of the package that is compiled, as Cargo tells the compiler. Nothing is known when the
/// arguments are in a file.
fn features(arguments: impl Iterator<Item = String>) -> Option<Vec<String>> {
    let mut features = Vec::new();
    for argument in arguments {
        if argument.starts_with('@') {
            return None;
        }
        let feature = argument.strip_prefix("feature=\"");
        features.extend(
            feature
                .and_then(|rest| rest.strip_suffix('"'))
                .map(str::to_owned),
        );
    }
    Some(features)
}

fn check(function: &ItemFn, subject: &Subject, errors: &mut Errors) {
    let signature = &function.sig;
    if signature.asyncness.is_none() {
        let message = "a test of a plugin is an `async fn`, because calls are awaited";
        errors.at(signature.fn_token, subject, message);
    }
    if signature.inputs.len() != 1 {
        let message = "a test takes the plugin and nothing else, such as `github: Plugin<GitHub>`";
        errors.at(&signature.ident, subject, message);
    }
    if !signature.generics.params.is_empty() {
        let message = "a test is of one connector; name it in place of a type parameter";
        errors.at(&signature.generics, subject, message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(words: TokenStream, item: TokenStream) -> String {
        attribute(words, item).to_string()
    }

    #[test]
    fn a_body_becomes_a_test_for_each_way() {
        let body = quote! {
            #[should_panic]
            async fn finds(github: Plugin<GitHub>) {}
        };
        let expanded = expand(quote!(go_host), body.clone());
        for test in [
            "fn in_process ()",
            "fn over_process ()",
            "fn in_process_as_go_host ()",
            "fn over_process_as_go_host ()",
        ] {
            assert!(expanded.contains(test), "{expanded}");
        }
        assert_eq!(expanded.matches("should_panic").count(), 4);
        assert!(!expand(quote!(), body).contains("go_host"));
    }

    #[test]
    fn features_are_those_of_the_compiler() {
        let words = [
            "rustc",
            "--cfg",
            "feature=\"fast\"",
            "--test",
            "--cfg",
            "unix",
        ];
        let known = features(words.map(str::to_owned).into_iter());
        assert_eq!(known, Some(vec!["fast".to_owned()]));
        assert_eq!(features(["@file".to_owned()].into_iter()), None);
    }

    #[test]
    fn mistakes_are_told_at_once() {
        let expanded = expand(
            quote!(binari = "x"),
            quote!(
                fn finds<T>() {}
            ),
        );
        for message in [
            "did you mean `binary`",
            "async fn",
            "nothing else",
            "one connector",
        ] {
            assert!(expanded.contains(message), "{message}: {expanded}");
        }
    }
}
