package site

import (
	"fmt"
	"strings"
)

// What a site's entry may allow and a person should be told of in each run.
const (
	NoRobots = "robots.txt is not obeyed (robots: off)"
	Private  = "private addresses may be fetched from (allow_private: true)"
)

// IsBold says whether a text is one of them.
func IsBold(text string) bool { return text == NoRobots || text == Private }

func (c *checker) warn(format string, args ...any) {
	c.file.Warnings = append(c.file.Warnings, fmt.Sprintf(format, args...))
}

// warnings says what a file that is right allows or leaves out.
func (c *checker) warnings(doc *document) {
	c.warnBold(NoRobots)
	c.warnBold(Private)
	c.warnTwice()
	if doc.Defaults.UserAgent == "" {
		c.warn("defaults.user_agent is not set: add whom a site's owner can write to, as in \"copydesk/1.0 (+https://example.org/bot)\"")
	}
}

// warnBold says in one line which sites are allowed something, however many.
func (c *checker) warnBold(what string) {
	const most = 5
	switch ids := c.bold[what]; {
	case len(ids) == 0:
	case len(ids) == 1:
		c.warn("site %s: %s", ids[0], what)
	case len(ids) > most+1:
		c.warn("sites %s and %d more: %s", strings.Join(ids[:most], ", "), len(ids)-most, what)
	default:
		c.warn("sites %s: %s", strings.Join(ids, ", "), what)
	}
}

// warnTwice says which sites have the home of another one: under www and
// without, by http and https, are one. Two entries that share a site out by
// patterns are meant.
func (c *checker) warnTwice() {
	const most = 5
	first, told := map[string]*Site{}, 0
	for i := range c.file.Sites {
		s := &c.file.Sites[i]
		plain := plainHome(s.Home)
		other := first[plain]
		switch {
		case s.Home == "":
		case other == nil:
			first[plain] = s
		case len(s.Articles.Include) > 0 && len(other.Articles.Include) > 0:
		default:
			if told++; told <= most {
				c.warn("line %d: %s has the home page of %s, line %d: both ask for the same pages; keep one, or share the pages out with articles.include", s.Line, s.ID, other.ID, other.Line)
			}
		}
	}
	switch more := told - most; {
	case more == 1:
		c.warn("one more site has the home page of another one")
	case more > 1:
		c.warn("%d more sites have the home page of another one", more)
	}
}
