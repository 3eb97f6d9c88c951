//! Copies and rewrites of one text: one set of words is one voice, however often it is printed.
//!
//! Reports that are alike are linked. Whether two are follows from these two alone, so that a new report changes the
//! groups of those that it is linked with, and no others; and it does not matter in which order reports came.

use crate::{
    decided,
    facts::{Fact, Facts, shift},
    gather::Groups,
    likeness::{COPIED, LEAST_RUNS, Likeness, Print},
    origins,
    report::{ReportInfo, Reports},
};
use dateline_core::{Choice, Decision, picture::CopyGroup, report::containment};
use jiff::{Timestamp, civil::Date};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry},
    hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher},
    ops::Range,
    sync::Arc,
};

/// How alike the reports of a group are on average: the share of words as [`Likeness::strength`] has it.
const ALIKE: f64 = 0.27;
/// Copies appear within this many days of each other.
const WINDOW_DAYS: i32 = 3;
/// The share of runs that, with the same sources and figures, makes a text a rewrite.
const REWRITTEN: f64 = 0.08;
/// So many new reports are each compared with their neighbours; of more an index is made.
const FEW: usize = 8;

/// Where a group stands among the others: when its first report was published, and that report's id.
type Key = (Option<Date>, Option<Timestamp>, String);

/// The groups of copies, by the numbers of reports in [`Reports`].
#[derive(Debug, Clone, Default)]
pub struct Copies {
    /// For each report those that are like it.
    alike: HashMap<usize, Vec<usize>>,
    /// Free rewrites: for each report the others, with what speaks for it.
    rewrites: HashMap<usize, Vec<(usize, String)>>,
    groups: BTreeMap<Arc<Key>, CopyGroup>,
    home: HashMap<usize, Home>,
}

/// The group that a report is in.
#[derive(Debug, Clone, PartialEq)]
struct Home {
    key: Arc<Key>,
    /// Whose text it is, where one of its reports tells.
    credited: Option<Arc<str>>,
}

impl Copies {
    /// Groups in the order of their first reports.
    pub fn groups(&self) -> impl Iterator<Item = &CopyGroup> {
        self.groups.values()
    }

    /// The first report of the group that a report is in.
    pub fn first_of(&self, report: usize) -> Option<&str> {
        self.home.get(&report).map(|home| home.key.2.as_str())
    }

    /// The agency or outlet that the first report of the group that says so credits with the text.
    pub fn credited(&self, report: usize) -> Option<&str> {
        self.home.get(&report)?.credited.as_deref()
    }

    /// Lets go of revisions that are no longer the latest and takes in those that are. Returns the ids of the reports
    /// whose words were first printed by another, or otherwise, than was known.
    pub fn update(
        &mut self,
        reports: &Reports,
        outdated: &BTreeSet<usize>,
        newest: &BTreeSet<usize>,
        decisions: &[Decision],
    ) -> BTreeSet<String> {
        let mut changed = BTreeSet::new();
        let mut touched = newest.clone();
        for &old in outdated {
            touched.extend(self.alike.remove(&old).into_iter().flatten());
            touched.extend(self.rewrites.remove(&old).into_iter().flatten().map(|(other, _)| other));
            if let Some(group) = self.home.remove(&old).and_then(|home| self.groups.remove(&home.key)) {
                let mates: Vec<usize> = group.reports.iter().filter_map(|id| reports.number_of(id)).collect();
                mates.iter().for_each(|mate| _ = self.home.remove(mate));
                touched.extend(mates);
                changed.extend(group.reports);
            }
        }
        touched.retain(|n| !outdated.contains(n));
        for number in &touched {
            if let Some(others) = self.alike.get_mut(number) {
                others.retain(|o| !outdated.contains(o));
            }
            if let Some(others) = self.rewrites.get_mut(number) {
                others.retain(|(o, _)| !outdated.contains(o));
            }
        }
        for (a, b) in linked(reports, newest) {
            self.alike.entry(a).or_default().push(b);
            self.alike.entry(b).or_default().push(a);
        }
        changed.extend(self.regroup(reports, &touched, decisions));
        changed
    }

