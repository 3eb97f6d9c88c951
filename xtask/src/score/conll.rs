//! The CoNLL figure of coreference: the mean of the F of MUC, B-cubed and CEAF-e (Pradhan et al. 2014), over mentions that
//! are given, singletons kept.

use std::collections::HashMap;

/// Groups of mentions, by their numbers; every mention is in one group.
pub type Groups = Vec<Vec<usize>>;

/// Sums from which the figures follow: numerators and denominators over several topics.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sums {
    muc: [f64; 4],
    b_cubed: [f64; 3],
    ceaf: [f64; 3],
}

/// The F of each measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    pub muc: f64,
    pub b_cubed: f64,
    pub ceaf: f64,
}

impl Figures {
    /// The mean of the three.
    pub fn conll(&self) -> f64 {
        (self.muc + self.b_cubed + self.ceaf) / 3.0
    }
}

impl Sums {
    /// Adds one topic: its gold groups and those of the system.
    pub fn add(&mut self, gold: &Groups, system: &Groups) {
        let (in_gold, in_system) = (homes(gold), homes(system));
        let links = |groups: &Groups, other: &HashMap<usize, usize>| -> (f64, f64) {
            let parts = |g: &Vec<usize>| {
                let mut homes: Vec<usize> = g.iter().filter_map(|m| other.get(m).copied()).collect();
                homes.sort_unstable();
                homes.dedup();
                g.len() - homes.len()
            };
            let all: usize = groups.iter().map(|g| g.len() - 1).sum();
            (groups.iter().map(parts).sum::<usize>() as f64, all as f64)
        };
        let (recalled, of_gold) = links(gold, &in_system);
        let (precise, of_system) = links(system, &in_gold);
        [recalled, of_gold, precise, of_system].iter().zip(&mut self.muc).for_each(|(v, sum)| *sum += v);
        let mut common: HashMap<(usize, usize), f64> = HashMap::new();
        for (mention, g) in &in_gold {
            if let Some(s) = in_system.get(mention) {
                *common.entry((*g, *s)).or_default() += 1.0;
            }
        }
        for ((g, s), n) in &common {
            self.b_cubed[0] += n * n / gold[*g].len() as f64;
            self.b_cubed[1] += n * n / system[*s].len() as f64;
        }
        self.b_cubed[2] += in_gold.len() as f64;
        let mut alike = vec![vec![0.0; system.len()]; gold.len()];
        for ((g, s), n) in &common {
            alike[*g][*s] = 2.0 * n / (gold[*g].len() + system[*s].len()) as f64;
        }
        self.ceaf[0] += best_assignment(&alike);
        self.ceaf[1] += gold.len() as f64;
        self.ceaf[2] += system.len() as f64;
    }

    /// The figures of all topics together.
    pub fn figures(&self) -> Figures {
        let f = |recall: f64, precision: f64| match recall + precision {
            sum if sum > 0.0 => 2.0 * recall * precision / sum,
            _ => 0.0,
        };
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let ([a, b, c, d], [r, p, n], [s, g, k]) = (self.muc, self.b_cubed, self.ceaf);
        Figures {
            muc: f(share(a, b), share(c, d)),
            b_cubed: f(share(r, n), share(p, n)),
            ceaf: f(share(s, g), share(s, k)),
        }
    }
}

fn homes(groups: &Groups) -> HashMap<usize, usize> {
    groups.iter().enumerate().flat_map(|(i, g)| g.iter().map(move |m| (*m, i))).collect()
}

/// The largest sum of values of which no two share a row or a column (the Hungarian method with potentials).
#[allow(clippy::needless_range_loop, reason = "rows and columns by number, as the textbooks have it")]
fn best_assignment(values: &[Vec<f64>]) -> f64 {
    let columns = values.first().map_or(0, Vec::len);
    if columns < values.len() {
        let turned: Vec<Vec<f64>> = (0..columns).map(|j| values.iter().map(|row| row[j]).collect()).collect();
        return if turned.is_empty() { 0.0 } else { best_assignment(&turned) };
    }
    let rows = values.len();
    let (mut u, mut v) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let mut row_of = vec![0; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let (mut least, mut way) = (vec![f64::INFINITY; columns + 1], vec![0; columns + 1]);
        let mut used = vec![false; columns + 1];
        let mut at = 0;
        while row_of[at] != 0 {
            used[at] = true;
            let (current, mut delta, mut next) = (row_of[at], f64::INFINITY, 0);
            for j in (1..=columns).filter(|j| !used[*j]).collect::<Vec<_>>() {
                let cost = -values[current - 1][j - 1] - u[current] - v[j];
                if cost < least[j] {
                    (least[j], way[j]) = (cost, at);
                }
                if least[j] < delta {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=columns {
                if used[j] {
                    u[row_of[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[way[at]];
            at = way[at];
        }
    }
    (1..=columns).filter(|j| row_of[*j] != 0).map(|j| values[row_of[j] - 1][j - 1]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(gold: Groups, system: Groups) -> Figures {
        let mut sums = Sums::default();
        sums.add(&gold, &system);
        sums.figures()
    }

    #[test]
    fn what_is_right_is_right() {
        let gold = vec![vec![0, 1], vec![2]];
        let all = figures(gold.clone(), gold);
        assert_eq!((all.muc, all.b_cubed, all.ceaf, all.conll()), (1.0, 1.0, 1.0, 1.0));
    }

    #[test]
    fn the_example_of_the_measures_authors() {
        // Luo (2005), figure 1: {1-5}, {6, 7}, {8-C} against {1-5}, {6-C}.
        let gold = vec![vec![1, 2, 3, 4, 5], vec![6, 7], vec![8, 9, 10, 11, 12]];
        let system = vec![vec![1, 2, 3, 4, 5], vec![6, 7, 8, 9, 10, 11, 12]];
        let f = figures(gold, system);
        assert!(
            (f.muc - 0.947).abs() < 1e-3 && (f.b_cubed - 0.865).abs() < 1e-3 && (f.ceaf - 0.733).abs() < 1e-3,
            "{f:?}"
        );
    }

    #[test]
    fn the_best_assignment_is_found_where_the_greedy_one_is_not() {
        assert_eq!(best_assignment(&[vec![3.0, 2.0], vec![2.0, 0.0]]), 4.0);
        assert_eq!(best_assignment(&[vec![1.0], vec![5.0], vec![2.0]]), 5.0);
        assert_eq!(best_assignment(&[]), 0.0);
    }
}
