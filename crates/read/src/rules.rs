//! Rules as data: loading, checking, and the index by first word.
//!
//! A rule file is TOML below `rules/en/`; the folder says what its rules are for:
//! `kinds/`, `relations/`, `attribution/`, `modality/`, `times/`, `quantities/`, `places/`, `types/`, `displacement/`. Lists of words are plain text below `lexicons/en/`.
//! CONTRIBUTING.md describes the format; [`pattern`] the patterns.

pub mod pattern;
pub mod places;

use crate::rules::{
    pattern::{Pattern, PatternError},
    places::PlaceRule,
};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use dateline_core::{Kind, Modality, Stance, World, actors::ActorClass, kind::UnknownName, world::DataFile};
use serde::Deserialize;
use std::{collections::HashMap, fmt};
use toml::Spanned;

/// Everything the reading stages know of English, compiled.
#[derive(Debug, Default)]
pub struct Rules {
    /// Rules that make claims.
    pub kinds: RuleSet<KindRule>,
    /// Rules that tell of relations in passing.
    pub relations: RuleSet<KindRule>,
    /// Rules that attribute.
    pub attribution: RuleSet<CueRule>,
    /// Rules that set modality or stance of what they govern.
    pub modality: RuleSet<ModalityRule>,
    /// Rules that recognise time expressions.
    pub times: RuleSet<TimeRule>,
    /// Those that hold only where a text tells of a time of its own.
    pub history: RuleSet<TimeRule>,
    /// Rules that bound or approximate numbers.
    pub quantities: RuleSet<QuantityRule>,
    /// Rules that tell of places by others.
    pub places: RuleSet<PlaceRule>,
    /// Rules that speak for an event type.
    pub types: RuleSet<TypeRule>,
    /// Rules that say in what way the counted people or houses are affected.
    pub displacement: RuleSet<TypeRule>,
    lists: HashMap<String, WordList>,
    tables: HashMap<String, HashMap<String, String>>,
    examples: Vec<Example>,
}

/// Rules of one folder with an index by the word they can start with.
#[derive(Debug)]
pub struct RuleSet<R> {
    rules: Vec<Rule<R>>,
    by_word: HashMap<String, Vec<usize>>,
    anywhere: Vec<usize>,
}

impl<R> Default for RuleSet<R> {
    fn default() -> Self {
        Self { rules: Vec::new(), by_word: HashMap::new(), anywhere: Vec::new() }
    }
}

/// One rule.
#[derive(Debug)]
pub struct Rule<R> {
    /// Unique over all folders.
    pub id: String,
    /// What it looks for.
    pub pattern: Pattern,
    /// What it means.
    pub body: R,
}

/// A rule below `kinds/`.
#[derive(Debug, Clone, PartialEq)]
pub struct KindRule {
    /// The kind of the claim.
    pub kind: Kind,
    /// Its name within `other`.
    pub sub_kind: Option<String>,
    /// Set by the words themselves, e.g. `no longer controls` denies.
    pub stance: Option<Stance>,
    /// Set by the words themselves, e.g. `is poised to`.
    pub modality: Option<Modality>,
    /// The kind of the claim where its words are denied, if another: who denies that a town has fallen denies its capture.
    pub denied: Option<Kind>,
    /// Where the roles are found.
    pub roles: Vec<Role>,
    /// Paths that must lead nowhere.
    pub without: Vec<Path>,
    /// Roles without which there is no claim.
    pub require: Vec<String>,
    /// The unit of a quantity among the patients (`killed`).
    pub unit: Option<String>,
    /// How much of the place is meant.
    pub extent: Option<dateline_core::Extent>,
}

/// A role and the ways to it, tried in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// `actor`, `target`, `place` or `quantity`.
    pub name: String,
    /// The ways.
    pub paths: Vec<Path>,
}

/// One way from the head of a match to a role.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Where to go.
    pub step: Step,
    /// A list in which the head of the phrase found must stand (`:@people`).
    pub filter: Option<Filter>,
}

