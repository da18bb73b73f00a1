//! The runtime's description of one input.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::LitStr;
use syn::spanned::Spanned;

use super::{Input, Widget};

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

fn optional(number: Option<impl ToTokens>) -> TokenStream {
    match number {
        Some(number) => quote!(::core::option::Option::Some(#number)),
        None => quote!(::core::option::Option::None),
    }
}
