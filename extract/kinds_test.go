package extract_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"copydesk/extract"
	"copydesk/extract/corpora"
	"copydesk/fixtures"
)

// kindCase is a page whose kind is known: told right when its verdict, or its
// page type, is one of want.
type kindCase struct {
	name, html string
	status     int
	path       string
	want       []string
}

// The set of kinds: pages of the built-in site, and pages made by hand after
// what servers send instead of articles, in many languages. At least 95 % must
// be told right, of at least 150.
func TestKinds(t *testing.T) {
	right, all := 0, 0
	var wrong []string
	judge := func(name string, ok bool, a *extract.Article) {
		all++
		if ok {
			right++
			return
		}
		wrong = append(wrong, fmt.Sprintf("%s: %s, %s %v, %d words", name, a.PageType, a.Quality.Verdict, a.Quality.Reasons, a.WordCount))
	}
	for _, c := range handMade() {
		a := kindOf(t, c)
		ok := false
		for _, w := range c.want {
			ok = ok || string(a.Quality.Verdict) == w || string(a.PageType) == w
		}
		judge(c.name, ok, a)
	}
	d := fixtures.Demo()
	for _, path := range d.NotArticles() {
		w := httptest.NewRecorder()
		d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, demoBase+path, nil))
		if strings.Contains(w.Header().Get("Content-Type"), "html") && w.Code < 300 {
			a := fromDemo(t, d, path)
			judge("demo "+path, !a.IsArticle(), a)
		}
	}
	for _, want := range d.Want() {
		a := fromDemo(t, d, want.Path)
		judge("demo "+want.Path, a.IsArticle() && (want.Kind != "live" || a.PageType == extract.TypeLiveBlog), a)
	}
	t.Logf("%d of %d told right", right, all)
	if all < 150 || float64(right) < 0.95*float64(all) {
		t.Errorf("%d of %d told right:\n%s", right, all, strings.Join(wrong, "\n"))
	} else if len(wrong) > 0 {
		t.Logf("wrong:\n%s", strings.Join(wrong, "\n"))
	}
}

func kindOf(t *testing.T, c kindCase) *extract.Article {
	t.Helper()
	path := c.path
	if path == "" {
		path = "/2026/01/05/the-ferry-sails-again-after-repairs"
	}
	a, err := extract.FromPage(extract.Page{URL: "https://news.example" + path, Body: []byte(c.html), Status: c.status, ContentType: "text/html; charset=utf-8", FetchedAt: time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC)}, nil)
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	return a
}

// Pages of corpora are articles all: at most one in a hundred is refused.
// Every third page is looked at, and under the race detector one in thirty.
func TestNoArticleRefused(t *testing.T) {
	dir := corpusDir(t)
	var pages []*corpora.Page
	for _, name := range []string{"wcxb-dev-article", "fundus", "trafeval"} {
		some, err := corpora.Load(dir, []string{name}, func(err error) { t.Error(err) })
		if err != nil {
			t.Skipf("no corpus %s: %v", name, err)
		}
		pages = append(pages, some...)
	}
	for i := 0; i*3*raceScale < len(pages); i++ {
		pages[i] = pages[i*3*raceScale]
	}
	pages = pages[:(len(pages)+3*raceScale-1)/(3*raceScale)]
	refused := make([]string, len(pages))
	corpora.Each(len(pages), func(i int) {
		if a, err := pages[i].Doc.Article(nil); err != nil || !a.IsArticle() {
			refused[i] = pages[i].Gold.ID
		}
	})
	n := 0
	for _, r := range refused {
		if r != "" {
			n++
		}
	}
	if 100*n > len(pages)+raceScale {
		t.Errorf("%d of %d articles refused: %q", n, len(pages), refused)
	}
}

func handMade() []kindCase {
	var out []kindCase
	out = append(out, challenges()...)
	out = append(out, consents()...)
	out = append(out, missing()...)
	out = append(out, logins()...)
	out = append(out, shells()...)
	out = append(out, walls()...)
	out = append(out, lists()...)
	out = append(out, storyLists()...)
	out = append(out, missingWithStories())
	out = append(out, others()...)
	return append(out, media()...)
}

// htmlPage is a document with a title.
func htmlPage(lang, title, head, body string) string {
	return `<!DOCTYPE html><html lang="` + lang + `"><head><meta charset="utf-8"><title>` + title + `</title>` + head + `</head><body>` + body + `</body></html>`
}

