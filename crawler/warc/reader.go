// Package warc reads pages from WARC files, as web archives have them, and
// writes archived pages into such files. It fetches nothing and judges
// nothing: what a page is worth is for others to say.
//
// Start at Read; http.go makes a page of a record's HTTP answer, member.go
// undoes gzip; writer.go writes.
package warc

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
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
		r := reader{file: in, records: gowarc.NewUnmarshaler(gowarc.WithBufferMaxMemBytes(maxRecord), gowarc.WithBlockErrorPolicy(gowarc.ErrIgnore))}
		for failed := 0; failed < maxErrors; {
			resp, err := r.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if errors.Is(err, errRest) {
				yield(&fetch.Response{}, err)
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

// errRest is ErrDamaged where nothing more of the file can be read.
var errRest = fmt.Errorf("%w: none begins in %d MB, the rest of the file is left: is it a WARC file?", ErrDamaged, maxRecord>>20)

// reader reads one file.
type reader struct {
	file    *bufio.Reader // as it is, and without its zstd
	member  member        // of gzip, in which the next record lies
	records gowarc.Unmarshaler
	begun   bool              // something was found in the file
	via     map[string]string // of the answer last announced: its ID → what was asked for
}

// next is the next record: nil when it is of another kind.
func (r *reader) next() (*fetch.Response, error) {
	in, err := r.source()
	if err != nil {
		return nil, err
	}
	bracketed := inBrackets(in)
	rec, _, problems, err := r.records.Unmarshal(in)
	if rec == nil && err == nil {
		err = io.ErrUnexpectedEOF
	}
	// A record is whole when its member is, whose checksum follows the last one.
	if broken := r.member.settle(); err == nil {
		err = broken
	}
	if err != nil {
		if rec != nil {
			_ = rec.Close()
		}
		return nil, r.broken(err, in == r.file)
	}
	r.begun = true
	defer rec.Close()
	resp, err := r.take(rec, cmp.Or(bracketed, rec.WarcHeader().Get(gowarc.WarcTargetURI)))
	if broken := damage(problems, bracketed); broken != nil && (resp != nil || rec.Type() == gowarc.Response) {
		return resp, broken
	}
	return resp, err
}

// broken is what it means that a record can't be read: io.EOF at the end of the
// file. One in which no record ever was is not what somebody meant to give: a
// download failed, perhaps.
func (r *reader) broken(err error, inFile bool) error {
	isEnd := errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF)
	first := !r.begun
	r.begun = true
	switch {
	case isEnd && inFile && first:
		return fmt.Errorf("%w: the file holds none", ErrDamaged)
	case isEnd && inFile:
		return io.EOF
	case isEnd: // of a member of gzip
		return fmt.Errorf("%w: %w", ErrDamaged, io.ErrUnexpectedEOF)
	case errors.Is(err, gowarc.ErrNoRecord):
		return fmt.Errorf("%w: none begins where one should: is it a WARC file? (%w)", ErrDamaged, err)
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// source is what the next record is to be read from, at its beginning.
func (r *reader) source() (*bufio.Reader, error) {
	for {
		if r.member.in != nil {
			err := seek(r.member.in)
			skipBreaks(r.member.in)
			return r.member.in, err
		}
		if err := seek(r.file); err != nil {
			return nil, err
		}
		skipBreaks(r.file)
		if head, _ := r.file.Peek(2); string(head) != gzipMagic {
			return r.file, nil
		}
		if err := r.member.open(r.file); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
}

// seek passes over what holds no beginning of a record, as a hole in a file or
// one that is no WARC file at all does. The end of a file is for next to find.
func seek(in *bufio.Reader) error {
	for passed := 0; ; {
		head, err := in.Peek(64)
		if err != nil || beginsRecord(bytes.TrimLeft(head, "\r\n")) { // as most often
			return nil
		}
		head, err = in.Peek(in.Size())
		if err != nil || bytes.Contains(head, []byte("WARC/")) || bytes.Contains(head, []byte(gzipMagic)) {
			return nil
		}
		if passed += len(head) - 5; passed > maxRecord {
			return errRest
		}
		if _, err := in.Discard(len(head) - 5); err != nil {
			return nil //nolint:nilerr // the end, which next finds
		}
	}
}

func beginsRecord(b []byte) bool {
	return bytes.HasPrefix(b, []byte("WARC/")) || bytes.HasPrefix(b, []byte(gzipMagic))
}

// skipBreaks passes over the ends of lines that part records.
func skipBreaks(in *bufio.Reader) {
	for {
		if head, _ := in.Peek(1); string(head) != "\r" && string(head) != "\n" {
			return
		}
		_, _ = in.Discard(1) // it is there
	}
}

// damage is what of a record's problems means that its bytes are not those
// that were written, or that nobody can say whose they are. All else is
// somebody's carelessness.
func damage(problems []error, bracketed string) error {
	for _, p := range problems {
		var length *gowarc.ContentLengthError
		var field *gowarc.HeaderFieldError
		if errors.As(p, &length) || strings.HasPrefix(p.Error(), "block: ") ||
			errors.As(p, &field) && strings.Contains(p.Error(), gowarc.WarcTargetURI) && bracketed == "" {
			return fmt.Errorf("%w: %w", ErrDamaged, p)
		}
	}
	return nil
}

// maxFields bounds how far into a record its address is looked for.
const maxFields = 16 << 10

// inBrackets is the address of the record that comes next where it stands in
// angle brackets, as the grammar of WARC/1.0 has it and wget writes it; the
// library empties such a field.
func inBrackets(in *bufio.Reader) string {
	head, _ := in.Peek(maxFields)
	for line := range bytes.Lines(head) {
		name, value, _ := strings.Cut(strings.TrimSpace(string(line)), ":")
		if name == "" {
			break
		}
		if !strings.EqualFold(name, gowarc.WarcTargetURI) {
			continue
		}
		value, open := strings.CutPrefix(strings.TrimSpace(value), "<")
		value, closed := strings.CutSuffix(value, ">")
		if _, err := url.Parse(value); open && closed && err == nil {
			return value
		}
	}
	return ""
}

// take makes an answer of a record that holds one.
func (r *reader) take(rec gowarc.WarcRecord, target string) (*fetch.Response, error) {
	header := rec.WarcHeader()
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
