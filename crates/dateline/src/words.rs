//! Claims, numbers and days in a few words, for tables and for `why`.

use crate::shapes::Number;
use dateline_core::{
    Claim, Kind, Modality, ResolvedPlace, Stance,
    claim::{Claimant, DateRange, Quantity},
    picture::Figure,
};

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Who says so, nearest to the fact first: `two sources < Reuters`; the outlet if nobody is named.
pub fn chain(claimants: &[Claimant], outlet: Option<&str>) -> String {
    if claimants.is_empty() {
        return outlet.unwrap_or("the report itself").to_owned();
    }
    claimants.iter().map(|c| c.mention.name()).collect::<Vec<_>>().join(" < ")
}

/// The kind with stance and modality where they are not the usual ones: `withdraws (denied)`.
pub fn kind(claim: &Claim) -> String {
    let mut notes = Vec::new();
    match claim.stance {
        Stance::Asserts => {}
        Stance::Denies => notes.push("denied"),
        Stance::Questions => notes.push("questioned"),
    }
    if claim.modality != Modality::Actual {
        notes.push(claim.modality.name());
    }
    let name = match (&claim.sub_kind, claim.kind) {
        (Some(sub), Kind::Other) => sub,
        (Some(sub), kind) => {
            notes.push(sub);
            kind.name()
        }
        (None, kind) => kind.name(),
    };
    if notes.is_empty() { name.to_owned() } else { format!("{name} ({})", notes.join(", ")) }
}

/// What a claim says, field by field: `captures · rebels · Hama · 2024-12-05`.
pub fn claim(claim: &Claim) -> String {
    let parties = match (&claim.actor, &claim.target) {
        (Some(actor), Some(target)) => Some(format!("{} > {}", actor.name(), target.name())),
        (Some(actor), None) => Some(actor.name().to_owned()),
        (None, Some(target)) => Some(format!("> {}", target.name())),
        (None, None) => None,
    };
    let place = claim.place.as_ref().map(|p| match &p.resolved {
        Some(r) => r.name.clone(),
        None => format!("{}?", p.text),
    });
    let parts =
        [Some(kind(claim)), parties, place, claim.event_date.as_ref().map(days), claim.quantity.as_ref().map(quantity)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A place in its division and country: `Goma (North Kivu, CD; city)`.
pub fn place(p: &ResolvedPlace) -> String {
    let parts: Vec<&str> = [&p.admin1, &p.country].into_iter().flatten().map(String::as_str).collect();
    match parts.join(", ") {
        within if within.is_empty() => format!("{} ({})", p.name, p.feature),
        within => format!("{} ({within}; {})", p.name, p.feature),
    }
}

/// A day, or first and last day.
pub fn days(range: &DateRange) -> String {
    if range.start == range.end { range.start.to_string() } else { format!("{} .. {}", range.start, range.end) }
}

/// How old a last word is.
pub fn ago(days: i32) -> String {
    match days {
        0 => "same day".to_owned(),
        1 => "1 day ago".to_owned(),
        n => format!("{n} days ago"),
    }
}

/// A number with its bounds: `820+`, `24-99`, `~50`.
pub fn amount(low: f64, high: Option<f64>, approx: bool) -> String {
    let number = match high {
        None => format!("{}+", grouped(low)),
        Some(high) if high == low => grouped(low),
        Some(high) => format!("{}-{}", grouped(low), grouped(high)),
    };
    if approx { format!("~{number}") } else { number }
}

/// A number in groups of three digits: `370,000`.
pub fn grouped(n: f64) -> String {
    let plain = Number::from(n).to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |d| ("-", d));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A claim's quantity: `820+ killed (people)`.
pub fn quantity(q: &Quantity) -> String {
    with_of(format!("{} {}", amount(q.low, q.high, q.approx), q.unit), q.of.as_deref())
}

/// A figure: `820+ killed`, `111 killed (civilians)`.
pub fn figure(f: &Figure) -> String {
    with_of(format!("{} {}", amount(f.low, f.high, f.approx), f.indicator), f.of.as_deref())
}

fn with_of(number: String, of: Option<&str>) -> String {
    match of {
        Some(of) => format!("{number} ({of})"),
        None => number,
    }
}

/// The words on one line, cut where they exceed `most` characters.
pub fn short(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        None => line,
        Some((cut, _)) => {
            let whole_words = line[..cut].rfind(' ').unwrap_or(cut);
            format!("{} ...", &line[..whole_words])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_show_their_bounds() {
        assert_eq!(amount(820.0, None, false), "820+");
        assert_eq!(amount(24.0, Some(99.0), true), "~24-99");
        assert_eq!(amount(370_000.0, Some(370_000.0), false), "370,000");
        assert_eq!(amount(1.5, Some(1.5), false), "1.5");
        assert_eq!(grouped(-1_234_567.0), "-1,234,567");
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(short("the army\n\nleft the city", 12), "the army ...");
        assert_eq!(short("left", 12), "left");
        assert_eq!(short("ééééé", 3), "ééé ...");
    }
}
