package extract

import (
	"fmt"
	"net/url"
	"strings"
	"sync"

	"copydesk/extract/body"
	"copydesk/extract/dom"
	"copydesk/extract/meta"
	"copydesk/extract/pattern"
)

// evidence is what a page's kind is told from.
type evidence struct {
	a     *Article
	f     *meta.Fields
	b     *body.Body
	path  string
	query string
	stats body.Stats
	list  body.Entries
	state int
	feed  bool
}

// judge says what kind of page it is and whether it can be kept.
func (d *Document) judge(a *Article, f *meta.Fields, b *body.Body) {
	e := evidence{a: a, f: f, b: b, state: d.page.Status, stats: b.Stats(), feed: d.feed}
	if u, err := url.Parse(d.page.URL); err == nil {
		e.path, e.query = u.Path, u.RawQuery
	}
	if !f.Signals.ArticleNode {
		e.list = b.Entries()
	}
	if a.PageType = e.kind(); e.feed {
		a.PageType = TypeIndex
	}
	verdict, reasons := e.verdict()
	a.Quality = Quality{Score: e.score(verdict), Verdict: verdict, Reasons: reasons}
}

// listRoots are the first tags of feeds and sitemaps.
var listRoots = pattern.MustCompile(`(?i)^[\s\x{feff}]*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*|<\?[^>]*>\s*){0,4}<(?:rss|feed|rdf:rdf|urlset|sitemapindex)[\s>]`)

// listsPages says whether a document is a feed or a sitemap.
func listsPages(text []byte) bool { return listRoots.Match(text[:min(len(text), 2000)]) }

// kind tells the type of page.
func (e *evidence) kind() PageType {
	switch {
	case e.index():
		return TypeIndex
	case e.f.Signals.LiveBlog, e.live():
		return TypeLiveBlog
	case e.f.Signals.Gallery && e.a.WordCount < 200, max(len(e.a.Images), e.stats.Captions) >= 5 && e.a.WordCount < 150:
		return TypeGallery
	case e.f.Signals.OGType == "video" || strings.HasPrefix(e.f.Signals.OGType, "video.") || e.f.Signals.Video && e.a.WordCount < 120 && !e.f.Signals.ArticleNode:
		return TypeVideo
	case e.unsigned() && e.other() != "":
		return TypeOther
	}
	return TypeArticle
}

// other says what a page is, signed and dated by nobody, that has text of its own
// and is no article; "" where nothing says so.
func (e *evidence) other() string {
	og := e.f.Signals.OGType
	switch {
	case e.f.Signals.Thing != "":
		return "a page about a thing, as its data say: " + e.f.Signals.Thing
	case og == "profile" || og == "product" || strings.HasPrefix(og, "product."):
		return "a page about a thing or a person, as og:type says: " + og
	case sitePath.MatchString(e.path):
		return "a page about the site itself, by its address"
	}
	return ""
}

// sitePath are addresses of pages in which a site speaks of itself, in the
// languages of the large ones.
var sitePath = pattern.MustCompile(`(?i)/(?:about|about[-_]?(?:us|me|the[-_]site)|contacts?|contact[-_]?us|privacy|privacy[-_]?(?:policy|notice|statement)|cookies?|cookies?[-_]policy|terms|terms[-_](?:and|of)[-_](?:conditions|use|service)|legal|legal[-_]notice|disclaimer|imprint|advertise|advertise[-_]with[-_]us|advertising|media[-_]?kit|careers|faqs?|help|subscribe|subscriptions?|newsletters?|editorial[-_]policy|corrections(?:[-_]policy)?|ethics(?:[-_]policy)?|accessibility|sitemap|` +
	`impressum|datenschutz(?:erkl(?:ae|ä)rung)?|kontakt|(?:ue|u)ber[-_]uns|agb|nutzungsbedingungen|mediadaten|` +
	`mentions[-_]legales|politique[-_]de[-_]confidentialite|a[-_]propos|qui[-_]sommes[-_]nous|nous[-_]contacter|cgu|cgv|` +
	`contactos?|contactenos|sobre[-_]nosotros|quienes[-_]somos|aviso[-_](?:legal|de[-_]privacidad)|politica[-_]de[-_](?:privacidade?|cookies|confidentialitate)|terminos[-_](?:y[-_]condiciones|de[-_]uso)|contato|quem[-_]somos|sobre[-_]nos|termos[-_]de[-_]uso|expediente|` +
	`contatti|chi[-_]siamo|note[-_]legali|over[-_]ons|privacybeleid|privacyverklaring|om[-_]oss?|kontakt[-_]oss?|personvern|integritetspolicy|tietosuoja(?:seloste)?|yhteystiedot|` +
	`o[-_]nas|polityka[-_]prywatnosci|regulamin|kontakty|ochrana[-_]osobnich[-_]udaju|impresszum|adatvedelem|kapcsolat|rolunk|despre[-_]noi|termeni[-_]si[-_]conditii|hakkimizda|iletisim|kunye|gizlilik[-_]politikasi|tentang[-_]kami|kontak[-_]kami|kebijakan[-_]privasi|pedoman[-_]media[-_]siber|gioi[-_]thieu|lien[-_]he|o[-_](?:redakcii|proekte|sajte)|redakciya|reklama)(?:\.\w{2,5})?(?:/index\.\w{3,5})?/?$`)

