//! `places merge|split`: which places are one, and which claims are about another.

use super::{claims::claim_named, values};
use crate::{
    cli::{PlacesCommand, SplitPlaceArgs},
    data::Data,
    desk::{Desk, PlaceOf},
    error::{Error, ErrorKind, Result},
    words as short,
};
use dateline_core::{
    Choice, ResolvedPlace,
    actors::name_key,
    claim::{Feature, is_name},
    decision::{NamedClaim, NamedPlace, PlacePart},
};

/// Names that are offered where none fits.
const OFFERED: usize = 8;

/// What a command comes to.
pub fn choice(command: &PlacesCommand, desk: &Desk, data: &Data) -> Result<Choice> {
    match command {
        PlacesCommand::Merge { place, other, .. } => merge(place, other, desk, data),
        PlacesCommand::Split(args) => split(args, desk, data),
    }
}

fn merge(place: &str, other: &str, desk: &Desk, data: &Data) -> Result<Choice> {
    let met = desk.places();
    let (_, from) = told_of(other, &met, desk, data)?;
    let into = match told_of(place, &met, desk, data) {
        Ok((_, into)) => into,
        Err(e) if e.kind == ErrorKind::NotFound => {
            let country = match &from {
                NamedPlace::Known(p) => p.country.as_deref(),
                NamedPlace::Unknown { country, .. } => country.as_deref(),
            };
            NamedPlace::Known(values::place_called(place, None, country, desk, data)?)
        }
        Err(e) => return Err(e),
    };
    if into.key() == from.key() || desk.place_meant(&into.key()) == from.key() {
        return Err(Error::usage(format_args!("`{place}` and `{other}` are one place already, {}", from.key())));
    }
    match (&into, &from) {
        (NamedPlace::Unknown { .. }, NamedPlace::Known(_)) => {
            let fault = format_args!("the gazetteer knows {} and not {}", named(&from), named(&into));
            Err(Error::usage(fault).hint(format_args!(
                "merge {} into it: `dateline places merge {} '{}'`",
                into.name(),
                from.key(),
                into.key()
            )))
        }
        (NamedPlace::Unknown { country: one, .. }, NamedPlace::Unknown { country: other, .. }) if one != other => {
            let fault =
                format_args!("{} and {} are told of in reports on different countries", named(&into), named(&from));
            Err(Error::usage(fault).hint("merge each into a place that the gazetteer knows"))
        }
        (NamedPlace::Known(one), NamedPlace::Known(other)) if !may_be_one(one.feature, other.feature) => {
            let says = |p: &ResolvedPlace| format!("{} ({}) is a {}", p.name, p.key(), sort(p.feature));
            Err(Error::usage(format_args!("{} and {}: they are not one place", says(one), says(other)))
                .hint("claims that mean the one and were read as the other are taken there by `dateline places split`"))
        }
        _ => Ok(Choice::MergePlaces { into, from }),
    }
}

fn split(args: &SplitPlaceArgs, desk: &Desk, data: &Data) -> Result<Choice> {
    let met = desk.places();
    let (whole, place) = told_of(&args.place, &met, desk, data)?;
    let to = match values::is_unknown(&args.to) {
        true => None,
        false => match told_of(&args.to, &met, desk, data) {
            Ok((_, NamedPlace::Known(to))) => Some(to),
            Ok((_, unknown @ NamedPlace::Unknown { .. })) => {
                return Err(Error::usage(format_args!("the gazetteer does not know {}", named(&unknown))).hint(
                    "part the claims with `--to unknown`, and merge the place that they make into the other one",
                ));
            }
            Err(e) if e.kind == ErrorKind::NotFound => Some(values::place_called(&args.to, None, None, desk, data)?),
            Err(e) => return Err(e),
        },
    };
    match &to {
        Some(to) if desk.place_meant(&to.key()) == whole.key => {
            return Err(Error::usage(format_args!("`{}` is {} already", args.to, named(&place))));
        }
        None if matches!(place, NamedPlace::Unknown { .. }) => {
            return Err(Error::usage(format_args!("of {} no more is known than its name already", named(&place))));
        }
        _ => {}
    }
    let part = match args.claims.is_empty() {
        false => PlacePart::Claims(claims(&args.claims, whole, desk)?),
        true => {
            let given =
                |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
            let (name, report, outlet) = (given(&args.name), given(&args.report), given(&args.outlet));
            if name.is_none() && report.is_none() && outlet.is_none() {
                return Err(Error::usage("a split says which claims: by ids, or by name, report or outlet"));
            }
            let part = PlacePart::Where { name, report, outlet };
            if desk.part_of(whole, &part).is_empty() {
                let names = whole.names(desk);
                if let PlacePart::Where { name: Some(name), report: None, .. } = &part
                    && names.iter().any(|(text, _)| name_key(text) == name_key(name) && !is_name(text))
                {
                    let fault = format_args!("`{name}` is no name: it means another place in each report");
                    return Err(Error::usage(fault).hint("say in which report with `--report`, or name claims"));
                }
                let names: Vec<String> =
                    names.iter().take(OFFERED).map(|(name, n)| format!("`{name}` ({n})")).collect();
                let fault = format_args!("no claim of {} meets that", named(&place));
                return Err(
                    Error::new(ErrorKind::NotFound, fault).hint(format_args!("reports write it {}", names.join(", ")))
                );
            }
            part
        }
    };
    Ok(Choice::SplitPlace { place, part, to })
}

