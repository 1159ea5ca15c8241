package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"copydesk/crawler"
	"copydesk/crawler/site"
	"copydesk/storage/postgres"
)

// Config is how a worker works. The zero value does.
type Config struct {
	Log          *slog.Logger
	Version      string              // of the program, for people
	Slots        int                 // sites at a time; 0 is 32
	Slice        time.Duration       // how long a site is crawled at a stretch; 0 is 4 minutes
	Takeover     time.Duration       // within which the sites of a lost worker are taken over; 0 is a minute
	Tighten      time.Duration       // how often pages are packed more tightly, for a twentieth of the time; 0 is 5 minutes
	AllowPrivate []string            // HOST:PORT pairs that may be private addresses
	Getenv       site.Getenv         // for ${NAME} in entries
	Events       func(crawler.Event) // told of everything as it happens; may be called by many at once

	// Alone makes the command that crawls a site in a process of its own, for a
	// site that workers were lost with: its ticket is the argument of Alone in
	// that process. Without it such a site is set aside after a few times.
	Alone func(ctx context.Context, ticket string) *exec.Cmd

	Bulk map[string]Bulk // the kinds of bulk work that this program can do
}

// Limits and shares of the time in which a site is taken over. A worker says
// often that it is there; when it could not for half the time it lets its
// sites go by itself, and some time later others take them.
const (
	defaultSlots    = 32
	defaultSlice    = 4 * time.Minute
	defaultTakeover = time.Minute

	beatShare   = 12
	leaseShare  = 0.5
	silentShare = 2. / 3

	suspectCrashes = 3  // from then on a site is crawled alone, if it can be
	asideCrashes   = 4  // where it can't
	aloneCrashes   = 10 // where it can, and the worker that watches it is lost each time

	stopPatience = 9 * time.Second // of a worker that is to stop
)

func (c Config) withDefaults() Config {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Slots = cmp.Or(max(c.Slots, 0), defaultSlots)
	c.Slice = cmp.Or(max(c.Slice, 0), defaultSlice)
	c.Takeover = cmp.Or(max(c.Takeover, 0), defaultTakeover)
	c.Tighten = cmp.Or(max(c.Tighten, 0), tightenEvery)
	if c.Events == nil {
		c.Events = func(crawler.Event) {}
	}
	return c
}

func (c *Config) beat() time.Duration   { return min(c.Takeover/beatShare, scheduleEvery) }
func (c *Config) lease() time.Duration  { return time.Duration(float64(c.Takeover) * leaseShare) }
func (c *Config) silent() time.Duration { return time.Duration(float64(c.Takeover) * silentShare) }

// Worker takes site crawls from the shared queue.
type Worker struct {
	cfg    Config
	store  *postgres.Store
	client *river.Client[pgx.Tx]
	id     string
	began  time.Time
	held   *holdings
	loose  loosePages

	pages, bytes, failed atomic.Int64
	rate                 rate
	beaten               atomic.Int64 // when the last heartbeat came through, in Unix nanoseconds
	led                  atomic.Int64 // when it was last told that it leads, likewise
	found                chan postgres.Pulse
	begun                sync.WaitGroup
}

// Run works until the context ends, then gives its sites back in order: the
// page in hand is saved, the rest of the site goes back into the queue.
func Run(ctx context.Context, store *postgres.Store, cfg Config) error {
	w, err := New(store, cfg)
	if err != nil {
		return err
	}
	return w.Run(ctx)
}

// New makes a worker that doesn't work yet.
func New(store *postgres.Store, cfg Config) (*Worker, error) {
	w := &Worker{cfg: cfg.withDefaults(), store: store, id: newID(), began: time.Now(), found: make(chan postgres.Pulse, 1)}
	w.held = newHoldings(w.cfg.lease())
	var err error
	w.client, err = newClient(store, w)
	return w, err
}

// newID names a worker so that people know it and no two are the same.
func newID() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), time.Now().UTC().Format("20060102T150405.000"))
}

// Run works until the context ends.
func (w *Worker) Run(ctx context.Context) error {
	if err := Prepare(ctx, w.store); err != nil {
		return err
	}
	if err := w.beat(ctx); err != nil {
		return err
	}
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	w.begun.Go(func() { w.beatLoop(base) })
	w.begun.Go(func() { w.lookLoop(base) })
	w.begun.Go(func() { w.tightenLoop(ctx) })
	if err := w.client.Start(base); err != nil {
		return fmt.Errorf("start the queue: %w", err)
	}
	w.cfg.Log.InfoContext(ctx, "worker began", "worker", w.id, "slots", w.cfg.Slots)
	<-ctx.Done()
	w.held.stop(context.Cause(ctx))
	err := w.stop(base)
	cancel()
	w.begun.Wait()
	return errors.Join(err, w.store.Leave(context.WithoutCancel(ctx), w.id))
}

// stop waits for the sites in hand, for a while.
func (w *Worker) stop(base context.Context) error {
	ctx, cancel := context.WithTimeout(base, stopPatience)
	defer cancel()
	err := w.client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("the sites in hand could not be given back within %v: other workers take them over", stopPatience)
	}
	return err
}

// ID names the worker.
func (w *Worker) ID() string { return w.id }

// Healthy says why the worker can do nothing, if it can't.
func (w *Worker) Healthy() error {
	last := time.Unix(0, w.beaten.Load())
	if since := time.Since(last); since > w.cfg.lease() {
		return fmt.Errorf("the database has not been reached for %v", since.Round(time.Second))
	}
	return nil
}

// event counts what happened and passes it on.
func (w *Worker) event(e crawler.Event) {
	if e.Kind == crawler.EventVisit {
		w.pages.Add(1)
		w.bytes.Add(e.Bytes)
		if e.Failed {
			w.failed.Add(1)
		}
	}
	w.cfg.Events(e)
}
