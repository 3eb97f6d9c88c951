//! Which of its namesakes a place name means: a choice by plain facts with weights, made for all names of a report
//! together.
//!
//! A report is looked at twice. At first each name is weighed by itself: by sort, size and name of each candidate, by
//! the words beside it (`Paris, Texas`, `Madison County`), and by the countries and divisions that the report names.
//! Then it is weighed again beside what the other names most likely mean: how many of them lie in the candidate's country
//! and division, and how many near it. The weights of both looks stand in `lexicons/en/namesakes.toml`. What an outlet's
//! name and address tell of its home (`home.rs`) is weighed with the names, and counts where the report names other places
//! there.

use super::{Found, home};
use crate::story::Story;
use dateline_core::{
    claim::{Feature, Tier},
    gazetteer::{Gazetteer, Place, PlaceId, normalise},
    geo::distance_km,
    reading::Tag,
};
use std::{collections::HashMap, ops::Range};

/// So many namesakes are weighed, the largest.
const MOST: usize = 64;
/// A town this near (km) to the middle of a district may lie in it.
const DISTRICT: f64 = 60.0;
/// Side of the squares (degrees) in which nearness is counted.
const SQUARE: f64 = 0.5;
/// So many words may stand between a name and the name of what it lies in.
const LINK: usize = 3;

macro_rules! facts {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// What may be known of a place that a name may mean.
        #[derive(Debug, Clone, Copy)]
        #[repr(u8)]
        enum Fact { $($name),* }

        /// The facts' names, in order.
        pub const FACTS: &[&str] = &[$($text),*];
    };
}

facts! {
    Country = "a country",
    Admin1 = "a first-level division",
    Admin2 = "a second-level division",
    City = "a settlement",
    Region = "a region",
    Water = "a water",
    Continent = "a continent",
    Site = "a site",
    Thousand = "a thousand people",
    TenThousand = "ten thousand people",
    FiftyThousand = "fifty thousand people",
    HundredThousand = "a hundred thousand people",
    ThreeHundredThousand = "three hundred thousand people",
    Million = "a million people",
    ThreeMillion = "three million people",
    TenMillion = "ten million people",
    LargeDivision = "a division of a million people",
    Largest = "the largest of its namesakes",
    LargestCity = "the largest settlement of that name",
    Tenth = "less than a tenth of the largest",
    Hundredth = "less than a hundredth of the largest",
    Capital = "a capital",
    OtherName = "by another name than its usual one",
    OthersName = "by another name, which is a namesake's own",
    Wide = "wider than a country",
    SmallByOtherName = "small, by another name",
    Stripped = "by its name without a type word",
    Folded = "by a spelling",
    Own = "of the project's own list",
    UnderCountry = "its name is also a country's",
    UnderDivision = "its name is also a larger division's",
    AroundNamesake = "a division around a town of its name",
    InNamesake = "a town in the division of its name",
    Fits = "of the sort that is said",
    Unfit = "of another sort than is said",
    InNextDivision = "in the division named behind it",
    InNextCountry = "in the country named behind it",
    CountryOfNext = "in the country of what is named behind it",
    NextElsewhere = "what is named behind it lies elsewhere",
    InLinkedDivision = "in the division it is said to lie in",
    InLinkedCountry = "in the country it is said to lie in",
    CountryOfLinked = "in the country of what it is said to lie in",
    LinkedElsewhere = "said to lie elsewhere",
    HoldsPrevious = "holds what is named before it",
    HoldsCountryPrevious = "the country of what is named before it",
    PreviousElsewhere = "what is named before it lies elsewhere",
    SaidElsewhere = "so placed elsewhere in the report",
    CountryNamed = "its country is named",
    CountryNamedMost = "its country is named most",
    OtherCountryNamed = "only other countries are named",
    DivisionNamed = "its division is named",
    DivisionNamedTwice = "its division is named twice",
    OtherDivisionNamed = "only other divisions of its country are named",
    Alone = "no other place is named",
    CountryTenth = "a tenth of the other places lie in its country",
    CountryThird = "a third of the other places lie in its country",
    CountryHalf = "half of the other places lie in its country",
    CountryMost = "three quarters of the other places lie in its country",
    CountryNearlyAll = "nearly all other places lie in its country",
    DivisionTwentieth = "a twentieth of the other places lie in its division",
    DivisionSixth = "a sixth of the other places lie in its division",
    DivisionThird = "a third of the other places lie in its division",
    DivisionHalf = "half of the other places lie in its division",
    NearTenth = "a tenth of the other places lie near",
    NearQuarter = "a quarter of the other places lie near",
    NearHalf = "half of the other places lie near",
    NearSome = "another place lies near",
    NearTwo = "two other places lie near",
    NearFour = "four other places lie near",
    HomeCountry = "in the country of the outlet",
    HomeDivision = "in the division of the outlet",
    HomeNear = "near where the outlet is at home",
}

