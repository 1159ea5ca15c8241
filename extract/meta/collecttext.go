package meta

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// maxCopyrights bounds how many copyright notices are kept.
const maxCopyrights = 4

// maxTextSpots bounds how many texts that look like dates or bylines are kept,
// maxDateSpot and maxBylineSpot how long, in bytes, such a text may be.
const (
	maxTextSpots  = 80
	maxDateSpot   = 100
	maxBylineSpot = 120
)

// paragraphBytes is from what length on a text may be a paragraph's, and
// maxLongTexts how many of them are noted.
const (
	paragraphBytes = 120
	maxLongTexts   = 100
)

// text notes short texts that look like a date or begin like a byline.
func (c *collector) text(n *html.Node, in place) {
	s := n.Data
	if blank(s) { // between two tags
		return
	}
	s = strings.TrimSpace(s)
	if len(s) >= paragraphBytes && in&(placeFigure|placeNav) == 0 && len(c.f.longTexts) < maxLongTexts {
		c.f.longTexts = append(c.f.longTexts, c.f.textAt)
	}
	begin := c.f.textAt
	c.f.textAt += utf8.RuneCountInString(s) + 1
	if by := reporter(s); by != "" && len(c.f.bylineTexts) < maxTextSpots {
		c.f.bylineTexts = append(c.f.bylineTexts, spot{node: n, key: by, at: begin, order: c.order, in: in})
	}
	if len(s) > 300 {
		c.dateline(n, s, begin, in)
		return
	}
	if len(s) < 2 {
		return
	}
	has := lookAt(s)
	if len(s) >= 12 && len(s) < len(c.f.title) && 2*len(s) > len(c.f.title) && c.f.printed == "" && strings.HasSuffix(c.f.title, s) && partedBefore(c.f.title, s) {
		c.f.printed = s
	}
	if len(s) >= 12 && len(s) < len(c.f.title) && len(c.f.headings) > 0 && c.f.title[0] == s[0] && beginsParted(c.f.title, s) && in&(placeNav|placeFooter|placeAside|placeRelated|placeComment) == 0 {
		c.f.printedHead = &spot{node: n, key: s, at: c.f.textAt, order: c.order, in: in}
	}
	if len(s) >= 6 && has&hasDigit != 0 && dateSized(s) && len(c.f.dateTexts) < maxTextSpots && dateLike(s) {
		c.f.dateTexts = append(c.f.dateTexts, spot{node: n, key: s, at: c.f.textAt, order: c.order, in: in})
	}
	if len(s) <= maxLine && len(c.f.copyrights) < maxCopyrights && has&hasMark != 0 && strings.Contains(s, "©") {
		c.f.copyrights = append(c.f.copyrights, s)
	}
	if len(s) > maxDateSpot {
		c.dateline(n, s, begin, in)
	} else if len(c.f.bare) < maxBare && in&(placeNav|placeFooter|placeComment) == 0 && in&(placeList|placeLink) != placeList|placeLink && bareLike(s) {
		c.f.bare = append(c.f.bare, spot{node: n, key: s, at: c.f.textAt, order: c.order, in: in})
	}
	starts := len(s) >= 2 && bylineStart(s)
	if starts && len(c.f.bylineTexts) < maxTextSpots {
		if by := beforeBar(s); len(by) <= maxBylineSpot {
			c.f.bylineTexts = append(c.f.bylineTexts, spot{node: n, key: by, at: c.f.textAt, order: c.order, in: in})
		}
	}
	if by := introducedIn(c.f.lang, s); by != "" && !starts && len(c.f.namedTexts) < maxTextSpots {
		c.f.namedTexts = append(c.f.namedTexts, spot{node: n, key: by, at: c.f.textAt, order: c.order, in: in})
	}
	if has&hasColon != 0 || len(s) > 1 && len(s) <= maxTagLabel && labelStarts.mayStart(s) {
		c.label(s, n, in)
	}
	if len(s) >= 6 && len(s) <= maxLine && in&placeNav == 0 {
		c.line(s, has, starts, spot{node: n, at: c.f.textAt, order: c.order, in: in})
	}
}

