//! cycle
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "cycle",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_table(
        "chickens",
        table([
            column("id", Integer).primary_key().identity(),
            column("egg_id", Integer),
        ])
        .foreign_key(
            foreign_key(["egg_id"])
                .references("eggs", ["id"])
                .name("fk_egg"),
        ),
    )?;
    op.create_table(
        "eggs",
        table([
            column("id", Integer).primary_key().identity(),
            column("chicken_id", Integer).not_null(),
        ])
        .foreign_key(
            foreign_key(["chicken_id"])
                .references("chickens", ["id"])
                .on_delete(Cascade)
                .name("fk_chicken"),
        ),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: every row of `eggs`.
    op.drop_table("eggs")?;
    // Destroys data: every row of `chickens`.
    op.drop_table("chickens")
}
