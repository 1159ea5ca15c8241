package archive

import (
	"bytes"
	"context"
	"errors"
	"testing"
)

// oneShelf has one site with a dictionary.
type oneShelf struct {
	Shelf
	data []byte
}

func (s *oneShelf) LastDictionary(context.Context, string) (int64, []byte, error) {
	return 1, s.data, nil
}
func (s *oneShelf) Dictionary(context.Context, int64) ([]byte, error) { return s.data, nil }
func (s *oneShelf) CountPages(context.Context, string) (int, error)   { return 0, nil }
func (s *oneShelf) PutDictionary(_ context.Context, _ string, data []byte, _ []Packed) (int64, error) {
	s.data = data
	return 1, nil
}

// A dictionary is packed on the shelf, and one of an older program, which lies
// there as it is, makes the same of a page.
func TestStoredDictionary(t *testing.T) {
	dictionary, body := Train(samples(1)), page(1, 77)
	packs := func(s *oneShelf) []byte {
		t.Helper()
		k, err := NewKeeper(s)
		if err != nil {
			t.Fatal(err)
		}
		packed, id, err := k.Pack(t.Context(), "a", body)
		if err != nil || id != 1 {
			t.Fatalf("dictionary %d, %v", id, err)
		}
		codec, err := k.Codec(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := codec.Unpack(packed); err != nil || !bytes.Equal(got, body) {
			t.Errorf("comes back changed: %v", err)
		}
		return packed
	}
	var fresh oneShelf
	if _, err := putDictionary(t.Context(), &fresh, "a", dictionary, nil); err != nil {
		t.Fatal(err)
	}
	if len(fresh.data) > len(dictionary)*3/4 {
		t.Errorf("%d bytes of %d on the shelf", len(fresh.data), len(dictionary))
	}
	if !bytes.Equal(packs(&fresh), packs(&oneShelf{data: dictionary})) {
		t.Error("the old form packs otherwise than the new one")
	}
	fresh.data[len(fresh.data)/2] ^= 0xff
	k, err := NewKeeper(&fresh)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Codec(t.Context(), 1); !errors.Is(err, ErrDictionary) {
		t.Errorf("a damaged dictionary gives %v", err)
	}
	if _, id, err := k.Pack(t.Context(), "a", body); err != nil || id != 0 { // pages that come are kept all the same
		t.Errorf("packed with dictionary %d, %v", id, err)
	}
}