    /// The groups among some of the reports only. `numbers` has for each report the number that it has among these, if it
    /// is one of them; `newest` are those that were not the latest of their revisions. Also the ids of the reports whose
    /// first copy, or the agency credited with it, is another one then.
    pub fn among(
        &self,
        reports: &Reports,
        numbers: &[Option<usize>],
        newest: &BTreeSet<usize>,
        decisions: &[Decision],
    ) -> (Self, BTreeSet<String>) {
        let number = |n: &usize| numbers.get(*n).copied().flatten();
        let mut out = Self::default();
        let mut touched = newest.clone();
        for (one, others) in &self.alike {
            let kept = others.iter().filter_map(number);
            match number(one) {
                Some(one) => _ = out.alike.insert(one, kept.collect()),
                None => touched.extend(kept),
            }
        }
        for (one, others) in &self.rewrites {
            let kept = others.iter().filter_map(|(other, evidence)| Some((number(other)?, evidence.clone())));
            match number(one) {
                Some(one) => _ = out.rewrites.insert(one, kept.collect()),
                None => touched.extend(kept.map(|(other, _)| other)),
            }
        }
        // Those that people decided on may have been joined by one that is not there.
        for decision in decisions {
            let named: Vec<&String> = match &decision.choice {
                Choice::MergeCopies { one, other } => vec![one, other],
                Choice::SplitCopies { from, reports } => std::iter::once(from).chain(reports).collect(),
                _ => continue,
            };
            touched.extend(named.into_iter().filter_map(|id| reports.number_of(id)));
        }
        let as_before = |id: &String| reports.number_of(id).is_some_and(|n| !newest.contains(&n));
        let is_whole = |group: &CopyGroup| group.reports.iter().all(as_before);
        out.groups = self.groups.iter().filter(|(_, g)| is_whole(g)).map(|(k, g)| (Arc::clone(k), g.clone())).collect();
        let mut parted = Vec::new();
        for (one, home) in &self.home {
            let Some(one) = number(one) else { continue };
            if out.groups.contains_key(&home.key) {
                out.home.insert(one, home.clone());
            } else {
                touched.insert(one);
                parted.push((one, home));
            }
        }
        for (a, b) in linked(reports, newest) {
            out.alike.entry(a).or_default().push(b);
            out.alike.entry(b).or_default().push(a);
        }
        let mut changed = out.regroup(reports, &touched, decisions);
        let told = |home: &Home| (home.key.2.clone(), home.credited.clone());
        let moved = parted.into_iter().filter(|(one, home)| out.home.get(one).map(told) != Some(told(home)));
        changed.extend(moved.filter_map(|(one, _)| reports.numbered(one).map(|r| r.id.clone())));
        (out, changed)
    }

    /// Takes in pairs of free rewrites with what speaks for them; one that is known is passed over.
    pub fn add_rewrites(
        &mut self,
        reports: &Reports,
        pairs: Vec<(String, String, String)>,
        decisions: &[Decision],
    ) -> BTreeSet<String> {
        let mut touched = BTreeSet::new();
        for (a, b, evidence) in pairs {
            let (Some(a), Some(b)) = (reports.number_of(&a), reports.number_of(&b)) else { continue };
            let known = self.rewrites.entry(a).or_default();
            if known.iter().all(|(other, _)| *other != b) {
                known.push((b, evidence.clone()));
                self.rewrites.entry(b).or_default().push((a, evidence));
                touched.extend([a, b]);
            }
        }
        self.regroup(reports, &touched, decisions)
    }

