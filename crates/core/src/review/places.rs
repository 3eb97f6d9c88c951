//! Places joined and parted by recorded decisions.
//!
//! A merge says that two places are one, whenever it was recorded: whoever means either means the one that remains. A split
//! says of a place, as it stood when it was recorded, that in some claims another one is meant. Both go by what was read: the
//! key of a place, the name as a report writes it, the report, the outlet. So they are looked up claim by claim, and hold for
//! reports to come, in whatever order they come.

use crate::{
    Choice, Claim, Decision, PlaceMention, ResolvedPlace,
    actors::name_key,
    claim::{is_name, story_countries, unresolved_key},
    decision::{NamedPlace, PlacePart},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// What the decisions in force say of places, to be looked up by key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlaceRules {
    /// For the key of a place that is another one: that one, and the decision that says so. No chain of them comes round.
    merged: HashMap<String, (NamedPlace, i64)>,
    /// For the key of a place what parts claims from it, in the order of recording.
    splits: HashMap<String, Vec<Split>>,
    /// The names, as keys, of places that the gazetteer does not know.
    unknown: HashSet<String>,
}

/// What parts claims from a place.
#[derive(Debug, Clone, PartialEq)]
struct Split {
    number: i64,
    part: PlacePart,
    to: Option<ResolvedPlace>,
}

/// The report that a place is named in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home<'a> {
    report: &'a str,
    outlet: Option<&'a str>,
    /// The country that it is about.
    story: Option<&'a str>,
}

/// What a name means by decision, and by which, in the order in which they were followed; nothing where all stays as read.
type Meant = (Option<NamedPlace>, Vec<i64>);

impl PlaceRules {
    /// Follows the decisions in force, in their order. A merge of places that are one by then says nothing.
    pub fn new(decisions: &[Decision]) -> Self {
        let mut out = Self::default();
        // The keys that mean a place that remains, by its key.
        let mut one: HashMap<String, Vec<String>> = HashMap::new();
        for decision in decisions {
            match &decision.choice {
                Choice::MergePlaces { into, from } => {
                    let (kept, gone) = (out.meant(into), out.meant(from));
                    let (key, other) = (kept.key(), gone.key());
                    if key == other {
                        continue;
                    }
                    out.learn(from);
                    out.learn(into);
                    let moved = one.remove(&other).unwrap_or_else(|| vec![other.clone()]);
                    one.entry(key.clone()).or_insert_with(|| vec![key]).extend(moved);
                    out.merged.insert(other, (kept.clone(), decision.number));
                }
                Choice::SplitPlace { place, part: part @ PlacePart::Where { .. }, to } => {
                    let key = out.meant(place).key();
                    out.learn(place);
                    let split = Split { number: decision.number, part: part.clone(), to: to.clone() };
                    for member in one.get(&key).unwrap_or(&vec![key]) {
                        out.splits.entry(member.clone()).or_default().push(split.clone());
                    }
                }
                _ => {}
            }
        }
        out
    }

    /// The place that a place is: itself, or the one that it is merged into.
    pub fn meant(&self, place: &NamedPlace) -> NamedPlace {
        let mut place = place;
        while let Some((into, _)) = self.merged.get(&place.key()) {
            place = into;
        }
        place.clone()
    }

