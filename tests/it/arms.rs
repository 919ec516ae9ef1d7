//! A comparison group: it is nobody of the service's numbers, its results stand beside them, and the difference is what R and
//! the law of each part say.

use crate::util::{Folder, Key, Tidy, polku, root};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// People of both groups; `arm` says which are written.
fn data(arm: Option<&str>) -> String {
    let row = |n: usize| {
        let own = if n < 150 { "service" } else { "comparison" };
        if arm.is_some_and(|arm| arm != own) {
            return String::new();
        }
        // 56 of 70 and 48 of 80, as in Newcombe's paper, among those who had left; the others go on.
        let (place, size, yes) = if n < 150 { (n, 70, 56) } else { (n - 150, 80, 48) };
        let end = if place < size { "2024-06-30" } else { "" };
        let later = if place < yes { "employed" } else { "unemployed" };
        let later = if place < size { later } else { "" };
        let (start, exit) = (2 + n % 4, 3 + (n * 7) % 5);
        format!("K{n};{own};2023-05-01;{end};unemployed;{later};{start};{exit};{}\n", ["Paja", "Kahvila"][n % 2])
    };
    "id;arm;start;end;status_start;status_6m;work_ability_start;work_ability_exit;service\n".to_owned()
        + &(0..240).map(row).collect::<String>()
}

fn project(folder: &Folder, data: &str) -> PathBuf {
    folder.write("data.csv", data);
    folder.write("polku.toml", "[project]\ndata_until = 2025-12-31\n[[table]]\nfile = \"data.csv\"\n")
}

fn results(data: &str, public: bool) -> Tidy {
    let folder = Folder::new();
    let toml = project(&folder, data);
    let internal = if public { "--quiet" } else { "--internal" };
    Tidy::parse(&polku(&[&"indicators", &toml, &internal, &"--format", &"csv", &"--lang", &"en"]).ok().out)
}

/// Rows by key, of these groups.
fn rows<'a>(tidy: &'a Tidy, of: impl Fn(&Key) -> bool + 'a) -> BTreeMap<Key, String> {
    tidy.0.iter().filter(|(key, _)| of(key)).map(|(key, row)| (key.clone(), format!("{row:?}"))).collect()
}

#[test]
fn a_comparison_group_is_nobody_of_the_service() {
    for public in [false, true] {
        let both = results(&data(None), public);
        let alone = results(&data(Some("service")), public);
        assert_eq!(rows(&both, |key| key.by != "arm"), rows(&alone, |_| true), "public: {public}");
        // Its own rows are what its file alone gives, for everybody of it.
        let others = results(&data(Some("comparison")), public);
        let of_group = |group: &'static str| move |key: &Key| key.by == "arm" && key.group == group;
        let bare = |rows: BTreeMap<Key, String>| -> BTreeMap<Key, String> {
            let bare = |key: Key| Key { by: String::new(), group: String::new(), ..key };
            rows.into_iter().map(|(key, row)| (bare(key), row)).collect()
        };
        let found = bare(rows(&both, of_group("comparison")));
        assert!(found.len() > 30);
        let known = rows(&others, |key| key.by.is_empty());
        assert!(found.iter().all(|(key, row)| known.get(key) == Some(row)), "public: {public}");
        let service = bare(rows(&both, of_group("service")));
        let known = rows(&both, |key| key.by.is_empty());
        assert!(service.iter().all(|(key, row)| known.get(key) == Some(row)));
        // Table II of Newcombe (1998).
        let difference = both.0.iter().find(|(key, _)| {
            key.indicator == "employed_6m" && key.statistic == "difference" && key.group == "service-comparison"
        });
        let (_, row) = difference.unwrap();
        let near = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 6e-5;
        assert!(near(row.value, 0.2) && near(row.low, 0.0524) && near(row.high, 0.3339), "{row:?}");
    }
}

