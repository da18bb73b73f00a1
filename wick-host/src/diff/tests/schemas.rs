//! Schemas as people publish them: recursive, shared, of every keyword.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::{inputs, results};

/// A recursive filter: `and`, `or` and `not` of filters, or a condition.
fn filter(condition: &Value) -> Value {
    let filter = json!({"$ref": "#/$defs/Filter"});
    let list = json!({"type": "array", "items": filter});
    let arm = |name: &str, schema: &Value| json!({"type": "object", "properties": {name: schema}, "required": [name]});
    json!({
        "$ref": "#/$defs/Filter",
        "$defs": {
            "Filter": {"anyOf": [
                arm("and", &list), arm("or", &list), arm("not", &filter),
                {"$ref": "#/$defs/Condition"},
            ]},
            "Condition": condition,
        },
    })
}

fn condition(value: &str, words: &str) -> Value {
    json!({
        "type": "object",
        "properties": {
            "property": {"type": "string", "description": words},
            "value": {"type": value},
        },
        "required": ["property", "value"],
    })
}

/// `Expr { arm0: Expr, arm1: Expr, kind }`.
fn expression(arms: usize, words: &str) -> Value {
    let mut properties = json!({"kind": {"type": "string", "description": words}});
    for arm in 0..arms {
        properties[format!("arm{arm}")] = json!({"$ref": "#/$defs/Expr"});
    }
    json!({
        "$ref": "#/$defs/Expr",
        "$defs": {"Expr": {"type": "object", "properties": properties}},
    })
}

/// S1, S2, R4.
#[test]
fn a_change_of_a_recursive_type_is_told_once_and_nearest() {
    for arms in [1, 2, 9] {
        let (old, new) = (expression(arms, "What."), expression(arms, "Which."));
        let line = "input kind of close: is described differently";
        assert_eq!(inputs(&old, &new), [format!("wording: {line}")], "{arms}");
    }
    let old = filter(&condition("string", "Whose."));
    let line = "wording: input property of close: is described differently";
    assert_eq!(inputs(&old, &filter(&condition("string", "Of."))), [line]);
    let line = "breaking: input value of close: is of another type: \"string\" → \"number\"";
    assert_eq!(
        inputs(&old, &filter(&condition("number", "Whose."))),
        [line]
    );
}

/// S1: a document whose parts are shared has as many paths as you like.
#[test]
fn shared_parts_are_compared_once() {
    let levels = |leaf: &str| {
        let mut definitions = json!({"L0": {"type": leaf}});
        for level in 1..64 {
            let below = json!({"$ref": format!("#/$defs/L{}", level - 1)});
            let both = json!({"left": below.clone(), "right": below});
            definitions[format!("L{level}")] = json!({"type": "object", "properties": both});
        }
        json!({"$ref": "#/$defs/L63", "$defs": definitions})
    };
    let lines = results(&levels("string"), &levels("integer"));
    let path = "left.left.left.left….left.left.left.left";
    let change = "is of another type: \"string\" → \"integer\"";
    assert_eq!(
        lines,
        [format!("breaking: result's {path} of close: {change}")]
    );
}

/// R4: two cycles of lengths without a common divisor have as many pairs as their product.
#[test]
fn what_is_too_entangled_is_named() {
    let cycle = |length: usize| {
        let definition = |index: usize| {
            let next = json!({"$ref": format!("#/$defs/c{}", (index + 1) % length)});
            let members = json!({"type": "object", "properties": {"next": next}});
            (format!("c{index}"), members)
        };
        let definitions: Value = (0..length).map(definition).collect();
        json!({"$ref": "#/$defs/c0", "$defs": definitions})
    };
    let text = "cannot be compared: the schemas are too entangled";
    let expected = [format!("uncompared: arguments of close: {text}")];
    assert_eq!(inputs(&cycle(2_001), &cycle(2_000)), expected);
    assert!(inputs(&cycle(41), &cycle(40)).is_empty());
}

/// R4: the work grows with the size. What grows faster takes hours here.
#[test]
fn large_schemas_are_compared_in_time() {
    let of = |words: &str| {
        let name = |index: usize| format!("p{index}");
        let property = |index| (name(index), json!({"type": "string", "description": words}));
        let properties: Value = (0..20_000).map(property).collect();
        let required: Vec<_> = (0..20_000).map(name).collect();
        let choices: Vec<_> = (0..20_000).map(name).collect();
        let tags = choices
            .iter()
            .map(|tag| json!({"const": tag, "description": words}));
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "propertyNames": {"enum": choices},
            "additionalProperties": {"oneOf": tags.collect::<Vec<_>>()},
        })
    };
    let (old, new) = (of("a"), of("b"));
    let (told, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || told.send(inputs(&old, &new).len()));
    let lines = lines.recv_timeout(Duration::from_secs(300)).unwrap();
    assert_eq!(lines, 20_000 + 1);
}