// challenges are checks for robots.
func challenges() []kindCase {
	noscript := `<noscript><div class="h2"><span id="challenge-error-text">Enable JavaScript and cookies to continue</span></div></noscript>`
	bodies := map[string]string{
		"cloudflare":   htmlPage("en-US", "Just a moment...", `<meta name="robots" content="noindex,nofollow">`, `<div class="main-wrapper" role="main"><div class="main-content">`+noscript+`</div></div><script>(function(){window._cf_chl_opt={cvId:'3'};}());</script>`),
		"cloudflare 2": htmlPage("en", "Attention Required! | Cloudflare", "", `<h1>Sorry, you have been blocked</h1><h2>You are unable to access news.example</h2><p>Why have I been blocked?</p><p>This website is using a security service to protect itself from online attacks.</p>`),
		"datadome":     htmlPage("en", "news.example", "", `<p id="cmsg">Please enable JS and disable any ad blocker</p><script data-cfasync="false">var dd={'rt':'c','cid':'x','host':'geo.captcha-delivery.com'}</script><script src="https://ct.captcha-delivery.com/c.js"></script><p>Please verify you are a human</p>`),
		"akamai":       htmlPage("en", "Access Denied", "", `<h1>Access Denied</h1>You don't have permission to access "http://news.example/" on this server.<p>Reference #18.2d3e4f</p>`),
		"perimeterx":   htmlPage("en", "Access to this page has been denied", "", `<div class="px-captcha-header">Before we continue...</div><div class="px-captcha-message">Press &amp; Hold to confirm you are a human (and not a bot).</div><p>Access to this page has been denied because we believe you are using automation tools.</p>`),
		"incapsula":    htmlPage("en", "", `<meta name="robots" content="noindex, nofollow">`, `<iframe id="main-iframe" src="/_Incapsula_Resource?x=1">Request unsuccessful. Incapsula incident ID: 877000-123</iframe><p>Request unsuccessful. Incapsula incident ID: 877000-123</p>`),
		"distil":       htmlPage("en", "Pardon Our Interruption", "", `<h1>Pardon Our Interruption...</h1><p>As you were browsing something about your browser made us think you were a bot.</p><ul><li>You're a power user moving through this website with super-human speed.</li></ul>`),
		"unusual":      htmlPage("en", "Are you a robot?", "", `<h1>Are you a robot?</h1><p>We've detected unusual traffic from your network. Please click the box below to let us know you're not a robot.</p>`),
		"ddos guard":   htmlPage("en", "DDOS-GUARD", "", `<h1>Checking your browser before accessing news.example</h1><p>Please wait a few seconds. DDoS protection by DDOS-GUARD</p>`),
		"datadome fr":  htmlPage("fr", "courrier.example", "", `<h1>Accès temporairement restreint</h1><p>Nous avons détecté une activité inhabituelle depuis votre adresse. Merci de confirmer que vous êtes humain pour continuer.</p>`),
		"press":        htmlPage("en", "news.example", "", `<h1>Press & Hold to confirm you are a human (and not a bot).</h1><p>Having an issue? Reference 11-22.</p>`),
		"french":       htmlPage("fr", "Vérification de sécurité", "", `<h1>Vérification de sécurité</h1><p>Merci de patienter pendant que nous vérifions votre navigateur.</p>`),
		"german":       htmlPage("de", "Sicherheitsüberprüfung", "", `<h1>Sicherheitsüberprüfung</h1><p>Bitte warten Sie, während wir Ihren Browser prüfen.</p>`),
		"russian":      htmlPage("ru", "Подтвердите, что вы не робот", "", `<h1>Подтвердите, что вы не робот</h1><p>Запросы с вашего адреса похожи на автоматические.</p>`),
	}
	var out []kindCase
	for name, h := range bodies {
		out = append(out, kindCase{name: "challenge " + name, html: h, want: []string{"blocked"}})
	}
	return out
}

