package repository

import (
	"database/sql"
	"io/fs"

	"suyuan/model"
)

// The tests stand outside the package and speak SQL by hand through what this file opens.

// Exec runs a statement in the transaction.
func (tx *Tx) Exec(query string, args ...any) (int64, error) { return tx.exec(query, args...) }

// Query reads rows in the transaction.
func (tx *Tx) Query(each func(*sql.Rows) error, query string, args ...any) error {
	return tx.query(each, query, args...)
}

// WriterPool is the pool that Write uses.
func (s *Store) WriterPool() *sql.DB { return s.writerPool }

// WriteAttempts is how often Write runs a transaction that keeps losing.
const WriteAttempts = writeAttempts

// MigrationFiles are the embedded migrations, by engine.
func MigrationFiles(e Engine) fs.FS {
	sub, err := fs.Sub(migrations, "migrations/"+string(e))
	if err != nil {
		return nil
	}
	return sub
}

// MachineTable is the table whose state column a machine moves, "" for none.
func MachineTable(machine string) string { return moveTables[machine] }

// UniqueKey is one unique key that means a refusal.
type UniqueKey struct {
	Name, Columns string
	Problem       *model.Problem
}

// UniqueKeys lists the unique keys that mean a refusal.
func UniqueKeys() []UniqueKey {
	var keys []UniqueKey
	for _, u := range uniques {
		keys = append(keys, UniqueKey{u.key, u.columns, u.problem})
	}
	return keys
}
