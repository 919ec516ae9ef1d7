//! Times to an event through the whole program: against R, and tiny files whose numbers were worked out by hand.

use crate::composed::Counted;
use crate::util::{Folder, Row, Tidy, count, count_with, polku, root};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use polku::analysis::Policy;
use polku::report::document::Block;
use polku::report::figure::Chart;
use polku::text::{Catalog, Language};
use serde_json::Value;

const LATE: &str = "data_until = 2025-12-31";
const START: Date = date(2019, 1, 1);

/// Days and whether the event came on them, as lines of a file: somebody who starts on [`START`].
fn line(id: usize, service: &str, day: i64, event: bool) -> String {
    let at = START + day.days();
    let (job, seen) = if event { (at.to_string(), String::new()) } else { (String::new(), at.to_string()) };
    format!("P{id},{service},{START},{job},{seen}\n")
}

const HEADER: &str = "id,service,start,first_job,last_seen\n";

#[track_caller]
fn near(found: Option<f64>, wanted: Option<f64>, what: &str) {
    match (found, wanted) {
        (Some(found), Some(wanted)) => assert!((found - wanted).abs() < 1e-9, "{what}: {found}, R says {wanted}"),
        _ => assert_eq!(found, wanted, "{what}"),
    }
}

fn row<'a>(tidy: &'a Tidy, id: &str, statistic: &str, group: &str, moment: &str) -> &'a Row {
    let wanted = [id, statistic, group, moment];
    let mut rows = tidy.0.iter().filter(|(key, _)| [&key.indicator, &key.statistic, &key.group, &key.moment] == wanted);
    rows.next().unwrap_or_else(|| panic!("no {wanted:?}")).1
}

#[test]
fn times_of_files_are_what_r_says() {
    // tests/reference/time.R
    let mut file = HEADER.to_owned();
    for (id, person) in include_str!("../reference/time_rows.csv").lines().skip(1).enumerate() {
        let field: Vec<&str> = person.split(',').collect();
        file += &line(id, field[0], field[1].parse().unwrap(), field[2] == "1");
    }
    let (tidy, _) = count_with(&file, LATE, &["--by", "service"]);
    let mut compared = 0;
    for said in include_str!("../reference/time.csv").lines().skip(1) {
        let field: Vec<&str> = said.split(',').collect();
        let [value, low, high] = [3, 4, 5].map(|i| field[i].parse::<f64>().ok());
        let of = |statistic: &str, moment: &str| row(&tidy, "time_to_first_job", statistic, field[0], moment);
        let moment = format!("{}d", field[2]);
        match field[1] {
            _ if !["", "90", "180", "365", "730"].contains(&field[2]) => continue,
            "cumulative" => {
                let found = of("cumulative", &moment);
                near(found.value, value, said);
                let none = value == Some(0.0);
                near(found.low, low.filter(|_| !none), said);
                near(found.high, high.filter(|_| !none), said);
                assert_eq!(found.count, field[7].parse().ok(), "{said}");
                assert_eq!(of("at_risk", &moment).count, field[6].parse().ok(), "{said}");
                assert_eq!((found.method.as_str(), found.unknown), ("kaplan_meier", Some(0)));
            }
            "median" => {
                let found = of("median", "");
                near(found.value, value, said);
                near(found.low, low, said);
                near(found.high, high, said);
            }
            "rmst" => {
                let found = of("rmst", &moment);
                near(found.value, value, said);
                let half = low.map(|error| 1.959_963_984_540_054 * error);
                let until: f64 = field[2].parse().unwrap();
                near(found.low, half.map(|half| (value.unwrap() - half).max(0.0)), said);
                near(found.high, half.map(|half| (value.unwrap() + half).min(until)), said);
            }
            other => panic!("{other}"),
        }
        compared += 1;
    }
    assert!(compared > 30, "{compared}");
    // Beyond the last day anybody was followed nothing is told.
    let beyond = row(&tidy, "time_to_first_job", "cumulative", "nobody", "180d");
    assert_eq!((beyond.value, beyond.count, beyond.flag.as_str()), (None, Some(0), "not_due"));
}