// consents are pages that ask for consent instead of showing the article.
func consents() []kindCase {
	texts := [][4]string{
		{"en", "We value your privacy", "We and our 143 partners store and access information on a device, such as cookies, and process personal data. You may accept or manage your preferences.", "Accept all|Reject all|Manage preferences"},
		{"de", "Datenschutzeinstellungen", "Wir und unsere Partner brauchen Ihre Zustimmung, um Cookies zu setzen und personenbezogene Daten zu verarbeiten. Wir verwenden Cookies für Anzeigen und Messung.", "Zustimmen und weiter|Einstellungen"},
		{"fr", "Votre vie privée", "Nous et nos partenaires utilisons des cookies pour mesurer l'audience. Vous pouvez accepter ou refuser les cookies et protéger votre vie privée.", "Accepter|Continuer sans accepter"},
		{"es", "Valoramos tu privacidad", "Nosotros y nuestros socios utilizamos cookies para mostrar publicidad. Valoramos tu privacidad y puedes cambiar tus preferencias.", "Aceptar y continuar|Configurar"},
		{"it", "Rispettiamo la tua privacy", "Noi e i nostri partner usiamo i cookie. Leggi la nostra informativa sui cookie per saperne di più. Rispettiamo la tua privacy.", "Accetta|Rifiuta"},
		{"nl", "Voordat u verdergaat", "Wij en onze 237 partners slaan gegevens op. Klikt u op 'Alles accepteren', dan stemt u in volgens het IAB Transparency & Consent Framework.", "Alles accepteren|Instellingen"},
		{"pl", "Szanujemy Twoją prywatność", "My i nasi partnerzy przechowujemy ciasteczka i przetwarzamy dane. Możesz zmienić zdanie w każdej chwili.", "Akceptuję|Ustawienia"},
		{"sv", "Vi bryr oss om din integritet", "Vi och våra partner lagrar uppgifter på din enhet. Du kan godkänna alla kakor eller ändra dina val.", "Godkänn alla kakor|Inställningar"},
		{"nl", "Uw privacy", "Wij gebruiken cookies om deze site te laten werken. Kies uw privacy-instellingen. Uw privacy is belangrijk voor ons.", "Akkoord|Privacy-instellingen"},
		{"da", "Dine data, dit valg", "Vi beder om dit samtykke til at bruge dine data. Du kan altid trække dit samtykke tilbage.", "Accepter alle|Kun nødvendige"},
		{"nb", "Samtykke", "Vi trenger ditt samtykke for å bruke informasjonskapsler. Du kan endre samtykke når som helst.", "Godta alle|Innstillinger"},
		{"tr", "Gizliliğinize önem veriyoruz", "Biz ve iş ortaklarımız çerez kullanıyoruz. Gizliliğinize önem veriyoruz ve tercihlerinizi değiştirebilirsiniz.", "Kabul et|Ayarlar"},
		{"ru", "Мы используем файлы cookie", "Мы используем файлы cookie, чтобы сайт работал лучше. Продолжая, вы соглашаетесь с этим.", "Принять|Настройки"},
	}
	var out []kindCase
	for _, c := range texts {
		var buttons strings.Builder
		for b := range strings.SplitSeq(c[3], "|") {
			fmt.Fprintf(&buttons, `<button type="button">%s</button>`, b)
		}
		out = append(out, kindCase{name: "consent " + c[0], want: []string{"consent_wall"},
			html: htmlPage(c[0], c[1], "", `<div class="message-container" role="dialog"><h2>`+c[1]+`</h2><p>`+c[2]+`</p><div class="buttons">`+buttons.String()+`</div></div>`)})
	}
	return out
}

// missing are pages that aren't there, with and without the status for it.
func missing() []kindCase {
	texts := [][3]string{
		{"en", "Page not found", "Sorry, the page you are looking for doesn't exist or has moved."},
		{"de", "Seite nicht gefunden", "Die gewünschte Seite wurde nicht gefunden. Vielleicht hilft die Suche."},
		{"fr", "Page introuvable", "La page demandée n'existe pas ou plus."},
		{"es", "Página no encontrada", "No se ha encontrado la página que busca."},
		{"es", "¡Vaya! No encontramos lo que buscas", "Es posible que el enlace esté roto o que la noticia se haya movido."},
		{"ru", "Ошибка", "К сожалению, запрашиваемая страница не существует."},
		{"de", "Hoppla! Hier ist nichts", "Suchen Sie auf der Startseite nach dem Artikel, um weiterzulesen."},
		{"ko", "오류", "요청하신 페이지를 찾을 수 없습니다."},
		{"pt", "Página não encontrada", "O endereço pode estar errado ou a página foi removida."},
		{"it", "Pagina non trovata", "La pagina che cerchi non esiste più."},
		{"nl", "Pagina niet gevonden", "Deze pagina bestaat niet meer."},
		{"sv", "Sidan kunde inte hittas", "Sidan du letar efter finns inte längre."},
		{"pl", "Strona nie została znaleziona", "Podana strona nie istnieje."},
		{"ru", "Страница не найдена", "Возможно, она была удалена или перенесена."},
		{"ja", "ページが見つかりません", "お探しのページは移動または削除された可能性があります。"},
		{"zh", "页面不存在", "您访问的页面不存在或已被删除。"},
		{"tr", "Sayfa bulunamadı", "Aradığınız sayfa kaldırılmış olabilir."},
		{"ar", "الصفحة غير موجودة", "الصفحة التي تبحث عنها غير موجودة."},
	}
	menu := `<nav><ul><li><a href="/">Home</a></li><li><a href="/politics">Politics</a></li><li><a href="/sport">Sport</a></li></ul></nav>`
	var out []kindCase
	for i, c := range texts {
		k := kindCase{name: "missing " + c[0], want: []string{"soft_404"}, html: htmlPage(c[0], c[1], "", menu+`<main><h1>`+c[1]+`</h1><p>`+c[2]+`</p><a href="/">↩</a></main>`)}
		if i%3 == 2 {
			k.status = 404
		}
		out = append(out, k)
	}
	return out
}

