//! Text of a cell to a day or a number.

use jiff::civil::Date;

/// A day as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// To the day.
    Exact(Date),
    /// Some day of a month or a year, from the first to the last.
    Coarse(Date, Date),
    /// A day that can be read in two ways.
    Ambiguous,
    /// No day.
    Not,
}

/// Reads `1.3.2024`, `1. 3. 2024`, `01.03.24`, `2024-03-01`, `2024/03/01`, `20240301`, each with or without a time behind it.
#[must_use]
pub fn day(text: &str) -> Day {
    let close = text.replace(". ", ".");
    // A time of day says nothing here.
    let text = close.split([' ', 'T']).next().unwrap_or(&close).trim_end_matches('.');
    let parts = |mark: char| -> Option<Vec<i32>> {
        let number = |part: &str| {
            let plain = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse().ok()).flatten()
        };
        text.split(mark).map(number).collect()
    };
    let civil = |year: i32, month: i32, day: i32| -> Option<Date> {
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let full_year = |year: i32, written: &str| -> Option<i32> {
        match written.len() {
            4 if (1900..=2100).contains(&year) => Some(year),
            // Two digits: nobody's service began before 1950.
            2 => Some(if year < 50 { 2000 + year } else { 1900 + year }),
            _ => None,
        }
    };
    let last = |mark: char| text.rsplit(mark).next().unwrap_or("");
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let part = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse().ok());
        let (Some(y), Some(m), Some(d)) = (part(0..4), part(4..6), part(6..8)) else { return Day::Not };
        return full_year(y, "yyyy").and_then(|y| civil(y, m, d)).map_or(Day::Not, Day::Exact);
    }
    for mark in ['.', '-', '/'] {
        let Some(parts) = parts(mark) else { continue };
        let found = match (mark, parts.as_slice()) {
            ('.', [d, m, y]) => full_year(*y, last('.')).and_then(|y| civil(y, *m, *d)),
            ('-', [y, m, d]) if *y > 999 => civil(*y, *m, *d),
            ('-', [d, m, y]) => full_year(*y, last('-')).and_then(|y| civil(y, *m, *d)),
            ('/', [y, m, d]) if *y > 999 => civil(*y, *m, *d),
            ('/', [a, b, y]) => {
                let Some(y) = full_year(*y, last('/')) else { return Day::Not };
                return match (civil(y, *b, *a), civil(y, *a, *b)) {
                    (Some(day), Some(other)) if day != other => Day::Ambiguous,
                    (Some(day), _) | (None, Some(day)) => Day::Exact(day),
                    (None, None) => Day::Not,
                };
            }
            ('.' | '-' | '/', [a, b]) if (1..=12).contains(a.min(b)) && *a.max(b) >= 1900 && *a.max(b) <= 2100 => {
                let first = civil(*a.max(b), *a.min(b), 1);
                return first.map_or(Day::Not, |first| Day::Coarse(first, first.last_of_month()));
            }
            ('.', [y]) if (1900..=2100).contains(y) && text.len() == 4 => {
                let first = civil(*y, 1, 1);
                return first.map_or(Day::Not, |first| Day::Coarse(first, first.last_of_year()));
            }
            _ => None,
        };
        if let Some(day) = found {
            return Day::Exact(day);
        }
    }
    Day::Not
}

/// The day of a serial number of Excel, of the days people's services are in: 1990–2049. Whether a number is one only its
/// column tells.
#[must_use]
pub fn serial(text: &str) -> Option<Date> {
    const FIRST: i32 = 32_874;
    const LAST: i32 = 54_788;
    let (whole, time) = text.split_once([',', '.']).unwrap_or((text, ""));
    let plain = whole.len() == 5 && whole.bytes().chain(time.bytes()).all(|byte| byte.is_ascii_digit());
    let number = whole.parse().ok().filter(|number| plain && (FIRST..=LAST).contains(number))?;
    // Counted from here, which makes 1 March 1900 the first right day.
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}

/// A decimal number exactly: `mantissa` divided by ten to the power of `decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// All digits as one whole number.
    pub mantissa: i64,
    /// How many of them stand behind the mark.
    pub decimals: u32,
}

impl Decimal {
    /// The nearest binary fraction.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.mantissa as f64 / 10f64.powi(self.decimals as i32)
    }
    /// The mantissa with so many decimals; none when it does not fit.
    #[must_use]
    pub fn at(self, decimals: u32) -> Option<i64> {
        self.mantissa.checked_mul(10i64.checked_pow(decimals.checked_sub(self.decimals)?)?)
    }
}

/// Decimals kept: what nobody measures with more of.
pub const DECIMALS: u32 = 6;

