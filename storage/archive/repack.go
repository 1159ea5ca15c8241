package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Limits of packing anew. An encoder of the best level takes seventy megabytes.
const (
	maxBestEncoders = 4
	spreadSamples   = 288
	trialEvery      = 9 // of the samples is kept out of the dictionary, to try it on
	maxTrial        = 16
	maxTrialBytes   = 8 << 20
	spreadBytes     = 64 << 20
	repackBatch     = 64
	usualGain       = 7 // times that a page is larger than packed
)

// Limits of packing anew beside other work, where neither time nor memory is
// free: one encoder, fewer samples, and no site of which less than LeastLoose
// pages have come, for which an encoder's tables would hardly be worth filling.
const (
	besideSamples = 288
	besideBytes   = 40 << 20
	leastBeside   = 8 << 20
	besideRate    = 10 << 20 // bytes of samples for each second that there is
	besideBatch   = 16

	// LeastLoose is how many pages of a site must have come.
	LeastLoose = 24
)

// effort is what packing anew may take.
type effort struct {
	pool    *Pool
	spread  int       // pages to make a dictionary from
	samples int       // and their bytes, unpacked
	batch   int       // pages in a transaction
	least   int       // pages of a site that it takes to begin
	until   time.Time // zero for no bound
}

func (e *effort) isOver() bool { return !e.until.IsZero() && !time.Now().Before(e.until) }

// Attic is a shelf whose pages can be packed anew.
type Attic interface {
	Shelf
	// ArchivedSites gives the sites that have pages.
	ArchivedSites(ctx context.Context) ([]string, error)
	// Spread gives about n pages of a site from all of its time that were served
	// well.
	Spread(ctx context.Context, siteID string, n int) ([]Packed, error)
	// PagesAfter gives the next pages of a site in the order of their IDs.
	PagesAfter(ctx context.Context, siteID string, after int64, n int) ([]Packed, error)
	// PackedTo is the page up to which a site's pages were packed anew with a
	// dictionary, and how many pages the site had when it was weighed whether a
	// new one would pay; 0 for never.
	PackedTo(ctx context.Context, siteID string, dictionaryID int64) (pageID int64, weighed int, err error)
	PutWeighed(ctx context.Context, siteID string, dictionaryID int64, pages int) error
	// PutPacked stores pages as they are packed now, and how far that has come.
	PutPacked(ctx context.Context, siteID string, dictionaryID int64, pages []Packed, upTo int64) error
	// DropDictionaries forgets those that no page needs, but not the one to keep.
	DropDictionaries(ctx context.Context, siteID string, keep int64) error
}

// RepackAll packs the pages of all sites anew, as Repack does.
func (k *Keeper) RepackAll(ctx context.Context, attic Attic) error {
	sites, err := attic.ArchivedSites(ctx)
	if err != nil {
		return err
	}
	e := free()
	for _, site := range sites {
		if err := k.repack(ctx, attic, site, e); err != nil {
			return fmt.Errorf("site %s: %w", site, err)
		}
	}
	return nil
}

// Tighten packs pages of sites anew beside other work, for about as long as it
// is given: what is left over is for the next time. It takes some eighty
// megabytes while it lasts, so that one is under way at a time; the others have
// nothing done. hold, unless nil, is called before anything is written, and
// what it gives when all is done.
func (k *Keeper) Tighten(ctx context.Context, attic Attic, sites []string, most time.Duration, hold func() (func(), error)) error {
	if !k.tightening.TryLock() {
		return nil
	}
	defer k.tightening.Unlock()
	k.pool.drop()
	e := beside(most)
	var release func()
	for _, site := range sites {
		if e.isOver() {
			break
		}
		loose, err := k.isLoose(ctx, attic, site, e)
		if err == nil && loose && release == nil && hold != nil {
			if release, err = hold(); err == nil {
				defer release()
			}
		}
		if err == nil && loose {
			err = k.repack(ctx, attic, site, e)
		}
		if err != nil {
			return fmt.Errorf("site %s: %w", site, err)
		}
	}
	return nil
}

// beside is the effort beside other work, for so long.
func beside(most time.Duration) *effort {
	samples := besideBytes
	if s := most.Seconds(); s < besideBytes/besideRate {
		samples = max(leastBeside, int(s*besideRate))
	}
	return &effort{pool: newPool(1, best, besideWindowSize), spread: besideSamples, samples: samples, batch: besideBatch, least: LeastLoose, until: time.Now().Add(most)}
}

