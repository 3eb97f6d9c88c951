//! Rewriting a text by tables: other words, other order, as an editor or a translation there and back leaves it.

use super::{
    random::Random,
    words::{capital, is_word, paragraphs, pieces, sentences, small},
};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// The tables of `corpus/copies/rewriting.toml`.
#[derive(Debug, Deserialize)]
pub struct Tables {
    synonyms: Vec<Vec<String>>,
    attributions: Vec<String>,
    speech: Vec<String>,
    passives: Vec<String>,
    object_ends: Vec<String>,
    joints: Vec<String>,
    noise: Vec<(String, String)>,
    /// Who prints copies.
    pub outlets: Vec<String>,
    /// Who has reporters of his own.
    pub desks: Vec<String>,
    /// Who may have written a copy, by its byline.
    pub reporters: Vec<String>,
    /// Forms of a byline.
    pub bylines: Vec<String>,
    /// Forms of a credit.
    pub credits: Vec<String>,
    /// How a desk's own report ends.
    pub endings: Vec<String>,
    /// Who helps several desks.
    pub agencies: Vec<String>,
    /// Forms of a dateline.
    pub datelines: Vec<String>,
    /// Forms of a new headline.
    pub headlines: Vec<String>,
    /// What an editor adds.
    pub additions: Vec<String>,
    /// What a later version adds.
    pub updates: Vec<String>,
}

/// Rewrites texts.
pub struct Rewriter<'a> {
    tables: &'a Tables,
    synonyms: HashMap<String, Vec<&'a str>>,
    noise: HashMap<&'a str, &'a str>,
    /// Words that some text has with a small letter: they lose their capital when they move into a sentence.
    common: BTreeSet<String>,
}

/// Most words of a phrase in the tables.
const LONGEST: usize = 4;

impl<'a> Rewriter<'a> {
    /// Over tables and the texts there are.
    pub fn new(tables: &'a Tables, texts: &[&str]) -> Self {
        let mut synonyms: HashMap<String, Vec<&str>> = HashMap::new();
        for group in &tables.synonyms {
            let Some((first, others)) = group.split_first() else { continue };
            synonyms.entry(first.clone()).or_default().extend(others.iter().map(String::as_str));
        }
        let noise = tables.noise.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        let words = texts.iter().flat_map(|t| pieces(t));
        let common = words.filter(|w| w.starts_with(char::is_lowercase)).collect();
        Self { tables, synonyms, noise, common }
    }

    /// A free rewrite: each sentence told anew with some probability, words replaced outside quotes, order changed a
    /// little, some sentences left out.
    pub fn freely(&self, text: &str, strength: f64, random: &mut Random) -> String {
        let mut out: Vec<String> = Vec::new();
        for paragraph in paragraphs(text) {
            let mut told: Vec<String> = Vec::new();
            for sentence in sentences(&paragraph) {
                if random.chance(0.18) {
                    continue;
                }
                let turned = self.turned(&sentence, strength, random);
                told.push(self.reworded(&turned, 0.35 + 0.6 * strength, false, random));
            }
            if told.len() > 1 && random.chance(0.3) {
                let i = random.below(told.len() - 1);
                told.swap(i, i + 1);
            }
            if !told.is_empty() {
                out.push(told.join(" "));
            }
        }
        if out.len() > 3 && random.chance(0.6) {
            let (i, j) = (random.between(1, out.len() - 1), random.between(1, out.len() - 1));
            out.swap(i, j);
        }
        // Editors join short paragraphs and part long ones.
        out.join(if random.chance(0.2) { " " } else { "\n\n" })
    }

    /// As a translation there and back leaves it: small words, synonyms, genitives, now and then the order of words.
    pub fn translated(&self, text: &str, random: &mut Random) -> String {
        let told = paragraphs(text).into_iter().map(|paragraph| {
            let sentences = sentences(&paragraph).into_iter().map(|s| {
                let s = self.turned(&s, 0.25, random);
                let s = self.reworded(&self.genitives(&s, random), 0.5, true, random);
                self.noisy(&s, random)
            });
            sentences.collect::<Vec<_>>().join(" ")
        });
        told.collect::<Vec<_>>().join("\n\n")
    }

