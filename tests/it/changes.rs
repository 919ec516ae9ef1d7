//! Change of the same people, against what R says of real data: a trial with unemployed people (JOBS II), patients who
//! answered WHO-5, and people in temporary work in Sicily. Without those data there is nothing to compare with.

use crate::util::{Folder, Tidy, polku};
use serde_json::Value;
use std::path::PathBuf;

/// A file of reference data; none where it is not at hand.
fn reference(folder: &str, file: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference").join(folder).join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("no reference data at {}", path.display());
    }
    text
}

fn checks(folder: &str) -> Option<Vec<Value>> {
    let all: Value = serde_json::from_str(&reference(folder, "reference.json")?).unwrap();
    all["checks"].as_array().cloned()
}

#[track_caller]
fn check<'a>(checks: &'a [Value], id: &str) -> &'a Value {
    &checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no check {id}"))["value"]
}

/// Counts the indicators of a project with one table, without protection.
fn counted(data: &str, toml: &str, by: &str) -> Tidy {
    let folder = Folder::new();
    folder.write("data.csv", data);
    folder.write("polku.toml", format!("[project]\n{toml}"));
    let project = folder.at("");
    let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"indicators", &project, &"--internal", &"--format", &"csv"];
    if !by.is_empty() {
        args.extend([&"--by" as &dyn AsRef<std::ffi::OsStr>, &by]);
    }
    Tidy::parse(&polku(&args).ok().out)
}

#[track_caller]
fn near(found: Option<f64>, wanted: &Value, tolerance: f64) {
    let (found, wanted) = (found.unwrap(), wanted.as_f64().unwrap());
    assert!((found - wanted).abs() <= tolerance * wanted.abs().max(1e-12), "{found}, R says {wanted}");
}

fn change(id: &str) -> String {
    format!(
        "[[indicator]]\nid = \"{id}_change\"\nmeasure = \"change\"\nscale = \"{id}\"\nfrom = \"start\"\nto = \"exit\"\n\
         [indicator.text.en]\nname = \"{id}\"\nmeaning = \"Change of {id}.\"\n"
    )
}

/// Of a number six decimals are kept, and these scores have more.
const KEPT: f64 = 2e-6;

/// A change as R has it: means, interval, effect, ranks, and reliable change.
#[track_caller]
fn same_change(tidy: &Tidy, id: &str, (by, group): (&str, &str), paired: &Value, tolerance: f64) {
    let near = |found: Option<f64>, wanted: &Value| {
        let (found, wanted) = (found.unwrap(), wanted.as_f64().unwrap());
        assert!((found - wanted).abs() <= tolerance, "{id} {group}: {found}, R says {wanted}");
    };
    let row = |statistic: &str| match by {
        "" => tidy.total(id, statistic),
        _ => tidy.group(id, statistic, by, group),
    };
    assert_eq!(row("mean_change").base, paired["n"].as_u64());
    near(row("mean_start").value, &paired["mean_pre"]);
    near(row("mean_end").value, &paired["mean_post"]);
    near(row("mean_change").value, &paired["mean_change"]);
    near(row("mean_change").low, &paired["ci_lo"]);
    near(row("mean_change").high, &paired["ci_hi"]);
    near(row("hedges_g_av").value, &paired["g_av_meanSD"]);
}