// isLoose says whether a site has pages enough to be packed anew.
func (k *Keeper) isLoose(ctx context.Context, attic Attic, siteID string, e *effort) (bool, error) {
	pages, err := attic.CountPages(ctx, siteID)
	if err != nil || pages < MinSamples {
		return false, err
	}
	id, _, err := attic.LastDictionary(ctx, siteID)
	if err != nil {
		return false, err
	}
	done, weighed, err := attic.PackedTo(ctx, siteID, id)
	if err != nil || pages >= 2*weighed {
		return err == nil, err
	}
	loose, err := attic.PagesAfter(ctx, siteID, done, e.least)
	return len(loose) >= e.least, err
}

// free is the effort where time is free.
func free() *effort {
	return &effort{pool: newPool(min(runtime.GOMAXPROCS(0), maxBestEncoders), best, bestWindowSize), spread: spreadSamples, samples: spreadBytes, batch: repackBatch}
}

// Repack packs a site's pages anew where time is free: as tightly as there is a
// way to, with a dictionary made from pages of all its time. What was packed so
// before is passed over, and one that is broken off goes on where it was.
// Whoever adds pages meanwhile must be told of a dictionary that is dropped (see
// Forget).
func (k *Keeper) Repack(ctx context.Context, attic Attic, siteID string) error {
	return k.repack(ctx, attic, siteID, free())
}

func (k *Keeper) repack(ctx context.Context, attic Attic, siteID string, e *effort) error {
	id, codec, done, err := k.tightest(ctx, attic, siteID, e)
	if err != nil || codec == nil {
		return err
	}
	for {
		if e.isOver() {
			k.Forget(siteID)
			return nil
		}
		pages, err := attic.PagesAfter(ctx, siteID, done, e.batch)
		if err != nil {
			return err
		}
		if len(pages) == 0 {
			break
		}
		done = pages[len(pages)-1].ID
		if pages, err = k.tighter(ctx, pages, id, codec); err != nil {
			return err
		}
		if err := attic.PutPacked(ctx, siteID, id, pages, done); err != nil {
			return err
		}
	}
	k.Forget(siteID) // the next page asks for the dictionary of now
	return attic.DropDictionaries(ctx, siteID, id)
}

// tightest gives the codec to pack a site's pages anew with, its dictionary, and
// the page after which to begin. There is none for a site of few pages.
func (k *Keeper) tightest(ctx context.Context, attic Attic, siteID string, e *effort) (id int64, codec *Codec, done int64, err error) {
	pages, err := attic.CountPages(ctx, siteID)
	if err != nil || pages < MinSamples {
		return 0, nil, 0, err
	}
	id, dictionary, err := k.lastDictionary(ctx, attic, siteID)
	if err != nil {
		return 0, nil, 0, err
	}
	codec, err = e.pool.Codec(dictionary)
	if err != nil {
		return 0, nil, 0, err
	}
	done, weighed, err := attic.PackedTo(ctx, siteID, id)
	if err != nil || pages < 2*weighed {
		return id, codec, done, err
	}
	fresh, err := k.betterDictionary(ctx, attic, siteID, codec, pages, e)
	if err == nil && fresh != nil {
		codec, done = fresh, 0
		id, err = putDictionary(ctx, attic, siteID, fresh.dictionary, nil)
	}
	if err == nil {
		err = attic.PutWeighed(ctx, siteID, id, pages)
	}
	return id, codec, done, err
}

// betterDictionary makes a dictionary from pages of all of a site's time, as wide
// as pays; nil when the site's pages would take no less with it than with the
// codec that there is.
func (k *Keeper) betterDictionary(ctx context.Context, attic Attic, siteID string, now *Codec, pages int, e *effort) (*Codec, error) {
	samples, trial, err := k.spread(ctx, attic, siteID, e)
	if err != nil || len(trial) == 0 {
		return nil, err
	}
	now.pool.drop() // an encoder's tables, or the counts of what recurs: not both
	wide := train(k.bodies(ctx, samples), wideDictionary)
	if wide == nil {
		return nil, ctx.Err()
	}
	least, err := siteSize(ctx, now, trial, pages)
	if err != nil {
		return nil, err
	}
	var tightest *Codec
	for _, dictionary := range [][]byte{wide, wide[max(0, len(wide)-maxDictionary):]} { // what recurs most is at the end
		if tightest != nil && len(dictionary) == len(tightest.dictionary) {
			break
		}
		fresh, err := now.pool.Codec(dictionary)
		if err != nil {
			return nil, err
		}
		size, err := siteSize(ctx, fresh, trial, pages)
		if err != nil {
			return nil, err
		}
		if size < least {
			tightest, least = fresh, size
		}
	}
	return tightest, nil
}