/// Facts from this one on need a first look at the other names.
const SECOND_LOOK: u8 = Fact::Alone as u8;

/// Facts by which something else in the report speaks for a candidate.
const TIES: [Fact; 15] = [
    Fact::InNextDivision,
    Fact::InNextCountry,
    Fact::CountryOfNext,
    Fact::InLinkedDivision,
    Fact::InLinkedCountry,
    Fact::CountryOfLinked,
    Fact::HoldsPrevious,
    Fact::HoldsCountryPrevious,
    Fact::SaidElsewhere,
    Fact::CountryNamed,
    Fact::DivisionNamed,
    Fact::CountryTenth,
    Fact::NearTenth,
    Fact::NearSome,
    Fact::HomeCountry,
];

/// The facts that hold for a candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts(u128);

impl Facts {
    fn note(&mut self, fact: Fact, holds: bool) {
        self.0 |= u128::from(holds) << fact as u8;
    }

    fn has(self, fact: Fact) -> bool {
        self.0 >> fact as u8 & 1 == 1
    }

    /// Whether anything else in the report lies in the candidate's country or near it.
    fn tie(self) -> bool {
        TIES.iter().any(|fact| self.has(*fact))
    }

    /// Their numbers in [`FACTS`].
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = (left != 0).then(|| left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            next
        })
    }
}

/// The weights of one look, in the order of [`FACTS`].
pub type Weights = [f32; FACTS.len()];

/// The two looks' weights as the lexicon has them; what it does not name weighs nothing.
pub fn weights(story: &Story<'_>) -> [Weights; 2] {
    ["namesakes.first", "namesakes.second"].map(|table| {
        let mut out = [0.0; FACTS.len()];
        for (weight, fact) in out.iter_mut().zip(FACTS) {
            *weight = story.rules.table(table, fact).and_then(|w| w.parse().ok()).unwrap_or(0.0);
        }
        out
    })
}

/// A place that a name may mean.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// Its number.
    pub id: PlaceId,
    /// What the gazetteer knows of it.
    pub place: Place<'a>,
    division: Option<PlaceId>,
    facts: Facts,
    probability: f32,
}

impl Candidate<'_> {
    /// The division that it lies in or is.
    fn own_division(&self) -> Option<PlaceId> {
        if self.place.feature == Feature::Admin1 { Some(self.id) } else { self.division }
    }

    /// Notes how it lies to what all names most likely mean, but for its own.
    fn look_around(&mut self, total: &Masses<'_>, own: &Masses<'_>) {
        let rest = total.all - own.all;
        self.facts.0 &= (1 << SECOND_LOOK) - 1;
        if rest < 0.01 {
            self.facts.note(Fact::Alone, true);
            return;
        }
        let country = self.place.country.map_or(0.0, |k| less(&total.countries, &own.countries, &k) / rest);
        let division = self.own_division().map_or(0.0, |k| less(&total.divisions, &own.divisions, &k) / rest);
        let near =
            square(&self.place).map_or(0.0, |s| around(s).map(|k| less(&total.squares, &own.squares, &k)).sum::<f32>());
        let facts = &mut self.facts;
        facts.note(Fact::CountryTenth, country >= 0.1);
        facts.note(Fact::CountryThird, country >= 0.33);
        facts.note(Fact::CountryHalf, country >= 0.5);
        facts.note(Fact::CountryMost, country >= 0.75);
        facts.note(Fact::CountryNearlyAll, country >= 0.9);
        facts.note(Fact::DivisionTwentieth, division >= 0.05);
        facts.note(Fact::DivisionSixth, division >= 0.16);
        facts.note(Fact::DivisionThird, division >= 0.33);
        facts.note(Fact::DivisionHalf, division >= 0.5);
        facts.note(Fact::NearTenth, near / rest >= 0.1);
        facts.note(Fact::NearQuarter, near / rest >= 0.25);
        facts.note(Fact::NearHalf, near / rest >= 0.5);
        facts.note(Fact::NearSome, near >= 0.5);
        facts.note(Fact::NearTwo, near >= 1.5);
        facts.note(Fact::NearFour, near >= 3.5);
    }
}

