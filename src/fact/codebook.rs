//! Lists of groups that polku brings itself.

/// The groups of a fact that polku knows, in the order every table lists them; none where the words are the user's own.
#[must_use]
pub fn codebook(fact: &str) -> &'static [&'static str] {
    match fact {
        "gender" => &["woman", "man", "nonbinary"],
        "age_group" => &["<18", "18-29", "30-54", "55+"],
        "education" => &["basic", "upper", "tertiary"],
        "target_group" => &["young", "long_term_unemployed", "partial_work_ability", "disability", "migrant"],
        "arm" => &["service", "comparison"],
        "entry_distance" => &["outside", "unemployed", "service", "work"],
        "respondent" => &["self", "assisted", "staff"],
        fact if super::FLAGS.contains(&fact) => &["yes", "no"],
        _ => &[],
    }
}
