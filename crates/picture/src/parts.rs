//! A picture of which each part is made when it is first asked for: who asks for the disputes need not wait for the events.

use crate::{
    both, entries, estimates,
    events::{self, Cluster},
    figures, movements,
    scopes::{Scope, scopes},
    verdicts::{Held, Verdicts},
    weigh::Weighed,
};
use dateline_core::picture::{
    Access, ActorEntry, Advisory, Bond, CopyGroup, Corroboration, Dispute, Estimate, Event, Figure, Movement, Picture,
};
use jiff::civil::Date;
use std::{ops::Deref, sync::OnceLock};

/// The parts of the picture of some weighed claims, each made once; who asks for a part that is being made waits for it.
/// [`Parts::whole`] is the picture.
#[derive(Debug)]
pub struct Parts<W> {
    weighed: W,
    clusters: OnceLock<Vec<Cluster>>,
    verdicts: OnceLock<Verdicts>,
    actors: OnceLock<Vec<ActorEntry>>,
    events: OnceLock<Vec<Event>>,
    figures: OnceLock<Vec<Figure>>,
    estimates: OnceLock<Vec<Estimate>>,
    scopes: OnceLock<Vec<Scope>>,
    access: OnceLock<Vec<Access>>,
    relations: OnceLock<Vec<Bond>>,
    movements: OnceLock<Vec<Movement>>,
    advisories: OnceLock<Vec<Advisory>>,
    disputes: OnceLock<Vec<Dispute>>,
    tensions: OnceLock<Vec<Dispute>>,
    copies: OnceLock<Vec<CopyGroup>>,
    corroborations: OnceLock<Vec<Corroboration>>,
}

impl<W: Deref<Target = Weighed> + Sync> Parts<W> {
    /// None of them made yet.
    pub fn new(weighed: W) -> Self {
        Self {
            weighed,
            clusters: OnceLock::new(),
            verdicts: OnceLock::new(),
            actors: OnceLock::new(),
            events: OnceLock::new(),
            figures: OnceLock::new(),
            estimates: OnceLock::new(),
            scopes: OnceLock::new(),
            access: OnceLock::new(),
            relations: OnceLock::new(),
            movements: OnceLock::new(),
            advisories: OnceLock::new(),
            disputes: OnceLock::new(),
            tensions: OnceLock::new(),
            copies: OnceLock::new(),
            corroborations: OnceLock::new(),
        }
    }

    /// The claims that they follow from.
    pub fn weighed(&self) -> &Weighed {
        &self.weighed
    }

    fn clusters(&self) -> &[Cluster] {
        self.clusters.get_or_init(|| events::clusters(&self.weighed.facts, &self.weighed.decisions))
    }

    /// Who holds each place at the end of a day: what [`Weighed::control`] tells, sooner where other days were asked for.
    pub fn held(&self, at: Date) -> Vec<Held> {
        let (facts, said) = (&self.weighed.facts, &self.weighed.said.by_place);
        self.verdicts.get_or_init(|| Verdicts::new(facts, said)).at(facts, said, at)
    }

    /// Actors, those with most claims first.
    pub fn actors(&self) -> &[ActorEntry] {
        self.actors.get_or_init(|| entries::actors(&self.weighed.facts))
    }

    /// Events by date, place and kind.
    pub fn events(&self) -> &[Event] {
        let weighed = self.weighed();
        self.events.get_or_init(|| events::events(&weighed.facts, self.clusters(), &weighed.said.by_place))
    }

    /// Figures by indicator and date.
    pub fn figures(&self) -> &[Figure] {
        self.figures.get_or_init(|| figures::figures(&self.weighed.facts))
    }

    /// What figures of one scope come to, by indicator and date.
    pub fn estimates(&self) -> &[Estimate] {
        self.estimates.get_or_init(|| estimates::estimates(&self.weighed.facts, self.figures()))
    }

    /// The figures by scope, with the estimate of each.
    pub fn scopes(&self) -> &[Scope] {
        self.scopes.get_or_init(|| scopes(self.figures(), self.estimates()))
    }

    /// Crossings, roads, airports, as of the last day.
    pub fn access(&self) -> &[Access] {
        let weighed = self.weighed();
        self.access.get_or_init(|| weighed.dates().map(|(_, last)| weighed.access(last)).unwrap_or_default())
    }

    /// What actors are to each other, the most said first.
    pub fn relations(&self) -> &[Bond] {
        self.relations.get_or_init(|| self.weighed.relations())
    }

    /// People and forces that move, by date and place.
    pub fn movements(&self) -> &[Movement] {
        self.movements.get_or_init(|| movements::movements(&self.weighed.facts, self.events()))
    }

    /// What governments advise their people abroad, the latest first.
    pub fn advisories(&self) -> &[Advisory] {
        self.advisories.get_or_init(|| self.weighed.advisories())
    }

    /// Disputes, the weightiest first.
    pub fn disputes(&self) -> &[Dispute] {
        self.disputes.get_or_init(|| {
            let (clusters, figures) = both(|| self.clusters(), || self.figures());
            self.weighed.disputes_among(clusters, figures)
        })
    }

    /// Claims that do not fit together although both may hold, the weightiest first.
    pub fn tensions(&self) -> &[Dispute] {
        self.tensions.get_or_init(|| self.weighed.tensions())
    }

    /// Copies and rewrites.
    pub fn copies(&self) -> &[CopyGroup] {
        self.copies.get_or_init(|| self.weighed.reports.copies())
    }

    /// Claims of the same proposition and whether their origins are independent.
    pub fn corroborations(&self) -> &[Corroboration] {
        self.corroborations.get_or_init(|| events::corroborations(&self.weighed.facts, self.clusters()))
    }

    /// All of them.
    pub fn whole(mut self) -> Picture {
        self.events();
        self.disputes();
        self.corroborations();
        // Beside the events it is the largest, and the rest needs none of it.
        self.clusters.take();
        self.actors();
        self.figures();
        self.estimates();
        self.access();
        self.relations();
        self.movements();
        self.advisories();
        self.tensions();
        self.copies();
        Picture {
            actors: made(self.actors),
            events: made(self.events),
            figures: made(self.figures),
            estimates: made(self.estimates),
            access: made(self.access),
            relations: made(self.relations),
            movements: made(self.movements),
            advisories: made(self.advisories),
            disputes: made(self.disputes),
            tensions: made(self.tensions),
            copies: made(self.copies),
            corroborations: made(self.corroborations),
        }
    }
}

fn made<T>(part: OnceLock<Vec<T>>) -> Vec<T> {
    part.into_inner().unwrap_or_default()
}
