package main

import (
	"runtime"
	"runtime/debug"
	gcstats "runtime/metrics"
)

// A crawl holds a few parsed pages at a time and makes much that lives for one
// page. Collecting that as soon as a heap has grown by crawlGC per cent trades a
// little CPU for a third of the memory; but below smallHeap there is no memory
// to be saved, and a heap of 20 MB would be looked through five times a second.
const (
	crawlGC   = 60
	mostGC    = 400
	smallHeap = 44 << 20 // bytes
)

// beThrifty keeps a long run's memory small. It is called before the database is
// opened, which is when SQLite begins to ask for memory.
func beThrifty() {
	debug.SetGCPercent(crawlGC)
	shareArenas()
	now := crawlGC
	afterCollection(func() {
		live := []gcstats.Sample{{Name: "/gc/heap/live:bytes"}}
		gcstats.Read(live)
		if live[0].Value.Kind() != gcstats.KindUint64 {
			return
		}
		if p := growth(live[0].Value.Uint64()); p != now {
			now = p
			debug.SetGCPercent(p)
		}
	})
}

// growth is by how many per cent a heap may grow of which so many bytes are in
// use. It goes by tens: to change it stops the program for a moment.
func growth(live uint64) int {
	if live >= smallHeap {
		return crawlGC
	}
	free := int((smallHeap - live) * 100 / max(live, 1) / 10 * 10)
	return min(max(free, crawlGC), mostGC)
}

// afterCollection calls f after each garbage collection, until the program ends.
func afterCollection(f func()) {
	type mark struct{ _ *mark } // with a pointer: what has none may share its place with others
	var again func(*mark)
	again = func(m *mark) {
		f()
		runtime.SetFinalizer(m, again)
	}
	runtime.SetFinalizer(new(mark), again)
}