/// A name with all its mentions in a report.
struct Name<'a> {
    mentions: Vec<usize>,
    /// Whether it was found as it stands; others say nothing of where the report plays.
    votes: bool,
    candidates: Vec<Candidate<'a>>,
}

/// The names of a report with what they may mean.
pub struct Choices<'a> {
    names: Vec<Name<'a>>,
    /// For each mention: its name, and what its place in the text tells of each candidate.
    mentions: Vec<(usize, Vec<Facts>)>,
    /// The places that the outlet may be called after.
    outlet: Vec<Name<'a>>,
    /// The country of the outlet's address.
    outlet_country: Option<&'a str>,
}

impl<'a> Choices<'a> {
    /// All that the text itself tells of the candidates.
    pub(super) fn new(story: &Story<'a>, found: &[Found]) -> Choices<'a> {
        let gazetteer = &story.world.gazetteer;
        let mut by_key: HashMap<(&str, Option<&str>), usize> = HashMap::new();
        let mut names: Vec<Name<'a>> = Vec::new();
        let mut mentions = Vec::with_capacity(found.len());
        for (i, hit) in found.iter().enumerate() {
            let key = (hit.name.as_str(), hit.type_word.as_deref());
            let name = *by_key.entry(key).or_insert_with(|| {
                let votes = matches!(hit.tier, Tier::Exact | Tier::Overlay);
                names.push(Name { mentions: Vec::new(), votes, candidates: candidates(story, gazetteer, hit) });
                names.len() - 1
            });
            names[name].mentions.push(i);
            mentions.push((name, vec![Facts::default(); names[name].candidates.len()]));
        }
        let home = home::of(story);
        let outlet = home.names.into_iter().map(|(name, ids)| {
            let range = 0..0;
            let hit = Found { range, name, tier: Tier::Exact, ids, type_word: None, type_word_follows: false };
            Name { mentions: Vec::new(), votes: true, candidates: candidates(story, gazetteer, &hit) }
        });
        let mut out = Choices { names, mentions, outlet: outlet.collect(), outlet_country: home.country };
        out.link(story, found);
        out.name_countries(story);
        out.share_links();
        out
    }

    /// `Paris, Texas`, `Dublin in Georgia`: what a name says of its neighbour.
    fn link(&mut self, story: &Story<'_>, found: &[Found]) {
        for i in 1..found.len() {
            let Some(comma) = joined(story, &found[i - 1].range, &found[i].range) else { continue };
            let (inner, outer) = (self.mentions[i - 1].0, self.mentions[i].0);
            if inner == outer {
                continue;
            }
            let areas: Vec<Candidate<'a>> =
                self.names[outer].candidates.iter().filter(|c| is_area(c.place.feature)).cloned().collect();
            if areas.is_empty() {
                continue;
            }
            let kept: Vec<Candidate<'a>> = self.names[inner].candidates.clone();
            for (c, facts) in kept.iter().zip(&mut self.mentions[i - 1].1) {
                let within = areas.iter().map(|a| within(c, a)).max().unwrap_or(Within::No);
                let [division, country, same, elsewhere] = if comma {
                    [Fact::InNextDivision, Fact::InNextCountry, Fact::CountryOfNext, Fact::NextElsewhere]
                } else {
                    [Fact::InLinkedDivision, Fact::InLinkedCountry, Fact::CountryOfLinked, Fact::LinkedElsewhere]
                };
                facts.note(division, within == Within::Division);
                facts.note(country, within == Within::Country);
                facts.note(same, within == Within::SameCountry);
                facts.note(elsewhere, within == Within::No);
            }
            let outer = self.names[outer].candidates.iter();
            for (a, facts) in outer.zip(&mut self.mentions[i].1) {
                let within = kept.iter().map(|c| within(c, a)).max().unwrap_or(Within::No);
                facts.note(Fact::HoldsPrevious, within == Within::Division);
                facts.note(Fact::HoldsCountryPrevious, within == Within::Country);
                facts.note(Fact::PreviousElsewhere, within < Within::Country);
            }
        }
    }

    /// Which countries and divisions the report names.
    fn name_countries(&mut self, story: &Story<'a>) {
        let gazetteer = &story.world.gazetteer;
        let mut countries: HashMap<&str, f32> = HashMap::new();
        let mut own: Vec<HashMap<&str, f32>> = Vec::with_capacity(self.names.len());
        let mut divisions: HashMap<PlaceId, (usize, usize)> = HashMap::new();
        let mut divided: HashMap<&str, usize> = HashMap::new();
        for name in &self.names {
            let mut mine: HashMap<&str, f32> = HashMap::new();
            let times = name.mentions.len();
            let areas = name
                .candidates
                .iter()
                .filter(|c| name.votes && matches!(c.place.feature, Feature::Country | Feature::Admin1));
            let share = 1.0 / areas.clone().count().max(1) as f32;
            for area in areas {
                let Some(country) = area.place.country else { continue };
                if area.place.feature == Feature::Country {
                    *mine.entry(country).or_default() += times as f32 * share;
                } else if !area.facts.has(Fact::OtherName) {
                    let entry = divisions.entry(area.id).or_default();
                    *entry = (entry.0 + 1, entry.1 + times);
                    *divided.entry(country).or_default() += 1;
                }
            }
            for (country, n) in &mine {
                *countries.entry(country).or_default() += n;
            }
            own.push(mine);
        }
        for token in &story.reading.tokens {
            let adjective = matches!(token.tag, Tag::Adj | Tag::Propn | Tag::Noun);
            let word = token.span.of(&story.report.text).filter(|w| adjective && w.starts_with(char::is_uppercase));
            if let Some(country) = word.and_then(|w| gazetteer.demonym(w)) {
                *countries.entry(country).or_default() += 1.0;
            }
        }
        let most = countries.values().copied().fold(0.0f32, f32::max);
        own.resize_with(self.names.len() + self.outlet.len(), HashMap::new);
        for (name, mine) in self.names.iter_mut().chain(&mut self.outlet).zip(&own) {
            for c in &mut name.candidates {
                let named = c.place.country.map_or(0.0, |iso| {
                    countries.get(iso).copied().unwrap_or(0.0) - mine.get(iso).copied().unwrap_or(0.0)
                });
                c.facts.note(Fact::CountryNamed, named > 0.01);
                c.facts.note(Fact::CountryNamedMost, named > 0.01 && named >= most);
                c.facts.note(Fact::OtherCountryNamed, named <= 0.01 && most > 0.01);
                let itself = usize::from(c.place.feature == Feature::Admin1);
                let division = if itself == 1 { Some(c.id) } else { c.division };
                let (others, times) = division.and_then(|d| divisions.get(&d)).copied().unwrap_or_default();
                let others = others.saturating_sub(itself);
                c.facts.note(Fact::DivisionNamed, others > 0);
                c.facts.note(Fact::DivisionNamedTwice, others > 0 && times > 1);
                let any = c.place.country.and_then(|iso| divided.get(iso)).copied().unwrap_or(0);
                c.facts.note(Fact::OtherDivisionNamed, others == 0 && any > itself);
            }
        }
    }

    /// A name that is placed once (`Paris, Texas`) is placed wherever it stands.
    fn share_links(&mut self) {
        let links = [Fact::InNextDivision, Fact::InNextCountry, Fact::InLinkedDivision, Fact::InLinkedCountry];
        let links = links.iter().fold(0, |mask, f| mask | 1u128 << *f as u8);
        let mut placed: Vec<Vec<bool>> = self.names.iter().map(|n| vec![false; n.candidates.len()]).collect();
        for (name, local) in &self.mentions {
            for (slot, facts) in placed[*name].iter_mut().zip(local) {
                *slot |= facts.0 & links != 0;
            }
        }
        for (name, local) in &mut self.mentions {
            for (placed, facts) in placed[*name].iter().zip(local) {
                facts.note(Fact::SaidElsewhere, *placed && facts.0 & links == 0);
            }
        }
    }

    /// The first look: how likely each candidate is by itself.
    pub fn look(&mut self, weights: &Weights) {
        for name in &mut self.names {
            let mut scores = vec![0.0f32; name.candidates.len()];
            for mention in &name.mentions {
                let local = &self.mentions[*mention].1;
                for ((score, c), facts) in scores.iter_mut().zip(&name.candidates).zip(local) {
                    *score += sum(Facts(c.facts.0 | facts.0), weights) / name.mentions.len() as f32;
                }
            }
            for (p, c) in softmax(&scores).into_iter().zip(&mut name.candidates) {
                c.probability = p;
            }
        }
        for name in &mut self.outlet {
            let scores: Vec<f32> = name.candidates.iter().map(|c| sum(c.facts, weights)).collect();
            for (p, c) in softmax(&scores).into_iter().zip(&mut name.candidates) {
                c.probability = p;
            }
        }
    }

    /// The second look's facts: how the candidates lie to what the other names most likely mean.
    pub fn look_around(&mut self) {
        let mut total = Masses::default();
        let masses: Vec<Masses> = self.names.iter().map(Masses::of).collect();
        for mass in &masses {
            total.add(mass);
        }
        let mut home = Masses::default();
        for name in &mut self.outlet {
            for c in &mut name.candidates {
                c.look_around(&total, &Masses::default());
                // `Meridian Wire` is not called after the town in Mississippi.
                if !c.facts.tie() {
                    c.probability = 0.0;
                }
            }
            home.add(&Masses::of(name));
        }
        let country = self.outlet_country;
        for (name, own) in self.names.iter_mut().zip(&masses) {
            for c in &mut name.candidates {
                c.look_around(&total, own);
                let half = |mass: Option<&f32>| mass.is_some_and(|m| m / home.all >= 0.5);
                let at_home = c.place.country.is_some_and(|k| country == Some(k) || half(home.countries.get(k)));
                c.facts.note(Fact::HomeCountry, at_home);
                c.facts.note(Fact::HomeDivision, c.own_division().is_some_and(|k| half(home.divisions.get(&k))));
                let near: f32 = square(&c.place).map_or(0.0, |s| around(s).filter_map(|k| home.squares.get(&k)).sum());
                c.facts.note(Fact::HomeNear, half(Some(&near)));
            }
        }
    }

    /// The candidates of a mention with the facts that hold for each.
    pub fn of(&self, mention: usize) -> impl Iterator<Item = (&Candidate<'a>, Facts)> {
        let at = self.mentions.get(mention);
        at.into_iter().flat_map(|(name, local)| {
            let candidates = self.names.get(*name).map(|n| n.candidates.as_slice()).unwrap_or_default();
            candidates.iter().zip(local).map(|(c, facts)| (c, Facts(c.facts.0 | facts.0)))
        })
    }

    /// Whether a candidate lies where the report plays.
    pub(super) fn is_at_home(&self, mention: usize, id: PlaceId) -> bool {
        let home = [Fact::CountryNamedMost, Fact::CountryThird, Fact::DivisionNamed];
        self.of(mention).any(|(c, facts)| c.id == id && home.iter().any(|f| facts.has(*f)))
    }

    /// Whether a candidate is a smaller town that nothing else in the report speaks for, and not the usual bearer of
    /// the name either or in none of the countries that are named: then rather a place that the gazetteer does not know.
    pub(super) fn is_stray(&self, mention: usize, id: PlaceId) -> bool {
        self.of(mention).any(|(c, facts)| {
            let small = facts.has(Fact::City) && !facts.has(Fact::HundredThousand) && !facts.has(Fact::Own);
            let doubtful = facts.has(Fact::OtherName) || facts.has(Fact::OtherCountryNamed);
            c.id == id && small && doubtful && !facts.tie()
        })
    }

    /// The candidates of a mention by weight, the likeliest first, each with its weight and the facts.
    pub(super) fn ranked(&self, mention: usize, weights: &Weights) -> Vec<(PlaceId, f32, Facts)> {
        let mut out: Vec<(PlaceId, f32, Facts)> =
            self.of(mention).map(|(c, facts)| (c.id, sum(facts, weights), facts)).collect();
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        out
    }
}

/// Makes both looks.
pub(super) fn choose<'a>(story: &Story<'a>, found: &[Found]) -> (Choices<'a>, Weights) {
    let [first, second] = weights(story);
    let mut choices = Choices::new(story, found);
    choices.look(&first);
    choices.look_around();
    choices.look(&second);
    choices.look_around();
    (choices, second)
}

