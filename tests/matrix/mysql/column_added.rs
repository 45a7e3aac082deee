//! column added
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "column_added",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.add_column("heros", column("city", Text))
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: the values of `heros.city`.
    op.drop_column("heros", "city")
}
