//! Every text of a document with its place. Structs are taken apart whole, so that a new field does not compile here
//! before somebody has said whether people read it.

use polku::analysis::method::Math;
use polku::report::document::{
    Block, Cell, Chapter, Chrome, ColumnHead, Document, Head, Highlight, Inline, Row, Summary, Table, Text,
};
use polku::report::figure::{
    BarList, BarRow, Bracket, Change, ChangeMarks, ChangeRow, Chart, CountGoal, Coverage, CoverageRow, Cumulative,
    Curve, CurvePoint, Figure, FollowUpShare, Forest, ForestGroup, ForestMarks, ForestRow, Funnel, Goals, Mark, Panel,
    PointText, Profile, ProfileRow, ShareGoal, ShareMarks, ShareRow, StatusBar, StatusOverTime, StatusRow, Step,
    ThreeParts, ThreeRow, ThreeWays, Transition, TransitionColumn, TransitionRow,
};

/// Every text a reader meets, but code and the letters of formulas.
pub fn texts(document: &Document) -> Vec<(String, String)> {
    let mut walk = Walk { place: Vec::new(), found: Vec::new() };
    walk.document(document);
    walk.found.retain(|(_, text)| !text.is_empty());
    walk.found
}

/// The same of some blocks.
pub fn texts_of(blocks: &[Block]) -> Vec<(String, String)> {
    let mut walk = Walk { place: Vec::new(), found: Vec::new() };
    blocks.iter().for_each(|block| walk.block(block));
    walk.found
}

struct Walk {
    place: Vec<String>,
    found: Vec<(String, String)>,
}

impl Walk {
    fn text(&mut self, name: &str, text: &str) {
        self.found.push((format!("{} {name}", self.place.join(" › ")), text.to_owned()));
    }

    fn all(&mut self, named: &[(&str, &String)]) {
        for (name, text) in named {
            self.text(name, text);
        }
    }

    fn inside(&mut self, place: &str, walk: impl FnOnce(&mut Walk)) {
        self.place.push(place.to_owned());
        walk(self);
        self.place.pop();
    }

    fn run(&mut self, name: &str, Text(parts): &Text) {
        for part in parts {
            match part {
                Inline::Plain(text) | Inline::Strong(text) => self.text(name, text),
                // A rule or a command: the same in every language.
                Inline::Code(_) => {}
            }
        }
    }

    fn document(&mut self, document: &Document) {
        let Document { language: _, head, summary, chapters, chrome } = document;
        let Head { kind, title, organisation, facts, watermark, running } = head;
        self.inside("head", |walk| {
            walk.all(&[("kind", kind), ("title", title), ("organisation", organisation), ("running", running)]);
            for (label, value) in facts {
                walk.all(&[("fact", label), ("fact", value)]);
            }
            walk.text("watermark", watermark.as_deref().unwrap_or_default());
        });
        self.inside("summary", |walk| walk.summary(summary));
        for Chapter { id, title, blocks } in chapters {
            self.inside(id, |walk| {
                walk.text("title", title);
                blocks.iter().for_each(|block| walk.block(block));
            });
        }
        let Chrome { contents, skip, how_to_read, hidden, made } = chrome;
        self.inside("page", |walk| {
            walk.all(&[("contents", contents), ("skip", skip), ("how to read", how_to_read), ("hidden", hidden)]);
            made.iter().for_each(|text| walk.run("made", text));
        });
    }

