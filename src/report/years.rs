//! The same result of two groups that share nobody, and whether the difference is more than chance: this year against last,
//! or the service against its comparison group.

use super::context::{Composer, Said};
use super::document::{Block, Cell, ColumnHead, Row as TableRow};
use super::figure::{Change, ChangeMarks, ChangeRow, Chart};
use super::template::Part;
use crate::analysis::{Flag, Key, Published, Row, compared, two_groups};
use crate::fact::ARM;
use crate::fact::names::group_name;
use crate::indicator::Indicator;

/// The share of differences called clear that may be chance.
const LEVEL: f64 = 0.05;

/// Which two groups are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Years,
    Arms,
}

impl Kind {
    /// Where its words are.
    fn key(self, key: &str) -> String {
        let of = if self == Kind::Years { "years" } else { "arms" };
        format!("chart.{of}.{key}")
    }

    fn is_of(self, by: &str) -> bool {
        (by == ARM) == (self == Kind::Arms)
    }

    /// A group as it is called.
    fn label(self, composer: &Composer<'_>, group: &str) -> String {
        match self {
            Kind::Years => group.to_owned(),
            Kind::Arms => group_name(composer.catalog(), &[ARM.to_owned()], &[group]),
        }
    }
}

/// A result of two groups.
struct Compared<'a> {
    label: String,
    statistic: &'static str,
    indicator: &'a Indicator,
    later: &'a Row,
    earlier: &'a Row,
    difference: &'a Row,
    /// Whether it would look clear by chance, among so many.
    among_many: bool,
}

impl Compared<'_> {
    /// Drawn are shares: numbers of people and means have no scale in common.
    fn drawn(&self) -> bool {
        !matches!(self.statistic, "count" | "mean" | "mean_change")
    }

    /// Whether the interval leaves out nought.
    fn clear(&self) -> Option<bool> {
        let (low, high) = (self.difference.low.value()?, self.difference.high.value()?);
        Some(low > 0.0 || high < 0.0)
    }
}

/// For each two years, the later ones first, a figure of shares and a table of the rest.
pub(super) fn years(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    compare(composer, part, Kind::Years)
}

/// The service beside its comparison group, where there is one.
pub(super) fn arms(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    compare(composer, part, Kind::Arms)
}

fn compare(composer: &mut Composer<'_>, part: &Part, kind: Kind) -> Vec<Block> {
    let indicators = composer.indicators(part);
    let mut pairs: Vec<((&str, &str), Vec<Compared<'_>>)> = Vec::new();
    for indicator in indicators {
        for (years, result) in results(composer, indicator, kind) {
            match pairs.iter_mut().find(|(others, _)| *others == years) {
                Some((_, together)) => together.push(result),
                None => pairs.push((years, vec![result])),
            }
        }
    }
    pairs.sort_by_key(|(years, _)| std::cmp::Reverse(*years));
    let mut blocks = Vec::new();
    for (years, results) in pairs {
        let (shares, others): (Vec<Compared<'_>>, Vec<_>) = results.into_iter().partition(Compared::drawn);
        blocks.extend(figure(composer, kind, years, &shares));
        blocks.extend(table(composer, kind, years, &others));
    }
    if !blocks.is_empty() {
        composer.compares = true;
        blocks.push(Block::Paragraph(composer.text(&kind.key("caution")).into()));
    }
    blocks
}

/// What of an indicator is compared, with the later and the earlier year.
fn results<'a>(
    composer: &Composer<'a>,
    indicator: &'a Indicator,
    kind: Kind,
) -> Vec<((&'a str, &'a str), Compared<'a>)> {
    let c = composer.catalog();
    let moment = indicator.moment.map(|moment| moment.to_string()).unwrap_or_default();
    let own = |row: &&Row| row.key.indicator == indicator.id && row.key.moment == moment && kind.is_of(&row.key.by);
    let differences = composer.context.released.rows.iter().filter(own).filter(|row| row.key.statistic == "difference");
    let result = |difference: &'a Row| {
        let compared = compared(&indicator.measure).iter();
        let of = |(statistic, level): &&(&str, &str)| {
            difference.key.level == if level.is_empty() { *statistic } else { *level }
        };
        let (statistic, level) = *compared.clone().find(of)?;
        let years = two_groups(&difference.key.group)?;
        let row = |year| composer.group_row(indicator, statistic, level, &difference.key.by, year);
        let (later, earlier) = (row(years.0)?, row(years.1)?);
        let nothing = difference.value.value().is_none() && !difference.value.is_hidden();
        if nothing || difference.flag == Flag::NotAvailable {
            return None;
        }
        let name = composer.name(indicator);
        let label = if statistic == "improved" { c.labelled(&name, c.text("statistic.improved")) } else { name };
        let key = &difference.key;
        let adjusted = composer.context.released.get(&Key { statistic: "difference_q", ..key.clone() });
        let among_many = adjusted.and_then(|row| row.value.value()).is_some_and(|q| q > LEVEL);
        Some((years, Compared { label, statistic, indicator, later, earlier, difference, among_many }))
    };
    differences.filter_map(result).collect()
}

