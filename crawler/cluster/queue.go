package cluster

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"copydesk/storage/postgres"
)

// The queues. Sites that were taken back have slots of their own, so that they
// don't wait until the slices in hand are over or a backlog is worked off. Those
// that are crawled in a process of their own are few at a time: each takes the
// memory of a worker.
const (
	queueCrawl    = "crawl"
	queueTakeover = "takeover"
	queueAlone    = "alone"
)

// Times of the queue.
const (
	scheduleEvery = 5 * time.Second  // that sites are looked for that are due, at the least
	leadEvery     = 10 * time.Second // that the leader is told so
	dueBatch      = 500              // sites put into the queue in one transaction
	hostBusyWait  = 5 * time.Second  // for a site whose host is being crawled for another
	stopSlack     = 30 * time.Second // that a slice may take to end
	keepDone      = time.Hour        // jobs that are done, for people who look
	aloneSlots    = 2

	// Jobs are told of by NOTIFY; looking is for when that was lost, or left out
	// because another job of the queue was told of just before: a site that has
	// more to crawl would wait so long. Looking every second at each queue, as
	// River does by itself, was a tenth of all CPU at thirty pages a second.
	// What was taken back has its time to keep to (see takeoverPoll).
	pollEvery = 10 * time.Second
)

// crawlArgs is a slice of a site's crawl.
type crawlArgs struct {
	Site   string `json:"site"`
	Ticket int64  `json:"ticket"`
	Alone  bool   `json:"alone,omitempty"` // in a process of its own
}

// Kind implements river.JobArgs.
func (crawlArgs) Kind() string { return "crawl_site" }

// Prepare brings the queue's own tables up to date.
func Prepare(ctx context.Context, store *postgres.Store) error {
	m, err := migrator(store)
	if err != nil {
		return err
	}
	return store.Migrating(ctx, func(ctx context.Context) error {
		_, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
}

func migrator(store *postgres.Store) (*rivermigrate.Migrator[pgx.Tx], error) {
	return rivermigrate.New(riverpgxv5.New(store.Pool()), &rivermigrate.Config{Logger: quietLog(slog.New(slog.DiscardHandler))})
}

// Schema says how many steps of the queue's tables are there, and how many
// this program knows.
func Schema(ctx context.Context, store *postgres.Store) (have, know int, err error) {
	m, err := migrator(store)
	if err != nil {
		return 0, 0, err
	}
	versions, err := m.ExistingVersions(ctx)
	return len(versions), len(m.AllVersions()), err
}

// newClient makes the worker's end of the queue.
func newClient(store *postgres.Store, w *Worker) (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &siteWorker{w: w})
	river.AddWorker(workers, &bulkWorker{w: w})
	timeout := w.cfg.Slice + stopSlack
	client, err := river.NewClient(riverpgxv5.New(store.Pool()), &river.Config{
		ID:      w.id,
		Logger:  quietLog(w.cfg.Log),
		Workers: workers,
		Queues: map[string]river.QueueConfig{
			queueCrawl:    {MaxWorkers: w.cfg.Slots},
			queueTakeover: {MaxWorkers: w.cfg.Slots, FetchPollInterval: w.cfg.takeoverPoll()},
			queueAlone:    {MaxWorkers: aloneSlots},
			queueBulk:     {MaxWorkers: bulkSlots()},
		},
		FetchPollInterval:           pollEvery,
		JobTimeout:                  timeout,
		RescueStuckJobsAfter:        timeout + time.Minute, // only tidies up: sites are taken back long before
		CompletedJobRetentionPeriod: keepDone,
		// Only the leader is asked for jobs like this one. None is made: that is a
		// dozen statements, where there is most often nothing to do.
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(leadEvery), func() (river.JobArgs, *river.InsertOpts) {
			w.lead()
			return nil, nil
		}, &river.PeriodicJobOpts{RunOnStart: true})},
	})
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	return client, nil
}

// takeoverPoll is how often what was taken back is looked for in the queue: so
// that it is found in time when NOTIFY was lost, with a tenth that River adds.
func (c *Config) takeoverPoll() time.Duration { return max(2*c.beat(), time.Second) }

// newInserter makes an end of the queue that only puts jobs in.
func newInserter(store *postgres.Store, log *slog.Logger) (*river.Client[pgx.Tx], error) {
	client, err := river.NewClient(riverpgxv5.New(store.Pool()), &river.Config{Logger: quietLog(log)})
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	return client, nil
}

// enqueue implements postgres.Enqueue.
func (w *Worker) enqueue(ctx context.Context, tx pgx.Tx, tickets []postgres.Ticket) ([]int64, error) {
	params := make([]river.InsertManyParams, len(tickets))
	for i, t := range tickets {
		alone := t.Crashes >= suspectCrashes && w.cfg.Alone != nil
		queue := queueCrawl
		switch {
		case alone:
			queue = queueAlone
		case t.Back:
			queue = queueTakeover
		}
		params[i] = river.InsertManyParams{
			Args: crawlArgs{Site: t.SiteID, Ticket: t.Number, Alone: alone},
			// A ticket is good for one try: the next one comes with a new ticket.
			InsertOpts: &river.InsertOpts{Queue: queue, MaxAttempts: 1},
		}
	}
	return insertJobs(ctx, w.client, tx, params)
}

// insertJobs puts jobs into the queue and gives their numbers.
func insertJobs(ctx context.Context, client *river.Client[pgx.Tx], tx pgx.Tx, jobs []river.InsertManyParams) ([]int64, error) {
	results, err := client.InsertManyTx(ctx, tx, jobs)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(results))
	for i, r := range results {
		ids[i] = r.Job.ID
	}
	return ids, nil
}

// quietLog lets through what of the queue's talk is trouble.
func quietLog(log *slog.Logger) *slog.Logger {
	return slog.New(&warnings{log.Handler()})
}

type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (h *warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}

// WithAttrs implements slog.Handler.
func (h *warnings) WithAttrs(a []slog.Attr) slog.Handler { return &warnings{h.Handler.WithAttrs(a)} }

// WithGroup implements slog.Handler.
func (h *warnings) WithGroup(n string) slog.Handler { return &warnings{h.Handler.WithGroup(n)} }
