package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydesk/storage"
)

// PostgreSQL's codes that something hangs on.
const (
	codeDuplicateTable = "42P07"
	codeUnique         = "23505"
	codeForeignKey     = "23503"
	codeSerialization  = "40001"
	codeDeadlock       = "40P01"
)

// wrap says which database an error is about and what to do, in the terms that
// callers branch on.
func (s *Store) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	sentinel, hint := classify(err)
	if sentinel == nil {
		return fmt.Errorf("%s: %s: %w", s.name, op, err)
	}
	return fmt.Errorf("%s: %s: %w: %s (%w)", s.name, op, sentinel, hint, err)
}

// classify maps what the server says, or that it says nothing.
func classify(err error) (sentinel error, hint string) {
	if told(err) {
		return nil, ""
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return classifyCode(pg.Code)
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || isTrouble(err) {
		return storage.ErrCantOpen, "see that PostgreSQL runs and takes connections at the address in --db"
	}
	return nil, ""
}

// told says whether an error is already in our terms.
func told(err error) bool {
	for _, e := range []error{storage.ErrNewer, storage.ErrNoDatabase, storage.ErrCantOpen, storage.ErrClosed, storage.ErrFenced, storage.ErrLocked, storage.ErrDamaged} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func classifyCode(code string) (sentinel error, hint string) {
	switch {
	case code == "53100":
		return storage.ErrFull, "make room on the server and run again: what was committed is kept"
	case code == "53300":
		return storage.ErrBusy, "the server has no connection left: raise max_connections, or lower pool_max_conns in --db"
	case code == "25006":
		return storage.ErrReadOnly, "the server is a standby or read-only: name the primary in --db"
	case code == "42501":
		return storage.ErrReadOnly, "the database role has no right to do that: GRANT it"
	case code == "3D000":
		return storage.ErrNoDatabase, "make it with createdb"
	case code == codeSerialization, code == codeDeadlock, code == "55P03":
		return storage.ErrBusy, "others write the same rows: run again"
	case strings.HasPrefix(code, "28"):
		return storage.ErrCantOpen, "check user and password in --db"
	case strings.HasPrefix(code, "57P"), strings.HasPrefix(code, "08"):
		return storage.ErrCantOpen, "the server is going down or coming up: run again"
	case code == "XX001", code == "XX002":
		return storage.ErrDamaged, "restore a backup"
	}
	return nil, ""
}

// isContest says whether a transaction lost against another one and may win
// when it is tried again at once.
func isContest(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	switch pg.Code {
	case codeSerialization, codeDeadlock, codeUnique:
		return true
	}
	return false
}

// isTrouble says whether the server could not be asked, which may pass: it
// restarts, or the network is gone.
func isTrouble(err error) bool {
	if err == nil {
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "57P01", "57P02", "57P03", "53300", "25P03":
			return true
		}
		return strings.HasPrefix(pg.Code, "08")
	}
	var netErr net.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, storage.ErrDamaged): // a page's end is missing, not the server's answer
		return false
	case errors.As(err, &netErr), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return true
	}
	return strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "connection reset")
}

// notFound makes the driver's word for it ours.
func notFound(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return storage.ErrNotFound
	}
	return err
}
