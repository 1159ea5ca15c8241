package fetch

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Bounds of the slowing down that a host's trouble brings.
const (
	slowStart   = time.Second
	slowMost    = 2 * time.Minute
	slowLatency = 1500 * time.Millisecond // an answer slower than this makes us wait as long again
	slowHalves  = 10 * time.Minute        // while a host isn't asked, half of the slowing down is forgotten
	downFor     = 10 * time.Minute        // how long a host that can't be reached is left alone
	stalest     = 25 * time.Hour          // a "not before" further ahead comes from a wrong clock
)

// BusyError is a request that was not sent because its host may not be asked
// for longer than a run wants to wait.
type BusyError struct {
	Host  string
	Until time.Time
}

func (e *BusyError) Error() string {
	return fmt.Sprintf("%s: not to be asked before %s", e.Host, e.Until.UTC().Format(time.RFC3339))
}

// gate lets requests to one host through, one at a time and with the delay
// between them, however many sites share the host.
type gate struct {
	host  string
	slots chan struct{}

	mu      sync.Mutex
	next    time.Time       // no request before
	slow    time.Duration   // what trouble has added to the delay
	crawl   time.Duration   // robots.txt's Crawl-delay
	proved  bool            // the host has answered in this run
	failing map[string]bool // pages that failed in this run
	bad     bool            // the last answer was none, or an error of the server
	failed  int             // connections in a row that came to nothing
	downErr error
	downTil time.Time
}

func newGate(host string, concurrency int) *gate {
	return &gate{host: host, slots: make(chan struct{}, max(concurrency, 1))}
}

// enter waits for a slot and for the host's time. The caller leaves.
func (g *gate) enter(ctx context.Context, quit <-chan struct{}, now func() time.Time, maxWait time.Duration) error {
	select {
	case g.slots <- struct{}{}:
	case <-quit:
		return ErrQuit
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	for {
		wait, err := g.wait(now(), maxWait)
		if err == nil && wait > 0 {
			err = sleep(ctx, quit, wait)
		}
		if err != nil {
			<-g.slots
			return err
		}
		if wait <= 0 {
			return nil
		}
	}
}

// wait says how long until the host may be asked, and takes the turn when
// that is now.
func (g *gate) wait(now time.Time, maxWait time.Duration) (time.Duration, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if left := g.downTil.Sub(now); g.downErr != nil && left > 0 && left <= downFor {
		return 0, g.downErr
	}
	d := g.next.Sub(now)
	if d > stalest {
		g.next, d = now, 0
	}
	if d > maxWait {
		return 0, &BusyError{Host: g.host, Until: g.next}
	}
	return d, nil
}

// result is how a request went, as far as the host's pace is concerned.
type result struct {
	url        string
	latency    time.Duration
	status     int
	retryAfter time.Duration
	err        error // of the network
	hostDown   bool
	stopped    bool // by us: says nothing about the host
}

// leave gives the slot back and sets the host's next time.
func (g *gate) leave(now time.Time, delay time.Duration, r result) {
	g.mu.Lock()
	defer func() { g.mu.Unlock(); <-g.slots }()
	if !r.stopped {
		g.judge(now, r)
	}
	d := max(delay, g.crawl, g.slow)
	if r.latency > slowLatency {
		d = max(d, min(r.latency, slowMost))
	}
	g.later(now.Add(d))
	if r.retryAfter > 0 {
		g.later(now.Add(r.retryAfter))
	}
}

// judge slows down after trouble and recovers after answers.
func (g *gate) judge(now time.Time, r result) {
	switch {
	case r.hostDown:
		g.failed++
		if !g.proved || g.failed > 1 {
			g.downErr, g.downTil = r.err, now.Add(downFor)
		}
		return
	case r.status == 429 || r.status == 503:
		g.slow = min(max(2*g.slow, slowStart), slowMost)
		g.bad = true
	case r.err != nil || r.status >= 500:
		g.pageFailed(r)
	default:
		g.bad = false
		g.slow = g.slow * 2 / 3
		if g.slow < slowStart/8 {
			g.slow = 0
		}
		g.proved = true
	}
	g.failed, g.downErr = 0, nil
}

// mostFailing bounds the pages that are kept in mind.
const mostFailing = 1000

// pageFailed slows down when pages fail one after the other. One page that
// fails each time it is tried says little of its host, and one among many that
// are answered hardly more.
func (g *gate) pageFailed(r result) {
	if r.url != "" {
		if g.failing[r.url] && g.proved {
			return
		}
		if g.failing == nil || len(g.failing) > mostFailing {
			g.failing = map[string]bool{}
		}
		g.failing[r.url] = true
	}
	least := slowStart
	if r.err == nil {
		least /= 2
	}
	switch {
	case !g.bad:
		g.slow = max(g.slow, least)
	case r.err != nil:
		g.slow = min(max(2*g.slow, least), slowMost)
	default:
		g.slow = min(max(g.slow*3/2, least), slowMost)
	}
	g.bad = true
}

func (g *gate) later(t time.Time) {
	if t.After(g.next) {
		g.next = t
	}
}

// pause is how long the host is left alone after a request that goes well.
func (g *gate) pause(delay time.Duration) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return max(delay, g.crawl, g.slow)
}

func (g *gate) setCrawlDelay(d time.Duration) {
	g.mu.Lock()
	g.crawl = d
	g.mu.Unlock()
}

func (g *gate) state() (next time.Time, slow time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.next, g.slow
}

// restore takes up what an earlier run left. Trouble of long ago says little
// of a host, and would make a run wait for minutes to find out that it's over.
func (g *gate) restore(now, next time.Time, slow time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if next.Sub(now) < stalest {
		g.next = next
	}
	g.slow = min(slow, slowMost)
	if rested := now.Sub(next); rested > 0 {
		g.slow >>= min(rested/slowHalves, 62)
	}
	if g.slow < slowStart/8 {
		g.slow = 0
	}
}

func sleep(ctx context.Context, quit <-chan struct{}, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-quit:
		return ErrQuit
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// addresses bounds the requests in flight to one address: hosts that share a
// server share its patience.
type addresses struct {
	mu    sync.Mutex
	of    map[string]string // host to the address that it was last reached at
	slots map[string]chan struct{}
}

// perAddress is how many requests one address gets at a time. Big sites'
// addresses are those of a delivery network and bear it.
const perAddress = 8

func newAddresses() *addresses {
	return &addresses{of: map[string]string{}, slots: map[string]chan struct{}{}}
}

func (a *addresses) note(host, address string) {
	a.mu.Lock()
	a.of[host] = address
	a.mu.Unlock()
}

// enter waits for a slot of the host's address, if that is known yet.
func (a *addresses) enter(ctx context.Context, host string) (leave func(), err error) {
	a.mu.Lock()
	addr, ok := a.of[host]
	if !ok {
		a.mu.Unlock()
		return func() {}, nil
	}
	s := a.slots[addr]
	if s == nil {
		s = make(chan struct{}, perAddress)
		a.slots[addr] = s
	}
	a.mu.Unlock()
	select {
	case s <- struct{}{}:
		return func() { <-s }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
