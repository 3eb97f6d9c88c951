//! The few words in which the picture names events, sides and disputes.

use crate::facts::{Fact, Facts};
use dateline_core::{Kind, Stance, picture::ActorRef};

/// What a fact says, in a few words: `Syrian army withdraws from Homs`, denied ones with `denied:`.
pub fn says(facts: &Facts, fact: &Fact) -> String {
    let place = fact.place.and_then(|p| facts.places.get(p)).map(|p| p.name.as_str());
    let actor = fact.actor.and_then(|n| facts.parties.get(n)).map(|p| p.actor.name.as_str());
    let mut out = String::new();
    if fact.stance == Stance::Denies {
        out.push_str("denied: ");
    }
    out.push_str(actor.unwrap_or("somebody"));
    out.push(' ');
    out.push_str(verb(fact.kind));
    if let Some(place) = place {
        out.push(' ');
        out.push_str(place);
    }
    out
}

/// A heading for what is disputed: `Withdrawal of Syrian army from Homs`.
pub fn heading(kind: Kind, actor: Option<&ActorRef>, place: &str) -> String {
    let actor = actor.map_or("", |a| a.name.as_str());
    let by = if actor.is_empty() { String::new() } else { format!(" by {actor}") };
    let of = if actor.is_empty() { String::new() } else { format!(" of {actor}") };
    match kind {
        Kind::Withdraws => format!("Withdrawal{of} from {place}"),
        Kind::Captures => format!("Capture of {place}{by}"),
        Kind::Loses => format!("Loss of {place}{by}"),
        Kind::Holds => format!("Who holds {place}"),
        Kind::Enters => format!("Presence{of} in {place}"),
        Kind::Advances => format!("Advance{of} towards {place}"),
        Kind::Besieges => format!("Siege of {place}{by}"),
        Kind::Repels => format!("Attack on {place}, repelled{by} or not"),
        Kind::Surrenders => format!("Surrender{of} in {place}"),
        Kind::Attacks => format!("Attack{by} on {place}"),
        Kind::Strikes => format!("Strikes{by} on {place}"),
        Kind::Clashes => format!("Fighting in {place}"),
        Kind::Kills => format!("Deaths in {place}"),
        Kind::Injures => format!("Injured in {place}"),
        Kind::CapturesPeople => format!("Prisoners taken{by} in {place}"),
        Kind::Displaces => format!("Displacement from {place}"),
        Kind::Evacuates => format!("Evacuation of {place}"),
        Kind::Deploys => format!("Deployment{of} to {place}"),
        Kind::Closes | Kind::Opens => format!("Whether {place} is open"),
        Kind::Ceasefire => format!("Ceasefire in {place}"),
        Kind::Releases => format!("Releases in {place}"),
        Kind::Verifies | Kind::CannotVerify | Kind::Other => place.to_owned(),
    }
}

fn verb(kind: Kind) -> &'static str {
    match kind {
        Kind::Captures => "captures",
        Kind::Enters => "enters",
        Kind::Advances => "advances on",
        Kind::Withdraws => "withdraws from",
        Kind::Loses => "loses",
        Kind::Holds => "holds",
        Kind::Besieges => "besieges",
        Kind::Repels => "repels an attack at",
        Kind::Surrenders => "surrenders in",
        Kind::Attacks => "attacks",
        Kind::Strikes => "strikes",
        Kind::Clashes => "fights in",
        Kind::Kills => "kills in",
        Kind::Injures => "injures in",
        Kind::CapturesPeople => "takes prisoners in",
        Kind::Displaces => "displaces people from",
        Kind::Evacuates => "evacuates",
        Kind::Deploys => "deploys to",
        Kind::Closes => "closes",
        Kind::Opens => "opens",
        Kind::Ceasefire => "ceases fire in",
        Kind::Releases => "releases prisoners in",
        Kind::Verifies => "verifies claims on",
        Kind::CannotVerify => "cannot verify claims on",
        Kind::Other => "is reported on in",
    }
}

/// A short stable id from a prefix and what it is made of.
pub fn stable_id(prefix: &str, of: &str) -> String {
    let hash = blake3::hash(of.as_bytes()).to_hex();
    format!("{prefix}-{}", hash.as_str().get(..12).unwrap_or_default())
}
