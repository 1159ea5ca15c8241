package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"copydesk/storage"
)

// siteStatus is how one site is doing, from its last runs.
type siteStatus struct {
	SiteID     string     `json:"site_id"`
	LastRun    *time.Time `json:"last_run"` // that came to its end
	LastTry    *time.Time `json:"last_try"`
	NextDue    *time.Time `json:"next_due"`
	Runs       int        `json:"runs"` // that the following is from
	Articles   int        `json:"articles"`
	New        int        `json:"new"`    // in the last run
	Failed     int        `json:"failed"` // in the last run
	Yield      *float64   `json:"yield"`  // share of the fetched pages that gave an article
	WithDate   *float64   `json:"with_date"`
	WithAuthor *float64   `json:"with_author"`
	MedianLen  int        `json:"median_length"`
	Health     string     `json:"health"`
	Notes      []string   `json:"notes"`
}

func (a *app) statusCommand() *cobra.Command {
	format := choice{value: "text", of: []string{"text", "json"}}
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say how each site is doing: last crawl, new, failed, health",
		Long: `Say how each site is doing. New and failed are of the last run. Of the last
twenty runs together are the share of pages that gave an article (yield), the
shares of articles whose page gives a date and an author (dated, signed), and
their median length in characters; print views and other copies of a site's own
articles count in none of them. The last line counts all that is stored, copies
too.

Health is ok, failed, paused, not in the sites file, layout_changed (the
articles fell behind the site's own past), or walled: walls stand in the place
of most pages.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context(), format.value) },
	}
	cmd.Flags().Var(&format, "format", "the format")
	return cmd
}

func (a *app) status(ctx context.Context, format string) error {
	db, err := a.openStore(ctx, reading)
	if err != nil {
		return err
	}
	defer db.Close()
	sites, err := siteStatuses(ctx, db)
	if err != nil {
		return err
	}
	sites = a.withFile(sites)
	stats, err := db.Stats(ctx)
	if err != nil {
		return err
	}
	queue, err := queueOf(ctx, db)
	if err != nil {
		return err
	}
	if format == "json" {
		e := json.NewEncoder(a.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		all := map[string]any{"sites": sites, "articles": stats.Articles, "pages": stats.Pages, "page_bytes": stats.PageBytes, "stored_bytes": stats.Stored, "file_bytes": stats.FileBytes}
		if queue != nil {
			all["queue"] = queue
		}
		err = e.Encode(all)
		return errors.Join(err, a.out.Flush())
	}
	if queue != nil {
		if err := a.printQueue(queue); err != nil {
			return err
		}
	}
	return a.printStatus(sites, &stats)
}

func (a *app) printStatus(sites []siteStatus, stats *storage.Stats) error {
	now := a.now()
	t := table{align: "lllrrrrrrl"}
	t.add("site", "last crawl", "next", "new", "failed", "yield", "dated", "signed", "length", "health")
	for i := range sites {
		s := &sites[i]
		last := "never"
		if s.LastTry != nil {
			last = ago(now, *s.LastTry)
		}
		t.add(s.SiteID, last, s.next(now), fmt.Sprint(s.New), fmt.Sprint(s.Failed), percent(s.Yield), percent(s.WithDate), percent(s.WithAuthor), fmt.Sprint(s.MedianLen), s.Health)
	}
	_, err := fmt.Fprintf(a.out, "%s\n%s\n%s, %s (%s in %s), database %s\n", t.String(), troubles(sites, now), count(stats.Articles, "article"), count(stats.Pages, "archived page"),
		bytesOf(stats.PageBytes), bytesOf(stats.Stored), bytesOf(stats.FileBytes))
	return errors.Join(err, a.out.Flush())
}

// next is when a site is due, for a table.
func (s *siteStatus) next(now time.Time) string {
	switch {
	case s.Health == "paused", s.Health == noEntry:
		return "–"
	case s.NextDue == nil || !s.NextDue.After(now):
		return "now"
	}
	return "in " + span(s.NextDue.Sub(now))
}

// noEntry is the health of a site that is not in the sites file any more.
const noEntry = "not in the sites file"

// troubles are lines for the sites whose last run did not go well: what it says
// of itself.
func troubles(sites []siteStatus, now time.Time) string {
	var b strings.Builder
	for i := range sites {
		s := &sites[i]
		if s.Health != "failed" && s.Health != "layout_changed" && s.Health != "walled" {
			continue
		}
		for _, n := range s.Notes {
			if !strings.HasPrefix(n, s.Health+":") {
				continue
			}
			fmt.Fprintf(&b, "\n%s: %s", s.SiteID, oneLine(n))
		}
		if s.Health == "failed" && s.LastRun != nil {
			fmt.Fprintf(&b, "; the last crawl that came to its end was %s", ago(now, *s.LastRun))
		}
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

// withFile adds the sites of the sites file that the database doesn't know yet,
// and says which of the database's the file beside it has no more. A file that
// is wrong is none of status's business.
func (a *app) withFile(sites []siteStatus) []siteStatus {
	path, err := a.configPath()
	if err != nil || isPostgres(a.common.db) { // whose sites are those that were loaded into it
		return sites
	}
	file, err := a.loadSites(path)
	if err != nil {
		return sites
	}
	for i := range sites {
		if _, unknown := file.Find([]string{sites[i].SiteID}); unknown != "" && a.common.db == "" {
			sites[i].Health, sites[i].NextDue = noEntry, nil
		}
	}
	for i := range file.Sites {
		id := file.Sites[i].ID
		if !slices.ContainsFunc(sites, func(s siteStatus) bool { return s.SiteID == id }) {
			sites = append(sites, statusOf(&storage.SiteState{SiteID: id}, nil))
		}
	}
	return sites
}

func siteStatuses(ctx context.Context, db store) ([]siteStatus, error) {
	states, err := db.Sites(ctx)
	if err != nil {
		return nil, err
	}
	out := []siteStatus{}
	for _, st := range states {
		runs, err := db.Runs(ctx, st.SiteID, 20)
		if err != nil {
			return nil, err
		}
		out = append(out, statusOf(&st, runs))
	}
	return out, nil
}

// statusOf sums a site's runs up, the newest first. Shares are over all of
// them: a run that brought three articles says little.
func statusOf(st *storage.SiteState, runs []storage.Run) siteStatus {
	s := siteStatus{SiteID: st.SiteID, Runs: len(runs), Health: "not crawled yet", Notes: []string{}}
	if !st.LastRun.IsZero() {
		s.LastRun = &st.LastRun
	}
	if !st.NextDue.IsZero() {
		s.NextDue = &st.NextDue
	}
	var pages, dated, signed int
	var lengths []int
	for i := range runs {
		r := &runs[i]
		pages, s.Articles = pages+r.Pages, s.Articles+r.Articles
		dated, signed = dated+r.WithDate, signed+r.WithAuthor
		if r.Articles > 0 {
			lengths = append(lengths, r.MedianLen)
		}
	}
	s.Yield, s.WithDate, s.WithAuthor = share(s.Articles, pages), share(dated, s.Articles), share(signed, s.Articles)
	if len(lengths) > 0 {
		slices.Sort(lengths)
		s.MedianLen = lengths[len(lengths)/2]
	}
	if len(runs) > 0 {
		last := &runs[0]
		s.LastTry = &last.StartedAt
		s.New, s.Failed, s.Health, s.Notes = last.New, last.Failed, last.Outcome, append(s.Notes, last.Notes...)
	}
	if st.Paused {
		s.Health = "paused"
	}
	return s
}

func share(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	v := float64(part) / float64(whole)
	return &v
}

func percent(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.0f%%", *v*100)
}

func bytesOf(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	v, i := float64(n), 0
	for v >= 1024 && i < len(units)-1 {
		v, i = v/1024, i+1
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[i])
}
