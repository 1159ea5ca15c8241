package meta

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// pubMetas are the metas that say when an article was published.
var pubMetas = wordSet(`article:published_time og:article:published_time article:published og:published_time rnews:datepublished datepublished date.published published_time
	publishdate publish-date publish_date pubdate pub_date originalpublicationdate article_date_original dc.date.issued dcterms.created dcterms.issued dcterms.date dc.date.created dc.date dc:date
	citation_publication_date citation_online_date citation_date sailthru.date parsely-pub-date cxenseparse:recs:publishtime cxenseparse:publishtime article.published bt:pubdate
	published-date published_at published article:post_time vr:published_time shareaholic:article_published_time mediator_published_time iso-8601-publish-date`)

// modMetas are the metas that say when it was last changed.
var modMetas = wordSet("article:modified_time og:updated_time article:updated_time og:article:modified_time datemodified dcterms.modified dc.date.modified last-modified lastmod modified updated_time revised utime updated date.modified modified_date article:modified")

// metaDateWords are stems of other names of metas that may say when an article
// was published, and of those of them that say something else.
var metaDateWords = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder(
		strings.Fields("date publi created ptime posted issued"),
		strings.Fields("modif updat expir event copyright publisher start end birth valid build verification candidate validate fetch crawl now today revis _by author availab"))
})

// dateCandidates gathers what may be the day on which the article was
// published, or last changed.
func (r *reader) dateCandidates() []dateCandidate {
	c := dateCollector{r: r}
	c.fromLD()
	c.fromMetas()
	c.fromProps()
	c.fromTitles()
	c.fromTimes()
	c.fromClasses()
	c.fromTexts()
	c.fromDatelines()
	c.withoutOthers()
	c.swap()
	c.order()
	if d := r.urlDate(); !d.IsZero() {
		c.list = append(c.list, dateCandidate{date: d, raw: r.opt.URL.Path, source: "url:path", kind: dateURL})
	}
	if len(c.list) == 0 || c.list[0].kind > dateMicrodata && c.list[0].kind != dateScript {
		c.fromScripts()
	}
	if len(c.list) == 0 {
		c.fromMedium()
	}
	return c.list
}

// dateCollector gathers candidates.
type dateCollector struct {
	r    *reader
	list []dateCandidate
}

func (c *dateCollector) add(raw, source string, kind dateKind, says dateLabel, s *spot) {
	if raw == "" || s != nil && (ofEvent(s.node) || c.r.span(raw) || noDateBefore(*s)) {
		return
	}
	if d := c.r.readDate(raw); !d.IsZero() {
		c.list = append(c.list, dateCandidate{date: d, raw: strings.TrimSpace(raw), source: source, kind: kind, says: says, spot: s})
	}
}

func (c *dateCollector) fromLD() {
	r := c.r
	node := func(n ldNode, name string, kind dateKind) {
		read := func(key string, says dateLabel) {
			source := "json_ld:" + name + "." + key
			if kind == dateLD {
				source = r.nodeSource(key)
			}
			if r.recorded[key] != "" && kind == dateLD {
				c.add(r.ld.str(n[key]), source, dateScript, says, nil) // what readers see is surer
				return
			}
			c.add(r.ld.str(n[key]), source, kind, says, nil)
		}
		read("datePublished", saysNothing)
		if n["datePublished"] == nil {
			read("dateCreated", saysNothing)
		}
		if n["datePublished"] == nil && n["dateCreated"] == nil {
			read("uploadDate", saysNothing)
		}
		read("dateModified", saysUpdated)
	}
	if r.node != nil {
		node(r.node, "$", dateLD)
	}
	others := 0
	for _, n := range r.ld.nodes {
		switch {
		case isType(n, "WebPage", "ItemPage", "AboutPage"):
			if r.sameURL(r.ld.str(n["url"])) || r.sameURL(r.ld.str(n["@id"])) {
				node(n, "WebPage", dateLDPage)
			}
		case r.declared == nil && others < 3 && n["datePublished"] != nil && !isType(n, "Comment", "Review", "UserComments", "Answer", "Question"):
			others++
			c.add(r.ld.str(n["datePublished"]), "json_ld:"+strings.Join(types(n), ",")+".datePublished", dateLDOther, saysNothing, nil)
		}
	}
}

