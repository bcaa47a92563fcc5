pub mod process;
pub mod sqlx_transaction;
