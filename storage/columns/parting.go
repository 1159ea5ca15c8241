package columns

// Statement is one with its arguments, its parameters as PostgreSQL writes
// them: $1 and so on.
type Statement struct {
	Query string
	Args  []any
}

// Parting has all that named the n-th article by one ID name it by its own,
// and leaves the canonical address that was not its own to others.
func Parting(n int64, siteID, id, canonical, own string) []Statement {
	return []Statement{
		{`DELETE FROM article_urls WHERE article_n = $1 AND url = $2`, []any{n, canonical}},
		{`UPDATE links SET article_id = '' WHERE site_id = $1 AND url = $2 AND article_id = $3`, []any{siteID, canonical, id}},
		{`UPDATE links SET article_id = $1 WHERE site_id = $2 AND article_id = $3 AND url IN (SELECT url FROM article_urls WHERE article_n = $4)`,
			[]any{own, siteID, id, n}},
		{`UPDATE pages SET article_id = $1 WHERE article_id = $2 AND article_id <> ''`, []any{own, id}},
		{`UPDATE articles SET duplicate_of = $1 WHERE duplicate_of = $2`, []any{own, id}},
	}
}
