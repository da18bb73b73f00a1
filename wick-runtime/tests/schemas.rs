//! What hosts are told about types: how long it may get, and what is left out of it.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
#![expect(dead_code, reason = "of many types only the schema is used")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wick_runtime::prelude::*;
use wick_runtime::{Dispatcher, Request};

#[doc = include_str!("windows.md")]
#[connector]
struct Shapes {
    #[doc = include_str!("windows.md")]
    #[config(default = "x")]
    name: String,
}

macro_rules! levels {
    ($($outer:ident $inner:ident,)*) => {$(
        #[derive(Deserialize, Serialize, JsonSchema)]
        struct $outer {
            left: Box<$inner>,
            right: Box<$inner>,
        }
    )*};
}

#[derive(Deserialize, Serialize, JsonSchema)]
struct L0 {
    password: Option<Secretive>,
}

/// A secret deep within.
#[derive(Deserialize, Serialize, JsonSchema)]
#[schemars(extend("writeOnly" = true, "format" = "password"))]
struct Secretive(String);

levels! {
    L1 L0, L2 L1, L3 L2, L4 L3, L5 L4, L6 L5, L7 L6, L8 L7, L9 L8, L10 L9, L11 L10, L12 L11, L13 L12,
    L14 L13, L15 L14, L16 L15, L17 L16, L18 L17, L19 L18, L20 L19, L21 L20, L22 L21, L23 L22, L24 L23,
    L25 L24, L26 L25, L27 L26, L28 L27, L29 L28, L30 L29,
}

