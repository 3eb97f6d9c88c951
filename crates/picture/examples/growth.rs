//! How the picture grows with the ledger: `cargo xtask bench picture` runs it.
//!
//! `growth [CLAIMS...]` makes up ledgers of so many claims (250000 500000 1000000 unless told), each on 10,000 places over
//! five years, the same for the same number, and measures each in a process of its own, in the processor's time: to weigh
//! all, the picture, who holds one place as of a day and who holds each of them, an update by one report; and the most
//! memory used, what made the claims included.
//! `growth one CLAIMS` measures one in this process.

mod made;

use dateline_core::ActorFile;
use dateline_picture::weigh;
use jiff::ToSpan;
use made::{CLAIMS_OF_A_REPORT, DAYS, FIRST_DAY, Made};
use std::{error::Error, fs, hint::black_box, process::Command, time::Instant};

/// The same as in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ACTORS: &str = include_str!("../../../rules/names/actors.toml");
const SIZES: [usize; 3] = [250_000, 500_000, 1_000_000];

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [one, claims] = args.as_slice()
        && one == "one"
    {
        return measure(claims.parse()?);
    }
    let sizes: Result<Vec<usize>, _> = args.iter().map(|a| a.parse()).collect();
    let sizes = if args.is_empty() { SIZES.to_vec() } else { sizes? };
    println!(
        "   claims  reports   weigh s  picture s  place p99 ms  all places ms  update p99 ms  MB: reports, weighed, picture"
    );
    for size in sizes {
        let this = std::env::current_exe()?;
        let done = Command::new(this).args(["one", &size.to_string()]).status()?;
        if !done.success() {
            return Err(format!("{size} claims: {done}").into());
        }
    }
    Ok(())
}

/// The processor's seconds that some work took, so that the machine's other work does not count; by the clock where the
/// system does not tell.
#[allow(clippy::disallowed_methods, reason = "measuring time is what this program is for")]
fn clocked<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let (start, before) = (Instant::now(), processor_nanoseconds());
    let out = work();
    let by_processor = before.zip(processor_nanoseconds()).map(|(before, after)| (after - before) as f64 * 1e-9);
    (by_processor.unwrap_or_else(|| start.elapsed().as_secs_f64()), out)
}

/// The same of work that runs on several threads, in hundredths of a second, with the machine's own work for it.
fn clocked_on_all<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let before = process_seconds();
    let (by_thread, out) = clocked(work);
    (before.zip(process_seconds()).map_or(by_thread, |(before, after)| after - before), out)
}

/// How long this process has run on all threads, those that have ended among them.
fn process_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in brackets and may hold anything; then come the state and, eleven fields on, the
    // hundredths of a second spent in the program and in the system (proc_pid_stat(5)).
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / 100.0)
}

/// How long this thread has run.
fn processor_nanoseconds() -> Option<u64> {
    fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

fn p99(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    let at = (seconds.len() * 99).div_ceil(100).saturating_sub(1);
    seconds.get(at).copied().unwrap_or(f64::NAN) * 1e3
}

fn measure(size: usize) -> Result<(), Box<dyn Error>> {
    let actors = ActorFile::parse([("rules/names/actors.toml", ACTORS)])?;
    let of = size / CLAIMS_OF_A_REPORT;
    let mut made = Made::new(7);
    let (mut reports, mut said) = (Vec::new(), 0);
    while said < size {
        let mut claims = Vec::new();
        made.report(of, &mut reports, &mut claims);
        said += claims.len();
    }
    let count = reports.len();
    // The same claims once more, each made when it is asked for: a ledger is read so too.
    let mut again = (Made::new(7), Vec::new(), Vec::new());
    let claims = std::iter::from_fn(move || {
        let (made, reports, claims) = &mut again;
        if claims.is_empty() && reports.len() < count {
            made.report(of, reports, claims);
            claims.reverse();
        }
        claims.pop()
    });
    let before = held_megabytes("VmRSS:").unwrap_or(0);
    let (built, mut weighed) = clocked_on_all(|| weigh(&reports, claims, &actors, &[]));
    let weighing = held_megabytes("VmHWM:").unwrap_or(0);
    // Places are asked about as often as they are in the news.
    let keys: Vec<String> = (0..1000).map(|_| format!("g{}", made.place())).collect();
    let at = |n: usize| FIRST_DAY.checked_add((((n * 379) % DAYS) as i64).days()).unwrap_or(FIRST_DAY);
    let one: Vec<f64> =
        keys.iter().enumerate().map(|(n, key)| clocked(|| black_box(weighed.control_of(key, at(n)))).0).collect();
    let all: Vec<f64> = (0..5).map(|n| clocked(|| black_box(weighed.control(at(n * 91)))).0).collect();
    let (picture, events) = clocked_on_all(|| weighed.picture(None).events.len());
    black_box(events);
    // One report more at a time, each of the last day.
    let mut updates = Vec::new();
    for _ in 0..10 {
        let (old, mut more) = (reports.len(), Vec::new());
        made.report(of, &mut reports, &mut more);
        let added = reports.get(old..).unwrap_or_default().to_vec();
        // Revisions of one report that come together are weighed with all the rest.
        if added.len() == 1 {
            updates.push(clocked(|| weighed.add(&added, more)).0);
        }
    }
    let given = size;
    let most = held_megabytes("VmHWM:").unwrap_or(0);
    println!(
        "{:>9} {count:>8} {built:>9.2} {picture:>10.2} {:>13.2} {:>14.1} {:>14} {:>8}",
        given,
        p99(one),
        p99(all),
        format!("{:.1}", p99(updates)),
        format!("{before} {weighing} {most}")
    );
    Ok(())
}

/// How much memory this process holds, or the most it has held, where the system tells it.
fn held_megabytes(what: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix(what))?;
    Some(line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()? / 1024)
}
