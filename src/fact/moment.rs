//! When a fact holds, and days as numbers.

use jiff::{Span, civil::Date};
use std::fmt;

/// When a fact holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Entry into the service.
    Start,
    /// Leaving it.
    Exit,
    /// So many months after leaving.
    Months(u8),
}

impl Moment {
    /// Reads `start`, `exit`, `6m`.
    #[must_use]
    pub fn parse(id: &str) -> Option<Moment> {
        match id {
            "start" => Some(Moment::Start),
            "exit" => Some(Moment::Exit),
            _ => {
                let digits = id.strip_suffix('m')?;
                let plain =
                    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
                plain.then(|| digits.parse().ok()).flatten().map(Moment::Months)
            }
        }
    }
    /// Months after leaving; none at entry.
    #[must_use]
    pub fn months_after_exit(self) -> Option<u8> {
        match self {
            Moment::Start => None,
            Moment::Exit => Some(0),
            Moment::Months(n) => Some(n),
        }
    }

    /// The last exit day whose moment, so many months later, has come by `until`.
    #[must_use]
    pub fn last_due_exit(until: Date, months: u8) -> Option<Date> {
        let come = |exit: Date| exit.checked_add(Span::new().months(i64::from(months))).is_ok_and(|due| due <= until);
        // Adding months never turns the order of days round, so the days that are due end somewhere near here.
        let mut last = until.checked_sub(Span::new().months(i64::from(months))).ok()?;
        while let Ok(next) = last.tomorrow() {
            if !come(next) {
                break;
            }
            last = next;
        }
        Some(last)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Start => f.write_str("start"),
            Moment::Exit => f.write_str("exit"),
            Moment::Months(n) => write!(f, "{n}m"),
        }
    }
}

/// Days since 1 January 1970, the form in which frames hold a day.
#[must_use]
pub fn day_number(day: Date) -> i32 {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    day.duration_since(EPOCH).as_hours().div_euclid(24) as i32
}

/// The day with this number; none outside the calendar.
#[must_use]
pub fn day_of(number: i32) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn moments_read_back() {
        for id in ["start", "exit", "3m", "6m", "12m", "24m", "255m"] {
            assert_eq!(Moment::parse(id).map(|m| m.to_string()).as_deref(), Some(id));
        }
        for id in ["", "m", "06m", "256m", "-3m", "3", "Exit"] {
            assert_eq!(Moment::parse(id), None, "{id}");
        }
    }

    proptest! {
        #[test]
        fn the_last_due_exit_is_the_last(day in 0i32..20_000, months in 0u8..40) {
            let until = day_of(day).unwrap();
            let last = Moment::last_due_exit(until, months).unwrap();
            let due = |exit: Date| exit.checked_add(Span::new().months(i64::from(months))).unwrap() <= until;
            prop_assert!(due(last));
            prop_assert!(!due(last.tomorrow().unwrap()));
        }
    }

    #[test]
    fn a_month_may_end_early() {
        use jiff::civil::date;
        assert_eq!(Moment::last_due_exit(date(2024, 2, 29), 6), Some(date(2023, 8, 31)));
        assert_eq!(Moment::last_due_exit(date(2024, 2, 28), 6), Some(date(2023, 8, 28)));
    }
}
