//! All that a manifest says, as JSON for programs.
//!
//! Each type is taken apart in full, so that a member that comes to it is not forgotten here.

use serde_json::{Value, json};
use wick_host::schema;
use wick_proto::manifest::Manifest;
use wick_proto::module::{Access, Category, Example, Field, Meta, Module, OAuth, Operation, Tag};

/// The manifest, with no value of a secret in it.
pub(super) fn whole(manifest: &Manifest) -> Value {
    let Manifest {
        schema_version,
        kind,
        version,
        proto_version,
        entry,
        os_arch,
        sha256,
        signature,
        module,
        manifest_signature,
    } = manifest;
    let Module {
        meta,
        configs,
        operations,
        oauth,
        allow_session_config,
        default_access,
    } = module;
    let Meta {
        key,
        name,
        description,
        icon,
        fixed,
        live_catalog,
        require_ai_description,
        default_tags,
    } = meta;
    let tags: Vec<&str> = default_tags.iter().map(|tag| tag.name.as_str()).collect();
    json!({
        "key": key,
        "name": name,
        "description": description,
        "icon": icon,
        "tags": tags,
        "tag_details": default_tags.iter().map(tag).collect::<Vec<_>>(),
        "fixed": fixed,
        "live_catalog": live_catalog,
        "require_ai_description": require_ai_description,
        "kind": kind,
        "version": version,
        "protocol": proto_version,
        "platforms": os_arch,
        "schema_version": schema_version,
        "entry": entry,
        "sha256": sha256,
        "signature": signature,
        "manifest_signature": manifest_signature,
        "oauth": oauth.as_ref().map(self::oauth),
        "allow_session_config": allow_session_config,
        "default_access": access(*default_access),
        "settings_schema": schema::of_fields(configs),
        "settings": configs.iter().map(field).collect::<Vec<_>>(),
        "categories": operations.iter().map(category).collect::<Vec<_>>(),
        "operations": operations.iter().flat_map(of_category).collect::<Vec<_>>(),
    })
}

/// One operation, without its category.
pub(super) fn operation(operation: &Operation) -> Value {
    let Operation {
        key,
        name,
        description,
        input,
        destructive,
        config_only,
        output_shape,
        templateable_fields,
        quirks,
        examples,
        pair_with,
        common_pitfalls,
        input_sample,
        output_sample,
        input_schema: _,
        output_schema,
        read_only,
        idempotent,
        closed_world,
    } = operation;
    json!({
        "key": key,
        "name": name,
        "description": description,
        "destructive": destructive,
        "read_only": read_only,
        "idempotent": idempotent,
        "closed_world": closed_world,
        "config_only": config_only,
        "quirks": quirks,
        "common_pitfalls": common_pitfalls,
        "pair_with": pair_with,
        "examples": examples.iter().map(example).collect::<Vec<_>>(),
        "input_sample": input_sample,
        "output_sample": output_sample,
        "output_shape": output_shape,
        "templateable_fields": templateable_fields,
        "inputs": input.iter().map(field).collect::<Vec<_>>(),
        "input_schema": schema::of_input(operation),
        "output_schema": output_schema,
    })
}

fn of_category(category: &Category) -> impl Iterator<Item = Value> {
    category.operations.iter().map(|found| {
        let mut json = operation(found);
        json["category"] = json!(category.title);
        json
    })
}

fn category(category: &Category) -> Value {
    let Category {
        title,
        description,
        operations,
    } = category;
    let keys: Vec<&str> = operations.iter().map(|one| one.key.as_str()).collect();
    json!({"title": title, "description": description, "operations": keys})
}

fn example(example: &Example) -> Value {
    let Example { name, body } = example;
    json!({"name": name, "body": body})
}

fn tag(tag: &Tag) -> Value {
    let Tag {
        name,
        description,
        is_group,
        is_filter,
        is_system,
        sort_order,
    } = tag;
    json!({
        "name": name,
        "description": description,
        "is_group": is_group,
        "is_filter": is_filter,
        "is_system": is_system,
        "sort_order": sort_order,
    })
}

fn oauth(oauth: &OAuth) -> Value {
    let OAuth {
        authorize_url,
        token_url,
        extra_params,
        scopes,
        display_name,
        icon,
    } = oauth;
    json!({
        "authorize_url": authorize_url,
        "token_url": token_url,
        "extra_params": extra_params,
        "scopes": scopes,
        "display_name": display_name,
        "icon": icon,
    })
}

