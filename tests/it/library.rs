//! The whole library: what is counted when, the instruments and what a project may make of them, and the page that tells
//! of everything.

use crate::util::{Folder, Ran, Tidy, polku, root};
use polku::fact::Vocabulary;
use polku::fact::instrument::{Basis, Better, aggregates};
use polku::indicator::{Counted, Library, Measure};
use polku::text::Language;
use std::collections::BTreeSet;

fn library() -> (Vocabulary, Library) {
    let vocabulary = Vocabulary::builtin().unwrap();
    let library = Library::builtin(&vocabulary).unwrap();
    (vocabulary, library)
}

/// Three people who answered a question on agency, and what of it and of their work is counted.
fn project(toml: &str) -> Folder {
    let folder = Folder::new();
    let rows = "id,start,end,status_start,status_exit,alku,loppu,satisfaction_exit\n\
                A,2024-01-08,2024-05-31,unemployed,employed,2,4,5\n\
                B,2024-01-08,2024-05-31,unemployed,unemployed,3,3,\n\
                C,2024-01-08,2024-05-31,inactive,unemployed,4,3,2\n";
    folder.write("data.csv", rows);
    folder.write("polku.toml", format!("[project]\ndata_until = 2025-06-30\n[[table]]\nfile = \"data.csv\"\n{toml}"));
    folder
}

fn indicators(folder: &Folder, more: &[&str]) -> Ran {
    let project = folder.at("");
    let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> =
        vec![&"indicators", &project, &"--internal", &"--format", &"csv", &"--lang", &"en"];
    args.extend(more.iter().map(|arg| arg as &dyn AsRef<std::ffi::OsStr>));
    polku(&args)
}

fn tidy(folder: &Folder, more: &[&str]) -> Tidy {
    Tidy::parse(&indicators(folder, more).ok().out)
}

const AGENCY: &str = "[table.columns]\nagency_start = \"alku\"\nagency_exit = \"loppu\"\n";
const RANGE: &str = "[[instrument]]\nid = \"agency\"\nmin = 1\nmax = 5\nchange = 1\n";

#[test]
fn every_instrument_says_what_it_is_in_every_language() {
    let (vocabulary, library) = library();
    assert!(vocabulary.instruments.len() > 30);
    let mut names = BTreeSet::new();
    for (id, instrument) in &vocabulary.instruments {
        assert_eq!(instrument.fault(), None, "{id}");
        assert_ne!(instrument.basis, Basis::Own, "{id}");
        let source = library.source(&instrument.source).unwrap_or_else(|| panic!("{id} cites {}", instrument.source));
        for language in Language::ALL {
            assert!(source.contains_key(&language), "{id}");
            assert!(names.insert((language, instrument.name[&language].clone())), "{id} is called like another");
            assert!(instrument.licence.is_empty() || instrument.licence.contains_key(&language), "{id}");
            assert!(instrument.bands.iter().all(|band| band.name.contains_key(&language)), "{id}");
        }
        // What is called more than the error of measurement is more.
        let detectable = polku::analysis::detectable(instrument);
        assert_eq!(detectable.is_some_and(|least| instrument.change >= least), instrument.basis == Basis::Detectable);
        // A convention is one, and says which.
        let fifth = (instrument.max - instrument.min) / 5.0;
        if instrument.basis == Basis::Convention {
            assert!((instrument.change - fifth).abs() <= 0.5, "{id}: {} is no fifth", instrument.change);
        }
    }
    assert_eq!(aggregates().unwrap().len(), 1);
    assert!(aggregates().unwrap().iter().all(|of| !vocabulary.instruments.contains_key(&of.id)));
}

#[test]
fn published_errors_of_measurement_give_published_smallest_changes() {
    let (vocabulary, _) = library();
    // Stienstra et al.: SEM 0.69, smallest detectable change 1.92 (from an unrounded SEM).
    let least = polku::analysis::detectable(&vocabulary.instruments["work_ability"]).unwrap();
    assert!((least - 1.92).abs() < 0.011, "{least}");
    // The parts of everyday life make it up: no error of measurement follows from how they go together.
    let mut everyday = vocabulary.instruments["kykyviisari_everyday"].clone();
    everyday.reliability = vocabulary.instruments["work_ability"].reliability;
    assert_eq!(polku::analysis::detectable(&everyday), None);
}

#[test]
fn every_scale_that_a_project_completes_has_its_change_ready() {
    let (vocabulary, library) = library();
    for (id, instrument) in vocabulary.instruments.iter().filter(|(_, instrument)| instrument.asks) {
        let change = format!("{id}_change");
        let indicator = library.get(&change).next().unwrap_or_else(|| panic!("no {change}"));
        assert!(matches!(&indicator.measure, Measure::Change { scale, .. } if scale == id));
        assert_eq!(indicator.better, Some(instrument.better));
        assert_eq!(indicator.counted, Counted::There);
    }
    assert_eq!(vocabulary.instruments["whodas"].better, Better::Lower);
}

