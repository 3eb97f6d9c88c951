//! How an import of the size of the whole world does: writes a made-up dump, and measures lookups.
//!
//! ```text
//! cargo run --release -p dateline-gazetteer --example scale -- generate 12000000 made-up.zip
//! dateline --gazetteer made-up.places gazetteer import made-up.zip
//! cargo run --release -p dateline-gazetteer --example scale -- lookups made-up.places data/gazetteer.bin
//! ```
//!
//! The dump has about the shares of feature classes, the lengths of names and the number of other names that GeoNames
//! has; the names are made of syllables, with some names borne by thousands of places.

use dateline_core::Gazetteer;
use std::{env, error::Error, fs, io::Write, path::Path, process::ExitCode, time::Instant};

/// Numbers that only look random, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len() as u64) as usize]
    }
}

const LATIN: [&str; 40] = [
    "ka", "ta", "mi", "ro", "san", "ber", "dal", "el", "us", "na", "ghi", "zor", "kha", "sha", "qu", "lan", "mar",
    "ne", "ville", "berg", "ton", "ham", "ow", "ova", "ic", "ar", "bad", "pur", "gou", "den", "fle", "wes", "jo", "yu",
    "pi", "oš", "né", "sú", "ī", "ya",
];
const ARABIC: [&str; 12] = ["با", "دير", "مر", "ين", "حم", "لا", "صا", "كف", "زو", "تل", "شي", "عر"];
const CYRILLIC: [&str; 12] = ["ка", "но", "во", "ск", "ий", "гор", "род", "бе", "ло", "пет", "ров", "ка"];
const BEFORE: [&str; 14] =
    ["", "", "", "", "", "Al ", "Tall ", "San ", "Saint ", "Novo", "Bir ", "Upper ", "Río ", "Mount "];
const COMMON: [&str; 24] = [
    "San José",
    "Santa Rosa",
    "Washington",
    "Springfield",
    "Aleksandrovka",
    "Mill Creek",
    "El Carmen",
    "Clinton",
    "Ivanovka",
    "La Esperanza",
    "Buena Vista",
    "Georgetown",
    "Nova",
    "Santa Maria",
    "Franklin",
    "San Antonio",
    "Pueblo Nuevo",
    "Mikhaylovka",
    "Dhar",
    "Kafr",
    "Victoria",
    "Riverside",
    "Hilton",
    "San Juan",
];
/// Feature classes and codes, about as often as in GeoNames.
const FEATURES: [&str; 20] = [
    "P\tPPL", "P\tPPL", "P\tPPL", "P\tPPL", "P\tPPL", "P\tPPL", "P\tPPL", "P\tPPLX", "H\tSTM", "H\tSTM", "H\tLK",
    "S\tSCH", "S\tHTL", "S\tFRM", "S\tCH", "T\tHLL", "T\tMT", "A\tADM3", "L\tLCTY", "R\tRD",
];
const COUNTRIES: [&str; 30] = [
    "US", "US", "US", "MX", "CN", "CN", "IN", "RU", "RU", "ID", "SY", "IQ", "YE", "UA", "UA", "AF", "PK", "IR", "SD",
    "FR", "DE", "BR", "NG", "ET", "CD", "MM", "TR", "EG", "PH", "ES",
];

