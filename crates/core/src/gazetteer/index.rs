//! Sorted keys with the places that bear them: front-coded, searched in place.
//!
//! Keys and postings stand in two byte streams, which compress better apart. A key is the length it shares with the
//! key before it, the length of the rest, and the rest; a posting list is its length and, for each posting,
//! the zigzag distance from the posting before it. Every 16th key starts a block that is found by binary search.

/// Keys to a block.
const BLOCK: usize = 16;

/// An index of names.
#[derive(Debug, Default)]
pub struct Index {
    keys: Vec<u8>,
    postings: Vec<u8>,
    blocks: Vec<Block>,
    len: usize,
}

/// Where a block starts; its first key shares nothing with the one before it.
#[derive(Debug, Clone, Copy)]
struct Block {
    /// The first eight bytes of its first key, by which most comparisons are settled without a look at the keys.
    lead: u64,
    key: u32,
    posting: u32,
    last: u32,
}

/// One place that bears a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Number of the place.
    pub place: u32,
    /// Whether the key is not the name itself but the name without its article.
    pub derived: bool,
}

/// Writes the two streams of an index from sorted, distinct keys.
pub fn write(entries: &[(Vec<u8>, Vec<Posting>)]) -> (Vec<u8>, Vec<u8>) {
    let (mut keys, mut postings) = (Vec::new(), Vec::new());
    let mut before: &[u8] = &[];
    let mut last = 0u32;
    for (i, (key, list)) in entries.iter().enumerate() {
        let shared = if i % BLOCK == 0 { 0 } else { key.iter().zip(before).take_while(|(a, b)| a == b).count() };
        put(&mut keys, shared as u32);
        put(&mut keys, (key.len() - shared) as u32);
        keys.extend_from_slice(&key[shared..]);
        put(&mut postings, list.len() as u32);
        for posting in list {
            let value = posting.place * 2 + u32::from(posting.derived);
            let distance = value.wrapping_sub(last) as i32;
            put(&mut postings, (distance << 1 ^ distance >> 31) as u32);
            last = value;
        }
        before = key;
    }
    (keys, postings)
}

fn put(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads a varint and moves `at` behind it.
fn get(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let mut value = 0u32;
    for shift in [0, 7, 14, 21, 28] {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u32::from(byte & 0x7f).wrapping_shl(shift);
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn get_posting(bytes: &[u8], at: &mut usize, last: &mut u32) -> Option<Posting> {
    let zigzag = get(bytes, at)?;
    let distance = zigzag >> 1 ^ 0u32.wrapping_sub(zigzag & 1);
    *last = last.wrapping_add(distance);
    Some(Posting { place: *last >> 1, derived: *last & 1 == 1 })
}

/// The first eight bytes of a key as a number that sorts as they do; a shorter key is filled up with zeros.
fn lead(key: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    u64::from_be_bytes(bytes)
}

impl Index {
    /// Takes over the two streams; `None` if they do not hold together.
    pub fn read(keys: &[u8], postings: &[u8]) -> Option<Index> {
        let mut out = Index { keys: keys.to_vec(), postings: postings.to_vec(), ..Index::default() };
        let (mut key, mut posting, mut last, mut length) = (0, 0, 0, 0);
        while key < keys.len() {
            if out.len.is_multiple_of(BLOCK) {
                let (key, posting) = (u32::try_from(key).ok()?, u32::try_from(posting).ok()?);
                out.blocks.push(Block { lead: 0, key, posting, last });
                length = 0;
            }
            let shared = get(keys, &mut key)? as usize;
            let rest = get(keys, &mut key)? as usize;
            if shared > length || rest > keys.len() - key {
                return None;
            }
            if let Some(block) = out.blocks.last_mut().filter(|_| out.len.is_multiple_of(BLOCK)) {
                block.lead = lead(&keys[key..key + rest]);
            }
            key += rest;
            length = shared + rest;
            for _ in 0..get(postings, &mut posting)? {
                get_posting(postings, &mut posting, &mut last)?;
            }
            out.len += 1;
        }
        (posting == postings.len()).then_some(out)
    }

    /// The places that bear this key.
    pub fn get(&self, key: &[u8]) -> impl Iterator<Item = Posting> + use<> {
        let mut found = Vec::new();
        if let Some(mut cursor) = self.cursor(key)
            && cursor.key == key
        {
            cursor.postings(&mut found);
        }
        found.into_iter()
    }

    /// Whether some key starts with `prefix`; with `words`, a blank or the key's end must follow.
    pub fn has_prefix(&self, prefix: &[u8], words: bool) -> bool {
        let ends = |key: &[u8]| !words || key.get(prefix.len()).is_none_or(|&b| b == b' ');
        // A blank sorts before letters, so that the keys with a blank after the prefix come first among its keys.
        self.cursor(prefix).is_some_and(|c| c.key.starts_with(prefix) && ends(&c.key))
    }

    /// The first key that is not smaller than `key`.
    fn cursor(&self, key: &[u8]) -> Option<Cursor<'_>> {
        let wanted = lead(key);
        let after = self.blocks.partition_point(|b| b.lead < wanted || b.lead == wanted && self.head(b) <= key);
        let mut cursor = self.block(after.saturating_sub(1))?;
        while cursor.key.as_slice() < key {
            cursor = cursor.next()?;
        }
        Some(cursor)
    }

    fn head(&self, block: &Block) -> &[u8] {
        let mut at = block.key as usize;
        let length = get(&self.keys, &mut at).and_then(|_| get(&self.keys, &mut at)).unwrap_or(0) as usize;
        self.keys.get(at..at + length).unwrap_or(&[])
    }

    fn block(&self, number: usize) -> Option<Cursor<'_>> {
        let b = self.blocks.get(number)?;
        let mut cursor = Cursor {
            index: self,
            key: Vec::new(),
            next_key: b.key as usize,
            posting: b.posting as usize,
            last: b.last,
            unread: 0,
        };
        cursor.step()?;
        Some(cursor)
    }
}

/// A position in an index: a key, its postings and those of keys before it not read yet.
struct Cursor<'a> {
    index: &'a Index,
    key: Vec<u8>,
    next_key: usize,
    posting: usize,
    last: u32,
    /// Keys whose postings have not been read, this one included.
    unread: usize,
}

