//! A made-up collection of reports in which it is known what was copied from what.

use super::{
    random::Random,
    rewrite::{Rewriter, Tables},
    words::{paragraphs, pieces, sentences},
};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// The file of events: `corpus/copies/events.toml`.
#[derive(Debug, Deserialize)]
pub struct Events {
    slots: BTreeMap<String, Vec<String>>,
    event: Vec<Event>,
    bulletin: Vec<Bulletin>,
}

#[derive(Debug, Deserialize)]
struct Event {
    #[serde(default)]
    held_back: bool,
    quote: Vec<String>,
    voices: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Bulletin {
    outlet: String,
    text: String,
}

/// One report of the collection.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its id; it tells nothing.
    pub id: String,
    /// The headline.
    pub title: Option<String>,
    /// The outlet.
    pub outlet: String,
    /// The day, counted from the collection's first.
    pub day: i64,
    /// The text.
    pub text: String,
    /// What it says of where it comes from; put around the text in the end.
    signs: Signs,
    /// Which original it goes back to: reports of one origin are copies.
    pub origin: usize,
    /// What was done to the original; empty for an original.
    pub how: Vec<&'static str>,
    /// Whether other reports of the same event are in the collection.
    pub rivals: bool,
}

/// Byline, dateline and credit of a report.
#[derive(Debug, Clone, Default)]
struct Signs {
    byline: Option<String>,
    dateline: Option<String>,
    /// Where it was written.
    town: Option<String>,
    credit: Option<String>,
}

