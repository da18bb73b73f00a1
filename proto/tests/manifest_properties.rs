//! What holds for any module and any input.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::Value;
use wick_proto::gojson;
use wick_proto::manifest::{Kind, Manifest};
use wick_proto::module::{
    Access, Category, Example, Field, Meta, Module, OAuth, Operation, Tag, Timestamp,
};

type Map = std::collections::BTreeMap<String, String>;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-z_]{1,8}",
        "[<>&\\\\\"\u{0}-\u{1f}\u{7f}\u{2028}\u{2029}\u{fffd}é🎫]{1,6}",
        any::<String>(),
    ]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    vec(text(), 0..3)
}

fn map() -> impl Strategy<Value = Map> {
    btree_map(text(), text(), 0..3)
}

fn flags<const N: usize>() -> impl Strategy<Value = [bool; N]> {
    proptest::array::uniform(any::<bool>())
}

prop_compose! {
    fn timestamp()(
        year in 0..=9999_u16, month in 1..=12_u8, day in 1..=28_u8, hour in 0..24_u8,
        minute in 0..60_u8, second in 0..60_u8, tail in "(\\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-9]|2[0-3]):[0-5][0-9])",
    ) -> Timestamp {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{tail}").parse().unwrap()
    }
}

prop_compose! {
    fn field()(
        [owner, key, value, kind, options, description] in proptest::array::uniform6(text()),
        [secret, can_regenerate, locked, required, hidden] in flags(),
        updated_at in prop_oneof![Just(Timestamp::default()), timestamp()],
        col_options in map(),
        [visible_when, group, mode, env_override] in proptest::array::uniform4(text()),
    ) -> Field {
        Field {
            owner, key, value, kind, options, secret, can_regenerate, locked, required, description,
            updated_at, hidden, col_options, visible_when, group, mode, env_override,
        }
    }
}

