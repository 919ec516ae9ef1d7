//! Who is counted, when, and as what: tiny files whose numbers were worked out by hand.

use crate::util::{Tidy, count, count_with};

const LATE: &str = "data_until = 2025-12-31";

#[test]
fn background_is_of_the_first_entry_and_outcomes_of_the_last_exit() {
    // A came unemployed and left for study the second time; B came and left once. Lines are not in order of time.
    let rows = "\
id,start,end,status_start,status_exit,status_6m
A,2024-01-10,2024-06-28,employed,education,unemployed
A,2023-01-10,2023-06-30,unemployed,unemployed,employed
B,2023-02-01,2023-05-31,unemployed,unemployed,employed
";
    let tidy = count(rows, LATE);
    // Both came without work. After the last exits A is unemployed and B in work.
    assert_eq!(tidy.total("employed_6m", "share").counts(), [Some(1), Some(2), Some(0)]);
    assert_eq!(tidy.total("education_exit", "share").counts(), [Some(1), Some(2), Some(0)]);
    assert_eq!(tidy.at("status_distribution", "share", "unemployed", "start").count, Some(2));
    assert_eq!(tidy.at("status_transition_exit", "count", "unemployed>education", "exit").count, Some(1));

    let tidy = count(rows, &format!("{LATE}\nunit = \"participation\""));
    // A's second participation began in work and is not in the base; the other two were followed by work.
    assert_eq!(tidy.total("employed_6m", "share").counts(), [Some(2), Some(2), Some(0)]);
    assert_eq!(tidy.at("status_transition_exit", "count", "employed>education", "exit").count, Some(1));
    assert_eq!(tidy.total("participants", "count").count, Some(3));
}

#[test]
fn scores_are_those_of_the_first_entry_and_the_last_exit() {
    // A: 3 at the first entry, 7 at the last exit: +4. B: 5 to 6: +1. C never answered at the end.
    let rows = "\
id,start,end,work_ability_start,work_ability_exit
A,2023-01-10,2023-06-30,3,9
A,2024-01-10,2024-06-28,8,7
B,2023-02-01,2023-05-31,5,6
C,2023-02-01,2023-05-31,5,
";
    let tidy = count(rows, LATE);
    let change = tidy.total("work_ability_change", "mean_change");
    assert_eq!((change.value, change.base, change.unknown), (Some(2.5), Some(2), Some(1)));
    assert_eq!(tidy.total("work_ability_change", "mean_start").value, Some(4.0));
    // Two points are an improvement, one is none.
    assert_eq!(tidy.total("work_ability_change", "improved").counts(), [Some(1), Some(2), Some(1)]);
    assert_eq!(tidy.total("work_ability_change", "unchanged").count, Some(1));
}

#[test]
fn whoever_still_takes_part_has_not_left() {
    let rows = "\
id,start,end,status_start,status_exit
A,2023-01-10,2023-06-30,unemployed,employed
A,2024-01-10,,unemployed,
B,2023-02-01,2023-05-31,unemployed,employed
";
    let tidy = count(rows, LATE);
    assert_eq!(tidy.total("participants", "count").count, Some(2));
    // Only B has left; A is neither in the base nor unknown.
    assert_eq!(tidy.total("employed_exit", "share").counts(), [Some(1), Some(1), Some(0)]);
    assert_eq!(tidy.at("followup_coverage", "share", "", "exit").base, Some(1));
}

#[test]
fn inside_a_service_a_person_is_who_they_were_there() {
    // A was in both: left Paja unemployed, then Valmennus for work. B was only in Paja.
    let rows = "\
id,start,end,service,gender,status_start,status_exit
A,2023-01-10,2023-06-30,Paja,woman,unemployed,unemployed
A,2024-01-10,2024-06-28,Valmennus,woman,unemployed,employed
B,2023-02-01,2023-05-31,Paja,man,unemployed,employed
";
    let tidy = count(rows, LATE);
    assert_eq!(tidy.total("participants", "count").count, Some(2));
    let people = |service| tidy.group("participants", "count", "service", service).count;
    assert_eq!((people("Paja"), people("Valmennus")), (Some(2), Some(1)));
    assert_eq!(tidy.total("employed_exit", "share").counts(), [Some(2), Some(2), Some(0)]);
    let left = |service| tidy.group("employed_exit", "share", "service", service).counts();
    assert_eq!(left("Paja"), [Some(1), Some(2), Some(0)]);
    assert_eq!(left("Valmennus"), [Some(1), Some(1), Some(0)]);
    // Gender is no place a person is rebuilt in: its groups share nobody.
    assert_eq!(tidy.group("employed_exit", "share", "gender", "woman").counts(), [Some(1), Some(1), Some(0)]);
}

