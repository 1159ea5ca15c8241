package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"copydesk/extract"
)

var clock = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

// article extracts from the HTML of a body, wrapped into an ordinary page.
func article(t *testing.T, body string) *extract.Article {
	t.Helper()
	return page(t, `<!DOCTYPE html><html lang="en"><head><title>Bridge reopens after eleven years | Wend Courier</title><meta property="og:site_name" content="Wend Courier"><meta property="og:type" content="article"></head><body><header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header><main><article><h1>Bridge reopens after eleven years</h1>`+body+`</article></main><footer><p>© Wend Courier</p></footer></body></html>`, nil)
}

func page(t *testing.T, html string, rules *extract.Rules) *extract.Article {
	t.Helper()
	a, err := extract.FromPage(extract.Page{URL: "https://courier.example/2024/bridge-reopens-after-years", Body: []byte(html), ContentType: "text/html", FetchedAt: clock}, rules)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const (
	para1 = "The bridge over the Wend opened again on Monday, eleven years after the flood took its middle arch, and the first to cross it were the pupils of the primary school on the east bank."
	para2 = "The mayor, who had promised the repair in three elections, walked across with her dog, and said that the long wait had been the fault of nobody who was still in office today."
	para3 = "Traffic will be let onto the bridge in July, once the new railings have been tested by the county's engineers, who want to load them with sandbags for a fortnight."
)

func paras(ps ...string) string { return "<p>" + strings.Join(ps, "</p>\n<p>") + "</p>" }

// A signature below the text goes; a sentence about its author stays.
func TestSignature(t *testing.T) {
	for line, want := range map[string]bool{"Ana Lind": false, "— Ana Lind": false, "Ana Lind agreed.": true} {
		a := article(t, `<p class="byline">By <a rel="author" href="/ana-lind">Ana Lind</a></p>`+paras(para1, para2, para3, line))
		if !slices.Equal(a.Authors, []string{"Ana Lind"}) {
			t.Fatalf("authors %q", a.Authors)
		}
		if kept := strings.HasSuffix(a.Text, line); kept != want {
			t.Errorf("%q kept: %t", line, kept)
		}
	}
}

// A theme's excerpt stands above a text; where there is nothing else, it is the
// text. What is kept out of search engines' extracts may be all there is, too.
func TestOnlyMarked(t *testing.T) {
	for _, mark := range []string{`class="post-excerpt"`, `class="no-print"`, "data-nosnippet"} {
		a := article(t, "<div "+mark+">"+paras(para1, para2, para3)+"</div>")
		if want := strings.Join([]string{para1, para2, para3}, "\n\n"); a.Text != want {
			t.Errorf("%s: %q", mark, a.Text)
		}
	}
}

// A page that never ends gives its first article.
func TestFirstStory(t *testing.T) {
	other := paras("The bakery at the foot of the tower has won the county's prize for its dark loaf, which takes three days to make.", "The judges praised the crust and the faint taste of honey, and asked for more of it.")
	for name, html := range map[string]string{
		"articles with headlines":    `<article><h1>Bridge reopens after eleven years</h1>` + paras(para1, para2, para3) + `</article><article><h1>Bakery wins prize</h1>` + other + `</article>`,
		"articles with linked ones":  `<article><h1>Bridge reopens after eleven years</h1>` + paras(para1, para2, para3) + `</article><div class="ad"></div><article><h2><a href="/bakery">Bakery wins prize</a></h2>` + other + `</article>`,
		"sections of the same class": `<section class="page"><h1>Bridge reopens after eleven years</h1><div>` + paras(para1, para2, para3) + `</div></section><section class="page"><h1>Bakery wins prize</h1><div>` + other + `</div></section>`,
		"elements with an address":   `<div data-url="/bridge"><h1>Bridge reopens after eleven years</h1>` + paras(para1, para2, para3) + `</div><div data-url="/bakery"><h2>Bakery wins prize</h2>` + other + `</div>`,
	} {
		a := page(t, `<!DOCTYPE html><html lang="en"><head><title>Bridge reopens after eleven years</title></head><body><header><a href="/">Wend Courier</a></header><main>`+html+`</main></body></html>`, nil)
		if want := strings.Join([]string{para1, para2, para3}, "\n\n"); a.Text != want {
			t.Errorf("%s: %s", name, a.Text)
		}
	}
	a := page(t, `<!DOCTYPE html><html lang="en"><head><title>Bridge reopens after eleven years</title></head><body><main><section class="part"><h1>Bridge reopens after eleven years</h1>`+paras(para1, para2)+`</section><section class="part"><h2>What comes next</h2>`+paras(para3)+`</section></main></body></html>`, nil)
	if !strings.Contains(a.Text, para3) {
		t.Errorf("the second section of one article is gone: %s", a.Text)
	}
}

// Words come out as they stand on the page.
func TestWords(t *testing.T) {
	for _, tc := range []struct{ name, html, want string }{
		{"links and emphasis in place", `<p>According to <a href="/r">a report by the <b>county</b></a>, published on Sunday, the bridge was never in danger, and nobody had asked for it to be closed.</p>`,
			"According to a report by the county, published on Sunday, the bridge was never in danger, and nobody had asked for it to be closed."},
		{"no space inside a word", "<p>The un<b>believ</b>able repair of the bridge took eleven years, said the engineer, and nobody has counted the hours spent on it.</p>",
			"The unbelievable repair of the bridge took eleven years, said the engineer, and nobody has counted the hours spent on it."},
		{"entities, soft hyphens, no-break spaces", "<p>The bridge&rsquo;s re&shy;open&shy;ing cost 4&nbsp;million &euro; &amp; a good deal of patience, as the county&#8217;s treasurer said on Monday at noon.</p>",
			"The bridge’s reopening cost 4 million € & a good deal of patience, as the county’s treasurer said on Monday at noon."},
		{"line breaks part words", "<p>The bridge was opened with a verse by the town's poet, who read it from the railing:<br>Stone upon stone,<br>nobody alone.</p>",
			"The bridge was opened with a verse by the town's poet, who read it from the railing:\nStone upon stone,\nnobody alone."},
		{"right to left", "<p>أعيد فتح الجسر يوم الاثنين بعد أحد عشر عاما من الفيضان، وكان تلاميذ المدرسة الابتدائية أول من عبره.</p>",
			"أعيد فتح الجسر يوم الاثنين بعد أحد عشر عاما من الفيضان، وكان تلاميذ المدرسة الابتدائية أول من عبره."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := article(t, tc.html+paras(para1, para2, para3))
			if first, _, _ := strings.Cut(a.Text, "\n\n"); first != tc.want {
				t.Errorf("got  %q\nwant %q", first, tc.want)
			}
		})
	}
}

