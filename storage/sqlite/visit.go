package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/columns"
)

// Save keeps a visit whole: the fetch log, the page's bytes, the article and
// what was found on the page. It returns once that is on disk. Visits that
// come at the same time share a commit; one that can't be saved fails alone.
func (s *Store) Save(ctx context.Context, v *storage.Visit) (storage.Saved, error) {
	op := "save " + v.URL
	if v.SiteID == "" || v.URL == "" {
		return storage.Saved{}, fmt.Errorf("%s: save a visit: it names no site or URL", s.path)
	}
	page, err := s.pack(ctx, v.SiteID, v.Header, v.Body, v.SHA256)
	if err != nil {
		return storage.Saved{}, s.wrap(op, err)
	}
	further, err := s.packFurther(ctx, v)
	if err != nil {
		return storage.Saved{}, s.wrap(op, err)
	}
	links, err := newLinkRows(storage.MergeLinks(v.Links))
	if err != nil {
		return storage.Saved{}, s.wrap(op, err)
	}
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
func (w *writer) saveVisit(ctx context.Context, v *storage.Visit, pages []*packedPage, links linkRows) (storage.Saved, error) {
	var none storage.Saved
	if err := w.checkFence(ctx, v.SiteID, v.Fence); err != nil {
		return none, err
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
		first := known.FetchedAt.IsZero()
		id, err := w.putPage(ctx, v, pages[0], saved.Source(), first)
		if err == nil && (!first || len(pages) > 1) {
			err = w.putFurther(ctx, v, id, pages[1:], saved.Source())
		}
		if err != nil {
			return none, err
		}
	}
	if _, err := w.addLinks(ctx, links); err != nil {
		return none, err
	}
	if err := w.putLink(ctx, storage.AfterVisit(known, v, saved)); err != nil {
		return none, err
	}
	if saved.New && len(v.Blocks) > 0 {
		if err := w.countBlocks(ctx, storage.CleanText(v.SiteID), v.Blocks); err != nil {
			return none, err
		}
	}
	return saved, w.logVisit(ctx, v, saved)
}

// checkFence refuses the writes of a worker that has lost its site.
func (w *writer) checkFence(ctx context.Context, siteID string, fence int64) error {
	if fence == 0 {
		return nil
	}
	var now int64
	err := w.one(ctx, []any{&now}, `SELECT fence FROM sites WHERE site_id = ?`, siteID)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	if now != fence {
		return fmt.Errorf("site %s: %w", siteID, storage.ErrFenced)
	}
	return nil
}

// saveArticle saves the visit's article. A page that gave none, or gave
// something that is no article, leaves what the link gave before.
func (w *writer) saveArticle(ctx context.Context, v *storage.Visit, known storage.Known) (storage.Saved, error) {
	if v.Article != nil && v.Article.IsArticle() {
		saved, err := w.putArticle(ctx, freshArticle{
			article: v.Article, siteID: v.SiteID, aliases: append([]string{v.URL, v.FinalURL}, v.Aliases...),
			print: v.Print, at: v.StartedAt, by: byPublisher, judge: storage.Judge,
		})
		if err != nil || saved.Kept || saved.Alias || saved.New && len(v.Translations) == 0 {
			return saved, err
		}
		return saved, w.putTranslations(ctx, saved.ArticleID, v.Translations)
	}
	if known.ArticleID == "" || v.Article == nil && v.Verdict == "" {
		return storage.Saved{}, nil
	}
	saved := storage.Saved{ArticleID: known.ArticleID, Kept: true}
	err := w.one(ctx, []any{&saved.Revision}, `SELECT revision FROM articles WHERE id = ?`, known.ArticleID)
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
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		clean(v.SiteID), clean(v.URL), clean(string(v.Kind)), clean(v.FinalURL), columns.Micros(v.StartedAt), v.Took.Microseconds(),
		v.Status, clean(v.Outcome), clean(v.Reason), clean(v.ContentType), v.Bytes, clean(v.BodyHash),
		clean(string(verdict)), string(v.State), v.Tries, flag(v.Changed), saved.ArticleID, saved.Revision, became(saved))
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

// Visits gives the last n visits of a site since a time, or of all sites when
// siteID is "", newest first. They come without headers, validators, body,
// article and links.
func (s *Store) Visits(ctx context.Context, siteID string, since time.Time, n int) ([]storage.Visit, error) {
	const query = `SELECT site_id, url, kind, final_url, started_at, took, status, outcome, reason, content_type,
		bytes, body_hash, verdict, state, tries, changed, article_id, revision, became FROM visits `
	list, args := query+`WHERE site_id = ? AND started_at >= ? ORDER BY started_at DESC, id DESC LIMIT ?`,
		[]any{siteID, columns.Micros(since), n}
	if siteID == "" {
		list, args = query+`WHERE started_at >= ? ORDER BY id DESC LIMIT ?`, args[1:]
	}
	var out []storage.Visit
	err := s.rows(ctx, list, args, func(rs *sql.Rows) error {
		var v storage.Visit
		var word string
		err := rs.Scan(&v.SiteID, &v.URL, &v.Kind, &v.FinalURL, columns.Moment(&v.StartedAt), columns.Span(&v.Took), &v.Status,
			&v.Outcome, &v.Reason, &v.ContentType, &v.Bytes, &v.BodyHash, (*string)(&v.Verdict), (*string)(&v.State),
			&v.Tries, &v.Changed, &v.Saved.ArticleID, &v.Saved.Revision, &word)
		v.Saved.New, v.Saved.Revised, v.Saved.Kept = word == becameNew, word == becameRevised, word == becameKept
		v.Saved.Alias, v.Saved.Replaced = word == becameAlias, word == becameMain
		out = append(out, v)
		return err
	})
	return out, s.wrap("fetch log", err)
}

// Who made a revision.
const (
	byPublisher = "publisher"
	byExtractor = "extractor"
)

// freshArticle is an article on its way into the store.
type freshArticle struct {
	article *extract.Article
	siteID  string
	aliases []string
	print   storage.Fingerprint
	at      time.Time
	by      string
	judge   func(old, fresh *extract.Article) storage.Change
	known   string // ID of the article that the page gave before, if any
}