    /// The key of the place that the place with a key is.
    pub fn key_meant<'a>(&'a self, key: &'a str) -> String {
        self.merged.get(key).map_or_else(|| key.to_owned(), |(into, _)| self.meant(into).key())
    }

    /// Whether there is nothing to follow.
    pub fn is_empty(&self) -> bool {
        self.merged.is_empty() && self.splits.is_empty()
    }

    /// Whether it goes by the country that a report is about.
    pub fn ask_stories(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// Whether it goes by the outlet of a report.
    pub(super) fn ask_outlets(&self) -> bool {
        self.splits.values().flatten().any(|s| matches!(&s.part, PlacePart::Where { outlet: Some(_), .. }))
    }

    fn learn(&mut self, place: &NamedPlace) {
        if let NamedPlace::Unknown { name, .. } = place {
            self.unknown.insert(name_key(name));
        }
    }

    /// The countries that reports are about, as they were read, where a name in them is one to look for.
    pub(super) fn stories(&self, claims: &[Arc<Claim>]) -> HashMap<String, String> {
        if !self.ask_stories() {
            return HashMap::new();
        }
        let named = |p: &PlaceMention| self.unknown.contains(&name_key(&p.text));
        let places = |c: &Claim| [&c.place, &c.from, &c.to].into_iter().flatten().any(named);
        let wanted: HashSet<&str> = claims.iter().filter(|c| places(c)).map(|c| c.report.as_str()).collect();
        let told = claims.iter().filter(|c| wanted.contains(c.report.as_str())).filter_map(|c| {
            let country = c.place.as_ref()?.resolved.as_ref()?.country.as_deref()?;
            Some((c.report.as_str(), country))
        });
        story_countries(told).into_iter().map(|(report, country)| (report.to_owned(), country)).collect()
    }

    /// Moves the places of a claim to those that are meant, and tells by which decisions: those of its place first, then
    /// all. `since` is the decision that said last what its place is, if one did.
    pub(super) fn apply(&self, claim: &mut Arc<Claim>, since: i64, home: Home<'_>) -> (Vec<i64>, Vec<i64>) {
        let place = claim.place.as_ref().and_then(|p| self.moved(p, since, home));
        let from = claim.from.as_ref().and_then(|p| self.moved(p, 0, home));
        let to = claim.to.as_ref().and_then(|p| self.moved(p, 0, home));
        let of_place = place.as_ref().map(|(_, by)| by.clone()).unwrap_or_default();
        let by = [&place, &from, &to].into_iter().flatten().flat_map(|(_, by)| by.iter().copied()).collect();
        if place.is_some() || from.is_some() || to.is_some() {
            let claim = Arc::make_mut(claim);
            let put = |old: &mut Option<PlaceMention>, new: Option<(PlaceMention, Vec<i64>)>| {
                if let Some((new, _)) = new {
                    *old = Some(new);
                }
            };
            put(&mut claim.place, place);
            put(&mut claim.from, from);
            put(&mut claim.to, to);
        }
        (of_place, by)
    }

    /// A mention as decided, if it is not as it was.
    fn moved(&self, read: &PlaceMention, since: i64, home: Home<'_>) -> Option<(PlaceMention, Vec<i64>)> {
        let key = match &read.resolved {
            Some(place) => Some(place.key()),
            None => Some(&read.text)
                .filter(|text| is_name(text) && self.unknown.contains(&name_key(text)))
                .map(|text| unresolved_key(text, home.story)),
        };
        let (meant, mut by) = key.clone().map(|key| self.follow(key, &read.text, since, home)).unwrap_or_default();
        // Of other places that it is told by only the keys are known, not how they are written.
        let anchors = read.relative.iter().flat_map(|r| &r.anchors).map(|anchor| match anchor.key() {
            own if Some(&own) == key.as_ref() => None,
            other => match self.follow(other, "", since, home) {
                (Some(NamedPlace::Known(meant)), decisions) => {
                    by.extend(decisions);
                    Some(meant)
                }
                _ => None,
            },
        });
        let anchors: Vec<Option<ResolvedPlace>> = anchors.collect();
        if by.is_empty() {
            return None;
        }
        let mut out = read.clone();
        if let Some(meant) = meant {
            out.be(&meant);
        }
        let old = out.relative.iter_mut().flat_map(|r| &mut r.anchors);
        for (old, new) in old.zip(anchors).filter_map(|(old, new)| Some((old, new?))) {
            *old = new;
        }
        Some((out, by))
    }

    /// What the place with a key is by the decisions after one, under this name in this report.
    fn follow(&self, key: String, text: &str, since: i64, home: Home<'_>) -> Meant {
        let (mut key, mut since) = (key, since);
        let (mut meant, mut by) = (None, Vec::new());
        let next = |key: &str, since| {
            let after = self.splits.get(key)?.iter().filter(move |s| s.number > since);
            after.into_iter().find(|s| s.part.meets(text, home.report, home.outlet))
        };
        while let Some(split) = next(&key, since) {
            let place = NamedPlace::written(split.to.as_ref(), text, home.story);
            key = place.key();
            since = split.number;
            meant = Some(place);
            by.push(since);
        }
        while let Some((into, number)) = self.merged.get(&key) {
            key = into.key();
            meant = Some(into.clone());
            by.push(*number);
        }
        (meant, by)
    }
}

