//! A connector to SQLite databases.
//!
//! Without a setting it opens the sample library that ships with it:
//!
//! ```sh
//! cargo wick run examples/sqlite query --arg sql='select title, year from books where year > 1900'
//! ```

mod database;
mod row;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;

use crate::database::{Access, Database};
use crate::row::{Parameter, Rows};

/// Look into a SQLite database and change it.
#[connector(
    name = "SQLite",
    icon = "🗄️",
    tags = [CONNECTOR, DEVELOPMENT],
    categories = ["Schema", "Data"]
)]
pub struct Sqlite {
    /// Path of the database file. Empty: a sample library of authors and books.
    database: Option<String>,
}

/// A table or a view.
#[derive(Debug, Deserialize, PartialEq, Serialize, JsonSchema)]
struct Table {
    /// Its name.
    name: String,
    /// `table` or `view`.
    kind: String,
    /// How many rows it has.
    rows: i64,
}

/// A column of a table.
#[derive(Debug, Deserialize, PartialEq, Serialize, JsonSchema)]
struct Column {
    /// Its name.
    name: String,
    /// Its declared type; empty when none was declared.
    kind: String,
    /// Whether it may hold no value.
    nullable: bool,
    /// Whether it is a part of the primary key.
    primary_key: bool,
}

/// What a statement changed.
#[derive(Debug, Deserialize, PartialEq, Serialize, JsonSchema)]
struct Change {
    /// How many rows were inserted, updated or deleted.
    rows: usize,
}

/// List the tables and views, by name, with their row counts.
#[operation(
    category = "Schema",
    read_only,
    example(
        title = "The tables of the sample",
        input = {},
        output = [{"name": "authors", "rows": 6}, {"name": "books", "rows": 9}],
    )
)]
fn list_tables(sqlite: &Sqlite, ctx: &Context) -> Result<Vec<Table>> {
    Database::open(sqlite, ctx, Access::Read)?.tables()
}

/// Describe the columns of one table, in their order.
#[operation(category = "Schema", read_only)]
fn describe_table(
    sqlite: &Sqlite,
    ctx: &Context,
    /// Name of the table or view.
    table: String,
) -> Result<Vec<Column>> {
    Database::open(sqlite, ctx, Access::Read)?.columns(&table)
}

/// Run a query that only reads. Returns one object a row, its keys in the order of the columns.
#[operation(
    category = "Data",
    read_only,
    example(
        title = "Books of a century",
        input = {
            "sql": "SELECT title FROM books WHERE year > ? ORDER BY year",
            "parameters": [1900],
        },
        output = [{"title": "Mrs Dalloway"}, {"title": "Orlando"}],
    )
)]
fn query(
    sqlite: &Sqlite,
    ctx: &Context,
    /// One SELECT statement. Write `?` for each value and give the values as parameters.
    sql: String,
    /// Values for the question marks, in their order.
    #[arg(default = "[]")]
    parameters: Vec<Parameter>,
    /// At most this many rows.
    #[arg(default = 100, range = 1..=10_000)]
    limit: u32,
) -> Result<Rows> {
    Database::open(sqlite, ctx, Access::Read)?.query(&sql, &parameters, limit)
}

/// Run a statement that changes the database: INSERT, UPDATE, DELETE, CREATE, DROP.
///
/// There is no undo.
#[operation(category = "Data", destructive)]
fn execute(
    sqlite: &Sqlite,
    ctx: &Context,
    /// One statement. Write `?` for each value and give the values as parameters.
    sql: String,
    /// Values for the question marks, in their order.
    #[arg(default = "[]")]
    parameters: Vec<Parameter>,
) -> Result<Change> {
    Database::open(sqlite, ctx, Access::Write)?.execute(&sql, &parameters)
}