#[test]
fn a_person_is_in_every_target_group_they_belong_to() {
    let rows = "\
id,start,target_group
A,2023-01-10,\"nuori, maahanmuuttaja\"
B,2023-01-10,nuori
C,2023-01-10,
";
    let tidy = count(rows, LATE);
    let people = |group| tidy.group("participants", "count", "target_group", group).count;
    assert_eq!((people("young"), people("migrant"), people("unknown")), (Some(2), Some(1), Some(1)));
    assert_eq!(tidy.total("participants", "count").count, Some(3));
}

#[test]
fn a_period_takes_the_active_the_starters_and_the_leavers_of_its_days() {
    // In 2024: A left, B began and goes on, D began and left later, E came back and left, G left on the first day, H
    // began on the last. C was there only before, F has no first day, I only after.
    let rows = "\
id,start,end,status_start,status_exit
A,2023-11-01,2024-03-29,unemployed,employed
B,2024-05-02,,unemployed,
C,2023-01-02,2023-12-31,unemployed,employed
D,2024-02-01,2025-02-03,unemployed,employed
E,2022-01-03,2022-05-31,unemployed,unemployed
E,2024-06-03,2024-09-30,unemployed,unemployed
F,,2024-06-28,unemployed,unemployed
G,2023-10-02,2024-01-01,unemployed,employed
H,2024-12-31,2025-03-31,unemployed,employed
I,2025-01-01,2025-03-31,unemployed,employed
";
    let tidy = count(rows, &format!("{LATE}\nperiod = {{ from = 2024-01-01, to = 2024-12-31 }}"));
    // A B D E G H
    assert_eq!(tidy.total("participants", "count").count, Some(6));
    // B D H; E began before.
    assert_eq!(tidy.total("starters", "count").count, Some(3));
    // A E F G; A and G to work.
    assert_eq!(tidy.total("employed_exit", "share").counts(), [Some(2), Some(4), Some(0)]);

    let tidy = count(rows, LATE);
    // Without a period everybody; F has no start, so nobody can say that they took part.
    assert_eq!(tidy.total("participants", "count").count, Some(8));
    assert_eq!(tidy.total("employed_exit", "share").counts(), [Some(6), Some(8), Some(0)]);
}

#[test]
fn a_follow_up_is_due_when_its_calendar_months_have_passed() {
    // Six months after 31 August is the last of February; after 1 September it is the first of March.
    let rows = "\
id,start,end,status_start,status_6m
A,2023-02-01,2023-08-31,unemployed,employed
B,2023-02-01,2023-09-01,unemployed,employed
C,2023-02-01,2023-08-28,unemployed,
";
    let (tidy, said) = count_with(rows, "data_until = 2024-02-29", &[]);
    assert_eq!(tidy.total("employed_6m", "share").counts(), [Some(1), Some(1), Some(1)]);
    assert!(said.contains("PK1209 data.csv, row 3, column ‘status_6m’: Recorded before follow-up was due."), "{said}");

    // A day earlier only C's time has come.
    let (tidy, said) = count_with(rows, "data_until = 2024-02-28", &[]);
    assert_eq!(tidy.total("employed_6m", "share").counts(), [Some(0), Some(0), Some(1)]);
    assert!(said.contains("PK1209 data.csv, row 2,") && said.contains("Rows: 2."), "{said}");

    // And before that nobody's: not due, not unknown.
    let (tidy, _) = count_with(rows, "data_until = 2024-02-27", &[]);
    let row = tidy.total("employed_6m", "share");
    assert_eq!(row.counts(), [Some(0), Some(0), Some(0)]);
    assert_eq!((row.value, row.flag.as_str()), (None, "not_due"));
}

