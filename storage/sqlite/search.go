package sqlite

import (
	"cmp"
	"container/heap"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/columns"
)

// searchVersion is the version of how text is cut into tokens. A change makes
// an older index be built again.
const searchVersion = 1

// The search index is FTS4, which every build of the driver has, and is no
// part of the schema: a program without it reads the rest. It holds no text.
// What is indexed is storage.Segment of the text, for which the tokenizer
// "simple" cuts at spaces. FTS4 can't forget a row whose text it doesn't hold,
// so a row's number is the seq of the article's last change: a revision gets a
// row of its own, and the rows that no article bears any more match nothing.
// Vacuum clears them away.
const searchSchema = `CREATE VIRTUAL TABLE search USING fts4(content="", title, lead, authors, text, tokenize=simple)`

// columnWeights are what a match counts, in the order of the index's columns.
func columnWeights() []float64 { return []float64{6, 2.5, 2, 1} }

// prepareSearch makes the search index when it is not there or out of date,
// and fills it with the articles that are. It says whether there is one now.
func (w *writer) prepareSearch(ctx context.Context) (bool, error) {
	var version, tables, modules int
	err := w.one(ctx, []any{&version, &tables, &modules}, `SELECT (SELECT value FROM counters WHERE name = 'search'),
		(SELECT count(*) FROM sqlite_schema WHERE name = 'search'),
		(SELECT count(*) FROM pragma_module_list WHERE name = 'fts4')`)
	if err != nil {
		return false, err
	}
	if modules == 0 { // what is written now is missing from the index
		return false, w.exec(ctx, `UPDATE counters SET value = 0 WHERE name = 'search' AND value <> 0`)
	}
	if version == searchVersion && tables > 0 {
		return true, nil
	}
	if err := w.fillSearch(ctx, tables > 0); err != nil {
		return false, fmt.Errorf("build the search index: %w", err)
	}
	return true, nil
}

func (w *writer) fillSearch(ctx context.Context, drop bool) error {
	if drop {
		if _, err := w.conn.ExecContext(ctx, `DROP TABLE search`); err != nil {
			return err
		}
	}
	if _, err := w.conn.ExecContext(ctx, searchSchema); err != nil {
		return err
	}
	for seq := int64(0); ; {
		var a extract.Article
		dest := append([]any{&seq}, columns.Fields(&a)...)
		err := w.one(ctx, dest, `SELECT seq, `+columns.Article+` FROM articles WHERE seq > ? ORDER BY seq LIMIT 1`, seq)
		if errors.Is(err, storage.ErrNotFound) {
			return w.exec(ctx, `UPDATE counters SET value = ? WHERE name = 'search'`, searchVersion)
		}
		if err != nil {
			return err
		}
		if err := w.indexRow(ctx, newSearchRow(seq, &a)); err != nil {
			return err
		}
	}
}

// packSearch builds the index anew when a tenth of its rows are of superseded
// revisions, and else only merges its parts.
func packSearch(ctx context.Context, w *writer) error {
	var rows, articles int
	err := w.one(ctx, []any{&rows, &articles}, `SELECT (SELECT count(*) FROM search_docsize), (SELECT count(*) FROM articles)`)
	if err != nil {
		return err
	}
	if rows > articles+articles/10 {
		return w.fillSearch(ctx, true)
	}
	return w.exec(ctx, `INSERT INTO search (search) VALUES ('optimize')`)
}

// findSearch is prepareSearch for a file that is only read.
func (s *Store) findSearch(ctx context.Context) error {
	return s.one(ctx, []any{&s.searches}, `SELECT value = ? AND EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'search')
		AND EXISTS (SELECT 1 FROM pragma_module_list WHERE name = 'fts4') FROM counters WHERE name = 'search'`, searchVersion)
}

// searchRow is an article on its way into the index.
type searchRow struct {
	seq                        int64
	title, lead, authors, text string
}

func newSearchRow(seq int64, a *extract.Article) searchRow {
	lead := strings.Join(append([]string{a.Subtitle, a.Summary}, a.Tags...), "\n")
	names := strings.Join(a.Authors, "\n") + "\n" + a.Byline
	return searchRow{seq, storage.Segment(a.Title), storage.Segment(lead), storage.Segment(names), storage.Segment(a.Text)}
}

// index lets an article be found as it is since its last change, once the
// transaction ends.
func (w *writer) index(seq int64, a *extract.Article) {
	if w.searches {
		w.unindexed = append(w.unindexed, newSearchRow(seq, a))
	}
}

func (w *writer) indexAll(ctx context.Context) error {
	for _, r := range w.unindexed {
		if err := w.indexRow(ctx, r); err != nil {
			return err
		}
	}
	w.unindexed = nil
	return nil
}