fn figure(
    composer: &mut Composer<'_>,
    kind: Kind,
    (later, earlier): (&str, &str),
    shares: &[Compared<'_>],
) -> Option<Block> {
    if shares.is_empty() {
        return None;
    }
    let ids: Vec<&str> = shares.iter().map(|result| result.indicator.id.as_str()).collect();
    let number = composer.next_figure(&ids);
    let composer = &*composer;
    let c = composer.catalog();
    let [later, earlier] = [later, earlier].map(|group| kind.label(composer, group));
    let (later, earlier) = (later.as_str(), earlier.as_str());
    let words = |key: &str| composer.text(&kind.key(key));
    let shared = |key: &str| composer.text(&Kind::Years.key(key));
    let rows: Vec<ChangeRow> = shares.iter().map(|result| row(composer, result)).collect();
    let items: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let marks = row.marks.as_ref()?;
            let slots = [("name", row.label.as_str()), ("start", &marks.start.text), ("end", &marks.end.text)];
            Some(c.fill(&kind.key("alt_row"), &slots))
        })
        .take(4)
        .collect();
    let two = [("earlier", earlier), ("later", later)];
    let judged: Vec<bool> = shares.iter().filter_map(Compared::clear).collect();
    let clear = judged.iter().filter(|clear| **clear).count() as u64;
    let k_of_n = c.k_of_n(&c.integer(clear), &c.integer(judged.len() as u64));
    let message = match judged.is_empty() {
        true => c.fill(&kind.key("name"), &two),
        false => c.fill(&kind.key("message"), &[two[0], two[1], ("k_of_n", &k_of_n)]),
    };
    let numbers = items.join("; ");
    let said = Said {
        message,
        formal: words("formal"),
        alt: c.fill(&kind.key("alt"), &[two[0], two[1], ("numbers", &numbers)]),
        reading: words("read"),
        note: words("note"),
    };
    let chart = composer.drawn(rows.iter().any(|row| row.marks.is_some()), || {
        Chart::Change(Change {
            start: earlier.to_owned(),
            end: later.to_owned(),
            change: shared("head_difference"),
            interval: c.text("chart.change.head_interval").to_owned(),
            change_and_interval: shared("head_narrow"),
            axis: shared("axis"),
            axis_short: shared("axis_short"),
            rows,
        })
    });
    let head = |key: &str, year: &str| ColumnHead { text: c.fill(key, &[("year", year)]), numeric: true };
    let mut heads = vec![composer.word_head("column.indicator")];
    for year in [earlier, later] {
        heads.extend([head("column.year_n", year), head("column.year_percent", year)]);
    }
    heads.extend(["difference_points", "low", "high"].map(|key| composer.number_head(&format!("column.{key}"))));
    heads.push(composer.word_head("column.verdict"));
    let lines = shares.iter().map(|result| {
        let years = [result.earlier, result.later];
        let levels = years.map(|row| composer.percent(row.value));
        let hidden = || composer.signed(result.difference.value, 100.0, 0);
        let difference = seen(composer, &levels, 0).unwrap_or_else(hidden);
        let bases = years.map(|row| composer.people(row.base));
        let mut cells: Vec<Cell> = bases.into_iter().zip(levels).flat_map(|(n, share)| [n, share]).collect();
        cells.push(difference);
        cells.extend([result.difference.low, result.difference.high].map(|x| composer.signed(x, 100.0, 0)));
        cells.push(verdict(composer, result));
        composer.line(result.label.clone(), cells)
    });
    let lines = lines.collect();
    Some(composer.figure(number, said, chart, c.fill(&kind.key("name"), &two), heads, lines))
}

