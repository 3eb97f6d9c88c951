//! Claims as people decided on them, beside what was read.
//!
//! A decision names its claim by what was read ([`NamedClaim`]). It holds for that claim, for what another reader makes of
//! the same words, and for the same words in another revision of the report; where nothing fits, it waits.

mod places;

pub use places::PlaceRules;

use crate::{
    Choice, Claim, Decision,
    actors::name_key,
    decision::{Credibility, Field, NamedClaim, NamedPlace},
    kind::named_enum,
};
use places::Home;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

named_enum! {
    /// How a claim stands after the last decision that confirms, corrects or rejects it.
    State { Open = "open", Confirmed = "confirmed", Corrected = "corrected", Rejected = "rejected" }
}

/// What was decided on one claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// How it stands.
    pub state: State,
    /// The claim as it was read, where corrections or decisions on places changed it.
    pub read: Option<Arc<Claim>>,
    /// The changed fields, each with the number of the decision that holds.
    pub corrected: BTreeMap<Field, i64>,
    /// How credible it was graded.
    pub credibility: Option<Credibility>,
    /// All decisions on it that are in force, in their order, notes among them.
    pub decisions: Vec<i64>,
}

/// What was decided on claims, by their ids.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reviews {
    by_claim: Arc<HashMap<String, Review>>,
    /// Of claims that came later: a copy need not copy all.
    later: HashMap<String, Review>,
    effective: HashSet<i64>,
    places: Arc<PlaceRules>,
}

