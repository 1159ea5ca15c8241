package sqlite

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/archive"
	"copydesk/storage/columns"
)

// packedPage is a page's body made ready outside of the transaction.
type packedPage struct {
	data         []byte
	dictionaryID int64 // 0 for none
	size         int
	sha256       string
	header       string
}

// pack compresses a page's body; nil when there is none. digest is its SHA-256,
// if that is known.
func (s *Store) pack(ctx context.Context, siteID string, headers map[string][]string, body []byte, digest string) (*packedPage, error) {
	if body == nil {
		return nil, nil
	}
	header, err := json.Marshal(headers)
	if err != nil {
		return nil, err
	}
	data, dictionaryID, err := s.keeper.Pack(ctx, siteID, body)
	if err != nil {
		return nil, err
	}
	if digest == "" {
		sum := sha256.Sum256(body)
		digest = hex.EncodeToString(sum[:])
	}
	return &packedPage{
		data: data, dictionaryID: dictionaryID, size: len(body),
		sha256: digest, header: string(header),
	}, nil
}

// putPage archives a page. The same bytes of the same URL are there once: the
// page is then seen again, not stored again. first says that the URL was never
// fetched before.
func (w *writer) putPage(ctx context.Context, v *storage.Visit, p *packedPage, articleID string, first bool) (id int64, err error) {
	site, url := storage.CleanText(v.SiteID), storage.CleanText(v.URL)
	fresh := &storage.PageRecord{SiteID: site, URL: url, FinalURL: storage.CleanText(v.FinalURL),
		FetchedAt: v.StartedAt, Status: v.Status, ArticleID: articleID}
	if first {
		return w.insertPage(ctx, fresh, p, columns.Micros(v.StartedAt))
	}
	err = w.one(ctx, []any{&id}, `UPDATE pages SET last_seen = max(last_seen, ?),
			article_id = CASE ? WHEN '' THEN article_id ELSE ? END
		WHERE id = (SELECT id FROM pages AS p WHERE site_id = ? AND url = ? AND sha256 = ? AND `+ownPage+`) RETURNING id`,
		columns.Micros(v.StartedAt), articleID, articleID, site, url, p.sha256)
	if !errors.Is(err, storage.ErrNotFound) {
		return id, err
	}
	return w.insertPage(ctx, fresh, p, columns.Micros(v.StartedAt))
}

func (w *writer) insertPage(ctx context.Context, r *storage.PageRecord, p *packedPage, seen int64) (id int64, err error) {
	err = w.one(ctx, []any{&id}, `INSERT INTO pages (site_id, url, final_url, fetched_at, last_seen, status, header, sha256,
			article_id, size, stored, dictionary_id, packed) VALUES (?,?,?,?,?,?,?,?,?,?,?,nullif(?,0),?) RETURNING id`,
		r.SiteID, r.URL, r.FinalURL, columns.Micros(r.FetchedAt), seen, r.Status,
		p.header, p.sha256, r.ArticleID, p.size, len(p.data), p.dictionaryID, p.data)
	return id, err
}

const pageColumns = `p.id, p.site_id, p.url, p.final_url, p.fetched_at, p.status, p.header, p.sha256,
	p.article_id, coalesce(p.dictionary_id, 0), p.packed, coalesce(f.part, 0), coalesce(f.first_url, '')`

const pageTables = ` FROM pages AS p LEFT JOIN further_pages AS f ON f.page_id = p.id `

// ownPage is true of a page p that is no further page of an article.
const ownPage = `NOT EXISTS (SELECT 1 FROM further_pages AS o WHERE o.page_id = p.id)`

// pageBatch is how many pages' numbers are read ahead. Between two batches no
// connection is held, so that a pass over the archive may take hours.
const pageBatch = 256

