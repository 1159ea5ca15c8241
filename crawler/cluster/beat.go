package cluster

import (
	"context"
	"math"
	"os"
	"slices"
	"time"

	"copydesk/storage"
	"copydesk/storage/postgres"
)

// beatLoop says again and again that the worker is there. When it can't for
// the length of its lease it lets its sites go: by the time that others take
// them over it asks for nothing any more.
func (w *Worker) beatLoop(ctx context.Context) {
	every(ctx, w.cfg.beat(), func() {
		if err := w.beat(ctx); err != nil && ctx.Err() == nil {
			w.cfg.Log.WarnContext(ctx, "heartbeat failed", "worker", w.id, "error", err)
		}
		if err := w.held.valid(); err != nil {
			w.held.dropAll(err)
		}
	})
}

// every does something again and again until the context ends.
func every(ctx context.Context, pause time.Duration, do func()) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			do()
		case <-ctx.Done():
			return
		}
	}
}

// beat is one heartbeat. It gives up when the next one is due.
func (w *Worker) beat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, max(w.cfg.beat(), time.Second))
	defer cancel()
	sites, parts := w.held.sites.tickets(), w.held.parts.tickets()
	begun := time.Now()
	host, _ := os.Hostname() // for people
	pulse, err := w.store.Beat(ctx, postgres.Worker{
		ID: w.id, Host: host, PID: os.Getpid(), Version: w.cfg.Version, Slots: w.cfg.Slots,
		Pages: w.pages.Load(), Bytes: w.bytes.Load(), Failed: w.failed.Load(), Rate: w.rate.now(w.pages.Load(), begun),
	}, w.cfg.silent(), sites, parts)
	if err != nil {
		return err
	}
	w.held.renew(begun)
	w.beaten.Store(begun.UnixNano())
	for _, t := range sites {
		if !slices.Contains(pulse.Sites, t) {
			w.held.sites.drop(t, storage.ErrFenced)
		}
	}
	for _, t := range pulse.Paused {
		w.held.sites.drop(t, errPaused)
	}
	for _, t := range parts {
		if !slices.Contains(pulse.Parts, postgres.PartTicket{Run: t.Run, Part: t.Part, Number: t.Number}) {
			w.held.parts.drop(t, storage.ErrFenced)
		}
	}
	pulse.Due = pulse.Due && w.leads()
	if pulse.LostSites || pulse.LostParts || pulse.Due {
		w.look(pulse)
	}
	return nil
}

// look has lookLoop see to what a heartbeat brought. When it is at work
// already, the next heartbeat says it again.
func (w *Worker) look(p postgres.Pulse) {
	select {
	case w.found <- p:
	default:
	}
}

// lookLoop takes back what workers that are gone had in hand, and puts what is
// due into the queue. The first every worker does: it must not wait until a
// leader is found.
func (w *Worker) lookLoop(ctx context.Context) {
	for {
		var p postgres.Pulse
		select {
		case p = <-w.found:
		case <-ctx.Done():
			return
		}
		var err error
		if p.LostSites {
			err = w.takeBack(ctx)
		}
		if err == nil && p.LostParts {
			err = w.takeBackParts(ctx)
		}
		if err == nil && p.Due {
			err = w.enqueueDue(ctx)
		}
		if err != nil && ctx.Err() == nil {
			w.cfg.Log.WarnContext(ctx, "what is due, or was lost with workers, is not put into the queue", "error", err)
		}
	}
}

// lead is called on one of the workers every few seconds: on the one that the
// queue has elected leader.
func (w *Worker) lead() {
	began := !w.leads()
	w.led.Store(time.Now().UnixNano())
	if began { // there is no heartbeat to wait for
		w.look(postgres.Pulse{Due: true})
	}
}

// leads says whether this worker is the leader, or was just now. Two that
// think so do no harm: each finds what the other has not.
func (w *Worker) leads() bool { return time.Since(time.Unix(0, w.led.Load())) < 3*leadEvery }

// enqueueDue puts the sites that are due into the queue.
func (w *Worker) enqueueDue(ctx context.Context) error {
	for {
		n, err := w.store.EnqueueDue(ctx, dueBatch, w.enqueue)
		if err != nil || n < dueBatch {
			return err
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
