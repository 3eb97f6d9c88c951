//! Writing and reading decisions, and the form in which they are stored: the kind in a column, the rest as JSON.

use crate::{Ledger, LedgerError, remember::instant, replay::parsed};
use dateline_core::{Choice, Decision, decision::NamedActor};
use jiff::Timestamp;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

impl Ledger {
    /// Records a choice of `who`, made at `at`, with the reason in their words; returns its number.
    pub fn decide(
        &mut self,
        choice: &Choice,
        who: &str,
        at: Timestamp,
        note: Option<&str>,
    ) -> Result<i64, LedgerError> {
        let (kind, what) = stored(choice);
        let payload = Payload { what, note: note.map(str::to_owned) };
        let payload =
            serde_json::to_string(&payload).map_err(|e| self.damaged("a decision".to_owned(), e.to_string()))?;
        self.run(|db| {
            db.execute(
                "INSERT INTO decisions (kind, payload, who, at) VALUES (?1, ?2, ?3, ?4)",
                params![kind, payload, who, instant(at)],
            )?;
            Ok(db.last_insert_rowid())
        })
    }

    /// All decisions in the order of recording, those that were taken back among them.
    pub fn decisions(&self) -> Result<Vec<Decision>, LedgerError> {
        let rows: Vec<(i64, String, String, String, String)> = self.run(|db| {
            let mut statement =
                db.prepare_cached("SELECT number, kind, payload, who, at FROM decisions ORDER BY number")?;
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
            statement.query_map([], read)?.collect()
        })?;
        let decision = |(number, kind, payload, who, at): (i64, String, String, String, String)| {
            let fault = |reason| self.damaged(format!("decision {number}"), reason);
            let payload: Payload = serde_json::from_str(&payload).map_err(|e| fault(e.to_string()))?;
            let choice = chosen(&kind, payload.what).ok_or_else(|| fault(format!("`{kind}` says something else")))?;
            Ok(Decision { number, choice, who, at: parsed(&at).map_err(fault)?, note: payload.note })
        };
        rows.into_iter().map(decision).collect()
    }
}

/// The JSON of a decision.
#[derive(Serialize, Deserialize)]
struct Payload {
    #[serde(flatten)]
    what: What,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum What {
    Actors {
        into: StoredActor,
        from: StoredActor,
    },
    Name {
        actor: String,
        name: String,
    },
    /// Two things that are one: claims of events, or reports.
    Two {
        one: String,
        other: String,
    },
    Claims {
        from: String,
        claims: Vec<String>,
    },
    Reports {
        from: String,
        reports: Vec<String>,
    },
    Number {
        number: i64,
    },
}

#[derive(Serialize, Deserialize)]
struct StoredActor {
    id: String,
    name: String,
    class: String,
}

fn stored(choice: &Choice) -> (&'static str, What) {
    let actor = |a: &NamedActor| StoredActor { id: a.id.clone(), name: a.name.clone(), class: a.class.to_string() };
    match choice {
        Choice::MergeActors { into, from } => ("merge actors", What::Actors { into: actor(into), from: actor(from) }),
        Choice::SplitActor { actor, name } => ("split actor", What::Name { actor: actor.clone(), name: name.clone() }),
        Choice::MergeEvents { one, other } => ("merge events", What::Two { one: one.clone(), other: other.clone() }),
        Choice::SplitEvent { from, claims } => {
            ("split event", What::Claims { from: from.clone(), claims: claims.clone() })
        }
        Choice::MergeCopies { one, other } => ("merge copies", What::Two { one: one.clone(), other: other.clone() }),
        Choice::SplitCopies { from, reports } => {
            ("split copies", What::Reports { from: from.clone(), reports: reports.clone() })
        }
        Choice::Undo { number } => ("undo", What::Number { number: *number }),
    }
}

fn chosen(kind: &str, what: What) -> Option<Choice> {
    let actor = |a: StoredActor| Some(NamedActor { class: a.class.parse().ok()?, id: a.id, name: a.name });
    Some(match (kind, what) {
        ("merge actors", What::Actors { into, from }) => Choice::MergeActors { into: actor(into)?, from: actor(from)? },
        ("split actor", What::Name { actor, name }) => Choice::SplitActor { actor, name },
        ("merge events", What::Two { one, other }) => Choice::MergeEvents { one, other },
        ("split event", What::Claims { from, claims }) => Choice::SplitEvent { from, claims },
        ("merge copies", What::Two { one, other }) => Choice::MergeCopies { one, other },
        ("split copies", What::Reports { from, reports }) => Choice::SplitCopies { from, reports },
        ("undo", What::Number { number }) => Choice::Undo { number },
        _ => return None,
    })
}
