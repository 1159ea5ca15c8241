package meta

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// undated is a byline without the dates, times and reading times that stand
// before and behind what it says of the authors, all of whom must remain.
func undated(byline string, names []string) string {
	if !strings.ContainsFunc(byline, func(r rune) bool { return digit(r) >= 0 }) {
		return byline
	}
	short := byline
	if by := byBehindDate(short); by != "" {
		short = by
	}
	parts := bylineMarks.FindAllStringIndex(short, -1)
	start, end := 0, len(short)
	for at, i := 0, 0; i <= len(parts); i++ {
		stop, next := len(short), len(short)
		if i < len(parts) {
			stop, next = parts[i][0], parts[i][1]
		}
		if strings.ContainsFunc(short[at:stop], func(r rune) bool { return digit(r) >= 0 }) {
			if named := holdsAll(short[start:at], names); named {
				end = at
				break
			}
			start = next
		}
		at = next
	}
	short = withoutDateWords(short[start:end])
	if !holdsAll(short, names) {
		return byline
	}
	return short
}

// bylineMarks part a byline from its dates.
var bylineMarks = regexp.MustCompile(`\s*[|•·,\n]\s*|\s+[–—/-]\s+|\s+(?:Updated|Published|Posted|Aktualisiert|Veröffentlicht|Publié|Mis à jour|Publicado|Actualizado|Pubblicato|Aggiornato|Обновлено|Опубликовано)\b:?`)

// dateWords are what may stand between a name and the date that is cut off.
var dateWords = wordSet("updated update published posted last on at aktualisiert veröffentlicht zuletzt am um vom den le à el il em op den på kl mis jour publié modifié publicado actualizado pubblicato aggiornato обновлено опубликовано в published: פורסם עודכן نشر تحديث آخر في انتشار تاریخ به‌روزرسانی προστέθηκε δημοσιεύθηκε δημοσιεύτηκε ενημέρωση την giriş tarihi güncelleme yayın tarihi tanggal diterbitkan pukul ngày đăng lúc प्रकाशित अपडेट เผยแพร่ เมื่อ julkaistu päivitetty klo publicerad uppdaterad publisert oppdatert opublikowano aktualizacja dodano dnia w publikováno aktualizováno dne megjelent frissítve publicat actualizat la data monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche")

// withoutDateWords takes off what is left of a date at the end of a byline,
// and the marks around it.
func withoutDateWords(s string) string {
	const marks = " ,|•·⋅–—-/\n"
	for {
		s = strings.Trim(s, marks)
		i := strings.LastIndexAny(s, " ,|•·⋅–—/\n")
		if i < 0 {
			return s
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		last := strings.ToLower(strings.Trim(s[i+n:], ".:"))
		if !dateWords[last] && !weekdays[last] {
			return s
		}
		s = s[:i]
	}
}

// holdsAll says whether a text holds all of the names, marks aside.
func holdsAll(s string, names []string) bool {
	key := squash(s)
	for _, n := range names {
		if !strings.Contains(key, squash(n)) {
			return false
		}
	}
	return true
}