    /// Words replaced by their synonyms, each with this probability; inside quotes only if `quotes`.
    fn reworded(&self, text: &str, probability: f64, quotes: bool, random: &mut Random) -> String {
        let pieces = pieces(text);
        let mut out = String::new();
        let (mut i, mut quoted) = (0, false);
        while i < pieces.len() {
            let piece = &pieces[i];
            if !is_word(piece) {
                quoted ^= piece.chars().filter(|c| matches!(c, '"' | '“' | '”')).count() % 2 == 1;
            } else if (!quoted || quotes)
                && let Some((words, others)) = self.phrase_at(&pieces[i..])
                && random.chance(probability)
            {
                let other = random.pick(others);
                out.push_str(&if piece.starts_with(char::is_uppercase) { capital(other) } else { (*other).to_owned() });
                i += words;
                continue;
            }
            out.push_str(piece);
            i += 1;
        }
        out
    }

    fn phrase_at(&self, pieces: &[String]) -> Option<(usize, &Vec<&'a str>)> {
        (1..=LONGEST).rev().find_map(|words| {
            let length = words * 2 - 1;
            let phrase = pieces.get(..length)?;
            let plain = phrase.iter().skip(1).step_by(2).all(|between| between == " ");
            let found = self.synonyms.get(&phrase.concat().to_lowercase()).filter(|_| plain)?;
            Some((length, found))
        })
    }

    fn noisy(&self, text: &str, random: &mut Random) -> String {
        let mut pieces = pieces(text);
        for i in 0..pieces.len() {
            if let Some(other) = self.noise.get(pieces[i].to_lowercase().as_str())
                && random.chance(0.4)
            {
                pieces[i] = if i == 0 { capital(other) } else { (*other).to_owned() };
            }
            let plain = |p: Option<&String>| p.is_some_and(|p| p.starts_with(char::is_lowercase));
            if i + 2 < pieces.len() && pieces[i + 1] == " " && plain(pieces.get(i)) && random.chance(0.02) {
                pieces.swap(i, i + 2);
            }
        }
        capital(&pieces.concat().replace("  ", " ")).trim_start().to_owned()
    }

    /// `the army's spokesman` as `the spokesman of the army`.
    fn genitives(&self, text: &str, random: &mut Random) -> String {
        let words: Vec<&str> = text.split(' ').collect();
        let (mut out, mut i) = (Vec::new(), 0);
        while i < words.len() {
            let owner = words[i].strip_suffix("'s").or_else(|| words[i].strip_suffix("’s"));
            match (owner, words.get(i + 1)) {
                (Some(owner), Some(thing)) if thing.starts_with(char::is_lowercase) && random.chance(0.6) => {
                    let cut = thing.trim_end_matches(|c: char| !c.is_alphanumeric());
                    let mark = &thing[cut.len()..];
                    out.push(format!("the {cut} of {owner}{mark}"));
                    i += 2;
                }
                _ => {
                    out.push(words[i].to_owned());
                    i += 1;
                }
            }
        }
        out.join(" ")
    }

    /// One sentence with another build: attribution moved, passive, second clause first, day first.
    fn turned(&self, sentence: &str, strength: f64, random: &mut Random) -> String {
        if !random.chance(0.3 + 0.6 * strength) {
            return sentence.to_owned();
        }
        const WAYS: usize = 4;
        let first = random.below(WAYS);
        let found = (first..first + WAYS).find_map(|way| match way % WAYS {
            0 => self.attributed(sentence, random),
            1 => self.passive(sentence),
            2 => self.second_first(sentence),
            _ => self.parted(sentence),
        });
        found.unwrap_or_else(|| sentence.to_owned())
    }

