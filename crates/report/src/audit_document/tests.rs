//! Tests of the document: its schema is the published one, and describes it.

use super::*;
use crate::testing::audited;

const PUBLISHED: &str = include_str!("../../../../docs/schema/audit.schema.json");

#[test]
fn the_published_schema_is_up_to_date() {
    let found = audit_schema().unwrap();
    let again = "cargo run --release -p report --example audit_schema > docs/schema/audit.schema.json";
    assert!(found == PUBLISHED, "docs/schema/audit.schema.json is out of date: {again}");
}

#[test]
fn a_document_is_what_its_schema_says_and_nothing_else() {
    let schema = jsonschema::validator_for(&serde_json::from_str(PUBLISHED).unwrap()).unwrap();
    let mut document: Value = serde_json::from_str(&AuditDocument::of(&audited()).to_json().unwrap()).unwrap();
    let errors: Vec<String> =
        schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    document["audit"]["groupings"][0]["groups"][0]["metrics"][0]["value"] = Value::from("high");
    assert!(!schema.is_valid(&document));
}

#[test]
fn a_field_that_is_not_described_is_refused() {
    let schema = jsonschema::validator_for(&serde_json::from_str(PUBLISHED).unwrap()).unwrap();
    let mut document: Value = serde_json::from_str(&AuditDocument::of(&audited()).to_json().unwrap()).unwrap();
    document["verdict"] = Value::Null;
    assert!(!schema.is_valid(&document));
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
    let schema: Value = serde_json::from_str(PUBLISHED).unwrap();
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        let fields = definition["properties"].as_object();
        let bare: Vec<&String> =
            fields.into_iter().flatten().filter(|(_, f)| f.get("description").is_none()).map(|(n, _)| n).collect();
        assert!(bare.is_empty(), "{name}: {bare:?}");
    }
}