impl fmt::Display for Path {
    /// As it is written in a rule: `agent:who`, `out_of:!place`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.step {
            Step::Agent => f.write_str("agent"),
            Step::Patient => f.write_str("patient"),
            Step::Subject => f.write_str("subject"),
            Step::Governor => f.write_str("governor"),
            Step::Modifier => f.write_str("modifier"),
            Step::Preposition(word) => f.write_str(word),
            Step::Capture(name) => write!(f, "${name}"),
            Step::Clause => f.write_str("clause"),
        }?;
        match &self.filter {
            None => Ok(()),
            Some(Filter::List(list)) => write!(f, ":@{list}"),
            Some(Filter::NotList(list)) => write!(f, ":!@{list}"),
            Some(Filter::Place) => f.write_str(":place"),
            Some(Filter::NotPlace) => f.write_str(":!place"),
            Some(Filter::Number) => f.write_str(":number"),
            Some(Filter::Who) => f.write_str(":who"),
            Some(Filter::Person) => f.write_str(":person"),
        }
    }
}

/// A test of the phrase that a path leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// The phrase's head is in this list.
    List(String),
    /// The phrase's head is not in this list.
    NotList(String),
    /// The phrase is a place name or its head is a type of place.
    Place,
    /// The phrase is neither.
    NotPlace,
    /// The phrase holds a number.
    Number,
    /// The phrase is one that can act or suffer: people, armed units, bodies, countries, pronouns, bare numbers.
    Who,
    /// A person by name or by `he` and `she`.
    Person,
}

/// Where a path goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Who does it: subject of an active verb, `by` of a passive, possessor or `by` of a noun, the noun a clause
    /// describes, the subject that is shared with a verb above.
    Agent,
    /// Whom or what it is done to: object, subject of a passive, `of` of a noun, the noun a clause describes.
    Patient,
    /// The plain grammatical subject.
    Subject,
    /// The word that the head modifies or is compounded with.
    Governor,
    /// What the head is compounded with or possessed by: `rebel advance`.
    Modifier,
    /// The object of a preposition that depends on the head.
    Preposition(String),
    /// What was captured under this name.
    Capture(String),
    /// A place within the clause, whatever its preposition, if there is just one candidate nearest to the head.
    Clause,
}

/// A rule below `attribution/`.
#[derive(Debug, Clone, PartialEq)]
pub struct CueRule {
    /// How the cue and its source stand to each other.
    pub form: CueForm,
    /// What the source says of the content.
    pub stance: Stance,
    /// Modality it gives to the content.
    pub modality: Option<Modality>,
    /// The class of a source that is not otherwise known.
    pub class: Option<ActorClass>,
}

/// The grammatical forms of attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueForm {
    /// `X said (that) ...`, `..., X said`.
    Verb,
    /// `X denied any ...`, `X confirmed the capture of ...`: the object holds the content.
    VerbNoun,
    /// `according to X`, `as per X`.
    According,
    /// `citing X`: X is nearer to the fact than the source of the clause.
    Citing,
    /// `reports of ...`, `claims that ...`: the noun is the source.
    Noun,
    /// `reportedly`: said by nobody named.
    Hearsay,
    /// `X: ...` at the start, `... - X` or `(X)` at the end.
    Label,
    /// `X puts the dead at 20`: what the words behind the verb count.
    Figures,
    /// `X called the report a lie`: a verb of naming, and a word for what is not so, with the content between them.
    Verdict,
}

/// A rule below `modality/`.
#[derive(Debug, Clone, PartialEq)]
pub struct ModalityRule {
    /// Modality of what it governs.
    pub modality: Option<Modality>,
    /// Stance on what it governs.
    pub stance: Option<Stance>,
    /// What it reaches.
    pub scope: Scope,
}

