// Package sqlite keeps a store in one SQLite file. All writes go through one
// goroutine that commits what has queued up together; reads have connections
// of their own and never wait for it. What is not SQL stands in package
// storage, where another database shares it.
//
// Start at Open, then Save in visit.go.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"

	"copydesk/storage"
	"copydesk/storage/archive"
)

// How long and how often opening waits for other programs that do the same.
const (
	connectPatience = 5 * time.Second
	connectRetry    = 10 * time.Millisecond
)

// The log is folded in when it has so many pages: a page of an index that is
// written again and again is written to its place once for all of them. What a
// long transaction made of it is given back down to mostLog bytes.
const (
	checkpointPages = 4000
	mostLog         = 64 << 20
)

// Options is how a store is opened. The zero value opens for reading and
// writing and makes the file when it isn't there.
type Options struct {
	ReadOnly  bool // never write; the file must be there
	MustExist bool // don't make the file
	AnySchema bool // with ReadOnly: one of an older program will do, to copy it
}

// Store is an open database. It may be used by many goroutines at once.
type Store struct {
	path string
	opts Options

	read  *sql.DB
	write *sql.DB   // one connection; nil when read-only
	conn  *sql.Conn // that connection

	stmts sync.Map // SQL text → *sql.Stmt of read

	jobs    chan *job
	quit    chan struct{} // closed by Close
	stopped chan struct{} // closed when the writer has ended
	closing sync.Once

	keeper   *archive.Keeper
	bands    *recentBands // nil when read-only
	searches bool         // the search index is there
}

// Open opens the database at path, bringing an older schema up to date.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	if path == "" {
		return nil, fmt.Errorf("%w: no path given: name a file with --db", storage.ErrNoDatabase)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, storage.ErrCantOpen, err)
	}
	s := &Store{path: path, opts: opts, jobs: make(chan *job), quit: make(chan struct{}), stopped: make(chan struct{})}
	if err := s.checkFile(abs); err != nil {
		return nil, err
	}
	if s.keeper, err = archive.NewKeeper(shelf{s}); err != nil {
		return nil, err
	}
	if opts.ReadOnly {
		err = s.openReadOnly(ctx, abs)
	} else {
		err = s.openWriting(ctx, abs)
	}
	if err != nil {
		_ = s.closeDBs() // the first error is the one to tell
		return nil, s.wrap("open", err)
	}
	return s, nil
}

// checkFile tells what SQLite would only call "unable to open database file".
func (s *Store) checkFile(abs string) error {
	info, err := os.Stat(abs)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s: %w: it is a directory: name a file in it", s.path, storage.ErrCantOpen)
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("%s: %w: it is not a regular file", s.path, storage.ErrCantOpen)
	case err == nil:
		return nil
	case errors.Is(err, os.ErrNotExist) && (s.opts.ReadOnly || s.opts.MustExist):
		return fmt.Errorf("%s: %w: copydesk crawl makes one, --db names another", s.path, storage.ErrNoDatabase)
	case errors.Is(err, os.ErrNotExist):
		dir, err := os.Stat(filepath.Dir(abs))
		if err == nil && dir.IsDir() {
			return nil
		}
		return fmt.Errorf("%s: %w: %s is not a directory: make it first", s.path, storage.ErrCantOpen, filepath.Dir(abs))
	}
	return fmt.Errorf("%s: %w: %w", s.path, storage.ErrCantOpen, err)
}

func (s *Store) openWriting(ctx context.Context, abs string) (err error) {
	s.write, err = sql.Open("sqlite3", dsn(abs, "rwc", "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_foreign_keys=1&_cache_size=-16000"))
	if err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := s.connect(ctx); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA wal_autocheckpoint = %d; PRAGMA journal_size_limit = %d`, checkpointPages, mostLog)); err != nil {
		return err
	}
	if err := s.setUp(ctx); err != nil {
		return err
	}
	if err := s.openReaders(abs, ""); err != nil {
		return err
	}
	if s.bands, err = s.loadBands(ctx); err != nil {
		return err
	}
	go s.writeLoop(context.WithoutCancel(ctx))
	return nil
}

// connect opens the writing connection. Turning a new file's log on needs it
// alone, and SQLite does not wait for that as it does for other locks: when
// several programs make the same file at once this one tries again.
func (s *Store) connect(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, connectPatience)
	defer cancel()
	for {
		if s.conn, err = s.write.Conn(ctx); !isBusy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(connectRetry):
		}
	}
}

func (s *Store) openReadOnly(ctx context.Context, abs string) error {
	close(s.stopped) // there is no writer to wait for
	if err := s.openReaders(abs, ""); err != nil {
		return err
	}
	err := checkSchema(ctx, s.read)
	if isCantOpen(err) && !hasWAL(abs) {
		// A directory that can't be written to has no room for the index of the
		// log. With no log either, nobody is writing: read the file as it lies.
		_ = s.read.Close()
		if err := s.openReaders(abs, "&immutable=1"); err != nil {
			return err
		}
		err = checkSchema(ctx, s.read)
	}
	if s.opts.AnySchema && errors.Is(err, storage.ErrOutdated) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.findSearch(ctx)
}

func hasWAL(abs string) bool {
	info, err := os.Stat(abs + "-wal")
	return err == nil && info.Size() > 0
}

func (s *Store) openReaders(abs, extra string) (err error) {
	// Little memory: what a reader keeps is void with the next commit. It holds
	// what is above the leaves of a large store's bands.
	s.read, err = sql.Open("sqlite3", dsn(abs, "ro", "_txlock=deferred&_cache_size=-2000"+extra))
	if err != nil {
		return err
	}
	n := max(4, runtime.NumCPU())
	s.read.SetMaxOpenConns(n + 4) // a stream holds one while its rows are looked at
	s.read.SetMaxIdleConns(n)
	return nil
}

// dsn names a file to SQLite as a URI, in which '?', '%', '#' and spaces of
// the file's name are escaped.
func dsn(abs, mode, params string) string {
	path := (&url.URL{Path: filepath.ToSlash(abs)}).EscapedPath()
	return "file:" + path + "?mode=" + mode + "&_busy_timeout=5000&_mutex=no&" + params
}

// Close ends the writer once what it has in hand is committed, and closes the
// file. It may be called twice.
func (s *Store) Close() error {
	var err error
	s.closing.Do(func() {
		close(s.quit)
		<-s.stopped
		err = s.closeDBs()
	})
	if err != nil {
		return s.wrap("close", err)
	}
	return nil
}

func (s *Store) closeDBs() error {
	var errs []error
	if s.read != nil { // first: the last connection to close folds the log in
		errs = append(errs, s.read.Close())
	}
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	return errors.Join(errs...)
}
