package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"copydesk/crawler"
	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/postgres"
	"copydesk/storage/sqlite"
)

// store is what commands need of storage.
type store interface {
	crawler.Store
	Article(ctx context.Context, idOrURL string) (extract.Article, error)
	Articles(ctx context.Context, f storage.Filter) iter.Seq2[storage.Row, error]
	Backup(ctx context.Context, file string) error
	BlockCounts(ctx context.Context, siteID string) (int, []storage.BlockCount, error)
	Check(ctx context.Context) ([]string, error)
	Close() error
	Cursor(ctx context.Context, name string) (int64, error)
	FurtherPages(ctx context.Context, pageID int64) ([]storage.PageRecord, error)
	ForgetBlocks(ctx context.Context, siteID string) error
	Known(ctx context.Context, siteID, url string) (storage.Known, error)
	LatestPage(ctx context.Context, idOrURL string) (storage.PageRecord, error)
	Pages(ctx context.Context, f storage.PageFilter) iter.Seq2[storage.PageRecord, error]
	Prune(ctx context.Context, siteID string, before time.Time, keepBytes int64) (storage.Pruned, error)
	Revisions(ctx context.Context, id string) ([]storage.Revision, error)
	SaveRevision(ctx context.Context, siteID string, pageID int64, a *extract.Article, print storage.Fingerprint) (storage.Saved, error)
	Search(ctx context.Context, q storage.Query, limit int) ([]storage.Hit, error)
	SetCursor(ctx context.Context, name string, seq int64) error
	Sites(ctx context.Context) ([]storage.SiteState, error)
	Stats(ctx context.Context) (storage.Stats, error)
	Tighten(ctx context.Context, sites []string, most time.Duration) error
	Translations(ctx context.Context, id string) ([]storage.Translation, error)
	Vacuum(ctx context.Context) error
}

// access is how a command uses the store.
type access int

const (
	reading access = iota // the database must be there
	copying               // likewise; that of an older program will do
	writing               // likewise
	making                // it is made when it isn't there
)

// openStore opens the database that --db names. It alone knows which kinds of
// database there are.
func (a *app) openStore(ctx context.Context, how access) (store, error) {
	path, err := a.dbPath()
	if err != nil {
		return nil, err
	}
	return openAt(ctx, path, how)
}

func openAt(ctx context.Context, path string, how access) (store, error) {
	if isPostgres(path) {
		s, err := openPostgres(ctx, path, how)
		if err != nil {
			return nil, err // not s: a nil store in the interface would look like one
		}
		return s, nil
	}
	s, err := sqlite.Open(ctx, path, sqlite.Options{ReadOnly: how <= copying, AnySchema: how == copying, MustExist: how == writing})
	if err != nil {
		return nil, orStorage(err)
	}
	return s, nil
}

func openPostgres(ctx context.Context, url string, how access) (*postgres.Store, error) {
	s, err := postgres.Open(ctx, url, postgres.Options{ReadOnly: how <= copying, MustExist: how == writing})
	if err != nil {
		return nil, orStorage(err)
	}
	return s, nil
}

// isPostgres says whether --db names a server and not a file.
func isPostgres(db string) bool {
	return strings.HasPrefix(db, "postgres://") || strings.HasPrefix(db, "postgresql://")
}

// orStorage makes whatever opening a store failed with a storage error.
func orStorage(err error) error {
	if isStorage(err) || errors.Is(err, storage.ErrLocked) || errors.Is(err, context.Canceled) {
		return err
	}
	return &codeError{exitStorage, err}
}

// dbPath is the database: --db, a file or a postgres:// URL, else copydesk.db
// beside the sites file.
func (a *app) dbPath() (string, error) {
	if a.common.db != "" {
		if scheme, _, ok := strings.Cut(a.common.db, "://"); ok && !isPostgres(a.common.db) {
			return "", usagef("--db %s://…: articles are kept in SQLite or PostgreSQL: name a file or postgres://USER@HOST/NAME", scheme)
		}
		return a.common.db, nil
	}
	path, err := a.configPath()
	if err != nil {
		return "copydesk.db", nil //nolint:nilerr // without a sites file: here
	}
	return filepath.Join(filepath.Dir(path), "copydesk.db"), nil
}