/// What a modality rule reaches from its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The word it modifies (`not`, `may`).
    Governor,
    /// The clauses and nouns below it (`plans to`, `ready to`).
    Below,
    /// The clause it opens (`if ...`) .
    Clause,
    /// Its whole sentence.
    Sentence,
    /// Its own head.
    Own,
    /// The word that the phrase which it belongs to hangs from (`no civilian was killed`).
    Phrase,
    /// The subject of the predicate that it is (`reports of a withdrawal are false`); a subject that tells of nothing
    /// itself points back to what was said before (`that is false`).
    Subject,
    /// All words after it in its sentence or quotation, up to a semicolon (`there is no truth to ...`).
    After,
    /// As `Phrase`; and where the phrase tells of nothing itself, what was said before (`no such thing happened`).
    Back,
    /// What was asked before (`"No," said the governor`).
    Answer,
}

/// A rule below `times/`: its match is a time expression, or what it captures as `time`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRule;

/// A rule below `types/` or `displacement/`: what speaks for a label of a scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeRule {
    /// The label.
    pub label: String,
    /// How much it speaks for it; a claim of a fitting kind speaks with 1.
    pub weight: f32,
}

/// A rule below `quantities/`.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantityRule {
    /// `low` (at least), `high` (at most), `about`, or `range`.
    pub bound: Bound,
    /// Fixed bounds of a vague number (`dozens`: 24 and up).
    pub low: Option<f64>,
    /// Upper bound of a vague number.
    pub high: Option<f64>,
    /// Whether its words stand after the number (`or more`).
    pub after: bool,
}

/// What a rule does to the number it stands with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The number is a lower bound.
    Low,
    /// The number is an upper bound.
    High,
    /// The number is approximate.
    About,
    /// A vague number of its own.
    Vague,
}

/// A sentence that a rule must, or must not, match.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The rule's id.
    pub rule: String,
    /// File, line.
    pub at: String,
    /// Whether it must match.
    pub yes: bool,
    /// The sentence.
    pub text: String,
    /// Fields that must come out, by name.
    pub expect: Vec<(String, String)>,
}

/// A fault in a rule or word file, rendered with file, line and caret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{rendered}")]
pub struct RuleError {
    /// The file.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// The whole message as shown to a user.
    pub rendered: String,
}

/// A list of words and phrases, by their first word.
#[derive(Debug, Default, Clone)]
struct WordList {
    by_first: HashMap<String, Vec<Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileShape {
    #[serde(default)]
    rule: Vec<RuleShape>,
}

/// A rule as it is written; the words of `sense` share everything else of it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleShape {
    id: Spanned<String>,
    r#match: Option<Spanned<String>>,
    #[serde(default)]
    sense: Vec<SenseShape>,
    /// For people; not used by the program.
    #[serde(default, rename = "meaning")]
    _meaning: Option<String>,
    kind: Option<Spanned<String>>,
    sub_kind: Option<String>,
    stance: Option<Spanned<String>>,
    modality: Option<Spanned<String>>,
    denied: Option<Spanned<String>>,
    actor: Option<Spanned<String>>,
    target: Option<Spanned<String>>,
    place: Option<Spanned<String>>,
    quantity: Option<Spanned<String>>,
    without: Option<Spanned<String>>,
    #[serde(default)]
    require: Vec<Spanned<String>>,
    #[serde(default)]
    history: bool,
    unit: Option<String>,
    extent: Option<Spanned<String>>,
    form: Option<Spanned<String>>,
    class: Option<Spanned<String>>,
    scope: Option<Spanned<String>>,
    bound: Option<Spanned<String>>,
    low: Option<f64>,
    high: Option<f64>,
    #[serde(default)]
    after: bool,
    sort: Option<Spanned<String>>,
    holds: Option<Spanned<String>>,
    #[serde(default)]
    areas: bool,
    label: Option<Spanned<String>>,
    weight: Option<f32>,
    #[serde(default)]
    yes: Vec<Spanned<ExampleShape>>,
    #[serde(default)]
    no: Vec<Spanned<ExampleShape>>,
}

