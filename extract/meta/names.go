package meta

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// maxByline bounds what is read as a byline; longer text is no list of names.
const maxByline = 300

// prefixes are the words before a name in a byline. They are tried in order,
// longest first where one begins another.
var prefixes = pattern.InSmall(`^(?:[\s\-–—|:•·,/*]*(?:` +
	`(?:posted|published|written|submitted|added|uploaded|erstellt|veröffentlicht|geschrieben|gespeichert|eingestellt|publié|posté|publicado|escrito|pubblicato|scritto)\s+(?:on|at|am|le|el|il|em)\s+[^|@]{5,40}?\s+(?:by|von|par|por|da)|gespeichert von|by\.|(?:article|story|guest (?:post|column|article|blog)|this (?:article|post|story) was written) by|(?:enviado|eingereicht|soumis|inviato|ingezonden) (?:por|von|par|da|door)|auteur\(s\)|` +
	`(?:(?:ein |der |dieser )?(?:artikel|beitrag) von|(?:autori|testua|redactie|redacción|texte|report|reportatge|bài|text)\s*[:：]|(?:interview|texto e fotos|fotos e texto|textos? y fotos?|text i fotos?|bài và ảnh) (?:by|de|per)|(?:tekst og (?:foto|bilder|billeder)|teksti ja kuvat?|tekst i (?:foto|zdjęcia)|text och (?:foto|bild)|tekst en (?:foto|beeld)|testi? e foto|texto e fotos?|textos? y fotos?|texte et photos?|bài và ảnh)\s*[:：]|testo di|reportagem de|reportaje de|reportage de|取材・文＝|文＝|(?:all |more |view all |see all |view |other )?(?:articles|posts|stories|more)\s+(?:by|from)|(?:zeige )?alle (?:beiträge|artikel|posts) von|mehr (?:artikel|beiträge|texte) von|(?:voir )?tous les (?:articles|posts) (?:de|par)|(?:ver )?todas las entradas (?:de|por)|(?:vedi )?tutti gli articoli di|(?:bekijk )?alle berichten van|(?:visa )?alla inlägg av|(?:pokaż )?wszystkie wpisy|(?:zobacz )?wszystkie wpisy,? których autorem jest|(?:text|words|fotos?|photos?|bilder)\s*(?:&|und|and|\+)\s*(?:fotos?|photos?|bilder|text|words|images)(?:\s+(?:by|von))?|alles von|mehr von|alle artikel von|(?:ver )?(?:todos los )?artículos de|tous les articles de|(?:article|story|post|text|words|written|posted|published|reported|report|created|compiled|authored|contributed|submitted|review|interview|analysis|opinion|column)\s+(?:and\s+\w+\s+)?by)|by|author,|author|authors|author\(s\)|written by|` +
	`(?:ein\s+(?:beitrag|artikel|kommentar|interview|gastbeitrag|bericht)\s+von)|(?:words|text|autor|autorin|autoren|autor/in|bericht|interview|kommentar|geschrieben|verfasst|veröffentlicht|erstellt|gastbeitrag|analyse|protokoll)(?:\s+(?:und\s+\w+\s+)?von|:)|autor|autorin|autoren|von|aus|` +
	`(?:publié|écrit|rédigé|posté|article|propos recueillis|texte|par)\s+par|par|auteur(?:\(s\))?|` +
	`(?:por|escrito por|publicado por|texto|autora|redactado por|texto de|texto:)|(?:scritto da|pubblicato da|articolo di|di|a cura di|autore)|` +
	`(?:hosted|presented|moderated|narrated|posted) by|beküldte|υποβλήθηκε από(?: τον| την| το)?|(?:przesłane|opublikowane|opublikowany|wysłane|dodane|dodany|napisane) przez|vložil[a]?|napsal[a]?|napísal[a]?|gönderen|ekleyen|hazırlayan|lähettänyt|kirjoittanut|(?:inskickad|postat|skriven) av|(?:indsendt|oprettet) af|(?:sendt inn|publisert) av|(?:dikirim|ditulis|diposting|dipublikasikan) oleh|người (?:đăng|viết)|(?:đăng |gửi |viết )?bởi|投稿者|작성자|글쓴이|أرسلها|أضافها|نشر بواسطة|بواسطة|نوشته شده توسط|ارسال شده توسط|نوشته|به قلم|توسط|(?:נכתב|פורסם) על ידי|על ידי|mwandishi|imeandikwa na|kirjoittaja|opracowała|الكاتب|الكاتبة|خبرنگار|द्वारा|ผู้เขียน|เขียนโดย|เรื่อง|筆者|기자명|글·사진|(?:trimis|scris|postat) de|objavi(?:o|la)|napisao|опубликовал[а]?|добавил[а]?|разместил[а]?|написала|опублікува(?:в|ла)|публикувано от|` +
	`(?:door|geschreven door|auteur)|(?:av|text av|skriven av|skrevet av|tekst|af|skrevet af|publicerad av|toimittaja|teksti)|(?:napisał|napisała|autor tekstu|opracował|przez|oprac\.)|` +
	`(?:автор|авторы|текст|автор:|написал|подготовил|подготовила|беседовал|беседовала|автор текста)|(?:автори)|(?:लेखक|লেখক|tác giả|szerző|írta|rašo|autors|kirjutas|besedilo|piše|tekst i zdjęcia|foto i tekst)|(?:γράφει ο|γράφει η|γράφει|του|της|συντάκτης|από)|` +
	`(?:yazar|yazan|haber)|(?:հեղինակ|autorius|autorė|parengė|parašė|аутор(?:ка)?|пише|пишува|автор(?:ка)?|எழுதியவர்|ஆசிரியர்|muhabir|журналіст(?:ка)?|журналист(?:ка)?|корреспондент|кореспондент(?:ка)?|إعداد|حرره|avtor(?:ica)?|napisala?|autore|teksts|ავტორი|müəllif|müxbir|авторы|зохиогч|shkruan|shkruar nga|höfundur|egilea|redactat per|isinulat ni|రచయిత|ലേഖകൻ|എഴുതിയത്|ಲೇಖಕರು|લેખક|ਲੇਖਕ|تحریر|مصنف|نگارنده|گزارشگر|ដោយ|ໂດຍ|ရေးသားသူ|novinar(?:ka)?|dziennikarz|skribent|blaðamaður|ditulis oleh|執筆者|muallif(?:i)?|发布者|發布者|发布人|লিখেছেন|від)|(?:oleh|penulis|reporter|laporan|editor)|(?:بقلم|كتب|كتبت|كتابة|تحرير|نویسنده|از)|(?:מאת|כתב)|(?:取材・文|文・写真|文/|文|作者|記者|记者|撰文|編集|文・|執筆|取材)|(?:기자|글)|(?:โดย|本网记者|本报记者|本報記者|新华社记者|通讯员))` +
	`(?:\s*[:：|/｜／・՝]\s*|\s+|$))+`)

