//! sequence whose column goes
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "sequence_whose_column_goes",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_sequence("tickets", sequence().owned_by_nobody())?;
    // Destroys data: the values of `heros.power`.
    op.drop_column("heros", "power")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.add_column("heros", column("power", Text))?;
    op.alter_sequence("tickets", sequence().owned_by("heros", "power"))
}
