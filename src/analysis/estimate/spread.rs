//! How evenly people are spread over situations.

/// How evenly people are spread over situations: Shannon's entropy, 0 where all are in one and 1 where all are equally
/// many. None of nobody, and of fewer than two situations.
///
/// Source: Billari (2001), Qual. Quant. 35, 119–136; the same as TraMineR's `seqstatd`.
pub(in crate::analysis) fn entropy(spread: &[u64]) -> Option<f64> {
    let n: u64 = spread.iter().sum();
    if n == 0 || spread.len() < 2 {
        return None;
    }
    let term = |k: &u64| {
        let p = *k as f64 / n as f64;
        if p > 0.0 { -p * p.ln() } else { 0.0 }
    };
    Some(spread.iter().map(term).sum::<f64>() / (spread.len() as f64).ln())
}
