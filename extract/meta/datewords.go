package meta

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

var (
	updatedRE   = pattern.InSmall(`\b(?:updated?|modified|aktualisier\w*|update|geändert|mis à jour|actualizad\w*|aggiornat\w*|atualizad\w*|bijgewerkt|uppdaterad|opdateret|oppdatert|päivitetty|zaktualizowan\w*|обновлен\w*|güncelle\w*|diperbarui|edited|stand|frissít\w*|actualizat\w*|ažurirano|atnaujinta|cập nhật)\b|modifié|modificat|modifica (?:il|el)|aktualizac|actualitzat|(?:обновл|оновл|обнов|ενημ[εέ]ρ)[^\s:.,;0-9]*|更新|تحديث|sist endret|sidst ændret|senast ändrad|módosítva|আপডেট|ปรับปรุง|zadnja izmjena|zadnje ažuriranje|muudetud|uuendatud|ажурирано|atjaunots|dikemas kini|अद्यतन|புதுப்பிக்கப்பட்டது|განახლდა|թարմացվել|aktualizov|به‌روز|עודכן|עדכון|अपडेट|อัปเดต|업데이트|수정|` + strings.Join(words(updateStems), "|"))
	notDateRE   = pattern.InSmall(`\b(?:copyright|expires?|event|©|all rights|since|founded|seit|born|deadline|until|bis zum|effective|bis \d+)\b|©|bewertung|\b(?:when|wann|termin|cuándo|cuando|quand|quando|wanneer|hvornår|kdy|kiedy|mikor)\s*:|когда:|коли:`)
	publishedRE = pattern.InSmall(strings.ReplaceAll(publishedWords, " ", "|") + `|article.?date|news.?date|^\s*(?:datum|date|data|дата|tarih|日期|dátum|päivämäärä|ημερομηνία|التاريخ|تاریخ|tanggal|ngày|날짜)\s*[:：]\s*$`)
)

// updateStems say, wherever they stand, that something was changed: what updatedRE
// has is left out.
const updateStems = "modific letzte_änderung zuletzt_bearbeitet mise_à_jour actualizaci actualizaç atualizaç aggiornament gewijzigd laatste_wijziging laatst_aangepast sidst_redigeret muokattu uppfært " +
	"poprawiono zmodyfikowan modyfikacj změněno poslední_změna poslední_úprava upraveno posledná_úprava posledná_zmena aktualizáci upravené módosítás actualizar последна_промяна актуализ последна_редакция изменено изменён последнее_изменение отредактирован " +
	"змінено остання_зміна відредагован абноў абнаўл τροποποίησ τροποποιήθ son_değişiklik izmjena izmijenjeno измена измењено izmena izmenjeno ажурира posodob zadnja_sprememba последна_промена " +
	"atnaujin redaguota atjaunin pēdējās_izmaiņas labots muudet uuendat actualitz eguneratu eguneratze eguneraketa azken_aldaketa përditës ndryshuar nuashonr diweddarwyd diweddariad opgedateer " +
	"آخر_تعديل روزرسان روز_رسان آخرین_ویرایش ویرایش_شده اپ_ڈیٹ اپڈیٹ تازہ_کاری संशोधित अद्यावधिक হালনাগাদ నవీకరించ అప్\u200cడేట్ అప్డేట్ ನವೀಕರಿಸ ಅಪ್\u200cಡೇಟ್ ಅಪ್ಡೇಟ್ അപ്ഡേറ്റ് അപ്\u200cഡേറ്റ് പുതുക്കിയ અપડેટ ਅੱਪਡੇਟ ਅਪਡੇਟ යාවත්කාලීන " +
	"แก้ไขล่าสุด อัพเดท อัพเดต sửa_đổi_lần_cuối diperbaharui terakhir_diubah pembaruan diupdate kemas_kini 修改 修订 បច្ចុប្បន្នភាព განახლებ yenilən жаңарт жаңырт yangilan янгилан шинэчл шинэчилс թարմաց imesasishwa ilisasishwa cusboon የተሻሻለ"

// publishedWords say, wherever they stand, that something was published.
const publishedWords = "public publis publik publié posted pub-date pubdate veröffentlicht erstellt pubblicat entry-date post-date created опублик опублік fecha julkaistu megjelent közzétéve objavlj vydáno zveřejněno yayın yayim δημοσι נפרסם פורסם نشر انتشار 公開 掲載 配信 发布 發布 發佈 등록 입력 게시 เผยแพร่ đăng"