// A live blog that nothing calls one has so many entries with their times, and so
// many words for each.
const (
	timedEntries = 8
	wordsAnEntry = 12
)

// live tells such live blogs by the times in their text; those that are called
// so, meta knows.
func (e *evidence) live() bool {
	return e.stats.Clocks >= timedEntries && e.a.WordCount >= wordsAnEntry*e.stats.Clocks
}

// index tells fronts, section and tag pages, search results and author pages
// from articles: much that links elsewhere, little text, and nothing that
// only an article has.
func (e *evidence) index() bool {
	s := e.stats
	words := e.a.WordCount
	switch {
	case e.a.Host != "" && strings.Trim(e.path, "/") == "" && (e.query == "" || e.query == "m=1"):
		if e.list.Posts >= leastEntries && 10*e.list.Told >= inEntries*words && !e.dated() {
			return true // whole entries, as blogs have them
		}
		return s.Teasers+s.Listed >= 5 && (words < 1000 || 2*s.LinkWords > words) && !(e.f.Signals.ArticleNode && words > 60) && !(words > 300 && e.dated())
	case e.f.Signals.ArticleNode:
		return false
	case e.listsStories():
		return true
	case e.f.Signals.OGType == "article" && words > 40:
		return false
	case s.Prose >= telling && s.Teasers+s.Listed < 10 && !listPath.MatchString(e.path) && !e.f.Signals.IndexNode:
		return false
	case !e.dated() && s.KeptLinks > 0.9 && len(e.a.Authors) == 0: // tags, pages of a calendar
		return true
	case e.f.Signals.IndexNode:
		return s.Teasers >= 4 && words < 400 || words < 60
	case !e.dated() && s.Listed >= 3 && (2*s.LinkWords > words || words < 30*s.Listed && words < 250 && !e.articleAddress()):
		return true
	case !e.dated() && e.frontAddress() && len(e.a.Authors) == 0 && words < max(120, min(500, 35*s.Teasers+20*s.Listed)) && s.Teasers+s.Listed >= 3:
		return true
	case !e.dated() && !e.articleAddress() && listPath.MatchString(e.path) && words < 300 && s.Teasers+s.Listed >= 2:
		return true
	case !e.dated() && len(e.a.Authors) == 0 && s.Led >= leads && 10*s.Led >= 8*s.Told && words < leadWords*s.Led && s.Prose < telling: // headlines that are links, and the lead of each
		return true
	case e.dated() || words >= 200 || words >= 120 && e.articleAddress():
		return false
	case listPath.MatchString(e.path) && !e.articleAddress():
		return s.Teasers >= 3 || words < 60
	case e.articleAddress():
		return s.Teasers >= 25 && words < 15
	}
	return s.Teasers >= 10 && words < 80 || s.Teasers >= 25 && words < 160
}

// A list of stories has so many entries at the least, where its address is none
// of a list, so many of ten of its words stand in them, and it has so many words
// at the most: longer ones are read for their text.
const (
	leastEntries = 3
	inEntries    = 7
	mostListed   = 1000
)

