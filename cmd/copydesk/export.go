package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/text/language"

	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/extract/encode"
	"copydesk/storage"
)

// exportFlags are the flags of export.
type exportFlags struct {
	format    choice
	profile   choice
	since     string
	until     string
	sites     []string
	languages []string
	fields    []string
	with      []string
	out       string
	cursor    string
	limit     int
	shard     string
	shards    int
	workers   bool
}

func (a *app) exportCommand() *cobra.Command {
	f := exportFlags{format: choice{value: "jsonl", of: []string{"jsonl", "json", "csv", "markdown", "parquet"}}, profile: choice{of: encode.Profiles()}}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write stored articles as JSON Lines, JSON, CSV, Markdown or Parquet",
		Long: `Write the stored articles, in the order in which they were last changed. What
goes into a file appears whole or not at all. Markdown goes into a folder, a
file an article.

With --changed-since-last NAME only what is new or revised since the last
complete export under that name is written.`,
		Example: `  copydesk export --since 7d --format csv -o week.csv
  copydesk export --changed-since-last warehouse | gzip > new.jsonl.gz
  copydesk export --format markdown -o articles/`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := given(cmd.Flags(), "limit", "shards"); err != nil {
				return err
			}
			return a.export(cmd.Context(), &f)
		},
	}
	fl := cmd.Flags()
	fl.Var(&f.format, "format", "the format")
	fl.Var(&f.profile, "profile", "JSON as other programs have it")
	fl.StringVar(&f.since, "since", "", "published since `7d` ago, or since a day")
	fl.StringVar(&f.until, "until", "", "published before a `DAY`, which itself is left out, or a span ago")
	fl.StringSliceVar(&f.sites, "site", nil, "only of these `SITES`")
	fl.StringSliceVar(&f.languages, "language", nil, "only in these `LANGUAGES`")
	fl.StringSliceVar(&f.fields, "fields", nil, "only these `KEYS` of the articles")
	fl.StringSliceVar(&f.with, "with", nil, "add `FORMATS`, made from the archived pages: markdown, html or both")
	fl.StringVarP(&f.out, "output", "o", "-", "the `FILE`, or the folder of Markdown")
	fl.StringVar(&f.cursor, "changed-since-last", "", "only what changed since the last export under this `NAME`")
	fl.IntVar(&f.limit, "limit", 0, "at most `N` articles")
	fl.StringVar(&f.shard, "shard", "", "only one of several equal shards, as in `3/8`: the third of eight")
	fl.BoolVar(&f.workers, "workers", false, "have the workers do it that share the database: a file for each shard, into the folder of -o, which all of them must see")
	fl.IntVar(&f.shards, "shards", 0, "with --workers: `N` shards (default: one for each 20,000 articles)")
	cmd.MarkFlagsMutuallyExclusive("profile", "fields")
	cmd.MarkFlagsMutuallyExclusive("workers", "shard")
	cmd.MarkFlagsMutuallyExclusive("workers", "changed-since-last")
	cmd.MarkFlagsMutuallyExclusive("workers", "limit")
	return cmd
}

// filter is what the flags select.
func (f *exportFlags) filter(now time.Time) (storage.Filter, error) {
	out := storage.Filter{SiteIDs: f.sites, Limit: f.limit}
	var err error
	for _, l := range f.languages {
		tag, err := language.Raw.Parse(l)
		if err != nil {
			return out, usagef("--language %q is no language: write es or pt-BR", l)
		}
		out.Languages = append(out.Languages, tag.String())
	}
	if f.shard != "" {
		if out.Shard, out.Shards, err = parseShard(f.shard); err != nil {
			return out, err
		}
	}
	if f.since != "" {
		if out.Since, err = parseSince(f.since, now); err != nil {
			return out, usagef("--since: %w", err)
		}
	}
	if f.until != "" {
		if out.Until, err = parseWhen(f.until, now); err != nil {
			return out, usagef("--until: %w", err)
		}
	}
	if f.since != "" && f.until != "" && !out.Since.Before(out.Until) {
		return out, usagef("--since %s is not before --until %s: nothing lies between them", f.since, f.until)
	}
	return out, nil
}

// parseShard reads 3/8: the third of eight shards is number 2 of 8.
func parseShard(s string) (shard, of int, err error) {
	if n, serr := fmt.Sscanf(s, "%d/%d", &shard, &of); serr != nil || n != 2 || shard < 1 || shard > of {
		return 0, 0, usagef("--shard %q: write 3/8 for the third of eight", s)
	}
	return shard - 1, of, nil
}

