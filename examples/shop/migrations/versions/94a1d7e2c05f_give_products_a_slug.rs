//! give products a slug
//!
//! Created 2026-10-21 11:36:47 UTC

use diesel::prelude::*;
use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "94a1d7e2c05f",
    down_revisions: &["b6930a4fd728"],
    depends_on: &[],
    branch_labels: &[],
};

// The table as it is at this point of the history: models move on, a revision does not.
diesel::table! {
    products {
        id -> Integer,
        name -> Text,
        slug -> Nullable<Text>,
    }
}

pub fn upgrade(op: &mut Operations) -> Result {
    op.add_column("products", column("slug", Varchar(140)))?;
    op.run("write slugs", |conn: &mut crate::Connection| {
        let names: Vec<(i32, String)> = products::table
            .select((products::id, products::name))
            .load(conn)?;
        for (id, name) in names {
            diesel::update(products::table.find(id))
                .set(products::slug.eq(slug(id, &name)))
                .execute(conn)?;
        }
        Ok(())
    })?;
    op.alter_column("products", "slug", alter().not_null())?;
    op.create_unique_constraint("products", unique(["slug"]).name("uq_products_slug"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_unique_constraint("products", unique(["slug"]).name("uq_products_slug"))?;
    // Destroys data: the values of `products.slug`.
    op.drop_column("products", "slug")
}

/// `3, "Sencha, first flush"` becomes `sencha-first-flush-3`: the number keeps two of a name apart.
fn slug(id: i32, name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase);
    words.chain([id.to_string()]).collect::<Vec<_>>().join("-")
}
