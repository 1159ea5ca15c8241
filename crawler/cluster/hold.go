package cluster

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"copydesk/storage"
	"copydesk/storage/postgres"
)

// errPaused ends a site's crawl that a person has paused or removed.
var errPaused = errors.New("the site was paused")

// holdings are the sites and the parts of bulk work in a worker's hands, and
// until when it may believe that they are.
type holdings struct {
	lease time.Duration

	mu      sync.Mutex
	sites   map[string]*holding
	parts   map[postgres.PartTicket]context.CancelCauseFunc
	until   time.Time
	stopped error
	halt    chan struct{} // closed when the worker is to stop
}

// holding is one of them.
type holding struct {
	ticket postgres.Ticket
	cancel context.CancelCauseFunc
}

func newHoldings(lease time.Duration) *holdings {
	return &holdings{lease: lease, sites: map[string]*holding{}, parts: map[postgres.PartTicket]context.CancelCauseFunc{}, halt: make(chan struct{})}
}

// renew notes a heartbeat that was begun at a time and came through. The time
// is kept with and without the monotonic clock: one stands still while a
// machine sleeps, the other may be set.
func (h *holdings) renew(begun time.Time) {
	h.mu.Lock()
	h.until = begun.Add(h.lease)
	h.mu.Unlock()
}

// valid says why nothing may be asked for any more in the name of the sites.
func (h *holdings) valid() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	if now.Before(h.until) && now.Round(0).Before(h.until.Round(0)) {
		return nil
	}
	return fmt.Errorf("no heartbeat came through for %v: %w", h.lease, storage.ErrFenced)
}

// take notes a site; the context ends when it is to be let go.
func (h *holdings) take(ctx context.Context, t postgres.Ticket) (held context.Context, release func()) {
	held, cancel := context.WithCancelCause(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped != nil {
		cancel(h.stopped)
	}
	mine := &holding{t, cancel}
	h.sites[t.SiteID] = mine
	return held, func() {
		cancel(nil)
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.sites[t.SiteID] == mine {
			delete(h.sites, t.SiteID)
		}
	}
}

// may is asked before each request for a site.
func (h *holdings) may(held context.Context) error {
	if err := h.valid(); err != nil {
		return err
	}
	if cause := context.Cause(held); errors.Is(cause, storage.ErrFenced) {
		return cause
	}
	return nil
}

func (h *holdings) tickets() []postgres.Ticket {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]postgres.Ticket, 0, len(h.sites))
	for _, s := range h.sites {
		out = append(out, s.ticket)
	}
	return out
}

// drop lets a site go, if it is still held with that ticket.
func (h *holdings) drop(t postgres.Ticket, why error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := h.sites[t.SiteID]; s != nil && s.ticket.Number == t.Number {
		s.cancel(why)
	}
}

// takePart notes a part of bulk work; the context ends when it is to be let go.
func (h *holdings) takePart(ctx context.Context, t postgres.PartTicket) (held context.Context, release func()) {
	held, cancel := context.WithCancelCause(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped != nil {
		cancel(h.stopped)
	}
	h.parts[t] = cancel
	return held, func() {
		cancel(nil)
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.parts, t)
	}
}

func (h *holdings) partTickets() []postgres.PartTicket {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Collect(maps.Keys(h.parts))
}

// dropPart lets a part go.
func (h *holdings) dropPart(t postgres.PartTicket, why error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if cancel := h.parts[t]; cancel != nil {
		cancel(why)
	}
}

// dropAll lets everything go.
func (h *holdings) dropAll(why error) {
	for _, t := range h.tickets() {
		h.drop(t, why)
	}
	for _, t := range h.partTickets() {
		h.dropPart(t, why)
	}
}

// stop lets everything go in order, and what may still come.
func (h *holdings) stop(why error) {
	h.mu.Lock()
	if h.stopped == nil {
		h.stopped = why
		close(h.halt)
	}
	h.mu.Unlock()
	h.dropAll(why)
}