// cutAfter are marks and words after which a byline says no more of names.
var cutAfter = pattern.InSmall(`(?:\s[|•·–—»/]\s.*|\s-\s.*|\n.*|\(.*|\bis\s+(?:a|an|the)\b.*|\b(?:medically\s+)?(?:reviewed|fact[- ]?checked|edited|verified|approved|photos?|photography|photographs|pictures?|images?|videos?|graphics?|illustrations?|illustrated|translated|translation|übersetzt|fotos)\s+(?:by|von|par|por)\b.*|(?:[\s.,;]|^)(?:fotos?|photos?|photography|pictures?|bild(?:er)?|bilde|kuvat?|zdjęcia|fotografie|foto['’]s|video|fotoğraf|фото|снимки|摄影|攝影|図|图|圖|写真|撮影)\s*[:：／/].*|\b(?:updated|published|posted|last\s+updated|last\s+modified|modified|aktualisiert|veröffentlicht|publié|mis à jour|actualizado|publicado|pubblicato|aggiornato)\b.*|(?:[\s.,;]|^)(?:опублик|обновл|оновл|публик).*|\s+[\x{4e00}-\x{9fff}]{2,6}[:：].*|,?\s*\b(?:el|le|am|il|em|op)\s+(?:lun|mar|mié|jue|vie|sáb|dom|mo|di|mi|do|fr|sa|so|ven|gio|mer|sam|dim|seg|ter|qua|qui|sex)\b.*|https?:.*|www\..*|\b(?:follow|folgen)\b.*|\s(?:under|stand:|view in|alle artikel|mehr artikel|shares?|full bio|written by)\b.*|\s*[⋅→↗›>].*|,?\s*\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunes|martes|miércoles|jueves|viernes|sábado),?\s.*|,?\s*\bdomingo(?:,\s|,?\s+(?:\d|de\s)).*|\s(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b.*|\s(?:who|dalam kategori|in category|in der kategorie|dans la catégorie|en la categoría|na categoria|nella categoria)\s.*|\bon\s+(?:\w+,\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|monday|tuesday|wednesday|thursday|friday|saturday|sunday|\d).*|\b(?:january|february|march|april|june|july|august|september|october|november|december|januar|februar|märz|juni|juli|oktober|dezember)\s+\d.*|\s+\d+\s+(?:min|hour|day|comment|kommentar).*|,?\s*\d{1,2}[./:]\d.*|,?\s+(?:am|vom|den|le|el|il)\s+\d.*|(?:\s*,\s*|\s+)(?:19|20)\d\d\b.*|\s+\d{1,2}\.?\s+\w+\s+(?:19|20)\d\d.*)$`)