#[test]
fn somebody_is_followed_to_the_latest_information_and_never_to_the_end_of_the_data() {
    // A found work on the 100th day. B was last heard of on the 50th, C on the day of the end; of D only the follow-up is known,
    // of E nothing but the start. F's last day is before the start, G starts after the data end.
    let rows = "\
id,start,end,status_6m,first_job,last_seen
A,2024-01-01,2024-03-31,,2024-04-10,2024-12-01
B,2024-01-01,2024-06-30,,,2024-02-20
C,2024-01-01,2024-03-31,,,
D,2024-01-01,2024-03-31,unemployed,,
E,2024-01-01,,,,
F,2024-01-01,2024-03-31,,,2023-12-01
G,2026-02-01,,,,
";
    let tidy = count(rows, LATE);
    let at_risk = |day: u32| row(&tidy, "time_to_first_job", "at_risk", "", &format!("{day}d")).count;
    assert_eq!([30, 60, 90, 120, 270].map(at_risk), [Some(4), Some(3), Some(3), Some(1), Some(1)]);
    // D is known of on 30 September, the 273rd day.
    assert_eq!(at_risk(300), Some(0));
    let by_120 = row(&tidy, "time_to_first_job", "cumulative", "", "120d");
    assert_eq!((by_120.counts(), by_120.value), ([Some(1), Some(6), Some(0)], Some(0.5)));
    assert_eq!(row(&tidy, "time_to_first_job", "cumulative", "", "300d").flag, "not_due");
}

#[test]
fn a_person_is_followed_from_the_first_entry_to_the_earliest_event() {
    // A came back and found work then; B was in work when they came; C's job began before the service did.
    let rows = "\
id,start,end,status_start,first_job,last_seen
A,2024-05-01,2024-08-31,unemployed,2024-06-09,2024-12-31
A,2024-01-01,2024-03-31,unemployed,,2024-04-30
B,2024-01-01,2024-03-31,open_permanent,2024-02-01,2024-12-31
C,2024-01-01,2024-03-31,unemployed,2023-10-01,2024-12-31
D,2024-01-01,2024-03-31,,,2024-12-31
E,2024-01-01,2024-03-31,unemployed,,2025-06-30
";
    let tidy = count(rows, LATE);
    let half_year = row(&tidy, "time_to_first_job", "cumulative", "", "180d");
    assert_eq!((half_year.counts(), half_year.among_unknown), ([Some(1), Some(2), Some(1)], Some(1)));
    assert_eq!(half_year.value, Some(0.5));
    assert_eq!(row(&tidy, "time_to_first_job", "median", "", "").value, Some(353.0));
    // Without the situation at entry everybody could count.
    let plain = rows.replace("status_start", "muistiinpano");
    let tidy = count(&plain, LATE);
    assert_eq!(row(&tidy, "time_to_first_job", "cumulative", "", "180d").counts(), [Some(2), Some(4), Some(1)]);
}

#[test]
fn participations_are_followed_each_for_itself_and_periods_are_of_those_who_start() {
    let rows = "\
id,start,end,first_job,last_seen
A,2023-01-01,2023-03-31,,2023-12-31
A,2024-01-01,2024-03-31,2024-02-10,2024-12-31
B,2024-01-01,2024-03-31,,2024-12-31
";
    let of = |project: &str| row(&count(rows, project), "time_to_first_job", "cumulative", "", "90d").counts();
    assert_eq!(of(&format!("{LATE}\nunit = \"participation\"")), [Some(1), Some(3), Some(0)]);
    assert_eq!(of(LATE), [Some(0), Some(2), Some(0)]);
    // A started in 2023 for the first time.
    let period = "period = { from = 2024-01-01, to = 2024-12-31 }";
    assert_eq!(of(&format!("{LATE}\n{period}")), [Some(0), Some(1), Some(0)]);
}