/// Keywords in which schemas stand, each around a hole. The path to it comes first.
fn places(hole: &Value) -> Vec<(&'static str, Value)> {
    let nothing = json!({"type": "null"});
    let list = json!({"type": "array", "items": {"type": "integer"}});
    vec![
        ("a", json!({"properties": {"a": hole}})),
        ("[]", json!({"items": hole})),
        ("[0]", json!({"prefixItems": [hole]})),
        ("[1]", json!({"items": [{"type": "string"}, hole]})),
        ("[]", json!({"items": [], "additionalItems": hole})),
        ("{}", json!({"additionalProperties": hole})),
        ("{^x-}", json!({"patternProperties": {"^x-": hole}})),
        ("{name}", json!({"propertyNames": hole})),
        ("[?]", json!({"contains": hole})),
        ("[]", json!({"unevaluatedItems": hole})),
        ("{}", json!({"unevaluatedProperties": hole})),
        ("", json!({"anyOf": [hole, nothing]})),
        ("", json!({"oneOf": [nothing, hole]})),
        ("", json!({"anyOf": [list, hole, nothing]})),
        ("", json!({"oneOf": [hole, list]})),
        ("", json!({"allOf": [hole]})),
        (
            "",
            json!({"allOf": [{"title": "T"}, hole, {"minProperties": 1}]}),
        ),
        ("", json!({"not": hole})),
        ("", json!({"if": hole, "then": {"minProperties": 1}})),
        ("", json!({"if": {"minProperties": 1}, "then": hole})),
        ("", json!({"if": {"minProperties": 1}, "else": hole})),
        ("", json!({"dependentSchemas": {"a": hole}})),
        ("", json!({"dependencies": {"a": hole}})),
        ("", json!({"contentSchema": hole})),
    ]
}

/// References of every form to `T`, or to a schema that only refers to it.
const REFERENCES: [&str; 8] = [
    "#/$defs/T",
    "#/definitions/to~1T",
    "#/$defs/a%20T",
    "#T",
    "#/$defs/chain",
    "#/$defs/all",
    "t.json",
    "t.json#",
];

fn document(root: Value, target: &Value) -> Value {
    let mut named = target.clone();
    named["$anchor"] = json!("T");
    named["$id"] = json!("t.json");
    let mut document = root;
    document["$defs"] = json!({
        "T": named,
        "a T": {"$ref": "#/$defs/T"},
        "chain": {"$ref": "#/$defs/a%20T", "description": "D."},
        "all": {"allOf": [{"$ref": "#/$defs/T"}]},
    });
    document["definitions"] = json!({"to/T": {"$ref": "#T"}});
    document
}

/// S3: wherever it stands and however it is referred to.
#[test]
fn a_change_behind_a_reference_is_breaking_everywhere() {
    let object = |kind: &str| json!({"type": "object", "properties": {"n": {"type": kind}}, "required": ["n"]});
    let (old, new) = (object("integer"), object("string"));
    for reference in REFERENCES {
        let hole = json!({"$ref": reference});
        for (path, root) in places(&hole) {
            let whole = document(root.clone(), &old);
            assert!(inputs(&whole, &whole).is_empty());
            for (direction, lines) in [
                ("input", inputs(&whole, &document(root.clone(), &new))),
                ("result's", results(&whole, &document(root.clone(), &new))),
            ] {
                let path = match path {
                    "" => "n".to_owned(),
                    path => format!("{path}.n"),
                };
                let change = "is of another type: \"integer\" → \"string\"";
                let expected = format!("breaking: {direction} {path} of close: {change}");
                assert_eq!(lines, [expected], "{reference} in {root}");
            }
        }
    }
}

/// S3: a change of what a reference stands for is the change, not that it is one.
#[test]
fn a_reference_is_what_it_refers_to() {
    let inner = json!({"type": "object", "properties": {"n": {"type": "integer"}}});
    for reference in REFERENCES {
        for ((_, old), (_, new)) in places(&inner)
            .into_iter()
            .zip(places(&json!({"$ref": reference})))
        {
            let old = document(old, &inner);
            let new = document(new, &inner);
            let mut lines = inputs(&old, &new);
            // What stands beside a reference on the way is read.
            lines.retain(|line| !line.starts_with("wording: "));
            assert!(lines.is_empty(), "{reference} in {new}: {lines:?}");
        }
    }
}

