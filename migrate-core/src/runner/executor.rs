//! Carries operations out on a live connection.

use std::rc::Rc;
use std::time::SystemTime;

use thiserror::Error;

use crate::config::Config;
use crate::connection::{Connection, Engine, Fragment};
use crate::dialect::{Dialect, LiveCatalog, Memory, Statement, rows_per_insert};
use crate::operation::Operation;
use crate::operations::{Executor, Operations};
use crate::revision::{BoxError, Result, Step};
use crate::runner::journal::{Entry, Journal};
use crate::runner::session::Session;
use crate::schema::{Literal, TableName};

pub(super) struct OnlineExecutor<'e, 'c, 'j> {
    session: &'e mut Session<'c>,
    dialect: Rc<dyn Dialect>,
    /// How many statements were done, those of an earlier run that this one goes on from among them.
    pub(super) statements: usize,
    /// The journal's row, where statements commit one by one.
    pub(super) progress: Option<Progress<'j>>,
    /// What PostgreSQL's autocommit blocks need; operations outside of a history have none.
    pub(super) blocks: Option<Blocks<'j>>,
    /// Whether statements commit by themselves now.
    autocommit: bool,
    /// How many statements no rollback takes back.
    pub(super) committed: usize,
    /// Tables that were renamed, in order.
    pub(super) renamed: Vec<(TableName, TableName)>,
    /// What objects had that went and may come back.
    memory: Memory,
}

/// Where the journal says how far a revision came.
#[derive(Clone, Copy)]
pub(super) struct Progress<'j> {
    pub(super) journal: &'j Journal,
    pub(super) id: u64,
    /// How many statements an earlier run did.
    pub(super) before: usize,
}

/// A rebuild would empty tables that refer to the rebuilt one.
#[derive(Debug, Error)]
#[error(
    "table `{table}` is referred to by others and cannot be rebuilt while foreign keys are enforced, since their rows would go \
     with it; run it outside of a transaction, or say `PRAGMA foreign_keys = OFF` before one, or take `foreign_keys` out of \
     the revision's `SETTINGS`"
)]
pub(crate) struct RebuildRefused {
    pub(super) table: TableName,
}

/// What an autocommit block has to know of the revision that it stands in.
pub(super) struct Blocks<'e> {
    /// The row that the journal gets before the first block; absent without a journal.
    pub(super) journal: Option<(&'e Journal, Entry<'e>, SystemTime)>,
    /// Whether the revision says that it runs in several transactions.
    pub(super) allowed: bool,
    /// Whether one transaction holds the whole run.
    pub(super) whole_run: bool,
    /// The function that runs.
    pub(super) step: Step,
}

/// A statement that the database refuses inside of a transaction stands inside of one.
#[derive(Debug, Error)]
#[error(
    "the database refuses this inside of a transaction: {0}; put it into `op.autocommit_block(|op| ...)`"
)]
struct NeedsBlock(String);

/// An autocommit block cannot commit what precedes it.
#[derive(Debug, Error)]
pub(super) enum BlockRefused {
    #[error(
        "an autocommit block commits what stands before it, and this revision holds more than blocks; split it, or \
         let it say so: `pub const SETTINGS: Settings = Settings::new().several_transactions();`"
    )]
    Mixed,
    #[error("an autocommit block cannot run inside of a transaction that was open before")]
    CallersTransaction,
    #[error(
        "an autocommit block cannot run where one transaction holds the whole run (`transaction = \"run\"`)"
    )]
    WholeRun,
}

