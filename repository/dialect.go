package repository

import (
	"database/sql"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"

	"suyuan/model"
)

// sqliteDialector teaches GORM the SQL of SQLite over a pool that modernc.org/sqlite opened. It exists because the
// ready dialects either need cgo or pin a driver with a known corruption bug; it does no more than this house uses.
type sqliteDialector struct{ pool *sql.DB }

// Name implements gorm.Dialector.
func (sqliteDialector) Name() string { return "sqlite" }

// Initialize implements gorm.Dialector.
func (d sqliteDialector) Initialize(db *gorm.DB) error {
	db.ConnPool = d.pool
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses: []string{"INSERT", "VALUES", "ON CONFLICT"},
		UpdateClauses: []string{"UPDATE", "SET", "WHERE"},
		DeleteClauses: []string{"DELETE", "FROM", "WHERE"},
	})
	// SQLite locks the database, not rows: FOR UPDATE has no meaning and no syntax.
	db.ClauseBuilders["FOR"] = func(clause.Clause, clause.Builder) {}
	return nil
}

// Migrator implements gorm.Dialector; migrations are goose's work, GORM's migrator is never called.
func (d sqliteDialector) Migrator(db *gorm.DB) gorm.Migrator {
	return migrator.Migrator{Config: migrator.Config{DB: db, Dialector: d}}
}

// DataTypeOf implements gorm.Dialector.
func (sqliteDialector) DataTypeOf(f *schema.Field) string {
	switch f.DataType {
	case schema.Bool, schema.Int, schema.Uint:
		return "INTEGER"
	case schema.Bytes:
		return "BLOB"
	case schema.Float, schema.String, schema.Time:
		return "TEXT"
	}
	return "TEXT"
}

// DefaultValueOf implements gorm.Dialector.
func (sqliteDialector) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

// BindVarTo implements gorm.Dialector.
func (sqliteDialector) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { _ = w.WriteByte('?') }

// QuoteTo implements gorm.Dialector: every part of a dotted name in double quotes.
func (sqliteDialector) QuoteTo(w clause.Writer, name string) {
	_ = w.WriteByte('"')
	for i := range len(name) {
		switch c := name[i]; c {
		case '.':
			_, _ = w.WriteString(`"."`)
		case '"':
			_, _ = w.WriteString(`""`)
		default:
			_ = w.WriteByte(c)
		}
	}
	_ = w.WriteByte('"')
}

// Explain implements gorm.Dialector for log lines.
func (sqliteDialector) Explain(query string, vars ...any) string {
	return logger.ExplainSQL(query, nil, `'`, vars...)
}

// placeholders returns "?, ?, …" for n values.
func placeholders(n int) string {
	if n <= 0 {
		return "NULL"
	}
	b := make([]byte, 0, 3*n)
	for range n {
		b = append(b, '?', ',')
	}
	return string(b[:len(b)-1])
}

// intList writes whole numbers as the inside of an IN (…): numbers need no placeholder, and a thousand of them are
// cheaper to parse than to bind.
func intList[T ~int64](ids []T) string {
	b := make([]byte, 0, 20*len(ids))
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(id), 10)
	}
	if len(b) == 0 {
		return "NULL"
	}
	return string(b)
}

// among is the condition that a whole number is one of a list, to stand after a column. SQLite reads the list a good deal
// faster as one text than as a thousand terms of an expression; MariaDB looks the terms up in an index as they are.
func (tx *Tx) among(ids []model.Seq) string {
	if tx.Engine() == SQLite && len(ids) > 1 {
		return "IN (SELECT value FROM json_each('[" + intList(ids) + "]'))"
	}
	return "IN (" + intList(ids) + ")"
}
