package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/net/publicsuffix"

	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/extract"
)

// read gets a page from where arg says.
func (x *extractor) read(ctx context.Context, arg string) (extract.Page, error) {
	if isURL(arg) {
		return x.fetchArticle(ctx, arg)
	}
	page := extract.Page{URL: x.flags.url, FetchedAt: x.app.now()}
	page.SiteID = x.siteID(page.URL)
	var err error
	if arg == "-" {
		page.Body, err = readAll(ctx, x.app.in)
		return page, err
	}
	page.Body, err = readPage(ctx, arg)
	return page, err
}

func (x *extractor) fetch(ctx context.Context, url string) (extract.Page, error) {
	var policy fetch.Policy
	if s := x.site(url); s != nil {
		policy = s.Policy
	}
	page, err := fetch.One(ctx, url, fetch.Config{Log: x.app.log, Now: x.app.now, AllowPrivate: x.app.common.allowPrivate}, policy)
	if page.URL == "" {
		page.URL = url
	}
	page.SiteID = x.siteID(page.URL)
	return page, err
}

// site is the site that a page belongs to; nil when the sites file has none.
func (x *extractor) site(url string) *site.Site {
	for i := range x.sites.Sites {
		s := &x.sites.Sites[i]
		if x.flags.site == s.ID || x.flags.site == "" && url != "" && hostOf(s.Home) == hostOf(url) {
			return s
		}
	}
	return nil
}

func (x *extractor) siteID(url string) string {
	if s := x.site(url); s != nil {
		return s.ID
	}
	return ""
}

func (x *extractor) rules(url string) *extract.Rules {
	if s := x.site(url); s != nil {
		return s.Rules
	}
	return nil
}

// maxInput bounds what is read of one page: more is refused by extraction.
const maxInput = 64 << 20

// readPage reads a page's file.
func readPage(ctx context.Context, path string) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, &fileError{path, "is a folder: name a file in it"}
	}
	f, err := openInput(ctx, path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, maxInput))
	if err != nil && ctx.Err() != nil {
		return nil, err
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	return body, nil
}

// openInput opens a file to be read. A pipe may have no writer for a long time,
// or one that writes nothing: waiting for it ends with the context.
func openInput(ctx context.Context, path string) (io.ReadCloser, error) {
	if st, err := os.Stat(path); err != nil || st.Mode().IsRegular() {
		f, err := os.Open(path)
		if err != nil {
			return nil, unreadable(path, err)
		}
		return f, nil
	}
	type answer struct {
		f   *os.File
		err error
	}
	ch := make(chan answer, 1)
	go func() {
		f, err := os.Open(path)
		ch <- answer{f, err}
	}()
	select {
	case got := <-ch:
		if got.err != nil {
			return nil, unreadable(path, got.err)
		}
		return struct {
			io.Reader
			io.Closer
		}{&ctxReader{ctx, got.f}, got.f}, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// isPlain refuses what may have no end or no beginning: a batch, which nobody
// watches, would wait for a pipe's writer for ever.
func isPlain(path string) error {
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() && !st.IsDir() {
		return &fileError{path, "a pipe or a device, for which a batch doesn't wait: name a file"}
	}
	return nil
}

// isHost says whether what should be a file looks like a page's address without
// its scheme.
func isHost(path string) bool {
	host, _, _ := strings.Cut(strings.ToLower(path), "/")
	suffix, listed := publicsuffix.PublicSuffix(host)
	return listed && suffix != host
}

func unreadable(path string, err error) error {
	var p *os.PathError
	switch {
	case errors.Is(err, os.ErrNotExist) && isHost(path):
		return &fileError{path, "no such file; a page on the web is named with its scheme, https://" + path}
	case errors.Is(err, os.ErrNotExist):
		return &fileError{path, "no such file"}
	case errors.As(err, &p):
		return &fileError{path, "can't be read: " + p.Err.Error()}
	}
	return &fileError{path, "can't be read: " + err.Error()}
}

// readAll reads standard input until its end or the context's.
func readAll(ctx context.Context, in io.Reader) ([]byte, error) {
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(&ctxReader{ctx, in}, maxInput)); err != nil {
		return nil, fmt.Errorf("read standard input: %w", err)
	}
	return b.Bytes(), nil
}

// ctxReader is a reader that ends with the context. A read that is under way
// then goes on until the process ends: there is no way to call it back.
type ctxReader struct {
	ctx context.Context
	in  io.Reader
}

func (r *ctxReader) Read(p []byte) (int, error) {
	type answer struct {
		n   int
		err error
	}
	if err := r.ctx.Err(); err != nil {
		return 0, context.Cause(r.ctx)
	}
	own := make([]byte, len(p)) // p may be used again once Read has returned
	ch := make(chan answer, 1)
	go func() {
		n, err := r.in.Read(own)
		ch <- answer{n, err}
	}()
	select {
	case got := <-ch:
		return copy(p, own[:got.n]), got.err
	case <-r.ctx.Done():
		return 0, context.Cause(r.ctx)
	}
}