func (c *dateCollector) fromMetas() {
	weak := 0
	for i := range c.r.f.metas {
		m := &c.r.f.metas[i]
		switch {
		case pubMetas[m.key]:
			c.add(cleanText(m.value), "meta:"+m.key, dateMeta, saysNothing, nil)
		case modMetas[m.key]:
			c.add(cleanText(m.value), "meta:"+m.key, dateMeta, saysUpdated, nil)
		case weak < 6 && len(m.value) < 60 && strings.ContainsAny(m.value, "0123456789") && metaDateWords().Find(m.key) == 1:
			weak++
			c.add(cleanText(m.value), "meta:"+m.key, dateMetaWeak, saysNothing, nil)
		}
	}
}

// notHere are places whose dates are never the article's.
const notHere = placeComment | placeNav | placeFigure | placeHidden

func (c *dateCollector) fromProps() {
	for i := range c.r.f.props {
		p := &c.r.f.props[i]
		if c.r.place(*p)&(elsewhere&^placeFooter) != 0 {
			continue
		}
		switch p.key {
		case "datepublished", "schema:datepublished", "dc:date", "pubdate", "datecreated", "schema:datecreated", "dateposted", "dc:created":
			c.add(spotDate(*p), "microdata:"+p.key, dateMicrodata, saysNothing, nil)
		case "datemodified", "schema:datemodified":
			c.add(spotDate(*p), "microdata:"+p.key, dateMicrodata, saysUpdated, nil)
		}
	}
}

// How many spots of one kind are looked at.
const (
	maxTimes   = 10
	maxClasses = 14
	maxTexts   = 8
)

// fromTimes reads the page's <time> elements.
func (c *dateCollector) fromTimes() {
	n := 0
	for i := range c.r.f.times {
		t := &c.r.f.times[i]
		if !c.r.dateSpot(*t, saysPublished) {
			continue
		}
		says := saysNothing
		before := textBefore(*t)
		switch {
		case updatedNames(*t):
			says = saysUpdated
		case dom.Has(t.node, "pubdate") || saysPublication(dom.Attr(t.node, "class")) || saysPublication(before):
			says = saysPublished
		}
		if !c.r.dateSpot(*t, says) {
			continue
		}
		if n++; n > maxTimes {
			return
		}
		c.add(spotDate(*t), "css:time", dateTime, says, t)
	}
}

// fromClasses reads the text of elements whose names promise a date.
func (c *dateCollector) fromClasses() {
	n := 0
	for i := range c.r.f.dated {
		s := &c.r.f.dated[i]
		if !c.r.dateSpot(*s, saysPublished) {
			continue
		}
		if c.shared(s.node) {
			continue
		}
		t := dom.ShortText(s.node, 120)
		if t == "" && s.node.FirstChild == nil {
			t = spotDate(*s)
		}
		if len(t) < 6 || !dateLike(t) || saysNoDate(t) || saysToday(s.key) {
			continue
		}
		says := saysNothing
		if saysPublication(s.key) {
			says = saysPublished
		}
		if !c.r.dateSpot(*s, says) {
			continue
		}
		if n++; n > maxClasses {
			return
		}
		source := "css:." + firstClass(s.key)
		if saysPublication(t) {
			says = saysPublished
		}
		if s.node.DataAtom == atom.Time && updatedNames(*s) || saysUpdate(textBefore(*s)) && !saysUpdate(t) {
			says = saysUpdated
		}
		c.addSaid(t, source, dateClass, says, s)
	}
}

// datelineWords is how many words may stand before a dateline's date.
const datelineWords = 4

// fromDatelines reads dates at the beginning of the first paragraphs.
func (c *dateCollector) fromDatelines() {
	for i := range c.r.f.datelines {
		s := &c.r.f.datelines[i]
		at := strings.IndexFunc(s.key, func(r rune) bool { return digit(r) >= 0 })
		if at < 0 || len(strings.Fields(s.key[:at])) > datelineWords || saysNoDate(s.key) || inSentence(s.key) || !c.r.dateSpot(*s, saysNothing) {
			continue
		}
		c.add(s.key, "text:dateline", dateLine, saysNothing, s)
	}
}

// swap turns day and month round where another date of the page, or the month
// in its address, shows that they stand the other way.
func (c *dateCollector) swap() {
	year, month := c.r.addressMonth()
	for i := range c.list {
		a := &c.list[i]
		if !a.date.Swappable {
			continue
		}
		round := a.date.turned()
		switch {
		case c.certain(round), a.date.Year == year && a.date.Month != month && round.Month == month:
			a.date = round
		case c.certain(a.date):
			a.date.Swappable = false
		}
	}
}