/// One verb, noun or phrase that a rule's roles hold for: a rule of its own, with its own examples.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SenseShape {
    r#match: Spanned<String>,
    /// In place of the rule's.
    require: Option<Vec<Spanned<String>>>,
    /// In place of the rule's.
    without: Option<Spanned<String>>,
    #[serde(default)]
    yes: Vec<Spanned<ExampleShape>>,
    #[serde(default)]
    no: Vec<Spanned<ExampleShape>>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum ExampleShape {
    Text(String),
    Table(toml::Table),
}

impl RuleShape {
    /// The rule, or one for each of its senses; a sense is called `RULE:` and its first words.
    fn senses(mut self) -> Vec<RuleShape> {
        let senses = std::mem::take(&mut self.sense);
        if senses.is_empty() {
            return vec![self];
        }
        let whole = self.r#match.is_some().then(|| self.clone());
        let mut taken: HashMap<String, usize> = HashMap::new();
        let named = senses.into_iter().map(|sense| {
            let words = sense.r#match.get_ref().split(|c: char| !c.is_alphanumeric() && c != '-');
            let words = words.filter(|w| w.chars().any(char::is_lowercase)).take(3).collect::<Vec<_>>().join("-");
            let times = taken.entry(words.clone()).or_insert(0);
            *times += 1;
            let number = if *times > 1 { format!("-{times}") } else { String::new() };
            let id = Spanned::new(sense.r#match.span(), format!("{}:{words}{number}", self.id.get_ref()));
            let mut rule = RuleShape { id, r#match: Some(sense.r#match), yes: sense.yes, no: sense.no, ..self.clone() };
            rule.require = sense.require.unwrap_or(rule.require);
            rule.without = sense.without.or(rule.without);
            rule
        });
        whole.into_iter().chain(named.collect::<Vec<_>>()).collect()
    }
}

impl Rules {
    /// Compiles all rule and word files of the world; all faults are listed, not only the first.
    pub fn compile(world: &World) -> Result<Rules, Vec<RuleError>> {
        let mut rules = Rules::default();
        let mut errors = Vec::new();
        for file in &world.files {
            if let Some(name) = file.path.strip_prefix("lexicons/en/") {
                if let Some(name) = name.strip_suffix(".txt") {
                    rules.lists.insert(name.to_owned(), WordList::parse(&file.text));
                } else if let Some(name) = name.strip_suffix(".toml") {
                    match read_tables(name, file) {
                        Ok(tables) => rules.tables.extend(tables),
                        Err(e) => errors.push(e),
                    }
                }
            }
        }
        let mut ids: HashMap<String, String> = HashMap::new();
        for file in &world.files {
            let Some(folder) = file.path.strip_prefix("rules/en/").and_then(|p| p.split_once('/')).map(|(f, _)| f)
            else {
                continue;
            };
            match toml::from_str::<FileShape>(&file.text) {
                Ok(shape) => {
                    for rule in shape.rule.into_iter().flat_map(RuleShape::senses) {
                        if let Some(before) = ids.insert(rule.id.get_ref().clone(), file.path.clone()) {
                            errors.push(fault(file, rule.id.span(), &format!("this id is taken already, in {before}")));
                        } else if let Err(e) = rules.add(file, folder, rule) {
                            errors.push(e);
                        }
                    }
                }
                Err(e) => errors.push(fault(file, e.span().unwrap_or(0..0), e.message())),
            }
        }
        rules.index();
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }

    /// The examples of all rules.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// Number of rules in all folders.
    pub fn len(&self) -> usize {
        let claims = self.kinds.rules.len() + self.relations.rules.len();
        let words = self.attribution.rules.len() + self.modality.rules.len() + self.quantities.rules.len();
        let times = self.times.rules.len() + self.history.rules.len();
        claims + words + times + self.places.rules.len() + self.types.rules.len() + self.displacement.rules.len()
    }

    /// Whether there is no rule at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a word (its dictionary form or its form) stands in a list as a one-word entry.
    pub fn in_list(&self, list: &str, word: &dateline_core::Token) -> bool {
        self.lists.get(list).is_some_and(|l| l.has(&word.lemma) || l.has(&word.form))
    }

    /// Whether a list has this one-word entry.
    pub fn list_has(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|l| l.has(word))
    }

    /// The names of all lists that have one of these words as an entry, in order.
    pub fn lists_with(&self, words: &[&str]) -> Vec<String> {
        let has = |l: &WordList| words.iter().any(|w| l.has(w));
        let mut names: Vec<String> = self.lists.iter().filter(|(_, l)| has(l)).map(|(n, _)| n.clone()).collect();
        names.sort_unstable();
        names
    }

    /// Lengths of the list's entries that start at a token, longest first.
    pub fn list_at(&self, list: &str, tokens: &[dateline_core::Token], at: usize) -> Vec<usize> {
        let Some(list) = self.lists.get(list) else { return Vec::new() };
        let Some(first) = tokens.get(at) else { return Vec::new() };
        let mut lengths = Vec::new();
        for key in [&first.form, &first.lemma] {
            for entry in list.by_first.get(key).into_iter().flatten() {
                let fits = entry
                    .iter()
                    .skip(1)
                    .zip(tokens.iter().skip(at + 1))
                    .filter(|(w, t)| t.form == **w || t.lemma == **w);
                if fits.count() + 1 == entry.len() {
                    lengths.push(entry.len());
                }
            }
        }
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        lengths
    }

    /// Looks a word up in a table of a lexicon (`calendar.months`).
    pub fn table(&self, table: &str, word: &str) -> Option<&str> {
        self.tables.get(table)?.get(word).map(String::as_str)
    }

    fn add(&mut self, file: &DataFile, folder: &str, shape: RuleShape) -> Result<(), RuleError> {
        let id = shape.id.get_ref().clone();
        let Some(written) = &shape.r#match else {
            return Err(fault(file, shape.id.span(), "a rule needs `match`, or senses that have one"));
        };
        let pattern = Pattern::parse(written.get_ref()).map_err(|e| pattern_fault(file, written, &e))?;
        for list in pattern.lists() {
            if !self.lists.contains_key(list) && !self.tables.contains_key(list) {
                return Err(fault(file, written.span(), &format!("there is no list lexicons/en/{list}.txt")));
            }
        }
        if shape.yes.is_empty() || shape.no.is_empty() {
            return Err(fault(file, shape.id.span(), "a rule needs examples: `yes = [...]` and `no = [...]`"));
        }
        for (yes, examples) in [(true, &shape.yes), (false, &shape.no)] {
            for example in examples {
                let at = format!("{}:{}", file.path, line_of(&file.text, example.span().start));
                let (text, expect) = match example.get_ref() {
                    ExampleShape::Text(t) => (t.clone(), Vec::new()),
                    ExampleShape::Table(t) => {
                        let Some(text) = t.get("text").and_then(toml::Value::as_str) else {
                            return Err(fault(file, example.span(), "an example needs `text`"));
                        };
                        let rest = t.iter().filter(|(k, _)| *k != "text");
                        (text.to_owned(), rest.map(|(k, v)| (k.clone(), plain(v))).collect())
                    }
                };
                self.examples.push(Example { rule: id.clone(), at, yes, text, expect });
            }
        }
        let named = |value: &Option<Spanned<String>>, what: &str| -> Result<Spanned<String>, RuleError> {
            value.clone().ok_or_else(|| fault(file, shape.id.span(), &format!("a rule in {folder}/ needs `{what}`")))
        };
        match folder {
            "kinds" | "relations" => {
                let kind = parsed::<Kind>(file, &named(&shape.kind, "kind")?)?;
                let mut roles = Vec::new();
                for (name, value) in [
                    ("actor", &shape.actor),
                    ("target", &shape.target),
                    ("place", &shape.place),
                    ("quantity", &shape.quantity),
                ] {
                    if let Some(value) = value {
                        roles.push(Role { name: name.to_owned(), paths: parse_paths(file, value, &self.lists)? });
                    }
                }
                for required in &shape.require {
                    for one in required.get_ref().split('|') {
                        if !roles.iter().any(|r| r.name == one.trim()) {
                            return Err(fault(file, required.span(), &format!("`{one}` is not a role of this rule")));
                        }
                    }
                }
                let set = if folder == "kinds" { &mut self.kinds } else { &mut self.relations };
                set.rules.push(Rule {
                    id,
                    pattern,
                    body: KindRule {
                        kind,
                        sub_kind: shape.sub_kind,
                        stance: optional(file, &shape.stance)?,
                        modality: optional(file, &shape.modality)?,
                        denied: optional(file, &shape.denied)?,
                        roles,
                        without: match &shape.without {
                            Some(paths) => parse_paths(file, paths, &self.lists)?,
                            None => Vec::new(),
                        },
                        require: shape.require.into_iter().map(Spanned::into_inner).collect(),
                        unit: shape.unit,
                        extent: optional(file, &shape.extent)?,
                    },
                });
            }
            "attribution" => {
                let form = named(&shape.form, "form")?;
                let body = CueRule {
                    form: match form.get_ref().as_str() {
                        "verb" => CueForm::Verb,
                        "verb_noun" => CueForm::VerbNoun,
                        "according" => CueForm::According,
                        "citing" => CueForm::Citing,
                        "noun" => CueForm::Noun,
                        "hearsay" => CueForm::Hearsay,
                        "label" => CueForm::Label,
                        "verdict" => CueForm::Verdict,
                        "figures" => CueForm::Figures,
                        other => {
                            let message = format!(
                                "no form is called `{other}`; there are verb, verb_noun, according, citing, noun, hearsay, label, verdict, figures"
                            );
                            return Err(fault(file, form.span(), &message));
                        }
                    },
                    stance: optional(file, &shape.stance)?.unwrap_or(Stance::Asserts),
                    modality: optional(file, &shape.modality)?,
                    class: optional(file, &shape.class)?,
                };
                self.attribution.rules.push(Rule { id, pattern, body });
            }
            "modality" => {
                let scope = named(&shape.scope, "scope")?;
                let body = ModalityRule {
                    modality: optional(file, &shape.modality)?,
                    stance: optional(file, &shape.stance)?,
                    scope: match scope.get_ref().as_str() {
                        "governor" => Scope::Governor,
                        "below" => Scope::Below,
                        "clause" => Scope::Clause,
                        "sentence" => Scope::Sentence,
                        "self" => Scope::Own,
                        "phrase" => Scope::Phrase,
                        "subject" => Scope::Subject,
                        "back" => Scope::Back,
                        "after" => Scope::After,
                        "answer" => Scope::Answer,
                        other => {
                            let message = format!(
                                "no scope is called `{other}`; there are governor, below, clause, sentence, self, phrase, subject, back, after, answer"
                            );
                            return Err(fault(file, scope.span(), &message));
                        }
                    },
                };
                self.modality.rules.push(Rule { id, pattern, body });
            }
            "times" => {
                let set = if shape.history { &mut self.history } else { &mut self.times };
                set.rules.push(Rule { id, pattern, body: TimeRule });
            }
            "places" => {
                let known = |list: &str| self.lists.contains_key(list);
                let body = PlaceRule::of(file, &shape, &named(&shape.sort, "sort")?, &known)?;
                self.places.rules.push(Rule { id, pattern, body });
            }
            "types" | "displacement" => {
                let label = named(&shape.label, "label")?.into_inner();
                let body = TypeRule { label, weight: shape.weight.unwrap_or(1.0) };
                let set = if folder == "types" { &mut self.types } else { &mut self.displacement };
                set.rules.push(Rule { id, pattern, body });
            }
            "quantities" => {
                let bound = named(&shape.bound, "bound")?;
                let body = QuantityRule {
                    bound: match bound.get_ref().as_str() {
                        "low" => Bound::Low,
                        "high" => Bound::High,
                        "about" => Bound::About,
                        "vague" => Bound::Vague,
                        other => {
                            let message = format!("no bound is called `{other}`; there are low, high, about, vague");
                            return Err(fault(file, bound.span(), &message));
                        }
                    },
                    low: shape.low,
                    high: shape.high,
                    after: shape.after,
                };
                self.quantities.rules.push(Rule { id, pattern, body });
            }
            _ => return Err(fault(file, shape.id.span(), &format!("no stage reads rules in rules/en/{folder}/"))),
        }
        Ok(())
    }

