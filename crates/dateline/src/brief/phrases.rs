//! The wording of the brief, from `rules/en/brief.toml`.

use crate::{
    data::BRIEF_FILE,
    error::{Error, ErrorKind, Result},
    words,
};
use dateline_core::picture::Figure;
use jiff::civil::Date;
use toml::{Table, Value};

/// Templates without which some brief could not be written.
const NEEDED: &str = "\
    article and others somebody no_outlet title.brief title.brief_place title.scope title.scope_since \
    title.scope_place title.scope_since_place title.headline title.control title.changes title.changes_since \
    title.disputes title.tensions title.figures title.access title.unverified title.quotes title.elsewhere \
    title.nothing date.day date.none amount.at_least amount.about amount.between amount.exactly amount.words amount.words_of place.whole \
    place.part place.outskirts place.in place.at place.on control.admitted control.cross_adversary \
    control.corroborated control.single control.claimed control.contested control.unknown control.held \
    control.held_since control.contested_alone changes.passed changes.taken changes.claimed changes.contested \
    changes.lost event.by event.on event.other dispute.is dispute.differ dispute.contradict dispute.others dispute.said dispute.answers dispute.denies \
    tension.opens figure.other figure.people figure.among figure.between figure.on figure.heading access.since \
    unverified.said access.contested access.quoted title.movements title.advisories title.relations dispute.also \
    estimate.range estimate.open estimate.no_best estimate.exceeds advisory.people advisory.said dispute.nowhere advisory.leave advisory.leave_where \
    advisory.avoid advisory.avoid_where advisory.evacuated advisory.evacuated_where relation.denied ended.is \
    ended.differ ended.contradict ended.admitted ended.verified ended.superseded";

/// Lists without which no brief could be written.
const LISTS: [&str; 8] = [
    "months",
    "takes_article",
    "takes_of",
    "more_of_it",
    "articles",
    "possessives",
    "figures_first",
    "figures_without",
];

/// The templates and word lists.
pub struct Phrases {
    table: Table,
}

impl Phrases {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self> {
        let table = toml::from_str(text).map_err(|e| fault(format_args!("{e}")))?;
        Ok(Self { table })
    }

    /// Whether the file has everything that a brief may need.
    pub fn check(&self) -> Result<()> {
        for list in LISTS {
            self.list(list)?;
        }
        NEEDED.split_whitespace().try_for_each(|path| self.text(path).map(drop))
    }

    /// Fills in the template that stands at a path (`control.admitted`), and makes its first letter a capital.
    pub fn fill(&self, path: &str, values: &[(&str, &str)]) -> Result<String> {
        self.part(path, values).map(|s| capital(&s))
    }

