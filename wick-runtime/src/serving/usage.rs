//! What a person reads who starts a plugin in a shell.

use std::fmt::{self, Write as _};

use wick_proto::module::{Category, Field, Module, Operation};

use crate::about::About;
use crate::by_hand;

/// `NAME VERSION`.
pub(crate) fn version(about: &About) -> String {
    format!("{} {}", about.name, about.plugin_version())
}

/// Why nothing happens, when no host started the program.
pub(crate) fn not_a_program(about: &About) -> String {
    let (name, program) = (&about.name, by_hand::program());
    format!(
        "This is the {name} connector, a plugin for wick. A wick host starts it; it does nothing by itself.\n\
         To see its operations:    {program} list\n\
         To try one:               {program} call OPERATION [--arg NAME=VALUE]... [--setting NAME=VALUE]...\n\
         To call it as a host:     wick call {program} OPERATION [--arg NAME=VALUE]... [--setting NAME=VALUE]...\n\
         To see all of it:         {program} --help"
    )
}

/// Everything that the plugin offers, and how to run it.
pub(crate) fn help(module: &Module, version: &str) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_help(&mut text, module, version);
    text
}

/// What one operation does and takes; `None` if there is none with this key.
pub(crate) fn help_on(module: &Module, key: &str) -> Option<String> {
    let operation = module.operation(key)?;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_help_on(&mut text, operation);
    Some(text)
}

fn write_help_on(text: &mut String, operation: &Operation) -> fmt::Result {
    let (program, key) = (by_hand::program(), &operation.key);
    let mark = mark(operation);
    writeln!(text, "{key}{mark}\n\n{}", operation.description)?;
    if !operation.input.is_empty() {
        writeln!(text, "\nInputs:")?;
        for input in &operation.input {
            write_field(text, input, "  ")?;
        }
    }
    write!(text, "\nTo call it:\n\n  {program} call {key}")?;
    for input in operation.input.iter().filter(|input| input.required) {
        write!(text, " --arg {}=VALUE", input.key)?;
    }
    write!(
        text,
        " [--setting NAME=VALUE]... [--json]\n\n`{program} --help` tells of all operations and settings."
    )
}

fn mark(operation: &Operation) -> &'static str {
    match operation.destructive {
        true => " (destructive)",
        false => "",
    }
}

fn write_help(text: &mut String, module: &Module, version: &str) -> fmt::Result {
    let (name, program) = (&module.meta.name, by_hand::program());
    writeln!(text, "{name} {version}, a connector for wick")?;
    if !module.meta.description.is_empty() {
        writeln!(text, "\n{}", module.meta.description)?;
    }
    writeln!(text, "\nOperations:")?;
    for category in &module.operations {
        write_category(text, category)?;
    }
    if !module.configs.is_empty() {
        writeln!(text, "\nSettings:")?;
        for setting in &module.configs {
            write_field(text, setting, "  ")?;
        }
    }
    let secret = module.configs.iter().find(|setting| setting.secret);
    let secrets = secret.map_or("WICK_SETTING_NAME".to_owned(), |setting| {
        by_hand::variable(&setting.key)
    });
    write!(
        text,
        "\nA wick host starts this program and calls the operations. To try one yourself:\n\
         \n  {program} list [--json]\
         \n  {program} call OPERATION [--arg NAME=VALUE]... [--setting NAME=VALUE]... [--json]\n\
         \nCommand lines can be read by others: give a secret setting in the environment, as {secrets}.\n\
         Lists and objects are JSON. --json prints the result as it is, for programs; progress and\n\
         errors go to standard error. It exits with 1 when the operation fails, and with 2 when the\n\
         command line, an argument or a setting is wrong.\n\
         \nAs a host does it, in a process of its own and from a verified package:\n\
         \n  wick call {program} OPERATION [--arg NAME=VALUE]... [--setting NAME=VALUE]...\n\
         \nOptions:\
         \n  --dump-manifest      print the manifest as JSON\
         \n  --sign-key FILE      with --dump-manifest: sign it with this key\
         \n  -h, --help           print this\
         \n  -V, --version        print name and version"
    )
}

fn write_category(text: &mut String, category: &Category) -> fmt::Result {
    if !category.title.is_empty() {
        writeln!(text, "\n  {}", category.title)?;
    }
    for operation in &category.operations {
        write_operation(text, operation)?;
    }
    Ok(())
}

fn write_operation(text: &mut String, operation: &Operation) -> fmt::Result {
    writeln!(text, "\n    {}{}", operation.key, mark(operation))?;
    for line in operation.description.lines() {
        writeln!(text, "        {line}")?;
    }
    for input in &operation.input {
        write_field(text, input, "      - ")?;
    }
    Ok(())
}

fn write_field(text: &mut String, field: &Field, indent: &str) -> fmt::Result {
    write!(text, "{indent}{} ({}", field.key, field.kind)?;
    if field.required {
        write!(text, ", required")?;
    }
    if !field.value.is_empty() && !field.secret {
        write!(text, ", default {}", field.value)?;
    }
    if !field.options.is_empty() {
        write!(text, ", one of {}", field.options)?;
    }
    let description = field.description.lines().next().unwrap_or_default();
    let colon = if description.is_empty() { "" } else { ": " };
    writeln!(text, "){colon}{description}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module() -> Module {
        let mut module = Module::default();
        module.meta.key = "desk".into();
        module.meta.name = "Desk".into();
        module.meta.description = "Tidy a desk.".into();
        module.configs.push(Field {
            key: "token".into(),
            kind: "secret".into(),
            value: "hunter2".into(),
            secret: true,
            required: true,
            ..Field::default()
        });
        module.operations.push(Category {
            title: "Papers".into(),
            operations: vec![Operation {
                key: "shred".into(),
                description: "Shred a paper.".into(),
                destructive: true,
                input: vec![Field {
                    key: "number".into(),
                    kind: "number".into(),
                    value: "1".into(),
                    description: "Which one.\nMore of it.".into(),
                    ..Field::default()
                }],
                ..Operation::default()
            }],
            ..Category::default()
        });
        module
    }

    #[test]
    fn help_tells_all_operations_with_inputs_and_no_secret() {
        let text = help(&module(), "1.2.3");
        for part in [
            "Desk 1.2.3, a connector for wick\n\nTidy a desk.\n",
            "\n  Papers\n\n    shred (destructive)\n        Shred a paper.\n",
            "      - number (number, default 1): Which one.\n",
            "Settings:\n  token (secret, required)\n",
            " call OPERATION ",
            "wick call ",
            "as WICK_SETTING_TOKEN.",
        ] {
            assert!(text.contains(part), "{part:?} in:\n{text}");
        }
        assert!(!text.contains("hunter2"));
    }

    /// N16.
    #[test]
    fn help_on_an_operation_tells_how_it_is_called() {
        let mut module = module();
        module.operations[0].operations[0].input[0].required = true;
        let text = help_on(&module, "shred").unwrap();
        assert!(text.starts_with("shred (destructive)\n\nShred a paper.\n\nInputs:\n  number ("));
        assert!(
            text.contains(" call shred --arg number=VALUE [--setting"),
            "{text}"
        );
        assert_eq!(help_on(&module, "shed"), None);
    }
}
