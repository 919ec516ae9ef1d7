//! What `polku init` asks at a terminal, and what it proposes for digests and for answers that belong to nobody.

use crate::util::{Folder, Ran, Tidy, polku, polku_asks};
use std::ffi::OsStr;

const DATA: &str = "tunnus;aloituspvm;lopetuspvm;missä nyt;mistä tuli;lempiväri;rahoittaja\n\
    A;1.2.2023;1.5.2024;työssä;palkkatuki jossain;sininen;STEA\n\
    B;1.3.2023;1.5.2024;työtön;työtön;punainen;ESR+\n\
    C;1.3.2023;31.12.2024;työtön;palkkatuki jossain;punainen;STEA\n";

fn text(folder: &Folder) -> String {
    std::fs::read_to_string(folder.at("polku.toml")).unwrap()
}

#[track_caller]
fn asked(answers: &str, data: &str) -> (Folder, Ran) {
    let folder = Folder::new();
    let file = folder.write("data.csv", data);
    let ran = polku_asks(answers, &[&"init", &file, &"--lang", &"fi"]);
    (folder, ran)
}

#[test]
fn an_answer_stands_in_the_project_and_no_answer_leaves_a_comment() {
    let (folder, ran) = asked("", DATA);
    let silent = text(&folder);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(silent.contains("# organisation = \"\"") && silent.contains("# period = {"), "{silent}");
    let quiet = Folder::new();
    let file = quiet.write("data.csv", DATA);
    polku(&[&"init", &file, &"--lang", &"fi"]).ok();
    assert_eq!(silent, text(&quiet), "who answers nothing gets what is written without a terminal");

    // The title, the organisation, a slip and a column, a word nobody chose, the period.
    let (folder, ran) = asked("Oma otsikko\nYhdistys \"Apu\" ry\n9\n1\n\n\n\n\nk\n", DATA);
    let told = text(&folder);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("Miten sarake") && ran.err.contains("Anna numero väliltä 1"), "{}", ran.err);
    assert!(told.contains("title = \"Oma otsikko\"") && told.contains("organisation = \"Yhdistys \\\"Apu\\\" ry\""));
    assert!(told.contains("näin vastasit"), "{told}");
    let checked = polku(&[&"check", &folder.at("polku.toml"), &"--lang", &"en"]);
    assert!(checked.code <= 1, "{}{}\n{told}", checked.out, checked.err);
}

#[test]
fn nothing_is_asked_of_whoever_is_quiet_or_has_a_project_already() {
    let folder = Folder::new();
    let file = folder.write("data.csv", DATA);
    let ran = polku_asks("x\n", &[&"init", &file, &"--lang", &"fi", &"--quiet"]).ok();
    assert!(ran.err.is_empty() && !text(&folder).contains("title = \"x\""), "{}", ran.err);
    let ran = polku_asks("x\n", &[&"init", &file, &"--lang", &"fi", &"--update"]).ok();
    assert!(!ran.err.contains("Raportin otsikko"), "{}", ran.err);
}

#[test]
fn funders_are_named() {
    let (folder, _) = asked("", DATA);
    assert!(text(&folder).contains("Sarakkeessa mainitut rahoittajat: ESR+, STEA."), "{}", text(&folder));
}

/// Identifiers as digests.
fn digests() -> String {
    let digest = |n: usize| format!("{:064x}", (n as u128 + 1).wrapping_mul(0xf234_5678_9abc_def0_1234_5678_9abc_def1));
    let row = |n: usize| format!("{};1.2.2024;1.{}.2024;työtön\n", digest(n), 3 + n % 9);
    "tunnus;aloituspvm;lopetuspvm;tilanne alussa\n".to_owned() + &(0..40).map(row).collect::<String>()
}

#[test]
fn digests_stop_until_somebody_says_that_they_have_a_key() {
    let folder = Folder::new();
    let file = folder.write("data.csv", digests());
    for command in ["init", "check", "report"] {
        let ran = polku(&[&command, &file, &"--lang", &"en"]);
        assert_eq!(ran.code, 4, "{command}: {}", ran.err);
        let said = ran.err + &ran.out;
        assert!(said.contains("PK1313") && said.contains("keyed") && said.contains("tunnus"), "{said}");
        assert!(!said.contains("000000"), "a digest is repeated: {said}");
    }
    let refused = polku_asks("e\n", &[&"init", &file, &"--lang", &"fi"]);
    assert_eq!(refused.code, 4, "{}", refused.err);
    polku_asks("k\n", &[&"init", &file, &"--lang", &"fi"]).ok();
    let toml = folder.at("polku.toml");
    assert!(text(&folder).contains("keyed = [\"tunnus\"]"), "{}", text(&folder));
    let ran = polku(&[&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang", &"en"]).ok();
    assert_eq!(Tidy::parse(&ran.out).total("participants", "count").count, Some(40));
    polku(&[&"init", &file, &"--lang", &"fi", &"--update"]).ok();
}

#[test]
fn a_form_without_people_is_proposed_as_answers() {
    let form = "pvm;palvelu;Kuinka hyödyllinen palvelu oli? (1-5);Tulisitko uudelleen?;Vapaa palaute\n".to_owned()
        + &(0..40)
            .map(|i| {
                let story = format!("Tämä oli minulle kerran numero {i} oikein hyvä kokemus ja auttoi paljon");
                format!("{}.3.2024;Paja;{};{};{story}\n", 1 + i % 28, 1 + i % 5, ["kyllä", "ehkä", "ei"][i % 3])
            })
            .collect::<String>();
    let (folder, ran) = asked("", &form);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = text(&folder);
    let said: [&str; 5] = [
        "kind = \"responses\"",
        "feedback_kuinka_hyodyllinen_palvelu_oli",
        "answer_tulisitko_uudelleen = \"Tulisitko uudelleen?\"",
        "leave_out = [\"Vapaa palaute\"]",
        "date = \"pvm\"",
    ];
    for said in said {
        assert!(text.contains(said), "{said}\n{text}");
    }
    let toml = folder.at("polku.toml");
    let args: [&dyn AsRef<OsStr>; 7] = [&"indicators", &toml, &"--internal", &"--format", &"csv", &"--lang", &"en"];
    let tidy = Tidy::parse(&polku(&args).ok().out);
    assert_eq!(tidy.total("responses", "count").count, Some(40));
    let mean = tidy.0.iter().find(|(key, _)| key.indicator.starts_with("feedback_") && key.statistic == "mean");
    assert_eq!(mean.map(|(_, row)| row.value), Some(Some(3.0)));
    // A participant's feedback beside their way is no form.
    let people = "palvelu;aloituspvm;arvosana\nPaja;1.2.2024;5\nPaja;1.3.2024;4\nPaja;1.3.2024;4\n";
    let (folder, _) = asked("", people);
    assert!(!self::text(&folder).contains("kind ="), "{}", self::text(&folder));
}

#[test]
fn the_names_of_an_occasions_staff_are_left_out_of_it() {
    let names = ["Meeri Mallikas", "Matti Mainio", "Leena Lahti", "Anna Aho"];
    let rows = (0..30).map(|i| format!("{}.3.2024;Kahvila;{};{}\n", 1 + i % 28, 5 + i % 9, names[i % 4]));
    let data = "pvm;paikka;kävijät;vetäjä\n".to_owned() + &rows.collect::<String>();
    let (folder, ran) = asked("", &data);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(text(&folder).contains("kind = \"activity\"") && text(&folder).contains("leave_out = [\"vetäjä\"]"));
}
