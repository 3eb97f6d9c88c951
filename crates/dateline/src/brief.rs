//! `dateline brief`: what changed, what is disputed, what is counted, in sentences with the quotes they rest on.
//!
//! The wording stands in `rules/en/brief.toml`. A [`Sentence`] cannot be made without claims that it cites, so a brief
//! cannot say what no report says.

mod ledgers;
mod names;
mod phrases;
mod points;
mod sections;

use crate::{
    data::{BRIEF_FILE, Data},
    desk::Desk,
    error::{Error, ErrorKind, Result},
    shapes::{BriefAnswer, BriefParagraph, BriefQuote, BriefSection, BriefSentence},
    words,
};
use dateline_core::Claim;
use jiff::civil::Date;
use phrases::Phrases;
use points::{Part, Point};
use std::{collections::HashMap, fmt::Write, str::FromStr};

/// Most citations of one sentence.
const CITED: usize = 5;

/// Sentences of the main points, where a brief is so long that it has them.
const HEADLINE: usize = 6;

/// What a brief is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// As known at the end of this day; the ledger's last day if none is named.
    pub at: Option<Date>,
    /// What is new since the end of this day. Without it the changes are those of the last day, and the rest is told as
    /// it stands.
    pub since: Option<Date>,
    /// Only this place, or places in this division or country.
    pub place: Option<String>,
    /// How long.
    pub length: Length,
}

/// How long a brief is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Length {
    /// A dozen sentences.
    Short,
    /// Up to 40 sentences.
    #[default]
    Medium,
    /// All there is.
    Full,
    /// At most so many sentences.
    Sentences(usize),
}

impl Length {
    fn most(self) -> usize {
        match self {
            Self::Short => 12,
            Self::Medium => 40,
            Self::Full => usize::MAX,
            Self::Sentences(n) => n,
        }
    }
}

impl FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "short" => Ok(Self::Short),
            "medium" => Ok(Self::Medium),
            "full" => Ok(Self::Full),
            number => match number.parse() {
                Ok(n) if n > 0 => Ok(Self::Sentences(n)),
                _ => Err(format!("`{text}` is no length; write short, medium, full or a number of sentences")),
            },
        }
    }
}

/// A sentence with the claims whose quotes it rests on, one at least.
#[derive(Debug, Clone)]
pub struct Sentence<'a> {
    text: String,
    claims: Vec<&'a Claim>,
}

impl<'a> Sentence<'a> {
    /// A sentence that rests on these claims; an error if there are none.
    pub fn new(text: String, claims: Vec<&'a Claim>) -> Result<Self> {
        if claims.is_empty() {
            return Err(Error::new(ErrorKind::Data, format_args!("a sentence of the brief cites nothing: {text}")));
        }
        Ok(Self { text, claims })
    }
}

/// Whether the file of wording can be read, and has every template that the brief uses.
pub fn check_wording(text: &str) -> Result<()> {
    Phrases::parse(text)?.check()
}

/// A heading and what stands below it, in paragraphs.
struct Section {
    title: String,
    paragraphs: Vec<Paragraph>,
}

/// Sentences on one area or question, each with the numbers of its quotes.
struct Paragraph {
    heading: Option<String>,
    sentences: Vec<(String, Vec<usize>)>,
}

/// One entry of the list of quotes.
struct Quote {
    quote: String,
    source: String,
    claim: String,
}

/// A brief, ready to be written.
pub struct Brief {
    title: String,
    scope: String,
    quotes_title: String,
    nothing: String,
    sections: Vec<Section>,
    quotes: Vec<Quote>,
}

/// Collects the quotes that sentences cite, each once, in the order of first use.
struct Citations<'a> {
    desk: &'a Desk,
    phrases: &'a Phrases,
    numbers: HashMap<&'a str, usize>,
    quotes: Vec<Quote>,
}