// beforeBar is a line up to the bar or dot that parts what it says.
func beforeBar(s string) string {
	if i := strings.IndexAny(s, "|•"); i > 0 {
		by := strings.TrimSpace(s[:i])
		if bylineWords[strings.ToLower(by)] { // the bar is a colon
			return s
		}
		if r, _ := utf8.DecodeRuneInString(by); strings.ContainsAny(by, " :：") || cjk(r) {
			return by
		}
	}
	return s
}

// blank says whether nothing but ASCII spaces stands in a text.
func blank(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] > ' ' {
			return false
		}
	}
	return true
}

// datelineBytes is how much of a paragraph is looked at for a dateline:
// "Berlin, 12. Mai 2020 – …", "01.02.2022 | …"; datelineReach is how far, in
// characters of text, from the headline.
const (
	datelineBytes = 48
	datelineReach = 800
)

// dateline notes a date at the beginning of a paragraph, which stands at the spot.
func (c *collector) dateline(n *html.Node, s string, at int, in place) {
	if c.f.headAt < 0 || at-c.f.headAt > datelineReach || len(c.f.datelines) > 4 {
		return
	}
	if end := datelineBytes; len(s) > end {
		for end > 0 && s[end] >= '0' && s[end] <= '9' { // a number cut off is another
			end--
		}
		s = atMost(s, end)
	}
	if s = strings.TrimSpace(s); dateLike(s) {
		c.f.datelines = append(c.f.datelines, spot{node: n, key: s, at: at, order: c.order, in: in})
	}
}

// partedBefore says whether a title's tail begins after a mark that parts it
// from the site's name.
func partedBefore(title, tail string) bool {
	head := strings.TrimRight(strings.TrimSuffix(title, tail), " ")
	for _, m := range []string{":", "|", "-", "–", "—", "»", "·", "：", "~"} {
		if strings.HasSuffix(head, m) {
			return true
		}
	}
	return false
}

// dateSized says whether a text is short enough for a date's: in bytes, or in
// letters where they need several. One of the scripts of India and its neighbours,
// which need three, counts as a byte does.
func dateSized(s string) bool {
	size := len(s)
	if size <= maxDateSpot || size <= 2*maxDateSpot && 2*utf8.RuneCountInString(s) <= maxDateSpot {
		return true
	}
	if size > 3*maxDateSpot {
		return false
	}
	for _, r := range s {
		if r >= 0x900 && r < 0xe00 || r >= 0x1000 && r < 0x1100 || r >= 0x1780 && r < 0x1800 {
			size -= 2
		}
	}
	return size <= maxDateSpot
}

// dateLike is true for a text with a year in it: four digits in a row, the
// first two 19, 20 or 25 (Buddhist), or 13 or 14 (Persian, Hijri); or digits
// of another script; or two pairs of digits parted by dots or slashes.
func dateLike(s string) bool {
	run, pairs := 0, 0
	for i := 0; i < len(s); i++ {
		d := s[i] >= '0' && s[i] <= '9'
		if d {
			run++
		}
		if !d || i == len(s)-1 {
			end := i
			if d {
				end = i + 1
			}
			switch run {
			case 4:
				switch s[end-4 : end-2] {
				case "19", "20", "25", "13", "14":
					return true
				}
			case 3:
				if !d && republicDay(s[end-3:]) {
					return true
				}
			case 1, 2:
				if !d && end > run && strings.IndexByte("RHS", s[end-run-1]) >= 0 && strings.HasPrefix(s[end:], "年") {
					return true
				}
				if !d && (s[i] == '.' || s[i] == '/' || s[i] == '-') {
					pairs++
				}
			}
			run = 0
		}
		if s[i] >= 0xd9 && i+1 < len(s) { // Arabic and Indic digits, full-width ones
			if r, _ := utf8.DecodeRuneInString(s[i:]); digit(r) >= 0 || yearless(r, s[i:]) {
				return true
			}
		}
	}
	return pairs >= 2
}