impl Reviews {
    /// Follows the decisions in force, in their order: corrects the claims that they name, takes names for the places that
    /// they are said to mean, and says how each claim stands. `outlet` tells who published a claim's report. The order of the
    /// claims does not matter.
    pub fn follow<'o>(
        claims: &mut [Arc<Claim>],
        decisions: &[Decision],
        outlet: impl Fn(&Claim) -> Option<&'o str>,
    ) -> Self {
        let mut out = Self { places: Arc::new(PlaceRules::new(decisions)), ..Self::default() };
        let stories = out.places.stories(claims);
        out.follow_on_claims(claims, decisions, &outlet);
        out.follow_on_places(claims, &stories, &outlet);
        out.by_claim = Arc::new(std::mem::take(&mut out.later));
        out
    }

    /// Takes names for the places that they are said to mean in claims that are new, none of which a decision names. All
    /// claims of a report are given together, where what is decided [asks](PlaceRules::ask_stories) what reports are about.
    pub fn add<'o>(&mut self, claims: &mut [Arc<Claim>], outlet: impl Fn(&Claim) -> Option<&'o str>) {
        let stories = self.places.stories(claims);
        self.follow_on_places(claims, &stories, &outlet);
    }

    /// What is decided of places.
    pub fn places(&self) -> &PlaceRules {
        &self.places
    }

    fn follow_on_claims<'o>(
        &mut self,
        claims: &mut [Arc<Claim>],
        decisions: &[Decision],
        outlet: &impl Fn(&Claim) -> Option<&'o str>,
    ) {
        let named: HashSet<&str> =
            decisions.iter().flat_map(|d| d.choice.claims()).map(|c| c.report.as_str()).collect();
        if named.is_empty() {
            return;
        }
        let mut by_report: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, claim) in claims.iter().enumerate().filter(|(_, c)| named.contains(c.report.as_str())) {
            by_report.entry(claim.report.clone()).or_default().push(i);
        }
        let read: HashMap<usize, Arc<Claim>> =
            by_report.values().flatten().filter_map(|i| Some((*i, Arc::clone(claims.get(*i)?)))).collect();
        for decision in decisions {
            let named = decision.choice.claims();
            let corrects = match &decision.choice {
                Choice::CorrectClaim { to, .. } => Some(to.field()),
                Choice::SplitPlace { .. } => Some(Field::Place),
                _ => None,
            };
            let mut found: Vec<Vec<usize>> = named
                .iter()
                .map(|name| {
                    let candidates = by_report.get(&name.report).into_iter().flatten();
                    let candidates = candidates.filter_map(|i| Some((*i, read.get(i)?.as_ref())));
                    meant(name, corrects, candidates)
                })
                .collect();
            // Of claims that leave a place each does so by itself.
            if matches!(decision.choice, Choice::SplitPlace { .. }) {
                let placed = |number: &usize| claims.get(*number).is_some_and(|c| c.place.is_some());
                found.iter_mut().for_each(|claims| claims.retain(placed));
                found.retain(|claims| !claims.is_empty());
            }
            if found.is_empty() || found.iter().any(Vec::is_empty) {
                continue;
            }
            self.effective.insert(decision.number);
            for number in found.into_iter().flatten() {
                let (Some(claim), Some(as_read)) = (claims.get_mut(number), read.get(&number)) else { continue };
                let review = self.later.entry(claim.id.clone()).or_insert_with(Review::open);
                review.decisions.push(decision.number);
                match &decision.choice {
                    Choice::CorrectClaim { to, .. } => {
                        let outlet = outlet(claim);
                        to.apply(Arc::make_mut(claim), outlet);
                        review.state = State::Corrected;
                        review.read = Some(Arc::clone(as_read));
                        review.corrected.insert(to.field(), decision.number);
                    }
                    Choice::SplitPlace { to, .. } => {
                        let Some(place) = &mut Arc::make_mut(claim).place else { continue };
                        place.be(&NamedPlace::written(to.as_ref(), &place.text, None));
                        review.read = Some(Arc::clone(as_read));
                        review.corrected.insert(Field::Place, decision.number);
                    }
                    Choice::RejectClaim { .. } => review.state = State::Rejected,
                    Choice::ConfirmClaim { .. } => review.state = State::Confirmed,
                    Choice::GradeClaim { credibility, .. } => review.credibility = Some(*credibility),
                    _ => {}
                }
            }
        }
    }

    fn follow_on_places<'o>(
        &mut self,
        claims: &mut [Arc<Claim>],
        stories: &HashMap<String, String>,
        outlet: &impl Fn(&Claim) -> Option<&'o str>,
    ) {
        if self.places.is_empty() {
            return;
        }
        let ask_outlets = self.places.ask_outlets();
        for claim in claims {
            let of_place = |r: &Review| r.corrected.get(&Field::Place).copied();
            let since = self.of(&claim.id).and_then(of_place).unwrap_or_default();
            let as_read = Arc::clone(claim);
            let outlet = ask_outlets.then(|| outlet(&as_read)).flatten();
            let home = Home::of(&as_read, outlet, stories);
            let (of_place, all) = self.places.apply(claim, since, home);
            if all.is_empty() {
                continue;
            }
            self.effective.extend(&all);
            let review = self.later.entry(claim.id.clone()).or_insert_with(Review::open);
            review.read.get_or_insert(as_read);
            review.corrected.extend(of_place.last().map(|number| (Field::Place, *number)));
            review.decisions.extend(all);
            review.decisions.sort_unstable();
            review.decisions.dedup();
        }
    }

    /// What was decided on a claim, if anything was.
    pub fn of(&self, claim: &str) -> Option<&Review> {
        self.later.get(claim).or_else(|| self.by_claim.get(claim))
    }

    /// The claims that the picture is made of: all but those that were rejected.
    pub fn counted<'c>(&self, claims: &'c [Arc<Claim>]) -> impl Iterator<Item = &'c Claim> {
        claims.iter().map(Arc::as_ref).filter(|c| self.state(&c.id) != State::Rejected)
    }

    /// How a claim stands.
    pub fn state(&self, claim: &str) -> State {
        self.of(claim).map_or(State::Open, |r| r.state)
    }

    /// Whether a decision on claims or places is in force and finds what it names.
    pub fn is_effective(&self, decision: i64) -> bool {
        self.effective.contains(&decision)
    }
}

impl Review {
    fn open() -> Self {
        Self { state: State::Open, read: None, corrected: BTreeMap::new(), credibility: None, decisions: Vec::new() }
    }
}

/// The claims that a choice means, of each revision at most one.
fn meant<'c>(
    name: &NamedClaim,
    corrects: Option<Field>,
    candidates: impl Iterator<Item = (usize, &'c Claim)>,
) -> Vec<usize> {
    let mut by_revision: BTreeMap<&str, Vec<(usize, &Claim)>> = BTreeMap::new();
    for (number, claim) in candidates {
        by_revision.entry(&claim.revision).or_default().push((number, claim));
    }
    by_revision.values().filter_map(|claims| best(name, corrects, claims)).collect()
}