fn name(dice: &mut Dice, syllables: &[&str]) -> String {
    let mut out: String = (0..2 + dice.roll(3)).map(|_| dice.of(syllables)).collect();
    if let Some(first) = out.chars().next() {
        out.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    out
}

fn generate(rows: u64, to: &Path) -> Result<(), Box<dyn Error>> {
    let mut zip = zip::ZipWriter::new(fs::File::create(to)?);
    let stem = to.file_stem().unwrap_or_default().to_string_lossy();
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(1)).large_file(true);
    zip.start_file(format!("{stem}.txt"), options)?;
    let mut out = std::io::BufWriter::with_capacity(1 << 20, zip);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for id in 1..=rows {
        let usual = match dice.roll(12) {
            0 => dice.of(&COMMON).to_owned(),
            _ => format!("{}{}", dice.of(&BEFORE), name(&mut dice, &LATIN)),
        };
        let mut others: Vec<String> = Vec::new();
        for _ in 0..dice.roll(10).saturating_sub(6) {
            others.push(match dice.roll(4) {
                0 => name(&mut dice, &ARABIC),
                1 => name(&mut dice, &CYRILLIC),
                _ => name(&mut dice, &LATIN),
            });
        }
        let (lat, lon) = (dice.roll(14_000_000) as f64 / 1e5 - 60.0, dice.roll(36_000_000) as f64 / 1e5 - 180.0);
        let population = if dice.roll(20) == 0 { dice.roll(60_000) } else { 0 };
        writeln!(
            out,
            "{id}\t{usual}\t{usual}\t{}\t{lat:.5}\t{lon:.5}\t{}\t{}\t\t{:02}\t{}\t\t\t{population}\t\t{}\tEtc/UTC\t2024-01-01",
            others.join(","),
            dice.of(&FEATURES),
            dice.of(&COUNTRIES),
            dice.roll(30),
            dice.roll(2000),
            dice.roll(3000),
        )?;
    }
    out.into_inner()?.finish()?;
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "it measures time")]
fn lookups(index: &Path, packed: &Path) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let packed = Gazetteer::from_bytes(&fs::read(packed)?)?;
    let loaded = Instant::now();
    let import = dateline_gazetteer::open(index)?;
    let opened = Instant::now();
    let mut dice = Dice(7);
    // Names that are there, as they stand and with letters changed, and names that are not.
    let all = import.records();
    let mut names: Vec<String> = Vec::new();
    for i in 0..100_000 {
        let usual = import.name(&all[dice.roll(all.len() as u64) as usize]).to_owned();
        names.push(match i % 4 {
            0 | 1 => usual,
            2 => usual.replace("kh", "h").replace('o', "ou"),
            _ => name(&mut dice, &LATIN),
        });
    }
    let gazetteer = packed.with_import(import);
    let laid = Instant::now();
    println!(
        "pack read in {:.0} ms, index opened and checked in {:.0} ms, laid over it in {:.0} ms",
        (loaded - start).as_secs_f64() * 1e3,
        (opened - loaded).as_secs_f64() * 1e3,
        (laid - opened).as_secs_f64() * 1e3
    );
    // The first time a name is looked up its pages may have to come from the disk. The machine may do other work; the
    // fastest of five is what the lookup itself takes.
    for (round, times_each) in [("once", 1), ("fastest of five", 5)] {
        let mut times: Vec<f64> = Vec::with_capacity(names.len());
        let (mut found, mut places) = (0usize, 0usize);
        for name in &names {
            let mut fastest = f64::INFINITY;
            let mut count = 0;
            for _ in 0..times_each {
                let before = Instant::now();
                count = gazetteer.lookup(name).places.len();
                fastest = fastest.min(before.elapsed().as_secs_f64() * 1e6);
            }
            times.push(fastest);
            found += usize::from(count > 0);
            places += count;
        }
        let mean = times.iter().sum::<f64>() / times.len() as f64;
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!(
            "{} lookups, {round}: {found} found, {:.1} places each; microseconds: mean {mean:.2}, median {:.2}, 90 % {:.2}, \
             99 % {:.2}, slowest {:.1}",
            names.len(),
            places as f64 / found.max(1) as f64,
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0)
        );
    }
    Ok(())
}

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let done = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", rows, to] => rows.parse().map_err(Into::into).and_then(|rows| generate(rows, Path::new(to))),
        ["lookups", index, packed] => lookups(Path::new(index), Path::new(packed)),
        _ => Err("say `generate ROWS FILE.zip` or `lookups INDEX PACK`".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
