//! What binds the numbers of one slice: parts of its base, levels, classes, steps, days.

use super::known::{Found, Known, PARTS, Shape};
use super::rows::Row;
use super::system::{Slice, System, What};
use crate::fact::status::Statuses;

/// The level of those whose later situation is not known, and the margin of a transition.
const UNKNOWN: &str = "unknown";
const TOTAL: &str = "total";

/// Adds everything that is true within each slice.
pub fn within(known: &mut Known, statuses: &Statuses) {
    let Known { system, slices, .. } = known;
    for (slice, found) in slices {
        let Some(base) = system.find(slice, &What::Base) else { continue };
        if let Some(unknown) = system.find(slice, &What::Unknown) {
            let due = system.place(slice, What::Due, false);
            system.sum(due, &[base, unknown]);
        }
        let mut of = Of { system, slice, base, found };
        of.rests();
        of.levels();
        of.classes(statuses);
        of.changes();
        of.days();
        of.left();
        of.transitions(statuses);
    }
}

struct Of<'a> {
    system: &'a mut System,
    slice: &'a Slice,
    base: usize,
    found: &'a Found,
}

impl Of<'_> {
    fn find(&self, what: &What) -> Option<usize> {
        self.system.find(self.slice, what)
    }

    fn yes(&self, level: &str) -> Option<usize> {
        self.find(&What::Yes(level.to_owned()))
    }

    fn sensitive(&self, place: usize) -> bool {
        self.system.sensitive.get(place).copied().unwrap_or(true)
    }

    /// Each part of the base and the rest of it.
    fn rests(&mut self) {
        let changes = PARTS.map(str::to_owned);
        let mut pairs: Vec<(What, What)> = Vec::new();
        for level in self.found.levels.iter().chain(&changes) {
            pairs.push((What::Yes(level.clone()), What::Rest(level.clone())));
        }
        for class in &self.found.classes {
            pairs.push((What::Class(class.clone()), What::OutsideClass(class.clone())));
        }
        for (part, rest) in pairs {
            let Some(part) = self.find(&part) else { continue };
            let sensitive = self.sensitive(part);
            let rest = self.system.place(self.slice, rest, sensitive);
            self.system.sum(self.base, &[part, rest]);
        }
    }

    fn levels(&mut self) {
        let parts: Vec<usize> = self.found.levels.iter().filter_map(|level| self.yes(level)).collect();
        match self.found.shape {
            Shape::Spread if parts.len() == self.found.levels.len() => self.system.sum(self.base, &parts),
            Shape::Path => {
                let levels = self.found.levels.clone();
                for (i, before) in levels.iter().enumerate() {
                    for later in &levels[i + 1..] {
                        let (Some(whole), Some(part)) = (self.yes(before), self.yes(later)) else { continue };
                        let fell = What::Fell(before.clone(), later.clone());
                        let fell = self.system.place(self.slice, fell, true);
                        self.system.sum(whole, &[part, fell]);
                    }
                }
            }
            _ => {}
        }
    }

    /// Classes add up to the base, and the statuses of a class to it.
    fn classes(&mut self, statuses: &Statuses) {
        let class = |class: &String| What::Class(class.clone());
        let parts: Vec<usize> = self.found.classes.iter().filter_map(|id| self.find(&class(id))).collect();
        if parts.is_empty() {
            return;
        }
        self.system.sum(self.base, &parts);
        for id in &self.found.classes {
            let of_class = |level: &&String| statuses.get(level).is_some_and(|status| status.class.id() == id);
            let levels: Vec<usize> =
                self.found.levels.iter().filter(of_class).filter_map(|level| self.yes(level)).collect();
            if let Some(total) = self.find(&class(id)) {
                self.system.sum(total, &levels);
            }
        }
    }

    fn changes(&mut self) {
        let ways = ["improved", "unchanged", "worsened"].map(|way| self.yes(way));
        if let [Some(up), Some(same), Some(down)] = ways {
            self.system.sum(self.base, &[up, same, down]);
        }
    }

    /// Events only add up; those who are followed only become fewer, unless some came under observation later.
    fn days(&mut self) {
        let days: Vec<u32> = self.found.days.iter().copied().collect();
        let names: Vec<String> = self.found.events.iter().cloned().collect();
        let mut before: Option<(u32, Vec<usize>, usize, Option<usize>)> = None;
        for day in days {
            let events: Option<Vec<usize>> =
                names.iter().map(|name| self.find(&What::Events(name.clone(), day))).collect();
            let (Some(events), Some(at_risk)) = (events, self.find(&What::AtRisk(day))) else { continue };
            let all: Vec<usize> = events.iter().copied().chain([at_risk]).collect();
            self.system.at_most(self.base, &[at_risk]);
            for event in &events {
                self.system.at_most(self.base, &[*event]);
            }
            // Where days were gathered into steps nobody leaves on a day that is told. Who is not there is gone, or not
            // observed yet.
            let gone = self.found.steps.then(|| {
                let gone = self.system.place(self.slice, What::Gone(day), true);
                let parts: Vec<usize> = all.iter().copied().chain([gone]).collect();
                self.system.sum(self.base, &parts);
                gone
            });
            if let Some((since, events_before, at_risk_before, gone_before)) = before {
                let step = |what| What::Step(what, since, day);
                for ((name, event), event_before) in names.iter().zip(&events).zip(events_before) {
                    let happened = self.system.place(self.slice, What::Happened(name.clone(), since, day), false);
                    self.system.sum(*event, &[event_before, happened]);
                }
                if let (false, Some(gone), Some(gone_before)) = (self.found.late, gone, gone_before) {
                    let lost = self.system.place(self.slice, step("lost"), false);
                    self.system.sum(gone, &[gone_before, lost]);
                }
                if !self.found.late {
                    self.system.at_most(at_risk_before, &[at_risk]);
                }
            }
            before = Some((day, events, at_risk, gone));
        }
    }

    /// Everybody who left is somewhere.
    fn left(&mut self) {
        let place = |level: &str| self.find(&What::Where(level.to_owned()));
        let levels = ["known", "not_reached", "declined", "not_due"].map(place);
        let (reached, moved) = (place("reached"), place("moved"));
        let (Some(all), Some(yes)) = (self.find(&What::All), self.yes("")) else { return };
        let [Some(known), Some(not_reached), Some(declined), Some(not_due)] = levels else { return };
        self.system.same(known, yes);
        self.system.sum(all, &[self.base, not_due]);
        self.system.sum(all, &[known, not_reached, declined, not_due]);
        if let Some(reached) = reached {
            self.system.sum(reached, &[known, declined]);
        }
        if let Some(moved) = moved {
            self.system.at_most(not_reached, &[moved]);
        }
    }

    fn transitions(&mut self, statuses: &Statuses) {
        let pair = |from: &str, to: &str| What::Pair(format!("{from}>{to}"));
        let class_pair = |from: &str, to: &str| What::ClassPair(format!("{from}>{to}"));
        let levels = &self.found.levels;
        let classes = &self.found.classes;
        let Some(grand) = self.find(&class_pair(TOTAL, TOTAL)) else { return };
        let of_class = |class: &str| -> Vec<&str> {
            let inside = |level: &&String| statuses.get(level).is_some_and(|status| status.class.id() == class);
            levels.iter().filter(inside).map(String::as_str).collect()
        };
        let mut columns: Vec<(&str, Vec<&str>)> = classes.iter().map(|id| (id.as_str(), of_class(id))).collect();
        let rows = columns.clone();
        columns.push((UNKNOWN, vec![UNKNOWN]));
        let mut sums: Vec<(What, Vec<What>)> = Vec::new();
        for (from, from_levels) in &rows {
            for (to, to_levels) in &columns {
                let parts = from_levels.iter().flat_map(|a| to_levels.iter().map(|b| pair(a, b))).collect();
                sums.push((class_pair(from, to), parts));
            }
            sums.push((class_pair(from, TOTAL), columns.iter().map(|(to, _)| class_pair(from, to)).collect()));
        }
        for (to, _) in &columns {
            sums.push((class_pair(TOTAL, to), rows.iter().map(|(from, _)| class_pair(from, to)).collect()));
        }
        sums.push((class_pair(TOTAL, TOTAL), rows.iter().map(|(from, _)| class_pair(from, TOTAL)).collect()));
        sums.push((class_pair(TOTAL, TOTAL), columns.iter().map(|(to, _)| class_pair(TOTAL, to)).collect()));
        for (total, parts) in sums {
            let places: Vec<usize> = parts.iter().filter_map(|part| self.find(part)).collect();
            // Where single statuses are not told there is nothing to add up.
            let all = !parts.is_empty() && places.len() == parts.len();
            if let Some(total) = self.find(&total).filter(|_| all) {
                self.system.sum(total, &places);
            }
        }
        // Known at both ends, or at the earlier one only.
        if let (Some(lost), Some(unknown)) = (self.find(&class_pair(TOTAL, UNKNOWN)), self.find(&What::Unknown)) {
            self.system.sum(grand, &[self.base, lost]);
            self.system.at_most(unknown, &[lost]);
        }
    }
}