#[test]
fn a_scale_whose_versions_differ_is_read_only_on_the_range_a_project_says() {
    let ran = indicators(&project(AGENCY), &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("polku.toml, row 6") && ran.err.contains("[[instrument]]"), "{}", ran.err);
    // Nor out of a table of scores, by whichever way the scale is said.
    let scores = "[[table]]\nfile = \"scores.csv\"\nkind = \"scores\"\n";
    for of in ["scale = \"agency\"\n", "[table.columns]\nagency = \"pisteet\"\n"] {
        let ran = indicators(&project(&format!("{scores}{of}")), &[]);
        assert!(ran.code == 2 && ran.err.contains("[[instrument]]"), "{}", ran.err);
    }
    let missing = indicators(&project(&format!("{AGENCY}[[instrument]]\nid = \"agency\"\nmin = 1\n")), &[]);
    assert!(missing.err.contains("agency: max") && missing.err.contains("agency: change"), "{}", missing.err);
    let folder = project(&format!("{AGENCY}{RANGE}"));
    let tidy = tidy(&folder, &[]);
    let row = |way| tidy.total("agency_change", way);
    assert_eq!([row("improved").count, row("unchanged").count, row("worsened").count], [Some(1); 3]);
}

#[test]
fn a_scale_may_be_like_another() {
    let own = |like: &str| {
        format!(
            "[table.columns]\nown_start = \"alku\"\nown_exit = \"loppu\"\n[[instrument]]\nid = \"own\"\nlike = \"{like}\"\n\
             name = {{ en = \"Own\" }}\n[[indicator]]\nid = \"own_change\"\nmeasure = \"change\"\nscale = \"own\"\n\
             from = \"start\"\nto = \"exit\"\n[indicator.text.en]\nname = \"Own\"\nmeaning = \"Own scale.\"\n"
        )
    };
    let tidy = tidy(&project(&own("scale_5")), &[]);
    assert_eq!(tidy.total("own_change", "improved").count, Some(1));
    let ran = indicators(&project(&own("scale_6")), &[]);
    assert!(ran.code == 2 && ran.err.contains("scale_6") && ran.err.contains("Did you mean: scale_5?"), "{}", ran.err);
}

#[test]
fn what_polku_compares_with_a_number_stays_on_its_scale() {
    let longer = "[[instrument]]\nid = \"satisfaction\"\nmin = 0\nmax = 10\nchange = 2\n";
    let ran = indicators(&project(longer), &[]);
    assert!(ran.code == 2 && ran.err.contains("satisfaction"), "{}", ran.err);
    let renamed = "[[instrument]]\nid = \"satisfaction\"\nname = { en = \"Content\" }\n";
    assert_eq!(tidy(&project(renamed), &[]).total("satisfaction", "share").count, Some(1));
}

#[test]
fn indicators_are_counted_when_the_data_tell_of_them_and_when_they_are_asked_for() {
    let (_, library) = library();
    let ids = |tidy: &Tidy| tidy.0.keys().map(|key| key.indicator.clone()).collect::<BTreeSet<String>>();
    let usual = ids(&tidy(&project(""), &[]));
    let of = |counted| library.iter().filter(move |i| i.counted == counted).map(|i| i.id.clone());
    assert!(of(Counted::Always).all(|id| usual.contains(&id)));
    assert_eq!(of(Counted::There).filter(|id| usual.contains(id)).collect::<Vec<_>>(), ["satisfaction"]);
    assert!(of(Counted::Asked).all(|id| !usual.contains(&id)));
    // By word, by family and by a goal; what was asked for has a row even where the data lack it.
    let asked = ids(&tidy(&project("[report]\nindicators = [\"esf\", \"employed_sustained_6m\"]\n"), &[]));
    assert!(library.iter().filter(|i| i.family == "esf").all(|i| asked.contains(&i.id)), "{asked:?}");
    assert!(asked.contains("employed_sustained_6m") && asked.is_superset(&usual));
    assert_eq!(ids(&tidy(&project(""), &["--only", "esf"])).len(), 23);
    let goal = "[[goal]]\ntext = \"Open work\"\nindicator = \"open_employment_exit\"\ntarget = 0.3\n";
    assert!(ids(&tidy(&project(goal), &[])).contains("open_employment_exit"));
    let ran = indicators(&project("[report]\nindicators = [\"esff\"]\n"), &[]);
    assert!(ran.code == 2 && ran.err.contains("row 6") && ran.err.contains("Did you mean: esf?"), "{}", ran.err);
}

