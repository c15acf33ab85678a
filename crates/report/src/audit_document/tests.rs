//! Tests of the document: its schema is the published one, and describes it.

use super::*;
use crate::testing::{audited, audited_units};

const PUBLISHED: &str = include_str!("../../../../docs/schema/audit.schema.json");
const PUBLISHED_OF_UNITS: &str = include_str!("../../../../docs/schema/audit-units.schema.json");

#[test]
fn the_published_schemas_are_up_to_date() {
    let again = "docs/schema is out of date: cargo run --release -p report --example audit_schema docs/schema";
    assert!(audit_schema().unwrap() == PUBLISHED, "{again}");
    assert!(units_schema().unwrap() == PUBLISHED_OF_UNITS, "{again}");
}

#[test]
fn a_document_of_units_is_what_its_schema_says() {
    let schema: Value = serde_json::from_str(PUBLISHED_OF_UNITS).unwrap();
    let document = UnitsDocument::of(&audited_units().units);
    let mut value: Value = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    assert_eq!(problem(&schema, &schema, &value), None);
    assert_eq!(serde_json::from_value::<UnitsDocument>(value.clone()).unwrap(), document);
    value["units"]["units"][0]["threshold"] = Value::from("low");
    assert!(problem(&schema, &schema, &value).is_some());
}

#[test]
fn a_document_is_what_its_schema_says_and_nothing_else() {
    let schema: Value = serde_json::from_str(PUBLISHED).unwrap();
    let mut document: Value = serde_json::from_str(&AuditDocument::of(&audited()).to_json().unwrap()).unwrap();
    assert_eq!(problem(&schema, &schema, &document), None);
    let value = &mut document["audit"]["groupings"][0]["groups"][0]["metrics"][0]["value"];
    let before = std::mem::replace(value, Value::from("high"));
    assert!(problem(&schema, &schema, &document).is_some(), "a word is no number");
    document["audit"]["groupings"][0]["groups"][0]["metrics"][0]["value"] = before;
    document["verdict"] = Value::Null;
    assert!(problem(&schema, &schema, &document).is_some(), "a field that is not described");
    document.as_object_mut().unwrap().remove("verdict");
    document.as_object_mut().unwrap().remove("audit");
    assert!(problem(&schema, &schema, &document).is_some(), "a field that is missing");
}

/// Why a value is not what a schema says, as far as the published one says anything; a validator of all of JSON Schema would double
/// what has to be compiled, because it switches on features far below.
fn problem(root: &Value, schema: &Value, value: &Value) -> Option<String> {
    let Some(rules) = schema.as_object() else {
        return (schema == &Value::Bool(false)).then(|| format!("nothing is allowed here: {value}"));
    };
    rules.iter().find_map(|(keyword, rule)| match keyword.as_str() {
        "$ref" => problem(root, root.pointer(&rule.as_str().unwrap()[1..]).unwrap(), value),
        "type" => {
            let is = |name: &Value| match name.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "number" => value.is_number(),
                "integer" => value.is_i64() || value.is_u64(),
                "boolean" => value.is_boolean(),
                "null" => value.is_null(),
                other => panic!("a new type, {other}"),
            };
            let fits = rule.as_array().map_or_else(|| is(rule), |names| names.iter().any(is));
            (!fits).then(|| format!("expected {rule}, found {value}"))
        }
        "properties" => value.as_object()?.iter().find_map(|(name, field)| problem(root, rule.get(name)?, field)),
        "additionalProperties" => {
            let known = rules.get("properties").and_then(Value::as_object);
            let mut others =
                value.as_object()?.iter().filter(|(name, _)| !known.is_some_and(|k| k.contains_key(*name)));
            others.find_map(|(_, field)| problem(root, rule, field))
        }
        "required" => {
            let missing = |name: &&Value| value.as_object().is_some_and(|o| !o.contains_key(name.as_str().unwrap()));
            rule.as_array().unwrap().iter().find(missing).map(|name| format!("{name} is missing"))
        }
        "items" => value.as_array()?.iter().find_map(|item| problem(root, rule, item)),
        "prefixItems" => {
            value.as_array()?.iter().zip(rule.as_array().unwrap()).find_map(|(item, rule)| problem(root, rule, item))
        }
        "anyOf" | "oneOf" => {
            let fits = rule.as_array().unwrap().iter().any(|rule| problem(root, rule, value).is_none());
            (!fits).then(|| format!("{value} is none of {rule}"))
        }
        "const" => (rule != value).then(|| format!("expected {rule}, found {value}")),
        "enum" => (!rule.as_array().unwrap().contains(value)).then(|| format!("{value} is none of {rule}")),
        "minimum" => (value.as_f64()? < rule.as_f64().unwrap()).then(|| format!("{value} is below {rule}")),
        "maximum" => (rule.as_f64().unwrap() < value.as_f64()?).then(|| format!("{value} is above {rule}")),
        "minItems" => ((value.as_array()?.len() as u64) < rule.as_u64().unwrap()).then(|| format!("too few: {value}")),
        "maxItems" => (rule.as_u64().unwrap() < value.as_array()?.len() as u64).then(|| format!("too many: {value}")),
        "$schema" | "$id" | "$defs" | "title" | "description" | "format" | "default" | "examples" => None,
        other => panic!("a new keyword, {other}"),
    })
}

#[test]
fn a_document_is_read_back_as_it_was_written() {
    let document = AuditDocument::of(&audited());
    let read: AuditDocument = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    assert_eq!(read, document);
    assert!(!document.pictures.is_empty() && !document.pairs.is_empty() && document.policy.is_some());
}

#[test]
fn everything_in_the_schema_is_described() {
    let schemas: Vec<Value> =
        [PUBLISHED, PUBLISHED_OF_UNITS].iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    for (name, definition) in schemas.iter().flat_map(|schema| schema["$defs"].as_object().unwrap()) {
        let fields = definition["properties"].as_object();
        let bare: Vec<&String> =
            fields.into_iter().flatten().filter(|(_, f)| f.get("description").is_none()).map(|(n, _)| n).collect();
        assert!(bare.is_empty(), "{name}: {bare:?}");
    }
}
