//! What a database wants around the statements of an offline script: the words of a transaction, and checks that stop
//! the script where the database is not what the script was written for.
//!
//! A script cannot ask and then decide, so a check is a statement that fails. Each dialect has its own trick for it,
//! in its own folder.

use crate::connection::Engine;
use crate::dialect::{Catalog, Ddl, DdlError, NotBuilt};
use crate::operation::Operation;
use crate::schema::TableName;

/// The words of one database.
pub(crate) trait ScriptWords: Sync {
    /// How the database's own client runs a script.
    fn client(&self) -> &'static str;

    /// Lines for that client that are no SQL: they make it stop at the first error.
    fn client_lines(&self) -> &'static [&'static str];

    /// Statements before the first transaction.
    fn opening(&self) -> &'static [&'static str];

    /// Statements behind the last transaction.
    fn closing(&self) -> &'static [&'static str];

    /// How a transaction begins and ends; `None` where changes of the schema commit by themselves.
    fn transaction(&self) -> Option<(&'static str, &'static str)>;

    /// What a script does instead where changes of the schema commit by themselves.
    fn committing(&self) -> Option<Committing> {
        None
    }

    /// The number of the row that this session wrote last into a table with numbered rows, as an expression; for where a
    /// transaction holds a revision, but not its autocommit blocks.
    fn last_row(&self, _table: &str) -> Option<String> {
        None
    }

    /// A remark for people on what keeps other runners away while the script runs.
    fn remark(&self) -> &'static str;

    /// Statements that fail unless the version table holds exactly the expected rows.
    fn guard(&self, guard: &Guard<'_>) -> Vec<String>;

    /// Statements that fail unless the table which an operation changes is what its statements were made from. They
    /// stand in front of those.
    ///
    /// # Errors
    /// What the catalog answers.
    fn premise(
        &self,
        _operation: &Operation,
        _ddl: &Ddl,
        _catalog: &mut dyn Catalog,
    ) -> Result<Vec<String>, DdlError> {
        Ok(Vec::new())
    }

    /// Switches the enforcement of foreign keys, outside of a transaction; `None` where it is never off.
    fn enforce_foreign_keys(&self, _on: bool) -> Option<&'static str> {
        None
    }

    /// Statements that note which rows break a foreign key, once at the beginning.
    fn note_foreign_keys(&self) -> Vec<String> {
        Vec::new()
    }

    /// Statements that fail if a revision left more rows that break a foreign key than it found.
    fn check_foreign_keys(
        &self,
        _revision: &str,
        _renamed: &[(TableName, TableName)],
    ) -> Vec<String> {
        Vec::new()
    }

    /// Statements that forget what [`ScriptWords::note_foreign_keys`] noted.
    fn forget_foreign_keys(&self) -> Vec<String> {
        Vec::new()
    }

    /// The present moment as the journal writes it, as an expression.
    fn now(&self) -> &'static str;

    /// When the transaction began, as the journal writes it, as an expression.
    fn began(&self) -> &'static str {
        self.now()
    }

    /// Who runs the script, as an expression.
    fn user(&self) -> &'static str;

    /// A statement with what ends it. What a portable script must not hold is left out.
    fn terminated(&self, statement: &str, portable: bool) -> String;
}

/// How a script goes on where there is no transaction for a whole revision.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Committing {
    /// How a transaction begins and ends that holds nothing but rows of ours.
    pub(crate) rows: (&'static str, &'static str),
    /// Remembers the row of the journal that was written last.
    pub(crate) remember: &'static str,
    /// The number of that row, as an expression.
    pub(crate) remembered: &'static str,
}

/// Where a database has to stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guard<'g> {
    /// The version table, quoted.
    pub(crate) table: &'g str,
    /// The rows that it has to hold, and no others.
    pub(crate) rows: &'g [String],
    /// The journal, quoted: where it is looked into, no revision may have begun that did not end.
    #[cfg_attr(
        not(any(feature = "postgres_backend", feature = "mysql_backend")),
        expect(dead_code, reason = "only on servers can a revision begin and not end")
    )]
    pub(crate) journal: Option<&'g str>,
    /// What is not run otherwise: ``revision `27c6a3` ``.
    pub(crate) what: &'g str,
}

impl Guard<'_> {
    /// The expected rows in the one order that the check compares them in.
    pub(crate) fn sorted(&self) -> Vec<&str> {
        let mut rows: Vec<&str> = self.rows.iter().map(String::as_str).collect();
        rows.sort_unstable();
        rows
    }

    /// What the check says when it fails.
    pub(crate) fn message(&self) -> String {
        let rows = self.sorted();
        let place = if rows.is_empty() {
            "base".to_owned()
        } else {
            rows.join(", ")
        };
        format!("{} expects the database at {place}", self.what)
    }
}

/// The words of an engine.
///
/// # Errors
/// [`NotBuilt`] if this program was built without its dialect.
pub(crate) fn words(engine: Engine) -> Result<&'static dyn ScriptWords, NotBuilt> {
    match engine {
        Engine::Sqlite => Ok(&super::sqlite::script::Words),
        #[cfg(feature = "postgres_backend")]
        Engine::Postgres => Ok(&super::postgres::script::Words),
        #[cfg(feature = "mysql_backend")]
        Engine::Mysql => Ok(&super::mysql::script::Words),
        #[cfg(not(all(feature = "postgres_backend", feature = "mysql_backend")))]
        engine => Err(NotBuilt { engine }),
    }
}

/// Ends a statement where it is not ended already, and where no comment swallows it.
pub(crate) fn ended(statement: &str, end: &str) -> String {
    let statement = statement.trim();
    let bare = statement.trim_end_matches(';').trim_end();
    let last = bare.lines().next_back().unwrap_or_default();
    let Some(comment) = [last.rfind("--"), last.rfind('#')]
        .into_iter()
        .flatten()
        .min()
    else {
        return format!("{bare}{end}");
    };
    let (before, comment) = last.split_at(comment);
    let before = match before.trim_end() {
        "" => bare[..bare.len() - last.len()].trim_end(),
        before => before,
    };
    if before.ends_with(';') && !comment.contains(['\'', '"', '`']) {
        bare.to_owned()
    } else {
        format!("{bare}\n{end}")
    }
}
