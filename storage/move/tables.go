package move

import "strings"

// Kind is what a column holds.
type Kind byte

// The kinds of column.
const (
	Int  Kind = 'i'
	Text Kind = 't'
	JSON Kind = 'j'
	Blob Kind = 'b'
	Bool Kind = 'y'
)

// Column is a column of a table.
type Column struct {
	Name string
	Kind Kind
}

// Table is a table as it is moved. Its first columns are its key: rows are
// read in the order of it, byte by byte.
type Table struct {
	Name    string
	Key     int
	Columns []Column
	Where   string // rows that are moved; "" is all
}

// Names are the columns, for SQL.
func (t *Table) Names() string { return names(t.Columns) }

// KeyNames are the columns of the key.
func (t *Table) KeyNames() string { return names(t.Columns[:t.Key]) }

func names(columns []Column) string {
	var list []string
	for _, c := range columns {
		list = append(list, c.Name)
	}
	return strings.Join(list, ", ")
}

// Reverse is the order that has the last key first.
func (t *Table) Reverse() string {
	return strings.ReplaceAll(t.KeyNames(), ",", " DESC,") + " DESC"
}

// Marker begins the cursor by which a database knows that it is being filled
// from another one.
const Marker = "db copy from "

// bareSites leaves out rows that say nothing of a site: not every kind of
// store has them.
const bareSites = `(last_run <> 0 OR next_due <> 0 OR interval <> 0 OR paused OR shapes IS NOT NULL OR discovery IS NOT NULL)`

// Tables are all that a store keeps, each after those that it refers to. The
// indexes of search and of near-duplicates are not among them: they are made
// from the articles and their fingerprints.
func Tables() []*Table {
	return []*Table{
		table("sites", 1, "site_id:t last_run:i next_due:i interval:i paused:y shapes:b discovery:b", bareSites),
		table("block_sites", 1, "site_id:t articles:i", "articles > 0"),
		table("hosts", 1, "host:t robots_body:b robots_status:i robots_error:t robots_fetched:i next_allowed:i delay:i", ""),
		table("links", 1, `id:i site_id:t url:t kind:t source:t referrer:t depth:i priority:i last_mod:i found_at:i state:t etag:t last_modified:t
			body_hash:t status:i outcome:t tries:i unchanged:i fetched_at:i changed_at:i next_fetch:i article_id:t`, ""),
		table("visits", 1, `id:i site_id:t url:t kind:t final_url:t started_at:i took:i status:i outcome:t reason:t content_type:t bytes:i
			body_hash:t verdict:t state:t tries:i changed:y article_id:t revision:i became:t`, ""),
		table("articles", 1, `n:i seq:i sort_date:i first_seen:i revised_at:i revised_by:t id:t schema_version:i url:t requested_url:t
			canonical_url:t host:t site_id:t site_name:t page_type:t title:t subtitle:t summary:t authors:j byline:t date_published:t date_modified:t
			date_first_seen:t date_fetched:t language:t section:t tags:j word_count:i content_hash:t image:j images:j links:j
			is_accessible_for_free:y license:t revision:i duplicate_of:t quality:j extraction:j text:t markdown:t html:t provenance:j`, ""),
		table("revisions", 2, "article_n:i number:i at:i by:t article:b", ""),
		table("article_urls", 1, "url:t article_n:i", ""),
		table("fingerprints", 1, "article_n:i simhash:i minhash:b bands:b", ""),
		table("dictionaries", 1, "id:i site_id:t data:b", ""),
		table("pages", 1, `id:i site_id:t url:t final_url:t fetched_at:i last_seen:i status:i header:j sha256:t article_id:t size:i stored:i
			dictionary_id:i packed:b`, ""),
		table("further_pages", 1, "page_id:i site_id:t first_url:t part:i", ""),
		table("further_of", 2, "first_id:i part:i page_id:i", ""),
		table("translations", 2, "article_n:i url:t language:t", ""),
		table("runs", 1, `id:i site_id:t started_at:i took:i requests:i pages:i articles:i new:i revised:i unchanged:i failed:i with_date:i
			with_author:i median_len:i outcome:t notes:j`, ""),
		table("cursors", 1, "name:t seq:i", "name NOT LIKE '"+Marker+"%'"),
		table("blocks", 2, "site_id:t hash:i pages:i seen:i text:t", ""),
	}
}

func table(name string, key int, columns, where string) *Table {
	t := &Table{Name: name, Key: key, Where: where}
	for _, f := range strings.Fields(columns) {
		column, kind, _ := strings.Cut(f, ":")
		t.Columns = append(t.Columns, Column{column, Kind(kind[0])})
	}
	return t
}
