package meta

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"copydesk/extract/dom"
)

// dateCandidate is a date from one source.
type dateCandidate struct {
	date   Date
	raw    string
	source string
	weight float64
}

// dates finds when the article was published and modified.
func (r *reader) dates() {
	pub, mod := r.dateCandidates()
	if c, ok := r.pickDate(pub); ok {
		r.out.Published, r.out.PubFrom = c.date, Value{c.date.String(), c.source, c.raw}
	}
	if c, ok := r.pickDate(mod); ok {
		r.out.Modified, r.out.ModFrom = c.date, Value{c.date.String(), c.source, c.raw}
		printed := strings.HasPrefix(c.source, "css:") || strings.HasPrefix(c.source, "text:")
		if r.out.Published.IsZero() && printed { // the only date that readers see is the article's
			r.out.Published, r.out.PubFrom = c.date, Value{c.date.String(), "modified:" + c.source, c.raw}
		}
	}
}

// pickDate ranks candidates by weight and by how many others name the same
// day; among those of the winner's day the most precise is given.
func (r *reader) pickDate(cands []dateCandidate) (dateCandidate, bool) {
	best, bestScore := -1, 0.0
	for i, c := range cands {
		s := c.weight
		for j, o := range cands {
			if i != j && c.date.SameDay(o.date) {
				s += 0.5 * o.weight
			}
		}
		if s > bestScore {
			best, bestScore = i, s
		}
	}
	if best < 0 || bestScore < 0.5 {
		return dateCandidate{}, false
	}
	win := cands[best]
	if !win.date.HasOffset {
		for _, c := range cands {
			if c.date.HasOffset && c.date.SameDay(win.date) && c.weight > 0.5 {
				return c, true
			}
		}
	}
	return win, true
}

var pubMetas = []struct {
	name   string
	weight float64
}{
	{"article:published_time", 1.2}, {"og:article:published_time", 1.1}, {"article:published", 1.1}, {"og:published_time", 1}, {"rnews:datepublished", 1},
	{"datepublished", 1}, {"date.published", 0.9}, {"published_time", 0.9}, {"publishdate", 0.9}, {"publish-date", 0.9}, {"publish_date", 0.9}, {"pubdate", 0.9}, {"pub_date", 0.9}, {"originalpublicationdate", 0.9}, {"article_date_original", 0.9}, {"dc.date.issued", 1}, {"dcterms.created", 0.9}, {"dcterms.issued", 0.9}, {"dcterms.date", 0.8}, {"dc.date.created", 0.9}, {"dc.date", 0.8}, {"dc:date", 0.8}, {"citation_publication_date", 0.9}, {"citation_online_date", 1}, {"citation_date", 0.8}, {"sailthru.date", 1}, {"parsely-pub-date", 1}, {"cxenseparse:recs:publishtime", 0.9}, {"cxenseparse:publishtime", 0.9}, {"article.published", 0.9}, {"bt:pubdate", 0.9}, {"date", 0.7}, {"published-date", 0.9}, {"published_at", 0.9}, {"created", 0.7}, {"article:post_time", 0.8}, {"vr:published_time", 0.9}, {"gsa:published", 0.7}, {"shareaholic:article_published_time", 1}, {"mediator_published_time", 1}, {"ptime", 0.9}, {"pdate", 0.8}, {"displaydate", 0.7}, {"iso-8601-publish-date", 0.9}, {"cdate", 0.6},
}

var modMetas = []string{"article:modified_time", "og:updated_time", "article:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "modified", "updated_time", "revised", "utime"}

func (r *reader) dateCandidates() (pub, mod []dateCandidate) {
	add := func(list *[]dateCandidate, raw, source string, weight float64) {
		if raw == "" {
			return
		}
		if d := r.readDate(raw); !d.IsZero() {
			*list = append(*list, dateCandidate{d, strings.TrimSpace(raw), source, weight})
		}
	}
	if r.node != nil {
		add(&pub, r.ld.str(r.node["datePublished"]), "json_ld:$.datePublished", 1.3)
		if r.node["datePublished"] == nil {
			add(&pub, r.ld.str(r.node["dateCreated"]), "json_ld:$.dateCreated", 0.9)
			add(&pub, r.ld.str(r.node["uploadDate"]), "json_ld:$.uploadDate", 0.7)
		}
		add(&mod, r.ld.str(r.node["dateModified"]), "json_ld:$.dateModified", 1.2)
	}
	for _, n := range r.ld.nodes {
		if isType(n, "WebPage", "ItemPage", "AboutPage") && (r.sameURL(r.ld.str(n["url"])) || r.sameURL(r.ld.str(n["@id"]))) {
			add(&pub, r.ld.str(n["datePublished"]), "json_ld:WebPage.datePublished", 0.9)
			add(&mod, r.ld.str(n["dateModified"]), "json_ld:WebPage.dateModified", 0.8)
		}
	}
	for _, m := range pubMetas {
		if v, _ := r.meta(m.name); v != "" {
			add(&pub, v, "meta:"+m.name, m.weight)
		}
	}
	for _, m := range modMetas {
		if v, _ := r.meta(m); v != "" {
			add(&mod, v, "meta:"+m, 0.8)
		}
	}
	r.dateSpots(&pub, &mod, add)
	if d := r.urlDate(); !d.IsZero() {
		pub = append(pub, dateCandidate{d, r.opt.URL.Path, "url:path", 0.6})
	}
	return pub, mod
}

// readDate reads a date, a Unix time in seconds or milliseconds too.
func (r *reader) readDate(raw string) Date {
	raw = strings.TrimSpace(raw)
	if n, err := strconv.ParseInt(raw, 10, 64); err == nil && (len(raw) == 10 || len(raw) == 13) {
		if len(raw) == 13 {
			n /= 1000
		}
		t := time.Unix(n, 0).UTC()
		if r.opt.Location != nil {
			t = t.In(r.opt.Location)
		}
		_, off := t.Zone()
		return r.dc.settle(Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day(), HasTime: true, Hour: t.Hour(), Min: t.Minute(), Sec: t.Second(), HasOffset: true, Offset: off})
	}
	return ParseDate(raw, r.dc)
}