// A text in a script whose letters count as words may have all those of the
// title, and is not the title again.
func TestThai(t *testing.T) {
	const first = "ชาวบ้านปากคลองบางหลวงร่วมกันฟื้นตลาดน้ำเก่าที่ปิดไปนานกว่ายี่สิบปี โดยเปิดวันแรกเมื่อวันอาทิตย์ที่ผ่านมา"
	const second = "นางสมพิศ แก้วใส ประธานชุมชน กล่าวว่า มีเรือมาขายของสามสิบสองลำ ส่วนใหญ่เป็นขนมและผลไม้จากสวนของตัวเอง"
	const title = "ชาวบ้านปากคลองฟื้นตลาดน้ำเก่า"
	a := page(t, `<html lang="th"><head><title>`+title+`</title></head><body><div class="content"><h1>`+title+`</h1><div class="detail">`+paras(first, second, "ตลาดจะเปิดทุกวันอาทิตย์ ตั้งแต่หกโมงเช้าถึงเที่ยง")+`</div></div></body></html>`, nil)
	if !strings.Contains(a.Text, first) || !strings.Contains(a.Text, second) {
		t.Errorf("text is\n%s", a.Text)
	}
}

func TestListsAndTables(t *testing.T) {
	a := article(t, paras(para1, para2)+`<p>What the repair cost, by its largest parts, as the county's treasurer listed them:</p><ul><li>stone from the quarry at Corrow, two million</li><li>the work of forty masons over six years, three million</li></ul>`+
		`<table><tr><th>Year</th><th>Arches finished</th></tr><tr><td>2019</td><td>three of seven</td></tr><tr><td>2023</td><td>all of them</td></tr></table>`+paras(para3))
	if want := "- stone from the quarry at Corrow, two million\n- the work of forty masons over six years, three million"; !strings.Contains(a.Text, want) {
		t.Errorf("no list %q in:\n%s", want, a.Text)
	}
	if want := "Year | Arches finished\n2019 | three of seven\n2023 | all of them"; strings.Contains(a.Text, "2019") && !strings.Contains(a.Text, want) {
		t.Errorf("no table %q in:\n%s", want, a.Text)
	}
}

