package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
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

// Leave takes a worker off the list.
func (s *Store) Leave(ctx context.Context, worker string) error {
	return s.update(ctx, "leave", func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `DELETE FROM workers WHERE worker = $1`, worker)
	})
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
	// The sites that it says it has are taken back from one that is gone, and there
	// is no rate of one that hasn't been heard of for a while.
	q.Workers, err = list(ctx, s, pgx.RowToStructByPos[Worker], `SELECT w.worker, host, pid, version, slots, began_at, beat_at,
			coalesce(held.sites, 0), pages, bytes, failed, CASE WHEN beat_at < now() - interval '30 seconds' THEN 0 ELSE rate END
		FROM workers AS w LEFT JOIN (SELECT worker, count(*) AS sites FROM crawls WHERE state = 'running' GROUP BY worker) AS held ON held.worker = w.worker
		ORDER BY began_at, w.worker`)
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
