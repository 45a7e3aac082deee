//! What the columns of a table are called on the way: in the live table, in the draft, and in the end.

use super::super::token::tokens;
use super::super::types::quote;

/// The columns of a table under change, in their order.
pub(super) struct Columns {
    tracks: Vec<Track>,
}

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Track {
    /// The name that the changes know it by; in the end, its name.
    pub(super) current: String,
    /// The name that it has in the draft.
    pub(super) draft: String,
    /// What fills it.
    pub(super) source: Source,
}

/// What fills a column when the rows are copied.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// The column of that name in the live table.
    Column(String),
    /// An expression over the live table.
    Expression(String),
    /// Its default.
    Default,
}

impl Columns {
    pub(super) fn new(names: Vec<String>) -> Self {
        let tracks = names.into_iter().map(|name| Track {
            current: name.clone(),
            draft: name.clone(),
            source: Source::Column(name),
        });
        Columns {
            tracks: tracks.collect(),
        }
    }

    pub(super) fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    pub(super) fn get(&self, current: &str) -> Option<&Track> {
        self.tracks
            .iter()
            .find(|track| track.current.eq_ignore_ascii_case(current))
    }

    pub(super) fn get_mut(&mut self, current: &str) -> Option<&mut Track> {
        self.tracks
            .iter_mut()
            .find(|track| track.current.eq_ignore_ascii_case(current))
    }

    /// Adds a column, and returns the name that it has in the draft: another one while its own is still in use.
    pub(super) fn add(&mut self, name: &str, reserved: Option<&str>) -> String {
        let taken = |tracks: &[Track], candidate: &str| {
            tracks
                .iter()
                .any(|track| track.draft.eq_ignore_ascii_case(candidate))
        };
        let mut draft = name.to_owned();
        while taken(&self.tracks, &draft)
            || reserved.is_some_and(|reserved| reserved.eq_ignore_ascii_case(&draft))
        {
            draft.push_str("__new");
        }
        self.tracks.push(Track {
            current: name.to_owned(),
            draft: draft.clone(),
            source: Source::Default,
        });
        draft
    }

    pub(super) fn remove(&mut self, current: &str) {
        self.tracks
            .retain(|track| !track.current.eq_ignore_ascii_case(current));
    }

    /// The draft's names of columns; a name that is none stays.
    pub(super) fn drafts(&self, names: &[String]) -> Vec<String> {
        let draft = |name: &String| {
            self.get(name)
                .map_or_else(|| name.clone(), |track| track.draft.clone())
        };
        names.iter().map(draft).collect()
    }

    /// An expression of a change, in the draft's names.
    pub(super) fn in_draft(&self, expression: &str) -> String {
        self.translate(expression, |track| track.draft.clone())
    }

    /// An expression of a change, in the live table's names.
    pub(super) fn in_source(&self, expression: &str) -> String {
        self.translate(expression, |track| match &track.source {
            Source::Column(name) => name.clone(),
            Source::Expression(_) | Source::Default => track.current.clone(),
        })
    }

    fn translate(&self, expression: &str, name: impl Fn(&Track) -> String) -> String {
        let mut text = expression.to_owned();
        let Ok(found) = tokens(expression) else {
            return text;
        };
        for (at, token) in found.iter().enumerate().rev() {
            let called = found
                .get(at + 1)
                .is_some_and(|next| next.is_symbol(expression, "("));
            let collation = at > 0 && found[at - 1].is_word(expression, "COLLATE");
            if called || collation {
                continue;
            }
            let track = token.name(expression).and_then(|name| self.get(&name));
            if let Some(track) = track {
                let to = name(track);
                if !to.eq_ignore_ascii_case(&track.current) {
                    text.replace_range(token.span.clone(), &quote(&to));
                }
            }
        }
        text
    }

    /// The renames that give each column its name in the end, in an order in which no name is in use twice.
    pub(super) fn renames(&self) -> Vec<(String, String)> {
        let mut names: Vec<(String, String)> = self
            .tracks
            .iter()
            .map(|track| (track.draft.clone(), track.current.clone()))
            .collect();
        let mut renames = Vec::new();
        loop {
            let pending: Vec<usize> = (0..names.len())
                .filter(|at| names[*at].0 != names[*at].1)
                .collect();
            let Some(&first) = pending.first() else {
                return renames;
            };
            let free = pending.iter().copied().find(|&at| {
                let others = names.iter().enumerate().filter(|(other, _)| *other != at);
                !others
                    .into_iter()
                    .any(|(_, (name, _))| name.eq_ignore_ascii_case(&names[at].1))
            });
            let (at, to) = match free {
                Some(at) => (at, names[at].1.clone()),
                None => {
                    // They go round in a circle: one steps aside.
                    let mut aside = format!("{}__new", names[first].1);
                    while names
                        .iter()
                        .any(|(name, _)| name.eq_ignore_ascii_case(&aside))
                    {
                        aside.push('_');
                    }
                    (first, aside)
                }
            };
            renames.push((names[at].0.clone(), to.clone()));
            names[at].0 = to;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Columns {
        Columns::new(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn columns_that_swap_names_pass_through_a_third() {
        let mut columns = columns(&["a", "b"]);
        columns.get_mut("a").unwrap().current = "x".to_owned();
        columns.get_mut("b").unwrap().current = "a".to_owned();
        columns.get_mut("x").unwrap().current = "b".to_owned();
        let renames = columns.renames();
        let mut names = vec!["a".to_owned(), "b".to_owned()];
        for (from, to) in &renames {
            assert!(!names.contains(to), "{renames:?}");
            let at = names.iter().position(|name| name == from).unwrap();
            names[at].clone_from(to);
        }
        assert_eq!(names, ["b", "a"]);
    }

    #[test]
    fn expressions_are_translated_by_their_names_only() {
        let mut columns = columns(&["a", "lower"]);
        columns.get_mut("a").unwrap().current = "b".to_owned();
        assert_eq!(
            columns.in_draft("lower(b) <> 'b' AND B > lower"),
            "lower(\"a\") <> 'b' AND \"a\" > lower"
        );
    }
}