// Pages streams archived pages in the order of their IDs. A page that can't
// be read gives its error and its ID, and the stream goes on.
func (s *Store) Pages(ctx context.Context, f storage.PageFilter) iter.Seq2[storage.PageRecord, error] {
	return func(yield func(storage.PageRecord, error) bool) {
		after := f.AfterID
		for {
			ids, err := s.pageIDs(ctx, f, after)
			if err != nil {
				yield(storage.PageRecord{}, s.wrap("pages", err))
				return
			}
			for _, id := range ids {
				after = id
				p, err := s.Page(ctx, id)
				if errors.Is(err, storage.ErrNotFound) {
					continue // pruned since
				}
				p.ID = id
				if !yield(p, err) || ctx.Err() != nil {
					return
				}
			}
			if len(ids) < pageBatch {
				return
			}
		}
	}
}

func (s *Store) pageIDs(ctx context.Context, f storage.PageFilter, after int64) ([]int64, error) {
	query, args := `SELECT id FROM pages AS p WHERE id > ?`, []any{after}
	if len(f.SiteIDs) > 0 {
		query += ` AND site_id IN (SELECT value FROM json_each(?))`
		args = append(args, list(f.SiteIDs))
	}
	if !f.Parts {
		query += ` AND ` + ownPage
	}
	if f.Latest { // of pages that are parts of the same, or of none
		query += ` AND NOT EXISTS (SELECT 1 FROM pages AS q WHERE q.site_id = p.site_id AND q.url = p.url
			AND (q.last_seen > p.last_seen OR q.last_seen = p.last_seen AND q.id > p.id)
			AND (q.article_id <> '' OR p.article_id = '')
			AND (SELECT first_url FROM further_pages WHERE page_id = q.id) IS (SELECT first_url FROM further_pages WHERE page_id = p.id))`
	}
	var ids []int64
	err := s.rows(ctx, query+` ORDER BY id LIMIT ?`, append(args, pageBatch), func(rs *sql.Rows) error {
		ids = append(ids, 0)
		return rs.Scan(&ids[len(ids)-1])
	})
	return ids, err
}

// Page gives one archived page.
func (s *Store) Page(ctx context.Context, id int64) (storage.PageRecord, error) {
	p, err := s.page(ctx, `SELECT `+pageColumns+pageTables+`WHERE p.id = ?`, id)
	return p, s.wrap(fmt.Sprintf("page %d", id), err)
}

// sourcePage is the page that an article is made of: the one seen last at its
// own address or, when there is none of that, at any. An AMP or print view that
// was seen later is another form of it and no newer state.
const sourcePage = `(SELECT p.id FROM pages AS p JOIN articles AS a ON a.id = p.article_id
	WHERE p.article_id = ?1 AND p.article_id <> '' AND ` + ownPage + `
	ORDER BY coalesce(p.final_url = a.url OR p.url = a.requested_url, 0) DESC, p.last_seen DESC, p.id DESC LIMIT 1)`

// LatestPage gives the page that an article, named as for Article, is made of,
// or the page seen last of a URL that gave none.
func (s *Store) LatestPage(ctx context.Context, idOrURL string) (storage.PageRecord, error) {
	op := "page of " + idOrURL
	id, err := s.articleID(ctx, idOrURL)
	if err == nil {
		p, err := s.page(ctx, `SELECT `+pageColumns+pageTables+`WHERE p.id = `+sourcePage, id)
		return p, s.wrap(op, err)
	}
	if !errors.Is(err, storage.ErrNotFound) {
		return storage.PageRecord{}, s.wrap(op, err)
	}
	p, err := s.page(ctx, `SELECT `+pageColumns+pageTables+`
		WHERE p.url = ? AND f.page_id IS NULL AND p.site_id IN (SELECT DISTINCT site_id FROM pages)
		ORDER BY p.last_seen DESC, p.id DESC LIMIT 1`, idOrURL)
	return p, s.wrap(op, err)
}

