package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"copydesk/extract/body"
	"copydesk/extract/dom"
	"copydesk/extract/meta"
)

// fromPlain cleans an already scraped page: lines of text in which title,
// labels, body and forms stand one after another.
func (d *Document) fromPlain(rules *Rules) (*Article, error) {
	a := d.blank(rules)
	c := plainCleaner{a: a, dates: meta.DateContext{Now: d.page.FetchedAt}}
	if rules != nil {
		c.drop = rules.removeText
		c.dates.Location = rules.location
		if len(rules.set.Languages) > 0 {
			c.dates.Language = rules.set.Languages[0]
		}
	}
	c.clean(strings.Split(strings.ReplaceAll(d.plain, "\r\n", "\n"), "\n"))
	a.Text = c.text()
	d.finish(a, meta.Value{})
	a.PageType = TypeArticle
	a.Quality = Quality{Score: 0.6, Verdict: OK}
	if a.WordCount < short {
		a.PageType = TypeOther
		a.Quality = Quality{Score: 0.1, Verdict: TooShort, Reasons: []string{"hardly any text"}}
	}
	return a, nil
}

// plainCleaner reads lines from the top.
type plainCleaner struct {
	a     *Article
	dates meta.DateContext
	drop  []*regexp.Regexp
	paras []string
	label meta.Label // of the line before, waiting for its value
	raw   string     // that line
	ended bool       // the comment form has begun
}

// maxTitleLine is the longest first line taken for a headline, in characters.
const maxTitleLine = 250

func (c *plainCleaner) clean(lines []string) {
	for _, line := range lines {
		line = dom.Fold(line)
		if line == "" || c.ended || c.dropped(line) {
			continue
		}
		if body.EndsArticle(line) {
			c.ended = true
			continue
		}
		if c.labelled(line) {
			continue
		}
		c.line(line)
	}
}

func (c *plainCleaner) dropped(line string) bool {
	for _, re := range c.drop {
		if re.MatchString(line) {
			return true
		}
	}
	return body.FormLine(line)
}

// labelled reads "Label: value", on one line or on two.
func (c *plainCleaner) labelled(line string) bool {
	if c.label != meta.NoLabel {
		label, raw := c.label, c.raw
		c.label = meta.NoLabel
		if c.value(label, raw, line) {
			return true
		}
	}
	label, value := meta.SplitLabel(line)
	if label == meta.NoLabel {
		return false
	}
	if value == "" {
		c.label, c.raw = label, line
		return true
	}
	return c.value(label, line, value)
}

// value takes a label's value, and is false when the line can't be it.
func (c *plainCleaner) value(label meta.Label, raw, value string) bool {
	source := "label:" + strings.TrimRight(labelText(raw), " :：")
	switch label {
	case meta.LabelPublished, meta.LabelModified:
		date := meta.ParseDate(value, c.dates)
		if date.IsZero() || utf8.RuneCountInString(value) > 60 {
			return false
		}
		if label == meta.LabelPublished && c.a.DatePublished == "" {
			c.a.DatePublished = date.String()
			c.a.Provenance["date_published"] = Provenance{source, value}
		} else if label == meta.LabelModified {
			c.a.DateModified = date.String()
			c.a.Provenance["date_modified"] = Provenance{source, value}
		}
		return true
	case meta.LabelAuthor:
		names := meta.Names(value, "")
		if len(names) == 0 || utf8.RuneCountInString(value) > 100 {
			return false
		}
		c.a.Authors, c.a.Byline = names, value
		c.a.Provenance["authors"] = Provenance{source, value}
		return true
	case meta.LabelTags:
		if utf8.RuneCountInString(value) > 200 {
			return false
		}
		for t := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ',' || r == ';' }) {
			c.a.Tags = append(c.a.Tags, strings.TrimSpace(t))
		}
		return true
	case meta.LabelImage, meta.LabelOther:
		return utf8.RuneCountInString(value) < 40 && !strings.ContainsAny(value, ".!?。") || strings.HasPrefix(value, "http")
	}
	return false
}

func labelText(raw string) string {
	if i := strings.IndexAny(raw, ":："); i > 0 {
		return raw[:i]
	}
	return raw
}

// line takes the first line for the title and the rest for paragraphs.
func (c *plainCleaner) line(line string) {
	if c.a.Title == "" && len(c.paras) == 0 && utf8.RuneCountInString(line) <= maxTitleLine && !strings.HasSuffix(line, ".") {
		c.a.Title = line
		c.a.Provenance["title"] = Provenance{"text:first line", line}
		return
	}
	if line == c.a.Title && len(c.paras) == 0 {
		return
	}
	c.paras = append(c.paras, line)
}

func (c *plainCleaner) text() string { return strings.Join(c.paras, "\n\n") }
