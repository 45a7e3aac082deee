//! What a program asks of models and databases beside its history: comparisons, baselines, and what the history creates.

use std::collections::BTreeSet;

use super::Environment;
use crate::command::{self, Baseline, CompareError, CompareOptions, Comparison, CreateError};
use crate::connection::{Connection, Engine};
use crate::dialect::Server;
use crate::graph::GraphError;
use crate::metadata::Metadata;
use crate::operation::Operation;
use crate::operations::Operations;
use crate::schema::{Object, Schema, TableName};

impl Environment {
    /// Compares the models with the database: what `revision --autogenerate` would write.
    ///
    /// # Errors
    /// [`CompareError`] if the database is not at head, cannot be read, or lacks what a model asks for.
    pub fn compare(
        &self,
        conn: &mut dyn Connection,
        metadata: &Metadata,
    ) -> Result<Comparison, CompareError> {
        self.compare_with(conn, metadata, CompareOptions::default())
    }

    /// As [`Environment::compare`], told what a comparison cannot know by itself.
    ///
    /// # Errors
    /// As [`Environment::compare`], and where a rename was stated that is none or one is likely and has to be decided.
    pub fn compare_with(
        &self,
        conn: &mut dyn Connection,
        metadata: &Metadata,
        options: CompareOptions<'_>,
    ) -> Result<Comparison, CompareError> {
        command::compare(self, conn, metadata, options)
    }

    /// What the models, and the objects that are registered beside them, say of this environment's database.
    ///
    /// # Errors
    /// [`CompareError::Metadata`] if the models do not go with the project's databases.
    pub fn models(&self, metadata: &Metadata, engine: Engine) -> Result<Schema, CompareError> {
        let mut models = command::models(self, metadata, engine)?;
        models.tables.retain(|table| self.includes(&table.name));
        models.objects.extend_from_slice(self.hooks.objects());
        Ok(models)
    }

    /// Drops the models' tables that are there, with the version table and the journal: the database is as new.
    ///
    /// # Errors
    /// [`CreateError`]; nothing was changed then.
    pub fn drop_all(
        &self,
        conn: &mut dyn Connection,
        metadata: &Metadata,
    ) -> Result<(), CreateError> {
        command::drop_all(conn, metadata, &self.config)
    }

    /// Tells what makes an empty database what the models say, for the first revision of a history that takes an
    /// existing database over, and whether the database has such tables already.
    ///
    /// # Errors
    /// [`CompareError`] if the database cannot be read, or lacks what a model asks for.
    pub fn baseline(
        &self,
        conn: &mut dyn Connection,
        metadata: &Metadata,
    ) -> Result<Baseline, CompareError> {
        command::baseline_of_models(self, conn, metadata)
    }

    /// As [`Environment::compare_with`], with a schema in the place of the models': another database's, or one that a
    /// program makes up.
    ///
    /// # Errors
    /// As [`Environment::compare_with`].
    pub fn compare_schema(
        &self,
        conn: &mut dyn Connection,
        schema: Schema,
        options: CompareOptions<'_>,
    ) -> Result<Comparison, CompareError> {
        command::compare_schema(self, conn, schema, options)
    }

    /// Compares the models with what the revisions themselves make of an empty database, so that nobody needs a server to
    /// know whether a revision is missing.
    ///
    /// Revisions that say what they do are read without a database. Where they run SQL or code of their own
    /// ([`Environment::is_declarative`]), SQLite runs them in a database in memory; elsewhere
    /// [`Environment::compare_scratch`] does, and here what that may have changed is noted as not compared.
    ///
    /// # Errors
    /// [`CompareError`] if revisions contradict each other, or the kind of database lacks what a model asks for.
    pub fn compare_history(
        &self,
        server: Server,
        metadata: &Metadata,
        options: CompareOptions<'_>,
    ) -> Result<Comparison, CompareError> {
        command::compare_history(self, server, metadata, options)
    }

    /// As [`Environment::compare_history`], by running all revisions in a database that is empty, and nobody's: they stay in
    /// it.
    ///
    /// # Errors
    /// As [`Environment::compare`], and where a revision fails.
    pub fn compare_scratch(
        &self,
        scratch: &mut dyn Connection,
        metadata: &Metadata,
        options: CompareOptions<'_>,
    ) -> Result<Comparison, CompareError> {
        command::compare_scratch(self, scratch, metadata, options)
    }

    /// Whether every revision says what it does, and none runs SQL or code of its own that may change the schema.
    ///
    /// # Errors
    /// [`CompareError`] if revisions contradict each other.
    pub fn is_declarative(&self, engine: Engine) -> Result<bool, CompareError> {
        command::is_declarative(self, engine)
    }

    /// Whether the project's own filter wants the table.
    pub(crate) fn includes(&self, table: &TableName) -> bool {
        self.config.filter.includes(table)
            && self.include.as_ref().is_none_or(|include| include(table))
    }

    /// The objects that the revisions of this history leave behind, with the bodies that they gave them.
    pub(crate) fn created_objects(&self, engine: Engine) -> Result<Vec<Object>, GraphError> {
        let graph = self.graph()?;
        if graph.is_empty() {
            return Ok(Vec::new());
        }
        let mut objects: Vec<Object> = Vec::new();
        for step in graph.plan_upgrade(&[], "heads")? {
            let Some(embedded) = self.find(&step.revision) else {
                continue;
            };
            for operation in Operations::asked_for(engine, &self.config, embedded.upgrade) {
                match operation {
                    Operation::CreateObject { object }
                    | Operation::ReplaceObject { object, .. } => {
                        objects.retain(|other| other.id != object.id);
                        objects.push(*object);
                    }
                    Operation::DropObject { id, .. } => objects.retain(|other| other.id != id),
                    // What belongs to a table goes where it goes.
                    Operation::DropTable { name, .. } => {
                        objects.retain(|other| other.id.table.as_ref() != Some(&name));
                    }
                    Operation::RenameTable { from, to } => {
                        let tables = objects.iter_mut().filter_map(|it| it.id.table.as_mut());
                        for table in tables.filter(|table| **table == from) {
                            table.clone_from(&to);
                        }
                    }
                    Operation::CreateTable { .. }
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
                    | Operation::AutocommitBlock { .. }
                    | Operation::BulkInsert { .. }
                    | Operation::Execute { .. }
                    | Operation::Run { .. } => {}
                }
            }
        }
        Ok(objects)
    }

    /// The tables and types that revisions of this history create, under the names that they end up with.
    ///
    /// Each revision is asked without a database; of one that wants to read, what it did before counts.
    pub(crate) fn created_tables(&self, engine: Engine) -> BTreeSet<TableName> {
        let mut created = BTreeSet::new();
        for embedded in self.embedded.revisions {
            for operation in Operations::asked_for(engine, &self.config, embedded.upgrade) {
                match operation {
                    Operation::CreateTable { table, .. } => {
                        created.insert(table.name);
                    }
                    Operation::RenameTable { to, .. } | Operation::RenameEnum { to, .. } => {
                        created.insert(to);
                    }
                    Operation::CreateEnum { enum_type, .. } => {
                        created.insert(enum_type.name);
                    }
                    Operation::DropTable { .. }
                    | Operation::AlterTable { .. }
                    | Operation::BulkInsert { .. }
                    | Operation::Execute { .. }
                    | Operation::Run { .. }
                    | Operation::DropEnum { .. }
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
                    | Operation::DropObject { .. }
                    | Operation::AutocommitBlock { .. } => {}
                }
            }
        }
        created
    }
}
