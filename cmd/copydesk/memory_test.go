package main

import (
	"runtime"
	"testing"
	"time"
)

func TestGrowth(t *testing.T) {
	for _, test := range []struct {
		live uint64
		want int
	}{
		{0, mostGC}, {1, mostGC}, {8 << 20, mostGC}, {11 << 20, 300}, {22 << 20, 100}, {28 << 20, crawlGC},
		{smallHeap - 1, crawlGC}, {smallHeap, crawlGC}, {1 << 40, crawlGC},
	} {
		if got := growth(test.live); got != test.want {
			t.Errorf("%d bytes in use: %d%%, want %d%%", test.live, got, test.want)
		}
	}
}

func TestAfterCollection(t *testing.T) {
	called := make(chan bool)
	afterCollection(func() {
		select {
		case called <- true:
		case <-t.Context().Done():
		}
	})
	for i := range 3 {
		if !collectUntil(called) {
			t.Fatalf("not called after collection %d", i+1)
		}
	}
}

// collectUntil collects until something comes: a collection may be over before
// the mark of the one before is set again.
func collectUntil(called <-chan bool) bool {
	for range 1000 {
		runtime.GC()
		select {
		case <-called:
			return true
		case <-time.After(10 * time.Millisecond):
		}
	}
	return false
}