func logins() []kindCase {
	texts := [][3]string{
		{"en", "Log in", "Email address|Password|Forgot your password?"}, {"en", "Sign in to your account", "Email|Password|Remember me"}, {"de", "Anmelden", "E-Mail-Adresse|Passwort|Passwort vergessen?"},
		{"fr", "Se connecter", "Adresse e-mail|Mot de passe|Mot de passe oublié ?"}, {"es", "Iniciar sesión", "Correo electrónico|Contraseña|¿Olvidó su contraseña?"}, {"it", "Accedi", "Email|Password|Password dimenticata?"},
		{"ru", "Войти", "Почта|Пароль|Забыли пароль?"}, {"ja", "ログイン", "メールアドレス|パスワード|パスワードを忘れた方"},
	}
	var out []kindCase
	for _, c := range texts {
		f := strings.Split(c[2], "|")
		out = append(out, kindCase{name: "login " + c[0], path: "/account/login", want: []string{"too_short", "other"},
			html: htmlPage(c[0], c[1], "", `<form method="post" action="/login"><h1>`+c[1]+`</h1><label>`+f[0]+`</label><input type="email" name="email"><label>`+f[1]+`</label><input type="password" name="password"><a href="/reset">`+f[2]+`</a><button>OK</button></form>`)})
	}
	return out
}

// shells are pages that scripts build in the browser.
func shells() []kindCase {
	script := "<script>" + strings.Repeat("window.__x=window.__x||[];window.__x.push(function(e){return e&&e.id});", 40) + "</script>"
	bodies := map[string]string{
		"react":   `<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>` + script,
		"vue":     `<noscript><strong>We're sorry but the site doesn't work properly without JavaScript enabled. Please enable it to continue.</strong></noscript><div id="app"></div>` + script,
		"next":    `<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{}},"page":"/[slug]","query":{}}</script>` + script,
		"angular": `<app-root></app-root>` + script,
		"linked":  `<div id="root"></div><script src="/static/main.js"></script>`,
		"loading": `<div class="spinner">Loading…</div>` + script,
		"notice":  `<p>Please enable JavaScript to view this page.</p>` + script,
	}
	var out []kindCase
	for name, b := range bodies {
		out = append(out, kindCase{name: "shell " + name, html: htmlPage("en", "The Coast Post", "", b), want: []string{"js_shell"}})
	}
	return out
}

// walls show the beginning of an article only.
func walls() []kindCase {
	texts := [][3]string{
		{"en", "The ferry company said on Monday that the ship would sail again after eleven weeks of repairs in the northern yard.", "Subscribe to continue reading"},
		{"en", "The council voted late on Tuesday for a plan that had divided the town since the spring, its mayor told reporters.", "This article is for subscribers only. Already a subscriber? Sign in"},
		{"de", "Die Reederei teilte am Montag mit, dass das Schiff nach elf Wochen in der Werft wieder fahren werde, früher als geplant.", "Jetzt weiterlesen mit Plus. Bereits Abonnent? Anmelden"},
		{"fr", "La compagnie a annoncé lundi que le navire reprendrait la mer après onze semaines de réparations au chantier du nord.", "Cet article est réservé aux abonnés. Déjà abonné ? Se connecter"},
		{"es", "La naviera anunció el lunes que el barco volverá a navegar tras once semanas de reparaciones en el astillero del norte.", "Contenido exclusivo para suscriptores. Suscríbete para seguir leyendo"},
		{"it", "La compagnia ha annunciato lunedì che la nave tornerà a navigare dopo undici settimane di lavori nel cantiere del nord.", "Contenuto riservato agli abbonati. Abbonati per continuare"},
		{"nl", "De rederij meldde maandag dat het schip na elf weken in de werf weer gaat varen, eerder dan was verwacht in het noorden.", "Dit artikel is alleen voor abonnees"},
		{"sv", "Rederiet meddelade på måndagen att fartyget åter ska segla efter elva veckor på varvet, tidigare än vad man hade väntat sig.", "Logga in för att läsa vidare"},
		{"ja", "船会社は月曜日、北部の造船所での十一週間の修理を終え、船が再び航行すると発表した。予定より早い再開となり、島の住民は歓迎している。乗組員は四十人で、新しい機関が載せられたという。", "この記事は有料会員限定です。残り1200文字"},
	}
	var out []kindCase
	for _, c := range texts {
		out = append(out, kindCase{name: "wall " + c[0], want: []string{"paywalled"},
			html: htmlPage(c[0], "The ferry sails again", `<meta property="og:type" content="article"><meta property="article:published_time" content="2026-01-05T08:00:00+01:00"><script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"The ferry sails again","datePublished":"2026-01-05T08:00:00+01:00","isAccessibleForFree":false}</script>`,
				`<article><h1>The ferry sails again</h1><p>`+c[1]+`</p><p>`+c[1]+`</p></article><div class="paywall-box"><h3>`+c[2]+`</h3><a href="/subscribe">→</a></div>`)})
	}
	return out
}

