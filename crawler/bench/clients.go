package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/gocolly/colly/v2"
	"golang.org/x/net/html"
)

// client runs one of the peers over all sites.
func client(args []string) {
	s := parseSetup(args[1:])
	var n int64
	switch args[0] {
	case "bare":
		n = bare(s)
	case "colly":
		n = followWithColly(s)
	default:
		log.Fatalf("no client is called %q", args[0])
	}
	fmt.Printf("%d pages", n)
}

// bare downloads every article and parses it.
func bare(s setup) int64 {
	var done atomic.Int64
	var wg sync.WaitGroup
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: s.concurrency}}
	for i := range s.hosts {
		x := newSite(s, i)
		next := make(chan string)
		for range max(1, s.concurrency/s.hosts) {
			wg.Go(func() {
				for u := range next {
					r, err := c.Get(u)
					if err != nil {
						log.Fatal(err)
					}
					b, err := io.ReadAll(r.Body)
					_ = r.Body.Close() // read to its end
					if err != nil {
						log.Fatal(err)
					}
					if _, err := html.Parse(bytes.NewReader(b)); err != nil {
						log.Fatal(err)
					}
					done.Add(1)
				}
			})
		}
		wg.Go(func() {
			for k := range x.n {
				next <- x.base + x.path(k)
			}
			close(next)
		})
	}
	wg.Wait()
	return done.Load()
}

// followWithColly follows the links of every page with an OnHTML callback, as
// Colly's documentation shows it.
func followWithColly(s setup) int64 {
	var done atomic.Int64
	var seen sync.Map // Colly asks for some pages twice, as it marks them before they are there
	c := colly.NewCollector(colly.Async(true))
	_ = c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: s.concurrency}) // the glob is right
	c.OnHTML("a[href]", func(e *colly.HTMLElement) {
		_ = e.Request.Visit(e.Attr("href")) // what was visited already is told by an error
	})
	c.OnResponse(func(r *colly.Response) {
		if _, twice := seen.LoadOrStore(r.Request.URL.String(), true); !twice {
			done.Add(1)
		}
	})
	for i := range s.hosts {
		if err := c.Visit(host(i, s.port) + "/"); err != nil {
			log.Fatal(err)
		}
	}
	c.Wait()
	return done.Load()
}
