//! The path to training, as it is drawn.

use crate::composed::Counted;
use polku::analysis::Policy;
use polku::report::document::Block;
use polku::report::figure::Chart;
use polku::text::{Catalog, Language};

#[test]
fn a_share_of_nobody_is_not_drawn_as_hidden() {
    let mut data = "id,start,end,training_applied,training_started,training_completed\n".to_owned();
    for person in 0..40 {
        let applied = if person % 2 == 0 { "2024-03-01" } else { "" };
        data += &format!("K{person},2024-01-08,2024-06-30,{applied},,\n");
    }
    let toml = "[project]\ndata_until = 2024-12-31\n[[table]]\nfile = \"data.csv\"\n";
    let counted = Counted::of(toml, data.as_bytes(), Policy::PUBLIC);
    let document = counted.document(&Catalog::load(Language::En).unwrap());
    let drawn = document.chapters.iter().flat_map(|chapter| &chapter.blocks).find_map(|block| match block {
        Block::Figure(figure) => match &figure.chart {
            Chart::Funnel(funnel) => Some(funnel.clone()),
            _ => None,
        },
        _ => None,
    });
    let of_previous: Vec<Option<String>> = drawn.unwrap().steps.into_iter().map(|step| step.of_previous).collect();
    // Of the twenty who applied nobody started; of the nobody who started there is no share that completed.
    let percent = |n: u32| Some(format!("{n}%"));
    assert_eq!(of_previous, [None, percent(50), percent(0), Some("–".to_owned())]);
}
