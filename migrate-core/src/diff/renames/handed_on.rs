//! Names that are handed on: `c` was `b`, and `b` was `a`. What a model's `renamed_from` states is in force while the present
//! name is not there, or its bearer gets another one.

use crate::schema::{Column, Schema, Table, TableName};

/// Names that become others: (former, present), in an order in which each present name is free when its turn comes.
pub(crate) struct HandedOn<N>(Vec<(N, N)>);

impl<N: Clone + PartialEq> HandedOn<N> {
    /// Follows each name that is not there yet back to one that nobody wants any more.
    ///
    /// `former` tells what a wanted name was: `None` of a name that nobody wants, `Some(None)` where nothing is stated.
    fn of<'n>(
        wanted: impl Iterator<Item = &'n N>,
        is_there: impl Fn(&N) -> bool,
        former: impl Fn(&N) -> Option<Option<N>>,
    ) -> Self
    where
        N: 'n,
    {
        let mut all: Vec<(N, N)> = Vec::new();
        for name in wanted.filter(|name| !is_there(name)) {
            let mut links: Vec<(N, N)> = Vec::new();
            let mut present = name.clone();
            let complete = loop {
                let Some(Some(before)) = former(&present) else {
                    break false;
                };
                let is_given = |(given, _): &(N, N)| *given == before;
                if !is_there(&before) || links.iter().chain(&all).any(is_given) {
                    break false;
                }
                links.push((before.clone(), present));
                if former(&before).is_none() {
                    break true;
                }
                present = before;
            };
            if complete {
                all.append(&mut links);
            }
        }
        HandedOn(all)
    }

    /// What gets that name.
    pub(crate) fn former(&self, present: &N) -> Option<&N> {
        let mut links = self.0.iter();
        links.find_map(|(former, name)| (name == present).then_some(former))
    }

    /// What that name becomes.
    pub(crate) fn present(&self, former: &N) -> Option<&N> {
        let mut links = self.0.iter();
        links.find_map(|(name, present)| (name == former).then_some(present))
    }

    /// All of them, as (former, present).
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(N, N)> {
        self.0.iter()
    }
}

/// The tables that get another name.
pub(crate) fn tables(from: &Schema, to: &Schema) -> HandedOn<TableName> {
    let renamed = to.tables.iter().filter(|it| it.renamed_from.is_some());
    HandedOn::of(
        renamed.map(|table| &table.name),
        |name| from.table(name).is_some(),
        |name| {
            let table = to.table(name)?;
            Some(former_name(table, |name| from.table(name).is_some()))
        },
    )
}

/// The columns of a table that get another name.
pub(crate) fn columns(from: &Table, to: &Table) -> HandedOn<String> {
    let renamed = to.columns.iter().filter(|it| it.renamed_from.is_some());
    HandedOn::of(
        renamed.map(|column| &column.name),
        |name| from.column(name).is_some(),
        |name| Some(to.column(name)?.renamed_from.clone()),
    )
}

/// The values of an enumeration that get another name, by what is stated of them as (former, present).
pub(crate) fn values(
    from: &[String],
    to: &[String],
    stated: &[(String, String)],
) -> HandedOn<String> {
    HandedOn::of(
        stated.iter().map(|(_, present)| present),
        |name| from.contains(name),
        |name| {
            let mut stated = stated.iter().filter(|(_, present)| present == name);
            let wanted = to.contains(name);
            wanted.then(|| stated.next().map(|(former, _)| former.clone()))
        },
    )
}

/// What the database has of a model's column.
pub(crate) fn column_before<'t>(
    from: &'t Table,
    renamed: &HandedOn<String>,
    column: &Column,
) -> Option<&'t Column> {
    let name = renamed.former(&column.name).unwrap_or(&column.name);
    from.column(name)
}

/// The table that a model's `renamed_from` names: one of its own schema or, behind a point, of another one.
pub(crate) fn former_name(
    table: &Table,
    is_there: impl Fn(&TableName) -> bool,
) -> Option<TableName> {
    /// The schema of PostgreSQL that goes without saying.
    const USUAL: &str = "public";
    let former = table.renamed_from.as_deref()?;
    let of_schema = |schema: Option<&str>, name: &str| TableName {
        schema: schema.map(str::to_owned),
        name: name.to_owned(),
    };
    // Names may hold points.
    let own = of_schema(table.name.schema.as_deref(), former);
    let elsewhere = former.match_indices('.').flat_map(|(at, _)| {
        let (schema, name) = (&former[..at], &former[at + 1..]);
        let usual = (schema == USUAL).then(|| of_schema(None, name));
        [Some(of_schema(Some(schema), name)), usual]
            .into_iter()
            .flatten()
    });
    [own]
        .into_iter()
        .chain(elsewhere)
        .find(|name| is_there(name))
}

/// As a model states the former name of a table: with its schema, where that is another one.
pub(super) fn stated_name(former: &TableName, present: &TableName) -> String {
    match &former.schema {
        schema if *schema == present.schema => former.name.clone(),
        Some(_) => former.to_string(),
        None => format!("public.{}", former.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handed_on(from: &[&str], to: &[(&str, Option<&str>)]) -> Vec<String> {
        let owned = |name: &str| name.to_owned();
        let to: Vec<(String, Option<String>)> = to
            .iter()
            .map(|(name, former)| (owned(name), former.map(owned)))
            .collect();
        let found = HandedOn::of(
            to.iter().map(|(name, _)| name),
            |name| from.contains(&name.as_str()),
            |name| Some(to.iter().find(|(wanted, _)| wanted == name)?.1.clone()),
        );
        found
            .iter()
            .map(|(former, present)| format!("{former}:{present}"))
            .collect()
    }

    #[test]
    fn a_name_is_given_before_it_is_taken() {
        let chain: &[(&str, Option<&str>)] = &[("b", Some("a")), ("c", Some("b"))];
        assert_eq!(handed_on(&["a", "b"], chain), ["b:c", "a:b"]);
        // It is done, or never was begun.
        assert_eq!(handed_on(&["b", "c"], chain), [""; 0]);
        assert_eq!(handed_on(&[], chain), [""; 0]);
        // Only the last of them was done.
        assert_eq!(handed_on(&["a", "c"], chain), ["a:b"]);
    }

    #[test]
    fn what_keeps_its_name_gives_it_to_nobody() {
        assert_eq!(handed_on(&["a"], &[("a", None), ("b", Some("a"))]), [""; 0]);
        let swap: &[(&str, Option<&str>)] = &[("a", Some("b")), ("b", Some("a"))];
        assert_eq!(handed_on(&["a", "b"], swap), [""; 0]);
        // Round in a circle, with one that stands beside it.
        let circle: &[(&str, Option<&str>)] =
            &[("a", Some("b")), ("b", Some("a")), ("c", Some("b"))];
        assert_eq!(handed_on(&["a", "b"], circle), [""; 0]);
        // One name for two.
        let two: &[(&str, Option<&str>)] = &[("b", Some("a")), ("c", Some("a"))];
        assert_eq!(handed_on(&["a"], two), ["a:b"]);
    }
}
