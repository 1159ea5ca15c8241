package main

import (
	"context"
	"slices"
	"strings"

	"copydesk/storage"
)

// knownSites refuses the name of a site that nobody has ever heard of: a slip
// of the pen would look like a site that has nothing. Known is what was crawled,
// what an article is of, and what the sites file has.
func (a *app) knownSites(ctx context.Context, db store, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	states, err := db.Sites(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, s := range states {
		names = append(names, s.SiteID)
	}
	for _, id := range ids {
		known := slices.Contains(names, id)
		if !known {
			if known, err = hasArticle(ctx, db, id); err != nil {
				return err
			}
		}
		if !known && !a.inSitesFile(ctx, id) {
			return usagef("no site is called %q%s", id, those(names))
		}
	}
	return nil
}

// inSitesFile says whether the sites file, if it is there and right, has a site.
func (a *app) inSitesFile(ctx context.Context, id string) bool {
	file, err := a.optionalSites(ctx)
	if err != nil {
		return false
	}
	_, unknown := file.Find([]string{id})
	return unknown == ""
}

// those are some of the sites there are.
func those(names []string) string {
	const most = 5
	switch {
	case len(names) == 0:
		return ": the database has none yet"
	case len(names) > most:
		return ": there are " + strings.Join(names[:most], ", ") + " and more; copydesk status shows them"
	}
	return ": there is " + strings.Join(names, ", ")
}

func hasArticle(ctx context.Context, db store, siteID string) (bool, error) {
	for _, err := range db.Articles(ctx, storage.Filter{SiteIDs: []string{siteID}, Limit: 1}) {
		return err == nil, err
	}
	return false, nil
}