// prefixWords are the first words of what prefixes matches.
var prefixWords = wordSet(`all more view see other article articles post posts story stories text words written posted published submitted added uploaded gespeichert eingestellt posté this reported report created compiled authored contributed submitted review interview analysis opinion column
	autori testua redactie redacción texte report reportatge bài interview teksti testo testi reportagem reportaje reportage textos
	by author authors alles mehr alle artikel zeige ver todos todas los voir tous les vedi tutti bekijk visa pokaż zobacz wszystkie fotos foto photos photo bilder ein autor autorin autoren bericht kommentar geschrieben verfasst veröffentlicht erstellt gastbeitrag analyse protokoll
	von aus publié écrit rédigé posté propos texte par auteur por escrito publicado texto autora redactado scritto pubblicato articolo di a autore door geschreven av skriven skrevet tekst teksti af publicerad toimittaja लेखक লেখক tác enviado eingereicht soumis inviato ingezonden szerző írta rašo autors kirjutas besedilo piše guest napisał napisała opracował przez oprac
	автор авторы текст написал подготовил подготовила беседовал беседовала автори γράφει του της συντάκτης από yazar yazan haber oleh penulis reporter laporan editor بقلم كتب كتبت كتابة تحرير نویسنده از מאת כתב
	hosted presented moderated narrated beküldte υποβλήθηκε przesłane opublikowane opublikowany wysłane dodane dodany napisane vložil vložila napsal napsala napísal napísala gönderen ekleyen hazırlayan lähettänyt kirjoittanut inskickad postat indsendt oprettet sendt publisert dikirim ditulis diposting dipublikasikan người đăng gửi viết bởi 投稿者 작성자 글쓴이 أرسلها أضافها نشر بواسطة نوشته به توسط נכתב פורסם על mwandishi imeandikwa trimis scris objavio objavila napisao опубликовал опубликовала добавил добавила разместил разместила написала опублікував опублікувала публикувано
	文 取材 作者 記者 记者 撰文 編集 執筆 取材 기자 글 โดย 本网记者 本报记者 本報記者 新华社记者 通讯员 kirjoittaja opracowała الكاتب الكاتبة خبرنگار द्वारा ผู้เขียน เขียนโดย เรื่อง 筆者 기자명 執筆者 muallif muallifi ارسال 发布者 發布者 发布人 লিখেছেন від autore autorius autorė avtor avtorica blaðamaður ditulis dziennikarz egilea höfundur isinulat muhabir müxbir müəllif napisal napisala novinar novinarka parašė parengė redactat shkruan shkruar skribent teksts автор авторка авторы аутор ауторка журналист журналистка журналіст журналістка зохиогч кореспондент кореспондентка корреспондент пише пишува հեղինակ إعداد تحریر حرره مصنف نگارنده گزارشگر ਲੇਖਕ લેખક ஆசிரியர் எழுதியவர் రచయిత ಲೇಖಕರು എഴുതിയത് ലേഖകൻ ໂດຍ ရေးသားသူ ავტორი ដោយ`)

// mayBegin says whether a text's first word may be a prefix's: a look-up
// instead of a long expression.
func mayBegin(s string) bool {
	s = strings.TrimLeft(s, " -–—|:•·,/*\t\n\u00a0")
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	if end < 0 {
		end = len(s)
	}
	if end == 0 || end > 60 {
		return false
	}
	return prefixWords[strings.ToLower(s[:end])]
}

// withoutPrefix takes the words before a name off a byline.
func withoutPrefix(s string) string {
	if !mayBegin(s) {
		return s
	}
	if loc := prefixes.FindFolded(s); loc != nil {
		return s[loc[1]:]
	}
	return s
}

