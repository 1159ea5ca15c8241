package fetch

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// guard refuses connections to addresses that are not public. It is asked with
// the resolved address at the moment of connecting, so that neither a name
// that changes its address nor an odd spelling of one gets past it.
type guard struct {
	guardian *ssrf.Guardian
}

func newGuard() *guard {
	return &guard{guardian: ssrf.New(ssrf.WithAnyPort())}
}

// control is a net.Dialer's Control.
func (g *guard) control(network, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return &RefusedError{URL: address, Rule: RuleAddress, Detail: "not an IP address and port"}
	}
	if !g.public(ap.Addr()) {
		return &RefusedError{URL: address, Rule: RuleAddress, Detail: fmt.Sprintf("%s is not a public address; allow_private: true or --allow-private allows it", ap.Addr())}
	}
	return nil
}

// public says whether an address is one of the open internet. What carries an
// IPv4 address inside is judged by that one.
func (g *guard) public(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	if nat64 := ssrf.IPv6NAT64Prefix; nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:16]))
	}
	network := "tcp6"
	if a.Is4() {
		network = "tcp4"
	}
	return g.guardian.Safe(network, netip.AddrPortFrom(a, 443).String(), nil) == nil
}

// checkHost refuses a host that is written as an address and isn't public,
// for requests whose connection goes to a proxy and so past control.
func (g *guard) checkHost(host string) bool {
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err != nil || g.public(a)
}

// allowList is the host:port pairs that may be private all the same.
type allowList map[string]bool

func newAllowList(entries []string) allowList {
	l := allowList{}
	for _, e := range entries {
		l[strings.ToLower(e)] = true
	}
	return l
}

func (l allowList) has(host string, port int) bool {
	return l[net.JoinHostPort(host, strconv.Itoa(port))] || l[host]
}
