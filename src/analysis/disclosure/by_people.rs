//! Alternatives that are people: everybody who took part, some of them with other outcomes, and everything printed would
//! be printed all the same. So not even a reader who knows everybody, and where and when they took part, can tell.

use super::free::Seen;
use super::implied::telling;
use super::people::{Otherwise, Take};
use super::published::Published;
use super::search::{Alternative, Moves, Search, Width};
use super::side::Side;
use super::store::Store;
use crate::analysis::results::Cell;
use crate::error::Result;
use crate::parallel::at_once;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How far around a number is looked, step by step, and the loss at which it is looked no further.
const WIDTHS: [(Width, f64); 3] = [
    (Width { direct: 12, each: 8 }, 30.0),
    (Width { direct: 30, each: 20 }, 200.0),
    (Width { direct: 60, each: 40 }, f64::INFINITY),
];

/// Of which targets alternatives are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Targets {
    /// Outcomes of enough people.
    Outcomes,
    /// Also of how many an outcome is known, and outcomes of few.
    All,
}

/// What alternatives of people show.
#[derive(Default)]
pub(super) struct Shown {
    /// What is hidden by now.
    pub(super) hidden: BTreeSet<Cell>,
    /// Cells that hang on who took part, or on how many there are to have an outcome at all: other outcomes alone
    /// cannot show both sides of them.
    pub(super) bounded: BTreeSet<Cell>,
    /// Cells of which a side was not found.
    pub(super) unproven: BTreeSet<Cell>,
    /// Who they are, by block.
    pub(super) crowds: Vec<Crowds>,
}

/// The alternatives of a block, as few of them as show everything that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::analysis) struct Crowds {
    /// The block.
    pub(in crate::analysis) block: usize,
    /// Who takes whose outcomes in each.
    pub(in crate::analysis) takes: Vec<Vec<Take>>,
    /// What each shows: places, and the side of each.
    pub(in crate::analysis) shows: Vec<Vec<(u32, Side)>>,
}

/// Shows for every target that there may be nobody, and `least` or as many as there could be at all; hides what stands in
/// the way. Outcomes that are read apart are looked at apart: an alternative of the one leaves the others as they are.
///
/// # Errors
/// Only a bug, as counting.
pub(super) fn show(
    store: &Store,
    targets: &[u32],
    least: u64,
    hidden: BTreeSet<Cell>,
    people: &dyn Otherwise,
    of: Targets,
) -> Result<Shown> {
    let published = Published::of(store, &hidden);
    let bases = store.places().iter().filter(|place| place.name == "base");
    let bases: BTreeMap<u32, u64> = bases.map(|place| (place.slice, place.cell.tally.n)).collect();
    let mut shown = Shown { hidden, ..Shown::default() };
    let mut of_block: BTreeMap<usize, Vec<Target>> = BTreeMap::new();
    for place in targets {
        let Some(at) = store.places().get(*place as usize) else { continue };
        let whole = ["base", "unknown", "due"].contains(&at.name.as_str());
        let base = bases.get(&at.slice).copied().unwrap_or(u64::MAX);
        let now = of == Targets::All || !whole && base >= least;
        // Of how many it is known hangs on who could be known.
        let base = if whole { u64::MAX } else { base };
        match people.block_of(at).filter(|_| now) {
            Some(block) => of_block.entry(block).or_default().push(Target { place: *place, cell: at.cell, base }),
            None => _ = shown.bounded.insert(at.cell),
        }
    }
    if of == Targets::Outcomes {
        // Also where nothing is small two margins may tell of who is in both.
        (0..people.blocks()).for_each(|block| _ = of_block.entry(block).or_default());
    }
    let blocks: Vec<(usize, Vec<Target>)> = of_block.into_iter().collect();
    let all = |(number, targets): &(usize, Vec<Target>)| in_block(store, &published, targets, least, *number, people);
    for block in at_once(&blocks, all)? {
        let block = block?;
        shown.hidden.extend(block.hidden);
        shown.bounded.extend(block.bounded);
        shown.unproven.extend(block.unproven);
        shown.crowds.extend(block.crowds);
    }
    Ok(shown)
}

/// A number to be shown.
struct Target {
    place: u32,
    cell: Cell,
    /// How many are known where it stands.
    base: u64,
}

