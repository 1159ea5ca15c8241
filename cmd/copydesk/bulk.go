package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"copydesk/crawler/cluster"
	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/postgres"
)

// The kinds of bulk work that workers can be asked for.
const (
	workReextract = "reextract"
	workExport    = "export"
)

// Sizes of a part.
const (
	pagesPerPart     = 500
	articlesPerShard = 20_000
)

// deadWorker is after which silence a worker is not counted on.
const deadWorker = time.Minute

// bulk is the bulk work that this program can do as a worker.
func (a *app) bulk(db *postgres.Store) map[string]cluster.Bulk {
	return map[string]cluster.Bulk{
		workReextract: func(ctx context.Context, payload, sum json.RawMessage, until time.Time) (json.RawMessage, json.RawMessage, error) {
			return a.reextractPart(ctx, db, payload, sum, until)
		},
		workWARC: func(ctx context.Context, payload, sum json.RawMessage, until time.Time) (json.RawMessage, json.RawMessage, error) {
			return a.warcPart(ctx, db, payload, sum, until)
		},
		workExport: func(ctx context.Context, payload, _ json.RawMessage, _ time.Time) (json.RawMessage, json.RawMessage, error) {
			sum, err := a.exportPart(ctx, db, payload)
			return nil, sum, err
		},
	}
}

// runBulk asks the workers for bulk work and waits until it is done.
func (a *app) runBulk(ctx context.Context, db *postgres.Store, work, run string, payloads []any) ([]postgres.Part, error) {
	raw := make([]json.RawMessage, len(payloads))
	for i, p := range payloads {
		var err error
		if raw[i], err = json.Marshal(p); err != nil {
			return nil, err
		}
	}
	if q, err := db.Queue(ctx); err != nil {
		return nil, err
	} else if !slices.ContainsFunc(q.Workers, func(w postgres.Worker) bool { return q.Now.Sub(w.Beat) < deadWorker }) {
		a.tell("no worker is at work: the parts wait for one; begin one with: copydesk worker")
	}
	return cluster.RunBulk(ctx, db, work, run, raw, func(done, all int) { a.tell("%d of %d parts done", done, all) })
}

// runName names a run by what it does, so that the same command finds it.
func runName(work string, what ...any) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%v", what)
	return fmt.Sprintf("%s %x", work, h.Sum64())
}

// renewPart is a stretch of the archive that is to be extracted anew.
type renewPart struct {
	Sites []string `json:"sites,omitempty"`
	After int64    `json:"after"`
	Until int64    `json:"until"`
}

func (a *app) reextractByWorkers(ctx context.Context, f *reextractFlags) error {
	db, err := a.openShared(ctx, writing)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := a.knownSites(ctx, db, f.sites); err != nil {
		return err
	}
	bounds, err := db.PageBounds(ctx, f.sites, pagesPerPart)
	if err != nil {
		return err
	}
	var payloads []any
	after := int64(0)
	for _, until := range bounds {
		payloads = append(payloads, renewPart{f.sites, after, until})
		after = until
	}
	parts, err := a.runBulk(ctx, db, workReextract, runName(workReextract, extract.Version, f.sites), payloads)
	if err != nil {
		return err
	}
	var all renewals
	for i := range parts {
		var one renewals
		if parts[i].Error != "" {
			return &codeError{exitPartly, fmt.Errorf("pages %s can't be extracted anew: %s", parts[i].Payload, parts[i].Error)}
		}
		if err := json.Unmarshal(parts[i].Result, &one); err != nil {
			return err
		}
		all.add(one)
	}
	a.say("%s", all.line(false))
	if all.Failed > 0 {
		return &codeError{code: exitPartly}
	}
	return nil
}

func (r *renewals) add(o renewals) {
	r.Pages, r.Changed, r.Shrunk = r.Pages+o.Pages, r.Changed+o.Changed, r.Shrunk+o.Shrunk
	r.Kept, r.Added, r.Failed, r.Cleared = r.Kept+o.Kept, r.Added+o.Added, r.Failed+o.Failed, r.Cleared+o.Cleared
}

