//! JSON among the words of an attribute.

use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitStr, Token, braced, bracketed};

/// Reads JSON, whose keys may also be names, and writes it as a text.
pub(crate) fn json(tokens: ParseStream<'_>) -> syn::Result<String> {
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