// lists are fronts, sections, tags, authors, archives and results of searches.
func lists() []kindCase {
	titles := []string{"Ferry sails again after eleven weeks in the yard", "Council votes for the bridge that divided the town", "Rain brings relief to farmers in the southern valley", "Museum shows the island painter for the first time", "Trams stand still as drivers ask for more pay",
		"School opens in the old customs house by the river", "Harbour master warns of an early winter storm", "Library hours are restored after a long dispute", "The fisher who counts birds on his way home", "Young chess club wins the regional final"}
	entry := func(i int) string {
		return fmt.Sprintf(`<article class="teaser"><h2 class="teaser__title"><a href="/2026/01/%02d/story-%d-with-a-slug">%s</a></h2></article>`, i+1, i, titles[i%len(titles)])
	}
	led := func(i int) string {
		return fmt.Sprintf(`<div class="card-%d"><h2><a href="/news/story-%d-with-a-slug">%s</a></h2><p>%s. So it was said at the quay on Monday, before the tide turned.</p></div>`, i%3, i, titles[i%len(titles)], titles[(i+3)%len(titles)])
	}
	dated := func(i int) string {
		return fmt.Sprintf(`<li class="result"><a href="/2026/01/%02d/story-%d-with-a-slug">%s</a> <span class="date">%d January 2026</span></li>`, i+1, i, titles[i%len(titles)], i+1)
	}
	make := func(n int, one func(int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(one(i))
		}
		return b.String()
	}
	menu := `<nav><ul><li><a href="/politics">Politics</a></li><li><a href="/sport">Sport</a></li><li><a href="/culture">Culture</a></li></ul></nav>`
	list := func(name, path, lang, title, head, body string) kindCase {
		return kindCase{name: "list " + name, path: path, html: htmlPage(lang, title, head, menu+`<main>`+body+`</main>`), want: []string{"index_page"}}
	}
	return []kindCase{
		list("front", "/", "en", "The Coast Post", "", make(20, entry)),
		list("front de", "/de/", "de", "Hallerstedter Bote", "", "<h1>Nachrichten</h1>"+make(15, entry)),
		list("section", "/politics/", "en", "Politics | The Coast Post", "", "<h1>Politics</h1>"+make(12, entry)),
		list("section 2", "/news", "en", "News", `<script type="application/ld+json">{"@context":"https://schema.org","@type":"CollectionPage","name":"News"}</script>`, "<h1>News</h1>"+make(10, entry)),
		list("section es", "/noticias/", "es", "Noticias", "", "<h1>Noticias</h1>"+make(10, entry)),
		list("tag", "/tag/ferry", "en", "Ferry – The Coast Post", "", "<h1>Ferry</h1><p>All stories about the ferry.</p>"+make(10, entry)),
		list("tag de", "/thema/faehre/", "de", "Thema: Fähre", "", "<h1>Fähre</h1>"+make(9, entry)),
		list("category", "/category/culture/page/3", "en", "Culture – Page 3", "", "<h1>Culture</h1>"+make(10, entry)+`<a rel="next" href="/category/culture/page/4">Older</a>`),
		list("author", "/author/ana-lind", "en", "Ana Lind, author at The Coast Post", `<meta property="og:type" content="profile">`, `<div class="author-bio"><h1>Ana Lind</h1><p>Ana Lind writes about ships and harbours.</p></div>`+make(10, entry)),
		list("author with a life", "/people/ana-lind", "en", "Ana Lind", "", `<h1>Ana Lind</h1><p>`+life+`</p><h2>Latest stories</h2>`+make(8, entry)),
		list("author with a life and a list", "/staff/alind", "en", "Ana Lind", "", `<div class="profile"><h1>Ana Lind</h1><p>`+life+`</p></div><ul>`+make(8, dated)+`</ul>`),
		list("author fr", "/auteur/jeanne-marin/", "fr", "Jeanne Marin", "", `<h1>Jeanne Marin</h1>`+make(10, entry)),
		list("search", "/search?q=ferry", "en", "Search results for ferry", "", `<form><input name="q" value="ferry"></form><h1>10 results for “ferry”</h1><ul>`+make(10, dated)+`</ul>`),
		list("search de", "/suche?q=schiff", "de", "Suchergebnisse", "", `<form><input name="q"></form><h1>Suchergebnisse</h1><ul>`+make(10, dated)+`</ul>`),
		list("search ld", "/search/bridge", "en", "bridge", `<script type="application/ld+json">{"@context":"https://schema.org","@type":"SearchResultsPage"}</script>`, `<h1>bridge</h1><ul>`+make(8, dated)+`</ul>`),
		list("archive", "/archive/2026/01/", "en", "January 2026", "", `<h1>January 2026</h1><ul>`+make(25, dated)+`</ul>`),
		list("most read", "/most-read", "en", "Most read", "", `<h1>Most read</h1><ol>`+make(10, dated)+`</ol>`),
		list("leads", "/section/2", "en", "News of the coast", "", `<h1>News of the coast</h1>`+make(12, led)),
		list("leads of many", "/section/0", "en", "News of the coast", "", `<h1>News of the coast</h1>`+make(40, led)),
		list("item list", "/topics/harbour", "en", "Harbour", `<script type="application/ld+json">{"@context":"https://schema.org","@type":"ItemList","itemListElement":[]}</script>`, `<h1>Harbour</h1>`+make(12, entry)),
	}
}

