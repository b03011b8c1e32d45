// Package repository keeps what model names: it is the only place that speaks SQL and the only one that knows which
// database lies underneath, embedded SQLite or the MySQL protocol.
//
// How to write here:
//
//   - Every query runs inside Store.Read or Store.Write on a *Tx, which carries the one instant of its work (Tx.Now).
//     The rooms' methods hang on small types made from a Tx: Access, Catalog, Trace, Code.
//   - Every query that serves an actor takes a model.Scope and adds it; there is no other way to rows.
//   - State columns change through Move alone: a compare-and-set that also writes the history.
//   - Errors leave through Tx and Store methods translated: a *model.Refusal for what a caller can act on, anything
//     else wrapped as it is.
//   - GORM is used for rows, plain SQL for sets. No hooks, no Save, no associations, no soft delete, no AutoMigrate,
//     no struct conditions; conditions are constant text with placeholders.
//   - The SQL runs on SQLite, MariaDB, MySQL and must stay within what TiDB parses: no triggers, RETURNING, SKIP LOCKED,
//     GET_LOCK, cascades or reliance on the order of AUTO_INCREMENT.
package repository
