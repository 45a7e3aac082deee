//! The calls that make, change and drop tables and what belongs to them.

use super::{
    AlterSpec, CheckSpec, ColumnSpec, Dropped, ExclusionSpec, ForeignKeySpec, IndexSpec,
    OperationError, Operations, OptionsSpec, PrimaryKeySpec, TableSpec, UniqueSpec,
};
use crate::operation::{Change, Operation};
use crate::revision::Result;
use crate::schema::TableName;

impl Operations<'_> {
    /// Creates a table.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if the description contradicts itself.
    #[track_caller]
    pub fn create_table(
        &mut self,
        name: impl Into<TableName>,
        spec: impl Into<TableSpec>,
    ) -> Result {
        let spec = spec.into();
        let if_not_exists = spec.if_not_exists;
        let table = spec.into_table(name.into(), &self.config.naming_convention);
        self.push(Operation::CreateTable {
            table: Box::new(table),
            if_not_exists,
        })
    }

    /// Drops a table with its indexes and triggers; one that may be missing is [`if_exists("name")`](super::if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_table(&mut self, name: impl Into<Dropped>) -> Result {
        let Dropped {
            name,
            if_exists,
            concurrently: _,
        } = name.into();
        self.push(Operation::DropTable {
            name,
            was: None,
            if_exists,
        })
    }

    /// Renames a table.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn rename_table(&mut self, from: impl Into<TableName>, to: impl Into<TableName>) -> Result {
        self.push(Operation::RenameTable {
            from: from.into(),
            to: to.into(),
        })
    }

    /// Adds a column behind the last one.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if the description contradicts itself.
    #[track_caller]
    pub fn add_column(&mut self, table: impl Into<TableName>, column: ColumnSpec) -> Result {
        let table = table.into();
        if column.primary_key {
            return Err(OperationError::invalid(format!(
                "column `{table}.{}` cannot be added as primary key; add it and then call `create_primary_key`",
                column.column.name
            ))
            .into());
        }
        self.change(
            table,
            Change::AddColumn {
                column: Box::new(column.column),
                if_not_exists: column.if_not_exists,
            },
        )
    }

    /// Drops a column; one that may be missing is [`if_exists("name")`](super::if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_column(
        &mut self,
        table: impl Into<TableName>,
        column: impl Into<Dropped>,
    ) -> Result {
        let column = column.into();
        self.change(
            table.into(),
            Change::DropColumn {
                name: column.name.name,
                was: None,
                if_exists: column.if_exists,
            },
        )
    }

    /// Renames a column, and whatever refers to it.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn rename_column(&mut self, table: impl Into<TableName>, from: &str, to: &str) -> Result {
        self.change(
            table.into(),
            Change::RenameColumn {
                from: from.to_owned(),
                to: to.to_owned(),
            },
        )
    }

    /// Changes a column; what [`alter`](super::alter) does not mention stays as it is.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if nothing is to be changed.
    #[track_caller]
    pub fn alter_column(
        &mut self,
        table: impl Into<TableName>,
        column: &str,
        alter: AlterSpec,
    ) -> Result {
        self.change(
            table.into(),
            Change::AlterColumn {
                name: column.to_owned(),
                patch: Box::new(alter.patch),
                was: None,
            },
        )
    }

    /// Adds a primary key to a table that has none.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if it has no columns.
    #[track_caller]
    pub fn create_primary_key(
        &mut self,
        table: impl Into<TableName>,
        primary_key: PrimaryKeySpec,
    ) -> Result {
        let table = table.into();
        let mut primary_key = primary_key.primary_key;
        if primary_key.name.is_none() {
            let naming = &self.config.naming_convention;
            primary_key.name = naming.primary_key_name(&table, &primary_key);
        }
        self.change(table, Change::AddPrimaryKey { primary_key })
    }

    /// Drops the primary key of a table.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_primary_key(&mut self, table: impl Into<TableName>) -> Result {
        self.change(table.into(), Change::DropPrimaryKey { was: None })
    }

    /// Adds a unique constraint.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if it has no columns.
    #[track_caller]
    pub fn create_unique_constraint(
        &mut self,
        table: impl Into<TableName>,
        unique: UniqueSpec,
    ) -> Result {
        let table = table.into();
        let mut unique = unique.unique;
        if unique.name.is_none() {
            unique.name = Some(self.config.naming_convention.unique_name(&table, &unique));
        }
        self.change(table, Change::AddUnique { unique })
    }

    /// Drops a unique constraint: the one of that name, or without a name the one with the same columns.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_unique_constraint(
        &mut self,
        table: impl Into<TableName>,
        unique: UniqueSpec,
    ) -> Result {
        self.change(
            table.into(),
            Change::DropUnique {
                unique: unique.unique,
            },
        )
    }

    /// Adds a check constraint.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if the expression is empty.
    #[track_caller]
    pub fn create_check_constraint(
        &mut self,
        table: impl Into<TableName>,
        check: CheckSpec,
    ) -> Result {
        let table = table.into();
        let mut check = check.check;
        if check.name.is_none() && check.column.is_none() {
            check.name = Some(self.config.naming_convention.check_name(&table, &check));
        }
        self.change(table, Change::AddCheck { check })
    }

    /// Drops a check constraint: the one of that name, or without a name the one with the same expression.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_check_constraint(
        &mut self,
        table: impl Into<TableName>,
        check: CheckSpec,
    ) -> Result {
        self.change(table.into(), Change::DropCheck { check: check.check })
    }

    /// Adds a foreign key.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if the columns of both sides do not pair.
    #[track_caller]
    pub fn create_foreign_key(
        &mut self,
        table: impl Into<TableName>,
        foreign_key: ForeignKeySpec,
    ) -> Result {
        let table = table.into();
        let mut foreign_key = foreign_key.foreign_key;
        if foreign_key.name.is_none() {
            foreign_key.name = Some(
                self.config
                    .naming_convention
                    .foreign_key_name(&table, &foreign_key),
            );
        }
        self.change(
            table,
            Change::AddForeignKey {
                foreign_key: Box::new(foreign_key),
            },
        )
    }

    /// Drops a foreign key: the one of that name, or without a name the one with the same columns and target.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_foreign_key(
        &mut self,
        table: impl Into<TableName>,
        foreign_key: ForeignKeySpec,
    ) -> Result {
        self.change(
            table.into(),
            Change::DropForeignKey {
                foreign_key: Box::new(foreign_key.foreign_key),
            },
        )
    }

    /// Adds PostgreSQL's exclusion constraint.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if the definition is empty.
    #[track_caller]
    pub fn create_exclude_constraint(
        &mut self,
        table: impl Into<TableName>,
        exclude: ExclusionSpec,
    ) -> Result {
        let table = table.into();
        let mut exclusion = exclude.exclusion;
        if exclusion.name.is_none() {
            exclusion.name = Some(
                self.config
                    .naming_convention
                    .exclusion_name(&table, &exclusion),
            );
        }
        self.change(table, Change::AddExclusion { exclusion })
    }

    /// Drops an exclusion constraint: the one of that name, or without a name the one with the same definition.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_exclude_constraint(
        &mut self,
        table: impl Into<TableName>,
        exclude: ExclusionSpec,
    ) -> Result {
        self.change(
            table.into(),
            Change::DropExclusion {
                exclusion: exclude.exclusion,
            },
        )
    }

    /// Drops the constraint of that name, whatever its kind; one that may be missing is
    /// [`if_exists("name")`](super::if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_constraint(
        &mut self,
        table: impl Into<TableName>,
        name: impl Into<Dropped>,
    ) -> Result {
        let dropped = name.into();
        self.change(
            table.into(),
            Change::DropConstraint {
                name: dropped.name.name,
                if_exists: dropped.if_exists,
            },
        )
    }

    /// Renames a constraint.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn rename_constraint(
        &mut self,
        table: impl Into<TableName>,
        from: &str,
        to: &str,
    ) -> Result {
        self.change(
            table.into(),
            Change::RenameConstraint {
                from: from.to_owned(),
                to: to.to_owned(),
            },
        )
    }

    /// Holds a constraint that was added as `not_valid()` against the rows that were there before it.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn validate_constraint(&mut self, table: impl Into<TableName>, name: &str) -> Result {
        self.change(
            table.into(),
            Change::ValidateConstraint {
                name: name.to_owned(),
            },
        )
    }

    /// Creates an index; without a name it is `ix_<table>_<columns>`.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if it has no columns.
    #[track_caller]
    pub fn create_index(&mut self, table: impl Into<TableName>, index: IndexSpec) -> Result {
        let table = table.into();
        let if_not_exists = index.if_not_exists;
        let mut index = index.index;
        if index.name.is_none() {
            index.name = Some(self.config.naming_convention.index_name(&table, &index));
        }
        self.change(
            table,
            Change::CreateIndex {
                index: Box::new(index),
                if_not_exists,
            },
        )
    }

    /// Drops an index; one that may be missing is [`if_exists("name")`](super::if_exists), and
    /// [`concurrently("name")`](super::concurrently) locks nobody out.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_index(&mut self, table: impl Into<TableName>, name: impl Into<Dropped>) -> Result {
        let dropped = name.into();
        self.change(
            table.into(),
            Change::DropIndex {
                name: dropped.name.name,
                was: None,
                if_exists: dropped.if_exists,
                concurrently: dropped.concurrently,
            },
        )
    }

    /// Renames an index.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn rename_index(&mut self, table: impl Into<TableName>, from: &str, to: &str) -> Result {
        self.change(
            table.into(),
            Change::RenameIndex {
                from: from.to_owned(),
                to: to.to_owned(),
            },
        )
    }

    /// Sets the options of a table: `STRICT` and `WITHOUT ROWID` on SQLite, storage parameters and row-level security on
    /// PostgreSQL. There they are said as a whole: what is left out gets its default again.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn set_table_options(
        &mut self,
        table: impl Into<TableName>,
        options: OptionsSpec,
    ) -> Result {
        self.change(
            table.into(),
            Change::SetOptions {
                to: Box::new(options.options),
                was: None,
            },
        )
    }

    /// Sets the comment of a table, or removes it.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn set_table_comment(
        &mut self,
        table: impl Into<TableName>,
        comment: Option<&str>,
    ) -> Result {
        self.change(
            table.into(),
            Change::SetComment {
                to: comment.map(str::to_owned),
                was: None,
            },
        )
    }
}
