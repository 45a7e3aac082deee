//! What the shop's owner looks at in the evening.

use bigdecimal::BigDecimal;
use diesel::dsl::sum;
use diesel::prelude::*;
use shop_migrations::Connection;

use crate::models::catalog::{Category, categories, products};
use crate::models::orders::{OrderStatus, order_lines, orders};
use crate::models::stock::stock_levels;
use crate::money;

/// What was sold of a category.
#[derive(Debug, PartialEq)]
pub struct Sales {
    pub category: String,
    pub pieces: i64,
    pub revenue: BigDecimal,
}

/// Sums up what has been paid, by category.
pub fn sales(conn: &mut Connection) -> QueryResult<Vec<Sales>> {
    let rows: Vec<(String, Option<i64>, Option<BigDecimal>)> = order_lines::table
        .inner_join(orders::table)
        .inner_join(products::table.inner_join(categories::table))
        .filter(orders::status.ne_all([OrderStatus::Open, OrderStatus::Cancelled]))
        .group_by(categories::name)
        .order(categories::name)
        .select((
            categories::name,
            sum(order_lines::quantity),
            sum(order_lines::total),
        ))
        .load(conn)?;
    let sales = rows.into_iter().map(|(category, pieces, revenue)| Sales {
        category,
        pieces: pieces.unwrap_or_default(),
        revenue: money(&revenue.unwrap_or_default()),
    });
    Ok(sales.collect())
}

/// Lists products of which fewer than so many are left, over all warehouses.
pub fn running_low(conn: &mut Connection, below: i64) -> QueryResult<Vec<(String, i64)>> {
    let levels: Vec<(String, Option<i64>)> = stock_levels::table
        .inner_join(products::table)
        .group_by(products::name)
        .order(products::name)
        .select((products::name, sum(stock_levels::quantity)))
        .load(conn)?;
    let low = levels
        .into_iter()
        .map(|(name, left)| (name, left.unwrap_or_default()))
        .filter(|(_, left)| *left < below);
    Ok(low.collect())
}

/// Lists the categories as a tree: each with its depth, behind the one that it stands in.
pub fn shelves(conn: &mut Connection) -> QueryResult<Vec<(usize, Category)>> {
    let all: Vec<Category> = categories::table
        .order((categories::position, categories::name))
        .select(Category::as_select())
        .load(conn)?;
    let mut tree = Vec::new();
    hang(None, 0, &all, &mut tree);
    Ok(tree)
}

fn hang(parent: Option<i32>, depth: usize, all: &[Category], tree: &mut Vec<(usize, Category)>) {
    for category in all.iter().filter(|category| category.parent_id == parent) {
        tree.push((depth, category.clone()));
        hang(Some(category.id), depth + 1, all, tree);
    }
}
