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
	if said != "" && sounds(sample, said) {
		note(declared.Source, declared.Raw)
		return said
	}
	if heard := plainly(sample); said == "" && heard != "" {
		note("text", heard)
		return heard
	}
	heard, sure := hear(sample)
	said1, _, _ := strings.Cut(said, "-")
	if heard != "" && (said == "" && sure > 0.3 || heard != said1 && sure > 0.9 && !kin(heard, said1)) {
		note("text", heard)
		return heard
	}
	if said != "" {
		note(declared.Source, declared.Raw)
	}
	return said
}

// hear tells a text's language by the statistics of its letters, and how sure
// that is, from 0 to 1. They don't know every language: where the commonest
// words of another speak clearly against them, those count.
func hear(sample string) (lang string, sure float64) {
	info := whatlanggo.Detect(sample)
	lang, sure = info.Lang.Iso6391(), info.Confidence
	if !info.IsReliable() {
		sure = min(sure, 0.9)
	}
	if sounds(sample, lang) {
		return lang, sure
	}
	words := 0
	hits := map[string]int{}
	for w := range strings.FieldsSeq(sample) {
		words++
		if len(w) > 12 {
			continue
		}
		for l, list := range unheard {
			if strings.Contains(list, " "+strings.ToLower(w)+" ") {
				hits[l]++
			}
		}
	}
	best := ""
	for l := range unheard {
		if n := hits[l]; n > hits[best] || n == hits[best] && n > 0 && l < best {
			best = l
		}
	}
	if best != lang && words > 15 && hits[best]*10 >= words && hits[best] > 2*hits[lang] {
		return best, 0.95
	}
	return lang, sure
}

// unheard are words of languages that the statistics don't know, or take one
// for another, and that those others don't have: Swahili is no Hausa.
var unheard = map[string]string{
	"sw": " wa kwa za katika cha kuwa hiyo huo hii hizo ambao alisema baada kama zaidi ",
	"ha": " da ta cewa domin wannan ne shi mai sun kuma don ",
	"so": " oo iyo ee waxa uu ayaa ka ku waxaa inuu ",
	"tl": " ang ng mga sa ay ni kay nang hindi ",
	"cy": " yn ar wedi ei eu gan bod hynny oedd ",
	"ga": " agus ar ag bhí sé gur leis atá ",
	"eu": " eta ez bat du dira ere izan dute zen ",
	"sq": " të dhe për një nga është në që ",
	"mt": " ta li fil għal minn huwa kien dan tal il- ",
	"is": " og að sem við því ekki hefur eru ",
}

// common are the commonest short words of the languages that most pages are
// in: where a text has enough of them, it is in the language that it says.
var common = map[string]string{
	"en": " the of and to in is that for with it was are this be by his from you your not ", "de": " der die und in den von das mit ist zu im ein eine auf für nicht sich auch dem des wird sind ", "fr": " de la le les et des en du une est ", "es": " de la que el en los y del las por ",
	"pt": " de que do da em os um para uma ", "it": " di che il la per un del della in ", "nl": " de het een van en in is dat op ", "pl": " w na z i do się że nie ",
	"sv": " och att det som en på är för ", "da": " og at det en på er til af ", "nb": " og det som en på er til av ", "no": " og det som en på er til av ",
	"fi": " ja on että ei se oli hän ", "ru": " в и на не с что по ", "uk": " в і на не що з та у ", "tr": " ve bir bu için da de ile ", "cs": " a v se na je že s ", "hu": " a az és hogy nem egy is ",
	"ro": " de și în la a că pe din ", "id": " yang di dan dengan untuk dari ini ", "el": " και το του της να η ο με ", "ar": " في من على أن إلى ", "fa": " و در به از که این ",
}

// commonIn maps a common word to the languages that it is common in.
var commonIn = func() map[string][]string {
	m := map[string][]string{}
	for lang, words := range common {
		for w := range strings.FieldsSeq(words) {
			m[w] = append(m[w], lang)
		}
	}
	return m
}()

// plainly is the language of which one word in six, at least, is among the
// commonest, twice as many as of any other, or "": looking that up is much
// quicker than statistics over letters.
func plainly(sample string) string {
	words, hits := 0, map[string]int{}
	for w := range strings.FieldsSeq(sample) {
		words++
		if len(w) > 12 {
			continue
		}
		for _, lang := range commonIn[strings.ToLower(w)] {
			hits[lang]++
		}
	}
	best, first, second := "", 0, 0
	for lang, n := range hits {
		switch {
		case n > first:
			best, first, second = lang, n, first
		case n > second:
			second = n
		}
	}
	if words <= 15 || 6*first < words || first < 2*second {
		return ""
	}
	return best
}

// sounds says whether one word in eight, at least, is among the commonest of
// the language.
func sounds(sample, tag string) bool {
	lang, _, _ := strings.Cut(tag, "-")
	list := common[lang]
	if list == "" {
		return false
	}
	words, hits := 0, 0
	for w := range strings.FieldsSeq(sample) {
		words++
		if len(w) <= 12 && strings.Contains(list, " "+strings.ToLower(w)+" ") {
			hits++
		}
	}
	return words > 15 && hits*8 >= words
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
