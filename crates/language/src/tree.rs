//! The best tree over the words of a sentence, given a score for each word and head.

/// Scores of heads: for word `d` (from 0) the score of each head, 0 for the root and `h + 1` for word `h`.
pub(crate) struct Scores<'a> {
    pub(crate) values: &'a [f32],
    pub(crate) words: usize,
}

impl Scores<'_> {
    fn of(&self, word: usize, head: usize) -> f32 {
        self.values[word * (self.words + 1) + head]
    }
}

/// The head of each word, `None` for the one root: the spanning tree with the highest sum of scores among those with
/// the root that wins most by being it.
///
/// Nearly always each word's best head gives a tree already. Where it does not, the method is that of Chu and Liu
/// (1965) and Edmonds (1967), in cubic time at worst.
pub(crate) fn best(scores: &Scores<'_>) -> Vec<Option<usize>> {
    let n = scores.words;
    if n == 0 {
        return Vec::new();
    }
    let greedy: Vec<usize> = (0..n).map(|word| best_head(scores, word, 0)).collect();
    let roots: Vec<usize> = (0..n).filter(|word| greedy[*word] == 0).collect();
    if let [_] = roots[..]
        && is_tree(&greedy)
    {
        return greedy.into_iter().map(|h| h.checked_sub(1)).collect();
    }
    let candidates = if roots.is_empty() { (0..n).collect() } else { roots };
    // What a word gains as the root over its best other head.
    let gain = |word: usize| scores.of(word, 0) - scores.of(word, best_head(scores, word, 1));
    let root = candidates.into_iter().reduce(|a, b| if gain(b) > gain(a) { b } else { a }).unwrap_or(0);
    spanning(scores, root)
}

/// The best head from `first` on (0 with the root, 1 without), the first of equals; never the word itself.
fn best_head(scores: &Scores<'_>, word: usize, first: usize) -> usize {
    let others = (first..=scores.words).filter(|head| *head != word + 1);
    others.reduce(|a, b| if scores.of(word, b) > scores.of(word, a) { b } else { a }).unwrap_or(0)
}

fn is_tree(heads: &[usize]) -> bool {
    // 0 not seen, otherwise the number of the walk that came by first.
    let mut seen = vec![0; heads.len()];
    for start in 0..heads.len() {
        let mut at = start;
        while seen[at] == 0 {
            seen[at] = start + 1;
            match heads[at].checked_sub(1) {
                Some(next) => at = next,
                None => break,
            }
        }
        if seen[at] == start + 1 && heads[at] != 0 {
            return false;
        }
    }
    true
}

/// The maximum spanning tree below `root`.
fn spanning(scores: &Scores<'_>, root: usize) -> Vec<Option<usize>> {
    let n = scores.words;
    // Rows are heads, columns words; cycles become words of their own.
    let mut matrix = vec![vec![f32::NEG_INFINITY; n]; n];
    for (head, row) in matrix.iter_mut().enumerate() {
        for (word, score) in row.iter_mut().enumerate() {
            if head != word && word != root {
                *score = scores.of(word, head + 1);
            }
        }
    }
    let heads = edmonds(&matrix, root);
    (0..n).map(|word| (word != root).then(|| heads[word])).collect()
}

