//! What most tables lack: details thrown by dice, and texts that want care in a literal of SQL and of Rust, in a comment
//! and on a line.

/// Dice that fall the same way for the same number; those of nought always show nothing.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(number: u64) -> Self {
        Dice(number)
    }

    fn throw(&mut self) -> usize {
        // <https://doi.org/10.1145/2714064.2660195>: SplitMix.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap_or_default()
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.0 != 0 && self.throw().is_multiple_of(times)
    }

    /// One of these, or once in so many times none.
    pub fn one_of<T: Clone>(&mut self, times: usize, list: &[T]) -> Option<T> {
        if !self.once_in(times) {
            return None;
        }
        let at = self.throw() % list.len();
        list.get(at).cloned()
    }
}

/// Texts of letters that every character set has.
pub const PLAIN: [&str; 10] = [
    "it's",
    "say \"#yes\"#",
    "at the end \\",
    "*/ -- {no} comment /*",
    "two\nlines",
    "two\r\nlines, and a tab\t\r\n",
    "  spaces around  ",
    "%s ?1 $1 :name \"\"\" ''' r#\"",
    "// a line that is by far wider than a line of a file may be, so that whoever lays it out has to leave it as it is, however long it becomes",
    "one \"two\"\n\\n three \\\n",
];

/// Texts for comments, of any letter.
pub const WIDE: [&str; 3] = [
    "größer ≥ ☃",
    "zero\u{200B}width, right\u{202E}to left, no\u{A0}break",
    "ünï\n\u{2028}\u{FEFF}line",
];

/// A text for a comment.
pub fn comment(dice: &mut Dice, times: usize) -> Option<String> {
    let all = [&PLAIN[..], &WIDE[..]].concat();
    dice.one_of(times, &all).map(str::to_owned)
}
