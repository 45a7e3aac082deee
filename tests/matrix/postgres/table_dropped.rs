//! table dropped
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "table_dropped",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    // Destroys data: every row of `heros`.
    op.drop_table("heros")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.create_table(
        "heros",
        table([
            column("id", Integer).identity(),
            column("name", Varchar(80)).not_null(),
            column("power", Text),
            column("age", Integer).not_null().default(0),
        ])
        .primary_key(primary_key(["id"]).name("heros_pkey")),
    )
}
