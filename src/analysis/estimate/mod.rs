//! From counts to numbers with intervals: pure functions, no frames, no words. Each is checked against R.

pub(super) mod before_after;
pub(super) mod change;
pub(super) mod difference;
pub(super) mod histogram;
pub(super) mod many;
pub(super) mod paired;
pub(super) mod quantile;
#[cfg(test)]
mod reference;
pub(super) mod share;
pub(super) mod spread;
pub(super) mod time;
pub(super) mod trajectory;
pub(super) mod weight;

/// The two-sided 95 % point of the standard normal distribution, as R prints `qnorm(0.975)`.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// A number with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Interval {
    /// The estimate.
    pub(super) value: f64,
    /// Lower limit.
    pub(super) low: f64,
    /// Upper limit.
    pub(super) high: f64,
}