// tailWords are what cutAfter needs one of.
var tailWords = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder(strings.Split(`|,•,·,–,—,»,/, - ,(,`+"\n"+`,:,⋅,→,↗,›,>,www., is a, is the,review,check,edited,verif,approv,photo,picture,image,video,graphic,：,／,illustr,translat,bersetzt,fotos,updat,publish,posted,modified,aktualisiert,ffentlicht,publi,mis à jour,actualizado,pubblicat,aggiornat,публик,бновл,оновл,follow,folgen, on , who ,kategor,categor,catégor, under,stand:,view in,alle artikel,mehr artikel,share,full bio,day,montag,dienstag,mittwoch,donnerstag,freitag,samstag,sonntag,lunes,martes,rcoles,jueves,viernes,bado,domingo,0,1,2,3,4,5,6,7,8,9`, ","))
})

// withoutTail cuts a byline where it says no more of names.
func withoutTail(s string) string {
	if tailWords().Find(s) == 0 {
		return s
	}
	if loc := cutAfter.FindFolded(s); loc != nil {
		return strings.TrimRight(s[:loc[0]], " \t\n\f\r")
	}
	return s
}

var (
	emailRE  = pattern.MustCompile(`\S+@\S+\.\S+`)
	handleRE = pattern.MustCompile(`(?:^|\s)@[\w.]+`)
	spaceRE  = regexp.MustCompile(`\s+`)
)

// Names reads the people of a byline: prefixes, roles, places, addresses and
// dates are cut off, several names parted, "Surname, First" turned round,
// capitals cased. site is the site's name, which is nobody's.
func Names(raw string, site string) []string { return cutByline(cleanText(raw)).names(site) }

// cutText is a byline with what stands before and behind its names cut off. It
// is read in two ways, and the cutting is dear.
type cutText struct {
	clean string // all of it
	bare  string // without the words before
	core  string // without those behind, too
}

func cutByline(clean string) cutText {
	if utf8.RuneCountInString(clean) > maxByline {
		return cutText{clean: clean}
	}
	c := cutText{clean: clean, bare: strings.TrimSpace(withoutPrefix(clean))}
	if namesNobody(c.bare) || namesNobody(clean) {
		return cutText{clean: clean}
	}
	c.core = strings.TrimSpace(withoutTail(c.bare))
	return c
}

func (c cutText) names(site string) []string {
	if c.clean == "" || c.bare == "" && c.core == "" && (utf8.RuneCountInString(c.clean) > maxByline || namesNobody(c.clean)) {
		return nil
	}
	if strings.Contains(c.clean, "@") {
		s := handleRE.ReplaceAllString(emailRE.ReplaceAllString(c.clean, " "), " ")
		c = cutByline(strings.TrimSpace(s))
	}
	if turned, ok := surnameFirst(c.clean); ok {
		return []string{turned}
	}
	s, cut := c.bare, c.core
	if s == "" { // a word for an author alone
		s = c.clean
		cut = strings.TrimSpace(withoutTail(s))
	}
	for range 2 {
		t := strings.TrimSpace(withoutPrefix(s))
		if t == s || t == "" {
			break
		}
		s, cut = t, strings.TrimSpace(withoutTail(t))
	}
	s = withoutDay(s, cut)
	if born.MatchString(s) {
		return []string{s}
	}
	var out []string
	titled, department := false, false // a part before was somebody's job; the last one, that of a department
	parts := partsOf(s)
	for _, part := range parts {
		name, ok := person(part, site)
		if len(parts) > 1 && !capitalised(name) && !isAgency(name) { // a word of a sentence
			ok = false
		}
		if !ok && len(out) == 0 {
			name, ok = calledLikeJob(part)
		}
		ok = ok && !(len(out) > 0 && isPlace(name))
		if ok && !(titled && (department || !strings.Contains(name, " ") && !isAgency(name))) {
			out = appendNew(out, name)
		}
		titled = titled && !ok || len(out) > 0 && namesJob(part)
		department = strings.Contains(part, " of ")
	}
	return out
}

// isPlace says whether a part of a byline says where its authors are: words
// behind a preposition.
func isPlace(part string) bool {
	word, _, several := strings.Cut(part, " ")
	return several && prepositions[word]
}

// prepositions stand before places, and within names but not before them.
var prepositions = wordSet("de da do dos em en")