fn access(access: Access) -> Value {
    let Access {
        enable_sso,
        allow_others_connect_sso,
        multi_account,
        allow_others_configure,
    } = access;
    json!({
        "enable_sso": enable_sso,
        "allow_others_connect_sso": allow_others_connect_sso,
        "multi_account": multi_account,
        "allow_others_configure": allow_others_configure,
    })
}

fn field(field: &Field) -> Value {
    let Field {
        owner,
        key,
        value,
        kind,
        options,
        secret,
        can_regenerate,
        locked,
        required,
        description,
        updated_at,
        hidden,
        col_options,
        visible_when,
        group,
        mode,
        env_override,
    } = field;
    // A description is shown and stored like any text: no place for a secret.
    let value = (!secret).then_some(value);
    json!({
        "owner": owner,
        "key": key,
        "value": value,
        "widget": kind,
        "options": options,
        "secret": secret,
        "can_regenerate": can_regenerate,
        "locked": locked,
        "required": required,
        "description": description,
        "updated_at": updated_at,
        "hidden": hidden,
        "col_options": col_options,
        "visible_when": visible_when,
        "group": group,
        "mode": mode,
        "env_override": env_override,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text of a JSON document.
    fn texts<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
        match value {
            Value::String(text) => texts.push(text),
            Value::Array(items) => items.iter().for_each(|item| self::texts(item, texts)),
            Value::Object(members) => members.values().for_each(|item| self::texts(item, texts)),
            _ => {}
        }
    }

    /// S9: each text of the manifest is in the description, and each mark is told.
    #[test]
    fn nothing_of_a_manifest_is_left_out() {
        let field = json!({
            "Key": "f-key", "Value": "f-value", "Type": "f-type", "Options": "f-options",
            "CanRegenerate": true, "Locked": true, "Required": true, "Description": "f-description",
            "hidden": true, "col_options": {"f-column": "f-choices"}, "visible_when": "f-when",
            "group": "f-group", "mode": "f-mode", "env_override": "f-env",
        });
        let operation = json!({
            "Key": "o-key", "Name": "o-name", "Description": "o-description", "Input": [field],
            "Destructive": true, "ConfigOnly": true, "output_shape": {"o-row": "o-meaning"},
            "templateable_fields": ["o-template"], "quirks": ["o-quirk"],
            "examples": [{"name": "o-example", "body": "o-body"}], "pair_with": ["o-pair"],
            "common_pitfalls": ["o-pitfall"], "input_sample": "o-in", "output_sample": "o-out",
        });
        let json = json!({
            "version": "1.0.0", "entry": "m-entry", "os_arch": ["m-platform"], "sha256": "m-digest",
            "signature": "m-signature", "manifest_signature": "m-whole",
            "module": {
                "Meta": {
                    "Key": "m-key", "Name": "m-name", "Description": "m-description", "Icon": "m-icon",
                    "Fixed": true, "LiveCatalog": true, "RequireAIDescription": true,
                    "DefaultTags": [{"Name": "t-name", "Description": "t-description", "SortOrder": 5}],
                },
                "Configs": [field, {"Key": "token", "Value": "hunter2", "IsSecret": true}],
                "Operations": [{"Title": "c-title", "Description": "c-description", "Ops": [operation]}],
                "OAuth": {
                    "AuthorizeURL": "a-authorize", "TokenURL": "a-token", "Scopes": "a-scopes",
                    "ExtraParams": {"a-name": "a-value"}, "DisplayName": "a-display", "Icon": "a-icon",
                },
                "AllowSessionConfig": true,
                "DefaultAccess": {"EnableSSO": true, "MultiAccount": true},
            },
        });
        let manifest = Manifest::from_json(json.to_string().as_bytes()).unwrap();
        let told = whole(&manifest);
        let (mut expected, mut found) = (Vec::new(), Vec::new());
        texts(&json, &mut expected);
        texts(&told, &mut found);
        for text in expected {
            assert_eq!(found.contains(&text), text != "hunter2", "{text}");
        }
        assert_eq!(told["tag_details"][0]["sort_order"], 5);
        assert_eq!(told["default_access"]["enable_sso"], true);
        assert_eq!(told["settings"][0]["visible_when"], "f-when");
        assert_eq!(told["operations"][0]["inputs"][0]["widget"], "f-type");
        assert_eq!(told["operations"][0]["output_shape"]["o-row"], "o-meaning");
        assert_eq!(told["oauth"]["extra_params"]["a-name"], "a-value");
        assert_eq!(told["categories"][0]["operations"], json!(["o-key"]));
    }
}