    fn index(&mut self) {
        let lists = std::mem::take(&mut self.lists);
        let tables = std::mem::take(&mut self.tables);
        let first = |name: &str| -> Vec<String> {
            let listed = lists.get(name).map(|l| l.by_first.keys().cloned().collect());
            listed.or_else(|| tables.get(name).map(|t| t.keys().cloned().collect())).unwrap_or_default()
        };
        self.kinds.index(&first);
        self.relations.index(&first);
        self.attribution.index(&first);
        self.modality.index(&first);
        self.times.index(&first);
        self.history.index(&first);
        self.quantities.index(&first);
        self.places.index(&first);
        self.types.index(&first);
        self.displacement.index(&first);
        self.lists = lists;
        self.tables = tables;
    }
}

impl<R> RuleSet<R> {
    fn index(&mut self, first_words: &dyn Fn(&str) -> Vec<String>) {
        for (i, rule) in self.rules.iter().enumerate() {
            match rule.pattern.first_words(first_words) {
                Some(mut words) => {
                    words.sort_unstable();
                    words.dedup();
                    for word in words {
                        self.by_word.entry(word).or_default().push(i);
                    }
                }
                None => self.anywhere.push(i),
            }
        }
    }

    /// The rules that can start at this token, in the order of the files.
    pub fn starting_with(&self, token: &dateline_core::Token) -> Vec<&Rule<R>> {
        let mut found: Vec<usize> = self.anywhere.clone();
        let (form, lemma) = (token.form.as_str(), token.lemma.as_str());
        let bare = form.trim_end_matches('.');
        let other = pattern::other_form(token);
        let more = [(bare != form).then_some(bare), (lemma != form).then_some(lemma), other.as_deref()];
        for key in more.into_iter().flatten().chain([form]) {
            if let Some(rules) = self.by_word.get(key) {
                found.extend(rules);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|i| self.rules.get(i)).collect()
    }

    /// The longest match that starts at a token and is wanted; of equally long ones the first rule's.
    pub fn longest_at(
        &self,
        story: &crate::story::Story<'_>,
        at: usize,
        limit: usize,
        wanted: impl Fn(&pattern::Match) -> bool,
    ) -> Option<(pattern::Match, &Rule<R>)> {
        let rules = self.starting_with(story.token(at)).into_iter().rev();
        let matches = rules.filter_map(|rule| rule.pattern.match_at(story, at, limit).map(|m| (m, rule)));
        matches.filter(|(m, _)| wanted(m)).max_by_key(|(m, _)| m.end)
    }

    /// All rules.
    pub fn iter(&self) -> impl Iterator<Item = &Rule<R>> {
        self.rules.iter()
    }
}

impl WordList {
    fn parse(text: &str) -> WordList {
        let mut list = WordList::default();
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
            if let Some(first) = words.first() {
                list.by_first.entry(first.clone()).or_default().push(words);
            }
        }
        list
    }

