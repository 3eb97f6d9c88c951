//! Groups of like reports, a report at a time.
//!
//! A report joins the group that it is most like on average, and groups are joined that it ties together if they are
//! alike on average. So one report that is like two groups does not make them one. Only a few members of a group are
//! looked at, so that the cost does not grow with its size.

/// Of a group, so many of the first and of the latest members are compared.
const COMPARED: usize = 4;

/// The groups of reports `0..n`.
#[derive(Debug, Default)]
pub struct Groups {
    members: Vec<Vec<usize>>,
    home: Vec<usize>,
    /// Pairs for the sake of which groups were joined, with how alike they are.
    pub links: Vec<(usize, usize)>,
}

impl Groups {
    /// Takes in the next report. `candidates` are earlier reports that it may belong to; `like` tells how alike two
    /// reports are; on average they must be as alike as `least`.
    pub fn add(&mut self, candidates: impl Iterator<Item = usize>, like: impl Fn(usize, usize) -> f64, least: f64) {
        let report = self.home.len();
        let mut homes: Vec<usize> = candidates.filter_map(|c| self.home.get(c).copied()).collect();
        homes.sort_unstable();
        homes.dedup();
        self.home.push(report);
        self.members.push(vec![report]);
        let near = |homes: Vec<usize>, of: &Self| {
            homes.into_iter().map(|h| (of.alike(report, h, &like), h)).filter(|(mean, _)| *mean >= least).collect()
        };
        let mut near: Vec<(f64, usize)> = near(homes, self);
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut home = report;
        for (_, other) in near {
            if home == report || self.alike(home, other, &like) >= least {
                home = self.join(home, other, &like);
            }
        }
    }

    /// Every group with its members in order, the one with the earliest member first.
    pub fn groups(self) -> Vec<Vec<usize>> {
        self.members.into_iter().filter(|m| !m.is_empty()).collect()
    }

    fn sample(&self, group: usize) -> Vec<usize> {
        let members = self.members.get(group).map(Vec::as_slice).unwrap_or_default();
        let latest = members.len().saturating_sub(COMPARED).max(COMPARED.min(members.len()));
        members.iter().take(COMPARED).chain(members.iter().skip(latest)).copied().collect()
    }

    fn alike(&self, a: usize, b: usize, like: &impl Fn(usize, usize) -> f64) -> f64 {
        let (a, b) = (self.sample(a), self.sample(b));
        let sum: f64 = a.iter().flat_map(|&x| b.iter().map(move |&y| like(x, y))).sum();
        sum / (a.len() * b.len()).max(1) as f64
    }

    /// Puts two groups together under the number of the earlier one, which is that of its first member.
    fn join(&mut self, a: usize, b: usize, like: &impl Fn(usize, usize) -> f64) -> usize {
        let best =
            self.sample(a).into_iter().flat_map(|x| self.sample(b).into_iter().map(move |y| (x.min(y), x.max(y))));
        let best = best.max_by(|p, q| like(p.0, p.1).total_cmp(&like(q.0, q.1)).then(q.cmp(p)));
        self.links.extend(best);
        let (into, from) = (a.min(b), a.max(b));
        let moved = self.members.get_mut(from).map(std::mem::take).unwrap_or_default();
        for &report in &moved {
            if let Some(home) = self.home.get_mut(report) {
                *home = into;
            }
        }
        if let Some(members) = self.members.get_mut(into) {
            members.extend(moved);
            members.sort_unstable();
        }
        into
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(n: usize, like: impl Fn(usize, usize) -> f64 + Copy) -> Vec<Vec<usize>> {
        let mut groups = Groups::default();
        for report in 0..n {
            groups.add(0..report, like, 0.5);
        }
        groups.groups()
    }

    #[test]
    fn a_report_between_two_groups_does_not_make_them_one() {
        let side = |x: usize| x % 2;
        let like = |a: usize, b: usize| if a.max(b) == 6 { 0.6 } else { f64::from(u8::from(side(a) == side(b))) };
        assert_eq!(gathered(7, like), [vec![0, 2, 4, 6], vec![1, 3, 5]]);
    }

    #[test]
    fn parts_of_one_group_are_joined_when_they_meet() {
        // The first two have nothing in common; the third is like both, and so is the fourth.
        let like = |a: usize, b: usize| if (a.min(b), a.max(b)) == (0, 1) { 0.2 } else { 0.9 };
        assert_eq!(gathered(4, like), [vec![0, 1, 2, 3]]);
        assert_eq!(gathered(20, |_, _| 0.9).len(), 1);
        assert_eq!(gathered(3, |_, _| 0.1).len(), 3);
    }
}
