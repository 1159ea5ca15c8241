package main

import (
	"context"
	"runtime"
	"runtime/debug"
	gcstats "runtime/metrics"
	"time"
)

// What a run spends on packing its pages more tightly: a share of the time that
// it took, on one core, and of that in which a core had nothing to do. By the
// best level a page takes as long as all the rest of it: a run that waits for
// its sites has that time, one that waits for its cores has not. What is left
// over is for the next run. For less than leastTighten nothing is begun.
const (
	tightenShare = 20
	leastTighten = time.Second
	tightenGC    = 5
	tightenMost  = 84 << 20 // bytes that Go asks for while it lasts, if it can
)

// tighten packs pages of sites more tightly at the end of a run, for most at the
// longest. A signal ends it in good order.
func tighten(ctx context.Context, db store, sites []string, most time.Duration) error {
	if most < leastTighten || ctx.Err() != nil {
		return nil
	}
	// What the run leaves behind makes room for the encoder's tables, which have
	// no pointers and are no work to the collector.
	if s, ok := db.(interface {
		Shrink(ctx context.Context) error
	}); ok {
		if err := s.Shrink(ctx); err != nil {
			return err
		}
	}
	giveBack()
	debug.FreeOSMemory()
	defer debug.SetGCPercent(debug.SetGCPercent(tightenGC))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(tightenMost))
	err := db.Tighten(ctx, sites, most)
	if ctx.Err() != nil {
		return nil // what is packed is saved, the rest is as it was
	}
	return err
}

// spareTime is how long a run that took so long may tighten pages.
func spareTime(took time.Duration) time.Duration {
	runtime.GC() // which is when the program's times are counted
	idle := []gcstats.Sample{{Name: "/cpu/classes/idle:cpu-seconds"}}
	if gcstats.Read(idle); idle[0].Value.Kind() == gcstats.KindFloat64 {
		took = min(took, time.Duration(idle[0].Value.Float64()*float64(time.Second)))
	}
	return took / tightenShare
}
