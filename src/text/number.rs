//! Numbers as a language writes them.
//!
//! Rounding is half away from zero on the decimal text: the shortest decimal that reads back as the same number is
//! rounded as a person would round it on paper, so 0.145 is 15 % and 2.675 is 2.68 although the nearest binary fractions
//! lie below. A result of zero has no sign. What is not a finite number is an en dash.

use super::Catalog;

pub(super) const DECIMAL: &str = "format.decimal";
pub(super) const GROUP: &str = "format.group";
const NOT_A_NUMBER: &str = "–";

impl Catalog {
    /// A whole number with its thousands apart: `1 234`.
    #[must_use]
    pub fn integer(&self, n: u64) -> String {
        self.grouped(&n.to_string())
    }

    /// A number with as many decimals as it has, six at most.
    #[must_use]
    pub fn as_it_is(&self, x: f64) -> String {
        let places = (0..6).find(|places| (x * 10f64.powi(*places)).fract() == 0.0).unwrap_or(6);
        self.decimal(x, places as usize)
    }

    /// A number with a fixed count of decimals: `−0,4`.
    #[must_use]
    pub fn decimal(&self, x: f64, places: usize) -> String {
        self.number(x, places, 0, "")
    }

    /// A change: `+0,9`, `−0,4`, and `0,0` without a sign.
    #[must_use]
    pub fn signed(&self, x: f64, places: usize) -> String {
        self.number(x, places, 0, "+")
    }

    /// A share between 0 and 1 as whole per cents: `42 %`.
    ///
    /// A share that is not nought but would round to it is `< 1 %`, and one that is not the whole but would round to it
    /// is `> 99 %`: `0 %` and `100 %` always mean none and all.
    #[must_use]
    pub fn percent(&self, share: f64) -> String {
        let exact = |n: &str| self.fill("format.percent", &[("n", n)]);
        match self.per_cents(share).as_str() {
            NOT_A_NUMBER => NOT_A_NUMBER.to_owned(),
            "0" if share > 0.0 => self.fill("format.below", &[("n", &exact("1"))]),
            "100" if share < 1.0 => self.fill("format.above", &[("n", &exact("99"))]),
            n => exact(n),
        }
    }

    /// An interval of shares: `30–54 %`. Its ends are plain: the signs for nearly none and nearly all are for a share.
    #[must_use]
    pub fn percent_range(&self, low: f64, high: f64) -> String {
        self.fill("format.percent_range", &[("low", &self.per_cents(low)), ("high", &self.per_cents(high))])
    }

    /// An interval of changes: `−0,3 … +1,2`.
    #[must_use]
    pub fn signed_range(&self, low: f64, high: f64, places: usize) -> String {
        let (low, high) = (self.signed(low, places), self.signed(high, places));
        self.fill("format.signed_range", &[("low", &low), ("high", &high)])
    }

    /// A difference of two shares in percentage points, whole and without the unit: `+12`.
    #[must_use]
    pub fn points(&self, difference: f64) -> String {
        self.number(difference, 0, 2, "+")
    }

    /// An interval of such differences: `+2 … +21`.
    #[must_use]
    pub fn points_range(&self, low: f64, high: f64) -> String {
        let (low, high) = (self.points(low), self.points(high));
        self.fill("format.signed_range", &[("low", &low), ("high", &high)])
    }

    /// A span of plain numbers, such as a scale: `0–10`.
    #[must_use]
    pub fn span(&self, low: f64, high: f64, places: usize) -> String {
        let (low, high) = (self.decimal(low, places), self.decimal(high, places));
        self.fill("format.span", &[("low", &low), ("high", &high)])
    }

    /// A part of a whole, both already written because either may be hidden: `25/60`.
    #[must_use]
    pub fn k_of_n(&self, k: &str, n: &str) -> String {
        self.fill("format.k_of_n", &[("k", k), ("n", n)])
    }

    /// Whole euros: `1 250 €`.
    #[must_use]
    pub fn euros(&self, n: u64) -> String {
        self.fill("format.euros", &[("n", &self.integer(n))])
    }

    /// A number of months: `6 kk`.
    #[must_use]
    pub fn months(&self, n: u64) -> String {
        let key = if n == 1 { "format.month_one" } else { "format.months" };
        self.fill(key, &[("n", &self.integer(n))])
    }

    fn per_cents(&self, share: f64) -> String {
        self.number(share, 0, 2, "")
    }

    /// `x` · 10^shift with `places` decimals.
    fn number(&self, x: f64, places: usize, shift: usize, plus: &str) -> String {
        let Some(digits) = rounded(x, places + shift) else { return NOT_A_NUMBER.to_owned() };
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = match digits.bytes().all(|b| b == b'0') {
            true => "",
            false if x < 0.0 => "−",
            false => plus,
        };
        let point = if places == 0 { "" } else { self.text(DECIMAL) };
        format!("{sign}{}{point}{fraction}", self.grouped(whole))
    }

    fn grouped(&self, digits: &str) -> String {
        let significant = digits.trim_start_matches('0');
        let digits = if significant.is_empty() { "0" } else { significant };
        let mut text = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push_str(self.text(GROUP));
            }
            text.push(digit);
        }
        text
    }
}

/// The digits of |x| · 10^places, rounded half away from zero, with at least one before the decimals.
fn rounded(x: f64, places: usize) -> Option<String> {
    if !x.is_finite() {
        return None;
    }
    let text = x.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = fraction.bytes().chain(std::iter::repeat(b'0')).take(places);
    let mut digits: Vec<u8> = whole.bytes().chain(decimals).collect();
    let mut carry = fraction.as_bytes().get(places).is_some_and(|next| *next >= b'5');
    for digit in digits.iter_mut().rev() {
        if !carry {
            break;
        }
        carry = *digit == b'9';
        *digit = if carry { b'0' } else { *digit + 1 };
    }
    if carry {
        digits.insert(0, b'1');
    }
    String::from_utf8(digits).ok()
}
