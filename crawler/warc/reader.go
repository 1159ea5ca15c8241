// Package warc reads pages from WARC files, as web archives have them, and
// writes archived pages into such files. It fetches nothing and judges
// nothing: what a page is worth is for others to say.
//
// Start at Read; http.go makes a page of a record's HTTP answer, writer.go
// writes.
package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/nlnwa/gowarc/v3"

	"copydesk/crawler/fetch"
)

// ErrDamaged is that a record can't be read. The records after it may be.
var ErrDamaged = errors.New("damaged record")

// maxErrors is how many records in a row may be damaged before the rest of a
// file is given up: past a hole in a compressed file nothing may be found.
const maxErrors = 100

// maxRecord bounds what is read of one record, and how far the next one is
// looked for where none begins.
const maxRecord = 64 << 20

// Read gives the answers to requests of a WARC file, plain or compressed with
// gzip or zstd, in their order: those records that hold a page or may. An
// answer that can't be used gives an error and its address; a damaged record
// gives ErrDamaged, and reading goes on at the next one.
func Read(file io.Reader) iter.Seq2[*fetch.Response, error] {
	return func(yield func(*fetch.Response, error) bool) {
		in, closeIn, err := decompressed(bufio.NewReaderSize(file, 1<<18))
		if err != nil {
			yield(&fetch.Response{}, fmt.Errorf("%w: %w", ErrDamaged, err))
			return
		}
		defer closeIn()
		r := reader{in: in, records: gowarc.NewUnmarshaler(gowarc.WithBufferMaxMemBytes(maxRecord), gowarc.WithBlockErrorPolicy(gowarc.ErrIgnore))}
		for failed := 0; failed < maxErrors; {
			if err := r.seek(); err != nil {
				yield(&fetch.Response{}, err)
				return
			}
			resp, err := r.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if errors.Is(err, ErrDamaged) {
				failed++
			} else {
				failed = 0
			}
			if resp == nil && err == nil {
				continue // another kind of record
			}
			if resp == nil {
				resp = &fetch.Response{}
			}
			if !yield(resp, err) {
				return
			}
		}
		yield(&fetch.Response{}, fmt.Errorf("%w: %d in a row: the rest of the file is left", ErrDamaged, maxErrors))
	}
}

// decompressed undoes what isn't undone record by record: zstd, which may
// begin with a dictionary for all of the file.
func decompressed(in *bufio.Reader) (*bufio.Reader, func(), error) {
	nothing := func() {}
	head, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	dictionary, err := readDictionary(in, head)
	if err != nil {
		return nil, nil, err
	}
	if dictionary == nil && string(head) != "\x28\xb5\x2f\xfd" {
		return in, nothing, nil
	}
	opts := []zstd.DOption{zstd.WithDecoderMaxWindow(128 << 20)}
	if dictionary != nil {
		opts = append(opts, zstd.WithDecoderDicts(dictionary))
	}
	z, err := zstd.NewReader(in, opts...)
	if err != nil {
		return nil, nil, err
	}
	return bufio.NewReaderSize(z, 1<<18), z.Close, nil
}

// maxDictionary bounds the dictionary of a zstd file.
const maxDictionary = 16 << 20

// readDictionary takes the skippable frame that holds the dictionary off the
// beginning of a file (IIPC, WARC-zstd 1.0): as it is, or compressed itself.
func readDictionary(in *bufio.Reader, head []byte) ([]byte, error) {
	if string(head) != "\x5d\x2a\x4d\x18" {
		return nil, nil
	}
	var frame [8]byte
	if _, err := io.ReadFull(in, frame[:]); err != nil {
		return nil, err
	}
	size := int64(frame[4]) | int64(frame[5])<<8 | int64(frame[6])<<16 | int64(frame[7])<<24
	if size > maxDictionary {
		return nil, fmt.Errorf("a dictionary of %d bytes", size)
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(in, data); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(string(data), "\x28\xb5\x2f\xfd") {
		return data, nil
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxDictionary))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return z.DecodeAll(data, nil)
}

// reader reads one file.
type reader struct {
	in      *bufio.Reader
	records gowarc.Unmarshaler
	via     map[string]string // of the answer last announced: its ID → what was asked for
}