// listsStories says whether the text is entries of a list: headlines that are
// links to other pages, and the lead of each. Nothing else is said of a page whose
// address is that of a list or a day.
func (e *evidence) listsStories() bool {
	l := e.list
	list := listPath.MatchString(e.path) || dayPath.MatchString(e.path) || furtherQuery.MatchString(e.query)
	switch {
	case l.Posts >= 2 && 10*l.Told >= inEntries*e.a.WordCount && !e.dated() && (postsPath.MatchString(e.path) || dayPath.MatchString(e.path)):
		return true
	case l.Leads == 0 || e.a.WordCount > mostListed || 10*l.Words < inEntries*e.a.WordCount || 2*l.Marked < l.Leads || e.dated():
		return false
	}
	return l.Leads >= leastEntries || list || e.f.Signals.IndexNode
}

// postsPath are the addresses of lists of whole entries, as blogs have them.
var postsPath = pattern.MustCompile(`(?i)/(?:tags?|category|categories|kategorie|categoria|categorie|label|author|autor|auteur|page)/[^/]+(?:/page/\d+)?/?$`)

// furtherQuery asks for a further page of a list.
var furtherQuery = pattern.MustCompile(`(?i)(?:^|&)(?:page|paged|p|start|offset|seite|pagina|pg|limitstart)=\d{1,3}(?:&|$)`)

// dayPath are the addresses of what was published in a year, a month or a day.
var dayPath = pattern.MustCompile(`^(?:/[a-z]{2})?/(?:archive/|archives/)?(?:19|20)\d\d(?:[/-](?:0?[1-9]|1[0-2])(?:[/-][0-3]?\d)?)?(?:/|\.html?)?$`)

// A list has so many leads of other stories at the least, and so many words for
// each at the most: press offices give more of each of theirs.
const (
	leads     = 5
	leadWords = 25
)

// telling is how many words a paragraph has that says more than the lead of a
// section does.
const telling = 60

// dated says whether a machine was told when the page was published, or readers
// are told when and by whom at an article's address: lists have no such date.
func (e *evidence) dated() bool {
	if len(e.a.Authors) > 0 && e.a.DatePublished != "" && e.articleAddress() && !dayPath.MatchString(e.path) {
		return true
	}
	from := e.f.PubFrom.Source
	if strings.HasPrefix(from, "url:") && dayPath.MatchString(e.path) { // the list's, not a story's
		return false
	}
	return strings.HasPrefix(from, "json_ld:$") || strings.HasPrefix(from, "meta:") || strings.HasPrefix(from, "microdata:") || strings.HasPrefix(from, "url:")
}

// listPath are addresses of lists, as the large CMSs build them.
var listPath = pattern.MustCompile(`(?i)/(?:tags?|category|categories|kategorie|categoria|categorie|rubrik|topics?|temas?|thema|themen|author|authors|autor|autoren|autores|auteurs?|autori|people|staff|profiles?|contributors?|columnists?|journalists?|reporters?|writers?|kolumnisten|yazar(?:lar)?|penulis|search|suche|buscar|recherche|page/\d+|label)(?:/|$)|/(?:archives?|archiv)/?$|^/(?:[a-z]{2}/)?(?:news|noticias|nachrichten|sports?|politics|politik|culture|kultur)/?$`)

// frontAddress says whether the page's address is one that a section's front
// may have.
func (e *evidence) frontAddress() bool {
	return e.a.Host != "" && frontPath(e.path) && !numbered.MatchString(e.query)
}

// frontPath says whether an address is short, as a section's is: two plain
// words at most, without a number, a hyphen or an ending.
func frontPath(path string) bool {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	return len(parts) <= 2 && !strings.ContainsAny(path, "-_.0123456789%") && len(parts[len(parts)-1]) <= 20
}

// articleAddress says whether an address is an article's: by its path, or by
// the number that its query asks for.
func (e *evidence) articleAddress() bool {
	return articlePath(e.path) || datedPath.MatchString(e.path) || numbered.MatchString(e.query)
}

// datedPath is a slug behind a year and a month, as WordPress has them;
// numbered is a query for one article.
var (
	datedPath = pattern.MustCompile(`/(?:19|20)\d\d/\d{1,2}/(?:\d{1,2}/)?[^/]*\pL[^/]*/?$`)
	numbered  = pattern.MustCompile(`(?i)(?:^|&)(?:p|id|aid|nid|sid|article_?(?:id)?|news_?(?:id)?|story_?(?:id)?|artikel)=\d{3,}(?:&|$)`)
)

