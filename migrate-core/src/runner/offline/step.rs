//! One step of a script: what the revision does between the words of a transaction, the rows that say that it was done, and
//! where statements commit on the way, the journal's word on how far it came.

use super::Script;
use super::scribe::{Line, Written};
use super::text::Text;
use crate::graph::PlanStep;
use crate::revision::EmbeddedRevision;
use crate::runner::direction;
use crate::runner::journal::{self, Entry, Journal};

/// The journal's row of a revision that is under way, by an expression for its number.
struct Begun {
    journal: Journal,
    row: String,
}

impl Script<'_> {
    pub(super) fn step(
        &self,
        text: &mut Text,
        step: &PlanStep,
        embedded: &EmbeddedRevision,
        written: &Written,
    ) {
        let entry = Entry {
            revision: &step.revision,
            direction: direction(step),
            statements: written.statements,
            checksum: Some(embedded.checksum),
            outcome: journal::Outcome::Done,
        };
        let changes = |text: &mut Text| {
            let table = self.version_table();
            for change in &step.changes {
                text.statement(&table.change(change));
            }
        };
        let Some(committing) = self.words.committing() else {
            let begun = self.lines_in_transaction(text, step, &entry, &written.lines);
            text.check_foreign_keys(&step.revision, &written.renamed);
            changes(text);
            match begun {
                Some(Begun { journal, row }) => text.statement(&journal.ended(
                    &row,
                    written.statements,
                    journal::Outcome::Done,
                    self.words.now(),
                )),
                None if self.config.journal => self.journal_row(text, &entry),
                None => {}
            }
            return;
        };
        let journal = self.config.journal.then(|| self.journal());
        if journal.is_some() {
            let begun = Entry {
                statements: 0,
                outcome: journal::Outcome::Started,
                ..entry
            };
            self.journal_row(text, &begun);
            text.statement(committing.remember);
        }
        let mut done = 0;
        for line in &written.lines {
            text.line(line);
            if let (Line::Statement(_), Some(journal)) = (line, &journal) {
                done += 1;
                text.statement(&journal.advanced(committing.remembered, done));
            }
        }
        let (begin, commit) = committing.rows;
        text.statement(begin);
        changes(text);
        if let Some(journal) = &journal {
            let now = self.words.now();
            let outcome = journal::Outcome::Done;
            text.statement(&journal.ended(committing.remembered, done, outcome, now));
        }
        text.statement(commit);
    }

    /// Writes what a revision does inside of its transaction, and in the blocks between two of them. What a block did
    /// stays, so that the journal says before the first one that the revision began, and how far it came.
    fn lines_in_transaction(
        &self,
        text: &mut Text,
        step: &PlanStep,
        entry: &Entry<'_>,
        lines: &[Line],
    ) -> Option<Begun> {
        let mut begun: Option<Begun> = None;
        let mut in_block = false;
        let mut done = 0;
        for line in lines {
            match line {
                Line::Statement(_) => {
                    text.line(line);
                    done += 1;
                    if let Some(Begun { journal, row }) = begun.as_ref().filter(|_| in_block) {
                        text.statement(&journal.advanced(row, done));
                    }
                }
                Line::Check(_) | Line::Comment(_) => text.line(line),
                Line::BlockBegins => {
                    if self.config.journal && begun.is_none() {
                        let journal = self.journal();
                        self.journal_row(
                            text,
                            &Entry {
                                statements: done,
                                outcome: journal::Outcome::Started,
                                ..*entry
                            },
                        );
                        let row = self.words.last_row(journal.quoted());
                        begun = row.map(|row| Begun { journal, row });
                    }
                    text.line(line);
                    in_block = true;
                }
                Line::BlockEnds => {
                    text.line(line);
                    in_block = false;
                    let what = format!("the rest of revision {}", step.revision);
                    self.guard(text, &step.from, &what, None);
                }
            }
        }
        begun
    }
}
