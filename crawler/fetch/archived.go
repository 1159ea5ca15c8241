package fetch

import (
	"io"
	"net/http"
	"time"
)

// Answer is what a server said once, as an archive has it.
type Answer struct {
	Status int
	Header http.Header
	Body   io.Reader // with its content encodings
}

// Archived is an answer that comes from an archive and not from the network.
// Its body is decoded, bounded and looked at as any other's; what can't be
// used is an error beside an answer that has no body.
func Archived(requested, final string, at time.Time, a Answer) (*Response, error) {
	out := &Response{URL: requested, FinalURL: final, Status: a.Status, Header: a.Header, ContentType: a.Header.Get("Content-Type"), Started: at}
	resp := &http.Response{StatusCode: a.Status, Header: a.Header, Body: io.NopCloser(a.Body), ContentLength: -1}
	body, wire, err := scratch{}.readBody(resp, final, Page, Limits{}.withDefaults(), func() {})
	out.Wire = wire
	if err != nil {
		return out, err
	}
	if body == nil {
		body = []byte{}
	}
	out.Body = body
	for _, undone := range [...]string{"Content-Encoding", "Transfer-Encoding", "Content-Length"} {
		a.Header.Del(undone)
	}
	return out, nil
}
