//! Every form in which a released number may be printed, by what it is about.

use super::manifest::About;
use super::rows::{Row, Set, Told};
use crate::fact::{ARM, YEARS};
use crate::text::Catalog;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers as they may be printed: digits, and a point before decimals.
pub type Forms = BTreeSet<String>;

/// What a number may be about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A group of an indicator.
    Group { indicator: String, by: String, group: String },
    /// Two years, or the service and its comparison group, of an indicator.
    Years { indicator: String, by: String },
    /// Who took part in a group, by all indicators that only count.
    People { by: String, group: String },
    /// A goal, by its place, and what it is judged by.
    Goal(usize),
    /// How many numbers were hidden.
    Hidden(String),
    /// Rows of the data.
    Rows,
}

impl Topic {
    /// The indicator of a topic that has one.
    #[must_use]
    pub fn indicator(&self) -> Option<&str> {
        match self {
            Topic::Group { indicator, .. } | Topic::Years { indicator, .. } => Some(indicator),
            _ => None,
        }
    }
}

/// The digits of a number as a language writes it, without its sign and its thousands apart.
fn bare(catalog: &Catalog, text: &str) -> String {
    let decimal = catalog.text("format.decimal");
    let (whole, fraction) = text.split_once(decimal).unwrap_or((text, ""));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (whole, fraction) = (digits(whole), digits(fraction));
    if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") }
}

/// Makes the forms of numbers.
struct Maker<'a> {
    catalog: &'a Catalog,
    into: Forms,
}

impl Maker<'_> {
    fn whole(&mut self, n: u64) {
        self.into.insert(n.to_string());
    }

    fn decimal(&mut self, x: f64) {
        for places in 0..=2 {
            let form = bare(self.catalog, &self.catalog.decimal(x, places));
            self.into.insert(form);
        }
    }

    /// A share or a difference of shares, in whole per cents.
    fn share(&mut self, share: f64) {
        let form = bare(self.catalog, &self.catalog.points(share));
        // Nearly none and nearly all are said as less than 1 % and more than 99 %.
        match form.as_str() {
            "0" if share > 0.0 => self.whole(1),
            "100" if share < 1.0 => self.whole(99),
            _ => {}
        }
        self.into.insert(form);
    }

    fn part(&mut self, part: Option<u64>, whole: Option<u64>) {
        if let (Some(part), Some(whole)) = (part, whole.filter(|whole| *whole > 0)) {
            self.share(part as f64 / whole as f64);
        }
    }

    fn apart(&mut self, [one, other]: [f64; 2]) {
        let printed =
            |x: f64, places: usize| bare(self.catalog, &self.catalog.decimal(x, places)).parse().unwrap_or(0.0);
        let signed = |x: f64, places: usize| if x < 0.0 { -printed(x, places) } else { printed(x, places) };
        let tenths = signed(one, 1) - signed(other, 1);
        let cents = signed(100.0 * one, 0) - signed(100.0 * other, 0);
        let forms = [self.catalog.decimal(tenths, 1), self.catalog.decimal(cents, 0)];
        self.into.extend(forms.map(|form| bare(self.catalog, &form)));
    }

    fn row(&mut self, row: &Row, everybody: Option<u64>, scale: Option<[f64; 2]>) {
        let Row { count, base, unknown, among_unknown, .. } = row;
        let due = base.zip(*unknown).map(|(base, unknown)| base + unknown);
        let open = unknown.zip(*among_unknown).map(|(unknown, among)| unknown + among);
        let all = due.zip(*among_unknown).map(|(due, among)| due + among);
        for n in [*count, *base, *unknown, *among_unknown, due, open, all].into_iter().flatten() {
            self.whole(n);
        }
        for part in [*count, *unknown] {
            self.part(part, due);
        }
        if base.is_none() {
            self.part(*count, everybody);
        }
        // A path begins with everybody.
        if row.statistic == "share_of_previous" {
            self.whole(100);
        }
        let curve = ["kaplan_meier", "life_table", "aalen_johansen"].iter().any(|id| row.method.starts_with(id));
        let weighted = row.method == "post_stratified" && row.statistic != "design_effect";
        let apart = ["wwc_attrition", "esf_margin"].contains(&row.method.as_str());
        let methods = ["wilson", "bounds", "newcombe", "newcombe_paired"];
        let of_shares = curve || weighted || row.statistic == "rate" || methods.contains(&row.method.as_str());
        let of_time = ["median", "rmst", "time_after"].contains(&row.statistic.as_str());
        for x in [row.value, row.low, row.high].into_iter().flatten() {
            if of_shares && !of_time {
                self.share(x);
                continue;
            }
            self.decimal(x);
            if row.statistic.ends_with("_p") {
                // Less than this.
                self.decimal(0.01);
            }
            if apart {
                // In points, with a decimal.
                self.decimal(100.0 * x);
            }
            if let Some([min, max]) = scale.filter(|[min, max]| max > min) {
                self.share((x - min) / (max - min));
                self.share(x / (max - min));
            }
        }
        if let Some(days) = row.moment.strip_suffix('d').and_then(|days| days.parse::<u64>().ok()) {
            self.whole(days);
            self.whole((days as f64 / 30.4375).round() as u64);
        }
    }
}