// page reads a page and unpacks it. Between the two a vacuum may have packed it
// anew and dropped its dictionary: then it is read again.
func (s *Store) page(ctx context.Context, query string, args ...any) (storage.PageRecord, error) {
	p, packed, err := s.packedPage(ctx, query, args...)
	if err != nil {
		return p, err
	}
	codec, err := s.keeper.Codec(ctx, packed.DictionaryID)
	if errors.Is(err, storage.ErrNotFound) {
		if p, packed, err = s.packedPage(ctx, query, args...); err != nil {
			return p, err
		}
		codec, err = s.keeper.Codec(ctx, packed.DictionaryID)
	}
	if errors.Is(err, archive.ErrDictionary) {
		err = fmt.Errorf("%w: %w", storage.ErrDamaged, err)
	}
	if err != nil {
		return p, err
	}
	if p.Body, err = codec.Unpack(packed.Data); err != nil {
		return p, fmt.Errorf("%w: %w", storage.ErrDamaged, err)
	}
	return p, nil
}

func (s *Store) packedPage(ctx context.Context, query string, args ...any) (p storage.PageRecord, packed archive.Packed, err error) {
	var header string
	err = s.one(ctx, []any{&p.ID, &p.SiteID, &p.URL, &p.FinalURL, columns.Moment(&p.FetchedAt), &p.Status, &header,
		&p.SHA256, &p.ArticleID, &packed.DictionaryID, &packed.Data, &p.Part, &p.FirstURL}, query, args...)
	if err != nil {
		return p, packed, err
	}
	if err := json.Unmarshal([]byte(header), &p.Header); err != nil {
		return p, packed, fmt.Errorf("%w: headers of page %d: %w", storage.ErrDamaged, p.ID, err)
	}
	return p, packed, nil
}

// SaveRevision stores what a new extraction of an archived page gives. It is
// marked as ours, not the publisher's. A page that a later one of the same
// article has overtaken changes nothing.
func (s *Store) SaveRevision(ctx context.Context, siteID string, pageID int64, a *extract.Article, print storage.Fingerprint) (storage.Saved, error) {
	var saved storage.Saved
	err := s.update(ctx, fmt.Sprintf("save page %d extracted anew", pageID), func(ctx context.Context, w *writer) (err error) {
		saved, err = w.saveRevision(ctx, siteID, pageID, a, print)
		return err
	})
	if err != nil {
		return storage.Saved{}, err
	}
	return saved, nil
}

func (w *writer) saveRevision(ctx context.Context, siteID string, pageID int64, a *extract.Article, print storage.Fingerprint) (storage.Saved, error) {
	var articleID, url string
	var fetched int64
	err := w.one(ctx, []any{&articleID, &url, &fetched}, `SELECT article_id, url, fetched_at FROM pages WHERE id = ?`, pageID)
	if err != nil {
		return storage.Saved{}, err
	}
	kept := storage.Saved{ArticleID: articleID, Kept: articleID != ""}
	if articleID != "" {
		var source int64
		err := w.one(ctx, []any{&source}, `SELECT coalesce(`+sourcePage+`, 0)`, articleID)
		if err != nil || source != pageID {
			return kept, err
		}
	}
	if !a.IsArticle() {
		return kept, nil
	}
	judge := storage.JudgeExtraction
	if articleID == "" { // it showed less than is stored, or nothing
		judge = storage.Judge
	}
	saved, err := w.putArticle(ctx, freshArticle{
		article: a, siteID: siteID, aliases: []string{url}, print: print, known: articleID,
		at: extractedAt(a, columns.FromMicros(fetched)), by: byExtractor, judge: judge,
	})
	if err != nil {
		return storage.Saved{}, err
	}
	if saved.Kept { // as when it was fetched: the article is another page's
		return saved, nil
	}
	return saved, w.exec(ctx, `UPDATE pages SET article_id = ? WHERE id = ?`, saved.ArticleID, pageID)
}

// extractedAt is when an extraction was made, which it says itself.
func extractedAt(a *extract.Article, fetched time.Time) time.Time {
	t, err := time.Parse(time.RFC3339, cmp.Or(a.Extraction.At, "-"))
	if err != nil {
		return fetched
	}
	return t
}
