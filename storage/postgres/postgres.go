// Package postgres keeps a store in a PostgreSQL database that many machines
// share. It gives what package sqlite gives, row for row; beside that it holds
// which worker has which site (crawls.go), without knowing how a site is
// crawled or how workers are woken.
//
// A worker writes through a view of the store that carries its token (see
// Fenced): each of its transactions looks whether the site is still its own.
//
// Start at Open, then Save in visit.go; tx.go is what all writes go through.
package postgres

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"copydesk/storage"
	"copydesk/storage/archive"
)

// Options is how a store is opened. The zero value opens for reading and
// writing and makes the tables when they aren't there.
type Options struct {
	ReadOnly  bool          // never write; the tables must be there
	MustExist bool          // don't make the tables
	Patience  time.Duration // how long a server that can't be reached is tried again; 0 is 30 seconds
}

// Limits of what is asked of the server.
const (
	defaultPatience = 30 * time.Second
	connectTimeout  = 10 * time.Second
	writeTimeout    = 2 * time.Minute // of one transaction
	defaultConns    = 10

	// Connections that were used just now are not asked whether they are there:
	// what fails by a broken one is tried again anyway.
	pingIdle = 15 * time.Second
)

// idleInTransaction is how long a transaction may lie open without a word from
// us: a process that was stopped in the middle of one keeps rows locked that
// others need.
const idleInTransaction = "10s"

// Store is an open database. It may be used by many goroutines at once.
type Store struct {
	pool   *pgxpool.Pool
	name   string // for messages, without the password
	opts   Options
	keeper *archive.Keeper

	fence fence // of a view made by Fenced; zero for all others
}

// Open opens the database that a postgres:// URL names, bringing an older
// schema up to date. The database itself must be there.
func Open(ctx context.Context, url string, opts Options) (*Store, error) {
	cfg, err := config(url, opts)
	if err != nil {
		return nil, err
	}
	s := &Store{name: nameOf(cfg), opts: opts}
	if s.keeper, err = archive.NewKeeper(shelf{s}); err != nil {
		return nil, err
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return nil, s.wrap("open", err)
	}
	if err := s.setUp(ctx); err != nil {
		s.pool.Close()
		return nil, s.wrap("open", err)
	}
	if s.opts.Patience == 0 { // from here on: a server that isn't there at the beginning is to be told at once
		s.opts.Patience = defaultPatience
	}
	return s, nil
}

// config reads the URL. Settings that it names win over ours.
func config(url string, opts Options) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil { // it may hold a password, which the library hides and we don't repeat
		return nil, fmt.Errorf("%w: --db is no PostgreSQL URL: write postgres://USER@HOST:5432/NAME (%w)", storage.ErrCantOpen, err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		cfg.MaxConns = defaultConns
	}
	cfg.ShouldPing = func(_ context.Context, p pgxpool.ShouldPingParams) bool { return p.IdleDuration > pingIdle }
	c := cfg.ConnConfig
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectTimeout
	}
	c.DialFunc = (&net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3}}).DialContext
	set := func(name, value string) {
		if _, ok := c.RuntimeParams[name]; !ok {
			c.RuntimeParams[name] = value
		}
	}
	set("application_name", "copydesk")
	set("idle_in_transaction_session_timeout", idleInTransaction)
	set("client_encoding", "UTF8")
	set("timezone", "UTC")
	if opts.ReadOnly {
		set("default_transaction_read_only", "on")
	}
	return cfg, nil
}

// nameOf is the database in messages: no user, no password.
func nameOf(cfg *pgxpool.Config) string {
	c := cfg.ConnConfig
	return fmt.Sprintf("postgres://%s:%d/%s", c.Host, c.Port, c.Database)
}

// Pool is the store's connections, for a queue that lies in the same database.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Name is the database in messages.
func (s *Store) Name() string { return s.name }

// Close lets the connections go. It may be called twice.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}

// fence is the token of a worker on a site.
type fence struct {
	siteID string
	token  int64
}

// Fenced is a view of the store for the worker that a site was handed to with
// a token by TakeSite or TakeCrawl. Once the site is handed on, every write
// through the view fails with storage.ErrFenced. The view is closed with the
// store.
func (s *Store) Fenced(siteID string, token int64) *Store {
	view := *s
	view.fence = fence{siteID, token}
	return &view
}
