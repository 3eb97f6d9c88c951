//! Which rows a list keeps: by place, actor, kind and day.

use crate::{
    cli::ListArgs,
    desk::{Desk, Stories},
    error::{Error, Result},
};
use dateline_core::{
    Claim, Kind, Mention,
    actors::{members, name_key},
    claim::{DateRange, PlaceMention},
    picture::{ActorRef, PlaceRef},
};
use jiff::civil::Date;
use std::collections::HashSet;

/// The conditions of one list, ready to be asked.
pub struct Filter<'a> {
    desk: &'a Desk,
    place: Option<PlaceFilter<'a>>,
    actor: Option<ActorFilter>,
    kinds: Vec<Kind>,
    since: Option<Date>,
    until: Option<Date>,
    least: f32,
}

struct PlaceFilter<'a> {
    asked: String,
    /// What reports are about, where the key of an unresolved place is asked for.
    stories: Option<Stories<'a>>,
    words: String,
    /// Keys of the places that any report names so: whoever asks for one spelling gets all.
    keys: HashSet<String>,
}

/// How the keys of places begin that the gazetteer does not know.
const UNRESOLVED: &str = "text:";

struct ActorFilter {
    words: String,
    id: Option<String>,
}

impl<'a> Filter<'a> {
    /// The conditions that the arguments state.
    pub fn new(args: &ListArgs, desk: &'a Desk) -> Result<Self> {
        let kinds: Result<Vec<Kind>, _> = args.kind.iter().map(|k| k.trim().parse::<Kind>()).collect();
        if let (Some(since), Some(until)) = (args.since, args.until)
            && since > until
        {
            return Err(Error::usage(format_args!("--since {since} lies after --until {until}")));
        }
        Ok(Self {
            desk,
            place: args.place.as_deref().map(|asked| PlaceFilter::new(asked, desk)),
            actor: args.actor.as_deref().map(|asked| ActorFilter {
                words: name_key(asked),
                id: desk.actors.by_id(asked).or_else(|| desk.actors.by_name(asked)).map(|a| a.id.clone()),
            }),
            kinds: kinds.map_err(Error::usage)?,
            since: args.since,
            until: args.until,
            least: args.min_confidence.unwrap_or(0.0),
        })
    }

    /// Whether the list keeps a claim.
    pub fn claim(&self, c: &Claim) -> bool {
        let day = c.event_date.as_ref().map(|d| (d.start, d.end)).or_else(|| self.desk.day_of(c).map(|d| (d, d)));
        c.confidence >= self.least
            && self.kind(c.kind)
            && self.span(day)
            && self.place.as_ref().is_none_or(|f| c.place.as_ref().is_some_and(|p| f.mention(p)) || f.unresolved(c))
            && self.actor.as_ref().is_none_or(|f| {
                let named = c.actor.iter().chain(&c.target).chain(c.claimants.iter().map(|c| &c.mention));
                named.into_iter().any(|m| f.mention(m, self.desk))
            })
    }

    /// Whether the list keeps a kind.
    pub fn kind(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// Whether the list keeps what happened in a range of days; what has no day falls out when days are asked for.
    pub fn range(&self, range: Option<&DateRange>) -> bool {
        self.span(range.map(|r| (r.start, r.end)))
    }

    /// Whether the list keeps what happened on a day.
    pub fn day(&self, day: Option<Date>) -> bool {
        self.span(day.map(|d| (d, d)))
    }

    /// Whether the list keeps what lies between two days, both included.
    pub fn span(&self, days: Option<(Date, Date)>) -> bool {
        match days {
            Some((start, end)) => self.since.is_none_or(|s| end >= s) && self.until.is_none_or(|u| start <= u),
            None => self.since.is_none() && self.until.is_none(),
        }
    }

    /// Whether the list keeps a place.
    pub fn place(&self, place: Option<&PlaceRef>) -> bool {
        self.place.as_ref().is_none_or(|f| place.is_some_and(|p| f.place(&p.key, &p.name)))
    }

    /// Whether the list keeps something that these actors have a part in.
    pub fn actors<'b>(&self, mut actors: impl Iterator<Item = &'b ActorRef>) -> bool {
        self.actor.as_ref().is_none_or(|f| actors.any(|a| f.actor(&a.id, &a.name)))
    }

    /// Whether the list keeps something that rests on any of these claims, as far as the actor goes.
    pub fn actor_in_claims<'b>(&self, ids: impl Iterator<Item = &'b String>) -> bool {
        self.actor.as_ref().is_none_or(|f| {
            ids.filter_map(|id| self.desk.claim(id)).any(|c| {
                let named = c.actor.iter().chain(&c.target).chain(c.claimants.iter().map(|c| &c.mention));
                named.into_iter().any(|m| f.mention(m, self.desk))
            })
        })
    }

    /// Whether any of these claims is of a kind that the list keeps.
    pub fn kind_in_claims<'b>(&self, mut ids: impl Iterator<Item = &'b String>) -> bool {
        self.kinds.is_empty() || ids.any(|id| self.desk.claim(id).is_some_and(|c| self.kind(c.kind)))
    }
}

impl<'a> PlaceFilter<'a> {
    fn new(asked: &str, desk: &'a Desk) -> Self {
        // A place that was merged into another is that one.
        let asked = desk.place_meant(asked);
        let words = name_key(&asked);
        let mentions = desk.claims.iter().filter_map(|c| c.place.as_ref());
        let keys = mentions
            .filter(|p| name_key(&p.text) == words)
            .filter_map(|p| p.resolved.as_ref().map(|r| r.key()))
            .collect();
        let stories = asked.starts_with(UNRESOLVED).then(|| desk.stories());
        Self { asked, stories, words, keys }
    }

    fn unresolved(&self, c: &Claim) -> bool {
        self.stories.as_ref().is_some_and(|s| s.key(c).as_ref() == Some(&self.asked))
    }

    fn place(&self, key: &str, name: &str) -> bool {
        key == self.asked || self.keys.contains(key) || contains(name, &self.words)
    }

    fn mention(&self, p: &PlaceMention) -> bool {
        contains(&p.text, &self.words) || p.resolved.as_ref().is_some_and(|r| self.place(&r.key(), &r.name))
    }
}

impl ActorFilter {
    fn actor(&self, id: &str, name: &str) -> bool {
        members(id).any(|id| self.id.as_deref() == Some(id)) || contains(name, &self.words)
    }

    fn mention(&self, m: &Mention, desk: &Desk) -> bool {
        let known = desk.actors.by_name(m.name()).or_else(|| desk.actors.by_name(&m.text));
        match (known, &self.id) {
            (Some(known), Some(id)) => known.id == *id,
            _ => contains(m.name(), &self.words) || contains(&m.text, &self.words),
        }
    }
}

/// The key of a claim's place; its words, where nobody knows which place they mean.
pub fn place_key(c: &Claim) -> Option<String> {
    c.place.as_ref().map(|p| p.resolved.as_ref().map_or_else(|| p.text.clone(), |r| r.key()))
}

/// Whether the words stand in a name as whole words.
fn contains(name: &str, words: &str) -> bool {
    !words.is_empty() && format!(" {} ", name_key(name)).contains(&format!(" {words} "))
}
