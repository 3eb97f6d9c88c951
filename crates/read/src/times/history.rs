//! The years of dates that name none, in a text that tells of a time of its own.

/// What a date names of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// The year, where it is said.
    pub year: Option<i16>,
    /// The month, 1 to 12; for a season its first.
    pub month: Option<i8>,
    /// The number of the paragraph that it stands in.
    pub paragraph: u32,
}

/// A year that a date may mean.
#[derive(Debug, Clone, Copy)]
struct Choice {
    year: i16,
    /// The least cost of a run of dates up to here.
    cost: f32,
    /// The place of the date before among its own years, in that run.
    from: usize,
}

/// So many dates with a year on either side are asked for theirs.
const NEAR: usize = 8;
/// No leap forward costs more, and one of so many months half of it: one long leap, where the text turns to something
/// else, is likelier than two short ones.
const LEAP: f32 = 4.0;
const HALF: f32 = 6.0;
/// What a step back costs beside the leap.
const BACK: f32 = 1.0;
/// What it costs to leave the year that the paragraph named by itself last; a quarter of it in the paragraph after, which may
/// stand under a heading.
const OTHER_YEAR: f32 = 2.0;

/// For each date with a month the year that makes the whole run smoothest: a history goes forward in small steps, and the
/// dates with a year hold it in place from before and behind. `None` for what has no month, and for all where no year is
/// named. The time is linear in the number of dates.
pub(super) fn years(dates: &[Option<Named>]) -> Vec<Option<i16>> {
    let mut out = vec![None; dates.len()];
    let known: Vec<(usize, i16)> = dates.iter().enumerate().filter_map(|(i, d)| Some((i, d.as_ref()?.year?))).collect();
    // For each date with a month: its number, and the years that it may mean.
    let mut path: Vec<(usize, Vec<Choice>)> = Vec::new();
    // The year that was named by itself last, and its paragraph.
    let mut bare: Option<(u32, i16)> = None;
    let mut before: Option<i8> = None;
    for (i, date) in dates.iter().enumerate() {
        let Some(date) = date else { continue };
        let Some(month) = date.month else {
            bare = date.year.map(|y| (date.paragraph, y));
            continue;
        };
        let told = bare.filter(|_| date.year.is_none()).and_then(|(p, year)| match date.paragraph - p {
            0 => Some((year, OTHER_YEAR)),
            1 => Some((year, OTHER_YEAR / 4.0)),
            _ => None,
        });
        let options = match date.year {
            Some(year) => {
                bare = None;
                vec![year]
            }
            None => {
                let at = known.partition_point(|(k, _)| *k < i);
                let near = &known[at.saturating_sub(NEAR)..known.len().min(at + NEAR)];
                let mut options: Vec<i16> = near.iter().flat_map(|(_, y)| [*y, y + 1, y - 1]).collect();
                options.sort_unstable();
                options.dedup();
                options
            }
        };
        let column = options.iter().map(|year| {
            let own = told.filter(|(t, _)| t != year).map_or(0.0, |(_, cost)| cost);
            let earlier = path.last().zip(before).and_then(|((_, column), m)| {
                let costs = column.iter().enumerate().map(|(k, c)| (k, c.cost + step((c.year, m), (*year, month))));
                costs.min_by(|a, b| a.1.total_cmp(&b.1))
            });
            let (from, cost) = earlier.unwrap_or((0, 0.0));
            Choice { year: *year, cost: cost + own, from }
        });
        let column = column.collect();
        path.push((i, column));
        before = Some(month);
    }
    let mut at = path.last().and_then(|(_, column)| {
        let costs = column.iter().enumerate();
        costs.min_by(|a, b| a.1.cost.total_cmp(&b.1.cost)).map(|(k, _)| k)
    });
    for (i, column) in path.iter().rev() {
        let Some(choice) = at.and_then(|k| column.get(k)) else { break };
        out[*i] = Some(choice.year);
        at = Some(choice.from);
    }
    out
}

/// What it costs to go from one month to another.
fn step((from, m): (i16, i8), (to, n): (i16, i8)) -> f32 {
    let months = f32::from(to - from) * 12.0 + f32::from(n - m);
    let leap = LEAP * months.abs() / (months.abs() + HALF);
    if months < 0.0 { leap + BACK } else { leap }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(dates: &[(Option<i16>, Option<i8>)]) -> Vec<Option<i16>> {
        let named =
            |(year, month): &(Option<i16>, Option<i8>)| Some(Named { year: *year, month: *month, paragraph: 0 });
        years(&dates.iter().map(named).collect::<Vec<_>>())
    }

    #[test]
    fn the_year_turns_where_the_months_begin_anew() {
        let told = of(&[(Some(1941), Some(11)), (None, Some(12)), (None, Some(1)), (None, Some(3))]);
        assert_eq!(told, [Some(1941), Some(1941), Some(1942), Some(1942)]);
    }

    #[test]
    fn what_follows_holds_a_date_in_place() {
        let told = of(&[(Some(1916), Some(9)), (None, Some(3)), (None, Some(7)), (Some(1918), Some(8))]);
        assert_eq!(told, [Some(1916), Some(1918), Some(1918), Some(1918)]);
    }

    #[test]
    fn a_year_by_itself_counts_for_its_paragraph() {
        assert_eq!(of(&[(Some(1916), Some(3)), (Some(1917), None), (None, Some(6))])[2], Some(1917));
    }

    #[test]
    fn no_year_is_made_up() {
        assert_eq!(of(&[(None, Some(3)), (None, None)]), [None, None]);
    }
}
