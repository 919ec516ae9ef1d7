//! What the calendar says of a day, asked once for each day there is: a file has many rows and few days.

use crate::fact::day_of;
use jiff::civil::Date;

/// Answers for every day between the first and the last of a column.
pub(super) struct Calendar<T> {
    first: i32,
    answers: Vec<Option<T>>,
}

impl<T: Copy> Calendar<T> {
    /// Asks of the days of a column, which lie within some centuries.
    pub(super) fn of(days: &[Option<i32>], ask: impl Fn(Date) -> Option<T>) -> Calendar<T> {
        let known = || days.iter().flatten().copied();
        let (first, last) = (known().min().unwrap_or(0), known().max().unwrap_or(-1));
        Calendar { first, answers: (first..=last).map(|day| day_of(day).and_then(&ask)).collect() }
    }

    /// The answer for one of the days.
    pub(super) fn at(&self, day: i32) -> Option<T> {
        let place = usize::try_from(day.checked_sub(self.first)?).ok()?;
        self.answers.get(place).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::Calendar;
    use crate::fact::day_number;
    use jiff::civil::date;

    #[test]
    fn only_the_days_of_the_column_have_an_answer() {
        let day = |y, m, d| day_number(date(y, m, d));
        let column = [None, Some(day(2024, 12, 31)), Some(day(2023, 1, 1)), None];
        let years = Calendar::of(&column, |day| Some(day.year()));
        let asked = [(2023, 1, 1), (2024, 2, 29), (2024, 12, 31), (2022, 12, 31), (2025, 1, 1)];
        let answers = asked.map(|(y, m, d)| years.at(day(y, m, d)));
        assert_eq!(answers, [Some(2023), Some(2024), Some(2024), None, None]);
        assert_eq!(Calendar::of(&[None], |day| Some(day.year())).at(0), None);
    }
}