/// What speaks for a candidate before another: facts that hold for one of them, with the difference they make, the
/// strongest first.
pub fn reasons(story: &Story<'_>, best: Facts, next: Facts) -> Vec<(String, f32)> {
    let [_, weights] = weights(story);
    let here = Facts(best.0 & !next.0).iter().map(|i| (FACTS[i].to_owned(), weights[i]));
    let there = Facts(next.0 & !best.0).iter().map(|i| (format!("not {}", FACTS[i]), -weights[i]));
    let mut out: Vec<(String, f32)> = here.chain(there).collect();
    out.retain(|(_, weight)| *weight > 0.0);
    out.sort_by(|a, b| b.1.total_cmp(&a.1));
    out
}

/// The sum of the weights of some facts.
pub fn sum(facts: Facts, weights: &Weights) -> f32 {
    facts.iter().filter_map(|i| weights.get(i)).sum()
}

/// Shares in proportion to the exponentials of some scores.
pub fn softmax(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised: Vec<f32> = scores.iter().map(|s| (s - top).exp()).collect();
    let all: f32 = raised.iter().sum();
    raised.into_iter().map(|r| r / all).collect()
}

fn candidates<'a>(story: &Story<'a>, gazetteer: &'a Gazetteer, hit: &Found) -> Vec<Candidate<'a>> {
    let mut out: Vec<Candidate<'a>> = hit
        .ids
        .iter()
        .take(MOST)
        .map(|id| Candidate {
            id: *id,
            place: gazetteer.place(*id),
            division: gazetteer.admin1_of(*id),
            facts: Facts::default(),
            probability: 0.0,
        })
        .collect();
    let largest = |cities: bool| {
        let some = out.iter().filter(|c| !cities || c.place.feature == Feature::City);
        some.map(|c| c.place.population).max().unwrap_or(0)
    };
    let (most, most_of_cities) = (largest(false), largest(true));
    let by_usual_name: Vec<bool> = out.iter().map(|c| usual(&c.place, hit)).collect();
    let any = |feature: Feature| out.iter().zip(&by_usual_name).any(|(c, usual)| *usual && c.place.feature == feature);
    let (country, division) = (any(Feature::Country), any(Feature::Admin1));
    let named = by_usual_name.contains(&true);
    let called = out.iter().zip(&by_usual_name).filter(|(_, usual)| **usual);
    let (towns, divisions): (Vec<&Candidate<'_>>, Vec<&Candidate<'_>>) = (
        called.clone().map(|(c, _)| c).filter(|c| c.place.feature == Feature::City).collect(),
        called.map(|(c, _)| c).filter(|c| matches!(c.place.feature, Feature::Admin1 | Feature::Admin2)).collect(),
    );
    let holds = |c: &Candidate<'_>, of: &[&Candidate<'_>], outward: bool| {
        of.iter().any(|o| if outward { within(c, o) } else { within(o, c) } == Within::Division)
    };
    let around: Vec<(bool, bool)> = out
        .iter()
        .map(|c| match c.place.feature {
            Feature::City => (false, holds(c, &divisions, true)),
            Feature::Admin1 | Feature::Admin2 => (holds(c, &towns, false), false),
            _ => (false, false),
        })
        .collect();
    let wanted = hit.type_word.as_deref().map(|w| wanted(story, w));
    let mut capitals = Capitals::default();
    for ((c, usual), (around_namesake, in_namesake)) in out.iter_mut().zip(by_usual_name).zip(around) {
        let p = c.place;
        let people = p.population;
        let feature = p.feature;
        let other_name = hit.tier == Tier::Exact && !usual;
        let facts = &mut c.facts;
        let sort = match feature {
            Feature::Country => Fact::Country,
            Feature::Admin1 => Fact::Admin1,
            Feature::Admin2 => Fact::Admin2,
            Feature::City => Fact::City,
            Feature::Region => Fact::Region,
            Feature::Water => Fact::Water,
            Feature::Continent => Fact::Continent,
            _ => Fact::Site,
        };
        facts.note(sort, true);
        let sizes = [
            (1_000, Fact::Thousand),
            (10_000, Fact::TenThousand),
            (50_000, Fact::FiftyThousand),
            (100_000, Fact::HundredThousand),
            (300_000, Fact::ThreeHundredThousand),
            (1_000_000, Fact::Million),
            (3_000_000, Fact::ThreeMillion),
            (10_000_000, Fact::TenMillion),
        ];
        for (size, fact) in sizes {
            facts.note(fact, people >= size);
        }
        facts.note(Fact::LargeDivision, matches!(feature, Feature::Admin1 | Feature::Admin2) && people >= 1_000_000);
        facts.note(Fact::Largest, people == most && most > 0);
        facts.note(Fact::LargestCity, feature == Feature::City && people == most_of_cities && people > 0);
        facts.note(Fact::Tenth, u64::from(people) * 10 < u64::from(most));
        facts.note(Fact::Hundredth, u64::from(people) * 100 < u64::from(most));
        facts.note(Fact::Capital, feature == Feature::City && capitals.has(story, &p));
        facts.note(Fact::OtherName, other_name);
        facts.note(Fact::OthersName, other_name && named);
        facts.note(Fact::Wide, is_area(feature) && p.country.is_none());
        facts.note(Fact::SmallByOtherName, other_name && people < 100_000);
        facts.note(Fact::Stripped, hit.tier == Tier::Stripped);
        facts.note(Fact::Folded, hit.tier == Tier::Fold);
        facts.note(Fact::Own, p.is_overlay);
        facts.note(Fact::UnderCountry, country && feature != Feature::Country);
        facts.note(Fact::UnderDivision, division && !matches!(feature, Feature::Country | Feature::Admin1));
        let said = wanted.is_some_and(|sorts| sorts.contains(&feature));
        facts.note(Fact::AroundNamesake, around_namesake && !said);
        facts.note(Fact::InNamesake, in_namesake && !said);
        if let Some(wanted) = wanted {
            facts.note(Fact::Fits, wanted.contains(&feature));
            facts.note(Fact::Unfit, !wanted.is_empty() && !wanted.contains(&feature));
        }
    }
    out
}

