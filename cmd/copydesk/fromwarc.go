package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"copydesk/crawler"
	"copydesk/crawler/fetch"
	"copydesk/extract"
	"copydesk/extract/encode"
)

// crawlArchive is crawl --from-warc: pages from files instead of the network.
// A sites file is used when there is one.
func (a *app) crawlArchive(ctx context.Context, f *crawlFlags, opts crawler.Options, wait time.Duration, ids []string) error {
	file, err := a.optionalSites(ctx)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		return usagef("--from-warc takes all pages of its files: leave %q out", ids[0])
	}
	answers, err := a.answers(ctx, f.warc)
	if err != nil {
		return err
	}
	path, err := a.dbPath()
	if err != nil {
		return err
	}
	beThrifty()
	ctx, unlock, err := lock(ctx, path, alone, wait)
	if err != nil {
		return err
	}
	defer unlock()
	db, err := openAt(ctx, path, making)
	if err != nil {
		return err
	}
	sum, err := crawler.FromArchive(ctx, answers, file.Sites, db, opts)
	a.interrupted = sum.Stopped
	if err == nil {
		ids := make([]string, len(sum.Sites))
		for i := range sum.Sites {
			ids[i] = sum.Sites[i].SiteID
		}
		err = tighten(ctx, db, ids, sum.Took/tightenShare) // pages that come by the million, and only once
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return orStorage(err)
	}
	a.tell("%s", archiveLine(&sum))
	if sum.DeadlineReached {
		a.tell("the deadline came: the next run goes on from here")
	}
	if err := a.writeSummary(f.summary, &sum.Summary); err != nil {
		return err
	}
	return archiveVerdict(&sum)
}

// archiveLine is a run over an archive in one line.
func archiveLine(sum *crawler.ArchiveSummary) string {
	var pages, articles, added, revised, same, duplicates int
	for i := range sum.Sites {
		s := &sum.Sites[i]
		pages, articles, added, revised = pages+s.Pages, articles+s.Articles+s.Copies, added+s.New+s.Copies, revised+s.Revised
		same, duplicates = same+s.Unchanged, duplicates+s.Duplicates+s.Copies
	}
	s := fmt.Sprintf("%s of %s: %s, %s new (%s of them copies), %s revised, %s unchanged", count(pages, "page"), count(len(sum.Sites), "site"),
		count(articles, "article"), thousands(added), thousands(duplicates), thousands(revised), thousands(same))
	if sum.Older > 0 {
		s += fmt.Sprintf("; %s known already", thousands(sum.Older))
	}
	if sum.Others > 0 {
		s += fmt.Sprintf("; %s answers are no pages", thousands(sum.Others))
	}
	return s
}

func archiveVerdict(sum *crawler.ArchiveSummary) error {
	for i := range sum.Sites {
		if hasFailure(&sum.Sites[i], "bug") {
			return &codeError{code: exitBug}
		}
	}
	if sum.Damaged > 0 {
		return damagedRecords(sum.Damaged, sum.Example)
	}
	return nil
}

func damagedRecords(n int, example error) error {
	return &codeError{exitPartly, fmt.Errorf("%s can't be read, the rest is done; the first: %w", count(n, "record"), example)}
}

// archives is extract --warc: a line for each page of the files.
func (x *extractor) archives(ctx context.Context) error {
	answers, err := x.app.answers(ctx, x.flags.warc)
	if err != nil {
		return err
	}
	var articles, without, others, damaged int
	var example error
	var jobs = func(yield func(func() result) bool) {
		for resp, err := range answers {
			var content *fetch.ContentError
			switch {
			case errors.As(err, &content) || err == nil && !isPage(resp):
				others++
			case err != nil:
				if damaged++; example == nil {
					example = err
				}
			case !yield(func() result { return x.archived(resp) }):
				return
			}
			if ctx.Err() != nil {
				return
			}
		}
	}
	err = inOrder(jobs, func(r result) error {
		if r.failed {
			without++
		} else {
			articles++
		}
		_, err := x.app.out.Write(r.line)
		return err
	})
	if err = errors.Join(err, x.app.out.Flush()); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	x.app.tell("%s, %s without one, %s that are no pages", count(articles, "article"), count(without, "page"), count(others, "answer"))
	if damaged > 0 {
		return damagedRecords(damaged, example)
	}
	return nil
}

func isPage(resp *fetch.Response) bool {
	return resp.Status >= 200 && resp.Status < 300 && (resp.ContentType == "" || strings.Contains(strings.ToLower(resp.ContentType), "html") || strings.HasPrefix(strings.ToLower(resp.ContentType), "text/plain"))
}

// archived extracts a page of an archive. Whatever goes wrong becomes its line.
func (x *extractor) archived(resp *fetch.Response) (r result) {
	j := job{URL: resp.FinalURL}
	defer func() {
		if p := recover(); p != nil {
			r = result{errorLine(j, fmt.Errorf("a bug of copydesk: %v", p), "bug"), true}
		}
	}()
	page := resp.Page()
	page.SiteID = x.siteID(page.URL)
	b := batcher{read: func(job) (extract.Page, error) { return page, nil }, rules: x.rules, want: x.want}
	a, err := b.page(j)
	if err != nil {
		return result{errorLine(j, err, reasonOf(err)), true}
	}
	var out bytes.Buffer
	if err := encode.AppendObject(&out, a, nil, nil); err != nil {
		return result{errorLine(j, err, reasonOf(err)), true}
	}
	out.WriteByte('\n')
	return result{line: out.Bytes()}
}

// inOrder runs jobs on all cores and takes their results in order. The first
// error of take ends it.
func inOrder[T any](jobs func(yield func(func() T) bool), take func(T) error) error {
	workers := runtime.GOMAXPROCS(0)
	order, stop := make(chan chan T, 4*workers), make(chan struct{})
	free := make(chan struct{}, workers)
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(order)
		for do := range jobs {
			slot := make(chan T, 1)
			select {
			case order <- slot:
			case <-stop:
				return
			}
			free <- struct{}{}
			wg.Go(func() {
				slot <- do()
				<-free
			})
		}
	})
	var err error
	for slot := range order {
		r := <-slot
		if err == nil {
			if err = take(r); err != nil {
				close(stop)
			}
		}
	}
	wg.Wait()
	return err
}