// seek passes over what holds no beginning of a record, as a hole in a file or
// one that is no WARC file at all does. The end of a file is for next to find.
func (r *reader) seek() error {
	for passed := 0; ; {
		head, err := r.in.Peek(64)
		if err != nil || beginsRecord(bytes.TrimLeft(head, "\r\n")) { // as most often
			return nil
		}
		head, err = r.in.Peek(r.in.Size())
		if err != nil || bytes.Contains(head, []byte("WARC/")) || bytes.Contains(head, []byte("\x1f\x8b")) {
			return nil
		}
		if passed += len(head) - 5; passed > maxRecord {
			return fmt.Errorf("%w: none begins in %d MB, the rest of the file is left: is it a WARC file?", ErrDamaged, maxRecord>>20)
		}
		if _, err := r.in.Discard(len(head) - 5); err != nil {
			return nil //nolint:nilerr // the end, which next finds
		}
	}
}

func beginsRecord(b []byte) bool {
	return bytes.HasPrefix(b, []byte("WARC/")) || bytes.HasPrefix(b, []byte("\x1f\x8b"))
}

// next is the next record: nil when it is of another kind.
func (r *reader) next() (*fetch.Response, error) {
	rec, _, problems, err := r.records.Unmarshal(r.in)
	if rec == nil && err == nil {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		if rec != nil {
			_ = rec.Close()
		}
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, io.EOF
		}
		if errors.Is(err, gowarc.ErrNoRecord) {
			return nil, fmt.Errorf("%w: none begins where one should: is it a WARC file? (%w)", ErrDamaged, err)
		}
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	defer rec.Close()
	resp, err := r.take(rec)
	if broken := damage(problems); broken != nil && (resp != nil || rec.Type() == gowarc.Response) {
		return resp, broken
	}
	return resp, err
}

// damage is what of a record's problems means that its bytes are not those
// that were written, or that nobody can say whose they are. All else is
// somebody's carelessness.
func damage(problems []error) error {
	for _, p := range problems {
		var length *gowarc.ContentLengthError
		var field *gowarc.HeaderFieldError
		if errors.As(p, &length) || strings.HasPrefix(p.Error(), "block: ") || errors.As(p, &field) && strings.Contains(p.Error(), gowarc.WarcTargetURI) {
			return fmt.Errorf("%w: %w", ErrDamaged, p)
		}
	}
	return nil
}

// take makes an answer of a record that holds one.
func (r *reader) take(rec gowarc.WarcRecord) (*fetch.Response, error) {
	header := rec.WarcHeader()
	target := strings.Trim(header.Get(gowarc.WarcTargetURI), "<>")
	isHTTP := strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://")
	switch {
	case rec.Type() == gowarc.Metadata:
		r.announce(rec)
		return nil, nil
	case !isHTTP, header.Has(gowarc.WarcSegmentNumber) && header.Get(gowarc.WarcSegmentNumber) != "1":
		return nil, nil
	case rec.Type() != gowarc.Response && rec.Type() != gowarc.Resource:
		return nil, nil
	}
	at, err := rec.Date()
	if err != nil {
		at = time.Time{}
	}
	raw, err := rec.Block().RawBytes()
	if err != nil {
		return &fetch.Response{URL: target, FinalURL: target, Started: at}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	block := bufio.NewReaderSize(io.LimitReader(raw, maxRecord), 1<<14)
	requested := target
	if via := r.via[rec.RecordId()]; via != "" {
		requested = via
	}
	if rec.Type() == gowarc.Resource {
		return fetch.Archived(requested, target, at, resourceOf(block, header.Get(gowarc.ContentType)))
	}
	answer, err := readAnswer(block)
	if err != nil {
		return &fetch.Response{URL: requested, FinalURL: target, Started: at}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return fetch.Archived(requested, target, at, answer)
}

// announce notes what was asked for where redirects led elsewhere: Writer says
// so before the answer.
func (r *reader) announce(rec gowarc.WarcRecord) {
	r.via = nil
	raw, err := rec.Block().RawBytes()
	if err != nil {
		return
	}
	fields, err := io.ReadAll(io.LimitReader(raw, 1<<16))
	if err != nil {
		return
	}
	for line := range strings.Lines(string(fields)) {
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(name, viaField) {
			r.via = map[string]string{rec.WarcHeader().GetId(gowarc.WarcConcurrentTo): strings.TrimSpace(value)}
		}
	}
}

// viaField is the field of a metadata record that says what led to a page.
const viaField = "via"
