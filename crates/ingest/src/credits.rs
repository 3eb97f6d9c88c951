//! What a report says of where its text comes from: credits, bylines, dateline.
//!
//! They stand in the first lines and in the last ones; what stands between is the story. The words and patterns are those
//! of `lexicons/en/credits.toml`.

use crate::calendar::WORDS as CALENDAR;
use dateline_core::report::Credits;
use serde::Deserialize;
use std::{collections::HashSet, sync::LazyLock};

const FILE: &str = include_str!("../../../lexicons/en/credits.toml");

/// In how many lines from the top bylines and the dateline are looked for.
const TOP_LINES: usize = 8;
/// In how many lines from the end credits are looked for.
const END_LINES: usize = 6;
/// The longest line that is nothing but a credit or byline, in bytes.
const LINE: usize = 200;
/// The longest name of an agency, and the longest of a place with its date, in bytes.
const NAME: usize = 60;
const PLACE: usize = 80;
/// The most words of a person's name.
const PERSON: usize = 4;
/// The shortest beginning of a story behind a town that has neither date nor agency beside it, in bytes.
const STORY: usize = 40;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    text: Vec<String>,
    help: Vec<String>,
    author: Vec<String>,
    nothing: Vec<String>,
    agencies: HashSet<String>,
    outlet_words: HashSet<String>,
    nobody: HashSet<String>,
    joiners: HashSet<String>,
    whereabouts: HashSet<String>,
    small_words: HashSet<String>,
    no_towns: HashSet<String>,
}

/// What a pattern says of the agency that it names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Text,
    Help,
    None,
}

struct Pattern {
    role: Role,
    parts: Vec<Part>,
}

enum Part {
    Words(String),
    Agency,
    Wire,
    Known,
    Author,
    Rest,
}

struct Words {
    file: File,
    patterns: Vec<Pattern>,
}

/// The file is part of the program; a test notices if it cannot be read.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: File = toml::from_str(FILE).unwrap_or_default();
    let of = |role, patterns: &[String]| patterns.iter().map(|p| Pattern { role, parts: parts(p) }).collect::<Vec<_>>();
    // What somebody helped with is told in longer words than whose text it is.
    let mut patterns = of(Role::None, &file.nothing);
    patterns.extend(of(Role::Help, &file.help));
    patterns.extend(of(Role::Text, &file.text));
    patterns.extend(of(Role::None, &file.author));
    Words { file, patterns }
});

fn parts(pattern: &str) -> Vec<Part> {
    let mut out = Vec::new();
    for piece in pattern.split_inclusive('}') {
        let (words, slot) = piece.split_once('{').unwrap_or((piece, ""));
        if !words.is_empty() {
            out.push(Part::Words(words.to_owned()));
        }
        out.extend(match slot {
            "agency}" => Some(Part::Agency),
            "wire}" => Some(Part::Wire),
            "known}" => Some(Part::Known),
            "author}" => Some(Part::Author),
            "rest}" => Some(Part::Rest),
            _ => None,
        });
    }
    out
}

/// What a text, and the page it comes from, say of where it comes from; `authors` are those that the page names.
pub(crate) fn credits(text: &str, authors: &[String]) -> Credits {
    let mut out = Credits::default();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    for author in authors {
        let begun = without_prefix(author, "by ").is_some();
        take(&mut out, &if begun { author.clone() } else { format!("by {author}") });
    }
    for (i, line) in lines.iter().take(TOP_LINES).enumerate() {
        if let Some(found) = dateline(line) {
            out.town = found.town.map(str::to_owned);
            out.agencies.extend(found.agency.map(names_of_agencies).unwrap_or_default());
            break;
        }
        // The last lines are looked at below.
        if i + END_LINES < lines.len() {
            take(&mut out, line);
        }
    }
    for line in lines.iter().skip(lines.len().saturating_sub(END_LINES)) {
        take(&mut out, line);
        if let Some(tail) = tail(line) {
            take(&mut out, tail);
        }
    }
    for names in [&mut out.agencies, &mut out.helpers, &mut out.authors] {
        let mut seen = HashSet::new();
        names.retain(|n| seen.insert(n.to_lowercase()));
    }
    let Credits { agencies, helpers, .. } = &mut out;
    helpers.retain(|h| agencies.iter().all(|a| !a.eq_ignore_ascii_case(h)));
    out
}

