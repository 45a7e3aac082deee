//! `ALTER TABLE`: a group of changes of one table becomes one statement, so that the server copies the table once at
//! most and nothing of it is ever half done.
//!
//! `MODIFY COLUMN` and `CHANGE COLUMN` take the whole definition and forget what they are not told. So a changed column
//! is written from what the live table says of it, with the change made; what nobody asked to change stays.
//! <https://dev.mysql.com/doc/refman/8.4/en/alter-table.html>

mod apart;
mod change;
mod columns;

use std::collections::HashSet;

use super::create::Writer;
use super::literal::quote;
use super::token::tokens;
use super::unsupported::Missing;
use crate::dialect::{Catalog, Ddl, DdlError};
use crate::operation::{ApplyError, Change};
use crate::schema::{Check, Column, ColumnDefault, ForeignKey, Table, TableName, Upkeep};
use columns::Columns;

/// What a group of changes has come to so far.
struct Alteration<'a> {
    writer: Writer<'a>,
    name: &'a TableName,
    /// The table as it is, where a change has to know; and as what is dropped leaves it.
    live: Option<Table>,
    columns: Columns,
    /// Drops of foreign keys: one that comes back under its name has to be gone before.
    foreign_key_drops: Vec<(String, String)>,
    drops: Vec<String>,
    /// Indexes that keep what they hold under another name.
    index_renames: Vec<(String, String)>,
    adds: Vec<Addition>,
    options: Vec<String>,
    /// Rows that change before the table does.
    before: Vec<String>,
    /// Columns that are added, and whose values are another for each row.
    by_chance: Vec<(Column, String)>,
    /// What waits for all else.
    behind: Vec<String>,
}

/// A clause that adds something.
struct Addition {
    kind: Kind,
    name: Option<String>,
    clause: String,
    /// A foreign key that points at its own table.
    inward: bool,
}

/// What has a name among its own kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    PrimaryKey,
    /// Indexes and unique constraints.
    Index,
    Check,
    ForeignKey,
}

/// Functions that answer otherwise for each row, or for each server.
const CHANCE: [&str; 12] = [
    "uuid",
    "uuid_short",
    "rand",
    "random_bytes",
    "sysdate",
    "user",
    "current_user",
    "session_user",
    "system_user",
    "connection_id",
    "version",
    "database",
];

/// Whether an expression calls one of them.
fn is_left_to_chance(expression: &str) -> bool {
    let Ok(tokens) = tokens(expression) else {
        return false;
    };
    tokens.windows(2).any(|pair| {
        pair[1].is_symbol(expression, "(")
            && CHANCE.iter().any(|name| pair[0].is_word(expression, name))
    })
}

/// What gives rows their values in a new column, by a statement of its own behind the one that adds it.
fn filled_by_chance<'c>(column: &'c Column, writer: Writer<'_>) -> Option<&'c str> {
    match &column.default {
        Some(ColumnDefault::Expression(expression)) if !writer.facts.mariadb => {
            Some(expression.as_str()).filter(|expression| is_left_to_chance(expression))
        }
        Some(ColumnDefault::Expression(_) | ColumnDefault::Literal(_)) | None => None,
    }
}

/// Whether to know the table makes a change better, and not to know it does not make it impossible.
fn wants_live(change: &Change, writer: Writer<'_>) -> bool {
    let by_chance = matches!(change, Change::AddColumn { column, .. } if filled_by_chance(column, writer).is_some());
    by_chance || change::touches_support(change)
}

/// Translates a group of changes.
pub(super) fn ddl(
    writer: Writer<'_>,
    table: &TableName,
    changes: &[Change],
    catalog: &mut dyn Catalog,
) -> Result<Ddl, DdlError> {
    let needs_live = changes
        .iter()
        .any(|change| change::needs_live(change, writer));
    let live = if needs_live {
        catalog.table(table)?
    } else if changes.iter().any(|change| wants_live(change, writer)) {
        match catalog.table(table) {
            // Who cannot know is not told of indexes that the server made, and of columns that move with a row.
            Err(DdlError::NeedsDatabase { .. } | DdlError::Invalid(_)) => None,
            found => found?,
        }
    } else {
        None
    };
    let mut statements = Vec::new();
    let (mut live, mut rest) = (live, changes);
    while !rest.is_empty() {
        let (here, later) = rest.split_at(apart::fit_in_one(rest));
        statements.extend(statements_of(writer, table, here, live.clone())?);
        for change in here {
            // What does not fit the table is the server's to refuse.
            let _ = live.as_mut().map(|live| change.apply(live));
        }
        rest = later;
    }
    Ok(Ddl::plain(statements))
}

