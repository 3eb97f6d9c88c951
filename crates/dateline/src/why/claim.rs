//! A claim with the grounds of its fields: the words, what gave them, and what lost.

use super::{Style, quote};
use crate::{
    data::Reader,
    decide,
    desk::{Desk, ledger_error},
    error::Result,
    listing::width,
    shapes::{ClaimWhy, DifferenceShape, GroundsShape, TermShape},
    words,
};
use dateline_core::{Claim, Decision, Mention, Span, claim::ResolvedPlace};
use dateline_read::{
    Explanation,
    explain::{Grounds, Other},
};
use std::io::Write;

/// Where the values stand.
const INDENT: usize = 14;

/// A claim of the ledger beside the same words read today.
pub struct ReadAnew<'d> {
    claim: &'d Claim,
    desk: &'d Desk,
    /// What is read today; `None` if the words give no such claim any more.
    explanation: Option<Explanation>,
    differs: Vec<Difference>,
    disputes: Vec<(String, String)>,
    events: Vec<(String, String)>,
    /// The disputed area that the place lies in, with who administers and who claims it.
    disputed_area: Option<String>,
}

/// A field as the ledger has it and as it is read today.
struct Difference {
    field: &'static str,
    stored: String,
    now: String,
}

/// One field for people.
struct Field {
    /// Its name in records, as in [`Grounds::field`].
    name: &'static str,
    label: &'static str,
    /// What it says; `None` if there is nothing.
    value: Option<String>,
    /// Its words.
    words: Vec<Mention>,
}

impl<'d> ReadAnew<'d> {
    /// Reads the claim's report anew, in the claim's revision.
    pub fn new(claim: &'d Claim, desk: &'d Desk, reader: &Reader) -> Result<Self> {
        let report = desk.ledger().report(&claim.report, Some(&claim.revision)).map_err(ledger_error)?;
        let explanation = report.and_then(|report| {
            let reading = dateline_language::read(&report.text, &reader.model);
            dateline_read::explain(&report, &reading, &reader.rules, &reader.world, claim)
        });
        let outlet = desk.report_of(claim)?.outlet.as_deref();
        let differs = explanation.as_ref().map_or_else(Vec::new, |e| differences(claim, &e.claim, outlet));
        let picture = desk.picture(None);
        let disputes = picture.disputes.into_iter().filter(|d| d.sides.iter().any(|s| s.claims.contains(&claim.id)));
        let about = |e: &dateline_core::picture::Event| {
            [&e.supporting, &e.opposing].into_iter().any(|side| side.contains(&claim.id))
        };
        let place = claim.place.as_ref().and_then(|p| p.resolved.as_ref());
        let area = place.and_then(|p| desk.outlines.disputed(p.country.as_deref(), p.admin1.as_deref(), p.point));
        let name = |code| reader.world.gazetteer.country_name(code).unwrap_or(code);
        Ok(Self {
            disputed_area: area.map(|area| area.told(name)),
            claim,
            desk,
            explanation,
            differs,
            disputes: disputes.map(|d| (d.id, d.about)).collect(),
            events: picture.events.into_iter().filter(about).map(|e| (e.id, e.standing.to_string())).collect(),
        })
    }

    /// The record of it.
    pub fn row(&self) -> Result<ClaimWhy<'_>> {
        Ok(ClaimWhy {
            claim: self.desk.record(self.desk.claim(&self.claim.id).unwrap_or(self.claim))?,
            read_anew: match &self.explanation {
                None => "gone",
                Some(_) if self.differs.is_empty() => "same",
                Some(_) => "differs",
            },
            differs: self.differs.iter().map(difference).collect(),
            fields: self.explanation.iter().flat_map(GroundsShape::all).collect(),
            confidence: self.explanation.iter().flat_map(TermShape::all).collect(),
            disputed_area: self.disputed_area.as_deref(),
            disputes: self.disputes.iter().map(|(id, _)| id.as_str()).collect(),
            events: self.events.iter().map(|(id, _)| id.as_str()).collect(),
        })
    }

    /// Writes it for people.
    pub fn write(&self, style: Style, out: &mut impl Write) -> Result<()> {
        let c = self.claim;
        let report = self.desk.report_of(c)?;
        let page = &mut Page { out, style, width: width() };
        writeln!(page.out, "claim {}", c.id)?;
        quote(c, self.desk, style, "  ", page.out)?;
        writeln!(page.out)?;
        let fields: Vec<&str> = self.differs.iter().map(|d| d.field).collect();
        if self.explanation.is_none() {
            page.line(
                2,
                "",
                "Read anew with today's rules, these words give no such claim; below is what the ledger has.",
            )?;
        } else if !fields.is_empty() {
            let text =
                format!("Read anew with today's rules it differs in {}; the grounds are today's.", fields.join(", "));
            page.line(2, "", &text)?;
        }
        for field in shown(c, report.outlet.as_deref()) {
            let grounds = self.explanation.as_ref().and_then(|e| e.fields.iter().find(|g| g.field == field.name));
            let now = self.differs.iter().find(|d| d.field == field.name).map(|d| d.now.as_str());
            let decided = self.decided(field.name);
            if field.value.is_some() || grounds.is_some() || now.is_some() || decided.is_some() {
                page.field(&field, grounds, now, decided.as_deref())?;
            }
        }
        if let Some(area) = &self.disputed_area {
            page.labelled("in", &format!("{area} (disputed)"))?;
        }
        if let Some(channel) = &c.channel {
            page.labelled("channel", channel)?;
        }
        page.labelled("origin", &c.origin)?;
        if let Some(whole) = &c.subset_of {
            page.labelled("part of", whole)?;
        }
        if !c.about.is_empty() {
            page.labelled("about", &c.about.join(", "))?;
        }
        let sure = format!("{:.2} that this is what the words say; not that it is true", c.confidence);
        page.labelled("confidence", &sure)?;
        if let Some(e) = &self.explanation {
            page.under("sum", &terms(&e.confidence))?;
        }
        page.labelled("rules", &c.rules.join(", "))?;
        if let Some(decided) = self.desk.claim(&c.id) {
            let code = self.desk.admiralty(decided);
            page.labelled("Admiralty", &format!("{code} (source and claim, as people graded them)"))?;
            if let Some(review) = self.desk.review(decided) {
                page.labelled("review", review.state.name())?;
                for d in review.decisions.iter().filter_map(|n| self.desk.decision(*n)) {
                    page.under("", &told(d))?;
                }
            }
        }
        for (id, about) in &self.disputes {
            page.labelled("disputed", &format!("{id}  {about}"))?;
        }
        for (id, standing) in &self.events {
            page.labelled("event", &format!("{id}  {standing}"))?;
        }
        Ok(())
    }
}