#[test]
fn what_is_wrong_with_a_time_is_said_with_its_place() {
    let folder = Folder::new();
    folder.write("data.csv", "id,start,first_job\nA,2024-01-01,2024-02-01\n");
    let entry = "[[indicator]]\nid = \"soon\"\nmeasure = \"time_to\"\norigin = \"start\"\nevent = \"first_job\"\n\
                 competing = [\"first_job\"]\nhorizons = [\"90d\", \"1 v\"]\n[indicator.text.en]\nname = \"Soon\"\nmeaning = \"Soon.\"\n";
    let toml = folder.write("polku.toml", format!("[project]\n{LATE}\n[[table]]\nfile = \"data.csv\"\n{entry}"));
    let ran = polku(&[&"indicators", &toml, &"--lang", &"en"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("A competing event cannot be the same as the event, the start of the time or another competing one: ‘first_job’"), "{}", ran.err);
    assert!(ran.err.contains("This is not a time in days: ‘1 v’"), "{}", ran.err);
    assert!(ran.err.contains("row 10") && ran.err.contains("row 11"), "{}", ran.err);
}

/// A reference beside the repository; without it the test says so and passes.
fn reference(name: &str) -> Option<(Vec<Vec<String>>, Value)> {
    let data = root().join("../shared/reference").join(name);
    let Ok(text) = std::fs::read_to_string(data.join("reference.json")) else {
        eprintln!("no {}: nothing compared", data.display());
        return None;
    };
    let mut reader = csv::Reader::from_path(data.join(format!("{name}.csv"))).unwrap();
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect());
    Some((std::iter::once(head).chain(rows).collect(), serde_json::from_str(&text).unwrap()))
}

fn check<'a>(reference: &'a Value, id: &str) -> &'a Value {
    let checks = reference["checks"].as_array().unwrap();
    &checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no check {id}"))["value"]
}

/// The share without the event in R against the share with it here, with its interval and how many were at risk.
#[track_caller]
fn same_curve(tidy: &Tidy, id: &str, wanted: &Value) {
    let times = wanted.as_array().unwrap();
    assert!(times.len() > 2);
    for time in times {
        let moment = format!("{}d", time["t"]);
        let found = row(tidy, id, "cumulative", "", &moment);
        let one_minus = |key: &str| time[key].as_f64().map(|share| 1.0 - share);
        near(found.value, one_minus("surv"), &moment);
        near(found.low, one_minus("hi"), &moment);
        near(found.high, one_minus("lo"), &moment);
        assert_eq!(row(tidy, id, "at_risk", "", &moment).count, time["n_risk"].as_u64(), "{moment}");
    }
}

#[track_caller]
fn same_mean(tidy: &Tidy, id: &str, wanted: &Value) {
    let found = row(tidy, id, "rmst", "", &format!("{}d", wanted["tau"]));
    let (mean, error) = (wanted["rmst"].as_f64().unwrap(), wanted["se"].as_f64().unwrap());
    near(found.value, Some(mean), "rmst");
    near(found.low, Some(mean - 1.959_963_984_540_054 * error), "rmst");
}

#[test]
fn a_known_curve_is_what_r_and_the_literature_say() {
    let Some((rows, reference)) = reference("survival_lung") else { return };
    let place = |name: &str| rows[0].iter().position(|head| head == name).unwrap();
    let (time, status) = (place("time"), place("status"));
    let people = rows[1..].iter().enumerate();
    let lines = people.map(|(id, row)| line(id, "", row[time].parse().unwrap(), row[status] == "2"));
    let tidy = count(&(HEADER.to_owned() + &lines.collect::<String>()), LATE);
    same_curve(&tidy, "time_to_first_job", check(&reference, "lung_km"));
    same_mean(&tidy, "time_to_first_job", check(&reference, "lung_rmst"));
    let wanted = &check(&reference, "lung_median")["loglog"];
    let median = row(&tidy, "time_to_first_job", "median", "", "");
    near(median.value, wanted["median"].as_f64(), "median");
    near(median.low, wanted["median_lo"].as_f64(), "median");
    near(median.high, wanted["median_hi"].as_f64(), "median");
    assert_eq!(median.base, wanted["n"].as_u64());
}