// withoutDay takes a weekday, and the word before it, off the end of a byline
// that was cut where its date begins: "Ελένη Μαυρίδου την Τρί" was followed
// by ", 20/02/2024".
func withoutDay(whole, cut string) string {
	rest := strings.TrimLeft(strings.TrimPrefix(whole, cut), " ,.")
	if rest == "" || digit([]rune(rest)[0]) < 0 {
		return cut
	}
	cut = withoutDateWords(cut)
	words := strings.Fields(cut)
	n := len(words)
	if n < 2 || !weekdays[strings.ToLower(strings.Trim(words[n-1], ".,"))] {
		return cut
	}
	if n--; n > 1 && !capitalised(words[n-1]) {
		n--
	}
	return strings.TrimRight(strings.Join(words[:n], " "), ",")
}

// weekdays are what may stand between a name and a date.
var weekdays = wordSet("mon tue tues wed thu thur thurs fri sat sun mo di mi do fr sa so lun mar mer jeu ven sam dim mié jue vie sáb dom gio seg ter qua qui sex ma wo vr za zo mån tis ons tors fre lör sön man tir tirs lør ke to pe la su pon wt śr czw pt sob niedz nd po út st čt pá so ne пн вт ср чт пт сб вс нд δευ τρί τετ πέμ παρ σάβ κυρ pzt sal çar per cum cmt paz sen sel rab kam jum sab min hétfő kedd szerda csütörtök péntek szombat vasárnap")

// born is a name with another in brackets before its last word: a name of
// birth, or what friends say.
var born = pattern.MustCompile(`^(?:\p{Lu}[\p{L}.'’-]+ ){1,3}\(\p{Lu}[\p{L}.'’-]+\) \p{Lu}[\p{L}'’-]+$`)

// namesJob says whether a part of a byline has a job's word in it: what stands
// behind it, as in "Jane Roe, Director, Content", is where she works.
func namesJob(part string) bool {
	return slices.ContainsFunc(strings.Fields(part), func(w string) bool { return roles[strings.ToLower(strings.Trim(w, ".,"))] })
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if strings.EqualFold(have, s) {
			return list
		}
	}
	return append(list, s)
}

// surnameFirst turns "Smith, John" round, and "van der Berg, Piet": two parts,
// the second one or two given names, no conjunction.
func surnameFirst(s string) (string, bool) {
	last, first, ok := strings.Cut(s, ", ")
	if !ok || strings.ContainsAny(first, ",;&|/") || isAgency(last) || isAgency(first) {
		return "", false
	}
	lw, fw := strings.Fields(last), strings.Fields(first)
	before := 0
	for before < len(lw)-1 && before < maxParticles && !capitalised(lw[before]) && particles[lw[before]] {
		before++
	}
	small := lw[:before]
	if lw = lw[before:]; len(lw) != 1 || len(fw) == 0 || len(fw) > 2 {
		return "", false
	}
	for _, w := range append(lw, fw...) {
		if roles[strings.ToLower(w)] || particles[strings.ToLower(w)] || !capitalised(w) || strings.ContainsAny(w, "0123456789") || strings.ToUpper(w) == w && len(w) > 2 && !strings.Contains(w, ".") {
			return "", false
		}
	}
	if introduced(s) {
		return "", false
	}
	return strings.Join(slices.Concat(fw, small, lw), " "), true
}

// maxParticles is how many particles may stand before a surname.
const maxParticles = 3

func capitalised(w string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "'’(\"“"))
	return !unicode.IsLower(r) || georgian(r) || elided.MatchString(w)
}

// georgian is true for the letters of Georgian, which Unicode calls small:
// names have no others.
func georgian(r rune) bool { return r >= 0x10d0 && r <= 0x10ff }

// elided is a name behind a particle that has lost its vowel: d'Ávila,
// dell'Orto.
var elided = pattern.MustCompile(`^\p{Ll}{1,5}['’]\p{Lu}`)

// degrees are what stands behind a name after a comma: "MD", "Ph.D", "CFP®".
var degrees = pattern.MustCompile(`^(?:[A-Z][A-Za-z]{0,3}\.?){1,4}[®™]?$|^(?i:ph\.?\s?d\.?|m\.?d\.?|j\.?d\.?|esq\.?|jr\.?|sr\.?|ii|iii|rdn?|mba|mph|msc?|bsc|llb|llm|cpa|cfp|cfa)[®™]?$`)

