//! A user's import laid over the packed gazetteer.
//!
//! Places that both know by one GeoNames id are one place under the number of the packed one; what the import says of
//! its point, its size and its name holds. First-level divisions and countries keep what the pack says, and gain names.

use super::{
    Gazetteer, Place, PlaceId,
    imported::{Imported, NO_DIVISION, OWN_IDS, Posting, Record},
};
use crate::claim::Feature;
use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// Numbers of records need no hash that withstands an attack, only one that is quick.
type Spread = BuildHasherDefault<Multiply>;

#[derive(Debug, Default, Clone, Copy)]
struct Multiply(u64);

impl Hasher for Multiply {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&b| self.write_u32(u32::from(b)));
    }

    fn write_u32(&mut self, number: u32) {
        // Knuth's multiplier, 2^64 over the golden ratio.
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }
}

/// No record.
const NONE: u32 = u32::MAX;

/// An import and how its places go with the packed ones.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) index: Imported,
    /// The record that speaks of each packed place, or [`NONE`].
    records: Vec<u32>,
    /// The packed place that a record speaks of.
    twins: HashMap<u32, u32, Spread>,
    /// The packed place for each division of the import.
    divisions: Vec<Option<u32>>,
}

impl Layer {
    /// Finds out which places are the same.
    pub(super) fn new(index: Imported, under: &Gazetteer) -> Layer {
        let mut records = vec![NONE; under.records.len()];
        let mut twins = HashMap::default();
        let mut known: Vec<(u32, u32)> =
            (0u32..).zip(&under.records).map(|(n, r)| (r.geonames_id, n)).filter(|k| k.0 != 0).collect();
        known.sort_unstable();
        // Both are in order of the ids, so that what is left to search shrinks from one to the next.
        let all = index.records();
        let mut from = 0;
        for (id, number) in known {
            from += gallop(&all[from..], id);
            if all.get(from).is_some_and(|r| r.id.get() == id) {
                records[number as usize] = from as u32;
                twins.insert(from as u32, number);
            }
        }
        let mut divisions = Vec::new();
        for division in index.divisions() {
            let packed = under.division(&division.country, &division.name);
            if let (Some(packed), Some(record)) = (packed, division.geonames_id.and_then(|id| index.find(id))) {
                twins.entry(record).or_insert(packed);
            }
            divisions.push(packed);
        }
        Layer { index, records, twins, divisions }
    }

    /// The number under which a record goes: that of the packed place, and that it is one, or a number behind all packed
    /// places.
    pub(super) fn number(&self, posting: &Posting) -> (u32, bool) {
        match self.twins.get(&posting.record) {
            Some(&packed) => (packed, true),
            None => ((self.records.len() as u32).saturating_add(posting.record), false),
        }
    }

    /// The record that speaks of a place.
    pub(super) fn record(&self, number: u32) -> Option<&Record> {
        let record = match self.records.get(number as usize) {
            Some(&record) => record,
            None => number - self.records.len() as u32,
        };
        self.index.records().get(record as usize)
    }

    /// The packed division that a record lies in.
    pub(super) fn division(&self, record: &Record) -> Option<PlaceId> {
        self.divisions.get(usize::from(record.division.get())).copied().flatten().map(PlaceId)
    }

    /// What is known of a place, given what the pack knows.
    pub(super) fn place<'a>(&'a self, number: u32, packed: Option<Place<'a>>) -> Option<Place<'a>> {
        let Some(record) = self.record(number) else { return packed };
        if packed.is_some_and(|p| matches!(p.feature, Feature::Country | Feature::Admin1)) {
            return packed;
        }
        let name = self.index.name(record);
        let division = record.division.get();
        let division =
            self.index.divisions().get(usize::from(division)).filter(|d| division != NO_DIVISION && !d.name.is_empty());
        let id = record.id.get();
        Some(Place {
            name: if name.is_empty() { packed.map_or("", |p| p.name) } else { name },
            feature: record.feature(),
            country: record.country().or(packed.and_then(|p| p.country)),
            admin1: division.map(|d| d.name.as_str()).or(packed.and_then(|p| p.admin1)),
            point: record.point().or(packed.and_then(|p| p.point)),
            population: record.population.get(),
            geonames_id: (id < OWN_IDS).then_some(id),
            precision: record.precision,
            is_overlay: record.source & Record::OWN != 0 || packed.is_some_and(|p| p.is_overlay),
        })
    }
}

/// How many records have smaller ids; quick where the answer is near.
fn gallop(records: &[Record], id: u32) -> usize {
    let mut step = 1;
    while records.get(step).is_some_and(|r| r.id.get() < id) {
        step *= 2;
    }
    let end = records.len().min(step + 1);
    let start = step / 2;
    start.min(end) + records[start.min(end)..end].partition_point(|r| r.id.get() < id)
}
