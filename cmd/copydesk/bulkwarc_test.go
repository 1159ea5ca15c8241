package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"copydesk/storage/postgres"
	"copydesk/storage/storagetest/pgserver"
)

// warcFile is a WARC file with n pages.
func warcFile(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	for i := range n {
		body := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s", story(fmt.Sprint(i%9+1), int64(i)))
		fmt.Fprintf(&b, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/2026/03/0%d/story-of-the-ferry-%d\r\nWARC-Date: 2026-03-01T00:00:00Z\r\n"+
			"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-%012d>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", i%9+1, i, i, len(body), body)
	}
	path := filepath.Join(t.TempDir(), "pages.warc")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A WARC file that is extracted in many jobs, of which some died before they
// could say how far they were, gives what it gives in one.
func TestWARCPartGoesOn(t *testing.T) {
	db, err := postgres.Open(t.Context(), pgserver.Shared(t).Database(t), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a := &app{log: slog.New(slog.DiscardHandler), now: time.Now, getenv: os.LookupEnv}
	const n = 30
	file, dir := warcFile(t, n), t.TempDir()
	run := func(out string, step time.Duration) (jobs int, sum warcSum) {
		payload, err := json.Marshal(warcPart{File: file, Out: out})
		if err != nil {
			t.Fatal(err)
		}
		var now json.RawMessage
		for jobs = 1; ; jobs++ {
			left, next, err := a.warcPart(t.Context(), db, payload, now, time.Now().Add(step))
			if err != nil {
				t.Fatal(err)
			}
			if left == nil {
				now = next
				break
			}
			if jobs%3 != 0 { // every third dies here: what it wrote is in the file and not noted
				payload, now = left, next
			}
			if jobs > 500 {
				t.Fatal("it never ends")
			}
		}
		if err := json.Unmarshal(now, &sum); err != nil {
			t.Fatal(err)
		}
		return jobs, sum
	}
	whole, parts := filepath.Join(dir, "whole.jsonl"), filepath.Join(dir, "parts.jsonl")
	once, want := run(whole, time.Hour)
	many, got := run(parts, -time.Second) // a record a job
	if once != 1 || many <= n || got != want || want.Articles != n {
		t.Errorf("%d job: %+v; %d jobs: %+v; want all %d pages, in one job and in several", once, want, many, got, n)
	}
	a1, err1 := os.ReadFile(whole)
	a2, err2 := os.ReadFile(parts)
	if err1 != nil || err2 != nil || !bytes.Equal(a1, a2) {
		t.Errorf("the files differ: %d and %d bytes, %v, %v", len(a1), len(a2), err1, err2)
	}
	if _, err := os.Stat(parts + ".part"); !os.IsNotExist(err) {
		t.Errorf("the unfinished file is still there: %v", err)
	}
}