#[test]
fn first_jobs_of_school_leavers_are_what_r_says() {
    let Some((rows, reference)) = reference("mvad") else { return };
    // Months of the panel as days: the first in which somebody worked, else the 72nd.
    let months: Vec<usize> = (0..rows[0].len()).filter(|i| rows[0][*i].contains('.')).collect();
    let months = &months[months.len() - 72..];
    let people = rows[1..].iter().enumerate();
    let lines = people.map(|(id, row)| {
        let job = months.iter().position(|month| row[*month] == "employment");
        line(id, "", job.map_or(72, |month| month as i64 + 1), job.is_some())
    });
    let times = check(&reference, "km_first_job");
    let days: Vec<String> = times.as_array().unwrap().iter().map(|time| format!("\"{}d\"", time["t"])).collect();
    let entry = format!(
        "[[indicator]]\nid = \"job\"\nmeasure = \"time_to\"\norigin = \"start\"\nevent = \"first_job\"\n\
         horizons = [{}, \"60d\"]\n[indicator.text.en]\nname = \"First job\"\nmeaning = \"How soon.\"\n",
        days.join(", ")
    );
    let tidy = count(&(HEADER.to_owned() + &lines.collect::<String>()), &format!("{LATE}\n{entry}"));
    same_curve(&tidy, "job", times);
    same_mean(&tidy, "job", check(&reference, "rmst_first_job_24"));
    same_mean(&tidy, "job", check(&reference, "rmst_first_job_60"));
    let (wanted, median) = (check(&reference, "km_first_job_quantiles"), row(&tidy, "job", "median", "", ""));
    near(median.value, wanted["median"].as_f64(), "median");
    near(median.low, wanted["median_lo"].as_f64(), "median");
    near(median.high, wanted["median_hi"].as_f64(), "median");
}

#[test]
fn a_curve_is_drawn_as_far_as_ten_were_followed() {
    // Twelve are followed for a year, four of them for two; the last finds work then.
    let mut file = HEADER.to_owned();
    let people = (0..18).map(|i| (10 * i, true)).chain((0..8).map(|_| (370, false)));
    let people = people.chain((0..3).map(|_| (640, false))).chain([(700, true)]);
    for (id, (day, event)) in people.enumerate() {
        file += &line(id, "", day, event);
    }
    let toml = format!("[project]\n{LATE}\n[[table]]\nfile = \"data.csv\"\n");
    let counted = Counted::of(&toml, file.as_bytes(), Policy::INTERNAL);
    let document = counted.document(&Catalog::load(Language::En).unwrap());
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let curve = blocks.into_iter().find_map(|block| match block {
        Block::Figure(figure) => match &figure.chart {
            Chart::Cumulative(chart) => Some((chart.curves[0].clone(), figure.table.rows.len())),
            _ => None,
        },
        _ => None,
    });
    let (curve, rows) = curve.unwrap();
    // After a year and a month four are followed; the table goes on to the end.
    let last = curve.points.last().unwrap();
    assert_eq!((last.month, last.share, last.at_risk.as_deref()), (13.0, 60.0, Some("4")));
    assert_eq!(rows, 25);
}

/// The entry of an indicator that asks what comes first.
const FIRST: &str = "[[indicator]]\nid = \"first\"\nmeasure = \"time_to\"\norigin = \"start\"\nevent = \"first_job\"\n\
    competing = [\"training_started\", \"pension_started\"]\nHORIZONS[indicator.text.en]\nname = \"First\"\nmeaning = \"What came first.\"\n";

