//! People as a reader may think them to be: each as they are, or otherwise.

use super::store::Place;
use crate::error::Result;

/// How the numbers of some places change: the place, and by how many people.
pub(in crate::analysis) type Effect = Vec<(u32, i32)>;

/// A row whose outcomes are otherwise, and the row whose they are instead.
pub(in crate::analysis) type Take = (u32, u32);

/// People who are alike in everything that is published, and in everything they may be thought to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::analysis) struct Class {
    /// Where they stand, each place once or more.
    pub(in crate::analysis) own: Vec<u32>,
    /// What changes when one of them is thought to be otherwise, by each way of being otherwise.
    pub(in crate::analysis) moves: Vec<Effect>,
    /// The people: for each move what makes them so.
    pub(in crate::analysis) people: Vec<Vec<Take>>,
}

/// Everybody, and some outcomes that could be otherwise together. Whoever of them is otherwise, they are people there
/// could be, so whatever numbers come out of it could be the true ones.
pub(in crate::analysis) type Block = Vec<Class>;

/// What may be thought of people.
pub(in crate::analysis) trait Otherwise: Sync {
    /// The number of the block in which the number at a place could be otherwise, if it could.
    fn block_of(&self, place: &Place) -> Option<usize>;

    /// Whether blocks hold everybody, and not only some who may be otherwise.
    fn is_everybody(&self) -> bool;

    /// How many blocks there are.
    fn blocks(&self) -> usize;

    /// Everybody, and how they could be otherwise in a block.
    ///
    /// # Errors
    /// Only a bug, as counting.
    fn block(&self, number: usize) -> Result<Block>;

    /// The outcomes that are otherwise in a block.
    fn facts(&self, number: usize) -> Vec<String>;
}

/// Nobody may be thought to be otherwise: what is hidden hangs on sums alone. For tests.
#[cfg(test)]
pub(super) struct AsTheyAre;

#[cfg(test)]
impl Otherwise for AsTheyAre {
    fn block_of(&self, _: &Place) -> Option<usize> {
        None
    }
    fn is_everybody(&self) -> bool {
        true
    }
    fn blocks(&self) -> usize {
        0
    }
    fn block(&self, _: usize) -> Result<Block> {
        Ok(Block::new())
    }
    fn facts(&self, _: usize) -> Vec<String> {
        Vec::new()
    }
}
