package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
	"copydesk/storage/columns"
)

// Save keeps a visit whole: the fetch log, the page's bytes, the article and
// what was found on the page. It returns once that is committed.
func (s *Store) Save(ctx context.Context, v *storage.Visit) (storage.Saved, error) {
	if v.SiteID == "" || v.URL == "" {
		return storage.Saved{}, fmt.Errorf("%s: save a visit: it names no site or URL", s.name)
	}
	saved, err := s.save(ctx, v)
	if isDropped(err) { // by a vacuum since: the page is packed once more, by what there is now
		s.keeper.Forget(v.SiteID)
		saved, err = s.save(ctx, v)
	}
	return saved, err
}

func (s *Store) save(ctx context.Context, v *storage.Visit) (storage.Saved, error) {
	op := "save " + v.URL
	page, err := s.pack(ctx, v.SiteID, v.Header, v.Body, v.SHA256)
	if err != nil {
		return storage.Saved{}, s.wrap(op, err)
	}
	further, err := s.packFurther(ctx, v)
	if err != nil {
		return storage.Saved{}, s.wrap(op, err)
	}
	links := newLinkRows(storage.MergeLinks(v.Links))
	var saved storage.Saved
	err = s.update(ctx, op, func(ctx context.Context, w *writer) (err error) {
		saved, err = w.saveVisit(ctx, v, append([]*packedPage{page}, further...), links)
		return err
	})
	if err != nil {
		return storage.Saved{}, err
	}
	if page != nil {
		s.keeper.TrainWhenDue(ctx, v.SiteID)
	}
	return saved, nil
}

// saveVisit writes a visit; pages are its own, nil when it has none, and the
// further ones of its article.
func (w *writer) saveVisit(ctx context.Context, v *storage.Visit, pages []*packedPage, links *linkRows) (storage.Saved, error) {
	var none storage.Saved
	if err := w.checkFence(ctx, fence{v.SiteID, v.Fence}); err != nil {
		return none, err
	}
	if w.again {
		if saved, err := w.savedBefore(ctx, v); err == nil || !errors.Is(err, storage.ErrNotFound) {
			return saved, err
		}
	}
	known, err := w.knownLink(ctx, storage.CleanText(v.SiteID), storage.CleanText(v.URL))
	if err != nil {
		return none, err
	}
	saved, err := w.saveArticle(ctx, v, known)
	if err != nil {
		return none, err
	}
	if pages[0] != nil {
		id, err := w.putPage(ctx, v, pages[0], saved.Source())
		if err != nil {
			return none, err
		}
		if err := w.putFurther(ctx, v, id, pages[1:], saved.Source()); err != nil {
			return none, err
		}
	}
	if _, err := w.addLinks(ctx, links); err != nil {
		return none, err
	}
	if err := w.putLink(ctx, storage.AfterVisit(known, v, saved)); err != nil {
		return none, err
	}
	if err := w.logVisit(ctx, v, saved); err != nil {
		return none, err
	}
	if saved.New && len(v.Blocks) > 0 { // last: a site's saves wait here for one another
		return saved, w.countBlocks(ctx, storage.CleanText(v.SiteID), v.Blocks)
	}
	return saved, nil
}

// savedBefore finds in the log a visit whose commit was not answered.
func (w *writer) savedBefore(ctx context.Context, v *storage.Visit) (storage.Saved, error) {
	var saved storage.Saved
	var word string
	err := w.one(ctx, []any{&saved.ArticleID, &saved.Revision, &word}, `SELECT article_id, revision, became FROM visits
		WHERE site_id = $1 AND started_at = $2 AND url = $3`,
		storage.CleanText(v.SiteID), columns.Micros(v.StartedAt), storage.CleanText(v.URL))
	setBecame(&saved, word)
	return saved, err
}