// What forms and boxes say is nowhere in the text, whatever the language.
func TestBoilerplate(t *testing.T) {
	const boxes = `<aside class="promo"><h3>Der Morgenbrief</h3><p>Fünf Nachrichten vor dem Kaffee.</p><form><input type="email" name="email"><button>Abonnieren</button></form></aside>
<section id="comments" class="comment-wrapper"><h2 class="title">Comentarios</h2><article class="comment"><footer><p>Submitted by Otilia</p></footer><div class="content"><p>My grandfather helped to build that bridge, and he would have had something to say about the eleven years.</p></div></article>
<h2 class="title comment-form__title">Add new comment</h2><form class="comment-form"><div class="form-item"><label>Your name</label><input name="name"></div><fieldset class="captcha"><legend>CAPTCHA</legend><p>This question is for testing whether or not you are a human visitor and to prevent automated spam submissions.</p><p>Enter the characters shown in the image.</p></fieldset></form></section>`
	a := article(t, paras(para1, para2, para3)+boxes)
	if want := strings.Join([]string{para1, para2, para3}, "\n\n"); a.Text != want {
		t.Errorf("got:\n%s", a.Text)
	}
	for _, name := range a.Authors {
		t.Errorf("author %q: nobody signed", name)
	}
}

func TestPlainText(t *testing.T) {
	const scraped = `Bridge reopens after eleven years

Bridge reopens after eleven years
Fecha de publicación:
10 January 2022
Imagen principal:

` + para1 + "\n\n" + para2 + "\n\nAdd new comment\n\nThis question is for testing whether or not you are a human visitor and to prevent automated spam submissions.\nEnter the characters shown in the image."
	a, err := extract.FromPage(extract.Page{Body: []byte(scraped), ContentType: "text/plain", FetchedAt: clock}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := para1 + "\n\n" + para2; a.Text != want {
		t.Errorf("text:\n%s", a.Text)
	}
	if a.Title != "Bridge reopens after eleven years" || a.DatePublished != "2022-01-10" {
		t.Errorf("title %q, date %q", a.Title, a.DatePublished)
	}
	if got := a.Provenance["date_published"]; got.Source != "label:Fecha de publicación" || got.Raw != "10 January 2022" {
		t.Errorf("provenance of the date: %+v", got)
	}
}

// The text is found where there is none in the markup.
func TestTextElsewhere(t *testing.T) {
	const shell = `<!DOCTYPE html><html><head><title>Bridge reopens</title>%s</head><body><div id="root"></div></body></html>`
	for _, tc := range []struct{ name, head, source string }{
		{"JSON-LD", `<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Bridge reopens","articleBody":"` + para1 + `\n\n` + para2 + `"}</script>`, "json_ld:$.articleBody"},
		{"a framework's state", `<script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"nav":[{"t":"Home"}],"story":{"blocks":[{"type":"p","text":"` + para1 + `"},{"type":"p","text":"` + para2 + `"}]}}}}</script>`, "state:props.pageProps.story.blocks[].text"},
		{"a called state", `<script>window.__NUXT__=(function(a){return {data:[{story:{at:a,body:"\u003Cp\u003E` + para1 + `\u003C\u002Fp\u003E\u003Cp\u003E` + para2 + `\u003C\u002Fp\u003E"}}]}}("2024-05-01"));</script>`, "state:body"},
		{"server components", `<script>self.__next_f.push([1,"5:[\"$\",\"div\",null,{\"html\":\"<p>` + para1 + `</p>"])</script><script>self.__next_f.push([1,"<p>` + para2 + `</p>\"}]\n"])</script>`, "state:[].html"},
		{"server components' long text", `<script>self.__next_f.push([1,"5:[\"$\",\"div\"]\n7:T` + fmt.Sprintf("%x", len(para1+para2)+14) + `,<p>` + para1 + `</p><p>` + para2 + `</p>9:{\"a\":\"b\"}\n"])</script>`, "state:[]"},
		{"state in a script", `<script>window.__PRELOADED_STATE__ = {"a":{"body":"<p>` + para1 + `</p><p>` + para2 + `</p>","pad":"` + strings.Repeat("x", 1000) + `"}};</script>`, "state:a.body"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := page(t, strings.Replace(shell, "%s", tc.head, 1), nil)
			if want := para1 + "\n\n" + para2; a.Text != want {
				t.Errorf("text %q", a.Text)
			}
			if got := a.Provenance["text"].Source; got != tc.source {
				t.Errorf("source %q, want %q", got, tc.source)
			}
		})
	}
}

