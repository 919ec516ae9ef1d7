//! Laws of the language: it reads back what it prints, polars agrees with the verdict on one row, and no unknown value
//! satisfies anything but `unknown`.

use super::expr::{Schema, expr};
use super::*;
use crate::fact::Vocabulary;
use crate::input::cohort::Column as Held;
use polars::prelude::{Column, DataFrame, IntoLazy};
use proptest::prelude::*;
use std::collections::BTreeMap;

const STATUSES: [Option<&str>; 7] = [
    None,
    Some("employed"),
    Some("open_permanent"),
    Some("subsidised"),
    Some("unemployed"),
    Some("unemployed_long"),
    Some("education"),
];
const GENDERS: [Option<&str>; 3] = [None, Some("woman"), Some("man")];
const DAYS: [Option<i32>; 4] = [None, Some(19_000), Some(19_030), Some(19_100)];
const NUMBERS: [Option<i64>; 3] = [None, Some(55), Some(120)];

/// One row: a status, a gender, two days, an event and a number with one decimal.
#[derive(Debug, Clone)]
struct One {
    status: Option<&'static str>,
    gender: Option<&'static str>,
    start: Option<i32>,
    end: Option<i32>,
    /// How many days before `end` it can have been.
    vague: i32,
    event: Option<i32>,
    number: Option<i64>,
}

impl Row for One {
    fn value(&self, fact: &str) -> Option<Value> {
        let day = |day: Option<i32>| day.and_then(crate::fact::day_of).map(Value::Day);
        match fact {
            "status_6m" => self.status.map(|s| Value::Word(s.to_owned())),
            "gender" => self.gender.map(|s| Value::Word(s.to_owned())),
            "start" => day(self.start),
            "end" if self.vague > 0 => self.end.and_then(|last| {
                let [first, last] = [last - self.vague, last].map(crate::fact::day_of);
                Some(Value::Days(first?, last?))
            }),
            "end" => day(self.end),
            "training_started" => day(self.event),
            "unemployed_months" => self.number.map(|x| Value::Number(x as f64 / 10.0)),
            _ => None,
        }
    }
    fn is_event(&self, fact: &str) -> bool {
        fact == "training_started"
    }
    fn is(&self, _: &str, word: &Word, value: &str) -> Option<bool> {
        let vocabulary = Vocabulary::builtin().unwrap();
        let statuses = &vocabulary.statuses;
        let Some(code) = statuses.code_of(value) else {
            return Some(matches!(word, Word::One(id) if id == value));
        };
        let codes = match word {
            Word::One(id) => statuses.code_of(id).into_iter().collect(),
            Word::Group(group) => statuses.group(&format!("@{group}")).unwrap().to_vec(),
        };
        if statuses.coarse_of(&codes).contains(&code) { None } else { Some(codes.contains(&code)) }
    }
}

fn rows() -> impl Strategy<Value = One> {
    (
        prop::sample::select(&STATUSES[..]),
        prop::sample::select(&GENDERS[..]),
        prop::sample::select(&DAYS[..]),
        prop::sample::select(&DAYS[..]),
        prop::sample::select(&DAYS[..]),
        prop::sample::select(&NUMBERS[..]),
        prop::sample::select(vec![0, 0, 1, 30, 69, 70, 100]),
    )
        .prop_map(|(status, gender, start, end, event, number, vague)| One {
            status,
            gender,
            start,
            end,
            vague,
            event,
            number,
        })
}

