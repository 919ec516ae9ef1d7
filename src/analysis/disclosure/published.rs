//! What a reader sees of everything that was counted.

use super::loss;
use super::store::{Place, Store};
use crate::analysis::results::Cell;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Everything that is published, by place.
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
    /// What a reader loses with the number at each place; nothing where it is not printed, or cannot be hidden.
    pub(super) price: Vec<f64>,
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
            of_cell: Vec::new(),
        };
        for (place, at) in store.places().iter().enumerate() {
            let number = *numbers.entry(at.cell).or_insert_with(|| {
                all.cells.push(at.cell);
                all.hidden.push(hidden.contains(&at.cell));
                all.of_cell.push(Vec::new());
                all.cells.len() - 1
            });
            all.cell.push(number);
            all.of_cell[number].push(place as u32);
            all.bars.push(match at.role {
                None => Bar::Fixed,
                Some(role) if role.cost == 0 || all.hidden[number] => Bar::None,
                Some(_) => Bar::Printed(loss(store.cost(&at.cell), at.cell.tally.n)),
            });
        }
        let price = |bar: &Bar| if let Bar::Printed(loss) = bar { *loss } else { 0.0 };
        all.price = all.bars.iter().map(price).collect();
        all
    }

    /// How many there are at a place.
    pub(super) fn truth(&self, place: u32) -> u64 {
        self.places.get(place as usize).map_or(0, |place| place.cell.tally.n)
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