    fn attributed(&self, sentence: &str, random: &mut Random) -> Option<String> {
        let body = sentence.strip_suffix('.')?;
        let (who, verb, what) = self.said_behind(body).or_else(|| self.said_before(body))?;
        let form = random.pick(&self.tables.attributions);
        let told = form
            .replace("{who}", &self.inside(who))
            .replace("{verb}", verb)
            .replace("{what}", &self.inside(what))
            .replace("{What}", &capital(what));
        Some(capital(&told))
    }

    /// `Y, X said`.
    fn said_behind<'t>(&self, body: &'t str) -> Option<(&'t str, &'t str, &'t str)> {
        let (what, tail) = body.rsplit_once(", ")?;
        let (who, verb) = tail.rsplit_once(' ')?;
        let fits = self.tables.speech.iter().any(|v| v == verb) && !tail.contains(['"', '”', '“']);
        (fits && !what.ends_with(['"', '”'])).then_some((who, verb, what))
    }

    /// `X said Y` or `X said that Y`.
    fn said_before<'t>(&self, body: &'t str) -> Option<(&'t str, &'t str, &'t str)> {
        let verb = self.tables.speech.iter().find(|v| body.contains(&format!(" {v} ")))?;
        let at = body.find(&format!(" {verb} "))?;
        let (who, rest) = (&body[..at], &body[at + 1..]);
        let what = &rest[verb.len() + 1..];
        let fits = who.split(' ').count() <= 8 && !who.contains([',', '"', '“']) && !what.contains(['"', '“']);
        fits.then_some((who, &rest[..verb.len()], what.strip_prefix("that ").unwrap_or(what)))
    }

    fn passive(&self, sentence: &str) -> Option<String> {
        let words: Vec<&str> = sentence.split(' ').collect();
        let is = |list: &[String], word: &str| list.iter().any(|v| v == word);
        let verb = (1..words.len().min(8)).find(|&i| is(&self.tables.passives, words[i]))?;
        let subject = words[..verb].join(" ");
        let mut end = verb + 1;
        while end < words.len() && !is(&self.tables.object_ends, words[end]) && !words[end - 1].ends_with(',') {
            end += 1;
        }
        let object = words[verb + 1..end].join(" ");
        let cut = object.trim_end_matches(|c: char| !c.is_alphanumeric());
        let (mark, rest) = (&object[cut.len()..], words[end..].join(" "));
        let fits = !subject.contains([',', '"', '“']) && cut.len() > 2 && !cut.contains(['"', '“']) && end > verb + 1;
        let by = words[verb - 1];
        if !fits || self.noise.contains_key(by) && by != "they" {
            return None;
        }
        let many = cut.ends_with('s') || cut.starts_with(|c: char| c.is_ascii_digit());
        let was = if many { "were" } else { "was" };
        let told = format!("{} {was} {} by {}{mark} {rest}", capital(cut), words[verb], self.inside(&subject));
        Some(told.trim_end().to_owned())
    }

    /// `X after Y` as `After Y, X`.
    fn second_first(&self, sentence: &str) -> Option<String> {
        let body = sentence.strip_suffix('.')?;
        if body.contains(['"', '“', ';', ':']) {
            return None;
        }
        let (joint, at) = self.tables.joints.iter().find_map(|j| Some((j, body.rfind(&format!(" {j} "))?)))?;
        let (first, second) = (body[..at].trim_end_matches(','), &body[at + joint.len() + 2..]);
        let fits = first.split(' ').count() > 3 && second.split(' ').count() > 2 && !second.contains(',');
        fits.then(|| format!("{} {second}, {}.", capital(joint), self.inside(first)))
    }

    /// A compound sentence in two.
    fn parted(&self, sentence: &str) -> Option<String> {
        let (first, second) = sentence.split_once(", and ").or_else(|| sentence.split_once("; "))?;
        let fits = first.split(' ').count() > 3 && second.split(' ').count() > 4 && !sentence.contains(['"', '“']);
        fits.then(|| format!("{first}. {}", capital(second)))
    }

    /// As it stands inside a sentence: a word that is no name loses its capital.
    fn inside(&self, text: &str) -> String {
        let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        if self.common.contains(&first) { small(text) } else { text.to_owned() }
    }
}
