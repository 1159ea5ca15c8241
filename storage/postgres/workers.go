package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
)

// Worker is a worker as it tells of itself.
type Worker struct {
	ID      string
	Host    string
	PID     int
	Version string
	Slots   int
	Began   time.Time
	Beat    time.Time // when it was last heard of
	Sites   int       // in hand
	Pages   int64     // since it began
	Bytes   int64
	Failed  int64
	Rate    float64 // pages a second, of late
}

// Beat says that a worker is alive and has sites. It gives those of them that
// the worker still has; paused ones are to be put back.
func (s *Store) Beat(ctx context.Context, worker Worker, mine []Ticket) (kept map[string]bool, paused []string, err error) {
	kept = map[string]bool{}
	ids, numbers := make([]string, len(mine)), make([]int64, len(mine))
	for i, t := range mine {
		ids[i], numbers[i] = t.SiteID, t.Number
	}
	err = s.update(ctx, "heartbeat", func(ctx context.Context, w *writer) error {
		clear(kept)
		paused = paused[:0]
		err := w.exec(ctx, `INSERT INTO workers (worker, host, pid, version, slots, sites, pages, bytes, failed, rate)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT (worker) DO UPDATE SET beat_at = now(), sites = excluded.sites,
			pages = excluded.pages, bytes = excluded.bytes, failed = excluded.failed, rate = excluded.rate`,
			worker.ID, storage.CleanText(worker.Host), worker.PID, worker.Version, worker.Slots, len(mine), worker.Pages, worker.Bytes, worker.Failed, worker.Rate)
		if err != nil || len(mine) == 0 {
			return err
		}
		rows, err := w.tx.Query(ctx, `UPDATE crawls AS c SET beat_at = now()
			FROM unnest($2::text[], $3::bigint[]) AS m (site_id, number) LEFT JOIN sites AS s ON s.site_id = m.site_id
			WHERE c.site_id = m.site_id AND c.ticket = m.number AND c.state = 'running' AND c.worker = $1
			RETURNING c.site_id, coalesce(s.paused, false) OR c.removed`, worker.ID, ids, numbers)
		if err != nil {
			return err
		}
		var id string
		var stop bool
		_, err = pgx.ForEachRow(rows, []any{&id, &stop}, func() error {
			kept[id] = true
			if stop {
				paused = append(paused, id)
			}
			return nil
		})
		return err
	})
	return kept, paused, err
}

// Leave takes a worker off the list.
func (s *Store) Leave(ctx context.Context, worker string) error {
	return s.update(ctx, "leave", func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `DELETE FROM workers WHERE worker = $1`, worker)
	})
}

// TakeBack puts the sites of workers that have not been heard of for some time
// back into the queue, and those whose job was taken out of the queue and
// never begun. A site that workers were lost with too often is set aside
// instead. It gives the sites that went back.
func (s *Store) TakeBack(ctx context.Context, silent time.Duration, crashes int, enqueue Enqueue) (back []Ticket, err error) {
	err = s.update(ctx, "take sites back", func(ctx context.Context, w *writer) error {
		back = nil
		err := w.exec(ctx, `UPDATE crawls SET state = 'aside', ticket = ticket + 1, crashes = crashes + 1, worker = '', beat_at = NULL,
				reason = 'its crawl ended ' || crashes + 1 || ' workers one after the other, the last: ' || worker
			WHERE site_id IN (SELECT site_id FROM crawls WHERE state = 'running' AND beat_at < now() - $1::interval AND crashes + 1 >= $2
				FOR UPDATE SKIP LOCKED)`, silent, crashes)
		if err != nil {
			return err
		}
		lost, err := w.tickets(ctx, true, `SELECT site_id, ticket + 1, crashes + 1 FROM crawls
			WHERE state = 'running' AND beat_at < now() - $1::interval FOR UPDATE SKIP LOCKED`, silent)
		if err != nil {
			return err
		}
		unbegun, err := w.tickets(ctx, true, `SELECT c.site_id, c.ticket + 1, c.crashes FROM crawls AS c
			WHERE c.state = 'queued' AND c.queued_at < now() - $1::interval AND NOT EXISTS (SELECT 1 FROM river_job AS j
				WHERE j.id = c.job_id AND (j.state IN ('available', 'pending', 'retryable', 'scheduled')
					OR j.state = 'running' AND j.attempted_at > now() - $1::interval))
			LIMIT 1000 FOR UPDATE OF c SKIP LOCKED`, silent)
		if err != nil {
			return err
		}
		back = append(lost, unbegun...)
		if len(back) > 0 {
			err = w.enqueue(ctx, back, enqueue)
		}
		if err == nil {
			err = w.exec(ctx, `DELETE FROM workers WHERE beat_at < now() - interval '1 day'`)
		}
		return err
	})
	return back, err
}