// storyLists are lists that have more of each story than its headline: the
// beginning, or all of it.
func storyLists() []kindCase {
	const told = "The ship left the yard before noon and lay at the quay by the time the school was out, with a new engine, a new mast and forty people who had waited eleven weeks for the day on which the island would have its milk, its post and its doctor by the old hour again, as the harbour master told those who stood there in the rain with their dogs"
	excerpt := func(i int) string {
		return fmt.Sprintf(`<article class="post-%d hentry"><h2 class="entry-title"><a href="/2026/01/%02d/story-%d/">The ferry sails again, part %d</a></h2><div class="entry-meta">%d January 2026</div><div class="entry-summary"><p>On day %d %s […]</p></div></article>`, i, i+1, i, i, i+1, i, told)
	}
	teaser := func(i int) string {
		return fmt.Sprintf(`<div class="item"><a class="thumb" href="/story/%d"><img src="/i%d.jpg"></a><h3><a href="/story/%d">The ferry sails again, part %d</a></h3><span class="date">%d Jan 2026</span><div class="intro">On day %d the ship left the yard before noon and lay at the quay by the time the school was out…</div></div>`, i, i, i, i, i+1, i)
	}
	whole := func(i int) string {
		return fmt.Sprintf(`<div class="post"><h3 class="post-title"><a href="/2026/01/story-%d.html">The ferry sails again, part %d</a></h3><div class="post-body"><p>On day %d %s.</p><p>Part %d: %s, and nobody went home.</p><p>On the way back, %d hours later, %s.</p></div></div>`, i, i, i, told, i, told, i, told)
	}
	list := func(name, path, head string, n int, one func(int) string) kindCase {
		var b strings.Builder
		for i := range n {
			b.WriteString(one(i))
		}
		return kindCase{name: "stories " + name, path: path, html: htmlPage("en", "Harbour – The Coast Post", head, `<header><a href="/">The Coast Post</a></header><main><h1>Harbour</h1>`+b.String()+`</main>`), want: []string{"index_page"}}
	}
	const archive = `<meta property="og:type" content="article"><script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"CollectionPage","name":"Harbour Archives"}]}</script>`
	return []kindCase{
		list("excerpts", "/category/harbour/", "", 10, excerpt),
		list("excerpts of a plugin", "/category/harbour/", archive, 10, excerpt),
		list("excerpts at any address", "/local-news/", "", 10, excerpt),
		list("day", "/2026/01/04/", "", 2, excerpt),
		list("teasers", "/politics/2", "", 8, teaser),
		list("teasers of a script", "/list.php", "", 6, teaser),
		list("whole, label", "/search/label/harbour", "", 5, whole),
		list("whole, month", "/2026/01/", "", 5, whole),
		list("whole, front", "/", "", 5, whole),
	}
}

// missingWithStories is a page that isn't there and lists others.
func missingWithStories() kindCase {
	c := storyLists()[4]
	c.name, c.path, c.want = "missing, with stories", "/politics/nothing-here", []string{"soft_404"}
	c.html = strings.Replace(c.html, "<h1>Harbour</h1>", "<h1>Oops! We could not find that page</h1><p>The page you are looking for may have been moved. Have a look at our latest stories.</p>", 1)
	return c
}

// others are pages that have a text and are no articles.
func others() []kindCase {
	text := strings.Repeat("<p>We are forty people who have told the news of the coast since the old ferry was new, from a house at the east quay whose door is open on Mondays. Write to us, or come by.</p>", 4)
	page := func(name, path, head string) kindCase {
		return kindCase{name: "other " + name, path: path, html: htmlPage("en", "The Coast Post", head, `<main><h1>The Coast Post</h1>`+text+`</main>`), want: []string{"other"}}
	}
	return []kindCase{
		page("about", "/about-us/", ""), page("privacy", "/en/privacy-policy", ""), page("imprint", "/impressum.html", ""), page("legal", "/aviso-legal", ""), page("contact", "/info/contact/", ""),
		page("job", "/jobs/deckhand", `<script type="application/ld+json">{"@context":"https://schema.org","@type":"JobPosting","title":"Deckhand"}</script>`),
		page("event", "/calendar/regatta", `<script type="application/ld+json">{"@context":"https://schema.org","@type":"Event","name":"Regatta"}</script>`),
		page("product", "/shop/rope", `<meta property="og:type" content="product">`),
	}
}

