package fetch

import (
	"net/http"
	"time"
)

// Archived is an answer that comes from an archive and not from the network.
// Its body is decoded, bounded and looked at as any other's; what can't be
// used is an error beside an answer that has no body.
func Archived(requested, final string, at time.Time, resp *http.Response) (*Response, error) {
	out := &Response{URL: requested, FinalURL: final, Status: resp.StatusCode, Header: resp.Header, ContentType: resp.Header.Get("Content-Type"), Started: at}
	body, wire, err := readBody(resp, final, Page, Limits{}.withDefaults(), func() {})
	out.Wire = wire
	if err != nil {
		return out, err
	}
	if body == nil {
		body = []byte{}
	}
	out.Body = body
	for _, undone := range [...]string{"Content-Encoding", "Transfer-Encoding", "Content-Length"} {
		resp.Header.Del(undone)
	}
	return out, nil
}
