//! The rules' own examples, run as tests.

use crate::{rules::Rules, story::Story, times, told};
use dateline_core::{
    Claim, Published, Reading, Relative, Report, World,
    report::{Credits, PublishedBasis},
};
use jiff::{Timestamp, civil::date};

/// An example that a rule does not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFailure {
    /// File and line.
    pub at: String,
    /// The rule.
    pub rule: String,
    /// The sentence.
    pub text: String,
    /// What was wrong.
    pub why: String,
}

impl std::fmt::Display for ExampleFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: rule {}: {}\n    {}", self.at, self.rule, self.why, self.text)
    }
}

/// Runs every rule's examples as reports published on Saturday 2024-12-07; `read` makes the reading of a text.
pub fn check_examples(rules: &Rules, world: &World, read: &dyn Fn(&str) -> Reading) -> Vec<ExampleFailure> {
    let mut failures = Vec::new();
    for example in rules.examples() {
        let report = report_of(&example.text);
        let reading = read(&example.text);
        let mut fail = |why: String| {
            failures.push(ExampleFailure {
                at: example.at.clone(),
                rule: example.rule.clone(),
                text: example.text.clone(),
                why,
            });
        };
        if let Some(rule) = rules.types.iter().find(|r| r.id == example.rule) {
            let label = crate::annotate::event_type(&report, &reading, rules, world);
            if (label.as_deref() == Some(&rule.body.label)) != example.yes {
                fail(format!("found {}", label.as_deref().unwrap_or("no type")));
            }
            continue;
        }
        if rules.displacement.iter().any(|r| r.id == example.rule) {
            let figure = crate::displacement::main_figure(&report, &reading, rules, world);
            let fits = |f: &crate::displacement::Figure| {
                f.rule.as_ref() == Some(&example.rule) && example.expect.iter().all(|(k, v)| figure_field(f, k) == *v)
            };
            if figure.as_ref().is_some_and(fits) != example.yes {
                fail(format!("found {figure:?}"));
            }
            continue;
        }
        if rules.times.iter().chain(rules.history.iter()).any(|r| r.id == example.rule) {
            let mut story = Story::new(&report, &reading, rules, world);
            times::find(&mut story);
            let hits: Vec<_> = story.times.iter().filter(|t| t.rule == example.rule).collect();
            if !example.yes {
                if let Some(hit) = hits.first() {
                    fail(format!("must not match, but matched `{}`", story.text(hit.range.clone())));
                }
                continue;
            }
            // Days, or the TIMEX3 value.
            let shown: Vec<String> = hits
                .iter()
                .flat_map(|t| {
                    let days = t.date.as_ref().map(|d| {
                        if d.start == d.end { d.start.to_string() } else { format!("{} to {}", d.start, d.end) }
                    });
                    days.into_iter().chain(t.timex.as_ref().map(|t| t.value.clone()))
                })
                .collect();
            let wanted = example.expect.iter().find(|(k, _)| k == "value").map(|(_, v)| v);
            if hits.is_empty() || wanted.is_some_and(|w| !shown.contains(w)) {
                fail(format!("expected {}, found {shown:?}", wanted.map_or("a match", |w| w)));
            }
            continue;
        }
        if rules.places.iter().any(|r| r.id == example.rule) {
            let story = crate::layers(&report, &reading, rules, world);
            let hits: Vec<&Relative> =
                story.relatives.iter().map(|t| &t.relative).filter(|r| r.rule == example.rule).collect();
            let is_team = story.teams.iter().any(|t| t.rule == example.rule);
            let fits = |r: &&Relative| example.expect.iter().all(|(k, v)| relative_field(r, k) == *v);
            if (is_team || hits.iter().any(fits)) != example.yes {
                fail(format!("found {hits:?}"));
            }
            continue;
        }
        let found = told(&report, &reading, rules, world);
        let hits: Vec<&Claim> = found.iter().filter(|c| c.rules.contains(&example.rule)).collect();
        if !example.yes {
            if let Some(hit) = hits.first() {
                fail(format!("must not match, but made {}", show(hit)));
            }
        } else if hits.is_empty() {
            fail(format!("no claim; found {:?}", found.iter().map(show).collect::<Vec<_>>()));
        } else if !hits.iter().any(|c| example.expect.iter().all(|(k, v)| field(c, k) == *v)) {
            let wanted: Vec<String> = example.expect.iter().map(|(k, v)| format!("{k} = {v}")).collect();
            fail(format!(
                "expected {}; found {:?}",
                wanted.join(", "),
                hits.iter().map(|c| show(c)).collect::<Vec<_>>()
            ));
        }
    }
    failures
}

