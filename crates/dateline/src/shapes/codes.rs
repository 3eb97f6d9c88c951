//! Claims in the fields of PLOVER, with the codes of PLOVER and CAMEO that `rules/exports/codes.toml` gives them.

use super::claim::published;
use crate::error::{Error, ErrorKind, Result};
use dateline_core::{Claim, Kind, Mention, Modality, Report, Stance};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const FILE: &str = include_str!("../../../../rules/exports/codes.toml");

/// The codebook that the table follows.
const CODEBOOK: &str = "plover-0.7b1";

/// The table of codes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    code: Vec<Code>,
    /// Quad category of each of PLOVER's events.
    quad: BTreeMap<String, u8>,
}

/// One entry of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    kind: String,
    sub_kind: Option<String>,
    modality: Option<String>,
    stance: Option<String>,
    rule: Option<String>,
    #[serde(default)]
    actor: bool,
    event: Option<String>,
    mode: Option<String>,
    cameo: Option<String>,
    #[allow(dead_code, reason = "for whoever reads the table")]
    meaning: String,
}

impl Codes {
    /// The table that is built in.
    pub fn new() -> Result<Self> {
        let fault =
            |e: &dyn std::fmt::Display| Error::new(ErrorKind::Data, format_args!("rules/exports/codes.toml: {e}"));
        let table: Self = toml::from_str(FILE).map_err(|e| fault(&e))?;
        for code in &table.code {
            code.kind.parse::<Kind>().map_err(|e| fault(&e))?;
            if let Some(modality) = &code.modality {
                modality.parse::<Modality>().map_err(|e| fault(&e))?;
            }
            if let Some(stance) = &code.stance {
                stance.parse::<Stance>().map_err(|e| fault(&e))?;
            }
            if let Some(event) = code.event.as_ref().filter(|e| !table.quad.contains_key(*e)) {
                return Err(fault(&format_args!("`{event}` has no quad category")));
            }
        }
        Ok(table)
    }

    /// The entry for a claim; `None` for what has no code.
    fn of(&self, claim: &Claim) -> Option<&Code> {
        let real = matches!(claim.modality, Modality::Actual | Modality::Ongoing);
        let fits = |code: &&Code| {
            code.kind == claim.kind.name()
                && code.sub_kind.as_deref().is_none_or(|sub| claim.sub_kind.as_deref() == Some(sub))
                && code.modality.as_deref().map_or(real, |modality| modality == claim.modality.name())
                && code.stance.as_deref().unwrap_or(Stance::Asserts.name()) == claim.stance.name()
                && code.rule.as_deref().is_none_or(|rule| claim.rules.first().is_some_and(|r| r.starts_with(rule)))
                && (!code.actor || claim.actor.is_some())
        };
        self.code.iter().find(fits)
    }
}

/// A claim in the fields of PLOVER.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "docs/data-dictionary.md describes every field")]
pub struct PloverRow<'a> {
    pub id: &'a str,
    pub date: Option<String>,
    pub enddate: Option<String>,
    pub source: Vec<PloverActor<'a>>,
    pub recipient: Vec<PloverActor<'a>>,
    pub event: Vec<&'a str>,
    pub mode: Option<&'a str>,
    pub quad_code: Option<u8>,
    pub cameo: Option<&'a str>,
    pub context: Option<&'a str>,
    pub event_loc: Option<PloverPlace<'a>>,
    pub event_text: [&'a str; 1],
    pub link: Option<&'a str>,
    pub cite_info: PloverCite<'a>,
    pub coder: &'static str,
}

/// PLOVER's object for an actor.
#[derive(Debug, Serialize)]
pub struct PloverActor<'a> {
    actor_text: &'a str,
    identifier_text: &'a str,
}

impl<'a> PloverActor<'a> {
    fn list(mention: Option<&'a Mention>) -> Vec<Self> {
        mention.map(|m| Self { actor_text: &m.text, identifier_text: m.name() }).into_iter().collect()
    }
}

/// PLOVER's object for a place, in the names of GeoNames.
#[derive(Debug, Serialize)]
pub struct PloverPlace<'a> {
    geonameid: Option<u32>,
    name: &'a str,
    latitude: Option<f64>,
    longitude: Option<f64>,
    #[serde(rename = "country code")]
    country_code: Option<&'a str>,
}

/// PLOVER's object for where a text stands.
#[derive(Debug, Serialize)]
pub struct PloverCite<'a> {
    citation: &'a str,
    url: Option<&'a str>,
    title: Option<&'a str>,
    language: Option<&'a str>,
    publication: Option<&'a str>,
    published: Option<String>,
    codebook: &'static str,
}

impl<'a> PloverRow<'a> {
    /// The record of a claim in a report that supports this event; `None` if it has no code.
    pub fn new(codes: &'a Codes, claim: &'a Claim, report: &'a Report, event: Option<&'a str>) -> Option<Self> {
        let code = codes.of(claim)?;
        let (actor, target) = (claim.actor.as_ref(), claim.target.as_ref());
        // Who demands is the source, and who should do it the recipient.
        let (source, recipient) = match code.event.as_deref() {
            Some("DEMAND") => (claim.claimants.first().map(|c| &c.mention), actor),
            _ => (actor, target),
        };
        let place = claim.place.as_ref().and_then(|p| p.resolved.as_ref());
        Some(Self {
            id: &claim.id,
            date: claim.event_date.as_ref().map(|d| d.start.to_string()),
            enddate: claim.event_date.as_ref().map(|d| d.end.to_string()),
            source: PloverActor::list(source),
            recipient: PloverActor::list(recipient),
            event: code.event.as_deref().into_iter().collect(),
            mode: code.mode.as_deref(),
            quad_code: code.event.as_ref().and_then(|e| codes.quad.get(e).copied()),
            cameo: code.cameo.as_deref(),
            context: None,
            event_loc: place.map(|p| PloverPlace {
                geonameid: p.geonames_id,
                name: &p.name,
                latitude: p.point.map(|p| p.0),
                longitude: p.point.map(|p| p.1),
                country_code: p.country.as_deref(),
            }),
            event_text: [&claim.quote],
            link: event,
            cite_info: PloverCite {
                citation: &report.id,
                url: report.url.as_deref(),
                title: report.title.as_deref(),
                language: report.language.as_deref(),
                publication: report.outlet.as_deref(),
                published: report.published.as_ref().map(published),
                codebook: CODEBOOK,
            },
            coder: concat!("dateline ", env!("CARGO_PKG_VERSION")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_kinds_modalities_and_events_that_there_are() {
        let codes = Codes::new().unwrap();
        assert!(codes.code.iter().all(|c| c.event.is_some() || c.cameo.is_some()));
        assert!(codes.code.iter().all(|c| c.mode.is_none() || c.event.is_some()));
        assert!(codes.code.iter().filter_map(|c| c.cameo.as_ref()).all(|c| c.chars().all(|d| d.is_ascii_digit())));
        // What an entry above it takes is never reached by the one below.
        for (i, code) in codes.code.iter().enumerate() {
            let key =
                |c: &Code| (c.kind.clone(), c.sub_kind.clone(), c.modality.clone(), c.stance.clone(), c.rule.clone());
            assert!(codes.code.iter().take(i).all(|before| key(before) != key(code)), "{} twice", code.kind);
        }
    }
}
