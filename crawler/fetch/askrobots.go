package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"copydesk/storage"
)

// How long an answer for robots.txt holds.
const (
	robotsFresh = 24 * time.Hour
	robotsRetry = time.Hour // after an error
	robotsHops  = 5
	robotsTime  = 30 * time.Second
)

// robotsAnswer is what a host's robots.txt came to.
type robotsAnswer struct {
	rules   *Robots
	closed  string // why everything is refused, "" when it isn't
	err     error  // no answer: the host is not asked again for a while
	fetched time.Time
	fresh   time.Duration
}

// Robots returns the rules of a URL's host for the policy's agent, fetching
// robots.txt when it isn't known.
func (c *Client) Robots(ctx context.Context, url string, p *Policy) (*Robots, error) {
	t, err := parseTarget(url)
	if err != nil {
		return nil, err
	}
	if p == nil {
		p = &Policy{}
	}
	a, err := c.robots(ctx, c.host(ctx, t, p), t, p)
	if err != nil {
		return nil, err
	}
	if a.rules == nil {
		return nil, &RefusedError{URL: url, Rule: RuleRobots, Detail: a.closed, Until: a.fetched.Add(a.fresh)}
	}
	return a.rules, nil
}

// askRobots refuses a URL that robots.txt closes.
func (c *Client) askRobots(ctx context.Context, h *host, t *target, p *Policy) error {
	a, err := c.robots(ctx, h, t, p)
	if err != nil {
		return err
	}
	if a.closed != "" {
		return &RefusedError{URL: t.href, Rule: RuleRobots, Detail: a.closed, Until: a.fetched.Add(a.fresh)}
	}
	if !a.rules.Allowed(t.href) {
		return &RefusedError{URL: t.href, Rule: RuleRobots, Detail: "robots.txt forbids it for " + productToken(p.userAgent())}
	}
	return nil
}

