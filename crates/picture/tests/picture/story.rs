//! Small ledgers written as sentences.
//!
//! A report is `id | outlet | day`, a claim `actor kind place; by claimant < outer claimant; on day; flag; ...`.
//! Days are of December 2024. `?` before a claimant marks an unnamed source, `~` nobody in particular, and a `place`
//! may be `province Homs` or `Rastan in Homs`. Flags: `denies`, `ongoing`, `planned`, `possible`, `hypothetical`, `part`, `outskirts`, `entire`,
//! `inherited`, `passing`, `sub supports`, `from Homs`, `to Hama`, `cue reportedly`, `of civilians`, `7 killed`, `at least 7 killed`, `total since 1`, `target rebels`, `said 6`.

use dateline_core::{
    ActorClass, ActorFile, Choice, Claim, Claimant, DateRange, Decision, Extent, Granularity, Kind, Mention, Modality,
    PlaceMention, Published, Quantity, ResolvedPlace, Span, Stance, Stated,
    claim::{Feature, Tier},
    picture::Control,
    report::{Credits, PublishedBasis},
    review::Reviews,
    trace::{BREAK, Sort, word},
};
use dateline_picture::{ReportInfo, Weighed, weigh};
use jiff::{Timestamp, civil::Date};
use std::sync::{Arc, LazyLock};

/// The actors that ship with the program.
pub fn actors() -> &'static ActorFile {
    &ACTORS
}

static ACTORS: LazyLock<ActorFile> = LazyLock::new(|| {
    let text = include_str!("../../../../rules/names/actors.toml");
    ActorFile::parse([("rules/names/actors.toml", text)]).expect("the actor file parses")
});

/// A day of December 2024.
pub fn day(n: i8) -> Date {
    Date::new(2024, 12, n).expect("a day of December")
}

/// Reports with their claims.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub reports: Vec<ReportInfo>,
    pub claims: Vec<Claim>,
    pub decisions: Vec<Decision>,
}

impl Ledger {
    /// Adds a report and what it says.
    pub fn report(mut self, head: &str, says: &[&str]) -> Self {
        self.add(head, "1", 0, says);
        self
    }

    /// Adds a later revision of a report.
    pub fn revision(mut self, head: &str, revision: &str, says: &[&str]) -> Self {
        self.add(head, revision, 3600, says);
        self
    }

    /// Records a choice.
    pub fn decide(mut self, choice: Choice) -> Self {
        let number = self.decisions.len() as i64 + 1;
        let at = Timestamp::UNIX_EPOCH;
        self.decisions.push(Decision { number, choice, who: "me".to_owned(), at, note: None });
        self
    }

    /// Gives the last report a sketch.
    pub fn sketch(mut self, runs: impl IntoIterator<Item = u32>) -> Self {
        let report = self.reports.last_mut().expect("a report");
        report.sketch = runs.into_iter().collect();
        self
    }

    /// Lets the last report credit an agency with its text.
    pub fn crediting(mut self, agency: &str) -> Self {
        let credits = Credits { agencies: vec![agency.to_owned()], ..Credits::default() };
        self.reports.last_mut().expect("a report").credits = Some(credits.into());
        self
    }

    /// Gives the last report a town in its dateline.
    pub fn datelined(mut self, town: &str) -> Self {
        let credits = Credits { town: Some(town.to_owned()), ..Credits::default() };
        self.reports.last_mut().expect("a report").credits = Some(credits.into());
        self
    }

