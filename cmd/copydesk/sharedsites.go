package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"copydesk/crawler/site"
	"copydesk/storage"
	"copydesk/storage/postgres"
)

// sharedSites are the sites that a PostgreSQL database has for its workers.
func (a *app) sharedSites(ctx context.Context) (*site.File, error) {
	db, err := openPostgres(ctx, a.common.db, reading)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return a.sharedSitesOf(ctx, db)
}

func (a *app) sharedSitesOf(ctx context.Context, db *postgres.Store) (*site.File, error) {
	entries, err := db.Entries(ctx)
	if err != nil {
		return nil, err
	}
	f := &site.File{Path: db.Name()}
	for _, e := range entries {
		one, err := site.Parse(e.SiteID, []byte(e.Text), a.getenv)
		if err != nil {
			return nil, usageError{fmt.Errorf("%s: %w", db.Name(), err)}
		}
		for _, s := range one.Sites {
			s.Line = 0 // of no file
			f.Sites = append(f.Sites, s)
		}
		for _, w := range one.Warnings {
			if !slices.Contains(f.Warnings, w) {
				f.Warnings = append(f.Warnings, w)
			}
		}
	}
	return f, nil
}

// openShared opens the database that workers share.
func (a *app) openShared(ctx context.Context, how access) (*postgres.Store, error) {
	if !isPostgres(a.common.db) {
		return nil, usagef("that is for sites that many machines share: name their database with --db postgres://USER@HOST/NAME")
	}
	return openPostgres(ctx, a.common.db, how)
}

// someSites asks for at least one argument.
func someSites(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usagef("%s takes the ids of sites", cmd.CommandPath())
	}
	return nil
}

func (a *app) sharedSiteCommands() []*cobra.Command {
	var prune bool
	load := &cobra.Command{
		Use:   "load [FILE]",
		Short: "Bring a sites file into the database that workers share",
		Long: `Bring the sites of a sites file into a PostgreSQL database, for the workers that
share it: new ones are crawled at once, changed ones from their next crawl on.
Variables of the environment stay variables: each worker fills them in.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.loadShared(cmd.Context(), args, prune) },
	}
	load.Flags().BoolVar(&prune, "prune", false, "take away the sites that the file doesn't have")
	each := func(use, short string, do func(ctx context.Context, id string) error) *cobra.Command {
		return &cobra.Command{Use: use + " SITE…", Short: short, Args: someSites,
			RunE: func(cmd *cobra.Command, args []string) error {
				for _, id := range args {
					if err := do(cmd.Context(), id); err != nil {
						return err
					}
				}
				return nil
			}}
	}
	return []*cobra.Command{load,
		each("pause", "Leave sites alone from now on", func(ctx context.Context, id string) error {
			err := a.pause(ctx, id, true)
			if err == nil {
				a.tell("%s: left alone until copydesk sites resume %s", id, id)
			}
			return err
		}),
		each("resume", "Go on with sites that were paused or set aside", func(ctx context.Context, id string) error {
			err := a.pause(ctx, id, false)
			if err == nil {
				a.tell("%s: crawled again from its next turn on", id)
			}
			return err
		}),
		each("remove", "Take sites away from the workers that share a database", a.removeShared),
	}
}

func (a *app) loadShared(ctx context.Context, args []string, prune bool) error {
	path := ""
	if len(args) == 1 {
		path = args[0]
	} else {
		var err error
		if path, err = a.configPath(); err != nil {
			return err
		}
	}
	f, err := a.loadSites(path)
	if err != nil {
		return err
	}
	a.warn(f)
	data, err := os.ReadFile(path)
	if err != nil {
		return usageError{err}
	}
	parts, err := site.Split(path, data, a.getenv)
	if err != nil {
		return usageError{err}
	}
	db, err := a.openShared(ctx, making)
	if err != nil {
		return err
	}
	defer db.Close()
	return a.bringIn(ctx, db, parts, prune)
}

// bringIn puts entries into the shared database, and says what was new.
func (a *app) bringIn(ctx context.Context, db *postgres.Store, parts []site.Part, prune bool) error {
	had, err := db.Entries(ctx)
	if err != nil {
		return err
	}
	added, gone := 0, 0
	named := map[string]bool{}
	for _, p := range parts {
		named[p.ID] = true
		isNew, err := db.PutCrawl(ctx, p.ID, p.Host, p.Text)
		if err != nil {
			return err
		}
		if isNew {
			added++
		}
	}
	for _, e := range had {
		if !prune || named[e.SiteID] {
			continue
		}
		if err := db.RemoveCrawl(ctx, e.SiteID); err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
		gone++
	}
	a.tell("%s, %s of them new, %s taken away", count(len(parts), "site"), thousands(added), thousands(gone))
	return nil
}

// addShared adds a site that was found out about.
func (a *app) addShared(ctx context.Context, e site.Entry) error {
	part, err := site.NewPart(e, a.getenv)
	if err != nil {
		return usageError{err}
	}
	db, err := a.openShared(ctx, making)
	if err != nil {
		return err
	}
	defer db.Close()
	isNew, err := db.PutCrawl(ctx, part.ID, part.Host, part.Text)
	if err != nil {
		return err
	}
	if !isNew {
		a.tell("%s was there already: its entry is changed", part.ID)
		return nil
	}
	a.tell("added to %s as %s; the workers that share it crawl it now", db.Name(), part.ID)
	return nil
}

func (a *app) removeShared(ctx context.Context, id string) error {
	if !isPostgres(a.common.db) {
		return usagef("that is for sites that many machines share: take the entry of %s out of the sites file; what was crawled of it stays", id)
	}
	db, err := a.openShared(ctx, writing)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := orNoSite(db.RemoveCrawl(ctx, id), db.Name(), id); err != nil {
		return err
	}
	a.tell("%s: removed; what was crawled of it stays", id)
	return nil
}

// orNoSite says of a site that isn't there where others are found.
func orNoSite(err error, where, id string) error {
	if errors.Is(err, storage.ErrNotFound) {
		return usagef("%s has no site %q; copydesk sites list shows those it has", where, id)
	}
	return err
}

// pause sets whether a site is left alone. In a file it waits for no crawl: a
// run that is going on would write over it.
func (a *app) pause(ctx context.Context, id string, paused bool) error {
	path, err := a.dbPath()
	if err != nil {
		return err
	}
	if isPostgres(path) {
		db, err := a.openShared(ctx, writing)
		if err != nil {
			return err
		}
		defer db.Close()
		return orNoSite(db.Pause(ctx, id, paused), db.Name(), id)
	}
	if err := mustExist(ctx, path); err != nil {
		return err
	}
	_, unlock, err := lock(ctx, path, alone, 0)
	if err != nil {
		return err
	}
	defer unlock()
	db, err := openAt(ctx, path, writing)
	if err != nil {
		return err
	}
	defer db.Close()
	st, err := db.SiteState(ctx, id)
	if errors.Is(err, storage.ErrNotFound) { // not crawled yet
		file, ferr := a.fileSites()
		if err = ferr; err == nil {
			if _, unknown := file.Find([]string{id}); unknown != "" {
				err = orNoSite(storage.ErrNotFound, path, id)
			}
		}
	}
	if err != nil {
		return err
	}
	st.SiteID, st.Paused = id, paused
	return db.SaveSiteState(ctx, st)
}
