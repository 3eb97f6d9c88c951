//! Parameters of routes: which values each takes, what it means, and how those of a request are read.

use super::{
    ogc::{bounds, days},
    routes::Format,
};
use crate::{
    brief::Length,
    cli::{parse_date, parse_instant},
    error::{Error, ErrorKind, Result},
};
use dateline_picture::Known;
use jiff::civil::Date;
use serde_json::{Value, json};

/// A parameter of a route.
pub struct Param {
    /// Its name, in the query or between braces in the path.
    pub name: &'static str,
    /// The values that it takes.
    pub takes: Takes,
    /// What it means, a sentence.
    pub doc: &'static str,
    /// Whether a request must have it.
    pub needed: bool,
    /// Whether it is a part of the path.
    pub in_path: bool,
}

/// The values of a parameter.
pub enum Takes {
    /// Any words.
    Text,
    /// Words, of which several may be given, each by its own `name=`; empty ones too.
    Texts,
    /// Words with commas between them.
    List,
    /// A day, or an instant whose day is taken.
    Day,
    /// An instant, or a day, whose end is meant.
    Instant,
    /// A whole number from the first to the second, and the one that holds where none is given.
    Number(u32, u32, Option<u32>),
    /// One of these names; the first where none is given.
    OneOf(fn() -> Vec<&'static str>),
    /// Some of these names, with commas between them.
    SomeOf(fn() -> Vec<&'static str>),
    /// How long a brief is.
    Length,
    /// A box on the map.
    Box,
    /// An instant or an interval.
    Interval,
    /// The name of a format; the first where none is given.
    Format(&'static [Format]),
}

impl Param {
    /// A parameter that may be left out.
    pub const fn new(name: &'static str, takes: Takes, doc: &'static str) -> Self {
        Self { name, takes, doc, needed: false, in_path: false }
    }

    /// One that must be there.
    pub const fn needed(name: &'static str, takes: Takes, doc: &'static str) -> Self {
        Self { needed: true, ..Self::new(name, takes, doc) }
    }

    /// One that is a part of the path.
    pub const fn in_path(name: &'static str, takes: Takes, doc: &'static str) -> Self {
        Self { in_path: true, ..Self::needed(name, takes, doc) }
    }

    /// The parameter as OpenAPI has it.
    pub fn described(&self) -> Value {
        let mut out = json!({
            "name": self.name, "in": if self.in_path { "path" } else { "query" }, "required": self.needed,
            "description": self.doc, "schema": self.takes.schema(self.needed),
        });
        if matches!(self.takes, Takes::List | Takes::SomeOf(_) | Takes::Box) {
            out["style"] = "form".into();
            out["explode"] = false.into();
        }
        out
    }
}

impl Takes {
    /// In words, for the documentation.
    pub fn words(&self) -> String {
        let names = |all: Vec<&str>| all.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
        match self {
            Self::Text => "text".to_owned(),
            Self::Texts => "text, several times".to_owned(),
            Self::List => "texts with commas between them".to_owned(),
            Self::Day => "a day".to_owned(),
            Self::Instant => "an instant or a day".to_owned(),
            Self::Number(least, most, usual) => {
                let usual = usual.map(|n| format!("; {n} if not given")).unwrap_or_default();
                format!("a number from {least} to {most}{usual}")
            }
            Self::OneOf(all) => format!("one of {}", names(all())),
            Self::SomeOf(all) => format!("some of {}, with commas between them", names(all())),
            Self::Length => "`short`, `medium`, `full` or a number of sentences".to_owned(),
            Self::Box => "west,south,east,north in degrees, with heights between them or without".to_owned(),
            Self::Interval => "a day, an instant, or two with `/` between them; `..` for an open end".to_owned(),
            Self::Format(all) => format!("one of {}", names(all.iter().map(|f| f.name).collect())),
        }
    }

    fn schema(&self, needed: bool) -> Value {
        let text = if needed { json!({ "type": "string", "minLength": 1 }) } else { json!({ "type": "string" }) };
        let day = json!({ "type": "string", "format": "date" });
        let instant = json!({ "type": "string", "format": "date-time" });
        match self {
            Self::Text => text,
            Self::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Self::List => json!({ "type": "array", "items": { "type": "string" } }),
            Self::Day | Self::Instant => json!({ "anyOf": [day, instant] }),
            Self::Number(least, most, usual) => {
                let mut out = json!({ "type": "integer", "minimum": least, "maximum": most });
                if let Some(usual) = usual {
                    out["default"] = (*usual).into();
                }
                out
            }
            Self::OneOf(all) if needed => json!({ "type": "string", "enum": all() }),
            Self::OneOf(all) => json!({ "type": "string", "enum": all(), "default": all().first() }),
            Self::SomeOf(all) => {
                json!({ "type": "array", "minItems": 1, "items": { "type": "string", "enum": all() } })
            }
            Self::Length => json!({ "type": "string", "pattern": "^(short|medium|full|[1-9][0-9]{0,3})$" }),
            Self::Box => {
                let numbers = |n: usize| json!({ "minItems": n, "maxItems": n });
                let number = json!({ "type": "number", "minimum": -180, "maximum": 180 });
                json!({ "type": "array", "items": number, "oneOf": [numbers(4), numbers(6)] })
            }
            Self::Interval => json!({ "type": "string", "minLength": 1 }),
            Self::Format(all) => {
                let names: Vec<&str> = all.iter().map(|f| f.name).collect();
                json!({ "type": "string", "enum": names, "default": names.first() })
            }
        }
    }

    /// Why a value is none of these.
    fn fault(&self, value: &str) -> Option<String> {
        let among = |value: &str, all: Vec<&str>| {
            let known = all.join(", ");
            (!all.contains(&value)).then(|| format!("`{value}` is none of: {known}"))
        };
        match self {
            Self::Text | Self::Texts | Self::List => None,
            Self::Day => parse_date(value).err(),
            Self::Instant => parse_instant(value).err(),
            Self::Number(least, most, _) => {
                let number = value.parse().is_ok_and(|n: u32| (*least..=*most).contains(&n));
                (!number).then(|| format!("`{value}` is no number from {least} to {most}"))
            }
            Self::OneOf(all) => among(value, all()),
            Self::SomeOf(all) => value.split(',').find_map(|one| among(one, all())),
            Self::Length => value.parse::<Length>().err(),
            Self::Box => bounds(value).err(),
            Self::Interval => days(value).err(),
            Self::Format(all) => among(value, all.iter().map(|f| f.name).collect()),
        }
    }
}

/// The parameters of a request.
pub struct Params {
    given: Vec<(String, String)>,
    /// The day asked for.
    pub at: Option<Date>,
    /// What was known at an earlier time, if asked for.
    pub known: Known,
    /// The format asked for, else the route's first.
    pub format: &'static Format,
}

impl Params {
    /// Reads what is given to a route that gives these formats. A parameter that the route does not know is an error,
    /// since it would be without effect, and so is a value that says nothing to it.
    pub fn read(given: Vec<(String, String)>, known: &[&'static Param], formats: &'static [Format]) -> Result<Self> {
        for (i, (name, value)) in given.iter().enumerate() {
            let Some(param) = known.iter().find(|p| p.name == name) else {
                let names: Vec<&str> = known.iter().filter(|p| !p.in_path).map(|p| p.name).collect();
                let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                return Err(Error::usage(format_args!("`{name}` is no parameter here; known: {names}")));
            };
            let again = given.iter().take(i).any(|(earlier, _)| earlier == name);
            if again && !matches!(param.takes, Takes::Texts) {
                return Err(Error::usage(format_args!("`{name}` is given twice")));
            }
            if let Some(fault) = param.takes.fault(value) {
                // What a path names and what is not there are the same.
                let kind = if param.in_path { ErrorKind::NotFound } else { ErrorKind::Usage };
                return Err(Error::new(kind, format_args!("`{name}`: {fault}")));
            }
        }
        let find = |name: &str| given.iter().find(|(n, value)| n == name && !value.is_empty()).map(|(_, value)| value);
        if let Some(missing) = known.iter().find(|p| p.needed && find(p.name).is_none()) {
            return Err(Error::usage(format_args!("`{}` is missing: {}", missing.name, missing.doc)));
        }
        let format = find("format").and_then(|name| formats.iter().find(|f| f.name == name));
        let format = format.or(formats.first()).unwrap_or(&Format::JSON);
        let params = Self { given, at: None, known: Known::default(), format };
        if let (Some(since), Some(until)) = (params.day("since")?, params.day("until")?)
            && since > until
        {
            return Err(Error::usage(format_args!("`since` ({since}) lies after `until` ({until})")));
        }
        let captured = params.get("captured_by").map(|value| parse_instant(value).map_err(Error::usage)).transpose()?;
        let known = Known { published: params.day("known_at")?, captured };
        Ok(Self { at: params.day("at")?, known, ..params })
    }

    /// The value of a parameter, if it is given and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that the route needs, so that it is there.
    pub fn needed(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// All values of a parameter that may be given several times, empty ones too.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.given.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// All names and values, in the order given, those of the path first.
    pub fn given(&self) -> impl Iterator<Item = (&str, &str)> {
        self.given.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The parts of a list, `None` if it is not given.
    pub fn list(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        self.get(name).map(|list| list.split(','))
    }

    /// The day that a parameter names, if it is given.
    pub fn day(&self, name: &str) -> Result<Option<Date>> {
        self.get(name).map(|value| parse_date(value).map_err(Error::usage)).transpose()
    }

    /// The number that a parameter gives, else this one.
    pub fn number(&self, name: &str, usual: u32) -> usize {
        self.get(name).and_then(|value| value.parse().ok()).unwrap_or(usual) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: [Param; 4] = [
        Param::needed("id", Takes::Text, "Which."),
        Param::new("at", Takes::Day, "The day."),
        Param::new("limit", Takes::Number(1, 9, Some(5)), "How many."),
        Param::new("kind", Takes::Texts, "Which kinds."),
    ];

    fn check(query: &[(&str, &str)], expect: &str) {
        let given = query.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let read = Params::read(given, &PARAMS.iter().collect::<Vec<_>>(), &[Format::JSON]);
        let said =
            read.map_or_else(|e| e.message, |p| format!("{} {:?} {}", p.format.name, p.at, p.number("limit", 5)));
        assert!(said.contains(expect), "{query:?}: {said}");
    }

    #[test]
    fn what_a_route_does_not_know_is_refused_with_what_it_knows() {
        check(&[("id", "a")], "json None 5");
        check(&[("id", "a"), ("at", "2024-12-06"), ("limit", "3")], "json Some(2024-12-06) 3");
        check(&[("id", "a"), ("kind", "x"), ("kind", "y")], "json None 5");
        check(&[], "`id` is missing");
        check(&[("id", "")], "`id` is missing");
        check(&[("id", "a"), ("id", "b")], "given twice");
        check(&[("id", "a"), ("when", "b")], "known: id, at, limit, kind");
        check(&[("id", "a"), ("at", "soon")], "no date");
        check(&[("id", "a"), ("limit", "10")], "no number from 1 to 9");
    }
}
