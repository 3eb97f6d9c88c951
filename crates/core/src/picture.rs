//! The picture: what follows from the claims as of a date.

use crate::{
    Kind,
    actors::ActorClass,
    claim::{DateRange, Extent, Feature},
    kind::named_enum,
};
use jiff::civil::Date;
use std::sync::Arc;

named_enum! {
    /// What is known of who holds a place.
    ControlStatus { HeldBy = "held_by", ClaimedBy = "claimed_by", Contested = "contested", Unknown = "unknown" }
}

named_enum! {
    /// How well a proposition stands.
    Standing {
        Single = "single", Corroborated = "corroborated", Admitted = "admitted", CrossAdversary = "cross_adversary",
        Contested = "contested", Denied = "denied", Superseded = "superseded", Retracted = "retracted",
    }
}

/// An actor as the picture names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorRef {
    /// Id in the actor file, or `name:<key>` for an actor known only from reports.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Its side, where known.
    pub side: Option<String>,
}

/// A place as the picture names it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRef {
    /// [`crate::ResolvedPlace::key`], or `text:<folded words>` if unresolved.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// Sort of place, if resolved.
    pub feature: Option<Feature>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
}

/// An actor of the picture with all that the ledger calls it.
#[derive(Debug, Clone, PartialEq)]
pub struct ActorEntry {
    /// Who.
    pub actor: ActorRef,
    /// Sort of actor.
    pub class: ActorClass,
    /// The spellings met in reports, most frequent first, with counts.
    pub spellings: Vec<(String, u32)>,
    /// Number of claims in which it acts, is acted on, and speaks.
    pub counts: (u32, u32, u32),
    /// Claims that name it, in order of the ledger, at most 20.
    pub claims: Vec<String>,
}

/// Several claims about one occurrence.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Stable id, from its first claim.
    pub id: String,
    /// What happened.
    pub kind: Kind,
    /// Where.
    pub place: Option<Arc<PlaceRef>>,
    /// Who did it, as most claims have it.
    pub actor: Option<Arc<ActorRef>>,
    /// When, from the earliest start to the latest end claimed.
    pub date: Option<DateRange>,
    /// How well it stands.
    pub standing: Standing,
    /// Number of independent origins that assert it.
    pub origins: u32,
    /// Claims that assert it.
    pub supporting: Vec<String>,
    /// Claims that deny it.
    pub opposing: Vec<String>,
    /// Verification claims about it.
    pub verified_by: Vec<String>,
    /// Claims of those that could not verify it.
    pub could_not_verify: Vec<String>,
    /// Why these claims are one event, a line each.
    pub reasons: Vec<String>,
}

/// Who holds a place at a date, and on whose word.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// Where.
    pub place: PlaceRef,
    /// As of the end of this day.
    pub at: Date,
    /// What is known.
    pub status: ControlStatus,
    /// Who holds or claims it; for `contested`, who claims it most recently.
    pub actor: Option<ActorRef>,
    /// The others who claim it, or whose claims speak against.
    pub disputed_by: Vec<ActorRef>,
    /// How much of the place.
    pub extent: Extent,
    /// How well the ruling proposition stands.
    pub standing: Standing,
    /// The day from which it is so, where known.
    pub since: Option<Date>,
    /// The last day, up to `at`, for which a claim counted here speaks. Nothing ends by silence alone: it only gets older.
    pub last_word: Option<Date>,
    /// Claims for it.
    pub supporting: Vec<String>,
    /// Claims against it.
    pub opposing: Vec<String>,
    /// The rule of the lattice that decided, in words.
    pub why: String,
}

impl Control {
    /// How many days before `at` the last word lies.
    pub fn age_days(&self) -> Option<i32> {
        self.last_word.map(|day| (self.at - day).get_days())
    }
}

/// A place that another holds, or of which other things are said, at the end of one day than at the end of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// At the end of the earlier day.
    pub before: Control,
    /// At the end of the later day.
    pub after: Control,
    /// The claims that changed it, in order of the ledger; empty if nothing new is said and fighting has faded.
    pub claims: Vec<String>,
    /// On whose word: the origins of these claims.
    pub origins: Vec<String>,
}

