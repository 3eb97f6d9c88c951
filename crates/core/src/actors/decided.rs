//! Recorded merges and splits, laid over the actor files.

use super::{Actor, ActorClass, ActorFile, is_joint, name_key};
use crate::decision::{Choice, NamedActor};

impl ActorFile {
    /// Follows a choice about actors and returns whether it changed anything: one that speaks of actors which meanwhile
    /// are one, or of a name that has become somebody else's, does nothing. Choices about other things are passed over.
    pub fn follow(&mut self, choice: &Choice) -> bool {
        match choice {
            Choice::MergeActors { into, from } => self.merge(into, from),
            Choice::SplitActor { actor, name } => self.split(actor, name),
            _ => false,
        }
    }

    fn merge(&mut self, into: &NamedActor, from: &NamedActor) -> bool {
        // No name leads to two that act together: what is known of them follows from each.
        if is_joint(&into.id) || is_joint(&from.id) {
            return false;
        }
        let (kept, gone) = (self.number_of(into), self.number_of(from));
        if kept == gone {
            return false;
        }
        let meant = self.by_name.values_mut().chain(self.by_nominal.values_mut()).chain(self.by_id.values_mut());
        let meant = meant.chain(self.terms.meant());
        meant.filter(|number| **number == gone).for_each(|number| *number = kept);
        let names = self.actors[gone].names.clone();
        self.actors[kept].names.extend(names);
        true
    }

    fn split(&mut self, actor: &str, name: &str) -> bool {
        let key = name_key(name);
        let Some(&whole) = self.by_id.get(actor).filter(|_| !key.is_empty()) else { return false };
        let part = self.actors.len();
        let id = format!("name:{key}");
        if self.by_id.get(&id).is_some_and(|known| *known != whole) {
            return false;
        }
        let as_noun = self.by_nominal.iter_mut().filter(|((_, noun), n)| *noun == key && **n == whole);
        match self.by_name.get(&key) {
            Some(&other) if other != whole => return false,
            Some(_) => {
                self.by_name.insert(key, part);
            }
            // A common noun stays one: it means the new actor only where it meant the old one.
            None => {
                if as_noun.map(|(_, n)| *n = part).count() == 0 {
                    self.by_name.insert(key, part);
                }
            }
        }
        self.by_id.insert(id.clone(), part);
        self.actors.push(plain(id, name, self.actors[whole].class));
        true
    }

    /// The number of an actor; one that no file lists is added under its name.
    fn number_of(&mut self, actor: &NamedActor) -> usize {
        if let Some(&known) = self.by_id.get(&actor.id) {
            return known;
        }
        let number = self.actors.len();
        self.by_id.insert(actor.id.clone(), number);
        self.by_name.entry(name_key(&actor.name)).or_insert(number);
        self.actors.push(plain(actor.id.clone(), &actor.name, actor.class));
        number
    }
}

/// An actor of which nothing is known but its name.
fn plain(id: String, name: &str, class: ActorClass) -> Actor {
    Actor {
        id,
        name: name.to_owned(),
        names: vec![name.to_owned()],
        class,
        side: None,
        allies: Vec::new(),
        part_of: None,
        color: None,
        countries: Vec::new(),
        nominals: Vec::new(),
    }
}
