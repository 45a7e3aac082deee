//! What customers think of products.

use chrono::NaiveDate;
use diesel::prelude::*;
use migrate_core::Migratable;

use super::catalog::Product;
use super::customers::Customer;

/// A customer's opinion of a product; it outlives the customer's account.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Associations, Migratable)]
#[diesel(belongs_to(Product), belongs_to(Customer))]
#[migratable(unique(columns(product_id, customer_id)))]
pub struct Review {
    pub id: i64,
    #[migratable(references(Product, on_delete = cascade))]
    pub product_id: i32,
    #[migratable(references(Customer, on_delete = set_null))]
    pub customer_id: Option<i64>,
    #[migratable(check(name = "ck_reviews_stars", expr = "stars BETWEEN 1 AND 5"))]
    pub stars: i16,
    pub text: Option<String>,
    #[migratable(default_sql = "CURRENT_DATE")]
    pub written_on: NaiveDate,
}