func (f *exportFlags) check() error {
	if err := encode.CheckFields(f.fields); err != nil {
		return usagef("--fields: %w", err)
	}
	if len(f.fields) > 0 {
		for _, key := range f.with { // who asks for it wants it, too
			if !slices.Contains(f.fields, key) {
				f.fields = append(f.fields, key)
			}
		}
	}
	notJSON := !strings.HasPrefix(f.format.value, "json")
	switch {
	case f.profile.value != "" && notJSON:
		return usagef("--profile %s is JSON: leave --format %s out", f.profile.value, f.format.value)
	case len(f.fields) > 0 && f.format.value == "markdown":
		return usagef("--fields chooses keys of JSON and columns of CSV; Markdown has neither")
	case f.limit < 0:
		return usagef("--limit takes numbers from 1")
	case f.cursor != "" && f.limit > 0:
		return usagef("--limit would leave articles out that --changed-since-last then takes for exported")
	}
	return nil
}

func (a *app) export(ctx context.Context, f *exportFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	filter, err := f.filter(a.now())
	if err != nil {
		return err
	}
	if f.format.value == "parquet" && f.out == "-" && a.isTerminal(a.out) {
		return usagef("Parquet is nothing to look at: name a file with -o")
	}
	if f.workers {
		return a.exportByWorkers(ctx, f, filter)
	}
	want, err := parseWith(f.with)
	if err == nil {
		err = a.notOurs(f.out)
	}
	if err != nil {
		return err
	}
	want.Markdown = want.Markdown || f.format.value == "markdown"
	sites, err := a.optionalSites(ctx)
	if err != nil {
		return err
	}
	how := reading
	if f.cursor != "" {
		how = writing
	}
	db, err := a.openStore(ctx, how)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := a.knownSites(ctx, db, f.sites); err != nil {
		return err
	}
	var damaged atomic.Int64
	e := exporter{flags: f, db: db, render: &renderer{db: db, sites: sites, want: want, passOver: func(err error) {
		damaged.Add(1)
		a.complain(err)
	}}}
	if err := e.run(ctx, a.out, filter); err != nil {
		return err
	}
	return passedOver(int(damaged.Load()))
}

// passedOver is how an export ends that so many damaged pages were passed over
// in.
func passedOver(damaged int) error {
	if damaged == 0 {
		return nil
	}
	return &codeError{exitPartly, fmt.Errorf("%s damaged, the rest is written: copydesk db check names all that is damaged", count(damaged, "archived page"))}
}

// exporter is one export.
type exporter struct {
	flags  *exportFlags
	db     store
	render *renderer
	last   int64 // the sequence number of the last article written

	written int
}

// run writes everything, and moves the cursor once the last byte is out.
func (e *exporter) run(ctx context.Context, stdout *sink, filter storage.Filter) error {
	name := "export " + e.flags.cursor
	if e.flags.cursor != "" {
		seq, err := e.db.Cursor(ctx, name)
		if err != nil {
			return err
		}
		filter.AfterSeq, e.last = seq, seq
	}
	if err := e.write(ctx, stdout, filter); err != nil {
		return err
	}
	if e.flags.cursor == "" || e.last == filter.AfterSeq {
		return nil
	}
	return e.db.SetCursor(context.WithoutCancel(ctx), name, e.last)
}

func (e *exporter) write(ctx context.Context, stdout *sink, filter storage.Filter) error {
	switch {
	case e.flags.format.value == "markdown" && e.flags.out != "-":
		return e.folder(ctx, filter)
	case e.flags.out == "-":
		return errors.Join(e.stream(ctx, stdout, filter), stdout.Flush())
	}
	file, err := createAtomic(e.flags.out)
	if err != nil {
		return err
	}
	defer file.Abort()
	if err := e.stream(ctx, file, filter); err != nil {
		return err
	}
	return file.Commit()
}

// each calls do with every article that is selected.
func (e *exporter) each(ctx context.Context, filter storage.Filter, do func(*extract.Article) error) error {
	for row, err := range e.db.Articles(ctx, filter) {
		if err == nil {
			err = e.render.fill(ctx, &row.Article)
		}
		if err == nil {
			err = do(&row.Article)
		}
		if err != nil {
			return err
		}
		e.last = max(e.last, row.Seq)
		e.written++
	}
	return ctx.Err()
}

// stream writes one document.
func (e *exporter) stream(ctx context.Context, w io.Writer, filter storage.Filter) error {
	if e.flags.format.value == "csv" {
		c, err := encode.NewCSV(w, e.flags.fields)
		if err != nil {
			return err
		}
		return errors.Join(e.each(ctx, filter, c.Write), c.Flush())
	}
	if e.flags.format.value == "parquet" {
		p := encode.NewParquet(w, e.flags.fields)
		if err := e.each(ctx, filter, p.Write); err != nil {
			return err
		}
		return p.Close()
	}
	open, between, end := e.frame()
	if _, err := io.WriteString(w, open); err != nil {
		return err
	}
	first := true
	err := e.encoded(ctx, filter, func(data []byte) error {
		if !first {
			if _, err := io.WriteString(w, between); err != nil {
				return err
			}
		}
		first = false
		_, err := w.Write(data)
		return err
	})
	if err != nil {
		return err
	}
	if e.flags.format.value == "jsonl" && first {
		return nil
	}
	_, err = io.WriteString(w, end)
	return err
}

