//! Numbers, dates and lists, as a reader of each language writes them.

use super::*;
use jiff::civil::date;

fn each(write: impl Fn(&Catalog) -> String) -> [String; 3] {
    Language::ALL.map(|language| write(catalog(language)))
}

#[test]
fn numbers() {
    assert_eq!(each(|c| c.integer(1234)), ["1\u{a0}234", "1\u{a0}234", "1,234"]);
    assert_eq!(each(|c| c.integer(12_345)), ["12\u{a0}345", "12\u{a0}345", "12,345"]);
    assert_eq!(each(|c| c.integer(1_234_567)), ["1\u{a0}234\u{a0}567", "1\u{a0}234\u{a0}567", "1,234,567"]);
    assert_eq!(each(|c| c.integer(0)), ["0", "0", "0"]);
    assert_eq!(each(|c| c.decimal(5.4, 1)), ["5,4", "5,4", "5.4"]);
    assert_eq!(each(|c| c.decimal(-1234.5, 1)), ["−1\u{a0}234,5", "−1\u{a0}234,5", "−1,234.5"]);
    assert_eq!(each(|c| c.signed(0.9, 1)), ["+0,9", "+0,9", "+0.9"]);
    assert_eq!(each(|c| c.signed(-0.4, 1)), ["−0,4", "−0,4", "−0.4"]);
    assert_eq!(each(|c| c.signed(0.0, 1)), ["0,0", "0,0", "0.0"]);
    assert_eq!(each(|c| c.points(0.12)), ["+12", "+12", "+12"]);
    assert_eq!(each(|c| c.euros(1250)), ["1\u{a0}250\u{a0}€", "1\u{a0}250\u{a0}€", "€1,250"]);
    assert_eq!(each(|c| c.months(6)), ["6\u{a0}kk", "6\u{a0}mån", "6 months"]);
    assert_eq!(each(|c| c.months(1)), ["1\u{a0}kk", "1\u{a0}mån", "1 month"]);
}

#[test]
fn shares_and_ranges() {
    assert_eq!(each(|c| c.percent(0.42)), ["42\u{a0}%", "42\u{a0}%", "42%"]);
    assert_eq!(each(|c| c.percent_range(0.302, 0.543)), ["30–54\u{a0}%", "30–54\u{a0}%", "30% to 54%"]);
    assert_eq!(
        each(|c| c.signed_range(-0.3, 1.2, 1)),
        ["−0,3\u{a0}…\u{a0}+1,2", "från −0,3 till +1,2", "−0.3 to +1.2"]
    );
    assert_eq!(each(|c| c.points_range(-0.02, 0.21)), ["−2\u{a0}…\u{a0}+21", "från −2 till +21", "−2 to +21"]);
    assert_eq!(each(|c| c.span(0.0, 10.0, 0)), ["0–10", "0–10", "0–10"]);
    assert_eq!(each(|c| c.k_of_n("25", "60")), ["25/60", "25/60", "25 of 60"]);
    assert_eq!(each(|c| c.k_of_n("··", "60")), ["··/60", "··/60", "·· of 60"]);
}

#[test]
fn none_and_all_are_said_only_of_none_and_all() {
    assert_eq!(each(|c| c.percent(0.0)), ["0\u{a0}%", "0\u{a0}%", "0%"]);
    assert_eq!(each(|c| c.percent(0.004)), ["<\u{a0}1\u{a0}%", "<\u{a0}1\u{a0}%", "<1%"]);
    assert_eq!(each(|c| c.percent(0.005)), ["1\u{a0}%", "1\u{a0}%", "1%"]);
    assert_eq!(each(|c| c.percent(0.994)), ["99\u{a0}%", "99\u{a0}%", "99%"]);
    assert_eq!(each(|c| c.percent(0.995)), [">\u{a0}99\u{a0}%", ">\u{a0}99\u{a0}%", ">99%"]);
    assert_eq!(each(|c| c.percent(1.0)), ["100\u{a0}%", "100\u{a0}%", "100%"]);
    assert_eq!(each(|c| c.percent(1.07)), ["107\u{a0}%", "107\u{a0}%", "107%"]);
    assert_eq!(each(|c| c.percent_range(0.001, 0.999)), ["0–100\u{a0}%", "0–100\u{a0}%", "0% to 100%"]);
}