/// What stands behind the last sentence of a line: `(AFP)`, `- AFP`, `/AFP/`.
fn tail(line: &str) -> Option<&str> {
    let ends = |before: &str| before.trim_end().ends_with(['.', '!', '?', '"', '”']);
    let at = match line.chars().next_back()? {
        ')' => line.rfind('(')?,
        '/' => line.trim_end_matches('/').rfind('/')?,
        _ => line.rfind(is_dash)?,
    };
    let (before, tail) = line.split_at_checked(at)?;
    (tail.len() <= LINE && ends(before.trim_end_matches(is_dash))).then_some(tail)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '‑' | '−')
}

/// Takes what a line says that is nothing but a credit or byline.
fn take(out: &mut Credits, line: &str) {
    if line.len() > LINE {
        return;
    }
    let plain: String = line.chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
    let plain = plain.replace("--", "-").split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = plain.trim_end_matches('.');
    let bare = plain.trim_matches(['(', ')', '[', ']', '*', '_', ' ']).trim_end_matches('.');
    if bare.contains(';') {
        bare.split(';').map(str::trim).for_each(|piece| _ = take_whole(out, piece));
        return;
    }
    if take_whole(out, plain) || take_whole(out, bare) {
        return;
    }
    if let Some((first, _)) = bare.split_once(". ") {
        take_whole(out, first);
    }
}

fn take_whole(out: &mut Credits, line: &str) -> bool {
    for pattern in &WORDS.patterns {
        let mut found = Found::default();
        if !found.fits(&pattern.parts, line) {
            continue;
        }
        match pattern.role {
            Role::Text => out.agencies.append(&mut found.agencies),
            Role::Help => out.helpers.append(&mut found.agencies),
            Role::None => {}
        }
        out.authors.append(&mut found.authors);
        return true;
    }
    false
}

/// What the slots of a pattern hold.
#[derive(Default)]
struct Found {
    agencies: Vec<String>,
    authors: Vec<String>,
}

impl Found {
    fn fits(&mut self, parts: &[Part], text: &str) -> bool {
        let Some((part, others)) = parts.split_first() else { return text.is_empty() };
        if let Part::Words(words) = part {
            return without_prefix(text, words).is_some_and(|rest| self.fits(others, rest));
        }
        let ends: Vec<usize> = match others.first() {
            Some(Part::Words(words)) => {
                (1..text.len()).filter(|i| text.get(*i..).is_some_and(|t| without_prefix(t, words).is_some())).collect()
            }
            _ => vec![text.len()],
        };
        for end in ends {
            let Some((held, rest)) = text.split_at_checked(end) else { continue };
            let names = match part {
                Part::Agency => names_of_agencies(held),
                Part::Wire => some_of(names_of_agencies(held), looks_like_agency),
                Part::Known => some_of(names_of_agencies(held), |n| WORDS.file.agencies.contains(&small(n))),
                Part::Author => persons(held),
                _ => Vec::new(),
            };
            if (!names.is_empty() || matches!(part, Part::Rest)) && self.fits(others, rest) {
                let of = if matches!(part, Part::Author) { &mut self.authors } else { &mut self.agencies };
                of.extend(names);
                return true;
            }
        }
        false
    }
}

fn some_of(names: Vec<String>, are: impl Fn(&str) -> bool) -> Vec<String> {
    if names.iter().all(|n| are(n)) { names } else { Vec::new() }
}

/// What follows words with which a text begins, in capitals or not.
fn without_prefix<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    text.split_at_checked(words.len()).filter(|(front, _)| front.eq_ignore_ascii_case(words)).map(|(_, rest)| rest)
}

/// In small letters, without the article.
fn small(name: &str) -> String {
    let name = name.to_lowercase();
    name.strip_prefix("the ").map(str::to_owned).unwrap_or(name)
}

/// The agencies that some words name: one, or several that are joined; none if the words are no name.
fn names_of_agencies(words: &str) -> Vec<String> {
    let several: Vec<String> = listed(words).into_iter().filter_map(agency).collect();
    if several.len() > 1 && several.iter().all(|n| looks_like_agency(n)) {
        return several;
    }
    agency(words).into_iter().collect()
}

