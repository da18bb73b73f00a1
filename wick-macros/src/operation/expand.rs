//! The registration beside the function. All logic is the runtime's; this only names things.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use super::model::{Operation, Output, Parameter, Style, Within};
use crate::input::{self, Input};
use crate::types::{last_segment, type_arguments};

/// The hidden block that describes, calls and registers one operation.
///
/// The author may deprecate an operation, but not because it is registered. Items in it have names that no author's function or type has, because items are not hygienic.
pub(crate) fn registration(operation: &Operation) -> TokenStream {
    let inputs: Vec<&Input> = operation.inputs().collect();
    let clear = input::clear(&inputs);
    let inputs_static = inputs_static(&inputs);
    let output_static = output_static(&operation.output);
    let call = call(operation, inputs.len());
    let description = description(operation, inputs.len());
    let runtime = &operation.runtime;
    let registration = match operation.connector() {
        Some(connector) => {
            let ty = &connector.referent;
            quote_spanned!(ty.span()=> __wick::Registration::new::<#ty>)
        }
        None => quote!(__wick::Registration::for_any),
    };
    quote! {
        #[allow(deprecated, unused_qualifications)]
        const _: () = {
            use #runtime::__private as __wick;
            #clear
            #inputs_static
            #output_static
            #call
            __wick::inventory::submit! {
                #registration(::core::file!(), ::core::line!(), || #description)
                    .within(::core::module_path!(), ::core::column!())
            }
        };
    }
}

/// What is known of the return type, or of the items of a stream, which has no name. What a value must
/// be is demanded where the author wrote it, and what an error must be where that is.
fn output_static(output: &Output) -> TokenStream {
    let (ty, table, part) = match output {
        Output::Value(ty) => (ty, quote!(Output), quote!(ValueOf)),
        Output::Stream { item, .. } => (item, quote!(Items), quote!(ItemOf)),
    };
    let (value, error) = value_and_error(ty);
    let value = demanded(value, &quote!(__wick::#part<#ty>));
    let error = demanded(error, &quote!(__wick::FailureOf<#ty>));
    quote!(static __OUTPUT: __wick::#table<#ty> = <__wick::#table<#ty>>::of(#value, #error);)
}

/// Where the value and the error of a `Result` are written; all of it where they are not.
fn value_and_error(ty: &Type) -> (&Type, &Type) {
    let Some(result) = last_segment(ty).filter(|last| last.ident == "Result") else {
        return (ty, ty);
    };
    let mut arguments = type_arguments(result);
    let value = arguments.next().unwrap_or(ty);
    (value, arguments.next().unwrap_or(ty))
}

/// An expression whose errors point at all of `written`.
fn demanded(written: &Type, part: &TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = written.to_token_stream().into_iter().collect();
    let span = |token: Option<&TokenTree>| token.map_or_else(Span::call_site, TokenTree::span);
    let (first, last) = (span(tokens.first()), span(tokens.last()));
    let part: TokenStream = part
        .clone()
        .into_iter()
        .map(|mut token| {
            token.set_span(first.resolved_at(token.span()));
            token
        })
        .collect();
    let new = quote_spanned!(last=> >::new());
    quote_spanned!(first=> <#part #new)
}

fn inputs_static(inputs: &[&Input]) -> Option<TokenStream> {
    let types = inputs.iter().map(|input| input.description_type());
    let values = inputs.iter().map(|input| input.description());
    let some = || quote!(static __INPUTS: (#(#types,)*) = (#(#values,)*););
    (!inputs.is_empty()).then(some)
}

/// The function that the runtime calls: it takes the arguments apart and calls the author's.
fn call(operation: &Operation, inputs: usize) -> TokenStream {
    let locals = Locals::new(inputs);
    let Locals {
        call,
        connector,
        context,
        values,
    } = &locals;
    let takes_connector = operation.connector().map(|borrowed| {
        let ty = &borrowed.referent;
        quote!(let #connector = #call.connector::<#ty>();)
    });
    let indices = (0..inputs).map(syn::Index::from);
    let takes_context = operation
        .parameters
        .iter()
        .any(|parameter| matches!(parameter, Parameter::Context(_)))
        .then(|| quote!(let #context = #call.context();));
    let present: Vec<&Ident> = takes_connector
        .iter()
        .map(|_| connector)
        .chain(values.iter())
        .collect();
    let unwrap = (!present.is_empty()).then(|| {
        quote! {
            let (#(::core::option::Option::Some(#present),)*) = (#(#present,)*) else {
                return #call.reject();
            };
        }
    });
    let outcome = outcome(operation, &locals);
    // A future that is not `Send` is that of the author's function: the error points at its name.
    let name = Span::mixed_site().located_at(operation.ident.span());
    let future = quote_spanned! {name=>
        __wick::Box::pin(async move {
            #takes_connector
            #(let #values = #call.take(&__INPUTS.#indices);)*
            #unwrap
            #takes_context
            #outcome
        })
    };
    quote! {
        fn __call(mut #call: __wick::Call) -> __wick::CallFuture {
            #future
        }
    }
}

/// The author's function with its arguments in their order.
fn outcome(operation: &Operation, locals: &Locals) -> TokenStream {
    let Locals {
        call,
        connector,
        context,
        values,
    } = locals;
    let function = &operation.ident;
    let mut values = values.iter();
    let arguments = operation
        .parameters
        .iter()
        .map(|parameter| match parameter {
            Parameter::Connector(_) => quote!(&#connector),
            Parameter::Context(_) => quote!(&#context),
            Parameter::Input(_) => {
                let value = values.next();
                quote!(#value)
            }
        });
    let returned = quote!(#function(#(#arguments),*));
    let wait = (operation.style == Style::Async).then(|| quote!(.await));
    match (&operation.output, operation.style) {
        // It may borrow the connector, so it is read to its end here. To make a stream does not block.
        (Output::Stream { is_in, .. }, _) => match is_in {
            Within::Nothing => quote!(__OUTPUT.reply(#returned #wait, &#call).await),
            Within::Result => {
                let into_error = quote_spanned!(function.span()=> __wick::into_error(error));
                quote! {
                    let stream = match #returned #wait {
                        ::core::result::Result::Ok(stream) => stream,
                        ::core::result::Result::Err(error) => {
                            return ::core::result::Result::Err(#into_error);
                        }
                    };
                    __OUTPUT.reply(stream, &#call).await
                }
            }
        },
        (Output::Value(_), Style::Async) => quote!(__OUTPUT.reply(#returned.await, &#call)),
        (Output::Value(_), Style::Sync) => {
            quote!(__OUTPUT.blocking(&#call, move || #returned).await)
        }
    }
}

/// What hosts are told.
fn description(operation: &Operation, inputs: usize) -> TokenStream {
    let Operation {
        key,
        docs,
        hints,
        guide,
        examples,
        ..
    } = operation;
    let name = operation.name.as_ref().map(|name| quote!(.name(#name)));
    let category = operation
        .category
        .as_ref()
        .map(|category| quote!(.category(#category)));
    let destructive = hints.destructive.as_ref().map(|_| quote!(.destructive()));
    let read_only = hints.read_only.as_ref().map(|_| quote!(.read_only()));
    let closed_world = hints.closed_world.as_ref().map(|_| quote!(.closed_world()));
    let idempotent = hints.idempotent.as_ref().map(|_| quote!(.idempotent()));
    let indices = (0..inputs).map(syn::Index::from);
    let output = match operation.output {
        Output::Value(_) => quote!(.output(&__OUTPUT)),
        Output::Stream { .. } => quote!(.items(&__OUTPUT)),
    };
    quote! {
        __wick::Operation::new(#key, __call)
            #name
            .describe(#docs)
            #category
            #destructive
            #read_only
            #idempotent
            #closed_world
            #(#guide)*
            #(#examples)*
            #(.input(&__INPUTS.#indices))*
            #output
    }
}

/// Local variables; their spans make them invisible to the author's code.
struct Locals {
    call: Ident,
    connector: Ident,
    context: Ident,
    values: Vec<Ident>,
}

impl Locals {
    fn new(inputs: usize) -> Self {
        let local = |name: &str| Ident::new(name, Span::mixed_site());
        Self {
            call: local("call"),
            connector: local("connector"),
            context: local("context"),
            values: (0..inputs)
                .map(|index| format_ident!("input{index}", span = Span::mixed_site()))
                .collect(),
        }
    }
}
