package decode

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// crowd is what crowds.at means, each place by itself.
func crowd(b []byte) int {
	const long, far = 2000, 20_000
	b = b[:min(len(b), far)]
	end := bytes.IndexByte(b, '>')
	if end >= 0 && end <= long {
		return 0
	}
	if end >= 0 {
		b = b[:end]
	}
	return bytes.Count(b, []byte{'='})
}

func TestCrowds(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	for range 40 {
		var b strings.Builder
		for range 60 {
			b.WriteString(strings.Repeat("a=b ", r.IntN(900)))
			b.WriteString("<i")
			if r.IntN(6) == 0 {
				b.WriteByte('>')
			}
		}
		page := []byte(b.String())
		c := crowds{page: page, end: -1}
		for i := range page {
			if i == 0 || page[i-1] != '<' {
				continue
			}
			if got, want := c.at(i), crowd(page[i:]); got != want {
				t.Fatalf("at %d of %d: %d, want %d", i, len(page), got, want)
			}
		}
	}
}

// A script in which nothing ends what looks like a tag.
func BenchmarkCalmScript(b *testing.B) {
	page := []byte("<html><script>" + strings.Repeat("for(var i=0;i<c.length&&i<n;i++){x[i]=y}", 2000) + "</script>")
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if !calm(page) {
			b.Fatal("not calm")
		}
	}
}
