//! A made-up war for measurements: reports and claims by a seed, the same for the same seed.

use dateline_core::{
    ActorClass, Claim, Claimant, DateRange, Extent, Granularity, Kind, Mention, Modality, PlaceMention, Published,
    Quantity, ResolvedPlace, Span, Stance,
    claim::{Feature, Tier},
    report::PublishedBasis,
    trace::{BREAK, Sort, word},
};
use dateline_picture::ReportInfo;
use jiff::{Timestamp, ToSpan, civil::Date};
use std::sync::Arc;

/// Places of the war.
const PLACES: usize = 10_000;
/// Words that its reports use.
const WORDS: usize = 30_000;
/// Days that it takes.
pub const DAYS: usize = 5 * 365;
/// Its first day.
pub const FIRST_DAY: Date = jiff::civil::date(2020, 1, 1);
/// Claims of a report, on average.
pub const CLAIMS_OF_A_REPORT: usize = 10;
/// One report in so many is a reprint, changes later, or arrives later than others of its day.
const ONE_IN: usize = 10;

/// A war that is made up: who fights where follows from a seed.
pub struct Made {
    state: u64,
}

/// Who acts, as reports word it.
const FIGHTERS: [&str; 8] = [
    "rebels",
    "Government troops",
    "the Syrian army",
    "HTS fighters",
    "SDF forces",
    "Turkish-backed rebels",
    "Islamic State",
    "The Wandering Brigade",
];
/// Who speaks, with the sort of source; an empty name is the outlet itself.
const SPEAKERS: [(&str, ActorClass); 8] = [
    ("", ActorClass::Outlet),
    ("", ActorClass::Outlet),
    ("the Syrian Observatory for Human Rights", ActorClass::Monitor),
    ("the Syrian army", ActorClass::Belligerent),
    ("residents", ActorClass::Witness),
    ("a security source", ActorClass::Anonymous),
    ("HTS", ActorClass::Belligerent),
    ("the United Nations", ActorClass::Un),
];
/// Kinds by how often reports tell of them.
const KINDS: [Kind; 20] = [
    Kind::Strikes,
    Kind::Strikes,
    Kind::Strikes,
    Kind::Attacks,
    Kind::Attacks,
    Kind::Kills,
    Kind::Kills,
    Kind::Kills,
    Kind::Injures,
    Kind::Clashes,
    Kind::Clashes,
    Kind::Captures,
    Kind::Captures,
    Kind::Withdraws,
    Kind::Holds,
    Kind::Enters,
    Kind::Displaces,
    Kind::Deploys,
    Kind::Closes,
    Kind::Other,
];

