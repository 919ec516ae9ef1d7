//! What a rounded mean tells of the sum behind it.

use super::Table;
use super::amount::Of;
use crate::analysis::disclosure::Store;
use crate::analysis::estimate::histogram::{Histogram, sums};

impl Table<'_> {
    /// Notes the sum of some values. `printed` are the numbers that are printed of it: each made of the sum, and rounded to
    /// a step.
    pub(super) fn total(
        &self,
        name: &str,
        values: &Histogram,
        printed: &[(&dyn Fn(i64) -> f64, f64)],
        of: Of,
        store: &mut Store,
    ) {
        if !self.policy.protects() {
            return;
        }
        // A sum beyond that is of no scale and no amount there is.
        let Ok(sum) = i64::try_from(sums(values).sum) else { return };
        let rooms = printed.iter().map(|(number, step)| room(sum, number, *step));
        let room = rooms.fold((-FAR, FAR), |(least, most), (low, high)| (least.max(low), most.min(high)));
        store.total(self.slice, name, sum, room, [of.base, of.mean]);
    }
}

/// Further from a sum nobody looks.
const FAR: i64 = 1 << 40;

/// By how much a sum may be less and more, so that a number made of it rounds to the same.
fn room(sum: i64, number: &dyn Fn(i64) -> f64, step: f64) -> (i64, i64) {
    let rounded = |sum: i64| if step > 0.0 { (number(sum) / step).round() } else { number(sum) };
    let own = rounded(sum);
    // The furthest on one side that rounds to the same: twice as far as long as it does, then halved.
    let side = |sign: i64| {
        let (mut same, mut other) = (0, 1);
        while other < FAR && rounded(sum + sign * other) == own {
            (same, other) = (other, other * 2);
        }
        while other - same > 1 {
            let middle = same + (other - same) / 2;
            if rounded(sum + sign * middle) == own { same = middle } else { other = middle }
        }
        same
    };
    (-side(-1), side(1))
}

#[cfg(test)]
mod tests {
    use super::room;
    use proptest::prelude::*;

    #[test]
    fn a_mean_of_tenths_leaves_a_sum_some_room() {
        // 33 of 10 people, 3.3: from 32.5 to 33.4…
        assert_eq!(room(33, &|sum| sum as f64 / 10.0, 0.1), (0, 0));
        assert_eq!(room(330, &|sum| sum as f64 / 100.0, 0.1), (-5, 4));
        assert_eq!(room(330, &|sum| sum as f64 / 100.0, 0.0), (0, 0));
    }

    proptest! {
        #[test]
        fn within_the_room_the_same_is_printed_and_beyond_it_not(sum in -5000i64..5000, n in 1i64..400, tenths in 1u8..30) {
            let (number, step) = (|sum: i64| sum as f64 / n as f64, f64::from(tenths) / 10.0);
            let printed = |sum: i64| (number(sum) / step).round();
            let (least, most) = room(sum, &number, step);
            for change in [least, most, 0] {
                prop_assert_eq!(printed(sum + change), printed(sum));
            }
            prop_assert!(printed(sum + least - 1) != printed(sum) && printed(sum + most + 1) != printed(sum));
        }
    }
}
