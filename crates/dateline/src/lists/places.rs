//! The places that claims tell of.

use super::some;
use crate::{cli::ListArgs, desk::Desk, error::Result, filter::Filter, listing::Listing, shapes::PlaceOfRow, words};

/// Places that claims tell of, with the names that reports give them and what else was read for them.
pub fn places(desk: &Desk, args: &ListArgs) -> Result<Listing> {
    let filter = Filter::new(args, desk)?;
    let mut list = Listing::new(&["key", "place", "claims", "written", "read as", "decisions"]);
    let (stories, decided) = (desk.stories_read(), desk.decisions_on_places());
    for mut place in desk.places() {
        place.claims.retain(|c| filter.claim(c) && args.at.is_none_or(|at| desk.day_of(c).is_none_or(|day| day <= at)));
        if place.claims.is_empty() {
            continue;
        }
        let on_it = decided.get(&place.key).map(Vec::as_slice).unwrap_or_default();
        let row = PlaceOfRow::new(&place, on_it, desk, &stories);
        let written: Vec<String> = row.names.iter().map(|n| format!("{} ({})", n.text, n.count)).collect();
        let read_as: Vec<String> = row.read_as.iter().map(|r| format!("{} {} ({})", r.key, r.name, r.count)).collect();
        let decisions: Vec<String> = row.decisions.iter().map(|d| d.number().to_string()).collect();
        let cells = vec![
            place.key.clone(),
            place.resolved.map_or_else(|| place.name.to_owned(), words::place),
            place.claims.len().to_string(),
            some(&written),
            some(&read_as),
            decisions.join(", "),
        ];
        list.push(&row, cells)?;
    }
    Ok(list)
}
