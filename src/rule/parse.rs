//! Text to [`Rule`]. A mistake is answered with its place and what was expected.

use super::{Leaf, Operand, Order, Rule, Test, Word};
use jiff::civil::Date;

/// Why a rule cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes from the start of the rule.
    pub at: usize,
    /// The key of a sentence: `fault.rule.<key>`.
    pub key: &'static str,
    /// The word it is about.
    pub word: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    Quoted(String),
    Group(String),
    Number(f64),
    Day(Date),
    Sign(&'static str),
}

/// Reads a rule. Empty text is the rule that always holds.
///
/// # Errors
/// The first place that cannot be understood.
pub fn parse(text: &str) -> Result<Rule, Fault> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(Rule::everyone());
    }
    let mut parser = Parser { tokens: &tokens, next: 0, end: text.len(), depth: 0 };
    let rule = parser.any()?;
    match parser.peek() {
        None => Ok(rule),
        Some(_) => Err(parser.fault("unexpected")),
    }
}

/// Whether an id can stand without quotes.
pub(super) fn is_plain(id: &str) -> bool {
    const RESERVED: &[&str] = &["and", "or", "not", "in", "known", "unknown", "within", "days", "of"];
    id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !RESERVED.contains(&id)
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Fault> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let at = text.len() - rest.len();
        let take = |rest: &mut &str, keep: &dyn Fn(char) -> bool| {
            let end = rest.find(|c: char| !keep(c)).unwrap_or(rest.len());
            let (word, tail) = rest.split_at(end);
            *rest = tail;
            word.to_owned()
        };
        let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if c.is_whitespace() {
            take(&mut rest, &char::is_whitespace);
            continue;
        }
        let sign = [">=", "<=", ">", "<", "=", "(", ")", "[", "]", ","].into_iter().find(|sign| rest.starts_with(sign));
        let token = if let Some(sign) = sign {
            rest = &rest[sign.len()..];
            Token::Sign(sign)
        } else if c == '@' {
            rest = &rest[1..];
            Token::Group(take(&mut rest, &name))
        } else if c == '"' {
            let (word, tail) = quoted(&rest[1..]).ok_or(Fault { at, key: "quote", word: rest.to_owned() })?;
            rest = tail;
            Token::Quoted(word)
        } else if c.is_ascii_digit() || c == '-' {
            let word = take(&mut rest, &|c| c.is_ascii_digit() || "-.e+".contains(c));
            if let Ok(day) = word.parse::<Date>() {
                Token::Day(day)
            } else {
                match word.parse::<f64>() {
                    Ok(x) if x.is_finite() => Token::Number(x),
                    _ => return Err(Fault { at, key: "number", word }),
                }
            }
        } else if c.is_ascii_alphabetic() || c == '_' {
            Token::Name(take(&mut rest, &name))
        } else {
            return Err(Fault { at, key: "character", word: c.to_string() });
        };
        tokens.push((at, token));
    }
    Ok(tokens)
}