fn row(composer: &Composer<'_>, result: &Compared<'_>) -> ChangeRow {
    let c = composer.catalog();
    let n = result.earlier.base.whole().zip(result.later.base.whole());
    let n = n.map(|(earlier, later)| c.list(&[c.integer(earlier), c.integer(later)]));
    let marks = || {
        let [start, end] = [result.earlier, result.later].map(|row| row.value.value());
        let (start, end) = (composer.percent_mark(start?), composer.percent_mark(end?));
        let (low, high) = (result.difference.low.value()?, result.difference.high.value()?);
        let (change, whole) = (c.signed(end.at - start.at, 0), |x: f64| (x * 100.0).round());
        Some(ChangeMarks {
            start,
            end,
            change,
            interval: (whole(low), whole(high)),
            interval_text: c.points_range(low, high),
            clear: result.clear()?,
        })
    };
    ChangeRow { label: result.label.clone(), n, marks: marks() }
}

/// The difference of the two numbers the reader sees.
fn seen(composer: &Composer<'_>, levels: &[Cell; 2], places: usize) -> Option<Cell> {
    let [Cell::Number { value: earlier, .. }, Cell::Number { value: later, .. }] = levels else { return None };
    let value = later - earlier;
    Some(Cell::Number { text: composer.catalog().signed(value, places), value })
}

/// "selvä" or "sattuman rajoissa"; nothing where there is no interval.
fn verdict(composer: &Composer<'_>, result: &Compared<'_>) -> Cell {
    match result.clear() {
        Some(true) if result.among_many => Cell::Text(composer.text("level.difference.among_many")),
        Some(true) => Cell::Text(composer.text("level.difference.clear")),
        Some(false) => Cell::Text(composer.text("level.difference.chance")),
        None => Cell::None,
    }
}

/// Numbers of people and means of two years.
fn table(
    composer: &mut Composer<'_>,
    kind: Kind,
    (later, earlier): (&str, &str),
    results: &[Compared<'_>],
) -> Option<Block> {
    if results.is_empty() {
        return None;
    }
    let c = composer.catalog();
    let groups = (later, earlier);
    let [later, earlier] = [later, earlier].map(|group| kind.label(composer, group));
    let (later, earlier) = (later.as_str(), earlier.as_str());
    let year = |year: &str| ColumnHead { text: year.to_owned(), numeric: true };
    let mut heads = vec![composer.word_head("column.indicator"), year(earlier), year(later)];
    heads.extend(["difference", "low", "high"].map(|key| composer.number_head(&format!("column.{key}"))));
    heads.push(composer.word_head("column.verdict"));
    let lines: Vec<TableRow> = results
        .iter()
        .flat_map(|result| {
            let (factor, places) = (1.0, usize::from(result.statistic != "count"));
            let level = |x: Published| match result.statistic {
                "mean_change" => composer.signed(x, factor, places),
                _ => composer.decimal(x, factor, places),
            };
            let Row { value, low, high, .. } = result.difference;
            let levels = [level(result.earlier.value), level(result.later.value)];
            let difference = seen(composer, &levels, places).unwrap_or_else(|| composer.signed(*value, factor, places));
            let mut cells: Vec<Cell> = levels.into_iter().chain([difference]).collect();
            cells.extend([*low, *high].map(|x| composer.signed(x, factor, places)));
            cells.push(verdict(composer, result));
            let entry = (kind == Kind::Arms).then(|| at_entry(composer, result, groups)).flatten();
            entry.into_iter().chain([composer.line(result.label.clone(), cells)])
        })
        .collect();
    let caption = c.fill(&kind.key("others"), &[("earlier", earlier), ("later", later)]);
    Some(composer.table(caption, heads, lines))
}

/// How alike two groups were at entry on the scale whose change is compared.
fn at_entry(composer: &Composer<'_>, result: &Compared<'_>, (one, other): (&str, &str)) -> Option<TableRow> {
    let mean = |group| composer.group_row(result.indicator, "mean_start", "", ARM, group).map(|row| row.value);
    let (one, other) = (mean(one)?, mean(other)?);
    let levels = [composer.decimal(other, 1.0, 1), composer.decimal(one, 1.0, 1)];
    let label = composer.fill("chart.arms.entry", &[("name", &result.label)]);
    Some(composer.line(label, levels.into_iter().chain(std::iter::repeat_n(Cell::None, 4))))
}