// articlePath says whether an address ends like an article's: a slug of three
// words or more, a long number, or a file.
func articlePath(path string) bool {
	path = strings.TrimSuffix(path, "/")
	last := path[strings.LastIndexByte(path, '/')+1:]
	digits := 0
	for _, c := range last {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	return strings.Count(last, "-") >= 3 || strings.Count(last, "_") >= 3 || digits >= 5
}

// phrases of pages that are no article, matched against title and first
// lines.
var (
	blockedRE = pattern.InSmall(`just a moment|attention required|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|access (?:to this page )?(?:has been )?denied|enable javascript and cookies to continue|unusual traffic|request unsuccessful|pardon our interruption|ddos protection|security check|bot verification|please complete the security check|you have been blocked|sicherheitsüberprüfung|vérification de sécurité|perimeterx|captcha-delivery|подтвердите, что вы не робот|press (?:&(?:amp;)?|and) hold|and not a bot|confirm(?:ing)? (?:that )?you are (?:a )?human|accès temporairement restreint|confirmer que vous êtes (?:un )?humain|activité inhabituelle|(?:confirma|verifica|demuestra) que (?:no )?eres (?:un )?(?:humano|robot)|tráfico inusual|(?:bestätigen|zeigen) sie, dass sie (?:ein mensch|kein roboter)|verifica di essere (?:un )?uman|verifique que você é humano|проверяем ваш браузер|请完成(?:安全)?验证|人机验证|ロボットではない|로봇이 아닙니다`)
	missingRE = pattern.InSmall(`(?:^|\b)(?:404|page (?:was )?not found|not found|page (?:you (?:are|were) looking for|you requested|does(?:n't| not) exist|could not be found|can(?:'t|not) be found|no longer (?:exists|available))|seite (?:wurde )?nicht gefunden|seite existiert nicht|page (?:introuvable|non trouvée)|página no (?:encontrada|existe)|no se (?:ha )?encontr(?:ó|ado) la página|página não encontrada|pagina non trovata|pagina niet gevonden|sidan (?:kunde inte hittas|hittades inte)|siden (?:blev ikke fundet|ble ikke funnet)|strona nie (?:została znaleziona|istnieje)|страница не найдена|сторінку не знайдено|ページが見つかりません|お探しのページ|页面不存在|找不到(?:该)?(?:页面|頁面)|sayfa bulunamadı|halaman tidak ditemukan|الصفحة غير موجودة|صفحه یافت نشد|sivua ei löydy|a keresett oldal nem található|stránka nenalezena|oops|hoppla|no encontramos (?:lo que|la página|esta página)|la página que (?:busca|solicita)|enlace (?:esté |está )?roto|запрашиваем(?:ая|ой) (?:вами )?страниц|страница (?:не существует|удалена|была удалена)|hier ist nichts|diese seite (?:gibt es|existiert) (?:leider )?nicht|(?:cette page|la page demandée) n['’]existe|não encontramos|la pagina (?:richiesta|che (?:cerchi|stai cercando)) non|nie znaleźliśmy|nie ma takiej strony|페이지를 찾을 수 없|존재하지 않는 페이지|الصفحة المطلوبة|لم يتم العثور|story (?:is )?no longer available|siden (?:finnes ikke|eksisterer ikke|findes ikke)|sivua ei (?:löytynyt|ole olemassa)|etsimääsi sivua|nie znaleziono (?:strony|takiej)|strona,? której szukasz|stránka sa nenašla|stránka (?:neexistuje|nebola nájdená)|požadovaná stránka|az oldal nem (?:található|létezik)|pagina (?:nu (?:a fost găsită|există)|căutată)|страницата (?:не (?:е намерена|съществува)|,? която търсите)|stranica (?:nije pronađena|ne postoji|koju tražite)|страница није пронађена|η σελίδα (?:δεν (?:βρέθηκε|υπάρχει)|που (?:ζητήσατε|αναζητάτε))|صفحه (?:مورد نظر )?(?:شما )?(?:یافت|پیدا) نشد|صفحه‌ای که به دنبال|(?:הדף|העמוד) (?:לא נמצא|המבוקש|שחיפשת)|(?:पृष्ठ|पेज) (?:नहीं मिला|उपलब्ध नहीं)|không tìm thấy trang|trang (?:bạn )?(?:tìm kiếm|này|yêu cầu) không tồn tại|ไม่พบหน้า|puslapis nerastas|lehte ei leitud|lapa nav atrasta|strani ni mogoče najti|pàgina no trobada|halaman tidak dijumpai)`)
	consentRE = pattern.InSmall(`(?:we (?:value|care about) your privacy|before you continue|your privacy|cookies? (?:and|consent|settings|preferences)|consent to|accept (?:all )?cookies|manage (?:your )?(?:preferences|consent)|wir (?:und unsere|verwenden cookies|brauchen ihre zustimmung)|zustimmen und weiter|datenschutz(?:einstellungen| ist uns)|(?:nous|vous) .{0,40}(?:cookies|vie privée)|continuer sans accepter|valoramos (?:tu|su) privacidad|utilizamos cookies|rispettiamo la tua privacy|informativa sui cookie|privacy-instellingen|uw privacy|dine data|samtykke|gizliliğinize|мы используем (?:файлы )?cookie|voordat u verdergaat|alles accepteren|(?:cookies accepteren|accepteer (?:alle )?cookies)|transparency (?:&(?:amp;)?|and) consent|aceptar (?:todas las )?cookies|aceptar y continuar|accetta (?:tutti i cookie|tutto|e continua)|akceptuję|szanujemy (?:twoją|państwa) prywatność|ciasteczk|godkänn (?:alla )?(?:cookies|kakor)|om din integritet|aceitar (?:todos os )?cookies|alle akzeptieren|tout accepter|çerez|クッキー|cookieの使用|cenimy (?:twoją|państwa) prywatność|my i nasi (?:zaufani )?partnerzy|valorizamos a (?:sua|tua) privacidade|nós e os nossos parceiros|vážíme si (?:vašeho )?soukromí|my a naši partne(?:ři|ri)|vážime si vaše súkromie|arvostamme yksityisyyttäsi|me ja (?:\d+ )?kumppanimme|respekterer dit privatliv|vi og våre (?:\d+ )?partnere|vi og vores (?:\d+ )?partnere|vi och våra (?:\d+ )?partner|σεβόμαστε (?:την ιδιωτικότητ|το απόρρητ)|εμείς και οι (?:\d+ )?συνεργάτες|az ön adatainak védelme|mi és (?:a|az|\d+) (?:\d+ )?partnereink|respectăm confidențialitatea|noi și (?:cei \d+ )?partenerii noștri|мы ценим вашу конфиденциальность|мы и наши партн[её]ры|ми цінуємо вашу (?:конфіденційність|приватність)|ми та наші партнери|ние и нашите партньори|mi i naši partneri|cijenimo vašu privatnost|プライバシーを(?:尊重|大切に)|当社およびパートナー|نحن وشركاؤنا|אנחנו והשותפים|개인정보를 소중히)`)
	wallRE    = pattern.InSmall(`(?:subscribe (?:now )?to (?:continue|read|keep reading|unlock)|to continue reading|(?:this )?(?:article|content|story) is (?:for|reserved for|exclusive to|only available to|available (?:only )?to) (?:subscribers|members|premium)|already (?:a )?(?:subscriber|member)\?|subscribers? only|become a (?:member|subscriber) to read|start your (?:free )?trial|sign in to (?:continue|read)|register to (?:continue|read)|unlock this article|weiterlesen mit|(?:jetzt|um) weiter(?:zu)?lesen|nur für abonnenten|bereits abonnent|(?:exklusiv|lesen sie) (?:für|mit) (?:abonnenten|plus)|réservé aux abonnés|pour lire la suite|déjà abonné|la suite (?:de cet article )?est réservée|(?:contenido )?exclusivo para suscriptores|suscríbete para (?:seguir|continuar)|para (?:seguir|continuar) leyendo|conteúdo exclusivo para assinantes|assine para (?:continuar|ler)|contenuto riservato agli abbonati|abbonati per continuare|alleen voor abonnees|voor abonnees|för att läsa vidare|fortsätt läsa|kun for abonnenter|для подписчиков|оформите подписку|dit artikel is (?:alleen|exclusief|gereserveerd) voor .{0,20}(?:abonnees|leden)|verder lezen\?|pozostało \d+ ?% (?:tekstu|artykułu)|lees (?:dit artikel|verder) met een abonnement|(?:ten )?(?:artykuł|tekst|materiał) (?:jest )?(?:dostępny )?(?:tylko |wyłącznie )?dla (?:subskrybentów|prenumeratorów|zalogowanych)|(?:полный текст|статья|материал) (?:доступ(?:ен|на) )?(?:только )?(?:для )?подписчик|(?:оформите|купите) подписку,? чтобы|чтобы (?:читать|прочитать) (?:дальше|полностью)|유료 ?(?:회원|구독자)|구독자(?:만| 전용)|회원 전용 기사|로그인 후 .{0,20}(?:읽|볼) 수|(?:本文|全文|此文)(?:仅|僅)?(?:限|供)?.{0,6}(?:订阅|訂閱|付费|付費|会员|會員)|(?:订阅|訂閱|登录|登入)(?:后|後).{0,6}(?:继续|繼續)?(?:阅读|閱讀)|(?:den här )?artikeln är (?:låst|bara för|endast för|för) .{0,20}prenumerant|läs (?:vidare|hela artikeln) (?:med|som|genom) .{0,30}(?:prenumer|abonn|konto)|(?:bu )?(?:içerik|haber|yazı) (?:sadece |yalnızca )?abonelere özel|(?:haberin |yazının )?devamını okumak için .{0,20}(?:abone|üye|giriş)|(?:artikel|konten|berita) ini (?:hanya |khusus )(?:untuk )?(?:pelanggan|anggota)|berlangganan untuk (?:membaca|melanjutkan)|(?:هذا )?(?:المحتوى|المقال) (?:متاح |مخصص )?(?:لل)?مشتركين|اشترك (?:ل|الآن ل)(?:مواصلة|متابعة|قراءة)|للمشتركين فقط|(?:यह )?(?:लेख|खबर|सामग्री) (?:केवल|सिर्फ) .{0,20}(?:सदस्य|सब्सक्राइब)|(?:पूरा लेख |पूरी खबर |आगे )?पढ़ने के लिए .{0,12}(?:सब्सक्राइब|लॉग ?इन|सदस्य)|有料会員|この記事は有料|会員限定|残り\s*[0-9０-９,，]+\s*文字)`)
	loginRE   = pattern.MustCompile(`(?i)^(?:log ?in|sign in|sign up|register|anmelden|einloggen|connexion|se connecter|iniciar sesión|acceder|entrar|accedi|inloggen|logga in|logg inn|log ind|kirjaudu(?: sisään)?|zaloguj(?: się)?|logowanie|přihlášení|přihlásit se|prihlásenie|bejelentkezés|autentificare|conectare|вхід|увійти|войти|вход|σύνδεση|giriş(?: yap)?|prijava|masuk|đăng nhập|登入|로그인|تسجيل الدخول|ورود|התחברות|ログイン|登录)(?:\P{L}|$)`)
	scriptRE  = pattern.MustCompile(`(?i)(?:enable|turn on|requires?|aktivieren sie|activez|habilita|active) (?:your )?java ?script|javascript (?:is )?(?:disabled|required|must be enabled|deaktiviert)|you need to enable javascript`)
)

// blockedWords are words of which each phrase of blockedRE has one, wallWords
// of wallRE: looking for them first is much quicker.
var blockedWords = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder([]string{"moment", "attention", "browser", "human", "robot", "denied", "cookies to", "unusual", "unsuccessful", "interruption", "ddos", "security", "verification", "been blocked", "sicherheits", "sécurité", "perimeterx", "captcha", "робот", "hold", "not a bot", "restreint", "humain", "inhabituelle", "eres ", "inusual", "mensch", "roboter", "essere", "você é", "браузер", "验证", "ロボット", "로봇"})
})

