//! Who holds a place at the end of a day: the status lattice.
//!
//! Worst of all would be to call a place held where sources disagree. So every rule that is in doubt decides for
//! `contested`, `claimed_by` or `unknown`, and the rule that decided is told in words.

use crate::{
    facts::{Facts, shift},
    propositions::{Proposition, Says, Weight},
    resolve::Party,
};
use dateline_core::{
    ActorClass, Extent, Kind,
    picture::{ActorRef, Control, ControlStatus, PlaceRef, Standing},
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Fighting makes a place contested for this many days, the day of the fighting among them.
const FIGHT_DAYS: i64 = 2;
/// A state that a third party describes was so this many days before, where nothing speaks against it.
const STATE_BEFORE_DAYS: i64 = 2;
/// Who leaves a place was there so many days before.
const LEFT_BEFORE_DAYS: i64 = 1;

/// Who holds each place at the end of `at`: every place where claims tell of control, fighting or movement, `unknown`
/// where nothing is said of its holder for that day.
pub fn control(facts: &Facts, places: &BTreeMap<usize, Vec<Proposition>>, at: Date) -> Vec<Control> {
    let mut out: Vec<Control> = places.iter().filter_map(|(place, said)| of_place(facts, *place, said, at)).collect();
    out.sort_by(|a, b| place_order(&a.place, &b.place));
    out
}

/// Places by name.
pub fn place_order(a: &PlaceRef, b: &PlaceRef) -> std::cmp::Ordering {
    (&a.name, &a.key).cmp(&(&b.name, &b.key))
}

/// The propositions of one place that are in force at one day.
struct Scene<'a> {
    facts: &'a Facts,
    in_force: Vec<&'a Proposition>,
    /// What was said of the last days on who holds it, and later ended.
    stale: Vec<&'a Proposition>,
    at: Date,
}

/// Who holds one place at the end of `at`, by what is said of it.
pub fn of_place(facts: &Facts, place: usize, said: &[Proposition], at: Date) -> Option<Control> {
    Course::until(facts, place, said, at).at(at)
}

/// What is said of a day can change the verdict on days so far before and after it: a state is implied for the days
/// before, fighting fades, and a country is troubled for a week.
const REACH: std::ops::RangeInclusive<i64> = -2..=8;

/// The days on which the verdict on a place may become another; from one to the next it stays.
pub fn turns(said: &[Proposition]) -> BTreeSet<Date> {
    let told: BTreeSet<Date> = said.iter().flat_map(|p| [Some(p.start), Some(p.end), p.until]).flatten().collect();
    told.iter().flat_map(|day| REACH.map(|n| shift(*day, n))).collect()
}

/// Who holds one place on one day after another. What has ended stays so, and so a day costs what is in force, and not all
/// that was ever said.
pub struct Course<'a> {
    facts: &'a Facts,
    place: usize,
    said: &'a [Proposition],
    /// What counts from a later day on, by number, the next at the end.
    coming: Vec<usize>,
    actors: Vec<Latest<'a>>,
    /// What counts and may still be in force.
    live: Vec<usize>,
}

impl<'a> Course<'a> {
    /// Of what is said of a place.
    pub fn new(facts: &'a Facts, place: usize, said: &'a [Proposition]) -> Self {
        let mut coming: Vec<usize> = (0..said.len()).collect();
        coming.sort_by_key(|i| std::cmp::Reverse(said.get(*i).map(|p| p.from)));
        Self { facts, place, said, coming, actors: Vec::new(), live: Vec::new() }
    }

    /// Of what is said of a place and counts on one day, the only one that is asked for.
    pub fn until(facts: &'a Facts, place: usize, said: &'a [Proposition], at: Date) -> Self {
        let known = |i: &usize| said.get(*i).is_some_and(|p| p.from <= at);
        let coming = (0..said.len()).rev().filter(known).collect();
        Self { facts, place, said, coming, actors: Vec::new(), live: Vec::new() }
    }

    /// Who holds it at the end of a day, which must not come before those asked for so far.
    pub fn at(&mut self, at: Date) -> Option<Control> {
        self.with_words(at).map(|(control, words)| Control { last_word: last_word(&words, at), ..control })
    }