impl<'e, 'c> OnlineExecutor<'e, 'c, '_> {
    pub(super) fn new(session: &'e mut Session<'c>) -> Self {
        let dialect = session.dialect();
        let autocommit = session.ddl_commits();
        OnlineExecutor {
            session,
            dialect,
            statements: 0,
            progress: None,
            blocks: None,
            autocommit,
            committed: 0,
            renamed: Vec::new(),
            memory: Memory::new(),
        }
    }

    fn send(&mut self, sql: &str) -> Result {
        if self.was_done() {
            return Ok(());
        }
        log::debug!("{sql}");
        self.session.conn.batch_execute(sql)?;
        self.advance()
    }

    /// Sends the statements of one operation. Where a transaction holds them anyway, a server gets them in one message.
    fn send_all(&mut self, statements: &[Statement]) -> Result {
        let at_once = match self.session.conn.engine() {
            Engine::Postgres => !self.autocommit && statements.len() > 1,
            Engine::Sqlite | Engine::Mysql => false,
        };
        if !at_once {
            return statements
                .iter()
                .try_for_each(|statement| self.send(statement));
        }
        let all: Vec<&str> = statements.iter().map(|one| one.sql.as_str()).collect();
        // A statement may end in a remark.
        let all = all.join("\n;\n");
        log::debug!("{all}");
        self.session.conn.batch_execute(&all)?;
        self.statements += statements.len();
        Ok(())
    }

    /// Whether the next statement was done by an earlier run; it counts as done then.
    fn was_done(&mut self) -> bool {
        let done = self
            .progress
            .is_some_and(|progress| self.statements < progress.before);
        if done {
            self.statements += 1;
        }
        done
    }

    fn advance(&mut self) -> Result {
        self.statements += 1;
        if self.autocommit {
            self.committed = self.statements;
            if let Some(Progress { journal, id, .. }) = self.progress {
                journal.advance(self.session.conn, id, self.statements)?;
            }
        }
        Ok(())
    }

    /// Puts a value into a statement. PostgreSQL knows the type of a literal from the column that it goes into, but
    /// takes a parameter for what it was sent as.
    fn value(&self, value: &Literal) -> Option<String> {
        match self.session.conn.engine() {
            Engine::Sqlite | Engine::Mysql => None,
            Engine::Postgres => Some(self.dialect.literal(value)),
        }
    }

    /// Commits what precedes a block, together with the journal's word that the revision began.
    fn commit_before_block(&mut self) -> Result {
        if self.session.in_callers_transaction() {
            return Err(BlockRefused::CallersTransaction.into());
        }
        if let Some(blocks) = &mut self.blocks {
            if let Some(refused) = refused_block(blocks.step, blocks.allowed, blocks.whole_run) {
                return Err(refused.into());
            }
            if let Some((journal, entry, started)) = blocks.journal.take() {
                let entry = Entry {
                    statements: self.statements,
                    ..entry
                };
                let id = journal.begin(self.session.conn, &entry, started)?;
                let before = 0;
                self.progress = Some(Progress {
                    journal,
                    id,
                    before,
                });
            }
        }
        self.session.commit()?;
        self.committed = self.statements;
        self.autocommit = true;
        Ok(())
    }

    fn insert(&mut self, table: &TableName, columns: &[String], rows: &[Vec<Literal>]) -> Result {
        let quoted: Vec<String> = columns
            .iter()
            .map(|column| self.dialect.quote(column))
            .collect();
        let head = format!(
            "INSERT INTO {} ({}) VALUES ",
            self.dialect.quote_table(table),
            quoted.join(", ")
        );
        for chunk in rows.chunks(rows_per_insert(columns.len())) {
            if self.was_done() {
                continue;
            }
            let literals: Vec<Option<String>> = chunk
                .iter()
                .flatten()
                .map(|value| self.value(value))
                .collect();
            let mut literals = literals.iter();
            let mut statement = vec![Fragment::Sql(&head)];
            for (position, row) in chunk.iter().enumerate() {
                statement.push(Fragment::Sql(if position == 0 { "(" } else { ", (" }));
                for (position, value) in row.iter().enumerate() {
                    if position > 0 {
                        statement.push(Fragment::Sql(", "));
                    }
                    statement.push(match literals.next() {
                        Some(Some(literal)) => Fragment::Sql(literal),
                        Some(None) | None => Fragment::Parameter(value),
                    });
                }
                statement.push(Fragment::Sql(")"));
            }
            self.session.conn.execute(&statement)?;
            self.advance()?;
        }
        Ok(())
    }
}

