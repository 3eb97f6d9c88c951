//! The interface as OpenAPI 3.1 describes it, made from the table of routes.

use super::{
    answers::Asked,
    replies::Reply,
    routes::{Does, Format, ROUTES, Route},
};
use crate::{
    error::Result,
    shapes::{Problem, Schemas, shape},
};
use serde_json::{Map, Value, json};

/// `/api/v1/openapi.json`
pub fn answer(_: &Asked) -> Result<Reply> {
    Reply::json(&document(|_| true))
}

/// The description of the OGC API's routes in OpenAPI 3.0, which its standard asks for.
pub fn older() -> Value {
    let mut document = document(|route| route.path.starts_with("/ogc"));
    document["openapi"] = "3.0.3".into();
    document["info"] = json!({ "title": "Dateline", "version": env!("CARGO_PKG_VERSION") });
    aged(&mut document);
    document
}

/// Says what may be null as version 3.0 does.
fn aged(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(aged),
        Value::Object(fields) => {
            fields.values_mut().for_each(aged);
            let null = |one: &Value| one == "null" || one.get("type").is_some_and(|t| t == "null");
            for list in ["type", "oneOf", "anyOf"] {
                let Some(Value::Array(all)) = fields.get_mut(list) else { continue };
                let before = all.len();
                all.retain(|one| !null(one));
                let nullable = all.len() < before;
                if list == "type" && all.len() == 1 {
                    let only = all.remove(0);
                    fields.insert(list.to_owned(), only);
                }
                if nullable {
                    fields.insert("nullable".to_owned(), true.into());
                }
            }
            fields.remove("propertyNames");
        }
        _ => {}
    }
}

/// The description of routes.
fn document(wanted: impl Fn(&Route) -> bool) -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    for route in ROUTES.iter().filter(|r| wanted(r)) {
        let operation = operation(route, &mut schemas);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method().as_str().to_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Dateline",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Who said that what happened, where and when, and the picture that follows from it.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn operation(route: &Route, schemas: &mut Schemas) -> Value {
    let mut out = json!({
        "operationId": route.id(),
        "summary": route.summary,
        "x-needs": route.needs.name(),
        "parameters": route.params().map(|p| p.described()).collect::<Vec<_>>(),
        "responses": responses(route, schemas),
    });
    if let Some(body) = route.body() {
        out["requestBody"] =
            json!({ "required": true, "content": { Format::JSON.media_type: { "schema": body(schemas) } } });
    }
    out
}

fn responses(route: &Route, schemas: &mut Schemas) -> Map<String, Value> {
    let problem = json!({ "application/problem+json": { "schema": shape::<Problem>(schemas) } });
    let mut content = Map::new();
    for format in route.formats() {
        let schema = match format.name {
            "json" => (route.answer)(schemas),
            _ if route.formats().len() == 1 => (route.answer)(schemas),
            "geojson" => json!({ "type": "object" }),
            _ => json!({ "type": "string" }),
        };
        content.insert(format.media_type.to_owned(), json!({ "schema": schema }));
    }
    let mut out = Map::new();
    for (status, says) in route.statuses() {
        let mut response = json!({ "description": says });
        match status {
            200 if matches!(route.does, Does::Tells(_)) => {
                let tag = json!({ "description": "Names the state of the ledger.", "schema": { "type": "string" } });
                response["headers"] = json!({ "ETag": tag });
                response["content"] = content.clone().into();
            }
            200 | 201 | 206 => response["content"] = content.clone().into(),
            // What these say is in their headers.
            303 | 304 => {}
            _ => response["content"] = problem.clone(),
        }
        out.insert(status.to_string(), response);
    }
    out
}
