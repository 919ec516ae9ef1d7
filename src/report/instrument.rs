//! What an instrument is: its range and direction, from which change on somebody improved and why, what is published of it.

use super::document::{Block, Text};
use super::explain::Explainer;
use crate::analysis::detectable;
use crate::fact::instrument::{Aggregate, Better, Instrument};
use crate::fact::names::instrument_name;

impl Explainer<'_> {
    /// Everything about one instrument; none where there is no such.
    #[must_use]
    pub fn instrument(&self, id: &str) -> Option<Vec<Block>> {
        let instrument = self.vocabulary.instruments.get(id)?;
        let c = self.catalog;
        let name = instrument_name(c, self.vocabulary, id);
        let facts = ["start", "exit", "6m"].map(|moment| format!("{id}_{moment}"));
        let facts = Text::from(format!("{} ", c.text("instrument.facts"))).code(facts.join(", "));
        let lines = self.scale(instrument).into_iter().map(Text::from).chain([facts]).collect();
        Some(vec![Block::Heading(name), Block::List(lines)])
    }

    /// Every instrument, and those of which no scores are read.
    #[must_use]
    pub fn instruments(&self, aggregates: &[Aggregate]) -> Vec<Block> {
        let c = self.catalog;
        let list = |lines: Vec<String>| vec![Block::List(lines.into_iter().map(Text::from).collect())];
        let terms = self.vocabulary.instruments.iter().map(|(id, instrument)| {
            (format!("{} ({id})", instrument_name(c, self.vocabulary, id)), list(self.scale(instrument)))
        });
        let anonymous = aggregates.iter().map(|aggregate| {
            let name = c.wrap_own(c.own(&aggregate.name).map_or(aggregate.id.as_str(), String::as_str));
            let said = vec![c.text("instrument.aggregate").to_owned(), self.cited(&aggregate.source)];
            (format!("{name} ({})", aggregate.id), list(said))
        });
        vec![Block::Heading(c.text("instrument.all").to_owned()), Block::Terms(terms.chain(anonymous).collect())]
    }

    /// A source as it is printed.
    fn cited(&self, source: &str) -> String {
        let c = self.catalog;
        let known = self.library.source(source).and_then(|source| c.own(source));
        c.labelled(c.text("method.source"), &c.wrap_own(known.map_or(source, String::as_str)))
    }

    fn scale(&self, instrument: &Instrument) -> Vec<String> {
        let c = self.catalog;
        let filled = |key: &str, slots: &[(&str, String)]| {
            let slots: Vec<(&str, &str)> = slots.iter().map(|(slot, value)| (*slot, value.as_str())).collect();
            c.fill(&format!("instrument.{key}"), &slots)
        };
        let [min, max, step, change] =
            [instrument.min, instrument.max, instrument.step, instrument.change].map(|x| c.as_it_is(x));
        let mut lines = Vec::new();
        if instrument.asks {
            lines.push(c.text("instrument.asks").to_owned());
        } else {
            lines.push(filled("range", &[("min", min), ("max", max), ("step", step)]));
            let basis = c.text(&format!("instrument.basis.{}", instrument.basis.id())).to_owned();
            lines.push(filled("change", &[("change", change), ("basis", basis)]));
        }
        let better = match instrument.better {
            Better::Higher => "instrument.higher",
            Better::Lower => "instrument.lower",
        };
        lines.push(c.text(better).to_owned());
        let bands = instrument.bands.iter().filter_map(|band| c.own(&band.name)).map(|name| c.wrap_own(name));
        let bands: Vec<String> = bands.collect();
        if !bands.is_empty() {
            lines.push(filled("bands", &[("bands", c.list(&bands))]));
        }
        if let Some(reliability) = instrument.reliability {
            lines.push(filled("reliability", &[("r", c.as_it_is(reliability.value))]));
            if let Some((error, least)) = reliability.error().zip(detectable(instrument)) {
                lines.push(filled("error", &[("error", c.decimal(error, 2)), ("least", c.decimal(least, 2))]));
            }
        }
        if instrument.formative {
            lines.push(c.text("instrument.formative").to_owned());
        }
        if let Some(others) = &instrument.reference {
            let [mean, sd] = [others.mean, others.sd].map(|x| c.decimal(x, 2));
            lines.push(filled("reference", &[("mean", mean), ("sd", sd), ("n", c.integer(others.n))]));
        }
        lines.extend(c.own(&instrument.licence).map(|licence| c.wrap_own(licence)));
        if !instrument.source.is_empty() {
            lines.push(self.cited(&instrument.source));
        }
        lines
    }
}
