//! Readings, kept in a file so that they need not be made anew.

use dateline_core::{
    Reading, Sentence, Span, Token,
    reading::{Attribution, EventWord, Link, Name, TimeExpression},
};
use serde_json::{Value, json};
use std::{fs, ops::Range, path::Path, sync::Arc};

/// The readings of the rows, from `$READINGS/NAME` if they stand there.
pub fn readings(data: &str, rows: &[Value], root: &Path) -> Vec<Reading> {
    let name = Path::new(data).file_name().unwrap_or_default();
    let file = std::env::var_os("READINGS").map(|dir| Path::new(&dir).join(name));
    if let Some(text) = file.as_ref().and_then(|f| fs::read_to_string(f).ok()) {
        return text.lines().map(|l| load(&serde_json::from_str(l).unwrap())).collect();
    }
    let bytes = |name: &str| fs::read(root.join("data").join(name)).unwrap();
    let model = dateline_language::Model::from_bytes(&bytes("language.safetensors")).unwrap();
    let model = model.with_news_heads(&bytes("language-news.safetensors")).unwrap();
    let read: Vec<Reading> =
        rows.iter().map(|r| dateline_language::read(r["text"].as_str().unwrap(), &model)).collect();
    if let Some(file) = file {
        let lines: String = read.iter().map(|r| format!("{}\n", save(r))).collect();
        fs::write(file, lines).unwrap();
    }
    read
}

fn range(r: &Range<u32>) -> Value {
    json!([r.start, r.end])
}

fn save(r: &Reading) -> Value {
    let tokens: Vec<Value> = r
        .tokens
        .iter()
        .map(|t| {
            json!([
                t.span.start,
                t.span.end,
                t.form,
                t.lemma,
                t.tag.name(),
                t.xpos,
                t.features.as_ref(),
                t.head,
                t.relation.name(),
                t.space_before
            ])
        })
        .collect();
    let sentences: Vec<Value> = r
        .sentences
        .iter()
        .map(|s| json!([s.span.start, s.span.end, s.tokens.start, s.tokens.end, s.paragraph]))
        .collect();
    let names: Vec<Value> = r.names.iter().map(|n| json!([n.tokens.start, n.tokens.end, n.class.name()])).collect();
    let times: Vec<Value> = r.times.iter().map(|n| json!([n.tokens.start, n.tokens.end, n.class.name()])).collect();
    let attributions: Vec<Value> = r
        .attributions
        .iter()
        .map(|a| {
            json!([
                range(&a.cue),
                a.source.iter().map(range).collect::<Vec<_>>(),
                a.content.iter().map(range).collect::<Vec<_>>(),
                a.speaker
            ])
        })
        .collect();
    let links: Vec<Value> = r.links.iter().map(|l| json!([l.token, l.antecedent])).collect();
    let words: Vec<Value> = r.event_words.iter().map(|w| json!([w.token, w.kind.name(), w.likely, w.denied])).collect();
    json!([tokens, sentences, names, times, attributions, r.factuality, links, r.cased, words])
}

fn load(v: &Value) -> Reading {
    let n = |v: &Value| v.as_u64().unwrap() as u32;
    let s = |v: &Value| v.as_str().unwrap().to_owned();
    let range = |v: &Value| n(&v[0])..n(&v[1]);
    let list = |v: &Value| v.as_array().unwrap().clone();
    let ranges = |v: &Value| list(v).iter().map(range).collect::<Vec<_>>();
    let mut tags: std::collections::HashMap<String, &'static str> = Default::default();
    let mut features: std::collections::HashMap<String, Arc<str>> = Default::default();
    Reading {
        tokens: list(&v[0])
            .iter()
            .map(|t| Token {
                span: Span::new(n(&t[0]) as usize, n(&t[1]) as usize),
                form: s(&t[2]),
                lemma: s(&t[3]),
                tag: s(&t[4]).parse().unwrap(),
                xpos: tags.entry(s(&t[5])).or_insert_with_key(|k| Box::leak(k.clone().into_boxed_str())),
                features: features.entry(s(&t[6])).or_insert_with_key(|k| Arc::from(k.as_str())).clone(),
                head: t[7].as_u64().map(|h| h as u32),
                relation: s(&t[8]).parse().unwrap(),
                space_before: t[9].as_bool().unwrap(),
            })
            .collect(),
        sentences: list(&v[1])
            .iter()
            .map(|x| Sentence {
                span: Span::new(n(&x[0]) as usize, n(&x[1]) as usize),
                tokens: n(&x[2])..n(&x[3]),
                paragraph: n(&x[4]),
            })
            .collect(),
        names: list(&v[2]).iter().map(|x| Name { tokens: range(x), class: s(&x[2]).parse().unwrap() }).collect(),
        times: list(&v[3])
            .iter()
            .map(|x| TimeExpression { tokens: range(x), class: s(&x[2]).parse().unwrap() })
            .collect(),
        attributions: list(&v[4])
            .iter()
            .map(|a| Attribution {
                cue: range(&a[0]),
                source: ranges(&a[1]),
                content: ranges(&a[2]),
                speaker: a[3].as_u64().map(|x| x as u32),
            })
            .collect(),
        factuality: list(&v[5]).iter().map(|x| x.as_i64().unwrap() as i16).collect(),
        links: list(&v[6]).iter().map(|x| Link { token: n(&x[0]), antecedent: n(&x[1]) }).collect(),
        event_words: list(&v[8])
            .iter()
            .map(|w| EventWord {
                token: n(&w[0]),
                kind: s(&w[1]).parse().unwrap(),
                likely: n(&w[2]) as u8,
                denied: n(&w[3]) as u8,
            })
            .collect(),
        facts: Vec::new(),
        cased: v[7].as_str().map(str::to_owned),
    }
}
