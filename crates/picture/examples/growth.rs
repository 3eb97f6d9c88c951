//! How the picture grows with the ledger: `cargo xtask bench picture` runs it.
//!
//! `growth [CLAIMS...]` makes up ledgers of so many claims (250000 500000 1000000 unless told), each on 10,000 places over
//! five years, the same for the same number, and measures each in a process of its own, in the processor's time: to weigh
//! all, the picture, who holds one place as of a day and who holds each of them, an update by one report; and the most
//! memory used, what made the claims included.
//! `growth one CLAIMS` measures one in this process.

use dateline_core::{
    ActorClass, ActorFile, Claim, Claimant, DateRange, Extent, Granularity, Kind, Mention, Modality, PlaceMention,
    Published, Quantity, ResolvedPlace, Span, Stance,
    claim::{Feature, Tier},
    report::PublishedBasis,
    trace::{BREAK, Sort, word},
};
use dateline_picture::{ReportInfo, weigh};
use jiff::{Timestamp, ToSpan, civil::Date};
use std::{error::Error, fs, hint::black_box, process::Command, sync::Arc, time::Instant};

const ACTORS: &str = include_str!("../../../rules/names/actors.toml");
const SIZES: [usize; 3] = [250_000, 500_000, 1_000_000];
const PLACES: usize = 10_000;
const WORDS: usize = 30_000;
const DAYS: usize = 5 * 365;
const FIRST_DAY: Date = jiff::civil::date(2020, 1, 1);
/// Claims of a report, on average.
const CLAIMS_OF_A_REPORT: usize = 10;
/// One report in so many is a reprint, changes later, or arrives later than others of its day.
const ONE_IN: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [one, claims] = args.as_slice()
        && one == "one"
    {
        return measure(claims.parse()?);
    }
    let sizes: Result<Vec<usize>, _> = args.iter().map(|a| a.parse()).collect();
    let sizes = if args.is_empty() { SIZES.to_vec() } else { sizes? };
    println!(
        "   claims  reports   weigh s  picture s  place p99 ms  all places ms  update p99 ms  MB: reports, weighed, picture"
    );
    for size in sizes {
        let this = std::env::current_exe()?;
        let done = Command::new(this).args(["one", &size.to_string()]).status()?;
        if !done.success() {
            return Err(format!("{size} claims: {done}").into());
        }
    }
    Ok(())
}

/// The processor's seconds that some work took, so that the machine's other work does not count; by the clock where the
/// system does not tell.
#[allow(clippy::disallowed_methods, reason = "measuring time is what this program is for")]
fn clocked<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let (start, before) = (Instant::now(), processor_nanoseconds());
    let out = work();
    let by_processor = before.zip(processor_nanoseconds()).map(|(before, after)| (after - before) as f64 * 1e-9);
    (by_processor.unwrap_or_else(|| start.elapsed().as_secs_f64()), out)
}

/// How long this thread has run.
fn processor_nanoseconds() -> Option<u64> {
    fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

fn p99(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    let at = (seconds.len() * 99).div_ceil(100).saturating_sub(1);
    seconds.get(at).copied().unwrap_or(f64::NAN) * 1e3
}

fn measure(size: usize) -> Result<(), Box<dyn Error>> {
    let actors = ActorFile::parse([("rules/names/actors.toml", ACTORS)])?;
    let of = size / CLAIMS_OF_A_REPORT;
    let mut made = Made::new(7);
    let (mut reports, mut said) = (Vec::new(), 0);
    while said < size {
        let mut claims = Vec::new();
        made.report(of, &mut reports, &mut claims);
        said += claims.len();
    }
    let count = reports.len();
    // The same claims once more, each made when it is asked for: a ledger is read so too.
    let mut again = (Made::new(7), Vec::new(), Vec::new());
    let claims = std::iter::from_fn(move || {
        let (made, reports, claims) = &mut again;
        if claims.is_empty() && reports.len() < count {
            made.report(of, reports, claims);
            claims.reverse();
        }
        claims.pop()
    });
    let before = held_megabytes("VmRSS:").unwrap_or(0);
    let (built, mut weighed) = clocked(|| weigh(&reports, claims, &actors, &[]));
    let weighing = held_megabytes("VmHWM:").unwrap_or(0);
    // Places are asked about as often as they are in the news.
    let keys: Vec<String> = (0..1000).map(|_| format!("g{}", made.place())).collect();
    let at = |n: usize| FIRST_DAY.checked_add((((n * 379) % DAYS) as i64).days()).unwrap_or(FIRST_DAY);
    let one: Vec<f64> =
        keys.iter().enumerate().map(|(n, key)| clocked(|| black_box(weighed.control_of(key, at(n)))).0).collect();
    let all: Vec<f64> = (0..5).map(|n| clocked(|| black_box(weighed.control(at(n * 91)))).0).collect();
    let (picture, events) = clocked(|| weighed.picture(None).events.len());
    black_box(events);
    // One report more at a time, each of the last day.
    let mut updates = Vec::new();
    for _ in 0..10 {
        let (old, mut more) = (reports.len(), Vec::new());
        made.report(of, &mut reports, &mut more);
        let added = reports.get(old..).unwrap_or_default().to_vec();
        // Revisions of one report that come together are weighed with all the rest.
        if added.len() == 1 {
            updates.push(clocked(|| weighed.add(&added, more)).0);
        }
    }
    let given = size;
    let most = held_megabytes("VmHWM:").unwrap_or(0);
    println!(
        "{:>9} {count:>8} {built:>9.2} {picture:>10.2} {:>13.2} {:>14.1} {:>14} {:>8}",
        given,
        p99(one),
        p99(all),
        format!("{:.1}", p99(updates)),
        format!("{before} {weighing} {most}")
    );
    Ok(())
}

/// How much memory this process holds, or the most it has held, where the system tells it.
fn held_megabytes(what: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix(what))?;
    Some(line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()? / 1024)
}

/// A war that is made up: who fights where follows from a seed.
struct Made {
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
    fn new(seed: u64) -> Self {
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
    fn place(&mut self) -> usize {
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
    fn report(&mut self, of: usize, reports: &mut Vec<ReportInfo>, claims: &mut Vec<Claim>) {
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
                published: Some(Published { date: day, at: None, basis: PublishedBasis::Given }),
                sketch: sketch.clone(),
                trace: trace.clone(),
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