    /// Groups anew all reports that are linked with these. Returns the ids of those
    /// whose first copy, or the agency credited with it, is another one now.
    fn regroup(&mut self, reports: &Reports, touched: &BTreeSet<usize>, decisions: &[Decision]) -> BTreeSet<String> {
        let decided = joined_by(reports, decisions);
        let mut done = BTreeSet::new();
        let mut changed = BTreeSet::new();
        for &start in touched {
            if !done.insert(start) {
                continue;
            }
            let mut members = vec![start];
            let mut at = 0;
            while let Some(&number) = members.get(at) {
                at += 1;
                let alike = self.alike.get(&number).into_iter().flatten().copied();
                let told_again = self.rewrites.get(&number).into_iter().flatten().map(|(other, _)| *other);
                let decided = decided.get(&number).into_iter().flatten().copied();
                members.extend(alike.chain(told_again).chain(decided).filter(|n| done.insert(*n)));
            }
            members.sort_by(|a, b| reports.compare(*a, *b));
            let before: Vec<Option<Home>> = members.iter().map(|m| self.home.remove(m)).collect();
            before.iter().flatten().for_each(|home| _ = self.groups.remove(&home.key));
            if members.len() > 1 {
                for group in self.groups_among(reports, &members, decisions) {
                    self.keep(reports, group);
                }
            }
            for (member, before) in members.iter().zip(before) {
                let told = |home: &Home| (home.key.2.clone(), home.credited.clone());
                if self.home.get(member).map(told) != before.as_ref().map(told) {
                    changed.extend(reports.numbered(*member).map(|r| r.id.clone()));
                }
            }
        }
        changed
    }

    fn keep(&mut self, reports: &Reports, group: CopyGroup) {
        let numbers: Vec<usize> = group.reports.iter().filter_map(|id| reports.number_of(id)).collect();
        let Some(first) = numbers.first().and_then(|n| reports.numbered(*n)) else { return };
        let key = Arc::new((first.date(), first.published.as_ref().and_then(|p| p.at), first.id.clone()));
        let credited = numbers.iter().find_map(|n| reports.numbered(*n)?.credited()).map(Arc::from);
        let home = Home { key: Arc::clone(&key), credited };
        self.home.extend(numbers.into_iter().map(|n| (n, home.clone())));
        self.groups.insert(key, group);
    }

    /// The groups of reports that are linked, given in order of publication.
    fn groups_among(&self, reports: &Reports, members: &[usize], decisions: &[Decision]) -> Vec<CopyGroup> {
        let infos: Vec<&ReportInfo> = members.iter().filter_map(|n| reports.numbered(*n)).collect();
        let prints: Vec<Print> = infos.iter().map(|r| Print::of(r)).collect();
        let places: HashMap<usize, usize> = members.iter().enumerate().map(|(place, n)| (*n, place)).collect();
        let compared = |i: usize, j: usize| {
            let (a, b) = (infos.get(i).zip(prints.get(i))?, infos.get(j).zip(prints.get(j))?);
            near(a.0, b.0).then(|| Likeness::of((a.0, a.1), (b.0, b.1)))
        };
        let known: RefCell<HashMap<(usize, usize), f64>> = RefCell::default();
        let like = |i: usize, j: usize| {
            let pair = (i.min(j), i.max(j));
            let strength = || {
                let like = compared(pair.0, pair.1).map_or(0.0, |l| l.strength());
                let (a, b) = (infos.get(pair.0), infos.get(pair.1));
                a.zip(b).map_or(like, |(a, b)| origins::weighed(reports, a, b, like))
            };
            *known.borrow_mut().entry(pair).or_insert_with(strength)
        };
        let mut found = Groups::default();
        for (i, number) in members.iter().enumerate() {
            let others = self.alike.get(number).into_iter().flatten().filter_map(|n| places.get(n).copied());
            found.add(others.filter(|j| *j < i), like, ALIKE);
        }
        let mut lines: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for &(i, j) in &found.links {
            if let (Some(a), Some(b), Some(like)) = (infos.get(i), infos.get(j), compared(i, j)) {
                lines.entry(i).or_default().push(evidence(reports, a, b, &like));
            }
        }
        let id = |i: &usize| infos.get(*i).map(|r| r.id.clone());
        let by_words = found.groups();
        let together = |i: usize, j: usize| by_words.iter().any(|g| g.contains(&i) && g.contains(&j));
        let mut groups: Vec<CopyGroup> = by_words
            .iter()
            .filter(|members| members.len() > 1)
            .map(|members| {
                let evidence = members.iter().filter_map(|i| lines.get(i)).flatten().cloned().collect();
                CopyGroup { reports: members.iter().filter_map(id).collect(), evidence }
            })
            .collect();
        let rank: HashMap<&str, usize> = infos.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect();
        let rank = |id: &String| rank.get(id.as_str()).copied();
        for (i, number) in members.iter().enumerate() {
            for (other, evidence) in self.rewrites.get(number).into_iter().flatten() {
                if let Some(j) = places.get(other).filter(|j| **j > i && !together(i, **j)) {
                    let reports = [i, *j].iter().filter_map(id).collect();
                    groups.push(CopyGroup { reports, evidence: vec![evidence.clone()] });
                }
            }
        }
        decided::follow_copies(join(groups, rank), decisions, rank)
    }
}

