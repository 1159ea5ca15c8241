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
	sites hand[postgres.Ticket]
	parts hand[postgres.PartTicket]

	mu      sync.Mutex
	until   time.Time
	stopped bool
	halt    chan struct{} // closed when the worker is to stop
}

func newHoldings(lease time.Duration) *holdings {
	return &holdings{lease: lease, halt: make(chan struct{})}
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

// dropAll lets everything go.
func (h *holdings) dropAll(why error) {
	h.sites.dropAll(why)
	h.parts.dropAll(why)
}

// stop lets everything go in order, and what may still come.
func (h *holdings) stop(why error) {
	h.mu.Lock()
	if !h.stopped {
		h.stopped = true
		close(h.halt)
	}
	h.mu.Unlock()
	h.sites.stop(why)
	h.parts.stop(why)
}

// hand is what of one kind is held, by ticket.
type hand[T comparable] struct {
	mu      sync.Mutex
	held    map[T]context.CancelCauseFunc
	stopped error
}

// take notes a ticket; the context ends when what it is for is to be let go.
func (h *hand[T]) take(ctx context.Context, t T) (held context.Context, release func()) {
	held, cancel := context.WithCancelCause(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped != nil {
		cancel(h.stopped)
	}
	if h.held == nil {
		h.held = map[T]context.CancelCauseFunc{}
	}
	h.held[t] = cancel
	return held, func() {
		cancel(nil)
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.held, t)
	}
}

func (h *hand[T]) tickets() []T {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Collect(maps.Keys(h.held))
}

// drop lets go of what is held by that ticket.
func (h *hand[T]) drop(t T, why error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if cancel := h.held[t]; cancel != nil {
		cancel(why)
	}
}

func (h *hand[T]) dropAll(why error) {
	for _, t := range h.tickets() {
		h.drop(t, why)
	}
}

// stop is dropAll for what may still come, too.
func (h *hand[T]) stop(why error) {
	h.mu.Lock()
	if h.stopped == nil {
		h.stopped = why
	}
	h.mu.Unlock()
	h.dropAll(why)
}
