package archive

import (
	"context"
	"sync"
)

// Limits of what is kept in memory: a codec takes as much as its dictionary,
// an encoder about two megabytes, and a dictionary is made from at most this
// many pages.
const (
	maxCodecs      = 64
	maxEncoders    = 2
	maxSamples     = 64
	maxSampleBytes = 16 << 20
	minGain        = 0.5 // of a dictionary's size that the samples alone must save
)

// Shelf is the store in which dictionaries and packed pages lie. A dictionary
// is bytes to it: see dictionary.go.
type Shelf interface {
	// LastDictionary gives a site's newest one; id 0 when it has none.
	LastDictionary(ctx context.Context, siteID string) (id int64, data []byte, err error)
	Dictionary(ctx context.Context, id int64) ([]byte, error)
	CountPages(ctx context.Context, siteID string) (int, error)
	// Samples gives the pages seen last that were served well and packed
	// without a dictionary.
	Samples(ctx context.Context, siteID string, n int) ([]Packed, error)
	// PutDictionary stores a dictionary and the pages as it packs them.
	PutDictionary(ctx context.Context, siteID string, data []byte, pages []Packed) (id int64, err error)
}

// Packed is a page as it lies on the shelf.
type Packed struct {
	ID           int64
	DictionaryID int64 // 0 for none
	Data         []byte
}

// Keeper knows how each site's pages are packed, and makes a site's dictionary
// when there are enough of them. It may be used by many goroutines at once.
type Keeper struct {
	Plain *Codec // without a dictionary
	shelf Shelf
	pool  *Pool

	training   sync.Mutex // a dictionary at a time: each takes its sample pages in memory
	tightening sync.Mutex // likewise, and its encoder

	mu           sync.Mutex
	bySite       map[string]*siteCodec
	byDictionary map[int64]*Codec
}

// siteCodec is how pages of a site are packed now.
type siteCodec struct {
	codec        *Codec
	dictionaryID int64 // 0 while there is none
	pages        int   // archived without one
	next         int   // how many it takes to try for one
}

// NewKeeper makes a keeper of a shelf.
func NewKeeper(shelf Shelf) (*Keeper, error) {
	k := &Keeper{shelf: shelf, pool: NewPool(maxEncoders), bySite: map[string]*siteCodec{}, byDictionary: map[int64]*Codec{}}
	var err error
	k.Plain, err = k.pool.Codec(nil)
	return k, err
}

// Pack packs a page of a site, and names the dictionary that it took; 0 for
// none.
func (k *Keeper) Pack(ctx context.Context, siteID string, body []byte) (packed []byte, dictionaryID int64, err error) {
	sc, err := k.site(ctx, siteID)
	if err != nil {
		return nil, 0, err
	}
	packed, err = sc.codec.Pack(body)
	return packed, sc.dictionaryID, err
}

// site gives a copy of how a site's pages are packed.
func (k *Keeper) site(ctx context.Context, siteID string) (siteCodec, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if sc, ok := k.bySite[siteID]; ok {
		return *sc, nil
	}
	sc := &siteCodec{codec: k.Plain, next: MinSamples}
	id, dictionary, err := k.lastDictionary(ctx, k.shelf, siteID)
	switch {
	case err == nil && id != 0:
		sc.dictionaryID = id
		sc.codec, err = k.pool.Codec(dictionary)
	case err == nil:
		sc.pages, err = k.shelf.CountPages(ctx, siteID)
	}
	if err != nil {
		return siteCodec{}, err
	}
	k.remember(siteID, sc)
	return *sc, nil
}

// remember keeps a site's codec; k.mu is held. When there are too many all go:
// the few that are in use come back at the price of one read.
func (k *Keeper) remember(siteID string, sc *siteCodec) {
	if len(k.bySite) >= maxCodecs {
		clear(k.bySite)
	}
	k.bySite[siteID] = sc
}

// Forget has the next page of a site ask which dictionary there is.
func (k *Keeper) Forget(siteID string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.bySite, siteID)
}

// Codec is the codec of pages packed with a dictionary; 0 is none.
func (k *Keeper) Codec(ctx context.Context, id int64) (*Codec, error) {
	if id == 0 {
		return k.Plain, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if c, ok := k.byDictionary[id]; ok {
		return c, nil
	}
	stored, err := k.shelf.Dictionary(ctx, id)
	if err != nil {
		return nil, err
	}
	dictionary, err := k.unpackDictionary(stored)
	if err != nil {
		return nil, err
	}
	c, err := k.pool.Codec(dictionary)
	if err != nil {
		return nil, err
	}
	if len(k.byDictionary) >= maxCodecs {
		clear(k.byDictionary)
	}
	k.byDictionary[id] = c
	return c, nil
}

// TrainWhenDue counts a page in and makes the site's dictionary once there are
// enough. The page is already saved: if this fails pages only stay larger than
// they could be, and the next try comes with the next pages.
func (k *Keeper) TrainWhenDue(ctx context.Context, siteID string) {
	if !k.due(siteID) {
		return
	}
	k.training.Lock()
	defer k.training.Unlock()
	sc, err := k.train(ctx, siteID)
	if err != nil || sc == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.remember(siteID, sc)
}

// due counts a page in and says whether it is the one to train after.
func (k *Keeper) due(siteID string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	sc := k.bySite[siteID]
	if sc == nil || sc.dictionaryID != 0 {
		return false
	}
	sc.pages++
	if sc.pages < sc.next {
		return false
	}
	sc.next = sc.pages * 2 // should this try bring nothing
	return true
}

// train makes a dictionary from a site's last pages and stores it; nil when it
// would gain too little.
func (k *Keeper) train(ctx context.Context, siteID string) (*siteCodec, error) {
	pages, bodies, err := k.samples(ctx, siteID)
	if err != nil || len(pages) < MinSamples/2 {
		return nil, err
	}
	dictionary := Train(bodies)
	if dictionary == nil {
		return nil, nil
	}
	codec, err := k.pool.Codec(dictionary)
	if err != nil {
		return nil, err
	}
	before, after := 0, 0
	for i, body := range bodies {
		before += len(pages[i].Data)
		if pages[i].Data, err = codec.Pack(body); err != nil {
			return nil, err
		}
		after += len(pages[i].Data)
	}
	if float64(before-after) < minGain*float64(len(dictionary)) {
		return nil, nil // it would take hundreds of pages to pay
	}
	id, err := putDictionary(ctx, k.shelf, siteID, dictionary, pages)
	if err != nil {
		return nil, err
	}
	return &siteCodec{codec: codec, dictionaryID: id}, nil
}

func (k *Keeper) samples(ctx context.Context, siteID string) (pages []Packed, bodies [][]byte, err error) {
	pages, err = k.shelf.Samples(ctx, siteID, maxSamples)
	if err != nil {
		return nil, nil, err
	}
	total := 0
	for i, p := range pages {
		body, err := k.Plain.Unpack(p.Data)
		if err != nil {
			return nil, nil, err
		}
		if total += len(body); total > maxSampleBytes {
			return pages[:i], bodies, nil
		}
		bodies = append(bodies, body)
	}
	return pages, bodies, nil
}