func (w *writer) indexRow(ctx context.Context, r searchRow) error {
	return w.exec(ctx, `INSERT INTO search (docid, title, lead, authors, text) VALUES (?,?,?,?,?)`,
		r.seq, r.title, r.lead, r.authors, r.text)
}

// Search gives the articles that match best, best first.
func (s *Store) Search(ctx context.Context, q storage.Query, limit int) ([]storage.Hit, error) {
	found, err := s.search(ctx, q, limit)
	if err != nil {
		return nil, s.wrap("search", err)
	}
	hits := make([]storage.Hit, len(found))
	for i, f := range found {
		a := &hits[i].Article
		if err := s.one(ctx, columns.Fields(a), `SELECT `+columns.Article+` FROM articles WHERE n = ?`, f.n); err != nil {
			return nil, s.wrap("search", err)
		}
		hits[i].Score = f.score
		hits[i].Snippet = storage.Snippet(a.Text, q.Terms)
	}
	return hits, nil
}

func (s *Store) search(ctx context.Context, q storage.Query, limit int) ([]ranked, error) {
	where, args := querySQL(q)
	match := matchSyntax(q)
	if match == "" { // filters alone: the newest
		query := `SELECT a.n, 0 FROM articles AS a ` + where + ` ORDER BY a.sort_date DESC, a.n DESC LIMIT ?`
		var out []ranked
		err := s.rows(ctx, query, append(args, limit), func(rs *sql.Rows) error {
			out = append(out, ranked{})
			return rs.Scan(&out[len(out)-1].n, &out[len(out)-1].score)
		})
		return out, err
	}
	if !s.searches {
		return nil, fmt.Errorf("%w: a command that writes builds it", storage.ErrNoSearch)
	}
	if where == "" {
		where = "WHERE true"
	}
	query := `SELECT a.n, matchinfo(s.search, 'pcnalx') FROM search AS s CROSS JOIN articles AS a ON a.seq = s.docid ` +
		where + ` AND s.search MATCH ?`
	var best top
	weights := columnWeights()
	err := s.rows(ctx, query, append(args, match), func(rs *sql.Rows) error {
		var r ranked
		var info sql.RawBytes
		if err := rs.Scan(&r.n, &info); err != nil {
			return err
		}
		r.score = bm25(info, weights)
		best.add(r, limit)
		return nil
	})
	slices.SortFunc(best, func(a, b ranked) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.n, a.n)) })
	return best, err
}

// matchSyntax is a query in FTS4's syntax. Tokens are letters and digits in
// quotes, so that nothing in them is read as syntax.
func matchSyntax(q storage.Query) string {
	var b strings.Builder
	for _, t := range q.Terms {
		b.WriteString(` "` + phrase(t) + `"`)
	}
	for _, t := range q.Authors { // a column takes one token at a time
		for i, tok := range t.Tokens {
			b.WriteString(" authors:" + tok)
			if t.Prefix && i == len(t.Tokens)-1 {
				b.WriteString("*")
			}
		}
	}
	for _, t := range q.Not {
		b.WriteString(` NOT "` + phrase(t) + `"`)
	}
	return strings.TrimSpace(b.String())
}

func phrase(t storage.Term) string {
	s := strings.Join(t.Tokens, " ")
	if t.Prefix {
		s += "*"
	}
	return s
}

// querySQL is what of a query is not words. A site is named by its ID or by
// its host, of which the subdomains count too.
func querySQL(q storage.Query) (string, []any) {
	where, args := filterSQL(storage.Filter{Languages: q.Languages, Since: q.Since, Until: q.Until})
	if len(q.Sites) == 0 {
		return where, args
	}
	if where == "" {
		where = "WHERE "
	} else {
		where += " AND "
	}
	return where + `EXISTS (SELECT 1 FROM json_each(?) AS j WHERE j.value IN (a.site_id, a.host)
		OR substr(a.host, -length(j.value) - 1) = '.' || j.value)`, append(args, list(q.Sites))
}

// ranked is a match and how good it is.
type ranked struct {
	n     int64
	score float64
}

// top keeps the best matches, the worst of them first: a heap.
type top []ranked

func (t *top) add(r ranked, limit int) {
	switch {
	case limit <= 0:
	case len(*t) < limit:
		heap.Push(t, r)
	case t.worse((*t)[0], r):
		(*t)[0] = r
		heap.Fix(t, 0)
	}
}

// worse says whether a ranks below b; of equals the one stored later is better.
func (t *top) worse(a, b ranked) bool {
	return a.score < b.score || a.score == b.score && a.n < b.n
}

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (t top) Len() int           { return len(t) }
func (t top) Less(i, j int) bool { return t.worse(t[i], t[j]) }
func (t top) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *top) Push(x any)        { *t = append(*t, x.(ranked)) }
func (t *top) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}
