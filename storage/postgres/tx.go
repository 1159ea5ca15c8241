package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydesk/storage"
	"copydesk/storage/archive"
)

// How often a transaction that lost against others is tried again, and how
// long to wait before a server is asked again that could not be reached.
const (
	maxContests  = 10
	contestPause = 3 * time.Millisecond
	troublePause = 250 * time.Millisecond
)

// again runs do until it fails for good: contests are tried again at once, a
// server that can't be reached for as long as patience lasts.
func (s *Store) again(ctx context.Context, do func(ctx context.Context) error) error {
	began := time.Now()
	for contests := 0; ; {
		err := do(ctx)
		var pause time.Duration
		switch {
		case err == nil:
			return nil
		case isContest(err) && contests < maxContests:
			contests++
			pause = time.Duration(rand.Int64N(int64(contestPause) * int64(contests)))
		case isTrouble(err) && time.Since(began) < s.opts.Patience:
			pause = troublePause
		default:
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
	}
}

// update runs do in a transaction and returns once that is committed. A
// context that ends before do has begun leaves nothing written; after that the
// commit is waited for, so that an error never hides one. do may run several
// times: w.again says that an earlier run may have been committed after all,
// because the connection broke before the server's answer came.
func (s *Store) update(ctx context.Context, op string, do func(ctx context.Context, w *writer) error) error {
	if s.opts.ReadOnly {
		return fmt.Errorf("%s: %s: %w: it was opened for reading", s.name, op, storage.ErrReadOnly)
	}
	w := &writer{plain: s.keeper.Plain}
	err := s.again(ctx, func(ctx context.Context) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		base, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
		defer cancel()
		err := pgx.BeginFunc(base, s.pool, func(tx pgx.Tx) error {
			w.tx, w.found, w.unchecked = tx, fence{}, s.fence
			if err := do(base, w); err != nil {
				return err
			}
			_, err := w.checked(base) // that it was looked at, whatever do did
			return err
		})
		w.again = w.again || isTrouble(err)
		return err
	})
	return s.wrap(op, err)
}

// writer is a transaction.
type writer struct {
	tx    pgx.Tx // of checked, for all but the methods here
	plain *archive.Codec
	again bool

	found     fence // that was found valid
	unchecked fence // that goes along with the next statement
}

// checkFence refuses the writes of a worker that has lost its site. It goes to
// the server together with the next statement: a way there and back for each
// page's token alone was a twentieth of what the page costs.
func (w *writer) checkFence(ctx context.Context, f fence) error {
	if f.token == 0 || f == w.found || f == w.unchecked {
		return nil
	}
	if _, err := w.checked(ctx); err != nil { // of another site
		return err
	}
	w.unchecked = f
	return nil
}

// checked is the transaction, once the token is known to be valid.
func (w *writer) checked(ctx context.Context) (pgx.Tx, error) {
	if w.unchecked.token == 0 {
		return w.tx, nil
	}
	var b pgx.Batch
	w.addCheck(&b)
	return w.tx, w.tx.SendBatch(ctx, &b).Close()
}

// addCheck puts the look at the token before a statement. The token's row stays
// locked until the commit, so that the site can't be handed on between.
func (w *writer) addCheck(b *pgx.Batch) {
	b.Queue(`SELECT fence FROM fences WHERE site_id = $1 FOR SHARE`, w.unchecked.siteID).QueryRow(func(row pgx.Row) error {
		var now *int64
		if err := row.Scan(&now); err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return w.valid(now)
	})
}

// valid compares the token with that of the site's row, nil without one.
func (w *writer) valid(now *int64) error {
	if now == nil || *now != w.unchecked.token {
		return fmt.Errorf("site %s: %w", w.unchecked.siteID, storage.ErrFenced)
	}
	w.found, w.unchecked = w.unchecked, fence{}
	return nil
}

func (w *writer) exec(ctx context.Context, query string, args ...any) error {
	_, err := w.execN(ctx, query, args...)
	return err
}

// execN is exec with the number of rows that it wrote.
func (w *writer) execN(ctx context.Context, query string, args ...any) (n int, err error) {
	if w.unchecked.token == 0 {
		tag, err := w.tx.Exec(ctx, query, args...)
		return int(tag.RowsAffected()), err
	}
	var b pgx.Batch
	w.addCheck(&b)
	b.Queue(query, args...).Exec(func(tag pgconn.CommandTag) error {
		n = int(tag.RowsAffected())
		return nil
	})
	return n, w.tx.SendBatch(ctx, &b).Close()
}

// send makes many statements at once.
func (w *writer) send(ctx context.Context, b *pgx.Batch) error {
	tx, err := w.checked(ctx)
	if err != nil {
		return err
	}
	return tx.SendBatch(ctx, b).Close()
}

// one reads a single row; without one the error is storage.ErrNotFound.
func (w *writer) one(ctx context.Context, dest []any, query string, args ...any) error {
	if w.unchecked.token == 0 {
		return notFound(w.tx.QueryRow(ctx, query, args...).Scan(dest...))
	}
	var b pgx.Batch
	w.addCheck(&b)
	b.Queue(query, args...).QueryRow(func(row pgx.Row) error { return row.Scan(dest...) })
	return notFound(w.tx.SendBatch(ctx, &b).Close())
}

// one reads a single row; without one the error is storage.ErrNotFound.
func (s *Store) one(ctx context.Context, dest []any, query string, args ...any) error {
	return s.again(ctx, func(ctx context.Context) error {
		return notFound(s.pool.QueryRow(ctx, query, args...).Scan(dest...))
	})
}

// list reads all rows of a query.
func list[T any](ctx context.Context, s *Store, scan func(pgx.CollectableRow) (T, error), query string, args ...any) (out []T, err error) {
	err = s.again(ctx, func(ctx context.Context) error {
		rows, err := s.pool.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		out, err = pgx.AppendRows(out[:0], rows, scan)
		return err
	})
	return out, err
}
