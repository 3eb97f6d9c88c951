//! The text of a web page: its headline and paragraphs, a line each.

use crate::page::{Page, Piece, each_piece, some_words};
use dom_smoothie::{Config, Readability, TextMode};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Deeper pages are read by the flat reader only. Browsers stop at 512; algorithms on trees take time in proportion to
/// depth times size, and some recurse.
const DEEPEST: usize = 512;
/// Bytes of text below which what was found may be only a part of the article.
const SMALL: usize = 300;
/// The same for pages of very many elements.
const MOST_ELEMENTS: usize = 150_000;

/// The article's text, without menus, advertisements and footers. `title` becomes the first line unless it is there
/// already.
pub(crate) fn article_text(html: &str, page: &Page, title: Option<&str>, notes: &mut Vec<String>) -> String {
    let lines = if page.depth > DEEPEST || page.elements > MOST_ELEMENTS {
        notes.push("the page is too large or too deeply nested to find the article; all its text was taken".to_owned());
        whole_page(html)
    } else {
        let main = main_part(html).unwrap_or_default();
        let size = |lines: &[String]| lines.iter().map(String::len).sum::<usize>();
        // On a page of many small parts the extractor may take one of them for the article.
        if size(&main) < SMALL {
            Some(whole_page(html)).filter(|all| size(all) > 3 * size(&main)).unwrap_or(main)
        } else {
            main
        }
    };
    with_title(lines, title).join("\n")
}

/// The part of the page that reads like an article.
fn main_part(html: &str) -> Option<Vec<String>> {
    let config = Config { text_mode: TextMode::Raw, disable_json_ld: true, ..Config::default() };
    // A fault of the extractor on one odd page must not stop a batch.
    let content = catch_unwind(AssertUnwindSafe(|| {
        let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
        Some(article.content.to_string())
    }))
    .ok()??;
    let lines = flatten(&content, is_never_text);
    (!lines.is_empty()).then_some(lines)
}

/// All text of the page but its furniture; with the furniture if there is nothing else.
fn whole_page(html: &str) -> Vec<String> {
    let lines = flatten(html, |name| is_never_text(name) || is_furniture(name));
    if lines.is_empty() { flatten(html, is_never_text) } else { lines }
}

/// Puts the title first, unless one of the first lines says the same.
fn with_title(mut lines: Vec<String>, title: Option<&str>) -> Vec<String> {
    if let Some(title) = title {
        let key = letters(title);
        if !key.is_empty() && !lines.iter().take(3).any(|line| letters(line) == key) {
            lines.insert(0, title.to_owned());
        }
    }
    lines
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The text of a page as lines: one for each paragraph, heading, list item or table row, white space collapsed.
/// Elements for which `skip` holds are left out with all they contain.
fn flatten(html: &str, skip: impl Fn(&str) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut skipping: Option<(String, usize)> = None;
    each_piece(html, |piece| {
        match (&mut skipping, &piece) {
            (Some((name, depth)), Piece::Start(started, _)) if *started == name.as_str() => *depth += 1,
            (Some((name, depth)), Piece::End(ended)) if *ended == name.as_str() => {
                *depth -= 1;
                if *depth == 0 {
                    skipping = None;
                }
                return;
            }
            _ => {}
        }
        if skipping.is_some() {
            return;
        }
        match piece {
            Piece::Start(name, _) => {
                if skip(name) {
                    skipping = Some((name.to_owned(), 1));
                }
                if breaks_line(name) {
                    end_line(&mut line, &mut lines);
                } else if parts_words(name) {
                    line.push(' ');
                }
            }
            Piece::End(name) if breaks_line(name) => end_line(&mut line, &mut lines),
            Piece::End(name) if parts_words(name) => line.push(' '),
            Piece::End(_) => {}
            Piece::Text(text) => line.push_str(text),
        }
    });
    end_line(&mut line, &mut lines);
    lines
}

fn end_line(line: &mut String, lines: &mut Vec<String>) {
    // Soft hyphens and zero-width spaces only tell a browser where it may break a line.
    line.retain(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}'));
    lines.extend(some_words(line));
    line.clear();
}

fn is_never_text(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "title"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "canvas"
            | "audio"
            | "video"
            | "select"
            | "textarea"
            | "button"
            | "noembed"
            | "noframes"
    )
}

fn is_furniture(name: &str) -> bool {
    matches!(name, "nav" | "header" | "footer" | "aside" | "form" | "menu" | "dialog")
}

fn breaks_line(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "br"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

fn parts_words(name: &str) -> bool {
    matches!(name, "td" | "th" | "img" | "input" | "button" | "select" | "iframe" | "svg" | "video" | "audio")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(html: &str) -> String {
        let page = Page::scan(html);
        article_text(html, &page, page.heading.as_deref(), &mut Vec::new())
    }

    #[test]
    fn paragraphs_are_lines_and_furniture_is_gone() {
        let html = "<html><head><title>x</title><style>p {}</style></head><body><nav><a href=/>Home</a></nav>\
            <article><h1>Hama falls</h1><p>Rebels entered\n  <b>Ha</b>ma on Thursday, a war monitor said, after a week \
            of fighting in the countryside.</p><p>The army con\u{ad}firmed&nbsp;it, saying that its units had been moved \
            out of the city, where they had held three lines.<br>It gave no number.</p></article>\
            <footer>All rights reserved</footer><script>var p = '<p>no</p>';</script></body></html>";
        assert_eq!(
            text_of(html),
            "Hama falls\nRebels entered Hama on Thursday, a war monitor said, after a week of fighting in the \
             countryside.\nThe army confirmed it, saying that its units had been moved out of the city, where they had \
             held three lines.\nIt gave no number."
        );
    }

    #[test]
    fn the_headline_comes_first_once() {
        let lines = |l: &[&str]| l.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
        assert_eq!(with_title(lines(&["By Zoé", "a"]), Some("T")), ["T", "By Zoé", "a"]);
        assert_eq!(with_title(lines(&["World", "“t!”", "a"]), Some("T")), ["World", "“t!”", "a"]);
        assert_eq!(with_title(lines(&["a"]), Some("!")), ["a"]);
    }

    #[test]
    fn a_page_of_many_small_parts_is_not_cut_down_to_one() {
        let part = |i| {
            let text = format!("<p>At {i} o'clock rebels took the town, a monitor said, and the army left it.</p>");
            format!("{}{text}{}", "<div><div class=content>".repeat(20), "</div></div>".repeat(20))
        };
        let html = format!("<html><body>{}", (0..24).map(part).collect::<String>());
        let found = main_part(&html).unwrap();
        assert!(found.len() < 5, "the extractor has become better; is the other way still needed?");
        assert_eq!(text_of(&html).lines().count(), 24);
    }

    #[test]
    fn a_hundred_thousand_nested_elements_are_read() {
        let html = format!("{}Rebels took Hama.{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let mut notes = Vec::new();
        assert_eq!(article_text(&html, &Page::scan(&html), None, &mut notes), "Rebels took Hama.");
        assert_eq!(notes.len(), 1);
        let unclosed = format!("{}Rebels took Hama.", "<b><i><a href=x>".repeat(50_000));
        assert_eq!(text_of(&unclosed), "Rebels took Hama.");
    }

    #[test]
    fn an_unclosed_menu_does_not_swallow_the_page() {
        assert_eq!(whole_page("<nav><a>Home</a><p>Rebels took Hama.</p>"), ["Home", "Rebels took Hama."]);
    }
}
