// Package move copies a whole store into another one, of whichever kind: row
// by row, with the numbers that rows have. A copy that is broken off goes on
// where it was; in the end both stores are read through and compared.
//
// Start at Copy.
package move

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"

	"copydesk/storage"
)

// Store is what moving needs of a store. Rows hold int64, string, []byte, bool
// or nil, as the table's columns say.
type Store interface {
	ReadRows(ctx context.Context, t *Table, after []any, n int) ([][]any, error)
	WriteRows(ctx context.Context, t *Table, rows [][]any) error // a row that is there stays as it is
	LastKey(ctx context.Context, t *Table) ([]any, error)        // nil for an empty table
	Settle(ctx context.Context) error                            // brings what depends on the rows up to date

	Cursor(ctx context.Context, name string) (int64, error)
	SetCursor(ctx context.Context, name string, seq int64) error
}

// ErrDiffer is that the copy is not what was copied.
var ErrDiffer = errors.New("the copy differs from the original")

// Batches of rows: few where a row may hold a whole page.
const (
	smallBatch = 100
	bigBatch   = 2000
)

func batch(t *Table) int {
	switch t.Name {
	case "pages", "articles", "revisions", "dictionaries":
		return smallBatch
	}
	return bigBatch
}

// Sum is what a table came to.
type Sum struct {
	Table string
	Rows  int
	Hash  string
}

// Copy fills to with what from holds. name says where from, so that a copy
// that was broken off is known again. told is called as tables are done.
func Copy(ctx context.Context, from, to Store, name string, told func(what string, s Sum)) ([]Sum, error) {
	if err := begin(ctx, to, name); err != nil {
		return nil, err
	}
	for _, t := range Tables() {
		n, err := copyTable(ctx, from, to, t)
		if err != nil {
			return nil, fmt.Errorf("copy %s: %w", t.Name, err)
		}
		told("copied", Sum{Table: t.Name, Rows: n})
	}
	if err := to.Settle(ctx); err != nil {
		return nil, err
	}
	sums, err := compare(ctx, from, to, told)
	if err != nil {
		return sums, err
	}
	return sums, to.SetCursor(ctx, Marker+name, done)
}

// What the marker's number says.
const (
	under = 1
	done  = 2
)

// begin sees that the store to fill is empty, or holds a part of this copy.
func begin(ctx context.Context, to Store, name string) error {
	mark, err := to.Cursor(ctx, Marker+name)
	if err != nil || mark == under {
		return err
	}
	for _, t := range Tables() {
		if key, err := to.LastKey(ctx, t); err != nil {
			return err
		} else if key != nil {
			return fmt.Errorf("%w: it is not empty and not a copy of %s that was broken off: name an empty database", storage.ErrCantOpen, name)
		}
	}
	return to.SetCursor(ctx, Marker+name, under)
}

func copyTable(ctx context.Context, from, to Store, t *Table) (n int, err error) {
	after, err := to.LastKey(ctx, t)
	if err != nil {
		return 0, err
	}
	for {
		rows, err := from.ReadRows(ctx, t, after, batch(t))
		if err != nil || len(rows) == 0 {
			return n, err
		}
		if err := to.WriteRows(ctx, t, rows); err != nil {
			return n, err
		}
		n += len(rows)
		after = rows[len(rows)-1][:t.Key]
	}
}

// compare reads both stores through.
func compare(ctx context.Context, from, to Store, told func(string, Sum)) ([]Sum, error) {
	var sums []Sum
	for _, t := range Tables() {
		want, err := sum(ctx, from, t)
		if err != nil {
			return sums, fmt.Errorf("compare %s: %w", t.Name, err)
		}
		got, err := sum(ctx, to, t)
		if err != nil {
			return sums, fmt.Errorf("compare %s: %w", t.Name, err)
		}
		if got != want {
			return sums, fmt.Errorf("%w: %s has %d rows (%.12s), the original %d (%.12s): begin again with an empty database, and let nothing write to the original meanwhile",
				ErrDiffer, t.Name, got.Rows, got.Hash, want.Rows, want.Hash)
		}
		told("compared", got)
		sums = append(sums, got)
	}
	return sums, nil
}

// sum counts a table's rows and hashes them.
func sum(ctx context.Context, s Store, t *Table) (Sum, error) {
	out, h := Sum{Table: t.Name}, sha256.New()
	for after := []any(nil); ; {
		rows, err := s.ReadRows(ctx, t, after, batch(t))
		if err != nil {
			return out, err
		}
		if len(rows) == 0 {
			out.Hash = fmt.Sprintf("%x", h.Sum(nil))
			return out, nil
		}
		for _, row := range rows {
			for _, v := range row {
				if err := addTo(h, v); err != nil {
					return out, err
				}
			}
		}
		out.Rows += len(rows)
		after = rows[len(rows)-1][:t.Key]
	}
}

// addTo hashes a value so that no other value, nor two of them, gives the same
// bytes.
func addTo(h hash.Hash, v any) error {
	var kind byte
	var data []byte
	switch v := v.(type) {
	case nil:
		kind = '0'
	case int64:
		kind, data = 'i', binary.BigEndian.AppendUint64(nil, uint64(v))
	case bool:
		kind, data = 'y', []byte{0}
		if v {
			data[0] = 1
		}
	case string:
		kind, data = 't', []byte(v)
	case []byte:
		kind, data = 'b', v
	default:
		return fmt.Errorf("a value of type %T", v)
	}
	h.Write(binary.BigEndian.AppendUint64([]byte{kind}, uint64(len(data))))
	h.Write(data)
	return nil
}
