//! What befell those whom a phrase names: killed, hurt, or shot without more said.

use crate::story::Story;
use dateline_core::reading::{Relation, Tag};

/// What befell somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Taken to hospital, for whatever reason.
    Treated,
    /// Shot or hit, and nothing said of how badly.
    Shot,
    /// Alive and hurt.
    Hurt,
    /// Dead.
    Dead,
}

/// The worst that is said of a phrase, if anything: by the words that follow it at once (`3 wounded`, `a man was shot and
/// killed`), else by the clause that it stands in.
pub fn of_phrase(story: &Story<'_>, head: usize) -> Option<Fate> {
    if is_agent(story, head) {
        return None;
    }
    following(story, head)
        .or_else(|| joined_before(story, head))
        .or_else(|| in_clause(story, head))
        .filter(|fate| *fate > Fate::Treated)
}

/// `killed 14 and wounded | 30 others`: a joined verb right before a phrase does it to them, whatever the tree says.
fn joined_before(story: &Story<'_>, head: usize) -> Option<Fate> {
    let numbers = story.dependents(head, &[Relation::Nummod]).min().unwrap_or(head);
    let verb = numbers.min(head).checked_sub(1)?;
    let token = story.token(verb);
    let joined = token.relation == Relation::Conj && story.sentence(head).contains(&verb);
    (joined && token.tag == Tag::Verb).then(|| of_word(story, verb)).flatten()
}

/// What a word says of whom it is said of.
pub fn of_word(story: &Story<'_>, at: usize) -> Option<Fate> {
    let token = story.reading.tokens.get(at)?;
    let table = |word: &str| story.rules.table("toll.fates", word);
    table(&token.form).or_else(|| table(&token.lemma)).and_then(named)
}

fn named(fate: &str) -> Option<Fate> {
    match fate {
        "dead" => Some(Fate::Dead),
        "hurt" => Some(Fate::Hurt),
        "shot" => Some(Fate::Shot),
        "treated" => Some(Fate::Treated),
        _ => None,
    }
}

/// Whether a word stands in a table of `lexicons/en/toll.toml`, by form or dictionary form.
pub fn is(story: &Story<'_>, table: &str, at: usize) -> bool {
    let Some(token) = story.reading.tokens.get(at) else { return false };
    let table = format!("toll.{table}");
    [&token.form, &token.lemma].iter().any(|w| story.rules.table(&table, w).is_some())
}

fn has(story: &Story<'_>, at: usize, relations: &[Relation]) -> bool {
    story.dependents(at, relations).next().is_some()
}

fn has_subject(story: &Story<'_>, at: usize) -> bool {
    has(story, at, &[Relation::Nsubj, Relation::NsubjPass])
}

fn is_passive(story: &Story<'_>, at: usize) -> bool {
    has(story, at, &[Relation::AuxPass, Relation::NsubjPass])
}

/// Whether an object follows in the same breath.
fn has_object_after(story: &Story<'_>, at: usize) -> bool {
    let parted = |o: usize| (at..o).any(|i| story.token(i).form == ";");
    story.dependents(at, &[Relation::Obj]).any(|o| o > at && !parted(o))
}

/// Whether a verb does it to somebody, alone or with one joined to it (`shot and killed a man`).
fn is_active(story: &Story<'_>, verb: usize) -> bool {
    let joined = |c: usize| of_word(story, c).is_some() && has_object_after(story, c) && !is_passive(story, c);
    !is_passive(story, verb) && (has_object_after(story, verb) || story.dependents(verb, &[Relation::Conj]).any(joined))
}

/// Whether a word tells in what state people are, also where a headline's capitals make a noun of it.
pub fn is_state(story: &Story<'_>, at: usize) -> bool {
    story.reading.tokens.get(at).is_some_and(|t| story.rules.table("toll.states", &t.form).is_some())
}

fn child_is(story: &Story<'_>, at: usize, table: &str) -> bool {
    story.children[at].iter().any(|c| is(story, table, *c))
}