// reextractPart is a worker's share of reextract --workers.
func (a *app) reextractPart(ctx context.Context, db *postgres.Store, payload, sum json.RawMessage, until time.Time) (left, now json.RawMessage, err error) {
	var p renewPart
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, nil, err
	}
	sites, err := a.sharedSitesOf(ctx, db)
	if err != nil {
		return nil, nil, err
	}
	r := newRenewal(db, sites)
	if len(sum) > 0 {
		if err := json.Unmarshal(sum, &r.renewals); err != nil {
			return nil, nil, err
		}
	}
	for page, err := range db.Pages(ctx, storage.PageFilter{SiteIDs: p.Sites, AfterID: p.After, Latest: true}) {
		if err != nil && page.ID == 0 {
			return nil, nil, err
		}
		if page.ID > p.Until {
			break
		}
		if time.Now().After(until) { // this page is the next job's
			if left, err = json.Marshal(p); err != nil {
				return nil, nil, err
			}
			break
		}
		res := renewed{id: page.ID, url: page.URL, err: err}
		if err == nil {
			res = r.page(ctx, &page)
		}
		if res.fatal {
			return nil, nil, res.err
		}
		if res.err != nil {
			a.log.WarnContext(ctx, "page can't be extracted anew", "page", page.ID, "url", page.URL, "error", res.err)
		}
		r.count(&res)
		p.After = page.ID
	}
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	now, err = json.Marshal(r.renewals)
	return left, now, err
}

// exportShard is one file of an export.
type exportShard struct {
	File    string         `json:"file"`
	Filter  storage.Filter `json:"filter"`
	Format  string         `json:"format"`
	Profile string         `json:"profile,omitempty"`
	Fields  []string       `json:"fields,omitempty"`
	With    []string       `json:"with,omitempty"`
}

func (a *app) exportByWorkers(ctx context.Context, f *exportFlags, filter storage.Filter) error {
	if f.out == "-" || f.format.value == "markdown" {
		return usagef("--workers writes a file for each shard, and no Markdown: name a folder that all workers see with -o")
	}
	dir, err := filepath.Abs(f.out)
	if err != nil {
		return usageError{err}
	}
	db, err := a.openShared(ctx, writing)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := a.knownSites(ctx, db, f.sites); err != nil {
		return err
	}
	stats, err := db.Stats(ctx)
	if err != nil {
		return err
	}
	filter.Shards = f.shards
	if filter.Shards <= 0 {
		filter.Shards = stats.Articles/articlesPerShard + 1
	}
	payloads := make([]any, filter.Shards)
	for i := range payloads {
		filter.Shard = i
		name := fmt.Sprintf("part-%05d-of-%05d.%s", i+1, filter.Shards, f.format.value)
		payloads[i] = exportShard{File: filepath.Join(dir, name), Filter: filter, Format: f.format.value, Profile: f.profile.value, Fields: f.fields, With: f.with}
	}
	parts, err := a.runBulk(ctx, db, workExport, runName(workExport, payloads), payloads)
	if err != nil {
		return err
	}
	var all exported
	for i := range parts {
		if parts[i].Error != "" {
			return &codeError{exitStorage, fmt.Errorf("a worker could not write a shard: %s", parts[i].Error)}
		}
		var one exported
		if err := json.Unmarshal(parts[i].Result, &one); err != nil {
			return err
		}
		all = exported{all.Articles + one.Articles, all.Damaged + one.Damaged}
	}
	a.tell("%s in %s in %s", count(all.Articles, "article"), count(len(parts), "file"), dir)
	return passedOver(all.Damaged)
}

// exported is what is in a shard, and how many articles of it come without what
// would be made of their archived pages, which are damaged.
type exported struct {
	Articles int `json:"articles"`
	Damaged  int `json:"damaged,omitempty"`
}

// UnmarshalJSON takes the number of articles alone too: a worker of an older
// program says no more.
func (e *exported) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &e.Articles); err == nil {
		return nil
	}
	type plain exported
	return json.Unmarshal(data, (*plain)(e))
}

// exportPart is a worker's share of export --workers.
func (a *app) exportPart(ctx context.Context, db *postgres.Store, payload json.RawMessage) (json.RawMessage, error) {
	var p exportShard
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, err
	}
	if info, err := os.Stat(filepath.Dir(p.File)); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: this worker sees no such folder: the folder of an export must be one that all workers share", filepath.Dir(p.File))
	}
	want, err := parseWith(p.With)
	if err != nil {
		return nil, err
	}
	sites, err := a.sharedSitesOf(ctx, db)
	if err != nil {
		return nil, err
	}
	f := exportFlags{format: choice{value: p.Format}, profile: choice{value: p.Profile}, fields: p.Fields, out: p.File}
	var damaged atomic.Int64
	e := exporter{flags: &f, db: db, render: &renderer{db: db, sites: sites, want: want, passOver: func(err error) {
		damaged.Add(1)
		a.log.WarnContext(ctx, "archived page can't be read", "error", err)
	}}}
	if err := e.write(ctx, nil, p.Filter); err != nil {
		return nil, err
	}
	return json.Marshal(exported{e.written, int(damaged.Load())})
}