/// What the numbers beside the counts give away: a share with all its digits, and the difference of two counts.
pub fn given_away(known: &mut Known, rows: &[Row]) {
    for row in rows {
        let Some(value) = row.value else { continue };
        let slice = super::known::slice(row);
        let Known { system, .. } = known;
        if row.statistic == "difference" {
            let of = |group: &str| {
                let slice = Slice { group: group.to_owned(), ..slice.clone() };
                system.find(&slice, &What::People)
            };
            let years = slice.group.split_once('-').and_then(|(later, earlier)| Some((of(later)?, of(earlier)?)));
            if let Some((later, earlier)) = years.filter(|_| row.level == "count" && value.fract() == 0.0) {
                system.differ_by(later, earlier, value as i64);
            }
            continue;
        }
        let part = match row.statistic.as_str() {
            "share" | "share_of_previous" => What::Yes(row.level.clone()),
            "class_share" => What::Class(row.level.clone()),
            way if PARTS.contains(&way) => What::Yes(way.to_owned()),
            "share_floor" if row.among_unknown == Some(0) => What::Yes(row.level.clone()),
            "class_share_floor" if row.among_unknown == Some(0) => What::Class(row.level.clone()),
            "count" | "class_count" => {
                let what = match row.statistic.as_str() {
                    "class_count" => What::ClassPair(row.level.clone()),
                    _ if row.level.is_empty() => What::People,
                    _ if row.level.contains('>') => What::Pair(row.level.clone()),
                    _ => What::Where(row.level.clone()),
                };
                let place = system.find(&slice, &what);
                if let Some(place) = place.filter(|_| value >= 0.0 && value.fract() == 0.0) {
                    system.print(place, value as u64);
                }
                continue;
            }
            _ => continue,
        };
        let whole = match row.statistic.as_str() {
            "share_floor" | "class_share_floor" => What::Due,
            // The base of this is another step.
            "share_of_previous" => continue,
            _ => What::Base,
        };
        let (Some(part), Some(whole)) = (system.find(&slice, &part), system.find(&slice, &whole)) else { continue };
        if let Some((up, down)) = fraction(value).filter(|_| !(system.printed[part] && system.printed[whole])) {
            system.ratio((part, down), &[(whole, up)]);
        }
    }
}

