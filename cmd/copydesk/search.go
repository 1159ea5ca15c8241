package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"copydesk/storage"
)

// searchFlags are the flags of search.
type searchFlags struct {
	format choice
	limit  int
}

func (a *app) searchCommand() *cobra.Command {
	f := searchFlags{format: choice{value: "text", of: []string{"text", "json", "jsonl"}}}
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Search the stored articles",
		Long: `Search the stored articles, best first. A query is words, "phrases", begin*,
-without; site:ID, lang:en, author:NAME, since:7d, since:2026-01-31 and until:
narrow it down; until:2026-01-31 is before that day. A query that begins with -
goes behind two dashes: copydesk search -- '-ferry bridge'.

An article whose text another one had first is marked as a copy of it, with its
ID; in JSON that is duplicate_of.`,
		Example: `  copydesk search 'harbour "new bridge" since:30d'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("nothing to search for: give a query")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.search(cmd.Context(), &f, strings.Join(args, " "))
		},
	}
	cmd.Flags().Var(&f.format, "format", "the format; JSON holds the whole articles")
	cmd.Flags().IntVar(&f.limit, "limit", 20, "at most `N` articles")
	return cmd
}

func (a *app) search(ctx context.Context, f *searchFlags, query string) error {
	if f.limit < 1 {
		return usagef("--limit takes numbers from 1")
	}
	q, err := storage.ParseQuery(query, a.now())
	if err != nil {
		return err
	}
	db, err := a.openStore(ctx, reading)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := a.knownSites(ctx, db, q.Sites); err != nil {
		return err
	}
	for _, h := range storage.QueryHints(query) {
		a.tell("%s", h)
	}
	hits, err := db.Search(ctx, q, f.limit)
	if err != nil {
		return err
	}
	if f.format.value == "text" {
		err = a.printHits(hits)
	} else {
		err = a.writeHits(hits, f.format.value == "json")
	}
	return errors.Join(err, a.out.Flush())
}

func (a *app) printHits(hits []storage.Hit) error {
	on, off := "", ""
	if a.isTerminal(a.out) && a.colour() {
		on, off = "\x1b[1m", "\x1b[0m"
	}
	for i := range hits {
		h := &hits[i]
		snippet := strings.NewReplacer(storage.MarkStart, "\uE000", storage.MarkEnd, "\uE001").Replace(h.Snippet)
		snippet = strings.NewReplacer("\uE000", on, "\uE001", off).Replace(oneLine(snippet))
		about := strings.Join([]string{cmp.Or(h.Article.DatePublished, h.Article.DateFirstSeen), h.Article.SiteID, h.Article.ID}, " · ")
		if first := h.Article.DuplicateOf; first != "" {
			about += " · copy of " + first
		}
		if _, err := fmt.Fprintf(a.out, "%s%s%s\n%s\n%s\n%s\n\n", on, oneLine(h.Article.Title), off, oneLine(about), oneLine(h.Article.URL), snippet); err != nil {
			return err
		}
	}
	if len(hits) == 0 {
		a.tell("no article matches")
	}
	return nil
}

func (a *app) writeHits(hits []storage.Hit, list bool) error {
	return a.writeJSON(len(hits), list, func(i int) ([]byte, error) { return encodeArticle(&hits[i].Article, "jsonl") })
}