// Pages that are no article say what they are.
func TestVerdicts(t *testing.T) {
	teasers := strings.Repeat(`<div class="teaser"><h3><a href="/a">A headline about the council and its many bridges</a></h3></div>`, 15)
	for _, tc := range []struct {
		name, html string
		status     int
		want       extract.Verdict
	}{
		{"soft 404", `<html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>The page you are looking for does not exist or has moved.</p></body></html>`, 200, extract.Soft404},
		{"soft 404 in Spanish", `<html><head><title>Página no encontrada</title></head><body><h1>Página no encontrada</h1><p>Lo sentimos, la dirección no existe en este sitio.</p></body></html>`, 200, extract.Soft404},
		{"bot challenge", `<html><head><title>Just a moment...</title></head><body><p>Checking your browser before accessing the site. Enable JavaScript and cookies to continue</p></body></html>`, 403, extract.Blocked},
		{"JavaScript shell", `<html><head><title>News</title></head><body><div id="app"></div><noscript>You need to enable JavaScript to run this app.</noscript><script>` + strings.Repeat("var a=1;", 500) + `</script></body></html>`, 200, extract.JSShell},
		{"front page", `<html><head><title>News</title><meta property="og:type" content="website"></head><body><h2>Latest</h2>` + teasers + `</body></html>`, 200, extract.IndexPage},
		{"consent wall", `<html><head><title>Before you continue</title></head><body><h1>We value your privacy</h1><p>We and our partners use cookies and consent to process data.</p><p>Accept all cookies or manage your preferences.</p><button>Accept all</button></body></html>`, 200, extract.ConsentWall},
		{"free, with an offer beside it", `<html><head><title>Budget</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Budget","isAccessibleForFree":true,"datePublished":"2024-05-01"}</script></head><body><article><h1>Budget</h1>` + paras(para1, para2) + `<div class="wall"><p>Subscribe to continue reading this article.</p></div></article></body></html>`, 200, extract.OK},
		{"paywall", `<html><head><title>Budget</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Budget","isAccessibleForFree":false,"datePublished":"2024-05-01"}</script></head><body><article><h1>Budget</h1>` + paras(para1, para2) + `<div class="wall"><p>Subscribe to continue reading this article.</p></div></article></body></html>`, 200, extract.Paywalled},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a, err := extract.FromPage(extract.Page{URL: "https://courier.example/x", Body: []byte(tc.html), ContentType: "text/html", Status: tc.status, FetchedAt: clock}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if a.Quality.Verdict != tc.want {
				t.Errorf("verdict %s (%s), want %s; text %q", a.Quality.Verdict, a.Quality.Reasons, tc.want, a.Text)
			}
			if len(a.Quality.Reasons) == 0 && tc.want != extract.OK {
				t.Error("no reason given")
			}
		})
	}
}

