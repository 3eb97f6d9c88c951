//! The sections of the brief: from the picture of a day to sentences.

use super::{Citations, Paragraph, Section, Sentence, phrases::Phrases};
use crate::{desk::Desk, error::Result};
use dateline_core::{
    Claim, Kind, Stance,
    claim::{Extent, Feature},
    kind::Family,
    picture::{Access, Control, ControlStatus, Dispute, Figure, Picture, Standing},
};
use dateline_picture::Known;
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeMap;

/// Most disputes in the brief, the weightiest first.
const DISPUTES: usize = 8;

/// Most things told of the day itself.
const EVENTS: usize = 10;

/// Most sources named in one sentence; the others are cited.
const SOURCES: usize = 3;

/// Everything that the sections are made from, as known by the end of the day.
struct Day<'a, 'c> {
    desk: &'a Desk,
    phrases: &'a Phrases,
    citations: &'c mut Citations<'a>,
    day: Date,
}

/// All sections in their order.
pub fn all<'a>(desk: &'a Desk, phrases: &'a Phrases, day: Date, citations: &mut Citations<'a>) -> Result<Vec<Section>> {
    let known = desk.weighed().known(Known::published(day));
    let picture = known.picture(None);
    let control = known.control(day);
    let before = day.checked_sub(1.day()).map(|eve| known.control(eve)).unwrap_or_default();
    let access = known.access(day);
    let mut d = Day { desk, phrases, citations, day };
    let changes = d.changes(&before, &control)?;
    let disputes = d.disputes(&picture)?;
    let headline = d.headline(&changes, &disputes);
    let events = d.events(&picture)?;
    let parts = [
        ("title.headline", headline),
        ("title.control", d.control(&control)?),
        ("title.changes", changes.into_iter().chain(events).collect()),
        ("title.disputes", disputes),
        ("title.figures", d.figures(&picture)?),
        ("title.access", d.access(&access)?),
        ("title.unverified", d.unverified(&picture)?),
    ];
    let date = phrases.day(day)?;
    parts
        .into_iter()
        .map(|(title, paragraphs)| Ok(Section { title: phrases.fill(title, &[("day", &date)])?, paragraphs }))
        .collect()
}

