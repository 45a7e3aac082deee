//! A domain that gets another default, other constraints, or comes to refuse NULL: changed in place, since columns are of it. In
//! go the statements that make the one and the other, as inspection writes them.

use super::create::comment_on;
use super::types::quote_name;
use crate::schema::Object;

/// The statements that make one domain of the other; `None` where they differ in what nothing changes in place, or are not
/// written as the server's catalog says them.
pub(super) fn alter(from: &Object, to: &Object) -> Option<Vec<String>> {
    let name = quote_name(&to.id.name);
    let (before, after) = (
        Domain::read(&from.definition)?,
        Domain::read(&to.definition)?,
    );
    if before.type_ != after.type_ {
        return None;
    }
    let mut actions = Vec::new();
    for (constraint, _) in missing(&before.constraints, &after.constraints) {
        actions.push(format!("DROP CONSTRAINT {constraint}"));
    }
    if before.default != after.default {
        actions.push(match after.default {
            Some(value) => format!("SET DEFAULT {value}"),
            None => "DROP DEFAULT".to_owned(),
        });
    }
    match (before.not_null, after.not_null) {
        (false, true) => actions.push("SET NOT NULL".to_owned()),
        (true, false) => actions.push("DROP NOT NULL".to_owned()),
        (false, false) | (true, true) => {}
    }
    for (constraint, check) in missing(&after.constraints, &before.constraints) {
        actions.push(format!("ADD CONSTRAINT {constraint} {check}"));
    }
    let mut statements: Vec<String> = actions
        .into_iter()
        .map(|action| format!("ALTER DOMAIN {name} {action}"))
        .collect();
    if from.comment != to.comment {
        statements.push(comment_on("DOMAIN", &name, to.comment.as_deref()));
    }
    statements.extend(to.further.iter().cloned());
    Some(statements)
}

/// The constraints of one that the other has not got, or has otherwise.
fn missing<'d>(of: &[(&'d str, &'d str)], other: &[(&str, &str)]) -> Vec<(&'d str, &'d str)> {
    let all = of.iter().copied();
    all.filter(|constraint| !other.contains(constraint))
        .collect()
}

/// What a domain says of itself.
#[derive(Debug, Default, PartialEq)]
struct Domain<'d> {
    /// Its name, its type and its collation.
    type_: &'d str,
    default: Option<&'d str>,
    not_null: bool,
    /// Names as they are quoted, and what they say.
    constraints: Vec<(&'d str, &'d str)>,
}

impl<'d> Domain<'d> {
    /// Reads `CREATE DOMAIN name AS type DEFAULT value NOT NULL CONSTRAINT name CHECK (...)`.
    fn read(definition: &'d str) -> Option<Self> {
        const CLAUSES: [&str; 3] = [" DEFAULT ", " NOT NULL", " CONSTRAINT "];
        let clauses = || CLAUSES.iter().enumerate();
        let mut starts: Vec<(usize, usize)> = outside(definition)
            .filter_map(|at| {
                let (kind, _) = clauses().find(|(_, word)| definition[at..].starts_with(*word))?;
                Some((at, kind))
            })
            .collect();
        starts.push((definition.len(), CLAUSES.len()));
        let mut domain = Domain {
            type_: &definition[..starts.first()?.0],
            ..Domain::default()
        };
        for (&(at, kind), &(end, _)) in starts.iter().zip(&starts[1..]) {
            let said = definition[at + CLAUSES[kind].len()..end].trim();
            match kind {
                0 => domain.default = Some(said),
                1 => domain.not_null = true,
                _ => {
                    let space = outside(said).find(|&at| said[at..].starts_with(' '))?;
                    domain
                        .constraints
                        .push((&said[..space], said[space..].trim()));
                }
            }
        }
        Some(domain)
    }
}

/// The places of a text that are in no quotes and no parentheses.
fn outside(sql: &str) -> impl Iterator<Item = usize> {
    let (mut depth, mut quote) = (0_usize, None);
    sql.char_indices().filter_map(move |(at, letter)| {
        let free = depth == 0 && quote.is_none();
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
        free.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_read_clause_by_clause() {
        let text = "CREATE DOMAIN app.\"odd DEFAULT one\" AS numeric(3,1) COLLATE \"C\" DEFAULT 'it''s NOT NULL'::text NOT NULL \
                    CONSTRAINT \"a b\" CHECK ((VALUE > (0)::numeric)) CONSTRAINT c CHECK ((VALUE <> ' CONSTRAINT x '::text)) NOT VALID";
        let expected = Domain {
            type_: "CREATE DOMAIN app.\"odd DEFAULT one\" AS numeric(3,1) COLLATE \"C\"",
            default: Some("'it''s NOT NULL'::text"),
            not_null: true,
            constraints: vec![
                ("\"a b\"", "CHECK ((VALUE > (0)::numeric))"),
                ("c", "CHECK ((VALUE <> ' CONSTRAINT x '::text)) NOT VALID"),
            ],
        };
        assert_eq!(Domain::read(text), Some(expected));
        let bare = "CREATE DOMAIN posint AS integer";
        assert_eq!(Domain::read(bare).map(|domain| domain.type_), Some(bare));
    }
}