impl Brief {
    /// Writes the brief that is asked for, from what was published by the end of its day.
    pub fn new(desk: &Desk, data: &Data, request: &Request) -> Result<Self> {
        let day = desk.day(request.at)?;
        if let Some(since) = request.since.filter(|since| *since >= day) {
            return Err(Error::usage(format_args!("--since {since} does not lie before {day}, the day of the brief")));
        }
        let phrases = Phrases::parse(&data.file(BRIEF_FILE)?)?;
        let all = sections::points(desk, &phrases, request, day)?;
        let points = points::choose(all, request.length.most());
        let date = phrases.day(day)?;
        let since = match request.since {
            Some(since) => phrases.day(since)?,
            None => String::new(),
        };
        let values =
            [("day", date.as_str()), ("since", &since), ("place", request.place.as_deref().unwrap_or_default())];
        let title = |name: &str| phrases.fill(&format!("title.{name}"), &values);
        let mut citations = Citations { desk, phrases: &phrases, numbers: HashMap::new(), quotes: Vec::new() };
        let mut sections = Vec::new();
        if request.length == Length::Full {
            let headline = [Part::Changes, Part::Disputes].map(|part| points.iter().filter(move |p| p.part == part));
            let sentences =
                headline.into_iter().flat_map(|points| points.flat_map(|p| p.sentences.first()).take(HEADLINE / 2 + 1));
            let sentences: Vec<_> = sentences.take(HEADLINE).map(|s| citations.written(s)).collect::<Result<_>>()?;
            if !sentences.is_empty() {
                sections.push(Section {
                    title: title("headline")?,
                    paragraphs: vec![Paragraph { heading: None, sentences }],
                });
            }
        }
        for name in Part::TITLES {
            let of_section: Vec<&Point<'_>> = points.iter().filter(|p| p.part.title() == name).collect();
            // A short brief has no room for what is not there.
            if of_section.is_empty() && (name == "control" && request.since.is_some() || request.length != Length::Full)
            {
                continue;
            }
            let heading = match name {
                "changes" if request.since.is_some() => "changes_since",
                name => name,
            };
            sections.push(Section { title: title(heading)?, paragraphs: paragraphs(&of_section, &mut citations)? });
        }
        let scope = match (&request.since, &request.place) {
            (None, None) => "scope",
            (Some(_), None) => "scope_since",
            (None, Some(_)) => "scope_place",
            (Some(_), Some(_)) => "scope_since_place",
        };
        Ok(Self {
            title: title(if request.place.is_some() { "brief_place" } else { "brief" })?,
            scope: title(scope)?,
            quotes_title: title("quotes")?,
            nothing: title("nothing")?,
            sections,
            quotes: citations.quotes,
        })
    }

    /// The brief as a record; citations are numbers of quotes, from 1.
    pub fn answer(&self) -> BriefAnswer<'_> {
        let paragraph = |p: &'_ Paragraph| BriefParagraph {
            heading: p.heading.clone(),
            sentences: p
                .sentences
                .iter()
                .map(|(text, cites)| BriefSentence { text: text.clone(), cites: cites.clone() })
                .collect(),
        };
        BriefAnswer {
            title: &self.title,
            scope: &self.scope,
            nothing: &self.nothing,
            sections: self
                .sections
                .iter()
                .map(|s| BriefSection { title: &s.title, paragraphs: s.paragraphs.iter().map(paragraph).collect() })
                .collect(),
            quotes_title: &self.quotes_title,
            quotes: self
                .quotes
                .iter()
                .map(|q| BriefQuote { quote: &q.quote, source: &q.source, claim: &q.claim })
                .collect(),
        }
    }

    /// The brief as Markdown: a sentence a line, its citations at the end.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n_{}_\n", self.title, markdown_escaped(&self.scope));
        for section in &self.sections {
            let _ = writeln!(out, "\n## {}", section.title);
            if section.paragraphs.is_empty() {
                let _ = writeln!(out, "\n_{}_", self.nothing);
            }
            for paragraph in &section.paragraphs {
                if let Some(heading) = &paragraph.heading {
                    let _ = write!(out, "\n### {heading}\n");
                }
                out.push('\n');
                for (text, cites) in &paragraph.sentences {
                    let cites: String = cites.iter().map(|n| format!("[{n}]")).collect();
                    let _ = writeln!(out, "{} {cites}", markdown_escaped(text));
                }
            }
        }
        let _ = write!(out, "\n## {}\n\n", self.quotes_title);
        for (i, q) in self.quotes.iter().enumerate() {
            let _ = writeln!(out, "[{}] “{}” - {}  ", i + 1, markdown_escaped(&q.quote), markdown_escaped(&q.source));
        }
        out
    }

    /// The brief as one HTML page that loads nothing; each citation leads to its quote.
    pub fn html(&self) -> String {
        let (title, scope) = (html_escaped(&self.title), html_escaped(&self.scope));
        let mut body = format!("<h1>{title}</h1>\n<p class=\"nothing\">{scope}</p>\n");
        for section in &self.sections {
            let _ = writeln!(body, "<h2>{}</h2>", html_escaped(&section.title));
            if section.paragraphs.is_empty() {
                let _ = writeln!(body, "<p class=\"nothing\">{}</p>", html_escaped(&self.nothing));
            }
            for paragraph in &section.paragraphs {
                if let Some(heading) = &paragraph.heading {
                    let _ = writeln!(body, "<h3>{}</h3>", html_escaped(heading));
                }
                body.push_str("<p>");
                for (text, cites) in &paragraph.sentences {
                    let cites: String = cites.iter().map(|n| format!("<a href=\"#q{n}\">[{n}]</a>")).collect();
                    let _ = writeln!(body, "<span>{} <sup>{cites}</sup></span>", html_escaped(text));
                }
                body.push_str("</p>\n");
            }
        }
        let _ = write!(body, "<h2>{}</h2>\n<ol class=\"quotes\">\n", html_escaped(&self.quotes_title));
        for (i, q) in self.quotes.iter().enumerate() {
            let (quote, source) = (html_escaped(&q.quote), html_escaped(&q.source));
            let _ = writeln!(body, "<li id=\"q{}\"><q>{quote}</q> <cite>{source}</cite></li>", i + 1);
        }
        body.push_str("</ol>\n");
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
             </head>\n<body>\n{body}</body>\n</html>\n",
            title
        )
    }
}

