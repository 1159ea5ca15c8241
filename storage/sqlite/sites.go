package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

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
		`SELECT robots_body, robots_status, robots_error, robots_fetched, next_allowed, delay FROM hosts WHERE host = ?`, host)
	return h, s.wrap("host "+host, err)
}

// SaveHost keeps what is known of a host.
func (s *Store) SaveHost(ctx context.Context, h storage.Host) error {
	return s.update(ctx, "save host "+h.Host, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `INSERT INTO hosts (host, robots_body, robots_status, robots_error, robots_fetched, next_allowed, delay)
			VALUES (?,?,?,?,?,?,?) ON CONFLICT (host) DO UPDATE SET robots_body = excluded.robots_body,
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
	err := s.one(ctx, siteFields(&st), `SELECT `+siteColumns+` FROM sites WHERE site_id = ?`, siteID)
	return st, s.wrap("site "+siteID, err)
}

// SaveSiteState keeps what the next run of a site is to know.
func (s *Store) SaveSiteState(ctx context.Context, st storage.SiteState) error {
	return s.update(ctx, "save site "+st.SiteID, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `INSERT INTO sites (`+siteColumns+`) VALUES (?,?,?,?,?,?,?)
			ON CONFLICT (site_id) DO UPDATE SET last_run = excluded.last_run, next_due = excluded.next_due,
			interval = excluded.interval, paused = excluded.paused, shapes = excluded.shapes, discovery = excluded.discovery`,
			storage.CleanText(st.SiteID), columns.Micros(st.LastRun), columns.Micros(st.NextDue), st.Interval.Microseconds(), flag(st.Paused),
			st.Shapes, st.Discovery)
	})
}

// Sites gives the state of every site, by ID.
func (s *Store) Sites(ctx context.Context) ([]storage.SiteState, error) {
	var out []storage.SiteState
	err := s.rows(ctx, `SELECT `+siteColumns+` FROM sites ORDER BY site_id`, nil, func(rs *sql.Rows) error {
		out = append(out, storage.SiteState{})
		return rs.Scan(siteFields(&out[len(out)-1])...)
	})
	return out, s.wrap("sites", err)
}

// TakeSite hands a site to the caller: the token that it gives is the only one
// that visits may carry from now on.
func (s *Store) TakeSite(ctx context.Context, siteID string) (fence int64, err error) {
	err = s.update(ctx, "take site "+siteID, func(ctx context.Context, w *writer) error {
		return w.one(ctx, []any{&fence}, `INSERT INTO sites (site_id, fence) VALUES (?, 1)
			ON CONFLICT (site_id) DO UPDATE SET fence = fence + 1 RETURNING fence`, siteID)
	})
	return fence, err
}

const runColumns = `site_id, started_at, took, requests, pages, articles, new, revised, unchanged, failed,
	with_date, with_author, median_len, outcome, notes`

// AddRun keeps the record of a run; the site's oldest go.
func (s *Store) AddRun(ctx context.Context, r storage.Run) error {
	notes, err := json.Marshal(append([]string{}, r.Notes...))
	if err != nil {
		return fmt.Errorf("%s: add run of %s: %w", s.path, r.SiteID, err)
	}
	return s.update(ctx, "add run of "+r.SiteID, func(ctx context.Context, w *writer) error {
		err := w.exec(ctx, `INSERT INTO runs (`+runColumns+`) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
			storage.CleanText(r.SiteID), columns.Micros(r.StartedAt), r.Took.Microseconds(), r.Requests, r.Pages, r.Articles, r.New, r.Revised,
			r.Unchanged, r.Failed, r.WithDate, r.WithAuthor, r.MedianLen, storage.CleanText(r.Outcome), storage.CleanText(string(notes)))
		if err != nil {
			return err
		}
		return w.exec(ctx, `DELETE FROM runs WHERE site_id = ?1 AND id <=
			(SELECT id FROM runs WHERE site_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`, r.SiteID, keptRuns)
	})
}

// Runs gives the last n runs of a site, or of all when siteID is "", newest
// first.
func (s *Store) Runs(ctx context.Context, siteID string, n int) ([]storage.Run, error) {
	query, args := `SELECT `+runColumns+` FROM runs WHERE site_id = ? ORDER BY id DESC LIMIT ?`, []any{siteID, n}
	if siteID == "" {
		query, args = `SELECT `+runColumns+` FROM runs ORDER BY id DESC LIMIT ?`, args[1:]
	}
	var out []storage.Run
	err := s.rows(ctx, query, args, func(rs *sql.Rows) error {
		var r storage.Run
		err := rs.Scan(&r.SiteID, columns.Moment(&r.StartedAt), columns.Span(&r.Took), &r.Requests, &r.Pages, &r.Articles, &r.New, &r.Revised,
			&r.Unchanged, &r.Failed, &r.WithDate, &r.WithAuthor, &r.MedianLen, &r.Outcome, columns.Object(&r.Notes, "[]"))
		out = append(out, r)
		return err
	})
	return out, s.wrap("runs", err)
}