// life is what pages about an author tell.
const life = "Ana Lind has written about ships and harbours for thirty years. Before she joined the paper she sailed on the ferry for two winters, which she has told in a book. She lives on a boat at the east quay with her dog and an old typewriter, on which she still writes her drafts every morning before the noise of the yard begins and the lamps along the quay go out."

// unlabelled is a live blog that nothing tells but the times of its entries.
func unlabelled(name, lang, path, title, clock string) kindCase {
	var entries strings.Builder
	for k := range 9 {
		fmt.Fprintf(&entries, `<div class="entry"><span class="time">`+clock+`</span><p>Entry number %d: the crew of the ferry has taken in line %d, and those who wait on the quay are counting along with it until the whistle blows.</p></div>`, 18-k, 50-k, k, k)
	}
	return kindCase{name: name, path: path, want: []string{"live_blog"}, html: htmlPage(lang, title, `<meta property="og:type" content="article">`, `<main><article><h1>`+title+`</h1>`+entries.String()+`</article></main>`)}
}

// captioned is a gallery with no text but its captions.
func captioned() kindCase {
	var pictures strings.Builder
	for k := range 9 {
		fmt.Fprintf(&pictures, `<figure><img src="/media/%d.jpg" width="1200" height="800"><figcaption>The ferry on day %d of the long repair. Photograph: Ana Lind</figcaption></figure>`, k, k)
	}
	return kindCase{name: "gallery of captions", want: []string{"gallery"}, path: "/photos/ferry-in-pictures", html: htmlPage("en", "The ferry in pictures", `<meta property="og:type" content="article">`, `<main><h1>The ferry in pictures</h1>`+pictures.String()+`</main>`)}
}

// media are galleries, videos and live blogs.
func media() []kindCase {
	out := []kindCase{
		captioned(),
		unlabelled("live blog by its times", "en", "/2026/jan/05/the-ferry-sails-again", "The ferry sails again", "%d:%d"),
		unlabelled("live blog by its times de", "de", "/liveticker-faehre-12345.html", "Liveticker: Die Fähre fährt wieder", "%d.%d Uhr"),
	}
	for i, lang := range []string{"en", "de", "es"} {
		var pictures, entries strings.Builder
		for k := range 8 {
			fmt.Fprintf(&pictures, `<figure><img src="/media/%d-%d.jpg" width="1200" height="800" alt="picture %d"><figcaption>The ferry on day %d.</figcaption></figure>`, i, k, k, k)
			fmt.Fprintf(&entries, `<div class="live-entry" itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting"><time datetime="2026-01-05T1%d:00:00+01:00">1%d:00</time><h3>Update number %d from the harbour</h3><p>The crew has taken in the lines, and the master speaks of a calm night before the crossing that starts in the early hours of the morning.</p></div>`, k, k, k)
		}
		out = append(out,
			kindCase{name: "gallery " + lang, want: []string{"gallery"}, html: htmlPage(lang, "The ferry in pictures", `<meta property="og:type" content="article"><script type="application/ld+json">{"@context":"https://schema.org","@type":"ImageGallery","name":"The ferry in pictures","datePublished":"2026-01-05"}</script>`, `<main><h1>The ferry in pictures</h1><p>Eight pictures of a long repair, from the first weld to the last coat of paint.</p><div class="gallery">`+pictures.String()+`</div></main>`)},
			kindCase{name: "video " + lang, path: "/video/ferry-leaves-the-yard-123456", want: []string{"video"}, html: htmlPage(lang, "Video: ferry leaves the yard", `<meta property="og:type" content="video.other"><script type="application/ld+json">{"@context":"https://schema.org","@type":"VideoObject","name":"Ferry leaves the yard","uploadDate":"2026-01-05"}</script>`, `<main><h1>Ferry leaves the yard</h1><video src="/v.mp4"></video><p>The ship was pulled out by two tugs at dawn, watched by hundreds of people who had come to the quay before sunrise to see it go.</p></main>`)},
			kindCase{name: "live blog " + lang, want: []string{"live_blog"}, html: htmlPage(lang, "Live: the ferry sails", `<script type="application/ld+json">{"@context":"https://schema.org","@type":"LiveBlogPosting","headline":"The ferry sails","datePublished":"2026-01-05T08:00:00+01:00","coverageStartTime":"2026-01-05T08:00:00+01:00"}</script>`, `<main><article><h1>The ferry sails</h1>`+entries.String()+`</article></main>`)})
	}
	return out
}