#[test]
fn rounding_is_half_away_from_zero_on_the_decimal_text() {
    let c = catalog(Language::En);
    for (x, places, text) in [
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.05, 1, "0.1"),
        (-0.05, 1, "−0.1"),
        (-0.04, 1, "0.0"),
        (-0.0, 0, "0"),
        (9.995, 2, "10.00"),
        (999.95, 1, "1,000.0"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (3.0, 2, "3.00"),
        (1e-9, 3, "0.000"),
        (1e15, 0, "1,000,000,000,000,000"),
    ] {
        assert_eq!(c.decimal(x, places), text, "{x}");
    }
    // 29 of 200: a hundred times the binary share lies below 14.5, the decimal share does not.
    assert_eq!(c.percent(29.0 / 200.0), "15%");
    assert_eq!(c.signed(-0.04, 1), "0.0");
    assert_eq!(c.signed(0.04, 1), "0.0");
    for x in [f64::NAN, f64::INFINITY] {
        assert_eq!((c.decimal(x, 1), c.percent(x)), ("–".to_owned(), "–".to_owned()));
    }
}

#[test]
fn rounding_agrees_with_whole_numbers() {
    let c = catalog(Language::En);
    for n in 1..=200_u32 {
        for k in 1..n {
            let halves = 200 * k / n;
            let expected = match halves.div_ceil(2) {
                0 => "<1%".to_owned(),
                100 => ">99%".to_owned(),
                whole => format!("{whole}%"),
            };
            assert_eq!(c.percent(f64::from(k) / f64::from(n)), expected, "{k}/{n}");
        }
    }
}

#[test]
fn dates_and_periods() {
    assert_eq!(each(|c| c.date(date(2024, 1, 31))), ["31.1.2024", "31.1.2024", "31 January 2024"]);
    assert_eq!(
        each(|c| c.period(date(2024, 1, 1), date(2024, 12, 31))),
        ["1.1.–31.12.2024", "1.1.–31.12.2024", "1 January to 31 December 2024"]
    );
    assert_eq!(
        each(|c| c.period(date(2024, 1, 1), date(2025, 12, 31))),
        ["1.1.2024–31.12.2025", "1.1.2024–31.12.2025", "1 January 2024 to 31 December 2025"]
    );
    assert_eq!(
        each(|c| c.period(date(2024, 3, 1), date(2024, 3, 31))),
        ["1.–31.3.2024", "1–31.3.2024", "1 to 31 March 2024"]
    );
    // The same month of another year is another month.
    assert_eq!(
        each(|c| c.period(date(2023, 3, 1), date(2024, 3, 31))),
        ["1.3.2023–31.3.2024", "1.3.2023–31.3.2024", "1 March 2023 to 31 March 2024"]
    );
    assert_eq!(each(|c| c.period(date(2024, 5, 2), date(2024, 5, 2))), ["2.5.2024", "2.5.2024", "2 May 2024"]);
}

#[test]
fn lists_and_quotes() {
    let items = ["a", "b", "c"].map(str::to_owned);
    assert_eq!(each(|c| c.list(&items)), ["a, b ja c", "a, b och c", "a, b and c"]);
    assert_eq!(each(|c| c.list_or(&items)), ["a, b tai c", "a, b eller c", "a, b or c"]);
    assert_eq!(each(|c| c.list(&items[..2])), ["a ja b", "a och b", "a and b"]);
    assert_eq!(each(|c| c.list(&items[..1])), ["a", "a", "a"]);
    assert_eq!(each(|c| c.list(&[])), ["", "", ""]);
    assert_eq!(each(|c| c.quoted("x")), ["”x”", "”x”", "‘x’"]);
}

#[test]
fn a_sentence_with_everything_in_it() {
    let sentence = |c: &Catalog| {
        let ci = c.fill("sentence.ci", &[("range", &c.percent_range(0.302, 0.543))]);
        let name = format!("{} {}", capitalise(c.text("status.employed.state")), c.text("moment.6m.at"));
        let (share, k_of_n) = (c.percent(25.0 / 60.0), c.k_of_n("25", "60"));
        c.fill("sentence.share", &[("name", &name), ("share", &share), ("k_of_n", &k_of_n), ("ci", &ci)])
    };
    assert_eq!(
        each(sentence),
        [
            "Työssä 6\u{a0}kk päättymisen jälkeen: 42\u{a0}% (25/60), 95\u{a0}%:n luottamusväli 30–54\u{a0}%.",
            "I arbete 6\u{a0}mån efter avslut: 42\u{a0}% (25/60), 95\u{a0}% konfidensintervall 30–54\u{a0}%.",
            "In work 6 months after leaving: 42% (25 of 60), 95% confidence interval 30% to 54%.",
        ]
    );
}