// batchRows is how many articles are encoded in one go.
const batchRows = 32

// encodedRows is what a batch of articles came to.
type encodedRows struct {
	data [][]byte
	last int64
	err  error
}

// encoded calls do with the bytes of every article that is selected, in order.
// They are encoded on all cores while the next ones are read.
func (e *exporter) encoded(ctx context.Context, filter storage.Filter, do func([]byte) error) error {
	var failed error
	jobs := func(yield func(func() encodedRows) bool) {
		var rows []storage.Row
		send := func() bool {
			batch := rows
			rows = nil
			return len(batch) == 0 || yield(func() encodedRows { return e.encodeRows(ctx, batch) })
		}
		for row, err := range e.db.Articles(ctx, filter) {
			if failed = err; err != nil {
				break
			}
			if rows = append(rows, row); len(rows) == batchRows && !send() {
				return
			}
		}
		send()
	}
	err := inOrder(jobs, func(r encodedRows) error {
		for _, data := range r.data {
			if err := do(data); err != nil {
				return err
			}
		}
		e.last = max(e.last, r.last)
		e.written += len(r.data)
		return r.err
	})
	return cmp.Or(err, failed, ctx.Err())
}

func (e *exporter) encodeRows(ctx context.Context, rows []storage.Row) (out encodedRows) {
	for i := range rows {
		a := &rows[i].Article
		if out.err = e.render.fill(ctx, a); out.err != nil {
			return out
		}
		data, err := e.encode(a)
		if out.err = err; err != nil {
			return out
		}
		out.data, out.last = append(out.data, data), rows[i].Seq
	}
	return out
}

// frame is what stands before, between and after the articles.
func (e *exporter) frame() (open, between, end string) {
	switch {
	case e.flags.format.value == "json" && e.flags.profile.value == "jsonfeed":
		return encode.JSONFeedOpen + "\n", ",\n", "\n" + encode.JSONFeedClose + "\n"
	case e.flags.format.value == "json":
		return "[\n", ",\n", "\n]\n"
	case e.flags.format.value == "markdown":
		return "", "\n", ""
	}
	return "", "\n", "\n"
}

func (e *exporter) encode(a *extract.Article) ([]byte, error) {
	switch {
	case e.flags.profile.value != "":
		return encode.ProfileJSON(e.flags.profile.value, a)
	case e.flags.format.value == "markdown":
		return encode.Markdown(a), nil
	}
	return encode.JSON(a, e.flags.fields)
}

// folder writes a file for each article.
func (e *exporter) folder(ctx context.Context, filter storage.Filter) error {
	dir := e.flags.out
	if err := makeDir(dir); err != nil {
		return err
	}
	err := e.each(ctx, filter, func(a *extract.Article) error {
		return writeBeside(filepath.Join(dir, encode.FileName(a, ".md")), encode.Markdown(a))
	})
	if err != nil {
		return err
	}
	return syncDir(dir)
}

// renderer adds to stored articles what is not stored: their Markdown and
// HTML, made from the archived page. An article whose page is gone, or gives
// another text today, stays without.
type renderer struct {
	db    store
	sites *site.File
	want  extract.Formats

	// passOver, unless nil, is told of a page that is damaged: its article stays
	// without too. It is called by many goroutines at once.
	passOver func(error)
}

func (r *renderer) fill(ctx context.Context, a *extract.Article) error {
	want := extract.Formats{Markdown: r.want.Markdown && a.Markdown == "", HTML: r.want.HTML && a.HTML == ""}
	if want == (extract.Formats{}) {
		return nil
	}
	page, err := r.db.LatestPage(ctx, a.ID)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil {
		return r.orPassOver(a, err)
	}
	fresh, err := (&again{db: r.db, sites: r.sites}).rendered(ctx, &page, a, want)
	if isStorage(err) {
		return r.orPassOver(a, err)
	}
	if err != nil || fresh.ContentHash != a.ContentHash {
		return nil //nolint:nilerr // today's limits refuse the page: its text stands
	}
	if want.Markdown {
		a.Markdown = fresh.Markdown
	}
	if want.HTML {
		a.HTML = fresh.HTML
	}
	return nil
}

func (r *renderer) orPassOver(a *extract.Article, err error) error {
	if r.passOver == nil || !errors.Is(err, storage.ErrDamaged) {
		return err
	}
	r.passOver(fmt.Errorf("%s: its archived page can't be read, so it comes without what is made of it: %w", a.URL, err))
	return nil
}

// pageOf is an archived page as extraction takes it.
func pageOf(p *storage.PageRecord) extract.Page {
	page := extract.Page{URL: p.FinalURL, RequestedURL: p.URL, SiteID: p.SiteID, Status: p.Status, Body: p.Body, FetchedAt: p.FetchedAt}
	if page.URL == "" {
		page.URL = p.URL
	}
	if v := p.Header["Content-Type"]; len(v) > 0 {
		page.ContentType = v[0]
	}
	return page
}
