//! When a fact holds, and days as numbers.

use jiff::{Span, civil::Date};
use std::fmt;

/// When a fact holds; in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// So many months before entry.
    Before(u8),
    /// Entry into the service.
    Start,
    /// Leaving it.
    Exit,
    /// So many months after leaving.
    Months(u8),
}

impl Moment {
    /// Reads `pre6m`, `start`, `exit`, `6m`.
    #[must_use]
    pub fn parse(id: &str) -> Option<Moment> {
        let months = |text: &str| {
            let digits = text.strip_suffix('m')?;
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
            plain.then(|| digits.parse().ok()).flatten()
        };
        match id {
            "start" => Some(Moment::Start),
            "exit" => Some(Moment::Exit),
            _ => match id.strip_prefix(BEFORE) {
                Some(rest) => months(rest).map(Moment::Before),
                None => months(id).map(Moment::Months),
            },
        }
    }

    /// Whether it has come when somebody enters.
    #[must_use]
    pub fn at_entry(self) -> bool {
        self <= Moment::Start
    }

    /// The moments from one to another, a month between each, both included: on one side of the participation, months
    /// before entry up to it or from leaving on. None where they are no such span, or longer than ten years.
    #[must_use]
    pub fn months_from(self, to: Moment) -> Option<Vec<Moment>> {
        let place = |moment: Moment| match moment {
            Moment::Before(n) => (true, -i16::from(n)),
            Moment::Start => (true, 0),
            Moment::Exit => (false, 0),
            Moment::Months(n) => (false, i16::from(n)),
        };
        let ((before, first), (same, last)) = (place(self), place(to));
        let length = last.checked_sub(first)?;
        let moment = |months: i16| match (before, u8::try_from(months.unsigned_abs()).ok()?) {
            (true, 0) => Some(Moment::Start),
            (false, 0) => Some(Moment::Exit),
            (true, months) => Some(Moment::Before(months)),
            (false, months) => Some(Moment::Months(months)),
        };
        (before == same && (1..=120).contains(&length)).then(|| (first..=last).map(moment).collect()).flatten()
    }

    /// Months after leaving; none up to entry.
    #[must_use]
    pub fn months_after_exit(self) -> Option<u8> {
        match self {
            Moment::Before(_) | Moment::Start => None,
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

/// How moments before entry begin.
const BEFORE: &str = "pre";

impl Ord for Moment {
    fn cmp(&self, other: &Moment) -> std::cmp::Ordering {
        let place = |moment: &Moment| match *moment {
            Moment::Before(n) => -i16::from(n),
            Moment::Start => 0,
            Moment::Exit => 1,
            Moment::Months(n) => 1 + i16::from(n),
        };
        // A follow-up after no months is no moment; it must not be the same as leaving.
        let kind = |moment: &Moment| matches!(moment, Moment::Months(_) | Moment::Start);
        place(self).cmp(&place(other)).then(kind(self).cmp(&kind(other)))
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Moment) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Before(n) => write!(f, "{BEFORE}{n}m"),
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
        for id in ["pre12m", "pre1m", "start", "exit", "3m", "6m", "12m", "24m", "255m"] {
            assert_eq!(Moment::parse(id).map(|m| m.to_string()).as_deref(), Some(id));
        }
        for id in ["", "m", "06m", "256m", "-3m", "3", "Exit", "pre", "prem", "pre0m", "pre06m", "pre256m"] {
            assert_eq!(Moment::parse(id), None, "{id}");
        }
    }

    #[test]
    fn moments_are_in_the_order_of_time_and_a_span_has_all_its_months() {
        let order = ["pre12m", "pre6m", "start", "exit", "1m", "24m"].map(|id| Moment::parse(id).unwrap());
        assert!(order.is_sorted() && order.iter().filter(|moment| moment.at_entry()).count() == 3);
        let span = |from: &str, to: &str| {
            let moments = Moment::parse(from)?.months_from(Moment::parse(to)?)?;
            Some(moments.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(span("exit", "3m").as_deref(), Some("exit 1m 2m 3m"));
        assert_eq!(span("pre2m", "start").as_deref(), Some("pre2m pre1m start"));
        assert_eq!(span("6m", "8m").as_deref(), Some("6m 7m 8m"));
        for (from, to) in [("start", "exit"), ("pre6m", "6m"), ("exit", "exit"), ("3m", "exit"), ("exit", "200m")] {
            assert_eq!(span(from, to), None, "{from} {to}");
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
