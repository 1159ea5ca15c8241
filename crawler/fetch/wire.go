package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gocolly/colly/v2"
)

// exchange is one request and its answer as they were on the wire. It travels
// to the transport in the request's context, the only thing that Colly hands
// through.
type exchange struct {
	url       string
	kind      Kind
	limits    Limits
	transport http.RoundTripper
	scratch   scratch
	alive     func()

	status  int
	header  http.Header
	body    []byte
	wire    int64
	latency time.Duration // until the header was there
	err     error
}

type exchangeKey struct{}

// wire is the transport under Colly. It reads, decodes and checks the body
// itself and shows Colly an answer without any: so nothing is cut in silence,
// decoded twice or guessed at on the way.
type wire struct{}

func (wire) RoundTrip(req *http.Request) (*http.Response, error) {
	ex, ok := req.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return nil, fmt.Errorf("fetch %s: a request that is not ours", req.URL)
	}
	start := time.Now()
	resp, err := ex.transport.RoundTrip(req)
	if err != nil {
		ex.err = err
		return nil, err
	}
	defer resp.Body.Close()
	ex.alive()
	ex.status, ex.header, ex.latency = resp.StatusCode, resp.Header, time.Since(start)
	if n := len(resp.Header); n > ex.limits.Headers {
		ex.err = &ContentError{URL: ex.url, Kind: "headers", Detail: fmt.Sprintf("%d header lines (limits.headers)", n)}
		return nil, ex.err
	}
	if hasBody(resp.StatusCode) {
		ex.body, ex.wire, ex.err = ex.scratch.readBody(resp, ex.url, ex.kind, ex.limits, ex.alive)
	}
	if ex.err != nil {
		return nil, ex.err
	}
	return &http.Response{
		Status: resp.Status, StatusCode: resp.StatusCode, Proto: resp.Proto, ProtoMajor: resp.ProtoMajor, ProtoMinor: resp.ProtoMinor,
		Header: http.Header{}, Body: http.NoBody, Request: req,
		Uncompressed: true, // or Colly unpacks what is named .xml.gz, and there is nothing to unpack
	}, nil
}

// hasBody says whether an answer's body is of any use. That of a redirect or
// an error is not worth its download.
func hasBody(status int) bool { return status >= 200 && status < 300 && status != 204 && status != 205 }

// newCollector returns the Colly collector of one host, with everything
// switched off that this package does itself.
func newCollector() *colly.Collector {
	c := &colly.Collector{}
	c.Init() // and not NewCollector, which lets the environment change settings
	c.AllowURLRevisit, c.IgnoreRobotsTxt, c.ParseHTTPErrorResponse, c.MaxBodySize = true, true, true, 0
	c.DisableCookies()
	c.SetRequestTimeout(0) // the request's context has the deadlines
	c.WithTransport(wire{})
	c.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	return c
}

// roundTrip sends one request through the host's collector.
func (c *Client) roundTrip(ctx context.Context, col *colly.Collector, ex *exchange, header http.Header, page time.Duration) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &BugError{URL: ex.url, Value: v, Stack: debug.Stack()}
		}
	}()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	whole := time.AfterFunc(page, func() { cancel(errPageTime) })
	defer whole.Stop()
	idle := time.AfterFunc(ex.limits.Connect+ex.limits.Answer, func() { cancel(errIdle) })
	defer idle.Stop()
	ex.alive = func() { idle.Reset(ex.limits.Idle) }

	one := col.Clone() // a collector's context is its own; a clone shares the rest
	one.Context = context.WithValue(ctx, exchangeKey{}, ex)
	answered := false
	one.OnResponse(func(*colly.Response) { answered = true })
	err = one.Request(http.MethodGet, ex.url, nil, nil, header)
	if ex.err != nil {
		err = ex.err // without Colly's and net/http's words around it
	}
	if err == nil && !answered {
		err = fmt.Errorf("no answer")
	}
	if err != nil {
		return netError(ctx, ex.url, err)
	}
	return nil
}

// transports are kept by what they allow, so that connections are shared by
// all sites that ask alike.
type transports struct {
	guard *guard
	addrs *addresses
	mu    sync.Mutex
	made  map[transportKey]*http.Transport
}

type transportKey struct {
	private bool
	proxy   string
	connect time.Duration
	answer  time.Duration
	header  int64
}

func newTransports(addrs *addresses) *transports {
	return &transports{guard: newGuard(), addrs: addrs, made: map[transportKey]*http.Transport{}}
}

func (t *transports) get(k transportKey) (*http.Transport, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if tr := t.made[k]; tr != nil {
		return tr, nil
	}
	tr := &http.Transport{
		DisableCompression:     true, // decoded by readBody, with caps
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           200,
		MaxIdleConnsPerHost:    16, // as many as a site may ask at a time: one that is dropped is dialled again
		IdleConnTimeout:        60 * time.Second,
		TLSHandshakeTimeout:    k.connect,
		ResponseHeaderTimeout:  k.answer,
		MaxResponseHeaderBytes: k.header,
	}
	dialer := &net.Dialer{Timeout: k.connect}
	if !k.private && k.proxy == "" {
		dialer.Control = t.guard.control
	}
	tr.DialContext = t.dial(dialer, k.proxy == "")
	switch k.proxy {
	case "":
	case "environment":
		tr.Proxy = http.ProxyFromEnvironment
	default:
		u, err := url.Parse(k.proxy)
		if err != nil {
			return nil, fmt.Errorf("proxy %q: %w", k.proxy, err)
		}
		tr.Proxy = http.ProxyURL(u)
	}
	t.made[k] = tr
	return tr, nil
}

// dial notes which address a public host was reached at.
func (t *transports) dial(d *net.Dialer, direct bool) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := d.DialContext(ctx, network, address)
		if err != nil || !direct {
			return conn, err
		}
		if a, ok := conn.RemoteAddr().(*net.TCPAddr); ok && t.guard.public(a.AddrPort().Addr()) {
			host, _, _ := net.SplitHostPort(address)
			t.addrs.note(host, a.IP.String())
		}
		return conn, nil
	}
}

func (t *transports) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, tr := range t.made {
		tr.CloseIdleConnections()
	}
}