impl ReadAnew<'_> {
    /// What a field should say as people corrected it, with the decision.
    fn decided(&self, field: &str) -> Option<String> {
        let claim = self.desk.claim(&self.claim.id)?;
        let by = *self.desk.review(claim)?.corrected.iter().find(|(f, _)| f.name() == field)?.1;
        let outlet = self.desk.report_of(claim).ok()?.outlet.as_deref();
        let value = shown(claim, outlet).into_iter().find(|f| f.name == field)?.value;
        Some(format!("{}, by decision {by}", value.unwrap_or_else(|| "unknown".to_owned())))
    }
}

/// `3, A. Analyst on 2024-12-09 10:20: ... (why)`
pub fn told(d: &Decision) -> String {
    let note = d.note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
    format!("{}, {} on {}: {}{note}", d.number, d.who, d.at.strftime("%Y-%m-%d %H:%M"), decide::words(&d.choice))
}

/// The fields that are read off words, in the order in which they are shown.
fn shown(c: &Claim, outlet: Option<&str>) -> Vec<Field> {
    let field = |name, label, value, words| Field { name, label, value, words };
    let party = |name, label, m: &Option<Mention>| {
        field(name, label, m.as_ref().map(|m| m.name().to_owned()), m.iter().map(plain).collect())
    };
    let place = c.place.as_ref().map(|p| match (&p.resolved, p.precision()) {
        (Some(r), Some(precision)) => located(r, precision),
        _ => format!("{}, unresolved", p.text),
    });
    let place_words = c.place.iter().map(|p| Mention { text: p.text.clone(), span: p.span, entity: None }).collect();
    let mut said_by = c.claimants.iter().map(|x| format!("{} ({})", x.mention.name(), x.class)).collect::<Vec<_>>();
    if said_by.is_empty() {
        said_by.push(format!("{}, in its own voice", outlet.unwrap_or("the report")));
    }
    let cues = c.claimants.iter().map(|x| &x.mention).chain(&c.cue).map(plain).collect();
    let of = |q: &dateline_core::Quantity| {
        let counted = q.of.as_ref().map(|of| format!(", of {of}")).unwrap_or_default();
        format!("{}{counted}", words::quantity(q))
    };
    vec![
        field("kind", "kind", Some(c.sub_kind.as_deref().unwrap_or(c.kind.name()).to_owned()), Vec::new()),
        field("stance", "stance", Some(c.stance.to_string()), Vec::new()),
        field("modality", "modality", Some(c.modality.to_string()), Vec::new()),
        party("actor", "who", &c.actor),
        party("target", "whom", &c.target),
        field("place", "where", place, place_words),
        field("event_date", "when", c.event_date.as_ref().map(words::days), Vec::new()),
        field(
            "quantity",
            "number",
            c.quantity.as_ref().map(of),
            c.quantity.iter().map(|q| plain(&q.mention)).collect(),
        ),
        field("claimants", "said by", Some(said_by.join(" < ")), cues),
        field(
            "stated",
            "said when",
            c.stated.as_ref().map(|s| s.date.as_ref().map_or_else(|| s.value.clone(), words::days)),
            c.stated.iter().map(|s| Mention { text: s.text.clone(), span: s.span, entity: None }).collect(),
        ),
    ]
}

