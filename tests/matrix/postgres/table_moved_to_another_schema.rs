//! table moved to another schema
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "table_moved_to_another_schema",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_schema("app")?;
    op.rename_table("heros", ("app", "heros"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.rename_table(("app", "heros"), "heros")?;
    op.drop_schema("app")
}