    /// The same without the day of the last word, and the days of which all words on it tell.
    pub fn with_words(&mut self, at: Date) -> Option<(Control, Vec<(Date, Date)>)> {
        let Self { facts, place, .. } = *self;
        let verdict = self.verdict(at);
        let words = verdict.supporting.iter().chain(&verdict.opposing).filter_map(|n| facts.all.get(*n)?.days);
        let words = words.collect();
        let control = Control {
            place: PlaceRef::clone(facts.places.get(place)?),
            at,
            status: verdict.status,
            actor: verdict.actor,
            disputed_by: verdict.disputed_by,
            extent: verdict.extent,
            standing: verdict.standing,
            since: verdict.since,
            last_word: None,
            supporting: ids(facts, &verdict.supporting),
            opposing: ids(facts, &verdict.opposing),
            why: verdict.why,
        };
        Some((control, words))
    }

    fn verdict(&mut self, at: Date) -> Verdict {
        let Self { facts, place, said, .. } = *self;
        let whole = !facts.unheld.get(place).copied().unwrap_or(false);
        self.take_in(at);
        let nothing = || implied(facts, place, said, at);
        let known = || said.iter().filter(|p| p.from <= at).map(|p| p.fact);
        let (in_force, stale) = self.sort_out(at);
        let scene = Scene { facts, in_force, stale, at };
        if !whole {
            return unheld(&scene)
                .unwrap_or_else(|| Verdict::unknown("too large to be held as one", numbers(&scene.in_force)));
        }
        decide(&scene).or_else(nothing).unwrap_or_else(|| match known().next() {
            None => Verdict::unknown("nothing is said of it up to this day", Vec::new()),
            Some(_) => Verdict::unknown(NOTHING_LEFT, known().collect()),
        })
    }

    /// Takes in what counts by the end of a day.
    fn take_in(&mut self, at: Date) {
        let Self { facts, said, .. } = *self;
        while let Some((i, p)) =
            self.coming.last().and_then(|i| Some((*i, said.get(*i)?))).filter(|(_, p)| p.from <= at)
        {
            self.coming.pop();
            self.live.push(i);
            let known = self.actors.iter().position(|a| a.number == p.party);
            let number = match (known, facts.parties.get(p.party)) {
                (Some(number), _) => number,
                (None, None) => continue,
                (None, Some(party)) => {
                    let latest = Latest { number: p.party, party, holds: None, first: i, gone: None, admitted: None };
                    self.actors.push(latest);
                    self.actors.len() - 1
                }
            };
            if let Some(actor) = self.actors.get_mut(number) {
                actor.take_in(i, p);
            }
        }
        self.live.sort_unstable();
    }

    /// The propositions in force at a day, and the statements to hold the place of the last days that later ones have ended.
    fn sort_out(&mut self, at: Date) -> (Vec<&'a Proposition>, Vec<&'a Proposition>) {
        let Self { facts, said, .. } = *self;
        let of = |a: &Latest<'_>| (a.number, bounds(&self.actors, a.party));
        let bounds: Vec<(usize, Bounds)> = self.actors.iter().map(of).collect();
        let recent = shift(at, -FIGHT_DAYS);
        let (mut in_force, mut stale) = (Vec::new(), Vec::new());
        self.live.retain(|i| {
            let Some(p) = said.get(*i) else { return false };
            let bounds = bounds.iter().find(|b| b.0 == p.party).map(|b| &b.1);
            if !is_over(p, bounds, at) && !outrun(facts, said, *i, at) {
                in_force.push(p);
                return true;
            }
            if is_hold(p.says) && p.end >= recent {
                stale.push(p);
            }
            // What holds on may be spoken of again, so that its end counts later.
            p.end >= recent
        });
        (in_force, stale)
    }
}

struct Verdict {
    status: ControlStatus,
    actor: Option<ActorRef>,
    disputed_by: Vec<ActorRef>,
    extent: Extent,
    standing: Standing,
    since: Option<Date>,
    supporting: Vec<usize>,
    opposing: Vec<usize>,
    why: String,
}

/// For places of which all that was said has ended.
const NOTHING_LEFT: &str = "what was said of it no longer holds, and nothing newer is known";

impl Verdict {
    fn unknown(why: impl Into<String>, supporting: Vec<usize>) -> Self {
        Self {
            status: ControlStatus::Unknown,
            actor: None,
            disputed_by: Vec::new(),
            extent: Extent::Whole,
            standing: Standing::Single,
            since: None,
            supporting,
            opposing: Vec::new(),
            why: why.into(),
        }
    }
}