// dateSpots reads dates on the page itself: microdata, <time>, elements whose
// names promise one.
func (r *reader) dateSpots(pub, mod *[]dateCandidate, add func(*[]dateCandidate, string, string, float64)) {
	for _, p := range r.f.props {
		if r.place(p)&elsewhere != 0 {
			continue
		}
		switch p.key {
		case "datepublished", "schema:datepublished", "dc:date", "pubdate", "datecreated", "schema:datecreated", "dateposted", "dc:created":
			add(pub, spotDate(p), "microdata:"+p.key, 1.1)
		case "datemodified", "schema:datemodified":
			add(mod, spotDate(p), "microdata:"+p.key, 0.9)
		}
	}
	n := 0
	for _, t := range r.f.times {
		if !r.dateSpot(t, publishedRE.MatchString(dom.Attr(t.node, "class")) || publishedRE.MatchString(textBefore(t))) {
			continue
		}
		if n++; n > 8 {
			break
		}
		raw := spotDate(t)
		source := "css:time"
		w := 0.8 - 0.05*float64(n)
		if dom.Has(t.node, "pubdate") {
			w += 0.3
		}
		if updatedNames(t) {
			add(mod, raw, source, 0.7)
			continue
		}
		if t.in&placeList != 0 {
			w -= 0.2
		}
		add(pub, raw, source, w)
	}
	r.namedDates(pub, mod, add)
	r.textDates(pub, mod, add)
}

// textDates reads short texts near the headline that are a date and hardly
// anything else.
func (r *reader) textDates(pub, mod *[]dateCandidate, add func(*[]dateCandidate, string, string, float64)) {
	if len(*pub) > 0 && r.f.firstH1 < 0 {
		return
	}
	n := 0
	for _, s := range r.f.dateTexts {
		if r.place(s)&(elsewhere|placeAside) != 0 || !r.near(s) || notDateRE.MatchString(s.key) {
			continue
		}
		if d := s.at - r.f.firstH1; r.f.firstH1 >= 0 && (d < -400 || d > 1500) {
			continue
		}
		if words := wordsBeside(s.key); words > 7 {
			continue
		}
		if n++; n > 5 {
			break
		}
		w := 0.62 - 0.04*float64(n)
		before := ""
		if s.node.PrevSibling != nil || s.node.Parent != nil {
			before = textBefore(s)
		}
		switch {
		case updatedRE.MatchString(s.key) || updatedRE.MatchString(before):
			add(mod, s.key, "text:date", 0.6)
		case publishedRE.MatchString(s.key) || publishedRE.MatchString(before):
			add(pub, s.key, "text:date", w+0.2)
		default:
			add(pub, s.key, "text:date", w)
		}
	}
}

// wordsBeside counts the words of a text that are no part of a date.
func wordsBeside(s string) int {
	n := 0
	for _, t := range tokenize(s) {
		if t.kind == 'w' {
			n++
		}
	}
	return n
}

// textBefore is the short text right before a spot, where a label may stand.
func textBefore(s spot) string {
	for n, up := s.node, 0; n != nil && up < 3; n, up = n.Parent, up+1 {
		for p := n.PrevSibling; p != nil; p = p.PrevSibling {
			if t := dom.Text(p); t != "" {
				if len(t) < 40 {
					return t
				}
				return ""
			}
		}
	}
	return ""
}

// dateSpot says whether a date may be the article's by where it stands: near
// the headline and in no side box, unless it says itself that it is when the
// article was published.
func (r *reader) dateSpot(s spot, says bool) bool {
	p := r.place(s)
	if p&elsewhere != 0 {
		return false
	}
	return says || p&placeAside == 0 && r.near(s)
}