/// The names of a list: `A, B and C`.
fn listed(words: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for piece in words.split([',', '/']) {
        let mut start = 0;
        let mut at = 0;
        for word in piece.split_inclusive(' ') {
            if WORDS.file.joiners.contains(&word.trim().to_lowercase()) {
                out.extend(piece.get(start..at));
                start = at + word.len();
            }
            at += word.len();
        }
        out.extend(piece.get(start..));
    }
    out.into_iter().map(str::trim).filter(|n| !n.is_empty()).collect()
}

/// The name of an agency, without what the one who wrote is there (`Associated Press Writer`).
fn agency(words: &str) -> Option<String> {
    let words = words.trim().trim_end_matches(['.', ',', ':']);
    let mut named: Vec<&str> = words.split_whitespace().collect();
    let nobody = |w: &&str| WORDS.file.nobody.contains(&w.to_lowercase());
    let heading = |w: &&str| nobody(w) || WORDS.file.no_towns.contains(&w.to_lowercase());
    if named.iter().all(heading) {
        return None;
    }
    while named.len() > 1 && !is_known(&named) && named.last().is_some_and(nobody) && !is_outlet(&named) {
        named.pop();
    }
    let name = named.join(" ");
    let fits = name.len() <= NAME && name.chars().any(char::is_alphabetic) && (is_known(&named) || is_name(&named));
    fits.then_some(name)
}

fn is_known(words: &[&str]) -> bool {
    WORDS.file.agencies.contains(&small(&words.join(" ")))
}

/// `Kestrel Wire` is a name though `wire` is also nobody's.
fn is_outlet(words: &[&str]) -> bool {
    words.len() > 1 && words.last().is_some_and(|w| WORDS.file.outlet_words.contains(&w.to_lowercase()))
}

/// Words with capitals, and small ones between.
fn is_name(words: &[&str]) -> bool {
    let capital = |w: &str| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    words.first().is_some_and(|w| w.starts_with(char::is_uppercase))
        && words.iter().all(|w| capital(w) && !w.contains('/') || *w == "&" || WORDS.file.small_words.contains(*w))
}

fn looks_like_agency(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let outlet = |w: &&str| WORDS.file.outlet_words.contains(&w.to_lowercase());
    is_known(&words) || words.len() > 1 && words.iter().any(outlet)
}

/// Persons, without where they are and what they do; none if the words name something else as well.
fn persons(words: &str) -> Vec<String> {
    let mut out = Vec::new();
    for name in listed(words) {
        let named: Vec<&str> = name.split_whitespace().collect();
        let until = named.iter().position(|w| WORDS.file.whereabouts.contains(*w)).unwrap_or(named.len());
        let named = named.get(..until).unwrap_or_default();
        if named.iter().all(|w| WORDS.file.nobody.contains(&w.to_lowercase())) {
            continue;
        }
        let person = (2..=PERSON).contains(&named.len())
            && is_name(named)
            && !named.iter().any(|w| w.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '!' | '?' | '(')));
        if !person || looks_like_agency(&named.join(" ")) {
            return Vec::new();
        }
        out.push(named.join(" "));
    }
    out
}

/// A dateline, by which a story begins: `GOMA, DR Congo, Jan 12 (Kestrel) - `.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dateline<'t> {
    /// Where it was written.
    pub(crate) town: Option<&'t str>,
    /// For whom.
    pub(crate) agency: Option<&'t str>,
    /// Where it ends in its line, before the dash.
    pub(crate) end: usize,
}