/// A report with this text and nothing else known but its day.
fn report_of(text: &str) -> Report {
    Report {
        id: "example".to_owned(),
        revision: "example".to_owned(),
        source_hash: String::new(),
        read_from: String::new(),
        url: None,
        outlet: None,
        title: None,
        published: Some(Published { date: date(2024, 12, 7), at: None, basis: PublishedBasis::Given }),
        captured: Timestamp::UNIX_EPOCH,
        language: None,
        text: text.to_owned(),
        sketch: Vec::new(),
        trace: Vec::new(),
        credits: Credits::default(),
        notes: Vec::new(),
    }
}

fn figure_field(figure: &crate::displacement::Figure, name: &str) -> String {
    match name {
        "quantity" => figure.quantity.to_string(),
        "unit" => figure.unit.clone(),
        "term" => figure.term.clone(),
        other => format!("(no field is called `{other}`)"),
    }
}

fn relative_field(relative: &Relative, name: &str) -> String {
    let anchors = relative.anchors.iter().map(|a| a.name.as_str());
    match name {
        "words" => relative.text.clone(),
        "anchors" => anchors.collect::<Vec<_>>().join(" > "),
        "bearing" => relative.bearing.map_or(String::new(), |b| b.to_string()),
        "km" => relative.distance_km.map_or(String::new(), |(from, to)| match to {
            Some(to) if to == from => from.to_string(),
            Some(to) => format!("{from}-{to}"),
            None => format!("{from}+"),
        }),
        other => format!("(no field is called `{other}`)"),
    }
}

fn field(claim: &Claim, name: &str) -> String {
    let text = |m: &Option<dateline_core::Mention>| m.as_ref().map_or(String::new(), |m| m.text.clone());
    match name {
        "kind" => claim.kind.to_string(),
        "sub_kind" => claim.sub_kind.clone().unwrap_or_default(),
        "stance" => claim.stance.to_string(),
        "modality" => claim.modality.to_string(),
        "extent" => claim.extent.to_string(),
        "actor" => text(&claim.actor),
        "target" => text(&claim.target),
        "place" => claim.place.as_ref().map_or(String::new(), |p| p.text.clone()),
        "cue" => text(&claim.cue),
        "channel" => claim.channel.clone().unwrap_or_default(),
        "claimants" => claim.claimants.iter().map(|c| c.mention.text.clone()).collect::<Vec<_>>().join(" > "),
        "quantity" => claim.quantity.as_ref().map_or(String::new(), |q| match q.high {
            Some(h) if h == q.low => q.low.to_string(),
            Some(h) => format!("{}-{h}", q.low),
            None => format!("{}+", q.low),
        }),
        "date" => claim.event_date.as_ref().map_or(String::new(), |d| d.start.to_string()),
        "stated" => claim.stated.as_ref().and_then(|s| s.date.as_ref()).map_or(String::new(), |d| d.start.to_string()),
        "quote" => claim.quote.clone(),
        other => format!("(no field is called `{other}`)"),
    }
}

fn show(claim: &Claim) -> String {
    ["kind", "stance", "modality", "actor", "target", "place", "claimants", "quantity", "date"]
        .iter()
        .map(|f| (*f, field(claim, f)))
        .filter(|(_, v)| !v.is_empty())
        .map(|(f, v)| format!("{f}={v}"))
        .chain([format!("by {}", claim.rules.join(", "))])
        .collect::<Vec<_>>()
        .join(" ")
}
