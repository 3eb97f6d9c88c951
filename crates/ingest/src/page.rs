//! What a web page says about itself, and its tags as a flat stream.
//!
//! Only the tokenizer of html5ever is used here, never a tree: it takes time and memory in proportion to the page,
//! however badly the page is nested.

use html5ever::{
    Attribute,
    interface::TokenizerResult,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::{Rawtext, Rcdata, ScriptData},
    },
};
use std::cell::RefCell;

/// The parts of a page that are not its text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// `meta` elements: (lower-case `property`, `name` or `itemprop`, content), in the order of the page.
    pub(crate) metas: Vec<(String, String)>,
    /// The content of `title`.
    pub(crate) title: Option<String>,
    /// The words of the first `h1` that has any.
    pub(crate) heading: Option<String>,
    /// `datetime` of the `time` elements.
    pub(crate) times: Vec<String>,
    /// The content of each `script` of type `application/ld+json`.
    pub(crate) json_ld: Vec<String>,
    /// `href` of `link rel=canonical`.
    pub(crate) canonical: Option<String>,
    /// `lang` of the `html` element.
    pub(crate) language: Option<String>,
    /// The encoding a `meta` element declares.
    pub(crate) charset: Option<String>,
    /// How deep elements whose end tag is not optional are nested.
    pub(crate) depth: usize,
    /// Number of elements.
    pub(crate) elements: usize,
}