var wallWords = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder([]string{"subscri", "continue reading", "members", "member?", "member to", "become a", "trial", "sign in", "register", "unlock", "weiter", "abon", "lesen", "abbon", "lire la suite", "la suite",
		"suscri", "leyendo", "assina", "assine", "läsa", "подпис", "会員", "有料", "残り", "leden", "verder lezen", "pozosta", "devam", "abonnees", "subskryb", "prenumerator", "zalogow", "дальше", "полност", "회원", "구독", "로그인", "订阅", "訂閱", "付费", "付費", "会员", "會員", "登录", "登入", "låst", "prenumer", "abone", "üye", "berlangganan", "pelanggan", "anggota", "مشترك", "اشترك", "सदस्य", "सब्सक्राइब", "लॉग", "reserved", "exclusiv", "premium"})
})

// missingWords are the same of missingRE.
var missingWords = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder([]string{"404", "not found", "page", "seite", "página", "pagina", "sidan", "siden", "strona", "stron", "страниц", "сторінк", "ページ", "页面", "頁面", "sayfa", "halaman", "الصفحة", "صفحه", "sivua", "oldal", "stránka", "oops", "hoppla", "encontramos", "enlace", "hier ist nichts", "n'existe", "n’existe", "nie znale", "페이지", "العثور", "oldal", "sivua", "znaleziono", "szukasz", "stranica", "страница", "σελίδα", "הדף", "העמוד", "पृष्ठ", "पेज", "trang", "ไม่พบ", "puslapis", "lehte", "lapa nav", "strani ni", "pàgina", "longer available", "お探し", "找不到"})
})