// siteSize is about what a site's pages take with a codec, to tell by some of
// them, and its dictionary.
func siteSize(ctx context.Context, c *Codec, trial [][]byte, pages int) (int, error) {
	stored, err := packDictionary(c.dictionary)
	if err != nil {
		return 0, err
	}
	size, err := packedSize(ctx, c, trial)
	return size*pages/len(trial) + len(stored), err
}

// packedSize is what pages take. One codec after the other: going over to
// another dictionary costs an encoder of the best level as much as a page.
func packedSize(ctx context.Context, c *Codec, bodies [][]byte) (n int, err error) {
	for _, body := range bodies {
		packed, err := c.Pack(body)
		if err = errors.Join(err, ctx.Err()); err != nil {
			return 0, err
		}
		n += len(packed)
	}
	return n, nil
}

// spread gives the pages to make a dictionary from, and the bodies of those to
// try it on.
func (k *Keeper) spread(ctx context.Context, attic Attic, siteID string, e *effort) (samples []Packed, trial [][]byte, err error) {
	pages, err := attic.Spread(ctx, siteID, e.spread)
	if err != nil {
		return nil, nil, err
	}
	pages = thinned(pages, e.samples)
	every, total := max(trialEvery, len(pages)/maxTrial), 0
	for i, p := range pages {
		if i%every != every-1 {
			samples = append(samples, p)
			continue
		}
		body, err := k.unpack(ctx, p)
		if total += len(body); err == nil && total <= maxTrialBytes { // Check names what is damaged
			trial = append(trial, body)
		}
	}
	return samples, trial, ctx.Err()
}

// bodies unpacks pages one after the other, without those that can't be.
func (k *Keeper) bodies(ctx context.Context, pages []Packed) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, p := range pages {
			body, err := k.unpack(ctx, p)
			if err == nil && !yield(body) || ctx.Err() != nil {
				return
			}
		}
	}
}

// thinned leaves out pages, evenly, so that about as many bytes are unpacked as
// may be: those of all of a site's time and not the first that have room.
func thinned(pages []Packed, most int) []Packed {
	total := 0
	for _, p := range pages {
		total += len(p.Data) * usualGain
	}
	if total <= most {
		return pages
	}
	keep, out := len(pages)*(most/1024)/(total/1024), pages[:0]
	for i, p := range pages {
		if i*keep/len(pages) != (i+1)*keep/len(pages) {
			out = append(out, p)
		}
	}
	return out
}

func (k *Keeper) unpack(ctx context.Context, p Packed) ([]byte, error) {
	codec, err := k.Codec(ctx, p.DictionaryID)
	if err != nil {
		return nil, err
	}
	return codec.Unpack(p.Data)
}

// tighter packs pages with a codec, as many at a time as it has encoders, and
// gives those that are to be stored so. A page that can't be unpacked stays as
// it is.
func (k *Keeper) tighter(ctx context.Context, pages []Packed, id int64, codec *Codec) ([]Packed, error) {
	var wg sync.WaitGroup
	errs := make([]error, len(pages))
	for worker := range codec.pool.n {
		wg.Go(func() {
			for i := worker; i < len(pages) && ctx.Err() == nil; i += codec.pool.n {
				errs[i] = k.tighten(ctx, &pages[i], id, codec)
			}
		})
	}
	wg.Wait()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(pages, func(p Packed) bool { return p.Data == nil }), nil
}

// tighten packs one page, whose data is nil afterwards if it had better stay as
// it is. What was packed is unpacked before it takes the place of the only
// copy.
func (k *Keeper) tighten(ctx context.Context, p *Packed, id int64, codec *Codec) error {
	body, err := k.unpack(ctx, *p)
	if err != nil {
		p.Data = nil // Check names what is damaged
		return ctx.Err()
	}
	packed, err := codec.Pack(body)
	if err != nil {
		return err
	}
	if len(packed) >= len(p.Data) && (p.DictionaryID == id || p.DictionaryID == 0) {
		p.Data = nil
		return nil
	} // one that needs another dictionary would keep that in the store
	again, err := codec.Unpack(packed)
	if err != nil || !bytes.Equal(again, body) {
		return fmt.Errorf("page %d does not come back as it was packed: %w", p.ID, errors.Join(ErrUnlike, err))
	}
	p.Data, p.DictionaryID = packed, id
	return nil
}

// ErrUnlike is a page that was packed into something else: a bug, or broken
// memory.
var ErrUnlike = errors.New("packing has changed the bytes")