// Walls in further languages, below the beginning of a story.
func TestWalls(t *testing.T) {
	for lang, page := range map[string][2]string{
		"nl": {"De gemeenteraad heeft dinsdagavond besloten de oude havenbrug na meer dan zes jaar herstel weer open te stellen voor fietsers en voetgangers, en maakte zo een einde aan een debat dat beide oevers verdeelde.", "Dit artikel is alleen voor abonnees"},
		"pl": {"Rada miasta zdecydowała we wtorek wieczorem o ponownym otwarciu starego mostu portowego dla rowerzystów i pieszych po ponad sześciu latach remontu, kończąc spór, który podzielił mieszkańców obu brzegów rzeki i trwał długo.", "Artykuł dostępny tylko dla subskrybentów"},
		"ru": {"Городской совет во вторник вечером решил снова открыть старый портовый мост для велосипедистов и пешеходов после более чем шести лет ремонта, завершив спор, который разделил жителей обоих берегов и длился очень долго.", "Полный текст доступен только подписчикам"},
		"sv": {"Kommunfullmäktige beslutade på tisdagskvällen att åter öppna den gamla hamnbron för cyklister och gående efter mer än sex års reparationer, och satte därmed punkt för en debatt som delat invånarna på båda stränderna.", "Den här artikeln är för prenumeranter"},
		"tr": {"Belediye meclisi salı akşamı, altı yılı aşkın süren onarımın ardından eski liman köprüsünü bisikletlilere ve yayalara yeniden açmaya karar verdi ve iki yakanın sakinlerini uzun zamandır bölen tartışmayı nihayet bitirdi diyor.", "Haberin devamını okumak için abone olun"},
		"id": {"Dewan kota pada Selasa malam memutuskan untuk membuka kembali jembatan pelabuhan lama bagi pesepeda dan pejalan kaki setelah lebih dari enam tahun perbaikan, mengakhiri perdebatan yang telah memecah warga kedua tepi.", "Berlangganan untuk membaca selengkapnya"},
		"ko": {"시의회는 화요일 저녁 6년이 넘는 보수 공사를 마친 옛 항구 다리를 자전거와 보행자에게 다시 개방하기로 결정해 양쪽 주민을 갈라놓았던 논쟁을 끝냈다. 기술자들은 새 강철 상판이 8톤을 견딜 수 있다고 설명했다. 다리는 5월 첫 주말 작은 축제와 함께 개통된다.", "구독자 전용 기사입니다"},
		"ar": {"قرر المجلس البلدي مساء الثلاثاء إعادة فتح جسر الميناء القديم أمام راكبي الدراجات والمشاة بعد أكثر من ست سنوات من أعمال الترميم، منهيا جدلا كان قد قسم سكان الضفتين منذ سنوات طويلة جدا.", "هذا المحتوى للمشتركين فقط"},
	} {
		a := kindOf(t, kindCase{path: "/2026/01/05/the-bridge-opens-again-12345", html: htmlPage(lang, "Bridge", `<meta property="og:type" content="article">`, `<main><article><h1>Bridge</h1><div class="body"><p>`+page[0]+`</p><div class="gate"><p>`+page[1]+`</p></div></div></article></main>`)})
		if a.Quality.Verdict != extract.Paywalled || strings.Contains(a.Text, page[1]) {
			t.Errorf("%s: %s: %s", lang, a.Quality.Verdict, a.Text)
		}
	}
}

// A page of links and nothing else is no article, however its links stand.
func TestPagesOfLinks(t *testing.T) {
	many := func(n int, format, between string) string {
		out := make([]string, n)
		for i := range out {
			out[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(out, between)
	}
	for name, html := range map[string]string{
		"a calendar in one line": "<title>Calendar</title>" + many(30, `<a href="/cal/2026/%[1]d">day %[1]d</a>`, " "),
		"a calendar in a list":   "<title>Calendar</title><ul>" + many(40, `<li><a href="/cal/2026/%[1]d">day %[1]d</a></li>`, "") + "</ul>",
		"a cloud of tags":        "<title>Tags</title><h1>All our tags</h1><p>" + many(60, `<a href="/tag/%[1]d">word %[1]d and thing</a>`, ", ") + "</p>",
	} {
		a, err := extract.FromPage(extract.Page{URL: "https://a.example/days/2026/7", Body: []byte("<html lang=en>" + html), ContentType: "text/html", Status: 200}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if a.IsArticle() {
			t.Errorf("%s: %s, %d words: %.60s", name, a.Quality.Verdict, a.WordCount, a.Text)
		}
	}
}
