//! Which day of a dated source a moment takes: the days it may lie on, and which of several wins.

use super::{Fact, Kind, Moment};
use std::collections::BTreeMap;

/// Which of several observations inside a window is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The one nearest to the moment; of two as near the later.
    Nearest,
    /// The last one.
    Last,
}

/// Days around a moment, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first day, counted from the moment.
    pub from: i32,
    /// The last day, counted from the moment.
    pub to: i32,
    /// Which observation inside is taken.
    pub pick: Pick,
}

impl Window {
    /// The furthest a window reaches: ten years.
    pub const FURTHEST: i32 = 3650;

    const fn nearest(from: i32, to: i32) -> Window {
        Window { from, to, pick: Pick::Nearest }
    }

    /// How many days after the moment the window closes.
    #[must_use]
    pub fn closes(self) -> u32 {
        u32::try_from(self.to).unwrap_or(0)
    }
}

/// Whichever day of a month something is observed on every month, it lies within so many days of some day of each.
const HALF_A_MONTH: i32 = 15;

/// Windows by what they are of: a fact (`status_6m`), else a moment (`6m`), else all months after leaving (`months`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Windows(pub BTreeMap<String, Window>);

impl Windows {
    /// The months after which people are usually asked.
    const USUAL: [u8; 6] = [3, 6, 12, 18, 24, 36];
    /// The key of every moment some months after leaving.
    pub const MONTHS: &str = "months";

    /// The window of a fact that has a moment.
    ///
    /// A situation on leaving is the last one within four weeks, as the ESF+ common indicators have it (domain: changes
    /// within 28 days of the end, the last counts). A measurement on leaving is often made some days before. Between the
    /// usual moments a month reaches half a month each way: one interview tells of its own month, and of no other.
    #[must_use]
    pub fn of(&self, fact: &Fact) -> Window {
        let moment = fact.moment.unwrap_or(Moment::Exit);
        let months = matches!(moment, Moment::Months(_)).then_some(Self::MONTHS);
        let own = [Some(fact.name.as_str()), Some(moment.to_string().as_str()), months]
            .into_iter()
            .flatten()
            .find_map(|key| self.0.get(key).copied());
        own.unwrap_or(match (fact.kind, moment) {
            (Kind::Score, Moment::Exit) => Window::nearest(-30, 28),
            (_, Moment::Exit) => Window { from: 0, to: 28, pick: Pick::Last },
            (Kind::Status, Moment::Months(n) | Moment::Before(n)) if !Self::USUAL.contains(&n) => {
                Window::nearest(-HALF_A_MONTH, HALF_A_MONTH)
            }
            (Kind::Score, _) | (_, Moment::Months(_) | Moment::Before(_)) => Window::nearest(-30, 30),
            (_, Moment::Start) => Window::nearest(-30, 14),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Vocabulary;

    #[test]
    fn the_nearer_word_wins() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let windows = Windows(BTreeMap::from([
            ("months".to_owned(), Window::nearest(-1, 1)),
            ("6m".to_owned(), Window::nearest(-2, 2)),
            ("status_6m".to_owned(), Window::nearest(-3, 3)),
        ]));
        let of = |name: &str| windows.of(&vocabulary.fact(name).unwrap());
        assert_eq!([of("status_3m").to, of("work_ability_6m").to, of("status_6m").to], [1, 2, 3]);
        assert_eq!(of("status_exit"), Window { from: 0, to: 28, pick: Pick::Last });
        assert_eq!(of("work_ability_exit").from, -30);
        let usual = Windows::default();
        let of = |name: &str| usual.of(&vocabulary.fact(name).unwrap());
        assert_eq!(
            [of("status_6m").to, of("status_5m").to, of("status_pre7m").to, of("status_pre12m").to],
            [30, 15, 15, 30]
        );
    }

    #[test]
    fn what_is_observed_once_a_month_leaves_no_month_open() {
        use crate::fact::day_number;
        use jiff::{Span, civil::date};
        let end = date(2023, 1, 31);
        for ahead in 0..800 {
            let target = end.checked_add(Span::new().days(ahead)).unwrap();
            for day in [1, 10, 15, 28] {
                let months = (0..40).map(|n| date(2022, 12, day).checked_add(Span::new().months(n)).unwrap());
                let nearest = months.map(|other| (day_number(other) - day_number(target)).abs()).min().unwrap();
                assert!(nearest <= HALF_A_MONTH, "{target} {day}");
            }
        }
    }
}
