package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"copydesk/storage"
	"copydesk/storage/columns"
)

// maxProblems caps what Check reports: past this the file is to be restored,
// not read about.
const maxProblems = 100

// Check looks the whole file through and says what is wrong, a line each.
// Damage in one place keeps it from no other.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	c := checker{s: s}
	if err := c.integrity(ctx); err != nil {
		return nil, err
	}
	if err := c.relations(ctx); err != nil {
		return nil, err
	}
	if err := c.pages(ctx); err != nil {
		return nil, err
	}
	return c.problems, nil
}

// checker collects what is wrong with a store.
type checker struct {
	s        *Store
	problems []string
}

// found takes an error that is damage in a place for one more problem, and
// gives any other one back.
func (c *checker) found(place string, err error) error {
	if err == nil {
		return nil
	}
	if err = c.s.wrap("check", err); !errors.Is(err, storage.ErrDamaged) {
		return err
	}
	c.problems = append(c.problems, place+" can't be read")
	return nil
}

// integrity has SQLite look its own structures through, and where something is
// wrong with them, table by table: it gives up at some kinds of damage, and
// names no table by itself.
func (c *checker) integrity(ctx context.Context) error {
	whole, err := c.sqliteFinds(ctx, "")
	if err == nil && len(whole) == 0 {
		return nil
	}
	if err != nil && !errors.Is(c.s.wrap("check", err), storage.ErrDamaged) {
		return c.s.wrap("check", err)
	}
	var tables []string
	err = c.s.rows(ctx, `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`, nil, func(rs *sql.Rows) error {
		tables = append(tables, "")
		return rs.Scan(&tables[len(tables)-1])
	})
	if err != nil {
		return c.s.wrap("check", err) // without the list of tables there is nothing to go by
	}
	for _, t := range tables {
		lines, err := c.sqliteFinds(ctx, t)
		for _, l := range lines {
			c.problems = append(c.problems, "table "+t+": "+l)
		}
		if len(lines) == 0 || err == nil {
			err = c.found("table "+t, err)
		} else {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	if len(c.problems) == 0 {
		if c.problems = whole; len(whole) == 0 {
			c.problems = []string{"the file's structure"}
		}
	}
	c.problems = c.problems[:min(len(c.problems), maxProblems)]
	return nil
}

// sqliteFinds is what SQLite finds wrong with a table and its indexes; with the
// whole file when none is named.
func (c *checker) sqliteFinds(ctx context.Context, table string) ([]string, error) {
	arg := fmt.Sprint(maxProblems)
	if table != "" {
		arg = "'" + table + "'" // of our own schema
	}
	var lines []string
	err := c.s.rows(ctx, `PRAGMA integrity_check(`+arg+`)`, nil, func(rs *sql.Rows) error {
		var found string
		err := rs.Scan(&found)
		for line := range strings.Lines(found) { // the first row may hold many
			if line = strings.TrimSpace(line); line != "ok" && line != "" && !strings.HasPrefix(line, "***") {
				lines = append(lines, line)
			}
		}
		return err
	})
	return lines, err
}

// relations looks for rows that belong together and don't.
func (c *checker) relations(ctx context.Context) error {
	for _, r := range []struct{ of, what, query string }{
		{"the references between tables", "rows of %s refer to what is not there", `SELECT DISTINCT "table" FROM pragma_foreign_key_check`},
		{"what articles have of revisions", "article %s has revisions missing", `SELECT a.id FROM articles AS a WHERE a.revision <>
			1 + (SELECT count(*) FROM revisions AS r WHERE r.article_n = a.n)`},
		{"what articles have of addresses", "article %s has no address", `SELECT id FROM articles AS a WHERE coalesce(url, canonical_url, requested_url) LIKE '%://%'
			AND NOT EXISTS (SELECT 1 FROM article_urls AS u WHERE u.article_n = a.n)`},
		{"what links gave", "link %s gave an article that is not there", `SELECT url FROM links WHERE article_id <> ''
			AND article_id NOT IN (SELECT id FROM articles)`},
	} {
		err := c.s.rows(ctx, r.query+fmt.Sprint(" LIMIT ", maxProblems), nil, func(rs *sql.Rows) error {
			var subject string
			err := rs.Scan(&subject)
			c.problems = append(c.problems, fmt.Sprintf(r.what, subject))
			return err
		})
		if err = c.found(r.of, err); err != nil {
			return err
		}
	}
	return nil
}

// pages unpacks all archived pages.
func (c *checker) pages(ctx context.Context) error {
	for p, err := range c.s.Pages(ctx, storage.PageFilter{Parts: true}) {
		if err == nil {
			continue
		}
		if ctx.Err() != nil || !errors.Is(err, storage.ErrDamaged) {
			return err
		}
		if p.ID == 0 {
			c.problems = append(c.problems, "some of the archived pages can't be read")
			continue
		}
		if c.problems = append(c.problems, fmt.Sprintf("page %d can't be unpacked: %v", p.ID, err)); len(c.problems) >= maxProblems {
			break
		}
	}
	return nil
}

// Backup writes a copy of the database to file, consistent while others
// write. The file appears whole or not at all, in place of an older one.
func (s *Store) Backup(ctx context.Context, file string) error {
	err := s.backup(ctx, file)
	if err == nil {
		return nil
	}
	if kind, _ := classify(err); errors.Is(kind, storage.ErrFull) { // it is the copy's disk
		return fmt.Errorf("back up to %s: %w: make room there and run again (%w)", file, kind, err)
	}
	return fmt.Errorf("back up to %s: %w", file, s.wrap("read", err))
}

func (s *Store) backup(ctx context.Context, file string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	mine, err := os.Stat(s.path)
	if err != nil {
		return err
	}
	if there, err := os.Stat(file); err == nil {
		switch {
		case os.SameFile(mine, there):
			return fmt.Errorf("%w: that is the database itself: name another file", storage.ErrCantOpen)
		case !there.Mode().IsRegular():
			return fmt.Errorf("%w: that is no file: name one that is, or is not there yet", storage.ErrCantOpen)
		}
		if real, err := filepath.EvalSymlinks(file); err == nil {
			file = real // the link stays
		}
	}
	dir, err := os.MkdirTemp(filepath.Dir(file), ".copydesk-backup-")
	if err != nil {
		return fmt.Errorf("%w: %w", storage.ErrCantOpen, err)
	}
	defer os.RemoveAll(dir)
	temp := filepath.Join(dir, "backup.db")
	if _, err := s.read.ExecContext(ctx, `VACUUM INTO ?`, temp); err != nil {
		return err
	}
	if err := syncFile(temp); err != nil {
		return err
	}
	if err := os.Rename(temp, file); err != nil {
		return err
	}
	return syncFile(filepath.Dir(file))
}

// syncFile brings a file, or the names in a directory, to the disk.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Vacuum packs the file: pages are packed as tightly as there is a way to, what
// was deleted gives its space back, and the search index is merged, without the
// words of superseded revisions.
func (s *Store) Vacuum(ctx context.Context) error {
	if err := s.keeper.RepackAll(ctx, shelf{s}); err != nil {
		return s.wrap("pack pages anew", err)
	}
	if s.searches {
		if err := s.update(ctx, "pack the search index", packSearch); err != nil {
			return err
		}
	}
	return s.outside(ctx, "vacuum", func(ctx context.Context, w *writer) error {
		if _, err := w.conn.ExecContext(ctx, `VACUUM`); err != nil {
			return err
		}
		_, err := w.conn.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
		return err
	})
}

// Prune takes pages out of a site's archive: those not seen since before, and
// the oldest while all of them take more than keepBytes as stored. A zero
// time or 0 bytes sets no limit. Articles and their revisions stay.
func (s *Store) Prune(ctx context.Context, siteID string, before time.Time, keepBytes int64) (storage.Pruned, error) {
	var total storage.Pruned
	for {
		var p storage.Pruned
		err := s.update(ctx, "prune archive of "+siteID, func(ctx context.Context, w *writer) (err error) {
			p, err = w.prune(ctx, siteID, before, keepBytes)
			return err
		})
		if err != nil {
			return total, err
		}
		total.Pages += p.Pages
		total.Bytes += p.Bytes
		if p.Pages == 0 {
			return total, nil
		}
	}
}

// pruneBatch is how many pages one transaction takes away: few enough that a
// crawl beside it hardly waits.
const pruneBatch = 500

func (w *writer) prune(ctx context.Context, siteID string, before time.Time, keepBytes int64) (p storage.Pruned, err error) {
	if keepBytes <= 0 {
		keepBytes = 1 << 62
	}
	err = w.one(ctx, []any{&p.Pages, &p.Bytes}, `SELECT count(*), coalesce(sum(stored), 0) FROM (`+prunable+`)`,
		siteID, keepBytes, columns.Micros(before), pruneBatch)
	if err != nil || p.Pages == 0 {
		return p, err
	}
	return p, w.exec(ctx, `DELETE FROM pages WHERE id IN (SELECT id FROM (`+prunable+`))`,
		siteID, keepBytes, columns.Micros(before), pruneBatch)
}

// prunable are the pages that have to go, the oldest first. Each is judged by
// the size of all that are newer, itself included.
const prunable = `SELECT id, stored FROM (
		SELECT id, stored, last_seen, sum(stored) OVER (ORDER BY last_seen DESC, id DESC) AS newer
		FROM pages WHERE site_id = ?1)
	WHERE newer > ?2 OR last_seen < ?3 ORDER BY last_seen, id LIMIT ?4`

// Stats says how much the store holds.
func (s *Store) Stats(ctx context.Context) (st storage.Stats, err error) {
	err = s.one(ctx, []any{&st.Schema, &st.LastSeq, &st.Sites, &st.Links, &st.Pending, &st.Visits, &st.Articles,
		&st.Revisions, &st.Pages, &st.PageBytes, &st.Stored},
		`SELECT (SELECT user_version FROM pragma_user_version), (SELECT coalesce(max(seq), 0) FROM articles),
			(SELECT count(*) FROM (SELECT DISTINCT site_id FROM links)),
			(SELECT count(*) FROM links), (SELECT count(*) FROM links WHERE state = 'pending'),
			(SELECT count(*) FROM visits), (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions),
			(SELECT count(*) FROM pages), (SELECT coalesce(sum(size), 0) FROM pages), (SELECT coalesce(sum(stored), 0) FROM pages)`)
	if err != nil {
		return st, s.wrap("stats", err)
	}
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(s.path + suffix); err == nil {
			st.FileBytes += info.Size()
		}
	}
	return st, nil
}
