//! Writes a revision's operations down, where the online runner would carry them out.
//!
//! A replica of the database follows, so that SQLite's rebuilds know their tables: first through the revisions before
//! the script, then through those in it.

use super::error::{Code, Doubtful, InTransaction, Nul, ScriptError};
use crate::config::{Config, TransactionMode};
use crate::connection::{Connection, Engine};
use crate::dialect::replica::{self, Replica};
use crate::dialect::script::{ScriptWords, words};
use crate::dialect::{self, Ddl, DdlError, Dialect, Server};
use crate::diff::Note;
use crate::graph::{Direction, PlanStep};
use crate::operation::Operation;
use crate::operations::{Executor, OperationError, Operations};
use crate::revision::{BoxError, EmbeddedRevision, Result, Step};
use crate::runner::executor::{RebuildRefused, refused_block};
use crate::runner::failed_operation;
use crate::schema::TableName;

/// What becomes of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// The replica follows them; they are not in the script. What it cannot follow is noted.
    Follow,
    /// They are written as they are to run.
    Write,
    /// They are written for people to read; what no script can do is a remark.
    Show,
}

/// A piece of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// A statement of the revision's.
    Statement(String),
    /// A statement that checks what the next ones rely on.
    Check(String),
    /// A remark.
    Comment(String),
    /// The revision's transaction ends, and an autocommit block begins.
    BlockBegins,
    /// The block ends, and another transaction begins.
    BlockEnds,
}

/// A revision, written down.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) lines: Vec<Line>,
    /// How many statements the online runner would have sent.
    pub(super) statements: usize,
    /// Tables that were renamed, in order.
    pub(super) renamed: Vec<(TableName, TableName)>,
}

/// What is not known of the replica, and since which revision.
#[derive(Debug, Clone)]
struct Doubt {
    revision: String,
    reason: String,
}

/// Writes one revision after the other.
pub(super) struct Scribe<'s> {
    engine: Engine,
    config: &'s Config,
    pub(super) words: &'static dyn ScriptWords,
    dialect: Box<dyn Dialect>,
    pub(super) replica: Box<dyn Replica>,
    doubts: Vec<Doubt>,
}

impl<'s> Scribe<'s> {
    pub(super) fn new(
        engine: Engine,
        server: Server,
        config: &'s Config,
    ) -> Result<Self, ScriptError> {
        Ok(Scribe {
            engine,
            config,
            words: words(engine)?,
            dialect: dialect::for_server(server),
            replica: replica::empty(engine)?,
            doubts: Vec::new(),
        })
    }

    /// What could not be followed.
    pub(super) fn notes(&self) -> Vec<Note> {
        let note = |doubt: &Doubt| Note::NotCompared {
            name: doubt.revision.clone(),
            reason: doubt.reason.clone(),
        };
        self.doubts.iter().map(note).collect()
    }

    /// Writes one function of a revision.
    pub(super) fn write(
        &mut self,
        embedded: &EmbeddedRevision,
        step: &PlanStep,
        mode: Mode,
    ) -> Result<Written, ScriptError> {
        let config = self.config;
        let run = match step.direction {
            Direction::Upgrade => embedded.upgrade,
            Direction::Downgrade => embedded.downgrade,
        };
        let mut hand = Hand {
            revision: &step.revision,
            run,
            enforced: embedded.settings.foreign_keys,
            several_transactions: embedded.settings.several_transactions,
            in_block: false,
            scribe: self,
            mode,
            written: Written::default(),
        };
        let mut operations = Operations::new(&mut hand, config);
        let outcome = run(&mut operations).and_then(|()| operations.flush());
        let mut written = hand.written;
        match (outcome, mode) {
            (Ok(()), _) => {}
            (Err(error), Mode::Follow) => self.doubt(&step.revision, &error),
            (Err(error), Mode::Show) => {
                self.doubt(&step.revision, &error);
                let remark = format!("from here on, not known without running it: {error}");
                written.lines.push(Line::Comment(remark));
            }
            (Err(error), Mode::Write) => return Err(self.failed(embedded, step, error)),
        }
        Ok(written)
    }

    fn doubt(&mut self, revision: &str, reason: &dyn std::fmt::Display) {
        self.doubts.push(Doubt {
            revision: revision.to_owned(),
            reason: reason.to_string(),
        });
    }

    fn failed(&self, embedded: &EmbeddedRevision, step: &PlanStep, error: BoxError) -> ScriptError {
        let (operation, source) = failed_operation(error);
        let needs_database = source.is::<Code>()
            || matches!(
                source.downcast_ref::<OperationError>(),
                Some(OperationError::NeedsConnection { .. })
            )
            || matches!(
                source.downcast_ref::<DdlError>(),
                Some(DdlError::NeedsDatabase { .. })
            );
        let source = match self.doubts.last() {
            Some(doubt) if !needs_database => Doubtful {
                source,
                revision: doubt.revision.clone(),
                reason: doubt.reason.clone(),
            }
            .into(),
            Some(_) | None => source,
        };
        ScriptError::Revision {
            revision: step.revision.clone(),
            direction: step.direction,
            path: embedded.path,
            operation,
            needs_database,
            source,
        }
    }
}

