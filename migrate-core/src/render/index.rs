//! Indexes, as the values that describe them.

use super::constraint::{include, named};
use super::layout::Code;
use crate::schema::{Index, IndexColumn, IndexKey, NullsOrder};

pub(super) fn index(index: &Index) -> Code {
    let plain = index.columns.iter().all(is_plain);
    let columns = index
        .columns
        .iter()
        .map(|column| match &column.key {
            IndexKey::Column(name) if plain => Code::text(name),
            IndexKey::Column(_) | IndexKey::Expression(_) => index_column(column),
        })
        .collect();
    let mut code = named(
        Code::call("index", vec![Code::array(columns)]),
        index.name.as_ref(),
    );
    if index.unique {
        code = code.then("unique", vec![]);
    }
    if let Some(predicate) = &index.predicate {
        code = code.then("filter", vec![Code::text(predicate)]);
    }
    if let Some(method) = &index.method {
        code = code.then("using", vec![Code::text(method)]);
    }
    code = include(code, &index.include);
    if index.nulls_not_distinct {
        code = code.then("nulls_not_distinct", vec![]);
    }
    if let Some(parameters) = &index.parameters {
        code = code.then("with", vec![Code::text(parameters)]);
    }
    if let Some(text) = &index.comment {
        code = code.then("comment", vec![Code::text(text)]);
    }
    if index.concurrently {
        code = code.then("concurrently", vec![]);
    }
    code
}

fn is_plain(column: &IndexColumn) -> bool {
    match &column.key {
        IndexKey::Column(name) => *column == IndexColumn::column(name),
        IndexKey::Expression(_) => false,
    }
}

fn index_column(column: &IndexColumn) -> Code {
    let mut code = match &column.key {
        IndexKey::Column(name) if column.descending => Code::call("desc", vec![Code::text(name)]),
        IndexKey::Column(name) => Code::call("asc", vec![Code::text(name)]),
        IndexKey::Expression(expression) => Code::call("expr", vec![Code::text(expression)]),
    };
    if column.descending && matches!(column.key, IndexKey::Expression(_)) {
        code = code.then("desc", vec![]);
    }
    match column.nulls {
        Some(NullsOrder::First) => code = code.then("nulls_first", vec![]),
        Some(NullsOrder::Last) => code = code.then("nulls_last", vec![]),
        None => {}
    }
    if let Some(name) = &column.collation {
        code = code.then("collation", vec![Code::text(name)]);
    }
    if let Some(name) = &column.ops {
        code = code.then("ops", vec![Code::text(name)]);
    }
    if let Some(length) = column.prefix {
        code = code.then("prefix", vec![Code::raw(length.to_string())]);
    }
    code
}
