package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"copydesk/storage"
)

// Changes to articles are numbered, and an export with a cursor goes on after
// the highest number that it has seen. Transactions that run side by side
// don't commit in the order of their numbers, so that a reader could see 7
// before 6 is there, and never come back for it. Therefore whoever takes a
// number shares a lock until its commit, and a reader takes that lock alone
// for the moment in which its view of the database is made: no number that it
// could see is then still missing a lower one.

// nextSeq numbers a change. A number that was rolled back stays unused.
func (w *writer) nextSeq(ctx context.Context) (seq int64, err error) {
	err = w.one(ctx, []any{&seq}, `SELECT CASE WHEN pg_advisory_xact_lock_shared($1, $2)::text IS NOT NULL
		THEN nextval('changes') END`, lockClass, lockChanges) // CASE, so that the lock comes first
	return seq, err
}

// settled calls do with a transaction that sees all changes up to the highest.
// What do fails with is not tried again: it may have passed rows on.
func (s *Store) settled(ctx context.Context, do func(tx pgx.Tx) error) error {
	var conn *pgxpool.Conn
	var tx pgx.Tx
	err := s.again(ctx, func(ctx context.Context) (err error) {
		conn, tx, err = s.settle(ctx)
		return err
	})
	if err != nil {
		return err
	}
	defer func() {
		_ = tx.Rollback(context.WithoutCancel(ctx)) // it only read
		conn.Release()
	}()
	return do(tx)
}

func (s *Store) settle(ctx context.Context) (*pgxpool.Conn, pgx.Tx, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, nil, err
	}
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1, $2)`, lockClass, lockChanges); err != nil {
		conn.Release()
		return nil, nil, err
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err == nil {
		_, err = tx.Exec(ctx, `SELECT pg_advisory_unlock($1, $2)`, lockClass, lockChanges) // its view is made before it lets go
	}
	if err != nil {
		_ = conn.Hijack().Close(context.WithoutCancel(ctx)) // and with it the lock
		return nil, nil, err
	}
	return conn, tx, nil
}

// LastSeq is the number of the last change to any article; 0 before the first.
func (s *Store) LastSeq(ctx context.Context) (seq int64, err error) {
	err = s.settled(ctx, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM articles`).Scan(&seq)
	})
	return seq, s.wrap("last change", err)
}

// Cursor gives the number that a named export stopped at; 0 when it is new.
func (s *Store) Cursor(ctx context.Context, name string) (seq int64, err error) {
	err = s.one(ctx, []any{&seq}, `SELECT coalesce((SELECT seq FROM cursors WHERE name = $1), 0)`, storage.CleanText(name))
	return seq, s.wrap("cursor "+name, err)
}

// SetCursor keeps the number that a named export stopped at.
func (s *Store) SetCursor(ctx context.Context, name string, seq int64) error {
	return s.update(ctx, "set cursor "+name, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `INSERT INTO cursors (name, seq) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`, storage.CleanText(name), seq)
	})
}
