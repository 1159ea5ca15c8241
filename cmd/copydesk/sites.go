package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"copydesk/crawler"
	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/storage"
)

func (a *app) sitesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sites",
		Short: "List, check, test, add and pause sites; see what was learned of them",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("sites takes list, check, test, add, example, load, pause, resume, remove or learned")
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Short: "List the sites of the sites file, or of the database that workers share", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.listSites(cmd.Context()) },
	}, &cobra.Command{
		Use: "check", Short: "Check the sites file; nothing is fetched", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.checkSites(cmd.Context()) },
	}, &cobra.Command{
		Use: "test [SITE…]", Short: "Run the tests of the sites file; nothing is fetched",
		RunE: func(cmd *cobra.Command, args []string) error { return a.testSites(cmd.Context(), args) },
	}, &cobra.Command{
		Use: "example", Short: "Print a sites file with every key in it, and what each does", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.out.Write([]byte(site.Example))
			return err
		},
	}, a.addSiteCommand(), a.learnedCommand())
	cmd.AddCommand(a.sharedSiteCommands()...)
	return cmd
}

// listedSites are the sites of the file that --config names, else those that
// a PostgreSQL database has for its workers, to which sites add and pause go,
// else those of the file that is there.
func (a *app) listedSites(ctx context.Context) (*site.File, error) {
	if a.common.config == "" && isPostgres(a.common.db) {
		f, err := a.sharedSites(ctx)
		if err == nil && len(f.Sites) > 0 || err != nil && !errors.Is(err, storage.ErrNoDatabase) {
			return f, err
		}
	}
	return a.sitesFile(ctx)
}

func (a *app) listSites(ctx context.Context) error {
	f, err := a.listedSites(ctx)
	if err != nil {
		return err
	}
	t := table{align: "llll"}
	t.add("site", "home", "every", "languages")
	for i := range f.Sites {
		s := &f.Sites[i]
		every := strings.NewReplacer("h0m0s", "h", "m0s", "m").Replace(s.Schedule.Every.String())
		switch {
		case s.Paused:
			every = "paused"
		case s.Schedule.Adaptive:
			every = "adaptive"
		case s.Schedule.Every == 0:
			every = "every run"
		}
		t.add(s.ID, s.Home, every, strings.Join(s.Languages, ","))
	}
	_, err = fmt.Fprintln(a.out, t.String())
	return errors.Join(err, a.out.Flush())
}

func (a *app) checkSites(ctx context.Context) error {
	f, err := a.sitesFile(ctx)
	if err != nil {
		return err
	}
	a.warn(f)
	a.tell("%s: %s, all right", f.Path, count(len(f.Sites), "site"))
	return nil
}

func (a *app) testSites(ctx context.Context, ids []string) error {
	f, err := a.sitesFile(ctx)
	if err != nil {
		return err
	}
	sites, unknown := f.Find(ids)
	if unknown != "" {
		return noSite(f, unknown)
	}
	passed, failed := 0, 0
	for i := range sites {
		for _, r := range sites[i].RunTests(f.Dir()) {
			if len(r.Failures) == 0 {
				passed++
				continue
			}
			failed++
			for _, why := range r.Failures {
				a.say("%s: %s: %s", r.SiteID, r.File, oneLine(why))
			}
		}
	}
	a.tell("%s passed, %d failed", count(passed, "test"), failed)
	if failed > 0 {
		return &codeError{code: exitPartly}
	}
	return nil
}

func (a *app) addSiteCommand() *cobra.Command {
	var id, preset, agent string
	var dry bool
	cmd := &cobra.Command{
		Use:   "add URL",
		Short: "Look at a site and add it to the sites file",
		Long: `Look at a site's home page, robots.txt, feeds and sitemaps, say what is there,
and add an entry to the sites file, which is made when it isn't there. With a
PostgreSQL database in --db the entry goes there, and its workers crawl it.`,
		Args: exactlyOne("the address of a site's home page"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.addSite(cmd.Context(), args[0], site.Entry{ID: id, Preset: preset}, agent, dry)
		},
	}
	cmd.Flags().StringVar(&id, "id", "", "the site's `ID` (default: its host)")
	cmd.Flags().StringVar(&preset, "preset", "", "built-in rules of a `CMS`: "+strings.Join(site.Presets(), ", "))
	cmd.Flags().StringVar(&agent, "user-agent", "", "the `NAME` to ask under")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what is there and add nothing")
	return cmd
}

func (a *app) addSite(ctx context.Context, address string, named site.Entry, agent string, dry bool) error {
	if agent != "" { // robots.txt may tell agents apart
		named.Settings = map[string]string{"user_agent": site.Quote(agent)}
	}
	path, file, err := a.fileToAddTo(ctx, address, named, dry) // what is wrong is told before anything is fetched
	if err != nil {
		return err
	}
	found, err := crawler.Probe(ctx, address, crawler.Options{Log: a.log, Now: a.now, AllowPrivate: a.common.allowPrivate}, fetch.Policy{UserAgent: agent})
	if err != nil {
		return err
	}
	e := found.Entry
	if named.ID != "" {
		e.ID = named.ID
	}
	if named.Preset != "" {
		e.Preset = named.Preset
	}
	if e.Settings == nil {
		e.Settings = map[string]string{}
	}
	maps.Copy(e.Settings, named.Settings)
	a.describe(found, e)
	if dry {
		return nil
	}
	if err := isThere(file, e.Home, e.ID); err != nil {
		return err
	}
	if isPostgres(a.common.db) {
		return a.addShared(ctx, e)
	}
	if err := site.Add(path, e, a.getenv); err != nil {
		return orOutput(err, path)
	}
	try := "copydesk crawl " + e.ID + " --max 20"
	if private := a.common.allowPrivate; len(private) > 0 { // which is no site's to allow itself
		try += " --allow-private " + strings.Join(private, ",")
	}
	a.tell("added to %s as %s; try it with: %s", path, e.ID, try)
	return nil
}