/// The forms of all results of a report, by topic.
#[must_use]
pub fn forms(set: &Set, about: &About, catalog: &Catalog) -> BTreeMap<Topic, Forms> {
    let maker = || Maker { catalog, into: Forms::new() };
    let mut makers: BTreeMap<Topic, Maker<'_>> = BTreeMap::new();
    let people = |row: &&Row| row.by.is_empty() && row.base.is_none() && row.level.is_empty();
    let totals: BTreeMap<&str, u64> =
        set.rows.iter().filter(people).filter_map(|row| Some((row.indicator.as_str(), row.count?))).collect();
    for row in &set.rows {
        let everybody = totals.get(row.indicator.as_str()).copied();
        let scale = about.scales.get(&row.indicator).copied();
        let (indicator, mut by, group) = (row.indicator.clone(), row.by.clone(), row.group.clone());
        // What compares all groups of a breakdown is said of everybody.
        if group.is_empty() {
            by.clear();
        }
        let mut topics = vec![Topic::Group { indicator: indicator.clone(), by: by.clone(), group: group.clone() }];
        if is_compared(&by) {
            topics.push(Topic::Years { indicator, by: by.clone() });
        }
        if row.statistic == "count" && row.level.is_empty() {
            topics.push(Topic::People { by, group });
        }
        for topic in topics {
            makers.entry(topic).or_insert_with(maker).row(row, everybody, scale);
        }
    }
    for (topic, apart) in apart(set) {
        if let Some(made) = makers.get_mut(&topic) {
            apart.iter().for_each(|pair| made.apart(*pair));
        }
    }
    for (place, goal) in set.goals.iter().enumerate() {
        let mut made = maker();
        for row in set.rows.iter().filter(|row| row.by.is_empty() && row.indicator == goal.indicator) {
            made.row(row, None, about.scales.get(&row.indicator).copied());
        }
        goal.target.iter().for_each(|target| made.share(*target));
        goal.people.iter().for_each(|people| made.whole(*people));
        makers.insert(Topic::Goal(place), made);
    }
    for (indicator, told) in &set.told {
        let mut made = maker();
        let mut told = vec![*told];
        if indicator.is_empty() {
            told.extend([set.results_of_all, set.results_of_groups]);
            set.hidden_by_rule.values().for_each(|n| made.whole(*n));
        }
        for Told { shown, hidden } in told {
            made.whole(hidden);
            made.whole(hidden + shown);
            made.part(Some(hidden), Some(hidden + shown));
        }
        makers.insert(Topic::Hidden(indicator.clone()), made);
    }
    let mut rows = maker();
    about.rows.iter().for_each(|n| rows.whole(*n));
    makers.insert(Topic::Rows, rows);
    makers.into_iter().map(|(topic, made)| (topic, made.into)).collect()
}

/// Whether the groups of a breakdown are compared two by two.
fn is_compared(by: &str) -> bool {
    by == ARM || YEARS.contains(&by)
}

/// The numbers of two groups that are compared: a page prints how far apart they are as it prints them.
fn apart(set: &Set) -> BTreeMap<Topic, Vec<[f64; 2]>> {
    let mut found: BTreeMap<Topic, Vec<[f64; 2]>> = BTreeMap::new();
    let years = |row: &&Row| is_compared(&row.by);
    for row in set.rows.iter().filter(years) {
        let Some(value) = row.value else { continue };
        let alike = |other: &&Row| {
            [&other.indicator, &other.statistic, &other.level, &other.by, &other.moment]
                == [&row.indicator, &row.statistic, &row.level, &row.by, &row.moment]
        };
        let topic = Topic::Years { indicator: row.indicator.clone(), by: row.by.clone() };
        let others = set.rows.iter().filter(years).filter(alike).filter_map(|other| other.value);
        found.entry(topic).or_default().extend(others.map(|other| [value, other]));
    }
    found
}

/// How many goals came out each way, and how many differences of two years are clear: numbers of findings, not of people.
#[must_use]
pub fn tallies(set: &Set) -> Forms {
    let mut tallies = Forms::new();
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    for goal in &set.goals {
        *verdicts.entry(&goal.verdict).or_default() += 1;
    }
    tallies.extend(verdicts.values().chain([&set.goals.len()]).map(usize::to_string));
    tallies
}

/// The same of the differences between two years.
#[must_use]
pub fn differences(set: &Set) -> Forms {
    let mut of_years: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for row in set.rows.iter().filter(|row| row.method == "newcombe") {
        let [all, clear] = of_years.entry(&row.group).or_default();
        *all += 1;
        *clear += usize::from(matches!((row.low, row.high), (Some(low), Some(high)) if low > 0.0 || high < 0.0));
    }
    of_years.values().flatten().map(usize::to_string).collect()
}
