//! What a field of a claim should be, from the words of whoever corrects it.

use crate::{
    data::Data,
    desk::Desk,
    error::{Error, ErrorKind, Result},
    words,
};
use dateline_core::{
    ActorClass, Claim, DateRange, Gazetteer, Granularity, ResolvedPlace,
    actors::name_key,
    claim::{Feature, Tier},
    decision::{Correction, Field, Number},
    gazetteer::PlaceId,
};
use jiff::civil::Date;
use std::{collections::HashSet, str::FromStr};

/// Words for a value that nobody knows.
const UNKNOWN: [&str; 4] = ["unknown", "none", "null", "-"];

/// Places that are offered where a name means several.
const OFFERED: usize = 8;

/// Reads what a field should be. A place is an id (`g204671`, or the key that an export shows) or a name, with the division
/// or country behind a comma where several bear it; a date `2024-12-05`, `2024-12-05..2024-12-07`, `2024-12` or `2024`; a
/// number `7`, `7+`, `3-9` or `~40`, with its unit behind it; a source may have its class in brackets. `unknown` empties a
/// field, and makes the outlet the source.
pub fn correction(field: &str, to: &str, claim: &Claim, desk: &Desk, data: &Data) -> Result<Correction> {
    let to = to.trim();
    let known = !is_unknown(to);
    let field = match field.trim() {
        "claimant" | "source" => Field::Claimants,
        "date" => Field::EventDate,
        name => Field::from_str(name).map_err(Error::usage)?,
    };
    if to.is_empty() {
        return Err(Error::usage(format_args!("{field} cannot be empty"))
            .hint("`unknown` says that a field is not known, for all but kind, stance and modality"));
    }
    Ok(match field {
        Field::Kind => Correction::Kind(to.parse().map_err(Error::usage)?),
        Field::Stance => Correction::Stance(to.parse().map_err(Error::usage)?),
        Field::Modality => Correction::Modality(to.parse().map_err(Error::usage)?),
        Field::Actor => Correction::Actor(known.then(|| named(to, desk))),
        Field::Target => Correction::Target(known.then(|| named(to, desk))),
        Field::Place if known => Correction::Place(Some(place(to, claim, desk, data)?)),
        Field::Place => Correction::Place(None),
        Field::EventDate if known => Correction::EventDate(Some(dates(to).ok_or_else(|| {
            Error::usage(format_args!("`{to}` is no date"))
                .hint("write 2024-12-05, 2024-12-05..2024-12-07, 2024-12 or 2024")
        })?)),
        Field::EventDate => Correction::EventDate(None),
        Field::Quantity if known => {
            let unit = claim.quantity.as_ref().map(|q| q.unit.as_str());
            Correction::Quantity(Some(number(to, unit).ok_or_else(|| {
                Error::usage(format_args!("`{to}` is no number with a unit"))
                    .hint("write `7 killed`, `7+ killed`, `3-9 injured` or `~40 km`")
            })?))
        }
        Field::Quantity => Correction::Quantity(None),
        Field::Claimants => Correction::Claimant(known.then(|| source(to, claim, desk)).transpose()?),
    })
}

/// Whether the words say that a value is not known.
pub fn is_unknown(to: &str) -> bool {
    UNKNOWN.contains(&to.trim().to_lowercase().as_str())
}

/// The name of an actor, whose id may be given instead.
fn named(to: &str, desk: &Desk) -> String {
    desk.actors.by_id(to).map_or_else(|| to.to_owned(), |a| a.name.clone())
}

fn source(to: &str, claim: &Claim, desk: &Desk) -> Result<(String, ActorClass)> {
    let (name, class) = match to.strip_suffix(')').and_then(|t| t.rsplit_once('(')) {
        Some((name, class)) => match class.parse::<ActorClass>() {
            Ok(class) => (name.trim(), Some(class)),
            Err(_) => (to, None),
        },
        None => (to, None),
    };
    if name.is_empty() {
        return Err(Error::usage("a source has a name"));
    }
    let known = desk.actors.by_id(name).or_else(|| desk.actors.by_name(name));
    let read = desk.as_read(claim).claimants.first().map(|c| c.class);
    let class = class.or(known.map(|a| a.class)).or(read).unwrap_or(ActorClass::Official);
    Ok((named(name, desk), class))
}

