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

	"copydesk/storage"
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
	bulkStuck  = 10 * time.Minute // that a part may take
	bulkLookAt = 500 * time.Millisecond
)

// bulkArgs is a part of bulk work.
type bulkArgs struct {
	Work string `json:"work"`
	Run  string `json:"run"`
	Part int    `json:"part"`
}

// Kind implements river.JobArgs.
func (bulkArgs) Kind() string { return "bulk" }

// bulkWorker does parts of bulk work.
type bulkWorker struct {
	river.WorkerDefaults[bulkArgs]
	w *Worker
}

// Timeout implements river.Worker. A part of a worker that is gone is given to
// another one once this time is over and River has noticed.
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
	p, err := b.w.store.BulkPart(ctx, job.Args.Run, job.Args.Part)
	if errors.Is(err, storage.ErrNotFound) || err == nil && p.Done {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := b.w.untilStopped(ctx)
	defer cancel()
	left, sum, err := do(ctx, p.Payload, p.Result, time.Now().Add(bulkPace))
	switch {
	case err != nil && ctx.Err() == nil && job.Attempt >= bulkTries:
		p.Done, p.Error = true, err.Error()
	case err != nil:
		return err
	default:
		p.Result, p.Done = sum, left == nil
		if left != nil {
			p.Payload = left
		}
	}
	if err := b.w.store.SaveBulk(context.WithoutCancel(ctx), p); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	if !p.Done {
		return river.JobSnooze(0)
	}
	return nil
}

// untilStopped is a context that ends when the worker is to stop.
func (w *Worker) untilStopped(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-w.held.halt:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
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
	_, err = store.BeginBulk(ctx, run, payloads, func(ctx context.Context, tx pgx.Tx, parts int) error {
		params := make([]river.InsertManyParams, parts)
		for i := range params {
			params[i] = river.InsertManyParams{Args: bulkArgs{Work: work, Run: run, Part: i}, InsertOpts: &river.InsertOpts{Queue: queueBulk, MaxAttempts: bulkTries}}
		}
		if parts == 0 {
			return nil
		}
		_, err := client.InsertManyTx(ctx, tx, params)
		return err
	})
	if err != nil {
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