/// The claim of a revision that has the id; else the one of the same kind and words that agrees best with what was read,
/// if one does better than all others. In the same revision the words may begin or end elsewhere.
fn best(name: &NamedClaim, corrects: Option<Field>, claims: &[(usize, &Claim)]) -> Option<usize> {
    if let Some((number, _)) = claims.iter().find(|(_, c)| c.id == name.id) {
        return Some(*number);
    }
    let same_words = claims.iter().filter(|(_, c)| {
        let same = if c.revision == name.revision { c.span.overlaps(name.span) } else { c.quote == name.quote };
        same && c.kind == name.kind
    });
    let mut agreeing: Vec<(u32, usize)> = same_words
        .filter_map(|(number, c)| Some((agreement(name, &NamedClaim::from(*c), corrects)?, *number)))
        .collect();
    agreeing.sort_by(|a, b| b.cmp(a));
    match agreeing[..] {
        [(first, _), (second, _), ..] if first == second => None,
        [(_, number), ..] => Some(number),
        [] => None,
    }
}

/// In how many parts two readings of the same words agree; `None` where they say different things, unless it is of the
/// field that the choice corrects.
fn agreement(one: &NamedClaim, other: &NamedClaim, corrects: Option<Field>) -> Option<u32> {
    let parts = [
        (Field::Actor, &one.actor, &other.actor),
        (Field::Target, &one.target, &other.target),
        (Field::Place, &one.place, &other.place),
        (Field::Claimants, &one.claimants, &other.claimants),
    ];
    let mut agreed = u32::from(one.quote == other.quote);
    if one.stance != other.stance && corrects != Some(Field::Stance) {
        return None;
    }
    for (field, one, other) in parts {
        match (one, other) {
            (Some(a), Some(b)) if name_key(a) != name_key(b) && corrects != Some(field) => return None,
            (Some(a), Some(b)) if name_key(a) != name_key(b) => {}
            (Some(_), Some(_)) | (None, None) => agreed += 1,
            _ => {}
        }
    }
    Some(agreed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Extent, Kind, Mention, Modality, Span, Stance,
        decision::{Correction, Subject},
    };
    use jiff::Timestamp;

    /// `report revision id: quote` with who did it and who says so.
    pub(super) fn claim(named: [&str; 3], quote: &str, actor: &str, claimant: &str) -> Arc<Claim> {
        let mention = |text: &str| Mention { text: text.to_owned(), span: Span::new(0, text.len()), entity: None };
        let claimant = (!claimant.is_empty())
            .then(|| crate::Claimant { mention: mention(claimant), class: crate::ActorClass::Monitor });
        Arc::new(Claim {
            id: named[2].to_owned(),
            report: named[0].to_owned(),
            revision: named[1].to_owned(),
            quote: quote.to_owned(),
            span: Span::new(10, 10 + quote.len()),
            kind: Kind::Captures,
            sub_kind: None,
            stance: Stance::Asserts,
            modality: Modality::Actual,
            actor: (!actor.is_empty()).then(|| mention(actor)),
            target: None,
            place: None,
            extent: Extent::Whole,
            claimants: claimant.into_iter().collect(),
            cue: None,
            channel: None,
            quantity: None,
            event_date: None,
            stated: None,
            origin: String::new(),
            subset_of: None,
            about: Vec::new(),
            from: None,
            to: None,
            passing: false,
            confidence: 0.9,
            rules: Vec::new(),
        })
    }

    fn decisions(choices: Vec<Choice>) -> Vec<Decision> {
        let at = Timestamp::UNIX_EPOCH;
        (1..)
            .zip(choices)
            .map(|(number, choice)| Decision { number, choice, who: "me".to_owned(), at, note: None })
            .collect()
    }

    fn reject(claim: &Claim) -> Choice {
        Choice::RejectClaim { claim: claim.into() }
    }

    fn rejected(claims: &[Arc<Claim>], choice: Choice) -> Vec<String> {
        let mut claims = claims.to_vec();
        let reviews = Reviews::follow(&mut claims, &decisions(vec![choice]), |_| None);
        let gone = claims.iter().filter(|c| reviews.state(&c.id) == State::Rejected).map(|c| c.id.clone()).collect();
        assert_eq!(reviews.is_effective(1), !Vec::is_empty(&gone));
        gone
    }

    #[test]
    fn a_decision_finds_its_claim_in_what_another_reader_makes_of_the_words() {
        let first = claim(["r", "1", "a"], "rebels took Hama", "rebels", "SOHR");
        let anew = |id, quote, actor, claimant| claim(["r", "1", id], quote, actor, claimant);
        let own = anew("b", "rebels took Hama", "rebels", "SOHR");
        assert_eq!(rejected(&[Arc::clone(&first), own.clone()], reject(&first)), ["a"], "the id comes first");
        assert_eq!(rejected(std::slice::from_ref(&own), reject(&first)), ["b"]);
        let wider = anew("c", "rebels took Hama on Thursday", "", "SOHR");
        assert_eq!(
            rejected(std::slice::from_ref(&wider), reject(&first)),
            ["c"],
            "read with an actor fewer, from more words"
        );
        assert_eq!(rejected(&[wider, own.clone()], reject(&first)), ["b"], "the one that agrees best");
        let other = anew("d", "rebels took Hama", "the army", "SOHR");
        assert_eq!(rejected(std::slice::from_ref(&other), reject(&first)), [] as [&str; 0], "of somebody else");
        let actor = Choice::CorrectClaim { claim: first.as_ref().into(), to: Correction::Actor(None) };
        let mut claims = [other];
        let reviews = Reviews::follow(&mut claims, &decisions(vec![actor]), |_| None);
        assert!(reviews.is_effective(1), "whoever it is that was wrong");
        assert_eq!(claims[0].actor, None);
        assert_eq!(
            rejected(&[own.clone(), anew("e", "rebels took Hama", "rebels", "SOHR")], reject(&first)),
            [] as [&str; 0]
        );
        let moved = claim(["r", "2", "f"], "rebels took Hama", "rebels", "SOHR");
        assert_eq!(rejected(&[own, moved], reject(&first)), ["b", "f"], "in both revisions");
        let elsewhere = claim(["q", "1", "g"], "rebels took Hama", "rebels", "SOHR");
        assert_eq!(rejected(&[elsewhere], reject(&first)), [] as [&str; 0]);
    }

    #[test]
    fn the_last_decision_says_how_a_claim_stands_and_corrections_add_up() {
        let read = claim(["r", "1", "a"], "rebels took Hama", "rebels", "SOHR");
        let named = || NamedClaim::from(read.as_ref());
        let correct = |to| Choice::CorrectClaim { claim: named(), to };
        let choices = vec![
            reject(&read),
            correct(Correction::Kind(Kind::Enters)),
            correct(Correction::Claimant(None)),
            correct(Correction::Kind(Kind::Advances)),
            Choice::GradeClaim { claim: named(), credibility: Credibility::Two },
            Choice::Annotate { about: Subject::Claim(named()), text: "seen".to_owned() },
        ];
        let follow = |choices: Vec<Choice>| {
            let mut claims = [Arc::clone(&read)];
            let reviews = Reviews::follow(&mut claims, &decisions(choices), |_| Some("Gazette"));
            (claims[0].clone(), reviews.of("a").cloned())
        };
        let (claim, review) = follow(choices.clone());
        let review = review.expect("a review");
        assert_eq!((claim.kind, claim.origin.as_str(), claim.claimants.len()), (Kind::Advances, "Gazette", 0));
        assert_eq!((review.state, review.credibility), (State::Corrected, Some(Credibility::Two)));
        assert_eq!(review.read.as_ref(), Some(&read), "what was read is kept");
        assert_eq!(review.corrected, BTreeMap::from([(Field::Kind, 4), (Field::Claimants, 3)]));
        assert_eq!(review.decisions, [1, 2, 3, 4, 5, 6]);
        let confirmed = choices.into_iter().chain([Choice::ConfirmClaim { claim: named() }]).collect();
        assert_eq!(follow(confirmed).1.map(|r| r.state), Some(State::Confirmed));
        assert_eq!(follow(Vec::new()), (read.clone(), None));
    }
}