// labelWords are words of which updatedRE, publishedRE and notDateRE each need
// one: looking for them first is much quicker.
var labelWords = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder(
		append(withCapitals(words(updateStems)), "updat", "modif", "aktuali", "ndert", " jour", "actuali", "aggiorn", "atuali", "bijgewerkt", "uppdater", "opdater", "oppdater", "ivite", "zaktuali", "бнов", "БНОВ", "новл", "НОВЛ", "νημερ", "νημέρ", "ΝΗΜΕΡ", "actualitz", "friss", "actualizat", "urirano", "atnaujin", "nhật", "به‌روز", "עודכן", "עדכון", "अपडेट", "อัปเดต", "업데이트", "수정", "ncelle", "diperbarui", "edited", "stand", "endret", "ændret", "ändrad", "dosítva", "আপডেট", "ปรับปรุง", "izmjen", "urira", "muudetud", "uuendatud", "ажур", "Ажур", "atjaun", "kemas kini", "अद्यतन", "புதுப்பிக்க", "განახლ", "թարմաց", "Թարմաց", "更新", "تحديث"),
		[]string{"article", "news", ":", "："},
		[]string{"copyright", "expire", "event", "©", "all rights", "since", "founded", "seit", "born", "deadline", "until", "bis ", "effective", "bewertung", "when", "wann", "termin", "cuándo", "cuando", "quand", "wanneer", "hvornår", "kdy", "kiedy", "mikor", "когда", "Когда", "коли", "Коли"},
		[]string{"today", "current", "now"},
		withCapitals(strings.Fields(publishedWords)),
	)
})

const (
	wordUpdated = 1 << iota
	wordMayPublish
	wordNoDate
	wordToday
	wordSaysPublished
)

func saysUpdate(s string) bool { return updateIn(s) != nil }

// updateIn is where a text speaks of an update, nil where it doesn't.
func updateIn(s string) []int {
	if labelWords().Find(s)&wordUpdated == 0 {
		return nil
	}
	return updatedRE.FindFolded(s)
}

func saysPublication(s string) bool {
	found := labelWords().Find(s)
	return found&wordSaysPublished != 0 || found&wordMayPublish != 0 && publishedRE.FindFolded(s) != nil
}

func saysNoDate(s string) bool {
	return labelWords().Find(s)&wordNoDate != 0 && notDateRE.FindFolded(s) != nil
}

func saysToday(s string) bool { return labelWords().Find(s)&wordToday != 0 && todayRE.MatchString(s) }

// todayRE are names of elements that print the day on which a page is read.
var todayRE = pattern.MustCompile(`(?i)today|current-?date|(?:date|time)-?(?:now|current)|now-date`)

// beforeUpdate is a text up to where it speaks of an update, when a date stands
// before.
func beforeUpdate(s string) string {
	if loc := updateIn(s); loc != nil && dateLike(s[:loc[0]]) {
		return s[:loc[0]]
	}
	return s
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

// A line that is a date has so many words beside it at most, and more where some
// of them say what the date is: "Last updated on", "at", "Eastern Time".
const (
	besideDate     = 3
	besideLabelled = 7
)

// DateLine says whether a line is a date, with its label perhaps, and no more.
func DateLine(s string) bool {
	if !dateLike(s) {
		return false
	}
	n, labelled := wordsBeside(s), saysPublication(s) || updateIn(s) != nil
	if t := strings.TrimSpace(s); strings.TrimRight(t, ".!?。") != t { // "It opened in 1998." is a sentence
		return n == 0 || labelled && n <= besideDate
	}
	return n <= besideDate || labelled && n <= besideLabelled
}

// HasDate says whether a text looks as if a date stood in it.
func HasDate(s string) bool { return dateLike(s) }

// words are those of a list, in which "_" stands for a space.
func words(list string) []string {
	all := strings.Fields(list)
	for i := range all {
		all[i] = strings.ReplaceAll(all[i], "_", " ")
	}
	return all
}

// withCapitals adds to words that are not ASCII's those with a capital and those
// in capitals: the finder folds no others.
func withCapitals(words []string) []string {
	for _, w := range words {
		if dom.ASCII(w) {
			continue
		}
		r, n := utf8.DecodeRuneInString(w)
		words = append(words, string(unicode.ToUpper(r))+w[n:], strings.ToUpper(w))
	}
	return words
}
