//! The reference documentation of a plugin, as a page of Markdown.

mod inputs;
mod markdown;
mod operation;

use wick_proto::manifest::Manifest;
use wick_proto::module::Category;

use crate::describe::Calls;

use markdown::{code_cell, inline, paragraphs, table};

/// Collects the parts of a page, with an empty line between them.
#[derive(Default)]
struct Page(String);

impl Page {
    /// Adds a part, unless there is nothing in it.
    fn add(&mut self, part: impl AsRef<str>) {
        let part = part.as_ref().trim_end();
        if part.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(part);
        self.0.push('\n');
    }
}

/// The page. The same manifest always gives the same one; it holds no value of a secret.
pub(crate) fn page(manifest: &Manifest) -> String {
    let module = &manifest.module;
    let meta = &module.meta;
    let mut page = Page::default();
    let name = match meta.name.trim() {
        "" => "A plugin without a name",
        name => name,
    };
    let title = [inline(&meta.icon), inline(name)].join(" ");
    page.add(format!("# {}", title.trim()));
    page.add(paragraphs(&meta.description));
    page.add(about(manifest));
    if !module.configs.is_empty() {
        page.add("## Settings");
        page.add(inputs::settings(&module.configs));
    }
    let calls = Calls::of(module, &["wick", "call", &meta.key]);
    for category in &module.operations {
        add_category(&mut page, category, &calls);
    }
    page.0
}

fn about(manifest: &Manifest) -> String {
    let meta = &manifest.module.meta;
    let tags: Vec<String> = meta
        .default_tags
        .iter()
        .map(|tag| inline(&tag.name))
        .collect();
    let oauth = match manifest.module.oauth {
        Some(_) => "by OAuth".to_owned(),
        None => String::new(),
    };
    let rows = [
        ("key", code_cell(&meta.key)),
        ("version", code_cell(&manifest.version)),
        ("tags", tags.join(", ")),
        ("sign-in", oauth),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let rows: Vec<_> = rows
        .map(|(name, value)| vec![name.to_owned(), value])
        .collect();
    table(&["", ""], &rows)
}

fn add_category(page: &mut Page, category: &Category, calls: &Calls) {
    let title = match category.title.as_str() {
        "" => "Operations".to_owned(),
        title => inline(title),
    };
    page.add(format!("## {title}"));
    page.add(paragraphs(&category.description));
    for operation in &category.operations {
        operation::add(page, operation, calls);
    }
}
