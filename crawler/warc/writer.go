package warc

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/nlnwa/gowarc/v3"

	"copydesk/storage"
)

// Compression is how the records of a file are packed, each by itself.
type Compression string

// The ways to pack.
const (
	Plain Compression = ""
	Gzip  Compression = "gz"
	Zstd  Compression = "zst"
)

// CompressionOf is what a file's name asks for.
func CompressionOf(name string) Compression {
	switch {
	case strings.HasSuffix(name, ".gz"):
		return Gzip
	case strings.HasSuffix(name, ".zst"), strings.HasSuffix(name, ".zstd"):
		return Zstd
	}
	return Plain
}

// Writer writes WARC/1.1.
type Writer struct {
	out     io.Writer
	packing Compression
	gz      *gzip.Writer
	zst     *zstd.Encoder
	info    string // ID of the record that describes the file
}

// NewWriter begins a file with the record that describes it: software is the
// program that writes it.
func NewWriter(out io.Writer, packing Compression, software string, now time.Time) (*Writer, error) {
	w := &Writer{out: out, packing: packing}
	switch packing {
	case Gzip:
		w.gz = gzip.NewWriter(io.Discard)
	case Zstd:
		var err error
		if w.zst, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err != nil {
			return nil, err
		}
	}
	fields := "software: " + oneLine(software) + "\r\nformat: WARC File Format 1.1\r\n" +
		"conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
	id, err := w.write(record{kind: gowarc.Warcinfo, date: now, contentType: "application/warc-fields", block: []byte(fields)})
	w.info = id
	return w, err
}

// Page writes an archived page: its answer as it was served, but that the
// transfer's encodings are undone. Where redirects led to another address than
// was asked for, a record before it says so.
func (w *Writer) Page(p *storage.PageRecord) error {
	target := p.FinalURL
	if target == "" {
		target = p.URL
	}
	id, err := newID()
	if err != nil {
		return err
	}
	if target != p.URL {
		_, err := w.write(record{kind: gowarc.Metadata, target: target, date: p.FetchedAt, concurrent: id,
			contentType: "application/warc-fields", block: []byte(viaField + ": " + oneLine(p.URL) + "\r\n")})
		if err != nil {
			return err
		}
	}
	_, err = w.write(record{kind: gowarc.Response, id: id, target: target, date: p.FetchedAt, contentType: "application/http;msgtype=response", block: answerOf(p)})
	return err
}

// answerOf is a page as an HTTP answer.
func answerOf(p *storage.PageRecord) []byte {
	var b bytes.Buffer
	status := p.Status
	if status == 0 {
		status = http.StatusOK // saved by hand: it came from somewhere
	}
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	for _, name := range slices.Sorted(maps.Keys(p.Header)) {
		for _, value := range p.Header[name] {
			b.WriteString(oneLine(name) + ": " + oneLine(value) + "\r\n")
		}
	}
	b.WriteString("Content-Length: " + strconv.Itoa(len(p.Body)) + "\r\n\r\n")
	b.Write(p.Body)
	return b.Bytes()
}

// record is a record on its way into the file.
type record struct {
	kind        gowarc.RecordType
	id          string // "" for a new one
	target      string
	date        time.Time
	concurrent  string
	contentType string
	block       []byte
}

// write builds a record, with its digests, and writes it.
func (w *Writer) write(r record) (id string, err error) {
	b := gowarc.NewRecordBuilder(r.kind, gowarc.WithVersion(gowarc.V1_1), gowarc.WithAddMissingDigest(true),
		gowarc.WithDefaultDigestAlgorithm("sha1"), gowarc.WithBufferMaxMemBytes(maxRecord),
		gowarc.WithSpecViolationPolicy(gowarc.ErrWarn), gowarc.WithSyntaxErrorPolicy(gowarc.ErrWarn))
	if r.id != "" {
		b.AddWarcHeader(gowarc.WarcRecordID, r.id)
	}
	b.AddWarcHeader(gowarc.WarcDate, r.date.UTC().Format("2006-01-02T15:04:05.999999Z"))
	b.AddWarcHeader(gowarc.ContentType, r.contentType)
	if r.target != "" {
		b.AddWarcHeader(gowarc.WarcTargetURI, oneLine(r.target))
	}
	if r.concurrent != "" {
		b.AddWarcHeader(gowarc.WarcConcurrentTo, r.concurrent)
	}
	if w.info != "" {
		b.AddWarcHeader(gowarc.WarcWarcinfoID, "<"+w.info+">")
	}
	if _, err := b.Write(r.block); err != nil {
		return "", err
	}
	rec, _, err := b.Build()
	if err != nil {
		return "", fmt.Errorf("record of %s: %w", r.target, err)
	}
	defer rec.Close()
	return rec.RecordId(), w.pack(rec)
}

// pack writes a record as a member of its own, so that readers can begin at
// any record.
func (w *Writer) pack(rec gowarc.WarcRecord) error {
	out, closeMember := w.out, func() error { return nil }
	switch w.packing {
	case Gzip:
		w.gz.Reset(w.out)
		out, closeMember = w.gz, w.gz.Close
	case Zstd:
		w.zst.Reset(w.out)
		out, closeMember = w.zst, w.zst.Close
	}
	if _, _, err := gowarc.NewMarshaler().Marshal(out, rec, 0); err != nil {
		return err
	}
	return closeMember()
}

// oneLine keeps what came from servers from ending a header's line.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return ' '
		}
		return r
	}, s)
}

// newID names a record that another one refers to before it is written.
func newID() (string, error) {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", err
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80 // a random UUID, RFC 9562
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}