/// Reports that people decided to be copies of each other.
fn joined_by(reports: &Reports, decisions: &[Decision]) -> HashMap<usize, Vec<usize>> {
    let mut out: HashMap<usize, Vec<usize>> = HashMap::new();
    for decision in decisions {
        if let Choice::MergeCopies { one, other } = &decision.choice
            && let (Some(one), Some(other)) = (reports.number_of(one), reports.number_of(other))
        {
            out.entry(one).or_default().push(other);
            out.entry(other).or_default().push(one);
        }
    }
    out
}

/// The pairs of like reports of which one at least is new.
fn linked(reports: &Reports, new: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    if new.len() > FEW {
        return indexed(reports, new);
    }
    let mut out = Vec::new();
    for &number in new {
        let Some(report) = reports.numbered(number) else { continue };
        let print = Print::of(report);
        for other in around(reports, report) {
            let Some(info) = reports.numbered(other).filter(|_| other > number || !new.contains(&other)) else {
                continue;
            };
            let may_be = other != number && (may_share_runs(report, info) || print.may_be_like(info));
            if may_be && is_like(reports, (report, &print), (info, &Print::of(info))) {
                out.push((number, other));
            }
        }
    }
    out
}

/// The latest revisions that a report may be a copy of: those of the days around, and those without a day.
fn around<'a>(reports: &'a Reports, report: &ReportInfo) -> Box<dyn Iterator<Item = usize> + 'a> {
    let Some(day) = report.date() else { return Box::new(reports.between(None, Some(Date::MAX))) };
    let days = i64::from(WINDOW_DAYS);
    let (from, to) = (shift(day, -days), shift(day, days));
    Box::new(reports.between(None, None).chain(reports.between(Some(from), Some(to))))
}

/// The same as comparing each with all around it, by an index of what reports hold that is led over the days.
fn indexed(reports: &Reports, new: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut window = Window::default();
    for number in reports.between(None, Some(Date::MAX)) {
        let Some(report) = reports.numbered(number) else { continue };
        window.lead_to(report.date());
        let print = Print::of(report);
        let is_new = new.contains(&number);
        for (other, theirs) in window.sharing(report, &print) {
            let Some(info) = reports.numbered(other) else { continue };
            if (is_new || new.contains(&other)) && is_like(reports, (report, &print), (info, theirs)) {
                out.push((other, number));
            }
        }
        window.take_in(number, report, print);
    }
    out
}

/// Which reports hold what; the keys are hashes already.
type Index = HashMap<u32, Holders, BuildHasherDefault<Spread>>;

/// The places of the reports that hold something: of most things one does, and needs no list.
enum Holders {
    One(u32),
    Several(Vec<u32>),
}

impl Holders {
    fn all(&self) -> &[u32] {
        match self {
            Self::One(place) => std::slice::from_ref(place),
            Self::Several(places) => places,
        }
    }

    fn take_in(index: &mut Index, what: u32, place: u32) {
        match index.entry(what) {
            Entry::Vacant(entry) => _ = entry.insert(Self::One(place)),
            Entry::Occupied(mut entry) => match entry.get_mut() {
                Self::One(first) => {
                    let several = vec![*first, place];
                    entry.insert(Self::Several(several));
                }
                Self::Several(places) => places.push(place),
            },
        }
    }

