package cluster

import (
	"context"
	"math"
	"os"
	"time"

	"copydesk/storage"
	"copydesk/storage/postgres"
)

// beatLoop says again and again that the worker is there. When it can't for
// the length of its lease it lets its sites go: by the time that others take
// them over it asks for nothing any more.
func (w *Worker) beatLoop(ctx context.Context) {
	tick := time.NewTicker(w.cfg.beat())
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if err := w.beat(ctx); err != nil && ctx.Err() == nil {
			w.cfg.Log.WarnContext(ctx, "heartbeat failed", "worker", w.id, "error", err)
		}
		if err := w.held.valid(); err != nil {
			w.held.dropAll(err)
		}
	}
}

// beat is one heartbeat. It gives up when the next one is due.
func (w *Worker) beat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, max(w.cfg.beat(), time.Second))
	defer cancel()
	mine, parts := w.held.tickets(), w.held.partTickets()
	begun := time.Now()
	host, _ := os.Hostname() // for people
	kept, paused, err := w.store.Beat(ctx, postgres.Worker{
		ID: w.id, Host: host, PID: os.Getpid(), Version: w.cfg.Version, Slots: w.cfg.Slots,
		Pages: w.pages.Load(), Bytes: w.bytes.Load(), Failed: w.failed.Load(), Rate: w.rate.now(w.pages.Load(), begun),
	}, mine)
	var lost []postgres.PartTicket
	if err == nil && len(parts) > 0 {
		lost, err = w.store.BeatParts(ctx, w.id, parts)
	}
	if err != nil {
		return err
	}
	w.held.renew(begun)
	for _, t := range lost {
		w.held.dropPart(t, storage.ErrFenced)
	}
	w.beaten.Store(begun.UnixNano())
	for _, t := range mine {
		if !kept[t.SiteID] {
			w.held.drop(t, storage.ErrFenced)
		}
	}
	for _, t := range mine {
		for _, id := range paused {
			if t.SiteID == id {
				w.held.drop(t, errPaused)
			}
		}
	}
	return nil
}

// takeBackLoop looks for what workers that are gone had in hand. Every worker
// does: this must not wait until a leader is found.
func (w *Worker) takeBackLoop(ctx context.Context) {
	tick := time.NewTicker(w.cfg.beat())
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		sites, parts, err := w.store.Lost(ctx, w.cfg.silent())
		if err == nil && sites {
			err = w.takeBack(ctx)
		}
		if err == nil && parts {
			err = w.takeBackParts(ctx)
		}
		if err != nil && ctx.Err() == nil {
			w.cfg.Log.WarnContext(ctx, "what lost workers had in hand is not looked for", "error", err)
		}
	}
}

func (w *Worker) takeBack(ctx context.Context) error {
	back, err := w.store.TakeBack(ctx, w.cfg.silent(), w.crashLimit(), w.enqueue)
	for _, t := range back {
		w.cfg.Log.WarnContext(ctx, "site taken back from a worker that is gone", "site", t.SiteID, "times", t.Crashes)
	}
	return err
}

// takeBackParts does the same for parts of bulk work.
func (w *Worker) takeBackParts(ctx context.Context) error {
	back, err := w.store.TakeBackParts(ctx, w.cfg.silent(), bulkTries, enqueueParts(w.client))
	for _, t := range back {
		w.cfg.Log.WarnContext(ctx, "part taken back from a worker that is gone", "run", t.Run, "part", t.Part)
	}
	return err
}

func (w *Worker) crashLimit() int {
	if w.cfg.Alone == nil {
		return asideCrashes
	}
	return aloneCrashes
}

// rateOver is the time over which a rate is smoothed.
const rateOver = time.Minute

// rate is how fast a count has grown of late. Only the heartbeat uses it.
type rate struct {
	at    time.Time
	count int64
	value float64
}

func (r *rate) now(count int64, at time.Time) float64 {
	since := at.Sub(r.at)
	if !r.at.IsZero() && since > 0 {
		share := 1 - math.Exp(-float64(since)/float64(rateOver))
		r.value += share * (float64(count-r.count)/since.Seconds() - r.value)
	}
	r.at, r.count = at, count
	return r.value
}
