// Package fetch holds the only sockets. It asks for one URL at a time and
// gives the bytes as served, decoded, complete and within their caps, or an
// error whose type says what happened: RefusedError when a rule forbids the
// request, StatusError, NetError, ContentError, BusyError. It knows no pages:
// it parses robots.txt and nothing else.
//
// Colly makes the requests, one collector per host. Robots, redirects,
// decoding, cookies, addresses and pace are decided here.
//
// Start at Client.Get.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gocolly/colly/v2"
	"golang.org/x/net/publicsuffix"

	"copydesk/storage"
)

// HostStore keeps what politeness has to remember across runs.
type HostStore interface {
	Host(ctx context.Context, host string) (storage.Host, error)
	SaveHost(ctx context.Context, h storage.Host) error
}

// Config is a client's set-up. The zero value works.
type Config struct {
	Log          *slog.Logger
	Transport    http.RoundTripper // instead of the network: a fake web of tests
	Hosts        HostStore         // nil remembers nothing across runs
	Now          func() time.Time  // nil is time.Now
	AllowPrivate []string          // HOST:PORT pairs that may be private addresses
	MaxWait      time.Duration     // the longest wait for a host's turn; 0 is 2 minutes
	May          func() error      // asked right before every request, which an error keeps from being sent; nil allows all
}

// Client fetches. It is safe for concurrent use.
type Client struct {
	log        *slog.Logger
	fake       http.RoundTripper
	hosts      HostStore
	now        func() time.Time
	allow      allowList
	maxWait    time.Duration
	may        func() error
	transports *transports
	addrs      *addresses
	scratch    scratch

	mu      sync.Mutex
	entries map[string]*host
	saving  sync.Mutex
}

// host is what the client knows of a host: its gate, collector and robots.
type host struct {
	gate      *gate
	collector *colly.Collector

	once sync.Once // takes up what an earlier run left

	asking chan struct{}            // full while robots.txt is fetched: once, however many wait
	robots map[string]*robotsAnswer // by scheme and agent; whoever fills asking may
}

