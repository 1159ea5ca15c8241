package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"

	"copydesk/crawler/fetch"
)

// maxHeader bounds the header of an answer.
const maxHeader = 1 << 20

// readAnswer reads an HTTP answer as it was on the wire. It takes more than
// net/http does: archives hold what servers sent, and crawlers changed some.
func readAnswer(block *bufio.Reader) (fetch.Answer, error) {
	status, err := readStatus(block)
	if err != nil {
		return fetch.Answer{}, err
	}
	resp := fetch.Answer{Status: status, Header: http.Header{}, Body: block}
	for read := 0; ; {
		line, err := block.ReadString('\n')
		if read += len(line); read > maxHeader {
			return resp, errors.New("its header is too long")
		}
		trimmed := strings.TrimRight(line, "\r\n")
		if trimmed == "" || errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return resp, err
		}
		if name, value, ok := strings.Cut(trimmed, ":"); ok && name != "" && !strings.ContainsAny(name, " \t") {
			name = textproto.CanonicalMIMEHeaderKey(name)
			resp.Header[name] = append(resp.Header[name], strings.TrimSpace(value))
		}
	}
	if strings.EqualFold(resp.Header.Get("Transfer-Encoding"), "chunked") && looksChunked(block) {
		resp.Body = httputil.NewChunkedReader(block)
	}
	return resp, nil
}

// readStatus reads the first line: HTTP/1.1 200 OK.
func readStatus(block *bufio.Reader) (int, error) {
	line, err := block.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	fields := strings.Fields(line)
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "HTTP") {
		return 0, fmt.Errorf("no HTTP answer but %.40q", line)
	}
	status, err := strconv.Atoi(fields[1])
	if err != nil || status < 100 || status > 999 {
		return 0, fmt.Errorf("no HTTP status but %.40q", fields[1])
	}
	return status, nil
}

// looksChunked says whether a body begins with the size of a chunk: many
// archives keep the header of what they have undone.
func looksChunked(block *bufio.Reader) bool {
	head, _ := block.Peek(18) // as much as there is
	size, _, found := bytes.Cut(head, []byte("\r\n"))
	if !found {
		return false
	}
	size, _, _ = bytes.Cut(size, []byte(";"))
	_, err := strconv.ParseUint(strings.TrimSpace(string(size)), 16, 64)
	return err == nil
}

// resourceOf makes an answer of a record that holds a page without one.
func resourceOf(block io.Reader, contentType string) fetch.Answer {
	return fetch.Answer{Status: http.StatusOK, Header: http.Header{"Content-Type": {contentType}}, Body: block}
}
