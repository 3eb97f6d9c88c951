//! Who held which town when, against a list that tells it in short notes of its own.

use super::{Figure, write};
use crate::step::{capture, cargo};
use serde_json::Value;
use std::path::Path;

/// Status and day of change of the rows that tell something, each by its own notes alone.
///
/// Many notes of such a list are older or newer than its column of statuses, so that no reader can be right on all rows.
/// So three shares are given: of all rows with notes; of those whose notes name the day from which the list says that
/// its status is so; and of these, those whose last note tells who took the town. The error of the day is taken from the
/// rows of the last sort whose status is right: days between the last change that we date and the list's day.
pub fn figures(list: &str, data: &Path, work: &Path) -> Result<Vec<Figure>, String> {
    let tried = [data.join("control"), data.join("data/control")].map(|dir| dir.join(format!("{list}.csv")));
    let file = tried
        .iter()
        .find(|path| path.is_file())
        .ok_or_else(|| format!("no control/{list}.csv in {}", data.display()))?;
    let mut example = cargo();
    example.args(["run", "--release", "--quiet", "--package", "dateline", "--example", "control_list", "--"]);
    let lines = capture(example.arg(file))?;
    write(&work.join("rows.jsonl"), &lines)?;
    let rows: Vec<Value> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let dated: Vec<&Value> = rows.iter().filter(|row| row["dated"] == true).collect();
    let taken: Vec<&Value> = dated.iter().copied().filter(|row| row["taken"] == true).collect();
    println!("{} rows with notes, {} that name the day, {} of a change of hands", rows.len(), dated.len(), taken.len());
    let mut errors: Vec<f64> = taken.iter().filter(|row| right(row)).filter_map(|row| days_apart(row)).collect();
    errors.sort_by(f64::total_cmp);
    let median = errors.get(errors.len() / 2).copied().unwrap_or(f64::INFINITY);
    let exact = errors.iter().filter(|d| **d == 0.0).count() as f64 / errors.len().max(1) as f64;
    let figure = |name, value, more_is_better| Figure { name, value, more_is_better };
    Ok(vec![
        figure("status, all rows", share(&rows.iter().collect::<Vec<_>>()), true),
        figure("status, day named", share(&dated), true),
        figure("status, change of hands", share(&taken), true),
        figure("day of change exact", exact, true),
        figure("day error, median", median, false),
    ])
}

fn right(row: &Value) -> bool {
    row["gold"] == row["status"]
}

fn share(rows: &[&Value]) -> f64 {
    rows.iter().filter(|row| right(row)).count() as f64 / rows.len().max(1) as f64
}

fn days_apart(row: &Value) -> Option<f64> {
    let day = |name: &str| days_of(row[name].as_str()?);
    Some((day("day")? - day("gold_day")?).abs() as f64)
}

/// The number of a day, by the calendar's rule for days of 400 years.
fn days_of(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(|p| p.parse::<i64>());
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    // Years begin in March, so that the leap day is their last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day)
}

#[cfg(test)]
mod tests {
    use super::days_of;

    #[test]
    fn days_are_counted_over_leap_years() {
        let apart = |a: &str, b: &str| days_of(b).unwrap() - days_of(a).unwrap();
        assert_eq!(apart("2024-02-28", "2024-03-01"), 2);
        assert_eq!(apart("2023-02-28", "2023-03-01"), 1);
        assert_eq!(apart("2014-04-30", "2024-04-30"), 3653);
    }
}