    fn has(&self, word: &str) -> bool {
        self.by_first.get(word).is_some_and(|entries| entries.iter().any(|e| e.len() == 1))
    }
}

type Table = (String, HashMap<String, String>);

fn read_tables(name: &str, file: &DataFile) -> Result<Vec<Table>, RuleError> {
    let table: toml::Table =
        toml::from_str(&file.text).map_err(|e| fault(file, e.span().unwrap_or(0..0), e.message()))?;
    Ok(table
        .iter()
        .filter_map(|(key, value)| {
            let entries = value.as_table()?.iter().map(|(k, v)| (k.to_lowercase(), plain(v))).collect();
            Some((format!("{name}.{key}"), entries))
        })
        .collect())
}

fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(s) => s.clone(),
        toml::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" > "),
        other => other.to_string(),
    }
}

fn parse_paths(
    file: &DataFile,
    value: &Spanned<String>,
    lists: &HashMap<String, WordList>,
) -> Result<Vec<Path>, RuleError> {
    let mut paths = Vec::new();
    for part in value.get_ref().split('|') {
        let (step, filter) = match part.trim().split_once(':') {
            Some((step, filter)) => (step.trim(), Some(filter.trim())),
            None => (part.trim(), None),
        };
        let step = match step {
            "agent" => Step::Agent,
            "patient" => Step::Patient,
            "subject" => Step::Subject,
            "governor" => Step::Governor,
            "modifier" => Step::Modifier,
            "clause" => Step::Clause,
            _ if step.starts_with('$') && step.len() > 1 => Step::Capture(step[1..].to_owned()),
            _ if !step.is_empty() && step.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
                Step::Preposition(step.to_owned())
            }
            _ => {
                let message = format!(
                    "`{step}` is no path; write agent, patient, subject, governor, modifier, clause, $capture or a preposition"
                );
                return Err(fault(file, value.span(), &message));
            }
        };
        let filter = match filter {
            None => None,
            Some("place") => Some(Filter::Place),
            Some("!place") => Some(Filter::NotPlace),
            Some("number") => Some(Filter::Number),
            Some("who") => Some(Filter::Who),
            Some("person") => Some(Filter::Person),
            Some(f) => {
                let (negated, name) = match f.strip_prefix('!') {
                    Some(rest) => (true, rest),
                    None => (false, f),
                };
                match name.strip_prefix('@').filter(|n| lists.contains_key(*n)) {
                    Some(n) if negated => Some(Filter::NotList(n.to_owned())),
                    Some(n) => Some(Filter::List(n.to_owned())),
                    None => {
                        let message =
                            format!("`{f}` is no test; write place, !place, number, who, person, @list or !@list");
                        return Err(fault(file, value.span(), &message));
                    }
                }
            }
        };
        paths.push(Path { step, filter });
    }
    Ok(paths)
}