var (
	updatedRE   = regexp.MustCompile(`(?i)\b(?:updated?|modified|aktualisier\w*|update|geändert|mis à jour|modifié|actualizad\w*|aggiornat\w*|atualizad\w*|bijgewerkt|uppdaterad|opdateret|oppdatert|päivitetty|zaktualizowan\w*|обновлен\w*|güncelle\w*|diperbarui|edited|stand)\b|更新|تحديث`)
	notDateRE   = regexp.MustCompile(`(?i)\b(?:copyright|expires?|event|©|all rights|since|founded|seit|born|deadline|until|bis zum)\b|©`)
	publishedRE = regexp.MustCompile(`(?i)publish|posted|pub-?date|veröffentlicht|erstellt|publié|publicad|pubblicat|entry-date|post-date|created|опубликован|fecha|article.?date|news.?date|date.?published|published`)
)

// updatedNames says whether a <time> is the time of an update: by its own
// names, or by the words right before it.
func updatedNames(s spot) bool {
	n := s.node
	if c := dom.Attr(n, "class") + " " + dom.Attr(n, "itemprop"); updatedRE.MatchString(c) && !strings.Contains(c, "published") {
		return true
	}
	if n.Parent != nil {
		if prev := n.PrevSibling; prev != nil && len(prev.Data) < 60 && prev.FirstChild == nil && updatedRE.MatchString(prev.Data) {
			return true
		} else if prev != nil && prev.FirstChild != nil {
			if t := dom.Text(prev); len(t) < 40 && updatedRE.MatchString(t) {
				return true
			}
		}
	}
	return false
}

// namedDates reads the text of elements whose names promise a date.
func (r *reader) namedDates(pub, mod *[]dateCandidate, add func(*[]dateCandidate, string, string, float64)) {
	n := 0
	for _, s := range r.f.dated {
		if !r.dateSpot(s, publishedRE.MatchString(s.key)) {
			continue
		}
		t := dom.Text(s.node)
		if len(t) < 6 || len(t) > 120 || notDateRE.MatchString(t) {
			continue
		}
		if n++; n > 12 {
			break
		}
		w := 0.7 - 0.03*float64(n)
		if publishedRE.MatchString(s.key) || publishedRE.MatchString(t) {
			w += 0.15
		}
		if strings.Contains(s.key, "meta") && !strings.Contains(s.key, "date") {
			w -= 0.1
		}
		if loc := updatedRE.FindStringIndex(t); loc != nil {
			if loc[0] > 10 { // "10 January 2022, updated 11 January 2022"
				add(pub, t[:loc[0]], "css:."+firstClass(s.key), w)
			}
			add(mod, t[loc[1]:], "css:."+firstClass(s.key), 0.6)
			continue
		}
		add(pub, t, "css:."+firstClass(s.key), w)
	}
}

// spotDate is the date text of an element: the machine's before the reader's.
func spotDate(s spot) string {
	for _, k := range []string{"datetime", "content", "data-datetime", "data-date", "data-timestamp", "data-time", "data-published", "title"} {
		if v := dom.Attr(s.node, k); v != "" && strings.ContainsAny(v, "0123456789") {
			return v
		}
	}
	return dom.Text(s.node)
}

var urlDateRE = regexp.MustCompile(`/((?:19|20)\d\d)[/\-._]?(\d\d)[/\-._]?(\d\d)(?:[/\-._]|$|\D)`)

// urlDate reads a date out of the address's path.
func (r *reader) urlDate() Date {
	if r.opt.URL == nil {
		return Date{}
	}
	m := urlDateRE.FindStringSubmatch(r.opt.URL.Path + "/")
	if m == nil {
		return Date{}
	}
	y, _ := strconv.Atoi(m[1])
	mo, _ := strconv.Atoi(m[2])
	d, _ := strconv.Atoi(m[3])
	return r.dc.settle(Date{Year: y, Month: mo, Day: d})
}

// dateContext gathers what helps to read this page's dates.
func (r *reader) dateContext() DateContext {
	c := DateContext{Language: r.out.Language.Text, Now: r.opt.Now, Location: r.opt.Location}
	if c.Language == "" && len(r.opt.Languages) > 0 {
		c.Language = r.opt.Languages[0]
	}
	c.MonthFirst = r.monthFirst(c.Language)
	return c
}

// monthFirst says whether 01/02/2022 is the second of January: in the United
// States and the Philippines; for English without a country, unless the host
// is another country's.
func (r *reader) monthFirst(lang string) bool {
	l := strings.ToLower(strings.ReplaceAll(lang, "_", "-"))
	switch {
	case l == "en-us" || l == "en-ph" || l == "fil-ph" || l == "es-us":
		return true
	case l == "en" || l == "":
		if r.opt.URL == nil {
			return false
		}
		host := r.opt.URL.Hostname()
		tld := host[strings.LastIndexByte(host, '.')+1:]
		return len(tld) != 2 || tld == "us" || tld == "io" || tld == "co" || tld == "tv" || tld == "ai" || tld == "me"
	}
	return false
}