// certain says whether a machine is told a day, or the address has it, in a way that
// can be read but one way.
func (c *dateCollector) certain(day Date) bool {
	return slices.ContainsFunc(c.list, func(o dateCandidate) bool {
		return !o.date.Swappable && (o.kind.machine() || o.kind == dateURL) && o.date.SameDay(day)
	})
}

// addressMonth is the year and the month of an address such as /2024/05/a-story;
// 0 without.
func (r *reader) addressMonth() (year, month int) {
	if r.opt.URL == nil {
		return 0, 0
	}
	m := addressMonthRE.FindStringSubmatch(r.opt.URL.Path)
	if m == nil {
		return 0, 0
	}
	year, _ = strconv.Atoi(m[1])
	month, _ = strconv.Atoi(m[2])
	return year, month
}

var addressMonthRE = regexp.MustCompile(`/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?:/|-\d\d/|$)`)

// maxBeside is how many words may stand beside a date in a text that is one.
const maxBeside = 7

// fromTexts reads short texts that are a date and hardly anything else.
func (c *dateCollector) fromTexts() {
	r := c.r
	n := 0
	for i := range r.f.dateTexts {
		s := &r.f.dateTexts[i]
		if !r.dateSpot(*s, saysPublished) || saysNoDate(s.key) || wordsBeside(beforeUpdate(s.key)) > maxBeside || s.node.Parent != nil && saysToday(dom.Attr(s.node.Parent, "class")+" "+dom.Attr(s.node.Parent, "id")) {
			continue
		}
		if c.shared(s.node) {
			continue
		}
		says := saysNothing
		before := textBefore(*s)
		switch {
		case saysUpdate(s.key), saysUpdate(before), inUpdate(s.node):
			says = saysUpdated
		case saysPublication(s.key) || saysPublication(before):
			says = saysPublished
		}
		if !r.dateSpot(*s, says) {
			continue
		}
		if n++; n > maxTexts {
			return
		}
		if says == saysUpdated && saysUpdate(s.key) {
			says = saysNothing // of the part that addSaid finds
		}
		c.addSaid(s.key, "text:date", dateText, says, s)
	}
}

// order numbers the dates that readers see in the order in which they stand,
// from the headline on: what stands before it comes after.
func (c *dateCollector) order() {
	for i := range c.list {
		a := &c.list[i]
		if a.spot == nil {
			continue
		}
		days := map[Date]bool{}
		for j := range c.list {
			b := &c.list[j]
			if b.spot == nil || a.date.SameDay(b.date) {
				continue
			}
			if rank(c.r, b.spot) < rank(c.r, a.spot) {
				days[Date{Year: b.date.Year, Month: b.date.Month, Day: b.date.Day}] = true
			}
		}
		a.order = len(days)
	}
}

// rank orders spots: those after the headline first.
func rank(r *reader, s *spot) int {
	if s.at < r.f.firstH1-100 {
		return s.at + 1<<40
	}
	return s.at
}

// scriptDates are names under which the data of scripts keeps the time of
// publication.
var scriptDates = regexp.MustCompile(`(?:\"|")(?:datePublished|publishedAt|published_at|publishDate|publish_date|datePosted|publishedDate|published_date|firstPublished|first_published|firstPublishDate|publicationDate|publication_date|pubDate|displayDate|display_date|post_date|pagePostDate2?|publishedTime|published_time)(?:\"|")\s*:\s*(?:\"|")?([0-9A-Za-z][^"\\]{7,40})`)

// dateNames are what each of those names has a part of.
var dateNames = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder(strings.Fields("datepub publish publication dateposted pubdate displaydate display_date post_date postdate"))
})

// fromScripts reads the first time of publication that the page's scripts
// keep.
func (c *dateCollector) fromScripts() {
	for _, s := range c.r.f.state {
		if dateNames().Find(s) == 0 {
			continue
		}
		if m := scriptDates.FindStringSubmatch(s); m != nil {
			c.add(m[1], "state:date", dateScript, saysNothing, nil)
			return
		}
	}
}

// dateSpot says whether a date may be the article's by where it stands: near
// the headline, unless it says itself that it is when the article was
// published or changed.
func (r *reader) dateSpot(s spot, says dateLabel) bool {
	in := r.place(s)
	if in&notHere != 0 {
		return false
	}
	return says != saysNothing || in&placeFooter == 0 && r.near(s) && !r.masthead(s)
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
