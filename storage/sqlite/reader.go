package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"copydesk/storage"
)

// rows runs a query on the readers and gives each row to scan. The driver
// gets a context that can't end, because one that can costs a goroutine for
// every row; ctx is looked at between rows instead.
func (s *Store) rows(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	st, err := s.stmt(ctx, query)
	if err != nil {
		return err
	}
	rs, err := st.QueryContext(context.WithoutCancel(ctx), args...)
	if err != nil {
		return err
	}
	defer rs.Close()
	for rs.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := scan(rs); err != nil {
			return err
		}
	}
	return rs.Err()
}

// one reads a single row; without one the error is storage.ErrNotFound.
func (s *Store) one(ctx context.Context, dest []any, query string, args ...any) error {
	st, err := s.stmt(ctx, query)
	if err != nil {
		return err
	}
	return notFound(st.QueryRowContext(context.WithoutCancel(ctx), args...).Scan(dest...))
}

// stmt prepares a query once; database/sql prepares it again on each
// connection that comes to run it.
func (s *Store) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-s.quit:
		return nil, storage.ErrClosed
	default:
	}
	if st, ok := s.stmts.Load(query); ok {
		return st.(*sql.Stmt), nil
	}
	st, err := s.read.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, err
	}
	if had, loaded := s.stmts.LoadOrStore(query, st); loaded {
		return had.(*sql.Stmt), st.Close()
	}
	return st, nil
}

// errStop ends rows early without being an error.
var errStop = errors.New("stop")

// list is a list as one JSON parameter, read by json_each: the query's text
// stays the same for any number of values.
func list(values []string) string {
	if len(values) == 0 {
		return "[]"
	}
	b, err := json.Marshal(values)
	if err != nil {
		return "[]" // strings always marshal
	}
	return string(b)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
