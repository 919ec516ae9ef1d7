//! What each cell of a table should say: found by the headings of its row, its column and its table, in the words of its
//! language, among the tidy results.

use super::page::{Grid, words};
use super::want::{Field, Want};
use crate::util::{Key, Row, Tidy};
use polku::fact::Moment;
use polku::fact::names::{breakdown_name, group_name, instrument_name, level_name, moment_label};
use polku::fact::status::Class;
use polku::indicator::{Measure, TimeTo};
use polku::project::Project;
use polku::text::{Catalog, Language};
use std::collections::BTreeMap;

use Field::{AllDue, Base, Count, Due, High, Low, Unknown, Value};

/// A language, the project, and its results.
pub struct Dictionary<'a> {
    pub catalog: Catalog,
    project: Project,
    tidy: &'a Tidy,
    /// Indicators by name, each with its moment.
    names: BTreeMap<String, (String, String)>,
    /// Groups by the name of their breakdown and their own.
    groups: BTreeMap<(String, String), (String, String)>,
}

impl<'a> Dictionary<'a> {
    pub fn new(language: Language, project: &str, tidy: &'a Tidy) -> Dictionary<'a> {
        let catalog = Catalog::load(language).unwrap();
        let project = Project::parse(project, "polku.toml", "sample").unwrap();
        let of = |i: &polku::indicator::Indicator| {
            let moment = i.moment.map(|moment| moment.to_string()).unwrap_or_default();
            (words(&catalog.own(&i.text).unwrap().name), (i.id.clone(), moment))
        };
        let names = project.library.iter().map(of).collect();
        let mut groups = BTreeMap::from([((String::new(), words(catalog.text("level.total"))), Default::default())]);
        groups.insert((String::new(), words(catalog.text("level.all"))), Default::default());
        for key in tidy.0.keys().filter(|key| !key.by.is_empty()) {
            let facts: Vec<String> = key.by.split('*').map(str::to_owned).collect();
            let labels: Vec<&str> = key.group.split('*').collect();
            let heading = words(&breakdown_name(&catalog, &facts));
            let label = words(&group_name(&catalog, &facts, &labels));
            groups.insert((heading, label), (key.by.clone(), key.group.clone()));
        }
        Dictionary { catalog, project, tidy, names, groups }
    }

    fn text(&self, key: &str) -> String {
        words(self.catalog.text(key))
    }

    fn is(&self, head: &[String], keys: &[&str]) -> bool {
        head.len() == keys.len()
            && head.iter().zip(keys).all(|(head, key)| *head == self.text(&format!("column.{key}")))
    }

    fn row(&self, of: (&str, &str), statistic: &str, level: &str, (by, group): (&str, &str)) -> &'a Row {
        let (indicator, moment) = (of.0.to_owned(), of.1.to_owned());
        let (statistic, level) = (statistic.to_owned(), level.to_owned());
        let key = Key { indicator, statistic, level, by: by.to_owned(), group: group.to_owned(), moment };
        self.tidy.0.get(&key).unwrap_or_else(|| panic!("no result {key:?}"))
    }

