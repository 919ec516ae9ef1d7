//! What a reader sees of everything that was counted.

use super::loss;
use super::store::{Place, Store};
use crate::analysis::results::Cell;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Everything that is published, by place; after the places of numbers of people come those of sums of values.
#[derive(Clone)]
pub(super) struct Published<'a> {
    pub(super) places: &'a [Place],
    /// The cell of each place, by its number.
    pub(super) cell: Vec<usize>,
    /// The cells.
    pub(super) cells: Vec<Cell>,
    /// Whether each cell is hidden.
    pub(super) hidden: Vec<bool>,
    /// What stands in the way of changing the number at each place.
    bars: Vec<Bar>,
    /// What a reader loses with the number at each place; nothing where it is not printed, cannot be hidden, or
    /// is a sum of values.
    pub(super) price: Vec<f64>,
    /// How much less and how much more the number at each place may be, and the same would be printed.
    room: Vec<(i64, i64)>,
    /// The places of each cell.
    of_cell: Vec<Vec<u32>>,
}

impl<'a> Published<'a> {
    /// All places of a store, with these cells hidden.
    pub(super) fn of(store: &'a Store, hidden: &BTreeSet<Cell>) -> Published<'a> {
        let mut numbers: FxHashMap<Cell, usize> = FxHashMap::default();
        let mut all = Published {
            places: store.places(),
            cell: Vec::new(),
            cells: Vec::new(),
            hidden: Vec::new(),
            bars: Vec::new(),
            price: Vec::new(),
            room: store.places().iter().map(|place| place.room).collect(),
            of_cell: Vec::new(),
        };
        let mut number_of = |cell: Cell, all: &mut Published<'a>| {
            *numbers.entry(cell).or_insert_with(|| {
                all.cells.push(cell);
                all.hidden.push(hidden.contains(&cell));
                all.of_cell.push(Vec::new());
                all.cells.len() - 1
            })
        };
        for (place, at) in store.places().iter().enumerate() {
            let number = number_of(at.cell, &mut all);
            all.cell.push(number);
            all.of_cell[number].push(place as u32);
            all.bars.push(match at.role {
                None => Bar::Fixed,
                Some(role) if role.cost == 0 || all.hidden[number] => Bar::None,
                Some(_) => Bar::Printed(loss(store.cost(&at.cell), at.cell.tally.n)),
            });
        }
        for (place, total) in (store.places().len()..).zip(store.totals()) {
            let [people, told] = total.with.map(|cell| number_of(cell, &mut all));
            all.cell.push(told);
            [people, told].into_iter().for_each(|cell| all.of_cell[cell].push(place as u32));
            all.room.push(total.room);
            let gone = store.cost(&total.with[1]) == 0 || all.hidden[people] || all.hidden[told];
            all.bars.push(if gone {
                Bar::None
            } else {
                Bar::Printed(loss(store.cost(&total.with[1]), total.with[1].tally.n))
            });
        }
        // Sums of values are brought back in the end, whoever is otherwise.
        let price = |(place, bar): (usize, &Bar)| match bar {
            Bar::Printed(loss) if place < all.places.len() => *loss,
            _ => 0.0,
        };
        all.price = all.bars.iter().enumerate().map(price).collect();
        all
    }

    /// How many there are at a place.
    pub(super) fn truth(&self, place: u32) -> u64 {
        self.places.get(place as usize).map_or(0, |place| place.cell.tally.n)
    }

    /// How many places there are.
    pub(super) fn len(&self) -> usize {
        self.bars.len()
    }

    /// Whether a place is of a sum of values.
    pub(super) fn is_total(&self, place: u32) -> bool {
        place as usize >= self.places.len()
    }

    /// How much less and how much more may be at a place, and the same would be printed.
    pub(super) fn room(&self, place: u32) -> (i64, i64) {
        self.room.get(place as usize).copied().unwrap_or_default()
    }

    /// Whether a reader would see it if the number at a place were another.
    pub(super) fn would_show(&self, place: u32, change: i64) -> bool {
        let (least, most) = self.room(place);
        self.bar(place) != Bar::None && !(least..=most).contains(&change)
    }

    /// What stands in the way of changing the number at a place.
    pub(super) fn bar(&self, place: u32) -> Bar {
        self.bars.get(place as usize).copied().unwrap_or(Bar::Fixed)
    }

    /// Hides whatever is printed of these places.
    pub(super) fn hide(&mut self, places: impl Iterator<Item = u32>) {
        for place in places {
            if let Bar::Printed(_) = self.bar(place) {
                let cell = self.cell[place as usize];
                self.hidden[cell] = true;
                for other in &self.of_cell[cell] {
                    if let Bar::Printed(_) = self.bars[*other as usize] {
                        self.bars[*other as usize] = Bar::None;
                        self.price[*other as usize] = 0.0;
                    }
                }
            }
        }
    }
}

/// What stands in the way of a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bar {
    /// Nothing: nobody sees it.
    None,
    /// It is printed; the loss of it.
    Printed(f64),
    /// It is printed, and cannot be hidden.
    Fixed,
}