/// A number with scope and origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// `killed`, `injured`, `displaced`, `fighters`, ...
    pub indicator: String,
    /// Whom it counts (`civilians`), as worded.
    pub of: Option<String>,
    /// Where.
    pub place: Option<Arc<PlaceRef>>,
    /// Which period it covers.
    pub period: Option<DateRange>,
    /// Lower bound or the number itself.
    pub low: f64,
    /// Upper bound, `None` if open.
    pub high: Option<f64>,
    /// Whether it is approximate.
    pub approx: bool,
    /// Whose figure it is.
    pub origin: String,
    /// The claimants as written, nearest first.
    pub said_by: Vec<String>,
    /// Day of the statement.
    pub stated: Option<Date>,
    /// The claim.
    pub claim: String,
    /// The claim whose total this is a part of.
    pub subset_of: Option<String>,
    /// The claim of a later running total of the same origin and scope that replaces it.
    pub superseded_by: Option<String>,
}

/// What the figures of one scope come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Stable id, from its first claim.
    pub id: String,
    /// `killed`, `injured`, `displaced`, ...
    pub indicator: String,
    /// Whom it counts, as worded.
    pub of: Option<String>,
    /// Where.
    pub place: Arc<PlaceRef>,
    /// Which period it covers.
    pub period: DateRange,
    /// Who did it, where the claims say so.
    pub by: Option<Arc<ActorRef>>,
    /// The lowest number that a source gives.
    pub low: f64,
    /// The best number by the rule; `None` where only reports that name no source give any.
    pub best: Option<f64>,
    /// The highest number that a source gives; `None` if it is open (`at least 40`).
    pub high: Option<f64>,
    /// How the best one was chosen, in words.
    pub rule: String,
    /// Whose figures they are.
    pub origins: Vec<String>,
    /// Totals among them against the sums of their parts.
    pub sums: Vec<Sum>,
    /// The claims that give the figures.
    pub claims: Vec<String>,
}

/// A total against the sum of its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// The claim that gives the total.
    pub total: String,
    /// The claims that give the parts.
    pub parts: Vec<String>,
    /// What the parts come to, each by its lower bound.
    pub sum: f64,
    /// Whether that is more than the total allows.
    pub exceeds: bool,
    /// What was compared, in words.
    pub why: String,
}

/// What two actors are to each other, by what reports say.
#[derive(Debug, Clone, PartialEq)]
pub struct Bond {
    /// Stable id, from its first claim.
    pub id: String,
    /// `supports`, `leads`, `allied`, `loyal`; or what one does to the other: `accuses`, `warns`, `sanctions`.
    pub sort: String,
    /// Who supports, leads, is an ally, is loyal, accuses.
    pub one: Arc<ActorRef>,
    /// Whom.
    pub other: Arc<ActorRef>,
    /// The first day from which it is said to be so; `None` where nobody tells.
    pub since: Option<Date>,
    /// The first and the last day on which it was said.
    pub said: Option<(Date, Date)>,
    /// `single`, `corroborated` by independent origins, `admitted` by one of the two, `denied` or `contested`.
    pub standing: Standing,
    /// Who says so.
    pub origins: Vec<String>,
    /// Who denies it.
    pub denied_by: Vec<String>,
    /// Claims for it, those told in passing among them.
    pub supporting: Vec<String>,
    /// Claims against it.
    pub opposing: Vec<String>,
}

/// People or forces that go from place to place: an event of displacement, evacuation, deployment or withdrawal.
#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    /// What happened.
    pub event: Event,
    /// Who moves, as worded; `None` where nobody tells.
    pub who: Option<String>,
    /// Where they come from.
    pub from: Option<Arc<PlaceRef>>,
    /// Where they go.
    pub to: Option<Arc<PlaceRef>>,
    /// The lowest and the highest number that a source gives; the highest is open where it is a floor.
    pub number: Option<(f64, Option<f64>)>,
    /// What is counted: `displaced`, `fighters`.
    pub unit: Option<String>,
    /// Who says so.
    pub origins: Vec<String>,
}

/// What a government advises its people abroad, or does with them: to leave, to stay away, brought out.
#[derive(Debug, Clone, PartialEq)]
pub struct Advisory {
    /// Stable id, from its first claim.
    pub id: String,
    /// Whose: the government or mission; `None` where nobody is named.
    pub by: Option<Arc<ActorRef>>,
    /// Whom it is for, as worded: `its citizens`.
    pub whom: Option<String>,
    /// The place that they are to leave or to keep away from.
    pub place: Option<Arc<PlaceRef>>,
    /// `leave`, `avoid` or `evacuated`.
    pub sort: String,
    /// The first and the last day on which it was said or done.
    pub days: Option<(Date, Date)>,
    /// Who says so.
    pub origins: Vec<String>,
    /// The claims.
    pub claims: Vec<String>,
    /// Claims that deny it.
    pub opposing: Vec<String>,
}

