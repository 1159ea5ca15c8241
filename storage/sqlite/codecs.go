package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"copydesk/storage"
	"copydesk/storage/archive"
)

// Limits of what is kept in memory: a codec takes as much as its dictionary,
// an encoder about ten megabytes, and a dictionary is made from at most this
// many pages.
const (
	maxCodecs      = 64
	maxEncoders    = 2
	maxSamples     = 64
	maxSampleBytes = 16 << 20
	minGain        = 0.5 // of a dictionary's size that the samples alone must save
)

// codecs are the ways to pack pages: one without a dictionary and, as they
// come to be used, those with.
type codecs struct {
	plain *archive.Codec
	pool  *archive.Pool

	training sync.Mutex // a dictionary at a time: each takes its sample pages in memory

	mu           sync.Mutex
	bySite       map[string]*siteCodec
	byDictionary map[int64]*archive.Codec
}

// siteCodec is how pages of a site are packed now.
type siteCodec struct {
	codec        *archive.Codec
	dictionaryID int64 // 0 while there is none
	pages        int   // archived without one
	next         int   // how many it takes to try for one
}

func (c *codecs) init() (err error) {
	c.bySite, c.byDictionary = map[string]*siteCodec{}, map[int64]*archive.Codec{}
	c.pool = archive.NewPool(maxEncoders)
	c.plain, err = c.pool.Codec(nil)
	return err
}

// siteCodec gives a copy of how a site's pages are packed.
func (s *Store) siteCodec(ctx context.Context, siteID string) (siteCodec, error) {
	s.codecs.mu.Lock()
	defer s.codecs.mu.Unlock()
	if sc, ok := s.codecs.bySite[siteID]; ok {
		return *sc, nil
	}
	sc := &siteCodec{codec: s.codecs.plain, next: archive.MinSamples}
	var dictionary []byte
	err := s.one(ctx, []any{&sc.dictionaryID, &dictionary},
		`SELECT id, data FROM dictionaries WHERE site_id = ? ORDER BY id DESC LIMIT 1`, siteID)
	switch {
	case err == nil:
		sc.codec, err = s.codecs.pool.Codec(dictionary)
	case errors.Is(err, storage.ErrNotFound):
		err = s.one(ctx, []any{&sc.pages}, `SELECT count(*) FROM pages WHERE site_id = ?`, siteID)
	}
	if err != nil {
		return siteCodec{}, err
	}
	s.codecs.rememberSite(siteID, sc)
	return *sc, nil
}

// rememberSite keeps a site's codec; c.mu is held. When there are too many
// all go: the few that are in use come back at the price of one read.
func (c *codecs) rememberSite(siteID string, sc *siteCodec) {
	if len(c.bySite) >= maxCodecs {
		clear(c.bySite)
	}
	c.bySite[siteID] = sc
}

// dictionaryCodec is the codec of pages packed with a dictionary; 0 is none.
func (s *Store) dictionaryCodec(ctx context.Context, id int64) (*archive.Codec, error) {
	if id == 0 {
		return s.codecs.plain, nil
	}
	s.codecs.mu.Lock()
	defer s.codecs.mu.Unlock()
	if c, ok := s.codecs.byDictionary[id]; ok {
		return c, nil
	}
	var dictionary []byte
	if err := s.one(ctx, []any{&dictionary}, `SELECT data FROM dictionaries WHERE id = ?`, id); err != nil {
		return nil, err
	}
	c, err := s.codecs.pool.Codec(dictionary)
	if err != nil {
		return nil, err
	}
	if len(s.codecs.byDictionary) >= maxCodecs {
		clear(s.codecs.byDictionary)
	}
	s.codecs.byDictionary[id] = c
	return c, nil
}

// trainWhenDue makes a site's dictionary once there are enough pages. The
// visit is already saved: if this fails the pages only stay larger than they
// could be, and the next try comes with the next pages.
func (s *Store) trainWhenDue(ctx context.Context, siteID string) {
	if !s.codecs.due(siteID) {
		return
	}
	s.codecs.training.Lock()
	defer s.codecs.training.Unlock()
	dictionary, pages, err := s.train(ctx, siteID)
	if err != nil || dictionary == nil {
		return
	}
	codec, err := s.codecs.pool.Codec(dictionary)
	if err != nil {
		return
	}
	id, err := s.putDictionary(ctx, siteID, dictionary, codec, pages)
	if err != nil || id == 0 {
		return
	}
	s.codecs.mu.Lock()
	defer s.codecs.mu.Unlock()
	s.codecs.rememberSite(siteID, &siteCodec{codec: codec, dictionaryID: id})
}

// due counts a page in and says whether it is the one to train after.
func (c *codecs) due(siteID string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	sc := c.bySite[siteID]
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

// samplePage is a page that a dictionary is made from.
type samplePage struct {
	id     int64
	stored int
	body   []byte
}

// train makes a dictionary from a site's last pages; nil when it would gain
// too little.
func (s *Store) train(ctx context.Context, siteID string) ([]byte, []samplePage, error) {
	pages, err := s.samples(ctx, siteID)
	if err != nil || len(pages) < archive.MinSamples/2 {
		return nil, nil, err
	}
	bodies := make([][]byte, len(pages))
	for i, p := range pages {
		bodies[i] = p.body
	}
	return archive.Train(bodies), pages, nil
}

func (s *Store) samples(ctx context.Context, siteID string) ([]samplePage, error) {
	var pages []samplePage
	total := 0
	err := s.rows(ctx, `SELECT id, stored, packed FROM pages WHERE site_id = ? AND dictionary_id IS NULL
		AND status BETWEEN 200 AND 299 ORDER BY last_seen DESC LIMIT ?`, []any{siteID, maxSamples}, func(rs *sql.Rows) error {
		var p samplePage
		var packed []byte
		if err := rs.Scan(&p.id, &p.stored, &packed); err != nil {
			return err
		}
		var err error
		if p.body, err = s.codecs.plain.Unpack(packed); err != nil {
			return err
		}
		if total += len(p.body); total > maxSampleBytes {
			return errStop
		}
		pages = append(pages, p)
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return nil, err
	}
	return pages, nil
}

// putDictionary stores a dictionary and packs with it the pages that it was
// made from. Without enough gain it stores nothing and gives 0.
func (s *Store) putDictionary(ctx context.Context, siteID string, dictionary []byte, codec *archive.Codec, pages []samplePage) (int64, error) {
	packed := make([][]byte, len(pages))
	before, after := 0, 0
	for i, p := range pages {
		var err error
		if packed[i], err = codec.Pack(p.body); err != nil {
			return 0, err
		}
		before += p.stored
		after += len(packed[i])
	}
	if float64(before-after) < minGain*float64(len(dictionary)) {
		return 0, nil // it would take hundreds of pages to pay
	}
	var id int64
	err := s.update(ctx, "make dictionary of "+siteID, func(ctx context.Context, w *writer) error {
		err := w.one(ctx, []any{&id}, `INSERT INTO dictionaries (site_id, data) VALUES (?, ?) RETURNING id`, siteID, dictionary)
		if err != nil {
			return err
		}
		for i, p := range pages {
			err := w.exec(ctx, `UPDATE pages SET packed = ?, stored = ?, dictionary_id = ? WHERE id = ? AND dictionary_id IS NULL`,
				packed[i], len(packed[i]), id, p.id)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}
