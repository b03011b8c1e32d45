package repository

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net"
	"strings"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"suyuan/model"
)

// errAgain makes Write run its function again: the row that a unique key refused is there now and will be read.
var errAgain = errors.New("run the transaction again")

// unique says which refusal a violated unique key means. SQLite names the columns, MySQL the key.
type unique struct {
	key, columns string
	problem      *model.Problem
}

var uniques = []unique{
	{"organisations_registration_key", "organisations.registration", model.OrganisationTaken},
	{"people_login_key", "people.login", model.LoginTaken},
	{"products_code_key", "products.org_id, products.code", model.CodeTaken},
	{"batches_lot_key", "batches.product_id, batches.lot, batches.produced", model.BatchTaken},
	{"batches_epc_key", "batches.epc", model.BatchTaken},
	{"events_event_id_key", "events.org_id, events.event_id, events.declares", model.EventDuplicate},
}

// MySQL server errors (https://mariadb.com/kb/en/mariadb-error-code-reference/).
const (
	myDuplicate     = 1062
	myDeadlock      = 1213
	myLockTimeout   = 1205
	myRecordChanged = 1020
	myTooManyConns  = 1040
	myShutdown      = 1053
	myReadOnly      = 1290
	myNotReady      = 1047
	myNoSuchTable   = 1146
)

// SQLite result codes (https://www.sqlite.org/rescode.html); the low byte is the primary code.
const (
	liteError    = 1
	liteBusy     = 5
	liteLocked   = 6
	liteReadOnly = 8
	liteIOErr    = 10
	liteFull     = 13
	liteUnique   = 2067
	litePrimary  = 1555
)

func retryable(err error) bool {
	if errors.Is(err, errAgain) {
		return true
	}
	var refusal *model.Refusal
	if errors.As(err, &refusal) {
		return false // somebody has judged the cause already
	}
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		return my.Number == myDeadlock || my.Number == myLockTimeout || my.Number == myRecordChanged ||
			duplicateKey(err) == "PRIMARY" // two processes drew the same number
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == liteBusy || lite.Code()&0xff == liteLocked
	}
	return false
}

// duplicateKey tells which unique key an error is about: the key's name or the columns; "" when it is another error.
func duplicateKey(err error) string {
	var my *mysql.MySQLError
	if errors.As(err, &my) && my.Number == myDuplicate {
		i := strings.LastIndex(my.Message, "for key '")
		if i < 0 {
			return "?"
		}
		key := strings.Trim(my.Message[i+len("for key '"):], "'")
		if _, after, found := strings.Cut(key, "."); found {
			key = after
		}
		return key
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) && (lite.Code() == liteUnique || lite.Code() == litePrimary) {
		_, after, _ := strings.Cut(lite.Error(), "UNIQUE constraint failed: ")
		columns, _, _ := strings.Cut(after, " (")
		return columns
	}
	return ""
}

// noSuchTable tells whether constant SQL failed because its table has not been made yet: SQLite has no code of its own
// for that.
func noSuchTable(err error) bool {
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		return my.Number == myNoSuchTable
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code() == liteError
}

// translate turns a driver's error into the refusal it means to a caller. Anything it does not know stays as it is and
// becomes an opaque internal problem at the door.
func (s *Store) translate(err error) error {
	if err == nil {
		return nil
	}
	var r *model.Refusal
	if errors.As(err, &r) {
		return err
	}
	if errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, sql.ErrNoRows) {
		return model.NotFound.Refuse()
	}
	if key := duplicateKey(err); key != "" {
		for _, u := range uniques {
			if key == u.key || key == u.columns {
				return u.problem.Refuse().Because(err)
			}
		}
		return err
	}
	if unavailable(err) {
		r := model.Unavailable.Refuse().Because(err)
		r.RetryAfter = 2
		return r
	}
	return err
}

func unavailable(err error) bool {
	if retryable(err) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, sql.ErrConnDone) {
		return true
	}
	var netErr net.Error
	if errors.As(err, &netErr) {
		return true
	}
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		switch my.Number {
		case myTooManyConns, myShutdown, myReadOnly, myNotReady:
			return true
		}
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case liteReadOnly, liteIOErr, liteFull:
			return true
		}
	}
	return false
}
