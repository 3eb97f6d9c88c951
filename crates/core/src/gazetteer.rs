//! Place names and places (being written).

/// The packed gazetteer.
#[derive(Debug, Default)]
pub struct Gazetteer {}
