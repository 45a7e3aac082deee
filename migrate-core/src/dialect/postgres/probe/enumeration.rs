//! An enumeration as it is to be: what is in doubt may hold values that come with the same revision. The one that is there steps
//! aside meanwhile, with all that is made of it.

use super::Made;
use crate::connection::Row;
use crate::dialect::expression::is_plain_name;
use crate::dialect::postgres::enums;
use crate::dialect::postgres::types::{quote, quote_name};
use crate::schema::{EnumType, QualifiedName};

/// A type under the name that it is to have.
pub(super) struct Probe {
    name: QualifiedName,
    /// What the present one is called meanwhile.
    aside: String,
}

/// The statements that make it, with the values that go, too.
pub(super) fn made(
    (at, &(present, wanted)): (usize, &(Option<&EnumType>, &EnumType)),
) -> Made<Probe> {
    let what = Probe {
        name: wanted.name.clone(),
        aside: format!("migrate_probe_type_{at}_"),
    };
    let mut kind = EnumType::new(&wanted.name, wanted.values.clone());
    let mut statements = Vec::new();
    if let Some(present) = present {
        let gone = present.values.iter();
        kind.values
            .extend(gone.filter(|it| !wanted.values.contains(it)).cloned());
        let name = quote_name(&wanted.name);
        statements.push(format!(
            "ALTER TYPE {name} RENAME TO {}",
            quote(&what.aside)
        ));
    }
    statements.extend(enums::create(&kind, false));
    Made {
        what,
        sql: Ok(statements.join(";\n")),
    }
}

/// Calls in what the server shows the types that stepped aside by their own names.
pub(super) fn in_place(probes: &[Made<Probe>], rows: &mut [Row]) {
    let said = |part: &str| {
        let folded = part.chars().any(char::is_uppercase);
        if is_plain_name(part) && !folded {
            part.to_owned()
        } else {
            quote(part)
        }
    };
    for Made { what, .. } in probes {
        let name = said(&what.name.name);
        for cell in rows.iter_mut().flatten().flatten() {
            if cell.contains(&what.aside) {
                *cell = cell.replace(&what.aside, &name);
            }
        }
    }
}
