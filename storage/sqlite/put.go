package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/columns"
)

// maxURLs caps the addresses that one visit adds to an article.
const maxURLs = 32

// storedArticle is an article as its row has it.
type storedArticle struct {
	n         int64
	revisedAt int64
	revisedBy string
	extract.Article
}

// putArticle stores a fresh article: as a new one, as a revision of the one
// that it is, or not at all.
func (w *writer) putArticle(ctx context.Context, f freshArticle) (storage.Saved, error) {
	var none storage.Saved
	if f.article.ID == "" {
		return none, errors.New("the article has no id")
	}
	clean := storage.Clean(f.article)
	f.article = &clean
	urls := storage.URLs(f.article, f.aliases)
	urls = urls[:min(len(urls), maxURLs)]
	old, found, err := w.findArticle(ctx, f, urls)
	if err != nil {
		return none, err
	}
	var saved storage.Saved
	n := old.n
	if found {
		saved, err = w.changeArticle(ctx, &old, f)
	} else {
		a := storage.First(f.article, f.at)
		a.SiteID = cmp.Or(a.SiteID, f.siteID)
		n, err = w.insertArticle(ctx, &a, f)
		saved = storage.Saved{ArticleID: a.ID, Revision: 1, New: true}
	}
	if err != nil {
		return none, err
	}
	return saved, w.addURLs(ctx, n, urls)
}

// changeArticle does to a stored article what the fresh one means for it.
func (w *writer) changeArticle(ctx context.Context, old *storedArticle, f freshArticle) (storage.Saved, error) {
	saved := storage.Saved{ArticleID: old.ID, Revision: old.Revision}
	storage.KeepTold(&old.Article, f.article)
	switch storage.Weigh(&old.Article, f.article, f.judge) {
	case storage.Keep:
		saved.Kept = true
	case storage.Alias:
		saved.Alias = true
	case storage.Replace:
		saved.Replaced = true
		a := storage.Next(&old.Article, f.article, f.at)
		a.Revision, a.CanonicalURL = old.Revision, cmp.Or(a.CanonicalURL, old.CanonicalURL)
		return saved, w.overwrite(ctx, old, &a, f)
	case storage.Revise:
		saved.Revised, saved.Revision = true, old.Revision+1
		if err := w.keepRevision(ctx, old); err != nil {
			return saved, err
		}
		a := storage.Next(&old.Article, f.article, f.at)
		return saved, w.overwrite(ctx, old, &a, f)
	}
	return saved, nil
}

// findArticle looks for the stored article that a fresh one is: by the page
// that gave it before, by its ID, then by its addresses.
func (w *writer) findArticle(ctx context.Context, f freshArticle, urls []string) (storedArticle, bool, error) {
	for _, id := range []string{f.known, f.article.ID} {
		if id == "" {
			continue
		}
		old, err := w.storedArticle(ctx, `id = ?`, id)
		if err == nil || !errors.Is(err, storage.ErrNotFound) {
			return old, err == nil, err
		}
	}
	for _, url := range urls {
		old, err := w.storedArticle(ctx, `n = (SELECT article_n FROM article_urls WHERE url = ?)`, url)
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		if err != nil || storage.SameArticle(&old.Article, f.article, url) {
			return old, err == nil, err
		}
	}
	return storedArticle{}, false, nil
}

func (w *writer) storedArticle(ctx context.Context, where string, arg any) (old storedArticle, err error) {
	dest := append([]any{&old.n, &old.revisedAt, &old.revisedBy}, columns.Fields(&old.Article)...)
	err = w.one(ctx, dest, `SELECT n, revised_at, revised_by, `+columns.Article+` FROM articles WHERE `+where, arg)
	return old, err
}

// nextSeq numbers a change. The numbers grow in the order of commits, since
// there is one writer, and one that was rolled back is given again. The last one
// is written down with the transaction.
func (w *writer) nextSeq(ctx context.Context) (int64, error) {
	if w.seq == 0 {
		if err := w.one(ctx, []any{&w.seq}, `SELECT value FROM counters WHERE name = 'seq'`); err != nil {
			return 0, err
		}
		w.seqThere = w.seq
	}
	w.seq++
	return w.seq, nil
}

