//! How soon does it happen?

use super::context::{Composer, Said};
use super::document::{Block, Cell, ColumnHead, Row as TableRow};
use super::figure::{Chart, Cumulative, Curve, CurvePoint, PointText};
use super::template::Part;
use crate::analysis::{Flag, Key, Row};
use crate::fact::names::{breakdown_name, fact_name};
use crate::indicator::{Indicator, Measure, TimeTo};

/// The share at a point is written every so many months.
const WRITTEN: f64 = 6.0;
/// A curve is drawn as far as it was followed by this many: what comes after is a step for every person.
const FOLLOWED: u64 = 10;

pub(super) fn figures(composer: &mut Composer<'_>, part: &Part) -> Vec<Block> {
    let indicators = composer.indicators(part);
    indicators.into_iter().filter_map(|indicator| one(composer, indicator)).collect()
}

/// What is published of a day.
struct Point<'a> {
    day: u32,
    share: &'a Row,
    at_risk: Option<&'a Row>,
    /// The shares of the events that compete.
    others: Vec<&'a Row>,
}

impl<'a> Point<'a> {
    /// The share of an event, the one asked for first.
    fn of(&self, event: usize) -> Option<&'a Row> {
        match event.checked_sub(1) {
            Some(other) => self.others.get(other).copied(),
            None => Some(self.share),
        }
    }
}

impl<'a> Composer<'a> {
    /// A row of a time: a statistic by a day, or the one of no day.
    fn time_row(&self, indicator: &Indicator, statistic: &'static str, day: Option<u32>) -> Option<&'a Row> {
        self.event_row(indicator, statistic, "", day)
    }

    /// The same of an event that competes.
    fn event_row(
        &self,
        indicator: &Indicator,
        statistic: &'static str,
        level: &str,
        day: Option<u32>,
    ) -> Option<&'a Row> {
        self.context.released.get(&Key {
            indicator: indicator.id.clone(),
            statistic,
            level: level.to_owned(),
            by: String::new(),
            group: String::new(),
            moment: day.map(TimeTo::moment).unwrap_or_default(),
        })
    }

    /// What an event has come to, in words.
    fn event_state(&self, fact: &str) -> String {
        let state = format!("event_state.{fact}");
        match self.catalog().has(&state) {
            true => self.text(&state),
            false => crate::text::capitalise(&fact_name(self.catalog(), self.vocabulary(), fact)),
        }
    }

    /// How far the curves of groups are apart, one breakdown after another; nothing where that is not told.
    fn logrank_sentence(&self, indicator: &Indicator) -> Option<String> {
        let c = self.catalog();
        let rows = self.context.released.rows.iter();
        let rows = rows.filter(|row| row.key.indicator == indicator.id && row.key.statistic == "logrank_p");
        let list: Vec<String> = rows
            .filter_map(|row| {
                Some(
                    c.labelled(&breakdown_name(c, std::slice::from_ref(&row.key.by)), &self.chance(row.value.value()?)),
                )
            })
            .collect();
        let list = list.join("; ");
        (!list.is_empty()).then(|| c.fill("chart.time.logrank", &[("list", &list)]))
    }

    /// "Ensimmäinen työ alkanut 365 päivän kuluessa aloituksesta: 31 % (arvio), …": by the last horizon within a year.
    fn time_sentence(&self, indicator: &Indicator, time: &TimeTo) -> Option<String> {
        let c = self.catalog();
        let rows =
            time.horizons.iter().filter_map(|day| Some((*day, self.time_row(indicator, "cumulative", Some(*day))?)));
        let said: Vec<(u32, &Row)> = rows.filter(|(_, row)| row.value.value().is_some()).collect();
        let (day, row) = said.iter().rfind(|(day, _)| *day <= 365).or(said.first())?;
        let (days, share) = (c.integer(u64::from(*day)), c.percent(row.value.value()?));
        let state = format!("event_state.{}", time.event);
        let from_start = time.origin == "start" && c.has(&state);
        let (key, slot, what) = match from_start {
            true => ("time_to", "state", self.text(&state)),
            false => ("time_to_event", "name", self.name(indicator)),
        };
        let ci = self.interval(row).unwrap_or_else(|| self.text("sentence.no_interval"));
        Some(c.fill(&format!("sentence.{key}"), &[(slot, &what), ("days", &days), ("share", &share), ("ci", &ci)]))
    }

    /// The median in words, or that there is none; nothing where it is hidden.
    fn median_sentence(&self, indicator: &Indicator) -> Option<String> {
        let row = self.time_row(indicator, "median", None)?;
        match row.value.value() {
            Some(days) => {
                let days = self.catalog().decimal(days, usize::from(days.fract() != 0.0));
                Some(self.fill("sentence.time_median", &[("days", &days)]))
            }
            None if row.flag == Flag::NotAvailable => Some(self.text("sentence.time_no_median")),
            None => None,
        }
    }

