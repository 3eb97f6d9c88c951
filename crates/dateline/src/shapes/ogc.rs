//! The answers of the OGC API, as its standard has them.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A reference to something else.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkTo {
    /// The address.
    pub href: String,
    /// What it is to this: `self`, `next`, `items` and the like.
    pub rel: &'static str,
    /// The media type.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// What it is called.
    pub title: String,
}

/// `/ogc`
#[derive(Debug, Serialize, ToSchema)]
pub struct LandingAnswer {
    /// What is served.
    pub title: &'static str,
    /// In a sentence.
    pub description: &'static str,
    /// Where to go on.
    pub links: Vec<LinkTo>,
}

/// `/ogc/conformance`
#[derive(Debug, Serialize, ToSchema)]
pub struct ConformanceAnswer {
    /// The classes of requirements that are met.
    #[serde(rename = "conformsTo")]
    pub conforms_to: Vec<&'static str>,
}

/// `/ogc/collections`
#[derive(Debug, Serialize, ToSchema)]
pub struct CollectionsAnswer {
    /// Where to go on.
    pub links: Vec<LinkTo>,
    /// The collections.
    pub collections: Vec<CollectionShape>,
}

/// A collection of features.
#[derive(Debug, Serialize, ToSchema)]
pub struct CollectionShape {
    /// Its name in paths.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What is in it, and which days of it `datetime` asks for.
    pub description: &'static str,
    /// Where to go on.
    pub links: Vec<LinkTo>,
    /// `feature`
    #[serde(rename = "itemType")]
    pub item_type: &'static str,
    /// The coordinate reference systems: longitude and latitude in WGS 84.
    pub crs: Vec<&'static str>,
}

/// A page of features.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeaturesAnswer {
    /// `FeatureCollection`
    #[serde(rename = "type")]
    pub sort: &'static str,
    /// The page.
    pub features: Vec<FeatureShape>,
    /// This page, and the next one if there is one.
    pub links: Vec<LinkTo>,
    /// How many features meet the conditions.
    #[serde(rename = "numberMatched")]
    pub matched: usize,
    /// How many are on this page.
    #[serde(rename = "numberReturned")]
    pub returned: usize,
}

/// A feature.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeatureShape {
    /// `Feature`
    #[serde(rename = "type")]
    pub sort: &'static str,
    /// The place's key, or the id of the event or claim.
    pub id: String,
    /// A GeoJSON geometry (RFC 7946); null where it is not known where.
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    pub geometry: Option<Map<String, Value>>,
    /// The record, as `/api/v1` has it.
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub properties: Map<String, Value>,
    /// For a single feature: itself and its collection.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkTo>,
}