/// The places that a name may mean or an id names, those that the claim offers first, then those that claims of the ledger
/// name, then those of the gazetteer, each once.
pub fn places(asked: &str, claim: Option<&Claim>, desk: &Desk, data: &Data) -> Result<Vec<ResolvedPlace>> {
    let asked = asked.trim();
    let (name, within) = name_within(asked);
    let key = if asked.bytes().all(|b| b.is_ascii_digit()) { format!("g{asked}") } else { asked.to_owned() };
    let words = name_key(name);
    let gazetteer = data.gazetteer()?;
    let fits = |p: &ResolvedPlace| {
        let called = |text: &str| name_key(text) == words;
        p.key() == key || called(&p.name) && within.is_none_or(|w| lies_in(p, w, &gazetteer))
    };
    let of_claim = claim.map(|c| desk.as_read(c)).and_then(|c| c.place.as_ref());
    let of_claim = of_claim.into_iter().flat_map(|p| {
        let said = name_key(&p.text) == words;
        p.resolved.iter().chain(&p.candidates).filter(move |_| said && within.is_none())
    });
    let mut found: Vec<ResolvedPlace> = of_claim.cloned().collect();
    let met = desk.claims.iter().filter_map(|c| c.place.as_ref());
    let met = met.flat_map(|p| p.resolved.iter().chain(&p.candidates)).filter(|p| fits(p));
    found.extend(met.cloned());
    if let Some(id) = key.strip_prefix('g').and_then(|id| id.parse::<u32>().ok()) {
        let packed = gazetteer.places().find(|(_, p)| p.geonames_id == Some(id)).map(|(place, _)| place);
        found.extend(packed.map(|place| resolved(&gazetteer, place, Tier::Exact)));
    }
    if let Some(lookup) = gazetteer.lookup_named(name) {
        let of_gazetteer = lookup.places.iter().map(|id| resolved(&gazetteer, *id, lookup.tier));
        found.extend(of_gazetteer.filter(|p| within.is_none_or(|w| lies_in(p, w, &gazetteer))));
    }
    let mut seen = HashSet::new();
    found.retain(|p| seen.insert(p.key()));
    if found.iter().any(|p| p.key() == key) {
        found.retain(|p| p.key() == key);
    }
    Ok(found)
}

/// A name, and behind a comma the division or country that it lies in.
pub fn name_within(asked: &str) -> (&str, Option<&str>) {
    asked.split_once(',').map_or((asked, None), |(name, within)| (name, Some(within.trim())))
}

/// Whether a place lies in the division or country with this name.
pub fn lies_in(p: &ResolvedPlace, within: &str, gazetteer: &Gazetteer) -> bool {
    let within = name_key(within);
    let country = p.country.as_deref();
    let names = [p.admin1.as_deref(), country, country.and_then(|c| gazetteer.country_name(c))];
    names.into_iter().flatten().any(|name| name_key(name) == within)
}

fn resolved(gazetteer: &Gazetteer, id: PlaceId, tier: Tier) -> ResolvedPlace {
    let p = gazetteer.place(id);
    ResolvedPlace {
        name: p.name.to_owned(),
        feature: p.feature,
        country: p.country.map(str::to_owned),
        admin1: p.admin1.map(str::to_owned),
        point: p.point,
        geonames_id: p.geonames_id,
        precision: p.precision,
        tier,
    }
}

/// The one place that is meant: of several the town in the country of what was read, if there is one such.
fn place(to: &str, claim: &Claim, desk: &Desk, data: &Data) -> Result<ResolvedPlace> {
    let read = desk.as_read(claim).place.as_ref().and_then(|p| p.resolved.as_ref());
    place_called(to, Some(claim), read.and_then(|r| r.country.as_deref()), desk, data)
}

