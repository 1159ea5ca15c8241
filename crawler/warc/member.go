package warc

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

const gzipMagic = "\x1f\x8b"

// member is the member of a gzip file that is being read. By the standard each
// holds one record, so that a reader finds the next one past damage; files that
// somebody compressed as a whole have all their records in one.
type member struct {
	in  *bufio.Reader // what is in it; nil between members
	gz  *gzip.Reader
	buf *bufio.Reader
}

// open begins with the member at the file's place. One that holds nothing is
// passed over.
func (m *member) open(file *bufio.Reader) error {
	var err error
	if m.gz == nil {
		m.gz, err = gzip.NewReader(file)
	} else {
		err = m.gz.Reset(file)
	}
	if err != nil {
		return err
	}
	m.gz.Multistream(false)
	if m.buf == nil {
		m.buf = bufio.NewReaderSize(m.gz, 1<<16)
	} else {
		m.buf.Reset(m.gz)
	}
	m.in = m.buf
	return m.settle()
}

// settle is asked after each record, and leaves a member that is at its end. It
// gives what is wrong with the member's bytes.
func (m *member) settle() error {
	if m.in == nil {
		return nil
	}
	skipBreaks(m.in)
	_, err := m.in.Peek(1)
	if err == nil {
		return nil
	}
	m.in = nil
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}