// republicDay says whether a text begins with a day whose year counts from the
// Chinese republic: 113-05-12, 113年5月12日.
func republicDay(s string) bool {
	year, err := strconv.Atoi(s[:3])
	if err != nil || !republican(year) {
		return false
	}
	rest, ok := strings.CutPrefix(s[3:], "年")
	if ok {
		return rest != "" && strings.Contains(rest, "月")
	}
	sep := s[3:4]
	parts := strings.SplitN(atMost(rest, 7), sep, 4)
	if sep != "-" && sep != "/" && sep != "." || len(parts) < 3 {
		return false
	}
	m, _ := strconv.Atoi(parts[1])
	d, _ := strconv.Atoi(strings.TrimRightFunc(parts[2], func(r rune) bool { return r < '0' || r > '9' }))
	return m >= 1 && m <= 12 && d >= 1 && d <= 31
}

// yearless says whether a text that begins with r is a date whose year has no
// four digits: of a Japanese era or the Chinese republic, or of the Buddhist
// calendar behind a month's short name.
func yearless(r rune, s string) bool {
	switch r {
	case '令', '平', '昭', '民':
		for _, era := range [...]string{"令和", "平成", "昭和", "民國", "民国"} {
			if rest, ok := strings.CutPrefix(s, era); ok && rest != "" && (rest[0] >= '0' && rest[0] <= '9' || strings.HasPrefix(rest, "元")) {
				return true
			}
		}
	case 'ค', 'พ', 'ย': // the last letters of all twelve
		_, rest, ok := strings.Cut(s[:min(len(s), 8)], ".")
		rest = strings.TrimLeft(rest, " ")
		return ok && len(rest) >= 2 && rest[0] >= '4' && rest[0] <= '9' && rest[1] >= '0' && rest[1] <= '9'
	}
	return false
}

// maxBylineWord is the longest word before an author's name, in bytes.
const maxBylineWord = 40

// bylineStart is true for a text that begins with a word such as "By" or
// "Von" and goes on with a name, or ends there.
func bylineStart(s string) bool {
	if !bylineStarts.mayStart(s) {
		return false
	}
	word, colon := s, false
	ends := " :\u00a0："
	if r, _ := utf8.DecodeRuneInString(s); cjk(r) {
		ends = " :\u00a0：・／/|｜"
	}
	if i := strings.IndexAny(s, ends); i > 0 {
		word, colon = s[:i], strings.HasPrefix(s[i:], ":") || strings.HasPrefix(s[i:], "：")
	}
	if len(word) > maxBylineWord {
		return false
	}
	if labelsOnly[word] {
		return colon
	}
	if word == "记者" || word == "記者" {
		return shortNames(strings.TrimPrefix(lineParts(s)[0], word))
	}
	return bylineWords[strings.ToLower(word)]
}

// labelsOnly are words for authors, in scripts without capitals, that begin
// sentences and other lines too: a colon must stand behind them.
var labelsOnly = wordSet("כתב כתבה เรื่อง خبرنگار إعداد تحریر مصنف نگارنده گزارشگر ஆசிரியர் журналіст журналістка журналист журналистка muhabir пише пишува autore разместил разместила опубликовал опубликовала добавил добавила")

// introducing are words before an author's name that are names' own words, or
// words of sentences, in other languages.
var introducing = map[string]string{"ro": "de ", "bg": "от ", "mk": "од ", "sq": "nga ", "ca": "per ", "cy": "gan ", "ga": "le ", "tl": "ni ", "pl": "przez ", "uk": "від ", "el": "από ", "vi": "bởi ", "bn": "লিখেছেন ", "cs": "od ", "sk": "od ", "hr": "od ", "sl": "od ", "sr": "od ", "sw": "na ", "is": "eftir "}