// New returns a Client. Close it.
func New(cfg Config) *Client {
	c := &Client{
		log: cfg.Log, fake: cfg.Transport, hosts: cfg.Hosts, now: cfg.Now, allow: newAllowList(cfg.AllowPrivate),
		maxWait: cfg.MaxWait, addrs: newAddresses(), scratch: newScratch(), entries: map[string]*host{},
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.maxWait == 0 {
		c.maxWait = 2 * time.Minute
	}
	if c.may = cfg.May; c.may == nil {
		c.may = func() error { return nil }
	}
	c.transports = newTransports(c.addrs)
	return c
}

// Kind is what a request is for; it decides which answers are let in.
type Kind int

// The kinds of request.
const (
	Page Kind = iota
	Feed
	Sitemap
	RobotsTxt
)

// Request is one URL to be asked for.
type Request struct {
	URL          string
	Kind         Kind
	Policy       *Policy // nil is the zero Policy
	ETag         string  // of the copy that is known, for a conditional request
	LastModified string
	Scope        func(url string) error // asked before a redirect is followed; nil allows all
	Quit         <-chan struct{}        // closed when a request that is still waiting for its turn should give up
}

// Response is a whole answer.
type Response struct {
	URL         string // as asked for
	FinalURL    string // after redirects
	Hops        []string
	Status      int
	Header      http.Header
	ContentType string
	Body        []byte
	Wire        int64 // bytes of the body as sent
	NotModified bool
	Started     time.Time
	Took        time.Duration
}

// Get asks for a URL, following redirects. Every hop is checked as if it were
// asked for by itself, and waits for its own host's turn.
func (c *Client) Get(ctx context.Context, req Request) (*Response, error) {
	if req.Policy == nil {
		req.Policy = &Policy{}
	}
	t, err := parseTarget(req.URL)
	if err != nil {
		return nil, err
	}
	resp := &Response{URL: req.URL, Started: c.now()}
	jar := &chainJar{}
	seen := map[string]int{}
	for {
		seen[t.href]++
		ex, err := c.hop(ctx, t, req, jar, len(resp.Hops) == 0)
		if err != nil {
			return nil, err
		}
		location := ex.header.Get("Location")
		if !isRedirect(ex.status) || location == "" {
			return c.finish(resp, t, ex, req.ETag != "" || req.LastModified != "")
		}
		jar.store(t, ex.header)
		next, err := c.redirect(t, location, req, seen, len(resp.Hops))
		if err != nil {
			return nil, err
		}
		resp.Hops = append(resp.Hops, next.href)
		t = next
	}
}

// redirect decides on a hop.
func (c *Client) redirect(from *target, location string, req Request, seen map[string]int, hops int) (*target, error) {
	if limit := req.Policy.Limits.withDefaults().Redirects; hops >= limit {
		return nil, &NetError{URL: req.URL, Op: "redirects", Hint: "more than limits.redirects"}
	}
	next, err := from.resolve(location)
	if err != nil {
		return nil, err
	}
	if seen[next.href] >= 2 { // once more is let through: some sites set a cookie and send back
		return nil, &NetError{URL: req.URL, Op: "redirects", Hint: "a loop at " + next.href}
	}
	if req.Scope != nil {
		if err := req.Scope(next.href); err != nil {
			return nil, &RefusedError{URL: req.URL, Rule: RuleScope, Detail: "redirects to " + next.href + ": " + err.Error()}
		}
	}
	return next, nil
}

// finish makes the answer of the last exchange. That nothing has changed is an
// answer only to who has asked for changes.
func (c *Client) finish(resp *Response, t *target, ex *exchange, conditional bool) (*Response, error) {
	resp.FinalURL, resp.Status, resp.Header = t.href, ex.status, ex.header
	resp.ContentType = ex.header.Get("Content-Type")
	resp.Body, resp.Wire = ex.body, ex.wire
	resp.Took = c.now().Sub(resp.Started)
	switch {
	case ex.status == http.StatusOK || ex.status == http.StatusNonAuthoritativeInfo:
		return resp, nil
	case ex.status == http.StatusNotModified && conditional:
		resp.NotModified = true
		return resp, nil
	}
	return nil, &StatusError{URL: t.href, Code: ex.status, RetryAfter: retryAfter(ex.header, c.now())}
}

// hop sends one request, when all rules allow it and the host's turn has come.
func (c *Client) hop(ctx context.Context, t *target, req Request, jar *chainJar, first bool) (*exchange, error) {
	p := req.Policy
	limits := p.Limits.withDefaults()
	transport, err := c.admit(t, p, limits)
	if err != nil {
		return nil, err
	}
	h := c.host(ctx, t, p)
	if req.Kind != RobotsTxt && !p.IgnoreRobots {
		if err := c.askRobots(ctx, h, t, p); err != nil {
			return nil, err
		}
	}
	if err := h.gate.enter(ctx, req.Quit, c.now, c.maxWait); err != nil {
		return nil, err
	}
	leaveAddress, err := c.addrs.enter(ctx, t.host)
	if err == nil {
		if err = c.may(); err != nil {
			leaveAddress()
		}
	}
	if err != nil {
		h.gate.leave(c.now(), 0, result{stopped: true})
		return nil, err
	}
	c.foresee(ctx, h.gate, p.Delay)
	ex := &exchange{url: t.href, kind: req.Kind, limits: limits, transport: transport, scratch: c.scratch}
	err = c.roundTrip(ctx, h.collector, ex, header(t, req, jar, first), limits.Page)
	leaveAddress()
	c.leave(ctx, h, p.Delay, ex, err)
	if err != nil {
		return nil, err
	}
	return ex, nil
}

// longDelay is a wait that may be longer than it takes until another machine
// goes on with the site of one that died: it is written down at once.
const longDelay = 3 * time.Second

// foresee writes down when a host may be asked again that is asked seldom,
// before it is asked: should this process die meanwhile, the next one waits.
func (c *Client) foresee(ctx context.Context, g *gate, delay time.Duration) {
	if d := g.pause(delay); d > longDelay {
		next := c.now().Add(d)
		_, slow := g.state()
		c.updateHost(ctx, g.host, func(h *storage.Host) { h.NextAllowed, h.Delay = next, slow })
	}
}

// leave tells the gate how it went.
func (c *Client) leave(ctx context.Context, h *host, delay time.Duration, ex *exchange, err error) {
	now := c.now()
	r := result{url: ex.url, status: ex.status, latency: ex.latency, stopped: ctx.Err() != nil}
	var netErr *NetError
	if errors.As(err, &netErr) {
		r.err, r.hostDown = err, netErr.HostDown()
	}
	switch ex.status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		r.retryAfter = retryAfter(ex.header, now)
	}
	h.gate.leave(now, delay, r)
	if next, _ := h.gate.state(); r.retryAfter > 0 || next.Sub(now) > longDelay {
		c.saveGate(ctx, h.gate) // the next run must know, even if this one dies
	}
}

// admit checks scheme, port and address, and picks the transport.
func (c *Client) admit(t *target, p *Policy, l Limits) (http.RoundTripper, error) {
	private := p.AllowPrivate || c.allow.has(t.host, t.port)
	if !private && !p.PortAllowed(t.port) {
		return nil, &RefusedError{URL: t.href, Rule: RulePort, Detail: fmt.Sprintf("port %d is not allowed; ports: [%d] in the site's entry allows it, or on a private network --allow-private %s:%d", t.port, t.port, t.host, t.port)}
	}
	if !private && !c.transports.guard.checkHost(t.host) {
		return nil, &RefusedError{URL: t.href, Rule: RuleAddress, Detail: fmt.Sprintf("%s is not a public address; allow_private: true in the site's entry or --allow-private %s allows it", t.host, net.JoinHostPort(t.host, strconv.Itoa(t.port)))}
	}
	if c.fake != nil {
		return c.fake, nil
	}
	return c.transports.get(transportKey{private: private, proxy: p.Proxy, connect: l.Connect, answer: l.Answer, header: l.HeaderSize})
}