/// On paper: A4 with numbered pages, headings with what they head, the quotes smaller.
const STYLE: &str = "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.55 Georgia,serif;color:#1c1c1c;\
background:#fff}h1,h2,h3{font-family:system-ui,sans-serif;line-height:1.2}sup{font:.7em system-ui,sans-serif;white-space:nowrap}\
a{color:#1f4e79;text-decoration:none}li{margin:.4rem 0}li:target{background:#fff3c4}cite{color:#595959;font-style:normal;\
font-size:.85em}.nothing{color:#595959}@media print{@page{size:A4;margin:22mm 20mm;@bottom-center{content:counter(page);\
font:9pt system-ui,sans-serif;color:#595959}}body{max-width:none;margin:0;padding:0;font-size:10.5pt}a{color:inherit}\
h1,h2,h3{break-after:avoid}p{orphans:3;widows:3}li{break-inside:avoid}.quotes{font-size:9pt}}";

/// Points under their headings, those of one heading together.
fn paragraphs<'a>(points: &[&Point<'a>], citations: &mut Citations<'a>) -> Result<Vec<Paragraph>> {
    let mut out: Vec<Paragraph> = Vec::new();
    let mut before: Option<&Point<'_>> = None;
    for point in points {
        let sentences = point.sentences.iter().map(|s| citations.written(s)).collect::<Result<Vec<_>>>()?;
        let under_it = before.is_some_and(|b| b.heading == point.heading);
        match out.last_mut() {
            Some(last) if under_it && point.runs_on && before.is_some_and(|b| b.part == point.part) => {
                last.sentences.extend(sentences);
            }
            _ => {
                let heading = point.heading.as_ref().filter(|_| !under_it).map(|h| h.1.clone());
                out.push(Paragraph { heading, sentences });
            }
        }
        before = Some(point);
    }
    Ok(out)
}

impl<'a> Citations<'a> {
    /// A sentence with the numbers of its quotes.
    fn written(&mut self, sentence: &Sentence<'a>) -> Result<(String, Vec<usize>)> {
        Ok((sentence.text.clone(), self.cite(&sentence.claims)?))
    }

    /// The numbers of these claims' quotes. Of many claims, those of different origins come first.
    fn cite(&mut self, claims: &[&'a Claim]) -> Result<Vec<usize>> {
        let mut origins = Vec::new();
        let (mut first, mut more) = (Vec::new(), Vec::new());
        for claim in claims {
            if origins.contains(&&claim.origin) {
                more.push(*claim);
            } else {
                origins.push(&claim.origin);
                first.push(*claim);
            }
        }
        first.extend(more);
        let mut numbers: Vec<usize> = first.into_iter().take(CITED).map(|c| self.number(c)).collect::<Result<_>>()?;
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    fn number(&mut self, claim: &'a Claim) -> Result<usize> {
        if let Some(number) = self.numbers.get(claim.id.as_str()) {
            return Ok(*number);
        }
        let report = self.desk.report_of(claim)?;
        let said_by = words::chain(&claim.claimants, report.outlet.as_deref());
        let day = match &report.published {
            Some(published) => self.phrases.day(published.date)?,
            None => self.phrases.text("date.none")?.to_owned(),
        };
        // The name of the file is enough; where it lay is nobody's business.
        let file = report.read_from.rsplit(['/', '\\']).next().unwrap_or(&report.read_from);
        let outlet = report.outlet.clone().unwrap_or_else(|| file.to_owned());
        let mut source = vec![outlet, day];
        if !claim.claimants.is_empty() {
            source.push(format!("said by {said_by}"));
        }
        source.push(format!("report {}", claim.report));
        source.push(format!("claim {}", claim.id));
        let quote = claim.quote.split_whitespace().collect::<Vec<_>>().join(" ");
        self.quotes.push(Quote { quote, source: source.join(", "), claim: claim.id.clone() });
        self.numbers.insert(&claim.id, self.quotes.len());
        Ok(self.quotes.len())
    }
}

/// Keeps text from being taken for markup.
pub fn html_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Keeps the words of reports from being taken for markup.
fn markdown_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_without_a_citation_is_refused() {
        let refused = Sentence::new("Homs fell.".to_owned(), Vec::new()).unwrap_err();
        assert!(refused.message.contains("Homs fell."), "{refused}");
    }

    #[test]
    fn a_length_is_a_word_or_a_number_of_sentences() {
        assert_eq!("short".parse(), Ok(Length::Short));
        assert_eq!("7".parse(), Ok(Length::Sentences(7)));
        assert!("0".parse::<Length>().is_err() && "long".parse::<Length>().is_err());
    }

    #[test]
    fn words_of_reports_are_no_markup() {
        assert_eq!(html_escaped("<b>\"R&D\"</b>"), "&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;");
        assert_eq!(markdown_escaped("[1] *no*"), "\\[1\\] \\*no\\*");
    }
}
