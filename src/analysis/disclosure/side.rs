//! What has to be shown of a hidden number.

/// What an alternative has to show of a hidden number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis) enum Side {
    /// There may be so few, mostly nobody.
    AtMost(u64),
    /// There may be so many.
    AtLeast(u64),
}

impl Side {
    /// Whether a number shows it.
    pub(in crate::analysis) fn shown_by(self, n: u64) -> bool {
        match self {
            Side::AtMost(most) => n <= most,
            Side::AtLeast(least) => n >= least,
        }
    }

    /// Whether the two look the same way.
    pub(super) fn is_like(self, other: Side) -> bool {
        matches!((self, other), (Side::AtMost(_), Side::AtMost(_)) | (Side::AtLeast(_), Side::AtLeast(_)))
    }
}
