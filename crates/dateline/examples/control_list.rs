//! Who held which town, by what a list's own rows tell: `cargo xtask score control-NAME` measures with it.
//!
//! `control_list LIST.csv [RULES_DIR]` takes each row that tells something as one report, published on the day of the
//! list of Ukrainian towns: the town as its heading, then the narrative. From that report alone it derives who holds the town at that day,
//! and since when. One JSON object a line: `row` (its number, the header not counted), `town`, `text`, `gold` and
//! `status` (`Ukraine`, `Russia`, `Contested`, `Unknown`), `dated` (whether the narrative names the day from which the
//! list says that its status is so, or the day beside it), `taken` (whether its last note tells who took the town),
//! `gold_day`, `day` (of the last change), `why`, `claims`.

use dateline::{
    core::{
        ActorFile, Claim, Published, Report,
        picture::{ActorRef, Control, ControlStatus},
        report::{Credits, PublishedBasis},
    },
    data::{Data, Reader},
    intake,
    picture::{ReportInfo, weigh},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde_json::json;
use std::{collections::HashMap, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let list = args.next().ok_or("usage: control_list LIST.csv [RULES_DIR]")?;
    let now = "2024-12-13T00:00:00Z".parse()?;
    let data = Data::new(args.next().map(Into::into))?;
    let (reader, actors) = (data.reader(now)?, data.actors()?);
    for (number, row) in csv::Reader::from_path(list)?.deserialize().enumerate() {
        let row: HashMap<String, String> = row?;
        let of = |name: &str| row.get(name).map(|v| v.trim()).unwrap_or_default();
        if of("narrative").is_empty() || of("town").is_empty() {
            continue;
        }
        let date: Date = of("date").parse()?;
        let gold_day: Option<Date> = of("as_of").parse().ok();
        let text = format!("{}, Ukraine\n\n{}", of("town"), parted(of("narrative")));
        let told = tell(&number.to_string(), &text, date, now, &reader, &actors);
        println!(
            "{}",
            json!({
                "row": number, "town": of("town"), "text": text, "date": date.to_string(), "gold": of("status_norm"),
                "status": told.status, "taken": is_taking(of("narrative")), "dated": gold_day.is_some_and(|d| names(of("narrative"), d)),
                "gold_day": gold_day.map(|d| d.to_string()), "day": told.day.map(|d| d.to_string()), "why": told.why,
                "claims": told.claims,
            })
        );
    }
    Ok(())
}

/// Notes that were joined without a blank are parted again: `See the battleCaptured by ...`.
fn parted(narrative: &str) -> String {
    let mut out = String::new();
    let mut last = ' ';
    for c in narrative.chars() {
        if c.is_uppercase() && (last.is_lowercase() || last == ')' || last.is_ascii_digit()) {
            out.push_str(". ");
        }
        out.push(c);
        last = c;
    }
    out
}

/// Whether the last of the notes is the list's formula for a change of hands.
fn is_taking(narrative: &str) -> bool {
    let last = narrative.trim_end_matches(['.', ' ']).rsplit(". ").next().unwrap_or_default();
    last.contains(TAKEN)
}

/// `Captured by`, `Recaptured by`, `Fully recaptured by`.
const TAKEN: &str = "aptured by ";

/// Whether the narrative names this day or the one beside it, as in `3 May 2024` and `1–3 May 2024`.
fn names(narrative: &str, day: Date) -> bool {
    let text = narrative.replace(['–', '/'], "-");
    [-1, 0, 1].iter().filter_map(|n| day.checked_add(n.days()).ok()).any(|day| {
        let month = jiff::fmt::strtime::format("%B", day).unwrap_or_default();
        let full = format!("{} {month} {}", day.day(), day.year());
        let from = [format!("{} {month} - ", day.day()), format!("{}-", day.day())];
        let begins = |at: usize| !text.get(..at).is_some_and(|t| t.ends_with(|c: char| c.is_ascii_digit()));
        let stands = |words: &str| text.match_indices(words).any(|(at, _)| begins(at));
        let year = text.contains(&format!("{}", day.year()));
        stands(&full)
            || (year && stands(&from[0]))
            || (year && text.match_indices(&from[1]).any(|(at, _)| begins(at) && text[at..].contains(&month)))
    })
}

struct Told {
    status: &'static str,
    day: Option<Date>,
    why: String,
    claims: Vec<String>,
}

fn tell(id: &str, text: &str, date: Date, now: Timestamp, reader: &Reader, actors: &ActorFile) -> Told {
    let report = Report {
        id: id.to_owned(),
        revision: "1".to_owned(),
        source_hash: String::new(),
        read_from: String::new(),
        url: None,
        outlet: Some("the list".to_owned()),
        title: None,
        language: Some("en".to_owned()),
        published: Some(Published { date, at: None, basis: PublishedBasis::Given }),
        captured: now,
        text: text.to_owned(),
        sketch: Vec::new(),
        trace: Vec::new(),
        credits: Credits::default(),
        notes: Vec::new(),
    };
    let claims = intake::claims(&report, reader);
    let weighed = weigh(&[ReportInfo::from(&report)], claims.iter().cloned(), actors, &[]);
    let town = text.split(',').next().unwrap_or_default();
    let control = weighed.control(date).into_iter().min_by_key(|c| !is_town(c, town, &claims));
    let day = control.as_ref().and_then(|c| {
        let changes = weighed.history(Some(&c.place.key), date);
        changes.last().map(|change| change.after.at).or(c.since)
    });
    let shown = claims.iter().map(|c| {
        let place = c.place.as_ref().map(|p| p.text.as_str()).unwrap_or("-");
        let actor = c.actor.as_ref().map(|a| a.name()).unwrap_or("-");
        let days = c.event_date.as_ref().map(|d| format!("{}..{}", d.start, d.end)).unwrap_or_default();
        format!("{} {} {actor} @{place} {days} {}", c.kind, c.stance, c.modality)
    });
    Told {
        status: control.as_ref().map_or("Unknown", status),
        day,
        why: control.map(|c| format!("{} {}: {}", c.place.name, c.status, c.why)).unwrap_or_default(),
        claims: shown.collect(),
    }
}

fn is_town(c: &Control, town: &str, claims: &[Claim]) -> bool {
    let named = |claim: &Claim| {
        let place = claim.place.as_ref().filter(|p| town.contains(&p.text))?;
        Some(place.resolved.as_ref().map_or(c.place.name == place.text, |r| r.key() == c.place.key))
    };
    c.place.name == town || claims.iter().filter_map(named).any(|same| same)
}

/// The list's word for who holds a place: the self-styled republics are Russia there.
fn status(c: &Control) -> &'static str {
    let side = |a: &ActorRef| a.side.clone().unwrap_or_default();
    match (c.status, c.actor.as_ref().map(side).as_deref()) {
        (ControlStatus::Contested, _) => "Contested",
        (ControlStatus::HeldBy | ControlStatus::ClaimedBy, Some("ukraine")) => "Ukraine",
        (ControlStatus::HeldBy | ControlStatus::ClaimedBy, Some("russia")) => "Russia",
        _ => "Unknown",
    }
}
