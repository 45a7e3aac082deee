//! procedure added
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "procedure_added",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_object(
        procedure("tidy").definition("CREATE PROCEDURE tidy() DELETE FROM heros WHERE age < 1"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_object(procedure("tidy"))
}
