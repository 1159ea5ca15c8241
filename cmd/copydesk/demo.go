package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"copydesk/crawler"
	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/fixtures"
	"copydesk/storage"
)

// crawlDemo serves the built-in news site on loopback and crawls it like any
// other, into a database of its own unless --db names one.
func (a *app) crawlDemo(ctx context.Context, f *crawlFlags, opts crawler.Options, wait time.Duration, args []string) error {
	if len(args) > 0 {
		return usagef("--demo crawls the built-in site alone: leave %q out", args[0])
	}
	path, clean, err := a.demoDB()
	if err != nil {
		return err
	}
	defer clean()
	addr, stop, err := serve(fixtures.Demo(), demoPort(path))
	if err != nil {
		return err
	}
	defer stop()
	file, err := site.Parse("demo", fixtures.Demo().SitesFile("http://"+addr), nil)
	if err != nil {
		return err
	}
	for i := range file.Sites {
		file.Sites[i].Policy.AllowPrivate = false // this one address is enough
	}
	opts.AllowPrivate = append(opts.AllowPrivate, addr)
	return a.crawlInto(ctx, f, opts, wait, path, file.Sites, func(db store) error { return a.showSome(ctx, db) })
}

// demoDB is the database of the demo. One that only the environment names
// holds real articles.
func (a *app) demoDB() (path string, clean func(), err error) {
	if a.dbNamed {
		path, err = a.dbPath()
		return path, func() {}, err
	}
	dir, err := os.MkdirTemp("", "copydesk-demo-")
	if err != nil {
		return "", nil, &codeError{exitStorage, err}
	}
	return filepath.Join(dir, "copydesk.db"), func() { os.RemoveAll(dir) }, nil
}

// demoPort is the same for the same database, so that a second run finds the
// addresses that the first one stored. The ports are below those that systems
// hand out by themselves.
func demoPort(path string) int {
	if abs, err := filepath.Abs(path); err == nil && !isPostgres(path) {
		path = abs
	}
	h := fnv.New32a()
	h.Write([]byte(path))
	return 20000 + int(h.Sum32()%10000)
}

// serve answers requests on loopback until it is stopped: on a port, or on
// any when that one is taken.
func serve(h http.Handler, port int) (addr string, stop func(), err error) {
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		l, err = lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	}
	if err != nil {
		return "", nil, fmt.Errorf("serve the demo site: %w", err)
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	return l.Addr().String(), func() {
		_ = srv.Close() // nobody is left to tell
		if err := <-done; err != nil && !errors.Is(err, http.ErrServerClosed) {
			panic(err)
		}
	}, nil
}

// showSome prints the newest article of each of three languages, unless nothing
// but what failed is to be said.
func (a *app) showSome(ctx context.Context, db store) error {
	if a.common.quiet {
		return nil
	}
	for _, language := range []string{"en", "es", "de"} {
		for row, err := range db.Articles(ctx, storage.Filter{Languages: []string{language}, Newest: true, Limit: 1}) {
			if err != nil {
				return err
			}
			if _, err := a.out.Write([]byte(glimpse(&row.Article) + "\n")); err != nil {
				return err
			}
		}
	}
	return a.out.Flush()
}

// glimpse is an article's beginning.
func glimpse(art *extract.Article) string {
	const length = 320
	text, cut := art.Text, ""
	if r := []rune(text); len(r) > length {
		text, cut = string(r[:length]), " …"
		if i := strings.LastIndexAny(text, " \n"); i > 0 {
			text = text[:i]
		}
	}
	by := strings.Join(art.Authors, ", ")
	return printable(fmt.Sprintf("%s\n%s\n%s\n\n%s%s\n", art.Title, strings.Join([]string{cmp.Or(by, "no author"), art.DatePublished, art.Language, art.Section}, " · "), art.URL, text, cut))
}
