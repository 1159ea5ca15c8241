package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestRefused(t *testing.T) {
	c := New(Config{})
	tests := []struct {
		url  string
		rule Rule
	}{
		{"ftp://a.example/", RuleScheme}, {"file:///etc/passwd", RuleScheme}, {"javascript:alert(1)", RuleScheme},
		{"http://127.0.0.1/", RuleAddress}, {"http://2130706433/", RuleAddress}, {"http://0x7f.1/", RuleAddress},
		{"http://0177.0.0.1/", RuleAddress}, {"http://127.1/", RuleAddress}, {"http://[::1]/", RuleAddress}, {"http://[::ffff:127.0.0.1]/", RuleAddress},
		{"http://①②⑦.0.0.1/", RuleAddress}, {"http://169.254.169.254/latest/meta-data/", RuleAddress}, {"http://localhost/", RuleAddress},
		{"http://10.0.0.1/", RuleAddress}, {"http://[64:ff9b::7f00:1]/", RuleAddress}, {"http://[2002:7f00:1::]/", RuleAddress}, {"http://0.0.0.0/", RuleAddress},
		{"http://a.example:22/", RulePort}, {"http://a.example:6379/", RulePort},
		{"http://[::1", RuleURL}, {"https://" + strings.Repeat("a", 9000), RuleURL}, {"https://" + strings.Repeat("a@", 50) + "x/", RuleURL}, {"", RuleURL},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%.30s", tt.url), func(t *testing.T) {
			_, err := c.Get(t.Context(), Request{URL: tt.url, Policy: &Policy{IgnoreRobots: true}})
			var refused *RefusedError
			if !errors.As(err, &refused) || refused.Rule != tt.rule {
				t.Errorf("got %v, want a refusal by %s", err, tt.rule)
			}
			if err != nil && len(err.Error()) > 400 {
				t.Errorf("a message of %d bytes", len(err.Error()))
			}
		})
	}
}

func TestPublicAddresses(t *testing.T) {
	g := newGuard()
	for _, a := range []string{"8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "172.32.0.1", "100.128.0.1"} {
		if !g.public(netip.MustParseAddr(a)) {
			t.Errorf("%s is refused", a)
		}
	}
	for _, a := range []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
		"239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fc00::1", "fd12:3456::1",
		"fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::", "2001::1", "2001:db8::1", "100::1", "3fff::1",
	} {
		if g.public(netip.MustParseAddr(a)) {
			t.Errorf("%s is let through", a)
		}
	}
}

// The guard stands at the socket: a name that leads to a private address is
// refused although nothing in the URL says so.
func TestRefusedAtTheSocket(t *testing.T) {
	hit := false
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hit = true }))
	defer srv.Close()
	tr, err := newTransports(newAddresses()).get(transportKey{connect: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := tr.RoundTrip(req)
	if err == nil {
		resp.Body.Close()
	}
	var refused *RefusedError
	if !errors.As(err, &refused) || refused.Rule != RuleAddress || hit {
		t.Errorf("got %v, server asked: %v", err, hit)
	}
}