fn ids(facts: &Facts, numbers: &[usize]) -> Vec<String> {
    let unique: BTreeSet<usize> = numbers.iter().copied().collect();
    unique.into_iter().filter_map(|n| facts.all.get(n)).map(|f| f.id.to_string()).collect()
}

/// The last of the days up to `at` of which any of these words tells.
pub fn last_word(words: &[(Date, Date)], at: Date) -> Option<Date> {
    words.iter().filter(|d| d.0 <= at).map(|d| d.1.min(at)).max()
}

fn numbers<'a>(said: impl IntoIterator<Item = &'a &'a Proposition>) -> Vec<usize> {
    said.into_iter().map(|p| p.fact).collect()
}

fn is_hold(says: Says) -> bool {
    matches!(says, Says::Takes | Says::Holds)
}

/// Whether a statement ends what was said before it.
fn is_credible(p: &Proposition) -> bool {
    p.weight >= Weight::Anonymous
}

// ------------------------------------------------------------------------------------------------ what is in force

/// The latest days on which something is said of one actor that may end what others, or it, were said to hold.
struct Latest<'a> {
    number: usize,
    party: &'a Party,
    /// Taking or holding credibly, or taking by its own word: the latest start.
    holds: Option<Date>,
    /// Which of the propositions was the first such.
    first: usize,
    /// Being gone credibly: the latest start.
    gone: Option<Date>,
    /// Being gone by its own admission: the latest end.
    admitted: Option<Date>,
}

/// The days after which statements on one actor are in force, by what its camp and its rivals were said to do later.
#[derive(Clone, Copy)]
struct Bounds {
    holds: Option<Date>,
    gone: Option<Date>,
    admitted: Option<Date>,
    rival: Option<Date>,
}

impl Latest<'_> {
    fn take_in(&mut self, number: usize, p: &Proposition) {
        let ends_others = is_credible(p) || (p.says == Says::Takes && p.weight == Weight::Interested);
        if is_hold(p.says) && ends_others && !p.denial {
            self.first = if self.holds.is_none() { number } else { self.first.min(number) };
            self.holds = self.holds.max(Some(p.start));
        }
        if p.says == Says::Gone && is_credible(p) {
            self.gone = self.gone.max(Some(p.start));
        }
        if p.says == Says::Gone && p.weight == Weight::Admission {
            self.admitted = self.admitted.max(Some(p.end));
        }
    }
}

/// Whether something has ended by the end of a day, given what was said of its actor and its rivals.
fn is_over(p: &Proposition, bounds: Option<&Bounds>, at: Date) -> bool {
    if p.until.is_some_and(|u| u < at) {
        return true;
    }
    if p.says == Says::Fights {
        return p.end < shift(at, 1 - FIGHT_DAYS);
    }
    let Some(bounds) = bounds else { return false };
    let end = p.end.min(at);
    let (after, since) = (|day: Option<Date>| day > Some(end), |day: Option<Date>| day >= Some(end));
    match p.says {
        Says::Gone => after(bounds.holds),
        // Leaving is over once the camp is said to be gone.
        Says::Leaving => after(bounds.holds) || since(bounds.gone),
        _ => {
            let by_own_word = p.weight == Weight::Interested && since(bounds.admitted);
            after(bounds.rival) || after(bounds.gone) || by_own_word
        }
    }
}

