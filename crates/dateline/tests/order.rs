//! In whichever order reports arrive, and however they are split into batches, the picture and its exports are the same
//! bytes.

use clap::Parser;
use dateline::{
    cli::{Cli, Command},
    data::Data,
    desk::Desk,
    export, ingest, intake,
    ledger::{Entry, Ledger},
    lists,
    picture::Known,
};
use rayon::prelude::*;
use std::path::Path;

/// Layers and lists that rest on every claim.
const ASKED: [&str; 19] = [
    "export reports --format jsonl",
    "export claims --format jsonl",
    "export events --format jsonl",
    "export control --format jsonl --at 2024-11-29,2024-12-01,2024-12-05,2024-12-06,2024-12-07,2024-12-08,2024-12-10",
    "export figures --format csv",
    "export access --format jsonl",
    "export movements --format jsonl",
    "export advisories --format jsonl",
    "export relations --format jsonl",
    "access --history --format jsonl",
    "export disputes --format geojson",
    "export tensions --format jsonl",
    "export copies --format jsonl",
    "export corroborations --format jsonl",
    "export estimates --format jsonl",
    "export actors --format jsonl",
    "export events --format jsonl --at 2024-12-06",
    "control --history --format jsonl",
    "control --diff 2024-12-04 2024-12-08 --format csv",
];

/// What `read` would store of the reports in a folder or file of the corpus.
fn entries(data: &Data, name: &str) -> Vec<Entry> {
    let now = "2024-12-13T00:00:00Z".parse().unwrap();
    let reader = data.reader(now).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").join(name);
    let (inputs, _) = ingest::find(&[path]);
    let read = inputs.iter().flat_map(|input| ingest::read(input, &ingest::Options::default(), now));
    read.filter_map(Result::ok)
        .map(|i| Entry {
            claims: intake::claims(&i.report, &reader),
            report: i.report,
            original: i.original,
            media_type: i.media_type,
            reader: reader.version.clone(),
        })
        .collect()
}

/// All that is asked of a ledger into which the entries were put in so many batches.
fn answers(data: &Data, entries: &[Entry], batches: usize) -> Vec<String> {
    let mut ledger = Ledger::in_memory().unwrap();
    for batch in entries.chunks(entries.len().div_ceil(batches)) {
        let stored = ledger.put(batch).unwrap();
        assert!(stored.refused.is_empty(), "{:?}", stored.refused);
    }
    let desk = Desk::over(ledger, data, Known::default()).unwrap();
    let answer = |asked: &str| {
        let cli = Cli::try_parse_from(std::iter::once("dateline").chain(asked.split(' '))).unwrap();
        let mut out = Vec::new();
        match &cli.command {
            Command::Export(args) => export::run(args, &desk, &mut out).unwrap(),
            Command::Control(args) => {
                lists::control(&desk, args).unwrap().write(args.list.format, &mut out).unwrap();
            }
            Command::Access(args) => {
                lists::access(&desk, args).unwrap().write(args.list.format, &mut out).unwrap();
            }
            _ => panic!("`{asked}` is not asked here"),
        }
        String::from_utf8(out).unwrap()
    };
    ASKED.map(answer).into()
}

/// A shuffle that depends on its seed alone (xorshift).
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for i in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        items.swap(i, (state % (i as u64 + 1)) as usize);
    }
}

fn any_order_gives_the_same(name: &str, shuffles: u64) {
    let data = Data::default();
    let entries = entries(&data, name);
    assert!(entries.len() > 20, "the corpus was not found");
    let expected = answers(&data, &entries, 1);
    assert!(expected.iter().filter(|a| a.len() > 200).count() > ASKED.len() / 2, "the answers say too little");
    (1..=shuffles).into_par_iter().for_each(|seed| {
        let mut entries = entries.clone();
        shuffle(&mut entries, seed);
        let batches = [1, 2, 8][(seed % 3) as usize];
        for ((asked, a), b) in ASKED.iter().zip(&expected).zip(answers(&data, &entries, batches)) {
            let differs = || a.lines().zip(b.lines()).find(|(a, b)| a != b);
            assert!(*a == b, "shuffle {seed}, {batches} batches: `{asked}` differs: {:?}", differs());
        }
    });
}

/// Over the demo's reports, or the part of the corpus that `DATELINE_ORDERS_OF` names.
#[test]
fn a_hundred_orders_in_one_two_and_eight_batches_give_the_same_bytes() {
    let name = std::env::var("DATELINE_ORDERS_OF").unwrap_or_else(|_| "demo".to_owned());
    any_order_gives_the_same(&name, 100);
}