impl PlaceMention {
    /// Takes the words for a place, with what they tell by it. One that the gazetteer does not know has its own name.
    pub(super) fn be(&mut self, meant: &NamedPlace) {
        let read = self.resolved.take();
        match meant {
            NamedPlace::Known(place) => {
                let key = read.map(|r| r.key());
                let anchors = self.relative.iter_mut().flat_map(|r| &mut r.anchors);
                anchors.filter(|a| Some(a.key()) == key).for_each(|a| *a = place.clone());
                self.resolved = Some(place.clone());
            }
            NamedPlace::Unknown { name, .. } => {
                self.text.clone_from(name);
                // So many kilometres from nobody knows where are nowhere.
                self.relative = None;
            }
        }
    }
}

impl<'a> Home<'a> {
    pub(super) fn of(claim: &'a Claim, outlet: Option<&'a str>, stories: &'a HashMap<String, String>) -> Self {
        Self { report: &claim.report, outlet, story: stories.get(&claim.report).map(String::as_str) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Relative, RelativeSort, Span,
        claim::{Feature, Tier},
        decision::Field,
        review::{Reviews, State, tests::claim as told},
    };
    use jiff::Timestamp;

    fn known(name: &str, country: &str, id: u32) -> ResolvedPlace {
        ResolvedPlace {
            name: name.to_owned(),
            feature: Feature::City,
            country: Some(country.to_owned()),
            admin1: None,
            point: Some((f64::from(id), 36.0)),
            geonames_id: Some(id),
            precision: 1,
            tier: Tier::Exact,
        }
    }

    fn hama() -> ResolvedPlace {
        known("Hama", "SY", 1)
    }

    fn tripoli(country: &str) -> ResolvedPlace {
        known("Tripoli", country, if country == "LY" { 2 } else { 3 })
    }

    fn unknown(name: &str, country: &str) -> NamedPlace {
        NamedPlace::Unknown { name: name.to_owned(), country: Some(country.to_owned()) }
    }

    fn mention(text: &str, resolved: Option<ResolvedPlace>) -> PlaceMention {
        let span = Span::new(0, text.len());
        PlaceMention { text: text.to_owned(), span, resolved, candidates: Vec::new(), inherited: true, relative: None }
    }

    /// `report id` with its place.
    fn claim(named: [&str; 2], text: &str, resolved: Option<ResolvedPlace>) -> Arc<Claim> {
        let told = told([named[0], "1", named[1]], &format!("rebels took {text}"), named[1], "");
        Arc::new(Claim { place: Some(mention(text, resolved)), ..Claim::clone(&told) })
    }

    fn merge(into: NamedPlace, from: NamedPlace) -> Choice {
        Choice::MergePlaces { into, from }
    }

    /// Takes what meets `name report outlet`, each of them or `-`, from a place.
    fn split(place: ResolvedPlace, meets: [&str; 3], to: Option<ResolvedPlace>) -> Choice {
        let [name, report, outlet] = meets.map(|text| (text != "-").then(|| text.to_owned()));
        Choice::SplitPlace { place: NamedPlace::Known(place), part: PlacePart::Where { name, report, outlet }, to }
    }

    /// Follows decisions, numbered from 1 where `None` stands for one that was taken back: where the claims are, and which
    /// decisions hold. Whatever the order of the claims, and wherever they come in two portions, it is the same.
    fn follow(claims: &[Arc<Claim>], choices: &[Option<Choice>]) -> (Vec<String>, Vec<i64>) {
        let at = Timestamp::UNIX_EPOCH;
        let decision = |(number, choice): (i64, &Option<Choice>)| {
            choice.clone().map(|choice| Decision { number, choice, who: "me".to_owned(), at, note: None })
        };
        let decisions: Vec<Decision> = (1..).zip(choices).filter_map(decision).collect();
        let outlet = |c: &Claim| Some(if c.report.starts_with("lb") { "Beirut Post" } else { "Gazette" });
        let seen = |claims: &[Arc<Claim>], reviews: &Reviews| {
            let key = |c: &Arc<Claim>| c.place.as_ref().and_then(|p| p.key(Some("SY"))).unwrap_or_default();
            let mut places: Vec<(String, String)> = claims.iter().map(|c| (c.id.clone(), key(c))).collect();
            places.sort();
            let holds = decisions.iter().map(|d| d.number).filter(|n| reviews.is_effective(*n)).collect();
            (places.into_iter().map(|(_, key)| key).collect::<Vec<_>>(), holds)
        };
        let mut all = claims.to_vec();
        let reviews = Reviews::follow(&mut all, &decisions, outlet);
        let expected = seen(&all, &reviews);
        for claim in claims {
            let review = reviews.of(&claim.id);
            assert_eq!(reviews.state(&claim.id), State::Open, "a decision on places checks no claim");
            assert_eq!(
                review.is_some(),
                review.is_some_and(|r| r.read.as_ref() == Some(claim)),
                "what was read is kept"
            );
        }
        let mut backwards: Vec<_> = claims.iter().rev().cloned().collect();
        let reviews = Reviews::follow(&mut backwards, &decisions, outlet);
        assert_eq!(seen(&backwards, &reviews), expected, "the other way round");
        let (first, rest): (Vec<_>, Vec<_>) = claims.iter().cloned().partition(|c| c.report == claims[0].report);
        let (mut first, mut rest) = (first, rest);
        let mut reviews = Reviews::follow(&mut first, &decisions, outlet);
        reviews.add(&mut rest, outlet);
        first.extend(rest);
        assert_eq!(seen(&first, &reviews), expected, "in two portions");
        expected
    }

    fn keys(claims: &[Arc<Claim>], choices: &[Option<Choice>]) -> String {
        follow(claims, choices).0.join(" ")
    }

    #[test]
    fn a_name_that_the_gazetteer_does_not_know_becomes_a_place_where_reports_are_about_its_country() {
        let claims = [
            claim(["sy1", "a"], "Tall Rifat", None),
            claim(["sy1", "b"], "Hama", Some(hama())),
            claim(["ly1", "c"], "Tall Rifat", None),
            claim(["ly1", "d"], "Tripoli", Some(tripoli("LY"))),
            claim(["sy2", "e"], "the Tall Rifat", None),
            claim(["sy2", "f"], "Hama", Some(hama())),
            claim(["sy2", "g"], "two villages", None),
        ];
        let rifat = unknown("Tall Rifat", "SY");
        let into = known("Tell Rifaat", "SY", 9);
        let (places, holds) = follow(&claims, &[Some(merge(NamedPlace::Known(into), rifat))]);
        assert_eq!(places, ["g9", "g1", "text:SY/tall rifat", "g2", "g9", "g1", ""], "in Libya it is another one");
        assert_eq!(holds, [1]);
    }

    #[test]
    fn merges_hold_in_whatever_order_they_were_recorded_and_never_come_round() {
        let [a, b, c] = [1, 2, 3].map(|id| known("X", "SY", id));
        let claims = [
            claim(["r", "a"], "A", Some(a.clone())),
            claim(["r", "b"], "B", Some(b.clone())),
            claim(["s", "c"], "C", Some(c.clone())),
        ];
        let [a, b, c] = [a, b, c].map(NamedPlace::Known);
        let one = |into: &NamedPlace, from: &NamedPlace| Some(merge(into.clone(), from.clone()));
        assert_eq!(keys(&claims, &[one(&b, &a), one(&c, &b)]), "g3 g3 g3");
        assert_eq!(keys(&claims, &[one(&c, &b), one(&b, &a)]), "g3 g3 g3");
        assert_eq!(
            follow(&claims, &[one(&b, &a), one(&a, &b)]),
            (vec!["g2".into(), "g2".into(), "g3".into()], vec![1])
        );
        let round = follow(&claims, &[one(&b, &a), one(&c, &b), one(&a, &c)]);
        assert_eq!(round, (vec!["g3".into(), "g3".into(), "g3".into()], vec![1, 2]));
        assert_eq!(keys(&claims, &[None, one(&c, &b), one(&a, &c)]), "g1 g1 g1", "after the first was taken back");
        let nothing = follow(&claims[1..], &[one(&c, &a)]);
        assert_eq!(nothing.1, [] as [i64; 0], "no claim tells of it");
    }

    #[test]
    fn a_split_takes_what_it_names_and_nothing_else() {
        let claims = [
            claim(["lb1", "a"], "Tripoli", Some(tripoli("LY"))),
            claim(["lb1", "b"], "Tarabulus", Some(tripoli("LY"))),
            claim(["ly1", "c"], "Tripoli", Some(tripoli("LY"))),
            claim(["lb2", "d"], "Tripoli", Some(hama())),
        ];
        let to = || Some(tripoli("LB"));
        let apart = |meets, to| follow(&claims, &[Some(split(tripoli("LY"), meets, to))]).0.join(" ");
        assert_eq!(apart(["tripoli", "-", "-"], to()), "g3 g2 g3 g1");
        assert_eq!(apart(["Tripoli", "-", "Beirut Post"], to()), "g3 g2 g2 g1");
        assert_eq!(apart(["-", "lb1", "-"], to()), "g3 g3 g2 g1");
        assert_eq!(apart(["-", "-", "beirut post"], None), "text:SY/tripoli text:SY/tarabulus g2 g1");
        assert_eq!(apart(["-", "lb2", "-"], to()), "g2 g2 g2 g1", "it is no place of that report");
        let city = |report| claim([report, report], "the city", Some(tripoli("LY")));
        let city_off = |report| split(tripoli("LY"), ["The City", report, "-"], to());
        let cities = [city("x"), city("y")];
        assert_eq!(keys(&cities, &[Some(city_off("-"))]), "g2 g2", "no name of a place");
        assert_eq!(keys(&cities, &[Some(city_off("x"))]), "g3 g2");
    }

    #[test]
    fn decisions_speak_of_places_as_they_stood() {
        let claims = [
            claim(["r", "a"], "Tripoli", Some(tripoli("LY"))),
            claim(["r", "b"], "Tripoli", Some(tripoli("LB"))),
            claim(["s", "c"], "Tarabulus", Some(tripoli("LB"))),
        ];
        let [ly, lb] = ["LY", "LB"].map(|c| NamedPlace::Known(tripoli(c)));
        let name_off = || Some(split(tripoli("LY"), ["Tripoli", "-", "-"], Some(hama())));
        let one = || Some(merge(ly.clone(), lb.clone()));
        assert_eq!(keys(&claims, &[one(), name_off()]), "g1 g1 g2", "of all that was one place by then");
        assert_eq!(keys(&claims, &[name_off(), one()]), "g1 g2 g2", "not of what came to it later");
        // What was parted can be parted and joined again.
        let on = Some(split(hama(), ["Tripoli", "-", "-"], Some(known("Homs", "SY", 8))));
        assert_eq!(keys(&claims, &[one(), name_off(), on.clone()]), "g8 g8 g2");
        assert_eq!(keys(&claims, &[one(), on, name_off()]), "g1 g1 g2");
        let own = Some(split(tripoli("LY"), ["Tripoli", "-", "-"], None));
        let named = Some(merge(NamedPlace::Known(hama()), unknown("Tripoli", "LB")));
        assert_eq!(keys(&claims[..2], &[own, named]), "g1 g3", "reports of LB and LY are counted as of LB");
    }

    #[test]
    fn a_correction_of_one_claim_and_a_split_by_claims_come_in_their_turn() {
        let claims =
            [claim(["r", "a"], "Tripoli", Some(tripoli("LY"))), claim(["r", "b"], "Tripoli", Some(tripoli("LY")))];
        let named = |i: usize| crate::decision::NamedClaim::from(claims[i].as_ref());
        let by_name = split(tripoli("LY"), ["Tripoli", "-", "-"], Some(tripoli("LB")));
        let by_claim = Choice::SplitPlace {
            place: NamedPlace::Known(tripoli("LY")),
            part: PlacePart::Claims(vec![named(0)]),
            to: Some(hama()),
        };
        assert_eq!(keys(&claims, &[Some(by_claim.clone())]), "g1 g2");
        assert_eq!(keys(&claims, &[Some(by_name.clone()), Some(by_claim.clone())]), "g1 g3");
        assert_eq!(keys(&claims, &[Some(by_claim), Some(by_name)]), "g1 g3", "it is no claim of that place any more");
        let joined = merge(NamedPlace::Known(hama()), NamedPlace::Known(tripoli("LY")));
        let own =
            Choice::SplitPlace { place: NamedPlace::Known(hama()), part: PlacePart::Claims(vec![named(1)]), to: None };
        assert_eq!(keys(&claims, &[Some(joined), Some(own)]), "g1 text:SY/tripoli");
    }

    #[test]
    fn ends_of_movements_and_places_told_by_others_go_along() {
        let mut moves = claim(["r", "a"], "Hama", Some(hama()));
        let relative = Relative {
            sort: RelativeSort::Between,
            text: "between Hama and Tripoli".to_owned(),
            span: Span::new(0, 24),
            anchors: vec![hama(), tripoli("LY")],
            bearing: None,
            wind: 0.0,
            distance_km: None,
            rule: "between".to_owned(),
        };
        let told = Arc::make_mut(&mut moves);
        told.to = Some(mention("Tripoli", Some(tripoli("LY"))));
        told.place.as_mut().expect("a place").relative = Some(Box::new(relative));
        let decisions =
            |choice| [Decision { number: 4, choice, who: String::new(), at: Timestamp::UNIX_EPOCH, note: None }];
        let after = |choice| {
            let mut claims = [Arc::clone(&moves)];
            let reviews = Reviews::follow(&mut claims, &decisions(choice), |_| None);
            let [claim] = claims;
            let place = claim.place.clone().expect("a place");
            let anchors = place.relative.map(|r| r.anchors.iter().map(ResolvedPlace::key).collect::<Vec<_>>());
            assert!(place.inherited, "what was read of it stays");
            let review = reviews.of("a").expect("a review");
            assert_eq!(review.decisions, [4]);
            (claim.to.as_ref().and_then(|p| p.key(None)), anchors, review.corrected.contains_key(&Field::Place))
        };
        let merged = merge(NamedPlace::Known(tripoli("LB")), NamedPlace::Known(tripoli("LY")));
        assert_eq!(after(merged), (Some("g3".to_owned()), Some(vec!["g1".to_owned(), "g3".to_owned()]), true));
        let apart = split(tripoli("LY"), ["Tripoli", "-", "-"], Some(tripoli("LB")));
        assert_eq!(after(apart).0.as_deref(), Some("g3"));
        let own = split(hama(), ["Hama", "-", "-"], None);
        assert_eq!(after(own), (Some("g2".to_owned()), None, true));
    }
}