// keepSeq writes down the last number that was given.
func (w *writer) keepSeq(ctx context.Context) error {
	if w.seq == w.seqThere {
		return nil
	}
	return w.exec(ctx, `UPDATE counters SET value = ? WHERE name = 'seq'`, w.seq)
}

func (w *writer) insertArticle(ctx context.Context, a *extract.Article, f freshArticle) (n int64, err error) {
	seq, err := w.nextSeq(ctx)
	if err != nil {
		return 0, err
	}
	if err := w.resolveDuplicate(ctx, a); err != nil {
		return 0, err
	}
	values := append([]any{seq, columns.Micros(storage.SortDate(a)), columns.Micros(f.at), columns.Micros(f.at), f.by}, columns.Fields(a)...)
	err = w.one(ctx, []any{&n}, `INSERT INTO articles (seq, sort_date, first_seen, revised_at, revised_by, `+
		columns.Article+`) VALUES (`+marks(len(values))+`) RETURNING n`, values...)
	if err != nil {
		return 0, err
	}
	if err := w.putPrint(ctx, n, f.print, false); err != nil {
		return 0, err
	}
	w.index(seq, a)
	return n, nil
}

// overwrite puts an article in the place of what is stored.
func (w *writer) overwrite(ctx context.Context, old *storedArticle, a *extract.Article, f freshArticle) error {
	if f.by == byExtractor { // the link to the first print is not extraction's to know
		a.DuplicateOf = old.DuplicateOf
	}
	if err := w.resolveDuplicate(ctx, a); err != nil {
		return err
	}
	seq, err := w.nextSeq(ctx)
	if err != nil {
		return err
	}
	values := append([]any{seq, columns.Micros(storage.SortDate(a)), columns.Micros(f.at), f.by}, columns.Fields(a)...)
	err = w.exec(ctx, `UPDATE articles SET (seq, sort_date, revised_at, revised_by, `+columns.Article+`) = (`+
		marks(len(values))+`) WHERE n = ?`, append(values, old.n)...)
	if err != nil {
		return err
	}
	if err := w.putPrint(ctx, old.n, f.print, true); err != nil {
		return err
	}
	w.index(seq, a)
	return nil
}

func (w *writer) keepRevision(ctx context.Context, old *storedArticle) error {
	b, err := json.Marshal(&old.Article)
	if err != nil {
		return err
	}
	packed, err := w.plain.Pack(b)
	if err != nil {
		return err
	}
	return w.exec(ctx, `INSERT INTO revisions (article_n, number, at, by, article) VALUES (?,?,?,?,?)`,
		old.n, old.Revision, old.revisedAt, old.revisedBy, packed)
}

// resolveDuplicate makes duplicate_of point at the first print itself and
// never at a copy of it, nor at the article that it stands in.
func (w *writer) resolveDuplicate(ctx context.Context, a *extract.Article) error {
	if a.DuplicateOf == "" {
		return nil
	}
	var first string
	err := w.one(ctx, []any{columns.Text(&first)}, `SELECT duplicate_of FROM articles WHERE id = ?`, a.DuplicateOf)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	a.DuplicateOf = cmp.Or(first, a.DuplicateOf)
	if a.DuplicateOf == a.ID {
		a.DuplicateOf = ""
	}
	return nil
}

// addURLs lets an article be found under its addresses. An address moves from
// another article only when it was never that one's own.
func (w *writer) addURLs(ctx context.Context, n int64, urls []string) error {
	for _, u := range urls {
		if !strings.Contains(u, "://") {
			continue // Article tells IDs from addresses by this
		}
		err := w.exec(ctx, `INSERT INTO article_urls (url, article_n) VALUES (?, ?)
			ON CONFLICT (url) DO UPDATE SET article_n = excluded.article_n
			WHERE article_n <> excluded.article_n AND NOT EXISTS (SELECT 1 FROM articles AS a
				WHERE a.n = article_urls.article_n AND (a.url = excluded.url OR a.canonical_url = excluded.url))`, u, n)
		if err != nil {
			return fmt.Errorf("address %s: %w", u, err)
		}
	}
	return nil
}

// marks is a list of n parameters.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }
