package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"copydesk/crawler/urlnorm"
	"copydesk/extract"
	"copydesk/storage"
)

// showFlags are the flags of show.
type showFlags struct {
	format    choice
	with      []string
	revisions bool
	languages bool
	diff      string
	explain   string
	html      bool
}

func (a *app) showCommand() *cobra.Command {
	f := showFlags{format: choice{of: formats[:]}}
	cmd := &cobra.Command{
		Use:   "show ID|URL",
		Short: "Show a stored article, its revisions, and what changed",
		Long: `Show a stored article, named by its ID, the beginning of its ID, or any of its
URLs. With --format json, --revisions and --translations write a list; jsonl is an
object a line.`,
		Example: `  copydesk show https://example.org/story
  copydesk show 3f9a2c --diff=1..3`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 && f.diff == "last" && strings.Contains(args[1], "..") { // "--diff 1..3", as people write it
				f.diff = args[1]
				args = args[:1]
			}
			return exactlyOne("the ID or the URL of an article")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.show(cmd.Context(), &f, args[0]) },
	}
	fl := cmd.Flags()
	fl.Var(&f.format, "format", "json, jsonl, markdown, text or html (default: text on a terminal, else json)")
	fl.StringSliceVar(&f.with, "with", nil, "add `FORMATS` to the JSON: markdown, html or both")
	fl.BoolVar(&f.revisions, "revisions", false, "list the article's revisions")
	fl.BoolVar(&f.languages, "translations", false, "list the article in its other languages")
	fl.StringVar(&f.diff, "diff", "", "words added and removed between the last two revisions, or between `A..B`")
	fl.Lookup("diff").NoOptDefVal = "last"
	fl.StringVar(&f.explain, "explain", "", "say for every block of the page why it was kept or dropped, as `text|html`")
	fl.Lookup("explain").NoOptDefVal = "text"
	fl.BoolVar(&f.html, "html", false, "the archived page, as it was served")
	cmd.MarkFlagsMutuallyExclusive("revisions", "translations", "diff", "explain", "html")
	cmd.MarkFlagsMutuallyExclusive("format", "diff")
	cmd.MarkFlagsMutuallyExclusive("format", "html")
	return cmd
}

// exactlyOne asks for one argument and says what it is.
func exactlyOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usagef("%s takes %s", cmd.CommandPath(), what)
		}
		return nil
	}
}

func (a *app) show(ctx context.Context, f *showFlags, name string) error {
	if f.explain != "" && f.explain != "text" && f.explain != "html" {
		return usagef("--explain=%s: write --explain or --explain=html", f.explain)
	}
	db, err := a.openStore(ctx, reading)
	if err != nil {
		return err
	}
	defer db.Close()
	switch {
	case f.revisions:
		err = a.showRevisions(ctx, db, name, f.format.value)
	case f.languages:
		err = a.showTranslations(ctx, db, name, f.format.value)
	case f.diff != "":
		err = a.showDiff(ctx, db, name, f.diff)
	case f.explain != "":
		err = a.explainStored(ctx, db, f, name)
	case f.html:
		err = a.showPage(ctx, db, name)
	default:
		err = a.showArticle(ctx, db, f, name)
	}
	return errors.Join(err, a.out.Flush())
}

func (a *app) showArticle(ctx context.Context, db store, f *showFlags, name string) error {
	want, err := parseWith(f.with)
	if err != nil {
		return err
	}
	if f.format.value == "" {
		f.format.value = a.defaultFormat(1)
	}
	sites, err := a.optionalSites(ctx)
	if err != nil {
		return err
	}
	art, err := find(ctx, db, name)
	if err != nil {
		return err
	}
	want.Markdown = want.Markdown || f.format.value == "markdown"
	want.HTML = want.HTML || f.format.value == "html"
	damaged := 0
	r := renderer{db: db, sites: sites, want: want, passOver: func(err error) {
		damaged++
		a.complain(err)
	}}
	if err := r.fill(ctx, &art); err != nil {
		return err
	}
	return cmp.Or(a.writeArticle(&art, f.format.value), passedOver(damaged))
}