fn claims(ids: &[String], whole: &PlaceOf<'_>, desk: &Desk) -> Result<Vec<NamedClaim>> {
    let of_place = |id: &String| {
        let claim = claim_named(id, desk)?;
        if !whole.claims.iter().any(|c| c.id == claim.id) {
            let fault = format_args!("claim {} does not tell of {} ({})", claim.id, whole.name, whole.key);
            return Err(Error::new(ErrorKind::NotFound, fault)
                .hint(format_args!("`dateline claims --place '{}'` lists its claims", whole.key)));
        }
        Ok(NamedClaim::from(desk.as_read(claim)))
    };
    ids.iter().map(of_place).collect()
}

/// Whether a place is the one that is asked for.
type Test<'t> = dyn Fn(&PlaceOf<'_>, &NamedPlace) -> bool + 't;

/// The place that claims tell of which has an id, a key or a name. Of several that are called so those that have it as their
/// name come before those that reports call so.
fn told_of<'p, 'd>(
    asked: &str,
    met: &'p [PlaceOf<'d>],
    desk: &Desk,
    data: &Data,
) -> Result<(&'p PlaceOf<'d>, NamedPlace)> {
    let asked = asked.trim();
    let stories = desk.stories_read();
    let all =
        || met.iter().flat_map(|place| desk.named_places(place, &stories).into_iter().map(move |named| (place, named)));
    let key = if !asked.is_empty() && asked.bytes().all(|b| b.is_ascii_digit()) {
        format!("g{asked}")
    } else {
        asked.to_owned()
    };
    let key = desk.place_meant(&key);
    let (name, within) = values::name_within(asked);
    let words = name_key(name);
    let gazetteer = data.gazetteer()?;
    let lies = |place: &NamedPlace| match (within, place) {
        (None, _) => true,
        (Some(within), NamedPlace::Known(p)) => values::lies_in(p, within, &gazetteer),
        (Some(within), NamedPlace::Unknown { country, .. }) => {
            let country = country.as_deref();
            let names = [country, country.and_then(|c| gazetteer.country_name(c))];
            names.into_iter().flatten().any(|n| name_key(n) == name_key(within))
        }
    };
    let called = |text: &str| !words.is_empty() && name_key(text) == words;
    let tests: [&Test<'_>; 4] = [
        &|_, named| named.key() == key,
        &|place, _| place.key == key,
        &|place, named| called(place.name) && lies(named),
        &|place, named| place.names(desk).iter().any(|(text, _)| called(text)) && lies(named),
    ];
    for test in tests {
        let mut found: Vec<_> = all().filter(|(place, named)| test(place, named)).collect();
        match found.len() {
            0 => {}
            1 => return Ok(found.remove(0)),
            _ => {
                let offered: Vec<String> =
                    found.iter().map(|(p, named)| format!("{} ({} claims)", describe(named), p.claims.len())).collect();
                return Err(Error::usage(format_args!("several places are called `{asked}`"))
                    .hint(format_args!("name one by its key: {}", offered.join(", "))));
            }
        }
    }
    Err(Error::new(ErrorKind::NotFound, format_args!("no claim tells of a place `{asked}`"))
        .hint("`dateline places` lists them with their keys and names"))
}

fn describe(place: &NamedPlace) -> String {
    match place {
        NamedPlace::Known(p) => format!("{} {}", p.key(), short::place(p)),
        NamedPlace::Unknown { .. } => place.key(),
    }
}

/// Whether places of these sorts can be one: a town is no division, and a country nothing but itself.
fn may_be_one(one: Feature, other: Feature) -> bool {
    let level = |feature| match feature {
        Feature::Country | Feature::Continent => 0,
        Feature::Admin1 | Feature::Admin2 | Feature::Region => 1,
        Feature::City | Feature::Crossing | Feature::Base | Feature::Site => 2,
        Feature::Road => 3,
        Feature::Water => 4,
    };
    level(one) == level(other) && ![one, other].contains(&Feature::Country)
}

fn sort(feature: Feature) -> &'static str {
    match feature {
        Feature::Admin1 => "first-level division",
        Feature::Admin2 => "second-level division",
        Feature::Water => "body of water",
        Feature::City => "town",
        other => other.name(),
    }
}

/// `Tripoli (g2210247)`
fn named(place: &NamedPlace) -> String {
    format!("{} ({})", place.name(), place.key())
}

/// What a merge says, in a few words.
pub fn merged(into: &NamedPlace, from: &NamedPlace) -> String {
    format!("{} is {}", named(from), named(into))
}

/// What a split says, in a few words.
pub fn parted(place: &NamedPlace, part: &PlacePart, to: Option<&ResolvedPlace>) -> String {
    let to = to.map_or_else(|| "a place of its own".to_owned(), |to| format!("{} ({})", to.name, to.key()));
    let what = match part {
        PlacePart::Claims(claims) => {
            let ids: Vec<&str> = claims.iter().map(|c| c.id.as_str()).collect();
            format!("the place of {} {}", if ids.len() == 1 { "claim" } else { "claims" }, ids.join(", "))
        }
        PlacePart::Where { name, report, outlet } => {
            let read = || format!("what is read as {}", place.name());
            let name = name.as_ref().map_or_else(read, |name| format!("`{name}`"));
            let report = report.as_ref().map(|id| format!(" in report {id}")).unwrap_or_default();
            let outlet = outlet.as_ref().map(|outlet| format!(" in {outlet}")).unwrap_or_default();
            format!("{name}{report}{outlet}")
        }
    };
    format!("{what} is {to}, not {}", named(place))
}
