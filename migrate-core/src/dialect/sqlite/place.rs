//! Where a constraint belongs among those of a statement: keys, uniques, checks, foreign keys, each in the order of the
//! columns that they are about, as a new table says them. So what a `downgrade` puts back stands where it stood.

use super::draft::Draft;
use super::parse::{Constraint, ConstraintKind};
use super::token::tokens;

/// Which constraint the last one of the statement belongs in front of; `None` if it stands where it should.
pub(super) fn of_last(draft: &Draft) -> Option<usize> {
    let ranks = draft.parsed.constraints.iter().map(|it| rank(draft, it));
    let ranks: Vec<_> = ranks.collect::<Option<_>>()?;
    let (own, others) = ranks.split_last()?;
    let behind = others.iter().rposition(|other| other <= own);
    let place = behind.map_or(0, |at| at + 1);
    (place < others.len()).then_some(place)
}

/// The kind, and the places of the columns; `None` for what belongs to the constraint before it.
fn rank(draft: &Draft, constraint: &Constraint) -> Option<(u8, Vec<usize>)> {
    let columns = &draft.parsed.columns;
    let keys = || {
        let keys = constraint.kind.key_columns().iter();
        let place = |name: &str| {
            let mut names = columns.iter();
            names.position(|column| column.name.eq_ignore_ascii_case(name))
        };
        keys.map(|key| place(&key.name).unwrap_or(usize::MAX))
            .collect()
    };
    match &constraint.kind {
        ConstraintKind::PrimaryKey { .. } => Some((0, keys())),
        ConstraintKind::Unique { .. } => Some((1, keys())),
        ConstraintKind::Check { expression } => {
            let sql = &draft.sql[expression.clone()];
            let tokens = tokens(sql).unwrap_or_default();
            let first = columns
                .iter()
                .position(|column| tokens.iter().any(|token| token.is_name(sql, &column.name)));
            Some((2, vec![first.unwrap_or(usize::MAX)]))
        }
        ConstraintKind::ForeignKey { .. } => Some((3, keys())),
        ConstraintKind::Nothing
        | ConstraintKind::NotNull
        | ConstraintKind::Null
        | ConstraintKind::Default { .. }
        | ConstraintKind::Collate { .. }
        | ConstraintKind::Deferral(_)
        | ConstraintKind::Generated { .. } => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::dialect::sqlite::draft::{Draft, Place};
    use crate::schema::TableName;

    #[test]
    fn what_goes_and_comes_back_stands_where_it_stood() {
        let sql = r#"CREATE TABLE "t" (
    "a" INTEGER NOT NULL,
    "b" INTEGER,
    "c" INTEGER,
    PRIMARY KEY ("a", "b"),
    CONSTRAINT "uq_a" UNIQUE ("a", "c"),
    CONSTRAINT "uq_b" UNIQUE ("b"),
    CONSTRAINT "ck_a" CHECK (c > 0 AND a > 0),
    CONSTRAINT "ck_b" CHECK ("b" > 0),
    CONSTRAINT "fk_b" FOREIGN KEY ("b") REFERENCES "u" ("id"),
    CONSTRAINT "fk_c" FOREIGN KEY ("c") REFERENCES "s" ("id")
)"#;
        let whole = Draft::new(&TableName::new("t"), sql).unwrap();
        for at in 0..whole.parsed.constraints.len() {
            let definition = sql[whole.parsed.constraints[at].span.clone()].to_owned();
            let mut draft = whole.clone();
            draft.drop_constraint(Place { column: None, at }).unwrap();
            assert!(!draft.sql.contains(&definition));
            draft.add_constraint(&definition).unwrap();
            assert_eq!(draft.sql, sql);
        }
    }

    #[test]
    fn on_one_line_and_beside_comments_nothing_is_torn_apart() {
        let added = |sql: &str| {
            let mut draft = Draft::new(&TableName::new("t"), sql).unwrap();
            draft.add_constraint("UNIQUE (a)").unwrap();
            draft.sql
        };
        assert_eq!(
            added("CREATE TABLE t (a, CHECK (a > 0))"),
            "CREATE TABLE t (a, UNIQUE (a), CHECK (a > 0))"
        );
        assert_eq!(
            added("CREATE TABLE t (a,\n  -- why\n  CHECK (a > 0))"),
            "CREATE TABLE t (a,\n  -- why\n  CHECK (a > 0),\n  UNIQUE (a))"
        );
    }
}
