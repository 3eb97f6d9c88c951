//! What two reports say themselves of where their text comes from, and what that tells of whether it is one text.

use crate::report::{ReportInfo, Reports};
use dateline_core::{actors::name_key, report::Credits};

/// How much more likeness counts where both go back to one source by their own words.
const SAME: f64 = 1.3;
/// How much less where they go back to two.
const OTHER: f64 = 0.9;

/// What the credits of two reports say, in words.
enum Told {
    /// They go back to one source.
    Same(String),
    /// They go back to two.
    Other(String),
}

/// Likeness with what the two reports say themselves of where their text comes from.
pub fn weighed(reports: &Reports, a: &ReportInfo, b: &ReportInfo, like: f64) -> f64 {
    if like == 0.0 {
        return like;
    }
    match compared(reports, a, b) {
        Some(Told::Same(_)) => like * SAME,
        Some(Told::Other(_)) => like * OTHER,
        None => like,
    }
}

/// The same in words, for the evidence of a group.
pub fn told(reports: &Reports, a: &ReportInfo, b: &ReportInfo) -> Option<String> {
    match compared(reports, a, b)? {
        Told::Same(why) => Some(why),
        Told::Other(why) => Some(format!("though {why}")),
    }
}

/// Whoever prints an agency's text puts another name over it, so that other authors tell nothing; the same one does.
fn compared(reports: &Reports, a: &ReportInfo, b: &ReportInfo) -> Option<Told> {
    if a.credits.is_none() && b.credits.is_none() {
        return None;
    }
    let none = Credits::default();
    let [x, y] = [a, b].map(|r| r.credits.as_deref().unwrap_or(&none));
    let same = |m: &str, n: &str| reports.source_key(m) == reports.source_key(n);
    let common = |m: &[String], n: &[String]| m.iter().find(|one| n.iter().any(|other| same(one, other))).cloned();
    if let Some(agency) = common(&x.agencies, &y.agencies) {
        return Some(Told::Same(format!("both credit {agency}")));
    }
    let publisher = |r: &ReportInfo, names: &[String]| {
        let outlet = r.outlet.as_deref()?;
        names.iter().find(|name| same(name, outlet)).cloned()
    };
    for (one, credits, other) in [(a, x, b), (b, y, a)] {
        if let Some(agency) = publisher(other, &credits.agencies) {
            return Some(Told::Same(format!("{} credits {agency}, which published {}", one.id, other.id)));
        }
    }
    if let Some(author) = x.authors.iter().find(|m| y.authors.iter().any(|n| name_key(m) == name_key(n))) {
        return Some(Told::Same(format!("both are by {author}")));
    }
    for (one, credits, other, theirs) in [(a, x, b, y), (b, y, a, x)] {
        let helper = publisher(other, &credits.helpers).or_else(|| common(&credits.helpers, &theirs.agencies));
        if let Some(agency) = helper {
            return Some(Told::Same(format!("{agency} helped with {} and wrote {}", one.id, other.id)));
        }
    }
    let is_agency = |outlet: &&str| reports.is_agency(outlet);
    let wrote = |r: &ReportInfo| {
        let agency = r.credited().or_else(|| r.outlet.as_deref().filter(is_agency));
        agency.map(str::to_owned)
    };
    if let (Some(one), Some(other)) = (wrote(a), wrote(b)) {
        return Some(Told::Other(format!("{one} wrote {} and {other} {}", a.id, b.id)));
    }
    match (&x.town, &y.town) {
        (Some(one), Some(other)) if name_key(one) != name_key(other) => {
            Some(Told::Other(format!("{} is datelined {one} and {} {other}", a.id, b.id)))
        }
        _ => None,
    }
}
