//! The project's own say in autogenerate: what is compared, how, and what becomes of the operations that are found.

use std::fmt;
use std::sync::Arc;

use crate::diff::{self, Aspect};
use crate::operation::Operation;
use crate::render::TypeCode;
use crate::schema::{
    Check, Column, ColumnType, EnumType, Exclusion, ForeignKey, Index, Object, Schema, Table,
    TableName, Unique,
};

/// A piece of a schema that a project may leave out of comparisons.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Element<'s> {
    /// A table with all that belongs to it.
    Table(&'s Table),
    /// A column of a table.
    Column(&'s Table, &'s Column),
    /// An index of a table.
    Index(&'s Table, &'s Index),
    /// A unique constraint of a table.
    Unique(&'s Table, &'s Unique),
    /// A check constraint of a table.
    Check(&'s Table, &'s Check),
    /// A foreign key of a table.
    ForeignKey(&'s Table, &'s ForeignKey),
    /// An exclusion constraint of a table.
    Exclusion(&'s Table, &'s Exclusion),
    /// An enumeration that is a type of its own.
    Enum(&'s EnumType),
}

/// Where a piece of a schema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In the database, or in what the history makes.
    Database,
    /// In the models.
    Models,
}

type Include = Arc<dyn Fn(Element<'_>, Side) -> bool + Send + Sync>;
type Differs = Arc<dyn Fn(&TableName, &Column, &Column) -> Option<bool> + Send + Sync>;
type RenderType = Arc<dyn Fn(&ColumnType) -> Option<TypeCode> + Send + Sync>;
type Rewrite = Arc<dyn Fn(Vec<Operation>) -> Vec<Operation> + Send + Sync>;

/// What a project says, in the order in which it says it.
#[derive(Default, Clone)]
pub(crate) struct Hooks {
    pub(super) include: Vec<Include>,
    pub(super) differs: Vec<(Aspect, Differs)>,
    pub(super) rewrite: Vec<Rewrite>,
    pub(super) objects: Vec<Object>,
    pub(super) render_type: Vec<RenderType>,
    pub(super) skip_empty: bool,
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("include", &self.include.len())
            .field("differs", &self.differs.len())
            .field("rewrite", &self.rewrite.len())
            .field("objects", &self.objects.len())
            .field("render_type", &self.render_type.len())
            .field("skip_empty", &self.skip_empty)
            .finish()
    }
}

impl Hooks {
    /// Takes out of a schema what the project leaves out.
    pub(crate) fn leave_out(&self, schema: &mut Schema, side: Side) {
        if self.include.is_empty() {
            return;
        }
        let includes =
            |element: Element<'_>| self.include.iter().all(|include| include(element, side));
        schema
            .tables
            .retain(|table| includes(Element::Table(table)));
        schema.enums.retain(|kind| includes(Element::Enum(kind)));
        for table in &mut schema.tables {
            // Who decides sees the whole table: all is asked before anything goes.
            let whole = &*table;
            let columns = places(&table.columns, |it| includes(Element::Column(whole, it)));
            let indexes = places(&table.indexes, |it| includes(Element::Index(whole, it)));
            let uniques = places(&table.uniques, |it| includes(Element::Unique(whole, it)));
            let checks = places(&table.checks, |it| includes(Element::Check(whole, it)));
            let keys = places(&table.foreign_keys, |it| {
                includes(Element::ForeignKey(whole, it))
            });
            let exclusions = places(&table.exclusions, |it| {
                includes(Element::Exclusion(whole, it))
            });
            keep(&mut table.columns, &columns);
            keep(&mut table.indexes, &indexes);
            keep(&mut table.uniques, &uniques);
            keep(&mut table.checks, &checks);
            keep(&mut table.foreign_keys, &keys);
            keep(&mut table.exclusions, &exclusions);
        }
    }

    /// The objects that stand beside the models, as they were said.
    pub(crate) fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// What the project says of an aspect of a column; the last word counts.
    pub(crate) fn differs(
        &self,
        aspect: Aspect,
        table: &TableName,
        from: &Column,
        to: &Column,
    ) -> Option<bool> {
        let said = self.differs.iter().rev().filter(|(of, _)| *of == aspect);
        said.filter_map(|(_, differs)| differs(table, from, to))
            .next()
    }

    /// The project's words for a type; the last word counts.
    pub(crate) fn render_type(&self, type_: &ColumnType) -> Option<TypeCode> {
        let mut said = self.render_type.iter().rev();
        said.find_map(|render| render(type_))
    }

    /// Hands the operations through the project's rewriters, and takes out what does nothing any more.
    pub(crate) fn rewrite(&self, operations: Vec<Operation>) -> Vec<Operation> {
        if self.rewrite.is_empty() {
            return operations;
        }
        let rewritten = self
            .rewrite
            .iter()
            .fold(operations, |operations, rewrite| rewrite(operations));
        let does_something = |operation: &Operation| !matches!(operation, Operation::AlterTable { changes, .. } if changes.is_empty());
        let rest = rewritten.into_iter().filter(does_something).collect();
        diff::objects::without_idle_room(rest)
    }
}

/// Of each item, whether it stays.
fn places<T>(items: &[T], stays: impl Fn(&T) -> bool) -> Vec<bool> {
    items.iter().map(stays).collect()
}

fn keep<T>(items: &mut Vec<T>, stays: &[bool]) {
    let mut stays = stays.iter();
    items.retain(|_| stays.next().copied().unwrap_or(true));
}
