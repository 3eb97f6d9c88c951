//! Which actor a phrase names.

use crate::statement::{Name, Statement};
use dateline_core::{
    Actor, ActorFile,
    actors::{ActorClass, joint_id, name_key},
    picture::ActorRef,
};
use jiff::civil::Date;
use std::{collections::HashMap, sync::Arc};

/// Finds the known actor that a phrase names, `None` if it names none for certain. `country` (ISO 3166-1 alpha-2) says
/// what common nouns such as `rebels` mean, and `day` who bears a name that means several in turn.
///
/// The whole phrase is tried first, then the names inside it. The name that ends last wins, for English puts the head
/// last (`HTS commander Hassan Abdul Ghani`); a common noun at the very end stands for the phrase only where everything
/// before it is lower case, a word for the country, or names the same side (`Syrian rebels`, `al-Assad's army`).
///
/// What stands in brackets, mostly the abbreviation of the name before, is looked at last.
pub fn known_actor<'f>(
    file: &'f ActorFile,
    phrase: &str,
    country: Option<&str>,
    day: Option<Date>,
) -> Option<&'f Actor> {
    if let Some((before, inside, after)) = bracketed(phrase) {
        let plain = |text: &str| text.replace(['(', ')'], " ");
        let outside = plain(&format!("{} {}", before.trim(), after.trim()));
        let outside = known_actor(file, outside.trim(), country, day);
        return outside.or_else(|| known_actor(file, &plain(inside), country, day));
    }
    let whole = file.by_name_on(phrase, day).or_else(|| country.and_then(|c| file.by_nominal(phrase, c, day)));
    if whole.is_some() {
        return whole;
    }
    let mut words = words(phrase);
    // A leading article is no part of a name.
    if words.first().is_some_and(|w| !name_key(phrase).starts_with(w.key.as_str())) {
        words.remove(0);
    }
    // Of long phrases only the beginning is looked at: an actor is named there or not at all.
    let words = words.get(..words.len().min(MOST_WORDS)).unwrap_or_default();
    let country = words
        .iter()
        .enumerate()
        .filter(|(i, _)| counts(file, words, *i, i + 1))
        .find_map(|(_, w)| file.country_of(&w.key))
        .or(country);
    let name = inner_name(file, words, day);
    match (name, country.and_then(|c| inner_nominal(file, words, (c, day), name.map(|n| n.0)))) {
        (Some((_, name)), Some((at_end, common))) => {
            let same_side = name.side.is_some() && name.side == common.side;
            let speaks_for = !matches!(name.class, ActorClass::Belligerent | ActorClass::Agency | ActorClass::Outlet);
            Some(if same_side && at_end && speaks_for { common } else { name })
        }
        (Some((_, name)), None) => Some(name),
        (None, Some((_, common))) => Some(common),
        (None, None) => None,
    }
}

/// The two known actors that a phrase names as acting together (`Russian and Syrian warplanes`, `Syrian government and
/// Russian forces`), in its order. Only those that fight, on different sides that are no adversaries: two of one side are
/// named as one, and adversaries do nothing together.
fn two_actors<'f>(
    file: &'f ActorFile,
    phrase: &str,
    country: Option<&str>,
    day: Option<Date>,
) -> Option<(&'f Actor, &'f Actor)> {
    if phrase.contains('(') || file.by_name_on(phrase, day).is_some() {
        return None;
    }
    let words: Vec<&str> = phrase.split_whitespace().take(MOST_WORDS).collect();
    let mut joints = (0..words.len()).filter(|i| words.get(*i).is_some_and(|w| file.phrases().joining.contains(*w)));
    let (joint, None) = (joints.next()?, joints.next()) else { return None };
    let (left, right) = (words.get(..joint)?, words.get(joint + 1..)?);
    let (described, head) = (left.last()?, right.last()?);
    let named = |words: &[&str]| known_actor(file, &words.join(" "), country, day);
    // What both describe stands after the second alone.
    let one = match file.country_of(&name_key(described)) {
        Some(_) if right.len() > 1 => named(&[left, &[*head]].concat()).or_else(|| named(left)),
        _ => named(left),
    };
    let (one, other) = (one?, named(right)?);
    let fights = |a: &Actor| matches!(a.class, ActorClass::Belligerent | ActorClass::Government);
    let allied = match (&one.side, &other.side) {
        (Some(a), Some(b)) => a != b && (one.allies.contains(b) || other.allies.contains(a)),
        _ => one.id != other.id,
    };
    (fights(one) && fights(other) && allied).then_some((one, other))
}

