//! Goals as people write them, and everything that can be wrong with one.

use super::*;

#[derive(Deserialize)]
struct File {
    goal: Vec<Spanned<GoalEntry>>,
}

fn load(text: &str) -> Result<Goal, Vec<(usize, String, String)>> {
    let file = format!("[[goal]]\n{text}");
    let vocabulary = Vocabulary::builtin().unwrap();
    let library = Library::builtin(&vocabulary).unwrap();
    let entry = &toml::from_str::<File>(&file).unwrap().goal[0];
    entry.get_ref().load(entry.span().start, &library, &vocabulary).map_err(|faults| {
        let line = |at: usize| file[..at].matches('\n').count();
        let said = |fault: Fault| {
            let key = fault.key.strip_prefix("fault.goal.").unwrap().to_owned();
            (line(fault.at), key, fault.hint.unwrap_or_default())
        };
        faults.into_iter().map(said).collect()
    })
}

fn good(text: &str) -> Goal {
    load(&format!("text = \"Tavoite\"\n{text}")).unwrap()
}

/// Line, key and hint of each fault.
#[track_caller]
fn wrong(text: &str, wanted: &[(usize, &str, &str)]) {
    let found = load(text).unwrap_err();
    let found: Vec<_> = found.iter().map(|(line, key, hint)| (*line, key.as_str(), hint.as_str())).collect();
    assert_eq!(found, wanted, "{text}");
}

#[test]
fn what_the_indicator_tells_need_not_be_written() {
    let goal = good("indicator = \"participants\"\npeople = 120");
    assert_eq!((goal.statistic, goal.better, goal.aim), ("count", Better::Higher, Aim::People(120)));
    assert_eq!(goal.text[&Language::Sv], "Tavoite");
    let goal = good("indicator = \"employed_6m\"\ntarget = 0.4");
    assert_eq!((goal.moment, goal.statistic, goal.better), (Some(Moment::Months(6)), "share", Better::Higher));
    assert_eq!(goal.aim, Aim::Share(0.4));
    // Fewer early endings are better, in shares and in numbers.
    for aim in ["target = 0.1", "people = 20"] {
        assert_eq!(good(&format!("indicator = \"early_exit\"\n{aim}")).better, Better::Lower);
    }
    assert_eq!(good("indicator = \"early_exit\"\ntarget = 0\nbetter = \"lower\"").aim, Aim::Share(0.0));
}

#[test]
fn a_statistic_or_a_level_tells_which_way_is_better() {
    let change =
        |statistic: &str| good(&format!("indicator = \"who5_change\"\nstatistic = \"{statistic}\"\ntarget = 0.4"));
    assert_eq!(change("improved").better, Better::Higher);
    assert_eq!(change("worsened").better, Better::Lower);
    let ladder = |level: &str| good(&format!("indicator = \"ladder_move_exit\"\nlevel = \"{level}\"\ntarget = 0.4"));
    assert_eq!((ladder("up").better, ladder("down").better), (Better::Higher, Better::Lower));
    let of = "indicator = \"status_distribution\"\nmoment = \"6m\"\n";
    let goal = good(&format!("{of}statistic = \"class_share\"\nlevel = \"outside\"\nbetter = \"lower\"\ntarget = 0.1"));
    assert_eq!((goal.statistic, goal.level.as_str(), goal.better), ("class_share", "outside", Better::Lower));
    let goal = good(&format!("{of}statistic = \"share\"\nlevel = \"subsidised_public\"\npeople = 10"));
    assert_eq!((goal.statistic, goal.level.as_str(), goal.better), ("share", "subsidised_public", Better::Higher));
}

#[test]
fn every_fault_is_told_by_its_line_with_what_was_meant() {
    wrong("", &[(0, "text", ""), (0, "neither", ""), (0, "needs_indicator", "")]);
    wrong(
        "text = { fi = \" \" }\nindicator = \"employd_6m\"\ntarget = 40\nbetter = \"highr\"",
        &[(1, "text", ""), (3, "target", "0.4"), (4, "better", "higher"), (2, "indicator", "employed_6m")],
    );
    let rest = "text = \"x\"\nindicator = ";
    wrong(&format!("{rest}\"employed_6m\"\ntarget = 0.4\npeople = 3"), &[(3, "both", "")]);
    wrong(&format!("{rest}\"participants\"\ntarget = 0.4"), &[(3, "count", "")]);
    wrong(&format!("{rest}\"participants\"\npeople = 0"), &[(3, "people", "")]);
    wrong(&format!("{rest}\"participants\"\npeople = 1.5"), &[(3, "people", "")]);
    wrong(&format!("{rest}\"employed_6m\"\ntarget = 0"), &[(3, "always", "")]);
    wrong(&format!("{rest}\"early_exit\"\ntarget = 1"), &[(3, "always", "")]);
    wrong(&format!("{rest}\"who5_change\"\ntarget = 0.4"), &[(0, "needs_statistic", "improved, unchanged, worsened")]);
    wrong(
        &format!("{rest}\"who5_change\"\nstatistic = \"mean_change\"\ntarget = 0.4"),
        &[(3, "statistic", "improved, unchanged, worsened")],
    );
    wrong(&format!("{rest}\"who5_change\"\nstatistic = \"improvd\"\ntarget = 0.4"), &[(3, "statistic", "improved")]);
    wrong(&format!("{rest}\"who5_change\"\nstatistic = \"unchanged\"\ntarget = 0.4"), &[(2, "needs_better", "")]);
    wrong(&format!("{rest}\"employed_6m\"\nlevel = \"up\"\ntarget = 0.4"), &[(3, "no_level", "")]);
    wrong(&format!("{rest}\"employed_6m\"\nmoment = \"3m\"\ntarget = 0.4"), &[(3, "moment", "6m")]);
    wrong(&format!("{rest}\"ladder_move_exit\"\ntarget = 0.4"), &[(0, "needs_level", "up, same, down")]);
    wrong(&format!("{rest}\"ladder_move_exit\"\nlevel = \"better\"\ntarget = 0.4"), &[(3, "level", "up, same, down")]);
    wrong(&format!("{rest}\"followup_coverage\"\ntarget = 0.4"), &[(2, "needs_moment", "exit, 3m, 6m, 12m, 24m")]);
    let of = format!("{rest}\"status_distribution\"\nmoment = \"6m\"\ntarget = 0.4\nstatistic = ");
    wrong(&format!("{of}\"share\"\nlevel = \"emploied\""), &[(6, "level", "employed")]);
    wrong(&format!("{of}\"share\"\nlevel = \"employed\""), &[(2, "needs_better", "")]);
    wrong(&format!("{rest}\"status_transition_exit\"\npeople = 3"), &[(0, "measure", "")]);
}

#[test]
fn a_share_written_in_another_way_is_understood_but_not_taken() {
    for (text, share) in [("40", 0.4), ("40 %", 0.4), ("0,4", 0.4), ("12.5", 0.125), ("7", 0.07), ("100", 1.0)] {
        assert_eq!(per_cent(text), Some(share), "{text}");
    }
    for text in ["-3", "neljä", "140", ""] {
        assert_eq!(per_cent(text), None, "{text}");
    }
    let said =
        |target: &str| load(&format!("text = \"x\"\nindicator = \"employed_6m\"\ntarget = {target}")).unwrap_err();
    for (target, hint) in [("\"40 %\"", "0.4"), ("-3", ""), ("[1]", ""), ("nan", ""), ("1.2", "0.012")] {
        assert_eq!(said(target), [(3, "target".to_owned(), hint.to_owned())], "{target}");
    }
}