    fn total(&self, of: (&str, &str), statistic: &str, level: &str) -> &'a Row {
        self.row(of, statistic, level, ("", ""))
    }

    fn group(&self, heading: &str, label: &str) -> (&str, &str) {
        let at = (heading.to_owned(), label.to_owned());
        let above = (String::new(), label.to_owned());
        let found = self.groups.get(&at).or_else(|| self.groups.get(&above));
        let (by, group) = found.unwrap_or_else(|| panic!("no group {at:?}"));
        (by, group)
    }

    fn named(&self, name: &str) -> (&str, &str) {
        let (id, moment) = self.names.get(name).unwrap_or_else(|| panic!("no indicator ‘{name}’"));
        (id, moment)
    }

    /// The class of situations of this name.
    fn class(&self, name: &str) -> &'static str {
        let called = |class: &&Class| {
            let ids = if **class == Class::Open { vec!["open", "unspecified", "work"] } else { vec![class.id()] };
            ids.iter().any(|id| ["name", "short"].iter().any(|form| self.text(&format!("class.{id}.{form}")) == name))
        };
        Class::ALL.iter().find(called).unwrap_or_else(|| panic!("no class ‘{name}’")).id()
    }

    fn moment(&self, label: &str) -> String {
        let of = |id: &&str| words(&moment_label(&self.catalog, Moment::parse(id).unwrap())) == label;
        ["start", "exit", "3m", "6m", "12m", "24m"]
            .into_iter()
            .find(of)
            .unwrap_or_else(|| panic!("‘{label}’"))
            .to_owned()
    }

    /// The indicator of change on the scale of this name.
    fn scale(&self, name: &str) -> ((&str, &str), f64) {
        let found = self.project.library.iter().find_map(|i| {
            let Measure::Change { scale, .. } = &i.measure else { return None };
            let instrument = self.project.vocabulary.instruments.get(scale)?;
            let said = words(&instrument_name(&self.catalog, &self.project.vocabulary, scale));
            (said == name).then_some((i, instrument.max - instrument.min))
        });
        let (indicator, length) = found.unwrap_or_else(|| panic!("no scale ‘{name}’"));
        ((&indicator.id, "exit"), length)
    }

    /// What the cells of a row after its label should say; none where the table holds no results.
    pub fn wants(&self, grid: &Grid, heading: &str, cells: &[String]) -> Option<Vec<Want<'a>>> {
        let (head, label) = (&grid.head[..], cells[0].as_str());
        let people = |row, field| Want::Number(row, field, 1.0, 0);
        let percent = |row, field| Want::Number(row, field, 100.0, 0);
        let shares = |row| [percent(row, Value), percent(row, Low), percent(row, High)];
        let column = |key: &str| self.text(&format!("column.{key}"));
        Some(if grid.caption == self.text("label.participants") {
            let group = self.group(heading, label);
            head[1..].iter().map(|name| people(self.row(self.named(name), "count", "", group), Count)).collect()
        } else if self.is(head, &["group", "known", "counted", "share_percent", "low_percent", "high_percent"]) {
            let row = self.row(self.named(&grid.caption), "share", "", self.group(heading, label));
            [people(row, Base), people(row, Count)].into_iter().chain(shares(row)).collect()
        } else if self.is(&head[1..], &["people", "share_percent", "low_percent", "high_percent"]) {
            let of = self.named(&grid.caption);
            let fact = self.project.library.get(of.0).next().unwrap().outcome_facts().pop_first().unwrap();
            if label == words(&polku::text::capitalise(self.catalog.text("level.not_known"))) {
                let any = self.tidy.0.keys().find(|key| key.indicator == of.0 && key.statistic == "share").unwrap();
                let unknown = people(self.total(of, "share", &any.level), Unknown);
                return Some([unknown].into_iter().chain([Want::Nothing; 3]).collect());
            }
            let said = |level: &str| words(&polku::text::capitalise(&level_name(&self.catalog, &fact, level)));
            let level = self
                .tidy
                .0
                .keys()
                .find(|key| key.indicator == of.0 && key.statistic == "share" && said(&key.level) == label);
            let row = self.total(of, "share", &level.unwrap_or_else(|| panic!("no level ‘{label}’")).level);
            [people(row, Count)].into_iter().chain(shares(row)).collect()
        } else if head[0] == column("goal") {
            self.goal(cells)
        } else if self.is(head, &["instrument", "n", "start_mean", "end_mean", "change", "low", "high"]) {
            let (of, length) = self.scale(label);
            let [start, end, change] = ["mean_start", "mean_end", "mean_change"].map(|s| self.total(of, s, ""));
            if grid.caption == self.text("chart.change.points") {
                let point = |row, field| Want::Number(row, field, 1.0, 1);
                vec![
                    people(change, Base),
                    point(start, Value),
                    point(end, Value),
                    point(change, Value),
                    point(change, Low),
                    point(change, High),
                ]
            } else {
                // Every scale of the sample begins at nought.
                let share = |row, field| Want::Number(row, field, 100.0 / length, 0);
                let seen = Want::Seen(2, 3, change, 100.0 / length);
                vec![
                    people(change, Base),
                    share(start, Value),
                    share(end, Value),
                    seen,
                    share(change, Low),
                    share(change, High),
                ]
            }
        } else if self.is(head, &["instrument", "n", "start_median", "end_median", "change_median", "low", "high"]) {
            let (of, _) = self.scale(label);
            let [start, end, change] = ["median_start", "median_end", "median_change"].map(|s| self.total(of, s, ""));
            let fields = [(start, Value), (end, Value), (change, Value), (change, Low), (change, High)];
            let points = fields.map(|(row, field)| Want::Number(row, field, 1.0, 1));
            [people(change, Base)].into_iter().chain(points).collect()
        } else if self.is(
            head,
            &["instrument", "n", "improved", "share_percent", "low_percent", "high_percent", "unchanged", "worsened"],
        ) {
            let (of, _) = self.scale(label);
            let [up, same, down] = ["improved", "unchanged", "worsened"].map(|s| self.total(of, s, ""));
            let first = [people(up, Base), people(up, Count)];
            first.into_iter().chain(shares(up)).chain([people(same, Count), people(down, Count)]).collect()
        } else if self
            .is(head, &["group", "n", "closer", "share_percent", "low_percent", "high_percent", "same", "further"])
        {
            let (name, breakdown) = grid.caption.rsplit_once(": ").unwrap();
            let group = self.group(breakdown, label);
            let [up, same, down] = ["up", "same", "down"].map(|s| self.row(self.named(name), "share", s, group));
            let first = [people(up, Base), people(up, Count)];
            first.into_iter().chain(shares(up)).chain([people(same, Count), people(down, Count)]).collect()
        } else if self
            .is(head, &["step", "people", "of_previous_percent", "of_all_percent", "low_percent", "high_percent"])
        {
            let of = ("training_path", "");
            let Measure::Path { steps } = &self.project.library.get(of.0).next().unwrap().measure else { panic!() };
            match steps.iter().find(|step| words(&step.label(&self.catalog)) == label) {
                None => {
                    assert_eq!(label, self.text("level.all"));
                    let all = people(self.total(of, "share", &steps[0].id), Base);
                    [all].into_iter().chain([Want::Nothing; 4]).collect()
                }
                Some(step) => {
                    let row = self.total(of, "share", &step.id);
                    // Before the first step stand all.
                    let statistic = if step.id == steps[0].id { "share" } else { "share_of_previous" };
                    let before = percent(self.total(of, statistic, &step.id), Value);
                    [people(row, Count), before].into_iter().chain(shares(row)).collect()
                }
            }
        } else if head[0] == column("status") {
            let id = |name: &str| match name {
                name if name == column("unknown") => "unknown",
                name if name == column("total") => "total",
                name => self.class(name),
            };
            let of = ("status_transition_exit", "exit");
            let flow = |to: &String| self.total(of, "class_count", &format!("{}>{}", id(label), id(to)));
            head[1..].iter().map(|to| people(flow(to), Count)).collect()
        } else if head[0] == column("moment") && head.last() == Some(&column("unknown")) {
            let moment = self.moment(label);
            let of = |class: &str| self.total(("status_distribution", &moment), "class_share", class);
            let classes = head[2..head.len() - 1].iter().map(|name| people(of(self.class(name)), Count));
            let any = of(self.class(&head[2]));
            [people(any, Due)].into_iter().chain(classes).chain([people(any, Unknown)]).collect()
        } else if head.last() == Some(&column("weighted_percent")) {
            let moment = self.moment(label);
            let id = format!("employed_{moment}");
            let [share, floor, ceiling] =
                ["share", "share_floor", "share_ceiling"].map(|statistic| self.total((&id, &moment), statistic, ""));
            let first = [people(share, AllDue), people(share, Base), people(share, Count)];
            // On leaving there is nobody to look for.
            let weighted = match moment.as_str() {
                "exit" => Want::Nothing,
                _ => percent(self.total((&id, &moment), "share_weighted", ""), Value),
            };
            let bounds = [percent(floor, Value), percent(ceiling, Value), weighted];
            first.into_iter().chain(shares(share)).chain(bounds).collect()
        } else if grid.caption == self.text("chart.portions.caption") {
            let of = self.named(label);
            let [share, floor, ceiling] =
                ["share", "share_floor", "share_ceiling"].map(|statistic| self.total(of, statistic, ""));
            let first = [people(share, Base), people(share, Count)];
            let bounds = [percent(floor, Value), percent(ceiling, Value)];
            first.into_iter().chain(shares(share)).chain(bounds).collect()
        } else if head[0] == column("month") {
            self.month(label)
        } else if head.contains(&column("difference_points")) || head.contains(&column("difference")) {
            self.years(grid, label)
        } else if grid.caption == self.text("chart.coverage.funnel") {
            let moment = self.moment(label);
            let of = ("followup_coverage", moment.as_str());
            let count = |level| people(self.total(of, "count", level), Count);
            let all = people(self.total(of, "count", "known"), Base);
            let due = people(self.total(of, "share", ""), Base);
            let mut wants = vec![all, due];
            wants.extend(["reached", "known", "declined", "not_reached", "moved", "not_due"].map(count));
            if head.last() == Some(&column("deceased_of_them")) {
                wants.push(count("deceased"));
            }
            wants
        } else if self.is(head, &["moment", "known", "not_reached", "declined", "not_yet_due", "coverage_percent"]) {
            let moment = self.moment(label);
            let of = ("followup_coverage", moment.as_str());
            let levels = ["known", "not_reached", "declined", "not_due"].map(|level| self.total(of, "count", level));
            let share = percent(self.total(of, "share", ""), Value);
            levels.into_iter().map(|row| people(row, Count)).chain([share]).collect()
        } else {
            return None;
        })
    }

    fn goal(&self, cells: &[String]) -> Vec<Want<'a>> {
        let goal = self.project.goals.iter().find(|goal| words(self.catalog.own(&goal.text).unwrap()) == cells[0]);
        let goal = goal.unwrap_or_else(|| panic!("no goal ‘{}’", cells[0]));
        let moment = goal.moment.map(|moment| moment.to_string()).unwrap_or_default();
        let row = self.total((&goal.indicator, &moment), goal.statistic, &goal.level);
        let numbers = match goal.aim {
            polku::indicator::Aim::Share(_) => {
                let share = [Value, Low, High].map(|field| Want::Number(row, field, 100.0, 0));
                [share[0], share[1], share[2], Want::Number(row, Base, 1.0, 0)]
            }
            polku::indicator::Aim::People(_) => {
                [Want::Number(row, Count, 1.0, 0), Want::Nothing, Want::Nothing, Want::Number(row, Base, 1.0, 0)]
            }
        };
        [Want::Words, Want::Words].into_iter().chain(numbers).chain([Want::Words]).collect()
    }

    fn month(&self, label: &str) -> Vec<Want<'a>> {
        let of = |key: &&Key| {
            let month = TimeTo::day(&key.moment).map(TimeTo::month);
            let places = |month: f64| usize::from(month.fract() != 0.0);
            month.is_some_and(|month| words(&self.catalog.decimal(month, places(month))) == label)
        };
        let total =
            |key: &&Key| key.indicator == "time_to_first_job" && key.by.is_empty() && key.statistic == "cumulative";
        let Some(day) = self.tidy.0.keys().filter(total).find(of) else {
            // Where it begins: everybody is followed, and nothing has happened.
            assert_eq!(label, "0");
            let any = self.tidy.0.iter().find(|(key, _)| total(key)).unwrap().1;
            return [Want::Number(any, Base, 1.0, 0)].into_iter().chain([Want::Words; 4]).collect();
        };
        let at = ("time_to_first_job", day.moment.as_str());
        let (share, followed) = (self.total(at, "cumulative", ""), self.total(at, "at_risk", ""));
        let first = [Want::Number(followed, Count, 1.0, 0), Want::Number(share, Count, 1.0, 0)];
        first.into_iter().chain([Value, Low, High].map(|field| Want::Number(share, field, 100.0, 0))).collect()
    }

    fn years(&self, grid: &Grid, label: &str) -> Vec<Want<'a>> {
        let improved = format!(": {}", self.text("statistic.improved"));
        let name = label.strip_suffix(&improved).unwrap_or(label);
        let of = self.named(name);
        let indicator = self.project.library.get(of.0).next().unwrap();
        let (statistic, level) = match &indicator.measure {
            Measure::Change { .. } if name == label => ("mean_change", ""),
            Measure::Change { .. } => ("improved", ""),
            Measure::Ladder { .. } => ("share", "up"),
            Measure::Count => ("count", ""),
            _ => ("share", ""),
        };
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
        let years: Vec<String> = grid.head.iter().map(|head| digits(head)).filter(|year| year.len() == 4).collect();
        let (earlier, later) = (&years[0], years.last().unwrap());
        let by = if statistic == "count" { "start_year" } else { "exit_year" };
        let of_year = |year: &str| self.row(of, statistic, level, (by, year));
        let told = if level.is_empty() { statistic } else { level };
        let difference = self.row(of, "difference", told, (by, &format!("{later}-{earlier}")));
        let of_shares = years.len() == 4;
        let factor = if of_shares { 100.0 } else { 1.0 };
        let places = usize::from(!of_shares && statistic != "count");
        let number = |row, field| Want::Number(row, field, factor, places);
        let [before, after] = [earlier, later].map(|year| of_year(year));
        let mut wants = match of_shares {
            true => vec![
                Want::Number(before, Base, 1.0, 0),
                number(before, Value),
                Want::Number(after, Base, 1.0, 0),
                number(after, Value),
                Want::Seen(2, 4, difference, factor),
            ],
            false => vec![number(before, Value), number(after, Value), Want::Seen(1, 2, difference, factor)],
        };
        wants.extend([number(difference, Low), number(difference, High), Want::Words]);
        wants
    }
}
