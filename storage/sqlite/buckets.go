package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"sort"
)

// The table of bands has a row for each bucket: for all bands whose keys begin
// alike. It holds what is left of each key, with the article, in their order.
// A row for each band would be a table of twice the size and, from some
// hundred thousand articles, a tree that is one page deeper; each look-up goes
// down it for 32 bands, and finds less of what is above its leaves in memory.
// So there is a page to be read for a band whatever the number of articles, up
// to some twenty million, where a bucket becomes larger than one. With fewer
// buckets what is copied out of each grows sooner: 2^18 of them took half as long
// again at a million articles as at a hundred thousand.
const (
	bucketBits = 20 // of a key
	entryBytes = 6  // the rest of the key and the article, big-endian

	// A look-up takes the first maxBand articles of a band. Some more are kept, in
	// the place of those that will have changed; of a pattern that a site has put
	// into each of its pages the rest would make its bucket larger with each.
	keptOfBand = 4 * maxBand

	bucketShift = bandBits + keyBits - bucketBits
	entryMask   = 1<<bucketShift - 1
)

// bucketOf is the bucket of a row as bandRow makes it.
func bucketOf(row int64) int64 { return row >> bucketShift }

func appendEntry(entries []byte, e int64) []byte {
	return append(entries, byte(e>>40), byte(e>>32), byte(e>>24), byte(e>>16), byte(e>>8), byte(e))
}

// entryAt is the entry that begins at a byte.
func entryAt(entries []byte, at int) int64 {
	return int64(binary.BigEndian.Uint16(entries[at:]))<<32 | int64(binary.BigEndian.Uint32(entries[at+2:]))
}

// inBucket gives the rows of a band in its bucket, the oldest article first, up
// to limit.
func inBucket(rows []int64, key int64, entries []byte, limit int) []int64 {
	first := bandRow(key, 0)
	least, most := first&entryMask, (first|bandArticle)&entryMask
	n := len(entries) / entryBytes
	i := sort.Search(n, func(i int) bool { return entryAt(entries, i*entryBytes) >= least })
	for ; i < n && limit > 0; i, limit = i+1, limit-1 {
		e := entryAt(entries, i*entryBytes)
		if e > most {
			break
		}
		rows = append(rows, first|e&bandArticle)
	}
	return rows
}

// withEntries is a bucket's entries with those of some rows, which are in their
// order, and without those of others: of each band those of the oldest articles.
func withEntries(entries []byte, come, gone []int64) []byte {
	out := make([]byte, 0, len(entries)+entryBytes*len(come))
	last, ofBand := int64(-1), 0
	put := func(e int64) {
		switch {
		case e == last:
			return
		case e>>bandBits != last>>bandBits:
			ofBand = 0
		}
		if last, ofBand = e, ofBand+1; ofBand <= keptOfBand {
			out = appendEntry(out, e)
		}
	}
	for at := 0; at+entryBytes <= len(entries); at += entryBytes {
		e := entryAt(entries, at)
		for len(come) > 0 && come[0]&entryMask <= e {
			put(come[0] & entryMask)
			come = come[1:]
		}
		if _, is := slices.BinarySearchFunc(gone, e, func(row, e int64) int { return cmp.Compare(row&entryMask, e) }); !is {
			put(e)
		}
	}
	for _, row := range come {
		put(row & entryMask)
	}
	return out
}

// changeBands puts rows into the table and takes others out, both in their
// order. What is there already stays, what is not there is passed over.
func (w *writer) changeBands(ctx context.Context, come, gone []int64) error {
	var buckets []int64
	for _, rows := range [][]int64{come, gone} {
		for _, row := range rows {
			buckets = append(buckets, bucketOf(row))
		}
	}
	slices.Sort(buckets)
	buckets = slices.Compact(buckets)
	old, err := w.buckets(ctx, buckets)
	if err != nil {
		return err
	}
	for _, b := range buckets {
		var in, out []int64
		in, come = cutBucket(come, b)
		out, gone = cutBucket(gone, b)
		entries := withEntries(old[b], in, out)
		if bytes.Equal(entries, old[b]) {
			continue
		}
		err := w.exec(ctx, `INSERT INTO bands (bucket, entries) VALUES (?, ?) ON CONFLICT (bucket) DO UPDATE SET entries = excluded.entries`, b, entries)
		if err != nil {
			return err
		}
	}
	return nil
}

// cutBucket parts the rows of a bucket from those of later ones.
func cutBucket(rows []int64, bucket int64) (its, later []int64) {
	n := 0
	for n < len(rows) && bucketOf(rows[n]) == bucket {
		n++
	}
	return rows[:n], rows[n:]
}

// buckets are the entries that the table has in some buckets.
func (w *writer) buckets(ctx context.Context, buckets []int64) (map[int64][]byte, error) {
	rs, err := w.conn.QueryContext(ctx, `SELECT b.bucket, b.entries FROM json_each(?) AS j CROSS JOIN bands AS b ON b.bucket = j.value`, intList(buckets))
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	out := map[int64][]byte{}
	for rs.Next() {
		var bucket int64
		var entries []byte
		if err := rs.Scan(&bucket, &entries); err != nil {
			return nil, err
		}
		out[bucket] = entries
	}
	return out, rs.Err()
}
