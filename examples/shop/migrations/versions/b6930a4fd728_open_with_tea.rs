//! open with tea
//!
//! Created 2026-10-15 10:18:33 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "b6930a4fd728",
    down_revisions: &["27c8e5d03fb1"],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.bulk_insert(
        "categories",
        &["id", "name", "parent_id", "position"],
        rows![
            [1, "Tea", Literal::Null, 1],
            [2, "Black tea", 1, 1],
            [3, "Green tea", 1, 2],
            [4, "Teaware", Literal::Null, 2],
            [5, "Gifts", Literal::Null, 3],
        ],
    )?;
    op.bulk_insert(
        "products",
        &["id", "sku", "name", "price_cents", "weight", "category_id"],
        rows![
            [1, "TEA-ASSAM", "Assam, second flush", 1290, 0.25, 2],
            [2, "TEA-KEEMUN", "Keemun", 1575, 0.25, 2],
            [3, "TEA-SENCHA", "Sencha", 1899, 0.1, 3],
            [4, "POT-GLASS", "Glass teapot", 3450, 0.85, 4],
        ],
    )?;
    op.bulk_insert(
        "products",
        &["id", "sku", "name", "type", "price_cents", "category_id"],
        rows![
            [5, "BOOK-BREW", "Brewing by the book", "download", 999, 5],
            [6, "GIFT-25", "Gift card", "voucher", 2500, 5],
        ],
    )?;
    op.execute(r#"UPDATE products SET attributes = '{"origin":"IN"}' WHERE id = 1"#)?;
    op.bulk_insert(
        "images",
        &["id", "product_id", "media_type", "data"],
        rows![[1, 4, "image/svg+xml", b"<svg/>".as_slice()]],
    )?;
    op.execute("UPDATE products SET cover_id = 1 WHERE id = 4")?;
    op.bulk_insert(
        "tags",
        &["id", "label"],
        rows![[1, "organic"], [2, "loose leaf"]],
    )?;
    op.bulk_insert(
        "product_tags",
        &["product_id", "tag_id"],
        rows![[1, 1], [1, 2], [2, 2], [3, 1], [3, 2]],
    )?;
    op.bulk_insert(
        "warehouses",
        &["code", "city", "latitude", "longitude", "opens_at"],
        rows![
            ["AMS", "Amsterdam", 52.3731, 4.8926, "06:00:00"],
            ["LIS", "Lisbon", 38.7223, -9.1393, "08:00:00"],
        ],
    )?;
    op.bulk_insert(
        "stock_levels",
        &["warehouse_code", "product_id", "quantity"],
        rows![
            ["AMS", 1, 40],
            ["AMS", 2, 25],
            ["AMS", 4, 12],
            ["LIS", 3, 30],
            ["LIS", 4, 6]
        ],
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: the first products, and what customers have done with them since.
    op.execute(
        "DELETE FROM movements; DELETE FROM stock_levels; DELETE FROM warehouses;
         DELETE FROM payments; DELETE FROM order_lines; DELETE FROM orders;
         DELETE FROM reviews; DELETE FROM product_tags; DELETE FROM tags;
         DELETE FROM images; DELETE FROM products; DELETE FROM categories;",
    )
}
