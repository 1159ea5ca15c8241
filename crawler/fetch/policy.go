package fetch

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"
)

// DefaultUserAgent names the program; a sites file adds whom to write to.
const DefaultUserAgent = "copydesk/1.0"

// Policy is how a site is to be asked. The zero value works.
type Policy struct {
	UserAgent    string
	Delay        time.Duration // between the end of a request and the next one's start, per host
	Concurrency  int           // requests in flight per host; 0 means 1
	IgnoreRobots bool
	AllowPrivate bool  // private and loopback addresses, and any port
	Ports        []int // besides 80, 443, 8080 and 8443
	Proxy        string
	Header       http.Header       // sent to the site alone
	Cookies      map[string]string // sent to the site alone
	Home         string            // whose registrable domain the header and cookies are for
	Limits       Limits
}

// Limits bound one request. A zero field means the default.
type Limits struct {
	Compressed int64         // bytes of a body as sent; 10 MiB
	Decoded    int64         // bytes of a page's body as decoded; 10 MiB
	Feed       int64         // bytes of a feed as decoded; 10 MiB
	Sitemap    int64         // bytes of a sitemap as decoded; 50 MiB, as the protocol says
	Ratio      int           // decoded to compressed, past the first MiB; 200
	Headers    int           // header lines of an answer; 300
	HeaderSize int64         // bytes of an answer's header; 256 KiB
	Redirects  int           // hops; 10
	Connect    time.Duration // DNS, TCP and TLS; 15 s
	Answer     time.Duration // until the header is there; 30 s
	Idle       time.Duration // without a byte of the body; 15 s
	Page       time.Duration // the whole of a request; 60 s
}

// withDefaults fills in what isn't said.
func (l Limits) withDefaults() Limits {
	size := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	count := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	span := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	size(&l.Decoded, 10<<20)
	size(&l.Feed, 10<<20)
	size(&l.Sitemap, 50<<20)
	size(&l.Compressed, 10<<20)
	size(&l.HeaderSize, 256<<10)
	count(&l.Ratio, 200)
	count(&l.Headers, 300)
	count(&l.Redirects, 10)
	span(&l.Connect, 15*time.Second)
	span(&l.Answer, 30*time.Second)
	span(&l.Idle, 15*time.Second)
	span(&l.Page, 60*time.Second)
	return l
}

// decoded is the cap on a body of a kind.
func (l Limits) decoded(k Kind) int64 {
	switch k {
	case Feed:
		return l.Feed
	case Sitemap:
		return l.Sitemap
	case RobotsTxt:
		return robotsBytes + 1 // what goes past it is cut off, not refused
	default:
		return l.Decoded
	}
}

func (p *Policy) userAgent() string {
	if p.UserAgent == "" {
		return DefaultUserAgent
	}
	return p.UserAgent
}

// PortAllowed says whether a port may be asked at all.
func (p *Policy) PortAllowed(port int) bool {
	switch port {
	case 80, 443, 8080, 8443:
		return true
	}
	return slices.Contains(p.Ports, port)
}

// owns says whether a host may see the site's cookies and extra headers.
func (p *Policy) owns(host string) bool {
	home := hostOf(p.Home)
	return home != "" && SameSite(home, host)
}

// SameSite says whether two host names belong to one registrable domain. An
// address, or a name under no public suffix, is its own site.
func SameSite(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == b {
		return true
	}
	da, errA := publicsuffix.EffectiveTLDPlusOne(a)
	db, errB := publicsuffix.EffectiveTLDPlusOne(b)
	return errA == nil && errB == nil && da == db
}
