//! How well the tiers bring spellings of one name together: reads groups of spellings from standard input, a group a
//! line, spellings parted by tabs; leaves each spelling out in turn and looks for its group by the others.
//!
//! ```text
//! xzcat variants-ar.jsonl.xz | jq -r '.latin | @tsv' | cargo run --release -p dateline-core --example variants -- arabic
//! ```
//!
//! For each tier: the share of left-out spellings whose group is found by the tier or a better one, and how many groups
//! such a lookup gives on average where it gives any. A tier's name as second argument lists what it misses.

use dateline_core::gazetteer::{
    fold,
    folds::{Script, loose_fold, skeleton_of_fold},
    normalise,
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io::BufRead,
    process::ExitCode,
};

/// The key by which a tier compares names in normal form.
type Key<'a> = &'a dyn Fn(&str) -> String;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let Some(script) = args.next().and_then(|name| name.parse::<Script>().ok()) else {
        eprintln!("say `arabic` or `cyrillic`");
        return ExitCode::FAILURE;
    };
    let shown = args.next();
    let mut groups: Vec<Vec<String>> = Vec::new();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let spellings: BTreeSet<String> = line.split('\t').map(normalise).filter(|n| !n.is_empty()).collect();
        groups.push(spellings.into_iter().collect());
    }
    let tested: usize = groups.iter().filter(|g| g.len() > 1).map(Vec::len).sum();
    println!("{} groups, {tested} spellings left out", groups.len());
    let mut found: HashSet<(usize, usize)> = HashSet::new();
    let loose = |name: &str| loose_fold(name, script);
    let skeleton = |name: &str| skeleton_of_fold(&loose(name), script);
    let tiers: [(&str, Key<'_>); 4] =
        [("exact", &str::to_owned), ("fold", &fold), ("loose", &loose), ("skeleton", &skeleton)];
    for (tier, key) in tiers {
        let mut index: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (g, group) in groups.iter().enumerate() {
            for (i, spelling) in group.iter().enumerate() {
                index.entry(key(spelling)).or_default().push((g, i));
            }
        }
        let (mut given, mut hits) = (0, 0);
        for (g, group) in groups.iter().enumerate().filter(|(_, g)| g.len() > 1) {
            for (i, spelling) in group.iter().enumerate() {
                let others = index[&key(spelling)].iter().filter(|&&(h, j)| (h, j) != (g, i));
                let of_others: BTreeSet<usize> = others.map(|o| o.0).collect();
                hits += usize::from(!of_others.is_empty());
                given += of_others.len();
                if of_others.contains(&g) {
                    found.insert((g, i));
                } else if shown.as_deref() == Some(tier) && !found.contains(&(g, i)) {
                    let keys: Vec<String> = group.iter().map(|s| format!("{s}:{}", key(s))).collect();
                    println!("{spelling}\t{}", keys.join(" "));
                }
            }
        }
        println!(
            "{tier:9} {:.3} found, {:.2} groups a lookup that gives any, {hits} give any",
            found.len() as f64 / tested.max(1) as f64,
            given as f64 / hits.max(1) as f64
        );
    }
    ExitCode::SUCCESS
}
