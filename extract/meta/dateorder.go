package meta

import "strings"

// dateContext gathers what helps to read this page's dates.
func (r *reader) dateContext() DateContext {
	c := DateContext{Language: r.out.Language.Text, Now: r.opt.Now, Location: r.opt.Location}
	if c.Language == "" && len(r.opt.Languages) > 0 {
		c.Language = r.opt.Languages[0]
	}
	c.MonthFirst = r.monthFirst(c.Language)
	c.Republic = r.republican(c.Language)
	return c
}

// onlyTraditional are letters that simplified Chinese writes otherwise, and
// Japanese too.
const onlyTraditional = "灣會臺學國與對這個們來說後為開關還發經過現長東車門問間電話區總實體應將專員縣務數萬"

// republican says whether a page may count its years from the Chinese republic, as
// Taiwan does: by its language, or by its title's letters or its host where that
// is Chinese of no country.
func (r *reader) republican(lang string) bool {
	l := strings.ToLower(strings.ReplaceAll(lang, "_", "-"))
	switch {
	case l == "zh-tw" || strings.HasPrefix(l, "zh-hant") && l != "zh-hant-hk" && l != "zh-hant-mo":
		return true
	case l == "zh" || l == "":
		return r.opt.URL != nil && strings.HasSuffix(r.opt.URL.Hostname(), ".tw") || strings.ContainsAny(r.f.title, onlyTraditional) && !strings.ContainsFunc(r.f.title, kana)
	}
	return false
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