#[test]
fn references_that_lead_nowhere_are_compared_by_name() {
    let to = |reference: &str| json!({"properties": {"a": {"$ref": reference}}});
    assert!(inputs(&to("#/gone"), &to("#/gone")).is_empty());
    let lines = inputs(&to("#/gone"), &to("https://example.org/t"));
    let change = "refers elsewhere: \"#/gone\" → \"https://example.org/t\"";
    assert_eq!(lines, [format!("breaking: input a of close: {change}")]);
    let lines = inputs(
        &to("#/gone"),
        &json!({"properties": {"a": {"type": "string"}}}),
    );
    assert!(
        lines.iter().any(|line| line.starts_with("breaking: ")),
        "{lines:?}"
    );
    // References round in a circle say nothing.
    let circle = |words: &str| {
        json!({
            "$ref": "#/$defs/a", "title": words,
            "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}},
        })
    };
    let lines = inputs(&circle("One"), &circle("Two"));
    assert_eq!(
        lines,
        ["wording: arguments of close: is described differently"]
    );
}

/// Pairs of schemas, and the class of the one change for inputs and for results.
#[test]
fn every_keyword_is_compared() {
    let text = || json!({"type": "string"});
    let circle = || json!({"type": "object", "properties": {"kind": {"const": "circle"}}});
    let square = || json!({"type": "object", "properties": {"kind": {"const": "square"}}});
    for (old, new, input, result) in [
        (
            json!({"anyOf": [circle()]}),
            json!({"anyOf": [circle(), square()]}),
            "additive",
            "breaking",
        ),
        (
            json!({"oneOf": [circle(), square()]}),
            json!({"oneOf": [square()]}),
            "breaking",
            "additive",
        ),
        (
            json!({"oneOf": [circle()]}),
            json!({"anyOf": [circle()]}),
            "additive",
            "breaking",
        ),
        (
            circle(),
            json!({"anyOf": [square(), circle()]}),
            "additive",
            "breaking",
        ),
        (
            json!({"allOf": [text()]}),
            json!({"allOf": [text(), {"pattern": "a"}]}),
            "breaking",
            "additive",
        ),
        (
            json!({"$ref": "#/x", "x": text()}),
            json!({"$ref": "#/x", "minLength": 2, "x": text()}),
            "breaking",
            "additive",
        ),
        (json!({"not": text()}), json!({}), "additive", "breaking"),
        (
            json!({"not": {"minLength": 1}}),
            json!({"not": {"minLength": 2}}),
            "breaking",
            "breaking",
        ),
        (
            json!({"prefixItems": [text()]}),
            json!({"prefixItems": [text(), text()]}),
            "breaking",
            "additive",
        ),
        (
            json!({"prefixItems": [text()]}),
            json!({"items": text(), "prefixItems": [text()]}),
            "breaking",
            "additive",
        ),
        (
            json!({"items": [text()]}),
            json!({"prefixItems": [{"type": "integer"}]}),
            "breaking",
            "breaking",
        ),
        (
            json!({"patternProperties": {"a": text()}}),
            json!({"patternProperties": {"b": text()}}),
            "breaking",
            "breaking",
        ),
        (
            json!({"contains": text()}),
            json!({}),
            "additive",
            "breaking",
        ),
        (
            json!({"contains": text(), "minContains": 1}),
            json!({"contains": text(), "minContains": 2}),
            "breaking",
            "additive",
        ),
        (
            json!({"propertyNames": {"maxLength": 2}}),
            json!({}),
            "additive",
            "breaking",
        ),
        (
            json!({"unevaluatedProperties": false}),
            json!({}),
            "additive",
            "breaking",
        ),
        (
            json!({"dependentRequired": {"a": ["b"]}}),
            json!({"dependentRequired": {"a": ["c"]}}),
            "breaking",
            "breaking",
        ),
        (
            json!({"dependencies": {"a": ["b"]}}),
            json!({"dependencies": {"a": ["c"]}}),
            "breaking",
            "breaking",
        ),
        (
            json!({"required": ["a"]}),
            json!({"required": []}),
            "additive",
            "breaking",
        ),
        (
            json!({"minimum": 9_007_199_254_740_992_u64}),
            json!({"minimum": 9_007_199_254_740_993_u64}),
            "breaking",
            "additive",
        ),
        (
            json!({"minimum": 1, "exclusiveMinimum": true}),
            json!({"minimum": 1, "exclusiveMinimum": false}),
            "breaking",
            "breaking",
        ),
        (
            json!({"type": ["string", "null"]}),
            text(),
            "breaking",
            "additive",
        ),
        (
            json!({"anyOf": [text(), {"type": "array"}]}),
            json!({"anyOf": [text(), {"type": "array"}, {"type": "null"}]}),
            "additive",
            "breaking",
        ),
        (
            json!({"const": "a"}),
            json!({"enum": ["a", "b"]}),
            "additive",
            "breaking",
        ),
        (
            json!({"oneOf": [{"const": "a"}, {"const": "b"}]}),
            json!({"enum": ["a"]}),
            "breaking",
            "additive",
        ),
        (
            json!({"oneOf": [{"const": "a"}]}),
            json!({"oneOf": [{"const": "a", "description": "A."}]}),
            "wording",
            "wording",
        ),
        (
            json!({"unheard": 1}),
            json!({"unheard": 2}),
            "breaking",
            "breaking",
        ),
        (
            json!({"$dynamicRef": "#/x", "x": text()}),
            json!({"$dynamicRef": "#/x", "x": {"type": "null"}}),
            "breaking",
            "breaking",
        ),
    ] {
        let within = |schema: &Value| {
            let mut whole = json!({"properties": {"p": schema}});
            whole["x"] = schema.get("x").cloned().unwrap_or_default();
            whole
        };
        for (expected, lines) in [
            (input, inputs(&within(&old), &within(&new))),
            (result, results(&within(&old), &within(&new))),
        ] {
            let lines: Vec<_> = lines
                .iter()
                .filter(|line| !line.contains("its x"))
                .collect();
            let classes = lines.iter().filter_map(|line| line.split(':').next());
            let classes: BTreeSet<_> = classes.collect();
            assert_eq!(classes, [expected].into(), "{old} → {new}: {lines:?}");
        }
    }
}

