//! `example(title = "…", input = {…}, output = {…})`: a use of the operation that tests can run.
//!
//! It is taken out of the attribute before the other words are read, because it may stand there more
//! than once and holds JSON.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

use crate::errors::{Errors, Subject};
use crate::json::json;
use crate::symbol::EXAMPLE;

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
        if is_example {
            match tokens.peek() {
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                    match syn::parse2::<Example>(group.stream()) {
                        Ok(example) => examples.push(example),
                        Err(error) => errors.syntax(subject, &error),
                    }
                }
                _ => errors.at(token, subject, USAGE),
            }
            // Its comma goes with it.
            while tokens.next().is_some_and(|token| !is_comma(&token)) {}
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