#[test]
fn what_comes_first_is_what_r_says_in_whole_files() {
    // tests/reference/competing.R: kind 1 is work, kind 2 training; a row of the set `late` is observed from its referral.
    let mut file = "id,gender,start,first_job,training_started,last_seen,referred\n".to_owned();
    let mut late = file.clone();
    for (id, person) in include_str!("../reference/competing_rows.csv").lines().skip(1).enumerate() {
        let field: Vec<&str> = person.split(',').collect();
        let at = START + field[1].parse::<i64>().unwrap().days();
        let observed = START + field[3].parse::<i64>().unwrap().days();
        let days = match field[2] {
            "1" => format!("{at},,"),
            "2" => format!(",{at},"),
            _ => format!(",,{at}"),
        };
        match field[0] {
            "three" => file += &format!("P{id},{},{START},{days},\n", field[4]),
            "late" => late += &format!("P{id},,{START},{days},{observed}\n"),
            _ => {}
        }
    }
    let horizons = "horizons = [\"30d\", \"60d\", \"120d\", \"180d\", \"300d\"]\n";
    let entry = FIRST.replace(", \\\"pension_started\\\"", "").replace(", \"pension_started\"", "");
    let plain = entry.replace("HORIZONS", horizons);
    let observed = entry.replace("HORIZONS", &format!("{horizons}observed_from = \"referred\"\n"));
    let (three, _) = count_with(&file, &format!("{LATE}\n{plain}"), &["--by", "gender"]);
    let late = count(&late, &format!("{LATE}\n{observed}"));
    let mut compared = 0;
    for said in include_str!("../reference/competing.csv").lines().skip(1) {
        let field: Vec<&str> = said.split(',').collect();
        let tidy = match field[0] {
            "three" => &three,
            "late" => &late,
            _ => continue,
        };
        let moment = format!("{}d", field[3]);
        let [value, low, high] = [4, 5, 6].map(|i| field[i].parse::<f64>().ok());
        let level = if field[2] == "2" { "training_started" } else { "" };
        let at = |statistic: &str| {
            let rows = tidy.0.iter().filter(|(key, _)| key.indicator == "first" && key.level == level);
            let mut rows = rows
                .filter(|(key, _)| key.statistic == statistic && (&key.by, &key.moment) == (&String::new(), &moment));
            rows.next().map(|(_, row)| row)
        };
        match field[1] {
            "incidence" => {
                let Some(found) = at("cumulative") else { continue };
                near(found.value, value, said);
                near(found.low, low, said);
                near(found.high, high, said);
            }
            "after" => {
                let Some(found) = at("time_after") else { continue };
                near(found.value, value, said);
                near(found.low, Some((value.unwrap() - 1.959_963_984_540_054 * low.unwrap()).max(0.0)), said);
            }
            "rmst" => near(at("rmst").unwrap().value, value, said),
            "logrank" => {
                let rows = tidy.0.iter().filter(|(key, _)| key.indicator == "first" && key.by == "gender");
                let of = |statistic: &str| rows.clone().find(|(key, _)| key.statistic == statistic).unwrap().1.value;
                near(of("logrank"), value, said);
                near(of("logrank_p"), low, said);
            }
            _ => continue,
        }
        compared += 1;
    }
    assert!(compared > 25, "{compared}");
}

#[test]
fn of_events_on_one_day_the_one_asked_for_counts_and_earlier_ones_leave_it_open() {
    // A gets both on a day; B a pension first, then work; C training before the service; D nothing; E is met after the job.
    let rows = "\
id,start,first_job,training_started,pension_started,last_seen,referred
A,2024-01-01,2024-02-10,2024-02-10,,,2023-12-01
B,2024-01-01,2024-05-10,,2024-03-01,,2024-01-01
C,2024-01-01,2024-02-10,2023-06-01,,,2024-01-10
D,2024-01-01,,,,2024-12-01,2024-01-20
E,2024-01-01,2024-01-15,,,,2024-01-20
";
    let tidy = count(rows, &format!("{LATE}\n{}", FIRST.replace("HORIZONS", "")));
    let at = |level: &str, moment: &str| {
        let mut rows = tidy.0.iter().filter(|(key, _)| key.indicator == "first" && key.level == level);
        rows.find(|(key, _)| key.statistic == "cumulative" && key.moment == moment).unwrap().1.clone()
    };
    // Of four: A and E found work, B a pension; of C it is not known.
    assert_eq!(at("", "90d").counts(), [Some(2), Some(4), Some(1)]);
    assert_eq!(at("pension_started", "90d").counts(), [Some(1), Some(4), Some(1)]);
    assert_eq!((at("", "90d").value, at("pension_started", "90d").value), (Some(0.5), Some(0.25)));
    assert_eq!((at("training_started", "90d").value, at("", "90d").method.as_str()), (Some(0.0), "aalen_johansen"));
    // Observed from the referral on E was never at risk, and D only from the 19th day.
    let entry = FIRST.replace("HORIZONS", "observed_from = \"referred\"\n");
    let tidy = count(rows, &format!("{LATE}\n{entry}"));
    let at_risk = row(&tidy, "first", "at_risk", "", "30d");
    assert_eq!((at_risk.count, at_risk.base), (Some(3), Some(3)));
    assert_eq!(row(&tidy, "first", "cumulative", "", "30d").method, "aalen_johansen_late");
}