#[test]
fn what_lies_behind_the_last_day_has_not_happened() {
    let rows = "\
id,start,end,training_started,status_start,status_exit
A,2024-01-10,2024-07-01,2024-07-01,unemployed,employed
B,2024-01-10,2024-06-30,2024-06-30,unemployed,employed
";
    let (tidy, said) = count_with(rows, "data_until = 2024-06-30", &[]);
    assert_eq!(tidy.total("training_started", "share").counts(), [Some(1), Some(2), Some(0)]);
    assert_eq!(tidy.total("employed_exit", "share").counts(), [Some(1), Some(1), Some(0)]);
    assert_eq!(said.matches("PK1209").count(), 2, "{said}");
}

#[test]
fn the_dead_leave_the_denominator_for_good() {
    // A died between leaving and three months; later cells are empty, or even filled by mistake.
    let rows = "\
id,start,end,status_start,status_exit,status_3m,status_6m,status_12m
A,2023-02-01,2023-05-31,unemployed,employed,kuollut,,employed
B,2023-02-01,2023-05-31,unemployed,employed,employed,employed,employed
C,2023-02-01,2023-05-31,unemployed,unemployed,unemployed,,unemployed
";
    let tidy = count(rows, LATE);
    assert_eq!(tidy.total("employed_exit", "share").counts(), [Some(2), Some(3), Some(0)]);
    assert_eq!(tidy.total("employed_3m", "share").counts(), [Some(1), Some(2), Some(0)]);
    assert_eq!(tidy.total("employed_6m", "share").counts(), [Some(1), Some(1), Some(1)]);
    assert_eq!(tidy.total("employed_12m", "share").counts(), [Some(1), Some(2), Some(0)]);
    // B known and C not at six months; A is not asked for.
    assert_eq!(tidy.at("followup_coverage", "share", "", "6m").counts(), [Some(1), Some(2), Some(0)]);
}

#[test]
fn a_death_once_known_holds_for_scores_too() {
    // B's death stands in the status of three months; the score of six months has no status beside it.
    let rows = "\
id,start,end,status_3m,work_ability_start,work_ability_6m
A,2023-02-01,2023-05-31,employed,5,8
B,2023-02-01,2023-05-31,kuollut,5,
C,2023-02-01,2023-05-31,employed,5,
";
    let own = "[[indicator]]\nid = \"later\"\nmeasure = \"change\"\nscale = \"work_ability\"\nfrom = \"start\"\n\
               to = \"6m\"\n[indicator.text.en]\nname = \"Later\"\nmeaning = \"Later.\"\n";
    let tidy = count(rows, &format!("{LATE}\n{own}"));
    let row = tidy.total("later", "mean_change");
    assert_eq!((row.value, row.base, row.unknown), (Some(3.0), Some(1), Some(1)));
}

#[test]
fn rows_that_are_their_own_unit_need_no_identifier() {
    let rows = "start,service\n2024-01-08,Paja\n2024-01-08,Paja\n";
    let tidy = count(rows, &format!("{LATE}\nunit = \"participation\""));
    assert_eq!(tidy.total("participants", "count").count, Some(2));
}

#[test]
fn refusals_removals_and_unread_words_are_unknown() {
    let rows = "\
id,start,end,status_start,status_exit
A,2023-02-01,2023-05-31,unemployed,employed
B,2023-02-01,2023-05-31,unemployed,kieltäytyi
C,2023-02-01,2023-05-31,unemployed,muuttanut
D,2023-02-01,2023-05-31,unemployed,ei tavoitettu
E,2023-02-01,2023-05-31,unemployed,
F,2023-02-01,2023-05-31,unemployed,höpsismi
";
    let (tidy, said) = count_with(rows, LATE, &[]);
    assert_eq!(tidy.total("employed_exit", "share").counts(), [Some(1), Some(1), Some(5)]);
    assert!(said.contains("PK1202 data.csv, row 7, column ‘status_exit’"), "{said}");
    assert_eq!(tidy.at("status_distribution", "share", "employed", "exit").counts(), [Some(1), Some(1), Some(5)]);
}