fn difference(d: &Difference) -> DifferenceShape<'_> {
    DifferenceShape { field: d.field, stored: &d.stored, now: &d.now }
}

fn differences(stored: &Claim, now: &Claim, outlet: Option<&str>) -> Vec<Difference> {
    let text = |f: &Field| {
        let words: Vec<String> = f.words.iter().map(at).collect();
        let value = f.value.as_deref().unwrap_or("nothing");
        if words.is_empty() { value.to_owned() } else { format!("{value}, from {}", words.join(", ")) }
    };
    let quote = |c: &Claim| at(&Mention { text: c.quote.clone(), span: c.span, entity: None });
    let mut found: Vec<(&'static str, String, String)> = shown(stored, outlet)
        .iter()
        .zip(&shown(now, outlet))
        .map(|(stored, now)| (stored.name, text(stored), text(now)))
        .collect();
    found.push(("quote", quote(stored), quote(now)));
    found.push(("rules", stored.rules.join(", "), now.rules.join(", ")));
    found.push(("confidence", format!("{:.2}", stored.confidence), format!("{:.2}", now.confidence)));
    found.retain(|(_, stored, now)| stored != now);
    found.into_iter().map(|(field, stored, now)| Difference { field, stored, now }).collect()
}

/// Lines of limited width with a label before the first.
struct Page<'o, W: Write> {
    out: &'o mut W,
    style: Style,
    width: usize,
}

impl<W: Write> Page<'_, W> {
    fn field(
        &mut self,
        field: &Field,
        grounds: Option<&Grounds>,
        now: Option<&str>,
        decided: Option<&str>,
    ) -> Result<()> {
        self.labelled(field.label, field.value.as_deref().unwrap_or("-"))?;
        if let Some(decided) = decided {
            self.line(INDENT + 5, &format!("{:INDENT$}{:<5}", "", "is"), decided)?;
        }
        if let Some(now) = now {
            self.under("now", now)?;
        }
        let words = grounds.map_or(&field.words, |g| &g.words);
        if !words.is_empty() {
            self.under("from", &words.iter().map(at).collect::<Vec<_>>().join(", "))?;
        }
        let Some(grounds) = grounds else { return Ok(()) };
        if !grounds.by.is_empty() {
            self.under("by", &grounds.by.join("; "))?;
        }
        for Other { value, words, lost } in &grounds.others {
            let what = match words {
                Some(words) if words.text == *value => at(words),
                Some(words) => format!("{value}, from {}", at(words)),
                None => value.clone(),
            };
            self.under("not", &format!("{what}: {lost}"))?;
        }
        Ok(())
    }

    fn labelled(&mut self, label: &str, text: &str) -> Result<()> {
        self.line(INDENT, &format!("  {label:<12}"), text)
    }

    /// A line below a value, paler than it.
    fn under(&mut self, label: &str, text: &str) -> Result<()> {
        let (dim, reset) = (self.style.dim, self.style.reset);
        write!(self.out, "{dim}")?;
        self.line(INDENT + 5, &format!("{:INDENT$}{label:<5}", ""), text)?;
        write!(self.out, "{reset}")?;
        Ok(())
    }

    /// Text behind a label; what does not fit goes on below it, `indent` characters in.
    fn line(&mut self, indent: usize, label: &str, text: &str) -> Result<()> {
        let mut line = format!("{label:<indent$}");
        let mut empty = true;
        for word in text.split_whitespace() {
            if !empty && line.chars().count() + 1 + word.chars().count() > self.width {
                writeln!(self.out, "{}", line.trim_end())?;
                line = format!("{:indent$}", "");
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        writeln!(self.out, "{}", line.trim_end())?;
        Ok(())
    }
}

fn plain(m: &Mention) -> Mention {
    Mention { entity: None, ..m.clone() }
}

/// `"the army" at 4..12`
fn at(m: &Mention) -> String {
    let Span { start, end } = m.span;
    format!("\"{}\" at {start}..{end}", m.text)
}

fn located(r: &ResolvedPlace, precision: u8) -> String {
    let mut parts = vec![r.name.clone()];
    parts.extend([&r.admin1, &r.country].into_iter().flatten().cloned());
    let point = r.point.map(|(lat, lon)| format!(" {lat:.3} {lon:.3}")).unwrap_or_default();
    let id = r.geonames_id.map(|id| format!(", GeoNames {id}")).unwrap_or_default();
    format!("{} ({}){point}{id}, precision {precision}", parts.join(", "), r.feature)
}

/// `+0.85 bias, +0.54 one claimant, -0.13 short quote = 1.26`, the heaviest first.
fn terms(terms: &[(&'static str, f32)]) -> String {
    let mut sorted = terms.to_vec();
    sorted.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let each: Vec<String> = sorted.iter().map(|(name, weight)| format!("{weight:+.2} {name}")).collect();
    let sum: f32 = terms.iter().map(|(_, weight)| weight).sum();
    format!("{} = {sum:+.2}, of which the logistic is {:.2}", each.join(", "), 1.0 / (1.0 + (-sum).exp()))
}