// introducedIn is the name behind such a word in a text of a language, or before
// the word for a reporter in Japanese; "" where there is no name and no more.
func introducedIn(lang, s string) string {
	if len(lang) < 2 || len(s) > maxLine {
		return ""
	}
	if lang[:2] == "ja" {
		i := strings.Index(s, "記者")
		if i < 6 || i > 15 {
			return ""
		}
		if parts := lineParts(s); len(parts) == 0 || parts[0] != s[:i+len("記者")] || strings.ContainsFunc(s[:i], notHan) {
			return ""
		}
		return s[:i]
	}
	word := introducing[lang[:2]]
	if word == "" || len(s) <= len(word) || !strings.EqualFold(s[:len(word)], word) {
		return ""
	}
	if s = beforeBar(s); strings.Contains(s, " - ") {
		s, _, _ = strings.Cut(s, " - ")
	}
	if len(s) <= len(word) {
		return ""
	}
	name := s[len(word):]
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > 4 || slices.ContainsFunc(words, func(w string) bool { return !capitalised(w) }) {
		return ""
	}
	return name
}

func notHan(r rune) bool { return !unicode.Is(unicode.Han, r) }

// shortNames says whether a text is Chinese names, of four letters at most: in
// interviews, the word for a reporter stands before each question.
func shortNames(s string) bool {
	names := false
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(" :：、，,/／\u00a0\u3000", r) }) {
		if utf8.RuneCountInString(part) > 4 {
			return false
		}
		names = true
	}
	return names
}

var bylineWords = wordSet("hosted presented moderated beküldte υποβλήθηκε przesłane vložil vložila napsal napsala napísal gönderen hazırlayan lähettänyt kirjoittanut inskickad indsendt dikirim ditulis người 投稿者 작성자 글쓴이 أرسلها بواسطة نوشته mwandishi imeandikwa trimis scris objavio piše auteur(s) gespeichert erstellt submitted article by written posted published author authors words text story article von autor autorin text: verfasst geschrieben ein par auteur écrit publié por escrito texto autora di scritto autore door av af skrevet skriven napisał автор текст автори συντάκτης γράφει yazar yazan oleh penulis بقلم كتب נכתב מאת 文 作者 記者 記者： 撰文 執筆 author, reporter reported report contributed 作者： teksti tekst लेखक লেখক tác szerző írta haber guest 取材・文 kirjoittaja geschreven opracował opracowała oprac. του της الكاتب الكاتبة نویسنده خبرنگار द्वारा โดย ผู้เขียน เขียนโดย เรื่อง כתב כתבה 筆者 記者名 记者 기자명 글 글·사진 հեղինակ հեղինակ՝ autorius autorė parengė parašė аутор пише пишува авторка எழுதியவர் ஆசிரியர் muhabir журналіст журналістка журналист журналистка إعداد حرره avtor avtorica autors autore teksts ავტორი müəllif müxbir авторы зохиогч shkruan höfundur egilea isinulat రచయిత ലേഖകൻ എഴുതിയത് ಲೇಖಕರು લેખક ਲੇਖਕ تحریر مصنف نگارنده گزارشگر ដោយ ໂດຍ ရေးသားသူ skribent 執筆者 muallif muallifi viết 发布者 發布者 发布人 編輯者 rédigé autori testua redactie redacción texte interview propos testo reportagem reportaje bài كتبت разместил разместила опубликовал опубликовала добавил добавила by.")

// starts are the first two bytes that the words of a set may have, capitals
// too, as bits: most texts fail that look-up.
type starts [1 << 13]byte

func startsOf(sets ...map[string]bool) *starts {
	t := new(starts)
	for _, words := range sets {
		for w := range words {
			for _, s := range []string{w, strings.ToUpper(w), capital(w)} {
				k := startKey(s)
				t[k>>3] |= 1 << (k & 7)
			}
		}
	}
	return t
}