/// A phrase with brackets in three parts: before, inside, after.
fn bracketed(phrase: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = phrase.split_once('(')?;
    let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
    Some((before, inside, after))
}

const MOST_WORDS: usize = 24;

struct Word {
    key: String,
    capital: bool,
}

fn words(phrase: &str) -> Vec<Word> {
    phrase
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '.')))
        .map(|w| Word { key: name_key(w), capital: w.chars().next().is_some_and(char::is_uppercase) })
        .filter(|w| !w.key.is_empty())
        .collect()
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|w| w.key.as_str()).collect::<Vec<_>>().join(" ")
}

/// Whether an unknown actor's name tells it apart: `which`, `Fighters`, `the Syrian forces` do not. A capital at the
/// beginning may be the sentence's.
fn is_telling(file: &ActorFile, name: &str) -> bool {
    let inner_capital = |w: &str| w.chars().skip(1).any(char::is_uppercase);
    let later_words = words(name).iter().skip(1).any(|w| w.capital && file.country_of(&w.key).is_none());
    later_words || name.split_whitespace().next().is_some_and(inner_capital)
}

/// Whether a name at `start..end` names who acts.
fn counts(file: &ActorFile, words: &[Word], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|i| words.get(i));
    !before.is_some_and(|w| file.phrases().not_after.contains(&w.key))
        && !words.get(end).is_some_and(|w| file.phrases().not_before.contains(&w.key))
}

/// The name inside that ends last, of these the longest; with the number of its first word.
fn inner_name<'f>(file: &'f ActorFile, words: &[Word], day: Option<Date>) -> Option<(usize, &'f Actor)> {
    for end in (1..=words.len()).rev() {
        for start in 0..end {
            let (Some(part), true) = (words.get(start..end), counts(file, words, start, end)) else { continue };
            // A single lower-case word is no name, whatever it looks like (`us`, `is`).
            if !part.iter().any(|w| w.capital) {
                continue;
            }
            let name = joined(part);
            // `fighters from Iraq` are not Iraq; `Iraq's elite troops` are.
            if start > 0 && file.country_of(&name).is_some() {
                continue;
            }
            if let Some(actor) = file.by_name_on(&name, day) {
                return Some((start, actor));
            }
        }
    }
    None
}

/// The common noun that stands for the phrase, and whether it stands at its end.
fn inner_nominal<'f>(
    file: &'f ActorFile,
    words: &[Word],
    (country, day): (&str, Option<Date>),
    name_starts: Option<usize>,
) -> Option<(bool, &'f Actor)> {
    let plain = |word: &Word| !word.capital || file.country_of(&word.key) == Some(country);
    // At the end: `the main Syrian rebel factions`.
    for start in 0..words.len() {
        let (Some(before), Some(rest)) = (words.get(..start), words.get(start..)) else { continue };
        // A capital at the very beginning may be the sentence's.
        let unnamed =
            before.iter().enumerate().all(|(i, w)| plain(w) || (i == 0 && name_starts.is_none() && start > 1));
        if !(unnamed || name_starts.is_some()) || !counts(file, words, start, words.len()) {
            continue;
        }
        if let Some(actor) = file.by_nominal(&joined(rest), country, day) {
            return Some((true, actor));
        }
    }
    // At the beginning: `rebels on motorcycles`, `a coalition of rebel groups led by ...`.
    let skip = words.iter().take_while(|w| file.country_of(&w.key) == Some(country) || w.key.len() == 1).count();
    for end in (skip + 1..words.len()).rev() {
        let Some(part) = words.get(skip..end) else { continue };
        if counts(file, words, skip, end)
            && let Some(actor) = file.by_nominal(&joined(part), country, day)
        {
            return Some((false, actor));
        }
    }
    None
}

/// Whether the id is that of an actor in the actor file; others are known by what reports call them.
pub fn is_listed(id: &str) -> bool {
    !id.starts_with("name:")
}

/// So many phrases are remembered for a country, and so many countries.
const MOST_REMEMBERED: usize = 20_000;

/// An actor as the picture knows it.
#[derive(Debug, Clone)]
pub struct Party {
    /// Id, name and side.
    pub actor: Arc<ActorRef>,
    /// Sort of actor.
    pub class: ActorClass,
    /// The largest actor it belongs to: statements of parts of one whole are one source.
    pub root: String,
    /// From itself to the root.
    pub chain: Vec<String>,
    /// Sides that it is no adversary of, its own not among them.
    pub allies: Vec<String>,
    /// Whether it can hold a place: a belligerent, a government, or an actor that only reports know but by a name.
    pub can_hold: bool,
    /// What holds a place when it does: its side, or for an actor without a side its root.
    pub camp: String,
}

