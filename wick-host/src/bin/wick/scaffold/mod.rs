//! A new connector: the files of a crate that builds, tests and runs at once.

mod name;
mod source;
mod write;

pub(crate) use name::Name;
pub(crate) use source::{Source, source};
pub(crate) use write::write;

/// The files and their templates. The names in them keep cargo and rustfmt from taking them for
/// code of this package.
const FILES: [(&str, &str); 5] = [
    ("Cargo.toml", include_str!("template/Cargo.toml.template")),
    (".gitignore", include_str!("template/gitignore.template")),
    ("README.md", include_str!("template/README.md.template")),
    ("src/main.rs", include_str!("template/main.rs.template")),
    (
        "rustfmt.toml",
        include_str!("template/rustfmt.toml.template"),
    ),
];

/// What stands in the place of the words in braces.
pub(crate) struct Content<'a> {
    pub(crate) name: &'a Name,
    pub(crate) source: &'a Source,
    /// Whether it lies in the directory of another cargo package or workspace.
    pub(crate) is_within_another: bool,
}

impl Content<'_> {
    /// The paths of the files below the crate's directory, and what is in them.
    pub(crate) fn files(&self) -> Vec<(&'static str, String)> {
        let workspace = match self.is_within_another {
            true => {
                "\n# Of its own, although it lies in the directory of another.\n[workspace]\n\n"
            }
            false => "\n",
        };
        let words = [
            ("{crate}", self.name.package()),
            ("{key}", &self.name.key()),
            ("{title}", &self.name.title()),
            ("{Type}", &self.name.type_name()),
            ("{runtime}", &self.source.dependency()),
            ("{workspace}", workspace),
        ];
        let filled = |template: &str| {
            words
                .iter()
                .fold(template.to_owned(), |text, (word, value)| {
                    text.replace(word, value)
                })
        };
        FILES
            .iter()
            .map(|(path, template)| (*path, filled(template)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_in_braces_is_left() {
        let name: Name = "help-desk".parse().unwrap();
        let content = Content {
            name: &name,
            source: &Source::Registry,
            is_within_another: true,
        };
        let files = content.files();
        for (path, text) in &files {
            for word in [
                "{crate}",
                "{key}",
                "{title}",
                "{Type}",
                "{runtime}",
                "{workspace}",
            ] {
                assert!(!text.contains(word), "{word} in {path}");
            }
        }
        let text = |path: &str| &files.iter().find(|(other, _)| *other == path).unwrap().1;
        assert!(text("Cargo.toml").contains("name = \"help-desk\""));
        assert!(text("Cargo.toml").contains("\n[workspace]\n"));
        assert!(text("src/main.rs").contains("struct HelpDesk"));
        assert!(text("src/main.rs").contains("name = \"Help Desk\""));
    }
}
