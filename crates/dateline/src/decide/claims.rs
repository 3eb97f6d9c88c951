//! `claims correct|reject|confirm|grade|annotate`: what people decide on claims and their sources.

use super::values;
use crate::{
    cli::ClaimsCommand,
    data::Data,
    desk::{Desk, source_named},
    error::{Error, ErrorKind, Result},
    why,
};
use dateline_core::{
    Choice, Claim,
    actors::name_key,
    decision::{Correction, Credibility, NamedClaim, Reliability, Subject},
    review::State,
};
use std::sync::Arc;

/// What a command comes to: one choice, or two where source and claim are graded together.
pub fn choices(command: &ClaimsCommand, desk: &Desk, data: &Data) -> Result<Vec<Choice>> {
    let as_read = |claim: &Claim| NamedClaim::from(desk.as_read(claim));
    match command {
        ClaimsCommand::Correct { claim, field, to, .. } => {
            let claim = claim_named(claim, desk)?;
            let to = values::correction(field, to, claim, desk, data)?;
            if says_so(claim, &to, desk) {
                return Err(Error::usage(format_args!("{} of claim {} says so already", to.field(), claim.id)));
            }
            Ok(vec![Choice::CorrectClaim { claim: as_read(claim), to }])
        }
        ClaimsCommand::Reject { claim, .. } => {
            let claim = not_yet(claim_named(claim, desk)?, State::Rejected, desk)?;
            Ok(vec![Choice::RejectClaim { claim: as_read(claim) }])
        }
        ClaimsCommand::Confirm { claim, .. } => {
            let claim = not_yet(claim_named(claim, desk)?, State::Confirmed, desk)?;
            Ok(vec![Choice::ConfirmClaim { claim: as_read(claim) }])
        }
        ClaimsCommand::Grade { claim, grade, .. } => grades(claim_named(claim, desk)?, grade, desk),
        ClaimsCommand::Annotate { about, text, .. } => {
            let text = text.trim().to_owned();
            if text.is_empty() {
                return Err(Error::usage("an empty note"));
            }
            Ok(vec![Choice::Annotate { about: subject(about, desk)?, text }])
        }
        ClaimsCommand::Review(_) => Ok(Vec::new()),
    }
}

/// The grade of a source that is named.
pub fn source(name: &str, grade: &str, desk: &Desk) -> Result<Choice> {
    let reliability: Reliability = grade.trim().to_uppercase().parse().map_err(Error::usage)?;
    let (source, name) = source_named(&desk.actors, name);
    if name_key(&name).is_empty() {
        return Err(Error::usage("a source has a name"));
    }
    Ok(Choice::GradeSource { source, name, reliability })
}

/// The claim with an id, or the only one whose id begins so.
pub fn claim_named<'d>(id: &str, desk: &'d Desk) -> Result<&'d Claim> {
    let found = match desk.claim(id.trim()) {
        Some(claim) => Some(claim),
        None if id.trim().is_empty() => None,
        None => why::one(&desk.claims, |c: &Arc<Claim>| &c.id, id.trim())?.map(Arc::as_ref),
    };
    found.ok_or_else(|| {
        Error::new(ErrorKind::NotFound, format_args!("there is no claim `{id}`"))
            .hint("`dateline claims` lists them with their ids")
    })
}

fn not_yet<'d>(claim: &'d Claim, state: State, desk: &Desk) -> Result<&'d Claim> {
    match desk.review(claim) {
        Some(review) if review.state == state => {
            let last = review.decisions.last().copied().unwrap_or_default();
            Err(Error::usage(format_args!("claim {} is {state} already", claim.id)).hint(format_args!(
                "`dateline decisions` lists who did so; `dateline decisions undo {last}` takes the last back"
            )))
        }
        _ => Ok(claim),
    }
}

