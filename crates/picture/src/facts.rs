//! Claims with everything resolved that weighing needs: actors, origins, places by key, days.

use crate::{
    report::{ReportInfo, Reports},
    resolve::{Parties, Party, is_listed},
    statement::{Placed, Shared, Speaker, Statement},
};
use dateline_core::{
    ActorFile, Family, Kind, Modality, Stance,
    actors::{ActorClass, name_key},
    claim::{Feature, is_name, story_countries, unresolved_key},
    picture::PlaceRef,
};
use jiff::{ToSpan, civil::Date};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::Deref,
    sync::Arc,
};

/// Whose word a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// The outlet says it itself.
    Own,
    /// A named source without a side: monitor, UN, agency, another outlet, aid organisation, expert.
    Neutral,
    /// A source with a side, by number.
    Party(usize),
    /// Unnamed sources and witnesses.
    Anonymous,
    /// `reportedly`, `reports`, `videos`: nobody in particular.
    Hearsay,
}

/// One claim, resolved. What needs no resolving is the claim's own: `fact.kind` is that of the claim.
#[derive(Debug, Clone)]
pub struct Fact {
    /// The claim.
    pub claim: Arc<Statement>,
    /// Who, by number.
    pub actor: Option<usize>,
    /// To whom, by number.
    pub target: Option<usize>,
    /// Where, by number in [`Facts::places`].
    pub place: Option<usize>,
    /// First and last day on which it may have happened: those said, else the day on which it was said.
    pub days: Option<(Date, Date)>,
    /// The day on which it was said: the last that its report tells of the statement, else that of publication.
    pub stated: Option<Date>,
    /// Whose word.
    pub voice: Voice,
    /// The voting unit: claims with equal keys rest on one source.
    pub origin: Arc<str>,
    /// The origin's name to show.
    pub origin_name: Arc<str>,
    /// Claimants by number.
    pub speakers: Box<[usize]>,
    /// A newer revision of the report no longer says it.
    pub retracted: bool,
}

impl Deref for Fact {
    type Target = Statement;

    fn deref(&self) -> &Statement {
        &self.claim
    }
}

impl Fact {
    /// Actor, target and speakers, by number, as the report spells them.
    pub fn spellings(&self) -> impl Iterator<Item = (usize, &str)> {
        let claim = &self.claim;
        let parties = [(self.actor, &claim.actor), (self.target, &claim.target)];
        let parties = parties.into_iter().filter_map(|(n, m)| Some((n?, &*m.as_ref()?.text)));
        parties.chain(self.speakers.iter().zip(&*claim.claimants).map(|(n, c)| (*n, &*c.name.text)))
    }

    /// Said to be so, or to be going on.
    pub fn is_real(&self) -> bool {
        matches!(self.modality, Modality::Actual | Modality::Ongoing)
    }

    /// Said as a fact and not taken back.
    pub fn counts(&self) -> bool {
        self.is_real() && !self.retracted && self.stance != Stance::Questions
    }
}

/// All facts and what they refer to.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// In order of publication, report and position.
    pub all: Vec<Fact>,
    /// Actors by number.
    pub parties: Parties,
    /// Places by number.
    pub places: Vec<Arc<PlaceRef>>,
    /// Places too large or too wet to be held as one.
    pub unheld: Vec<bool>,
    /// Numbers of the places by key.
    pub place_numbers: HashMap<String, usize>,
    /// Who is said to move or fight at a place, by number of the place; `None` for somebody unnamed.
    pub movers: Vec<BTreeMap<Option<usize>, u32>>,
    /// Numbers of the facts that relate two actors: supports, accuses, is allied with.
    pub relations: Vec<usize>,
    /// For each place the number of the fact that named it first.
    first_named: Vec<usize>,
    names: Shared,
}

impl Facts {
    /// The number of the place with this key.
    pub fn place_of(&self, key: &str) -> Option<usize> {
        self.place_numbers.get(key).copied()
    }

    /// Whether the place has a name: `two villages` of a report are a place in it alone, and nowhere on a map.
    pub fn is_named(&self, place: usize) -> bool {
        self.places.get(place).is_some_and(|p| p.feature.is_some() || is_name(&p.name))
    }
}

/// Strikes reach far behind the lines and show no movement.
fn is_movement(kind: Kind) -> bool {
    match kind {
        Kind::Holds => false,
        Kind::Attacks | Kind::Clashes | Kind::Deploys => true,
        _ => kind.family() == Family::Control,
    }
}