fn in_block(
    store: &Store,
    published: &Published<'_>,
    targets: &[Target],
    least: u64,
    number: usize,
    people: &dyn Otherwise,
) -> Result<Shown> {
    let block = people.block(number)?;
    let mut printed = published.clone();
    // Who is in two groups is known of everybody only.
    if people.is_everybody() {
        printed.hide(telling(store, published, &block, least).into_iter());
    }
    let moves = Moves::of(block, published);
    let mut work = Work { published: printed, moves: &moves, open: Vec::new(), alternatives: Vec::new() };
    let mut bounded = BTreeSet::new();
    for Target { place, cell, base } in targets {
        let n = cell.tally.n;
        let most = least.min(n + moves.reach(*place, Side::AtLeast(least))).min(*base);
        let fewest = n.saturating_sub(moves.reach(*place, Side::AtMost(0)));
        if fewest > 0 {
            bounded.insert(*cell);
        }
        let sides = [Side::AtLeast(most), Side::AtMost(fewest)];
        work.open.extend(sides.into_iter().filter(|side| !side.shown_by(n)).map(|side| (*base, *place, side)));
    }
    // The smallest groups are taken first, from the end: what has to be hidden for them serves the others.
    work.open.sort_by_key(|(base, ..)| Reverse(*base));
    let asked = work.open.clone();
    work.one_by_one();
    // What was shown on the way is shown again by what is printed in the end.
    work.alternatives.retain(|found| found.agrees(&work.published));
    let wrong = |(_, place, side): &(u64, u32, Side)| {
        !work.alternatives.iter().any(|found| side.shown_by(found.at(*place, &work.published)))
    };
    let unproven = asked.iter().filter(|side| wrong(side)).map(|(_, place, _)| *place);
    let cell = |place: u32| published.places.get(place as usize).map(|place| place.cell);
    let hidden = work.published.cells.iter().zip(&work.published.hidden);
    Ok(Shown {
        hidden: hidden.filter(|(_, hidden)| **hidden).map(|(cell, _)| *cell).collect(),
        bounded,
        unproven: unproven.filter_map(cell).collect(),
        crowds: vec![work.crowds(number, asked)],
    })
}

struct Work<'a> {
    published: Published<'a>,
    moves: &'a Moves,
    /// The sides that no alternative shows yet, with how many are known there.
    open: Vec<(u64, u32, Side)>,
    alternatives: Vec<Alternative>,
}

impl Work<'_> {
    /// Shows side by side what is open.
    fn one_by_one(&mut self) {
        let mut seen = Seen::default();
        while let Some((_, place, side)) = self.open.pop() {
            seen.refresh(&self.published, self.moves);
            let search = Search { published: &self.published, moves: self.moves };
            let found = search.free(place, side, &seen).or_else(|| self.cheapest(place, side));
            if let Some(found) = found {
                self.take(found);
            }
        }
    }

    /// The alternative that shows a side at the least loss.
    fn cheapest(&self, place: u32, side: Side) -> Option<Alternative> {
        let search = Search { published: &self.published, moves: self.moves };
        let mut best: Option<Alternative> = None;
        for (width, enough) in WIDTHS {
            let found = search.find(place, side, width);
            best = [best, found].into_iter().flatten().min_by(|a, b| a.loss.total_cmp(&b.loss));
            if best.as_ref().is_some_and(|found| found.loss <= enough) {
                break;
            }
        }
        best.or_else(|| search.plain(place, side))
    }

    /// The alternatives that show these sides, those first that show most.
    fn crowds(&self, block: usize, mut sides: Vec<(u64, u32, Side)>) -> Crowds {
        let shows =
            |found: &Alternative, (_, place, side): &(u64, u32, Side)| side.shown_by(found.at(*place, &self.published));
        let mut crowds = Crowds { block, takes: Vec::new(), shows: Vec::new() };
        loop {
            let many = |found: &&Alternative| sides.iter().filter(|side| shows(found, side)).count();
            let best = self.alternatives.iter().rev().max_by_key(many).filter(|found| many(found) > 0);
            let Some(best) = best else { return crowds };
            let (shown, rest) = sides.into_iter().partition(|side| shows(best, side));
            sides = rest;
            crowds.takes.push(self.moves.takes(&best.chosen));
            let shown: Vec<(u64, u32, Side)> = shown;
            crowds.shows.push(shown.into_iter().map(|(_, place, side)| (place, side)).collect());
        }
    }

    /// Gives up what was printed of what an alternative changes, and strikes out all sides it shows.
    fn take(&mut self, found: Alternative) {
        let published = &self.published;
        let shows = found.change.iter().filter(|(place, by)| published.would_show(**place, **by));
        let shows: Vec<u32> = shows.map(|(place, _)| *place).collect();
        self.published.hide(shows.into_iter());
        let published = &self.published;
        self.open.retain(|(_, place, side)| !side.shown_by(found.at(*place, published)));
        self.alternatives.push(found);
    }
}