fn says_so(claim: &Claim, to: &Correction, desk: &Desk) -> bool {
    let outlet = desk.report_of(claim).ok().and_then(|r| r.outlet.as_deref());
    let mut then = claim.clone();
    to.apply(&mut then, outlet);
    match to {
        // The words stay those of the report; what counts is where they are taken to lie.
        Correction::Place(_) => {
            let key = |c: &Claim| c.place.as_ref().map(|p| (p.resolved.as_ref().map(|r| r.key()), p.inherited));
            key(&then) == key(claim)
        }
        Correction::Actor(_) => then.actor.as_ref().map(|m| m.name()) == claim.actor.as_ref().map(|m| m.name()),
        Correction::Target(_) => then.target.as_ref().map(|m| m.name()) == claim.target.as_ref().map(|m| m.name()),
        Correction::EventDate(date) => {
            let days = |d: &dateline_core::DateRange| (d.start, d.end);
            date.as_ref().map(days) == claim.event_date.as_ref().map(days)
        }
        _ => then == *claim,
    }
}

/// `B2`: a letter for the source, a digit for the claim, or both.
fn grades(claim: &Claim, grade: &str, desk: &Desk) -> Result<Vec<Choice>> {
    let fault = || {
        Error::usage(format_args!("`{grade}` is no grade"))
            .hint("A to F for the source, 1 to 6 for the claim, or both, such as B2")
    };
    let grade = grade.trim().to_uppercase();
    let digits = grade.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = grade.strip_suffix(digits).unwrap_or_default();
    let mut out = Vec::new();
    if !letters.is_empty() {
        let reliability: Reliability = letters.parse().map_err(|_| fault())?;
        let (source, name) = desk.source_of(claim).ok_or_else(|| {
            Error::usage(format_args!("claim {} names no source, and its report no outlet", claim.id))
        })?;
        out.push(Choice::GradeSource { source, name, reliability });
    }
    if !digits.is_empty() {
        let credibility: Credibility = digits.parse().map_err(|_| fault())?;
        out.push(Choice::GradeClaim { claim: NamedClaim::from(desk.as_read(claim)), credibility });
    }
    if out.is_empty() { Err(fault()) } else { Ok(out) }
}

/// What an id or a name of a place means.
fn subject(asked: &str, desk: &Desk) -> Result<Subject> {
    let asked = asked.trim();
    let named = |id: &String| desk.claim(id).map(|c| NamedClaim::from(desk.as_read(c)));
    if !asked.is_empty() {
        let picture = desk.picture(None);
        for list in [&picture.disputes, &picture.tensions] {
            if let Some(d) = why::one(list, |d| &d.id, asked)? {
                let mut sides = d.sides.iter().filter_map(|s| s.claims.first()).filter_map(named);
                if let (Some(one), Some(other)) = (sides.next(), sides.next()) {
                    return Ok(Subject::Dispute(Box::new(one), Box::new(other)));
                }
            }
        }
        if let Some(e) = why::one(&picture.events, |e| &e.id, asked)?
            && let Some(claim) = super::members(e).next().and_then(named)
        {
            return Ok(Subject::Event(claim));
        }
        if let Ok(claim) = claim_named(asked, desk) {
            return Ok(Subject::Claim(NamedClaim::from(desk.as_read(claim))));
        }
        let places = desk.days().map(|(_, last)| desk.control(last)).unwrap_or_default();
        let place = places.iter().map(|c| &c.place).find(|p| p.key == asked || name_key(&p.name) == name_key(asked));
        if let Some(p) = place {
            return Ok(Subject::Place { key: p.key.clone(), name: p.name.clone() });
        }
        let mut met = desk.claims.iter().filter_map(|c| c.place.as_ref()?.resolved.as_ref());
        if let Some(p) = met.find(|p| p.key() == asked || name_key(&p.name) == name_key(asked)) {
            return Ok(Subject::Place { key: p.key(), name: p.name.clone() });
        }
    }
    Err(Error::new(ErrorKind::NotFound, format_args!("`{asked}` is no claim, event, dispute or place of this ledger"))
        .hint("ids stand in the lists: `dateline claims`, `dateline disputes`, ..."))
}
