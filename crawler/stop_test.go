package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"copydesk/storage"
	"copydesk/storage/sqlite"
)

func TestStopFinishesWhatIsInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSite("a.example", 30, in2026)
		store := openStore(t)
		ctx, cancel := context.WithCancelCause(t.Context())
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if strings.Contains(r.URL.Path, "decision") && len(s.hits) > 12 {
				cancel(errors.New("asked to stop"))
				time.Sleep(3 * time.Second) // still on its way when the signal comes
			}
			return false
		}
		start := time.Now()
		stopped := make(chan time.Time, 1)
		context.AfterFunc(ctx, func() { stopped <- time.Now() })
		sum, err := Run(ctx, oneSite(t, plainEntry), store, Options{Now: in2026, Transport: fakeWeb{"a.example": s}})
		if err != nil || !sum.Stopped {
			t.Fatalf("%+v, %v", sum, err)
		}
		if d := time.Since(<-stopped); d > 10*time.Second || time.Since(start) < 10*time.Second {
			t.Errorf("ended %v after the signal", d)
		}
		good := 0
		for _, h := range s.hits {
			if h.status == 200 && strings.Contains(h.path, "decision") {
				good++
			}
		}
		if got := storedArticles(t, store); len(got) != good || good == 30 {
			t.Errorf("%d pages came and %d articles are stored", good, len(got))
		}
		s.before = nil
		if _, err := Run(t.Context(), oneSite(t, plainEntry), store, Options{Now: in2026, Transport: fakeWeb{"a.example": s}}); err != nil {
			t.Fatal(err)
		}
		if got := storedArticles(t, store); len(got) != 30 {
			t.Errorf("%d articles after the next run", len(got))
		}
	})
}

func TestDeadline(t *testing.T) {
	inBubble(t, 100, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		start := time.Now()
		sum := run(Options{Deadline: in2026().Add(30 * time.Second)}, plainEntry)
		if took := time.Since(start); !sum.DeadlineReached || took > 40*time.Second || took < 29*time.Second {
			t.Errorf("took %v, %+v", took, sum)
		}
	})
}

// A run in parts, each too short for more than the home page and the sections of
// a slow host, gets to the articles all the same.
func TestPartsOfARun(t *testing.T) {
	inBubble(t, 10, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		const entry = "  - {id: a, home: https://a.example/, delay: 1m, discover: {pages: [https://a.example/world, https://a.example/sport], sitemaps: off, feeds: off}}\n"
		begun := in2026()
		for range 8 {
			run(Options{Deadline: in2026().Add(150 * time.Second), Begun: begun, MaxWait: 2 * time.Minute}, entry)
			time.Sleep(time.Minute)
		}
		if n := len(storedArticles(t, store)); n < 5 {
			t.Errorf("%d articles after 8 parts; asked for %v", n, s.hits)
		}
		home := 0
		for _, h := range s.hits {
			if h.path == "/" {
				home++
			}
		}
		if home != 1 {
			t.Errorf("the home page was asked for %d times", home)
		}
	})
}

// failingStore stops saving after some visits.
type failingStore struct {
	*sqlite.Store
	left int
}

func (s *failingStore) Save(ctx context.Context, v *storage.Visit) (storage.Saved, error) {
	if s.left--; s.left < 0 {
		return storage.Saved{}, fmt.Errorf("save: %w", storage.ErrFull)
	}
	return s.Store.Save(ctx, v)
}

func TestFullDiskEndsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSite("a.example", 30, in2026)
		store := &failingStore{Store: openStore(t), left: 8}
		_, err := Run(t.Context(), oneSite(t, plainEntry), store, Options{Now: in2026, Transport: fakeWeb{"a.example": s}})
		if !errors.Is(err, storage.ErrFull) {
			t.Errorf("got %v", err)
		}
		if len(s.hits) > 20 {
			t.Errorf("%d requests although nothing can be saved", len(s.hits))
		}
	})
}