// The same blocks stand in text, Markdown and HTML, and nothing runs.
func TestRender(t *testing.T) {
	d, err := extract.Parse(extract.Page{URL: "https://courier.example/2024/bridge-reopens-after-years", ContentType: "text/html", FetchedAt: clock, Body: []byte(`<html lang="en"><body><article><h1>Bridge</h1>` + paras(para1) +
		`<p>The <em>whole</em> story is <a href="/more">told elsewhere</a>, and <a href="javascript:alert(1)">not here</a>, said the engineer who wrote it down on Monday.</p><h2 onclick="x()">What comes next for the bridge</h2>` + paras(para2, para3) + `<ol start="4"><li>The railings are to be painted green.</li><li>The toll house will be let to a baker.</li></ol></article></body></html>`)})
	if err != nil {
		t.Fatal(err)
	}
	a, err := d.Article(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Render(a, nil, extract.Formats{Markdown: true, HTML: true}); err != nil {
		t.Fatal(err)
	}
	if want := `is <a href="https://courier.example/more">told elsewhere</a>, and not here`; !strings.Contains(a.HTML, want) {
		t.Errorf("no %q in %s", want, a.HTML)
	}
	if want := "The *whole* story is [told elsewhere](https://courier.example/more), and not here"; !strings.Contains(a.Markdown, want) {
		t.Errorf("no %q in %s", want, a.Markdown)
	}
	if !strings.Contains(a.HTML, `<ol start="4">`) || !strings.Contains(a.Markdown, "4. The railings") || !strings.Contains(a.Markdown, "5. The toll") {
		t.Errorf("the list's numbers are lost\nMarkdown:\n%s\nHTML:\n%s", a.Markdown, a.HTML)
	}
	if !strings.Contains(a.Markdown, "## What comes next") || strings.Contains(a.HTML, "onclick") || strings.Contains(a.HTML, "javascript") {
		t.Errorf("Markdown:\n%s\nHTML:\n%s", a.Markdown, a.HTML)
	}
}

// Equal bytes give equal articles.
func TestDeterministic(t *testing.T) {
	html := paras(para1, para2, para3)
	first := article(t, html)
	for range 5 {
		if again := article(t, html); again.Text != first.Text || again.ID != first.ID || again.ContentHash != first.ContentHash {
			t.Fatal("two runs differ")
		}
	}
}

func TestSignatures(t *testing.T) {
	long := strings.Join([]string{para1, para2, para3}, " ")
	a, b := extract.Signature(long), extract.Signature("NEWS IN BRIEF. "+long)
	if s := extract.Similarity(a, b); s < 0.8 {
		t.Errorf("a copy with a lead: similarity %.2f", s)
	}
	other := extract.Signature(strings.Repeat("A different text about the harbour and its cranes which have stood idle since the strike of last year. ", 5))
	if s := extract.Similarity(a, other); s > 0.1 {
		t.Errorf("another text: similarity %.2f", s)
	}
	if extract.Signature("Too short.") != nil {
		t.Error("a short text has a signature")
	}
}

// Nobody's name and password come out with an article.
func TestNoUserInAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"https://ada:secret@a.example/b":     "https://a.example/b",
		"https://ada@a.example:8080?x=@1":    "https://a.example:8080?x=@1",
		"https://a.example/@ada/b":           "https://a.example/@ada/b",
		"https://ada:p@ss@a.example/#e@mail": "https://a.example/#e@mail",
	} {
		page := extract.Page{URL: in, RequestedURL: in, Body: []byte("<html><body><h1>T</h1>" + paras(para1, para2)), ContentType: "text/html", FetchedAt: clock}
		a, err := extract.FromPage(page, nil)
		if err != nil || a.URL != want || a.RequestedURL != want {
			t.Errorf("%s: %q, asked for as %q, %v", in, a.URL, a.RequestedURL, err)
		}
	}
}

// Text that a parser leaves out of the tree is read where there is no other,
// and nowhere else.
func TestUnopened(t *testing.T) {
	const head = `<!DOCTYPE html><html><head><title>Bridge reopens</title></head>`
	hidden := paras(para1, para2)
	for name, html := range map[string]string{
		"noscript":    head + `<body><h1>Bridge reopens</h1><div id="app"></div><noscript><article>` + hidden + `</article></noscript></body></html>`,
		"noframes":    head + `<frameset cols="20%,80%"><frame src="/menu"><frame src="/story"><noframes><body>` + hidden + `</body></noframes></frameset></html>`,
		"shadow root": head + `<body><h1>Bridge reopens</h1><news-story><template shadowrootmode="open">` + hidden + `</template></news-story></body></html>`,
	} {
		t.Run(name, func(t *testing.T) {
			if a := page(t, html, nil); a.Text != para1+"\n\n"+para2 {
				t.Errorf("text %q", a.Text)
			}
		})
	}
	a := article(t, paras(para1, para2, para3)+`<noscript><p>`+strings.Repeat("Nobody is to read this. ", 40)+`</p></noscript>`)
	if strings.Contains(a.Text, "Nobody") {
		t.Errorf("text of <noscript> beside the article's: %q", a.Text)
	}
}