    /// Keeps some; whether any is left.
    fn retain(&mut self, keep: impl Fn(u32) -> bool) -> bool {
        match self {
            Self::One(place) => keep(*place),
            Self::Several(places) => {
                places.retain(|place| keep(*place));
                !places.is_empty()
            }
        }
    }
}

/// Spreads numbers that are hashes already.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.0 = self.0.rotate_left(8) ^ u64::from(*b));
    }

    fn write_u32(&mut self, n: u32) {
        self.0 = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// What the reports of the last days hold. Reports have places in it in the order in which they are taken in: first those
/// without a day, then day by day.
#[derive(Default)]
struct Window {
    held: Vec<Option<Held>>,
    by_run: Index,
    by_pair: Index,
    /// The places from the first of a report with a day to the first that is not forgotten.
    forgotten: Range<usize>,
    swept: Option<Date>,
    /// By place how many pairs a report has in common with the one that is looked at; all are 0 in between.
    shared: Vec<u32>,
}

struct Held {
    number: usize,
    day: Option<Date>,
    print: Print,
}

impl Window {
    /// Forgets what is too old for a day; reports without a day stay.
    fn lead_to(&mut self, day: Option<Date>) {
        let Some(day) = day else { return };
        let Some(swept) = self.swept else {
            self.forgotten = self.held.len()..self.held.len();
            self.swept = Some(day);
            return;
        };
        if (day - swept).get_days() <= WINDOW_DAYS {
            return;
        }
        self.swept = Some(day);
        let old = |held: &Held| held.day.is_some_and(|published| (day - published).get_days() > WINDOW_DAYS);
        while self.held.get(self.forgotten.end).is_some_and(|held| held.as_ref().is_none_or(old)) {
            self.held.get_mut(self.forgotten.end).map(Option::take);
            self.forgotten.end += 1;
        }
        let forgotten = self.forgotten.clone();
        for index in [&mut self.by_run, &mut self.by_pair] {
            index.retain(|_, holders| holders.retain(|place| !forgotten.contains(&(place as usize))));
        }
    }

    /// The reports that have enough in common with this one to be compared.
    fn sharing(&mut self, report: &ReportInfo, print: &Print) -> Vec<(usize, &Print)> {
        let mut found: Vec<u32> = Vec::new();
        for &place in print.sample().filter_map(|p| self.by_pair.get(p)).flat_map(Holders::all) {
            let Some(shared) = self.shared.get_mut(place as usize) else { continue };
            if *shared == 0 {
                found.push(place);
            }
            *shared += 1;
        }
        found.retain(|&place| {
            let shared = self.shared.get_mut(place as usize).map(std::mem::take).unwrap_or_default();
            let theirs = self.held.get(place as usize).and_then(Option::as_ref);
            theirs.is_some_and(|held| shared as usize >= print.enough(&held.print))
        });
        found.extend(report.sketch.iter().filter_map(|r| self.by_run.get(r)).flat_map(Holders::all));
        found.sort_unstable();
        found.dedup();
        let held = found.into_iter().filter_map(|place| self.held.get(place as usize)?.as_ref());
        held.map(|held| (held.number, &held.print)).collect()
    }

    fn take_in(&mut self, number: usize, report: &ReportInfo, print: Print) {
        let place = self.held.len() as u32;
        print.sample().for_each(|p| Holders::take_in(&mut self.by_pair, *p, place));
        report.sketch.iter().for_each(|r| Holders::take_in(&mut self.by_run, *r, place));
        self.held.push(Some(Held { number, day: report.date(), print }));
        self.shared.push(0);
    }
}

/// Whether two reports are alike. It depends on nothing but these two.
fn is_like(reports: &Reports, a: (&ReportInfo, &Print), b: (&ReportInfo, &Print)) -> bool {
    near(a.0, b.0)
        && (may_share_runs(a.0, b.0) || a.1.shares_enough(b.1))
        && origins::weighed(reports, a.0, b.0, Likeness::of(a, b).strength()) >= ALIKE
}

/// Whether two texts are the same or have some runs of words in common.
fn may_share_runs(a: &ReportInfo, b: &ReportInfo) -> bool {
    let shared = a.sketch.iter().filter(|run| b.sketch.binary_search(run).is_ok());
    !a.sketch.is_empty() && (a.sketch == b.sketch || shared.take(LEAST_RUNS).count() >= LEAST_RUNS)
}

/// What speaks for a copy, in words.
fn evidence(reports: &Reports, a: &ReportInfo, b: &ReportInfo, like: &Likeness) -> String {
    let mut told = Vec::new();
    if like.runs >= COPIED {
        told.push(format!("share {:.0} % of the shorter one's runs of five words", like.runs * 100.0));
    } else {
        let share = like.pairs * 100.0;
        told.push(format!("share {share:.0} % of the shorter one's pairs of neighbouring words outside quotes"));
    }
    if like.of_facts > 0 {
        told.push(format!("{} of {} names and figures", like.facts, like.of_facts));
    }
    match like.quotes {
        0 => {}
        1 => told.push("a quotation".to_owned()),
        n => told.push(format!("{n} quotations")),
    }
    let last = told.pop().unwrap_or_default();
    let credits = origins::told(reports, a, b).map(|line| format!("; {line}")).unwrap_or_default();
    let told = if told.is_empty() { last } else { format!("{} and {last}", told.join(", ")) };
    format!("{} and {} {told}{}{credits}", a.id, b.id, apart(a, b))
}

/// What a report states on whose word, and its figures, as hashes.
struct Told<'a> {
    report: &'a str,
    says: BTreeSet<u64>,
    figures: BTreeSet<u64>,
}

