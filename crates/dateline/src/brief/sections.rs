//! What there is to say of a day: from the picture to points.

use super::{
    Request, Sentence,
    names::Names,
    phrases::Phrases,
    points::{Part, Point},
};
use crate::{cli::ListArgs, desk::Desk, error::Result, filter::Filter};
use dateline_core::{
    Claim, Kind, Stance,
    actors::name_key,
    claim::{DateRange, Extent, Feature},
    kind::Family,
    picture::{Access, Change, Control, ControlStatus, Dispute, Event, Figure, Picture, PlaceRef, Standing},
};
use dateline_picture::Known;
use jiff::{ToSpan, civil::Date};
use std::collections::HashSet;

/// A quote of fewer words tells nothing by itself: `attack on the city`.
const TELLING: usize = 5;

/// Everything that the points are made from, as known by the end of the day.
pub(super) struct Day<'a> {
    pub(super) desk: &'a Desk,
    pub(super) phrases: &'a Phrases,
    pub(super) names: Names<'a>,
    pub(super) scope: Scope<'a>,
    day: Date,
    /// The end of the day that changes are counted from.
    from: Date,
    /// What was published later is new; all of it, if nothing is asked for.
    new_after: Option<Date>,
}

/// All points, those of a part in the order in which they are told.
pub fn points<'a>(desk: &'a Desk, phrases: &'a Phrases, request: &Request, day: Date) -> Result<Vec<Point<'a>>> {
    let known = desk.weighed().known(Known::published(day));
    let picture = known.picture(None);
    let from = request.since.or_else(|| day.checked_sub(1.day()).ok()).unwrap_or(day);
    let scope = Scope::new(desk, request.place.as_deref())?;
    let d = Day { desk, phrases, names: Names::new(desk, phrases), scope, day, from, new_after: request.since };
    let mut out = d.changes(&known.changes(from, day))?;
    out.extend(d.events(&picture)?);
    out.extend(d.endings(&picture.disputes)?);
    let is_open = |dispute: &&Dispute| dispute.ended.as_ref().is_none_or(|end| end.on > day);
    out.extend(d.disputes(picture.disputes.iter().filter(is_open), Part::Disputes)?);
    out.extend(d.disputes(picture.tensions.iter(), Part::Tensions)?);
    out.extend(d.estimates(&picture.estimates)?);
    out.extend(d.figures(&picture)?);
    if request.since.is_none() {
        out.extend(d.control(&known.control(day))?);
    }
    out.extend(d.access(&known.access(day))?);
    out.extend(d.advisories(&picture.advisories)?);
    out.extend(d.relations(&picture.relations)?);
    out.extend(d.unverified(&picture)?);
    Ok(out)
}

/// Which places the brief is about.
pub(super) struct Scope<'a> {
    filter: Filter<'a>,
    asked: Option<String>,
    /// The countries that the name means.
    countries: HashSet<String>,
}

impl<'a> Scope<'a> {
    fn new(desk: &'a Desk, place: Option<&str>) -> Result<Self> {
        let filter = Filter::new(&ListArgs { place: place.map(str::to_owned), ..ListArgs::default() }, desk)?;
        let asked = place.map(name_key);
        let resolved = desk.claims.iter().filter_map(|c| c.place.as_ref()?.resolved.as_ref());
        let countries = resolved
            .filter(|p| p.feature == Feature::Country && asked.as_ref() == Some(&name_key(&p.name)))
            .filter_map(|p| p.country.clone())
            .collect();
        Ok(Self { filter, asked, countries })
    }

    pub(super) fn holds(&self, place: Option<&PlaceRef>) -> bool {
        let Some(asked) = &self.asked else { return true };
        let inside = |p: &PlaceRef| {
            let division = p.admin1.as_deref().map(name_key).unwrap_or_default();
            division == *asked
                || division.strip_prefix(asked.as_str()).is_some_and(|rest| rest.starts_with(' '))
                || p.country.as_ref().is_some_and(|c| self.countries.contains(c))
        };
        self.filter.place(place) || place.is_some_and(inside)
    }

    pub(super) fn is_all(&self) -> bool {
        self.asked.is_none()
    }
}