impl Signs {
    fn around(&self, text: &str) -> String {
        let dateline = self.dateline.as_deref().unwrap_or_default();
        let story = format!("{dateline}{text}");
        let parts = [self.byline.as_deref(), Some(&story), self.credit.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
    }
}

/// How many times each event is made anew, so many days apart that nobody takes one for a copy of the other.
const ROUNDS: usize = 5;
const APART: i64 = 14;
/// How many annotated reports are taken as further originals.
const SINGLES: usize = 60;

/// Makes the collection of a seed. `singles` are lines of annotated reports, taken as originals without rivals.
pub fn make(events: &Events, tables: &Tables, singles: &str, held_back: bool, seed: u64) -> Result<Vec<Made>, String> {
    let mut random = Random::new(seed);
    let mut originals = told(events, tables, held_back, &mut random);
    originals.extend(bulletins(events, &mut random));
    originals.extend(taken(singles, &mut random)?);
    let texts: Vec<&str> = originals.iter().map(|m| m.text.as_str()).collect();
    let rewriter = Rewriter::new(tables, &texts);
    let mut made = Vec::new();
    for (origin, mut original) in originals.iter().cloned().enumerate() {
        original.origin = origin;
        let bulletin = original.how.pop().is_some();
        let mut family = vec![original];
        let copies = if bulletin { usize::from(random.chance(0.2)) } else { *random.pick(&[0, 1, 1, 2, 2, 3, 5]) };
        for _ in 0..copies {
            let model = if random.chance(0.75) { 0 } else { random.below(family.len()) };
            family.push(copy(&family[model], &family[0].outlet, tables, &rewriter, &mut random));
        }
        made.extend(family);
    }
    random.shuffle(&mut made);
    for (i, report) in made.iter_mut().enumerate() {
        report.id = format!("report-{:04}", i + 1);
        report.text = report.signs.around(&report.text);
    }
    Ok(made)
}

/// Independent reports of the same events.
fn told(events: &Events, tables: &Tables, held_back: bool, random: &mut Random) -> Vec<Made> {
    let mut out = Vec::new();
    for (number, event) in events.event.iter().filter(|e| e.held_back == held_back).enumerate() {
        for round in 0..ROUNDS {
            let slots = filled(events, &[("quote", random.pick(&event.quote))], random);
            let day = round as i64 * APART + (number as i64 * 3) % APART;
            let mut desks = tables.desks.clone();
            random.shuffle(&mut desks);
            // Some desks print the agency's stock paragraph, others have none.
            for (place, (voice, desk)) in event.voices.iter().zip(&desks).enumerate() {
                if random.chance(0.15) {
                    continue;
                }
                // A desk tells twice of one event, in other words: two texts.
                let desk = desks.get(place.wrapping_sub(1)).filter(|_| random.chance(0.1)).unwrap_or(desk);
                let mut slots = slots.clone();
                if random.chance(0.5) {
                    slots.insert("background".to_owned(), String::new());
                }
                let (title, text) = headed(&fill(voice, &slots));
                let signs = by_desk(desk, &slots["town"], tables, random);
                let day = day + i64::from(random.chance(0.3));
                out.push(Made { signs, ..original(title, desk, day, text, true) });
            }
        }
    }
    out
}

/// Bulletins by one formula, on days that follow one another; `how` marks them.
fn bulletins(events: &Events, random: &mut Random) -> Vec<Made> {
    let mut out = Vec::new();
    for bulletin in &events.bulletin {
        let first = filled(events, &[], random);
        for day in 0..ROUNDS as i64 {
            let mut slots = filled(events, &[], random);
            slots.insert("day".to_owned(), events.slots["day"][day as usize].clone());
            for figure in ["n", "m", "d", "e", "f"] {
                slots.insert(figure.to_owned(), random.between(2, 60).to_string());
            }
            let (title, text) = headed(&fill(&bulletin.text, &slots));
            let outlet = fill(&bulletin.outlet, &first);
            out.push(Made { how: vec!["bulletin"], ..original(title, &outlet, 20 + day, text, true) });
        }
    }
    out
}

/// Annotated reports, on days of the collection.
fn taken(singles: &str, random: &mut Random) -> Result<Vec<Made>, String> {
    let mut rows: Vec<Value> =
        singles.lines().map(|l| serde_json::from_str(l).map_err(|e| e.to_string())).collect::<Result<_, _>>()?;
    random.shuffle(&mut rows);
    let one = |row: &Value| {
        let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let day = random.below(ROUNDS * APART as usize) as i64;
        let title = Some(field("title")).filter(|t| !t.is_empty());
        original(title, &field("outlet"), day, field("text"), false)
    };
    Ok(rows.iter().take(SINGLES).map(one).collect())
}

fn original(title: Option<String>, outlet: &str, day: i64, text: String, rivals: bool) -> Made {
    let (signs, how) = (Signs::default(), Vec::new());
    Made { id: String::new(), title, outlet: outlet.to_owned(), day, text, signs, origin: 0, how, rivals }
}

type Slots = HashMap<String, String>;

fn filled(events: &Events, given: &[(&str, &String)], random: &mut Random) -> Slots {
    let chosen = events.slots.iter().map(|(name, values)| (name.clone(), random.pick(values).clone()));
    let mut slots: Slots = chosen.collect();
    slots.extend(given.iter().map(|(name, value)| ((*name).to_owned(), (*value).clone())));
    slots
}

fn fill(text: &str, slots: &Slots) -> String {
    slots.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The first line as headline, the rest as text.
fn headed(text: &str) -> (Option<String>, String) {
    let mut paragraphs = paragraphs(text);
    let title = paragraphs.remove(0);
    (Some(title), paragraphs.join("\n\n"))
}

/// The signs of a desk's own report. Desks that share nothing but an agency that helped are no copies of each other.
fn by_desk(desk: &str, town: &str, tables: &Tables, random: &mut Random) -> Signs {
    let mut signs = Signs { town: Some(town.to_owned()), ..Signs::default() };
    if random.chance(0.5) {
        signs.dateline = Some(dateline(desk, town, tables, random));
    }
    if random.chance(0.4) {
        signs.byline = Some(byline(desk, tables, random));
    }
    if random.chance(0.5) {
        let form = random.pick(&tables.endings).replace("{agency}", random.pick::<String>(&tables.agencies));
        let form = form.replace("{reporter}", random.pick::<String>(&tables.reporters));
        signs.credit =
            Some(form.replace("{editor}", random.pick::<String>(&tables.reporters)).replace("{origin}", desk));
    }
    signs
}

fn dateline(origin: &str, town: &str, tables: &Tables, random: &mut Random) -> String {
    let form = random.pick(&tables.datelines).replace("{PLACE}", &town.to_uppercase()).replace("{Place}", town);
    form.replace("{origin}", origin).replace("{day}", "Friday")
}

fn byline(outlet: &str, tables: &Tables, random: &mut Random) -> String {
    let reporter: &String = random.pick(&tables.reporters);
    random.pick(&tables.bylines).replace("{reporter}", reporter).replace("{outlet}", outlet)
}

/// One copy of a report, by one to three changes.
fn copy(model: &Made, origin: &str, tables: &Tables, rewriter: &Rewriter, random: &mut Random) -> Made {
    let mut made = Made { how: Vec::new(), ..model.clone() };
    made.day += *random.pick(&[0, 0, 0, 1, 1, 2]);
    made.outlet.clone_from(random.pick(&tables.outlets));
    match random.below(12) {
        0 => made.how.push("identical"),
        1 | 2 => truncated(&mut made, random),
        3 => without_some(&mut made, random),
        4 => updated(&mut made, model, tables, random),
        5 => {
            truncated(&mut made, random);
            added(&mut made, tables, random);
        }
        6..=8 => {
            let strength = *random.pick(&[0.3, 0.6, 1.0]);
            made.text = rewriter.freely(&made.text, strength, random);
            made.how.push(if strength < 0.5 { "light rewrite" } else { "free rewrite" });
            if random.chance(0.3) {
                added(&mut made, tables, random);
            }
        }
        9 | 10 => {
            made.text = rewriter.translated(&made.text, random);
            made.how.push("translated");
        }
        _ => {
            made.text = rewriter.freely(&rewriter.translated(&made.text, random), 0.3, random);
            made.how.push("translated and rewritten");
        }
    }
    if made.how != ["updated"] && random.chance(0.7) {
        headline(&mut made, tables, random);
    }
    if made.how != ["updated"] {
        signed(&mut made, origin, tables, random);
    }
    made
}

/// Cut from below, with at least sixty words left.
fn truncated(made: &mut Made, random: &mut Random) {
    let mut kept: Vec<String> = Vec::new();
    let share = random.between(30, 75);
    let all = pieces(&made.text).len();
    for paragraph in paragraphs(&made.text) {
        let so_far: usize = kept.iter().map(|p| pieces(p).len()).sum();
        if so_far > 120 && so_far * 100 > all * share {
            break;
        }
        kept.push(paragraph);
    }
    made.text = kept.join("\n\n");
    made.how.push("truncated");
}

/// Paragraphs dropped and in another order.
fn without_some(made: &mut Made, random: &mut Random) {
    let mut kept: Vec<String> = Vec::new();
    for paragraph in paragraphs(&made.text) {
        if kept.len() < 2 || random.chance(0.6) {
            kept.push(paragraph);
        }
    }
    if let Some((_, rest)) = kept.split_first_mut() {
        random.shuffle(rest);
    }
    made.text = kept.join("\n\n");
    made.how.push("dropped and reordered");
}

/// A later version by the same outlet: some figures have risen, something was added, something left out.
fn updated(made: &mut Made, model: &Made, tables: &Tables, random: &mut Random) {
    made.outlet.clone_from(&model.outlet);
    let raised = pieces(&made.text).into_iter().map(|p| match p.parse::<usize>() {
        Ok(n) if (3..1000).contains(&n) && random.chance(0.4) => (n + random.between(1, 9)).to_string(),
        _ => p,
    });
    let mut paragraphs = paragraphs(&raised.collect::<String>());
    let added = random.pick(&tables.updates).replace("{n}", &random.between(5, 60).to_string());
    let at = random.between(0, paragraphs.len());
    paragraphs.insert(at, added);
    if paragraphs.len() > 4 && random.chance(0.5) {
        paragraphs.pop();
    }
    made.text = paragraphs.join("\n\n");
    made.how.push("updated");
}

/// With paragraphs from the copying desk, up to a third of the text.
fn added(made: &mut Made, tables: &Tables, random: &mut Random) {
    let mut paragraphs = paragraphs(&made.text);
    for _ in 0..random.between(1, 2) {
        let at = random.between(1, paragraphs.len());
        paragraphs.insert(at, random.pick(&tables.additions).clone());
    }
    made.text = paragraphs.join("\n\n");
    made.how.push("added to");
}

fn headline(made: &mut Made, tables: &Tables, random: &mut Random) {
    let paragraphs = paragraphs(&made.text);
    let from = paragraphs.get(random.below(2)).or(paragraphs.first());
    let sentence = from.and_then(|p| sentences(p).into_iter().next()).unwrap_or_default();
    let words: Vec<&str> = sentence.split(' ').take(random.between(4, 8)).collect();
    let what = words.join(" ");
    made.title =
        Some(random.pick(&tables.headlines).replace("{what}", what.trim_end_matches(|c: char| !c.is_alphanumeric())));
    made.how.push("new headline");
}

/// What a copying desk does with byline, dateline and credit: it keeps them, puts its own, or loses them.
fn signed(made: &mut Made, origin: &str, tables: &Tables, random: &mut Random) {
    let credit = |random: &mut Random| Some(random.pick(&tables.credits).replace("{origin}", origin));
    match random.below(10) {
        0..=3 => {
            if random.chance(0.3) {
                made.signs.byline = None;
            }
            if made.signs.credit.is_none() && random.chance(0.5) {
                made.signs.credit = credit(random);
            }
            made.how.push("signs kept");
        }
        4..=6 => {
            made.signs.byline = Some(byline(&made.outlet, tables, random));
            if let (Some(_), Some(town)) = (&made.signs.dateline, &made.signs.town) {
                made.signs.dateline = Some(dateline(&made.outlet, town, tables, random));
            }
            made.signs.credit = if random.chance(0.5) { credit(random) } else { None };
            made.how.push("signs swapped");
        }
        _ => {
            made.signs = Signs { town: made.signs.town.take(), ..Signs::default() };
            made.how.push("signs lost");
        }
    }
}