/// Free rewrites: some runs of words in common, the same sources for the same statements, and the same figures. Pairs of
/// ids with what speaks for it; only those of which one at least is among `new`, where that is given.
pub fn rewrites(reports: &Reports, facts: &Facts, new: Option<&BTreeSet<String>>) -> Vec<(String, String, String)> {
    let mut told: Vec<Told<'_>> = Vec::new();
    for fact in near_to(reports, facts, new).filter(|f| !f.retracted) {
        if told.last().is_none_or(|t| *t.report != *fact.report) {
            told.push(Told { report: &fact.report, says: BTreeSet::new(), figures: BTreeSet::new() });
        }
        let Some(told) = told.last_mut() else { continue };
        told.says.extend(attributed(facts, fact));
        told.figures.extend(fact.quantity.as_ref().map(|q| hashed((fact.kind.name(), q.low.to_bits(), &q.unit))));
    }
    let is_new = |t: &Told<'_>| new.is_none_or(|new| new.contains(t.report));
    let day = |t: &Told<'_>| reports.get(t.report, "").and_then(ReportInfo::date);
    let mut giving: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut out = Vec::new();
    for (i, one) in told.iter().enumerate() {
        let today = day(one);
        let mut same_figures: BTreeMap<usize, usize> = BTreeMap::new();
        for figure in &one.figures {
            let holders = giving.entry(*figure).or_default();
            holders.retain(|j| told.get(*j).and_then(day).zip(today).is_none_or(|(a, b)| close(a, b)));
            holders.iter().for_each(|j| *same_figures.entry(*j).or_default() += 1);
            holders.push(i);
        }
        for (j, figures) in same_figures {
            let Some(other) = told.get(j).filter(|other| figures >= 2 && (is_new(one) || is_new(other))) else {
                continue;
            };
            out.extend(rewritten(reports, other, one, figures));
        }
    }
    out
}