/// The executor of one revision.
struct Hand<'h, 's> {
    revision: &'h str,
    /// The function that is written down.
    run: Step,
    /// Whether the revision asked for enforced foreign keys.
    enforced: bool,
    /// Whether the revision says that it runs in several transactions.
    several_transactions: bool,
    /// Whether this is outside of the revision's transaction.
    in_block: bool,
    scribe: &'h mut Scribe<'s>,
    mode: Mode,
    written: Written,
}

impl Hand<'_, '_> {
    /// Whether a block is outside of the revision's transaction. SQLite's transaction is its lock, and nothing that a
    /// revision does needs to be outside of it; MySQL has none.
    fn leaves_transaction(&self) -> bool {
        match self.scribe.engine {
            Engine::Sqlite | Engine::Mysql => false,
            Engine::Postgres => true,
        }
    }
}

impl Executor for Hand<'_, '_> {
    fn execute(&mut self, operation: &Operation) -> Result {
        if let Operation::Run { label } = operation {
            return match self.mode {
                Mode::Write => Err(Code.into()),
                Mode::Show => {
                    let remark = format!("Rust code: {label}");
                    self.written.lines.push(Line::Comment(remark));
                    Ok(())
                }
                Mode::Follow => {
                    self.scribe
                        .doubt(self.revision, &format_args!("it runs code ({label})"));
                    Ok(())
                }
            };
        }
        let scribe = &mut *self.scribe;
        let written = self.mode != Mode::Follow;
        let ddl = if written || scribe.replica.judges() {
            let catalog = &mut *scribe.replica.catalog();
            scribe.dialect.ddl(operation, catalog)?
        } else {
            Ddl::default()
        };
        if let Some(table) = &ddl.needs_foreign_keys_off
            && self.enforced
        {
            return Err(RebuildRefused {
                table: table.clone(),
            }
            .into());
        }
        if written {
            let transactions = scribe.words.transaction().is_some();
            let mut statements = ddl.statements.iter();
            if let Some(outside) = statements.find(|statement| statement.outside_transaction)
                && transactions
                && !self.in_block
            {
                return Err(InTransaction(outside.sql.clone()).into());
            }
            if self.mode == Mode::Write
                && ddl
                    .statements
                    .iter()
                    .any(|statement| statement.contains('\0'))
            {
                return Err(Nul(scribe.dialect.name()).into());
            }
            let premise = scribe
                .words
                .premise(operation, &ddl, &mut *scribe.replica.catalog())?;
            let lines = &mut self.written.lines;
            lines.extend(premise.into_iter().map(Line::Check));
            self.written.statements += ddl.statements.len();
            let statements = ddl.statements.iter().map(|statement| &statement.sql);
            lines.extend(statements.cloned().map(Line::Statement));
        }
        if let Operation::RenameTable { from, to } = operation {
            self.written.renamed.push((from.clone(), to.clone()));
        }
        match scribe.replica.apply(operation, &ddl) {
            Ok(()) => Ok(()),
            // What SQL of one's own needs may be there in the database, and not here.
            Err(error)
                if matches!(operation, Operation::Execute { .. }) || !scribe.replica.judges() =>
            {
                scribe.doubt(self.revision, &format_args!("{operation}: {error}"));
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn connection(&mut self) -> Option<&mut dyn Connection> {
        None
    }

    /// What revisions before the script asked of the database is answered by what the history makes of it.
    fn inspected(&mut self) -> Option<&mut dyn Connection> {
        match self.mode {
            Mode::Write => None,
            Mode::Follow | Mode::Show => self.scribe.replica.connection(),
        }
    }

    fn is_offline(&self) -> bool {
        true
    }

    fn engine(&self) -> Option<Engine> {
        Some(self.scribe.engine)
    }

    fn enter_autocommit(&mut self) -> Result {
        self.in_block = true;
        if !self.leaves_transaction() {
            return Ok(());
        }
        match self.mode {
            Mode::Follow => return Ok(()),
            Mode::Show => {}
            Mode::Write => {
                let whole_run = self.scribe.config.transaction == TransactionMode::Run;
                if let Some(refused) = refused_block(self.run, self.several_transactions, whole_run)
                {
                    return Err(refused.into());
                }
            }
        }
        self.written.lines.push(Line::BlockBegins);
        Ok(())
    }

    fn leave_autocommit(&mut self) -> Result {
        self.in_block = false;
        if self.leaves_transaction() && self.mode != Mode::Follow {
            self.written.lines.push(Line::BlockEnds);
        }
        Ok(())
    }
}
