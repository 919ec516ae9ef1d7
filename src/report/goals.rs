//! What was agreed with the funder, and what was reached.

mod line;
mod sentence;

pub(super) use line::verdicts;

use super::context::{Composer, Said};
use super::document::{Block, Cell, ColumnHead, Row as TableRow};
use super::figure::{Chart, CountGoal, Goals, Mark, ShareGoal, ShareMarks};
use super::template::{Part, Show};
use crate::analysis::{Reason, Verdict};
use crate::indicator::{Aim, Better};
use crate::text::capitalise;
use line::Line;
use sentence::sentence;

/// An alternative text is no longer than this.
const ALT: usize = 300;

/// The figure, and a sentence a goal.
pub(super) fn goals(composer: &mut Composer<'_>) -> Vec<Block> {
    let context = composer.context;
    let Some(counts) = verdicts(context) else { return Vec::new() };
    let judged = &context.released.goals;
    let ids: Vec<String> = judged.iter().map(|judged| judged.key.indicator.clone()).collect();
    // The methods explain what goals are judged by, also where no other part of the report shows it.
    composer.indicators(&Part { show: Show::Goals, of: ids, family: String::new(), own: false });
    // Whoever looks for an indicator wants the figure of its own, not this one.
    let number = composer.next_figure(&[]);
    let composer = &*composer;
    let lines: Vec<Line<'_>> = judged.iter().map(|judged| Line::new(composer, judged)).collect();
    let (people, shares): (Vec<&Line<'_>>, Vec<&Line<'_>>) =
        lines.iter().partition(|line| matches!(line.judged.goal.aim, Aim::People(_)));
    let chart = Goals {
        counts_title: composer.text("chart.goals.counts"),
        shares_title: composer.text("chart.goals.shares"),
        reached: composer.text("column.result"),
        interval: composer.text("chart.share.head_interval"),
        target: composer.text("column.goal"),
        ticks: composer.quarters(),
        counts: people.iter().map(|line| count_goal(composer, line)).collect(),
        shares: shares.iter().map(|line| share_goal(composer, line)).collect(),
    };
    let mut rows = Vec::new();
    for (title, lines) in [("chart.goals.counts", people), ("chart.goals.shares_percent", shares)] {
        rows.extend((!lines.is_empty()).then(|| TableRow::Group(composer.text(title))));
        rows.extend(lines.into_iter().map(|line| table_row(composer, line)));
    }
    let said = said(composer, &lines, &chart, &counts);
    let nothing =
        chart.counts.iter().all(|goal| goal.reached.is_none()) && chart.shares.iter().all(|goal| goal.marks.is_none());
    let chart = if nothing { Chart::Said(composer.text("chart.goals.none")) } else { Chart::Goals(chart) };
    let figure = composer.figure(number, said, chart, composer.text("chart.goals.formal"), head(composer), rows);
    vec![figure, Block::List(lines.iter().map(|line| sentence(composer, line)).collect())]
}

fn count_goal(composer: &Composer<'_>, line: &Line<'_>) -> CountGoal {
    let goal = &line.judged.goal;
    let c = composer.catalog();
    let reached = line.row.and_then(|row| row.count.whole());
    // A number to reach is the usual kind and needs no sign.
    let text = if goal.better == Better::Higher { line.target.clone() } else { line.sided(c, &line.target) };
    CountGoal {
        label: line.label.clone(),
        reached: reached.map(|n| Mark { at: n as f64, text: c.integer(n) }),
        target: Mark { at: line.agreed(), text },
        verdict: line.judged.verdict,
        verdict_text: capitalise(&line.verdict),
    }
}

fn share_goal(composer: &Composer<'_>, line: &Line<'_>) -> ShareGoal {
    let marks = || -> Option<ShareMarks> { composer.marks_within(line.row?, line.bounds(composer)?) };
    ShareGoal {
        label: line.label.clone(),
        // What cannot be judged is not drawn either.
        marks: if line.judged.verdict.reason().is_none() { marks() } else { None },
        target: Mark { at: line.agreed(), text: line.sided(composer.catalog(), &line.target) },
        verdict: line.judged.verdict,
        verdict_text: capitalise(&line.verdict),
    }
}

fn said(composer: &Composer<'_>, lines: &[Line<'_>], chart: &Goals, counts: &str) -> Said {
    let c = composer.catalog();
    let message = match lines {
        [only] => c.labelled(&only.label, &only.verdict),
        _ => c.fill("chart.goals.message", &[("n", &c.integer(lines.len() as u64)), ("counts", counts)]),
    };
    let mut alt = c.fill("chart.goals.alt", &[("counts", counts)]);
    for line in lines {
        let value = line.reached(c).unwrap_or_else(|| composer.text("label.no_number"));
        let more = c.fill(
            "chart.goals.alt_row",
            &[("name", &line.label), ("value", &value), ("target", &line.target), ("verdict", &line.verdict)],
        );
        if alt.chars().count() + more.chars().count() >= ALT {
            break;
        }
        alt = format!("{alt} {more}");
    }
    let boxed = |goal: &ShareGoal| goal.marks.as_ref().is_some_and(|marks| marks.bounds.0 < marks.bounds.1);
    let hidden = |line: &Line<'_>| line.judged.verdict == Verdict::Open(Reason::Hidden);
    // Each sentence where what it speaks of is in the figure.
    let sentences = |of: &[(bool, &str)]| {
        let there = of.iter().filter(|(there, _)| *there);
        there.map(|(_, key)| c.text(key)).collect::<Vec<_>>().join(" ")
    };
    Said {
        message,
        formal: composer.text("chart.goals.formal"),
        alt,
        reading: sentences(&[
            (!chart.counts.is_empty(), "chart.goals.read_counts"),
            (!chart.shares.is_empty(), "chart.goals.read_shares"),
            (true, "chart.goals.read_verdict"),
        ]),
        note: sentences(&[
            (chart.shares.iter().any(boxed), "chart.goals.note"),
            (lines.iter().any(hidden), "label.hidden_key"),
        ]),
    }
}

fn head(composer: &Composer<'_>) -> Vec<ColumnHead> {
    let mut head = composer.heads("goal", &["target", "result", "low", "high", "n"]);
    head.insert(1, composer.word_head("column.indicator"));
    head.push(composer.word_head("column.verdict"));
    head
}

fn table_row(composer: &Composer<'_>, line: &Line<'_>) -> TableRow {
    let c = composer.catalog();
    let goal = &line.judged.goal;
    let target = Cell::Number { text: line.sided(c, &line.number), value: line.agreed() };
    let numbers = match (line.row, goal.aim) {
        (Some(row), Aim::Share(_)) => {
            let [value, low, high] = [row.value, row.low, row.high].map(|x| composer.percent(x));
            [value, low, high, composer.people(row.base)]
        }
        (Some(row), Aim::People(_)) => [composer.people(row.count), Cell::None, Cell::None, composer.people(row.base)],
        (None, _) => [Cell::None, Cell::None, Cell::None, Cell::None],
    };
    let verdict = capitalise(&line.verdict);
    let verdict = match line.reason(composer) {
        None => verdict,
        Some(reason) => c.labelled(&verdict, &reason),
    };
    let cells = [Cell::Text(line.judged_by(composer)), target].into_iter().chain(numbers);
    composer.line(line.label.clone(), cells.chain([Cell::Text(verdict)]))
}