/// A tag or a run of text.
pub(crate) enum Piece<'a> {
    Start(&'a str, &'a [Attribute]),
    End(&'a str),
    Text(&'a str),
}

impl Page {
    /// Reads what the page says about itself.
    pub(crate) fn scan(html: &str) -> Self {
        let mut page = Page::default();
        let mut within = Within::Body;
        let mut words = String::new();
        let mut open = 0usize;
        each_piece(html, |piece| match piece {
            Piece::Start(name, attributes) => {
                page.elements += 1;
                if nests(name) {
                    open += 1;
                    page.depth = page.depth.max(open);
                }
                let json_ld = name == "script"
                    && attribute(attributes, "type")
                        .is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json"));
                match name {
                    "title" if page.title.is_none() => within = Within::Title,
                    "h1" if page.heading.is_none() => within = Within::Heading,
                    "script" if json_ld => within = Within::JsonLd,
                    _ => page.note(name, attributes),
                }
                if matches!(name, "title" | "h1" | "script") {
                    words.clear();
                }
            }
            Piece::Text(text) if within != Within::Body => words.push_str(text),
            Piece::Text(_) => {}
            Piece::End(name) => {
                if nests(name) {
                    open = open.saturating_sub(1);
                }
                match (name, within) {
                    ("title", Within::Title) => page.title = some_words(&words),
                    ("h1", Within::Heading) => page.heading = some_words(&words),
                    ("script", Within::JsonLd) => page.json_ld.push(std::mem::take(&mut words)),
                    _ => return,
                }
                within = Within::Body;
            }
        });
        page
    }

    /// The content of the first `meta` element of any of these names, the names in order of preference.
    pub(crate) fn meta(&self, names: &[&'static str]) -> Option<(&'static str, &str)> {
        names.iter().find_map(|&name| {
            let (_, content) = self.metas.iter().find(|(key, content)| key == name && !content.trim().is_empty())?;
            Some((name, content.trim()))
        })
    }

    fn note(&mut self, name: &str, attributes: &[Attribute]) {
        let get = |key: &str| attribute(attributes, key);
        match name {
            "meta" => {
                if let Some(charset) = get("charset") {
                    self.charset.get_or_insert_with(|| charset.to_owned());
                }
                let Some(content) = get("content") else { return };
                let is_type = get("http-equiv").is_some_and(|e| e.trim().eq_ignore_ascii_case("content-type"));
                if let Some(charset) = charset_of(content).filter(|_| is_type) {
                    self.charset.get_or_insert(charset);
                }
                for key in ["property", "name", "itemprop"] {
                    if let Some(key) = get(key) {
                        self.metas.push((key.trim().to_ascii_lowercase(), content.to_owned()));
                    }
                }
            }
            "time" => self.times.extend(get("datetime").map(str::to_owned)),
            "html" if self.language.is_none() => self.language = get("lang").and_then(some_words),
            "link" if self.canonical.is_none() && get("rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) => {
                self.canonical = get("href").and_then(some_words);
            }
            _ => {}
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Body,
    Title,
    Heading,
    JsonLd,
}

/// Words parted by single blanks; `None` if there are none.
pub(crate) fn some_words(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() { None } else { Some(words.join(" ")) }
}

/// Whether an open element of this name nests: it has content, and its end tag may not be left out.
fn nests(name: &str) -> bool {
    !matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "p"
            | "li"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "thead"
            | "tbody"
            | "tfoot"
            | "option"
            | "html"
            | "head"
            | "body"
            | "colgroup"
            | "optgroup"
            | "rp"
            | "rt"
    )
}

fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    attributes.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
}

fn charset_of(content: &str) -> Option<String> {
    let lower = content.to_ascii_lowercase();
    let value = lower.split("charset").nth(1)?.trim_start().strip_prefix('=')?;
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    some_words(value.split([';', '"', '\'', ' ']).next()?)
}

/// Most attributes of one tag; the tokenizer compares each with all before it.
const MOST_ATTRIBUTES: usize = 20_000;

/// Whether a tag has so many attributes that the tokenizer would not come to an end in time. Counts the white space
/// outside of quotes, which is enough for a limit that no honest page comes near.
pub(crate) fn has_monstrous_tag(html: &str) -> bool {
    let mut bytes = html.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte != b'<' || !bytes.peek().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let mut parts = 0;
        let mut quote = None;
        for byte in bytes.by_ref() {
            match quote {
                Some(q) if byte == q => {
                    quote = None;
                    parts += 1;
                }
                Some(_) => {}
                None if byte == b'>' => break,
                None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                None if byte.is_ascii_whitespace() || byte == b'/' => parts += 1,
                None => {}
            }
        }
        if parts > 2 * MOST_ATTRIBUTES {
            return true;
        }
    }
    false
}

/// Calls `take` for each tag and text of a page, character references resolved.
pub(crate) fn each_piece(html: &str, take: impl FnMut(Piece<'_>)) {
    let tokenizer = Tokenizer::new(Sink { take: RefCell::new(take) }, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    // The tokenizer pauses where a page names its encoding, which is settled by now.
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
}

struct Sink<F> {
    take: RefCell<F>,
}

impl<F: FnMut(Piece<'_>)> TokenSink for Sink<F> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut take = self.take.borrow_mut();
        match token {
            Token::TagToken(Tag { kind: TagKind::StartTag, name, attrs, self_closing, .. }) => {
                take(Piece::Start(&name, &attrs));
                // Only foreign elements (svg, math) close themselves.
                if self_closing && nests(&name) {
                    take(Piece::End(&name));
                }
                return match &*name {
                    "title" | "textarea" => TokenSinkResult::RawData(Rcdata),
                    "script" => TokenSinkResult::RawData(ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(Rawtext),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(Tag { kind: TagKind::EndTag, name, .. }) => take(Piece::End(&name)),
            Token::CharacterTokens(text) => take(Piece::Text(&text)),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_page_is_read() {
        let page = Page::scan(
            r#"<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
            <title>Hama &amp; Homs
               | Lantern</title>
            <meta property="OG:Title" content="Hama &amp; Homs"><link rel=canonical href=" https://lantern.example/a ">
            <script type="application/ld+json">{"a": "</p><h1>no</h1>"}</script>
            <body><nav><h1> </h1></nav><h1>Hama <em>and</em> Homs</h1><time datetime=2024-12-06>Friday</time>"#,
        );
        assert_eq!(page.title.as_deref(), Some("Hama & Homs | Lantern"));
        assert_eq!(page.heading.as_deref(), Some("Hama and Homs"));
        assert_eq!(page.meta(&["og:title"]), Some(("og:title", "Hama & Homs")));
        assert_eq!(page.language.as_deref(), Some("en-GB"));
        assert_eq!(page.canonical.as_deref(), Some("https://lantern.example/a"));
        assert_eq!(page.times, ["2024-12-06"]);
        assert_eq!(page.json_ld, [r#"{"a": "</p><h1>no</h1>"}"#]);
        assert_eq!(page.charset.as_deref(), Some("utf-8"));
    }

    #[test]
    fn a_tag_of_very_many_attributes_is_noticed() {
        let attributes: String = (0..100_000).map(|i| format!(" a{i}")).collect();
        assert!(has_monstrous_tag(&format!("<p>a<b{attributes}>c")));
        assert!(has_monstrous_tag(&format!("<b{}", attributes.replace(' ', "/"))));
        assert!(has_monstrous_tag(&format!("<b{}>", attributes.replace(' ', "=''"))));
        assert!(!has_monstrous_tag(&format!("<p data-words=\"{attributes}\">{attributes}<b>")));
        assert!(!has_monstrous_tag(&"<p class='a' id=b>word</p>".repeat(50_000)));
    }

    #[test]
    fn depth_counts_what_nests_and_not_what_merely_lacks_its_end_tag() {
        assert_eq!(Page::scan(&"<p>a<br><li>b".repeat(1000)).depth, 0);
        assert_eq!(Page::scan(&"<div><span>a</span></div>".repeat(1000)).depth, 2);
        assert_eq!(Page::scan(&"<div>".repeat(1000)).depth, 1000);
    }
}
