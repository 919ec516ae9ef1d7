//! The letters of a gender column.

use super::key::spaced;

/// What the single letters of a gender column stand for; the column decides, as `n` and `k` differ by language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GenderScheme {
    /// No letters, or only `m`.
    #[default]
    Words,
    /// `n` and `m`.
    Finnish,
    /// `k` and `m`.
    Swedish,
    /// `f` and `m`.
    English,
    /// Letters of several languages: `n` may be woman or non-binary.
    Mixed,
}

impl GenderScheme {
    /// Decides from the distinct texts of a column.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        texts.into_iter().fold(Self::Words, |scheme, text| {
            let letter = match spaced(text).as_str() {
                "n" => Self::Finnish,
                "k" => Self::Swedish,
                "f" | "w" => Self::English,
                _ => scheme,
            };
            if scheme == Self::Words || scheme == letter { letter } else { Self::Mixed }
        })
    }
}