    fn summary(&mut self, summary: &Summary) {
        let Summary { title, intro, findings, limits } = summary;
        self.all(&[("title", title), ("intro", intro)]);
        for Highlight { numeral, text, matters: (label, who), evidence: (_, evidence), figure } in findings {
            if let Some((number, unit)) = numeral {
                self.all(&[("numeral", number), ("unit", unit)]);
            }
            self.run("finding", text);
            self.all(&[("matters", label), ("matters", who), ("evidence", evidence)]);
            self.text("link", figure.as_ref().map(|(_, link)| link.as_str()).unwrap_or_default());
        }
        limits.iter().for_each(|text| self.run("limits", text));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Lead(text) | Block::Paragraph(text) | Block::Notice(text) => self.run("paragraph", text),
            Block::Heading(text) => self.text("heading", text),
            Block::List(items) => items.iter().for_each(|item| self.run("item", item)),
            Block::Terms(terms) => {
                for (term, said) in terms {
                    self.text("term", term);
                    self.inside(term, |walk| said.iter().for_each(|block| walk.block(block)));
                }
            }
            Block::Formula(math) => self.math(math),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.inside("figure", |walk| walk.figure(figure)),
        }
    }

    fn math(&mut self, math: &Math) {
        match math {
            Math::Row(parts) => parts.iter().for_each(|part| self.math(part)),
            // Letters and signs are the same in every language, but they must not grow into words.
            Math::Name(sign) | Math::Op(sign) => assert!(sign.chars().count() <= 2, "no sign but a word: {sign}"),
            Math::Number(number) => self.text("formula", number),
            Math::Words(words) => self.text("formula", words),
            Math::Fraction(a, b) | Math::Power(a, b) | Math::Index(a, b) => {
                [a, b].iter().for_each(|part| self.math(part))
            }
            Math::Root(part) | Math::Mean(part) => self.math(part),
        }
    }

    fn table(&mut self, table: &Table) {
        let Table { label, caption, head, rows } = table;
        self.inside(label, |walk| {
            walk.all(&[("label", label), ("caption", caption)]);
            for ColumnHead { text, numeric: _ } in head {
                walk.text("head", text);
            }
            for row in rows {
                match row {
                    Row::Group(title) => walk.text("group", title),
                    Row::Cells(cells) => cells.iter().for_each(|cell| match cell {
                        Cell::Text(text) | Cell::Number { text, value: _ } => walk.text("cell", text),
                        Cell::Hidden | Cell::None => {}
                    }),
                }
            }
        });
    }

    fn figure(&mut self, figure: &Figure) {
        let Figure {
            number: _,
            label,
            message,
            formal,
            chart,
            alt,
            reading,
            note,
            table_label,
            table_elsewhere,
            table,
        } = figure;
        self.all(&[("label", label), ("message", message), ("formal", formal), ("alt", alt), ("reading", reading)]);
        self.all(&[("note", note), ("table label", table_label), ("table elsewhere", table_elsewhere)]);
        self.table(table);
        match chart {
            Chart::Said(text) => self.text("said", text),
            Chart::StatusOverTime(chart) => self.status(chart),
            Chart::FollowUpShare(chart) => self.share(chart),
            Chart::Transition(chart) => self.transition(chart),
            Chart::Change(chart) => self.change(chart),
            Chart::Profile(chart) => self.profile(chart),
            Chart::ThreeWays(chart) => self.three_ways(chart),
            Chart::Forest(chart) => self.forest(chart),
            Chart::Goals(chart) => self.goals(chart),
            Chart::BarList(chart) => self.bar_list(chart),
            Chart::Funnel(chart) => self.funnel(chart),
            Chart::Coverage(chart) => self.coverage(chart),
            Chart::Cumulative(chart) => self.cumulative(chart),
        }
    }

    fn mark(&mut self, Mark { at: _, text }: &Mark) {
        self.text("mark", text);
    }

    fn status(&mut self, chart: &StatusOverTime) {
        let StatusOverTime { classes, unknown, hidden, rows } = chart;
        classes.iter().for_each(|(_, name)| self.text("class", name));
        self.all(&[("unknown", unknown), ("hidden", hidden)]);
        for StatusRow { label, note, bar } in rows {
            self.all(&[("row", label), ("row", note)]);
            if let Some(StatusBar { base: _, parts, unknown }) = bar {
                parts.iter().chain([unknown]).flatten().for_each(|(_, text)| self.text("bar", text));
            }
        }
    }

    fn share(&mut self, chart: &FollowUpShare) {
        let FollowUpShare { share, share_key, interval, bounds, bounds_key, bounds_key_short, ticks, rows } = chart;
        self.all(&[("head", share), ("key", share_key), ("head", interval), ("head", bounds)]);
        self.all(&[("key", bounds_key), ("key", bounds_key_short)]);
        ticks.iter().for_each(|tick| self.mark(tick));
        for ShareRow { label, note, marks } in rows {
            self.all(&[("row", label), ("row", note)]);
            if let Some(ShareMarks { share, interval: _, interval_text, bounds: _, bounds_text }) = marks {
                self.mark(share);
                self.all(&[("interval", interval_text), ("bounds", bounds_text)]);
            }
        }
    }

    fn transition(&mut self, chart: &Transition) {
        let Transition { row_title, column_title, columns, rows, total } = chart;
        self.all(&[("rows", row_title), ("columns", column_title), ("total", total)]);
        for TransitionColumn { class: _, label, total } in columns {
            self.text("column", label);
            total.iter().for_each(|mark| self.mark(mark));
        }
        for TransitionRow { position: _, label, note, cells } in rows {
            self.all(&[("row", label), ("row", note)]);
            cells.iter().flatten().for_each(|mark| self.mark(mark));
        }
    }

    fn change(&mut self, chart: &Change) {
        let Change { start, end, change, interval, change_and_interval, axis, axis_short, rows } = chart;
        self.all(&[("start", start), ("end", end), ("head", change), ("head", interval)]);
        self.all(&[("head", change_and_interval), ("axis", axis), ("axis", axis_short)]);
        for ChangeRow { label, n, marks } in rows {
            self.text("row", label);
            self.text("n", n.as_deref().unwrap_or_default());
            if let Some(ChangeMarks { start, end, change, interval: _, interval_text, clear: _ }) = marks {
                [start, end].iter().for_each(|mark| self.mark(mark));
                self.all(&[("change", change), ("interval", interval_text)]);
            }
        }
    }

    fn profile(&mut self, chart: &Profile) {
        for Panel { title, rows } in &chart.panels {
            self.text("panel", title);
            for ProfileRow { label, share, count } in rows {
                self.text("row", label);
                share.iter().for_each(|mark| self.mark(mark));
                self.text("count", count.as_deref().unwrap_or_default());
            }
        }
    }

    fn bar_list(&mut self, chart: &BarList) {
        let BarList { rows, bracket, unknown } = chart;
        for BarRow { label, share, count, focus: _ } in rows {
            self.text("row", label);
            share.iter().for_each(|mark| self.mark(mark));
            self.text("count", count.as_deref().unwrap_or_default());
        }
        if let Some(Bracket { share, interval, k_of_n, short }) = bracket {
            self.all(&[("bracket", share), ("bracket", interval), ("bracket", k_of_n), ("bracket", short)]);
        }
        if let Some((name, words)) = unknown {
            self.all(&[("unknown", name), ("unknown", words)]);
        }
    }

    fn funnel(&mut self, chart: &Funnel) {
        let Funnel { of_previous, of_all, steps } = chart;
        self.all(&[("head", of_previous), ("head", of_all)]);
        for Step { label, people, of_previous, of_all, under_way } in steps {
            self.text("row", label);
            people.iter().chain(under_way).for_each(|(_, text)| self.text("bar", text));
            [of_previous, of_all].into_iter().flatten().for_each(|text| self.text("share", text));
        }
    }

    fn coverage(&mut self, chart: &Coverage) {
        let Coverage { base: _, names, hidden, head, rows } = chart;
        names.iter().for_each(|name| self.text("name", name));
        self.all(&[("hidden", hidden), ("head", head)]);
        for CoverageRow { label, parts, share } in rows {
            self.text("row", label);
            parts.iter().flatten().flatten().for_each(|(_, text)| self.text("bar", text));
            self.text("share", share.as_deref().unwrap_or_default());
        }
    }

    fn three_ways(&mut self, chart: &ThreeWays) {
        let ThreeWays { names, interval, rows } = chart;
        names.iter().for_each(|name| self.text("name", name));
        self.text("head", interval);
        for ThreeRow { label, total: _, n, interval, note, parts } in rows {
            self.all(&[("row", label), ("note", note)]);
            self.text("n", n.as_deref().unwrap_or_default());
            self.text("interval", interval.as_deref().unwrap_or_default());
            if let Some(ThreeParts { gained, same, lost }) = parts {
                [gained, same, lost].into_iter().flatten().for_each(|mark| self.mark(mark));
            }
        }
    }

    fn forest(&mut self, chart: &Forest) {
        let Forest { share, interval, ticks, total, groups } = chart;
        self.all(&[("head", share), ("head", interval)]);
        ticks.iter().for_each(|tick| self.mark(tick));
        for ForestGroup { heading, rows: _ } in groups {
            self.text("heading", heading);
        }
        for ForestRow { label, n, marks } in groups.iter().flat_map(|group| &group.rows).chain([total]) {
            self.text("row", label);
            self.text("n", n.as_deref().unwrap_or_default());
            if let Some(ForestMarks { share, interval: _, interval_text }) = marks {
                self.mark(share);
                self.text("interval", interval_text);
            }
        }
    }

    fn goals(&mut self, chart: &Goals) {
        let Goals { counts_title, shares_title, reached, interval, target, ticks, counts, shares } = chart;
        self.all(&[("title", counts_title), ("title", shares_title), ("head", reached)]);
        self.all(&[("head", interval), ("head", target)]);
        ticks.iter().for_each(|tick| self.mark(tick));
        for CountGoal { label, reached, target, verdict: _, verdict_text } in counts {
            self.all(&[("row", label), ("verdict", verdict_text)]);
            reached.iter().chain([target]).for_each(|mark| self.mark(mark));
        }
        for ShareGoal { label, marks, target, verdict: _, verdict_text } in shares {
            self.all(&[("row", label), ("verdict", verdict_text)]);
            self.mark(target);
            if let Some(ShareMarks { share, interval: _, interval_text, bounds: _, bounds_text }) = marks {
                self.mark(share);
                self.all(&[("interval", interval_text), ("bounds", bounds_text)]);
            }
        }
    }

    fn cumulative(&mut self, chart: &Cumulative) {
        let Cumulative { axis, at_risk, events, ticks, curves, together: _ } = chart;
        self.all(&[("axis", axis), ("at risk", at_risk), ("events", events)]);
        ticks.iter().for_each(|tick| self.mark(tick));
        for Curve { label, points } in curves {
            self.text("curve", label);
            for CurvePoint { month: _, share: _, interval: _, at_risk, events, text } in points {
                self.text("at risk", at_risk.as_deref().unwrap_or_default());
                self.text("events", events.as_deref().unwrap_or_default());
                if let Some(PointText { month, share, interval }) = text {
                    self.all(&[("month", month), ("share", share), ("interval", interval)]);
                }
            }
        }
    }
}
