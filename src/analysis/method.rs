//! How a number is made: the formula and the citation, written once beside the estimator and read by the methods
//! appendix. No words: a formula is a tree, a citation an id.

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Math {
    /// One after another.
    Row(Vec<Math>),
    /// A name.
    Name(&'static str),
    /// A number, with a decimal point.
    Number(&'static str),
    /// An operator or a bracket.
    Op(&'static str),
    /// Words.
    Words(String),
    /// A fraction.
    Fraction(Box<Math>, Box<Math>),
    /// A square root.
    Root(Box<Math>),
    /// A power.
    Power(Box<Math>, Box<Math>),
    /// A lower index.
    Index(Box<Math>, Box<Math>),
    /// A mean.
    Mean(Box<Math>),
}

/// How a statistic is estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct Method {
    /// Its id in results.
    pub id: &'static str,
    /// Its formulas.
    pub formulas: Vec<Math>,
    /// Who it comes from, as printed.
    pub cite: &'static str,
}

/// Shorthand for formulas, used beside each estimator.
pub(crate) mod math {
    use super::Math;

    pub(crate) fn row<const N: usize>(parts: [Math; N]) -> Math {
        Math::Row(parts.into())
    }
    pub(crate) fn name(name: &'static str) -> Math {
        Math::Name(name)
    }
    pub(crate) fn num(number: &'static str) -> Math {
        Math::Number(number)
    }
    pub(crate) fn op(op: &'static str) -> Math {
        Math::Op(op)
    }
    pub(crate) fn fraction(above: Math, below: Math) -> Math {
        Math::Fraction(Box::new(above), Box::new(below))
    }
    pub(crate) fn root(inside: Math) -> Math {
        Math::Root(Box::new(inside))
    }
    pub(crate) fn power(base: Math, exponent: Math) -> Math {
        Math::Power(Box::new(base), Box::new(exponent))
    }
    pub(crate) fn square(base: Math) -> Math {
        power(base, num("2"))
    }
    pub(crate) fn index(base: Math, below: Math) -> Math {
        Math::Index(Box::new(base), Box::new(below))
    }
    pub(crate) fn mean(of: Math) -> Math {
        Math::Mean(Box::new(of))
    }
}
