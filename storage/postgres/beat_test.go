package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"copydesk/storage/storagetest/pgserver"
)

// jobless is a queue that takes everything and does nothing.
func jobless[T any](_ context.Context, _ pgx.Tx, tickets []T) ([]int64, error) {
	return make([]int64, len(tickets)), nil
}

// One heartbeat tells a worker what it still has and what else there is to do.
func TestBeat(t *testing.T) {
	s := openTest(t, pgserver.Shared(t).Database(t), Options{})
	ctx := t.Context()
	for i, id := range []string{"kept", "paused", "other's", "removed"} {
		if _, err := s.PutCrawl(ctx, id, fmt.Sprint("host", i), "entry"); err != nil {
			t.Fatal(err)
		}
	}
	beat := func(sites []Ticket, parts ...PartTicket) Pulse {
		t.Helper()
		p, err := s.Beat(ctx, Worker{ID: "w"}, time.Minute, sites, parts)
		if err != nil {
			t.Fatal(err)
		}
		bySite := func(a, b Ticket) int { return strings.Compare(a.SiteID, b.SiteID) }
		slices.SortFunc(p.Sites, bySite)
		slices.SortFunc(p.Paused, bySite)
		return p
	}
	if p := beat(nil); !cmp.Equal(p, Pulse{Due: true}) {
		t.Errorf("with four sites that are due: %+v", p)
	}
	if n, err := s.EnqueueDue(ctx, 9, jobless[Ticket]); err != nil || n != 4 {
		t.Fatalf("%d, %v", n, err)
	}
	mine := []Ticket{{SiteID: "kept", Number: 1}, {SiteID: "paused", Number: 1}, {SiteID: "other's", Number: 1}, {SiteID: "removed", Number: 1}}
	for i, worker := range []string{"w", "w", "x", "w"} {
		if _, err := s.TakeCrawl(ctx, mine[i], worker); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Pause(ctx, "paused", true); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveCrawl(ctx, "removed"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BeginBulk(ctx, "work", "run", []json.RawMessage{[]byte("0"), []byte("1")}, jobless[PartTicket]); err != nil {
		t.Fatal(err)
	}
	part := PartTicket{Run: "run", Part: 1}
	if _, err := s.TakePart(ctx, part, "w"); err != nil {
		t.Fatal(err)
	}
	older := Ticket{SiteID: "kept", Number: 0}
	want := Pulse{Sites: []Ticket{mine[0], mine[1], mine[3]}, Paused: []Ticket{mine[1], mine[3]}, Parts: []PartTicket{part}}
	if diff := cmp.Diff(want, beat(append(mine, older), part, PartTicket{Run: "run"})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s.mustExec(t, `UPDATE crawls SET beat_at = now() - interval '2 minutes'`)
	s.mustExec(t, `UPDATE bulk SET queued_at = now() - interval '2 minutes'`)
	if p := beat(nil); !p.LostSites || !p.LostParts {
		t.Errorf("after two minutes without a word: %+v", p)
	}
}
