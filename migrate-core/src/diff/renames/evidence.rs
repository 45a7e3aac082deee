//! What speaks for a rename: content first, then place, then likeness of the names.

use std::fmt;

use super::LIKELY;
use super::handed_on::{self, column_before};
use crate::schema::{Column, ColumnType, Table};

/// Something that two things of different names have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// So many of the columns of two tables are the same.
    SameColumns {
        /// How many.
        same: usize,
        /// Of how many, in the longer of the two.
        of: usize,
    },
    /// Two columns have the same type.
    SameType(ColumnType),
    /// The types of two columns hold much the same values.
    AlikeType(ColumnType, ColumnType),
    /// Two indexes or constraints are the same.
    SameBody(String),
    /// Two columns, or two values, stand between the same neighbours.
    SamePlace,
    /// The names are alike.
    AlikeName,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Evidence::SameColumns { same, of } if same == of => f.write_str("the same columns"),
            Evidence::SameColumns { same, of } => write!(f, "{same} of {of} columns are the same"),
            Evidence::SameType(type_) => write!(f, "both {type_}"),
            Evidence::AlikeType(from, to) => write!(f, "{from} and {to}"),
            Evidence::SameBody(body) => write!(f, "both {body}"),
            Evidence::SamePlace => f.write_str("at the same place"),
            Evidence::AlikeName => f.write_str("names alike"),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Evidence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How alike names must be to count as evidence, of a hundred.
const ALIKE: u32 = 50;

/// Weighs two tables: their columns count for four fifths, their names for one. At least half of the columns have to be
/// the same; others may have got another name together with the table.
pub(super) fn of_tables(from: &Table, to: &Table) -> (u32, Vec<Evidence>) {
    let longer = from.columns.len().max(to.columns.len());
    let renamed = handed_on::columns(from, to);
    let same = to
        .columns
        .iter()
        .filter(|column| {
            let before = column_before(from, &renamed, column);
            before.is_some_and(|before| before.type_ == column.type_)
        })
        .count();
    if same * 2 < longer || longer == 0 {
        return (0, Vec::new());
    }
    let renamed = of_columns(from, to)
        .into_iter()
        .filter(|(_, _, score, _)| *score >= LIKELY)
        .count()
        .min(longer - same);
    let likeness = likeness(&from.name.name, &to.name.name);
    let mut evidence = vec![Evidence::SameColumns { same, of: longer }];
    if likeness >= ALIKE {
        evidence.push(Evidence::AlikeName);
    }
    let columns = u32::try_from((80 * same + 50 * renamed) / longer).unwrap_or(0);
    (columns + likeness / 5, evidence)
}

/// Weighs every column that is gone from a table against every one that came.
pub(super) fn of_columns<'t>(
    from: &'t Table,
    to: &'t Table,
) -> Vec<(&'t Column, &'t Column, u32, Vec<Evidence>)> {
    let renamed = handed_on::columns(from, to);
    let stays = |column: &Column| {
        to.column(&column.name).is_some() || renamed.present(&column.name).is_some()
    };
    let known = |column: &Column| {
        from.column(&column.name).is_some() || renamed.former(&column.name).is_some()
    };
    let gone = places(&from.columns, stays);
    if gone.is_empty() {
        return Vec::new();
    }
    let come = places(&to.columns, known);
    let mut pairs = Vec::new();
    for (new, at) in come {
        for (former, before) in &gone {
            let (score, evidence) = of_column(former, new, *before == at);
            pairs.push((*former, new, score, evidence));
        }
    }
    pairs
}

/// The columns that do not stay, each with its place: how many of those that do stand before it, and how many of the
/// others behind the last of them.
fn places(columns: &[Column], stays: impl Fn(&Column) -> bool) -> Vec<(&Column, (usize, usize))> {
    let (mut kept, mut others) = (0, 0);
    let mut places = Vec::new();
    for column in columns {
        if stays(column) {
            (kept, others) = (kept + 1, 0);
        } else {
            places.push((column, (kept, others)));
            others += 1;
        }
    }
    places
}

fn of_column(from: &Column, to: &Column, same_place: bool) -> (u32, Vec<Evidence>) {
    // The values of a generated column are made anew: there is nothing to keep.
    if from.generated.is_some() || to.generated.is_some() {
        return (0, Vec::new());
    }
    let mut evidence = Vec::new();
    let mut score = 0;
    if from.type_ == to.type_ {
        score += 40;
        evidence.push(Evidence::SameType(to.type_.clone()));
    } else if family(&from.type_).is_some() && family(&from.type_) == family(&to.type_) {
        score += 20;
        evidence.push(Evidence::AlikeType(from.type_.clone(), to.type_.clone()));
    } else {
        return (0, evidence);
    }
    if same_place {
        score += 25;
        evidence.push(Evidence::SamePlace);
    }
    let likeness = likeness(&from.name, &to.name);
    if likeness >= ALIKE {
        evidence.push(Evidence::AlikeName);
    }
    score += likeness / 4;
    if from.nullable == to.nullable
        && from.default == to.default
        && from.identity == to.identity
        && from.collation == to.collation
    {
        score += 10;
    }
    (score, evidence)
}

/// Weighs two things of a table that are the same but for their names.
pub(super) fn of_bodies(from: &str, to: &str, body: String) -> (u32, Vec<Evidence>) {
    let (likeness, alike) = of_names(from, to);
    let mut evidence = vec![Evidence::SameBody(body)];
    evidence.extend(alike);
    (80 + likeness / 5, evidence)
}

/// How alike two names are, of a hundred, and whether that counts.
pub(super) fn of_names(from: &str, to: &str) -> (u32, Option<Evidence>) {
    let likeness = likeness(from, to);
    (likeness, (likeness >= ALIKE).then_some(Evidence::AlikeName))
}

/// Types between which values are usually carried over.
fn family(type_: &ColumnType) -> Option<u8> {
    match type_ {
        ColumnType::TinyInt
        | ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Unsigned(_) => Some(0),
        ColumnType::Float | ColumnType::Double | ColumnType::Decimal { .. } => Some(1),
        ColumnType::Text | ColumnType::Varchar(_) | ColumnType::Char(_) | ColumnType::Enum(_) => {
            Some(2)
        }
        ColumnType::Timestamp | ColumnType::TimestampTz => Some(3),
        ColumnType::Json | ColumnType::Jsonb => Some(4),
        ColumnType::Bool
        | ColumnType::Binary
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Interval
        | ColumnType::Uuid
        | ColumnType::Array(_)
        | ColumnType::Other(_) => None,
    }
}

/// How alike two names are, of a hundred: the share of letters that stay in the shortest way from one to the other, or
/// of the longer one that the shorter one is.
fn likeness(from: &str, to: &str) -> u32 {
    let fold = |name: &str| -> Vec<char> {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let (from, to) = (fold(from), fold(to));
    let longer = from.len().max(to.len());
    if longer == 0 {
        return 0;
    }
    let kept = longer - distance(&from, &to);
    u32::try_from(100 * kept / longer).unwrap_or(0)
}

/// Levenshtein's distance.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, a) in from.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::likeness;

    #[test]
    fn likeness_of_names() {
        assert_eq!(likeness("mail", "e_mail"), 80);
        assert_eq!(likeness("email", "E-Mail"), 100);
        assert_eq!(likeness("power", "age"), 20);
        assert_eq!(likeness("", ""), 0);
    }
}
