package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// A dictionary lies on the shelf packed itself, without one: it is made of
// markup, and takes a quarter then. Those of older programs lie there as they
// are. Which it is tells the frame's first bytes: no page begins a run of text
// with them.
var frameMagic = []byte{0x28, 0xB5, 0x2F, 0xFD}

// ErrDictionary is a dictionary that can't be unpacked: the pages that were
// packed with it can't either.
var ErrDictionary = errors.New("a dictionary is damaged")

// packDictionary makes a dictionary ready for the shelf.
func packDictionary(dictionary []byte) ([]byte, error) {
	if len(dictionary) == 0 {
		return nil, nil
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(windowSize), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, fmt.Errorf("pack dictionary: %w", err)
	}
	packed := enc.EncodeAll(dictionary, nil)
	return packed, enc.Close()
}

// unpackDictionary gives a dictionary as packDictionary took it.
func (k *Keeper) unpackDictionary(stored []byte) ([]byte, error) {
	if !bytes.HasPrefix(stored, frameMagic) {
		return stored, nil
	}
	dictionary, err := k.Plain.Unpack(stored)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDictionary, err)
	}
	return dictionary, nil
}

// lastDictionary gives a site's newest one, unpacked; id 0 when it has none, or
// one that is damaged: another takes its place in time.
func (k *Keeper) lastDictionary(ctx context.Context, shelf Shelf, siteID string) (id int64, dictionary []byte, err error) {
	id, stored, err := shelf.LastDictionary(ctx, siteID)
	if err != nil || id == 0 {
		return 0, nil, err
	}
	dictionary, err = k.unpackDictionary(stored)
	if errors.Is(err, ErrDictionary) {
		return 0, nil, nil
	}
	return id, dictionary, err
}

// putDictionary stores a dictionary and the pages as it packs them.
func putDictionary(ctx context.Context, shelf Shelf, siteID string, dictionary []byte, pages []Packed) (id int64, err error) {
	stored, err := packDictionary(dictionary)
	if err != nil {
		return 0, err
	}
	return shelf.PutDictionary(ctx, siteID, stored, pages)
}
