//! `dateline brief`: a day in sentences, each with the quotes it rests on.
//!
//! The wording stands in `rules/en/brief.toml`. A [`Sentence`] cannot be made without a citation, so a brief cannot say
//! what no report says.

mod phrases;
mod sections;

use crate::{
    data::{BRIEF_FILE, Data},
    desk::Desk,
    error::{Error, ErrorKind, Result},
    shapes::published,
    words,
};
use dateline_core::Claim;
use jiff::civil::Date;
use phrases::Phrases;
use std::{collections::HashMap, fmt::Write};

/// Most citations of one sentence.
const CITED: usize = 5;

/// A sentence with the numbers of the quotes it rests on, one at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    text: String,
    cites: Vec<usize>,
}

impl Sentence {
    /// A sentence that rests on these quotes; an error if there are none.
    pub fn new(text: String, cites: Vec<usize>) -> Result<Self> {
        if cites.is_empty() {
            return Err(Error::new(ErrorKind::Data, format_args!("a sentence of the brief cites nothing: {text}")));
        }
        Ok(Self { text, cites })
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

/// Sentences on one area or question.
struct Paragraph {
    heading: Option<String>,
    sentences: Vec<Sentence>,
}

/// One entry of the list of quotes.
struct Quote {
    quote: String,
    source: String,
}

/// A brief, ready to be written.
pub struct Brief {
    title: String,
    quotes_title: String,
    nothing: String,
    sections: Vec<Section>,
    quotes: Vec<Quote>,
}

/// Collects the quotes that sentences cite, each once, in the order of first use.
struct Citations<'a> {
    desk: &'a Desk,
    numbers: HashMap<&'a str, usize>,
    quotes: Vec<Quote>,
}

impl Brief {
    /// Writes the brief of a day from what was published by its end; the ledger's last day if none is named.
    pub fn new(desk: &Desk, data: &Data, at: Option<Date>) -> Result<Self> {
        let day = desk.day(at)?;
        let phrases = Phrases::parse(&data.file(BRIEF_FILE)?)?;
        let mut citations = Citations { desk, numbers: HashMap::new(), quotes: Vec::new() };
        let sections = sections::all(desk, &phrases, day, &mut citations)?;
        let date = phrases.day(day)?;
        Ok(Self {
            title: phrases.fill("title.brief", &[("day", &date)])?,
            quotes_title: phrases.fill("title.quotes", &[])?,
            nothing: phrases.fill("title.nothing", &[])?,
            sections,
            quotes: citations.quotes,
        })
    }

    /// The brief as Markdown: a sentence a line, its citations at the end.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n", self.title);
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
                for s in &paragraph.sentences {
                    let cites: String = s.cites.iter().map(|n| format!("[{n}]")).collect();
                    let _ = writeln!(out, "{} {cites}", markdown_escaped(&s.text));
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
        let mut body = format!("<h1>{}</h1>\n", html_escaped(&self.title));
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
                for s in &paragraph.sentences {
                    let cites: String = s.cites.iter().map(|n| format!("<a href=\"#q{n}\">[{n}]</a>")).collect();
                    let _ = writeln!(body, "<span>{} <sup>{cites}</sup></span>", html_escaped(&s.text));
                }
                body.push_str("</p>\n");
            }
        }
        let _ = write!(body, "<h2>{}</h2>\n<ol>\n", html_escaped(&self.quotes_title));
        for (i, q) in self.quotes.iter().enumerate() {
            let (quote, source) = (html_escaped(&q.quote), html_escaped(&q.source));
            let _ = writeln!(body, "<li id=\"q{}\"><q>{quote}</q> <cite>{source}</cite></li>", i + 1);
        }
        body.push_str("</ol>\n");
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
             </head>\n<body>\n{body}</body>\n</html>\n",
            html_escaped(&self.title)
        )
    }
}

const STYLE: &str = "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.55 Georgia,serif;color:#1c1c1c;\
background:#fff}h1,h2,h3{font-family:system-ui,sans-serif;line-height:1.2}sup{font:.7em system-ui,sans-serif}\
a{color:#1f4e79;text-decoration:none}li{margin:.4rem 0}li:target{background:#fff3c4}cite{color:#595959;font-style:normal;\
font-size:.85em}.nothing{color:#595959}";

impl<'a> Citations<'a> {
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
        let day = report.published.as_ref().map_or_else(|| "undated".to_owned(), published);
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
        self.quotes.push(Quote { quote, source: source.join(", ") });
        self.numbers.insert(&claim.id, self.quotes.len());
        Ok(self.quotes.len())
    }
}

fn html_escaped(text: &str) -> String {
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
        assert!(Sentence::new("Homs fell.".to_owned(), vec![1]).is_ok());
    }

    #[test]
    fn words_of_reports_are_no_markup() {
        assert_eq!(html_escaped("<b>\"R&D\"</b>"), "&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;");
        assert_eq!(markdown_escaped("[1] *no*"), "\\[1\\] \\*no\\*");
    }
}