    /// How much of the time went by without any event, and how much came after the one asked for where others compete: up
    /// to the last horizon within a year that is told.
    fn mean_sentences(&self, indicator: &Indicator, time: &TimeTo) -> Vec<String> {
        let c = self.catalog();
        let told = |statistic| {
            let of = |day: &u32| Some((*day, self.time_row(indicator, statistic, Some(*day))?));
            let rows: Vec<(u32, &Row)> =
                time.horizons.iter().filter_map(of).filter(|(_, row)| row.value.value().is_some()).collect();
            rows.iter().rfind(|(day, _)| *day <= 365).or(rows.first()).copied()
        };
        let said = |statistic, key: &str| {
            let (day, row) = told(statistic)?;
            let value = c.decimal(row.value.value()?, 0);
            let range = c.span(row.low.value()?, row.high.value()?, 0);
            let ci = self.fill("sentence.ci", &[("range", &range)]);
            let days = c.integer(u64::from(day));
            let state = self.event_state(&time.event);
            let slots = [("days", days.as_str()), ("value", &value), ("ci", &ci), ("state", &state)];
            Some(self.fill(&format!("sentence.{key}"), &slots))
        };
        let without = if time.competing.is_empty() { "time_without" } else { "time_without_any" };
        [said("rmst", without), said("time_after", "time_after")].into_iter().flatten().collect()
    }
}

fn one(composer: &mut Composer<'_>, indicator: &Indicator) -> Option<Block> {
    let Measure::TimeTo(time) = &indicator.measure else { return None };
    let first = composer.time_row(indicator, "cumulative", time.horizons.first().copied())?;
    let base = first.base;
    if base.value() == Some(0.0) || base.value().is_none() && !base.is_hidden() {
        return None;
    }
    let number = composer.next_figure(&[&indicator.id]);
    let composer = &*composer;
    let c = composer.catalog();
    let words = |key: &str| c.text(&format!("chart.time.{key}")).to_owned();
    let points: Vec<Point<'_>> = time
        .days()
        .into_iter()
        .filter_map(|day| {
            let share = composer.time_row(indicator, "cumulative", Some(day))?;
            let other = |fact: &String| composer.event_row(indicator, "cumulative", fact, Some(day));
            let others = time.competing.iter().filter_map(other).collect();
            Some(Point { day, share, at_risk: composer.time_row(indicator, "at_risk", Some(day)), others })
        })
        .collect();
    let name = composer.name(indicator);
    let sentence = composer.time_sentence(indicator, time);
    let told = points.iter().filter(|point| time.horizons.contains(&point.day));
    let numbers: Vec<String> = told
        .filter_map(|point| {
            Some(composer.alt_item(&month(composer, point.day), &c.percent(point.share.value.value()?)))
        })
        .collect();
    let policy = &composer.context.released.policy;
    let mut note: Vec<String> = composer.median_sentence(indicator).into_iter().collect();
    note.extend(composer.mean_sentences(indicator, time));
    note.extend(composer.small_sentence(first));
    if !time.competing.is_empty() {
        note.push(words("competing"));
    }
    note.push(words("note"));
    if time.observed_from.is_some() {
        note.push(words("late"));
    }
    note.extend(composer.logrank_sentence(indicator));
    if policy.protects() {
        note.push(words("months"));
    }
    note.push(c.fill("chart.time.ends", &[("n", &c.integer(FOLLOWED.max(policy.least_at_risk)))]));
    let slots = [("name", name.as_str()), ("n", &composer.written(base))];
    let said = Said {
        message: sentence.map_or_else(|| name.clone(), |sentence| sentence.trim_end_matches('.').to_owned()),
        formal: c.fill("chart.time.formal", &slots),
        alt: c.fill("chart.time.alt", &[("name", &name), ("numbers", &numbers.join(c.text("format.list_separator")))]),
        reading: words("read"),
        note: note.join(" "),
    };
    let mut head = composer.heads("month", &["at_risk", "events", "cumulative_percent", "low_percent", "high_percent"]);
    let others = time.competing.iter().map(|fact| format!("{},\u{a0}%", composer.event_state(fact)));
    head.extend(others.map(|text| ColumnHead { text, numeric: true }));
    let chart = chart(composer, time, first, &points);
    let caption = c.fill("chart.time.caption", &[("name", &name)]);
    Some(composer.figure(number, said, chart, caption, head, table(composer, time, first, &points)))
}