fn parsed<T: std::str::FromStr<Err = UnknownName>>(file: &DataFile, value: &Spanned<String>) -> Result<T, RuleError> {
    value.get_ref().parse().map_err(|e: UnknownName| fault(file, value.span(), &e.to_string()))
}

fn optional<T: std::str::FromStr<Err = UnknownName>>(
    file: &DataFile,
    value: &Option<Spanned<String>>,
) -> Result<Option<T>, RuleError> {
    value.as_ref().map(|v| parsed(file, v)).transpose()
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1
}

fn pattern_fault(file: &DataFile, value: &Spanned<String>, error: &PatternError) -> RuleError {
    // Inside the quotes of the TOML string; exact for strings without escapes, which patterns never need.
    let raw = file.text.get(value.span()).unwrap_or_default();
    let quotes = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
    let start = value.span().start + quotes + error.at;
    fault(file, start..start + error.len, &error.message)
}

fn fault(file: &DataFile, span: std::ops::Range<usize>, message: &str) -> RuleError {
    let end = span.end.min(file.text.len());
    let span = span.start.min(end)..end;
    let line = line_of(&file.text, span.start);
    let report = [Level::ERROR
        .primary_title(message)
        .element(Snippet::source(&file.text).path(&file.path).annotation(AnnotationKind::Primary.span(span)))];
    RuleError { path: file.path.clone(), line, rendered: Renderer::plain().render(&report).to_string() }
}
