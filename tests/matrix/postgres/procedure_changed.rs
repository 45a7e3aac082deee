//! procedure changed
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "procedure_changed",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.replace_object(
        procedure("tidy").definition(
            "CREATE PROCEDURE tidy() LANGUAGE sql AS 'DELETE FROM heros WHERE age < 2'",
        ),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.replace_object(
        procedure("tidy").definition(
            "CREATE PROCEDURE tidy() LANGUAGE sql AS 'DELETE FROM heros WHERE age < 1'",
        ),
    )
}