// sharing says who may be at work in a PostgreSQL database beside a run. A
// file is always for one run alone.
type sharing bool

const (
	alone  sharing = false
	beside sharing = true // workers, and whatever else doesn't crawl by itself
)

// lock takes the store for one run, waiting that long for another one. The
// context that it gives ends with storage.ErrLocked when the lock was lost to
// another run, as can happen when a PostgreSQL server restarts.
func lock(ctx context.Context, path string, with sharing, wait time.Duration) (held context.Context, unlock func(), err error) {
	if isPostgres(path) {
		return lockPostgres(ctx, path, with, wait)
	}
	l, err := sqlite.TryLock(ctx, path, wait)
	if err != nil {
		return nil, nil, err
	}
	return ctx, func() { _ = l.Unlock() }, nil // the system lets go of it anyway
}

func lockPostgres(ctx context.Context, url string, with sharing, wait time.Duration) (held context.Context, unlock func(), err error) {
	l, err := postgres.TryLock(ctx, url, bool(with), wait)
	if err != nil {
		return nil, nil, orStorage(err)
	}
	held, cancel := context.WithCancelCause(ctx)
	go func() {
		select {
		case <-l.Lost():
			cancel(fmt.Errorf("%w: it took the database while the server was away: run again", storage.ErrLocked))
		case <-held.Done():
		}
	}()
	return held, func() { cancel(nil); l.Unlock() }, nil
}

// lostLock is the error of a run whose lock was lost, else nil.
func lostLock(held context.Context) error {
	if cause := context.Cause(held); errors.Is(cause, storage.ErrLocked) {
		return cause
	}
	return nil
}

// errNoConfig is that no sites file was named or found.
var errNoConfig = errors.New("no sites file")

// configPath is the sites file: the one named, else the first that is there.
func (a *app) configPath() (string, error) {
	if a.common.config != "" {
		return a.common.config, nil
	}
	places := a.configPlaces()
	for _, p := range places {
		if _, err := os.Stat(p); err == nil {
			return p, nil
		}
	}
	return "", usagef("%w: looked for %s; name one with --config, or begin one with: copydesk sites add URL", errNoConfig, strings.Join(places, " and "))
}

func (a *app) configPlaces() []string {
	places := []string{"copydesk.yaml"}
	dir, _ := a.getenv("XDG_CONFIG_HOME")
	if home, _ := a.getenv("HOME"); dir == "" && home != "" {
		dir = filepath.Join(home, ".config")
	}
	if dir != "" {
		places = append(places, filepath.Join(dir, "copydesk", "config.yaml"))
	}
	return places
}

// sitesFile loads the sites file. Without one, the sites are those that a
// PostgreSQL database has for its workers.
func (a *app) sitesFile(ctx context.Context) (*site.File, error) {
	path, err := a.configPath()
	if errors.Is(err, errNoConfig) && isPostgres(a.common.db) {
		return a.sharedSites(ctx)
	}
	if err != nil {
		return nil, err
	}
	return a.loadSites(path)
}

func (a *app) loadSites(path string) (*site.File, error) {
	f, err := site.Load(path, a.getenv)
	if err != nil {
		return nil, usageError{err}
	}
	return f, nil
}

// warn passes on what a sites file allows but a person should know.
func (a *app) warn(f *site.File) {
	a.warned = true
	for _, w := range f.Warnings {
		a.tell("copydesk: warning: %s", oneLine(w))
	}
}

// optionalSites is sitesFile for commands that do without one.
func (a *app) optionalSites(ctx context.Context) (*site.File, error) {
	if _, err := a.configPath(); err != nil && !isPostgres(a.common.db) {
		return &site.File{}, nil //nolint:nilerr // none was named and none is there
	}
	return a.sitesFile(ctx)
}

// fileSites is optionalSites for commands that need no database.
func (a *app) fileSites() (*site.File, error) {
	path, err := a.configPath()
	if err != nil {
		return &site.File{}, nil //nolint:nilerr // likewise
	}
	return a.loadSites(path)
}

// rulesOf is the rules of a file's site; nil when there are none.
func rulesOf(f *site.File, id string) *extract.Rules {
	if found, _ := f.Find([]string{id}); len(found) == 1 {
		return found[0].Rules
	}
	return nil
}