// weekdays and the like stand in bylines beside names.
var notNames = wordSet(`monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica january february march april may june july august september october november december today yesterday heute gestern home login logout service services development profile userprofile about contact share email e-mail print comments comment kommentare tags category kategorie newsletter subscribe follow read more menu search updated published posted photo photos image video via source quelle fotos foto bild archive archives blog blogs posts post articles article all see view website full bio learn zur zum zu startseite aktuell mehr twitter facebook instagram linkedin youtube whatsapp pinterest telegram cc-by loading skip click copyright reviewed written medically fact site company co inc llc ltd gmbh kg licensed certified registered`)

// organisation is a desk, team or body that a byline names instead of a
// person.
func (c cutText) organisation() string {
	s := c.core
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || utf8.RuneCountInString(s) > 60 || strings.ContainsAny(s, "@{}<>=%$#?!_©,;:→0123456789") || strings.Contains(s, "://") || !capitalised(words[0]) && !strings.Contains(s, ".") {
		return ""
	}
	if !strings.ContainsFunc(s, unicode.IsLetter) || notNames[strings.ToLower(words[0])] || strings.Contains(strings.ToLower(s), "copyright") || strings.HasPrefix(s, "page.") {
		return ""
	}
	if users[strings.ToLower(s)] || len(words) >= 4 && !slices.ContainsFunc(words[1:], capitalised) {
		return "" // a phrase: "Thank you for reading"
	}
	return s
}

// users are names of accounts that no reader knows.
var users = wordSet("name nom nombre nome naam imię имя admin administrator administrador webmaster root user guest anonymous anonym anónimo publisher unknown none null undefined author default test system editor info contact support wordpress username")

// trailing are words that may stand after a name that was cut before a role,
// and end none.
var trailing = wordSet("the to at of for from in view and und et y by und der die das la le el alle all am vom on im")

// fusedBy is "By" written without a space before the name.
var fusedBy = pattern.MustCompile(`^(?:By|Von|Por|Par)([A-ZÀ-Þ][a-zà-ÿ])`)

// unrepeated is a text once that is there several times over: a name that
// stands in elements side by side.
func unrepeated(s string) string {
	for times := 4; times > 1; times-- {
		for _, gap := range []int{0, 1} {
			n := len(s) - gap*(times-1)
			if n%times != 0 || n/times < 3 {
				continue
			}
			one := s[:n/times]
			if strings.Repeat(one+" "[:gap], times)[:len(s)] == s {
				return one
			}
		}
	}
	return s
}

// besideName says whether a mark may stand around a name: pens, envelopes and
// other pictures too.
func besideName(r rune) bool {
	return strings.ContainsRune(" .,:;-–—|*\"“”'’•·†", r) || unicode.Is(unicode.So, r) || r == 0xfe0f
}

// person judges one part of a byline.
func person(part, site string) (string, bool) {
	if whole := strings.TrimFunc(part, besideName); strings.Contains(whole, " ") && isAgency(whole) {
		return whole, true // before its last word is taken for a job's
	}
	part, words := nameAlone(part)
	switch {
	case len(words) == 0 || len(words) > 6 || utf8.RuneCountInString(part) > 60:
		return "", false
	case sameName(part, site), noWords(part, words):
		return "", false
	case isAgency(part):
		return part, true
	case studied.MatchString(part), sentence(part), len(words) > 1 && bodies[strings.ToLower(words[len(words)-1])]:
		return "", false
	case !namelike(part, words):
		return "", false
	}
	return uncapital(part, words), true
}

// nameAlone cuts off what stands beside a name: prefixes, places, what somebody
// writes for, jobs.
func nameAlone(part string) (string, []string) {
	part = strings.TrimFunc(spaceRE.ReplaceAllString(part, " "), besideName)
	part = unrepeated(withoutPrefix(part))
	for _, and := range []string{"and ", "und ", "et ", "y ", "& "} {
		part = strings.TrimPrefix(part, and)
	}
	for _, beside := range []string{" in ", " for "} {
		if i := strings.Index(part, beside); i > 0 && !strings.HasPrefix(part[i:], " in 't ") && !strings.HasPrefix(part[i:], " in ’t ") {
			part = part[:i]
		}
	}
	if i := strings.Index(strings.ToLower(part), " for the "); i > 0 {
		part = part[:i]
	}
	part = strings.TrimSuffix(part, " im Gespräch")
	part = strings.TrimSuffix(part, "'s")
	part = fusedBy.ReplaceAllString(part, "$1")
	words := beforeRole(behindRole(strings.Fields(part)))
	for len(words) > 1 && trailing[strings.ToLower(words[len(words)-1])] {
		words = words[:len(words)-1]
	}
	return strings.TrimRight(strings.Join(words, " "), " ,;:-–"), words
}