/// The greatest denominator a fraction is looked for with.
const DENOMINATOR: i64 = 1_000_000;

/// The fraction a share in full precision was made from, in its lowest terms.
fn fraction(value: f64) -> Option<(i64, i64)> {
    if !(0.0..=1.0).contains(&value) {
        return None;
    }
    let (mut before, mut now) = ((1i64, 0i64), (value.floor() as i64, 1i64));
    let mut rest = value - value.floor();
    loop {
        if (now.0 as f64 / now.1 as f64 - value).abs() <= 1e-15 {
            return Some(now);
        }
        if rest < 1e-12 {
            return None;
        }
        let next = 1.0 / rest;
        let whole = next.floor() as i64;
        rest = next - next.floor();
        let after = (whole.checked_mul(now.0)? + before.0, whole.checked_mul(now.1)? + before.1);
        if after.1 > DENOMINATOR {
            return None;
        }
        (before, now) = (now, after);
    }
}

#[cfg(test)]
mod tests {
    use super::fraction;

    #[test]
    fn a_share_tells_its_fraction() {
        for (up, down) in [(0, 1), (1, 1), (3, 7), (99, 282), (136, 570), (12_345, 54_321)] {
            let found = fraction(f64::from(up) / f64::from(down)).unwrap();
            assert_eq!(found.0 * i64::from(down), found.1 * i64::from(up), "{up}/{down}");
        }
        assert_eq!(fraction(0.123_456_789_012_3), None);
        assert_eq!(fraction(-0.5), None);
    }
}
