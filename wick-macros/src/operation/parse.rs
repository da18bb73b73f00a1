//! From tokens to [`Function`] and [`Operation`].

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, FnArg, Ident, Pat, PatIdent, ReturnType, Signature, Type, TypeReference, Visibility,
    parse_quote,
};

use super::example;
use super::model::{Borrowed, Hints, Operation, Output, Parameter, Style, Within};
use crate::attribute::Words;
use crate::docs::{Docs, is_doc};
use crate::errors::{Errors, Subject};
use crate::input;
use crate::runtime::Runtime;
use crate::setter::{Entry, Setter};
use crate::symbol::{
    ARG, CATEGORY, CLOSED_WORLD, CONFIG_ONLY, DESTRUCTIVE, EXAMPLE, EXAMPLES, IDEMPOTENT,
    INPUT_SAMPLE, KEY, NAME, OPERATION, OUTPUT_SAMPLE, OUTPUT_SHAPE, PAIR_WITH, PITFALLS, QUIRKS,
    READ_ONLY, TEMPLATEABLE,
};
use crate::types::{first_argument, last_segment, owned, owned_instead_of, source, stream_item};

/// The author's function. Its body stays unread: it is none of our business, and reading it would
/// only cost time.
pub(crate) struct Function {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    pub(crate) signature: Signature,
    body: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if let Some(other) = other_item(&input.fork()) {
            let message = format!("`#[{OPERATION}]` goes on a function, not on a `{other}`");
            return Err(syn::Error::new(other.span(), message));
        }
        Ok(Self {
            attributes,
            visibility,
            signature: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl Function {
    /// The `;` in place of a body.
    pub(crate) fn missing_body(&self) -> Option<TokenTree> {
        let first = self.body.clone().into_iter().next()?;
        matches!(first, TokenTree::Punct(_)).then_some(first)
    }
}

impl Function {
    /// An input that only decides which others a form shows need not be read by the function.
    pub(crate) fn allow_unused(&mut self, operation: &Operation) {
        let decides = |name: &Ident| {
            let mut inputs = operation.inputs();
            let input = inputs.find(|input| input.ident == *name);
            input.is_some_and(|input| input.decides(operation.inputs()))
        };
        for argument in &mut self.signature.inputs {
            if let FnArg::Typed(typed) = argument
                && name(&typed.pat, &typed.ty).is_some_and(|name| decides(&name))
            {
                typed.attrs.push(parse_quote!(#[allow(unused_variables)]));
            }
        }
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            attributes,
            visibility,
            signature,
            body,
        } = self;
        tokens.extend(quote!(#(#attributes)* #visibility #signature #body));
    }
}

/// The keyword of an item that is no function.
fn other_item(input: ParseStream<'_>) -> Option<Ident> {
    const OTHERS: [&str; 8] = [
        "struct", "enum", "union", "trait", "impl", "mod", "static", "type",
    ];
    match input.parse::<TokenTree>() {
        Ok(TokenTree::Ident(word)) if OTHERS.iter().any(|other| word == other) => Some(word),
        _ => None,
    }
}

/// Reads the attribute and the signature. What is ours is taken off the function: its attributes
/// and the doc comments of parameters, which the compiler does not allow there.
pub(crate) fn parse(words: TokenStream, function: &mut Function, errors: &mut Errors) -> Operation {
    let ident = function.signature.ident.clone();
    let subject = Subject::new("operation", ident.unraw());
    let (words, examples) = example::take(words, &subject, errors);
    let mut words = Words::parse(&subject, words, errors);
    let category = words.text(CATEGORY, errors).map(|text| text.value());
    let hints = Hints {
        destructive: words.flag(DESTRUCTIVE, errors),
        read_only: words.flag(READ_ONLY, errors),
        idempotent: words.flag(IDEMPOTENT, errors),
        closed_world: words.flag(CLOSED_WORLD, errors),
    };
    let key = words.text(KEY, errors);
    let name = words.text(NAME, errors).map(|text| text.value());
    let guide = guide(&mut words, errors);
    words.also_known(EXAMPLE);
    let runtime = Runtime::parse(&mut words, errors);
    words.finish(errors);

    let mut parameters = Vec::new();
    for argument in &mut function.signature.inputs {
        parameters.extend(parameter(argument, &subject, errors));
    }
    Operation {
        runtime,
        key: match key {
            Some(text) => checked_key(&text.value(), text, &subject, errors),
            None => checked_key(&ident.unraw().to_string(), &ident, &subject, errors),
        },
        name,
        docs: Docs::of(&function.attributes),
        category,
        hints,
        guide,
        examples,
        style: if function.signature.asyncness.is_some() {
            Style::Async
        } else {
            Style::Sync
        },
        parameters,
        output: match &function.signature.output {
            ReturnType::Type(_, ty) => output(ty),
            ReturnType::Default => Output::Value(parse_quote!(())),
        },
        ident,
        subject,
    }
}

/// A stream is known by its tokens, because `impl Stream` cannot be named.
fn output(ty: &Type) -> Output {
    let stream = |ty: &Type, is_in| {
        let item = stream_item(ty)?.clone();
        Some(Output::Stream { item, is_in })
    };
    let in_result = || {
        let last = last_segment(ty).filter(|last| last.ident == "Result")?;
        stream(first_argument(last)?, Within::Result)
    };
    stream(ty, Within::Nothing)
        .or_else(in_result)
        .unwrap_or_else(|| Output::Value(ty.clone()))
}

/// Words for the pages and prompts of hosts, which say what types cannot.
fn guide(words: &mut Words, errors: &mut Errors) -> Vec<Setter> {
    const FLAGS: [Entry; 1] = [(CONFIG_ONLY, "config_only")];
    const TEXTS: [Entry; 2] = [
        (INPUT_SAMPLE, "input_sample"),
        (OUTPUT_SAMPLE, "output_sample"),
    ];
    const LISTS: [Entry; 4] = [
        (PAIR_WITH, "pair_with"),
        (PITFALLS, "common_pitfall"),
        (QUIRKS, "quirk"),
        (TEMPLATEABLE, "templateable_field"),
    ];
    const PAIRS: [Entry; 2] = [(EXAMPLES, "example"), (OUTPUT_SHAPE, "output_shape")];
    let mut guide = Setter::flags(&FLAGS, words, errors);
    guide.extend(Setter::texts(&TEXTS, words, errors));
    guide.extend(Setter::lists(&LISTS, words, errors));
    guide.extend(Setter::pairs(&PAIRS, words, errors));
    guide
}

fn checked_key(
    key: &str,
    written: impl ToTokens,
    subject: &Subject,
    errors: &mut Errors,
) -> String {
    if !crate::names::is_key(key) {
        let message = format!(
            "`{key}` is no key; give one of ASCII letters, digits, `_` and `-`, at most 64, with \
             `key = \"…\"`"
        );
        errors.at(written, subject, message);
    }
    key.to_owned()
}

fn parameter(argument: &mut FnArg, subject: &Subject, errors: &mut Errors) -> Option<Parameter> {
    let typed = match argument {
        FnArg::Typed(typed) => typed,
        FnArg::Receiver(receiver) => {
            let message = "an operation is a function outside of any `impl`; take the connector \
                           as a parameter, such as `github: &GitHub`, in place of `self`";
            errors.at(receiver.self_token, subject, message);
            return None;
        }
    };
    let Some(ident) = name(&typed.pat, &typed.ty) else {
        let message = "a parameter is a plain name, because the name is its key; take the value \
                       apart inside of the function";
        errors.at(&typed.pat, subject, message);
        strip(&mut typed.attrs);
        return None;
    };
    let parameter = match typed.ty.as_ref() {
        Type::Reference(reference) => {
            let part = subject.part("parameter", ident.unraw());
            refuse_words(&mut typed.attrs, &part, errors);
            borrowed(ident, reference, &part, errors)
        }
        ty => {
            let part = subject.part("input", ident.unraw());
            let ty = ty.clone();
            // Refused below; the compiler would ask for a size as well.
            if let Some(owned) = owned(&ty) {
                *typed.ty = owned;
            }
            let input = input::parse(part, ident, ty, &mut typed.attrs, ARG, errors);
            Some(Parameter::Input(Box::new(input)))
        }
    };
    strip(&mut typed.attrs);
    parameter
}

/// Removes what the compiler does not accept on a parameter.
fn strip(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| !is_doc(attribute) && *attribute.path() != ARG);
}

/// `limit` or `mut limit`. What the host gives has no key, so it may be `_` as well.
fn name(pattern: &Pat, ty: &Type) -> Option<Ident> {
    match pattern {
        Pat::Wild(wild) if matches!(ty, Type::Reference(_)) => {
            Some(Ident::new("_", wild.underscore_token.span))
        }
        Pat::Ident(PatIdent {
            by_ref: None,
            subpat: None,
            ident,
            ..
        }) => Some(ident.clone()),
        _ => None,
    }
}

/// Reads `github: &GitHub` or `ctx: &Context`.
fn borrowed(
    ident: Ident,
    reference: &TypeReference,
    subject: &Subject,
    errors: &mut Errors,
) -> Option<Parameter> {
    let referent = reference.elem.as_ref();
    if let Some(owned) = owned_instead_of(referent) {
        let message = format!("an input is owned; take `{owned}`");
        errors.at(reference, subject, message);
        return None;
    }
    let Some(last) = last_segment(referent) else {
        let message = "only the connector and `Context` are borrowed; take an owned type";
        errors.at(reference, subject, message);
        return None;
    };
    if let Some(mutability) = &reference.mutability {
        let message = format!(
            "what the host gives is not changed; take `&{}`",
            source(referent)
        );
        errors.at(mutability, subject, message);
    }
    if let Some(lifetime) = reference
        .lifetime
        .as_ref()
        .filter(|named| named.ident == "static")
    {
        let message = format!("it is borrowed for this call only; leave `{lifetime}` out");
        errors.at(lifetime, subject, message);
    }
    let is_context = last.ident == "Context";
    let borrowed = Borrowed {
        ident,
        referent: referent.clone(),
    };
    Some(if is_context {
        Parameter::Context(borrowed)
    } else {
        Parameter::Connector(borrowed)
    })
}

/// `#[arg]` describes inputs, and what is borrowed is none; `cfg` is refused as on inputs.
fn refuse_words(attributes: &mut Vec<Attribute>, subject: &Subject, errors: &mut Errors) {
    input::refuse_other_helpers(attributes, ARG, subject, errors);
    for attribute in attributes.iter() {
        if *attribute.path() == ARG {
            let message = "`#[arg]` describes an input, but the host gives what is borrowed";
            errors.at(attribute, subject, message);
        }
    }
    input::refuse_cfg(attributes, subject, errors);
}
