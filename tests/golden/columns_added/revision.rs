//! columns added
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "columns_added",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.add_column("heros", column("power", Varchar(80)))?;
    op.add_column("heros", column("age", Integer).not_null().default(0))?;
    op.add_column(
        "heros",
        column("created_at", Timestamp)
            .not_null()
            .default_sql("CURRENT_TIMESTAMP"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: the values of `heros.created_at`.
    op.drop_column("heros", "created_at")?;
    // Destroys data: the values of `heros.age`.
    op.drop_column("heros", "age")?;
    // Destroys data: the values of `heros.power`.
    op.drop_column("heros", "power")
}