#[test]
fn a_trial_with_unemployed_people_is_what_r_says() {
    let (Some(checks), Some(data)) = (checks("jobs2"), reference("jobs2", "jobs2_fi.csv")) else { return };
    let rci = check(&checks, "rci_all");
    let toml = format!(
        "unit = \"participation\"\n[[table]]\nfile = \"data.csv\"\n[table.columns]\nlow_start = \"depress1\"\n\
         low_exit = \"depress2\"\nassigned = \"treat\"\nwork = \"work1\"\n[[instrument]]\nid = \"low\"\nmin = 1\nmax = 5\n\
         better = \"lower\"\nchange = 1\nreliability = {{ value = {}, sd = {} }}\n{}[[indicator]]\nid = \"in_work\"\n\
         measure = \"share\"\nevent = \"work in psyemp\"\n[indicator.text.en]\nname = \"In work\"\nmeaning = \"In work then.\"\n",
        rci["reliability"],
        rci["sd_pre"],
        change("low")
    );
    let tidy = counted(&data, &toml, "assigned");
    let paired = check(&checks, "paired_all");
    same_change(&tidy, "low_change", ("", ""), paired, KEPT);
    // Ranks of equal changes differ where only digits that are not kept tell them apart.
    near(tidy.total("low_change", "wilcoxon_p").value, &paired["wilcoxon_p_normal_cc"], 2e-3);
    for (statistic, wanted) in [("reliable_improved", "improved"), ("reliable_worsened", "deteriorated")] {
        assert_eq!(tidy.total("low_change", statistic).count, rci[wanted].as_u64(), "{statistic}");
    }
    for (group, id) in [("1", "paired_treat"), ("0", "paired_control")] {
        same_change(&tidy, "low_change", ("assigned", group), check(&checks, id), KEPT);
    }
    // Everybody who was assigned counts, whether they came or not.
    let itt = check(&checks, "employed_itt");
    for (group, x, n) in [("1", "x1", "n1"), ("0", "x2", "n2")] {
        let row = tidy.group("in_work", "share", "assigned", group);
        assert_eq!((row.count, row.base), (itt[x].as_u64(), itt[n].as_u64()));
    }
}

#[test]
fn patients_well_being_is_what_r_says() {
    let (Some(checks), Some(data)) = (checks("claus2020_who5"), reference("claus2020_who5", "wide_fi.csv")) else {
        return;
    };
    let (bdi, who) = (check(&checks, "rci_bdi_jt"), check(&checks, "rci_who_assumed"));
    let instrument = |id: &str, max: u8, better: &str, change: u8, rci: &Value| {
        let (r, sd) = (&rci["reliability"], &rci["sd_pre"]);
        format!(
            "[[instrument]]\nid = \"{id}\"\nmin = 0\nmax = {max}\nbetter = \"{better}\"\nchange = {change}\n\
             reliability = {{ value = {r}, sd = {sd} }}\n"
        )
    };
    let toml = format!(
        "[[table]]\nfile = \"data.csv\"\n[table.columns]\nid = \"id\"\nservice = \"treatment\"\nbdi_start = \"bdi.1\"\n\
         bdi_exit = \"bdi.4\"\nraw_start = \"who.1\"\nraw_exit = \"who.4\"\n{}{}{}{}",
        instrument("bdi", 63, "lower", 7, bdi),
        instrument("raw", 25, "higher", 4, who),
        change("bdi"),
        change("raw")
    );
    let tidy = counted(&data, &toml, "service");
    for (id, paired) in [("bdi_change", "paired_bdi"), ("raw_change", "paired_who")] {
        same_change(&tidy, id, ("", ""), check(&checks, paired), 1e-9);
        near(tidy.total(id, "wilcoxon_p").value, &check(&checks, paired)["wilcoxon_p_normal_cc"], 1e-9);
        for arm in ["TAU", "PA"] {
            same_change(&tidy, id, ("service", arm), check(&checks, &format!("{paired}_{arm}")), 1e-9);
        }
    }
    for (id, rci) in [("bdi_change", bdi), ("raw_change", who)] {
        for (statistic, wanted) in [("reliable_improved", "improved"), ("reliable_worsened", "deteriorated")] {
            assert_eq!(tidy.total(id, statistic).count, rci[wanted].as_u64(), "{id} {statistic}");
        }
    }
    // The least important change, as it was published.
    let mid = check(&checks, "mid4_who");
    for (way, wanted) in [("improved", "improved"), ("unchanged", "unchanged"), ("worsened", "deteriorated")] {
        assert_eq!(tidy.total("raw_change", way).count, mid[wanted].as_u64());
        for arm in ["TAU", "PA"] {
            let of_arm = &check(&checks, &format!("mid7_bdi_{arm}"))[wanted];
            assert_eq!(tidy.group("bdi_change", way, "service", arm).count, of_arm.as_u64(), "{arm} {way}");
        }
    }
}

