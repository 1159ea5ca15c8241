package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Lost says whether there may be sites or parts for TakeBack and TakeBackParts:
// one statement where they take a dozen, and most often there are none.
func (s *Store) Lost(ctx context.Context, silent time.Duration) (sites, parts bool, err error) {
	err = s.one(ctx, []any{&sites, &parts}, `SELECT
			EXISTS (SELECT 1 FROM crawls WHERE state = 'running' AND beat_at < now() - $1::interval)
			OR EXISTS (SELECT 1 FROM crawls WHERE state = 'queued' AND queued_at < now() - $1::interval)
			OR EXISTS (SELECT 1 FROM workers WHERE beat_at < now() - interval '1 day'),
			EXISTS (SELECT 1 FROM bulk WHERE NOT done AND coalesce(beat_at, queued_at) < now() - $1::interval)`, silent)
	return sites, parts, s.wrap("look for what was lost", err)
}

// BeatParts says that a worker is alive and works on parts. It gives those
// that the worker has no more.
func (s *Store) BeatParts(ctx context.Context, worker string, mine []PartTicket) (lost []PartTicket, err error) {
	err = s.update(ctx, "heartbeat", func(ctx context.Context, w *writer) error {
		lost = nil
		for _, t := range mine {
			n, err := w.execN(ctx, `UPDATE bulk SET beat_at = now() WHERE run = $1 AND part = $2 AND ticket = $3 AND worker = $4 AND NOT done`,
				t.Run, t.Part, t.Number, worker)
			if err != nil {
				return err
			}
			if n == 0 {
				lost = append(lost, t)
			}
		}
		return nil
	})
	return lost, err
}

// TakeBackParts puts the parts of workers that have not been heard of for some
// time back into the queue, and those whose job was taken out of the queue and
// never begun. A part that workers were lost with too often is done with. It
// gives the parts that went back.
func (s *Store) TakeBackParts(ctx context.Context, silent time.Duration, crashes int, enqueue EnqueueParts) (back []PartTicket, err error) {
	err = s.update(ctx, "take parts back", func(ctx context.Context, w *writer) error {
		err := w.exec(ctx, `UPDATE bulk SET done = true, ticket = ticket + 1, crashes = crashes + 1, worker = '', beat_at = NULL,
				error = 'it ended ' || crashes + 1 || ' workers one after the other, the last: ' || worker
			WHERE (run, part) IN (SELECT run, part FROM bulk WHERE NOT done AND worker <> '' AND beat_at < now() - $1::interval AND crashes + 1 >= $2
				FOR UPDATE SKIP LOCKED)`, silent, crashes)
		if err != nil {
			return err
		}
		lost, err := w.parts(ctx, `UPDATE bulk SET crashes = crashes + 1
			WHERE (run, part) IN (SELECT run, part FROM bulk WHERE NOT done AND worker <> '' AND beat_at < now() - $1::interval
				FOR UPDATE SKIP LOCKED)
			RETURNING run, part, ticket + 1, work`, silent)
		if err != nil {
			return err
		}
		unbegun, err := w.parts(ctx, `SELECT b.run, b.part, b.ticket + 1, b.work FROM bulk AS b
			WHERE NOT b.done AND b.worker = '' AND b.work <> '' AND b.queued_at < now() - $1::interval AND NOT EXISTS (SELECT 1 FROM river_job AS j
				WHERE j.id = b.job_id AND (j.state IN ('available', 'pending', 'retryable', 'scheduled')
					OR j.state = 'running' AND j.attempted_at > now() - $1::interval))
			LIMIT 1000 FOR UPDATE OF b SKIP LOCKED`, silent)
		if err != nil {
			return err
		}
		back = append(lost, unbegun...)
		return w.enqueueParts(ctx, back, enqueue)
	})
	return back, err
}

// parts are the tickets that a statement gives, of parts that are taken back.
func (w *writer) parts(ctx context.Context, query string, args ...any) ([]PartTicket, error) {
	rows, err := w.tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (PartTicket, error) {
		t := PartTicket{Back: true}
		err := row.Scan(&t.Run, &t.Part, &t.Number, &t.Work)
		return t, err
	})
}
