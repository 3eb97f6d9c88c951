//! `annotate --task coreference`: which of the marked events of several texts are one.

use super::byte_span;
use crate::{
    data::{Data, Reader},
    error::{Error, ErrorKind, Result},
    shapes::{ChainShape, ChainsRow, InputRow},
};
use dateline_core::{Span, occurrence::Told};
use dateline_picture::coreference::{Texts, Weights};
use rayon::prelude::*;
use std::{collections::BTreeMap, io::Write};

/// What pairs of mentions are weighed by.
const WEIGHTS: &str = "lexicons/en/coreference.toml";

/// Reads the texts and writes for each the chains of its events. Texts of one `topic` are compared; without topics all
/// are.
pub fn write(rows: &[InputRow], data: &Data, reader: &Reader, out: &mut impl Write) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let weights = weights(&data.file(WEIGHTS)?)?;
    let told: Vec<Told> = told(rows, data, reader)?;
    let mut chains: Vec<Vec<String>> = told.iter().map(|t| vec![String::new(); t.occurrences.len()]).collect();
    for (_, members) in topics(rows) {
        let texts: Vec<Told> = members.iter().filter_map(|m| told.get(*m)).cloned().collect();
        let mentions: Vec<(usize, usize)> = members
            .iter()
            .zip(&texts)
            .flat_map(|(member, text)| (0..text.occurrences.len()).map(move |i| (*member, i)))
            .collect();
        for chain in Texts::new(&texts).chains(&weights) {
            let chain: Vec<(usize, usize)> = chain.into_iter().filter_map(|m| mentions.get(m).copied()).collect();
            // A chain is called after its first mention.
            let name =
                chain.first().map(|(text, event)| format!("{}.{}", rows[*text].id, event + 1)).unwrap_or_default();
            for (text, event) in chain {
                chains[text][event].clone_from(&name);
            }
        }
    }
    for ((row, told), chains) in rows.iter().zip(&told).zip(chains) {
        let events = row.events.iter().zip(&told.occurrences).zip(chains).map(|((given, found), chain)| ChainShape {
            spans: given.spans.iter().map(|s| (s.start, s.end)).map(Into::into).collect(),
            word: found.word.clone(),
            chain,
        });
        serde_json::to_writer(
            &mut *out,
            &ChainsRow { id: &row.id, topic: row.topic.as_deref(), events: events.collect() },
        )?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// What each text says around its events.
pub fn told(rows: &[InputRow], data: &Data, reader: &Reader) -> Result<Vec<Told>> {
    let layer = data.event_layer(&reader.model)?;
    let of = |row: &InputRow| {
        let reading = dateline_language::read(&row.text, &reader.model);
        let spans = |event: &crate::shapes::GivenEvent| -> Vec<Span> {
            event.spans.iter().filter_map(|s| byte_span(&row.text, s.start, s.end)).collect()
        };
        let likeness = layer.numbers(reading.cased.as_deref().unwrap_or(&row.text), &reader.model);
        dateline_read::annotate::told(&reading, &row.events.iter().map(spans).collect::<Vec<_>>(), &likeness)
    };
    Ok(rows.par_iter().map(of).collect())
}

/// The numbers of the rows of each topic.
pub fn topics(rows: &[InputRow]) -> BTreeMap<&str, Vec<usize>> {
    let mut out: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        out.entry(row.topic.as_deref().unwrap_or_default()).or_default().push(number);
    }
    out
}

fn weights(text: &str) -> Result<Weights> {
    let fault = |what: String| Error::new(ErrorKind::Data, format_args!("{WEIGHTS}: {what}"));
    let tables: toml::Table = toml::from_str(text).map_err(|e| fault(e.to_string()))?;
    let number = |v: &toml::Value| v.as_float().or_else(|| v.as_integer().map(|n| n as f64));
    let likely = tables.get("likely").and_then(number).ok_or_else(|| fault("`likely` is missing".to_owned()))?;
    Weights::named(likely, |table, fact| number(tables.get(table)?.get(fact)?))
        .map_err(|fact| fault(format!("the weight of `{fact}` is missing")))
}
