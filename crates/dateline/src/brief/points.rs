//! What a brief may say, and which of it goes into one of limited length.

use super::Sentence;

/// What a point is about; in the order in which the parts take turns where there is not room for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Places that changed hands.
    Changes,
    /// Claims that cannot both hold.
    Disputes,
    /// Disputes that have ended.
    Endings,
    /// Numbers.
    Figures,
    /// What happened.
    Events,
    /// Who fled, was brought out, was sent.
    Movements,
    /// Crossings, roads, airports.
    Access,
    /// What governments tell their people.
    Advisories,
    /// Who backs and accuses whom.
    Relations,
    /// What somebody could not verify.
    Unverified,
    /// Claims that do not fit together.
    Tensions,
    /// Who holds what.
    Control,
}

impl Part {
    /// All parts, in the order of their turns.
    const ALL: [Part; 12] = [
        Part::Changes,
        Part::Disputes,
        Part::Endings,
        Part::Figures,
        Part::Events,
        Part::Movements,
        Part::Access,
        Part::Advisories,
        Part::Relations,
        Part::Unverified,
        Part::Tensions,
        Part::Control,
    ];

    /// The sections of a brief in their order, by the names of their titles.
    pub const TITLES: [&str; 10] = [
        "changes",
        "disputes",
        "tensions",
        "figures",
        "movements",
        "control",
        "access",
        "advisories",
        "relations",
        "unverified",
    ];

    /// The section that it stands in.
    pub fn title(self) -> &'static str {
        match self {
            Part::Changes | Part::Events | Part::Endings => "changes",
            Part::Disputes => "disputes",
            Part::Tensions => "tensions",
            Part::Figures => "figures",
            Part::Movements => "movements",
            Part::Advisories => "advisories",
            Part::Relations => "relations",
            Part::Control => "control",
            Part::Access => "access",
            Part::Unverified => "unverified",
        }
    }
}

/// Sentences that stand or fall together.
#[derive(Debug, Clone)]
pub struct Point<'a> {
    /// What it is about.
    pub part: Part,
    /// The heading that it stands under: by what headings are ordered, and its words.
    pub heading: Option<(String, String)>,
    /// One at least.
    pub sentences: Vec<Sentence<'a>>,
    /// The heavier ones of a part come first where there is not room for all.
    pub weight: f64,
    /// Whether it stands in one paragraph with the point before it.
    pub runs_on: bool,
}

/// The points that fit into so many sentences, in the order in which they are written. The parts take turns with their
/// heaviest point each; one that does not fit gives way to the next.
pub fn choose(points: Vec<Point<'_>>, most: usize) -> Vec<Point<'_>> {
    let mut queues: Vec<Vec<usize>> = Part::ALL
        .iter()
        .map(|part| {
            let mut queue: Vec<usize> = (0..points.len()).filter(|i| points[*i].part == *part).collect();
            queue.sort_by(|a, b| points[*b].weight.total_cmp(&points[*a].weight));
            queue.reverse();
            queue
        })
        .collect();
    let mut room = most;
    let mut chosen = vec![false; points.len()];
    while queues.iter().any(|q| !q.is_empty()) {
        for next in queues.iter_mut().filter_map(Vec::pop) {
            if points[next].sentences.len() <= room {
                room -= points[next].sentences.len();
                chosen[next] = true;
            }
        }
    }
    let mut kept: Vec<Point<'_>> = points.into_iter().zip(chosen).filter(|(_, kept)| *kept).map(|(p, _)| p).collect();
    // Headings come together, each once.
    kept.sort_by(|a, b| (a.part.title(), &a.heading).cmp(&(b.part.title(), &b.heading)));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_take_turns_and_a_point_that_does_not_fit_gives_way() {
        let sentence = || Sentence { text: String::new(), claims: Vec::new() };
        let point = |part, weight, sentences: usize| Point {
            part,
            heading: None,
            sentences: (0..sentences).map(|_| sentence()).collect(),
            weight,
            runs_on: false,
        };
        let all = vec![
            point(Part::Changes, 1.0, 1),
            point(Part::Changes, 3.0, 1),
            point(Part::Disputes, 2.0, 3),
            point(Part::Figures, 1.0, 1),
        ];
        let chosen = |most| choose(all.clone(), most).iter().map(|p| (p.part, p.weight)).collect::<Vec<_>>();
        assert_eq!(chosen(1), [(Part::Changes, 3.0)]);
        assert_eq!(chosen(2), [(Part::Changes, 3.0), (Part::Figures, 1.0)]);
        assert_eq!(chosen(6).len(), 4);
    }
}
