//! Parity: every number of the sample's report, read back as a reader reads it, is its result: in each language, in both
//! machine formats, in every table and in every chart; and what is hidden is hidden in all of them.

mod number;
mod page;
mod tables;
mod want;

use crate::util::{Folder, Tidy, files, polku, root};
use number::{all, among_words, number};
use page::{Grid, grids, lines};
use polku::text::Language;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use tables::Dictionary;
use want::{Field, Want};

const SAMPLE: &str = include_str!("../../sample-data/polku.toml");
/// The one mark of what is hidden.
const HIDDEN: &str = "··";
/// What stands where there is no number.
const NONE: &str = "–";

/// The files of the sample's report in each language: made once, looked at often.
static REPORTS: LazyLock<BTreeMap<Language, BTreeMap<String, String>>> = LazyLock::new(|| {
    let report = |language: Language| {
        let folder = Folder::new();
        let (project, output) = (root().join("sample-data"), folder.at("report"));
        let formats = "html,svg,csv,json";
        polku(&[&"report", &project, &"-o", &output, &"--lang", &language.code(), &"--format", &formats]).ok();
        let text = |(name, bytes)| (name, String::from_utf8(bytes).unwrap());
        (language, files(&output).into_iter().map(text).collect())
    };
    Language::ALL.map(report).into()
});

fn tidy(language: Language) -> Tidy {
    Tidy::parse(&REPORTS[&language]["results.csv"])
}

/// What is wrong with a cell.
fn fault(want: &Want<'_>, cells: &[String], at: usize, language: Language) -> Option<String> {
    let cell = cells[at].as_str();
    let wrong = |wanted: &str| Some(format!("‘{cell}’ should be {wanted}"));
    match *want {
        Want::Words => None,
        Want::Nothing => {
            if cell == NONE {
                None
            } else {
                wrong("nothing")
            }
        }
        Want::Number(row, field, factor, places) => match (field.of(row), number(cell, language)) {
            (Some(x), Some(read)) if read.places == places => {
                let near = (read.value - x * factor).abs() <= 0.5 * 10f64.powi(-(places as i32)) + 1e-9;
                if near { None } else { wrong(&(x * factor).to_string()) }
            }
            (Some(x), _) => wrong(&(x * factor).to_string()),
            // In a row that hides something a missing number is hidden; a bound may be missing by itself.
            (None, _) if row.flag == "suppressed" && ![Field::Low, Field::High].contains(&field) => {
                if cell.starts_with(HIDDEN) { None } else { wrong("hidden") }
            }
            (None, _) if row.flag == "suppressed" => {
                if cell.starts_with(HIDDEN) || cell == NONE {
                    None
                } else {
                    wrong("hidden")
                }
            }
            (None, _) => {
                if cell == NONE {
                    None
                } else {
                    wrong("nothing")
                }
            }
        },
        Want::Seen(a, b, row, factor) => match [a, b].map(|i| number(&cells[i], language)) {
            [Some(a), Some(b)] => {
                let read = number(cell, language)?;
                let step = 10f64.powi(-(a.places as i32));
                let near = |x: f64, most: f64| (read.value - x).abs() <= most + 1e-9;
                let result = row.value.is_none_or(|x| near(x * factor, 1.5 * step));
                if near(b.value - a.value, 0.0) && result { None } else { wrong("the difference") }
            }
            _ => {
                if cell.starts_with(HIDDEN) || row.value.is_some() {
                    None
                } else {
                    wrong("hidden")
                }
            }
        },
    }
}

/// Reads every table of a page; gives what is wrong, and how many numbers and hidden ones were right.
fn read(page: &str, words: &Dictionary<'_>, language: Language) -> (Vec<String>, usize, usize) {
    let (mut faults, mut numbers, mut hidden) = (Vec::new(), 0, 0);
    for grid in grids(page) {
        for (heading, cells) in &grid.rows {
            let Some(wants) = words.wants(&grid, heading, cells) else { continue };
            assert_eq!(wants.len() + 1, cells.len(), "{}: {cells:?}", grid.caption);
            for (i, want) in wants.iter().enumerate() {
                match fault(want, cells, i + 1, language) {
                    Some(fault) => {
                        faults.push(format!("{} › {} › {}: {fault}", grid.caption, cells[0], grid.head[i + 1]))
                    }
                    None if cells[i + 1].starts_with(HIDDEN) => hidden += 1,
                    None => numbers += usize::from(number(&cells[i + 1], language).is_some()),
                }
            }
        }
    }
    (faults, numbers, hidden)
}

#[test]
fn every_number_of_every_table_is_its_result() {
    let mut read_in = Vec::new();
    for language in Language::ALL {
        let tidy = tidy(language);
        let words = Dictionary::new(language, SAMPLE, &tidy);
        let page = &REPORTS[&language]["report.html"];
        let (faults, numbers, hidden) = read(page, &words, language);
        assert!(faults.is_empty(), "{language}: {faults:#?}");
        assert!(numbers > 500 && hidden > 20, "{language}: {numbers} numbers and {hidden} hidden");
        read_in.push((numbers, hidden));
        // Whatever table there is, a hidden cell holds its mark and no number.
        for cell in grids(page).iter().flat_map(|grid| &grid.rows).flat_map(|(_, cells)| cells) {
            let told = cell.strip_prefix(HIDDEN).is_some_and(|rest| rest.contains(|c: char| c.is_ascii_digit()));
            assert!(!told && !cell.contains("<5") && !cell.contains("< 5"), "{language}: {cell}");
        }
    }
    assert!(read_in.iter().all(|all| *all == read_in[0]), "as much in each language: {read_in:?}");
}

