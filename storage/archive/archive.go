// Package archive packs the bytes of web pages: zstd, with a dictionary made
// of what the pages of one site have in common once there are enough of them.
// It knows no store: whoever keeps the bytes keeps the dictionary too.
//
// Start at Codec.
package archive

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// maxPage caps what a packed page may unpack to. Fetch takes far less; more
// than this is damage or malice.
const maxPage = 256 << 20

// dictionaryID stands in the frames packed with a dictionary. A codec knows
// one dictionary only, so that it tells nothing but "one is needed".
const dictionaryID = 0xC0DE

// Codec packs and unpacks with one dictionary or with none. It may be used by
// many goroutines at once.
type Codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// New makes a codec. A nil dictionary means none.
func New(dictionary []byte) (*Codec, error) {
	eopts := []zstd.EOption{
		zstd.WithEncoderLevel(zstd.SpeedBetterCompression),
		zstd.WithEncoderConcurrency(2), // each keeps tables of some megabytes
		zstd.WithWindowSize(2 << 20),   // nearly all pages fit
		zstd.WithLowerEncoderMem(true),
	}
	dopts := []zstd.DOption{zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxPage)}
	if len(dictionary) > 0 {
		eopts = append(eopts, zstd.WithEncoderDictRaw(dictionaryID, dictionary))
		dopts = append(dopts, zstd.WithDecoderDictRaw(dictionaryID, dictionary))
	}
	enc, err := zstd.NewWriter(nil, eopts...)
	if err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	dec, err := zstd.NewReader(nil, dopts...)
	if err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	return &Codec{enc, dec}, nil
}

// Pack compresses a page.
func (c *Codec) Pack(body []byte) []byte {
	return c.enc.EncodeAll(body, make([]byte, 0, len(body)/6+64))
}

// Unpack gives back the bytes that were packed, or an error when they are
// damaged: frames carry a checksum.
func (c *Codec) Unpack(packed []byte) ([]byte, error) {
	body, err := c.dec.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack page: %w", err)
	}
	return body, nil
}