/// `shot by a boy`: who does it.
fn is_agent(story: &Story<'_>, head: usize) -> bool {
    story.token(head).relation == Relation::OblAgent || story.has_preposition(head, "by")
}

/// Whether somebody does harm to others: `killed by a man`, `the man shot two`.
pub fn does_harm(story: &Story<'_>, head: usize) -> bool {
    let Some(verb) = story.head(head).filter(|v| of_word(story, *v).is_some()) else { return false };
    is_agent(story, head) || story.token(head).relation == Relation::Nsubj && is_active(story, verb)
}

/// What the words right behind a phrase say: `Two men, 19 and 23, were fatally shot`, `Teen shot dead`.
fn following(story: &Story<'_>, head: usize) -> Option<Fate> {
    let limit = story.sentence(head).end;
    let mut at = head + 1;
    // `, 31,`
    let comma = |i: usize| i < limit && story.token(i).form == ",";
    if comma(at) && comma(at + 2) && story.token(at + 1).tag == Tag::Num {
        at += 3;
    }
    // `two of them fatally`
    if at + 1 < limit && story.token(at).tag == Tag::Adp && story.token(at + 1).tag == Tag::Pron {
        at += 2;
    }
    let mut fatally = false;
    for i in at..limit.min(at + 4) {
        let Some(fate) = of_word(story, i) else {
            if is(story, "gravely", i) {
                return Some(Fate::Hurt);
            }
            fatally |= is(story, "deadly", i);
            // `five shot, three fatally`
            let closes = i + 1 >= limit || story.token(i + 1).tag == Tag::Punct;
            if fatally && closes {
                return Some(Fate::Dead);
            }
            if !fatally && !is(story, "links", i) {
                return None;
            }
            continue;
        };
        let token = story.token(i);
        let does_it = token.tag == Tag::Verb
            && (matches!(token.xpos, "VBG" | "VBZ" | "VBP" | "VB") && !is(story, "dies", i) || is_active(story, i));
        let a_thing = matches!(token.tag, Tag::Noun | Tag::Propn) && !is_state(story, i);
        if does_it || a_thing {
            return None;
        }
        let mut worst = fate;
        let to_death = i + 2 < limit && story.token(i + 1).form == "to" && is(story, "deathly", i + 2);
        if fatally || to_death || i + 1 < limit && is(story, "deathly", i + 1) {
            worst = Fate::Dead;
        }
        // `shot and killed`, `shot, killed`
        if i + 2 < limit
            && is(story, "joins", i + 1)
            && matches!(story.token(i + 2).xpos, "VBN" | "VBD" | "JJ")
            && let Some(more) = of_word(story, i + 2)
        {
            worst = worst.max(more);
        }
        return Some(worst);
    }
    None
}

/// What the clause says: by the verbs that the phrase is subject or object of, what describes it, and nouns such as `death`.
fn in_clause(story: &Story<'_>, head: usize) -> Option<Fate> {
    let mut worst = described(story, head);
    let mut at = head;
    for _ in 0..4 {
        let Some(above) = story.head(at) else { break };
        let relation = story.token(at).relation;
        let numeral = story.token(head).tag == Tag::Num;
        match relation {
            Relation::Conj
                if worst.is_none()
                    && !numeral
                    && matches!(story.token(above).tag, Tag::Noun | Tag::Propn | Tag::Num | Tag::Pron)
                    && !has_verb_of_its_own(story, at) =>
            {
                at = above;
                continue;
            }
            Relation::Appos | Relation::Flat | Relation::Compound if !numeral => {
                at = above;
                continue;
            }
            Relation::Nsubj | Relation::NsubjPass => worst = worst.max(predicate(story, above, head, 0)),
            Relation::Obj | Relation::Iobj => worst = worst.max(done_to(story, above, at)),
            // `turned the gun on himself`
            Relation::Obl if is(story, "turns", above) && is(story, "reflexives", at) => worst = Some(Fate::Dead),
            Relation::Nmod | Relation::NmodPoss | Relation::Obl if !numeral => {
                worst = worst.max(noun_of(story, above, at))
            }
            _ => {}
        }
        break;
    }
    worst
}

