//! The implementation beside the struct. All logic is the runtime's; this only names things.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Path};

use super::model::{Category, Connector, Hooks, Term};
use crate::input;
use crate::names::key_of_identifier;
use crate::runtime::Runtime;

/// The hidden implementation of `Connector`, and a test that the author's crate gets with it.
pub(crate) fn implementation(connector: &Connector) -> TokenStream {
    let ident = &connector.ident;
    let clear = input::clear(&connector.settings.iter().collect::<Vec<_>>());
    let settings_static = settings_static(connector);
    let about = about(connector);
    let indices: Vec<syn::Index> = (0..connector.settings.len())
        .map(syn::Index::from)
        .collect();
    // Without any, the trait's own list is empty.
    let settings = (!indices.is_empty()).then(|| {
        quote! {
            fn settings() -> __wick::Vec<__wick::InputSpec> {
                ::core::convert::Into::into([#(__SETTINGS.#indices.spec()),*])
            }
        }
    });
    let from_settings = from_settings(connector, &indices);
    let hooks = hooks(&connector.hooks);
    let runtime = &connector.runtime;
    let test = test(ident, runtime);
    quote! {
        #[allow(deprecated, unused_qualifications)]
        const _: () = {
            use #runtime::__private as __wick;
            #clear
            #settings_static
            #[automatically_derived]
            impl __wick::Connector for #ident {
                fn about() -> __wick::About {
                    #about
                }
                #settings
                #from_settings
                #hooks
            }
        };
        #test
    }
}

fn settings_static(connector: &Connector) -> Option<TokenStream> {
    let types = connector
        .settings
        .iter()
        .map(|setting| setting.description_type());
    let values = connector
        .settings
        .iter()
        .map(|setting| setting.description());
    let some = || quote!(static __SETTINGS: (#(#types,)*) = (#(#values,)*););
    (!connector.settings.is_empty()).then(some)
}

/// What hosts are told.
fn about(connector: &Connector) -> TokenStream {
    let Connector {
        key,
        name,
        docs,
        tags,
        categories,
        ..
    } = connector;
    let icon = connector.icon.as_ref().map(|icon| quote!(.icon(#icon)));
    let tags = (!tags.is_empty()).then(|| quote!(.tags([#(#tags),*])));
    let categories = categories.iter().map(|Category { title, description }| {
        let description = description.as_ref().map_or_else(String::new, LitStr::value);
        quote!(.category(#title, #description))
    });
    let terms = connector.terms.iter().map(|Term { method, value }| {
        let method = Ident::new(method, Span::call_site());
        quote_spanned!(value.span()=> .#method(#value))
    });
    let traits = &connector.traits;
    let about = quote! {
        __wick::About::new(#key, #name)
            .version(::core::env!("CARGO_PKG_VERSION"))
            .at(::core::file!(), ::core::line!())
            .describe(#docs)
            #icon
            #tags
            #(#categories)*
            #(#traits)*
            #(#terms)*
    };
    match &connector.hooks.about {
        Some(hook) => quote!(#hook(#about)),
        None => about,
    }
}

/// The author's functions in place of the default methods.
fn hooks(hooks: &Hooks) -> TokenStream {
    // What is wrong with a hook is told at its name.
    let called = |hook: &Path, arguments: TokenStream| {
        let name = Span::call_site().located_at(hook.span());
        quote_spanned!(name=> #hook(#arguments).await.map_err(__wick::into_error))
    };
    let check = hooks.check.as_ref().map(|hook| {
        // Given `self` itself, the compiler would advise to make an unknown function a method.
        let connector = Ident::new("connector", Span::mixed_site());
        let called = called(hook, quote!(#connector, context, permissions));
        quote! {
            async fn check(
                &self,
                context: &__wick::Context,
                permissions: &mut __wick::Permissions,
            ) -> ::core::result::Result<(), __wick::Error> {
                let #connector = self;
                #called
            }
        }
    });
    let identity = hooks.identity.as_ref().map(|hook| {
        let called = called(hook, quote!(token));
        quote! {
            async fn identity(
                token: __wick::Secret,
            ) -> ::core::result::Result<__wick::Identity, __wick::Error> {
                #called
            }
        }
    });
    quote!(#check #identity)
}

/// All settings are taken before the first absent one ends it, so that all mistakes are reported.
fn from_settings(connector: &Connector, indices: &[syn::Index]) -> TokenStream {
    let fields: Vec<&Ident> = connector
        .settings
        .iter()
        .map(|setting| &setting.ident)
        .collect();
    let locals: Vec<Ident> = (0..fields.len())
        .map(|index| format_ident!("setting{index}", span = Span::mixed_site()))
        .collect();
    let values = Ident::new(
        if fields.is_empty() {
            "_values"
        } else {
            "values"
        },
        Span::mixed_site(),
    );
    // Reading a field is what keeps the compiler from calling it dead.
    let decide: Vec<&Ident> = connector
        .settings
        .iter()
        .filter(|setting| setting.decides(&connector.settings))
        .map(|setting| &setting.ident)
        .collect();
    let made = quote!(Self { #(#fields: #locals?,)* });
    let made = match decide.is_empty() {
        true => made,
        false => {
            let connector = Ident::new("connector", Span::mixed_site());
            quote!({
                let #connector = #made;
                let _ = (#(&#connector.#decide,)*);
                #connector
            })
        }
    };
    quote! {
        fn from_settings(#values: &mut __wick::Values) -> ::core::option::Option<Self> {
            #(let #locals = #values.take(&__SETTINGS.#indices);)*
            ::core::option::Option::Some(#made)
        }
    }
}

/// A test in the author's crate: `cargo test` finds two operations with one key and the like.
/// It is no module of its own, because a struct inside of a function could not be named there.
fn test(ident: &Ident, runtime: &Runtime) -> TokenStream {
    let name = format_ident!(
        "{}_is_a_sound_connector",
        key_of_identifier(&ident.to_string())
    );
    quote! {
        #[cfg(test)]
        #[::core::prelude::v1::test]
        #[allow(unnameable_test_items)]
        fn #name() {
            #runtime::__private::assert_sound::<#ident>();
        }
    }
}