    /// Fills in a template that stands inside a sentence.
    pub fn part(&self, path: &str, values: &[(&str, &str)]) -> Result<String> {
        let template = self.text(path)?;
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) =
                after.split_once('}').ok_or_else(|| fault(format_args!("{path}: a brace is not closed")))?;
            let (_, value) = values
                .iter()
                .find(|(n, _)| *n == name)
                .ok_or_else(|| fault(format_args!("{path}: there is no {{{name}}} here")))?;
            out.push_str(before);
            out.push_str(value);
            rest = after;
        }
        out.push_str(rest);
        // A value that is left out leaves two blanks.
        while out.contains("  ") {
            out = out.replace("  ", " ");
        }
        Ok(out)
    }

    /// Whether there is a template at a path.
    pub fn has(&self, path: &str) -> bool {
        self.at(path).is_some()
    }

    /// A day in words.
    pub fn day(&self, day: Date) -> Result<String> {
        let month = self.month(day)?;
        self.part("date.day", &[("d", &day.day().to_string()), ("month", &month), ("y", &day.year().to_string())])
    }

    /// A day in words, without its year.
    pub fn day_of_year(&self, day: Date) -> Result<String> {
        self.part("date.day_of_year", &[("d", &day.day().to_string()), ("month", &self.month(day)?)])
    }

    fn month(&self, day: Date) -> Result<String> {
        let month = self.list("months")?.get(usize::from(day.month().unsigned_abs()).wrapping_sub(1)).cloned();
        month.ok_or_else(|| fault(format_args!("`months` has fewer than twelve names")))
    }

    /// So many of something, with the bounds; a vague number (dozens, thousands) in the words that were used.
    pub fn amount(&self, f: &Figure, of: &str, words_used: Option<&str>) -> Result<String> {
        let low = words::grouped(f.low);
        let high = f.high.map(words::grouped).unwrap_or_default();
        let used = words_used.unwrap_or_default().to_lowercase();
        let takes_of = self.list("takes_of")?.iter().any(|w| used.ends_with(w.as_str()));
        let path = match f.high {
            None => "amount.at_least",
            Some(high) if high != f.low && f.approx && takes_of => "amount.words_of",
            Some(high) if high != f.low && f.approx && !used.is_empty() => "amount.words",
            Some(high) if high != f.low => "amount.between",
            _ if f.approx => "amount.about",
            _ => "amount.exactly",
        };
        let text = self.part(path, &[("n", &low), ("low", &low), ("high", &high), ("words", &used), ("of", of)])?;
        Ok(text.trim_end().to_owned())
    }

    /// A name as it stands inside a sentence: with an article where it takes one.
    pub fn name(&self, name: &str) -> Result<String> {
        let first = name.split(' ').next().unwrap_or_default();
        if self.list("articles")?.iter().any(|a| a == first) {
            return Ok(format!("{}{}", first.to_lowercase(), &name[first.len()..]));
        }
        let more = self.list("more_of_it")?;
        let head = name.split(' ').take_while(|word| !more.iter().any(|m| m == word));
        let last = head.last().unwrap_or_default().to_lowercase();
        let several_words = name.contains(' ');
        // A possessive stands in the article's place: "Syria's army".
        let possessive = first.ends_with("'s") || first.ends_with("’s");
        if several_words
            && !possessive
            && first.chars().next().is_some_and(char::is_uppercase)
            && self.list("takes_article")?.contains(&last)
        {
            return Ok(format!("{} {name}", self.text("article")?));
        }
        Ok(name.to_owned())
    }

    /// Whether a word says whose something is: `its`, `our`.
    pub fn is_possessive(&self, word: &str) -> Result<bool> {
        let word = word.to_lowercase();
        Ok(self.list("possessives")?.contains(&word))
    }

    /// Whether a body that is called so takes an article where the word stands alone: `monitor`, not `rebels`.
    pub fn takes_article(&self, word: &str) -> Result<bool> {
        Ok(!word.ends_with('s') && self.list("takes_article")?.iter().any(|w| w == word))
    }

    /// Words for a body with an article in front.
    pub fn with_article(&self, words: &str) -> Result<String> {
        Ok(format!("{} {words}", self.text("article")?))
    }

    /// Several names in a row: `a, b and c`.
    pub fn names(&self, names: &[String]) -> Result<String> {
        Ok(match names {
            [] => self.text("somebody")?.to_owned(),
            [one] => one.clone(),
            [most @ .., last] => format!("{} {} {last}", most.join(", "), self.text("and")?),
        })
    }

    /// A plain text of the file.
    pub fn text(&self, path: &str) -> Result<&str> {
        self.at(path).and_then(Value::as_str).ok_or_else(|| fault(format_args!("`{path}` is missing")))
    }

    /// A list of words of the file.
    pub fn list(&self, path: &str) -> Result<Vec<String>> {
        let items =
            self.at(path).and_then(Value::as_array).ok_or_else(|| fault(format_args!("`{path}` is missing")))?;
        Ok(items.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    fn at(&self, path: &str) -> Option<&Value> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let found = self.table.get(first)?;
        match rest {
            None => Some(found),
            Some(rest) => found.get(rest),
        }
    }
}

fn fault(what: std::fmt::Arguments) -> Error {
    Error::new(ErrorKind::Data, format_args!("{BRIEF_FILE}: {what}"))
}

/// The same words with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases() -> Phrases {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/en/brief.toml");
        Phrases::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    fn figure() -> Figure {
        Figure {
            indicator: "killed".to_owned(),
            of: None,
            place: None,
            period: None,
            low: 0.0,
            high: None,
            approx: false,
            origin: String::new(),
            said_by: Vec::new(),
            stated: None,
            claim: String::new(),
            subset_of: None,
            superseded_by: None,
        }
    }

    #[test]
    fn amounts_days_and_names_read_as_people_say_them() {
        let p = phrases();
        let figure = |low, high, approx| Figure { low, high, approx, ..figure() };
        let amount = |f: &Figure, of, used| p.amount(f, of, used).unwrap();
        assert_eq!(amount(&figure(820.0, None, false), "people", None), "at least 820 people");
        assert_eq!(amount(&figure(280_000.0, Some(280_000.0), true), "people", None), "about 280,000 people");
        let vague = figure(24.0, Some(99.0), true);
        assert_eq!(amount(&vague, "soldiers", Some("Dozens")), "“dozens” of soldiers (24 to 99)");
        assert_eq!(amount(&vague, "soldiers", Some("many")), "“many” soldiers (24 to 99)");
        assert_eq!(p.day(Date::constant(2024, 12, 6)).unwrap(), "6 December 2024");
        assert_eq!(p.name("Syria's army").unwrap(), "Syria's army");
        assert_eq!(p.name("Syrian army").unwrap(), "the Syrian army");
        assert_eq!(p.name("Jordanian Ministry of Interior").unwrap(), "the Jordanian Ministry of Interior");
        assert_eq!(p.name("The army command").unwrap(), "the army command");
        assert_eq!(p.name("two residents").unwrap(), "two residents");
        assert_eq!(p.names(&["a".into(), "b".into(), "c".into()]).unwrap(), "a, b and c");
    }

    #[test]
    fn a_word_that_cannot_be_filled_in_is_an_error() {
        let p = Phrases::parse("x = \"{where} fell\"").unwrap();
        assert_eq!(p.fill("x", &[("where", "homs")]).unwrap(), "Homs fell");
        assert!(p.fill("x", &[]).unwrap_err().message.contains("{where}"));
        assert!(p.fill("y", &[]).is_err());
    }
}