// noWords says whether a part is a user's handle, a template's variable, an
// address, a degree, or begins with a word that begins no name.
func noWords(part string, words []string) bool {
	alone := len(words) == 1
	first := words[0]
	return alone && strings.Contains(part, ".") && strings.ToLower(part) == part ||
		strings.ContainsAny(part, "{}<>=%$#?!_©？！؟：") || strings.Contains(part, "://") ||
		alone && degrees.MatchString(part) && (strings.ToUpper(part) == part || strings.Contains(part, ".") || len(part) <= 2) && !isAgency(part) ||
		notNames[strings.ToLower(first)] && (alone || !capitalised(words[1]) || !givenDays[first])
}

// calledLikeJob is a name of two words whose last is a job's and a surname as well,
// where nothing else stands in its part of a byline.
func calledLikeJob(part string) (string, bool) {
	words := strings.Fields(part)
	if len(words) != 2 || !surnames[words[1]] || roles[strings.ToLower(words[0])] || notNames[strings.ToLower(words[0])] || !personal([]string{words[0], "Roe"}) {
		return "", false
	}
	return part, true
}

// surnames are jobs' words that people are called, too.
var surnames = wordSet("Guest Head Nurse")

// givenDays are months and days that people are called after.
var givenDays = map[string]bool{"April": true, "May": true, "June": true, "August": true, "Sun": true, "Domingo": true, "Domenica": true}

// namelike says whether all words may stand in one name.
func namelike(part string, words []string) bool {
	lower := 0
	for i, w := range words {
		lw := strings.ToLower(strings.Trim(w, ".,"))
		if len(words) > 1 && roles[lw] && !(i == 0 && lw == "md") { // Md is short for Mohammed
			return false
		}
		if !capitalised(w) && !particles[lw] && !(lw == "in" && i > 0 && i+1 < len(words) && strings.HasSuffix(words[i+1], "t")) { // in 't Veld
			lower++
		}
		if strings.ContainsAny(w, "0123456789") {
			return false
		}
	}
	whole := strings.ToLower(part)
	if nobody[whole] || paidFor[whole] || len(words) == 1 && roles[whole] {
		return false
	}
	if lower > 0 && (len(words) > 1 || len(part) <= 3) {
		return false
	}
	return utf8.RuneCountInString(part) >= 2
}

// studied is a degree with its subject: "M.A. Journalism".
var studied = pattern.MustCompile(`^(?:M\.?A|B\.?A|M\.?Sc|B\.?Sc|M\.?Ed|Ph\.?D|M\.?B\.?A)\.? \p{Lu}`)

// bodies are the last words of the names of bodies.
var bodies = wordSet("institute university college hospital foundation association society inc inc. llc ltd ltd. gmbh ag corp corp. company group institut universität hochschule verein stiftung université fondation universidad fundación università university.")

// sentence says whether a text of a script without spaces is more than a
// name: names are short, and have no particles in kana.
func sentence(s string) bool {
	return strings.ContainsFunc(s, cjk) && (strings.ContainsAny(s, "をのはがにでも、。「」") && utf8.RuneCountInString(s) > 6 || utf8.RuneCountInString(s) > 14)
}

// nickname is a name such as users of a forum or authors of a blog have: one
// word of letters, digits and a few marks; "" for anything else.
func nickname(raw string) string {
	s := cleanText(raw)
	if namesNobody(s) {
		return ""
	}
	posted := postedBy.MatchString(s)
	if s = withoutPrefix(s); posted {
		s = withoutTail(s)
	}
	s = strings.TrimSpace(s)
	if n := utf8.RuneCountInString(s); n < 3 || n > 24 || nobody[strings.ToLower(s)] || notNames[strings.ToLower(s)] || roles[strings.ToLower(s)] {
		return ""
	}
	letters := 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r), r == '_', r == '-', r == '.':
		default:
			return ""
		}
	}
	if letters < 2 {
		return ""
	}
	return s
}

// sameName compares loosely: case, spaces and dots aside.
func sameName(a, b string) bool {
	return b != "" && squash(a) == squash(b)
}

func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