fn has_verb_of_its_own(story: &Story<'_>, at: usize) -> bool {
    let relations = [Relation::Acl, Relation::Conj, Relation::Dep, Relation::Parataxis, Relation::Amod];
    story.dependents(at, &relations).any(|c| story.token(c).tag == Tag::Verb)
}

/// `a wounded officer`, `four people shot`, `a girl who was shot`, `a man with a gunshot wound`.
fn described(story: &Story<'_>, head: usize) -> Option<Fate> {
    let mut worst = None;
    for &c in &story.children[head] {
        let token = story.token(c);
        match token.relation {
            Relation::AclRelcl => worst = worst.max(predicate(story, c, head, 0)),
            Relation::Nmod => worst = worst.max(harm_noun(story, c)),
            Relation::Acl | Relation::Amod | Relation::Parataxis | Relation::Appos | Relation::Conj | Relation::Dep => {
                let says = of_word(story, c)
                    .filter(|_| token.xpos != "VBG" && !has(story, c, &[Relation::Obj]) && !has_subject(story, c));
                if says.is_some() {
                    worst = worst.max(says);
                    for &further in &story.children[c] {
                        if story.token(further).relation == Relation::Conj {
                            worst = worst.max(of_word(story, further));
                        }
                        if is(story, "deadly", further) {
                            worst = Some(Fate::Dead);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    worst
}

/// What a predicate says of its subject.
fn predicate(story: &Story<'_>, verb: usize, subject: usize, depth: u8) -> Option<Fate> {
    let token = story.token(verb);
    let below = &story.children[verb];
    let negated = below.iter().any(|c| is(story, "no", *c));
    let possible = below.iter().any(|c| story.token(*c).relation == Relation::Aux && is(story, "possible", *c));
    let attempted = matches!(token.relation, Relation::Xcomp | Relation::Acl | Relation::Advcl)
        && story.head(verb).is_some_and(|h| is(story, "attempts", h));
    if possible || attempted || depth > 3 {
        return None;
    }
    let passive = is_passive(story, verb);
    let active = is_active(story, verb);
    let to_itself = active && story.dependents(verb, &[Relation::Obj]).any(|o| is(story, "reflexives", o));
    let says = of_word(story, verb).filter(|_| !negated);
    let own = says.filter(|fate| match fate {
        _ if to_itself => true,
        Fate::Dead => !active,
        Fate::Shot => {
            let at_somebody = below.iter().any(|c| story.has_preposition(*c, "at"));
            passive || !active && !at_somebody && is(story, "past-shot", verb) && token.xpos != "VBG"
        }
        _ => !active,
    });
    let mut worst = own;
    let copula = has(story, verb, &[Relation::Cop]);
    if copula && !negated {
        worst = worst.max(harm_noun(story, verb));
    }
    let tells = is(story, "borne", verb) || passive && is(story, "done", verb) || copula || says.is_some() && !active;
    if tells {
        worst = worst.max(circumstances(story, verb, subject, negated));
    }
    if says.is_some() && !active && below.iter().any(|c| is(story, "deadly", *c) || is(story, "deathly", *c)) {
        worst = Some(Fate::Dead);
    }
    for &c in below {
        // `shot a man dead`: the man is dead.
        let relation = story.token(c).relation;
        let shares = matches!(relation, Relation::Conj | Relation::Parataxis) || relation == Relation::Xcomp && !active;
        if shares && !has_subject(story, c) {
            worst = worst.max(predicate(story, c, subject, depth + 1));
        }
    }
    worst
}

/// `in critical condition`, `suffering from gunshot wounds`, `dead at the scene`.
fn circumstances(story: &Story<'_>, verb: usize, subject: usize, negated: bool) -> Option<Fate> {
    let clauses = [Relation::Advcl, Relation::Ccomp, Relation::Xcomp];
    let phrases = [Relation::Obl, Relation::Obj, Relation::Nmod, Relation::Advmod, Relation::OblUnmarked];
    let mut worst = None;
    for &c in story.children[verb].iter().filter(|c| **c != subject) {
        let relation = story.token(c).relation;
        let wanted = phrases.contains(&relation) || clauses.contains(&relation) && !has_subject(story, c);
        if !wanted {
            continue;
        }
        for word in std::iter::once(c).chain(story.children[c].iter().copied()) {
            worst = worst.max(harm_noun(story, word));
            if is(story, "states-of-death", word) && !negated {
                worst = Some(Fate::Dead);
            }
        }
    }
    worst
}

/// What a noun says of whoever has it: `a fatal wound`, `critical condition`, `hospital`.
fn harm_noun(story: &Story<'_>, at: usize) -> Option<Fate> {
    let token = story.token(at);
    let fate = story.rules.table("toll.wounds", &token.form).and_then(named)?;
    let fatal = fate == Fate::Hurt && child_is(story, at, "deadly");
    Some(if fatal { Fate::Dead } else { fate })
}

/// What a verb says of its object: `killed two`, `left three wounded`.
fn done_to(story: &Story<'_>, verb: usize, object: usize) -> Option<Fate> {
    let below = &story.children[verb];
    let token = story.token(verb);
    let attempted = matches!(token.relation, Relation::Xcomp | Relation::Acl)
        && (story.head(verb).is_some_and(|h| is(story, "attempts", h))
            || token.relation == Relation::Acl && token.xpos == "VB");
    if attempted || below.iter().any(|c| is(story, "no", *c)) {
        return None;
    }
    // `killed 14 and wounded 30`, where the tree hangs both on the first verb.
    let nearer = story.dependents(verb, &[Relation::Conj]).filter(|c| verb < *c && *c < object).last();
    if let Some(nearer) =
        nearer.filter(|c| of_word(story, *c).is_some() && story.dependents(verb, &[Relation::Obj]).any(|o| o < *c))
    {
        return of_word(story, nearer);
    }
    let mut worst = of_word(story, verb);
    if worst.is_some() {
        let deadly = |i: usize| is(story, "deadly", i) || is(story, "deathly", i) && story.has_preposition(i, "to");
        if below.iter().any(|c| deadly(*c)) || verb.checked_sub(1).is_some_and(|i| is(story, "deadly", i)) {
            worst = Some(Fate::Dead);
        }
        // `shot and killed a man`: the object hangs on either verb.
        for &c in below.iter().filter(|c| story.token(**c).relation == Relation::Conj) {
            if !story.dependents(c, &[Relation::Obj]).any(|o| o != object) {
                worst = worst.max(of_word(story, c));
            }
        }
        if token.relation == Relation::Conj
            && let Some(first) = story.head(verb).filter(|f| !has(story, *f, &[Relation::Obj]))
        {
            worst = worst.max(of_word(story, first));
        }
    }
    if is(story, "leaves", verb) {
        let results = [Relation::Xcomp, Relation::Obl, Relation::Advcl, Relation::Ccomp];
        for c in story.dependents(verb, &results) {
            let kept = harm_noun(story, c).map(|f| f.max(Fate::Hurt));
            worst = worst.max(of_word(story, c)).max(kept);
        }
    }
    worst
}

/// `the death of a boy`, `the shooting of two men`, `her fatal shooting`.
fn noun_of(story: &Story<'_>, noun: usize, at: usize) -> Option<Fate> {
    let token = story.token(noun);
    let act = |word: &str| story.rules.table("toll.acts", word).and_then(named);
    let fate = act(&token.form).or_else(|| act(&token.lemma))?;
    let possessed = story.token(at).relation == Relation::NmodPoss;
    if !(matches!(token.tag, Tag::Noun | Tag::Propn) || possessed && token.xpos == "VBG") {
        return None;
    }
    let of = possessed || story.has_preposition(at, "of");
    let deadly = child_is(story, noun, "deadly");
    of.then_some(if deadly { Fate::Dead } else { fate })
}
