package fetch

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// acceptEncoding is what readBody can decode.
const acceptEncoding = "gzip, br, zstd, deflate"

// ratioFrom is how much a body may unfold before its ratio is looked at.
const ratioFrom = 1 << 20

// wireReader counts the bytes as sent, refuses too many, and tells the watch
// on idle bodies that something came.
type wireReader struct {
	r     io.Reader
	n     int64
	max   int64
	alive func()
	url   string
}

func (w *wireReader) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.n += int64(n)
	if n > 0 {
		w.alive()
	}
	if w.n > w.max {
		return n, &ContentError{URL: w.url, Kind: "too_large", Detail: fmt.Sprintf("more than %d bytes as sent (limits.compressed)", w.max)}
	}
	return n, err
}

// readBody reads, decodes and checks a whole body. What it returns is complete
// or an error; a cut body is never passed off as a page.
func (s scratch) readBody(resp *http.Response, url string, kind Kind, l Limits, alive func()) (body []byte, wire int64, err error) {
	w := &wireReader{r: resp.Body, max: l.Compressed, alive: alive, url: url}
	if kind != Page && w.max < l.decoded(kind) {
		w.max = l.decoded(kind)
	}
	r, closer, err := decoder(bufio.NewReaderSize(w, 16<<10), resp.Header, url)
	if err != nil {
		return nil, w.n, err
	}
	defer closer()
	head, err := r.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) && len(head) == 0 {
		return nil, w.n, decodeError(url, err)
	}
	if (kind == Feed || kind == Sitemap) && bytes.HasPrefix(head, []byte("\x1f\x8b\x08")) {
		z, err := newMembers(r)
		if err != nil {
			return nil, w.n, decodeError(url, err)
		}
		r = bufio.NewReader(z)
	} else if kind == Page && resp.StatusCode < 300 {
		if err := checkHead(head, resp.Header.Get("Content-Type"), url); err != nil {
			return nil, w.n, err
		}
	}
	if n := exactSize(resp); n >= 0 {
		body, err = readAll(make([]byte, 0, min(n+512, l.decoded(kind)+512)), r, w, url, kind, l) // room to see the end without growing
	} else {
		body, err = s.read(r, w, url, kind, l)
	}
	if err != nil {
		return nil, w.n, err
	}
	return body, w.n, nil
}

// checkHead refuses what can't be a page before the rest of it is downloaded.
func checkHead(head []byte, contentType, url string) error {
	if kind := sniff(head); kind != "" {
		return &ContentError{URL: url, Kind: kind, Detail: "its first bytes are not a page's, though it is called " + quoteType(contentType)}
	}
	if kind := unusable(contentType, head); kind != "" {
		return &ContentError{URL: url, Kind: kind, Detail: "not HTML but " + quoteType(contentType)}
	}
	return nil
}

func quoteType(t string) string {
	if t == "" {
		return "nothing"
	}
	if len(t) > 60 {
		t = t[:60]
	}
	return fmt.Sprintf("%q", t)
}

// exactSize is how large a body is, if that is known before it is read; else
// -1. A server says what it likes: what can't be a page's size is none.
func exactSize(resp *http.Response) int64 {
	const most = 2 << 20
	if resp.ContentLength <= 0 || resp.ContentLength > most || resp.Header.Get("Content-Encoding") != "" {
		return -1
	}
	return resp.ContentLength
}

// scratch is what bodies are read into while nobody knows how large they are.
// Room that is made as they grow is twice or four times their size, and pages
// are most of what a crawl makes. The zero value makes it for each of them.
type scratch struct{ free chan []byte }

// What a new buffer has room for, the largest one that is kept, and how many
// are: as many as there are hosts would take more memory than they save.
const (
	firstScratch = 128 << 10
	mostScratch  = 512 << 10
	keptScratch  = 4
)

func newScratch() scratch { return scratch{make(chan []byte, keptScratch)} }

// read reads a body of unknown size, and gives it in room of its own.
func (s scratch) read(r io.Reader, w *wireReader, url string, kind Kind, l Limits) ([]byte, error) {
	var room []byte
	select {
	case room = <-s.free:
	default:
		room = make([]byte, 0, firstScratch)
	}
	whole, err := readAll(room, r, w, url, kind, l)
	if cap(whole) <= mostScratch {
		defer func() {
			select {
			case s.free <- whole[:0]:
			default:
			}
		}()
	}
	if err != nil {
		return nil, err
	}
	return bytes.Clone(whole), nil
}

