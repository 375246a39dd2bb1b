//! A part of a whole, or a change of a number, in percent: with one decimal, and with more where fewer would say what is not true.

/// So many of so many.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    /// The part, or the change; in percent a hundred times as much.
    part: i128,
    /// What it is a part or a change of; more than nought.
    whole: i128,
    /// What the whole itself is: 100 of percent.
    all: i128,
}

/// No ratio of two numbers that are kept needs more decimals to be told from nought and from the whole.
const DECIMALS: u32 = 17;

impl Ratio {
    /// In percent; none of a whole that is nought or less.
    pub fn percent(part: i64, whole: i64) -> Option<Ratio> {
        (whole > 0).then(|| Ratio { part: i128::from(part) * 100, whole: whole.into(), all: 100 })
    }

    /// So many to each; none where there are none.
    pub fn each(part: i64, whole: i64) -> Option<Ratio> {
        (whole > 0).then(|| Ratio { part: part.into(), whole: whole.into(), all: 1 })
    }

    /// Whether it is nothing, whole or less than nothing.
    pub fn signum(self) -> i128 {
        self.part.signum()
    }

    /// The same without its sign.
    pub fn abs(self) -> Ratio {
        Ratio { part: self.part.abs(), ..self }
    }

    /// In units of so many decimals, rounded half away from nought.
    pub fn rounded(self, decimals: u32) -> i128 {
        let part = self.part.abs() * 10_i128.pow(decimals);
        let (size, rest) = (part / self.whole, part % self.whole);
        (size + i128::from(rest * 2 >= self.whole)) * self.part.signum()
    }

    /// Whether that many decimals would say nothing, or all, of what is not.
    pub fn is_false_with(self, decimals: u32) -> bool {
        let (said, part) = (self.rounded(decimals).abs(), self.part.abs());
        (said == 0 && part != 0) || (said == self.all * 10_i128.pow(decimals) && part != self.all * self.whole)
    }

    /// Whether it is less than so many hundredths.
    pub fn is_less_than(self, hundredths: i128) -> bool {
        self.part * 100 < self.whole * hundredths
    }

    /// The number: 92.9, 100, 99.97.
    pub fn decimal(self) -> String {
        let decimals = (1..DECIMALS).find(|decimals| !self.is_false_with(*decimals)).unwrap_or(DECIMALS);
        let rounded = self.rounded(decimals);
        let (sign, unit) = (if rounded < 0 { "-" } else { "" }, 10_i128.pow(decimals));
        let (whole, rest) = (rounded.abs() / unit, rounded.abs() % unit);
        let width = decimals as usize;
        let number = format!("{sign}{whole}.{rest:0width$}");
        number.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}