/// Writes changes that one statement can make of a table.
fn statements_of(
    writer: Writer<'_>,
    table: &TableName,
    changes: &[Change],
    live: Option<Table>,
) -> Result<Vec<String>, DdlError> {
    let before = live.clone();
    let mut alteration = Alteration {
        writer,
        name: table,
        live,
        columns: Columns::default(),
        foreign_key_drops: Vec::new(),
        drops: Vec::new(),
        index_renames: Vec::new(),
        adds: Vec::new(),
        options: Vec::new(),
        before: Vec::new(),
        by_chance: Vec::new(),
        behind: Vec::new(),
    };
    for change in changes {
        let stays = before
            .as_ref()
            .is_some_and(|before| change::stays(change, before, changes));
        if !stays {
            alteration.apply(change)?;
        }
    }
    if let Some(before) = before {
        alteration.look_after_indexes(&before, changes);
    }
    alteration.statements()
}

impl Alteration<'_> {
    fn statements(mut self) -> Result<Vec<String>, DdlError> {
        let head = format!("ALTER TABLE {}", self.writer.table_name(self.name));
        let statement = |clauses: &[String]| match clauses {
            [one] => format!("{head} {one}"),
            many => format!("{head}\n    {}", many.join(",\n    ")),
        };
        let staying = self.columns.staying(self.live.as_ref());
        let mut statements = std::mem::take(&mut self.before);

        // InnoDB takes a foreign key's name for taken until the statement that drops it is over.
        let coming: HashSet<&str> = self
            .adds
            .iter()
            .filter(|addition| addition.kind == Kind::ForeignKey)
            .filter_map(|addition| addition.name.as_deref())
            .collect();
        let returns = self
            .foreign_key_drops
            .iter()
            .any(|(name, _)| coming.contains(name.as_str()));
        let foreign_key_drops = std::mem::take(&mut self.foreign_key_drops);
        let mut clauses: Vec<String> = foreign_key_drops
            .into_iter()
            .map(|(_, clause)| clause)
            .collect();
        // MySQL drops no key that a foreign key of the same table points at in the statement that drops that one, either.
        let changes_indexes = !self.drops.is_empty() || !self.index_renames.is_empty();
        let holds = !self.writer.facts.mariadb && changes_indexes && !clauses.is_empty();
        // And no table changes its engine in the statement that takes its foreign keys or gives it some.
        let moves = self
            .options
            .iter()
            .any(|option| option.starts_with("ENGINE="));
        if returns || holds || moves && !clauses.is_empty() {
            statements.push(statement(&clauses));
            clauses.clear();
        }

        clauses.append(&mut self.drops);
        let renames = self.index_renames.iter();
        clauses.extend(
            renames.map(|(from, to)| format!("RENAME INDEX {} TO {}", quote(from), quote(to))),
        );
        let table = self.draft();
        clauses.extend(
            self.columns
                .clauses(self.writer, &table, self.live.as_ref()),
        );
        // InnoDB looks for the key that a foreign key points at in the table as it was before the statement.
        let made_here = !clauses.is_empty() || self.adds.iter().any(|addition| !addition.inward);
        let (late, now): (Vec<Addition>, Vec<Addition>) =
            self.adds.into_iter().partition(|addition| {
                addition.inward && made_here || moves && addition.kind == Kind::ForeignKey
            });
        clauses.extend(now.into_iter().map(|addition| addition.clause));
        clauses.append(&mut self.options);
        if !clauses.is_empty() {
            statements.push(statement(&clauses));
        }
        let late: Vec<String> = late.into_iter().map(|addition| addition.clause).collect();
        if !late.is_empty() {
            statements.push(statement(&late));
        }
        for (column, expression) in self.by_chance {
            let (table, name) = (self.writer.table_name(self.name), quote(&column.name));
            let definition = self.writer.column(&column, &Table::new(self.name.clone()));
            statements.extend([
                format!("UPDATE {table} SET {name} = ({expression}){staying}"),
                format!("ALTER TABLE {table} MODIFY COLUMN {definition}"),
            ]);
        }
        statements.append(&mut self.behind);
        Ok(statements)
    }

    /// Adds a column. MySQL, while it writes a binary log, adds none whose default is another for each row: there it comes
    /// empty, the rows get their values, and then it gets its default.
    fn add_column(&mut self, column: &Column) {
        if let Some(expression) = filled_by_chance(column, self.writer) {
            self.by_chance.push((column.clone(), expression.to_owned()));
            self.columns.add(Column {
                nullable: true,
                default: None,
                ..column.clone()
            });
        } else {
            self.columns.add(column.clone());
        }
    }

    /// What a column's definition has to know of its table: the primary key, the checks that stand at columns.
    fn draft(&self) -> Table {
        self.live
            .clone()
            .unwrap_or_else(|| Table::new(self.name.clone()))
    }

    fn missing(&self, what: &'static str, name: &str) -> DdlError {
        DdlError::Apply(ApplyError::Missing {
            table: self.name.clone(),
            what,
            name: name.to_owned(),
        })
    }

    fn refuse(&self, collect: impl FnOnce(&mut Missing<'_>, &str)) -> Result<(), DdlError> {
        let mut missing = Missing::new(self.writer.facts);
        collect(&mut missing, &self.name.to_string());
        Ok(missing.refuse()?)
    }

    fn add(&mut self, kind: Kind, name: Option<&str>, clause: String) {
        self.adds.push(Addition {
            kind,
            name: name.map(str::to_owned),
            clause: format!("ADD {clause}"),
            inward: false,
        });
    }

    /// Takes back what this group adds, if it does; it was never there then.
    fn take_back(&mut self, kind: Kind, name: Option<&str>) -> bool {
        let position = self.adds.iter().position(|addition| {
            addition.kind == kind && (kind == Kind::PrimaryKey || addition.name.as_deref() == name)
        });
        position.map(|at| self.adds.remove(at)).is_some()
    }

    fn drop_foreign_key(&mut self, name: &str) {
        if !self.take_back(Kind::ForeignKey, Some(name)) {
            let clause = format!("DROP FOREIGN KEY {}", quote(name));
            self.foreign_key_drops.push((name.to_owned(), clause));
        }
        if let Some(live) = &mut self.live {
            live.foreign_keys
                .retain(|key| key.name.as_deref() != Some(name));
        }
    }

    fn drop_index(&mut self, name: &str) {
        if !self.take_back(Kind::Index, Some(name)) {
            let renamed = self.index_renames.iter().position(|(_, to)| to == name);
            let present = renamed.map(|at| self.index_renames.remove(at).0);
            let present = present.as_deref().unwrap_or(name);
            self.drops.push(format!("DROP INDEX {}", quote(present)));
        }
        if let Some(live) = &mut self.live {
            live.indexes
                .retain(|index| index.name.as_deref() != Some(name));
            live.uniques
                .retain(|unique| unique.name.as_deref() != Some(name));
        }
    }

    fn drop_check(&mut self, check: &Check) {
        if let Some(column) = &check.column {
            // Part of the column's definition: the column is written without it.
            if let Some(live) = &mut self.live {
                live.checks
                    .retain(|own| own.column.as_ref() != Some(column));
            }
            self.columns.restate(column);
            return;
        }
        let Some(name) = &check.name else {
            return;
        };
        if !self.take_back(Kind::Check, Some(name)) {
            // MySQL learned `DROP CONSTRAINT` later than `DROP CHECK`, and MariaDB knows only the one.
            let word = if self.writer.facts.mariadb {
                "CONSTRAINT"
            } else {
                "CHECK"
            };
            self.drops.push(format!("DROP {word} {}", quote(name)));
        }
        if let Some(live) = &mut self.live {
            live.checks.retain(|own| own.name.as_ref() != Some(name));
        }
    }

    /// The server makes indexes for foreign keys, leaves them behind, and refuses to drop one that a key needs: they go
    /// with their keys, and come where a key would be without.
    fn look_after_indexes(&mut self, before: &Table, changes: &[Change]) {
        let mut after = before.clone();
        for change in changes {
            // What does not fit the table is the server's to refuse.
            if let (Err(_), Change::DropIndex { name, .. }) = (change.apply(&mut after), change) {
                after
                    .uniques
                    .retain(|unique| unique.name.as_ref() != Some(name));
            }
        }
        let states = |name: &str| changes.iter().any(|change| change.creates_index(name));
        let upkeep = Upkeep::between(before, &after, self.writer.facts.mariadb, states);
        for name in upkeep.drops {
            self.drop_index(&name);
        }
        for (from, to) in upkeep.renames {
            if self.writer.facts.renames_indexes() {
                self.index_renames.push((from, to));
            }
        }
        for index in upkeep.adds {
            self.add(
                Kind::Index,
                index.name.as_deref(),
                self.writer.index(&index),
            );
        }
    }

    fn add_foreign_key(&mut self, key: &ForeignKey) {
        let clause = self.writer.foreign_key(key);
        self.add(Kind::ForeignKey, key.name.as_deref(), clause);
        if let Some(addition) = self.adds.last_mut() {
            addition.inward = key.references_table == *self.name;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::dialect::mysql::facts::Facts;
    use crate::schema::{ColumnType, TableOptions};

    /// A database that holds one table.
    struct Holds(Table);

    impl Catalog for Holds {
        fn table(&mut self, _name: &TableName) -> Result<Option<Table>, DdlError> {
            Ok(Some(self.0.clone()))
        }
    }

    fn statements(facts: &Facts, table: &Table, changes: &[Change]) -> Vec<String> {
        let mut catalog = Holds(table.clone());
        let ddl = ddl(Writer { facts }, &table.name, changes, &mut catalog).unwrap();
        let statements = ddl.statements.iter();
        statements.map(|statement| statement.to_string()).collect()
    }

    #[test]
    fn a_default_that_is_left_to_chance_comes_in_three_steps_on_mysql() {
        let column = Box::new(Column {
            nullable: false,
            default: Some(ColumnDefault::Expression("(uuid())".to_owned())),
            ..Column::new("token", ColumnType::Char(Some(36)))
        });
        let change = Change::AddColumn {
            column,
            if_not_exists: false,
        };
        let added = |mariadb, version| {
            let facts = Facts::new(mariadb, version);
            statements(&facts, &Table::new("heros"), std::slice::from_ref(&change))
        };
        assert_eq!(
            added(false, (8, 4, 0)),
            [
                "ALTER TABLE `heros` ADD COLUMN `token` CHAR(36)",
                "UPDATE `heros` SET `token` = ((uuid()))",
                "ALTER TABLE `heros` MODIFY COLUMN `token` CHAR(36) NOT NULL DEFAULT (uuid())",
            ]
        );
        let mut live = Table::new("heros");
        live.columns.push(Column {
            on_update: Some("CURRENT_TIMESTAMP".to_owned()),
            ..Column::new("seen", ColumnType::Timestamp)
        });
        let rename = Change::RenameColumn {
            from: "seen".to_owned(),
            to: "met".to_owned(),
        };
        let facts = Facts::new(false, (8, 4, 0));
        let moved = statements(&facts, &live, &[rename, change.clone()]);
        assert_eq!(
            moved[moved.len() - 2],
            "UPDATE `heros` SET `token` = ((uuid())), `met` = `met`"
        );
        assert_eq!(
            added(true, (10, 11, 0)),
            ["ALTER TABLE `heros` ADD COLUMN `token` CHAR(36) NOT NULL DEFAULT (uuid())"]
        );
    }

    #[test]
    fn an_engine_changes_apart_from_foreign_keys() {
        let own = |name: &str| ForeignKey {
            name: Some(name.to_owned()),
            ..ForeignKey::new(vec!["a".to_owned()], "parent", vec!["id".to_owned()])
        };
        let engine = |name: &str| TableOptions {
            engine: Some(name.to_owned()),
            ..TableOptions::default()
        };
        let mut table = Table::new("heros");
        table.columns = vec![Column::new("a", ColumnType::Integer)];
        table.options = engine("InnoDB");
        table.foreign_keys = vec![own("fk")];
        let changes = [
            Change::DropForeignKey {
                foreign_key: Box::new(own("fk")),
            },
            Change::SetOptions {
                to: Box::new(engine("MyISAM")),
                was: None,
            },
        ];
        let facts = Facts::new(true, (10, 11, 0));
        let apart = [
            "ALTER TABLE `heros` DROP FOREIGN KEY `fk`",
            "ALTER TABLE `heros` ENGINE=MyISAM",
        ];
        assert_eq!(statements(&facts, &table, &changes), apart);
    }
}