impl Party {
    /// Whether the two are on different sides that are not allied; actors without a side are nobody's adversaries.
    pub fn opposes(&self, other: &Party) -> bool {
        match (&self.actor.side, &other.actor.side) {
            (Some(a), Some(b)) => a != b && !self.allies.contains(b) && !other.allies.contains(a),
            _ => false,
        }
    }

    /// Whether it is known to be an actor: by the actor file, or by a name.
    pub fn is_somebody(&self) -> bool {
        is_listed(&self.actor.id) || self.can_hold
    }

    /// Whether one cannot hold a place while the other does.
    pub fn rivals(&self, other: &Party) -> bool {
        self.camp != other.camp && (self.opposes(other) || self.actor.side.is_none() || other.actor.side.is_none())
    }

    /// Whether one is the other or a part of it, or both of one side.
    pub fn compatible(&self, other: &Party) -> bool {
        self.camp == other.camp || self.chain.contains(&other.actor.id) || other.chain.contains(&self.actor.id)
    }
}

/// Ids of actors.
type Ids = Box<[String]>;

/// All actors met in the claims, each once, by number.
#[derive(Debug, Clone, Default)]
pub struct Parties {
    all: Vec<Party>,
    by_id: HashMap<String, usize>,
    /// For each actor the number of the fact that named it first.
    first: Vec<usize>,
    /// The number of the fact that is being resolved.
    now: usize,
    /// Ids of the known actors that phrases name in a country and an era: the same phrases come again and again.
    named: HashMap<(Option<String>, usize), HashMap<String, Ids>>,
}

impl Parties {
    /// The actor with this number.
    pub fn get(&self, number: usize) -> Option<&Party> {
        self.all.get(number)
    }

    /// The actor with this id.
    pub fn by_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The number of the actor that a mention names. What a speaker calls its own forces are the claimants' own.
    pub fn mention(
        &mut self,
        file: &ActorFile,
        mention: &Name,
        class: Option<ActorClass>,
        (country, day): (Option<&str>, Option<Date>),
        claim: &Statement,
    ) -> Option<usize> {
        let key = name_key(mention.name());
        if key.is_empty() {
            return None;
        }
        if file.phrases().own.contains(&key) {
            let speaker = claim.claimants.first().filter(|c| name_key(c.name.name()) != key)?;
            let speaker = self.mention(file, &speaker.name, Some(speaker.class), (country, day), claim)?;
            return Some(self.forces_of(speaker));
        }
        let mut known = self.known_by(file, mention.name(), country, day);
        // The entity may be less telling than the words themselves.
        if known.is_empty() && mention.entity.is_some() {
            known = self.known_by(file, &mention.text, country, day);
        }
        Some(match known.as_slice() {
            // Two that speak together are as many sources as the one that is named last.
            [one, other] if class.is_none() => self.together(file, [one, other], country),
            [.., one] => self.known(file, one),
            [] => self.unknown(file, &key, mention.name(), class),
        })
    }

    /// Whose forces an actor means by its own: a spokesman those of the body that he belongs to.
    fn forces_of(&self, speaker: usize) -> usize {
        let person = self.get(speaker).filter(|p| p.class == ActorClass::Official);
        person.and_then(|p| p.chain.get(1)).and_then(|whole| self.by_id(whole)).unwrap_or(speaker)
    }

    /// The number of a known actor.
    pub fn known(&mut self, file: &ActorFile, actor: &Actor) -> usize {
        if let Some(&number) = self.by_id.get(&actor.id) {
            return number;
        }
        let mut chain = vec![actor.id.clone()];
        let mut at = actor;
        while let Some(above) = at.part_of.as_deref().and_then(|id| file.by_id(id)) {
            if chain.contains(&above.id) {
                break;
            }
            chain.push(above.id.clone());
            at = above;
        }
        // The wholes are known as well, for parts may be shown under their name.
        if let Some(above) = chain.get(1).and_then(|id| file.by_id(id)) {
            self.known(file, above);
        }
        let root = at.id.clone();
        let fights = matches!(actor.class, ActorClass::Belligerent | ActorClass::Government);
        self.push(Party {
            actor: Arc::new(ActorRef { id: actor.id.clone(), name: actor.name.clone(), side: actor.side.clone() }),
            class: actor.class,
            // One that is known by a decision only is no more than its name.
            can_hold: actor.side.is_some() || fights || !is_listed(&actor.id) && is_telling(file, &actor.name),
            camp: actor.side.clone().unwrap_or_else(|| root.clone()),
            root,
            chain,
            allies: actor.allies.clone(),
        })
    }

