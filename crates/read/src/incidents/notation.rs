//! Templates in the slots and the notation of the MUC-4 keys.

use super::filling::{Incident, Person, Thing};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What is written for more than one where the number is not told.
const SEVERAL: &str = "PLURAL";

/// The filled slots of an incident, each fill as the keys write it.
pub fn slots(i: &Incident) -> BTreeMap<&'static str, Vec<String>> {
    let named = |p: &Person| p.name.clone().or_else(|| p.description.clone()).unwrap_or_default();
    let things = |of: &dyn Fn(&Thing) -> Option<String>| -> Vec<String> {
        i.things.iter().filter_map(|t| Some(tied(&of(t)?, &t.text))).collect()
    };
    let people = |of: &dyn Fn(&Person) -> Option<String>| -> Vec<String> {
        i.people.iter().filter_map(|p| Some(tied(&of(p)?, &named(p)))).collect()
    };
    let number = |n: &Option<String>| Some(n.clone().unwrap_or_else(|| SEVERAL.to_owned()));
    let description = |p: &Person| {
        let words = quoted(p.description.as_deref()?);
        Some(p.name.as_deref().map_or_else(|| words.clone(), |name| tied(&words, name)))
    };
    let instruments = i.instruments.iter().filter(|t| !t.text.is_empty()).map(|t| quoted(&t.text));
    let all = [
        ("INCIDENT: TYPE", vec![i.sort.clone()]),
        ("INCIDENT: DATE", i.date.iter().map(|(first, last)| day(*first, *last)).collect()),
        ("INCIDENT: LOCATION", i.location.iter().cloned().collect()),
        ("INCIDENT: STAGE OF EXECUTION", i.stage.iter().cloned().collect()),
        ("INCIDENT: INSTRUMENT ID", instruments.collect()),
        ("INCIDENT: INSTRUMENT TYPE", i.instruments.iter().map(|t| tied(&t.sort, &t.text)).collect()),
        ("PERP: INCIDENT CATEGORY", i.category.iter().cloned().collect()),
        ("PERP: INDIVIDUAL ID", i.perpetrators.iter().map(|p| quoted(p)).collect()),
        ("PERP: ORGANIZATION ID", i.organisations.iter().map(|o| quoted(&o.name)).collect()),
        ("PERP: ORGANIZATION CONFIDENCE", i.organisations.iter().map(|o| tied(&o.confidence, &o.name)).collect()),
        ("PHYS TGT: ID", i.things.iter().map(|t| quoted(&t.text)).collect()),
        ("PHYS TGT: TYPE", things(&|t| Some(t.sort.clone()))),
        ("PHYS TGT: NUMBER", things(&|t| number(&t.number))),
        ("PHYS TGT: FOREIGN NATION", things(&|t| t.nation.clone())),
        ("PHYS TGT: EFFECT OF INCIDENT", things(&|t| t.effect.clone())),
        ("HUM TGT: NAME", i.people.iter().filter_map(|p| p.name.as_deref().map(quoted)).collect()),
        ("HUM TGT: DESCRIPTION", i.people.iter().filter_map(description).collect()),
        ("HUM TGT: TYPE", people(&|p| Some(p.sort.clone()))),
        ("HUM TGT: NUMBER", people(&|p| number(&p.number))),
        ("HUM TGT: FOREIGN NATION", people(&|p| p.nation.clone())),
        ("HUM TGT: EFFECT OF INCIDENT", people(&|p| p.effect.clone())),
    ];
    all.into_iter().filter(|(_, fills): &(_, Vec<String>)| !fills.is_empty()).collect()
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.to_uppercase().replace('"', "\\\""))
}

/// A fill that is said of another one, `"-"` where that one is not known.
fn tied(fill: &str, of: &str) -> String {
    format!("{fill}: {}", quoted(if of.is_empty() { "-" } else { of }))
}

/// `05 JAN 90`, `05 JAN 90 - 07 JAN 90`, `- 07 JAN 90` where only the end is known.
fn day(first: Option<Date>, last: Date) -> String {
    let one = |d: Date| d.strftime("%d %b %y").to_string().to_uppercase();
    match first {
        Some(first) if first == last => one(last),
        Some(first) => format!("{} - {}", one(first), one(last)),
        None => format!("- {}", one(last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incidents::Organisation;

    #[test]
    fn fills_are_written_as_in_the_keys() {
        let incident = Incident {
            sort: "BOMBING".to_owned(),
            date: Some((None, Date::constant(1990, 1, 5))),
            instruments: vec![Thing { sort: "BOMB".to_owned(), ..Thing::default() }],
            organisations: vec![Organisation { name: "Red Dawn".to_owned(), confidence: "POSSIBLE".to_owned() }],
            people: vec![Person {
                name: Some("Ana Rey".to_owned()),
                description: Some("mayor".to_owned()),
                sort: "CIVILIAN".to_owned(),
                number: Some("1".to_owned()),
                ..Person::default()
            }],
            ..Incident::default()
        };
        let slots = slots(&incident);
        let fill = |slot: &str| slots.get(slot).and_then(|f| f.first()).map(String::as_str);
        assert_eq!(fill("INCIDENT: DATE"), Some("- 05 JAN 90"));
        assert_eq!(fill("INCIDENT: INSTRUMENT TYPE"), Some("BOMB: \"-\""));
        assert_eq!(fill("PERP: ORGANIZATION CONFIDENCE"), Some("POSSIBLE: \"RED DAWN\""));
        assert_eq!(fill("HUM TGT: DESCRIPTION"), Some("\"MAYOR\": \"ANA REY\""));
        assert_eq!(fill("HUM TGT: NUMBER"), Some("1: \"ANA REY\""));
        assert_eq!(fill("PHYS TGT: ID"), None);
    }
}