macro_rules! circle {
    ($($name:ident)*) => { circle! { @ [$($name)*] $($name)* } };
    (@ $all:tt $($name:ident)*) => { $( circle! { # $name $all } )* };
    (# $name:ident [$($other:ident)*]) => {
        #[derive(Deserialize, Serialize, JsonSchema)]
        #[expect(non_snake_case, reason = "named after their types")]
        struct $name {
            $($other: Vec<$other>,)*
        }
    };
}

circle! { A B C D E F G H I J K }

/// Take much.
#[operation]
fn take(
    /// A type that is used twice on each of thirty levels.
    deep: L30,
    /// Types that contain each other.
    circle: Option<A>,
) -> Result<()> {
    drop((deep, circle));
    Ok(())
}

/// Give much.
#[operation]
fn give() -> Result<(Option<L30>, Vec<A>)> {
    Ok((None, Vec::new()))
}

/// A small tree.
#[derive(Deserialize, JsonSchema)]
struct Tree {
    /// Those below.
    children: Vec<Tree>,
    /// The next one.
    next: Option<Box<Tree>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Color {
    Red,
    /// The best.
    Blue,
}

#[derive(Deserialize, JsonSchema)]
enum Choice {
    Named { tags: Option<Vec<String>> },
    Either(Option<u8>),
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Loose {
    Text(Option<String>),
    Number(i64),
}

#[derive(Deserialize, JsonSchema)]
struct Nulls {
    tags: Option<Vec<String>>,
    color: Option<Color>,
    tree: Option<Tree>,
    list: Vec<Option<i32>>,
    map: BTreeMap<String, Option<bool>>,
    pair: (Option<String>, u8),
    choice: Choice,
    loose: Option<Loose>,
    #[serde(default)]
    twice: Option<Option<String>>,
}

/// Take what may be absent.
#[operation]
fn nulls(
    /// All of it.
    all: Vec<Nulls>,
) -> Result<usize> {
    Ok(all.len())
}

/// Give what may be absent.
#[operation]
fn give_null() -> Result<Vec<Option<String>>> {
    Ok(vec![None])
}

#[derive(Deserialize, Serialize, JsonSchema)]
struct Format {
    format: String,
    default: u8,
    interval: Interval,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[schemars(
    extend("format" = "interval", "x-int" = { "type": "integer", "format": "int32" }),
    extend("examples" = [{ "type": "integer", "format": "int8", "description": "one\r" }])
)]
struct Interval(String);

fn integers() -> Format {
    Format {
        format: "integers".to_owned(),
        default: 1,
        interval: Interval("1 h".to_owned()),
    }
}

#[derive(Deserialize, JsonSchema)]
struct Data {
    #[serde(default = "integers")]
    kept: Format,
    #[schemars(extend("const" = { "type": "number", "format": "float" }))]
    fixed: Value,
    #[schemars(extend("enum" = [{ "type": "number", "format": "uint8" }, null, "x"]))]
    several: Value,
}

/// Take data that look like schemas.
#[operation]
fn data(
    /// All of it.
    all: Data,
) -> Result<()> {
    drop(all);
    Ok(())
}

#[derive(Deserialize, Serialize, JsonSchema)]
struct Described {
    #[doc = include_str!("windows.md")]
    field: Kind,
}

#[derive(Deserialize, Serialize, JsonSchema)]
enum Kind {
    #[doc = include_str!("windows.md")]
    Only,
    /// Another.
    Other,
}

#[doc = include_str!("windows.md")]
#[operation]
fn described(
    #[doc = include_str!("windows.md")] text: Described,
    /// Before it.
    #[doc = include_str!("windows.md")]
    after: String,
    #[arg(flatten)] fields: Described,
) -> Result<Described> {
    drop((text, after));
    Ok(fields)
}

fn operation(key: &str) -> wick_proto::module::Operation {
    let dispatcher = Dispatcher::of::<Shapes>().unwrap();
    let categories = dispatcher.module().operations.iter();
    let mut all = categories.flat_map(|category| &category.operations);
    all.find(|operation| operation.key == key).unwrap().clone()
}

fn inputs(key: &str) -> Value {
    operation(key).input_schema.unwrap()
}

/// The words `null` that stand as a type.
fn nulls_in(schema: &Value) -> usize {
    match schema {
        Value::Object(object) => {
            let of_type = object.get("type").map_or(0, |name| match name {
                Value::Array(names) => names.iter().filter(|name| *name == "null").count(),
                name => usize::from(name == "null"),
            });
            of_type + object.values().map(nulls_in).sum::<usize>()
        }
        Value::Array(all) => all.iter().map(nulls_in).sum(),
        _ => 0,
    }
}

/// Fault row S4.
#[test]
fn types_used_often_stand_once() {
    let inputs = inputs("take");
    assert!(
        inputs.to_string().len() < 20_000,
        "{}",
        inputs.to_string().len()
    );
    assert_eq!(inputs["properties"]["deep"]["type"], "object");
    let below = json!({ "$ref": "#/$defs/L29" });
    assert_eq!(inputs["properties"]["deep"]["properties"]["left"], below);
    assert_eq!(
        inputs["$defs"]["L1"]["properties"]["right"]["$ref"],
        "#/$defs/L0"
    );
    assert_eq!(
        inputs["$defs"]["A"]["properties"]["B"]["items"]["$ref"],
        "#/$defs/B"
    );
    assert_eq!(nulls_in(&inputs), 0, "{inputs}");

    let result = operation("give").output_schema.unwrap();
    assert!(
        result.to_string().len() < 20_000,
        "{}",
        result.to_string().len()
    );
    assert_eq!(result["$defs"]["L30"]["properties"]["left"], below);
}

/// Fault row S4: a short type keeps its form, and one that contains itself has an end.
#[test]
fn short_types_stand_in_place() {
    let inputs = inputs("nulls");
    let fields = &inputs["properties"]["all"]["items"]["properties"];
    assert_eq!(fields["tags"]["type"], "array");
    assert_eq!(fields["tree"]["properties"]["next"]["$ref"], "#/$defs/Tree");
    let definitions = inputs["$defs"].as_object().unwrap();
    assert_eq!(definitions.keys().collect::<Vec<_>>(), ["Tree"]);
}

/// Fault row S7.
#[test]
fn null_leaves_where_absent_means_the_same() {
    let inputs = inputs("nulls");
    let fields = &inputs["properties"]["all"]["items"]["properties"];
    for (field, schema) in [
        (
            "tags",
            json!({ "type": "array", "items": { "type": "string" } }),
        ),
        (
            "list",
            json!({ "type": "array", "items": { "type": "integer" } }),
        ),
        (
            "map",
            json!({ "type": "object", "additionalProperties": { "type": "boolean" } }),
        ),
        ("twice", json!({ "type": "string" })),
        (
            "loose",
            json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] }),
        ),
    ] {
        let mut found = fields[field].clone();
        let bounds = ["minimum", "maximum"];
        if let Some(items) = found.get_mut("items").and_then(Value::as_object_mut) {
            items.retain(|word, _| !bounds.contains(&word.as_str()));
        }
        assert_eq!(found, schema, "{field}");
    }
    assert_eq!(nulls_in(&fields["color"]), 0);
    assert_eq!(nulls_in(&fields["tree"]), 0);
    assert_eq!(nulls_in(&fields["choice"]["oneOf"][0]), 0);
    // Where something must stand, `null` is a value of its own.
    assert_eq!(nulls_in(&fields["pair"]), 1);
    assert_eq!(nulls_in(&fields["choice"]["oneOf"][1]), 1);
}

/// Fault row S7: results have `null`, so their schema says so.
#[test]
fn null_stays_in_results() {
    let result = operation("give_null").output_schema.unwrap();
    assert_eq!(result["items"]["type"], json!(["string", "null"]));
}

/// Fault row S7: what the schema does not show is taken all the same, and may be left out.
#[tokio::test]
async fn values_without_null_and_with_it_are_taken() {
    let dispatcher = Dispatcher::of::<Shapes>().unwrap();
    let shortest = json!({
        "list": [], "map": {}, "pair": [null, 1], "choice": { "Named": {} },
    });
    let longest = json!({
        "tags": null, "color": null, "tree": null, "list": [1, null], "map": { "a": null },
        "pair": ["a", 1], "choice": { "Either": null }, "loose": null, "twice": null,
    });
    let request = Request {
        operation: "nulls".into(),
        arguments: json!({ "all": [shortest, longest] })
            .to_string()
            .into_bytes(),
        ..Request::default()
    };
    assert_eq!(dispatcher.execute(request).await.unwrap(), b"2");
}

/// Fault row S5.
#[test]
fn data_in_schemas_are_left_alone() {
    let inputs = inputs("data");
    let fields = &inputs["properties"]["all"]["properties"];
    let kept = &fields["kept"];
    let default = json!({ "format": "integers", "default": 1, "interval": "1 h" });
    assert_eq!(kept["default"], default);
    assert_eq!(kept["properties"]["format"], json!({ "type": "string" }));
    let number = json!({ "type": "integer", "minimum": 0, "maximum": 255 });
    assert_eq!(kept["properties"]["default"], number);
    let interval = &kept["properties"]["interval"];
    assert_eq!(interval["format"], "interval");
    assert_eq!(interval["x-int"]["format"], "int32");
    let example = json!([{ "type": "integer", "format": "int8", "description": "one\r" }]);
    assert_eq!(interval["examples"], example);
    assert_eq!(fields["fixed"]["const"]["format"], "float");
    assert_eq!(fields["several"]["enum"][0]["format"], "uint8");
}

/// Fault row S8.
#[test]
fn words_of_files_lose_marks_and_returns() {
    const WORDS: &str = "First words.\n\n- a list";
    let dispatcher = Dispatcher::of::<Shapes>().unwrap();
    let module = dispatcher.module();
    assert_eq!(module.meta.description, WORDS);
    assert_eq!(module.configs[0].description, WORDS);
    let operation = operation("described");
    assert_eq!(operation.description, WORDS);
    for field in &operation.input {
        let expected = match field.key.as_str() {
            "after" => format!("Before it.\n{WORDS}"),
            _ => WORDS.to_owned(),
        };
        // A field may say its form behind the words.
        assert!(field.description.starts_with(&expected), "{field:?}");
    }
    let inputs = operation.input_schema.unwrap();
    let field = &inputs["properties"]["text"]["properties"]["field"];
    assert_eq!(field["description"], WORDS);
    assert_eq!(field["oneOf"][0]["description"], WORDS);
    let whole = serde_json::to_string(module).unwrap();
    assert!(
        !whole.contains(['\u{feff}']) && whole.matches("\\r").count() == 1,
        "{whole}"
    );
}