// readAll reads to the end, appending to buf. What it gives beside an error is
// not whole.
func readAll(buf []byte, r io.Reader, w *wireReader, url string, kind Kind, l Limits) ([]byte, error) {
	limit := l.decoded(kind)
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch size := int64(len(buf)); {
		case size > limit && kind == RobotsTxt:
			return buf[:limit], nil
		case size > limit:
			return buf, &ContentError{URL: url, Kind: "too_large", Detail: fmt.Sprintf("more than %d bytes", limit)}
		case size > ratioFrom && w.n > 0 && size/w.n > int64(l.Ratio):
			return buf, &ContentError{URL: url, Kind: "bomb", Detail: fmt.Sprintf("%d bytes as sent unfold to more than %d (limits.ratio)", w.n, size)}
		}
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, decodeError(url, err)
		}
	}
}

// decodeError tells a stream that is wrong in itself from one that was cut.
func decodeError(url string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	for _, bad := range [...]error{gzip.ErrHeader, gzip.ErrChecksum, zlib.ErrHeader, zlib.ErrChecksum, zstd.ErrMagicMismatch,
		zstd.ErrReservedBlockType, zstd.ErrCRCMismatch, zstd.ErrWindowSizeExceeded, zstd.ErrDecoderSizeExceeded} {
		if errors.Is(err, bad) {
			return &ContentError{URL: url, Kind: "encoding", Detail: bad.Error()}
		}
	}
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) || strings.HasPrefix(err.Error(), "brotli:") {
		return &ContentError{URL: url, Kind: "encoding", Detail: err.Error()}
	}
	return err
}

// members reads gzip, member after member, and leaves alone what is no gzip
// after them: zeros, or what a cache wrote behind the page.
type members struct {
	r *bufio.Reader
	z *gzip.Reader
}

func newMembers(r *bufio.Reader) (*members, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &members{r, z}, nil
}

func (m *members) Read(p []byte) (int, error) {
	n, err := m.z.Read(p)
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	if head, _ := m.r.Peek(2); !bytes.HasPrefix(head, []byte("\x1f\x8b")) { // what fails there is seen by its absence
		return n, io.EOF
	}
	if err := m.z.Reset(m.r); err != nil {
		return n, err
	}
	m.z.Multistream(false)
	return n, nil
}

// decoder undoes Content-Encoding. A body that isn't what its header says is
// taken as it stands: many servers say gzip and send none.
func decoder(r *bufio.Reader, h http.Header, url string) (*bufio.Reader, func(), error) {
	var closers []func()
	closeAll := func() {
		for _, f := range closers {
			f()
		}
	}
	codings := strings.Split(strings.ToLower(strings.Join(h.Values("Content-Encoding"), ",")), ",")
	if len(codings) > 3 {
		return nil, nil, &ContentError{URL: url, Kind: "encoding", Detail: "more than three content encodings"}
	}
	for i := len(codings) - 1; i >= 0; i-- {
		name := strings.TrimSpace(codings[i])
		next, closer, err := undo(r, name, url)
		if err != nil {
			closeAll()
			return nil, nil, err
		}
		if closer != nil {
			closers = append(closers, closer)
		}
		r = next
	}
	return r, closeAll, nil
}

func undo(r *bufio.Reader, name, url string) (*bufio.Reader, func(), error) {
	head, _ := r.Peek(4)
	switch name {
	case "", "identity", "none", "utf-8", "utf8", "aws-chunked":
		return r, nil, nil
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(head, []byte("\x1f\x8b")) {
			return r, nil, nil
		}
		z, err := newMembers(r)
		if err != nil {
			return nil, nil, decodeError(url, err)
		}
		return bufio.NewReader(z), nil, nil
	case "br":
		return bufio.NewReader(brotli.NewReader(r)), nil, nil
	case "zstd":
		if !bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")) {
			return r, nil, nil
		}
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, nil, decodeError(url, err)
		}
		return bufio.NewReader(z), z.Close, nil
	case "deflate":
		if len(head) < 2 || head[0] == '<' {
			return r, nil, nil
		}
		if head[0]&0x0f != 8 || (int(head[0])<<8|int(head[1]))%31 != 0 { // the raw stream that some servers send
			return bufio.NewReader(flate.NewReader(r)), nil, nil
		}
		z, err := zlib.NewReader(r)
		if err != nil {
			return nil, nil, decodeError(url, err)
		}
		return bufio.NewReader(z), nil, nil
	default:
		return nil, nil, &ContentError{URL: url, Kind: "encoding", Detail: fmt.Sprintf("unknown content encoding %.40q", name)}
	}
}