// find is an article by name, and says how articles can be named.
func find(ctx context.Context, db store, name string) (extract.Article, error) {
	art, err := db.Article(ctx, name)
	for _, other := range otherSpellings(name) {
		if !errors.Is(err, storage.ErrNotFound) {
			break
		}
		art, err = db.Article(ctx, other)
	}
	if errors.Is(err, storage.ErrNotFound) && len(name) < storage.MinPrefix {
		return art, fmt.Errorf("%s: %w: the beginning of an ID has at least %d characters", name, storage.ErrNotFound, storage.MinPrefix)
	}
	if errors.Is(err, storage.ErrNotFound) {
		return art, fmt.Errorf("%s: %w: no stored article has this ID or URL; copydesk search finds by words", name, storage.ErrNotFound)
	}
	return art, err
}

// otherSpellings are the addresses that an article may be stored under when
// somebody names it by one that was passed on elsewhere: with what a newsletter
// adds to it, of the mobile site, without its final slash.
func otherSpellings(name string) []string {
	u, err := urlnorm.New(urlnorm.Config{}).URL(name)
	if err != nil || !strings.Contains(name, "://") {
		return nil
	}
	out := []string{u}
	rest, query, has := strings.Cut(urlnorm.Key(u), "?")
	if has {
		query = "?" + query
	}
	for _, scheme := range [...]string{"https://", "http://"} {
		for _, www := range [...]string{"", "www."} {
			out = append(out, scheme+www+rest+query, scheme+www+rest+"/"+query)
		}
	}
	return out
}

func (a *app) showRevisions(ctx context.Context, db store, name, format string) error {
	art, err := find(ctx, db, name)
	if err != nil {
		return err
	}
	revisions, err := db.Revisions(ctx, art.ID)
	if err != nil {
		return err
	}
	if strings.HasPrefix(format, "json") {
		return a.writeJSON(len(revisions), format == "json", func(i int) ([]byte, error) {
			return encodeArticle(&revisions[i].Article, "jsonl")
		})
	}
	t := table{align: "rllrl"}
	t.add("no", "at", "by", "words", "title")
	for i := range revisions {
		r := &revisions[i]
		t.add(strconv.Itoa(r.Number), r.At.UTC().Format("2006-01-02 15:04:05"), r.By, strconv.Itoa(r.Article.WordCount), r.Article.Title)
	}
	_, err = fmt.Fprintln(a.out, t.String())
	return err
}

// showTranslations lists the article in its other languages; one that isn't
// stored has no ID.
func (a *app) showTranslations(ctx context.Context, db store, name, format string) error {
	art, err := find(ctx, db, name)
	if err != nil {
		return err
	}
	list, err := db.Translations(ctx, art.ID)
	if err != nil {
		return err
	}
	if strings.HasPrefix(format, "json") {
		return a.writeJSON(len(list), format == "json", func(i int) ([]byte, error) {
			t := struct {
				Language *string `json:"language"`
				ID       *string `json:"id"`
				URL      string  `json:"url"`
			}{orNull(list[i].Language), orNull(list[i].ArticleID), list[i].URL}
			data, err := json.Marshal(t)
			return append(data, '\n'), err
		})
	}
	for _, t := range list {
		if _, err := fmt.Fprintf(a.out, "%s\t%s\t%s\n", oneLine(cmp.Or(t.Language, "-")), oneLine(cmp.Or(t.ArticleID, "-")), oneLine(t.URL)); err != nil {
			return err
		}
	}
	if len(list) == 0 {
		a.tell("no page names this article in another language")
	}
	return nil
}

// orNull is a value of JSON that is null where there is none.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// showPage writes the archived bytes.
func (a *app) showPage(ctx context.Context, db store, name string) error {
	page, err := archived(ctx, db, name)
	if err != nil {
		return err
	}
	if a.isTerminal(a.out) {
		page.Body = []byte(printable(string(page.Body)))
	}
	_, err = a.out.Write(page.Body)
	return err
}

func archived(ctx context.Context, db store, name string) (storage.PageRecord, error) {
	page, err := db.LatestPage(ctx, name)
	if errors.Is(err, storage.ErrNotFound) {
		return page, fmt.Errorf("%s: %w: the archive has no page of this ID or URL", name, storage.ErrNotFound)
	}
	return page, err
}

func (a *app) explainStored(ctx context.Context, db store, f *showFlags, name string) error {
	sites, err := a.optionalSites(ctx)
	if err != nil {
		return err
	}
	page, err := archived(ctx, db, name)
	if err != nil {
		return err
	}
	doc, err := extract.Parse(pageOf(&page))
	if err != nil {
		return err
	}
	return a.explain(doc, rulesOf(sites, page.SiteID), page.URL, f.explain, f.format.value)
}
