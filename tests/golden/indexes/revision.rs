//! indexes
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "indexes",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_index("heros", "ix_b")?;
    op.drop_index("heros", "ix_a")?;
    op.create_index("heros", index([desc("name"), asc("age")]).name("ix_a"))?;
    op.create_index(
        "heros",
        index([expr("lower(name)"), desc("age")]).name("ix_expression"),
    )?;
    op.create_index(
        "heros",
        index([asc("name").collation("NOCASE")])
            .name("ix_nocase")
            .unique(),
    )?;
    op.create_index(
        "heros",
        index(["age"]).name("ix_partial").filter("age > 10"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_index("heros", "ix_partial")?;
    op.drop_index("heros", "ix_nocase")?;
    op.drop_index("heros", "ix_expression")?;
    op.drop_index("heros", "ix_a")?;
    op.create_index("heros", index(["name"]).name("ix_a"))?;
    op.create_index("heros", index(["age"]).name("ix_b").unique())
}