/// Resolves all claims. Those of reports that are not listed are kept, without publication date.
pub fn resolve<'a>(reports: &Reports, claims: impl IntoIterator<Item = &'a Arc<Statement>>, file: &ActorFile) -> Facts {
    let mut out = Facts::default();
    extend(&mut out, reports, claims, file);
    out
}

/// Takes back the facts from this number on, and what they alone have named. Returns their places.
pub fn rewind(facts: &mut Facts, from: usize) -> BTreeSet<usize> {
    let gone: Vec<Fact> = facts.all.drain(from.min(facts.all.len())..).collect();
    forget(facts, from, &gone)
}

/// The facts before this number, and the places of the others.
pub fn before(facts: &Facts, from: usize) -> (Facts, BTreeSet<usize>) {
    let (kept, gone) = facts.all.split_at(from.min(facts.all.len()));
    let mut out = Facts {
        all: kept.to_vec(),
        parties: facts.parties.without_phrases(),
        places: facts.places.clone(),
        unheld: facts.unheld.clone(),
        place_numbers: facts.place_numbers.clone(),
        movers: facts.movers.clone(),
        relations: facts.relations.clone(),
        first_named: facts.first_named.clone(),
        names: Shared::default(),
    };
    let places = forget(&mut out, from, gone);
    (out, places)
}

/// Forgets what facts from a number on, which are gone, alone have named. Returns their places.
fn forget(facts: &mut Facts, from: usize, gone: &[Fact]) -> BTreeSet<usize> {
    for fact in gone.iter().filter(|f| is_movement(f.kind)) {
        if let Some(movers) = fact.place.and_then(|p| facts.movers.get_mut(p))
            && let Some(count) = movers.get_mut(&fact.actor)
        {
            *count -= 1;
            if *count == 0 {
                movers.remove(&fact.actor);
            }
        }
    }
    let keep = facts.first_named.partition_point(|first| *first < from);
    for place in facts.places.drain(keep..) {
        facts.place_numbers.remove(&place.key);
    }
    facts.unheld.truncate(keep);
    facts.movers.truncate(keep);
    facts.first_named.truncate(keep);
    facts.parties.rewind(from);
    let keep = facts.relations.partition_point(|number| *number < from);
    facts.relations.truncate(keep);
    gone.iter().filter_map(|f| f.place).collect()
}

/// Resolves claims that come after all those of the facts so far, in order of publication and report. All claims of a
/// report are given together.
pub fn extend<'a>(
    out: &mut Facts,
    reports: &Reports,
    claims: impl IntoIterator<Item = &'a Arc<Statement>>,
    file: &ActorFile,
) {
    let order = in_order(reports, claims);
    let countries = countries(&order);
    let still_made = still_made(reports, &order);
    for claim in order {
        out.parties.at_fact(out.all.len());
        let retracted = !reports.is_latest(&claim.report, &claim.revision);
        // What the newer revision still says is not said twice.
        if retracted && still_made.contains(&substance(claim)) {
            continue;
        }
        let report = reports.get(&claim.report, &claim.revision);
        let story = countries.get(&*claim.report).map(String::as_str);
        let resolved = claim.place.as_ref().and_then(|p| p.resolved.as_ref());
        let country = resolved.and_then(|p| p.country.as_deref()).or(story);
        // Who holds a place, and whether it is fought for, is told of it by name, not read from the words around.
        let told = claim.place.as_ref().filter(|p| {
            let holds = matches!(claim.kind.family(), Family::Control | Family::Access);
            !p.inherited || !holds && !matches!(claim.kind, Kind::Clashes | Kind::Attacks)
        });
        let place = told.map(|mention| {
            let place = place_ref(mention, story, &claim.report);
            *out.place_numbers.entry(place.key.clone()).or_insert_with(|| {
                let too_large = matches!(place.feature, Some(Feature::Country | Feature::Continent | Feature::Water));
                out.unheld.push(too_large);
                out.places.push(Arc::new(place));
                out.movers.push(BTreeMap::new());
                out.first_named.push(out.all.len());
                out.places.len() - 1
            })
        });
        let published = reports.first_stated(&claim.report).or_else(|| report.and_then(ReportInfo::date));
        // Nobody publishes what is yet to be said.
        let stated = claim.said.filter(|day| published.is_none_or(|p| *day < p)).or(published);
        let days = match &claim.event_date {
            Some(range) => Some((range.start.min(range.end), range.end.max(range.start))),
            None => stated.map(|d| (d, d)),
        };
        let parties = &mut out.parties;
        let then = (country, days.map(|d| d.0));
        let actor = claim.actor.as_ref().and_then(|m| parties.mention(file, m, None, then, claim));
        let target = claim.target.as_ref().and_then(|m| parties.mention(file, m, None, then, claim));
        let now = (story.or(country), stated);
        let named = |c: &Speaker| parties.mention(file, &c.name, Some(c.class), now, claim);
        let speakers: Vec<usize> = claim.claimants.iter().filter_map(named).collect();
        // A party that says a place has been taken, and not by whom, speaks of itself.
        let taken = claim.kind == Kind::Captures && claim.stance == Stance::Asserts;
        let party = claim.claimants.first().is_some_and(|c| c.class == ActorClass::Belligerent);
        let actor = actor.or_else(|| speakers.first().copied().filter(|_| taken && party));
        let (voice, origin, origin_name) = origin(claim, reports, file, parties, &speakers);
        if let Some(movers) = place.filter(|_| is_movement(claim.kind)).and_then(|p| out.movers.get_mut(p)) {
            *movers.entry(actor).or_default() += 1;
        }
        if claim.sub_kind.is_some() && actor.is_some() && target.is_some() {
            out.relations.push(out.all.len());
        }
        let (origin, origin_name) = (out.names.text(&origin), out.names.text(&origin_name));
        out.all.push(Fact {
            claim: Arc::clone(claim),
            actor,
            target,
            place,
            days,
            stated,
            voice,
            origin,
            origin_name,
            speakers: speakers.into(),
            retracted,
        });
    }
}

