package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
)

// Ticket is the right to crawl a site once. A site has one at most that is
// valid; whoever comes with an older one goes away with nothing.
type Ticket struct {
	SiteID  string
	Number  int64
	Crashes int  // workers in a row that were lost with the site
	Back    bool // the site was taken back from a worker that is gone
}

// Enqueue puts tickets into the queue within a transaction and gives the
// queue's numbers of the jobs, in their order.
type Enqueue func(ctx context.Context, tx pgx.Tx, tickets []Ticket) (jobs []int64, err error)

// Errors of TakeCrawl.
var (
	ErrStale    = errors.New("the ticket is not valid any more")
	ErrHostBusy = errors.New("another site of the same host is being crawled")
)

// PutCrawl adds a site to those that workers share, due at once, or changes
// its entry. host is what politeness goes by.
func (s *Store) PutCrawl(ctx context.Context, siteID, host, entry string) (added bool, err error) {
	err = s.update(ctx, "add site "+siteID, func(ctx context.Context, w *writer) error {
		return w.one(ctx, []any{&added}, `INSERT INTO crawls (site_id, host, entry) VALUES ($1, $2, $3)
			ON CONFLICT (site_id) DO UPDATE SET host = excluded.host, entry = excluded.entry, removed = false,
				due_at = CASE WHEN crawls.removed THEN now() ELSE crawls.due_at END
			RETURNING xmax = 0`, siteID, host, entry)
	})
	return added, err
}

// RemoveCrawl takes a site away from workers. What was crawled stays.
func (s *Store) RemoveCrawl(ctx context.Context, siteID string) error {
	return s.update(ctx, "remove site "+siteID, func(ctx context.Context, w *writer) error {
		return w.mustChange(ctx, `UPDATE crawls SET removed = true WHERE site_id = $1 AND NOT removed`, siteID)
	})
}

// mustChange is exec for what has to be there.
func (w *writer) mustChange(ctx context.Context, query string, args ...any) error {
	n, err := w.execN(ctx, query, args...)
	if err == nil && n == 0 {
		return storage.ErrNotFound
	}
	return err
}

// Pause says whether a site is to be left alone. Going on makes it due at once
// and forgets why it was set aside. For a site that nobody has ever heard of
// the error is storage.ErrNotFound.
func (s *Store) Pause(ctx context.Context, siteID string, paused bool) error {
	return s.update(ctx, "pause site "+siteID, func(ctx context.Context, w *writer) error {
		var known bool
		err := w.one(ctx, []any{&known}, `SELECT EXISTS (SELECT 1 FROM crawls WHERE site_id = $1 AND NOT removed)
			OR EXISTS (SELECT 1 FROM sites WHERE site_id = $1 AND NOT EXISTS (SELECT 1 FROM crawls WHERE site_id = $1))`, siteID)
		if err == nil && !known {
			err = storage.ErrNotFound
		}
		if err != nil {
			return err
		}
		err = w.exec(ctx, `INSERT INTO sites (site_id, paused) VALUES ($1, $2)
			ON CONFLICT (site_id) DO UPDATE SET paused = excluded.paused`, siteID, paused)
		if err != nil || paused {
			return err
		}
		return w.exec(ctx, `UPDATE crawls SET due_at = now(), crashes = 0, reason = '',
			state = CASE state WHEN 'aside' THEN 'idle' ELSE state END WHERE site_id = $1`, siteID)
	})
}

// Entry is a shared site's entry.
type Entry struct {
	SiteID string
	Text   string // a sites file of this site alone
}

// Entries gives the sites that workers share, by ID.
func (s *Store) Entries(ctx context.Context) ([]Entry, error) {
	out, err := list(ctx, s, pgx.RowToStructByPos[Entry], `SELECT site_id, entry FROM crawls WHERE NOT removed ORDER BY site_id`)
	return out, s.wrap("sites", err)
}

