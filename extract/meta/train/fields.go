package main

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"

	"copydesk/extract/corpora"
	"copydesk/extract/meta"
)

// field is one of the fields that are learned.
type field struct {
	name    string // of the table
	doc     string
	choices func(p *corpora.Page, opt meta.Options) []meta.Choice
	gold    func(g corpora.Gold) string // "" when the page has none
	same    func(gold, answer string) bool
	sure    bool // there always is an answer
	penalty float64
	doubt   float64 // how much better than nothing an answer must score: a wrong one does more harm than none
}

var fields = []field{
	{
		name:    "titleWeights",
		doc:     "speak for a text being the headline that readers see",
		choices: func(p *corpora.Page, opt meta.Options) []meta.Choice { return meta.TitleChoices(p.Doc.Root(), opt) },
		gold:    func(g corpora.Gold) string { return g.Title },
		same:    func(gold, answer string) bool { return plain(gold) == plain(answer) },
		sure:    true,
		penalty: 0.03,
	},
	{
		name:    "authorWeights",
		doc:     "speak for a list of names being the article's authors",
		choices: func(p *corpora.Page, opt meta.Options) []meta.Choice { return meta.AuthorChoices(p.Doc.Root(), opt) },
		gold:    func(g corpora.Gold) string { return strings.Join(g.Authors, "; ") },
		same:    sameNames,
		penalty: 4,
		doubt:   0.1,
	},
	{
		name:    "dateWeights",
		doc:     "speak for a day being that of publication",
		choices: func(p *corpora.Page, opt meta.Options) []meta.Choice { return meta.DateChoices(p.Doc.Root(), opt) },
		gold:    func(g corpora.Gold) string { return g.Date[:min(len(g.Date), 10)] },
		same:    func(gold, answer string) bool { return gold == answer },
		penalty: 4,
	},
}

// one is a page's choices.
type one struct {
	corpus  string // with "bare" behind it where what machines read was taken out
	page    *corpora.Page
	choices []meta.Choice
	right   int // index of the right choice; -1 when nothing is right
	given   bool
	weight  float64
}

// weightBare is how much a page counts once more without what machines read.
const weightBare = 0.5

// How much a page counts that has no right choice: gold knows of none, or
// none of those on the page is gold's. Such gold is wrong more often than not.
const (
	weightNone  = 0.8
	weightOther = 0.3
)

// cases are the choices of all pages; where bare is true, those of pages from
// which what machines read has been taken.
func (f field) cases(pages []*corpora.Page, bare bool) []one {
	has := map[string]bool{}
	for _, p := range pages {
		if f.gold(p.Gold) != "" {
			has[p.Corpus] = true
		}
	}
	out := make([]one, len(pages))
	corpora.Each(len(pages), func(i int) {
		p := pages[i]
		u, _ := url.Parse(p.Gold.URL)
		o := one{corpus: p.Corpus, page: p, right: -1, choices: f.choices(p, meta.Options{URL: u, Now: time.Now()})}
		gold := f.gold(p.Gold)
		o.given = gold != ""
		switch {
		case f.sure && !o.given:
		case !o.given && (!has[p.Corpus] || p.Gold.HasMeta != nil && !*p.Gold.HasMeta || p.Gold.DateRaw != ""):
		case !o.given:
			o.weight = weightNone
		case o.given:
			if !f.sure {
				o.weight = weightOther
			}
			for k, c := range o.choices {
				if f.same(gold, c.Text) {
					o.right, o.weight = k, 1
					break
				}
			}
		}
		if bare {
			o.corpus += " bare"
			o.weight *= weightBare
		}
		out[i] = o
	})
	return out
}

// strip takes out of a page what machines read: metas, scripts, microdata and
// RDFa. Many pages have none, and in the corpora too few to learn from.
func strip(n *html.Node) {
	for k := n.FirstChild; k != nil; {
		next := k.NextSibling
		if k.DataAtom == atom.Meta || k.DataAtom == atom.Script {
			n.RemoveChild(k)
		} else {
			strip(k)
		}
		k = next
	}
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
		return a.Key == "itemprop" || a.Key == "itemtype" || a.Key == "itemscope" || a.Key == "property" || a.Key == "typeof"
	})
}

// parts are what parts the names of a list; before is what may stand before
// one; marks is what is not compared.
var (
	parts  = regexp.MustCompile(`(?i)\s*(?:;|\||\s&\s|\s/\s|\n|,|\sand\s|\sund\s|\set\s|\sy\s|\se\s)\s*`)
	before = regexp.MustCompile(`(?i)^(?:by|von|par|por|di|da|text|autor|author|written by|posted by|redaktion:)[\s:]+`)
	marks  = regexp.MustCompile(`[^\p{L}\p{N}_\s]`)
)

// quotes are the marks that publishers write in many ways.
var quotes = strings.NewReplacer("‘", "'", "’", "'", "‚", "'", "`", "'", "´", "'", "“", "'", "”", "'", "„", "'", "\"", "'", "«", "'", "»", "'", "‹", "'", "›", "'",
	"‐", "-", "‑", "-", "–", "-", "—", "-", "―", "-", "…", "...", "\u00ad", "", "\u200b", "")

// plain is a title as it is compared: case, spaces and the kind of quotation
// marks and dashes aside.
func plain(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(quotes.Replace(norm.NFKC.String(s)))), " ")
}

// sameNames says whether two lists hold the same names, accents, case and
// marks aside.
func sameNames(gold, answer string) bool { return slices.Equal(nameSet(gold), nameSet(answer)) }

func nameSet(list string) []string {
	var out []string
	for _, n := range parts.Split(before.ReplaceAllString(strings.TrimSpace(list), ""), -1) {
		n = norm.NFKD.String(strings.ToLower(before.ReplaceAllString(n, "")))
		n = strings.Join(strings.Fields(marks.ReplaceAllString(strings.Map(dropMark, n), " ")), " ")
		if n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

func dropMark(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}