/// What bounds statements on this actor: of its camp, and of each rival camp as the first who was said to hold the place.
fn bounds(actors: &[Latest<'_>], party: &Party) -> Bounds {
    let own = || actors.iter().filter(|a| a.party.camp == party.camp);
    let first_of = |camp: &str| {
        let of_camp = actors.iter().filter(|a| a.party.camp == camp && a.holds.is_some());
        of_camp.min_by_key(|a| a.first).map(|a| a.party)
    };
    let rival = |a: &&Latest<'_>| a.holds.is_some() && first_of(&a.party.camp).is_some_and(|first| first.rivals(party));
    Bounds {
        holds: own().filter_map(|a| a.holds).max(),
        gone: own().filter_map(|a| a.gone).max(),
        admitted: own().filter_map(|a| a.admitted).max(),
        rival: actors.iter().filter(rival).filter_map(|a| a.holds).max(),
    }
}

/// Whether the same source goes on to tell in the same report what ended this within the days that it may have happened
/// on: `taken in 2022, retaken on 6 September 2022` is one story, told in its order.
fn outrun(facts: &Facts, said: &[Proposition], number: usize, at: Date) -> bool {
    let Some(p) = said.get(number).filter(|p| p.start < p.end) else { return false };
    let (Some(fact), Some(party)) = (facts.all.get(p.fact), facts.parties.get(p.party)) else { return false };
    let known = said.iter().skip(number + 1).filter(|q| q.from <= at);
    let later = known.filter_map(|q| Some((q, facts.all.get(q.fact)?)));
    later.take_while(|(_, f)| f.report == fact.report).any(|(q, f)| {
        let within = f.origin == fact.origin && f.start > fact.start && p.start < q.start && q.end <= p.end;
        let other = facts.parties.get(q.party).is_some_and(|c| match p.says {
            Says::Gone | Says::Leaving => c.camp == party.camp,
            _ => c.rivals(party),
        });
        within && other && matches!(q.says, Says::Takes | Says::Holds) && !q.denial
    })
}

// ------------------------------------------------------------------------------------------------------ the lattice

fn decide(scene: &Scene<'_>) -> Option<Verdict> {
    let holders = scene.camps(is_hold);
    let first = holders.first().copied();
    if let Some(first) = first
        && let Some(rival) = holders.iter().skip(1).find(|c| c.rivals(first))
    {
        return Some(scene.contested(
            Some(first),
            format!("it is said to be held by {} and by {}", scene.shown(first).name, scene.shown(rival).name),
        ));
    }
    match first {
        Some(holder) => Some(one_holder(scene, holder)),
        None => no_holder(scene),
    }
}

/// One camp is said to hold the place, its allies perhaps with it.
fn one_holder(scene: &Scene<'_>, holder: &Party) -> Verdict {
    let name = scene.shown(holder).name;
    let holds = scene.of(holder, is_hold);
    let latest = holds.iter().map(|p| p.end).max().unwrap_or(scene.at);
    let gone = scene.of(holder, |s| s == Says::Gone);
    if !gone.is_empty() {
        return scene
            .contested(Some(holder), format!("some say that it is held by {name}, others that {name} lost it"));
    }
    let intruders = scene.camps(|s| matches!(s, Says::Enters | Says::HoldsPart));
    if let Some(intruder) = intruders.iter().find(|c| c.rivals(holder)) {
        return scene.contested(
            Some(holder),
            format!("it is said to be held by {name}, with {} inside", scene.shown(intruder).name),
        );
    }
    if scene.of(holder, |s| s == Says::Leaving).iter().any(|p| p.end >= latest) {
        return scene.contested(Some(holder), format!("it is said to be held by {name}, and {name} to be leaving"));
    }
    if scene.in_force.iter().any(|p| p.says == Says::Fights && p.start > latest) {
        return scene.contested(
            Some(holder),
            format!(
                "fighting, or a capture by somebody unnamed, is reported after it was last said to be held by {name}"
            ),
        );
    }
    weigh(scene, holder, &holds)
}

/// Nothing in force speaks against the holder; is there enough for it?
fn weigh(scene: &Scene<'_>, holder: &Party, holds: &[&Proposition]) -> Verdict {
    let name = scene.shown(holder).name;
    let rival_gone: Vec<&Proposition> = scene
        .in_force
        .iter()
        .filter(|p| p.says == Says::Gone && scene.party(p).is_some_and(|c| c.opposes(holder)))
        .copied()
        .collect();
    let both = || holds.iter().chain(&rival_gone);
    let admitted = both().any(|p| p.weight == Weight::Admission);
    let own_word = holds.iter().any(|p| p.weight == Weight::Interested);
    let third: BTreeSet<&str> = both()
        .filter(|p| matches!(p.weight, Weight::Disinterested | Weight::Anonymous))
        .filter_map(|p| scene.origin(p))
        .collect();
    let named = both().any(|p| p.weight == Weight::Disinterested);
    let (status, standing, why) = if admitted && own_word {
        (
            ControlStatus::HeldBy,
            Standing::CrossAdversary,
            format!("held by {name} on its own word, and the other side admits it"),
        )
    } else if admitted {
        (ControlStatus::HeldBy, Standing::Admitted, format!("held by {name}: an adversary admits it"))
    } else if third.len() >= 2 {
        let why = format!(
            "held by {name}: {} sources without a stake say so, and nothing in force speaks against it",
            third.len()
        );
        (ControlStatus::HeldBy, Standing::Corroborated, why)
    } else if named {
        let why = format!("held by {name}: one source without a stake says so, and nobody denies it");
        (ControlStatus::HeldBy, Standing::Single, why)
    } else if own_word {
        (ControlStatus::ClaimedBy, Standing::Single, format!("held by {name} on no other word than its own side's"))
    } else if third.is_empty() {
        (ControlStatus::ClaimedBy, Standing::Single, format!("held by {name}, say reports that name no source"))
    } else {
        (ControlStatus::ClaimedBy, Standing::Single, format!("held by {name}, says an unnamed source alone"))
    };
    let against = |p: &&&Proposition| scene.party(p).is_some_and(|c| c.rivals(holder));
    Verdict {
        status,
        actor: Some(scene.shown(holder)),
        disputed_by: Vec::new(),
        extent: Extent::Whole,
        standing,
        since: holds.iter().map(|p| p.from).min(),
        supporting: both().map(|p| p.fact).collect(),
        opposing: numbers(scene.stale.iter().filter(against)),
        why,
    }
}

/// Nobody in force is said to hold the place as a whole.
fn no_holder(scene: &Scene<'_>) -> Option<Verdict> {
    let inside = scene.camps(|s| matches!(s, Says::Enters | Says::HoldsPart));
    if let Some(first) = inside.first() {
        let name = scene.shown(first).name;
        let part = scene.of(first, |s| s == Says::HoldsPart);
        if let [only] = inside[..]
            && rivals_left_the_rest(scene, only, &part)
        {
            return Some(weigh(scene, only, &part));
        }
        return Some(if part.is_empty() {
            scene.contested(Some(first), format!("{name} said to be inside, nobody to hold it"))
        } else {
            let mut verdict =
                scene.contested(Some(first), format!("a part is said to be held by {name}; the rest is not spoken of"));
            verdict.extent = Extent::Part;
            verdict
        });
    }
    if let Some(leaving) = scene.camps(|s| s == Says::Leaving).first() {
        let name = scene.shown(leaving).name;
        return Some(scene.contested(None, format!("{name} said to be leaving or losing ground")));
    }
    if scene.in_force.iter().any(|p| p.says == Says::Fights) {
        return Some(scene.contested(
            None,
            "there is fighting, or somebody unnamed takes it, and nobody is said to hold it".to_owned(),
        ));
    }
    let gone = scene.camps(|s| s == Says::Gone);
    let loser = gone.first()?;
    let why = format!("lost by {}; nobody is said to have taken it", scene.shown(loser).name);
    let mut verdict = Verdict::unknown(why, numbers(scene.in_force.iter().filter(|p| p.says == Says::Gone)));
    verdict.since = scene.of(loser, |s| s == Says::Gone).iter().map(|p| p.from).min();
    Some(verdict)
}

/// Whoever held the rest of a place is said, without a stake in it, to have lost it since.
fn rivals_left_the_rest(scene: &Scene<'_>, holder: &Party, part: &[&Proposition]) -> bool {
    let Some(latest) = part.iter().map(|p| p.end).max() else { return false };
    let left = |p: &&&Proposition| p.says == Says::Gone && p.weight >= Weight::Disinterested && p.start >= latest;
    let fights = scene.in_force.iter().any(|p| p.says == Says::Fights && p.start > latest);
    let gone = scene.in_force.iter().filter(left).any(|p| scene.party(p).is_some_and(|c| c.rivals(holder)));
    gone && !fights && !scene.in_force.iter().any(|p| p.says == Says::Enters)
}

/// A country or a sea is not held as one: fighting over any part of it leaves it contested.
fn unheld(scene: &Scene<'_>) -> Option<Verdict> {
    let troubled = scene.in_force.iter().any(|p| {
        matches!(p.says, Says::Leaving | Says::Fights | Says::Gone)
            && p.end >= shift(scene.at, -7)
            && p.weight > Weight::Hearsay
    });
    troubled.then(|| scene.contested(None, "there is fighting over parts of it".to_owned()))
}

/// Nothing is said of the day itself, but what is said of the next days implies who was there.
fn implied(facts: &Facts, place: usize, said: &[Proposition], at: Date) -> Option<Verdict> {
    let kind = |p: &Proposition| facts.all.get(p.fact).map(|f| f.kind);
    let third = |p: &Proposition| p.weight >= Weight::Disinterested;
    let quiet = |p: &Proposition| facts.parties.get(p.party).is_some_and(|holder| is_quiet(facts, place, holder));
    let telling = |p: &&Proposition| {
        let days = match (p.says, kind(p)) {
            (Says::Gone, Some(Kind::Withdraws)) if p.start == p.end => LEFT_BEFORE_DAYS,
            (Says::Holds, Some(Kind::Holds)) if !p.denial && quiet(p) => STATE_BEFORE_DAYS,
            _ => return false,
        };
        third(p) && at < p.start && p.start <= shift(at, days)
    };
    let found: Vec<&Proposition> = said.iter().filter(telling).collect();
    let holder = facts.parties.get(found.first()?.party)?;
    let one_camp = found.iter().all(|p| facts.parties.get(p.party).is_some_and(|c| !c.rivals(holder)));
    // A change that may have come before the day, or one that the state came from, leaves it open.
    let open = said.iter().any(|p| {
        let takes = matches!(p.says, Says::Takes | Says::Enters | Says::HoldsPart);
        let same = facts.parties.get(p.party).is_some_and(|c| c.camp == holder.camp);
        p.from <= at || (p.start <= at && at < p.end) || (takes && same)
    });
    if !one_camp || open {
        return None;
    }
    let next = found.iter().map(|p| p.start).min()?;
    let left = found.iter().any(|p| p.says == Says::Gone);
    let actor = shown(facts, holder, &found);
    let why = if left {
        format!("implied: {} said to have left it on {next}", actor.name)
    } else {
        format!("implied: said to be held by {} on {next}, and no change before that is known", actor.name)
    };
    Some(Verdict {
        status: ControlStatus::HeldBy,
        actor: Some(actor),
        disputed_by: Vec::new(),
        extent: Extent::Whole,
        standing: Standing::Single,
        since: None,
        supporting: numbers(&found),
        opposing: Vec::new(),
        why,
    })
}

/// Whether nothing in the ledger speaks of others who move or fight there, so that a state of the place is an old one.
fn is_quiet(facts: &Facts, place: usize, holder: &Party) -> bool {
    let own = |n: &Option<usize>| n.and_then(|n| facts.parties.get(n)).is_some_and(|p| !p.rivals(holder));
    facts.movers.get(place).is_some_and(|movers| movers.keys().all(own))
}

impl<'a> Scene<'a> {
    fn party(&self, p: &Proposition) -> Option<&'a Party> {
        self.facts.parties.get(p.party)
    }

    fn origin(&self, p: &Proposition) -> Option<&'a str> {
        self.facts.all.get(p.fact).map(|f| &*f.origin)
    }

    /// The camps of which something is said, the one last spoken of first; each by one of its parties.
    fn camps(&self, which: impl Fn(Says) -> bool) -> Vec<&'a Party> {
        let mut latest: BTreeMap<&str, (Date, usize, &Party)> = BTreeMap::new();
        for p in self.in_force.iter().filter(|p| which(p.says)) {
            let Some(party) = self.party(p) else { continue };
            let entry = latest.entry(&party.camp).or_insert((p.end, 0, party));
            entry.0 = entry.0.max(p.end);
            entry.1 += 1;
        }
        let mut camps: Vec<_> = latest.into_iter().collect();
        camps.sort_by(|a, b| (b.1.0, b.1.1).cmp(&(a.1.0, a.1.1)).then(a.0.cmp(b.0)));
        camps.into_iter().map(|c| c.1.2).collect()
    }

    fn of(&self, camp: &Party, which: impl Fn(Says) -> bool) -> Vec<&'a Proposition> {
        let of_camp = |p: &&&Proposition| which(p.says) && self.party(p).is_some_and(|c| c.camp == camp.camp);
        self.in_force.iter().filter(of_camp).copied().collect()
    }

    fn shown(&self, camp: &Party) -> ActorRef {
        let hold = self.of(camp, |s| is_hold(s) || s == Says::HoldsPart);
        let said = if hold.is_empty() { self.of(camp, |_| true) } else { hold };
        shown(self.facts, camp, &said)
    }

    fn contested(&self, holder: Option<&Party>, why: String) -> Verdict {
        let is_for = |p: &Proposition| {
            let same = holder.is_none_or(|h| self.party(p).is_some_and(|c| !c.rivals(h)));
            same != matches!(p.says, Says::Gone | Says::Leaving) || holder.is_none()
        };
        let (supporting, opposing): (Vec<&Proposition>, Vec<&Proposition>) =
            self.in_force.iter().copied().partition(|p| is_for(p));
        let mut disputed_by: Vec<ActorRef> = Vec::new();
        for p in &opposing {
            let speaker = match self.facts.all.get(p.fact) {
                Some(fact) => fact.speakers.first().copied().unwrap_or(p.party),
                None => p.party,
            };
            let actor = self.facts.parties.get(speaker).map(|s| ActorRef::clone(&s.actor));
            disputed_by.extend(actor.filter(|a| !disputed_by.contains(a)));
        }
        disputed_by.sort();
        Verdict {
            status: ControlStatus::Contested,
            actor: holder.map(|h| self.shown(h)),
            disputed_by,
            extent: Extent::Whole,
            standing: Standing::Contested,
            since: None,
            supporting: numbers(&supporting),
            opposing: numbers(&opposing),
            why,
        }
    }
}