// consentWords are the same of consentRE.
var consentWords = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder([]string{"privacy", "before you", "cookie", "consent", "preferences", "wir ", "zustimm", "datenschutz", "vie privée", "accepter", "privacid", "dine data", "samtykke", "gizlili", "verdergaat", "alles acc", "aceptar y", "accetta", "akceptuj", "prywatno", "ciasteczk", "kakor", "integritet", "akzeptieren", "çerez", "クッキー", "partnerzy", "parceiros", "privacidad", "soukromí", "partne", "súkromie", "yksityisyy", "kumppan", "privatliv", "απόρρητ", "ιδιωτικ", "συνεργάτες", "adatainak", "confidenț", "партн", "конфиденц", "конфіденц", "приватн", "privatnost", "プライバシー", "パートナー", "وشركاؤنا", "והשותפים", "개인정보"})
})

// short is below how many words a text is too short to be an article by
// itself.
const short = 25

// shortUnsigned is the same where nothing says that it is an article.
const shortUnsigned = 45

// unsigned says whether a page has neither date nor author nor any word for
// the machine that it is an article. A name alone in its line is no author
// where nothing else speaks for an article.
func (e *evidence) unsigned() bool {
	signed := len(e.a.Authors) > 0 && e.f.Byline.Source != meta.SourceBare
	return e.a.DatePublished == "" && !signed && !e.f.Signals.ArticleNode && e.f.Signals.OGType != "article"
}

