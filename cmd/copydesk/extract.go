package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/extract/encode"
)

// extractFlags are the flags of extract.
type extractFlags struct {
	format  choice
	url     string
	site    string
	with    []string
	explain string
	batch   bool
	save    bool
	follow  bool
	warc    []string
	workers bool
	out     string
}

// formats are the ways to write one article.
var formats = [...]string{"json", "jsonl", "markdown", "text", "html"}

func (a *app) extractCommand() *cobra.Command {
	f := extractFlags{format: choice{of: formats[:]}}
	cmd := &cobra.Command{
		Use:   "extract URL|FILE|-…",
		Short: "Extract articles from pages, without a database",
		Long: `Extract the articles of pages: from the web, from files, from standard input
("-"). HTML, the same gzipped, and plain text that was scraped before are
taken. Nothing is stored unless --save is given.

--format json writes one JSON document: an object for one page, a list for
several. jsonl writes an object a line. A page that gives no article has its
place there too, as {"id", "url", "error", "reason"}. With --explain, both write
an object a line for each block.

With --batch, standard input holds a JSON object a line, {"id", "url", "file"}:
the page is read from file, or fetched where there is none. Each line gives one
line of output, in the same order.

With --warc, the pages of WARC files are read, plain or compressed with gzip or
zstd: a line of output for each page, in the file's order.`,
		Example: `  copydesk extract https://example.org/story | jq -r .title
  copydesk extract --url https://example.org/story page.html
  copydesk extract --explain page.html`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.extract(cmd.Context(), &f, args) },
	}
	fl := cmd.Flags()
	fl.Var(&f.format, "format", "json, jsonl, markdown, text or html (default: text on a terminal, json for one page, jsonl for several)")
	fl.StringVar(&f.url, "url", "", "the address that a file or standard input came from: the `BASE` of its links")
	fl.StringVar(&f.site, "site", "", "use the rules of the site `ID` of the sites file (default: the site of the page's host)")
	fl.StringSliceVar(&f.with, "with", nil, "add `FORMATS` to the JSON: markdown, html or both")
	fl.StringVar(&f.explain, "explain", "", "say for every block of the page why it was kept or dropped, as `text|html`")
	fl.Lookup("explain").NoOptDefVal = "text"
	fl.BoolVar(&f.batch, "batch", false, "read a list of pages from standard input")
	fl.BoolVar(&f.save, "save", false, "store what was fetched in the database too")
	fl.BoolVar(&f.follow, "follow-pages", false, "fetch the further pages of an article too, and join their texts")
	fl.StringSliceVar(&f.warc, "warc", nil, "read the pages of WARC `FILES`; - is standard input")
	fl.BoolVar(&f.workers, "workers", false, "with --warc: have the workers do it that share the database, a file each")
	fl.StringVarP(&f.out, "output", "o", "", "with --workers: the `FOLDER` for the lines of each file, which all of them must see")
	cmd.MarkFlagsMutuallyExclusive("batch", "explain", "warc")
	cmd.MarkFlagsMutuallyExclusive("batch", "save", "warc")
	cmd.MarkFlagsMutuallyExclusive("batch", "explain", "warc", "follow-pages")
	cmd.MarkFlagsMutuallyExclusive("warc", "url")
	return cmd
}

// check refuses what makes no sense before anything is read.
func (f *extractFlags) check(args []string) error {
	switch {
	case f.batch && len(args) > 0:
		return usagef("--batch reads its list from standard input: leave %q out", args[0])
	case len(f.warc) > 0 && len(args) > 0:
		return usagef("--warc names what is read: leave %q out", args[0])
	case len(f.warc) > 0 && f.format.value != "" && f.format.value != "jsonl":
		return usagef("--warc writes jsonl, not %s", f.format.value)
	case !f.batch && len(f.warc) == 0 && len(args) == 0 && !f.workers:
		return usagef("nothing to extract from: name a URL or a file, or - for standard input")
	case f.explain != "" && f.explain != "text" && f.explain != "html":
		return usagef("--explain=%s: write --explain or --explain=html", f.explain)
	case f.url != "" && !isURL(f.url):
		return usagef("--url %q: write a whole address, as in https://example.org/story", f.url)
	case f.url != "" && len(args) > 1:
		return usagef("--url is the address of one page, and here are %d", len(args))
	}
	for i, arg := range args {
		if arg == "-" && strings.Contains(" "+strings.Join(args[:i], " ")+" ", " - ") {
			return usagef("standard input (-) can be read once")
		}
	}
	_, err := parseWith(f.with)
	return err
}

