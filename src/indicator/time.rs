//! The time from one day to another: what is measured, and the days its curve is told at.

/// The time from a day to an event, of those to whom it happens and of those to whom it has not happened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeTo {
    /// The fact time runs from.
    pub origin: String,
    /// The fact it runs to.
    pub event: String,
    /// Facts that rule the event out when they come first; where several come on one day the event counts, then the
    /// first of these.
    pub competing: Vec<String>,
    /// The fact from which on somebody is observed, where that is later than the origin.
    pub observed_from: Option<String>,
    /// Days after the origin by which shares are told, from the earliest; never empty.
    pub horizons: Vec<u32>,
}

/// Horizons where an entry names none: a quarter, half a year, a year, two years.
pub const HORIZONS: [u32; 4] = [90, 180, 365, 730];
/// Further than any follow-up goes: a hundred years.
const LONGEST: u32 = 36_500;
/// Days of a year of a curve, and of each of its months but the last, which takes the rest.
const YEAR: u32 = 365;
const MONTH: u32 = 30;
const MONTHS: u32 = 12;

impl TimeTo {
    /// Every fact it reads.
    pub fn facts(&self) -> impl Iterator<Item = &String> {
        [&self.origin, &self.event].into_iter().chain(&self.competing).chain(&self.observed_from)
    }

    /// The days a curve is told at: the ends of months up to the last horizon, and the horizons.
    #[must_use]
    pub fn days(&self) -> Vec<u32> {
        let last = self.horizons.last().copied().unwrap_or(0);
        let ends = (1..).map(month_end).take_while(|day| *day <= last);
        let mut days: Vec<u32> = ends.chain(self.horizons.iter().copied()).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// A day as results write it: `90d`.
    #[must_use]
    pub fn moment(day: u32) -> String {
        format!("{day}d")
    }

    /// The day of a moment; none where it is no moment of a time.
    #[must_use]
    pub fn day(moment: &str) -> Option<u32> {
        let digits = moment.strip_suffix('d')?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        plain.then(|| digits.parse().ok()).flatten().filter(|day| (1..=LONGEST).contains(day))
    }

    /// How many months a day is from the origin; ends of months are whole.
    #[must_use]
    pub fn month(day: u32) -> f64 {
        let (years, rest) = (day / YEAR, day % YEAR);
        let begun = (rest / MONTH).min(MONTHS - 1);
        let length = if begun == MONTHS - 1 { YEAR - MONTH * begun } else { MONTH };
        f64::from(years * MONTHS + begun) + f64::from(rest - MONTH * begun) / f64::from(length)
    }
}

/// The day a month ends.
fn month_end(month: u32) -> u32 {
    month / MONTHS * YEAR + month % MONTHS * MONTH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_months_are_a_year_and_every_usual_horizon_ends_one() {
        let time = |horizons: &[u32]| TimeTo {
            origin: "start".to_owned(),
            event: "first_job".to_owned(),
            competing: Vec::new(),
            observed_from: None,
            horizons: horizons.to_vec(),
        };
        let days = time(&HORIZONS).days();
        assert_eq!(days.len(), 24);
        assert_eq!(days[10..13], [330, 365, 395]);
        assert!(HORIZONS.iter().all(|day| days.contains(day)));
        let months: Vec<f64> = days.iter().map(|day| TimeTo::month(*day)).collect();
        assert_eq!(months, (1..=24).map(f64::from).collect::<Vec<_>>());
        assert_eq!(time(&[100]).days(), [30, 60, 90, 100]);
        assert!((3.0..4.0).contains(&TimeTo::month(100)) && (11.0..12.0).contains(&TimeTo::month(364)));
    }
}
