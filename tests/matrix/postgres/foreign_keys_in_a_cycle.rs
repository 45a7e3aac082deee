//! foreign keys in a cycle
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "foreign_keys_in_a_cycle",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_table(
        "a",
        [
            column("id", Integer).primary_key().identity(),
            column("b_id", Integer),
        ],
    )?;
    op.create_table(
        "b",
        table([
            column("id", Integer).primary_key().identity(),
            column("a_id", Integer),
        ])
        .foreign_key(foreign_key(["a_id"]).references("a", ["id"]).name("fk_b")),
    )?;
    op.create_foreign_key(
        "a",
        foreign_key(["b_id"]).references("b", ["id"]).name("fk_a"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_foreign_key(
        "a",
        foreign_key(["b_id"]).references("b", ["id"]).name("fk_a"),
    )?;
    // Destroys data: every row of `b`.
    op.drop_table("b")?;
    // Destroys data: every row of `a`.
    op.drop_table("a")
}