#[test]
fn esf_counts_changes_against_entry_and_nobody_twice() {
    let folder = Folder::new();
    let situations = ["unemployed", "inactive", "education", "work_trial", "open_permanent", "subsidised"];
    let mut rows = "id,start,end,status_start,status_exit\n".to_owned();
    let mut n = 0;
    for from in situations {
        for to in situations {
            n += 1;
            rows.push_str(&format!("P{n},2024-01-08,2024-05-31,{from},{to}\n"));
        }
    }
    folder.write("data.csv", &rows);
    folder.write("polku.toml", "[project]\ndata_until = 2025-06-30\n[[table]]\nfile = \"data.csv\"\n");
    let tidy = tidy(&folder, &["--only", "esf"]);
    let count = |id: &str| tidy.total(id, "count").count.unwrap();
    let share = |id: &str| (tidy.total(id, "share").count.unwrap(), tidy.total(id, "share").base.unwrap());
    // Unemployed, inactive or employed: everybody is exactly one of them.
    assert_eq!([count("eeco02"), count("eeco04"), count("eeco05")], [12, 12, 12]);
    assert_eq!(count("eeco01"), 36);
    // Job searching: from outside the labour force to unemployment. In work: of those who were not.
    assert_eq!((share("eecr01"), share("eecr04")), ((2, 12), (8, 24)));
    assert_eq!(share("eecr02"), (5, 30));
}