#[test]
fn what_is_not_known_moves_the_bounds_and_nothing_else() {
    // Open-market work six months after, of people not in work at entry.
    // Eligible: A yes, B no, C undecided (in work, of which kind is not said), D undecided (not known).
    // Entry not known, so perhaps eligible: E yes, F no, G undecided. H was in work at entry and does not count.
    let rows = "\
id,start,end,status_start,status_6m
A,2023-02-01,2023-05-31,unemployed,open_permanent
B,2023-02-01,2023-05-31,unemployed,unemployed
C,2023-02-01,2023-05-31,unemployed,employed
D,2023-02-01,2023-05-31,unemployed,
E,2023-02-01,2023-05-31,,self_employed
F,2023-02-01,2023-05-31,,subsidised
G,2023-02-01,2023-05-31,,
H,2023-02-01,2023-05-31,employed,open_permanent
";
    let tidy = count(rows, LATE);
    let share = tidy.total("open_employment_6m", "share");
    assert_eq!(share.counts(), [Some(1), Some(2), Some(2)]);
    assert_eq!((share.value, share.among_unknown), (Some(0.5), Some(3)));
    // Lowest: A of A B C D, and F and G belong and are no. Highest: A C D E G of A B C D E G.
    assert_eq!(tidy.total("open_employment_6m", "share_floor").value, Some(1.0 / 6.0));
    assert_eq!(tidy.total("open_employment_6m", "share_ceiling").value, Some(5.0 / 6.0));
    // In work at all, C is decided: A and C of A B C, with D unknown.
    assert_eq!(tidy.total("employed_6m", "share").counts(), [Some(2), Some(3), Some(1)]);
}

#[test]
fn a_missing_entry_status_drops_its_clause() {
    let rows = "\
id,start,end,status_exit
A,2023-02-01,2023-05-31,employed
B,2023-02-01,2023-05-31,unemployed
";
    let tidy = count(rows, LATE);
    let row = tidy.total("employed_exit", "share");
    assert_eq!((row.counts(), row.among_unknown), ([Some(1), Some(2), Some(0)], Some(0)));
    // What the data cannot answer is said to be so, never zero.
    let row = tidy.total("work_ability_change", "mean_change");
    assert_eq!((row.counts(), row.flag.as_str()), ([None; 3], "not_available"));
}

#[test]
fn a_row_with_a_number_is_not_called_unavailable() {
    // Nobody's situation is known: there is no share, but it lies between none and all of one person, and the one
    // transition is to the unknown.
    let rows = "\
id,start,end,status_start,status_exit
A,2023-02-01,2023-05-31,unemployed,
";
    let tidy = count(rows, LATE);
    assert_eq!(tidy.total("employed_exit", "share").value, None);
    for (key, row) in &tidy.0 {
        let unavailable = ["not_available", "not_due"].contains(&row.flag.as_str());
        assert!(!unavailable || row.value.is_none(), "{key:?} {row:?}");
    }
}

#[test]
fn what_somebody_is_does_not_hang_on_who_else_is_in_the_file() {
    // A has not left, although a reason for leaving is written down already. B comes back in the second file.
    let once = "\
id,start,end,exit_reason,status_start,status_exit
A,2024-01-10,,muutto,unemployed,employed
B,2023-02-01,2023-05-31,keskeytyi,unemployed,unemployed
";
    let again = format!("{once}B,2024-02-01,2024-05-31,keskeytyi,unemployed,unemployed\n");
    let [once, again] = [once, &again].map(|rows| count_with(rows, LATE, &["--by", "exit_reason"]).0);
    for reason in ["muutto", "keskeytyi"] {
        let people = |tidy: &Tidy| tidy.group("participants", "count", "exit_reason", reason).count;
        assert_eq!(people(&once), people(&again), "{reason}");
    }
}

#[test]
fn which_rows_a_table_has_does_not_tell_who_is_in_it() {
    // One man, and so no spread of his scores; a woman moved, another did not.
    let rows = "\
id,start,end,gender,work_ability_start,work_ability_exit
A,2023-02-01,2023-05-31,man,5,7
B,2023-02-01,2023-05-31,woman,5,8
C,2023-02-01,2023-05-31,woman,4,4
";
    let tidy = count(rows, LATE);
    let statistics = |group: &str| -> Vec<&str> {
        let keys = tidy.0.keys().filter(|key| key.indicator == "work_ability_change" && key.group == group);
        keys.map(|key| key.statistic.as_str()).collect()
    };
    assert!(statistics("").contains(&"hedges_g_av"));
    // Of groups there are no such rows, whoever is in them.
    let of_all = ["floor_start", "wilcoxon_p"];
    let of_groups: Vec<&str> = statistics("").into_iter().filter(|statistic| !of_all.contains(statistic)).collect();
    for group in ["man", "woman"] {
        assert_eq!(statistics(group), of_groups, "{group}");
    }
}