// mayStart says whether a text may begin with a word of the set.
func (t *starts) mayStart(s string) bool {
	k := startKey(s)
	return t[k>>3]&(1<<(k&7)) != 0
}

var (
	bylineStarts = startsOf(bylineWords)
	labelStarts  = startsOf(tagLabels, sectionLabels)
)

// capital is a word with its first letter a capital.
func capital(w string) string {
	_, n := utf8.DecodeRuneInString(w)
	return strings.ToUpper(w[:n]) + w[n:]
}

func startKey(s string) uint16 {
	if len(s) < 2 {
		return uint16(s[0]) << 8
	}
	return uint16(s[0])<<8 | uint16(s[1])
}

// maxTagLabel bounds, in bytes, what stands before an article's tags.
const maxTagLabel = 60

// label notes the label before a list of tags, or before the way to the page.
// The latter has a colon; the former may be a heading instead.
func (c *collector) label(s string, n *html.Node, in place) {
	if len(s) > maxTagLabel || n.Parent == nil || in&(placeFooter|placeComment|placeRelated) != 0 {
		return
	}
	bare, value, colon := strings.Cut(s, ":")
	if !colon {
		bare, value, colon = strings.Cut(s, "：")
	}
	at := c.spotOf(n, strings.ToLower(strings.TrimSpace(bare)), in)
	inText := in&placeNav == 0 && (colon || in&placeLink == 0)
	switch bare = at.key; {
	case tagLabels[bare]:
		if inText && len(c.f.tagLabels) < 10 {
			c.f.tagLabels = append(c.f.tagLabels, at)
		}
	case sectionLabels[bare]:
		if inText && (colon || strings.ContainsAny(bare, " 于")) && len(c.f.sectionLabels) < 10 {
			c.f.sectionLabels = append(c.f.sectionLabels, at)
		}
	case strings.TrimSpace(value) != "":
	case colon && hereLabels[bare]:
		c.f.crumbs = append(c.f.crumbs, c.spotOf(n.Parent, "breadcrumb", in))
	}
}

func (c *collector) spotOf(n *html.Node, key string, in place) spot {
	return spot{node: n, key: key, at: c.f.textAt, order: c.order, in: in}
}