impl Cursor<'_> {
    fn next(mut self) -> Option<Self> {
        self.step()?;
        Some(self)
    }

    fn step(&mut self) -> Option<()> {
        let keys = &self.index.keys;
        let shared = get(keys, &mut self.next_key)? as usize;
        let rest = get(keys, &mut self.next_key)? as usize;
        self.key.truncate(shared);
        self.key.extend_from_slice(keys.get(self.next_key..self.next_key + rest)?);
        self.next_key += rest;
        self.unread += 1;
        Some(())
    }

    /// Reads the postings of this key; each is told by its distance from the one before.
    fn postings(&mut self, out: &mut Vec<Posting>) {
        let bytes = &self.index.postings;
        for left in (0..std::mem::take(&mut self.unread)).rev() {
            for _ in 0..get(bytes, &mut self.posting).unwrap_or(0) {
                let posting = get_posting(bytes, &mut self.posting, &mut self.last);
                out.extend(posting.filter(|_| left == 0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(keys: &[&str]) -> Index {
        let entries: Vec<_> = keys
            .iter()
            .enumerate()
            .map(|(i, k)| {
                let first = Posting { place: (i * 7919 % 1000) as u32, derived: i % 3 == 0 };
                (k.as_bytes().to_vec(), vec![first, Posting { place: i as u32, derived: false }])
            })
            .collect();
        let (keys, postings) = write(&entries);
        Index::read(&keys, &postings).expect("what was written can be read")
    }

    #[test]
    fn every_key_is_found_with_its_places_and_no_other() {
        let mut keys: Vec<String> = (0..500).map(|i| format!("name {:x}", i * 37)).collect();
        keys.sort();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let index = index(&keys);
        for (i, key) in keys.iter().enumerate() {
            let found: Vec<u32> = index.get(key.as_bytes()).map(|p| p.place).collect();
            assert_eq!(found, [(i * 7919 % 1000) as u32, i as u32], "{key}");
        }
        assert_eq!(index.get(b"name").count() + index.get(b"zzz").count() + index.get(b"").count(), 0);
    }

    #[test]
    fn prefixes_end_at_words() {
        let index = index(&["deir", "deir ez zor", "golan heights", "new york"]);
        assert!(index.has_prefix(b"deir", true) && index.has_prefix(b"golan", true));
        assert!(!index.has_prefix(b"gol", true) && index.has_prefix(b"gol", false));
        assert!(!index.has_prefix(b"old york", true) && !index.has_prefix(b"zz", false));
    }

    #[test]
    fn damaged_streams_are_refused_or_harmless() {
        let entries = vec![(b"homs".to_vec(), vec![Posting { place: 1, derived: false }])];
        let (keys, postings) = write(&entries);
        for end in 0..keys.len() {
            assert!(end == 0 || Index::read(&keys[..end], &postings).is_none());
        }
        assert!(Index::read(&keys, &[]).is_none());
    }
}