// QueueState is how the shared crawl is doing.
type QueueState struct {
	Workers []Worker
	Sites   map[string]int // by state: idle, queued, running, aside
	Paused  int
	Due     int           // idle or queued, and due
	Late    time.Duration // how long the site has waited that has waited longest
	Oldest  string        // that site
	Aside   []Aside
	Now     time.Time // the server's
}

// Aside is a site that was set aside.
type Aside struct{ SiteID, Reason string }

// Queue says how the shared crawl is doing.
func (s *Store) Queue(ctx context.Context) (QueueState, error) {
	q := QueueState{Sites: map[string]int{}}
	err := s.queue(ctx, &q)
	if err != nil {
		return QueueState{}, s.wrap("queue", err)
	}
	return q, nil
}

func (s *Store) queue(ctx context.Context, q *QueueState) (err error) {
	q.Workers, err = list(ctx, s, pgx.RowToStructByPos[Worker], `SELECT worker, host, pid, version, slots, began_at, beat_at, sites, pages, bytes, failed, rate
		FROM workers ORDER BY began_at, worker`)
	if err != nil {
		return err
	}
	type count struct {
		State string
		N     int
	}
	counts, err := list(ctx, s, pgx.RowToStructByPos[count], `SELECT state, count(*) FROM crawls WHERE NOT removed GROUP BY state`)
	if err != nil {
		return err
	}
	for _, c := range counts {
		q.Sites[c.State] = c.N
	}
	q.Aside, err = list(ctx, s, pgx.RowToStructByPos[Aside], `SELECT site_id, reason FROM crawls WHERE state = 'aside' AND NOT removed ORDER BY site_id LIMIT 100`)
	if err != nil {
		return err
	}
	var late float64
	err = s.one(ctx, []any{&q.Due, &late, &q.Oldest, &q.Paused, &q.Now}, `WITH due AS (SELECT c.site_id, c.due_at FROM crawls AS c
			WHERE c.state IN ('idle', 'queued') AND NOT c.removed AND c.due_at <= now()
				AND NOT EXISTS (SELECT 1 FROM sites AS s WHERE s.site_id = c.site_id AND s.paused))
		SELECT (SELECT count(*) FROM due), coalesce(extract(epoch FROM now() - (SELECT min(due_at) FROM due)), 0)::float8,
			coalesce((SELECT site_id FROM due ORDER BY due_at, site_id LIMIT 1), ''),
			(SELECT count(*) FROM crawls AS c JOIN sites AS s ON s.site_id = c.site_id WHERE s.paused AND NOT c.removed), now()`)
	q.Late = time.Duration(late * float64(time.Second))
	return err
}

// Migrating runs do while no other program changes the schema.
func (s *Store) Migrating(ctx context.Context, do func(ctx context.Context) error) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return s.wrap("migrate", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1, $2)`, lockClass, lockMigration); err != nil {
		return s.wrap("migrate", err)
	}
	err = do(ctx)
	if _, uerr := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1, $2)`, lockClass, lockMigration); err == nil && uerr != nil {
		err = uerr
	}
	if err != nil {
		return fmt.Errorf("%s: migrate: %w", s.name, err)
	}
	return nil
}