impl Executor for OnlineExecutor<'_, '_, '_> {
    fn execute(&mut self, operation: &Operation) -> Result {
        match operation {
            Operation::Run { .. } => Ok(()),
            Operation::Execute { sql, .. } => self.send(sql),
            Operation::BulkInsert {
                table,
                columns,
                rows,
            } if self.session.conn.engine() != Engine::Postgres => {
                self.insert(table, columns, rows)
            }
            Operation::AutocommitBlock { operations } => {
                self.enter_autocommit()?;
                for operation in operations {
                    self.execute(operation)?;
                }
                self.leave_autocommit()
            }
            // PostgreSQL takes a parameter for what it is, and a literal for what the column wants: a date, an enumeration.
            Operation::BulkInsert { .. }
            | Operation::CreateTable { .. }
            | Operation::DropTable { .. }
            | Operation::RenameTable { .. }
            | Operation::AlterTable { .. }
            | Operation::CreateEnum { .. }
            | Operation::DropEnum { .. }
            | Operation::RenameEnum { .. }
            | Operation::AlterEnum { .. }
            | Operation::CreateSequence { .. }
            | Operation::AlterSequence { .. }
            | Operation::DropSequence { .. }
            | Operation::CreateSchema { .. }
            | Operation::DropSchema { .. }
            | Operation::CreateExtension { .. }
            | Operation::DropExtension { .. }
            | Operation::CreateObject { .. }
            | Operation::ReplaceObject { .. }
            | Operation::DropObject { .. } => {
                let conn = &mut *self.session.conn;
                let mut catalog = if self.autocommit {
                    LiveCatalog::new(conn)
                } else {
                    LiveCatalog::in_transaction(conn, &mut self.memory)
                };
                let ddl = self.dialect.ddl(operation, &mut catalog)?;
                if let Some(table) = ddl.needs_foreign_keys_off
                    && self.session.foreign_keys_enforced()
                {
                    return Err(RebuildRefused { table }.into());
                }
                let in_transaction = !self.autocommit && self.session.needs_blocks();
                if let Some(statement) = ddl
                    .statements
                    .iter()
                    .find(|statement| statement.outside_transaction && in_transaction)
                {
                    return Err(NeedsBlock(statement.sql.clone()).into());
                }
                if let Err(error) = self.send_all(&ddl.statements) {
                    // What no rollback restores. The first failure is the one to report.
                    for statement in &ddl.on_failure {
                        let _ = self.session.conn.batch_execute(statement);
                    }
                    return Err(match &ddl.stand_in {
                        Some((stand_in, table)) => in_terms_of(error, stand_in, table),
                        None => error,
                    });
                }
                if let Operation::RenameTable { from, to } = operation {
                    self.renamed.push((from.clone(), to.clone()));
                }
                Ok(())
            }
        }
    }

    fn connection(&mut self) -> Option<&mut dyn Connection> {
        Some(self.session.conn)
    }

    fn engine(&self) -> Option<Engine> {
        Some(self.session.conn.engine())
    }

    fn enter_autocommit(&mut self) -> Result {
        match self.session.conn.engine() {
            // Its transaction is the lock, and nothing that a revision does needs to be outside of it.
            Engine::Sqlite => Ok(()),
            // Every statement is.
            Engine::Mysql => Ok(()),
            Engine::Postgres => self.commit_before_block(),
        }
    }

    fn leave_autocommit(&mut self) -> Result {
        match self.session.conn.engine() {
            Engine::Sqlite | Engine::Mysql => Ok(()),
            Engine::Postgres => {
                self.autocommit = false;
                Ok(self.session.begin()?)
            }
        }
    }

    fn skips_step(&mut self) -> bool {
        self.was_done()
    }

    fn step_done(&mut self) -> Result {
        self.advance()
    }
}

/// What is refused of an autocommit block before anything is asked of a database.
pub(super) fn refused_block(step: Step, allowed: bool, whole_run: bool) -> Option<BlockRefused> {
    if whole_run {
        Some(BlockRefused::WholeRun)
    } else if !allowed && !holds_only_blocks(step) {
        Some(BlockRefused::Mixed)
    } else {
        None
    }
}

/// Whether a revision's function asks for nothing but autocommit blocks, as far as it can be told without a database; one
/// of PostgreSQL's, since elsewhere a block is nothing.
fn holds_only_blocks(step: Step) -> bool {
    let (operations, outcome) = Operations::record_on(Engine::Postgres, &Config::default(), step);
    outcome.is_ok()
        && operations
            .iter()
            .all(|operation| matches!(operation, Operation::AutocommitBlock { .. }))
}

/// What the database said of a table that only a rebuild knows, said of the table that people know.
#[derive(Debug, Error)]
#[error("{0}")]
struct Refused(String);

fn in_terms_of(error: BoxError, stand_in: &str, table: &str) -> BoxError {
    let message = error.to_string();
    if message.contains(stand_in) {
        Refused(message.replace(stand_in, table)).into()
    } else {
        error
    }
}
