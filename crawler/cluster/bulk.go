package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"copydesk/storage/postgres"
)

// Bulk does a part of bulk work: what its payload says. It returns what is
// left when until has come, nil when that was all; result is what came of the
// part so far, and is handed in again with what is left. A part may be done
// twice, from where it was last saved.
type Bulk func(ctx context.Context, payload, result json.RawMessage, until time.Time) (left, sum json.RawMessage, err error)

// Bounds of bulk work.
const (
	queueBulk  = "bulk"
	bulkTries  = 3
	bulkAgain  = 2 * time.Second
	bulkPace   = 20 * time.Second // how often a part saves how far it is
	bulkStuck  = 10 * time.Minute // that a part may take between two saves
	bulkLookAt = 500 * time.Millisecond

	// Parts of lost workers come before the others: they have waited already.
	bulkPriority     = 2
	bulkBackPriority = 1
)

// bulkArgs is a part of bulk work.
type bulkArgs struct {
	Work   string `json:"work"`
	Run    string `json:"run"`
	Part   int    `json:"part"`
	Ticket int64  `json:"ticket,omitempty"`
}

// Kind implements river.JobArgs.
func (bulkArgs) Kind() string { return "bulk" }

// bulkWorker does parts of bulk work.
type bulkWorker struct {
	river.WorkerDefaults[bulkArgs]
	w *Worker
}

// Timeout implements river.Worker.
func (b *bulkWorker) Timeout(*river.Job[bulkArgs]) time.Duration { return bulkStuck }

// NextRetry implements river.Worker: what failed may do on another worker.
func (b *bulkWorker) NextRetry(job *river.Job[bulkArgs]) time.Time {
	return time.Now().Add(time.Duration(job.Attempt) * bulkAgain)
}

// Work implements river.Worker.
func (b *bulkWorker) Work(ctx context.Context, job *river.Job[bulkArgs]) error {
	do := b.w.cfg.Bulk[job.Args.Work]
	if do == nil {
		return river.JobSnooze(time.Minute) // for a worker that knows how
	}
	if err := b.w.held.valid(); err != nil {
		return err // the part is taken back: nothing was begun
	}
	t := postgres.PartTicket{Run: job.Args.Run, Part: job.Args.Part, Number: job.Args.Ticket, Work: job.Args.Work}
	p, err := b.w.store.TakePart(ctx, t, b.w.id)
	if errors.Is(err, postgres.ErrStale) {
		return nil // handed on, or done already
	}
	if err != nil {
		return err
	}
	held, release := b.w.held.parts.take(ctx, t)
	defer release()
	left, sum, err := do(held, p.Payload, p.Result, time.Now().Add(bulkPace))
	switch {
	case err == nil:
		p.Result, p.Done = sum, left == nil
		if left != nil {
			p.Payload = left
		}
	case held.Err() == nil && job.Attempt >= bulkTries:
		p.Done, p.Error = true, err.Error()
	}
	serr := b.w.store.SavePart(context.WithoutCancel(ctx), p)
	switch {
	case errors.Is(serr, postgres.ErrStale):
		return nil // another worker has it
	case err != nil && !p.Done, serr != nil:
		return errors.Join(err, serr)
	case !p.Done:
		return river.JobSnooze(0)
	}
	return nil
}

// bulkJobs are parts as jobs of the queue.
func bulkJobs(tickets []postgres.PartTicket) []river.InsertManyParams {
	params := make([]river.InsertManyParams, len(tickets))
	for i, t := range tickets {
		priority := bulkPriority
		if t.Back {
			priority = bulkBackPriority
		}
		params[i] = river.InsertManyParams{
			Args:       bulkArgs{Work: t.Work, Run: t.Run, Part: t.Part, Ticket: t.Number},
			InsertOpts: &river.InsertOpts{Queue: queueBulk, MaxAttempts: bulkTries, Priority: priority},
		}
	}
	return params
}

// enqueueParts makes a postgres.EnqueueParts of an end of the queue.
func enqueueParts(client *river.Client[pgx.Tx]) postgres.EnqueueParts {
	return func(ctx context.Context, tx pgx.Tx, tickets []postgres.PartTicket) ([]int64, error) {
		return insertJobs(ctx, client, tx, bulkJobs(tickets))
	}
}

// RunBulk has workers do a run of bulk work and waits until it is done; a run
// that goes on already is only waited for. told is called with the parts that
// are done, now and then. When the context ends the workers go on.
func RunBulk(ctx context.Context, store *postgres.Store, work, run string, payloads []json.RawMessage, told func(done, all int)) ([]postgres.Part, error) {
	if err := Prepare(ctx, store); err != nil {
		return nil, err
	}
	client, err := newInserter(store, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	if _, err := store.BeginBulk(ctx, work, run, payloads, enqueueParts(client)); err != nil {
		return nil, err
	}
	return waitBulk(ctx, store, run, told)
}

func waitBulk(ctx context.Context, store *postgres.Store, run string, told func(done, all int)) ([]postgres.Part, error) {
	for last := -1; ; {
		parts, err := store.BulkParts(ctx, run)
		if err != nil {
			return nil, err
		}
		done := 0
		for _, p := range parts {
			if p.Done {
				done++
			}
		}
		if done != last {
			told(done, len(parts))
			last = done
		}
		if done == len(parts) {
			return parts, nil
		}
		select {
		case <-time.After(bulkLookAt):
		case <-ctx.Done():
			return nil, fmt.Errorf("%w: the workers go on; the same command waits for them again", context.Cause(ctx))
		}
	}
}

// bulkSlots is how many parts a worker does at a time.
func bulkSlots() int { return runtime.GOMAXPROCS(0) }
