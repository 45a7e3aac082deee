//! storage parameters
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "storage_parameters",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.set_table_options("heros", options().with("fillfactor=70"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.set_table_options("heros", options())
}
