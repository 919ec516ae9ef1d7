use super::*;

/// Every id of the design, in its order.
const IDS: &str = "inactive disability_pension sick_leave care_leave old_age_pension unemployed unemployed_long \
    unemployed_short laid_off social_rehabilitation disability_work_activity rehabilitative_work workshop work_trial \
    volunteer labour_market_training self_motivated_study education military_service employed subsidised \
    subsidised_third_sector subsidised_public subsidised_private apprenticeship startup_grant open_employment \
    open_part_time open_fixed_term open_permanent self_employed unknown declined moved deceased service pension other";

fn statuses() -> Statuses {
    Statuses::builtin().unwrap()
}

fn compare(from: &str, to: &str) -> Option<Move> {
    let statuses = statuses();
    statuses.compare(statuses.code_of(from).unwrap(), statuses.code_of(to).unwrap())
}

#[test]
fn every_status_is_there_and_its_code_does_not_move() {
    let ids: Vec<String> = statuses().iter().map(|status| status.id.clone()).collect();
    assert_eq!(ids, IDS.split_whitespace().collect::<Vec<_>>());
    for (code, id) in (0..).zip(&ids) {
        assert_eq!(statuses().code_of(id), Some(code));
        assert_eq!(statuses().by_code(code), statuses().get(id));
    }
    assert_eq!(statuses().by_code(-1), None);
    assert_eq!(statuses().code_of("hired"), None);
}

#[test]
fn each_status_with_a_rank_is_in_one_of_the_five_groups() {
    let statuses = statuses();
    let groups = ["@employed", "@education", "@service", "@unemployed", "@inactive"];
    for (code, status) in (0..).zip(statuses.iter()) {
        let held = groups.iter().filter(|name| statuses.group(name).unwrap().contains(&code)).count();
        assert_eq!(held, usize::from(status.rank.is_some()), "{}", status.id);
    }
    let ids = |name: &str| -> Vec<&str> {
        statuses.group(name).unwrap().iter().map(|&code| statuses.by_code(code).unwrap().id.as_str()).collect()
    };
    assert_eq!(
        ids("@open"),
        ["open_employment", "open_part_time", "open_fixed_term", "open_permanent", "self_employed"]
    );
    assert_eq!(
        ids("@subsidised"),
        ["subsidised", "subsidised_third_sector", "subsidised_public", "subsidised_private"]
    );
    assert_eq!(ids("@education"), ["labour_market_training", "self_motivated_study", "education"]);
    assert_eq!(statuses.group("@open").unwrap().len() + statuses.group("@subsidised").unwrap().len() + 3, 12);
    assert_eq!(statuses.group("@employed").unwrap().len(), 12);
    assert_eq!(statuses.group("employed"), None);
    assert_eq!(statuses.group("@nobody"), None);
    assert_eq!(statuses.groups().count(), 7);
}

#[test]
fn classes_follow_the_groups() {
    let statuses = statuses();
    let class = |id: &str| statuses.get(id).unwrap().class;
    for (name, class) in [("@education", Class::Education), ("@service", Class::Service), ("@open", Class::Open)] {
        for &code in statuses.group(name).unwrap() {
            assert_eq!(statuses.by_code(code).unwrap().class, class);
        }
    }
    assert_eq!(class("subsidised"), Class::Supported);
    assert_eq!(class("pension"), Class::Outside);
    assert_eq!(class("other"), Class::Other);
    assert!(Class::ALL.is_sorted());
}

#[test]
fn the_ladder_is_antisymmetric() {
    let statuses = statuses();
    let codes = 0..i32::try_from(statuses.iter().count()).unwrap();
    for from in codes.clone() {
        for to in codes.clone() {
            let back = statuses.compare(to, from).map(|back| match back {
                Move::Up => Move::Down,
                Move::Same => Move::Same,
                Move::Down => Move::Up,
            });
            assert_eq!(statuses.compare(from, to), back);
        }
    }
}

#[test]
fn a_coarse_status_is_the_same_as_its_family() {
    let statuses = statuses();
    let ranked = (0..).zip(statuses.iter()).filter(|(_, status)| status.rank.is_some());
    for (code, status) in ranked {
        for coarse in statuses.lineage(code) {
            assert_eq!(statuses.compare(code, coarse), Some(Move::Same), "{}", status.id);
            assert!(statuses.by_code(coarse).unwrap().rank <= status.rank, "{}", status.id);
        }
    }
    assert_eq!(compare("employed", "open_permanent"), Some(Move::Same));
    assert_eq!(compare("subsidised_public", "subsidised_private"), Some(Move::Up));
    assert_eq!(compare("open_employment", "self_employed"), Some(Move::Same));
    assert_eq!(compare("service", "work_trial"), Some(Move::Same));
}

#[test]
fn moves_on_and_off_the_ladder() {
    assert_eq!(compare("unemployed_long", "rehabilitative_work"), Some(Move::Up));
    assert_eq!(compare("open_part_time", "unemployed"), Some(Move::Down));
    assert_eq!(compare("unemployed_long", "unemployed_short"), Some(Move::Same));
    assert_eq!(compare("unemployed", "other"), None);
    for id in ["unknown", "declined", "moved", "deceased"] {
        assert_eq!(compare(id, "employed"), None);
        assert!(statuses().get(id).unwrap().absence.is_some());
    }
}

#[test]
fn only_confirmed_register_codes_are_marked_so() {
    for status in statuses().iter() {
        let confirmed = |code: &str| ["00", "01", "02", "03"].contains(&code);
        let all = status.tem.as_deref().is_some_and(|tem| tem.split('/').all(confirmed));
        assert_eq!(status.tem_confirmed, all, "{}", status.id);
    }
}

#[test]
fn a_misspelt_id_gets_a_suggestion() {
    assert_eq!(statuses().suggest("subsidized_public"), Some("subsidised_public"));
    assert_eq!(statuses().suggest("Open part time"), Some("open_part_time"));
    assert_eq!(statuses().suggest("unemploed"), Some("unemployed"));
    assert_eq!(statuses().suggest("zzzzzzzz"), None);
}

#[test]
fn a_data_file_that_breaks_a_law_is_refused() {
    let entry = |id: &str, is: &str| {
        format!("[[status]]\nid = \"{id}\"\nis = {{ esf = \"missing\", {is} }}\nfi = []\nsv = []\nen = []\n")
    };
    let parse = |entries: &[String]| Statuses::parse(&format!("[groups]\n{}", entries.concat()));
    let good = entry("a", "class = \"open\", rank = 8, valid_from = 2026-05-01");
    let statuses = parse(std::slice::from_ref(&good)).unwrap();
    assert_eq!(statuses.get("a").unwrap().valid_from, Some(jiff::civil::date(2026, 5, 1)));

    let says = |entries: &[String]| format!("{:#}", parse(entries).unwrap_err());
    assert!(says(&[good.clone(), good.clone()]).contains("stands twice"));
    assert!(says(&[entry("b", "class = \"open\", rank = 1, family = \"c\"")]).contains("no family `c`"));
    assert!(says(&[good, entry("b", "class = \"open\", rank = 7, family = \"a\"")]).contains("ranks below `a`"));
    assert!(says(&[entry("b", "class = \"open\", rank = 7, family = \"b\"")]).contains("circle"));
    assert!(says(&[entry("b", "class = \"open\"")]).contains("no rank"));
}