// saveArticle saves the visit's article. A page that gave none, or gave
// something that is no article, leaves what the link gave before.
func (w *writer) saveArticle(ctx context.Context, v *storage.Visit, known storage.Known) (storage.Saved, error) {
	if v.Article != nil && v.Article.IsArticle() {
		saved, err := w.putArticle(ctx, freshArticle{
			article: v.Article, siteID: storage.CleanText(v.SiteID), aliases: append([]string{v.URL, v.FinalURL}, v.Aliases...),
			print: v.Print, at: v.StartedAt, by: byPublisher, judge: storage.Judge,
		})
		if err != nil || saved.Kept || saved.Alias {
			return saved, err
		}
		return saved, w.putTranslations(ctx, saved.ArticleID, v.Translations)
	}
	if known.ArticleID == "" || v.Article == nil && v.Verdict == "" {
		return storage.Saved{}, nil
	}
	saved := storage.Saved{ArticleID: known.ArticleID, Kept: true}
	err := w.one(ctx, []any{&saved.Revision}, `SELECT revision FROM articles WHERE id = $1`, known.ArticleID)
	if errors.Is(err, storage.ErrNotFound) {
		return storage.Saved{}, nil
	}
	return saved, err
}

func (w *writer) logVisit(ctx context.Context, v *storage.Visit, saved storage.Saved) error {
	clean := storage.CleanText
	verdict := v.Verdict
	if verdict == "" && v.Article != nil {
		verdict = v.Article.Quality.Verdict
	}
	return w.exec(ctx, `INSERT INTO visits (site_id, url, kind, final_url, started_at, took, status, outcome,
			reason, content_type, bytes, body_hash, verdict, state, tries, changed, article_id, revision, became)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19)`,
		clean(v.SiteID), clean(v.URL), clean(string(v.Kind)), clean(v.FinalURL), columns.Micros(v.StartedAt), v.Took.Microseconds(),
		v.Status, clean(v.Outcome), clean(v.Reason), clean(v.ContentType), v.Bytes, clean(v.BodyHash),
		clean(string(verdict)), string(v.State), v.Tries, v.Changed, saved.ArticleID, saved.Revision, became(saved))
}

// What became of an article, as the fetch log has it.
const (
	becameNew     = "new"
	becameRevised = "revised"
	becameKept    = "kept"
	becameAlias   = "alias"
	becameMain    = "replaced"
)

func became(s storage.Saved) string {
	switch {
	case s.New:
		return becameNew
	case s.Revised:
		return becameRevised
	case s.Kept:
		return becameKept
	case s.Alias:
		return becameAlias
	case s.Replaced:
		return becameMain
	}
	return ""
}

func setBecame(s *storage.Saved, word string) {
	s.New, s.Revised, s.Kept = word == becameNew, word == becameRevised, word == becameKept
	s.Alias, s.Replaced = word == becameAlias, word == becameMain
}

// Visits gives the last n visits of a site since a time, or of all sites when
// siteID is "", newest first. They come without headers, validators, body,
// article and links.
func (s *Store) Visits(ctx context.Context, siteID string, since time.Time, n int) ([]storage.Visit, error) {
	var q query
	q.add(`SELECT site_id, url, kind, final_url, started_at, took, status, outcome, reason, content_type,
		bytes, body_hash, verdict, state, tries, changed, article_id, revision, became FROM visits`)
	q.and(`started_at >= ?`, columns.Micros(since))
	if siteID != "" {
		q.and(`site_id = ? ORDER BY started_at DESC, id DESC`, siteID)
	} else {
		q.add(` ORDER BY id DESC`)
	}
	q.add(` LIMIT ?`, n)
	out, err := list(ctx, s, func(row pgx.CollectableRow) (v storage.Visit, err error) {
		var word string
		err = row.Scan(&v.SiteID, &v.URL, &v.Kind, &v.FinalURL, columns.Moment(&v.StartedAt), columns.Span(&v.Took), &v.Status,
			&v.Outcome, &v.Reason, &v.ContentType, &v.Bytes, &v.BodyHash, (*string)(&v.Verdict), (*string)(&v.State),
			&v.Tries, &v.Changed, &v.Saved.ArticleID, &v.Saved.Revision, &word)
		setBecame(&v.Saved, word)
		return v, err
	}, q.sql(), q.args...)
	return out, s.wrap("fetch log", err)
}
