//! collation of a table
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "collation_of_a_table",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.set_table_options(
        "heros",
        options()
            .engine("InnoDB")
            .charset("utf8mb4")
            .collation("utf8mb4_bin"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.set_table_options(
        "heros",
        options()
            .engine("InnoDB")
            .charset("utf8mb4")
            .collation("utf8mb4_general_ci"),
    )
}
