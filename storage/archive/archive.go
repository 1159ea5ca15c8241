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
	pool       *Pool
	dictionary []byte
	enc        *zstd.Encoder // without a dictionary
	dec        *zstd.Decoder
}

// New makes a codec with an encoder of its own. A nil dictionary means none.
func New(dictionary []byte) (*Codec, error) { return NewPool(1).Codec(dictionary) }

// Pack compresses a page.
func (c *Codec) Pack(body []byte) ([]byte, error) {
	if c.enc != nil {
		return c.enc.EncodeAll(body, make([]byte, 0, len(body)/6+64)), nil
	}
	packed, err := c.pool.pack(c, body)
	if err != nil {
		return nil, fmt.Errorf("pack page: %w", err)
	}
	return packed, nil
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
