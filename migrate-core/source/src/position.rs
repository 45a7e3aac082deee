//! Places in a file, as people and editors count them.

use std::fmt;

/// A line and a column, both counted from one; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Position {
    /// The place of a byte in a text.
    #[must_use]
    pub fn of(text: &str, byte: usize) -> Self {
        let end = (byte..text.len())
            .find(|&end| text.is_char_boundary(end))
            .unwrap_or(text.len());
        Position { line: 1, column: 1 }.behind(text.get(..end).unwrap_or(text))
    }

    /// The place behind a text that begins here.
    pub(crate) fn behind(self, text: &str) -> Self {
        match text.rsplit_once('\n') {
            None => Position {
                column: self.column + text.chars().count(),
                ..self
            },
            Some((before, last)) => Position {
                line: self.line + 1 + before.bytes().filter(|&byte| byte == b'\n').count(),
                column: last.chars().count() + 1,
            },
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn lines_and_characters_are_counted_from_one() {
        let text = "a\nbä\r\n\nc";
        for (byte, line, column) in [
            (0, 1, 1),
            (1, 1, 2),
            (2, 2, 1),
            (3, 2, 2),
            // In the middle of a character: as behind it.
            (4, 2, 3),
            (5, 2, 3),
            (7, 3, 1),
            (8, 4, 1),
            (9, 4, 2),
            (99, 4, 2),
        ] {
            assert_eq!(
                Position::of(text, byte),
                Position { line, column },
                "{byte}"
            );
        }
    }
}