// host returns what is known of a host, with what an earlier run left.
func (c *Client) host(ctx context.Context, t *target, p *Policy) *host {
	c.mu.Lock()
	h := c.entries[t.authority]
	if h == nil {
		h = &host{gate: newGate(t.authority, p.Concurrency), collector: newCollector(), asking: make(chan struct{}, 1), robots: map[string]*robotsAnswer{}}
		c.entries[t.authority] = h
	}
	c.mu.Unlock()
	h.once.Do(func() {
		if c.hosts == nil {
			return
		}
		if row, err := c.hosts.Host(ctx, t.authority); err == nil {
			h.gate.restore(c.now(), row.NextAllowed, row.Delay)
		}
	})
	return h
}

// NextAllowed is the time before which a URL's host is not asked.
func (c *Client) NextAllowed(url string) time.Time {
	t, err := parseTarget(url)
	if err != nil {
		return time.Time{}
	}
	c.mu.Lock()
	h := c.entries[t.authority]
	c.mu.Unlock()
	if h == nil {
		return time.Time{}
	}
	next, _ := h.gate.state()
	return next
}

// Close keeps each host's pace for the next run and lets connections go.
func (c *Client) Close(ctx context.Context) error {
	c.mu.Lock()
	gates := make([]*gate, 0, len(c.entries))
	for _, h := range c.entries {
		gates = append(gates, h.gate)
	}
	c.mu.Unlock()
	for _, g := range gates {
		if next, slow := g.state(); slow > 0 || next.After(c.now()) {
			c.saveGate(ctx, g)
		}
	}
	c.transports.close()
	return nil
}

func (c *Client) saveGate(ctx context.Context, g *gate) {
	next, slow := g.state()
	c.updateHost(ctx, g.host, func(h *storage.Host) { h.NextAllowed, h.Delay = next, slow })
}

// updateHost changes a stored host. Losing it costs politeness some memory and
// nothing else, so a failure is logged and the page goes on.
func (c *Client) updateHost(ctx context.Context, name string, change func(*storage.Host)) {
	if c.hosts == nil {
		return
	}
	ctx = context.WithoutCancel(ctx)
	c.saving.Lock()
	defer c.saving.Unlock()
	row, err := c.hosts.Host(ctx, name)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		c.log.WarnContext(ctx, "host state not read", "host", name, "error", err)
		return
	}
	row.Host = name
	change(&row)
	if err := c.hosts.SaveHost(ctx, row); err != nil {
		c.log.WarnContext(ctx, "host state not saved", "host", name, "error", err)
	}
}

// header makes the request's header. What belongs to the site stays with it.
func header(t *target, req Request, jar *chainJar, first bool) http.Header {
	p := req.Policy
	h := http.Header{
		"User-Agent":      {p.userAgent()},
		"Accept":          {accept(req.Kind)},
		"Accept-Encoding": {acceptEncoding},
	}
	if p.owns(t.host) {
		for k, v := range p.Header {
			h[http.CanonicalHeaderKey(k)] = v
		}
	}
	var cookies []string
	if p.owns(t.host) {
		for name, value := range p.Cookies {
			cookies = append(cookies, name+"="+value)
		}
	}
	if cookies = append(cookies, jar.cookies(t)...); len(cookies) > 0 {
		h.Set("Cookie", strings.Join(cookies, "; "))
	}
	if first && req.ETag != "" {
		h.Set("If-None-Match", req.ETag)
	}
	if first && req.LastModified != "" {
		h.Set("If-Modified-Since", req.LastModified)
	}
	return h
}

func accept(k Kind) string {
	switch k {
	case Feed:
		return "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.8"
	case Sitemap:
		return "application/xml,text/xml;q=0.9,*/*;q=0.8"
	case RobotsTxt:
		return "text/plain,*/*;q=0.8"
	}
	return "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
}

func isRedirect(status int) bool {
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308
}

// chainJar keeps cookies along one chain of redirects and no longer: enough
// for sites that set one and send back, and nothing to be followed by.
type chainJar struct{ jar *cookiejar.Jar }

func (j *chainJar) store(t *target, h http.Header) {
	cookies := (&http.Response{Header: h}).Cookies()
	if len(cookies) == 0 || len(cookies) > 50 {
		return
	}
	if j.jar == nil {
		j.jar, _ = cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // never fails
	}
	j.jar.SetCookies(t.url, cookies)
}

func (j *chainJar) cookies(t *target) []string {
	if j.jar == nil {
		return nil
	}
	var out []string
	for _, c := range j.jar.Cookies(t.url) {
		out = append(out, c.Name+"="+c.Value)
	}
	return out
}

// Down says whether a URL's host has been given up for now, because it can't
// be reached.
func (c *Client) Down(url string) bool {
	t, err := parseTarget(url)
	if err != nil {
		return false
	}
	c.mu.Lock()
	h := c.entries[t.authority]
	c.mu.Unlock()
	if h == nil {
		return false
	}
	_, err = h.gate.wait(c.now(), c.maxWait)
	var busy *BusyError
	return err != nil && !errors.As(err, &busy)
}