/// "12 kk"
fn month(composer: &Composer<'_>, day: u32) -> String {
    let c = composer.catalog();
    let months = TimeTo::month(day);
    if months.fract() == 0.0 {
        c.months(months as u64)
    } else {
        c.fill("format.months", &[("n", &c.decimal(months, 1))])
    }
}

/// The points that are drawn: a step is, when enough were at risk of it.
fn drawn<'p, 'a>(points: &'p [Point<'a>]) -> Vec<&'p Point<'a>> {
    let mut shown: Vec<&Point<'_>> = Vec::new();
    for point in points.iter().filter(|point| point.share.value.value().is_some()) {
        let before = shown.last().and_then(|before| before.at_risk?.count.whole());
        if before.is_some_and(|followed| followed < FOLLOWED) {
            break;
        }
        shown.push(point);
    }
    shown
}

fn chart(composer: &Composer<'_>, time: &TimeTo, first: &Row, points: &[Point<'_>]) -> Chart {
    let c = composer.catalog();
    let policy = &composer.context.released.policy;
    let shown = drawn(points);
    if shown.is_empty() {
        let small = first.base.whole().is_some_and(|n| n < policy.least_for_curve);
        let least = [("n", c.integer(policy.least_for_curve))];
        return Chart::Said(match small {
            true => c.fill("chart.too_small", &least.each_ref().map(|(k, v)| (*k, v.as_str()))),
            false => composer.text("chart.all_hidden"),
        });
    }
    let last = shown.last().map(|point| point.day);
    let point = |point: &Point<'_>, event: usize| {
        let row = point.of(event)?;
        let share = row.value.value()?;
        let mark = composer.percent_mark(share);
        let marks = composer.interval_marks(row);
        let at = TimeTo::month(point.day);
        let written = at % WRITTEN == 0.0 || Some(point.day) == last;
        Some(CurvePoint {
            month: at,
            share: mark.at,
            interval: marks.as_ref().map_or((mark.at, mark.at), |marks| marks.interval),
            at_risk: point.at_risk.and_then(|row| row.count.whole()).map(|n| c.integer(n)),
            events: row.count.whole().map(|n| c.integer(n)),
            text: written.then(|| PointText {
                month: month(composer, point.day),
                share: mark.text,
                interval: marks.map(|marks| marks.interval_text).unwrap_or_default(),
            }),
        })
    };
    let start = CurvePoint {
        month: 0.0,
        share: 0.0,
        interval: (0.0, 0.0),
        at_risk: first.base.whole().map(|n| c.integer(n)),
        events: Some(c.integer(0)),
        text: None,
    };
    let events = std::iter::once(&time.event).chain(&time.competing);
    let curves = events.enumerate().map(|(event, fact)| {
        let points = shown.iter().filter_map(|shown| point(shown, event));
        let label = if time.competing.is_empty() { String::new() } else { composer.event_state(fact) };
        Curve { label, points: std::iter::once(start.clone()).chain(points).collect() }
    });
    let axis = if time.origin == "start" {
        composer.text("chart.time.axis")
    } else {
        c.fill("chart.time.axis_of", &[("origin", &fact_name(c, composer.vocabulary(), &time.origin))])
    };
    Chart::Cumulative(Cumulative {
        axis,
        at_risk: composer.text("chart.time.at_risk"),
        events: composer.text("chart.time.events"),
        ticks: [0.0, 0.2, 0.4, 0.6, 0.8, 1.0].map(|share| composer.percent_mark(share)).to_vec(),
        curves: curves.collect(),
        together: !time.competing.is_empty(),
    })
}

/// The start, every day that is told, and the horizons.
fn table(composer: &Composer<'_>, time: &TimeTo, first: &Row, points: &[Point<'_>]) -> Vec<TableRow> {
    let c = composer.catalog();
    let written = |day: u32| {
        let months = TimeTo::month(day);
        c.decimal(months, usize::from(months.fract() != 0.0))
    };
    let nought = composer.sum(Some(0));
    let others = time.competing.iter().map(|_| nought.clone());
    let start = [composer.people(first.base), nought.clone(), nought.clone(), Cell::None, Cell::None];
    let start = start.into_iter().chain(others);
    let told = |point: &&Point<'_>| point.share.value.value().is_some() || time.horizons.contains(&point.day);
    let rows = points.iter().filter(told).map(|point| {
        let at_risk = point.at_risk.map_or(Cell::None, |row| composer.people(row.count));
        let share = [point.share.value, point.share.low, point.share.high].map(|share| composer.percent(share));
        let others = point.others.iter().map(|row| composer.percent(row.value));
        let cells = [at_risk, composer.people(point.share.count)].into_iter().chain(share).chain(others);
        composer.line(written(point.day), cells)
    });
    std::iter::once(composer.line(written(0), start)).chain(rows).collect()
}