// parseWith reads --with.
func parseWith(names []string) (extract.Formats, error) {
	var out extract.Formats
	for _, n := range names {
		switch n {
		case "markdown":
			out.Markdown = true
		case "html":
			out.HTML = true
		default:
			return out, usagef("--with %q: there are markdown and html", n)
		}
	}
	return out, nil
}

func isURL(s string) bool {
	scheme, rest, ok := strings.Cut(strings.ToLower(s), "://")
	return ok && rest != "" && !strings.ContainsAny(scheme, "/\\. ")
}

// extractor is one call of extract.
type extractor struct {
	app   *app
	flags *extractFlags
	want  extract.Formats
	sites *site.File

	json jsonList // of several pages
}

func (a *app) extract(ctx context.Context, f *extractFlags, args []string) error {
	if err := f.check(args); err != nil {
		return err
	}
	if (f.batch || slices.Contains(f.warc, "-") || len(args) == 1 && args[0] == "-") && a.isTerminal(a.in) {
		return usagef("standard input is a terminal: name a file or a URL, or send the page into a pipe")
	}
	if f.out != "" && !f.workers {
		return usagef("-o is the folder that --warc with --workers writes to; everything else goes to standard output: leave -o out and add > %s", f.out)
	}
	if f.workers {
		return a.extractByWorkers(ctx, f)
	}
	x, err := a.newExtractor(f, args)
	if err != nil {
		return err
	}
	if f.batch {
		return x.batch(ctx)
	}
	if len(f.warc) > 0 {
		return x.archives(ctx)
	}
	if f.format.value == "" && f.explain == "" {
		f.format.value = a.defaultFormat(len(args))
	}
	x.renderFor(f.format.value)
	if len(args) == 1 {
		return errors.Join(x.one(ctx, args[0]), a.out.Flush())
	}
	x.json = jsonList{out: a.out, list: f.format.value == "json" && f.explain == ""}
	return x.several(ctx, args)
}

func (a *app) newExtractor(f *extractFlags, args []string) (*extractor, error) {
	want, err := parseWith(f.with)
	if err != nil {
		return nil, err
	}
	x := &extractor{app: a, flags: f, want: want}
	if x.sites, err = a.fileSites(); err != nil && f.needsSites(args) {
		return nil, err
	}
	if err != nil { // it would change nothing
		a.tell("copydesk: warning: %s", oneLine(err.Error()))
		x.sites = &site.File{}
	}
	if f.site != "" {
		if _, unknown := x.sites.Find([]string{f.site}); unknown != "" {
			return nil, usagef("--site %q: the sites file has no such site", f.site)
		}
	}
	return x, nil
}

// needsSites says whether the sites file has a say in what comes out: which site
// a page belongs to is told by its address.
func (f *extractFlags) needsSites(args []string) bool {
	return f.site != "" || f.url != "" || f.batch || len(f.warc) > 0 || slices.ContainsFunc(args, isURL)
}

// defaultFormat is text for a person, else JSON.
func (a *app) defaultFormat(inputs int) string {
	switch {
	case a.isTerminal(a.out):
		return "text"
	case inputs == 1:
		return "json"
	}
	return "jsonl"
}

// renderFor asks for what a format is made of.
func (x *extractor) renderFor(format string) {
	x.want.Markdown = x.want.Markdown || format == "markdown"
	x.want.HTML = x.want.HTML || format == "html"
}

