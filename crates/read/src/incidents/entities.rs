//! Candidates that mean the same person, body or thing.

use super::Prepared;

/// Candidates that mean one person, body or thing, in the order of the text.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Indices into [`Prepared::candidates`].
    pub mentions: Vec<usize>,
}

/// All candidates, grouped: by apposition, by what the language model sees taken up, and by name.
pub fn entities(prepared: &Prepared) -> Vec<Entity> {
    let all = &prepared.candidates;
    let mut parent: Vec<usize> = (0..all.len()).collect();
    fn root(parent: &[usize], mut i: usize) -> usize {
        while parent[i] != i {
            i = parent[i];
        }
        i
    }
    for (i, c) in all.iter().enumerate() {
        for head in &c.same {
            if let Ok(j) = all.binary_search_by_key(head, |c| c.head) {
                // Two different names are never one person; a crowd is no single one.
                let other = &all[j];
                let clash = match (&c.name, &other.name) {
                    (Some(a), Some(b)) => !same_name(prepared, a, b),
                    _ => c.plural != other.plural,
                };
                if !clash {
                    let (a, b) = (root(&parent, i), root(&parent, j));
                    parent[a.max(b)] = a.min(b);
                }
            }
        }
        let Some(name) = &c.name else { continue };
        let earlier =
            all[..i].iter().position(|o| o.name.as_ref().is_some_and(|other| same_name(prepared, other, name)));
        if let Some(j) = earlier {
            let (a, b) = (root(&parent, i), root(&parent, j));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut out: Vec<Entity> = Vec::new();
    let mut at: Vec<Option<usize>> = vec![None; all.len()];
    for i in 0..all.len() {
        let r = root(&parent, i);
        match at[r].and_then(|e| out.get_mut(e)) {
            Some(entity) => entity.mentions.push(i),
            None => {
                at[r] = Some(out.len());
                out.push(Entity { mentions: vec![i] });
            }
        }
    }
    out
}

/// Whether two names mean the same: equal, one a part of the other, or one short for the other.
pub fn same_name(prepared: &Prepared, a: &str, b: &str) -> bool {
    let (a, b) = (a.to_uppercase(), b.to_uppercase());
    if a == b {
        return true;
    }
    let long = |x: &str| prepared.short_forms.iter().find(|(s, _)| s == x).map(|(_, l)| l.clone());
    let short = |x: &str, y: &str| long(x).is_some_and(|l| l.contains(y) || y.contains(&l));
    if short(&a, &b) || short(&b, &a) {
        return true;
    }
    let (x, y): (Vec<&str>, Vec<&str>) = (a.split_whitespace().collect(), b.split_whitespace().collect());
    let (few, many) = if x.len() <= y.len() { (&x, &y) } else { (&y, &x) };
    many.len() > 1 && few.iter().all(|w| many.contains(w))
}
