//! Tables and their options.

use super::{
    CheckSpec, ColumnSpec, ExclusionSpec, ForeignKeySpec, IndexSpec, PrimaryKeySpec, UniqueSpec,
};
use crate::schema::{
    Check, Column, Exclusion, ForeignKey, Index, Inheritance, NamingConvention, PrimaryKey,
    RowSecurity, Table, TableName, TableOptions, Unique,
};

/// Describes the options of a table.
pub fn options() -> OptionsSpec {
    OptionsSpec {
        options: TableOptions::default(),
    }
}

/// Options of a table; what is not mentioned is off.
#[derive(Debug, Clone)]
#[must_use]
pub struct OptionsSpec {
    pub(in crate::operations) options: TableOptions,
}

impl OptionsSpec {
    /// SQLite's `STRICT`.
    pub fn strict(mut self) -> Self {
        self.options.strict = true;
        self
    }

    /// SQLite's `WITHOUT ROWID`.
    pub fn without_rowid(mut self) -> Self {
        self.options.without_rowid = true;
        self
    }

    /// MySQL's storage engine.
    pub fn engine(mut self, name: &str) -> Self {
        self.options.engine = Some(name.to_owned());
        self
    }

    /// MySQL's default character set.
    pub fn charset(mut self, name: &str) -> Self {
        self.options.charset = Some(name.to_owned());
        self
    }

    /// MySQL's default collation.
    pub fn collation(mut self, name: &str) -> Self {
        self.options.collation = Some(name.to_owned());
        self
    }

    /// MySQL's row format.
    pub fn row_format(mut self, name: &str) -> Self {
        self.options.row_format = Some(name.to_owned());
        self
    }

    /// PostgreSQL's `UNLOGGED`.
    pub fn unlogged(mut self) -> Self {
        self.options.unlogged = true;
        self
    }

    /// PostgreSQL's storage parameters (`fillfactor=70`), and MySQL's options that have no method of their own.
    pub fn with(mut self, parameters: &str) -> Self {
        self.options.parameters = Some(parameters.to_owned());
        self
    }

    /// How the table is partitioned: what stands behind `PARTITION BY`.
    pub fn partition_by(mut self, clause: &str) -> Self {
        self.options.partition_by = Some(clause.to_owned());
        self
    }

    /// Lets policies decide who sees which rows (PostgreSQL).
    pub fn row_security(mut self) -> Self {
        self.options.row_security = RowSecurity::Enabled;
        self
    }

    /// Lets policies decide who sees which rows, the table's owner included (PostgreSQL).
    pub fn force_row_security(mut self) -> Self {
        self.options.row_security = RowSecurity::Forced;
        self
    }

    /// Lets the table inherit from another one (PostgreSQL). The table lists the inherited columns, too, and
    /// [`OptionsSpec::inherited_columns`] says which they are.
    pub fn inherits(mut self, parent: impl Into<TableName>) -> Self {
        self.inheritance().parents.push(parent.into());
        self
    }

    /// Names the columns that are there because a parent has them.
    pub fn inherited_columns<const N: usize>(mut self, columns: [&str; N]) -> Self {
        let columns = columns.into_iter().map(str::to_owned);
        self.inheritance().columns.extend(columns);
        self
    }

    /// Names the check constraints that are there because a parent has them.
    pub fn inherited_checks<const N: usize>(mut self, checks: [&str; N]) -> Self {
        let checks = checks.into_iter().map(str::to_owned);
        self.inheritance().checks.extend(checks);
        self
    }

    fn inheritance(&mut self) -> &mut Inheritance {
        self.options.inherits.get_or_insert_default()
    }
}

/// Describes a table that has more than columns; for columns alone, give `create_table` the list.
///
/// ```
/// use migrate_core::prelude::*;
///
/// pub fn upgrade(op: &mut Operations) -> Result {
///     op.create_table(
///         "heros",
///         table([
///             column("id", Integer).primary_key().identity(),
///             column("name", Text).not_null(),
///             column("team_id", Integer),
///         ])
///         .unique(unique(["name"]))
///         .foreign_key(foreign_key(["team_id"]).references("teams", ["id"]).on_delete(Cascade))
///         .index(index(["team_id"]))
///         .options(options().strict()),
///     )
/// }
/// # Operations::record(upgrade).unwrap();
/// ```
pub fn table<const N: usize>(columns: [ColumnSpec; N]) -> TableSpec {
    columns.into()
}