/// Whether a place is called by its usual name, a type word in it or beside it not counting.
fn usual(place: &Place<'_>, hit: &Found) -> bool {
    let name = normalise(place.name);
    name == hit.name
        || name.strip_prefix(&hit.name).is_some_and(|rest| rest.starts_with(' ') && place.feature != Feature::City)
}

/// The capitals of the countries met, each looked up once.
#[derive(Default)]
struct Capitals<'a>(HashMap<&'a str, Option<&'a str>>);

impl<'a> Capitals<'a> {
    fn has(&mut self, story: &Story<'a>, place: &Place<'a>) -> bool {
        let Some(country) = place.country else { return false };
        let rules = story.rules;
        let capital = self.0.entry(country).or_insert_with(|| rules.table("capitals.of", &country.to_lowercase()));
        *capital == Some(place.name)
    }
}

/// The sorts of place that a type word speaks of; none if any.
fn wanted(story: &Story<'_>, word: &str) -> &'static [Feature] {
    match story.rules.table("place-sorts.of", word) {
        Some("settlement") => &[Feature::City],
        Some("division") => &[Feature::Admin1, Feature::Region],
        Some("district") => &[Feature::Admin2, Feature::Region],
        Some("state") => &[Feature::Admin1, Feature::Country],
        Some("region") => &[Feature::Region, Feature::Admin1],
        Some("water") => &[Feature::Water],
        _ => &[],
    }
}

/// How a place lies to an area, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Within {
    No,
    SameCountry,
    Country,
    Division,
}