// verdict says whether the page can be kept, and why not.
func (e *evidence) verdict() (Verdict, []string) {
	head := e.a.Title + "\n" + strings.Join(e.f.Signals.Headings, "\n") + "\n" + cut(e.a.Text, 400)
	page := e.stats.Visible
	words := e.a.WordCount
	small := e.stats.PageWords < 400
	switch {
	case e.feed:
		return IndexPage, []string{"a feed or a sitemap, not a page: crawl reads those that a site's entry names"}
	case small && words < 200 && blockedWords().Find(head+"\n"+page) != 0 && says(blockedRE, head+"\n"+page):
		return Blocked, []string{"a check for robots instead of the page: " + quoted(blockedRE, head+"\n"+page)}
	case e.state >= 400 && words < 300:
		return Soft404, []string{fmt.Sprintf("HTTP status %d", e.state)}
	case small && words < 150 && !e.f.Signals.ArticleNode && missingWords().Find(strings.ToLower(head)) != 0 && says(missingRE, head):
		return Soft404, []string{"the page says that it is not there: " + quoted(missingRE, head)}
	case e.missingWithStories():
		return Soft404, []string{"the page says that it is not there, and lists others: " + quoted(missingRE, e.headings())}
	case small && words < 250 && !e.f.Signals.ArticleNode && consentWords().Find(strings.ToLower(head+"\n"+page)) != 0 && says(consentRE, head+"\n"+page) && e.stats.ConsentShare(consentRE) > 0.1:
		return ConsentWall, []string{"asks for consent instead of showing the page: " + quoted(consentRE, head+"\n"+page)}
	case e.a.PageType == TypeIndex:
		return IndexPage, []string{fmt.Sprintf("%d links to other pages with text of their own, %d words of text", e.stats.Teasers, words)}
	}
	if words < short || words < shortUnsigned && e.unsigned() {
		return e.tooShort(page)
	}
	if reason := e.paywall(); reason != "" {
		return Paywalled, []string{reason}
	}
	if words < 120 && e.f.Signals.Passwords > 0 && loginRE.MatchString(e.a.Title) {
		e.a.PageType = TypeOther
		return TooShort, []string{"a login page"}
	}
	if e.a.PageType == TypeOther {
		return OK, []string{e.other()}
	}
	return OK, nil
}