// robots gives the host's answer from memory, from the store, or by asking.
func (c *Client) robots(ctx context.Context, h *host, t *target, p *Policy) (*robotsAnswer, error) {
	select {
	case h.asking <- struct{}{}:
		defer func() { <-h.asking }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	key := robotsOf(t, p)
	now := c.now()
	if a := h.robots[key]; a != nil && isFresh(a.fetched, a.fresh, now) {
		return a, a.err
	}
	row := c.storedRobots(ctx, t)
	if a := answerOf(row, p, now); a != nil {
		return c.keepRobots(h, key, a), nil
	}
	row, err := c.fetchRobots(ctx, t, p, row)
	if err != nil {
		var network *NetError
		var refused *RefusedError
		if errors.As(err, &network) || errors.As(err, &refused) { // one wait for a host that doesn't answer, not one a page
			h.robots[key] = &robotsAnswer{err: err, fetched: now, fresh: downFor}
		}
		return nil, err
	}
	a := answerOf(row, p, now)
	if a == nil { // fetched by a clock that differs from ours
		a = newAnswer(row, p)
	}
	return c.keepRobots(h, key, a), nil
}

// robotsOf tells apart what asking for robots.txt depends on: sites that share a
// host may differ in what they are allowed.
func robotsOf(t *target, p *Policy) string {
	key := t.scheme + " " + p.userAgent()
	if p.AllowPrivate || len(p.Ports) > 0 {
		key += fmt.Sprintf(" %v %v", p.AllowPrivate, p.Ports)
	}
	return key
}

func (c *Client) keepRobots(h *host, key string, a *robotsAnswer) *robotsAnswer {
	h.robots[key] = a
	if a.rules != nil {
		h.gate.setCrawlDelay(a.rules.CrawlDelay)
	}
	return a
}

func isFresh(fetched time.Time, fresh time.Duration, now time.Time) bool {
	age := now.Sub(fetched)
	return age >= -time.Minute && age < fresh // an age below zero comes from a clock that jumped
}

func (c *Client) storedRobots(ctx context.Context, t *target) storage.Host {
	if c.hosts == nil {
		return storage.Host{}
	}
	row, err := c.hosts.Host(ctx, t.robotsKey())
	if err != nil {
		return storage.Host{}
	}
	return row
}

// answerOf makes a stored row's answer, nil when it has none that still holds.
func answerOf(row storage.Host, p *Policy, now time.Time) *robotsAnswer {
	if row.RobotsFetched.IsZero() {
		return nil
	}
	if a := newAnswer(row, p); isFresh(a.fetched, a.fresh, now) {
		return a
	}
	return nil
}

// newAnswer judges as RFC 9309 says: a file is obeyed, one that isn't there
// allows everything, a server that can't say allows nothing.
func newAnswer(row storage.Host, p *Policy) *robotsAnswer {
	a := &robotsAnswer{fetched: row.RobotsFetched, fresh: robotsFresh}
	switch s := row.RobotsStatus; {
	case row.RobotsError != "" && row.RobotsBody != nil:
		a.rules, a.fresh = ParseRobots(row.RobotsBody, productToken(p.userAgent())), robotsRetry
	case row.RobotsError != "":
		a.closed, a.fresh = row.RobotsError, robotsRetry
	case s >= 200 && s < 300:
		a.rules = ParseRobots(row.RobotsBody, productToken(p.userAgent()))
	default:
		a.rules = &Robots{}
	}
	return a
}

// fetchRobots asks for robots.txt. Only an unreachable host and one that our
// own settings keep us from are errors; all else is an answer, and kept.
func (c *Client) fetchRobots(ctx context.Context, t *target, p *Policy, old storage.Host) (storage.Host, error) {
	rp := *p
	rp.Limits = p.Limits.withDefaults()
	rp.Limits.Redirects = robotsHops
	rp.Limits.Page = min(rp.Limits.Page, robotsTime)
	rp.Limits.Answer = min(rp.Limits.Answer, robotsTime)
	resp, err := c.Get(ctx, Request{URL: t.robotsURL(), Kind: RobotsTxt, Policy: &rp})
	row := storage.Host{RobotsFetched: c.now()}
	var (
		status  *StatusError
		content *ContentError
		network *NetError
		refused *RefusedError
	)
	switch {
	case err == nil && resp.NotModified:
		row.RobotsStatus = http.StatusOK
	case err == nil:
		row.RobotsStatus, row.RobotsBody = resp.Status, resp.Body
		if sniff(head(resp.Body)) != "" || looksHTML(head(resp.Body)) {
			row.RobotsBody = []byte{} // a page that stands in for a missing file holds no rules
		}
	case errors.As(err, &status) && (status.Code >= 500 || status.Code == 429):
		row.RobotsStatus = status.Code
		row.RobotsError = fmt.Sprintf("robots.txt answers %d, which closes the site until it is there again", status.Code)
	case errors.As(err, &status):
		row.RobotsStatus = status.Code
	case errors.As(err, &refused) && refused.URL == t.robotsURL():
		return row, err // by our own settings, which may change: the host has said nothing
	case errors.As(err, &refused) && (refused.Rule == RuleAddress || refused.Rule == RulePort):
		return row, elsewhere(t, refused, row.RobotsFetched)
	case errors.As(err, &content), errors.As(err, &refused):
		row.RobotsStatus = http.StatusNotFound // nothing that can be read, which is as good as nothing
	case errors.As(err, &network) && network.Op == "redirects":
		row.RobotsStatus = http.StatusNotFound
	default:
		return row, err
	}
	if row.RobotsError != "" && old.RobotsBody != nil { // the copy that is known serves on
		row.RobotsBody = old.RobotsBody
	}
	c.updateHost(ctx, t.robotsKey(), func(h *storage.Host) {
		h.RobotsBody, h.RobotsStatus, h.RobotsError, h.RobotsFetched = row.RobotsBody, row.RobotsStatus, row.RobotsError, row.RobotsFetched
	})
	return row, nil
}

// elsewhere is for a robots.txt that is redirected to where our own settings
// don't let us go. There are rules, then, and they can't be read: that is RFC
// 9309's "unreachable", which allows nothing, and not its "unavailable", which
// allows everything. Nothing is kept of it, since the settings may change.
func elsewhere(t *target, refused *RefusedError, now time.Time) error {
	return &RefusedError{URL: t.robotsURL(), Rule: RuleRobots, Until: now.Add(robotsRetry),
		Detail: fmt.Sprintf("robots.txt redirects to %s, which closes the site: %s", refused.URL, refused.Detail)}
}

func head(b []byte) []byte { return b[:min(len(b), 512)] }
