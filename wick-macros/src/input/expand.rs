//! The runtime's description of one input.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::LitStr;
use syn::spanned::Spanned;

use super::{Input, Widget};
use crate::symbol::CONFIG;
use crate::types::{is_named, within};

impl Input {
    /// The type of its description.
    pub(crate) fn description_type(&self) -> TokenStream {
        let ty = &self.ty;
        quote!(__wick::Input<#ty>)
    }

    /// Its description, a constant expression. The spans are the author's type, because the one
    /// bound on that type is stated by the function that is called here.
    pub(crate) fn description(&self) -> TokenStream {
        let Self { ty, docs, .. } = self;
        let key = self.key.text();
        // A constructor each, so that the bound on the type is stated once in both.
        let new = match self.flatten {
            None if self.helper == CONFIG => {
                quote_spanned!(ty.span()=> <__wick::Input<#ty>>::setting(#key))
            }
            None => quote_spanned!(ty.span()=> <__wick::Input<#ty>>::new(#key)),
            Some(_) => quote_spanned!(ty.span()=> <__wick::Input<#ty>>::flatten(#key)),
        };
        let describe = (!docs.is_empty()).then(|| quote!(.describe(#docs)));
        let default = self.default.as_ref().map(|default| {
            let text = &default.text;
            quote!(.default(#text))
        });
        let range = self.range.as_ref().map(|range| {
            let start = optional(range.value.start);
            let end = optional(range.value.end);
            quote!(.range(#start, #end))
        });
        let prefill = self.prefill.as_ref().map(|prefill| {
            let text = &prefill.text;
            quote!(.prefill(#text))
        });
        let required = self.required.as_ref().map(|_| quote!(.required()));
        let group = self.group.as_ref().map(|group| quote!(.group(#group)));
        let length = self.length.as_ref().map(|length| {
            let least = optional(length.value.least);
            let most = optional(length.value.most);
            quote!(.length(#least, #most))
        });
        let pattern = self
            .pattern
            .as_ref()
            .map(|pattern| quote!(.pattern(#pattern)));
        let visible_when = self
            .visible_when
            .as_ref()
            .map(|condition| quote!(.visible_when(#condition)));
        let widget = self.widget.as_ref().map(|Widget { kind, options }| {
            let options = options.as_ref().map_or_else(String::new, LitStr::value);
            quote!(.widget(#kind, #options))
        });
        let env = self.env.as_ref().map(|env| quote!(.env_override(#env)));
        let secret = self.secret.as_ref().map(|_| quote!(.secret()));
        let regenerable = self.regenerable.as_ref().map(|_| quote!(.regenerable()));
        let form = &self.form;
        quote! {
            #new #describe #default #range #length #pattern #prefill #required #group
            #visible_when #widget #env #(#form)* #secret #regenerable
        }
    }
}

/// What refuses types of the standard library whose JSON no caller would guess. A type of the author's that
/// has such a name is fine, so the compiler decides.
pub(crate) fn clear(inputs: &[&Input]) -> TokenStream {
    const UNCLEAR: [(&str, &str); 2] = [
        (
            "Duration",
            "a `Duration` is `{\"secs\": 1, \"nanos\": 0}` to callers; take a number whose name says \
             the unit, such as `timeout_seconds: u64`, and make the `Duration` of it",
        ),
        (
            "SystemTime",
            "a `SystemTime` is `{\"secs_since_epoch\": 1, \"nanos_since_epoch\": 0}` to callers; take \
             a `String` with `widget = \"datetime\"`, and make the time of it",
        ),
    ];
    let refusals = inputs.iter().flat_map(|input| {
        UNCLEAR.iter().filter_map(|(name, message)| {
            let ty = within(&input.ty, &|ty| is_named(ty, name))?;
            let message = format!("{}: {message}", input.subject);
            Some(quote_spanned! {ty.span()=>
                const _: () = ::core::assert!(<__wick::Clear<#ty>>::IS_CLEAR, "{}", #message);
            })
        })
    });
    let refusals: TokenStream = refusals.collect();
    match refusals.is_empty() {
        true => refusals,
        false => quote!(#[allow(unused_imports)] use __wick::IsClear as _; #refusals),
    }
}

fn optional(number: Option<impl ToTokens>) -> TokenStream {
    match number {
        Some(number) => quote!(::core::option::Option::Some(#number)),
        None => quote!(::core::option::Option::None),
    }
}