    /// The number of two known actors that act together. Each is a part of what they are, so that what is said of one goes
    /// with what is said of both. They count for the side of the one whose country it is, else of the one that the other
    /// is an ally of, else of the one whose side comes first by its name: whoever a report names first, they are the same.
    fn together(&mut self, file: &ActorFile, [one, other]: [&Actor; 2], country: Option<&str>) -> usize {
        let at_home = |a: &Actor| country.is_some_and(|c| a.countries.iter().any(|own| own == c));
        let helps = |a: &Actor, b: &Actor| b.side.as_ref().is_some_and(|side| a.allies.contains(side));
        let rank = |a: &Actor, b: &Actor| (a.side.is_some(), at_home(a), helps(b, a));
        let by_name = || (&one.side, &one.id).cmp(&(&other.side, &other.id));
        let other_leads = rank(other, one).cmp(&rank(one, other)).then_with(by_name).is_gt();
        let (one, other) = if other_leads { (other, one) } else { (one, other) };
        let id = joint_id(&one.id, &other.id);
        if let Some(&number) = self.by_id.get(&id) {
            return number;
        }
        let (lead, ally) = (self.known(file, one), self.known(file, other));
        let Some((lead, ally)) = self.get(lead).zip(self.get(ally)) else { return lead };
        let chains = lead.chain.iter().chain(&ally.chain).cloned();
        let allies = [&lead.allies, &ally.allies].into_iter().flatten().chain(&ally.actor.side);
        let party = Party {
            actor: Arc::new(ActorRef {
                id: id.clone(),
                name: format!("{} + {}", one.name, other.name),
                side: lead.actor.side.clone(),
            }),
            class: lead.class,
            can_hold: lead.can_hold || ally.can_hold,
            camp: lead.camp.clone(),
            root: id.clone(),
            allies: allies.filter(|side| Some(*side) != lead.actor.side.as_ref()).cloned().collect(),
            chain: std::iter::once(id).chain(chains).collect(),
        };
        self.push(party)
    }

    /// An actor that reports name and no file lists. Its id is `name:` and its key.
    fn unknown(&mut self, file: &ActorFile, key: &str, name: &str, class: Option<ActorClass>) -> usize {
        let id = format!("name:{key}");
        if let Some(&number) = self.by_id.get(&id) {
            return number;
        }
        self.push(Party {
            actor: Arc::new(ActorRef { id: id.clone(), name: name.to_owned(), side: None }),
            class: class.unwrap_or(ActorClass::Other),
            can_hold: is_telling(file, name),
            root: id.clone(),
            chain: vec![id.clone()],
            allies: Vec::new(),
            camp: id,
        })
    }

    /// The actor that a phrase names ([`known_actor`]), or the two that act together ([`two_actors`]).
    fn known_by<'f>(
        &mut self,
        file: &'f ActorFile,
        phrase: &str,
        country: Option<&str>,
        day: Option<Date>,
    ) -> Vec<&'f Actor> {
        if self.named.len() > MOST_REMEMBERED {
            self.named.clear();
        }
        let phrases = self.named.entry((country.map(str::to_owned), file.era(day))).or_default();
        if let Some(known) = phrases.get(phrase) {
            return known.iter().filter_map(|id| file.by_id(id)).collect();
        }
        let known = match two_actors(file, phrase, country, day) {
            Some((one, other)) => vec![one, other],
            None => Vec::from_iter(known_actor(file, phrase, country, day)),
        };
        if phrases.len() > MOST_REMEMBERED {
            phrases.clear();
        }
        phrases.insert(phrase.to_owned(), known.iter().map(|a| a.id.clone()).collect());
        known
    }

    /// How many actors there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Tells which fact is resolved next.
    pub fn at_fact(&mut self, number: usize) {
        self.now = number;
    }

    /// The same actors, without what is remembered of phrases.
    pub fn without_phrases(&self) -> Self {
        let (all, by_id, first) = (self.all.clone(), self.by_id.clone(), self.first.clone());
        Self { all, by_id, first, now: self.now, named: HashMap::new() }
    }

    /// Forgets the actors that facts from this number on named first.
    pub fn rewind(&mut self, fact: usize) {
        let keep = self.first.partition_point(|first| *first < fact);
        for party in self.all.drain(keep..) {
            self.by_id.remove(&party.actor.id);
        }
        self.first.truncate(keep);
    }

    fn push(&mut self, party: Party) -> usize {
        let number = self.all.len();
        self.first.push(self.now);
        self.by_id.insert(party.actor.id.clone(), number);
        self.all.push(party);
        number
    }
}