/// The name under which a camp holds a place: the most telling that others than itself use, or if they name several of
/// its parts, the smallest whole that these belong to.
fn shown(facts: &Facts, camp: &Party, said: &[&Proposition]) -> ActorRef {
    let mut by_others: BTreeMap<&str, (usize, &Party)> = BTreeMap::new();
    let mut by_all: BTreeMap<&str, (usize, &Party)> = BTreeMap::new();
    for p in said {
        let (Some(party), Some(fact)) = (facts.parties.get(p.party), facts.all.get(p.fact)) else { continue };
        if party.camp != camp.camp {
            continue;
        }
        let speaker = fact.speakers.first().and_then(|n| facts.parties.get(*n));
        let by_itself = speaker.is_some_and(|s| s.root == party.root);
        let party = in_the_field(facts, party);
        by_all.entry(&party.actor.id).or_insert((0, party)).0 += 1;
        if !by_itself {
            by_others.entry(&party.actor.id).or_insert((0, party)).0 += 1;
        }
    }
    let named = if by_others.is_empty() { by_all } else { by_others };
    let mut parties: Vec<(usize, &Party)> = named.into_values().collect();
    parties.sort_by(|a, b| (b.1.chain.len(), b.0).cmp(&(a.1.chain.len(), a.0)).then(a.1.actor.id.cmp(&b.1.actor.id)));
    let Some((_, deepest)) = parties.first() else { return ActorRef::clone(&camp.actor) };
    // The first link of the most telling one's chain that all the others belong to, or that belongs to them.
    let covers = |id: &String| parties.iter().all(|(_, p)| p.chain.contains(id) || deepest_holds(deepest, id, p));
    match deepest.chain.iter().find(|id| covers(id)) {
        Some(id) => facts
            .parties
            .by_id(id)
            .and_then(|n| facts.parties.get(n))
            .map_or_else(|| ActorRef::clone(&deepest.actor), |p| ActorRef::clone(&p.actor)),
        None => parties
            .iter()
            .max_by_key(|(n, p)| (*n, std::cmp::Reverse(&p.actor.id)))
            .map_or_else(|| ActorRef::clone(&camp.actor), |(_, p)| ActorRef::clone(&p.actor)),
    }
}

/// Who holds a place when this actor is said to: a ministry or a spokesman holds nothing, its forces do.
fn in_the_field<'a>(facts: &'a Facts, party: &'a Party) -> &'a Party {
    let fields = |p: &Party| p.class == ActorClass::Belligerent || p.chain.len() == 1;
    let found = party.chain.iter().filter_map(|id| facts.parties.by_id(id)).filter_map(|n| facts.parties.get(n));
    found.into_iter().find(|p| fields(p)).unwrap_or(party)
}

/// Whether `party` is a whole that the link `id` of the deepest one's chain belongs to: a less telling name for it.
fn deepest_holds(deepest: &Party, id: &str, party: &Party) -> bool {
    let place = |x: &str| deepest.chain.iter().position(|c| c == x);
    match (place(&party.actor.id), place(id)) {
        (Some(whole), Some(part)) => whole >= part,
        _ => false,
    }
}
