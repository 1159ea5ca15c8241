package postgres

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
)

// Part is a part of a run of bulk work.
type Part struct {
	Run     string
	Number  int
	Payload json.RawMessage
	Done    bool
	Result  json.RawMessage
	Error   string // why it can't be done; it is done with then
}

// BeginBulk puts a run's parts into the store and into the queue. A run that
// has begun and is not over is left as it is, and false is given.
func (s *Store) BeginBulk(ctx context.Context, run string, payloads []json.RawMessage, enqueue func(ctx context.Context, tx pgx.Tx, parts int) error) (begun bool, err error) {
	err = s.update(ctx, "begin "+run, func(ctx context.Context, w *writer) error {
		var left int
		if err := w.exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('copydesk bulk ' || $1, 0))`, run); err != nil {
			return err
		}
		err := w.one(ctx, []any{&left}, `SELECT count(*) FROM bulk WHERE run = $1 AND NOT done`, run)
		if begun = left == 0; err != nil || !begun {
			return err
		}
		if err := w.exec(ctx, `DELETE FROM bulk WHERE run = $1`, run); err != nil {
			return err
		}
		for i, p := range payloads {
			if err := w.exec(ctx, `INSERT INTO bulk (run, part, payload) VALUES ($1, $2, $3)`, run, i, string(p)); err != nil {
				return err
			}
		}
		return enqueue(ctx, w.tx, len(payloads))
	})
	return begun, err
}

// BulkPart gives a part, or storage.ErrNotFound.
func (s *Store) BulkPart(ctx context.Context, run string, number int) (Part, error) {
	p := Part{Run: run, Number: number}
	var payload, result []byte
	err := s.one(ctx, []any{&payload, &p.Done, &result, &p.Error}, `SELECT payload, done, result, error FROM bulk WHERE run = $1 AND part = $2`, run, number)
	p.Payload, p.Result = payload, result
	return p, s.wrap("part of "+run, err)
}

// SaveBulk keeps how far a part has come: what is left to do as its payload,
// what came of it, and whether that was all.
func (s *Store) SaveBulk(ctx context.Context, p Part) error {
	return s.update(ctx, "save part of "+p.Run, func(ctx context.Context, w *writer) error {
		var result any
		if p.Result != nil {
			result = string(p.Result)
		}
		return w.mustChange(ctx, `UPDATE bulk SET payload = $3, done = $4, result = $5, error = $6 WHERE run = $1 AND part = $2 AND NOT done`,
			p.Run, p.Number, string(p.Payload), p.Done, result, storage.CleanText(p.Error))
	})
}

// BulkParts gives a run's parts in their order.
func (s *Store) BulkParts(ctx context.Context, run string) ([]Part, error) {
	parts, err := list(ctx, s, func(row pgx.CollectableRow) (Part, error) {
		p := Part{Run: run}
		var payload, result []byte
		err := row.Scan(&p.Number, &payload, &p.Done, &result, &p.Error)
		p.Payload, p.Result = payload, result
		return p, err
	}, `SELECT part, payload, done, result, error FROM bulk WHERE run = $1 ORDER BY part`, run)
	return parts, s.wrap("parts of "+run, err)
}

// PageBounds gives page IDs that part the archive into stretches of about n
// pages each; the last one is the last page's.
func (s *Store) PageBounds(ctx context.Context, siteIDs []string, n int) ([]int64, error) {
	var q query
	q.add(`SELECT max(id) FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / ? AS stretch FROM pages`, n)
	if len(siteIDs) > 0 {
		q.and(`site_id = ANY(?)`, siteIDs)
	}
	q.add(`) AS p GROUP BY stretch ORDER BY 1`)
	bounds, err := list(ctx, s, pgx.RowTo[int64], q.sql(), q.args...)
	return bounds, s.wrap("pages", err)
}
