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
    Reply::json(&document())
}

/// The description of all routes.
pub fn document() -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    for route in ROUTES {
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
    if let Does::Changes(_, Some(body), _) = &route.does {
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
            "geojson" => json!({ "type": "object" }),
            _ => json!({ "type": "string" }),
        };
        content.insert(format.media_type.to_owned(), json!({ "schema": schema }));
    }
    let mut out = Map::new();
    for (status, says) in route.statuses() {
        let mut response = json!({ "description": says });
        match status {
            200 => {
                let tag = json!({ "description": "Names the state of the ledger.", "schema": { "type": "string" } });
                response["headers"] = json!({ "ETag": tag });
                response["content"] = content.clone().into();
            }
            201 => response["content"] = content.clone().into(),
            304 => {}
            _ => response["content"] = problem.clone(),
        }
        out.insert(status.to_string(), response);
    }
    out
}