fn edmonds(matrix: &[Vec<f32>], root: usize) -> Vec<usize> {
    let n = matrix.len();
    let mut heads = vec![root; n];
    for word in (0..n).filter(|w| *w != root) {
        for head in (0..n).filter(|h| *h != word) {
            if matrix[head][word] > matrix[heads[word]][word] {
                heads[word] = head;
            }
        }
    }
    let Some(cycle) = cycle(&heads, root) else { return heads };
    // The cycle shrinks to one word, the last; the others keep their order.
    let inside = |word: &usize| cycle.contains(word);
    let outside: Vec<usize> = (0..n).filter(|w| !inside(w)).collect();
    let m = outside.len();
    let mut small = vec![vec![f32::NEG_INFINITY; m + 1]; m + 1];
    let mut enters = vec![(0, 0); m];
    let mut leaves = vec![0; m];
    for (a, from) in outside.iter().enumerate() {
        for (b, to) in outside.iter().enumerate() {
            small[a][b] = matrix[*from][*to];
        }
        // The best way into the cycle: what is won over the link of the cycle that it replaces.
        let mut best = f32::NEG_INFINITY;
        for to in &cycle {
            let won = matrix[*from][*to] - matrix[heads[*to]][*to];
            if won > best || enters[a] == (0, 0) {
                best = won;
                enters[a] = (*from, *to);
            }
        }
        small[a][m] = best;
        let mut best = f32::NEG_INFINITY;
        leaves[a] = cycle[0];
        for word in &cycle {
            if matrix[*word][*from] > best {
                best = matrix[*word][*from];
                leaves[a] = *word;
            }
        }
        small[m][a] = best;
    }
    let at = outside.iter().position(|w| *w == root).unwrap_or(0);
    let solved = edmonds(&small, at);
    for (b, to) in outside.iter().enumerate().filter(|(_, to)| **to != root) {
        heads[*to] = if solved[b] == m { leaves[b] } else { outside[solved[b]] };
    }
    let (from, to) = enters[solved[m].min(m - 1)];
    heads[to] = from;
    heads
}

/// A cycle of heads, if there is one.
fn cycle(heads: &[usize], root: usize) -> Option<Vec<usize>> {
    let mut seen = vec![usize::MAX; heads.len()];
    for start in 0..heads.len() {
        let mut at = start;
        while at != root && seen[at] == usize::MAX {
            seen[at] = start;
            at = heads[at];
        }
        if at != root && seen[at] == start {
            let mut found = vec![at];
            let mut next = heads[at];
            while next != at {
                found.push(next);
                next = heads[next];
            }
            return Some(found);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(scores: &Scores<'_>, heads: &[Option<usize>]) -> f32 {
        heads.iter().enumerate().map(|(word, head)| scores.of(word, head.map_or(0, |h| h + 1))).sum()
    }

    /// The best of all trees with one root, by trying all.
    fn by_trying(scores: &Scores<'_>, root: usize) -> f32 {
        let n = scores.words;
        let mut best = f32::NEG_INFINITY;
        for mut code in 0..(n as u32 + 1).pow(n as u32) {
            let mut heads = Vec::new();
            for _ in 0..n {
                heads.push((code % (n as u32 + 1)) as usize);
                code /= n as u32 + 1;
            }
            let loops = heads.iter().enumerate().any(|(w, h)| *h == w + 1);
            if !loops && is_tree(&heads) && heads.iter().filter(|h| **h == 0).count() == 1 && heads[root] == 0 {
                let heads: Vec<_> = heads.into_iter().map(|h| h.checked_sub(1)).collect();
                best = best.max(total(scores, &heads));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn the_tree_is_the_best_below_its_root(words in 1_usize..5, values in prop::collection::vec(-9_i8..9, 20)) {
            let values: Vec<f32> = values.iter().cycle().take(words * (words + 1)).map(|v| f32::from(*v)).collect();
            let scores = Scores { values: &values, words };
            let heads = best(&scores);
            let roots: Vec<usize> = (0..words).filter(|w| heads[*w].is_none()).collect();
            prop_assert_eq!(roots.len(), 1);
            prop_assert!(is_tree(&heads.iter().map(|h| h.map_or(0, |h| h + 1)).collect::<Vec<_>>()));
            prop_assert!((total(&scores, &heads) - by_trying(&scores, roots[0])).abs() < 1e-3);
        }

        #[test]
        fn long_sentences_have_trees_too(words in 1_usize..60, seed in any::<u32>()) {
            let mut state = seed;
            let values: Vec<f32> = (0..words * (words + 1)).map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32
            }).collect();
            let heads = best(&Scores { values: &values, words });
            prop_assert_eq!(heads.iter().filter(|h| h.is_none()).count(), 1);
            prop_assert!(is_tree(&heads.iter().map(|h| h.map_or(0, |h| h + 1)).collect::<Vec<_>>()));
        }
    }
}
