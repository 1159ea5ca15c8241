package main

import (
	"testing"
	"time"
)

func TestWorkerStatus(t *testing.T) {
	for want, w := range map[string]workerStatus{
		"0 of 6": {Slots: 6}, "6 of 6": {Slots: 6, Sites: 6}, "6 of 6, 3 taken over": {Slots: 6, Sites: 9},
	} {
		if got := w.inHand(); got != want {
			t.Errorf("%d sites: %q, want %q", w.Sites, got, want)
		}
	}
	now := time.Unix(1e9, 0)
	for since, want := range map[time.Duration]string{
		0: "just now", 9 * time.Second: "just now", 10 * time.Second: "10 s ago", 59 * time.Second: "59 s ago", time.Minute: "1 min ago",
	} {
		if got := heardOf(now, now.Add(-since)); got != want {
			t.Errorf("%v ago: %q, want %q", since, got, want)
		}
	}
}