impl<'a> Day<'a> {
    /// Places of which something else is known than at the end of the earlier day.
    fn changes(&self, changes: &[Change]) -> Result<Vec<Point<'a>>> {
        let mut out = Vec::new();
        for change in changes {
            let (b, c) = (&change.before, &change.after);
            let claims = self.claims(change.claims.iter());
            if claims.is_empty() || c.place.feature.is_none() || !self.scope.holds(Some(&c.place)) {
                continue;
            }
            let passed = c.status == ControlStatus::HeldBy && b.status == ControlStatus::HeldBy && b.actor != c.actor;
            // From one party to another of its side nothing has passed.
            let side = |c: &Control| c.actor.as_ref().and_then(|a| a.side.clone());
            if passed && side(b).is_some() && side(b) == side(c) {
                continue;
            }
            let path = match c.status {
                ControlStatus::HeldBy if passed => "changes.passed",
                ControlStatus::HeldBy => "changes.taken",
                ControlStatus::ClaimedBy => "changes.claimed",
                ControlStatus::Contested => "changes.contested",
                ControlStatus::Unknown => "changes.lost",
            };
            let (who, from) = (self.holder(c)?, self.holder(b)?);
            let source = self.names.sources(&claims)?;
            let values = [("where", c.place.name.as_str()), ("who", &who), ("from", &from), ("source", &source)];
            let sentence = Sentence::new(self.phrases.fill(path, &values)?, claims)?;
            // A change that is settled tells more than a new doubt.
            let settled = if c.status == ControlStatus::HeldBy { 100.0 } else { 0.0 };
            let weight = settled + change.claims.len() as f64;
            out.push(self.point(Part::Changes, Some(&c.place), sentence, weight)?);
        }
        Ok(out)
    }

    /// Violence, harm and movement of the time told of, in the words of whoever reports it.
    fn events(&self, picture: &Picture) -> Result<Vec<Point<'a>>> {
        let told = [Family::Violence, Family::Harm, Family::Movement, Family::Settlement];
        let recent = |e: &&Event| e.date.as_ref().is_some_and(|d| d.start > self.from && d.end <= self.day);
        let events = picture.events.iter().filter(|e| told.contains(&e.kind.family())).filter(recent);
        let mut out: Vec<Point<'a>> = Vec::new();
        // One sentence of a report tells of several things; it is quoted once, as long as it is.
        let mut quoted: Vec<(String, usize)> = Vec::new();
        for e in events.filter(|e| self.scope.holds(e.place.as_deref())) {
            let claims = self.claims(e.supporting.iter());
            let Some(longest) = claims.iter().max_by_key(|c| c.quote.len()) else { continue };
            if longest.quote.split_whitespace().count() < TELLING {
                continue;
            }
            let key = longest.quote.to_lowercase();
            if let Some((known, at)) = quoted.iter_mut().find(|(k, _)| k.contains(&key) || key.contains(k.as_str())) {
                if known.len() >= key.len() {
                    continue;
                }
                out[*at] = self.event(e, longest, &claims)?;
                *known = key;
                continue;
            }
            quoted.push((key, out.len()));
            out.push(self.event(e, longest, &claims)?);
        }
        Ok(out)
    }

    fn event(&self, e: &Event, told: &'a Claim, claims: &[&'a Claim]) -> Result<Point<'a>> {
        let of_day = match &e.date {
            // On the day of the brief itself nobody needs to be told which day it was.
            Some(d) if d.start == d.end && self.new_after.is_some() => {
                self.phrases.part("event.on", &[("day", &self.phrases.day_of_year(d.start)?)])?
            }
            _ => String::new(),
        };
        let by = match &e.actor {
            // Of others the quote tells.
            Some(actor) if self.desk.actors.by_id(&actor.id).is_some() => {
                self.phrases.part("event.by", &[("who", &self.phrases.name(&actor.name)?)])?
            }
            _ => String::new(),
        };
        let known = format!("event.{}", e.kind);
        let path = if self.phrases.has(&known) { known.as_str() } else { "event.other" };
        let where_ = self.whereabouts(e.place.as_deref())?;
        let mut in_order = vec![told];
        in_order.extend(claims.iter().filter(|c| c.id != told.id));
        let source = self.names.sources(&in_order)?;
        let quote = one_line(&told.quote);
        let values =
            [("source", source.as_str()), ("by", &by), ("where", &where_), ("day", &of_day), ("quote", &quote)];
        let sentence = Sentence::new(self.phrases.fill(path, &values)?, in_order)?;
        let part = if e.kind.family() == Family::Movement { Part::Movements } else { Part::Events };
        let harm = if e.kind.family() == Family::Harm { 0.5 } else { 0.0 };
        self.point(part, e.place.as_deref(), sentence, f64::from(e.origins) + harm)
    }

    /// Disputes or tensions: what it is about, then each side in its words.
    fn disputes<'d>(&self, disputes: impl Iterator<Item = &'d Dispute>, part: Part) -> Result<Vec<Point<'a>>> {
        let mut out = Vec::new();
        for dispute in disputes.filter(|d| self.scope.holds(d.place.as_ref())) {
            let all = self.claims(dispute.sides.iter().flat_map(|s| &s.claims));
            if !self.is_new(&all) {
                continue;
            }
            let Some(about) = self.about(dispute, part)? else { continue };
            let mut sentences = vec![about];
            for (i, side) in dispute.sides.iter().enumerate() {
                let mut claims = self.claims(side.claims.iter());
                // Of the words of a side those are quoted that tell something by themselves.
                let words = |c: &Claim| c.quote.split_whitespace().count();
                let Some(first) = claims.iter().find(|c| words(c) >= TELLING).or(claims.first()).copied() else {
                    continue;
                };
                claims.sort_by_key(|c| c.id != first.id);
                let (source, others) = (self.names.source(first)?, self.names.others(&claims)?);
                let path = match (i, first.stance) {
                    (0, _) => "dispute.said",
                    (_, Stance::Denies) => "dispute.denies",
                    _ => "dispute.answers",
                };
                let also = match others {
                    Some(others) => self.phrases.part("dispute.also", &[("others", &others)])?,
                    None => String::new(),
                };
                let values = [("source", source.as_str()), ("also", &also), ("quote", &one_line(&first.quote))];
                let text = self.phrases.fill(path, &values)?;
                sentences.push(Sentence::new(text, claims)?);
            }
            if sentences.len() > 2 {
                out.push(Point { part, heading: None, sentences, weight: dispute.weight, runs_on: false });
            }
        }
        Ok(out)
    }

    /// What a dispute, one that has ended, or a tension is about.
    fn about(&self, dispute: &Dispute, part: Part) -> Result<Option<Sentence<'a>>> {
        let all = self.claims(dispute.sides.iter().flat_map(|s| &s.claims));
        let Some(first) = all.first() else { return Ok(None) };
        let place = dispute.place.as_ref().map(|p| p.name.as_str()).unwrap_or_default();
        let who = self.names.actor(first)?;
        let known = format!("dispute.{}", first.kind);
        let of_actor = self.phrases.has(&known) && (who.is_some() || !self.phrases.text(&known)?.contains("{who}"));
        let path = match part {
            Part::Tensions => "tension.opens",
            _ if place.is_empty() => "dispute.nowhere",
            _ if of_actor => known.as_str(),
            _ => "dispute.others",
        };
        let time = if part == Part::Endings { "ended" } else { "dispute" };
        let word = |name: &str| self.phrases.text(&format!("{time}.{name}"));
        let values = [
            ("where", place),
            ("who", who.as_deref().unwrap_or_default()),
            ("is", word("is")?),
            ("differ", word("differ")?),
            ("contradict", word("contradict")?),
        ];
        // Both sides are cited, though one may have many claims.
        let of_sides = self.claims(dispute.sides.iter().filter_map(|s| s.claims.first()));
        Sentence::new(self.phrases.fill(path, &values)?, of_sides).map(Some)
    }

    /// Disputes that have ended since, with how.
    fn endings(&self, disputes: &[Dispute]) -> Result<Vec<Point<'a>>> {
        let mut out = Vec::new();
        for dispute in disputes.iter().filter(|d| self.scope.holds(d.place.as_ref())) {
            let Some(end) = dispute.ended.as_ref().filter(|end| self.from < end.on && end.on <= self.day) else {
                continue;
            };
            let mut claims = self.claims(end.claims.iter());
            let words = |c: &Claim| c.quote.split_whitespace().count();
            let told = claims.iter().find(|c| words(c) >= TELLING).or(claims.first()).copied();
            let Some((told, about)) = told.zip(self.about(dispute, Part::Endings)?) else { continue };
            claims.sort_by_key(|c| c.id != told.id);
            let (day, source) = (self.phrases.day_of_year(end.on)?, self.names.source(told)?);
            let values = [("day", day.as_str()), ("source", &source), ("quote", &one_line(&told.quote))];
            let how = Sentence::new(self.phrases.fill(&format!("ended.{}", end.how), &values)?, claims)?;
            let (part, weight) = (Part::Endings, dispute.weight);
            out.push(Point { part, heading: None, sentences: vec![about, how], weight, runs_on: false });
        }
        Ok(out)
    }

    /// Figures that no later one of the same source replaces, by what they count; parts beside their whole.
    fn figures(&self, picture: &Picture) -> Result<Vec<Point<'a>>> {
        let (mut out, mut told): (Vec<Point<'a>>, Vec<String>) = (Vec::new(), Vec::new());
        let standing = picture.figures.iter().filter(|f| f.superseded_by.is_none());
        let mut figures: Vec<&Figure> = standing.clone().filter(|f| f.subset_of.is_none()).collect();
        let (first, without) = (self.phrases.list("figures_first")?, self.phrases.list("figures_without")?);
        figures.retain(|f| !without.contains(&f.indicator));
        figures.sort_by(|a, b| b.stated.cmp(&a.stated).then(b.low.total_cmp(&a.low)));
        for f in figures.into_iter().filter(|f| self.scope.holds(f.place.as_deref())) {
            let Some(claim) = self.desk.claim(&f.claim) else { continue };
            if !self.is_new(&[claim]) {
                continue;
            }
            let parts: Vec<&Figure> = standing.clone().filter(|p| p.subset_of.as_ref() == Some(&f.claim)).collect();
            let claims = self.claims(std::iter::once(&f.claim).chain(parts.iter().map(|p| &p.claim)));
            let text = self.figure(f, claim, &parts)?;
            // The same figure in several reports is one.
            if let Some(known) = told.iter().position(|t| *t == text) {
                out[known].sentences[0].claims.extend(claims);
                continue;
            }
            told.push(text.clone());
            let heading = self.phrases.fill("figure.heading", &[("indicator", &f.indicator)])?;
            let rank = first.iter().position(|i| *i == f.indicator).unwrap_or(first.len());
            let before = out.iter().filter(|p| p.heading.as_ref().is_some_and(|h| h.1 == heading)).count();
            out.push(Point {
                part: Part::Figures,
                heading: Some((format!("{rank:02} {}", f.indicator), heading)),
                sentences: vec![Sentence::new(text, claims)?],
                // The latest of each sort first.
                weight: -((before * (first.len() + 1) + rank) as f64),
                runs_on: true,
            });
        }
        Ok(out)
    }

    fn figure(&self, f: &Figure, claim: &Claim, parts: &[&Figure]) -> Result<String> {
        let p = self.phrases;
        let known = format!("figure.{}", f.indicator);
        let path = if p.has(&known) { known.as_str() } else { "figure.other" };
        let people = matches!(claim.kind.family(), Family::Harm | Family::Movement);
        let of = match &f.of {
            Some(of) => of.as_str(),
            None if people => p.text("figure.people")?,
            None => f.indicator.as_str(),
        };
        let parts: Vec<String> = parts
            .iter()
            .filter_map(|part| Some((part, part.of.as_deref()?, self.desk.claim(&part.claim)?)))
            .map(|(part, of, claim)| self.amount(part, of, claim))
            .collect::<Result<_>>()?;
        let among = match parts.as_slice() {
            [] => String::new(),
            parts => p.part("figure.among", &[("parts", &p.names(parts)?)])?,
        };
        let values = [
            ("source", self.origin(f, claim)?),
            ("n", self.amount(f, of, claim)?),
            ("where", self.whereabouts(f.place.as_deref())?),
            ("period", self.period(f.period.as_ref())?),
            ("among", among),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        p.fill(path, &values)
    }

    pub(super) fn amount(&self, f: &Figure, of: &str, claim: &Claim) -> Result<String> {
        self.phrases.amount(f, of, claim.quantity.as_ref().map(|q| q.mention.text.as_str()))
    }

    /// Whose figure it is: the usual name of a known source, so that its figures stand side by side.
    fn origin(&self, f: &Figure, claim: &Claim) -> Result<String> {
        match self.desk.actors.by_name(&f.origin) {
            Some(actor) => self.phrases.name(&actor.name),
            None => self.names.source(claim),
        }
    }

    pub(super) fn period(&self, period: Option<&DateRange>) -> Result<String> {
        let p = self.phrases;
        match period {
            None => Ok(String::new()),
            Some(d) if d.start == d.end => p.part("figure.on", &[("day", &p.day(d.start)?)]),
            Some(d) => {
                let start = if d.start.year() == d.end.year() { p.day_of_year(d.start)? } else { p.day(d.start)? };
                p.part("figure.between", &[("start", &start), ("end", &p.day(d.end)?)])
            }
        }
    }

    fn control(&self, control: &[Control]) -> Result<Vec<Point<'a>>> {
        let mut out = Vec::new();
        for c in control {
            let claims = self.claims(c.supporting.iter().chain(&c.opposing));
            // What words could not be resolved to a place is in the lists, not on the map or here.
            if claims.is_empty() || c.place.feature.is_none() || !self.scope.holds(Some(&c.place)) {
                continue;
            }
            let weight = claims.len() as f64;
            let sentence = self.control_sentence(c, claims)?;
            out.push(self.point(Part::Control, Some(&c.place), sentence, weight)?);
        }
        Ok(out)
    }

    fn control_sentence(&self, c: &Control, claims: Vec<&'a Claim>) -> Result<Sentence<'a>> {
        let p = self.phrases;
        let extent = match (c.status, c.extent) {
            (ControlStatus::HeldBy | ControlStatus::ClaimedBy, Extent::Part) => "place.part",
            (ControlStatus::HeldBy | ControlStatus::ClaimedBy, Extent::Outskirts) => "place.outskirts",
            _ => "place.whole",
        };
        let place = p.part(extent, &[("where", &c.place.name)])?;
        let who = self.holder(c)?;
        let verb =
            p.text(if c.status == ControlStatus::ClaimedBy { "control.verb_claimed" } else { "control.verb_held" })?;
        let held = match c.since {
            Some(day) => p.part("control.held_since", &[("held", verb), ("who", &who), ("day", &p.day(day)?)])?,
            None => p.part("control.held", &[("held", verb), ("who", &who)])?,
        };
        let (supporting, opposing) = (self.claims(c.supporting.iter()), self.claims(c.opposing.iter()));
        let one_side = supporting.is_empty() || opposing.is_empty();
        let source = self.names.sources(if supporting.is_empty() { &claims } else { &supporting })?;
        let against = self.names.sources(&opposing)?;
        let path = match (c.status, c.standing) {
            (ControlStatus::HeldBy, Standing::Admitted) => "control.admitted",
            (ControlStatus::HeldBy, Standing::CrossAdversary) => "control.cross_adversary",
            (ControlStatus::HeldBy, Standing::Corroborated) => "control.corroborated",
            (ControlStatus::HeldBy, _) => "control.single",
            (ControlStatus::ClaimedBy, _) => "control.claimed",
            (ControlStatus::Contested, _) if one_side || c.actor.is_none() => "control.contested_alone",
            (ControlStatus::Contested, _) => "control.contested",
            (ControlStatus::Unknown, _) => "control.unknown",
        };
        let quote = claims.first().map(|c| one_line(&c.quote)).unwrap_or_default();
        let values = [
            ("where", place.as_str()),
            ("who", &who),
            ("held", &held),
            ("source", &source),
            ("against", &against),
            ("quote", &quote),
        ];
        Sentence::new(p.fill(path, &values)?, claims)
    }

    fn access(&self, access: &[Access]) -> Result<Vec<Point<'a>>> {
        let mut out = Vec::new();
        for a in access.iter().filter(|a| self.scope.holds(Some(&a.place))) {
            let supporting = self.claims(a.supporting.iter());
            let all = self.claims(a.supporting.iter().chain(&a.opposing));
            let Some(first) = all.first() else { continue };
            if !self.is_new(&all) {
                continue;
            }
            let since = match a.since {
                Some(day) => self.phrases.part("access.since", &[("day", &self.phrases.day(day)?)])?,
                None => String::new(),
            };
            let source = self.names.sources(if a.opposing.is_empty() { &supporting } else { &all })?;
            let quote = one_line(&first.quote);
            // Of "all crossings" or a country's border only the words themselves can be given.
            let named = a.place.feature.is_some_and(|f| f != Feature::Country);
            let path = if named { format!("access.{}", a.status) } else { "access.quoted".to_owned() };
            let values = [("where", a.place.name.as_str()), ("since", &since), ("source", &source), ("quote", &quote)];
            let sentence = Sentence::new(self.phrases.fill(&path, &values)?, all)?;
            let weight = f64::from(u8::from(named));
            out.push(Point { part: Part::Access, heading: None, sentences: vec![sentence], weight, runs_on: true });
        }
        Ok(out)
    }

    /// What somebody says that they could not verify; the same words in several reports are told once.
    fn unverified(&self, picture: &Picture) -> Result<Vec<Point<'a>>> {
        let of_events = picture.events.iter().filter(|e| self.scope.holds(e.place.as_deref()));
        let mut claims = self.claims(of_events.flat_map(|e| &e.could_not_verify));
        let more = self.desk.claims.iter().map(AsRef::as_ref).filter(|c: &&'a Claim| {
            (c.kind == Kind::CannotVerify && c.stance == Stance::Asserts)
                && self.desk.day_of(c).is_none_or(|published| published <= self.day)
                && self.scope.is_all()
        });
        claims.extend(more);
        let mut seen = HashSet::new();
        claims.retain(|c| seen.insert(c.id.as_str()));
        claims.sort_by_key(|c| {
            let published = self.desk.report_of(c).ok().and_then(|r| r.published.as_ref());
            published.map(|p| (p.date, p.at))
        });
        let mut groups: Vec<(String, Vec<&'a Claim>)> = Vec::new();
        for claim in claims.into_iter().filter(|c| self.is_new(&[c])) {
            let quote = one_line(&claim.quote);
            match groups.iter_mut().find(|(q, _)| *q == quote) {
                Some((_, group)) => group.push(claim),
                None => groups.push((quote, vec![claim])),
            }
        }
        let mut out = Vec::new();
        for (quote, group) in groups {
            let Some(first) = group.first() else { continue };
            let text =
                self.phrases.fill("unverified.said", &[("source", &self.names.source(first)?), ("quote", &quote)])?;
            let sentences = vec![Sentence::new(text, group)?];
            out.push(Point { part: Part::Unverified, heading: None, sentences, weight: 0.0, runs_on: true });
        }
        Ok(out)
    }

    /// A point under the heading of its area.
    fn point(&self, part: Part, place: Option<&PlaceRef>, sentence: Sentence<'a>, weight: f64) -> Result<Point<'a>> {
        let division = place.and_then(|p| p.country.as_ref().zip(p.admin1.as_ref()));
        let heading = match division {
            Some((country, admin1)) => (format!("{country} {admin1}"), admin1.clone()),
            // After every country's code.
            None => ("~".to_owned(), self.phrases.text("title.elsewhere")?.to_owned()),
        };
        Ok(Point { part, heading: Some(heading), sentences: vec![sentence], weight, runs_on: true })
    }

    /// `in Homs`, `at the crossing`, or nothing.
    pub(super) fn whereabouts(&self, place: Option<&PlaceRef>) -> Result<String> {
        let Some(place) = place else { return Ok(String::new()) };
        let path = match place.feature {
            Some(Feature::Crossing | Feature::Base | Feature::Site) => "place.at",
            Some(Feature::Road) => "place.on",
            _ => "place.in",
        };
        self.phrases.part(path, &[("where", &place.name)])
    }

    fn holder(&self, c: &Control) -> Result<String> {
        match &c.actor {
            Some(actor) => self.names.plain(&actor.name),
            None => self.phrases.text("somebody").map(str::to_owned),
        }
    }

    /// Whether a claim tells of a place that is asked for.
    pub(super) fn is_here(&self, claim: &Claim) -> bool {
        self.scope.filter.claim(claim)
    }

    /// Whether any of these claims was published in the time that is asked for.
    pub(super) fn is_new(&self, claims: &[&Claim]) -> bool {
        let new = |since: Date| claims.iter().any(|c| self.desk.day_of(c).is_none_or(|day| day > since));
        self.new_after.is_none_or(new)
    }

    pub(super) fn claims<'b>(&self, ids: impl Iterator<Item = &'b String>) -> Vec<&'a Claim> {
        ids.filter_map(|id| self.desk.claim(id)).collect()
    }
}

/// A quote as part of a sentence: on one line, with no full stop of its own before the closing mark.
pub(super) fn one_line(quote: &str) -> String {
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches(['.', ',', ';', ':']).trim_matches(['"', '“', '”']).to_owned()
}