// headings are the title and the first headings of the page.
func (e *evidence) headings() string {
	return e.a.Title + "\n" + strings.Join(e.f.Signals.Headings, "\n")
}

// missingWithStories says whether the page says so in its heading, and has other
// stories below.
func (e *evidence) missingWithStories() bool {
	head := e.headings()
	return !e.dated() && len(e.a.Authors) == 0 && e.list.Leads >= leastEntries && 2*e.list.Words >= e.a.WordCount && missingWords().Find(strings.ToLower(head)) != 0 && says(missingRE, head)
}

// tooShort says what a page with hardly any text is.
func (e *evidence) tooShort(page string) (Verdict, []string) {
	words := e.a.WordCount
	switch {
	case loginRE.MatchString(e.a.Title) && e.f.Signals.Passwords > 0:
		e.a.PageType = TypeOther
		return TooShort, []string{"a login page"}
	case e.stats.PageWords < 10 && e.f.Signals.Scripted, e.stats.PageWords < 60 && (scriptRE.MatchString(page) || e.f.Signals.ScriptBytes > 2000):
		return JSShell, []string{fmt.Sprintf("only %d words outside of scripts: the page is built in the browser", e.stats.PageWords)}
	case e.paywall() != "" && words > 5:
		return Paywalled, []string{e.paywall()}
	case e.a.PageType == TypeVideo || e.a.PageType == TypeGallery:
		return OK, []string{fmt.Sprintf("a %s with %d words of text", e.a.PageType, words)}
	case words > 8 && e.a.Title != "" && (e.f.Signals.ArticleNode || e.f.Signals.OGType == "article" && e.dated()):
		return OK, []string{fmt.Sprintf("only %d words", words)}
	}
	return TooShort, []string{fmt.Sprintf("only %d words of text found", words)}
}

// paywall says why the text is taken for the free part of a longer one.
func (e *evidence) paywall() string {
	if e.a.WordCount >= 300 || e.f.Free != nil && *e.f.Free {
		return ""
	}
	closed := e.f.Free != nil && !*e.f.Free
	if !closed && e.a.WordCount >= 220 {
		return ""
	}
	if closed && e.a.WordCount < 250 {
		return "the page says that it is not free, and only its beginning is there"
	}
	if !closed && e.a.WordCount >= 220 {
		return ""
	}
	for line := range strings.SplitSeq(e.stats.Near, "\n") {
		if wallWords().Find(strings.ToLower(line)) != 0 && says(wallRE, line) {
			return "only the beginning is there: " + quoted(wallRE, line)
		}
	}
	return ""
}

// says says whether a pattern for small letters matches a text of any case.
func says(re *pattern.Pattern, text string) bool { return re.MatchString(strings.ToLower(text)) }

// quoted is what it matches, as the page has it.
func quoted(re *pattern.Pattern, text string) string {
	small := strings.ToLower(text)
	if len(small) != len(text) {
		text = small
	}
	loc := re.FindStringIndex(small)
	if loc == nil {
		return quote("")
	}
	return quote(text[loc[0]:loc[1]])
}

func quote(s string) string { return fmt.Sprintf("%q", cut(s, 80)) }

// score sums up how much speaks for the result.
func (e *evidence) score(v Verdict) float64 {
	if v != OK && v != Paywalled {
		return 0.1
	}
	s := 0.25 + 0.35*e.b.Sure
	if e.a.Title != "" {
		s += 0.1
	}
	if e.a.DatePublished != "" {
		s += 0.1
	}
	if len(e.a.Authors) > 0 {
		s += 0.05
	}
	if e.a.WordCount >= 150 {
		s += 0.15
	}
	if v == Paywalled {
		s *= 0.6
	}
	return float64(int(min(1, s)*100)) / 100
}
