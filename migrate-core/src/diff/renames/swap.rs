//! Columns that change places: two schemas do not tell it from nothing at all, so that only answers do, one for each name.

use super::answer;
use crate::diff::Note;
use crate::operation::{Change, Operation};
use crate::schema::{Schema, Table, TableName};

/// A column that gets a name which another one has, both of which stay names of the table.
struct Handed<'a> {
    answer: &'a str,
    table: TableName,
    from: &'a str,
    to: &'a str,
}

/// Carries out what answers say of names that go round in a circle, by way of a name that nobody has; returns that, and the
/// answers that say something else.
pub(crate) fn carry_out(
    answers: &[String],
    from: &mut Schema,
    to: &Schema,
) -> (Vec<Operation>, Vec<String>) {
    let mut open: Vec<Handed<'_>> = answers
        .iter()
        .filter_map(|answer| handed(answer, from, to))
        .collect();
    let (mut operations, mut said) = (Vec::new(), Vec::new());
    while let Some(first) = open.first() {
        let table = first.table.clone();
        let circle = circle(&open);
        if let Some(columns) = from.table(&table).filter(|_| circle.len() > 1) {
            let changes = around(&circle, columns);
            let rename = Operation::alter_table(table, changes);
            if rename.apply(from).is_ok() {
                said.extend(circle.iter().map(|at| at.answer.to_owned()));
                operations.push(rename);
            }
        }
        let done: Vec<&str> = circle.iter().map(|handed| handed.answer).collect();
        open.retain(|handed| !done.contains(&handed.answer));
    }
    let others = answers.iter().filter(|answer| !said.contains(answer));
    (operations, others.cloned().collect())
}

/// Reads an answer about two names that are there, and stay.
fn handed<'a>(answer: &'a str, from: &Schema, to: &Schema) -> Option<Handed<'a>> {
    let mut colons = answer.match_indices(':');
    colons.find_map(|(at, _)| {
        let (former, present) = (&answer[..at], &answer[at + 1..]);
        answer::in_tables(former, from, to).find_map(|(before, table, column)| {
            let present = answer::unqualified(present, table);
            let both = |name: &str| before.column(name).is_some() && table.column(name).is_some();
            (column != present && both(column) && both(present)).then(|| Handed {
                answer,
                table: before.name.clone(),
                from: column,
                to: present,
            })
        })
    })
}

/// The answers that follow from the first, if the last of them leads back to it; the first alone otherwise.
fn circle<'h, 'a>(open: &'h [Handed<'a>]) -> Vec<&'h Handed<'a>> {
    let Some(first) = open.first() else {
        return Vec::new();
    };
    let mut circle = vec![first];
    let mut last = first;
    while last.to != first.from {
        let next = open.iter().find(|handed| {
            let known = circle.iter().any(|it| it.from == handed.from);
            handed.table == first.table && handed.from == last.to && !known
        });
        let Some(next) = next else {
            return vec![first];
        };
        circle.push(next);
        last = next;
    }
    circle
}

/// The renames of a circle: one steps aside, the others move up from the last, and it takes the place that is left.
fn around(circle: &[&Handed<'_>], table: &Table) -> Vec<Change> {
    let rename = |from: &str, to: &str| Change::RenameColumn {
        from: from.to_owned(),
        to: to.to_owned(),
    };
    let mut aside = "aside".to_owned();
    while table.column(&aside).is_some() {
        aside.push('_');
    }
    let Some((first, others)) = circle.split_first() else {
        return Vec::new();
    };
    let mut changes = vec![rename(first.from, &aside)];
    changes.extend(others.iter().rev().map(|it| rename(it.from, it.to)));
    changes.push(rename(&aside, first.to));
    changes
}

/// Tells of columns each of which its model says was the other.
pub(crate) fn notes(from: &Schema, to: &Schema) -> Vec<Note> {
    let mut notes = Vec::new();
    for table in &to.tables {
        let Some(before) = from.table(&table.name) else {
            continue;
        };
        for column in &table.columns {
            let former = column.renamed_from.as_ref();
            let Some(former) = former.filter(|former| **former > column.name) else {
                continue;
            };
            let other = table.column(former);
            let back = other.is_some_and(|it| it.renamed_from.as_ref() == Some(&column.name));
            if back
                && [former, &column.name]
                    .into_iter()
                    .all(|it| before.column(it).is_some())
            {
                notes.push(Note::Swapped {
                    table: table.name.clone(),
                    columns: (column.name.clone(), former.clone()),
                });
            }
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, ColumnType};

    fn schema(columns: &[&str]) -> Schema {
        let mut table = Table::new("t");
        table.columns = columns
            .iter()
            .map(|name| Column::new(*name, ColumnType::Integer))
            .collect();
        [table].into_iter().collect()
    }

    fn said(answers: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut from = schema(&["a", "b", "c", "aside"]);
        let to = schema(&["a", "b", "c", "d"]);
        let answers: Vec<String> = answers.iter().map(ToString::to_string).collect();
        let (operations, rest) = carry_out(&answers, &mut from, &to);
        (operations.iter().map(ToString::to_string).collect(), rest)
    }

    #[test]
    fn names_that_go_round_in_a_circle_change_places() {
        assert_eq!(
            said(&["t.a:b", "t.b:a", "t.aside:d"]),
            (
                vec!["rename column `t.a` to `aside_`, rename column `t.b` to `a`, rename column `t.aside_` to `b`".to_owned()],
                vec!["t.aside:d".to_owned()],
            )
        );
        assert_eq!(
            said(&["t.b:c", "t.a:t.b", "t.c:a"]).0,
            [
                "rename column `t.b` to `aside_`, rename column `t.a` to `b`, rename column `t.c` to `a`, rename column `t.aside_` to `c`"
            ]
        );
    }

    #[test]
    fn half_a_swap_is_none() {
        assert_eq!(said(&["t.a:b"]), (vec![], vec!["t.a:b".to_owned()]));
        let chain = ["t.a:b", "t.b:c"].map(str::to_owned).to_vec();
        assert_eq!(said(&["t.a:b", "t.b:c"]), (vec![], chain));
    }
}