fn is_area(feature: Feature) -> bool {
    matches!(feature, Feature::Country | Feature::Admin1 | Feature::Admin2 | Feature::Region | Feature::Continent)
}

fn within(c: &Candidate<'_>, area: &Candidate<'_>) -> Within {
    let (p, a) = (&c.place, &area.place);
    if c.id == area.id || p.country.is_none() || p.country != a.country {
        return Within::No;
    }
    let near = || p.point.zip(a.point).is_some_and(|(x, y)| distance_km(x, y) < DISTRICT);
    match a.feature {
        Feature::Country if p.feature != Feature::Country => Within::Country,
        Feature::Admin1 if c.division == Some(area.id) => Within::Division,
        Feature::Admin2 if c.division == area.division && !is_area(p.feature) && near() => Within::Division,
        Feature::Admin1 | Feature::Region if p.feature != Feature::Country => Within::SameCountry,
        _ => Within::No,
    }
}

/// Whether the second of two names says where the first lies: by a comma (`true`) or a preposition (`false`).
fn joined(story: &Story<'_>, a: &Range<usize>, b: &Range<usize>) -> Option<bool> {
    let near = a.end < b.start && b.start - a.end <= LINK && story.sentence(a.start).contains(&b.start);
    let mut between = (a.end..b.start.max(a.end)).map(|i| story.token(i));
    if !near {
        return None;
    }
    if between.clone().count() == 1 && between.clone().all(|t| matches!(t.form.as_str(), "," | "(")) {
        return Some(true);
    }
    between.clone().any(|t| t.tag == Tag::Adp).then_some(false).filter(|_| {
        between.all(|t| {
            matches!(t.tag, Tag::Adp | Tag::Det | Tag::Adj | Tag::Punct) || story.rules.in_list("place-types", t)
        })
    })
}

