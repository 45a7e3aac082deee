//! Names that the convention gave follow the names they were made of: once a column or a table has another name, its index
//! is called as in a database that is made today. Left behind, the former name would be in the way of the next column
//! that is called so.

use super::columns;
use super::constraints::{Named, names};
use super::renames::{predecessor, with_tables_renamed};
use crate::schema::{NamingConvention, Schema, Table, TableName};

/// Makes the models say the former names of what they leave unnamed and the convention calls otherwise now. What got its
/// name from somebody keeps it. Without `constraints` it is about indexes only. Says whether there was any.
pub(crate) fn follow_convention(
    from: &Schema,
    to: &mut Schema,
    naming: &NamingConvention,
    constraints: bool,
) -> bool {
    let mut found = Vec::new();
    let renamed = |table: &Table| {
        let mut columns = table.columns.iter();
        table.renamed_from.is_some() || columns.any(|column| column.renamed_from.is_some())
    };
    if !to.tables.iter().any(renamed) {
        return false;
    }
    let renamed = with_tables_renamed(from, to);
    for (at, table) in to.tables.iter().enumerate() {
        let Some(before) = predecessor(table, from, to) else {
            continue;
        };
        let Some(after) = renamed.table(&table.name) else {
            continue;
        };
        // A pattern may speak of the table and the columns that a foreign key points at: others than those renamed follow, too.
        let (_, after) = columns::renames(after, table);
        let names = Names {
            before,
            after: &after,
            table,
        }
        .all(naming, constraints);
        found.extend(names.into_iter().map(|name| (at, name)));
    }
    let any = !found.is_empty();
    for (at, (place, former, name)) in found {
        let table = &mut to.tables[at];
        *place.name(table) = Some(name.clone());
        table.former_names.push((former, name));
    }
    any
}

/// One table: as it is, as it is once it and its columns have their new names, and as the model wants it.
struct Names<'t> {
    before: &'t Table,
    after: &'t Table,
    table: &'t Table,
}

/// Where a name stands in a model's table.
enum Place {
    Unique(usize),
    Check(usize),
    ForeignKey(usize),
    Exclusion(usize),
    Index(usize),
}

impl Place {
    fn name(self, table: &mut Table) -> &mut Option<String> {
        match self {
            Place::Unique(at) => &mut table.uniques[at].name,
            Place::Check(at) => &mut table.checks[at].name,
            Place::ForeignKey(at) => &mut table.foreign_keys[at].name,
            Place::Exclusion(at) => &mut table.exclusions[at].name,
            Place::Index(at) => &mut table.indexes[at].name,
        }
    }
}

impl Names<'_> {
    /// Where which former name becomes which.
    fn all(&self, naming: &NamingConvention, constraints: bool) -> Vec<(Place, String, String)> {
        let Names {
            before,
            after,
            table,
        } = self;
        let mut found = self.of(
            [&before.indexes, &after.indexes, &table.indexes],
            |name, index| naming.index_name(name, index),
            Place::Index,
        );
        if constraints {
            found.extend(self.of(
                [&before.uniques, &after.uniques, &table.uniques],
                |name, unique| naming.unique_name(name, unique),
                Place::Unique,
            ));
            found.extend(self.of(
                [&before.checks, &after.checks, &table.checks],
                |name, check| naming.check_name(name, check),
                Place::Check,
            ));
            found.extend(self.of(
                [
                    &before.foreign_keys,
                    &after.foreign_keys,
                    &table.foreign_keys,
                ],
                |name, key| naming.foreign_key_name(name, key),
                Place::ForeignKey,
            ));
            found.extend(self.of(
                [&before.exclusions, &after.exclusions, &table.exclusions],
                |name, exclusion| naming.exclusion_name(name, exclusion),
                Place::Exclusion,
            ));
        }
        let (there, wanted) = (names(before), names(table));
        found.retain(|(_, _, name)| {
            !there.contains(&name.as_str()) && !wanted.contains(&name.as_str())
        });
        found
    }

    fn of<T: Named>(
        &self,
        [before, after, wanted]: [&[T]; 3],
        conventional: impl Fn(&TableName, &T) -> String,
        place: impl Fn(usize) -> Place,
    ) -> Vec<(Place, String, String)> {
        let mut found: Vec<(Place, String, String)> = Vec::new();
        for (before, after) in before.iter().zip(after) {
            let Some(former) = before
                .name()
                .filter(|name| *name == conventional(&self.before.name, before))
            else {
                continue;
            };
            let same =
                |wanted: &(usize, &T)| wanted.1.name().is_none() && wanted.1.same_content(after);
            if let Some((at, wanted)) = wanted.iter().enumerate().find(same) {
                let name = conventional(&self.table.name, wanted);
                if name != former && found.iter().all(|(_, _, taken)| *taken != name) {
                    found.push((place(at), former.to_owned(), name));
                }
            }
        }
        found
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::schema::{Column, ColumnType, ForeignKey};

    /// A table with a foreign key that has the name of a pattern which speaks of what it points at, and one of its own.
    fn schema(parent: &str, named: bool) -> Schema {
        let key = |column: &str, name: &str, named| ForeignKey {
            name: Some(name.to_owned()).filter(|_| named),
            ..ForeignKey::new(
                vec![column.to_owned()],
                TableName::new(parent),
                vec!["id".to_owned()],
            )
        };
        let table = |name: &str, columns: &[&str]| {
            let mut table = Table::new(name);
            let column = |name: &&str| Column::new(*name, ColumnType::Integer);
            table.columns = columns.iter().map(column).collect();
            table
        };
        let mut child = table("heros", &["team_id", "other_id"]);
        child.foreign_keys = vec![
            key("team_id", "heros_to_teams_by_team_id", named),
            key("other_id", "mine", true),
        ];
        Schema::from_iter([child, table(parent, &["id"])])
    }

    #[test]
    fn a_pattern_may_speak_of_the_table_that_is_renamed() {
        let mut naming = NamingConvention::default();
        naming.set("fk", "{table}_to_{referred_table}_by_{columns}");
        let (from, mut to) = (schema("teams", true), schema("groups", false));
        assert!(!follow_convention(&from, &mut to, &naming, true));
        for table in &mut to.tables {
            if table.name.name == "groups" {
                table.renamed_from = Some("teams".to_owned());
            }
        }
        assert!(follow_convention(&from, &mut to, &naming, true));
        let heros = to.table(&TableName::new("heros")).unwrap();
        let pair = ["heros_to_teams_by_team_id", "heros_to_groups_by_team_id"];
        assert_eq!(
            heros.former_names,
            [(pair[0].to_owned(), pair[1].to_owned())]
        );
        assert_eq!(heros.foreign_keys[0].name.as_deref(), Some(pair[1]));
        assert_eq!(heros.foreign_keys[1].name.as_deref(), Some("mine"));
    }
}