#[test]
fn the_handbook_tells_of_everything() {
    let ran = polku(&[&"explain", &"--all", &"--format", &"md", &"--lang", &"en"]).ok();
    let path = root().join("HANDBOOK.md");
    let page = format!(
        "# The library of polku\n\nMade by `polku explain --all --format md`; a test keeps it so.\n\n\
         What shares tell where not everybody can be reached, and success decides who can (`cargo run --example who_answers`; \
         the people are invented):\n\n\
         ![Three times the truth, the share of those reached, the weighted share and the bounds]\
         (examples/pictures/who_answers.svg)\n\n{}",
        ran.out
    );
    if std::env::var_os("POLKU_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == page, "HANDBOOK.md is not what polku says: POLKU_BLESS=1 cargo test --test it handbook");
    let (vocabulary, library) = library();
    for id in library.ids().into_iter().chain(vocabulary.instruments.keys().map(String::as_str)) {
        assert!(page.contains(&format!("`{id}`")) || page.contains(&format!("({})", id.replace('_', "\\_"))), "{id}");
    }
    for language in ["fi", "sv"] {
        let other = polku(&[&"explain", &"--all", &"--format", &"md", &"--lang", &language]).ok().out;
        assert_eq!(other.matches("\n## ").count(), ran.out.matches("\n## ").count(), "{language}");
    }
}

#[test]
fn the_readme_lists_what_is_counted_in_every_report() {
    let (_, library) = library();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let table = readme.split("<!-- indicators -->").nth(1).unwrap().split("<!-- /indicators -->").next().unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| `")).collect();
    let usual = library.ids().into_iter().filter_map(|id| library.get(id).next());
    let usual = usual.filter(|indicator| indicator.counted == Counted::Always);
    let wanted: Vec<String> = usual.map(|i| format!("| `{}` | {} |", i.id, i.text[&Language::En].name)).collect();
    assert_eq!(rows.len(), wanted.len());
    for (row, wanted) in rows.iter().zip(&wanted) {
        assert!(row.starts_with(wanted.as_str()), "{row}: {wanted}");
    }
    assert!(library.families().iter().all(|family| readme.contains(&format!("`{family}`"))));
}

#[test]
fn an_instrument_is_explained_like_an_indicator() {
    let text = polku(&[&"explain", &"work_ability", &"--lang", &"en"]).ok().out;
    for said in ["0 to 10", "0.69", "1.91", "weak (0–5)", "work_ability_start"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let ran = polku(&[&"explain", &"work_abilty", &"--lang", &"en"]);
    assert!(ran.err.contains("work_ability"), "{}", ran.err);
}

#[test]
fn what_is_either_so_or_not_has_no_third_answer() {
    let folder = Folder::new();
    let rows =
        "id,start,disability,respondent\nA,2024-01-08,kyllä,itse\nB,2024-01-08,ei,ohjaaja\nC,2024-01-08,ehkä,yhdessä\n";
    folder.write("data.csv", rows);
    folder.write("polku.toml", "[project]\ndata_until = 2025-06-30\n[[table]]\nfile = \"data.csv\"\n");
    let tidy = tidy(&folder, &["--only", "eeco12,respondents"]);
    let row = tidy.total("eeco12", "count");
    assert_eq!((row.count, row.among_unknown), (Some(1), Some(1)));
    let levels = ["self", "assisted", "staff"].map(|level| tidy.at("respondents", "share", level, "").count);
    assert_eq!(levels, [Some(1); 3]);
    let project = folder.at("");
    let checked = polku(&[&"check", &project, &"--lang", &"en"]).out;
    assert!(checked.contains("ehkä") && checked.contains("[values.disability]"), "{checked}");
}

#[test]
fn a_scale_that_polku_knows_is_proposed_under_its_name() {
    let folder = Folder::new();
    let rows = "tunnus;aloitus;toimijuus alku;toimijuus loppu;osallisuus alku;osallisuus loppu\nA;8.1.2024;2;4;1;3\n\
                B;8.1.2024;3;5;2;5\n";
    folder.write("data.csv", rows);
    let data = folder.at("data.csv");
    let proposed = polku(&[&"init", &data, &"-o", &"-", &"--lang", &"en"]).ok().out;
    // Agency is known and its change is counted; inclusion may be anybody's question, and not Kykyviisari's.
    assert!(proposed.contains("id = \"agency\"") && !proposed.contains("\"agency_change\""), "{proposed}");
    assert!(proposed.contains("id = \"osallisuus\"") && proposed.contains("\"osallisuus_change\""), "{proposed}");
    assert!(!proposed.contains("kykyviisari"), "{proposed}");
}

#[test]
fn change_is_told_by_the_level_at_entry_where_somebody_asks() {
    let folder = Folder::new();
    // Low scores rise and high ones fall, as they would without any service.
    let scores = [(1, 4), (2, 4), (3, 5), (4, 5), (5, 5), (6, 6), (7, 6), (9, 7), (10, 7), (8, 8)];
    let rows: Vec<String> = scores
        .iter()
        .enumerate()
        .map(|(i, (start, exit))| format!("P{i},2024-01-08,2024-05-31,{start},{exit}"))
        .collect();
    folder.write("data.csv", format!("id,start,end,work_ability_start,work_ability_exit\n{}\n", rows.join("\n")));
    let toml = "[project]\ndata_until = 2025-06-30\n[[table]]\nfile = \"data.csv\"\n";
    folder.write("polku.toml", toml);
    let by_level = tidy(&folder, &["--by", "work_ability_level"]);
    let change = |level: &str| {
        let row = by_level.group("work_ability_change", "mean_change", "work_ability_level", level);
        (row.base.unwrap(), row.value.unwrap())
    };
    // Thirds of the scale of 0 to 10: up to 3, up to 6, above.
    assert_eq!((change("low").0, change("middle").0, change("high").0), (3, 3, 4));
    for (level, wanted) in [("low", 7.0 / 3.0), ("middle", 1.0 / 3.0), ("high", -6.0 / 4.0)] {
        assert!((change(level).1 - wanted).abs() < 1e-9, "{level}: {:?}", change(level));
    }
    folder.write("polku.toml", format!("{toml}[report]\nby = [\"work_ability_level\"]\n"));
    assert_eq!(tidy(&folder, &[]).0.len(), by_level.0.len());
    let misspelt = indicators(&folder, &["--by", "work_abilty_level"]);
    assert_ne!(misspelt.code, 0);
}

#[test]
fn progress_is_of_scales_that_were_named_beforehand() {
    let folder = Folder::new();
    let rows = "id,start,end,work_ability_start,work_ability_exit,who5_start,who5_exit\n\
                A,2024-01-08,2024-05-31,4,7,40,44\n\
                B,2024-01-08,2024-05-31,4,5,40,80\n\
                C,2024-01-08,2024-05-31,4,7,80,40\n";
    folder.write("data.csv", rows);
    let toml = |progress: &str| {
        let report = "[report]\nindicators = [\"any_domain_progress\"]\n";
        format!("[project]\ndata_until = 2025-06-30\n[[table]]\nfile = \"data.csv\"\n{report}{progress}")
    };
    let share = |progress: &str| {
        folder.write("polku.toml", toml(progress));
        let row = tidy(&folder, &[]).total("any_domain_progress", "share").clone();
        (row.count, row.base, row.flag)
    };
    // Without any named scale there is nothing to choose the best of.
    assert_eq!(share(""), (None, None, "not_available".to_owned()));
    assert_eq!(share("progress = [\"work_ability\"]").0, Some(2));
    let both = share("progress = [\"work_ability\", \"who5\"]");
    assert_eq!((both.0, both.1), (Some(2), Some(3)), "C gained in one and lost in the other");
    folder.write("polku.toml", toml("progress = [\"work_abilty\"]"));
    let wrong = indicators(&folder, &[]);
    assert_ne!(wrong.code, 0);
    assert!(wrong.err.contains("work_ability"), "{}", wrong.err);
}
