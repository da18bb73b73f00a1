//! What stands in for an implementation when there are mistakes, so that operations of the same
//! connector do not complain about it as well.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericParam, TypeParamBound, parse_quote};

use super::parse::Source;
use crate::runtime::Runtime;

pub(crate) fn implementation(source: &Source, runtime: &Runtime) -> TokenStream {
    let ident = &source.0.ident;
    let mut generics = source.0.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.extend::<[TypeParamBound; 3]>([
            parse_quote!(::core::marker::Send),
            parse_quote!(::core::marker::Sync),
            parse_quote!('static),
        ]);
    }
    // A connector lives on its own, so only one without lifetimes can be one.
    let arguments = generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Type(ty) => ty.ident.to_token_stream(),
        GenericParam::Const(constant) => constant.ident.to_token_stream(),
    });
    let arguments = (!generics.params.is_empty()).then(|| quote!(<#(#arguments),*>));
    let mut owned = generics.clone();
    owned.params = (generics.params.iter())
        .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
        .cloned()
        .collect();
    let (generics, _, clause) = owned.split_for_impl();
    quote! {
        const _: () = {
            use #runtime::__private as __wick;
            #[automatically_derived]
            impl #generics __wick::Connector for #ident #arguments #clause {
                fn about() -> __wick::About {
                    ::core::unreachable!()
                }
                fn settings() -> __wick::Vec<__wick::InputSpec> {
                    ::core::unreachable!()
                }
                fn from_settings(_: &mut __wick::Values) -> ::core::option::Option<Self> {
                    ::core::unreachable!()
                }
            }
        };
    }
}