/// The dateline with which a line begins. A town in capitals makes one, or an agency in brackets; a caption has a colon
/// where a dateline has its dash.
pub(crate) fn dateline(line: &str) -> Option<Dateline<'_>> {
    let mut ends = line.char_indices().take_while(|(at, _)| *at <= PLACE + NAME).filter(|(at, c)| {
        let before = line.get(..*at).unwrap_or_default();
        matches!(c, '–' | '—' | '−') || is_dash(*c) && before.ends_with([' ', ')', '\u{a0}'])
    });
    let dash = ends.next().map(|(at, _)| at);
    let head = line.get(..dash?)?.trim_end();
    let end = head.len();
    let (before, agency) = match head.strip_suffix(')').and_then(|h| h.rsplit_once('(')) {
        Some((before, agency)) => (before.trim(), Some(agency.trim())),
        None => (head.trim(), None),
    };
    if before.len() > PLACE || agency.is_some_and(|a| names_of_agencies(a).is_empty()) {
        return None;
    }
    if before.is_empty() {
        return agency.map(|_| Dateline { town: None, agency, end });
    }
    let words: Vec<&str> = before.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/')).collect();
    let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    if agency.is_none() && is_known(&words) {
        return Some(Dateline { town: None, agency: Some(before), end });
    }
    let first = words.first().copied().unwrap_or_default();
    let loud = before.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).is_some_and(|w| {
        w.chars().count() > 1
            && w.chars().all(char::is_uppercase)
            && !WORDS.file.no_towns.contains(&first.to_lowercase())
    });
    let dated = before.contains(|c: char| c.is_ascii_digit());
    let story = line.len().saturating_sub(end) >= STORY;
    let named = words.iter().all(|w| is_name(&[*w]) || w.starts_with(|c: char| c.is_ascii_digit() || c == '('));
    let fits = named && (agency.is_some() || loud && (dated || story));
    fits.then_some(Dateline { town: town(before), agency, end })
}