/// Whether a crossing, road, airport or border is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// Where.
    pub place: PlaceRef,
    /// `closed`, `open` or `contested`.
    pub status: String,
    /// Since which day, where known.
    pub since: Option<Date>,
    /// Who closed or opened it.
    pub by: Option<ActorRef>,
    /// On whose word.
    pub origins: Vec<String>,
    /// Who says otherwise.
    pub denied_by: Vec<String>,
    /// The last day for which a claim counted here speaks.
    pub last_word: Option<Date>,
    /// Claims for the status.
    pub supporting: Vec<String>,
    /// Claims against it.
    pub opposing: Vec<String>,
}

/// One side of a dispute.
#[derive(Debug, Clone, PartialEq)]
pub struct DisputeSide {
    /// What this side says, in a few words made from kind, actor, place and stance.
    pub says: String,
    /// Its origins.
    pub origins: Vec<String>,
    /// Its claims, in time order.
    pub claims: Vec<String>,
}

/// Claims of different origins that cannot both hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispute {
    /// Stable id.
    pub id: String,
    /// What it is about, in a few words.
    pub about: String,
    /// Where.
    pub place: Option<PlaceRef>,
    /// When.
    pub date: Option<DateRange>,
    /// The sides, two or more.
    pub sides: Vec<DisputeSide>,
    /// What exactly cannot both be so.
    pub why: String,
    /// For ranking: number of origins and reports involved, weighted by the kind's consequence.
    pub weight: f64,
    /// How it ended, if it did.
    pub ended: Option<Outcome>,
    /// What would settle it, a line each.
    pub settled_by: Vec<String>,
}

named_enum! {
    /// How a dispute ended.
    Ending {
        /// A side said itself what it had denied.
        Admitted = "admitted",
        /// Somebody checked what one side says.
        Verified = "verified",
        /// Later reports leave no doubt.
        Superseded = "superseded",
    }
}

/// The end of a dispute.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// In which way.
    pub how: Ending,
    /// On which day that was said.
    pub on: Date,
    /// The claims that ended it.
    pub claims: Vec<String>,
    /// Why, in words.
    pub why: String,
}

/// Reports that are copies or rewrites of one text.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyGroup {
    /// Report ids, the earliest first.
    pub reports: Vec<String>,
    /// Why they are grouped, a line each.
    pub evidence: Vec<String>,
}

/// Claims of the same proposition and whether their origins are independent.
#[derive(Debug, Clone, PartialEq)]
pub struct Corroboration {
    /// Stable id.
    pub id: String,
    /// The claims.
    pub claims: Vec<String>,
    /// Their distinct origins.
    pub origins: Vec<String>,
    /// `yes`, `no` (one origin) or `unclear` (anonymous or own-voice claims that may rest on one source).
    pub independent: String,
    /// Why.
    pub why: String,
}

/// Everything derived from the ledger as of a date.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Picture {
    /// Actors, those with most claims first.
    pub actors: Vec<ActorEntry>,
    /// Events by date, place and kind.
    pub events: Vec<Event>,
    /// Figures by indicator and date.
    pub figures: Vec<Figure>,
    /// What figures of one scope come to, by indicator and date.
    pub estimates: Vec<Estimate>,
    /// Crossings, roads, airports.
    pub access: Vec<Access>,
    /// What actors are to each other, the most said first.
    pub relations: Vec<Bond>,
    /// People and forces that move, by date and place.
    pub movements: Vec<Movement>,
    /// What governments advise their people abroad, the latest first.
    pub advisories: Vec<Advisory>,
    /// Disputes, the weightiest first.
    pub disputes: Vec<Dispute>,
    /// Claims that do not fit together although both may hold, in the form of disputes.
    pub tensions: Vec<Dispute>,
    /// Copies and rewrites.
    pub copies: Vec<CopyGroup>,
    /// Corroborations.
    pub corroborations: Vec<Corroboration>,
}
