package meta

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// Label is what a field's printed label announces.
type Label uint8

// The labels.
const (
	NoLabel Label = iota
	LabelPublished
	LabelModified
	LabelAuthor
	LabelImage
	LabelTags
	LabelOther // a field that is nobody's text: section, source of a picture, word count
)

// labelRE are labels of fields as CMSs print them, in the languages of the
// world's news sites. A label stands at the beginning of a line and is
// followed by a colon, or is the whole line.
var labelRE = []struct {
	label Label
	re    *pattern.Pattern
}{
	{LabelPublished, pattern.MustCompile(`(?i)^(?:fecha(?: de (?:publicaci[oó]n|creaci[oó]n))?|publicad[oa](?: el| em| en)?|data (?:de publica[cç][aã]o|di pubblicazione|da publica[cç][aã]o|pubblicazione)|pubblicato(?: il)?|date(?: de (?:publication|parution))?|publi[eé](?: le)?|mis en ligne(?: le)?|publication date|date published|date posted|published(?: on| at)?|posted(?: on)?|publish date|release date|ver[oö]ffentlicht(?: am)?|ver[oö]ffentlichungsdatum|erstellt(?: am)?|erschienen(?: am)?|datum|geplaatst(?: op)?|gepubliceerd(?: op)?|publicerad|publiceringsdatum|publisert|offentliggjort|udgivet|julkaistu|data publikacji|opublikowano|dodano|datum zve[rř]ejn[eě]n[ií]|publikov[aá]no|vyd[aá]no|zverejnen[eé]|megjelent|közzétéve|data public[aă]rii|publicat(?: la)?|objavljeno|datum objave|дата публикации|опубликован[оа]?|дата публікації|опубліковано|дата|публикувано(?: на)?|ημερομηνία(?: δημοσίευσης)?|δημοσιεύτηκε|yayın(?:lanma)? tarihi|tarih|tanggal(?: terbit)?|diterbitkan|dipublikasikan|ngày đăng|تاريخ النشر|نشر في|نُشر في|تاریخ انتشار|תאריך פרסום|פורסם(?: ב)?|प्रकाशित(?: तिथि)?|प्रकाशन तिथि|প্রকাশিত|প্রকাশ|เผยแพร่(?:เมื่อ)?|วันที่(?:เผยแพร่)?|公開日|掲載日|配信日|投稿日|発行日|发布时间|发布日期|發布時間|發佈日期|日期|时间|時間|게시일|작성일|입력|등록일|imechapishwa|tarehe|publikované|paskelbta|publicēts|publicēta|avaldatud|argitaratua|publikuar|foilsithe|cyhoeddwyd|објављено|објавено|апублікавана|жарияланды|жарыяланган|dərc olunub|chop etilgan|нийтэлсэн|გამოქვეყნდა|հրապարակվել է|شائع|প্রকাশের তারিখ|प्रकाशित मिति|வெளியிடப்பட்டது|ప్రచురణ తేదీ|പ്രസിദ്ധീകരിച്ചത്|ಪ್ರಕಟಿಸಲಾಗಿದೆ|પ્રકાશિત|ਪ੍ਰਕਾਸ਼ਿਤ)$`)},
	{LabelModified, pattern.MustCompile(`(?i)^(?:fecha de (?:actualizaci[oó]n|modificaci[oó]n)|actualizad[oa](?: el)?|[uú]ltima actualizaci[oó]n|atualizad[oa](?: em)?|aggiornato(?: il)?|ultimo aggiornamento|mis [aà] jour(?: le)?|derni[eè]re mise [aà] jour|last updated|updated(?: on| at)?|last modified|modified|date modified|aktualisiert(?: am)?|zuletzt (?:aktualisiert|geändert)(?: am)?|stand|bijgewerkt(?: op)?|uppdaterad|oppdatert|opdateret|päivitetty|aktualizacja|aktualizov[aá]no|frissítve|actualizat(?: la)?|обновлен[оа]|оновлено|ενημερώθηκε|güncelleme(?: tarihi)?|diperbarui|آخر تحديث|עודכן|更新日|最終更新(?:日)?|更新时间|更新時間|수정일?|최종수정|[uú]ltima (?:atualiza[cç][aã]o|modifica[cç][aã]o|modificaci[oó]n|modifica|actualizare|modificare|actualització)|modificad[oa](?: em| el)?|modificato(?: il)?|darrera actualització|derni[eè]re modification|modifi[eé](?: le)?|mise [aà] jour|letzte (?:änderung|aktualisierung)|zuletzt bearbeitet(?: am)?|laatst (?:gewijzigd|bijgewerkt|aangepast)(?: op)?|laatste (?:wijziging|update)|senast (?:uppdaterad|ändrad)|sist (?:oppdatert|endret)|sidst (?:opdateret|ændret)|viimeksi päivitetty|muokattu|(?:síðast )?uppfært|ostatnia (?:aktualizacja|modyfikacja)|zaktualizowano|zmodyfikowano|poprawiono|poslední (?:úprava|změna|aktualizace)|naposledy změněno|upraveno|posledná (?:úprava|zmena|aktualizácia)|aktualizované|módosít(?:ás|va)|utolsó (?:módosítás|frissítés)|последн(?:ее|яя|а|о) (?:обновление|изменение|промяна|редакция|обновяване)|изменено|актуализирано|останн[єя] (?:оновлення|зміна)|змінено|последња измена|последно ажурирање|ажурирано|τελευταία (?:ενημέρωση|τροποποίηση)|son güncelleme|son değişiklik|ažurirano|(?:zadnja|posljednja) izmjena|zadnje ažuriranje|posodobljeno|zadnja (?:posodobitev|sprememba)|(?:paskutinį kartą )?atnaujinta|atjaunots|atjaunināts|(?:viimati )?(?:muudetud|uuendatud)|eguneratua|azken (?:eguneraketa|aldaketa)|përditësuar|nuashonraithe|diweddarwyd|cập nhật(?: lần cuối)?|terakhir (?:diperbarui|diubah)|diperbaharui|dikemas kini|kemas kini terakhir|تم التحديث|آخر تعديل|تاريخ التحديث|(?:آخرین )?به‌?روزرسانی|آخرین ویرایش|آخری اپ ڈیٹ|עדכון אחרון|עודכן לאחרונה|अपडेट|अद्यतन|अद्यावधिक|আপডেট|(?:সর্বশেষ )?হালনাগাদ|புதுப்பிக்கப்பட்டது|నవీకరించబడింది|ನವೀಕರಿಸಲಾಗಿದೆ|പുതുക്കിയത്|અપડેટ|ਅੱਪਡੇਟ|อัปเดต(?:ล่าสุด)?|ปรับปรุง(?:ล่าสุด)?|แก้ไขล่าสุด|最后更新|最後更新|最后修改|最後修改|修改时间|(?:최종 ?)?업데이트|განახლდა|թարմացվել է|yenilənib|жаңартылды|жаңыртылды|yangilangan|янгиланган|шинэчлэгдсэн|imesasishwa)$`)},
	{LabelAuthor, pattern.MustCompile(`(?i)^(?:por|by|von|par|di|door|av|af|autor(?:es|a|in|en)?|author(?:s|\(s\))?|written by|escrito por|texto(?: de)?|auteur(?:s)?|autore|autori|redactor[a]?|geschreven door|skribent|kirjoittaja|tekst|автор(?:ы|и)?|текст|συντάκτης|γράφει ο|yazar|penulis|oleh|tác giả|بقلم|الكاتب|نویسنده|מאת|लेखक|লেখক|ผู้เขียน|著者|執筆者?|文|作者|記者|记者|글|기자|mwandishi)$`)},
	{LabelImage, pattern.MustCompile(`(?i)^(?:imagen(?: principal| destacada)?|main image|featured image|lead image|image(?: principale| [aà] la une)?|bild|hauptbild|titelbild|beitragsbild|foto(?:s| principal)?|photo|imagem(?: principal| destacada)?|immagine(?: principale| in evidenza)?|afbeelding|hoofdafbeelding|bilde|billede|kuva|zdjęcie|obr[aá]zek|kép|imagine|slika|изображение|фото|зображення|εικόνα|görsel|gambar|hình ảnh|الصورة(?: الرئيسية)?|تصویر|תמונה|画像|图片|圖片|사진|picha|video|audio|galer[ií]a|gallery)$`)},
	{LabelTags, pattern.MustCompile(`(?i)^(?:etiquetas|tags?|palabras clave|keywords|schlagw[oö]rter|schlagworte|stichw[oö]rter|mots[- ]cl[eé]s|[eé]tiquettes|parole chiave|palavras[- ]chave|trefwoorden|emneord|nyckelord|avainsanat|słowa kluczowe|štítky|kľúčové slová|címkék|etichete|oznake|теги|метки|ключевые слова|етикети|ετικέτες|etiketler|الوسوم|كلمات مفتاحية|برچسب‌ها|תגיות|タグ|标签|標籤|태그)$`)},
	{LabelOther, pattern.MustCompile(`(?i)^(?:secci[oó]n|section|rubrik|ressort|rubrique|categor[ií]a|category|kategorie|cat[eé]gorie|categoria|sezione|seç[aã]o|categorie|kategori|категория|рубрика|fuente|source|quelle|fonte|bron|kilde|źródło|zdroj|источник|kaynak|sumber|المصدر|来源|來源|出典|출처|cr[eé]dito|credit|read time|reading time|lesezeit|temps de lecture|tiempo de lectura|views|visitas|lugar|ubicaci[oó]n|location)$`)},
}

// maxLabel is the longest label, in characters.
const maxLabel = 32

// SplitLabel reads a line that is a label, or begins with one and a colon.
// value is what stands behind the colon.
func SplitLabel(line string) (label Label, value string) {
	head, rest, colon := strings.Cut(line, ":")
	if !colon {
		head, rest, colon = strings.Cut(line, "：")
	}
	head = strings.TrimSpace(head)
	if !colon || head == "" || utf8.RuneCountInString(head) > maxLabel {
		return NoLabel, ""
	}
	for _, l := range labelRE {
		if l.re.MatchString(head) {
			return l.label, strings.TrimSpace(rest)
		}
	}
	return NoLabel, ""
}

// withoutLabel is an element's text without the field's label that a content
// management system prints before it, in an element of its own.
func withoutLabel(n *html.Node) string {
	text := dom.Text(n)
	if e := firstElement(n); e != nil && strings.Contains(strings.ToLower(dom.Attr(e, "class")), "label") {
		return strings.TrimSpace(strings.TrimPrefix(text, dom.Text(e)))
	}
	return text
}
