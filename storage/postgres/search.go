package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/columns"
)

// The search index is a tsvector of the tokens of storage.Tokens, put together
// here and not by the server's parsers: those know no Chinese, Japanese or
// Thai, and a token must be the same as in every other store. The weights A to
// D tell the columns apart, title to text; between two columns lies a gap, so
// that no phrase reaches over it.
const (
	weightTitle, weightLead, weightAuthors, weightText = 'A', 'B', 'C', 'D'

	columnGap = 8

	// What PostgreSQL can hold: a position is 14 bits, and a lexeme has at most
	// 255 of them.
	maxPosition  = 16_383
	maxPositions = 255
)

// rankWeights are what a match counts, of D, C, B and A.
const rankWeights = `'{0.16, 0.3, 0.4, 1}'`

// vector is a tsvector in the making.
type vector struct {
	at   int // the last position
	lexs map[string][]string
}

func (v *vector) add(weight rune, texts ...string) {
	for _, text := range texts {
		for t := range storage.Tokens(text) {
			v.at = min(v.at+1, maxPosition)
			if l := v.lexs[t.Text]; len(l) < maxPositions {
				v.lexs[t.Text] = append(l, fmt.Sprintf("%d%c", v.at, weight))
			}
		}
		v.at = min(v.at+columnGap, maxPosition)
	}
}

// String is the vector as PostgreSQL reads it. Tokens are letters, digits and
// marks, so that none of them is read as syntax.
func (v *vector) String() string {
	var b strings.Builder
	for _, lex := range slices.Sorted(maps.Keys(v.lexs)) {
		b.WriteString("'" + lex + "':" + strings.Join(v.lexs[lex], ",") + " ")
	}
	return b.String()
}

// vectorOf is what an article is found by.
func vectorOf(a *extract.Article) string {
	v := &vector{lexs: map[string][]string{}}
	v.add(weightTitle, a.Title)
	v.add(weightLead, append([]string{a.Subtitle, a.Summary}, a.Tags...)...)
	v.add(weightAuthors, append(slices.Clone(a.Authors), a.Byline)...)
	v.add(weightText, a.Text)
	return v.String()
}

// index lets an article be found as it now is.
func (w *writer) index(ctx context.Context, n int64, a *extract.Article) error {
	return w.exec(ctx, `INSERT INTO search (article_n, words) VALUES ($1, $2::text::tsvector)
		ON CONFLICT (article_n) DO UPDATE SET words = excluded.words`, n, vectorOf(a))
}

// Search gives the articles that match best, best first.
func (s *Store) Search(ctx context.Context, q storage.Query, limit int) ([]storage.Hit, error) {
	var sql query
	match := tsquery(q)
	if match == "" { // filters alone: the newest
		sql.add(`SELECT 0::real AS score, ` + columns.Article + ` FROM articles AS a`)
		sql.querySQL(q)
		sql.add(` ORDER BY a.sort_date DESC, a.n DESC LIMIT ?`, limit)
	} else {
		sql.add(`SELECT best.score, `+columns.Article+` FROM (SELECT a.n AS best_n, ts_rank(`+rankWeights+`, s.words, ?::text::tsquery, 1) AS score
			FROM search AS s JOIN articles AS a ON a.n = s.article_n`, match)
		sql.querySQL(q)
		sql.and(`s.words @@ ?::text::tsquery`, match)
		sql.add(` ORDER BY score DESC, a.n DESC LIMIT ?) AS best JOIN articles ON articles.n = best.best_n ORDER BY score DESC, n DESC`, limit)
	}
	hits, err := list(ctx, s, func(row pgx.CollectableRow) (storage.Hit, error) {
		var h storage.Hit
		var score float32
		err := row.Scan(append([]any{&score}, columns.Fields(&h.Article)...)...)
		h.Score, h.Snippet = float64(score), storage.Snippet(h.Article.Text, q.Terms)
		return h, err
	}, sql.sql(), sql.args...)
	return hits, s.wrap("search", err)
}

// tsquery is a query in PostgreSQL's syntax.
func tsquery(q storage.Query) string {
	var parts []string
	for _, t := range q.Terms {
		parts = append(parts, phrase(t))
	}
	for _, t := range q.Authors {
		for i, tok := range t.Tokens {
			parts = append(parts, lexeme(tok, t.Prefix && i == len(t.Tokens)-1, string(weightAuthors)))
		}
	}
	for _, t := range q.Not {
		parts = append(parts, "!("+phrase(t)+")")
	}
	return strings.Join(parts, " & ")
}

func phrase(t storage.Term) string {
	words := make([]string, len(t.Tokens))
	for i, tok := range t.Tokens {
		words[i] = lexeme(tok, t.Prefix && i == len(t.Tokens)-1, "")
	}
	return "(" + strings.Join(words, " <-> ") + ")"
}

func lexeme(token string, prefix bool, weight string) string {
	if prefix {
		weight = "*" + weight
	}
	if weight != "" {
		weight = ":" + weight
	}
	return "'" + token + "'" + weight
}

// querySQL is what of a query is not words. A site is named by its ID or by
// its host, of which the subdomains count too.
func (q *query) querySQL(what storage.Query) {
	q.filter(storage.Filter{Languages: what.Languages, Since: what.Since, Until: what.Until})
	if len(what.Sites) > 0 {
		q.and(`EXISTS (SELECT 1 FROM unnest(?::text[]) AS j (v) WHERE j.v IN (a.site_id, a.host)
			OR right(a.host, length(j.v) + 1) = '.' || j.v)`, cleaned(what.Sites))
	}
}