#[test]
fn transitions_in_sicily_are_what_r_counts() {
    let (Some(checks), Some(data)) = (checks("sicily_twa"), reference("sicily_twa", "sicily_twa.csv")) else { return };
    // Three columns of yes and no make one situation.
    let mut reader = csv::Reader::from_reader(data.as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|h| h == name).unwrap();
    let [employed, unemployed, employed_later, unemployed_later, treat] =
        ["emp1", "unemp1", "out3", "unemp3", "treat"].map(at);
    for (arm, id, p) in [("0", "trans_treat0", 4.237_694_407_593_917e-5), ("1", "trans_treat1", 7.756_606_468_234e-10)]
    {
        let mut rows = "id,start,end,status_start,status_exit\n".to_owned();
        let mut reader = csv::Reader::from_reader(data.as_bytes());
        for (n, record) in reader.records().map(Result::unwrap).enumerate().filter(|(_, r)| &r[treat] == arm) {
            let word = |employed: usize, unemployed: usize| match (&record[employed], &record[unemployed]) {
                ("1", _) => "open_employment",
                (_, "1") => "unemployed",
                _ => "inactive",
            };
            let (before, after) = (word(employed, unemployed), word(employed_later, unemployed_later));
            rows.push_str(&format!("P{n},2001-01-01,2002-07-01,{before},{after}\n"));
        }
        let tidy = counted(&rows, "[[table]]\nfile = \"data.csv\"\n", "");
        let counts = &check(&checks, id)["counts"];
        let states = ["open_employment", "unemployed", "inactive"];
        for (i, from) in states.iter().enumerate() {
            for (j, to) in states.iter().enumerate() {
                let row = tidy.at("status_transition_exit", "count", &format!("{from}>{to}"), "exit");
                assert_eq!(row.count, counts[i][j].as_u64(), "{arm} {from} {to}");
            }
        }
        // statsmodels: SquareTable(counts, shift_zeros=False).homogeneity("stuart_maxwell")
        let found = tidy.total("status_transition_exit", "stuart_maxwell_p").value.unwrap();
        assert!((found / p - 1.0).abs() < 1e-6, "{found} {p}");
    }
}

#[test]
fn what_is_told_of_moves_and_reliable_change_tells_of_nobody() {
    // A hundred and sixty people in two services; nearly all moves are of few.
    let mut rows = "id,start,end,service,gender,status_start,status_exit,own_start,own_exit\n".to_owned();
    let statuses = ["unemployed", "inactive", "work_trial", "education", "open_permanent"];
    for n in 0..160_u32 {
        let mixed = n.wrapping_mul(2_654_435_761) >> 7;
        let (before, moved) = (1 + mixed % 8, (mixed / 8 % 7).saturating_sub(2));
        let (from, to) = (statuses[(mixed % 3) as usize], statuses[(mixed / 32 % 5) as usize]);
        let (service, gender) = (["Paja", "Valmennus"][(n % 2) as usize], ["woman", "man"][(mixed / 5 % 2) as usize]);
        let after = (before + moved).min(10);
        rows.push_str(&format!("P{n},2024-01-08,2024-05-31,{service},{gender},{from},{to},{before},{after}\n"));
    }
    let folder = Folder::new();
    folder.write("data.csv", &rows);
    let own = change("own");
    let toml = format!(
        "[project]\ndata_until = 2025-06-30\n[[table]]\nfile = \"data.csv\"\n[[instrument]]\nid = \"own\"\nlike = \"scale_10\"\n\
         reliability = {{ value = 0.8, sem = 1.3 }}\n{own}[report]\nby = [\"service\", \"gender\"]\n"
    );
    folder.write("polku.toml", toml);
    let (project, output) = (folder.at(""), folder.at("report"));
    polku(&[&"report", &project, &"-o", &output, &"--format", &"csv,json", &"--lang", &"en"]).ok();
    let tidy = Tidy::parse(&std::fs::read_to_string(output.join("results.csv")).unwrap());
    assert!(tidy.0.keys().any(|key| key.statistic == "reliable_worsened" && key.by == "service"));
    for (key, row) in &tidy.0 {
        let few = |n: Option<u64>| n.is_some_and(|n| (1..5).contains(&n));
        let told = ["reliable_improved", "reliable_worsened", "floor_start", "up_of_moved"];
        let left = row.base.zip(row.count).map(|(base, count)| base - count);
        assert!(!(told.contains(&key.statistic.as_str()) && (few(row.count) || few(left))), "{key:?} {row:?}");
        // A p is no surer than its last digit.
        assert!(key.statistic != "wilcoxon_p" || row.value.is_none_or(|p| p >= 0.001), "{key:?}");
    }
    let verified = polku(&[&"verify", &output, &"--project", &project, &"--lang", &"en"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}
