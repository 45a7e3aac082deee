//! Values of enumerations that likely got another name: one went, another came where it stood, or the two are alike.

use super::evidence::{self, Evidence};
use super::handed_on::{self, column_before};
use super::{Enumeration, LIKELY, Rename, RenameCandidate, before, by_name, likeliest_first};
use crate::schema::{ColumnType, EnumType, Schema};

/// The values that likely got another name, in enumerations that are there on both sides.
#[must_use]
pub fn values(from: &Schema, to: &Schema) -> Vec<RenameCandidate> {
    let mut candidates = Vec::new();
    for kind in &to.enums {
        if let Some(present) = from.enum_type(&kind.name) {
            compare(
                &Enumeration::Type(kind.name.clone()),
                present,
                kind,
                &mut candidates,
            );
        }
    }
    let present = by_name(from);
    for table in &to.tables {
        let Some(before) = before(table, &present, from, to) else {
            continue;
        };
        let renamed = handed_on::columns(before, table);
        for column in &table.columns {
            let ColumnType::Enum(kind) = &column.type_ else {
                continue;
            };
            let before = column_before(before, &renamed, column);
            if let Some(ColumnType::Enum(present)) = before.map(|column| &column.type_) {
                let of = Enumeration::Column {
                    table: table.name.clone(),
                    column: column.name.clone(),
                };
                compare(&of, present, kind, &mut candidates);
            }
        }
    }
    likeliest_first(candidates)
}

fn compare(of: &Enumeration, from: &EnumType, to: &EnumType, found: &mut Vec<RenameCandidate>) {
    if from.values == to.values {
        return;
    }
    let stated = handed_on::values(&from.values, &to.values, &to.renamed_values);
    let gone = places(&from.values, |value| {
        to.values.contains(value) || stated.present(value).is_some()
    });
    let come = places(&to.values, |value| {
        from.values.contains(value) || stated.former(value).is_some()
    });
    for (new, at) in come {
        for (former, before) in &gone {
            let (score, evidence) = weigh(former, new, *before == at);
            if score >= LIKELY {
                found.push(RenameCandidate {
                    rename: Rename::Value {
                        of: of.clone(),
                        from: (*former).clone(),
                        to: new.clone(),
                    },
                    evidence,
                    score,
                });
            }
        }
    }
}

/// The values that do not stay, each with its place among those that do.
fn places(values: &[String], stays: impl Fn(&String) -> bool) -> Vec<(&String, (usize, usize))> {
    let (mut kept, mut others) = (0, 0);
    let mut places = Vec::new();
    for value in values {
        if stays(value) {
            (kept, others) = (kept + 1, 0);
        } else {
            places.push((value, (kept, others)));
            others += 1;
        }
    }
    places
}

fn weigh(from: &str, to: &str, same_place: bool) -> (u32, Vec<Evidence>) {
    let (likeness, alike) = evidence::of_names(from, to);
    let mut evidence = Vec::new();
    if same_place {
        evidence.push(Evidence::SamePlace);
    }
    evidence.extend(alike);
    let score = if same_place {
        LIKELY + likeness * (100 - LIKELY) / 100
    } else {
        40 + likeness / 2
    };
    (score, evidence)
}