/// How much of some names lies where.
#[derive(Default)]
struct Masses<'a> {
    all: f32,
    countries: HashMap<&'a str, f32>,
    divisions: HashMap<PlaceId, f32>,
    squares: HashMap<(i16, i16), f32>,
}

impl<'a> Masses<'a> {
    /// Where a name lies, by the probabilities of its candidates; the more often it stands in the text the more it weighs.
    fn of(name: &Name<'a>) -> Masses<'a> {
        let mut out = Masses::default();
        if !name.votes {
            return out;
        }
        let weight = 1.0 + (name.mentions.len().max(1) as f32).ln();
        for c in &name.candidates {
            let mass = c.probability * weight;
            out.all += mass;
            if let Some(country) = c.place.country {
                *out.countries.entry(country).or_default() += mass;
            }
            let division = if c.place.feature == Feature::Admin1 { Some(c.id) } else { c.division };
            if let Some(division) = division {
                *out.divisions.entry(division).or_default() += mass;
            }
            if let Some(square) = square(&c.place) {
                *out.squares.entry(square).or_default() += mass;
            }
        }
        out
    }

    fn add(&mut self, other: &Masses<'a>) {
        self.all += other.all;
        for (k, v) in &other.countries {
            *self.countries.entry(k).or_default() += v;
        }
        for (k, v) in &other.divisions {
            *self.divisions.entry(*k).or_default() += v;
        }
        for (k, v) in &other.squares {
            *self.squares.entry(*k).or_default() += v;
        }
    }
}

fn less<K: std::hash::Hash + Eq>(all: &HashMap<K, f32>, own: &HashMap<K, f32>, key: &K) -> f32 {
    (all.get(key).copied().unwrap_or(0.0) - own.get(key).copied().unwrap_or(0.0)).max(0.0)
}

/// The square that a place lies in; countries and larger divisions lie in none.
fn square(place: &Place<'_>) -> Option<(i16, i16)> {
    let spot = !matches!(place.feature, Feature::Country | Feature::Admin1 | Feature::Continent);
    place.point.filter(|_| spot).map(|(lat, lon)| ((lat / SQUARE).floor() as i16, (lon / SQUARE).floor() as i16))
}

fn around((lat, lon): (i16, i16)) -> impl Iterator<Item = (i16, i16)> {
    (-1..=1).flat_map(move |a| (-1..=1).map(move |b| (lat + a, lon + b)))
}