// several goes on past pages that fail, and says so in the end.
func (x *extractor) several(ctx context.Context, args []string) error {
	failed := 0
	for _, arg := range args {
		err := x.one(ctx, arg)
		var out *outputError
		if errors.As(err, &out) || ctx.Err() != nil || isStorage(err) {
			return errors.Join(err, x.json.end())
		}
		if err != nil {
			failed++
			x.app.complain(err)
		}
	}
	if err := errors.Join(x.json.end(), x.app.out.Flush()); err != nil {
		return err
	}
	if failed > 0 {
		return &codeError{exitPartly, fmt.Errorf("%d of %d pages gave no article", failed, len(args))}
	}
	return nil
}

// one reads, extracts and writes one page. With a JSON format a failure is
// written as JSON too.
func (x *extractor) one(ctx context.Context, arg string) error {
	page, err := x.read(ctx, arg)
	if err == nil {
		err = x.show(ctx, page)
	}
	if err == nil {
		return nil
	}
	if !strings.Contains(err.Error(), arg) {
		err = fmt.Errorf("%s: %w", arg, err)
	}
	var out *outputError
	if !errors.As(err, &out) && x.flags.explain == "" && strings.HasPrefix(x.flags.format.value, "json") && !isStorage(err) && ctx.Err() == nil {
		line := errorLine(job{URL: page.URL}, err, reasonOf(err))
		werr := x.json.next()
		if werr == nil {
			_, werr = x.app.out.Write(line)
		}
		if werr != nil {
			return werr
		}
	}
	return err
}

// show writes the article of a page, or why its blocks were kept or dropped.
func (x *extractor) show(ctx context.Context, page extract.Page) error {
	rules := x.rules(page.URL)
	doc, err := extract.Parse(page)
	if err != nil {
		return err
	}
	if x.flags.explain != "" {
		return x.app.explain(doc, rules, page.URL, x.flags.explain, x.flags.format.value)
	}
	a, err := doc.Article(rules)
	if err != nil {
		return err
	}
	if x.flags.save {
		if err := x.app.save(ctx, page, a); err != nil {
			return err
		}
		if !a.IsArticle() && a.HasText() {
			x.app.say("%s is not stored as an article: %s", page.URL, oneLine(describe(a)))
		}
	}
	if !a.HasText() {
		return &notArticle{a}
	}
	if err := doc.Render(a, rules, x.want); err != nil {
		return err
	}
	if x.flags.follow {
		if err := x.follow(ctx, doc, page, a, rules); err != nil {
			return err
		}
	}
	if err := x.json.next(); err != nil {
		return err
	}
	return x.app.writeArticle(a, x.flags.format.value)
}

// writeArticle writes one article in a format. What goes to a terminal is
// made harmless to it.
func (a *app) writeArticle(art *extract.Article, format string) error {
	data, err := encodeArticle(art, format)
	if err != nil {
		return err
	}
	if a.isTerminal(a.out) {
		data = []byte(printable(string(data)))
	}
	_, err = a.out.Write(data)
	return err
}

// encodeArticle is an article in one of the formats.
func encodeArticle(a *extract.Article, format string) ([]byte, error) {
	switch format {
	case "text":
		return encode.Text(a), nil
	case "markdown":
		return encode.Markdown(a), nil
	case "html":
		return encode.HTML(a), nil
	}
	data, err := encode.JSON(a, nil)
	return append(data, '\n'), err
}

// batch extracts the pages of a list.
func (x *extractor) batch(ctx context.Context) error {
	if v := x.flags.format.value; v != "" && v != "jsonl" {
		return usagef("--batch writes jsonl, not %s", v)
	}
	failed, err := batch(&ctxReader{ctx, x.app.in}, x.app.out, batcher{
		read: func(j job) (extract.Page, error) {
			if j.File == "" {
				return x.fetchArticle(ctx, j.URL)
			}
			page := extract.Page{URL: j.URL, SiteID: x.siteID(j.URL), FetchedAt: x.app.now()}
			var err error
			if err = isPlain(j.File); err == nil {
				page.Body, err = readPage(ctx, j.File)
			}
			return page, err
		},
		rules: x.rules,
		want:  x.want,
	})
	if err == nil {
		err = x.app.out.Flush()
	}
	if err == nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err == nil && failed > 0 {
		return &codeError{exitPartly, fmt.Errorf("%s gave no article: the output says why", count(failed, "page"))}
	}
	return err
}