/// A table with its constraints and indexes.
#[derive(Debug, Clone)]
#[must_use]
pub struct TableSpec {
    columns: Vec<ColumnSpec>,
    primary_key: Option<PrimaryKey>,
    uniques: Vec<Unique>,
    checks: Vec<Check>,
    foreign_keys: Vec<ForeignKey>,
    exclusions: Vec<Exclusion>,
    indexes: Vec<Index>,
    options: TableOptions,
    comment: Option<String>,
    further: Vec<String>,
    pub(in crate::operations) if_not_exists: bool,
}

impl<const N: usize> From<[ColumnSpec; N]> for TableSpec {
    fn from(columns: [ColumnSpec; N]) -> Self {
        Vec::from(columns).into()
    }
}

impl From<Vec<ColumnSpec>> for TableSpec {
    fn from(columns: Vec<ColumnSpec>) -> Self {
        TableSpec {
            columns,
            primary_key: None,
            uniques: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            exclusions: Vec::new(),
            indexes: Vec::new(),
            options: TableOptions::default(),
            comment: None,
            further: Vec::new(),
            if_not_exists: false,
        }
    }
}

impl TableSpec {
    /// Sets a primary key that has a name or another order than the columns.
    pub fn primary_key(mut self, primary_key: PrimaryKeySpec) -> Self {
        self.primary_key = Some(primary_key.primary_key);
        self
    }

    /// Adds a unique constraint.
    pub fn unique(mut self, unique: UniqueSpec) -> Self {
        self.uniques.push(unique.unique);
        self
    }

    /// Adds a check constraint.
    pub fn check(mut self, check: CheckSpec) -> Self {
        self.checks.push(check.check);
        self
    }

    /// Adds a foreign key.
    pub fn foreign_key(mut self, foreign_key: ForeignKeySpec) -> Self {
        self.foreign_keys.push(foreign_key.foreign_key);
        self
    }

    /// Adds an exclusion constraint (PostgreSQL).
    pub fn exclude(mut self, exclude: ExclusionSpec) -> Self {
        self.exclusions.push(exclude.exclusion);
        self
    }

    /// Leaves a table of that name that is there as it is.
    pub fn if_not_exists(mut self) -> Self {
        self.if_not_exists = true;
        self
    }

    /// Adds an index.
    pub fn index(mut self, index: IndexSpec) -> Self {
        self.indexes.push(index.index);
        self
    }

    /// Sets the options.
    pub fn options(mut self, options: OptionsSpec) -> Self {
        self.options = options.options;
        self
    }

    /// Sets the comment.
    pub fn comment(mut self, text: &str) -> Self {
        self.comment = Some(text.to_owned());
        self
    }

    /// Adds a statement that completes the table when all else of it is there: `ALTER TABLE ... SET STATISTICS`.
    pub fn further(mut self, statement: &str) -> Self {
        self.further.push(statement.to_owned());
        self
    }

    pub(in crate::operations) fn into_table(
        self,
        name: TableName,
        naming: &NamingConvention,
    ) -> Table {
        let flagged: Vec<String> = self
            .columns
            .iter()
            .filter(|column| column.primary_key)
            .map(|column| column.column.name.clone())
            .collect();
        let primary_key = self
            .primary_key
            .or_else(|| (!flagged.is_empty()).then(|| PrimaryKey::new(flagged)));
        let mut columns: Vec<Column> = self.columns.into_iter().map(|spec| spec.column).collect();
        // A list says where each stands.
        for column in &mut columns {
            column.place = None;
        }
        if let Some(key) = &primary_key {
            for column in &mut columns {
                if key.columns.contains(&column.name) {
                    column.nullable = false;
                }
            }
        }
        let mut table = Table {
            columns,
            primary_key,
            uniques: self.uniques,
            checks: self.checks,
            foreign_keys: self.foreign_keys,
            exclusions: self.exclusions,
            indexes: self.indexes,
            options: self.options,
            comment: self.comment,
            further: self.further,
            ..Table::new(name)
        };
        naming.apply(&mut table);
        table
    }
}
