//! `example(title = "…", input = {…}, output = {…})`: a use of the operation that tests can run.
//!
//! It is taken out of the attribute before the other words are read, because it may stand there more
//! than once and holds JSON.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitStr, Token, braced, bracketed};

use crate::errors::{Errors, Subject};
use crate::symbol::Symbol;

// Not one of the words with a value.
const EXAMPLE: Symbol = Symbol("example");

const USAGE: &str = "write `example(title = \"…\", input = {\"key\": 1}, output = [\"…\"])`; `output` \
                     may be left out";

/// One use: arguments and, if it is known, the result, as JSON texts.
pub(crate) struct Example {
    title: LitStr,
    input: String,
    output: Option<String>,
}

/// Takes all examples out of the words of an attribute.
pub(crate) fn take(
    words: TokenStream,
    subject: &Subject,
    errors: &mut Errors,
) -> (TokenStream, Vec<Example>) {
    let mut rest: Vec<TokenTree> = Vec::new();
    let mut examples = Vec::new();
    let mut tokens = words.into_iter().peekable();
    let mut begins = true;
    while let Some(token) = tokens.next() {
        let is_example = matches!(&token, TokenTree::Ident(word) if begins && *word == EXAMPLE);
        if let Some(TokenTree::Group(group)) = tokens.peek()
            && is_example
            && group.delimiter() == Delimiter::Parenthesis
        {
            match syn::parse2::<Example>(group.stream()) {
                Ok(example) => examples.push(example),
                Err(error) => errors.syntax(subject, &error),
            }
            tokens.next();
            // Its comma goes with it.
            tokens.next_if(is_comma);
            continue;
        }
        begins = is_comma(&token);
        rest.push(token);
    }
    (rest.into_iter().collect(), examples)
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

impl Parse for Example {
    fn parse(tokens: ParseStream<'_>) -> syn::Result<Self> {
        let (mut title, mut input, mut output) = (None, None, None);
        let span = tokens.span();
        while !tokens.is_empty() {
            let word = tokens.call(Ident::parse_any)?;
            let twice =
                || syn::Error::new(word.span(), format!("`{word}` is given twice; keep one"));
            tokens.parse::<Token![=]>()?;
            match word.to_string().as_str() {
                "title" => {
                    if title.replace(tokens.parse::<LitStr>()?).is_some() {
                        return Err(twice());
                    }
                }
                "input" => {
                    if !tokens.peek(syn::token::Brace) {
                        let message = "arguments are an object: `input = {\"key\": 1}`";
                        return Err(syn::Error::new(tokens.span(), message));
                    }
                    if input.replace(json(tokens)?).is_some() {
                        return Err(twice());
                    }
                }
                "output" => {
                    if output.replace(json(tokens)?).is_some() {
                        return Err(twice());
                    }
                }
                other => {
                    let message = format!("an example has no `{other}`; {USAGE}");
                    return Err(syn::Error::new(word.span(), message));
                }
            }
            if !tokens.is_empty() {
                tokens.parse::<Token![,]>()?;
            }
        }
        match (title, input) {
            (Some(title), Some(input)) => Ok(Self {
                title,
                input,
                output,
            }),
            (None, _) => Err(syn::Error::new(
                span,
                format!("an example needs a title: {USAGE}"),
            )),
            (_, None) => Err(syn::Error::new(
                span,
                format!("an example needs an input: {USAGE}"),
            )),
        }
    }
}

impl ToTokens for Example {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            title,
            input,
            output,
        } = self;
        let output = match output {
            Some(output) => quote!(::core::option::Option::Some(#output)),
            None => quote!(::core::option::Option::None),
        };
        tokens.extend(quote!(.worked_example(#title, #input, #output)));
    }
}

/// Reads JSON, whose keys may also be names, and writes it as a text.
fn json(tokens: ParseStream<'_>) -> syn::Result<String> {
    let content;
    if tokens.peek(syn::token::Brace) {
        braced!(content in tokens);
        let fields = Punctuated::<Field, Token![,]>::parse_terminated(&content)?;
        let fields: Vec<String> = fields.into_iter().map(|field| field.0).collect();
        return Ok(format!("{{{}}}", fields.join(",")));
    }
    if tokens.peek(syn::token::Bracket) {
        bracketed!(content in tokens);
        let items = content.parse_terminated(json, Token![,])?;
        return Ok(format!("[{}]", Vec::from_iter(items).join(",")));
    }
    if tokens.peek(Ident::peek_any) && !tokens.peek(syn::LitBool) {
        let word = tokens.call(Ident::parse_any)?;
        if word == "null" {
            return Ok("null".to_owned());
        }
        return Err(syn::Error::new(
            word.span(),
            format!("`{word}` is not JSON"),
        ));
    }
    let minus = tokens.parse::<Option<Token![-]>>()?;
    let sign = if minus.is_some() { "-" } else { "" };
    let literal: Lit = tokens.parse()?;
    match &literal {
        Lit::Str(text) if minus.is_none() => Ok(quoted(&text.value())),
        Lit::Bool(flag) if minus.is_none() => Ok(flag.value.to_string()),
        Lit::Int(number) if number.suffix().is_empty() => {
            Ok(format!("{sign}{}", number.base10_digits()))
        }
        Lit::Float(number) if number.suffix().is_empty() => {
            Ok(format!("{sign}{}", number.base10_digits()))
        }
        other => Err(syn::Error::new(other.span(), "this is not JSON")),
    }
}

/// `"key": value`, as JSON text.
struct Field(String);

impl Parse for Field {
    fn parse(tokens: ParseStream<'_>) -> syn::Result<Self> {
        let key = if tokens.peek(LitStr) {
            tokens.parse::<LitStr>()?.value()
        } else {
            tokens.call(Ident::parse_any)?.unraw().to_string()
        };
        tokens.parse::<Token![:]>()?;
        Ok(Self(format!("{}:{}", quoted(&key), json(tokens)?)))
    }
}

/// A text as JSON has it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            control if control < ' ' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: TokenStream) -> (String, Vec<String>, Vec<String>) {
        let mut errors = Errors::default();
        let subject = Subject::new("operation", "find");
        let (rest, examples) = take(words, &subject, &mut errors);
        let examples = examples
            .iter()
            .map(|example| example.to_token_stream().to_string());
        (rest.to_string(), examples.collect(), errors.into_messages())
    }

    #[test]
    fn examples_are_taken_out_and_become_json() {
        let (rest, examples, errors) = read(quote!(
            category = "Issues",
            example(title = "One", input = {"a": [1, -2.5, null, true], b: "x\n\"y\""}),
            read_only,
            example(title = "Two", input = {}, output = [{"n": 1}],),
        ));
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(rest, quote!(category = "Issues", read_only,).to_string());
        let written = quote!(.worked_example(
            "One",
            "{\"a\":[1,-2.5,null,true],\"b\":\"x\\n\\\"y\\\"\"}",
            ::core::option::Option::None
        ));
        assert_eq!(examples[0], written.to_string());
        assert!(
            examples[1].contains(r#"Some ("[{\"n\":1}]")"#),
            "{}",
            examples[1]
        );
    }

    #[test]
    fn mistakes_are_told() {
        for (words, message) in [
            (quote!(example(input = {})), "needs a title"),
            (quote!(example(title = "x")), "needs an input"),
            (
                quote!(example(title = "x", input = [])),
                "arguments are an object",
            ),
            (
                quote!(example(title = "x", input = {"a": b})),
                "`b` is not JSON",
            ),
            (quote!(example(title = "x", inputs = {})), "has no `inputs`"),
            (quote!(example(title = "x", title = "y")), "given twice"),
        ] {
            let (_, _, errors) = read(words);
            assert!(
                errors.len() == 1 && errors[0].contains(message),
                "{errors:?}"
            );
        }
    }
}
