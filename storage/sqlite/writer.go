package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"copydesk/storage"
	"copydesk/storage/archive"
)

// Limits of one commit. Jobs are taken in while they come. Where the last commit
// was of several, more are waited for a little: many share the cost of a sync
// to disk and of the pages that they all change, while one that writes alone
// pays no delay.
const (
	maxBatch     = 128
	maxBatchTime = 50 * time.Millisecond
	linger       = 20 * time.Millisecond
	lingerFor    = 32 // jobs
)

// job is one unit of writing: all of it is committed or none.
type job struct {
	do   func(ctx context.Context, w *writer) error // may be run twice, see runAlone
	err  error
	done chan struct{}

	outside bool // of any transaction
}

// update runs do in the writer's transaction and returns once that is
// committed. A context that ends before do has begun leaves nothing written;
// after that the commit is waited for, so that an error never hides one.
func (s *Store) update(ctx context.Context, op string, do func(ctx context.Context, w *writer) error) error {
	return s.submit(ctx, op, &job{do: do, done: make(chan struct{})})
}

func (s *Store) submit(ctx context.Context, op string, j *job) error {
	if s.opts.ReadOnly {
		return fmt.Errorf("%s: %s: %w: it was opened for reading", s.path, op, storage.ErrReadOnly)
	}
	do := j.do
	j.do = func(base context.Context, w *writer) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return do(base, w)
	}
	select {
	case s.jobs <- j:
	case <-s.quit:
		return fmt.Errorf("%s: %s: %w", s.path, op, storage.ErrClosed)
	case <-ctx.Done():
		return ctx.Err()
	}
	<-j.done
	return s.wrap(op, j.err)
}

// outside is update for what can't run in a transaction.
func (s *Store) outside(ctx context.Context, op string, do func(ctx context.Context, w *writer) error) error {
	return s.submit(ctx, op, &job{outside: true, do: do, done: make(chan struct{})})
}

// writeLoop is the one goroutine that writes.
func (s *Store) writeLoop(ctx context.Context) {
	defer close(s.stopped)
	w := &writer{conn: s.conn, stmts: map[string]*sql.Stmt{}, counted: map[string]int{}, plain: s.keeper.Plain, searches: s.searches, bands: s.bands}
	defer w.close()
	for {
		select {
		case j := <-s.jobs:
			s.runBatch(ctx, w, j)
			w.mergeBands(ctx)
		case <-s.quit:
			return
		}
	}
}

// runBatch commits a job and those that are waiting behind it. When the whole
// can't be committed each is tried alone, so that every one gets the answer
// that is its own.
func (s *Store) runBatch(ctx context.Context, w *writer, first *job) {
	if first.outside {
		first.err = first.do(ctx, w)
		close(first.done)
		return
	}
	batch := []*job{first}
	var after *job
	err := w.batch(ctx, &batch, &after, s.jobs)
	if err != nil && len(batch) == 1 {
		first.err = err
	} else if err != nil {
		for _, j := range batch {
			j.err = w.alone(ctx, j)
		}
	}
	for _, j := range batch {
		close(j.done)
	}
	if after != nil {
		s.runBatch(ctx, w, after)
	}
}

// batch runs jobs in one transaction. With an error, a job's or the
// transaction's, nothing at all was written. Savepoints would let the others
// stand when one fails, which hardly ever happens, and have SQLite copy each page
// to a temporary file before it is first changed by each job: more bytes than
// are written to the log. A job that runs outside of transactions ends the batch
// and is left in after.
func (w *writer) batch(ctx context.Context, batch *[]*job, after **job, more <-chan *job) error {
	if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	start := time.Now()
	for i := 0; i < len(*batch); i++ {
		if err := (*batch)[i].do(ctx, w); err != nil {
			w.rollback(ctx)
			return err
		}
		if i+1 < len(*batch) || i+1 >= maxBatch || time.Since(start) > maxBatchTime {
			continue
		}
		j := w.next(more, len(*batch), start)
		if j == nil {
			break
		}
		if j.outside {
			*after = j
			break
		}
		*batch = append(*batch, j)
	}
	w.crowd = len(*batch)
	return w.commit(ctx)
}

// next gives the next job of a batch that began at start, nil when none comes.
func (w *writer) next(more <-chan *job, have int, start time.Time) *job {
	select {
	case j := <-more:
		return j
	default:
	}
	left := linger - time.Since(start)
	if w.crowd < 2 || have >= lingerFor || left <= 0 {
		return nil
	}
	select {
	case j := <-more:
		return j
	case <-time.After(left):
		return nil
	}
}

// alone runs a job in a transaction of its own.
func (w *writer) alone(ctx context.Context, j *job) error {
	if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := j.do(ctx, w); err != nil {
		w.rollback(ctx)
		return err
	}
	return w.commit(ctx)
}

// commit ends the transaction. The search index is written last and at once:
// FTS4 writes out what it has gathered with each statement, which for single
// articles costs as much as all the rest.
func (w *writer) commit(ctx context.Context) error {
	err := w.indexAll(ctx)
	if err == nil {
		err = w.keepSeq(ctx)
	}
	if err == nil {
		err = w.exec(ctx, "COMMIT")
	}
	if err != nil {
		w.rollback(ctx)
		return err
	}
	w.seqThere = w.seq
	w.applyPrints()
	return nil
}

// rollback ends the transaction if there still is one; its own failure says
// only that there is none.
func (w *writer) rollback(ctx context.Context) {
	w.unindexed, w.prints, w.seq = nil, nil, w.seqThere
	_ = w.exec(ctx, "ROLLBACK")
}

// writer is the writing connection with its prepared statements. Only the
// goroutine of writeLoop uses it.
type writer struct {
	conn     *sql.Conn
	stmts    map[string]*sql.Stmt
	plain    *archive.Codec
	searches bool // keep the search index up to date
	crowd    int  // jobs of the last commit

	seq, seqThere int64 // the last number of a change, and the one that is written down; 0 when unknown

	counted map[string]int // blocks of a site since it was looked which to forget

	unindexed []searchRow   // of the transaction, to be indexed at its end
	prints    []printChange // of the transaction, for bands when it is committed

	bands   *recentBands
	merge   *bandMerge // under way
	mergeAt time.Time  // not before
}

func (w *writer) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := w.stmts[query]; ok {
		return st, nil
	}
	st, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	w.stmts[query] = st
	return st, nil
}

func (w *writer) exec(ctx context.Context, query string, args ...any) error {
	_, err := w.execN(ctx, query, args...)
	return err
}

// execN is exec with the number of rows that it wrote.
func (w *writer) execN(ctx context.Context, query string, args ...any) (int, error) {
	st, err := w.stmt(ctx, query)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// one reads a single row; without one the error is storage.ErrNotFound.
func (w *writer) one(ctx context.Context, dest []any, query string, args ...any) error {
	st, err := w.stmt(ctx, query)
	if err != nil {
		return err
	}
	return notFound(st.QueryRowContext(ctx, args...).Scan(dest...))
}

func (w *writer) close() {
	for _, st := range w.stmts {
		_ = st.Close()
	}
}
