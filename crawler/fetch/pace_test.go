package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"copydesk/storage"
)

func TestDelayBetweenRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &web{hosts: map[string]http.Handler{"a.example": page("<p>x"), "b.example": page("<p>x")}}
		c := New(Config{Transport: w})
		p := &Policy{Delay: 10 * time.Second}
		start := time.Now()
		var wg sync.WaitGroup
		for _, u := range []string{"https://a.example/1", "https://a.example/2", "https://b.example/1"} {
			wg.Go(func() {
				if _, err := c.Get(t.Context(), Request{URL: u, Policy: p}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		// a: robots.txt, a page, a page; b at the same time.
		if took := time.Since(start); took != 20*time.Second {
			t.Errorf("took %v, want 20s", took)
		}
	})
}

func TestCrawlDelayWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				io.WriteString(w, "User-agent: *\nCrawl-delay: 30")
				return
			}
			page("x")(w, r)
		})}}
		c := New(Config{Transport: w})
		start := time.Now()
		for i := range 3 {
			if _, err := c.Get(t.Context(), Request{URL: fmt.Sprintf("https://a.example/%d", i), Policy: &Policy{Delay: time.Second}}); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 61*time.Second { // 1 s after robots.txt, which wasn't known yet
			t.Errorf("took %v, want 61s", took)
		}
	})
}

func TestRetryAfterHoldsTheHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, date := range []bool{false, true} {
			form := "7"
			if date {
				form = time.Now().Add(7 * time.Second).UTC().Format(http.TimeFormat)
			}
			answers := 0
			w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if answers++; answers == 1 {
					w.Header().Set("Retry-After", form)
					w.WriteHeader(429)
					return
				}
				page("x")(w, r)
			})}}
			store := &hosts{}
			c := New(Config{Transport: w, Hosts: store})
			p := &Policy{IgnoreRobots: true}
			_, err := c.Get(t.Context(), Request{URL: "https://a.example/1", Policy: p})
			var status *StatusError
			if !errors.As(err, &status) || status.Code != 429 || status.RetryAfter != 7*time.Second {
				t.Fatalf("Retry-After %q: %v", form, err)
			}
			start := time.Now()
			// Another run, with a store alone in common, waits as well.
			if _, err := New(Config{Transport: w, Hosts: store}).Get(t.Context(), Request{URL: "https://a.example/2", Policy: p}); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took != 7*time.Second {
				t.Errorf("Retry-After %q: asked again after %v", form, took)
			}
		}
	})
}

func TestSlowsDownAndRecovers(t *testing.T) {
	g := newGate("a.example", 1)
	now := time.Now()
	step := func(r result) time.Duration {
		g.slots <- struct{}{}
		g.leave(now, time.Second, r)
		d := g.next.Sub(now)
		now = g.next
		return d
	}
	if d := step(result{status: 200}); d != time.Second {
		t.Errorf("after an answer %v, want 1s", d)
	}
	for _, want := range []time.Duration{1, 2, 4, 8} {
		if d := step(result{status: 503}); d != want*time.Second {
			t.Errorf("after trouble %v, want %v", d, want*time.Second)
		}
	}
	if d := step(result{status: 200, latency: 6 * time.Second}); d != 6*time.Second {
		t.Errorf("after a slow answer %v, want 6s", d)
	}
	for range 20 {
		step(result{status: 200})
	}
	if d := step(result{status: 200}); d != time.Second {
		t.Errorf("recovered to %v, want 1s", d)
	}
	for range 20 {
		step(result{err: errIdle})
	}
	if d := step(result{err: errIdle}); d != slowMost {
		t.Errorf("slowed down to %v, want %v", d, slowMost)
	}
}

// TestOnePageIsNotItsHost has a page that fails each time it is tried, and one
// that fails among others: neither slows the host down for long.
func TestOnePageIsNotItsHost(t *testing.T) {
	g := newGate("a.example", 1)
	now := time.Now()
	step := func(r result) time.Duration {
		g.slots <- struct{}{}
		g.leave(now, 100*time.Millisecond, r)
		d := g.next.Sub(now)
		now = g.next
		return d
	}
	step(result{url: "/", status: 200})
	for range 10 {
		if d := step(result{url: "/slow", err: errIdle}); d > slowStart {
			t.Fatalf("one page that fails slows its host down to %v", d)
		}
	}
	for i := range 10 {
		step(result{url: fmt.Sprint("/good", i), status: 200})
		if d := step(result{url: fmt.Sprint("/bad", i), status: 500}); d > slowStart {
			t.Fatalf("every second page that fails slows the host down to %v", d)
		}
	}
	for i := range 20 {
		step(result{url: fmt.Sprint("/gone", i), err: errIdle})
	}
	if d := step(result{url: "/last", err: errIdle}); d != slowMost {
		t.Errorf("20 pages that fail one after the other slow it down to %v, want %v", d, slowMost)
	}
}

func TestHostDownCostsOneTry(t *testing.T) {
	c := New(Config{AllowPrivate: []string{"127.0.0.1"}})
	start := time.Now()
	for i := range 5 {
		_, err := c.Get(t.Context(), Request{URL: fmt.Sprintf("http://127.0.0.1:1/%d", i)})
		var netErr *NetError
		if !errors.As(err, &netErr) || netErr.Op != "connect" || !netErr.HostDown() {
			t.Fatalf("got %v", err)
		}
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestBusyHostIsGivenBack(t *testing.T) {
	store := &hosts{}
	until := time.Now().Add(time.Hour)
	if err := store.SaveHost(t.Context(), storage.Host{Host: "a.example", NextAllowed: until}); err != nil {
		t.Fatal(err)
	}
	c := New(Config{Transport: &web{}, Hosts: store})
	_, err := c.Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
	var busy *BusyError
	if !errors.As(err, &busy) || !busy.Until.Equal(until) {
		t.Errorf("got %v", err)
	}
}

func TestStoredTimeFromAWrongClock(t *testing.T) {
	store := &hosts{}
	if err := store.SaveHost(t.Context(), storage.Host{Host: "a.example", NextAllowed: time.Now().AddDate(20, 0, 0)}); err != nil {
		t.Fatal(err)
	}
	c := New(Config{Transport: &web{hosts: map[string]http.Handler{"a.example": page("x")}}, Hosts: store})
	if _, err := c.Get(t.Context(), Request{URL: "https://a.example/"}); err != nil {
		t.Error(err)
	}
}

func TestSharedAddressIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAddresses()
		var mu sync.Mutex
		inFlight, most := 0, 0
		var wg sync.WaitGroup
		for i := range 30 {
			host := fmt.Sprintf("h%d.example", i)
			a.note(host, "93.184.216.34")
			wg.Go(func() {
				leave, err := a.enter(t.Context(), host)
				if err != nil {
					t.Error(err)
					return
				}
				defer leave()
				mu.Lock()
				inFlight++
				most = max(most, inFlight)
				mu.Unlock()
				time.Sleep(time.Second)
				mu.Lock()
				inFlight--
				mu.Unlock()
			})
		}
		wg.Wait()
		if most != perAddress {
			t.Errorf("%d at a time, want %d", most, perAddress)
		}
	})
}
