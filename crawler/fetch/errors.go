package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"
)

// Rule is what a request was refused by.
type Rule string

// The rules.
const (
	RuleRobots  Rule = "robots"
	RuleAddress Rule = "address" // not a public address
	RuleScheme  Rule = "scheme"
	RulePort    Rule = "port"
	RuleScope   Rule = "scope" // a redirect out of the site
	RuleURL     Rule = "url"
)

// RefusedError is a request that was not sent because a rule forbids it.
type RefusedError struct {
	URL    string
	Rule   Rule
	Detail string
	Until  time.Time // when the rule is looked at again; zero when it stays
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s: refused by %s: %s", e.URL, e.Rule, e.Detail)
}

// StatusError is an answer that is no page.
type StatusError struct {
	URL        string
	Code       int
	RetryAfter time.Duration // what the server asked for; 0 when nothing
}

func (e *StatusError) Error() string {
	if e.RetryAfter > 0 {
		return fmt.Sprintf("%s: HTTP status %d, retry after %v", e.URL, e.Code, e.RetryAfter)
	}
	return fmt.Sprintf("%s: HTTP status %d", e.URL, e.Code)
}

// Temporary says whether the same request may pass later.
func (e *StatusError) Temporary() bool {
	switch e.Code {
	case 408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524, 525, 527, 530:
		return true
	}
	return false
}

// NetError is a request that got no whole answer.
type NetError struct {
	URL  string
	Op   string // "dns", "connect", "tls", "timeout", "reset", "torn", "redirects", "protocol"
	Hint string // in words, what it means
	Err  error
}

func (e *NetError) Error() string {
	if e.Hint != "" {
		return fmt.Sprintf("%s: %s: %s", e.URL, e.Op, e.Hint)
	}
	return fmt.Sprintf("%s: %s: %v", e.URL, e.Op, e.Err)
}

func (e *NetError) Unwrap() error { return e.Err }

// HostDown says whether the host as a whole can't be reached, so that asking
// for its other pages is no use.
func (e *NetError) HostDown() bool {
	return e.Op == "dns" || e.Op == "connect" || e.Op == "tls"
}

// ContentError is an answer whose content can't be used.
type ContentError struct {
	URL    string
	Kind   string // "too_large", "bomb", "encoding", "headers", or what it is: "pdf", "image", "video", "audio", "archive", "binary", "font", "json" …
	Detail string
}

func (e *ContentError) Error() string { return fmt.Sprintf("%s: %s: %s", e.URL, e.Kind, e.Detail) }

// BugError is a panic of ours or of a library while a page was fetched.
type BugError struct {
	URL   string
	Value any
	Stack []byte
}

func (e *BugError) Error() string { return fmt.Sprintf("%s: bug: %v", e.URL, e.Value) }

// ErrQuit is a request that gave up waiting because its Quit was closed.
var ErrQuit = errors.New("stopped while waiting for the host's turn")

// Causes of a cancelled request that are ours.
var (
	errPageTime = errors.New("the page took too long")
	errIdle     = errors.New("the body stopped coming")
)

// netError puts a name to what went wrong on the wire. The context's own end
// is passed through, so that callers can tell a stop from a failure.
func netError(ctx context.Context, url string, err error) error {
	var (
		refused *RefusedError
		content *ContentError
		status  *StatusError
		known   *NetError
		bug     *BugError
	)
	switch {
	case errors.As(err, &refused):
		return &RefusedError{URL: url, Rule: refused.Rule, Detail: refused.Detail, Until: refused.Until}
	case errors.As(err, &content), errors.As(err, &status), errors.As(err, &known), errors.As(err, &bug):
		return err
	}
	cause := context.Cause(ctx)
	switch {
	case errors.Is(err, errIdle) || errors.Is(cause, errIdle):
		return &NetError{URL: url, Op: "timeout", Hint: "the body stopped coming", Err: errIdle}
	case errors.Is(err, errPageTime) || errors.Is(cause, errPageTime):
		return &NetError{URL: url, Op: "timeout", Hint: "the whole request took longer than limits.page", Err: errPageTime}
	case cause != nil:
		return fmt.Errorf("%s: %w", url, cause)
	}
	op, hint := classify(err)
	return &NetError{URL: url, Op: op, Hint: hint, Err: err}
}

func classify(err error) (op, hint string) {
	var (
		dns      *net.DNSError
		cert     *tls.CertificateVerificationError
		host     x509.HostnameError
		unknown  x509.UnknownAuthorityError
		invalid  x509.CertificateInvalidError
		record   tls.RecordHeaderError
		alert    tls.AlertError
		opErr    *net.OpError
		timeouts interface{ Timeout() bool }
	)
	switch {
	case errors.As(err, &dns):
		return "dns", "no such host or no answer from DNS: " + dns.Name
	case errors.As(err, &host):
		return "tls", "the certificate is for another host"
	case errors.As(err, &unknown):
		return "tls", "the certificate is signed by an unknown authority"
	case errors.As(err, &invalid):
		return "tls", "the certificate has expired or is not valid"
	case errors.As(err, &cert), errors.As(err, &record), errors.As(err, &alert), strings.Contains(err.Error(), "tls: "):
		return "tls", ""
	case errors.Is(err, io.ErrUnexpectedEOF), strings.Contains(err.Error(), "malformed chunk"):
		return "torn", "the body ended before its end"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connect", "connection refused"
	case errors.As(err, &opErr) && opErr.Op == "dial":
		return "connect", ""
	case errors.As(err, &timeouts) && timeouts.Timeout():
		return "timeout", "no answer in time"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), strings.Contains(err.Error(), "server closed"):
		return "reset", "the server closed the connection"
	case isStreamBroken(err.Error()):
		return "reset", "the server broke off the HTTP/2 stream"
	default:
		return "protocol", ""
	}
}

// isStreamBroken knows by their words, since their types are hidden, the
// errors with which a server of HTTP/2 ends one request, or all of a
// connection: what a closed connection is to HTTP/1.
func isStreamBroken(s string) bool {
	return strings.Contains(s, "stream error: ") || strings.Contains(s, "server sent GOAWAY") || strings.Contains(s, "client connection lost")
}
