package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"
)

// bandMerge is a merge of recent bands into the table, a slice at a time. One
// that is broken off is begun again by the next program: rows that are there
// already stay, and those of articles after the mark are passed over by reads.
type bandMerge struct {
	rows []int64 // that are left
	upTo int64   // the articles whose bands they are
}

// printChange is what a transaction does to a recent article's bands.
type printChange struct {
	n        int64
	old, new []byte
}

// loadBands reads the bands that the table doesn't have.
func (s *Store) loadBands(ctx context.Context) (*recentBands, error) {
	var mark int64
	if err := s.one(ctx, []any{&mark}, `SELECT value FROM counters WHERE name = 'bands'`); err != nil {
		return nil, err
	}
	r := newRecentBands(mark)
	err := s.rows(ctx, `SELECT article_n, bands FROM fingerprints WHERE article_n > ? ORDER BY article_n`, []any{mark}, func(rs *sql.Rows) error {
		var n int64
		var packed sql.RawBytes
		if err := rs.Scan(&n, &packed); err != nil {
			return err
		}
		r.add(n, packed)
		return nil
	})
	return r, err
}

// recent gives the bands that the table doesn't have. A store that is only
// read, where nobody asks for them in earnest, reads them when it is asked.
func (s *Store) recent(ctx context.Context) (*recentBands, error) {
	if !s.opts.ReadOnly {
		return s.bands, nil
	}
	return s.loadBands(ctx)
}

// applyPrints brings the recent bands up to date with what was committed.
func (w *writer) applyPrints() {
	if len(w.prints) > 0 {
		w.bands.mu.Lock()
		for _, p := range w.prints {
			if p.old != nil {
				w.bands.drop(p.n, p.old)
			}
			w.bands.add(p.n, p.new)
		}
		w.bands.mu.Unlock()
	}
	w.prints = w.prints[:0]
}

// mergeBands does a slice of the merge that is under way, and begins one when
// it is time. A merge that fails is tried again later: saving goes on without.
func (w *writer) mergeBands(ctx context.Context) {
	if w.merge == nil && (w.bands.n < leastRecent || !w.beginMerge(ctx)) {
		return
	}
	m := w.merge
	slice := m.rows[:min(len(m.rows), mergeSlice)]
	left := m.rows[len(slice):]
	err := w.alone(ctx, &job{do: func(ctx context.Context, w *writer) error {
		if err := w.changeBands(ctx, slice, nil); err != nil || len(left) > 0 {
			return err
		}
		return w.exec(ctx, `UPDATE counters SET value = ? WHERE name = 'bands'`, m.upTo)
	}})
	if err != nil {
		w.merge, w.mergeAt = nil, time.Now().Add(mergePause)
		return
	}
	if m.rows = left; len(left) > 0 {
		return
	}
	w.merge = nil
	w.bands.mu.Lock()
	w.bands.forget(m.upTo)
	w.bands.mu.Unlock()
}

// beginMerge begins a merge if there are bands enough.
func (w *writer) beginMerge(ctx context.Context) bool {
	if time.Now().Before(w.mergeAt) {
		return false
	}
	var articles int
	if err := w.one(ctx, []any{&articles}, `SELECT coalesce(max(n), 0) FROM articles`); err != nil {
		return false
	}
	if w.bands.n < min(max(articles/bandShare, leastRecent), mostRecent) {
		return false
	}
	w.merge = &bandMerge{}
	w.merge.rows, w.merge.upTo = w.bands.rows()
	return true
}

// prepareBands fills the table from the fingerprints when it was made anew.
func (w *writer) prepareBands(ctx context.Context) error {
	var mark int64
	err := w.one(ctx, []any{&mark}, `SELECT value FROM counters WHERE name = 'bands'`)
	if err != nil || mark >= 0 {
		return err
	}
	if err := w.fillBands(ctx); err != nil {
		return fmt.Errorf("build the index of near-duplicates: %w", err)
	}
	return nil
}

// fillBands sorts all bands before it writes them: see bands.go.
func (w *writer) fillBands(ctx context.Context) error {
	const perRead = 500
	for _, query := range []string{`DELETE FROM bands`, `CREATE TEMP TABLE unsorted (row INTEGER)`} {
		if _, err := w.conn.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	upTo := int64(0)
	for {
		rows, last, err := w.bandRowsAfter(ctx, upTo, perRead)
		if err != nil {
			return err
		}
		if last == upTo {
			break
		}
		upTo = last
		if err := w.exec(ctx, `INSERT INTO unsorted SELECT value FROM json_each(?)`, intList(rows)); err != nil {
			return err
		}
	}
	if err := w.putSorted(ctx); err != nil {
		return err
	}
	return w.exec(ctx, `UPDATE counters SET value = ? WHERE name = 'bands'`, upTo)
}

// putSorted puts the rows that are to be sorted into the table.
func (w *writer) putSorted(ctx context.Context) error {
	for _, query := range []string{`CREATE TEMP TABLE sorted AS SELECT row FROM unsorted ORDER BY row`, `DROP TABLE unsorted`} {
		if _, err := w.conn.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	for after := int64(0); ; after += mergeSlice {
		rows, err := w.sortedRows(ctx, after)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		if err := w.changeBands(ctx, rows, nil); err != nil {
			return err
		}
	}
	_, err := w.conn.ExecContext(ctx, `DROP TABLE sorted`)
	return err
}

// sortedRows are the next ones after so many.
func (w *writer) sortedRows(ctx context.Context, after int64) (rows []int64, err error) {
	rs, err := w.conn.QueryContext(ctx, `SELECT row FROM sorted WHERE rowid > ?1 AND rowid <= ?1 + ?2 ORDER BY rowid`, after, mergeSlice)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	for rs.Next() {
		rows = append(rows, 0)
		if err := rs.Scan(&rows[len(rows)-1]); err != nil {
			return nil, err
		}
	}
	return rows, rs.Err()
}

// bandRowsAfter are the rows of the next articles after one.
func (w *writer) bandRowsAfter(ctx context.Context, after int64, articles int) (rows []int64, last int64, err error) {
	rs, err := w.conn.QueryContext(ctx, `SELECT article_n, bands FROM fingerprints WHERE article_n > ? ORDER BY article_n LIMIT ?`, after, articles)
	if err != nil {
		return nil, after, err
	}
	defer rs.Close()
	last = after
	for rs.Next() {
		var packed sql.RawBytes
		if err := rs.Scan(&last, &packed); err != nil {
			return nil, after, err
		}
		for b := range bandsOf(packed) {
			rows = append(rows, bandRow(bandKey(b), last))
		}
	}
	return rows, last, rs.Err()
}

// intList is a list as one JSON parameter.
func intList(values []int64) string {
	out := append(make([]byte, 0, 20*len(values)+2), '[')
	for i, v := range values {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, v, 10)
	}
	return string(append(out, ']'))
}
