package extract

import (
	"strings"
	"unicode/utf8"

	"github.com/RadhiFadlillah/whatlanggo"

	"copydesk/extract/meta"
)

// sampleLength is how much of the text the language is told from, in bytes.
const sampleLength = 900

// language checks what the page declares against its text: the text wins when
// it is sure.
func language(a *Article, declared meta.Value) string {
	note := func(source, raw string) { a.Provenance["language"] = Provenance{Source: source, Raw: raw} }
	sample := a.Text
	if len(sample) > sampleLength {
		sample = sample[:sampleLength]
		for !utf8.ValidString(sample) {
			sample = sample[:len(sample)-1]
		}
	}
	said := declared.Text
	if len(sample) < 120 {
		if said != "" {
			note(declared.Source, declared.Raw)
		}
		return said
	}
	info := whatlanggo.Detect(sample)
	heard := info.Lang.Iso6391()
	said1, _, _ := strings.Cut(said, "-")
	if heard != "" && (said == "" && info.Confidence > 0.3 || heard != said1 && info.IsReliable() && info.Confidence > 0.9 && !kin(heard, said1)) {
		note("text", heard)
		return heard
	}
	if said != "" {
		note(declared.Source, declared.Raw)
	}
	return said
}

// kin are languages so alike that statistics over letters can't overrule a
// declaration.
func kin(a, b string) bool {
	for _, family := range []string{"no nb nn da sv", "hr sr bs sl mk bg", "id ms jv su", "cs sk", "es pt gl ca it", "ru uk be bg", "hi mr ne", "fa ar ur ps", "zu xh st tn so", "nl af", "tr az", "de lb gsw", "en sco tl fil", "zh ja", "fi et"} {
		f := strings.Fields(family)
		if has(f, a) && has(f, b) {
			return true
		}
	}
	return false
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