fn quoted(text: &str) -> Option<(String, &str)> {
    let mut word = String::new();
    let mut chars = text.char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            '"' => return Some((word, &text[i + 1..])),
            '\\' => word.push(chars.next()?.1),
            _ => word.push(c),
        }
    }
    None
}

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    next: usize,
    end: usize,
    depth: u32,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn fault(&self, key: &'static str) -> Fault {
        let (at, word) = match self.tokens.get(self.next) {
            Some((at, token)) => (*at, show(token)),
            None => (self.end, String::new()),
        };
        Fault { at, key, word }
    }

    fn eat_name(&mut self, word: &str) -> bool {
        let hit = matches!(self.peek(), Some(Token::Name(name)) if name == word);
        self.next += usize::from(hit);
        hit
    }

    fn eat_sign(&mut self, sign: &str) -> bool {
        let hit = matches!(self.peek(), Some(Token::Sign(s)) if *s == sign);
        self.next += usize::from(hit);
        hit
    }

    fn any(&mut self) -> Result<Rule, Fault> {
        let mut rules = vec![self.all()?];
        while self.eat_name("or") {
            rules.push(self.all()?);
        }
        Ok(Rule::any(rules))
    }

    fn all(&mut self) -> Result<Rule, Fault> {
        let mut rules = vec![self.atom()?];
        while self.eat_name("and") {
            rules.push(self.atom()?);
        }
        Ok(Rule::all(rules))
    }

    fn atom(&mut self) -> Result<Rule, Fault> {
        // A depth nobody writes by hand; without it a file of brackets would exhaust the stack.
        const DEEPEST: u32 = 32;
        if self.eat_sign("(") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(self.fault("deep"));
            }
            let rule = self.any()?;
            self.depth -= 1;
            return if self.eat_sign(")") { Ok(rule) } else { Err(self.fault("bracket")) };
        }
        match self.peek() {
            // Said by name, since everybody tries it once.
            Some(Token::Name(word)) if word == "not" => Err(self.fault("no_not")),
            Some(Token::Name(fact)) => {
                let fact = fact.clone();
                self.next += 1;
                Ok(Rule::Leaf(Leaf { fact, test: self.test()? }))
            }
            _ => Err(self.fault("fact")),
        }
    }

    fn test(&mut self) -> Result<Test, Fault> {
        if self.eat_name("known") {
            return Ok(Test::Known);
        }
        if self.eat_name("unknown") {
            return Ok(Test::Unknown);
        }
        if self.eat_name("in") {
            return Ok(Test::In(self.words()?));
        }
        if self.eat_name("not") {
            return if self.eat_name("in") { Ok(Test::NotIn(self.words()?)) } else { Err(self.fault("not_in")) };
        }
        if self.eat_name("within") {
            let days = match self.peek() {
                Some(Token::Number(days)) if days.fract() == 0.0 && (0.0..=100_000.0).contains(days) => *days as u32,
                _ => return Err(self.fault("days")),
            };
            self.next += 1;
            if !self.eat_name("days") || !self.eat_name("of") {
                return Err(self.fault("within"));
            }
            return Ok(Test::Within(days, self.name()?));
        }
        let orders = [
            (">=", Order::AtLeast),
            ("<=", Order::AtMost),
            (">", Order::More),
            ("<", Order::Less),
            ("=", Order::Equal),
        ];
        for (sign, order) in orders {
            if self.eat_sign(sign) {
                let operand = match self.peek() {
                    Some(Token::Number(x)) => Operand::Number(*x),
                    Some(Token::Day(day)) => Operand::Day(*day),
                    Some(Token::Name(_)) => return Ok(Test::Compare(order, Operand::Fact(self.name()?))),
                    _ => return Err(self.fault("operand")),
                };
                self.next += 1;
                return Ok(Test::Compare(order, operand));
            }
        }
        Err(self.fault("test"))
    }

    fn name(&mut self) -> Result<String, Fault> {
        match self.peek() {
            Some(Token::Name(name)) if is_plain(name) => {
                let name = name.clone();
                self.next += 1;
                Ok(name)
            }
            _ => Err(self.fault("fact")),
        }
    }

    fn words(&mut self) -> Result<Vec<Word>, Fault> {
        if !self.eat_sign("[") {
            return Ok(vec![self.word()?]);
        }
        let mut words = vec![self.word()?];
        while self.eat_sign(",") {
            words.push(self.word()?);
        }
        if self.eat_sign("]") { Ok(words) } else { Err(self.fault("bracket")) }
    }

    fn word(&mut self) -> Result<Word, Fault> {
        let word = match self.peek() {
            Some(Token::Name(id)) if is_plain(id) => Word::One(id.clone()),
            Some(Token::Quoted(id)) => Word::One(id.clone()),
            Some(Token::Group(group)) if !group.is_empty() => Word::Group(group.clone()),
            _ => return Err(self.fault("word")),
        };
        self.next += 1;
        Ok(word)
    }
}

fn show(token: &Token) -> String {
    match token {
        Token::Name(word) | Token::Quoted(word) => word.clone(),
        Token::Group(group) => format!("@{group}"),
        Token::Number(x) => x.to_string(),
        Token::Day(day) => day.to_string(),
        Token::Sign(sign) => (*sign).to_owned(),
    }
}