/// Ways to write the same.
#[test]
fn other_words_for_the_same_are_no_change() {
    for (old, new) in [
        (
            json!({"type": ["string", "null"], "maxLength": 3}),
            json!({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]}),
        ),
        (
            json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
            json!({"oneOf": [{"type": "null"}, {"type": "string"}]}),
        ),
        (
            json!({"const": "a", "type": "string"}),
            json!({"enum": ["a"]}),
        ),
        (
            json!({"enum": ["a", "b"]}),
            json!({"oneOf": [{"const": "b"}, {"const": "a"}]}),
        ),
        (
            json!({"items": [{"type": "string"}], "additionalItems": false}),
            json!({"prefixItems": [{"type": "string"}], "items": false}),
        ),
        (json!({"minimum": 1}), json!({"minimum": 1.0})),
        (
            json!({"type": "array", "uniqueItems": false}),
            json!({"type": "array"}),
        ),
        (
            json!({"additionalProperties": true}),
            json!({"additionalProperties": {}}),
        ),
        (json!({"enum": [1]}), json!({"const": 1.0})),
    ] {
        let within = |schema: &Value| json!({"properties": {"p": schema}});
        let lines = inputs(&within(&old), &within(&new));
        assert!(lines.is_empty(), "{old} → {new}: {lines:?}");
    }
}

/// The core of the metaschema of 2020-12, which refers to itself by `$dynamicRef`.
#[test]
fn the_metaschema_is_compared() {
    let meta = |least: &Value| {
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "https://json-schema.org/draft/2020-12/schema",
            "$dynamicAnchor": "meta",
            "type": ["object", "boolean"],
            "properties": {
                "prefixItems": {"$ref": "#/$defs/schemaArray"},
                "items": {"$dynamicRef": "#meta"},
                "properties": {
                    "type": "object",
                    "additionalProperties": {"$dynamicRef": "#meta"},
                    "default": {},
                },
                "not": {"$dynamicRef": "#meta"},
                "maxLength": {"$ref": "#/$defs/nonNegativeInteger"},
            },
            "$defs": {
                "schemaArray": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}},
                "nonNegativeInteger": {"type": "integer", "minimum": least},
            },
        })
    };
    let lines = inputs(&meta(&json!(0)), &meta(&json!(1)));
    assert_eq!(
        lines,
        ["breaking: input maxLength of close: has another minimum: 0 → 1"]
    );
}
