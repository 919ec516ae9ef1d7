//! `polku indicators [PROJECT]…`: tidy results on standard output.

use super::args::{Arguments, Indicators as Options};
use super::say::Speaker;
use super::{Io, load};
use crate::analysis::{Flag, Published, Released, Row};
use crate::error::{Error, Result};
use crate::fact::names::{breakdown_name, group_name, level_name, status_name};
use crate::indicator::{Measure, TimeTo};
use crate::render::{results_csv, results_json};
use crate::text::Catalog;
use load::Counted;
use std::path::Path;

pub(super) fn run(options: &Options, arguments: &Arguments, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<()> {
    let mut counted = Vec::new();
    let projects: Vec<Option<&Path>> = if options.projects.is_empty() {
        vec![None]
    } else {
        options.projects.iter().map(|path| Some(path.as_path())).collect()
    };
    for path in projects {
        let loaded = load::project(path)?;
        load::speak(speaker, arguments.language, &loaded.project)?;
        counted.push(load::count(loaded, &options.counting, &options.only, io, speaker)?);
    }
    let sets: Vec<&Released> = counted.iter().map(|counted| &counted.released).collect();
    let bytes = match options.format.as_str() {
        "csv" => results_csv(&sets)?,
        "json" => results_json(&sets)?,
        _ => counted.iter().map(|counted| table(counted, &speaker.catalog)).collect::<Vec<_>>().join("\n").into_bytes(),
    };
    io.out.write_all(&bytes).and_then(|()| io.out.flush()).map_err(Error::bug)?;
    if counted.iter().any(|counted| !counted.plan.policy.protects()) {
        speaker.line(speaker.catalog.text("cli.internal"), io);
    }
    Ok(())
}

/// Results a person reads: a line a number, the total before its groups.
fn table(counted: &Counted, c: &Catalog) -> String {
    let head = ["indicator", "statistic", "group", "value", "interval_percent", "count", "known", "unknown"];
    let mut lines: Vec<Vec<String>> =
        vec![head.iter().map(|key| c.text(&format!("column.{key}")).to_owned()).collect()];
    for row in &counted.released.rows {
        // Bounds and single levels are in the machine formats; a person reads them in the report.
        if row.key.statistic.ends_with("_floor")
            || row.key.statistic.ends_with("_ceiling")
            || row.flag == Flag::NotAvailable
        {
            continue;
        }
        if row.key.level.contains('>') || row.value.value() == Some(0.0) && !row.key.level.is_empty() {
            continue;
        }
        lines.push(line(row, counted, c));
    }
    let widths: Vec<usize> = (0..head.len())
        .map(|i| lines.iter().filter_map(|l| l.get(i)).map(|s| s.chars().count()).max().unwrap_or(0))
        .collect();
    let mut text = format!("{}\n", counted.released.dataset);
    for line in lines {
        let cells = line.iter().zip(&widths).enumerate().map(|(i, (cell, width))| {
            let gap = " ".repeat(width - cell.chars().count());
            // Words to the left, numbers to the right.
            if i < 3 { format!("{cell}{gap}") } else { format!("{gap}{cell}") }
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn line(row: &Row, counted: &Counted, c: &Catalog) -> Vec<String> {
    let indicator = counted.plan.indicators.iter().find(|i| i.id == row.key.indicator);
    let name = indicator.and_then(|i| c.own(&i.text)).map_or(row.key.indicator.as_str(), |words| words.name.as_str());
    let mut name = c.wrap_own(name);
    if !row.key.moment.is_empty()
        && indicator.is_some_and(|i| counted.plan.indicators.iter().filter(|j| j.id == i.id).count() > 1)
    {
        let moment = crate::fact::Moment::parse(&row.key.moment);
        let label = moment.map(|moment| crate::fact::names::moment_label(c, moment)).unwrap_or_default();
        name = c.labelled(&name, &label);
    }
    let share = matches!(
        row.key.statistic,
        "share"
            | "cumulative"
            | "share_of_previous"
            | "share_weighted"
            | "nonresponse_gap"
            | "nonresponse_gap_weighted"
            | "margin"
            | "attrition_gap"
            | "attrition_boundary"
            | "class_share"
            | "improved"
            | "unchanged"
            | "worsened"
            | "ceiling_start"
            | "floor_start"
            | "reliable_improved"
            | "reliable_worsened"
            | "up_of_moved"
            | "share_before"
            | "share_after"
            | "share_gained"
            | "share_lost"
            | "rate"
    );
    let paired = row.key.statistic == "paired_difference";
    // How many times as large needs no sign and no per cent.
    let difference = paired || row.key.statistic.starts_with("difference") && row.key.statistic != "difference_ratio";
    let compared = !row.key.by.is_empty() && row.key.group.is_empty();
    let of_share = paired || matches!(row.key.level.as_str(), "share" | "up" | "improved");
    let places = if row.key.level == "count" { 0 } else { 2 };
    let number = |n: Published| match (n.value(), n.is_hidden()) {
        (Some(x), _) if row.key.statistic.ends_with("_p") || row.key.statistic.ends_with("_q") => c.decimal(x, 3),
        (Some(x), _) if difference && of_share => c.points(x),
        (Some(x), _) if difference => c.signed(x, places),
        (Some(x), _) if share => c.percent(x),
        (Some(x), _) if ["count", "at_risk"].contains(&row.key.statistic) => c.integer(x as u64),
        (Some(x), _) => c.decimal(x, if compared { 3 } else { 2 }),
        (None, true) => "··".to_owned(),
        (None, false) => String::new(),
    };
    let people = |n: Published| match (n.whole(), n.is_hidden()) {
        (Some(n), _) => c.integer(n),
        (None, true) => "··".to_owned(),
        (None, false) => String::new(),
    };
    let interval = match (row.low.value(), row.high.value()) {
        (Some(low), Some(high)) if share => c.percent_range(low, high),
        (Some(low), Some(high)) if difference && of_share => c.points_range(low, high),
        (Some(low), Some(high)) if difference => c.signed_range(low, high, places),
        (Some(low), Some(high)) if row.key.statistic.ends_with("_change") || low < 0.0 => c.signed_range(low, high, 2),
        (Some(low), Some(high)) => c.span(low, high, 2),
        _ => String::new(),
    };
    let facts: Vec<String> = row.key.by.split('*').filter(|f| !f.is_empty()).map(str::to_owned).collect();
    let labels: Vec<&str> = row.key.group.split('*').collect();
    let group = if facts.is_empty() {
        c.text("level.all").to_owned()
    } else if compared {
        breakdown_name(c, &facts)
    } else {
        let (by, group) = (breakdown_name(c, &facts), group_name(c, &facts, &labels));
        c.labelled(&by, &group)
    };
    let mut statistic = c.text(&format!("statistic.{}", row.key.statistic)).to_owned();
    if difference && !paired || row.key.statistic == "difference_ratio" {
        let words = indicator.filter(|_| row.key.level == "up").map_or("statistic", |i| i.step_words());
        statistic = c.labelled(&statistic, c.text(&format!("{words}.{}", row.key.level)));
    } else if !row.key.level.is_empty() {
        let level = match row.key.statistic.strip_prefix("class_").map(|_| row.key.level.as_str()) {
            Some(class) => c.text(&format!("class.{class}.name")).to_owned(),
            None => match indicator.map(|i| &i.measure) {
                Some(Measure::Ladder { .. }) => {
                    let words = indicator.map_or("level.ladder", |i| i.step_words());
                    c.text(&format!("{words}.{}", row.key.level)).to_owned()
                }
                Some(Measure::Coverage { .. }) => c.text(&format!("level.coverage.{}", row.key.level)).to_owned(),
                Some(Measure::Path { steps }) => {
                    let step = steps.iter().find(|step| step.id == row.key.level);
                    step.map_or_else(|| row.key.level.clone(), |step| step.label(c))
                }
                Some(Measure::Trajectory { .. }) => {
                    let class = |id: &str| c.text(&format!("class.{id}.name")).to_owned();
                    let classes: Vec<String> = row.key.level.split('>').map(class).collect();
                    c.labelled(&statistic, &classes.join(" > "))
                }
                Some(Measure::Distribution { of }) => level_name(c, of, &row.key.level),
                Some(Measure::TimeTo(_)) => {
                    let state = c.text(&format!("event_state.{}", row.key.level)).to_owned();
                    c.labelled(&statistic, &state)
                }
                _ => status_name(c, &row.key.level),
            },
        };
        statistic = if row.key.statistic == "share_of_previous" { c.labelled(&level, &statistic) } else { level };
    }
    if let Some(day) = TimeTo::day(&row.key.moment) {
        let days = c.fill("moment.days.at", &[("n", &c.integer(u64::from(day)))]);
        statistic = c.labelled(&statistic, &days);
    }
    vec![name, statistic, group, number(row.value), interval, people(row.count), people(row.base), people(row.unknown)]
}