/// The one place that an id or a name means: of several the town in this country, if there is one such.
pub fn place_called(
    to: &str,
    claim: Option<&Claim>,
    country: Option<&str>,
    desk: &Desk,
    data: &Data,
) -> Result<ResolvedPlace> {
    let mut found = places(to, claim, desk, data)?;
    if found.len() > 1 {
        let narrower: [&dyn Fn(&ResolvedPlace) -> bool; 2] =
            [&|p| country.is_some() && p.country.as_deref() == country, &|p| p.feature == Feature::City];
        for keep in narrower {
            if found.iter().any(keep) {
                found.retain(keep);
            }
        }
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(Error::new(ErrorKind::NotFound, format_args!("no place is called `{to}`"))
            .hint("`dateline gazetteer search` finds places; `unknown` says that the place is not known")),
        _ => {
            let offered = found.iter().take(OFFERED).map(|p| format!("{} {}", p.key(), words::place(p)));
            Err(Error::usage(format_args!("several places are called `{to}`"))
                .hint(format_args!("name one by its id: {}", offered.collect::<Vec<_>>().join(", "))))
        }
    }
}

fn dates(to: &str) -> Option<DateRange> {
    let whole = |granularity, start: Date, end: Date| DateRange { start, end, granularity, text: None };
    if let Some((start, end)) = to.split_once("..") {
        let (start, end): (Date, Date) = (start.trim().parse().ok()?, end.trim().parse().ok()?);
        return (start <= end).then(|| whole(Granularity::Range, start, end));
    }
    match to.len() {
        4 => {
            let year = to.parse().ok()?;
            Some(whole(Granularity::Year, Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
        }
        7 => {
            let start: Date = format!("{to}-01").parse().ok()?;
            Some(whole(Granularity::Month, start, start.last_of_month()))
        }
        10 => to.parse().ok().map(|day| whole(Granularity::Day, day, day)),
        _ => None,
    }
}

fn number(to: &str, unit: Option<&str>) -> Option<Number> {
    let (figure, said) = to.split_once(' ').map_or((to, ""), |(figure, unit)| (figure, unit.trim()));
    let unit = if said.is_empty() { unit? } else { said };
    let (figure, approx) = figure.strip_prefix('~').map_or((figure, false), |f| (f, true));
    let plain = |text: &str| text.replace(',', "").parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0);
    let (low, high) = if let Some(low) = figure.strip_suffix('+') {
        (plain(low)?, None)
    } else if let Some((low, high)) = figure.split_once('-') {
        (plain(low)?, Some(plain(high)?))
    } else {
        (plain(figure)?, Some(plain(figure)?))
    };
    let in_order = high.is_none_or(|high| low <= high);
    in_order.then(|| Number { low, high, approx, unit: unit.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_ranges_months_and_years() {
        let read = |text| dates(text).map(|d| format!("{}..{} {}", d.start, d.end, d.granularity));
        assert_eq!(read("2024-12-05").as_deref(), Some("2024-12-05..2024-12-05 day"));
        assert_eq!(read("2024-12-05..2024-12-07").as_deref(), Some("2024-12-05..2024-12-07 range"));
        assert_eq!(read("2024-02").as_deref(), Some("2024-02-01..2024-02-29 month"));
        assert_eq!(read("2024").as_deref(), Some("2024-01-01..2024-12-31 year"));
        for wrong in ["", "soon", "2024-13", "2024-12-07..2024-12-05", "05/12/2024"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_have_bounds_and_a_unit() {
        let read = |text, unit| number(text, unit).map(|n| (n.low, n.high, n.approx, n.unit));
        assert_eq!(read("7", Some("killed")), Some((7.0, Some(7.0), false, "killed".to_owned())));
        assert_eq!(read("1,200+ displaced", Some("killed")), Some((1200.0, None, false, "displaced".to_owned())));
        assert_eq!(read("~3-9 injured", None), Some((3.0, Some(9.0), true, "injured".to_owned())));
        for wrong in [("7", None), ("many", Some("killed")), ("9-3 killed", None), ("-4 killed", None)] {
            assert_eq!(read(wrong.0, wrong.1), None, "{wrong:?}");
        }
    }
}
