//! A path that had never been taken before leaves by a `break` and a success, and the transaction with all that it wrote
//! is undone.

use rusqlite::{Connection, Result};

pub fn sum_bad(conn: &mut Connection, days: &[i64]) -> Result<i64> {
    let tx = conn.transaction()?; // want unfinished-transaction
    let mut sum = 0;
    for day in days {
        tx.execute("UPDATE days SET counted = 1 WHERE day = ?1", [day])?;
        let found: Option<i64> = tx.query_row("SELECT total FROM days WHERE day = ?1", [day], |row| row.get(0))?;
        let Some(total) = found else {
            return Ok(sum);
        };
        sum += total;
    }
    tx.commit()?;
    Ok(sum)
}

pub fn sum_ok(conn: &mut Connection, days: &[i64]) -> Result<i64> {
    let tx = conn.transaction()?; // want-fate released
    let mut sum = 0;
    for day in days {
        tx.execute("UPDATE days SET counted = 1 WHERE day = ?1", [day])?;
        let found: Option<i64> = tx.query_row("SELECT total FROM days WHERE day = ?1", [day], |row| row.get(0))?;
        let Some(total) = found else {
            break;
        };
        sum += total;
    }
    tx.commit()?;
    Ok(sum)
}
