//! From tokens to [`Source`] and [`Connector`].

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Token, Visibility};

use super::model::{Category, Connector, Hooks, Term};
use crate::attribute::Words;
use crate::docs::Docs;
use crate::errors::{Errors, Subject};
use crate::input::{self, Input};
use crate::names::{is_connector_key, key_of_identifier, key_of_name, title};
use crate::runtime::Runtime;
use crate::setter::{Entry, Setter, pair, text};
use crate::symbol::{
    ABOUT, ACCESS, ALLOW_SESSION_CONFIG, CATEGORIES, CHECK, CONFIG, CONNECTOR, FIXED, ICON,
    IDENTITY, KEY, KIND, LIVE_CATALOG, NAME, OAUTH, OPERATION, REQUIRE_AI_DESCRIPTION, TAGS,
};
use crate::types::owned;

const FLAGS: [Entry; 4] = [
    (ALLOW_SESSION_CONFIG, "allow_session_config"),
    (FIXED, "fixed"),
    (LIVE_CATALOG, "live_catalog"),
    (REQUIRE_AI_DESCRIPTION, "require_ai_description"),
];

/// Words whose value is an expression, with an example of one.
const TERMS: [(Entry, &str); 3] = [
    (
        (ACCESS, "access"),
        "Access { enable_sso: true, ..Access::default() }",
    ),
    ((KIND, "kind"), "Kind::Job"),
    ((OAUTH, "oauth"), "oauth()"),
];

/// The author's struct, or what was annotated in place of one.
pub(crate) struct Source(pub(crate) DeriveInput);

impl Parse for Source {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        ahead.parse::<Visibility>()?;
        if !(ahead.peek(Token![struct]) || ahead.peek(Token![enum]) || ahead.peek(Token![union])) {
            let message = format!(
                "`#[{CONNECTOR}]` goes on the struct of settings; on a function put `#[{OPERATION}]`"
            );
            return Err(ahead.error(message));
        }
        input.parse().map(Self)
    }
}

impl ToTokens for Source {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// Reads the attribute and the fields, and takes our attributes off the fields.
pub(crate) fn parse(words: TokenStream, source: &mut Source, errors: &mut Errors) -> Connector {
    let item = &mut source.0;
    let ident = item.ident.clone();
    let subject = Subject::new("connector", ident.unraw());
    let mut words = Words::parse(&subject, words, errors);
    let name = words.text(NAME, errors);
    let key = words.text(KEY, errors);
    let icon = words.text(ICON, errors).map(|text| text.value());
    let tags = words.list(TAGS, "[CONNECTOR]", errors).unwrap_or_default();
    let categories = categories(&mut words, errors);
    let traits = Setter::flags(&FLAGS, &mut words, errors);
    let terms = terms(&mut words, errors);
    let hooks = Hooks {
        about: words.path(ABOUT, errors),
        check: words.path(CHECK, errors),
        identity: words.path(IDENTITY, errors),
    };
    let runtime = Runtime::parse(&mut words, errors);
    words.finish(errors);
    Connector {
        runtime,
        key: self::key(key.as_ref(), name.as_ref(), &ident, &subject, errors),
        name: name.map_or_else(|| title(&ident.unraw().to_string()), |name| name.value()),
        docs: Docs::of(&item.attrs),
        icon,
        tags,
        categories,
        traits,
        terms,
        hooks,
        settings: settings(&mut item.data, &subject, errors),
        ident,
        subject,
    }
}

/// The key: given, or made from the given name, or from the name of the struct.
fn key(
    key: Option<&LitStr>,
    name: Option<&LitStr>,
    ident: &Ident,
    subject: &Subject,
    errors: &mut Errors,
) -> String {
    if let Some(written) = key {
        let key = written.value();
        if !is_connector_key(&key) {
            let message =
                format!("`{key}` is no key; write small ASCII letters, digits and `_`, at most 64");
            errors.at(written, subject, message);
        }
        return key;
    }
    let made = match name {
        Some(name) => key_of_name(&name.value()),
        None => Some(key_of_identifier(&ident.unraw().to_string())),
    };
    made.filter(|key| is_connector_key(key)).unwrap_or_else(|| {
        let message = r#"no key can be made from its name; give one with `key = "…"`"#;
        match name {
            Some(name) => errors.at(name, subject, message),
            None => errors.at(ident, subject, message),
        }
        String::new()
    })
}

fn categories(words: &mut Words, errors: &mut Errors) -> Vec<Category> {
    let listed = words.list(CATEGORIES, r#"["Issues"]"#, errors);
    let mut categories = Vec::new();
    for element in listed.unwrap_or_default() {
        if let Some(title) = text(&element) {
            categories.push(Category {
                title,
                description: None,
            });
        } else if let Some([title, description]) = pair(&element) {
            categories.push(Category {
                title,
                description: Some(description),
            });
        } else {
            let message = format!(
                r#"`{CATEGORIES}` lists titles, alone or with a description: `["…", ("…", "…")]`"#
            );
            errors.at(element, words.subject(), message);
        }
    }
    categories
}

fn terms(words: &mut Words, errors: &mut Errors) -> Vec<Term> {
    let mut terms = Vec::new();
    for ((word, method), example) in TERMS {
        if let Some(value) = words.value(word, example, errors) {
            terms.push(Term { method, value });
        }
    }
    terms
}

/// The named fields; other structs are reported by the rules.
fn settings(data: &mut Data, subject: &Subject, errors: &mut Errors) -> Vec<Input> {
    let Data::Struct(data) = data else {
        return Vec::new();
    };
    let Fields::Named(fields) = &mut data.fields else {
        return Vec::new();
    };
    let mut settings = Vec::new();
    for field in &mut fields.named {
        let Some(ident) = field.ident.clone() else {
            continue;
        };
        let part = subject.part("setting", ident.unraw());
        let ty = field.ty.clone();
        // What is borrowed is refused; the compiler would ask for a lifetime as well.
        if let Some(owned) = owned(&ty) {
            field.ty = owned;
        }
        settings.push(input::parse(
            part,
            ident,
            ty,
            &mut field.attrs,
            CONFIG,
            errors,
        ));
    }
    settings
}