impl Made {
    /// The same war for the same seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 }
    }

    /// A number below `n` (xorshift).
    fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % n.max(1) as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// A place: few are in the news every day, most hardly ever (the shares fall as one over the rank).
    pub fn place(&mut self) -> usize {
        let share = self.below(1_000_000) as f64 / 1e6;
        ((PLACES as f64).powf(share) as usize).min(PLACES) - 1
    }

    /// The telling words of a text of some three hundred words: few words are common, most are rare.
    fn trace(&mut self) -> Arc<[u32]> {
        let mut trace = Vec::new();
        for _ in 0..12 {
            for _ in 0..12 {
                let share = self.below(1_000_000) as f64 / 1e6;
                let rank = (WORDS as f64).powf(share) as u32;
                let sort = [Sort::Plain, Sort::Plain, Sort::Plain, Sort::Name, Sort::Figure][self.below(5)];
                trace.push(word(rank.wrapping_mul(0x9E37_79B1), sort));
            }
            trace.push(BREAK);
        }
        trace.into()
    }

    /// Adds one report of `of` in all, with its claims.
    pub fn report(&mut self, of: usize, reports: &mut Vec<ReportInfo>, claims: &mut Vec<Claim>) {
        let number = reports.len();
        let day = (number * DAYS / of.max(1)).min(DAYS - 1);
        let day = FIRST_DAY.checked_add((day as i64).days()).unwrap_or(FIRST_DAY);
        let reprint = (number > 0 && self.below(ONE_IN) == 0).then(|| self.below(20.min(number)) + 1);
        let (sketch, trace) = match reprint.and_then(|back| reports.get(number - back)) {
            Some(first) => (first.sketch.clone(), first.trace.clone()),
            None => {
                let mut sketch: Vec<u32> = (0..24).map(|_| self.below(u32::MAX as usize) as u32).collect();
                sketch.sort_unstable();
                (sketch.into(), self.trace())
            }
        };
        let id = format!("r{number:06}");
        let revised = self.below(ONE_IN * 2) == 0;
        let said: Vec<Claim> =
            (0..2 + self.below(2 * CLAIMS_OF_A_REPORT - 3)).map(|n| self.claim(&id, n, day)).collect();
        let outlet = format!("Outlet {}", self.below(200));
        for revision in ["1", "2"].iter().take(if revised { 2 } else { 1 }) {
            reports.push(ReportInfo {
                id: id.clone(),
                revision: (*revision).to_owned(),
                captured: Timestamp::from_second((number * 60 + revision.len()) as i64).unwrap_or_default(),
                outlet: Some(outlet.clone()),
                title: None,
                published: Some(Published { date: day, at: None, basis: PublishedBasis::Given }),
                sketch: sketch.clone(),
                trace: trace.clone(),
                credits: None,
            });
            let dropped = usize::from(*revision == "2");
            claims.extend(said.iter().skip(dropped).map(|c| Claim {
                id: format!("{}-{revision}", c.id),
                revision: (*revision).to_owned(),
                ..c.clone()
            }));
        }
    }

    fn claim(&mut self, report: &str, number: usize, published: Date) -> Claim {
        let kind = self.one_of(&KINDS);
        let place = self.place();
        let (speaker, class) = self.one_of(&SPEAKERS);
        let ago = self.below(4).min(self.below(4));
        let day = published.checked_sub((ago as i64).days()).unwrap_or(published);
        let dated = self.below(3) > 0;
        let counted = matches!(kind, Kind::Kills | Kind::Injures | Kind::Displaces);
        let count = (1 + self.below(40)) as f64;
        Claim {
            id: format!("c-{report}-{number}"),
            report: report.to_owned(),
            revision: "1".to_owned(),
            quote: "what a report says of a place in about as many words as a sentence of the news has".to_owned(),
            span: Span::new(number * 120, number * 120 + 90),
            kind,
            sub_kind: None,
            passing: false,
            from: None,
            to: None,
            stance: if self.below(30) == 0 { Stance::Denies } else { Stance::Asserts },
            modality: if self.below(12) == 0 { Modality::Possible } else { Modality::Actual },
            actor: Some(mention(self.one_of(&FIGHTERS))),
            target: (self.below(4) == 0).then(|| mention(self.one_of(&FIGHTERS))),
            place: Some(place_mention(place)),
            extent: if self.below(20) == 0 { Extent::Part } else { Extent::Whole },
            claimants: if speaker.is_empty() {
                Vec::new()
            } else {
                vec![Claimant { mention: mention(speaker), class }]
            },
            cue: None,
            channel: None,
            quantity: counted.then(|| Quantity {
                low: count,
                high: Some(count),
                approx: false,
                unit: "people".to_owned(),
                of: None,
                mention: mention("many"),
                cumulative: false,
                since: None,
            }),
            event_date: dated.then_some(DateRange { start: day, end: day, granularity: Granularity::Day, text: None }),
            stated: None,
            origin: String::new(),
            subset_of: None,
            about: Vec::new(),
            confidence: 0.8,
            rules: vec!["growth".to_owned()],
        }
    }
}

fn mention(text: &str) -> Mention {
    Mention { text: text.to_owned(), span: Span::default(), entity: None }
}

fn place_mention(number: usize) -> PlaceMention {
    let name = format!("Town {number}");
    PlaceMention {
        text: name.clone(),
        span: Span::default(),
        resolved: Some(ResolvedPlace {
            name,
            feature: Feature::City,
            country: Some("SY".to_owned()),
            admin1: Some(format!("Division {}", number % 14)),
            point: Some((33.0 + (number % 100) as f64 / 25.0, 36.0 + (number / 100) as f64 / 25.0)),
            geonames_id: Some(number as u32),
            precision: 1,
            tier: Tier::Exact,
        }),
        candidates: Vec::new(),
        inherited: false,
        relative: None,
    }
}