// A byline without a class of its own is no part of the text, and neither are
// headings that head nothing: but a slide show's headings say all there is.
func TestLinesAroundText(t *testing.T) {
	const story = `<p>The ferry of Brackmere will not run before spring, the harbour board said on Tuesday, because nobody can be found to mend its chain.</p>
<p>For forty years the chain was mended by the smith of the upper town, who has retired and left neither a pupil nor a drawing of how it is done.</p>
<p>Until then, whoever wants to cross has to walk to the bridge at Tollen, which takes an hour and a half in good weather and is closed in bad.</p>`
	const slides = `<h2>2. The chain is three hundred metres long and was forged in eleven winters.</h2><img src="/2.jpg">
<h2>3. No link of it is younger than the town hall of Brackmere, the board says.</h2><img src="/3.jpg">`
	page := func(inner string) extract.Page {
		return extract.Page{URL: "https://news.example/2025/05/ferry-chain", Body: []byte(`<html><head><title>Ferry waits for its chain</title></head><body><main><article><h1>Ferry waits for its chain</h1>` + inner + `</article></main></body></html>`)}
	}
	for name, c := range map[string]struct{ inner, without, with string }{
		"bare byline":      {`<p>Mara Quill | Reporter | 3 May 2025</p>` + story, "Mara Quill", "The ferry of Brackmere"},
		"whole line":       {`<p>Par Mara Quill, envoyée spéciale à Tollen – Publié le 3 mai 2025 à 10h20, mis à jour à 12h05</p>` + story, "Mara Quill", "The ferry of Brackmere"},
		"others' work":     {`<div>Written by <span>Mara Quill</span></div><div>Edited by <span>Tove van Dael</span></div>` + story, "Tove van Dael", "The ferry of Brackmere"},
		"about the author": {story + `<h3>About the author</h3><p>Mara Quill has written of harbours since 1998, and lives in one.</p>`, "Mara Quill", "closed in bad"},
		"a lone link":      {strings.Replace(story, "</p>\n<p>", `</p><div><a href="/2025/04/smith">Smith of the upper town retires at last</a></div><p>`, 1), "retires at last", "closed in bad"},
		"update":           {`<p>Updated 3:40 PM EDT, Sat May 3, 2025</p>` + story, "3:40 PM", "The ferry of Brackmere"},
		"bare date":        {`<p>3 May 2025</p>` + story, "3 May 2025", "The ferry of Brackmere"},
		"hidden promo":     {story + `<div hidden><p>Win a week on the ferry of Brackmere with our summer lottery, said the board, which is open to all readers of this page.</p></div>`, "summer lottery", "closed in bad"},
		"hidden text":      {`<div style="display: none">` + story + `</div>`, "nothing of this", "closed in bad"},
		"loose headings":   {story + `<h2>What happens next</h2>`, "What happens next", "closed in bad"},
		"slides":           {story + slides, "nothing of this", "No link of it is younger"},
	} {
		a, err := extract.FromPage(page(c.inner), nil)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(a.Text, c.without) || !strings.Contains(a.Text, c.with) {
			t.Errorf("%s: text is\n%s", name, a.Text)
		}
	}
}

// What stands between headline and text, under a name that says nothing, is the
// subtitle where the text doesn't begin with it.
func TestStandfirst(t *testing.T) {
	head := `<h1>Bridge reopens after eleven years</h1>`
	body := `<div class="c9">` + paras(para1, para2, para3) + `</div>`
	for name, tc := range map[string]struct{ html, want string }{
		"a heading":     {head + `<h2 class="x1">Pupils were the first to cross the river on foot</h2>` + body, "Pupils were the first to cross the river on foot"},
		"a date":        {head + `<div class="x1">On Monday, 3 June 2024, at 18:40 in the evening</div>` + body, ""},
		"a sharing bar": {head + `<div class="share-bar">Tell your friends about it wherever they are</div>` + body, ""},
		"nothing":       {head + body, ""},
	} {
		if a := article(t, tc.html); a.Subtitle != tc.want && !strings.Contains(a.Text, tc.want) || tc.want == "" && a.Subtitle != "" {
			t.Errorf("%s: subtitle %q", name, a.Subtitle)
		}
	}
}

// A caption that only its place gives away is the picture's, and not lost.
func TestCaptionOfItsPlace(t *testing.T) {
	picture := `<div class="image"><img src="/media/bridge.jpg" width="1200" height="800"><div class="caption">The bridge in the last light of a winter afternoon. Photo: Ana Lind</div></div>`
	for _, html := range []string{paras(para1, para2) + picture + paras(para3), picture + paras(para1, para2, para3)} {
		wantCaption(t, html)
	}
}

func wantCaption(t *testing.T, html string) {
	t.Helper()
	a := article(t, html)
	if strings.Contains(a.Text, "last light") || len(a.Images) != 1 || a.Images[0].Caption != "The bridge in the last light of a winter afternoon." || a.Images[0].Credit != "Ana Lind" {
		t.Errorf("%+v: %s", a.Images, a.Text)
	}
}
