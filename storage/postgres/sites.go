package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
	"copydesk/storage/columns"
)

// keptRuns is how many runs of a site are remembered.
const keptRuns = 200

// Host gives what is known of a host, or storage.ErrNotFound.
func (s *Store) Host(ctx context.Context, host string) (storage.Host, error) {
	h := storage.Host{Host: host}
	err := s.one(ctx, []any{&h.RobotsBody, &h.RobotsStatus, &h.RobotsError, columns.Moment(&h.RobotsFetched),
		columns.Moment(&h.NextAllowed), columns.Span(&h.Delay)},
		`SELECT robots_body, robots_status, robots_error, robots_fetched, next_allowed, delay FROM hosts WHERE host = $1`,
		storage.CleanText(host))
	return h, s.wrap("host "+host, err)
}

// SaveHost keeps what is known of a host.
func (s *Store) SaveHost(ctx context.Context, h storage.Host) error {
	return s.update(ctx, "save host "+h.Host, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `INSERT INTO hosts (host, robots_body, robots_status, robots_error, robots_fetched, next_allowed, delay)
			VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT (host) DO UPDATE SET robots_body = excluded.robots_body,
			robots_status = excluded.robots_status, robots_error = excluded.robots_error,
			robots_fetched = excluded.robots_fetched, next_allowed = excluded.next_allowed, delay = excluded.delay`,
			storage.CleanText(h.Host), h.RobotsBody, h.RobotsStatus, storage.CleanText(h.RobotsError),
			columns.Micros(h.RobotsFetched), columns.Micros(h.NextAllowed), h.Delay.Microseconds())
	})
}

const siteColumns = `site_id, last_run, next_due, interval, paused, shapes, discovery`

func siteFields(st *storage.SiteState) []any {
	return []any{&st.SiteID, columns.Moment(&st.LastRun), columns.Moment(&st.NextDue), columns.Span(&st.Interval), &st.Paused,
		&st.Shapes, &st.Discovery}
}

// SiteState gives what the last run of a site left, or storage.ErrNotFound.
func (s *Store) SiteState(ctx context.Context, siteID string) (storage.SiteState, error) {
	var st storage.SiteState
	err := s.one(ctx, siteFields(&st), `SELECT `+siteColumns+` FROM sites WHERE site_id = $1`, siteID)
	return st, s.wrap("site "+siteID, err)
}

// SaveSiteState keeps what the next run of a site is to know. A worker's view
// of the store leaves alone whether the site is paused: that is for people,
// who may have said so while it was crawled.
func (s *Store) SaveSiteState(ctx context.Context, st storage.SiteState) error {
	paused := `excluded.paused`
	if s.fence.token != 0 {
		paused = `sites.paused`
	}
	return s.update(ctx, "save site "+st.SiteID, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `INSERT INTO sites (`+siteColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7)
			ON CONFLICT (site_id) DO UPDATE SET last_run = excluded.last_run, next_due = excluded.next_due,
			interval = excluded.interval, paused = `+paused+`, shapes = excluded.shapes, discovery = excluded.discovery`,
			storage.CleanText(st.SiteID), columns.Micros(st.LastRun), columns.Micros(st.NextDue), st.Interval.Microseconds(), st.Paused,
			st.Shapes, st.Discovery)
	})
}

// Sites gives the state of every site, by ID.
func (s *Store) Sites(ctx context.Context) ([]storage.SiteState, error) {
	out, err := list(ctx, s, func(row pgx.CollectableRow) (st storage.SiteState, err error) {
		err = row.Scan(siteFields(&st)...)
		return st, err
	}, `SELECT `+siteColumns+` FROM sites ORDER BY site_id`)
	return out, s.wrap("sites", err)
}

// TakeSite hands a site to the caller: the token that it gives is the only one
// that visits may carry from now on.
func (s *Store) TakeSite(ctx context.Context, siteID string) (fence int64, err error) {
	err = s.update(ctx, "take site "+siteID, func(ctx context.Context, w *writer) (err error) {
		fence, err = w.takeSite(ctx, siteID)
		return err
	})
	return fence, err
}

func (w *writer) takeSite(ctx context.Context, siteID string) (fence int64, err error) {
	err = w.one(ctx, []any{&fence}, `INSERT INTO fences (site_id, fence) VALUES ($1, 1)
		ON CONFLICT (site_id) DO UPDATE SET fence = fences.fence + 1 RETURNING fence`, storage.CleanText(siteID))
	return fence, err
}

const runColumns = `site_id, started_at, took, requests, pages, articles, new, revised, unchanged, failed,
	with_date, with_author, median_len, outcome, notes`

// AddRun keeps the record of a run; the site's oldest go.
func (s *Store) AddRun(ctx context.Context, r storage.Run) error {
	notes, err := json.Marshal(append([]string{}, r.Notes...))
	if err != nil {
		return fmt.Errorf("%s: add run of %s: %w", s.name, r.SiteID, err)
	}
	return s.update(ctx, "add run of "+r.SiteID, func(ctx context.Context, w *writer) error {
		site := storage.CleanText(r.SiteID)
		if w.again { // it may be there
			if err := w.exec(ctx, `DELETE FROM runs WHERE site_id = $1 AND started_at = $2`, site, columns.Micros(r.StartedAt)); err != nil {
				return err
			}
		}
		err := w.exec(ctx, `INSERT INTO runs (`+runColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)`,
			site, columns.Micros(r.StartedAt), r.Took.Microseconds(), r.Requests, r.Pages, r.Articles, r.New, r.Revised,
			r.Unchanged, r.Failed, r.WithDate, r.WithAuthor, r.MedianLen, storage.CleanText(r.Outcome), storage.CleanText(string(notes)))
		if err != nil {
			return err
		}
		return w.exec(ctx, `DELETE FROM runs WHERE site_id = $1 AND id <=
			(SELECT id FROM runs WHERE site_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)`, site, keptRuns)
	})
}

// Runs gives the last n runs of a site, or of all when siteID is "", newest
// first.
func (s *Store) Runs(ctx context.Context, siteID string, n int) ([]storage.Run, error) {
	var q query
	q.add(`SELECT ` + runColumns + ` FROM runs`)
	if siteID != "" {
		q.and(`site_id = ?`, siteID)
	}
	q.add(` ORDER BY id DESC LIMIT ?`, n)
	out, err := list(ctx, s, func(row pgx.CollectableRow) (r storage.Run, err error) {
		err = row.Scan(&r.SiteID, columns.Moment(&r.StartedAt), columns.Span(&r.Took), &r.Requests, &r.Pages, &r.Articles, &r.New, &r.Revised,
			&r.Unchanged, &r.Failed, &r.WithDate, &r.WithAuthor, &r.MedianLen, &r.Outcome, columns.Object(&r.Notes, "[]"))
		return r, err
	}, q.sql(), q.args...)
	return out, s.wrap("runs", err)
}
