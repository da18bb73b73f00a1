//! The database behind a call.

use std::io::Write;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params_from_iter};
use tempfile::NamedTempFile;
use wick_runtime::prelude::*;

use crate::row::{Cell, Parameter, Row, Rows};
use crate::{Change, Column, Sqlite, Table};

/// How many steps of SQLite's virtual machine lie between two looks at the cancellation.
const STEPS_BETWEEN_CHECKS: i32 = 10_000;

/// An open database.
#[derive(Debug)]
pub(crate) struct Database {
    connection: Connection,
}

/// What a call may do to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Only read; the database refuses everything else by itself.
    Read,
    /// Read and change, but not create the file.
    Write,
}

impl Database {
    /// Opens the database that the settings name, or the sample.
    pub(crate) fn open(sqlite: &Sqlite, ctx: &Context, access: Access) -> Result<Self> {
        let path = match &sqlite.database {
            Some(path) => PathBuf::from(path),
            None => sample(&ctx.data_dir()?)?,
        };
        let mode = match access {
            Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let mut connection =
            Connection::open_with_flags(&path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(
                |error| {
                    Error::new(
                        "no_database",
                        format!("cannot open {}: {error}", path.display()),
                    )
                },
            )?;
        // A call that nobody waits for any more stops within its statement.
        let call = ctx.clone();
        connection.progress_handler(STEPS_BETWEEN_CHECKS, Some(move || call.is_cancelled()))?;
        Ok(Self { connection })
    }

    /// All tables and views, by name.
    pub(crate) fn tables(&self) -> Result<Vec<Table>> {
        let mut statement = self.connection.prepare(
            "SELECT name, type FROM sqlite_schema \
             WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )?;
        let named = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(String, String)>>>()?;
        named
            .into_iter()
            .map(|(name, kind)| {
                let count = format!("SELECT count(*) FROM {}", quoted(&name));
                let rows = self.connection.query_row(&count, [], |row| row.get(0))?;
                Ok(Table { name, kind, rows })
            })
            .collect()
    }

    /// The columns of `table`, in their order.
    pub(crate) fn columns(&self, table: &str) -> Result<Vec<Column>> {
        let mut statement = self.connection.prepare(
            "SELECT name, type, \"notnull\" = 0 AND pk = 0, pk > 0 FROM pragma_table_info(?)",
        )?;
        let columns = statement
            .query_map([table], |row| {
                Ok(Column {
                    name: row.get(0)?,
                    kind: row.get(1)?,
                    nullable: row.get(2)?,
                    primary_key: row.get(3)?,
                })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        if columns.is_empty() {
            return Err(Error::new(
                "no_table",
                format!("there is no table {table:?}; list_tables names those that there are"),
            ));
        }
        Ok(columns)
    }

    /// The first `limit` rows of a query.
    pub(crate) fn query(&self, sql: &str, parameters: &[Parameter], limit: u32) -> Result<Rows> {
        let mut statement = self.connection.prepare(sql)?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut cursor = statement.query(params_from_iter(parameters))?;
        let mut rows = Vec::new();
        while rows.len() < limit as usize {
            let Some(row) = cursor.next()? else { break };
            let cells = names
                .iter()
                .enumerate()
                .map(|(index, name)| Ok((name.clone(), Cell::from(row.get_ref(index)?))));
            rows.push(Row(cells.collect::<rusqlite::Result<_>>()?));
        }
        Ok(Rows(rows))
    }

    /// Runs one statement.
    pub(crate) fn execute(&self, sql: &str, parameters: &[Parameter]) -> Result<Change> {
        let rows = self.connection.execute(sql, params_from_iter(parameters))?;
        Ok(Change { rows })
    }
}

/// A name as SQL writes one that may hold anything.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The sample library, written once to the connector's data directory.
fn sample(directory: &Path) -> Result<PathBuf> {
    let path = directory.join("library.db");
    if !path.exists() {
        // Through a rename, so that first calls at once see a whole file.
        let mut partial = NamedTempFile::new_in(directory)?;
        partial.write_all(include_bytes!("../library.db"))?;
        partial.persist(&path)?;
    }
    Ok(path)
}
