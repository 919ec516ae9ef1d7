//! What may be said of a goal in a sentence.

use super::line::Line;
use crate::analysis::Verdict;
use crate::indicator::{Aim, Better};
use crate::report::context::Composer;
use crate::report::document::Text;

/// What was agreed, what was reached, and how it was judged.
pub(super) fn sentence(composer: &Composer<'_>, line: &Line<'_>) -> Text {
    let c = composer.catalog();
    let (goal, verdict) = (&line.judged.goal, line.judged.verdict);
    let side = match goal.better {
        Better::Higher => "sentence.goal_at_least",
        Better::Lower => "sentence.goal_at_most",
    };
    let target = c.fill(side, &[("value", &line.target)]);
    let value = share(composer, line).or_else(|| line.reached(c));
    let slots = [("target", target.as_str()), ("value", value.as_deref().unwrap_or_default())];
    let mut said = match line.reason(composer) {
        Some(reason) => vec![c.fill("sentence.goal_open", &[slots[0], ("reason", &reason)])],
        None => vec![c.fill(&format!("sentence.goal_{}", verdict.id()), &slots)],
    };
    match (goal.aim, verdict, line.row) {
        // A number that may still grow is worth telling; a share of too few is not.
        (Aim::People(_), Verdict::Open(_), _) if value.is_some() => said.push(c.fill("sentence.goal_so_far", &slots)),
        (Aim::Share(target), Verdict::Met | Verdict::Unsure | Verdict::NotMet, Some(row)) => {
            said.extend(turned(composer, line, target).then(|| composer.text("sentence.goal_bounds")));
            said.extend(composer.small_sentence(row));
        }
        _ => {}
    }
    Text::default().strong(format!("{}.", line.label.trim_end_matches('.'))).plain(format!(" {}", said.join(" ")))
}

/// "43 % (25/58), 95 %:n luottamusväli 31–56 %".
fn share(composer: &Composer<'_>, line: &Line<'_>) -> Option<String> {
    let row = line.row.filter(|_| matches!(line.judged.goal.aim, Aim::Share(_)))?;
    let (share, ci) = (composer.share_of(row)?, composer.interval(row)?);
    Some(composer.fill("sentence.goal_share", &[("share", &share), ("ci", &ci)]))
}

/// Whether those of whom it is not known could bring the share to the other side of the goal.
fn turned(composer: &Composer<'_>, line: &Line<'_>, target: f64) -> bool {
    let Some((floor, ceiling)) = line.bounds(composer) else { return false };
    match (line.judged.verdict, line.judged.goal.better) {
        (Verdict::Met, Better::Higher) | (Verdict::NotMet, Better::Lower) => floor < target,
        (Verdict::Met, Better::Lower) | (Verdict::NotMet, Better::Higher) => ceiling > target,
        _ => false,
    }
}