/// Claims by day, report and position, each once.
fn in_order<'a>(reports: &Reports, claims: impl IntoIterator<Item = &'a Arc<Statement>>) -> Vec<&'a Arc<Statement>> {
    let claims: Vec<&Arc<Statement>> = claims.into_iter().collect();
    let mut ids: Vec<&str> = claims.iter().map(|c| &*c.report).collect();
    // Those of a report mostly stand together.
    ids.dedup();
    ids.sort_unstable();
    ids.dedup();
    let day = |c: &Statement| reports.get(&c.report, &c.revision).and_then(ReportInfo::date);
    // Numbers are compared faster than names.
    let number = |c: &Statement| ids.binary_search(&&*c.report).unwrap_or_default();
    let mut placed: Vec<_> = claims.into_iter().map(|c| ((day(c), number(c), c.start), c)).collect();
    placed.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.id.cmp(&other.id)));
    let mut order: Vec<&Arc<Statement>> = placed.into_iter().map(|(_, c)| c).collect();
    order.dedup_by(|a, b| a.id == b.id);
    order
}

/// Report, kind, stance, place and actor.
type Substance = (Arc<str>, Kind, Stance, String, String);

/// What a claim says, whatever the words: equal for two revisions' claims of the same.
fn substance(claim: &Statement) -> Substance {
    let place = claim.place.as_ref().map(|p| match &p.resolved {
        Some(r) => r.key.clone(),
        None => name_key(&p.text),
    });
    let actor = claim.actor.as_ref().map(|a| name_key(a.name()));
    (Arc::clone(&claim.report), claim.kind, claim.stance, place.unwrap_or_default(), actor.unwrap_or_default())
}

fn still_made(reports: &Reports, claims: &[&Arc<Statement>]) -> HashSet<Substance> {
    let revised = |c: &Statement| reports.revisions(&c.report).nth(1).is_some();
    let latest = |c: &Statement| reports.is_latest(&c.report, &c.revision);
    claims.iter().filter(|c| revised(c) && latest(c)).map(|c| substance(c)).collect()
}

/// The country that each report is about.
fn countries<'a>(claims: &[&'a Arc<Statement>]) -> HashMap<&'a str, String> {
    let country = |c: &'a Statement| c.place.as_ref()?.resolved.as_ref()?.country.as_deref();
    story_countries(claims.iter().filter_map(|c| Some((&*c.report, country(c)?))))
}

/// The place as the picture names it. Unresolved ones are told apart by words and story country: two villages of one
/// name in two wars are two. Those without a name are told apart by report as well.
pub fn place_ref(mention: &Placed, story: Option<&str>, report: &str) -> PlaceRef {
    match &mention.resolved {
        Some(r) => r.clone(),
        None => PlaceRef {
            key: match is_name(&mention.text) {
                true => unresolved_key(&mention.text, story),
                false => format!("text:{report}/{}", name_key(&mention.text)),
            },
            name: mention.text.to_string(),
            feature: None,
            country: None,
            admin1: None,
            point: None,
            geonames_id: None,
        },
    }
}