    /// Gives the last report the trace of a text: words of four letters and more, sentences by full stops, quotation marks
    /// as words of their own.
    pub fn told(mut self, text: &str) -> Self {
        let report = self.reports.last_mut().expect("a report");
        let (mut quoted, mut trace) = (false, Vec::new());
        for sentence in text.split(". ") {
            for (i, written) in sentence.split_whitespace().enumerate() {
                quoted ^= written == "\"";
                let letters: String = written.chars().filter(|c| c.is_alphanumeric()).collect();
                let sort = match letters.chars().next() {
                    None => continue,
                    Some(_) if quoted => Sort::Quoted,
                    Some(c) if c.is_ascii_digit() => Sort::Figure,
                    Some(c) if c.is_uppercase() && i > 0 => Sort::Name,
                    Some(_) if letters.len() > 3 => Sort::Plain,
                    Some(_) => continue,
                };
                let small = letters.to_lowercase();
                let hash = small.bytes().take(6).fold(7, |h: u32, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
                trace.push(word(hash, sort));
            }
            trace.push(BREAK);
        }
        report.trace = trace.into();
        self
    }

    fn add(&mut self, head: &str, revision: &str, captured: i64, says: &[&str]) {
        let parts: Vec<&str> = head.split('|').map(str::trim).collect();
        let [id, outlet, published] = parts[..] else { panic!("`{head}` is no `id | outlet | day`") };
        self.reports.push(ReportInfo {
            id: id.to_owned(),
            revision: revision.to_owned(),
            captured: Timestamp::from_second(captured).expect("an instant"),
            outlet: (outlet != "-").then(|| outlet.to_owned()),
            title: None,
            published: published.parse().ok().map(|n| Published {
                date: day(n),
                at: None,
                basis: PublishedBasis::Given,
            }),
            sketch: [].into(),
            trace: [].into(),
            credits: None,
        });
        for (i, line) in says.iter().enumerate() {
            self.claims.push(claim(line, id, revision, i));
        }
    }

    /// What was reported.
    pub fn reports(&self) -> &[ReportInfo] {
        &self.reports
    }

    pub fn weigh(&self) -> Weighed {
        let mut file = actors().clone();
        self.decisions.iter().for_each(|d| _ = file.follow(&d.choice));
        let mut claims: Vec<Arc<Claim>> = self.claims.iter().cloned().map(Arc::new).collect();
        let outlet = |c: &Claim| self.reports.iter().find(|r| r.id == c.report).and_then(|r| r.outlet.as_deref());
        let reviews = Reviews::follow(&mut claims, &self.decisions, outlet);
        weigh(&self.reports, reviews.counted(&claims), &file, &self.decisions)
    }

    /// The control of one place at the end of a day of December.
    pub fn control(&self, place: &str, n: i8) -> Control {
        let all = self.weigh().control(day(n));
        let found = all.iter().find(|c| c.place.name == place);
        found.unwrap_or_else(|| panic!("nothing on {place} among {all:#?}")).clone()
    }

    /// Status and actor of a place at the end of a day: `held_by Syrian army`.
    pub fn status(&self, place: &str, n: i8) -> String {
        let control = self.control(place, n);
        match control.actor {
            Some(actor) => format!("{} {}", control.status, actor.name),
            None => control.status.to_string(),
        }
    }
}

fn mention(text: &str) -> Mention {
    Mention { text: text.to_owned(), span: Span::default(), entity: None }
}

fn claimant(text: &str) -> Claimant {
    let (class, name) = match (text.strip_prefix('?'), text.strip_prefix('~')) {
        (Some(name), _) => (ActorClass::Anonymous, name),
        (_, Some(name)) => (ActorClass::Other, name),
        _ => {
            let known = dateline_picture::known_actor(actors(), text, Some("SY"), None);
            (known.map_or(ActorClass::Expert, |a| a.class), text)
        }
    };
    Claimant { mention: mention(name), class }
}

fn place(words: &str) -> PlaceMention {
    let (words, admin1) = words.split_once(" in ").map_or((words, None), |(town, admin1)| (town, Some(admin1)));
    let (name, feature) = match words.split_once(' ') {
        Some(("province", name)) => (format!("{name} province"), Feature::Admin1),
        Some(("country", name)) => (name.to_owned(), Feature::Country),
        _ => (words.to_owned(), Feature::City),
    };
    PlaceMention {
        text: words.to_owned(),
        span: Span::default(),
        resolved: Some(ResolvedPlace {
            name,
            feature,
            country: Some("SY".to_owned()),
            admin1: admin1.map(str::to_owned),
            point: None,
            geonames_id: None,
            precision: 1,
            tier: Tier::Exact,
        }),
        candidates: Vec::new(),
        inherited: false,
        relative: None,
    }
}

fn range(words: &str) -> DateRange {
    let (start, end) = words.split_once("..").unwrap_or((words, words));
    let parse = |w: &str| day(w.trim().parse().unwrap_or_else(|_| panic!("`{w}` is no day")));
    let (start, end) = (parse(start), parse(end));
    let granularity = if start == end { Granularity::Day } else { Granularity::Range };
    DateRange { start, end, granularity, text: None }
}

fn claim(line: &str, report: &str, revision: &str, number: usize) -> Claim {
    let mut pieces = line.split(';').map(str::trim);
    let head: Vec<&str> = pieces.next().unwrap_or_default().split(' ').collect();
    let at = head.iter().position(|w| w.parse::<Kind>().is_ok()).unwrap_or_else(|| panic!("no kind in `{line}`"));
    let (actor, where_) = (head[..at].join(" "), head[at + 1..].join(" "));
    let mut out = Claim {
        id: format!("{report}.{revision}.{number}"),
        report: report.to_owned(),
        revision: revision.to_owned(),
        quote: line.to_owned(),
        span: Span::new(number * 100, number * 100 + line.len()),
        kind: head[at].parse().expect("a kind"),
        sub_kind: None,
        passing: false,
        from: None,
        to: None,
        stance: Stance::Asserts,
        modality: Modality::Actual,
        actor: (!actor.is_empty()).then(|| mention(&actor)),
        target: None,
        place: (!where_.is_empty()).then(|| place(&where_)),
        extent: Extent::Whole,
        claimants: Vec::new(),
        cue: None,
        channel: None,
        quantity: None,
        event_date: None,
        stated: None,
        origin: String::new(),
        subset_of: None,
        about: Vec::new(),
        confidence: 1.0,
        rules: Vec::new(),
    };
    let mut of = None;
    for piece in pieces {
        let (first, rest) = piece.split_once(' ').unwrap_or((piece, ""));
        match first {
            "by" => out.claimants = rest.split('<').map(|w| claimant(w.trim())).collect(),
            "on" => out.event_date = Some(range(rest)),
            "said" => {
                let (span, value) = (Span::default(), rest.to_owned());
                out.stated = Some(Stated { text: rest.to_owned(), span, value, date: Some(range(rest)) });
            }
            "denies" => out.stance = Stance::Denies,
            "part" | "outskirts" | "entire" => out.extent = first.parse().expect("an extent"),
            "inherited" => out.place.as_mut().expect("a place").inherited = true,
            "passing" => out.passing = true,
            "sub" => out.sub_kind = Some(rest.to_owned()),
            "from" => out.from = Some(place(rest)),
            "to" => out.to = Some(place(rest)),
            "cue" => out.cue = Some(mention(rest)),
            "target" => out.target = Some(mention(rest)),
            "of" => of = Some(rest.to_owned()),
            "total" => {
                let quantity = out.quantity.as_mut().expect("a number before `total`");
                quantity.cumulative = true;
                quantity.since = rest.strip_prefix("since ").map(|d| range(d).start);
            }
            _ => match first.parse::<Modality>() {
                Ok(modality) => out.modality = modality,
                Err(_) => out.quantity = Some(quantity(piece)),
            },
        }
    }
    if let Some(quantity) = &mut out.quantity {
        quantity.of = of;
    }
    out
}

fn quantity(piece: &str) -> Quantity {
    let least = piece.strip_prefix("at least ");
    let (number, unit) = least.unwrap_or(piece).split_once(' ').unwrap_or_else(|| panic!("what is `{piece}`?"));
    let low: f64 = number.parse().unwrap_or_else(|_| panic!("what is `{piece}`?"));
    Quantity {
        low,
        high: least.is_none().then_some(low),
        approx: false,
        unit: unit.to_owned(),
        of: None,
        mention: mention(number),
        cumulative: false,
        since: None,
    }
}