fn leaf() -> impl Strategy<Value = Rule> {
    let status = prop::sample::select(vec!["employed", "open_permanent", "unemployed", "unemployed_long"]);
    let group = prop::sample::select(vec!["employed", "open", "education", "unemployed"]);
    let word = prop_oneof![status.prop_map(|s| Word::One(s.to_owned())), group.prop_map(|s| Word::Group(s.to_owned()))];
    let words = prop::collection::vec(word, 1..3);
    let order = prop::sample::select(vec![Order::AtLeast, Order::AtMost, Order::More, Order::Less, Order::Equal]);
    let day = prop::sample::select(vec!["start", "end", "training_started"]);
    let any =
        prop::sample::select(vec!["status_6m", "gender", "start", "end", "training_started", "unemployed_months"]);
    let test = |fact: &str, test| Rule::Leaf(Leaf { fact: fact.to_owned(), test });
    prop_oneof![
        any.clone().prop_map(move |fact| test(fact, Test::Known)),
        any.prop_map(move |fact| test(fact, Test::Unknown)),
        words.clone().prop_map(move |words| test("status_6m", Test::In(words))),
        words.prop_map(move |words| test("status_6m", Test::NotIn(words))),
        prop::sample::select(vec!["woman", "nonbinary"])
            .prop_map(move |g| test("gender", Test::In(vec![Word::One(g.to_owned())]))),
        (order.clone(), prop::sample::select(vec![5.5, 6.0, 12.0]))
            .prop_map(move |(order, x)| test("unemployed_months", Test::Compare(order, Operand::Number(x)))),
        (order.clone(), day.clone()).prop_map(move |(order, fact)| {
            let day = crate::fact::day_of(19_030).unwrap();
            test(fact, Test::Compare(order, Operand::Day(day)))
        }),
        (order, day.clone())
            .prop_map(move |(order, fact)| test(fact, Test::Compare(order, Operand::Fact("start".to_owned())))),
        (day, prop::sample::select(vec![0u32, 30, 90]))
            .prop_map(move |(fact, days)| test(fact, Test::Within(days, "end".to_owned()))),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Rule::All),
            prop::collection::vec(inner, 2..4).prop_map(Rule::Any),
        ]
    })
}

/// Whether every verdict follows from those of its parts by Kleene's tables, and every value is the row's.
fn follows(trace: &Trace, row: &One) -> bool {
    let of = |truth| trace.parts.iter().any(|part| part.truth == truth);
    let made = match trace.rule {
        Rule::All(_) if of(Truth::No) => Truth::No,
        Rule::Any(_) if of(Truth::Yes) => Truth::Yes,
        Rule::All(_) | Rule::Any(_) if of(Truth::Undecided) => Truth::Undecided,
        Rule::All(_) => Truth::Yes,
        Rule::Any(_) => Truth::No,
        Rule::Leaf(_) => by_polars(&trace.rule, std::slice::from_ref(row))[0],
    };
    let read: Vec<&str> = trace.values.iter().map(|(fact, _)| fact.as_str()).collect();
    let own = matches!(trace.rule, Rule::Leaf(_));
    made == trace.truth
        && own != read.is_empty()
        && (!own || read.iter().copied().collect::<std::collections::BTreeSet<_>>() == trace.rule.facts())
        && trace.values.iter().all(|(fact, value)| *value == row.value(fact))
        && trace.parts.iter().all(|part| follows(part, row))
}