#[test]
fn the_tables_that_hold_no_results_are_known() {
    for language in Language::ALL {
        let tidy = tidy(language);
        let words = Dictionary::new(language, SAMPLE, &tidy);
        let page = &REPORTS[&language]["report.html"];
        let other = |grid: &Grid| words.wants(grid, &grid.rows[0].0, &grid.rows[0].1).is_none();
        let others: Vec<String> = grids(page).into_iter().filter(other).map(|grid| grid.caption).collect();
        let keys = ["quality.columns_caption", "quality.findings_caption", "privacy.why_caption", "privacy.caption"];
        assert_eq!(others, keys.map(|key| words.catalog.text(key)));
        // The last of them has the total that the results have.
        let grid = grids(page).pop().unwrap();
        let (_, total) = grid.rows.last().unwrap();
        let json: Value = serde_json::from_str(&REPORTS[&language]["results.json"]).unwrap();
        let of = |name: &str| json["results"][0][name].as_f64().unwrap();
        let read = |i: usize| number(&total[i], language).unwrap().value;
        assert_eq!((read(1), read(2)), (of("numbers_shown") + of("numbers_hidden"), of("numbers_hidden")));
    }
}

#[test]
fn the_numbers_are_the_same_in_each_language_and_both_machine_formats() {
    let of = |name: &str| Language::ALL.map(|language| &REPORTS[&language][name]);
    for name in ["results.csv", "results.json"] {
        let [first, rest @ ..] = of(name);
        assert!(rest.iter().all(|other| *other == first), "{name}");
    }
    let json: Value = serde_json::from_str(of("results.json")[0]).unwrap();
    let tidy = tidy(Language::Fi);
    let rows = json["results"][0]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), tidy.0.len());
    for row in rows {
        let is = |(key, _): &(&crate::util::Key, &crate::util::Row)| {
            [&key.indicator, &key.statistic, &key.level, &key.by, &key.group, &key.moment]
                == ["indicator", "statistic", "level", "by", "group", "moment"].map(|name| row[name].as_str().unwrap())
        };
        let (key, other) = tidy.0.iter().find(is).unwrap();
        let fields = [("value", Field::Value), ("low", Field::Low), ("high", Field::High), ("count", Field::Count)];
        for (name, field) in fields.into_iter().chain([("base", Field::Base), ("unknown", Field::Unknown)]) {
            let same = match (row[name].as_f64(), field.of(other)) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-12,
                (None, None) => row[name].is_null(),
                _ => false,
            };
            assert!(same, "{key:?} {name}");
        }
    }
}

/// What a chart may print of a row.
#[derive(Default)]
struct Printable {
    /// The numbers in its cells.
    own: Vec<f64>,
    /// The shares in per cent that they make of each other.
    shares: Vec<f64>,
}

impl Printable {
    fn of(cells: &[String], whole: Option<f64>, language: Language) -> Printable {
        let read = cells[1..].iter().filter_map(|cell| all(cell, language)).flatten();
        let own: Vec<f64> = read.map(|read| read.value).collect();
        let bases = own.iter().copied().chain(whole).filter(|base| *base > 0.0);
        let shares = bases.flat_map(|base| own.iter().map(move |n| (n / base * 100.0).round())).collect();
        Printable { own, shares }
    }

    fn has(&self, x: f64, per_cent: bool) -> bool {
        let among = |numbers: &[f64]| numbers.iter().any(|n| (n - x).abs() < 1e-9);
        among(&self.own) || per_cent && among(&self.shares)
    }
}

