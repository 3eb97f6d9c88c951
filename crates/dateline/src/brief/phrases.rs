//! The wording of the brief, from `rules/en/brief.toml`.

use crate::{
    data::BRIEF_FILE,
    error::{Error, ErrorKind, Result},
    words,
};
use dateline_core::claim::DateRange;
use jiff::civil::Date;
use toml::{Table, Value};

/// Templates without which some brief could not be written.
const NEEDED: &str = "\
    article and others somebody no_outlet title.brief title.headline title.control title.changes title.disputes \
    title.figures title.access title.unverified title.quotes title.elsewhere title.nothing date.day amount.at_least \
    amount.about amount.between amount.exactly amount.words place.whole place.part place.outskirts control.admitted \
    control.cross_adversary control.corroborated control.single control.claimed control.contested control.unknown \
    control.since control.contested_alone changes.passed changes.taken changes.claimed changes.contested \
    changes.lost changes.event dispute.opens dispute.answers dispute.denies \
    figure.other figure.subset figure.people figure.where \
    figure.period figure.on access.since unverified.said access.contested access.quoted";

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
        for list in ["months", "takes_article", "articles"] {
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

    /// A range of days in words.
    pub fn range(&self, range: &DateRange) -> Result<String> {
        let (start, end) = (range.start, range.end);
        if start == end {
            return self.day(start);
        }
        if (start.year(), start.month()) != (end.year(), end.month()) {
            return self.part("date.range", &[("start", &self.day(start)?), ("end", &self.day(end)?)]);
        }
        let values = [
            ("from", start.day().to_string()),
            ("to", end.day().to_string()),
            ("month", self.month(end)?),
            ("y", end.year().to_string()),
        ];
        self.part("date.in_month", &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    }

    fn month(&self, day: Date) -> Result<String> {
        let month = self.list("months")?.get(usize::from(day.month().unsigned_abs()).wrapping_sub(1)).cloned();
        month.ok_or_else(|| fault(format_args!("`months` has fewer than twelve names")))
    }

    /// An amount with its bounds; a vague one (dozens, thousands) in the words that were used.
    pub fn amount(&self, low: f64, high: Option<f64>, approx: bool, words_used: Option<&str>) -> Result<String> {
        let number = words::grouped(low);
        match (high, words_used) {
            (None, _) => self.part("amount.at_least", &[("n", &number)]),
            (Some(high), Some(used)) if approx && high != low => {
                self.part("amount.words", &[("words", used), ("low", &number), ("high", &words::grouped(high))])
            }
            (Some(high), _) if high != low => {
                self.part("amount.between", &[("low", &number), ("high", &words::grouped(high))])
            }
            _ if approx => self.part("amount.about", &[("n", &number)]),
            _ => self.part("amount.exactly", &[("n", &number)]),
        }
    }

    /// A name as it stands inside a sentence: with an article where it takes one.
    pub fn name(&self, name: &str) -> Result<String> {
        let first = name.split(' ').next().unwrap_or_default();
        if self.list("articles")?.iter().any(|a| a == first) {
            return Ok(format!("{}{}", first.to_lowercase(), &name[first.len()..]));
        }
        let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
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

    fn list(&self, path: &str) -> Result<Vec<String>> {
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

    #[test]
    fn amounts_days_and_names_read_as_people_say_them() {
        let p = phrases();
        assert_eq!(p.amount(820.0, None, false, None).unwrap(), "at least 820");
        assert_eq!(p.amount(280_000.0, Some(280_000.0), true, None).unwrap(), "about 280,000");
        assert_eq!(p.day(Date::constant(2024, 12, 6)).unwrap(), "6 December 2024");
        assert_eq!(p.amount(24.0, Some(99.0), true, Some("dozens")).unwrap(), "“dozens” (24 to 99)");
        assert_eq!(p.name("Syria's army").unwrap(), "Syria's army");
        assert_eq!(p.name("Syrian army").unwrap(), "the Syrian army");
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
