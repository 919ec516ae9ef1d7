//! How times to an event are estimated, as formulas.

use crate::analysis::method::{Math, Method, math::*};

/// How the time to an event is estimated.
pub(crate) fn method() -> Method {
    let (d, n, t, i) = (|| name("d"), || name("n"), || name("t"), || name("i"));
    let at = |what: Math| index(what, i());
    let without = |of: Math| row([name("S"), op("("), of, op(")")]);
    let until = || row([at(t()), op("≤"), t()]);
    let curve = row([
        name("F"),
        op("("),
        t(),
        op(")"),
        op("="),
        num("1"),
        op("−"),
        without(t()),
        op(","),
        without(t()),
        op("="),
        index(op("∏"), until()),
        op("("),
        num("1"),
        op("−"),
        fraction(at(d()), at(n())),
        op(")"),
    ]);
    let spread = row([
        square(name("s")),
        op("="),
        index(op("Σ"), until()),
        fraction(at(d()), row([at(n()), op("("), at(n()), op("−"), at(d()), op(")")])),
    ]);
    let exponent = row([op("±"), fraction(row([name("z"), name("s")]), row([op("ln"), without(t())]))]);
    let power = |base: Math, exponent: Math| Math::Power(Box::new(base), Box::new(exponent));
    let interval = row([
        num("1"),
        op("−"),
        power(without(t()), power(name("e"), exponent)),
        op(","),
        name("z"),
        op("="),
        num("1.96"),
    ]);
    // Who was at risk in a step of a life table: half of those who left in it are taken off.
    let half = row([at(n()), op("−"), fraction(at(name("c")), num("2"))]);
    let months = row([at(n()), op("→"), half]);
    Method {
        id: "kaplan_meier",
        formulas: vec![curve, spread, interval, months],
        cite: "Kaplan & Meier (1958), J. Am. Stat. Assoc. 53, 457–481; Cutler & Ederer (1958), J. Chronic Dis. 8, 699–712",
    }
}

/// How the time to an event is estimated where others rule it out.
pub(crate) fn method_of_competing() -> Method {
    let (t, i, s) = (|| name("t"), || name("i"), || name("S"));
    let at = |what: Math| index(what, i());
    let until = || row([at(t()), op("≤"), t()]);
    let before = || row([s(), op("("), index(t(), row([i(), op("−"), num("1")])), op(")")]);
    let curve = row([
        index(name("F"), name("k")),
        op("("),
        t(),
        op(")"),
        op("="),
        index(op("Σ"), until()),
        before(),
        fraction(index(name("d"), row([name("k"), i()])), at(name("n"))),
    ]);
    let share = || name("F");
    let exponent = row([op("∓"), fraction(row([name("z"), name("s")]), row([share(), op("ln"), share()]))]);
    let interval = row([power(share(), power(name("e"), exponent)), op(","), name("z"), op("="), num("1.96")]);
    Method {
        id: "aalen_johansen",
        formulas: vec![curve, interval],
        cite: "Aalen & Johansen (1978), Scand. J. Stat. 5, 141–150; Aalen (1978), Ann. Stat. 6, 534–545; Choudhury (2002), Stat. Med. 21, 1129–1144",
    }
}

/// How groups are compared.
pub(crate) fn method_of_comparison() -> Method {
    let i = || name("i");
    let group = |what| index(name(what), row([name("g"), i()]));
    let of = |what| index(name(what), i());
    let expected =
        row([index(name("E"), name("g")), op("="), index(op("Σ"), i()), of("d"), fraction(group("n"), of("n"))]);
    Method { id: "logrank", formulas: vec![expected], cite: "Mantel (1966), Cancer Chemother. Rep. 50, 163–170" }
}