/// The numbers of a chart that its table has not.
fn strangers(svg: &str, grid: &Grid, language: Language) -> (Vec<String>, usize) {
    let (mut found, mut met) = (Vec::new(), 0);
    let whole = number(&grid.rows[0].1[1], language).map(|read| read.value);
    let rows: Vec<(&str, Printable)> =
        grid.rows.iter().map(|(_, cells)| (cells[0].as_str(), Printable::of(cells, whole, language))).collect();
    let mut anywhere = Printable::default();
    for (_, row) in &rows {
        anywhere.own.extend(&row.own);
        anywhere.shares.extend(&row.shares);
    }
    let mut next = 0;
    for line in lines(svg) {
        let mut may = &anywhere;
        // A line of nothing but round numbers is an axis.
        let axis = line.iter().all(|text| {
            let round = |x: f64| x % 5.0 == 0.0 || line.len() > 6 && x % 2.0 == 0.0;
            all(text, language).is_some_and(|all| all.len() == 1 && round(all[0].value))
        });
        for text in &line {
            // A label that stands once, or the next one of several alike.
            let called: Vec<usize> =
                (0..rows.len()).filter(|i| rows[*i].0 == text && number(text, language).is_none()).collect();
            if let Some(i) = called.iter().find(|i| **i >= next).or(called.first()) {
                may = if called.len() == 1 { &rows[*i].1 } else { &anywhere };
                next = *i;
                continue;
            }
            // The rest of a long label, and how sure an interval is.
            let label = rows.iter().any(|(label, _)| label.contains(text.as_str())) || text.contains("95");
            let words = || if label { Vec::new() } else { among_words(text, language) };
            // A month a value stands for is a row of the table.
            let number_of = |label: &str| label.split([' ', '\u{a0}']).next().map(str::to_owned);
            let is_month = text.ends_with(char::is_alphabetic) && text.starts_with(|c: char| c.is_ascii_digit());
            if is_month && rows.iter().any(|(label, _)| number_of(label) == number_of(text)) {
                continue;
            }
            for read in all(text, language).unwrap_or_else(words) {
                met += 1;
                if !axis && !may.has(read.value, text.contains('%')) {
                    found.push(format!("{}: {text} in {line:?}", grid.caption));
                }
            }
        }
    }
    (found, met)
}

#[test]
fn every_number_of_every_chart_stands_in_its_row_of_the_table() {
    let mut counts = Vec::new();
    for language in Language::ALL {
        let grids = grids(&REPORTS[&language]["report.html"]);
        let mut met = BTreeMap::new();
        for grid in grids.iter().filter(|grid| grid.figure.is_some()) {
            // What is nearly all hidden has a table and no chart.
            let name = format!("charts/figure_{:02}.svg", grid.figure.unwrap());
            let Some(svg) = REPORTS[&language].get(&name) else { continue };
            let (found, numbers) = strangers(svg, grid, language);
            assert!(found.is_empty(), "{language}: {found:#?}");
            met.insert(grid.figure, numbers);
            // The page draws the same words as the file.
            let page = &REPORTS[&language]["report.html"];
            let wide = format!("aria-labelledby=\"figure-{}-wide\"", grid.figure.unwrap());
            let drawn =
                page.split("<svg class=\"wide\"").find(|drawn| drawn.split('>').next().unwrap().contains(&wide));
            assert_eq!(drawn.map(|svg| lines(svg.split("</svg>").next().unwrap())), Some(lines(svg)));
            // What the table hides has its mark in the chart, if the chart has room for it at all.
            if svg.contains(HIDDEN) {
                assert!(grid.rows.iter().flat_map(|(_, cells)| cells).any(|cell| cell.starts_with(HIDDEN)));
            }
        }
        counts.push(met);
    }
    assert!(counts[0].values().sum::<usize>() > 500, "{counts:?}");
    // Whether a share fits into its bar depends on how it is written.
    let alike = |met: &BTreeMap<Option<u32>, usize>| met.iter().all(|(figure, n)| n.abs_diff(counts[0][figure]) <= 2);
    assert!(counts.iter().all(alike), "as much in each language: {counts:?}");
}

#[test]
fn one_wrong_digit_is_noticed_wherever_it_stands() {
    for language in Language::ALL {
        let tidy = tidy(language);
        let words = Dictionary::new(language, SAMPLE, &tidy);
        let page = &REPORTS[&language]["report.html"];
        // Cells here and there, each in a copy of the page; the tables at its end hold no results.
        let end = page.find(words.catalog.text("quality.columns_caption")).unwrap();
        let cells: Vec<usize> = page[..end].match_indices("<td class=\"n").map(|(at, _)| at).collect();
        let (mut tried, mut noticed) = (0, 0);
        for at in cells.into_iter().step_by(47) {
            let end = at + page[at..].find("</td>").unwrap();
            let cell = &page[at..end];
            let text = page::words(cell);
            let Some(read) = number(&text, language) else { continue };
            let wrong =
                cell.replace(&cell[cell.find('>').unwrap() + 1..], &((read.value.abs() + 3.0) as u64).to_string());
            let mutated = format!("{}{wrong}{}", &page[..at], &page[end..]);
            tried += 1;
            noticed += usize::from(!self::read(&mutated, &words, language).0.is_empty());
        }
        assert!(tried > 10 && noticed == tried, "{language}: {noticed} of {tried}");
        // A hidden number that is shown after all, and a chart that says another number than its table.
        let shown = page.replacen("<span aria-hidden=\"true\">··</span>", "3", 1);
        assert!(!self::read(&shown, &words, language).0.is_empty());
        let drawn = |grid: &Grid| REPORTS[&language].get(&format!("charts/figure_{:02}.svg", grid.figure?));
        let (grid, svg, at) = grids(page)
            .into_iter()
            .find_map(|grid| {
                let svg = drawn(&grid)?;
                let at = svg.find("\n55\n")?;
                Some((grid, svg, at))
            })
            .unwrap();
        let wrong = format!("{}\n56\n{}", &svg[..at], &svg[at + 4..]);
        assert!(strangers(svg, &grid, language).0.is_empty() && !strangers(&wrong, &grid, language).0.is_empty());
    }
}
