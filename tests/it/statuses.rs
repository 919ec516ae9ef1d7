//! Statuses of the user's own: words, groups, ladder, class and names like those polku knows, and faults with their place.

use crate::util::{Folder, Tidy, polku};

fn data() -> String {
    let row = |n: usize| {
        let later = ["koto", "Kotoutumiskoulutuksessa", "työssä", "työtön", "pajalla 2"][n % 5];
        format!("K{n};1.1.2023;1.2.2024;työtön;{later};{later}\n")
    };
    "tunnus;aloituspvm;lopetuspvm;tilanne alussa;tilanne lopussa;tilanne 6 kk\n".to_owned()
        + &(0..60).map(row).collect::<String>()
}

const STATUSES: &str = "[[status]]\nid = \"integration_training\"\nlike = \"labour_market_training\"\nrank = 6\n\
    name = { fi = \"Kotoutumiskoulutus\", sv = \"Integrationsutbildning\" }\nfi = [\"koto\", \"Kotoutumiskoulutuksessa\"]\n\
    [[status]]\nid = \"second_workshop\"\nlike = \"workshop\"\nfi = [\"pajalla 2\"]\n";

fn project(folder: &Folder, statuses: &str, more: &str) -> std::path::PathBuf {
    folder.write("data.csv", data());
    let head = "[project]\ndata_until = 2025-12-31\n[[table]]\nfile = \"data.csv\"\n";
    folder.write("polku.toml", format!("{head}{statuses}{more}"))
}

#[test]
fn a_status_of_ones_own_counts_as_what_it_is_like_and_keeps_its_name() {
    let folder = Folder::new();
    let own = "[[indicator]]\nid = \"in_koto\"\nmeasure = \"share\"\namong = \"end known\"\n\
        event = \"status_6m in integration_training\"\n\
        [indicator.text.fi]\nname = \"Kotona\"\nmeaning = \"Koto.\"\n[report]\nindicators = [\"in_koto\"]\n";
    let toml = project(&folder, STATUSES, own);
    let ran = polku(&[&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang", &"en"]).ok();
    assert!(!ran.err.contains("PK1202"), "{}", ran.err);
    let tidy = Tidy::parse(&ran.out);
    assert_eq!(tidy.total("in_koto", "share").counts(), [Some(24), Some(60), Some(0)]);
    // In its groups, on its rung: 24 study, 12 work, 12 are on the second workshop and 12 where they were.
    assert_eq!(tidy.total("education_exit", "share").counts(), [Some(24), Some(60), Some(0)]);
    let up = tidy.at("ladder_move_exit", "share", "up", "exit");
    assert_eq!(up.counts(), [Some(48), Some(60), Some(0)]);
    let level = tidy.0.keys().any(|key| key.level.contains("integration_training"));
    assert!(level, "the own status is no level of a distribution or transition");
    // The same file whose words are the known statuses gives the same shares.
    let known = Folder::new();
    known.write(
        "data.csv",
        data()
            .replace("Kotoutumiskoulutuksessa", "työvoimakoulutus")
            .replace("koto", "työvoimakoulutus")
            .replace("pajalla 2", "pajalla"),
    );
    let toml = known.write("polku.toml", "[project]\ndata_until = 2025-12-31\n[[table]]\nfile = \"data.csv\"\n");
    let twin = polku(&[&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang", &"en"]).ok();
    let twin = Tidy::parse(&twin.out);
    for id in ["education_exit", "employed_exit", "employed_6m", "positive_destination_exit"] {
        assert_eq!(tidy.total(id, "share").counts(), twin.total(id, "share").counts(), "{id}");
    }
}

#[test]
fn a_report_and_its_check_call_it_by_its_name() {
    let folder = Folder::new();
    let toml = project(&folder, STATUSES, "");
    polku(&[&"report", &toml, &"-o", &folder.at("out"), &"--internal", &"--lang", &"fi"]).ok();
    let results = String::from_utf8(folder.files()["out/INTERNAL-results.csv"].clone()).unwrap();
    assert!(results.contains("integration_training"), "machine output keeps the id");
    let told =
        polku(&[&"explain", &"education_exit", &"--project", &toml, &"--row", &"2", &"--internal", &"--lang", &"fi"]);
    assert!(
        told.out.contains("Kotoutumiskoulutus") && !told.out.contains("status.integration"),
        "{}{}",
        told.out,
        told.err
    );
    let verified = polku(&[&"verify", &folder.at("out"), &"--lang", &"en", &"--project", &toml]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    // What is protected is attacked by whoever has the folder alone, who reads there what the status is like.
    let named = STATUSES.replace("Kotoutumiskoulutus\"", "Koto 777\"");
    let toml = project(&folder, &named, "");
    for language in ["fi", "en"] {
        let out = folder.at(&format!("public-{language}"));
        polku(&[&"report", &toml, &"-o", &out, &"--lang", &language]).ok();
        for args in [vec![], vec![toml.to_str().unwrap()]] {
            let mut all: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"verify", &out, &"--lang", &"en"];
            if let Some(toml) = args.first() {
                all.extend([&"--project" as &dyn AsRef<std::ffi::OsStr>, toml]);
            }
            let verified = polku(&all);
            assert_eq!(verified.code, 0, "{language} {args:?}: {}{}", verified.out, verified.err);
        }
    }
}

#[test]
fn a_mistake_is_told_with_its_place_and_what_may_be_meant() {
    for (statuses, said) in [
        ("[[status]]\nid = \"x\"\nlike = \"employd\"\n", "employed"),
        ("[[status]]\nid = \"X y\"\nlike = \"employed\"\n", "small letters"),
        ("[[status]]\nid = \"employed\"\nlike = \"unemployed\"\n", "already"),
        ("[[status]]\nid = \"x\"\nlike = \"workshop\"\nrank = 1\n", "rung"),
        ("[[status]]\nid = \"x\"\nlike = \"deceased\"\n", "no status"),
        ("[[status]]\nid = \"x\"\nlke = \"employed\"\n", "like"),
    ] {
        let folder = Folder::new();
        let toml = project(&folder, statuses, "");
        let ran = polku(&[&"check", &toml, &"--lang", &"en"]);
        assert_eq!(ran.code, 2, "{statuses}: {}", ran.err);
        assert!(ran.err.contains(said) && ran.err.contains("row "), "{statuses}: {}", ran.err);
    }
}