#[test]
fn asked_for_as_a_breakdown_the_groups_stand_once() {
    let folder = Folder::new();
    let toml = project(&folder, &data(None));
    let asked = |by: &str| {
        let args: [&dyn AsRef<std::ffi::OsStr>; 9] =
            [&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang", &"en", &"--by", &by];
        Tidy::parse(&polku(&args).ok().out)
    };
    // Reading the results fails where a key stands twice.
    let tidy = asked("arm,service");
    assert_eq!(rows(&tidy, |_| true), rows(&asked("service"), |_| true));
    assert!(tidy.0.keys().any(|key| key.by == "arm" && key.group == "comparison"));
}

#[test]
fn a_trial_gives_the_differences_r_gives() {
    let folder = root().join("../shared/reference/jobs2");
    let (Ok(data), Ok(checks)) =
        (std::fs::read_to_string(folder.join("jobs2_fi.csv")), std::fs::read_to_string(folder.join("reference.json")))
    else {
        eprintln!("no jobs2: nothing compared");
        return;
    };
    let checks: Value = serde_json::from_str(&checks).unwrap();
    let check = |id: &str| {
        let all = checks["checks"].as_array().unwrap();
        all.iter().find(|check| check["id"] == id).unwrap()["value"].clone()
    };
    let folder = Folder::new();
    folder.write("data.csv", data);
    let toml = folder.write(
        "polku.toml",
        "[project]\nunit = \"participation\"\n[[table]]\nfile = \"data.csv\"\n[table.columns]\nlow_start = \"depress1\"\n\
         low_exit = \"depress2\"\narm = \"treat\"\nwork = \"work1\"\n[values.arm]\n1 = \"service\"\n0 = \"comparison\"\n\
         [[instrument]]\nid = \"low\"\nmin = 1\nmax = 5\nbetter = \"lower\"\nchange = 1\nname = { en = \"Low\" }\n\
         [[indicator]]\nid = \"low_change\"\nmeasure = \"change\"\nscale = \"low\"\nfrom = \"start\"\nto = \"exit\"\n\
         [indicator.text.en]\nname = \"Low\"\nmeaning = \"Low.\"\n\
         [[indicator]]\nid = \"in_work\"\nmeasure = \"share\"\nevent = \"work in psyemp\"\n\
         [indicator.text.en]\nname = \"In work\"\nmeaning = \"In work then.\"\n",
    );
    let ran = polku(&[&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang", &"en"]).ok();
    let tidy = Tidy::parse(&ran.out);
    let row = |indicator: &str, statistic: &str| {
        let is = |key: &&Key| {
            let wanted = ["share", "mean_change"].contains(&key.level.as_str());
            key.indicator == indicator && key.statistic == statistic && key.by == "arm" && wanted
        };
        &tidy.0[tidy.0.keys().find(is).unwrap()]
    };
    let near = |found: Option<f64>, wanted: &Value, tolerance: f64| {
        let (found, wanted) = (found.unwrap(), wanted.as_f64().unwrap());
        assert!((found - wanted).abs() <= tolerance, "{found}, R says {wanted}");
    };
    let itt = check("employed_itt");
    let difference = row("in_work", "difference");
    near(difference.value, &itt["diff"], 1e-9);
    near(difference.low, &itt["newcombe_lo"], 1e-9);
    near(difference.high, &itt["newcombe_hi"], 1e-9);
    near(row("in_work", "difference_ratio").low, &itt["rr_lo"], 1e-9);
    // Scores are kept to six decimals.
    let did = check("did");
    let difference = row("low_change", "difference");
    near(difference.value, &did["diff"], 1e-6);
    near(difference.low, &did["ci"][0], 1e-6);
    near(difference.high, &did["ci"][1], 1e-6);
}

#[test]
fn a_report_says_that_there_is_a_comparison_and_holds_what_it_says() {
    let folder = Folder::new();
    let toml = project(&folder, &data(None));
    for (language, heading) in [
        ("fi", "Vertailu vertailuryhmään"),
        ("sv", "Jämförelse med en jämförelsegrupp"),
        ("en", "Against a comparison group"),
    ] {
        let out = folder.at(language);
        polku(&[&"report", &toml, &"-o", &out, &"--lang", &language]).ok();
        let page = std::fs::read_to_string(out.join("report.html")).unwrap();
        assert!(page.contains(heading), "{language}");
        let verified = polku(&[&"verify", &out, &"--project", &toml, &"--lang", &"en"]);
        assert_eq!(verified.code, 0, "{language}: {}{}", verified.out, verified.err);
    }
    let page = std::fs::read_to_string(folder.at("en").join("report.html")).unwrap();
    assert!(page.contains("Evidence 3 of 5") && !page.contains("There is no comparison group"));
    assert!(page.contains("3 of 5 (Nesta)"));
    let told = |row: &str| {
        polku(&[&"explain", &"employed_6m", &"--project", &toml, &"--row", &row, &"--internal", &"--lang", &"en"])
            .ok()
            .out
    };
    assert!(told("200").contains("of the comparison group") && !told("20").contains("of the comparison group"));
    // Without one nothing is said to be compared.
    let alone = Folder::new();
    let toml = project(&alone, &data(Some("service")));
    polku(&[&"report", &toml, &"-o", &alone.at("out"), &"--lang", &"en"]).ok();
    let page = std::fs::read_to_string(alone.at("out/report.html")).unwrap();
    assert!(!page.contains("Evidence 3 of 5") && !page.contains("Against a comparison group"));
}