/// Whose word a claim is, the key of the source it rests on, and that source's name.
///
/// What a report says itself is said by the agency that it credits with its text. Parts of one party are one source; an
/// unnamed source behind a named agency rests on that agency; unnamed sources
/// and witnesses of two outlets are never one, but those of copies of one text are.
fn origin(
    claim: &Statement,
    reports: &Reports,
    file: &ActorFile,
    parties: &mut Parties,
    speakers: &[usize],
) -> (Voice, String, String) {
    let outlet = reports.desk_outlet(&claim.report);
    // `SANA (Telegram)` is SANA; that `Kyiv Post` holds a name tells nothing.
    let publisher = outlet.and_then(|o| file.by_name(o.split('(').next().unwrap_or(o)));
    let publisher = publisher.map(|actor| parties.known(file, actor));
    let publisher = publisher.and_then(|n| parties.get(n).map(|p| (n, p)));
    let desk = match (publisher, outlet) {
        (Some((_, party)), _) => party.root.clone(),
        (None, Some(outlet)) => format!("outlet:{}", name_key(outlet)),
        (None, None) => format!("report:{}", reports.first_copy(&claim.report)),
    };
    let Some(nearest) = claim.claimants.first() else {
        let credited = reports.credited(&claim.report).map(str::to_owned);
        let name = credited.unwrap_or_else(|| reports.name(&claim.report));
        if let Some(cue) = &claim.cue {
            return (Voice::Hearsay, format!("hearsay:{desk}"), format!("{cue} ({name})"));
        }
        // What a party, its state agency or a monitor publishes is its own word.
        return match publisher {
            Some((number, party)) => (voice_of(number, party, Voice::Own), named(party), party.actor.name.clone()),
            None => (Voice::Own, format!("desk:{desk}"), name),
        };
    };
    let known = |n: &&usize| parties.get(**n).is_some_and(|p| is_listed(&p.actor.id));
    let first = speakers.first().filter(known).and_then(|n| parties.get(*n).map(|p| (*n, p)));
    if let Some((number, party)) = first {
        return (voice_of(number, party, Voice::Neutral), named(party), party.actor.name.clone());
    }
    let words = name_key(nearest.name.name());
    // Two names of one source that no file lists, by decision.
    let merged = speakers.first().and_then(|n| parties.get(*n)).map(|p| p.root.clone()).filter(|id| !is_listed(id));
    let named_so = format!("actor:{}", merged.unwrap_or_else(|| format!("name:{words}")));
    let outer = speakers.iter().skip(1).find(known).and_then(|n| parties.get(*n));
    let name = nearest.name.name();
    match nearest.class {
        ActorClass::Anonymous | ActorClass::Witness | ActorClass::Other => {
            let voice = if nearest.class == ActorClass::Other { Voice::Hearsay } else { Voice::Anonymous };
            match outer {
                Some(agency) => (voice, format!("via:{}", agency.root), format!("{name} ({})", agency.actor.name)),
                None => {
                    let outlet = reports.name(&claim.report);
                    let first = reports.first_copy(&claim.report);
                    (voice, format!("unnamed:{desk}:{first}:{words}"), format!("{name} ({outlet})"))
                }
            }
        }
        ActorClass::Belligerent | ActorClass::Government => {
            // A party that the actor file does not know still speaks for itself.
            let voice = speakers.first().map_or(Voice::Anonymous, |n| Voice::Party(*n));
            (voice, named_so, name.to_owned())
        }
        ActorClass::Official => (Voice::Anonymous, named_so, name.to_owned()),
        _ => (Voice::Neutral, named_so, name.to_owned()),
    }
}

/// Whose voice a known actor's is; `plain` for outlets and agencies without a side.
fn voice_of(number: usize, party: &Party, plain: Voice) -> Voice {
    match (&party.actor.side, party.class) {
        (Some(_), _) => Voice::Party(number),
        (None, ActorClass::Agency | ActorClass::Outlet) => plain,
        (None, _) => Voice::Neutral,
    }
}

/// The key of a known actor as a source; an outlet that is cited is the same source as one that publishes.
fn named(party: &Party) -> String {
    let is_desk = party.actor.side.is_none() && matches!(party.class, ActorClass::Agency | ActorClass::Outlet);
    format!("{}:{}", if is_desk { "desk" } else { "actor" }, party.root)
}

/// The day before or after by a number of days; the day itself at the ends of the calendar.
pub fn shift(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}
