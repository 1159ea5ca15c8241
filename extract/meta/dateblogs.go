package meta

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"copydesk/extract/dom"
)

// Dates that only blogs and pages of videos have.

// fromTitles reads the dates that hAtom's elements have in their titles, for
// machines: <abbr class="published" title="2024-05-06T23:30:00+07:00">.
func (c *dateCollector) fromTitles() {
	for i := range c.r.f.dated {
		s := &c.r.f.dated[i]
		title := strings.TrimSpace(dom.Attr(s.node, "title"))
		if _, ok := parseISO(title); !ok || !c.r.dateSpot(*s, saysPublished) {
			continue
		}
		if names := strings.Fields(s.key); slices.Contains(names, "published") || slices.Contains(names, "entry-date") {
			c.add(title, "hatom:published", dateMicrodata, saysNothing, nil)
		}
	}
}

// shared says whether a date heads a day's posts on a blog, one of which says
// itself when it was published.
func (c *dateCollector) shared(n *html.Node) bool {
	for up := 0; n != nil && up < 3; n, up = n.Parent, up+1 {
		if strings.Contains(dom.Attr(n, "class"), "date-header") {
			return slices.ContainsFunc(c.list, func(d dateCandidate) bool { return d.kind == dateMicrodata && d.says != saysUpdated })
		}
	}
	return false
}

// fromMedium reads when the video or gallery of a page that is one was published:
// the page says of no article when that was.
func (c *dateCollector) fromMedium() {
	n := c.r.medium()
	if n == nil {
		return
	}
	for _, key := range []string{"uploadDate", "datePublished"} {
		if v := c.r.ld.str(n[key]); v != "" {
			c.add(v, "json_ld:"+types(n)[0]+"."+key, dateScript, saysNothing, nil)
			return
		}
	}
}