// fileToAddTo is the sites file that a site is to be added to, when that can be
// done with what the command line says of it; or the sites of the database.
func (a *app) fileToAddTo(ctx context.Context, address string, named site.Entry, dry bool) (path string, f *site.File, err error) {
	if err := namedWell(named); err != nil {
		return "", nil, err
	}
	path, err = a.configPath()
	if errors.Is(err, errNoConfig) {
		path = "copydesk.yaml"
	}
	f = &site.File{Path: path}
	shared := isPostgres(a.common.db)
	if _, err := os.Stat(path); err == nil && !shared {
		if f, err = a.loadSites(path); err != nil {
			return "", nil, err
		}
	}
	if dry {
		return path, f, nil
	}
	if shared {
		if f, err = a.sharedSites(ctx); errors.Is(err, storage.ErrNoDatabase) {
			f, err = &site.File{Path: path}, nil
		}
	} else {
		err = canCreate(path)
	}
	return path, f, cmp.Or(err, isThere(f, address, named.ID))
}

// namedWell says what is wrong with the keys of an entry that a person gave.
func namedWell(e site.Entry) error {
	e.Home = "https://news.example/"
	e.ID = cmp.Or(e.ID, "site")
	_, err := site.NewPart(e, nil)
	var all site.Errors
	var one *site.Error
	switch {
	case errors.As(err, &all):
		one = all[0]
	case !errors.As(err, &one):
		return err
	}
	return usagef("%s", one.Msg)
}

// orOutput tells a file that can't be written from one that would be wrong.
func orOutput(err error, path string) error {
	var wrong *site.Error
	if errors.As(err, &wrong) {
		return usageError{err}
	}
	return &outputError{path, err}
}

// isThere says that a file has a site already, or another one of its name.
func isThere(f *site.File, home, id string) error {
	where := func(s *site.Site) string {
		if s.Line == 0 { // of a database
			return f.Path
		}
		return fmt.Sprintf("%s:%d", f.Path, s.Line)
	}
	if f == nil {
		return nil
	}
	if s := f.Holds(home); s != nil {
		return usagef("%s: the site is there already, as %s: crawl it with copydesk crawl %s, or change that entry", where(s), s.ID, s.ID)
	}
	if found, unknown := f.Find([]string{id}); id != "" && unknown == "" {
		return usagef("%s: %s is the id of another site, %s: give this one its own with --id", where(&found[0]), id, found[0].Home)
	}
	return nil
}

func (a *app) describe(p *crawler.Probed, e site.Entry) {
	a.tell("%s: %s", e.Home, oneLine(p.Title))
	if p.Generator != "" {
		a.tell("made with %s", oneLine(p.Generator))
	}
	if p.Robots != "" {
		a.tell("robots.txt %s", oneLine(p.Robots))
	}
	for _, s := range p.Feeds {
		a.tell("feed %s: %s, e.g. %s", s.URL, plural(s.Entries, "entry", "entries"), strings.Join(s.Examples[:min(1, len(s.Examples))], ""))
	}
	for _, s := range p.Sitemaps {
		kind := "sitemap"
		if s.Title != "" {
			kind += " " + s.Title
		}
		a.tell("%s %s: %s", kind, s.URL, plural(s.Entries, "entry", "entries"))
	}
	if len(p.Feeds)+len(p.Sitemaps) > 0 {
		a.tell("feeds and sitemaps are looked for by each crawl, so that the entry needs no list of them")
	}
	for _, n := range p.Notes {
		a.tell("note: %s", oneLine(n))
	}
}

func (a *app) learnedCommand() *cobra.Command {
	var forget bool
	cmd := &cobra.Command{
		Use:   "learned SITE",
		Short: "List the blocks of text that recur over a site's articles",
		Args:  exactlyOne("the ID of a site"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.learned(cmd.Context(), args[0], forget)
		},
	}
	cmd.Flags().BoolVar(&forget, "forget", false, "forget them")
	return cmd
}

func (a *app) learned(ctx context.Context, id string, forget bool) error {
	how := reading
	if forget {
		how = writing
	}
	db, err := a.openStore(ctx, how)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := a.knownSites(ctx, db, []string{id}); err != nil {
		return err
	}
	if forget {
		return db.ForgetBlocks(ctx, id)
	}
	articles, blocks, err := db.BlockCounts(ctx, id)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		if b.Pages < 2 {
			break
		}
		if _, err := fmt.Fprintf(a.out, "%d\t%d%%\t%s\n", b.Pages, 100*b.Pages/max(articles, 1), oneLine(b.Text)); err != nil {
			return err
		}
	}
	a.tell("%s: %s counted", id, count(articles, "article"))
	return a.out.Flush()
}

// ago is a time in words for a table.
func ago(now, t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	if d := now.Sub(t); d >= time.Minute {
		return span(d) + " ago"
	}
	return "just now"
}

// span is a time's length in words, of its greatest unit alone.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "a minute"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}
