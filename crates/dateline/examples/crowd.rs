//! A large ledger for measuring the server: `cargo xtask bench serve` makes one.
//!
//! `crowd LEDGER CLAIMS` writes a made-up war of about so many claims on 10,000 places over five years, the same for the
//! same number, as a ledger: each report's text is a sentence for each claim.

#[path = "../../picture/examples/made/mod.rs"]
mod made;

use dateline::{
    core::{Claim, Mention, Report, Span},
    ledger::{Entry, Ledger},
    picture::ReportInfo,
};
use made::{CLAIMS_OF_A_REPORT, Made};
use std::{error::Error, path::Path};

/// Reports that are stored at a time.
const BATCH: usize = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [path, claims] = args.as_slice() else { return Err("usage: crowd LEDGER CLAIMS".into()) };
    let claims: usize = claims.parse()?;
    let mut ledger = Ledger::open(Path::new(path))?;
    let (mut made, mut infos, mut told, mut entries) = (Made::new(7), Vec::new(), 0, Vec::new());
    while told < claims {
        let (first, mut said) = (infos.len(), Vec::new());
        made.report(claims / CLAIMS_OF_A_REPORT, &mut infos, &mut said);
        told += said.len();
        for info in infos.iter().skip(first) {
            let of: Vec<Claim> = said.iter().filter(|c| c.revision == info.revision).cloned().collect();
            entries.push(entry(info, of));
        }
        if entries.len() >= BATCH || told >= claims {
            if let Some(refused) = ledger.put(&entries)?.refused.first() {
                return Err(format!("{}: {}", refused.report, refused.reason).into());
            }
            entries.clear();
        }
    }
    println!("{told} claims in {} reports", infos.len());
    Ok(())
}

/// The report as it would have been read.
fn entry(info: &ReportInfo, mut claims: Vec<Claim>) -> Entry {
    let mut text = String::new();
    for c in &mut claims {
        let start = text.len();
        let said = |m: Option<&Mention>| m.map_or("nobody", |m| m.name()).to_owned();
        let count = c.quantity.as_ref().map(|q| format!(" ({})", q.low)).unwrap_or_default();
        let place = c.place.as_ref().map(|p| p.text.clone()).unwrap_or_default();
        let actor = said(c.actor.as_ref());
        let source = said(c.claimants.first().map(|c| &c.mention));
        let sentence = format!("{actor}: {}{count} in {place}, as {source} said, on one more day of the war. ", c.kind);
        text.push_str(&sentence);
        c.quote = sentence.trim_end().to_owned();
        c.span = Span::new(start, start + c.quote.len());
        let of = |words: &str| {
            let at = start + sentence.find(words).unwrap_or_default();
            Span::new(at, at + words.len())
        };
        if let Some(m) = &mut c.actor {
            m.span = of(&actor);
        }
        if let Some(p) = &mut c.place {
            p.span = of(&place);
        }
        for claimant in &mut c.claimants {
            claimant.mention.span = of(&source);
        }
        c.target = None;
        c.origin = if c.claimants.is_empty() { info.outlet.clone().unwrap_or_default() } else { source };
        if let Some(q) = &mut c.quantity {
            q.mention.span = Span::new(start, start);
            q.mention.text = String::new();
        }
    }
    let report = Report {
        id: info.id.clone(),
        revision: info.revision.clone(),
        source_hash: format!("{:064x}", text.len()),
        read_from: "crowd".to_owned(),
        url: None,
        outlet: info.outlet.clone(),
        title: Some(format!("What report {} has to tell", info.id)),
        published: info.published.clone(),
        captured: info.captured,
        language: Some("en".to_owned()),
        text: text.clone(),
        sketch: info.sketch.to_vec(),
        trace: info.trace.to_vec(),
        credits: info.credits.as_deref().cloned().unwrap_or_default(),
        notes: Vec::new(),
    };
    let original = text.into_bytes();
    Entry { report, original, media_type: "text/plain".to_owned(), claims, reader: "crowd".to_owned() }
}
