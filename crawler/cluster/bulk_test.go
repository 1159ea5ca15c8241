package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"copydesk/storage"
	"copydesk/storage/postgres"
)

// hanging is the name of a worker that never comes to the end of a part.
const hanging = "hanging"

// testBulk is bulk work that says who did it.
func testBulk(name string) map[string]Bulk {
	return map[string]Bulk{"test": func(ctx context.Context, _, _ json.RawMessage, _ time.Time) (left, sum json.RawMessage, err error) {
		if name == hanging {
			<-ctx.Done()
			return nil, nil, context.Cause(ctx)
		}
		sum, err = json.Marshal(name)
		return nil, sum, err
	}}
}

func payloads(n int) []json.RawMessage {
	out := make([]json.RawMessage, n)
	for i := range out {
		out[i] = json.RawMessage(fmt.Sprint(i))
	}
	return out
}

// The parts of a worker that dies are taken over within the same bound as its
// sites.
func TestBulkTakeover(t *testing.T) {
	s := newStage(t, 1, 1, 0, "")
	p := pace{takeover: 6 * time.Second, slice: time.Minute, slots: 2}
	lost := startWorker(t, s.url, hanging, p)
	type answer struct {
		parts []postgres.Part
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		parts, err := RunBulk(t.Context(), s.store, "test", "a run", payloads(bulkSlots()+3), func(int, int) {})
		answers <- answer{parts, err}
	}()
	held := func() (n int) {
		err := s.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM bulk WHERE worker <> '' AND NOT done`).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	until(t, 30*time.Second, "the worker has its hands full", func() bool { return held() == bulkSlots() })
	startWorker(t, s.url, "heir", p)
	until(t, 30*time.Second, "the other parts are done", func() bool {
		parts, err := s.store.BulkParts(t.Context(), "a run")
		n := 0
		for i := range parts {
			if parts[i].Done {
				n++
			}
		}
		return err == nil && n == 3
	})
	lost.kill()
	killed := time.Now()
	select {
	case got := <-answers:
		t.Logf("%d parts taken over %v after the kill, bound %v", bulkSlots(), time.Since(killed).Round(100*time.Millisecond), p.takeover)
		for _, part := range got.parts {
			if string(part.Result) != `"heir"` || part.Error != "" {
				t.Errorf("part %d: %s, %s", part.Part, part.Result, part.Error)
			}
		}
		if got.err != nil {
			t.Error(got.err)
		}
	case <-time.After(p.takeover + 2*time.Second): // the run is looked at now and then
		t.Errorf("%d parts are not taken over %v after the kill", held(), time.Since(killed))
	}
}

// Who has lost a part changes nothing of it any more; a part that workers are
// lost with again and again is given up.
func TestBulkCrashLoop(t *testing.T) {
	s := newStage(t, 0, 0, 0, "")
	ctx := t.Context()
	if err := Prepare(ctx, s.store); err != nil {
		t.Fatal(err)
	}
	client, err := newInserter(s.store, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	enqueue := enqueueParts(client)
	if begun, err := s.store.BeginBulk(ctx, "test", "a run", payloads(1), enqueue); err != nil || !begun {
		t.Fatalf("%v, %v", begun, err)
	}
	ticket := postgres.PartTicket{Run: "a run", Work: "test"}
	for i := range bulkTries {
		p, err := s.store.TakePart(ctx, ticket, fmt.Sprint("worker", i))
		if err != nil || string(p.Payload) != "0" {
			t.Fatalf("take %d: %s, %v", i, p.Payload, err)
		}
		if _, err := s.store.TakePart(ctx, ticket, "another"); !errors.Is(err, postgres.ErrStale) {
			t.Errorf("a part that is worked on is given to another worker: %v", err)
		}
		back, err := s.store.TakeBackParts(ctx, 0, bulkTries, enqueue)
		if err != nil || len(back) != 1 && i < bulkTries-1 {
			t.Fatalf("taken back: %v, %v", back, err)
		}
		p.Done = true
		if err := s.store.SavePart(ctx, p); !errors.Is(err, postgres.ErrStale) {
			t.Errorf("a worker that lost a part saves it: %v", err)
		}
		pulse, err := s.store.Beat(ctx, postgres.Worker{ID: fmt.Sprint("worker", i)}, time.Minute, nil, []postgres.PartTicket{ticket})
		if err != nil || len(pulse.Parts) != 0 {
			t.Errorf("a worker that lost a part is not told: %v, %v", pulse.Parts, err)
		}
		ticket.Number++
	}
	parts, err := s.store.BulkParts(ctx, "a run")
	if err != nil || len(parts) != 1 || !parts[0].Done || !strings.Contains(parts[0].Error, "it ended 3 workers") {
		t.Errorf("%+v, %v", parts, err)
	}
}

// A part is let go with the sites when no heartbeat comes through.
func TestBulkLease(t *testing.T) {
	h := newHoldings(time.Minute)
	ticket := postgres.PartTicket{Run: "a run"}
	ctx, release := h.parts.take(t.Context(), ticket)
	h.parts.drop(postgres.PartTicket{Run: "a run", Number: 1}, storage.ErrFenced)
	if ctx.Err() != nil {
		t.Error("let go for another ticket's sake")
	}
	h.dropAll(storage.ErrFenced)
	if !errors.Is(context.Cause(ctx), storage.ErrFenced) {
		t.Errorf("after the lease: %v", context.Cause(ctx))
	}
	release()
	if left := h.parts.tickets(); len(left) != 0 {
		t.Errorf("still held: %v", left)
	}
	h.stop(context.Canceled)
	if late, _ := h.parts.take(t.Context(), ticket); late.Err() == nil {
		t.Error("a part is begun while the worker stops")
	}
}
