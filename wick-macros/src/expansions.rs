//! Golden expansions: `expansions/NAME.rs` becomes `expansions/NAME.expanded.rs`.
//!
//! The expanded files are read in reviews like other code. After a change that is meant, run
//! `EXPANSIONS=overwrite cargo test -p wick-macros` and read the difference.

use std::path::{Path, PathBuf};
use std::{env, fs};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, Meta};

use crate::symbol::{CONNECTOR, OPERATION};

#[test]
fn expansions_are_as_reviewed() {
    let mut stale = Vec::new();
    for source in sources() {
        let expanded = expand(&fs::read_to_string(&source).unwrap());
        let golden = source.with_extension("expanded.rs");
        if env::var_os("EXPANSIONS").is_some_and(|value| value == "overwrite") {
            fs::write(&golden, &expanded).unwrap();
        }
        if fs::read_to_string(&golden).unwrap_or_default() != expanded {
            stale.push(golden);
        }
    }
    assert!(
        stale.is_empty(),
        "expansions differ, see src/expansions.rs: {stale:?}"
    );
}

fn sources() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions");
    let files = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let sources: Vec<PathBuf> = files
        .filter(|file| !file.to_string_lossy().ends_with(".expanded.rs"))
        .collect();
    assert!(!sources.is_empty());
    sources
}

/// Expands every annotated item of a file, as the compiler would.
fn expand(source: &str) -> String {
    let file = syn::parse_file(source).unwrap();
    let items: TokenStream = file.items.into_iter().map(expand_item).collect();
    prettyplease::unparse(&syn::parse2(items).unwrap())
}

fn expand_item(mut item: Item) -> TokenStream {
    let attributes = match &mut item {
        Item::Fn(function) => &mut function.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        _ => return quote!(#item),
    };
    let ours =
        |attribute: &Attribute| *attribute.path() == OPERATION || *attribute.path() == CONNECTOR;
    let Some(index) = attributes.iter().position(ours) else {
        return quote!(#item);
    };
    let attribute = attributes.remove(index);
    let words = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    if *attribute.path() == OPERATION {
        crate::operation::attribute(words, item.into_token_stream())
    } else {
        crate::connector::attribute(words, item.into_token_stream())
    }
}
