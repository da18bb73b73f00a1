//! Doc comments as descriptions.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of the doc comments on one item, as people and models should read it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs(Vec<Part>);

/// Doc comments are literals; `#[doc = include_str!("…")]` is known only to the compiler.
#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Code(Box<Expr>),
}

impl Docs {
    pub(crate) fn of(attributes: &[Attribute]) -> Self {
        let mut parts = Vec::new();
        let mut lines: Vec<String> = Vec::new();
        for attribute in attributes {
            match value(attribute) {
                Some(Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                })) => {
                    lines.extend(text.value().lines().map(str::to_owned));
                    // `lines` of an empty text is nothing, but `///` alone ends a paragraph.
                    if text.value().is_empty() {
                        lines.push(String::new());
                    }
                }
                Some(code) => {
                    parts.push(Part::Text(paragraphs(&lines)));
                    lines.clear();
                    parts.push(Part::Code(Box::new(code.clone())));
                }
                None => {}
            }
        }
        parts.push(Part::Text(paragraphs(&lines)));
        parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
        Self(parts)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// An expression of type `&'static str`.
impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let expression = match self.0.as_slice() {
            [] => quote!(""),
            [Part::Text(text)] => quote!(#text),
            [Part::Code(code)] => quote!(#code),
            parts => {
                let parts = parts.iter().map(|part| match part {
                    Part::Text(text) => quote!(#text),
                    Part::Code(code) => quote!(#code),
                });
                quote!(::core::concat!(#(#parts, "\n"),*))
            }
        };
        tokens.extend(expression);
    }
}

/// Whether this is a doc comment.
pub(crate) fn is_doc(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}

/// The text of a `#[doc = …]`; `#[doc(hidden)]` has none.
fn value(attribute: &Attribute) -> Option<&Expr> {
    match &attribute.meta {
        Meta::NameValue(pair) if is_doc(attribute) => Some(&pair.value),
        _ => None,
    }
}

/// Joins the lines of a paragraph, which are broken for the editor only. Lists, tables, quotes,
/// headings and code keep their lines.
fn paragraphs(lines: &[String]) -> String {
    let mut text = String::new();
    let mut in_code = false;
    let mut after_heading = false;
    let indent = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| indentation(line))
        .min();
    for line in lines {
        let line = line
            .get(indent.unwrap_or(0)..)
            .unwrap_or_default()
            .trim_end();
        let is_fence = line.trim_start().starts_with("```");
        let joins = !in_code && !is_fence && !after_heading && !keeps_its_line(line);
        let previous_is_open = !text.is_empty() && !text.ends_with('\n');
        match (joins && previous_is_open, line.is_empty() && !in_code) {
            (_, true) => text.push_str("\n\n"),
            (true, false) => {
                text.push(' ');
                text.push_str(line.trim_start());
            }
            (false, false) => {
                if previous_is_open {
                    text.push('\n');
                }
                text.push_str(line);
            }
        }
        if in_code || is_fence {
            text.push('\n');
        }
        in_code ^= is_fence;
        after_heading = line.starts_with('#') && !in_code;
    }
    collapse_blank_lines(text.trim())
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn keeps_its_line(line: &str) -> bool {
    let line = line.trim_start();
    let numbered = line.trim_start_matches(|digit: char| digit.is_ascii_digit());
    ["- ", "* ", "+ ", "> ", "|", "#"]
        .iter()
        .any(|mark| line.starts_with(mark))
        || (numbered.len() < line.len() && numbered.starts_with(". "))
}

fn collapse_blank_lines(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut breaks = 0;
    for letter in text.chars() {
        breaks = if letter == '\n' { breaks + 1 } else { 0 };
        if breaks <= 2 {
            kept.push(letter);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn text(item: &syn::ItemStruct) -> String {
        match Docs::of(&item.attrs).0.as_slice() {
            [] => String::new(),
            [Part::Text(text)] => text.clone(),
            parts => format!("{parts:?}"),
        }
    }

    #[test]
    fn lines_of_a_paragraph_are_joined() {
        let item = parse_quote! {
            /// Find issues. Returns number,
            /// title and state.
            ///
            ///
            /// Newest first.
            struct S;
        };
        assert_eq!(
            text(&item),
            "Find issues. Returns number, title and state.\n\nNewest first."
        );
    }

    #[test]
    fn lists_and_code_keep_their_lines() {
        let item = parse_quote! {
            /// Modes:
            /// - fast
            /// - slow, which takes
            ///   longer
            /// 1. first
            /// ```text
            /// a
            ///   b
            /// ```
            /// # End
            /// It ends
            /// here.
            struct S;
        };
        assert_eq!(
            text(&item),
            "Modes:\n- fast\n- slow, which takes longer\n1. first\n```text\na\n  b\n```\n\
             # End\nIt ends here."
        );
    }

    #[test]
    fn block_comments_lose_their_indentation() {
        let item = parse_quote! {
            #[doc = "\n    One\n    two.\n    "]
            #[doc(hidden)]
            struct S;
        };
        assert_eq!(text(&item), "One two.");
    }

    #[test]
    fn an_empty_comment_is_no_description() {
        let item: syn::ItemStruct = parse_quote! {
            ///
            struct S;
        };
        assert!(Docs::of(&item.attrs).is_empty());
    }

    #[test]
    fn macros_in_docs_are_left_to_the_compiler() {
        let item: syn::ItemStruct = parse_quote! {
            /// Before.
            #[doc = include_str!("x.md")]
            struct S;
        };
        let tokens = Docs::of(&item.attrs).to_token_stream().to_string();
        assert_eq!(
            tokens,
            quote!(::core::concat!("Before.", "\n", include_str!("x.md"), "\n")).to_string()
        );
    }
}
