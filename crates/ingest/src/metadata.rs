//! Headline, outlet, address and publication date of a web page, as the page gives them.

use crate::page::{Page, some_words};
use serde_json::{Map, Value};

/// What a page says about itself, in the words of the page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) language: Option<String>,
    /// Who wrote it: persons, or the agency whose text it is.
    pub(crate) authors: Vec<String>,
    /// (name of the field, its value), in order of trust.
    pub(crate) published: Vec<(String, String)>,
}

/// The fields of `meta` elements that hold a publication date, in order of trust.
const DATE_FIELDS: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "date",
];

/// The fields of `meta` elements that name who wrote it, in order of trust.
const AUTHOR_FIELDS: &[&str] = &["author", "byl", "dc.creator", "parsely-author", "sailthru.author", "article:author"];

/// Collects what the page says, from its `meta` elements, JSON-LD, `title`, first heading and `time` elements.
pub(crate) fn metadata(page: &Page) -> Metadata {
    let article = page.json_ld.iter().find_map(|script| find_article(&serde_json::from_str(script).ok()?));
    let article = article.unwrap_or_default();
    let outlet = page
        .meta(&["og:site_name", "application-name"])
        .and_then(|(_, name)| some_words(name))
        .or_else(|| publisher(&article));
    let title = page
        .meta(&["og:title", "twitter:title", "dc.title"])
        .and_then(|(_, title)| some_words(title))
        .or_else(|| article.get("headline").and_then(Value::as_str).and_then(some_words))
        .or_else(|| page.heading.clone())
        .or_else(|| page.title.clone());
    Metadata {
        title: title.map(|t| without_site_name(t, outlet.as_deref(), page.heading.as_deref())),
        outlet,
        url: page
            .canonical
            .clone()
            .filter(|u| u.contains("://"))
            .or_else(|| page.meta(&["og:url"]).map(|(_, url)| url.to_owned())),
        language: page.language.clone(),
        authors: authors(page, &article),
        published: published(page, &article),
    }
}

fn published(page: &Page, article: &Map<String, Value>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(date) = article.get("datePublished").and_then(Value::as_str) {
        found.push(("JSON-LD datePublished".to_owned(), date.to_owned()));
    }
    for &field in DATE_FIELDS {
        found.extend(page.meta(&[field]).map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    // Other `time` elements of a page belong to comments, related articles or the entries of a live blog.
    found.extend(page.times.first().map(|time| ("time".to_owned(), time.clone())));
    found
}

fn authors(page: &Page, article: &Map<String, Value>) -> Vec<String> {
    let name = |author: &Value| match author {
        Value::String(name) => some_words(name),
        Value::Object(author) => author.get("name").and_then(Value::as_str).and_then(some_words),
        _ => None,
    };
    let named: Vec<String> = match article.get("author") {
        Some(Value::Array(authors)) => authors.iter().filter_map(name).collect(),
        Some(one) => name(one).into_iter().collect(),
        None => Vec::new(),
    };
    if !named.is_empty() {
        return named;
    }
    // Some fields hold the address of a page on the author.
    let field = |f: &&'static str| page.meta(&[*f]).map(|(_, value)| value).filter(|v| !v.contains("://"));
    AUTHOR_FIELDS.iter().find_map(field).and_then(some_words).into_iter().collect()
}

fn publisher(article: &Map<String, Value>) -> Option<String> {
    match article.get("publisher")? {
        Value::String(name) => some_words(name),
        Value::Object(publisher) => publisher.get("name").and_then(Value::as_str).and_then(some_words),
        _ => None,
    }
}

/// The first object, in a breadth-first walk, that describes an article.
fn find_article(root: &Value) -> Option<Map<String, Value>> {
    let mut level = vec![root];
    while !level.is_empty() {
        for value in &level {
            if let Value::Object(object) = value
                && (object.contains_key("datePublished") || (object.contains_key("headline") && is_article(object)))
            {
                return Some(object.clone());
            }
        }
        level = level
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(items) => items.iter().collect::<Vec<_>>(),
                Value::Object(object) => object.values().collect(),
                _ => Vec::new(),
            })
            .collect();
    }
    None
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is = |t: &Value| t.as_str().is_some_and(|t| t.contains("Article") || t.contains("Posting") || t == "Report");
    match object.get("@type") {
        Some(Value::Array(types)) => types.iter().any(is),
        Some(one) => is(one),
        None => false,
    }
}

/// `Army leaves Homs | Lantern` -> `Army leaves Homs`, where the page's heading or site name confirm the cut.
fn without_site_name(title: String, outlet: Option<&str>, heading: Option<&str>) -> String {
    for separator in [" | ", " - ", " – ", " — ", " :: ", " · "] {
        if let Some((front, back)) = title.rsplit_once(separator) {
            let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
            if outlet.is_some_and(|o| same(o, back)) || heading.is_some_and(|h| same(h, front)) {
                return front.trim().to_owned();
            }
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> Metadata {
        metadata(&Page::scan(html))
    }

    #[test]
    fn open_graph_tags_win_and_the_site_name_is_cut_off() {
        let found =
            of(r#"<title>Hama falls - Harbour Post</title><meta property="og:site_name" content="Harbour Post">
            <meta property="og:title" content="Hama falls - Harbour Post"><meta name="date" content="2024-12-06">
            <meta property="article:published_time" content="2024-12-05T21:00:00Z">"#);
        assert_eq!(found.title.as_deref(), Some("Hama falls"));
        assert_eq!(found.outlet.as_deref(), Some("Harbour Post"));
        let expected = [("article:published_time", "2024-12-05T21:00:00Z"), ("date", "2024-12-06")];
        assert_eq!(found.published, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn json_ld_is_searched_in_graphs_and_lists() {
        let found = of(r#"<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
            {"@type": "WebSite", "name": "x"},
            {"@type": ["NewsArticle"], "headline": " Hama  falls", "datePublished": "2024-12-05",
             "publisher": {"@type": "Organization", "name": "Kestrel"}}]}</script>"#);
        assert_eq!(found.title.as_deref(), Some("Hama falls"));
        assert_eq!(found.outlet.as_deref(), Some("Kestrel"));
        assert_eq!(found.published, [("JSON-LD datePublished".to_owned(), "2024-12-05".to_owned())]);
    }

    #[test]
    fn authors_are_those_of_json_ld_or_of_a_field() {
        let found = of(r#"<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Hama falls",
            "author": [{"@type": "Person", "name": "Ines Calder"}, "AFP"]}</script><meta name="author" content="Staff">"#);
        assert_eq!(found.authors, ["Ines Calder", "AFP"]);
        let found = of(
            r#"<meta property="article:author" content="https://a.example/ines"><meta name="byl" content="By AFP">"#,
        );
        assert_eq!(found.authors, ["By AFP"]);
    }

    #[test]
    fn a_heading_tells_where_the_title_ends() {
        assert_eq!(
            of("<title>Hama - a city - falls | Kestrel</title><h1>Hama - a city - falls</h1>").title.as_deref(),
            Some("Hama - a city - falls")
        );
        assert_eq!(of("<title>Hama - a city</title>").title.as_deref(), Some("Hama - a city"));
        assert_eq!(of("<p>no head at all").title, None);
    }

    #[test]
    fn broken_json_ld_does_no_harm() {
        let nested = format!("<script type='application/ld+json'>{}</script><title>a</title>", "[".repeat(10_000));
        assert_eq!(of(&nested).title.as_deref(), Some("a"));
    }
}
