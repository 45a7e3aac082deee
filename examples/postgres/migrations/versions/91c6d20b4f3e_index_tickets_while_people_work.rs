//! index tickets while people work
//!
//! Created 2026-11-21 10:05:17 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "91c6d20b4f3e",
    down_revisions: &["5e03a8f7d92b"],
    depends_on: &[],
    branch_labels: &[],
};

/// PostgreSQL builds an index without locking writers out only outside of a transaction: hence the block, which commits
/// after each statement, and hence a revision that holds nothing else.
pub fn upgrade(op: &mut Operations) -> Result {
    op.autocommit_block(|op| {
        op.create_index(
            ("support", "tickets"),
            index(["tags"])
                .name("ix_tickets_tags")
                .using("gin")
                .concurrently(),
        )?;
        op.create_index(
            ("support", "tickets"),
            index([asc("details").ops("jsonb_path_ops")])
                .name("ix_tickets_details")
                .using("gin")
                .concurrently(),
        )?;
        op.create_index(
            ("support", "tickets"),
            index([desc("priority"), asc("opened")])
                .name("ix_tickets_open")
                .filter("closed IS NULL")
                .concurrently(),
        )
    })
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_index(("support", "tickets"), "ix_tickets_open")?;
    op.drop_index(("support", "tickets"), "ix_tickets_details")?;
    op.drop_index(("support", "tickets"), "ix_tickets_tags")
}