// EnqueueDue puts up to n sites whose time has come into the queue, those that
// have waited longest first, and says how many there were.
func (s *Store) EnqueueDue(ctx context.Context, n int, enqueue Enqueue) (put int, err error) {
	err = s.update(ctx, "look for sites that are due", func(ctx context.Context, w *writer) error {
		tx, err := w.checked(ctx)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT c.site_id, c.ticket + 1, c.crashes FROM crawls AS c WHERE `+isDue+`
			ORDER BY c.due_at LIMIT $1 FOR UPDATE OF c SKIP LOCKED`, n)
		if err != nil {
			return err
		}
		due, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Ticket, err error) {
			return t, row.Scan(&t.SiteID, &t.Number, &t.Crashes)
		})
		put = len(due)
		if err != nil || put == 0 {
			return err
		}
		return w.enqueue(ctx, due, enqueue)
	})
	return put, err
}

// enqueue gives sites their new tickets and puts these into the queue.
func (w *writer) enqueue(ctx context.Context, tickets []Ticket, enqueue Enqueue) error {
	tx, err := w.checked(ctx)
	if err != nil {
		return err
	}
	jobs, err := enqueue(ctx, tx, tickets)
	if err != nil {
		return fmt.Errorf("put into the queue: %w", err)
	}
	ids, numbers := make([]string, len(tickets)), make([]int64, len(tickets))
	crashes := make([]int64, len(tickets))
	for i, t := range tickets {
		ids[i], numbers[i], crashes[i] = t.SiteID, t.Number, int64(t.Crashes)
	}
	return w.exec(ctx, `UPDATE crawls AS c SET state = 'queued', ticket = t.number, job_id = t.job, crashes = t.crashes,
			queued_at = now(), worker = '', beat_at = NULL
		FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS t (site_id, number, job, crashes)
		WHERE c.site_id = t.site_id`, ids, numbers, jobs, crashes)
}

// Held is a site in a worker's hands.
type Held struct {
	Entry string
	Fence int64         // see Fenced
	Pages int           // that earlier slices of the run took
	Took  time.Duration // likewise
	Late  time.Duration // how long ago the site was due
}

// TakeCrawl hands a site to a worker: its ticket is used up, and whoever had
// the site before can't write any more.
func (s *Store) TakeCrawl(ctx context.Context, t Ticket, worker string) (Held, error) {
	var h Held
	err := s.update(ctx, "take site "+t.SiteID, func(ctx context.Context, w *writer) error {
		// Two workers that come with two sites of one host come one after the other.
		var host string
		err := w.one(ctx, []any{&host, nil}, `SELECT host, pg_advisory_xact_lock(hashtextextended('copydesk host ' || host, 0))
			FROM crawls WHERE site_id = $1`, t.SiteID)
		if err == nil {
			err = w.takeCrawl(ctx, t, worker, host, &h)
		}
		if errors.Is(err, storage.ErrNotFound) {
			return ErrStale
		}
		return err
	})
	return h, err
}

// takeCrawl is one statement, for it is a part of what each crawl costs.
func (w *writer) takeCrawl(ctx context.Context, t Ticket, worker, host string, h *Held) error {
	mine := `state = 'queued' AND ticket = $2`
	if w.again { // it may have been handed to us already
		mine = `(state = 'queued' OR state = 'running' AND worker = $3) AND ticket = $2`
	}
	var busy bool
	var entry *string
	var pages *int
	var took, late *float64
	var fence *int64
	err := w.one(ctx, []any{&busy, &entry, &pages, &took, &late, &fence}, `WITH busy AS MATERIALIZED (
			SELECT EXISTS (SELECT 1 FROM crawls WHERE host = $4 AND state = 'running' AND site_id <> $1) AS it
		), taken AS (
			UPDATE crawls SET state = 'running', worker = $3, started_at = now(), beat_at = now()
			WHERE site_id = $1 AND NOT removed AND `+mine+` AND NOT (SELECT it FROM busy)
			RETURNING entry, pages, took::float8, extract(epoch FROM now() - due_at)::float8 AS late
		), token AS (
			INSERT INTO fences (site_id, fence) SELECT $1, 1 FROM taken
			ON CONFLICT (site_id) DO UPDATE SET fence = fences.fence + 1 RETURNING fence
		) SELECT busy.it, entry, pages, took, late, fence FROM busy LEFT JOIN (taken CROSS JOIN token) ON true`,
		t.SiteID, t.Number, worker, host)
	switch {
	case err != nil:
		return err
	case busy:
		return ErrHostBusy
	case entry == nil:
		return ErrStale
	}
	h.Entry, h.Pages, h.Fence = *entry, *pages, *fence
	h.Took, h.Late = time.Duration(*took)*time.Microsecond, time.Duration(*late*float64(time.Second))
	return nil
}

// Done is how a worker's slice of a site's crawl ended.
type Done struct {
	Again  bool          // the run isn't over: the rest goes back into the queue
	Due    time.Time     // when the site is due again, if not at once
	Pages  int           // of the run so far
	Took   time.Duration // likewise
	Reason string        // why the site is set aside, if it is
}

// FinishCrawl gives a site back. A ticket that is not valid any more changes
// nothing and gives ErrStale.
func (s *Store) FinishCrawl(ctx context.Context, t Ticket, d Done, enqueue Enqueue) error {
	return s.update(ctx, "finish site "+t.SiteID, func(ctx context.Context, w *writer) error {
		next := "idle"
		if d.Reason != "" {
			next = "aside"
		}
		if !d.Again {
			d.Pages, d.Took = 0, 0
		}
		var removed bool
		err := w.one(ctx, []any{&removed}, `UPDATE crawls SET state = $3, due_at = greatest($4, now()), pages = $5, took = $6, crashes = 0, reason = $7,
				worker = '', beat_at = NULL WHERE site_id = $1 AND ticket = $2 AND state = 'running' RETURNING removed`,
			t.SiteID, t.Number, next, d.Due, d.Pages, d.Took.Microseconds(), storage.CleanText(d.Reason))
		if errors.Is(err, storage.ErrNotFound) {
			return ErrStale
		}
		if err != nil || !d.Again || removed {
			return err
		}
		return w.enqueue(ctx, []Ticket{{SiteID: t.SiteID, Number: t.Number + 1}}, enqueue)
	})
}

// SetAside takes a site whose crawl does harm out of the queue until a person
// has it go on.
func (s *Store) SetAside(ctx context.Context, siteID, reason string) error {
	return s.update(ctx, "set site aside "+siteID, func(ctx context.Context, w *writer) error {
		return w.mustChange(ctx, `UPDATE crawls SET state = 'aside', ticket = ticket + 1, reason = $2, worker = '', beat_at = NULL
			WHERE site_id = $1`, siteID, storage.CleanText(reason))
	})
}