/// A float that is integral is written as Go does, without a point, and so is read as an integer.
fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("as said above", |float| float.is_finite()
                && float.fract() != 0.0)
            .prop_map(Value::from),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        number(),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(prop_oneof![Just(Value::Null), inner.clone()], 0..4).prop_map(Value::from),
            btree_map(text(), inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

prop_compose! {
    fn operation()(
        [key, name, description, input_sample, output_sample] in proptest::array::uniform5(text()),
        input in vec(field(), 0..3),
        [destructive, config_only, read_only, idempotent] in flags(),
        closed_world in any::<bool>(),
        output_shape in map(),
        [templateable_fields, quirks, pair_with, common_pitfalls] in proptest::array::uniform4(texts()),
        examples in vec((text(), text()).prop_map(|(name, body)| Example { name, body }), 0..3),
        input_schema in proptest::option::of(schema()),
        output_schema in proptest::option::of(schema()),
    ) -> Operation {
        Operation {
            key, name, description, input, destructive, config_only, output_shape,
            templateable_fields, quirks, examples, pair_with, common_pitfalls, input_sample,
            output_sample, input_schema, output_schema, read_only, idempotent,
            closed_world,
        }
    }
}

prop_compose! {
    fn tag()(
        [name, description] in proptest::array::uniform2(text()),
        [is_group, is_filter, is_system] in flags(),
        sort_order in any::<i64>(),
    ) -> Tag {
        Tag { name, description, is_group, is_filter, is_system, sort_order }
    }
}

prop_compose! {
    fn meta()(
        [key, name, description, icon] in proptest::array::uniform4(text()),
        [fixed, live_catalog, require_ai_description] in flags(),
        default_tags in vec(tag(), 0..3),
    ) -> Meta {
        Meta { key, name, description, icon, fixed, live_catalog, require_ai_description, default_tags }
    }
}

prop_compose! {
    fn oauth()(
        [authorize_url, token_url, scopes, display_name, icon] in proptest::array::uniform5(text()),
        extra_params in map(),
    ) -> OAuth {
        OAuth { authorize_url, token_url, extra_params, scopes, display_name, icon }
    }
}

prop_compose! {
    fn category()(
        title in text(), description in text(), operations in vec(operation(), 0..3),
    ) -> Category {
        Category { title, description, operations }
    }
}

prop_compose! {
    fn module()(
        meta in meta(),
        configs in vec(field(), 0..3),
        operations in vec(category(), 0..3),
        oauth in proptest::option::of(oauth()),
        [allow_session_config, enable_sso, allow_others_connect_sso, multi_account,
            allow_others_configure] in flags(),
    ) -> Module {
        let default_access =
            Access { enable_sso, allow_others_connect_sso, multi_account, allow_others_configure };
        Module { meta, configs, operations, oauth, allow_session_config, default_access }
    }
}

prop_compose! {
    fn manifest()(
        [schema_version, proto_version] in proptest::array::uniform2(any::<i64>()),
        kind in prop_oneof![Just(Kind::Connector), Just(Kind::Tool), Just(Kind::Job)],
        [version, entry, sha256, signature, manifest_signature] in proptest::array::uniform5(text()),
        os_arch in texts(),
        module in module(),
    ) -> Manifest {
        Manifest {
            schema_version, kind, version, proto_version, entry, os_arch, sha256, signature, module,
            manifest_signature,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_module_is_read_as_it_was_written(module in module()) {
        let json = module.to_json();
        prop_assert_eq!(Module::from_json(json.as_bytes()).unwrap(), module);
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written(manifest in manifest()) {
        for json in [manifest.to_json(), manifest.to_json_pretty()] {
            prop_assert_eq!(&Manifest::from_json(json.as_bytes()).unwrap(), &manifest);
        }
    }

    /// A second, strict reader sees the same.
    #[test]
    fn what_is_written_is_plain_json(manifest in manifest()) {
        let strict: Manifest = serde_json::from_str(&without_nulls(&manifest)).unwrap();
        prop_assert_eq!(strict.module.meta.name, manifest.module.meta.name);
        prop_assert_eq!(strict.module.configs, manifest.module.configs);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..64)) {
        if let Ok(value) = gojson::from_slice::<Value>(&bytes) {
            let again = gojson::to_string(&value).unwrap();
            prop_assert!(gojson::from_slice::<Value>(again.as_bytes()).is_ok());
        }
    }

    #[test]
    fn bent_json_is_read_or_refused_as_by_a_strict_reader(
        value in schema(), at in any::<prop::sample::Index>(), byte in "[\\[\\]{}:,\"\\\\0-9eE.+ tnu-]"
    ) {
        let mut text = gojson::to_string(&value).unwrap().into_bytes();
        let at = at.index(text.len());
        text[at] = byte.as_bytes()[0];
        let strict = serde_json::from_slice::<Value>(&text);
        let lenient = gojson::from_slice::<Value>(&text);
        if strict.is_ok() {
            prop_assert!(lenient.is_ok(), "{}", String::from_utf8_lossy(&text));
        } else if std::str::from_utf8(&text).is_ok_and(|text| !text.contains("\\u")) {
            prop_assert!(lenient.is_err(), "{}", String::from_utf8_lossy(&text));
        }
    }
}

/// serde's own reader does not take `null` for a list.
fn without_nulls(manifest: &Manifest) -> String {
    fn prune(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|_, value| !value.is_null());
                map.values_mut().for_each(prune);
            }
            Value::Array(items) => items.iter_mut().for_each(prune),
            _ => {}
        }
    }
    let mut manifest = manifest.clone();
    for category in &mut manifest.module.operations {
        for operation in &mut category.operations {
            (operation.input_schema, operation.output_schema) = (None, None);
        }
    }
    let mut value = serde_json::from_str(&manifest.to_json()).unwrap();
    prune(&mut value);
    value.to_string()
}
