package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/mattn/go-sqlite3"

	"copydesk/storage"
)

// wrap says which file an error is about and what to do, in the terms that
// callers branch on. Errors that are already told pass.
func (s *Store) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	sentinel, hint := classify(err)
	if sentinel == nil {
		return fmt.Errorf("%s: %s: %w", s.path, op, err)
	}
	return fmt.Errorf("%s: %s: %w: %s (%w)", s.path, op, sentinel, hint, err)
}

// classify maps SQLite's result codes.
func classify(err error) (sentinel error, hint string) {
	switch {
	case errors.Is(err, os.ErrPermission):
		return storage.ErrCantOpen, "check the permissions of the file and its directory"
	case strings.Contains(err.Error(), "sql: Scan error on column"): // what is stored isn't what is stored there
		return storage.ErrDamaged, "restore a backup, or save what can be read with sqlite3 .recover"
	case strings.Contains(err.Error(), "too many open files"):
		return storage.ErrCantOpen, "allow more open files (ulimit -n) and run again"
	}
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return nil, ""
	}
	switch e.Code {
	case sqlite3.ErrFull:
		return storage.ErrFull, "make room and run again: what was committed is kept"
	case sqlite3.ErrReadonly:
		return storage.ErrReadOnly, "check the permissions of the file and its directory"
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return storage.ErrBusy, "another program is writing: run again when it is done"
	case sqlite3.ErrCorrupt:
		return storage.ErrDamaged, "restore a backup, or save what can be read with sqlite3 .recover"
	case sqlite3.ErrNotADB:
		return storage.ErrDamaged, "it is not an SQLite database: name another file with --db"
	case sqlite3.ErrCantOpen, sqlite3.ErrPerm, sqlite3.ErrAuth:
		return storage.ErrCantOpen, "check that its directory can be written to"
	case sqlite3.ErrIoErr:
		return storage.ErrCantOpen, "reading or writing it failed: check the disk"
	}
	return nil, ""
}

func isBusy(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && e.Code == sqlite3.ErrBusy
}

func isCantOpen(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrCantOpen || e.Code == sqlite3.ErrReadonly)
}

// notFound makes database/sql's word for it ours.
func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return storage.ErrNotFound
	}
	return err
}
