//! The schemas of the shapes, as OpenAPI has them.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Schemas by their names.
pub type Schemas = BTreeMap<String, Value>;

/// Puts the schema of a shape, with those that it refers to, among the others, and gives a reference to it.
pub type Shape = fn(&mut Schemas) -> Value;

/// The [`Shape`] of a type.
pub fn shape<T: ToSchema>(among: &mut Schemas) -> Value {
    let name = T::name();
    if !among.contains_key(name.as_ref()) {
        let mut all = Vec::new();
        T::schemas(&mut all);
        all.push((name.to_string(), T::schema()));
        among.extend(all.into_iter().map(|(name, schema)| (name, json!(schema))));
    }
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