fn by_polars(rule: &Rule, rows: &[One]) -> Vec<Truth> {
    let vocabulary = Vocabulary::builtin().unwrap();
    let labels: Vec<String> = ["woman", "man"].map(str::to_owned).to_vec();
    let day = |event| Held::Day { event, spans: false };
    let columns = BTreeMap::from([
        ("status_6m".to_owned(), Held::Status),
        ("gender".to_owned(), Held::Category { labels: labels.clone() }),
        ("start".to_owned(), day(false)),
        ("end".to_owned(), Held::Day { event: false, spans: true }),
        ("training_started".to_owned(), day(true)),
        ("unemployed_months".to_owned(), Held::Number { decimals: 1 }),
    ]);
    let status = |row: &One| row.status.and_then(|s| vocabulary.statuses.code_of(s));
    let gender = |row: &One| row.gender.and_then(|g| labels.iter().position(|l| l == g)).map(|i| i as i32);
    let frame = DataFrame::new(
        rows.len(),
        vec![
            Column::new("status_6m".into(), rows.iter().map(status).collect::<Vec<_>>()),
            Column::new("gender".into(), rows.iter().map(gender).collect::<Vec<_>>()),
            Column::new("start".into(), rows.iter().map(|r| r.start).collect::<Vec<_>>()),
            Column::new("end".into(), rows.iter().map(|r| r.end).collect::<Vec<_>>()),
            Column::new("end?from".into(), rows.iter().map(|r| Some(r.end? - r.vague)).collect::<Vec<_>>()),
            Column::new("training_started".into(), rows.iter().map(|r| r.event).collect::<Vec<_>>()),
            Column::new("unemployed_months".into(), rows.iter().map(|r| r.number).collect::<Vec<_>>()),
        ],
    )
    .unwrap();
    let schema = Schema { columns: &columns, statuses: &vocabulary.statuses };
    let verdict = frame.lazy().select([expr(rule, schema).unwrap().alias("verdict")]).collect().unwrap();
    let verdict = verdict.column("verdict").unwrap().bool().unwrap().clone();
    // A rule without facts is one value for all rows.
    (0..rows.len()).map(|i| Truth::of(verdict.get(i.min(verdict.len() - 1)))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn parse_reads_back_what_print_wrote(rule in rule()) {
        let text = rule.to_string();
        prop_assert_eq!(parse(&text).unwrap().to_string(), text);
        prop_assert_eq!(parse(&rule.to_string()).unwrap(), rule);
    }

    #[test]
    fn polars_agrees_with_the_law(rule in rule(), rows in prop::collection::vec(rows(), 1..12)) {
        let law: Vec<Truth> = rows.iter().map(|row| rule.truth(row)).collect();
        prop_assert_eq!(by_polars(&rule, &rows), law, "{}", rule);
    }

    #[test]
    fn the_trace_of_a_row_decides_as_polars_does(rule in rule(), row in rows()) {
        let trace = trace(&rule, &row);
        prop_assert_eq!(&by_polars(&rule, std::slice::from_ref(&row))[..], [trace.truth], "{}", rule);
        prop_assert!(follows(&trace, &row), "{:?}", trace);
    }

    #[test]
    fn nothing_in_any_text_makes_the_parser_panic(text in "[a-z_@\"\\[\\]()<>=, 0-9.-]{0,40}|\\PC{0,20}") {
        let _ = parse(&text);
    }
}

#[test]
fn an_unknown_value_satisfies_nothing_but_unknown() {
    let nobody = One { status: None, gender: None, start: None, end: None, event: None, number: None, vague: 0 };
    let truth = |text: &str| parse(text).unwrap().truth(&nobody);
    for text in ["status_6m in @employed", "status_6m not in @employed", "gender in woman", "unemployed_months >= 12"] {
        assert_eq!(truth(text), Truth::Undecided, "{text}");
    }
    assert_eq!(truth("status_6m unknown"), Truth::Yes);
    assert_eq!(truth("status_6m known"), Truth::No);
    assert_eq!(truth("status_6m unknown or gender in woman"), Truth::Yes);
    assert_eq!(truth("status_6m known and gender in woman"), Truth::No);
    // What has no date has not happened.
    assert_eq!(truth("training_started >= 2024-01-01"), Truth::No);
}

#[test]
fn a_coarse_status_decides_only_what_it_can() {
    let row = |status| One {
        status: Some(status),
        gender: None,
        start: None,
        end: None,
        event: None,
        number: None,
        vague: 0,
    };
    let truth = |text: &str, status| parse(text).unwrap().truth(&row(status));
    assert_eq!(truth("status_6m in @open", "employed"), Truth::Undecided);
    assert_eq!(truth("status_6m not in @open", "employed"), Truth::Undecided);
    assert_eq!(truth("status_6m in @employed", "employed"), Truth::Yes);
    assert_eq!(truth("status_6m in @open", "unemployed"), Truth::No);
    assert_eq!(truth("status_6m in unemployed_long", "unemployed"), Truth::Undecided);
}

#[test]
fn mistakes_are_answered_with_their_place() {
    for (text, at, key) in [
        ("not status_6m known", 0, "no_not"),
        ("status_6m", 9, "test"),
        ("status_6m in", 12, "word"),
        ("status_6m in [employed", 22, "bracket"),
        ("(end known", 10, "bracket"),
        ("end known end known", 10, "unexpected"),
        ("end within x days of start", 11, "days"),
        ("end ~ 5", 4, "character"),
        ("gender in \"woman", 10, "quote"),
        ("end >=", 6, "operand"),
    ] {
        let fault = parse(text).unwrap_err();
        assert_eq!((fault.at, fault.key), (at, key), "{text}");
    }
}
