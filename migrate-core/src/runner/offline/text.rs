//! The text of a script: statements, transactions and remarks, one after the other.

use super::scribe::Line;
use crate::dialect::script::{Guard, ScriptWords};
use crate::schema::TableName;

/// A script that is being written.
pub(super) struct Text {
    words: &'static dyn ScriptWords,
    portable: bool,
    text: String,
}

impl Text {
    pub(super) fn new(words: &'static dyn ScriptWords, portable: bool) -> Self {
        Text {
            words,
            portable,
            text: String::new(),
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) fn comment(&mut self, comment: &str) {
        self.text.push_str(&commented(comment));
        self.text.push('\n');
    }

    /// A comment that begins a part of the script.
    pub(super) fn heading(&mut self, heading: &str) {
        self.text.push('\n');
        self.comment(heading);
    }

    pub(super) fn nothing_to_do(&mut self) {
        self.comment("Nothing to do.");
    }

    pub(super) fn statement(&mut self, statement: &str) {
        self.text
            .push_str(&self.words.terminated(statement, self.portable));
        self.text.push('\n');
    }

    pub(super) fn line(&mut self, line: &Line) {
        match line {
            Line::Statement(statement) | Line::Check(statement) => self.statement(statement),
            Line::Comment(comment) => self.comment(comment),
            Line::BlockBegins => self.commit(),
            Line::BlockEnds => self.begin(),
        }
    }

    pub(super) fn client_lines(&mut self) {
        if self.portable {
            return;
        }
        for line in self.words.client_lines() {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// How to run the script, and what comes before the first transaction: variables of the session, too.
    pub(super) fn opening(&mut self, variables: &[(&'static str, String)]) {
        if self.portable {
            self.comment("Run it with a client that stops at the first error.");
        } else {
            self.comment(&format!("Run it with: {}", self.words.client()));
        }
        self.comment(self.words.remark());
        self.client_lines();
        for statement in self.words.opening() {
            self.statement(statement);
        }
        for (name, value) in variables {
            self.statement(&format!("SET SESSION {name} = {value}"));
        }
    }

    pub(super) fn closing(&mut self) {
        for statement in self.words.closing() {
            self.statement(statement);
        }
    }

    /// As [`Text::closing`], behind revisions.
    pub(super) fn closing_after_revisions(&mut self) {
        self.text.push('\n');
        for statement in self.words.forget_foreign_keys() {
            self.statement(&statement);
        }
        self.closing();
    }

    pub(super) fn begin(&mut self) {
        if let Some((begin, _)) = self.words.transaction() {
            self.statement(begin);
        }
    }

    pub(super) fn commit(&mut self) {
        if let Some((_, commit)) = self.words.transaction() {
            self.statement(commit);
        }
    }

    pub(super) fn guard(&mut self, guard: &Guard<'_>) {
        for statement in self.words.guard(guard) {
            self.statement(&statement);
        }
    }

    pub(super) fn enforce_foreign_keys(&mut self, on: bool) {
        if let Some(statement) = self.words.enforce_foreign_keys(on) {
            self.statement(statement);
        }
    }

    pub(super) fn note_foreign_keys(&mut self) {
        for statement in self.words.note_foreign_keys() {
            self.statement(&statement);
        }
    }

    pub(super) fn check_foreign_keys(
        &mut self,
        revision: &str,
        renamed: &[(TableName, TableName)],
    ) {
        for statement in self.words.check_foreign_keys(revision, renamed) {
            self.statement(&statement);
        }
    }
}

/// A remark as a comment; one of several lines is several comments.
pub(super) fn commented(remark: &str) -> String {
    let lines: Vec<String> = remark
        .lines()
        .map(|line| format!("-- {line}").trim_end().to_owned())
        .collect();
    lines.join("\n")
}

/// Revisions as a place in the history.
pub(super) fn place(revisions: &[String]) -> String {
    if revisions.is_empty() {
        "base".to_owned()
    } else {
        revisions.join(", ")
    }
}
