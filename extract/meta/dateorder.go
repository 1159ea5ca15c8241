package meta

import "strings"

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