impl<'a> Day<'a, '_> {
    /// What changed hands that day, and the weightiest dispute: the same sentences as below, told first.
    fn headline(&self, changes: &[Paragraph], disputes: &[Paragraph]) -> Vec<Paragraph> {
        let sentences: Vec<Sentence> =
            changes.iter().chain(disputes.first()).flat_map(|p| p.sentences.iter().cloned()).take(6).collect();
        if sentences.is_empty() { Vec::new() } else { vec![Paragraph { heading: None, sentences }] }
    }

    fn control(&mut self, control: &[Control]) -> Result<Vec<Paragraph>> {
        let mut areas: BTreeMap<(String, String), Vec<Sentence>> = BTreeMap::new();
        for c in control {
            let claims = self.claims(c.supporting.iter().chain(&c.opposing));
            // What words could not be resolved to a place is in the lists, not on the map or here.
            if claims.is_empty() || c.place.feature.is_none() {
                continue;
            }
            let area = match (&c.place.country, &c.place.admin1) {
                (Some(country), Some(admin1)) => (self.phrases.name(country)?, admin1.clone()),
                // After every country's code.
                _ => ("~".to_owned(), self.phrases.text("title.elsewhere")?.to_owned()),
            };
            let sentence = self.control_sentence(c, &claims)?;
            areas.entry(area).or_default().push(sentence);
        }
        Ok(areas.into_iter().map(|((_, area), sentences)| Paragraph { heading: Some(area), sentences }).collect())
    }

    fn control_sentence(&mut self, c: &Control, claims: &[&'a Claim]) -> Result<Sentence> {
        let extent = match (c.status, c.extent) {
            (ControlStatus::HeldBy | ControlStatus::ClaimedBy, Extent::Part) => "place.part",
            (ControlStatus::HeldBy | ControlStatus::ClaimedBy, Extent::Outskirts) => "place.outskirts",
            _ => "place.whole",
        };
        let place = self.phrases.part(extent, &[("where", &c.place.name)])?;
        let who = self.who(c)?;
        let since = match c.since {
            Some(day) => self.phrases.part("control.since", &[("day", &self.phrases.day(day)?)])?,
            None => String::new(),
        };
        let (supporting, opposing) = (self.claims(c.supporting.iter()), self.claims(c.opposing.iter()));
        let one_side = supporting.is_empty() || opposing.is_empty();
        let source = self.sources(if supporting.is_empty() { claims } else { &supporting })?;
        let against = self.sources(&opposing)?;
        let path = match (c.status, c.standing) {
            (ControlStatus::HeldBy, Standing::Admitted) => "control.admitted",
            (ControlStatus::HeldBy, Standing::CrossAdversary) => "control.cross_adversary",
            (ControlStatus::HeldBy, Standing::Corroborated) => "control.corroborated",
            (ControlStatus::HeldBy, _) => "control.single",
            (ControlStatus::ClaimedBy, _) => "control.claimed",
            (ControlStatus::Contested, _) if one_side => "control.contested_alone",
            (ControlStatus::Contested, _) => "control.contested",
            (ControlStatus::Unknown, _) => "control.unknown",
        };
        let values =
            [("where", place.as_str()), ("who", &who), ("since", &since), ("source", &source), ("against", &against)];
        let text = self.phrases.fill(path, &values)?;
        Sentence::new(text, self.citations.cite(claims)?)
    }

    /// Places whose holder is another than the day before.
    fn changes(&mut self, before: &[Control], now: &[Control]) -> Result<Vec<Paragraph>> {
        let mut sentences = Vec::new();
        for c in now {
            let earlier = before.iter().find(|b| b.place.key == c.place.key);
            let same = earlier.is_some_and(|b| b.status == c.status && b.actor == c.actor);
            let claims = self.claims(c.supporting.iter().chain(&c.opposing));
            if same
                || claims.is_empty()
                || c.place.feature.is_none()
                || (earlier.is_none() && c.status == ControlStatus::Unknown)
            {
                continue;
            }
            let from = earlier.filter(|b| b.status == ControlStatus::HeldBy && b.actor != c.actor);
            // From one party to another of its side nothing has passed.
            let side = |c: &Control| c.actor.as_ref().and_then(|a| a.side.clone());
            if from.is_some_and(|b| side(b).is_some() && side(b) == side(c)) {
                continue;
            }
            let (who, where_) = (self.who(c)?, &c.place.name);
            let text = match (c.status, from) {
                (ControlStatus::HeldBy, Some(b)) => {
                    let from = self.who(b)?;
                    self.phrases.fill("changes.passed", &[("where", where_), ("from", &from), ("who", &who)])?
                }
                // The sources may say since when; only a change of this day is news of this day.
                (ControlStatus::HeldBy | ControlStatus::ClaimedBy, None) if c.since.is_some_and(|s| s != self.day) => {
                    continue;
                }
                (ControlStatus::HeldBy, None) => {
                    self.phrases.fill("changes.taken", &[("where", where_), ("who", &who)])?
                }
                (ControlStatus::ClaimedBy, _) => {
                    self.phrases.fill("changes.claimed", &[("where", where_), ("who", &who)])?
                }
                (ControlStatus::Contested, _) => self.phrases.fill("changes.contested", &[("where", where_)])?,
                (ControlStatus::Unknown, _) => self.phrases.fill("changes.lost", &[("where", where_)])?,
            };
            sentences.push(Sentence::new(text, self.citations.cite(&claims)?)?);
        }
        Ok(if sentences.is_empty() { Vec::new() } else { vec![Paragraph { heading: None, sentences }] })
    }

    /// Violence, harm and movement of the day, in the words of whoever reports it.
    fn events(&mut self, picture: &Picture) -> Result<Vec<Paragraph>> {
        let told = [Family::Violence, Family::Harm, Family::Movement, Family::Settlement];
        let mut events: Vec<_> = picture
            .events
            .iter()
            .filter(|e| told.contains(&e.kind.family()))
            .filter(|e| e.date.as_ref().is_some_and(|d| d.start == self.day && d.end == self.day))
            .collect();
        events.sort_by_key(|e| std::cmp::Reverse(e.origins));
        let (mut sentences, mut quoted) = (Vec::new(), Vec::new());
        for e in events {
            let claims = self.claims(e.supporting.iter());
            let Some(first) = claims.first() else { continue };
            if quoted.iter().any(|q: &&str| *q == first.quote) || sentences.len() == EVENTS {
                continue;
            }
            quoted.push(&first.quote);
            let source = self.source(first)?;
            let text =
                self.phrases.fill("changes.event", &[("source", &source), ("quote", &one_line(&first.quote))])?;
            sentences.push(Sentence::new(text, self.citations.cite(&claims)?)?);
        }
        Ok(if sentences.is_empty() { Vec::new() } else { vec![Paragraph { heading: None, sentences }] })
    }

    fn disputes(&mut self, picture: &Picture) -> Result<Vec<Paragraph>> {
        let mut paragraphs = Vec::new();
        for dispute in picture.disputes.iter().take(DISPUTES) {
            let sentences = self.dispute(dispute)?;
            if !sentences.is_empty() {
                paragraphs.push(Paragraph { heading: None, sentences });
            }
        }
        Ok(paragraphs)
    }

    fn dispute(&mut self, dispute: &Dispute) -> Result<Vec<Sentence>> {
        let mut sentences = Vec::new();
        for side in &dispute.sides {
            let claims = self.claims(side.claims.iter());
            let Some(first) = claims.first() else { continue };
            let (source, quote) = (self.source(first)?, one_line(&first.quote));
            let values = [("about", dispute.about.as_str()), ("source", &source), ("quote", &quote)];
            let path = match (sentences.is_empty(), first.stance) {
                (true, _) => "dispute.opens",
                (false, Stance::Denies) => "dispute.denies",
                (false, _) => "dispute.answers",
            };
            let text = self.phrases.fill(path, &values)?;
            sentences.push(Sentence::new(text, self.citations.cite(&claims)?)?);
        }
        Ok(sentences)
    }

    /// Figures that no later one of the same source replaces, by source.
    fn figures(&mut self, picture: &Picture) -> Result<Vec<Paragraph>> {
        let mut by_source: BTreeMap<&str, Vec<&Figure>> = BTreeMap::new();
        for f in picture.figures.iter().filter(|f| f.superseded_by.is_none()) {
            by_source.entry(&f.origin).or_default().push(f);
        }
        let mut paragraphs = Vec::new();
        for (_, mut figures) in by_source {
            figures.sort_by(|a, b| {
                (&a.indicator, b.low).partial_cmp(&(&b.indicator, a.low)).unwrap_or(std::cmp::Ordering::Equal)
            });
            let (mut sentences, mut told) = (Vec::new(), Vec::new());
            for f in figures {
                let Some(claim) = self.desk.claim(&f.claim) else { continue };
                let text = self.figure(f, claim)?;
                if !told.contains(&text) {
                    sentences.push(Sentence::new(text.clone(), self.citations.cite(&[claim])?)?);
                    told.push(text);
                }
            }
            if !sentences.is_empty() {
                paragraphs.push(Paragraph { heading: None, sentences });
            }
        }
        Ok(paragraphs)
    }

    fn figure(&self, f: &Figure, claim: &Claim) -> Result<String> {
        let p = self.phrases;
        let place = match &f.place {
            Some(place) => p.part("figure.where", &[("where", &place.name)])?,
            None => String::new(),
        };
        let period = match &f.period {
            Some(range) => {
                let path = if range.start == range.end { "figure.on" } else { "figure.period" };
                p.part(path, &[("range", &p.range(range)?)])?
            }
            None => String::new(),
        };
        let words_used = claim.quantity.as_ref().map(|q| q.mention.text.as_str());
        let known = format!("figure.{}", f.indicator);
        let path = match &f.subset_of {
            Some(_) => "figure.subset",
            None if p.has(&known) => known.as_str(),
            None => "figure.other",
        };
        let people = matches!(claim.kind.family(), Family::Harm | Family::Movement);
        let of = match &f.of {
            Some(of) => of.as_str(),
            None if people => p.text("figure.people")?,
            None => "",
        };
        let values = [
            ("source", self.source(claim)?),
            ("n", p.amount(f.low, f.high, f.approx, words_used)?),
            ("of", of.to_owned()),
            ("indicator", f.indicator.clone()),
            ("where", place),
            ("period", period),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        p.fill(path, &values)
    }

    fn access(&mut self, access: &[Access]) -> Result<Vec<Paragraph>> {
        let mut sentences = Vec::new();
        for a in access {
            let supporting = self.claims(a.supporting.iter());
            let all = self.claims(a.supporting.iter().chain(&a.opposing));
            let since = match a.since {
                Some(day) => self.phrases.part("access.since", &[("day", &self.phrases.day(day)?)])?,
                None => String::new(),
            };
            let Some(first) = all.first() else { continue };
            let source = self.sources(if a.opposing.is_empty() { &supporting } else { &all })?;
            let quote = one_line(&first.quote);
            // Of "all crossings" or a country's border only the words themselves can be given.
            let named = a.place.feature.is_some_and(|f| f != Feature::Country);
            let path = if named { format!("access.{}", a.status) } else { "access.quoted".to_owned() };
            let values = [("where", a.place.name.as_str()), ("since", &since), ("source", &source), ("quote", &quote)];
            sentences.push(Sentence::new(self.phrases.fill(&path, &values)?, self.citations.cite(&all)?)?);
        }
        Ok(if sentences.is_empty() { Vec::new() } else { vec![Paragraph { heading: None, sentences }] })
    }

    /// What somebody says that they could not verify.
    fn unverified(&mut self, picture: &Picture) -> Result<Vec<Paragraph>> {
        let of_events = picture.events.iter().flat_map(|e| &e.could_not_verify);
        let mut claims = self.claims(of_events);
        let more = self.desk.claims.iter().filter(|c| {
            (c.kind == Kind::CannotVerify && c.stance == Stance::Asserts)
                && self.desk.day_of(c).is_none_or(|published| published <= self.day)
        });
        for claim in more {
            if !claims.iter().any(|c| c.id == claim.id) {
                claims.push(claim);
            }
        }
        let (mut sentences, mut told) = (Vec::new(), Vec::new());
        for claim in claims {
            let source = self.source(claim)?;
            let quote = one_line(&claim.quote);
            let text = self.phrases.fill("unverified.said", &[("source", &source), ("quote", &quote)])?;
            if !told.contains(&text) {
                sentences.push(Sentence::new(text.clone(), self.citations.cite(&[claim])?)?);
                told.push(text);
            }
        }
        Ok(if sentences.is_empty() { Vec::new() } else { vec![Paragraph { heading: None, sentences }] })
    }

    fn who(&self, c: &Control) -> Result<String> {
        match &c.actor {
            Some(actor) => self.phrases.name(&actor.name),
            None => self.phrases.text("somebody").map(str::to_owned),
        }
    }

    fn claims<'b>(&self, ids: impl Iterator<Item = &'b String>) -> Vec<&'a Claim> {
        ids.filter_map(|id| self.desk.claim(id)).collect()
    }

    /// Who says a claim: the one nearest to the fact, else the outlet.
    fn source(&self, claim: &Claim) -> Result<String> {
        match claim.claimants.first() {
            Some(c) => self.phrases.name(c.mention.name()),
            None => match &self.desk.report_of(claim)?.outlet {
                Some(outlet) => self.phrases.name(outlet),
                None => self.phrases.text("no_outlet").map(str::to_owned),
            },
        }
    }

    /// Who says these claims, each origin once.
    fn sources(&self, claims: &[&Claim]) -> Result<String> {
        let (mut origins, mut names) = (Vec::new(), Vec::new());
        for claim in claims {
            let name = self.source(claim)?;
            if !origins.contains(&&claim.origin) && !names.contains(&name) {
                origins.push(&claim.origin);
                names.push(name);
            }
        }
        if names.len() > SOURCES {
            names.truncate(SOURCES);
            names.push(self.phrases.text("others")?.to_owned());
        }
        self.phrases.names(&names)
    }
}

/// A quote as part of a sentence: on one line, with no full stop of its own before the closing mark.
fn one_line(quote: &str) -> String {
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches(['.', ',', ';', ':']).trim_matches(['"', '“', '”']).to_owned()
}
