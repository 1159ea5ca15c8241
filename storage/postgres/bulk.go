package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
)

// Part is a part of a run of bulk work.
type Part struct {
	PartTicket
	Payload json.RawMessage
	Done    bool
	Result  json.RawMessage
	Error   string // why it can't be done; it is done with then
}

// PartTicket is the right to work on a part of bulk work. A part has one at
// most that is valid.
type PartTicket struct {
	Run     string
	Part    int
	Number  int64
	Work    string // what kind of work it is
	Crashes int    // workers that were lost with the part
	Back    bool   // the part was taken back from a worker that is gone
}

// EnqueueParts puts tickets into the queue within a transaction and gives the
// queue's numbers of the jobs, in their order.
type EnqueueParts func(ctx context.Context, tx pgx.Tx, tickets []PartTicket) (jobs []int64, err error)

// BeginBulk puts a run's parts into the store and into the queue. A run that
// has begun and is not over is left as it is, and false is given.
func (s *Store) BeginBulk(ctx context.Context, work, run string, payloads []json.RawMessage, enqueue EnqueueParts) (begun bool, err error) {
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
		tickets := make([]PartTicket, len(payloads))
		for i, p := range payloads {
			tickets[i] = PartTicket{Run: run, Part: i, Work: work}
			if err := w.exec(ctx, `INSERT INTO bulk (run, part, work, payload) VALUES ($1, $2, $3, $4)`, run, i, work, string(p)); err != nil {
				return err
			}
		}
		return w.enqueueParts(ctx, tickets, enqueue)
	})
	return begun, err
}

// enqueueParts gives parts their tickets and puts these into the queue.
func (w *writer) enqueueParts(ctx context.Context, tickets []PartTicket, enqueue EnqueueParts) error {
	if len(tickets) == 0 {
		return nil
	}
	tx, err := w.checked(ctx)
	if err != nil {
		return err
	}
	jobs, err := enqueue(ctx, tx, tickets)
	if err != nil {
		return fmt.Errorf("put into the queue: %w", err)
	}
	crashes := make([]int64, len(tickets))
	for i, t := range tickets {
		crashes[i] = int64(t.Crashes)
	}
	return w.exec(ctx, `UPDATE bulk AS b SET ticket = t.number, job_id = t.job, crashes = t.crashes, queued_at = now(), worker = '', beat_at = NULL
		FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[]) AS t (run, part, number, job, crashes)
		WHERE b.run = t.run AND b.part = t.part`, append(columnsOf(tickets), jobs, crashes)...)
}

// TakePart hands a part to a worker. A ticket that is not valid, or that
// another worker works by, gives ErrStale.
func (s *Store) TakePart(ctx context.Context, t PartTicket, worker string) (Part, error) {
	p := Part{PartTicket: t}
	err := s.update(ctx, "take part of "+t.Run, func(ctx context.Context, w *writer) error {
		var payload, result []byte
		err := w.one(ctx, []any{&payload, &result}, `UPDATE bulk SET worker = $4, beat_at = now()
			WHERE run = $1 AND part = $2 AND ticket = $3 AND NOT done AND worker IN ('', $4) RETURNING payload, result`, t.Run, t.Part, t.Number, worker)
		p.Payload, p.Result = payload, result
		if errors.Is(err, storage.ErrNotFound) {
			return ErrStale
		}
		return err
	})
	return p, err
}

// SavePart keeps how far a part has come and gives it back: what is left to do
// as its payload, what came of it, and whether that was all. A ticket that is
// not valid any more changes nothing and gives ErrStale.
func (s *Store) SavePart(ctx context.Context, p Part) error {
	return s.update(ctx, "save part of "+p.Run, func(ctx context.Context, w *writer) error {
		var result any
		if p.Result != nil {
			result = string(p.Result)
		}
		err := w.mustChange(ctx, `UPDATE bulk SET payload = $4, done = $5, result = $6, error = $7, worker = '', beat_at = NULL, queued_at = now()
			WHERE run = $1 AND part = $2 AND ticket = $3 AND NOT done`,
			p.Run, p.Part, p.Number, string(p.Payload), p.Done, result, storage.CleanText(p.Error))
		if errors.Is(err, storage.ErrNotFound) {
			return ErrStale
		}
		return err
	})
}

// BulkParts gives a run's parts in their order.
func (s *Store) BulkParts(ctx context.Context, run string) ([]Part, error) {
	parts, err := list(ctx, s, func(row pgx.CollectableRow) (Part, error) {
		p := Part{PartTicket: PartTicket{Run: run}}
		var payload, result []byte
		err := row.Scan(&p.Part, &p.Number, &p.Work, &payload, &p.Done, &result, &p.Error)
		p.Payload, p.Result = payload, result
		return p, err
	}, `SELECT part, ticket, work, payload, done, result, error FROM bulk WHERE run = $1 ORDER BY part`, run)
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