/// The town alone, without country and date.
fn town(place: &str) -> Option<&str> {
    let end = place.find([',', '(', '/']).unwrap_or(place.len());
    let place = place.get(..end)?;
    let mut at = 0;
    let mut town = 0;
    for word in place.split_inclusive(' ') {
        let bare = word.trim().trim_end_matches('.');
        if bare.starts_with(|c: char| c.is_ascii_digit()) || CALENDAR.is_month_or_weekday(bare) {
            break;
        }
        at += word.len();
        town = at;
    }
    place.get(..town).map(str::trim).filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Credits {
        let mut out = Credits::default();
        take(&mut out, text);
        if let Some(tail) = tail(text) {
            take(&mut out, tail);
        }
        out
    }

    #[test]
    fn the_words_can_be_read() {
        assert!(WORDS.patterns.len() > 50 && !WORDS.file.agencies.is_empty());
    }

    #[test]
    fn credits_tell_whose_text_it_is() {
        for (text, agencies) in [
            ("(Reuters)", &["Reuters"][..]),
            ("- AFP", &["AFP"]),
            ("— Agence France-Presse", &["Agence France-Presse"]),
            ("The bridge was closed, he said. - AFP", &["AFP"]),
            ("The bridge was closed, he said. (dpa)", &["dpa"]),
            ("Nobody was hurt.\" /TASS/", &["TASS"]),
            ("Source: Xinhua", &["Xinhua"]),
            ("SOURCE: Ferry Lane", &["Ferry Lane"]),
            ("© Harbour Gazette", &["Harbour Gazette"]),
            ("Copyright 2024 The Associated Press. All rights reserved.", &["The Associated Press"]),
            ("By Reuters Staff", &["Reuters"]),
            ("This article was originally published by The Quay.", &["The Quay"]),
            ("AFP, Reuters", &["AFP", "Reuters"]),
            ("By AFP and Kestrel Wire", &["AFP", "Kestrel Wire"]),
        ] {
            assert_eq!(line(text).agencies, agencies, "{text}");
        }
    }

    #[test]
    fn bylines_tell_who_wrote_it() {
        for (text, authors, agencies) in [
            ("By Ines Calder", &["Ines Calder"][..], &[][..]),
            ("By INES CALDER and Jonah Petrie", &["INES CALDER", "Jonah Petrie"], &[]),
            ("By Ines Calder, Associated Press Writer", &["Ines Calder"], &["Associated Press"]),
            ("By Ines Calder, Staff Writer", &["Ines Calder"], &[]),
            ("Ines Calder, Staff Writer", &["Ines Calder"], &[]),
            ("Ines Calder reports", &["Ines Calder"], &[]),
            ("By Ines Calder in Goma and Jonah Petrie in Sake", &["Ines Calder", "Jonah Petrie"], &[]),
            ("By Ines Calder, Harbour Gazette", &["Ines Calder"], &["Harbour Gazette"]),
            (
                "(Reporting by Ines Calder in Goma; Additional reporting by Jonah Petrie; Editing by Tom van Dyke)",
                &["Ines Calder", "Jonah Petrie"],
                &[],
            ),
        ] {
            let found = line(text);
            assert_eq!(
                (&found.authors[..], &found.agencies[..]),
                (
                    &authors.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>()[..],
                    &agencies.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>()[..]
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn helpers_are_told_apart() {
        for (text, helpers) in [
            ("With additional reporting by AFP.", &["AFP"][..]),
            ("(Kestrel Wire contributed to this report.)", &["Kestrel Wire"]),
            ("With inputs from AFP, Reuters", &["AFP", "Reuters"]),
            ("with additional reporting from agencies", &[]),
        ] {
            let found = line(text);
            assert_eq!(found.helpers, helpers, "{text}");
            assert!(found.agencies.is_empty(), "{text}");
        }
    }

    #[test]
    fn other_lines_say_nothing_of_it() {
        for text in [
            "By Friday the road was open again.",
            "Army Loses Second Town, Witnesses Say",
            "The town fell (the army denied it).",
            "Photo by Ines Calder/Reuters",
            "(AP Photo/Ines Calder)",
            "World News",
            "(Breaking News)",
            "(Ines Calder/The Quay News)",
            "By our correspondent",
            "(Updates with toll)",
            "Officials had told Reuters that it was safe.",
            "- The second bridge",
            "Source: a fighter at the gate",
            "",
        ] {
            assert!(line(text).is_empty(), "{text}: {:?}", line(text));
        }
    }

    #[test]
    fn datelines_have_town_and_agency() {
        for (text, town, agency) in [
            ("GOMA, Jan 12 (AFP) - Rebels took it.", Some("GOMA"), Some("AFP")),
            ("GOMA (Reuters) — Rebels took it.", Some("GOMA"), Some("Reuters")),
            (
                "DEIR HAFIR, Syria, Jan. 12, 2024 (Lagoon Wire) -- Rebels took it.",
                Some("DEIR HAFIR"),
                Some("Lagoon Wire"),
            ),
            ("Goma, 5 May (Kestrel) - Rebels took it.", Some("Goma"), Some("Kestrel")),
            ("(Reuters) - Rebels took it.", None, Some("Reuters")),
            ("AFP - Rebels took it.", None, Some("AFP")),
            ("BEIRUT, Dec. 5 - The town was lost.", Some("BEIRUT"), None),
            ("BEIRUT Dec 5 – The town was lost.", Some("BEIRUT"), None),
            ("KYIV, Ukraine — The town was lost after a week of fighting, they said.", Some("KYIV"), None),
        ] {
            let found = dateline(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.town, found.agency), (town, agency), "{text}");
        }
        for text in [
            "The army (and its allies) - all of them - left.",
            "HAMA, SYRIA: fighters in the town on Dec. 5 - a day after.",
            "UPDATE 1 - Rebels take the town after a week of fighting in its suburbs",
            "Rebels take town - army denies it",
            "LIVE — Rebels take the town after a week of fighting in its suburbs",
            "Fighters of the Front (HTS) - once allies - left.",
            "",
        ] {
            assert_eq!(dateline(text), None, "{text}");
        }
    }

    #[test]
    fn only_the_first_and_last_lines_are_looked_at() {
        let story = "It fell.\n".repeat(20);
        let text =
            format!("Town falls\nBy Ines Calder\nGOMA (AFP) - It fell.\n{story}Source: Xinhua\n{story}- Reuters\n");
        let found = credits(&text, &[]);
        assert_eq!(found.agencies, ["AFP", "Reuters"]);
        assert_eq!(found.authors, ["Ines Calder"]);
        assert_eq!(found.town.as_deref(), Some("GOMA"));
        assert_eq!(credits(&text, &["Reuters".to_owned()]).agencies, ["Reuters", "AFP"]);
        assert!(credits("", &[]).is_empty());
    }

    #[test]
    fn strange_lines_are_taken_in_little_time() {
        for text in ["by ".repeat(60), "(".repeat(190), "- ".repeat(100_000), "é—".repeat(50), "by A, ".repeat(30)] {
            credits(&text, &[]);
        }
    }
}