/// Reads `5,5`, `5.5`, `1 234,5`, `−3`, `12,0 %`, `20 €`, with any space between thousands. Trailing zeros are no decimals;
/// per cent are not hundredths.
#[must_use]
pub fn decimal(text: &str) -> Option<Decimal> {
    let mut digits = String::new();
    let mut decimals = None;
    let text = text.trim();
    let text = text.strip_suffix(['%', '€']).map_or(text, str::trim_end);
    let (negative, body) = match text.strip_prefix(['-', '\u{2212}', '\u{2013}']) {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut last_space = false;
    for c in body.chars() {
        match c {
            '0'..='9' => {
                digits.push(c);
                decimals = decimals.map(|n| n + 1);
                last_space = false;
            }
            ',' | '.' if decimals.is_none() && !digits.is_empty() && !last_space => decimals = Some(0u32),
            _ if c.is_whitespace() && decimals.is_none() && !digits.is_empty() && !last_space => last_space = true,
            _ => return None,
        }
    }
    if digits.is_empty() || last_space || decimals == Some(0) {
        return None;
    }
    let mut decimals = decimals.unwrap_or(0);
    while decimals > 0 && (digits.ends_with('0') || decimals > DECIMALS) {
        // More decimals than are kept are cut off, not rounded: the digits that stay are the ones written.
        digits.pop();
        decimals -= 1;
    }
    let mantissa: i64 = digits.parse().ok()?;
    Some(Decimal { mantissa: if negative { -mantissa } else { mantissa }, decimals })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn days_as_people_write_them() {
        let march = Day::Exact(date(2024, 3, 1));
        for text in
            ["1.3.2024", "01.03.2024", "01.03.24", "2024-03-01", "1.3.2024 12:30", "2024-03-01T00:00:00", "1-3-2024"]
                .into_iter()
                .chain(["1. 3. 2024", "2024/03/01", "20240301", "1.3.2024 klo 12.30"])
        {
            assert_eq!(day(text), march, "{text}");
        }
        assert_eq!(day("13/3/2024"), Day::Exact(date(2024, 3, 13)));
        assert_eq!(day("03/04/24"), Day::Ambiguous);
        assert_eq!(day("3/2024"), Day::Coarse(date(2024, 3, 1), date(2024, 3, 31)));
        assert_eq!(day("2024"), Day::Coarse(date(2024, 1, 1), date(2024, 12, 31)));
        for text in
            ["31.2.2024", "", "x", "1.3", "1.13.2024", "0.1.2024", "45123", "1.3.20245", "-", "1..2024", "20241301"]
        {
            assert_eq!(day(text), Day::Not, "{text}");
        }
    }

    #[test]
    fn numbers_as_people_write_them() {
        let number = |text| decimal(text).map(Decimal::to_f64);
        assert_eq!(number("5,5"), Some(5.5));
        assert_eq!(number("1 234,5"), Some(1234.5));
        assert_eq!(number("1\u{a0}234"), Some(1234.0));
        assert_eq!(number("\u{2212}3"), Some(-3.0));
        assert_eq!(decimal("7,00"), Some(Decimal { mantissa: 7, decimals: 0 }));
        assert_eq!(decimal("0,1234567"), Some(Decimal { mantissa: 123_456, decimals: 6 }));
        assert_eq!(number("1\u{2007}234\u{202f}567,5"), Some(1_234_567.5));
        assert_eq!((number("12,0 %"), number("12%"), number("20 €")), (Some(12.0), Some(12.0), Some(20.0)));
        for text in ["", "-", "5,", ",5", "5,5,5", "1e5", "%", "5 %%", "% 5", "kaksi", "99999999999999999999"] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn serial_numbers_are_those_of_excel() {
        // As Excel shows them: 1.3.2024 is 45352.
        assert_eq!(serial("45352"), Some(date(2024, 3, 1)));
        assert_eq!(serial("45352,5"), Some(date(2024, 3, 1)));
        assert_eq!((serial("32874"), serial("54788")), (Some(date(1990, 1, 1)), Some(date(2049, 12, 31))));
        for text in ["", "4535", "453521", "32873", "54789", "-4535", "45352,x", "4 535"] {
            assert_eq!(serial(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,24}") {
            let _ = (day(&text), decimal(&text), serial(&text));
        }

        #[test]
        fn a_number_reads_back(x in -1_000_000_000i64..1_000_000_000, decimals in 0u32..6) {
            let written = format!("{:.*}", decimals as usize, x as f64 / 10f64.powi(decimals as i32)).replace('.', ",");
            prop_assert_eq!(decimal(&written).unwrap().at(decimals), Some(x));
        }
    }
}