// tagLabels stand before an article's tags, sectionLabels before its section, and
// hereLabels before the way from the front page to it.
var (
	sectionLabels = phraseSet("category|categories|section|filed in|posted in|published in|kategorie|kategorien|rubrik|ressort|veröffentlicht in|abgelegt unter|catégorie|catégories|rubrique|classé dans|publié dans|categoría|categorías|sección|publicado en|archivado en la categoría|categoria|categorias|seção|secção|publicado em|editoria|categorie|sezione|pubblicato in|categorieën|rubriek|geplaatst in|kategori|kategorier|kategoria|kategoriat|aihealue|kategorie:|dział|kategorie článku|rubrika|kategória|kategóriák|rovat|categorii|rubrica|категория|категории|рубрика|рубрики|раздел|категорія|категорії|рубрика:|катэгорыя|категорија|kategorija|kategorije|rubrik:|κατηγορία|κατηγορίες|kategoriler|bölüm|kateqoriya|turkum|rukn|санат|القسم|التصنيف|التصنيفات|دسته|دسته‌بندی|دسته بندی|گروه|زمرہ|קטגוריה|קטגוריות|מדור|श्रेणी|वर्ग|বিভাগ|ক্যাটাগরি|பிரிவு|หมวดหมู่|หมวด|カテゴリ|カテゴリー|分类|分类于|栏目|所属栏目|分類|類別|카테고리|분류|danh mục|chuyên mục|rubrika:|kategorija:|kategooria|kategorijas|kategorijos")
	tagLabels     = phraseSet("tags|tag|tagged|topics|related topics|filed under|keywords|etiquetas|temas|palabras clave|schlagwörter|schlagworte|stichwörter|themen|mots-clés|mots clés|étiquettes|thèmes|sur le même thème|parole chiave|argomenti|palavras-chave|assuntos|trefwoorden|onderwerpen|emneord|emner|nyckelord|ämnen|avainsanat|asiasanat|aiheet|tagi|słowa kluczowe|štítky|klíčová slova|kľúčové slová|témy|címkék|kulcsszavak|etichete|oznake|ključne riječi|теги|тэги|метки|ключевые слова|етикети|мітки|ключові слова|ετικέτες|etiketler|anahtar kelimeler|الوسوم|كلمات مفتاحية|الكلمات المفتاحية|کلیدواژه‌ها|برچسب‌ها|برچسب ها|תגיות|टैग|ট্যাগ|แท็ก|ป้ายกำกับ|タグ|キーワード|标签|關鍵字|关键词|標籤|태그|키워드|thẻ|từ khóa|nhãn|lebo|topik|kata kunci|etiquetes|temes|paraules clau|gaiak|etiketak|efnisorð|clibeanna|tagiau|tagged with|tagged in|tagged as|in this article|article tags|article topics|post tags|related tags|key words|key topics|marcadores|palavras chave|tópicos|tópicos relacionados|temas relacionados|etiquetas relacionadas|más sobre|archivado en|en este artículo|mots clefs|mots-clefs|sujets|thématiques|classé sous|tag dell'articolo|etichette|temi|mehr zum thema|themen dieses artikels|tags zum artikel|schlagwort|stichworte|verschlagwortet mit|verwandte themen|label|labels|dossiers|mot-clé|taggar|taggat|läs mer om|stikord|nøkkelord|temaer|avainsana|tunnisteet|märksõnad|märksõna|teemad|tēmas|birkas|atslēgvārdi|žymos|raktažodžiai|temos|témata|téma|štítek|související témata|kľúčové slovo|tagy|címke|cimkék|cuvinte cheie|subiecte|taguri|tagovi|ključne besede|oznaka|teme|ознаке|таг|таговы|тагови|кључне речи|клучни зборови|ознаки|тематика|темы|тема|ключови думи|тагове|теми|тэгі|тегтер|кілт сөздер|θέματα|λέξεις κλειδιά|λέξεις-κλειδιά|σχετικά θέματα|etiket|konular|konu etiketleri|açar sözlər|teqlər|kalit soʻzlar|teglar|الكلمات الدلالية|كلمات دلالية|وسوم|الأوسمة|علامات|مواضيع|تصنيفات|کلیدواژه|کلمات کلیدی|برچسب|موضوعات|ٹیگز|מילות מפתח|תגים|נושאים|תגיות קשורות|टैग्स|विषय|सम्बन्धित विषय|ট্যাগস|বিষয়|குறிச்சொற்கள்|టాగ్లు|ట్యాగ్స్|ಟ್ಯಾಗ್ಗಳು|ടാഗുകൾ|ટૅગ્સ|ਟੈਗ|คำค้นหา|หัวข้อ|แท็กที่เกี่ยวข้อง|関連タグ|関連キーワード|関連トピック|トピック|テーマ|タグ一覧|标签标签|文章标签|本文标签|关键字|標簽|相關標籤|相关标签|關鍵詞|相关话题|相關關鍵字|관련 태그|관련태그|관련 키워드|해시태그|주제어|chủ đề|tags liên quan|từ khoá|tag terkait|topik terkait|kata kunci terkait|tajuk|თეგები|ტეგები|պիտակներ|թեգեր")
	hereLabels    = phraseSet("当前位置|您当前的位置|您现在的位置|您的位置|现在位置|現在位置|所在位置|you are here|sie sind hier|estás en|usted está aquí|vous êtes ici|ti trovi in|sei qui|você está aqui|вы здесь|jesteś tutaj|nacházíte se zde|現在地|현재위치")
)