/// The facts of reports that appeared within the window around new ones, or all.
fn near_to<'a>(
    reports: &'a Reports,
    facts: &'a Facts,
    new: Option<&BTreeSet<String>>,
) -> Box<dyn Iterator<Item = &'a Fact> + 'a> {
    let Some(new) = new else { return Box::new(facts.all.iter()) };
    let days: Option<Vec<Date>> = new.iter().map(|id| reports.get(id, "").and_then(ReportInfo::date)).collect();
    // Nobody knows what a report without a day is near to.
    let Some(days) = days else { return Box::new(facts.all.iter()) };
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else { return Box::new(std::iter::empty()) };
    let (from, to) = (shift(*first, -i64::from(WINDOW_DAYS)), shift(*last, i64::from(WINDOW_DAYS)));
    let day = move |f: &Fact| reports.get(&f.report, &f.revision).and_then(ReportInfo::date);
    let start = facts.all.partition_point(|f| day(f).is_some_and(|d| d < from) || day(f).is_none());
    let undated = facts.all.iter().take_while(move |f| day(f).is_none());
    let dated = facts.all.iter().skip(start).take_while(move |f| day(f).is_some_and(|d| d <= to));
    Box::new(undated.chain(dated))
}

fn rewritten(reports: &Reports, a: &Told<'_>, b: &Told<'_>, same_figures: usize) -> Option<(String, String, String)> {
    let (a, b) = if a.report <= b.report { (a, b) } else { (b, a) };
    let (first, second) = (reports.get(a.report, "")?, reports.get(b.report, "")?);
    let share = containment(&first.sketch, &second.sketch).max(containment(&second.sketch, &first.sketch));
    let same = a.says.intersection(&b.says).count();
    let least = a.says.len().min(b.says.len());
    let found = share >= REWRITTEN && same >= 4 && same * 5 >= least * 3 && near(first, second);
    found.then(|| {
        let line = format!(
            "{} and {} give {same_figures} equal figures, attribute {same} of {least} statements to the same sources, and \
             share {:.0} % of runs of five words{}",
            a.report,
            b.report,
            share * 100.0,
            apart(first, second)
        );
        (a.report.to_owned(), b.report.to_owned(), line)
    })
}

fn attributed(facts: &Facts, fact: &Fact) -> Option<u64> {
    let place = facts.places.get(fact.place?)?;
    let said_by = fact.speakers.first().and_then(|n| facts.parties.get(*n))?;
    Some(hashed((fact.kind.family().name(), &place.key, &said_by.actor.id)))
}

/// Equal for equal values in every run.
fn hashed(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn near(a: &ReportInfo, b: &ReportInfo) -> bool {
    a.date().zip(b.date()).is_none_or(|(a, b)| close(a, b))
}

fn close(a: Date, b: Date) -> bool {
    (b - a).get_days().abs() <= WINDOW_DAYS
}

fn apart(a: &ReportInfo, b: &ReportInfo) -> String {
    match (a.date(), b.date()) {
        (Some(a), Some(b)) if a == b => ", published the same day".to_owned(),
        (Some(a), Some(b)) => format!(", published {} and {}", a.min(b), a.max(b)),
        _ => String::new(),
    }
}

/// Joins groups that share a report; reports and groups in the order that `rank` gives.
pub fn join(groups: Vec<CopyGroup>, rank: impl Fn(&String) -> Option<usize>) -> Vec<CopyGroup> {
    let mut of: HashMap<String, usize> = HashMap::new();
    let mut joined: Vec<Option<CopyGroup>> = Vec::new();
    for group in groups {
        let mut homes: Vec<usize> = group.reports.iter().filter_map(|r| of.get(r).copied()).collect();
        homes.sort_unstable();
        homes.dedup();
        let mut whole = CopyGroup { reports: Vec::new(), evidence: Vec::new() };
        let parts = homes.iter().filter_map(|&h| joined.get_mut(h).and_then(Option::take)).collect::<Vec<_>>();
        for part in parts.into_iter().chain([group]) {
            whole.evidence.extend(part.evidence);
            for report in part.reports {
                if !whole.reports.contains(&report) {
                    whole.reports.push(report);
                }
            }
        }
        for report in &whole.reports {
            of.insert(report.clone(), joined.len());
        }
        joined.push(Some(whole));
    }
    let mut out: Vec<CopyGroup> = joined.into_iter().flatten().collect();
    for group in &mut out {
        group.reports.sort_by_key(|r| (rank(r), r.clone()));
        group.evidence.sort();
        group.evidence.dedup();
    }
    out.sort_by_key(|g| g.reports.first().map(|r| (rank(r), r.clone())));
    out
}
