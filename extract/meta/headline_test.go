package meta

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestHeadline(t *testing.T) {
	const body = `<p>The ferry of Brackmere will not run before spring, the harbour board said on Tuesday.</p>`
	for name, c := range map[string]struct{ head, page, title, site string }{
		"h1 is the blog": {
			`<title>Harbour Notes &raquo; Blog Archive &raquo; A chain and its smith</title>`,
			`<h1><a href="/">Harbour Notes</a></h1><h2><a href="/2019/05/chain">A chain and its smith</a></h2>` + body,
			"A chain and its smith", "Harbour Notes",
		},
		"a blog below its host": {
			`<title>A chain and its smith : Harbour Notes | Ships and ropes</title>`,
			`<h1><a href="https://www.news.example/2019">Harbour Notes</a></h1><h3>A chain and its smith</h3>` + body,
			"A chain and its smith", "Harbour Notes",
		},
		"no heading has the headline": {
			`<title>Harbour Notes » Blog Archiv » A chain and its smith</title>`,
			`<h1><a href="/">Harbour Notes</a></h1><h2>Categories</h2>` + body,
			"A chain and its smith", "Harbour Notes",
		},
		"the name is no link": {
			`<title>Old crane of Tollen to come down - Port News</title>`,
			`<header><h1>Port News</h1></header><h2>Old crane of Tollen to come down</h2>` + body,
			"Old crane of Tollen to come down", "Port News",
		},
		"h1 links to the article": {
			`<title>A chain and its smith - Harbour Notes</title>`,
			`<h1><a href="/2019/05/chain">A chain and its smith</a></h1><h2>Harbour Notes</h2>` + body,
			"A chain and its smith", "Harbour Notes",
		},
		"a front's own headline": {
			`<title>A chain and its smith - Harbour Notes</title><meta property="og:title" content="A chain and its smith">`,
			`<h1><a href="/">A chain and its smith</a></h1><h2>Harbour Notes</h2>` + body,
			"A chain and its smith", "Harbour Notes",
		},
		"kicker in the heading": {
			`<title>Smith leaves no drawing</title><meta property="og:title" content="Smith leaves no drawing">`,
			`<h1><span class="k">Ferry in Brackmere</span> <span>Smith leaves no drawing</span></h1>` + body,
			"Smith leaves no drawing", "",
		},
		"kicker before bare text": {
			`<title>Smith leaves no drawing behind - The Harbour</title><meta property="og:site_name" content="The Harbour">`,
			`<h1><div class="roof">Ferry</div>Smith leaves no drawing behind</h1>` + body,
			"Smith leaves no drawing behind", "The Harbour",
		},
		"kicker, and a site that nothing names": {
			`<title>Smith leaves no drawing behind - The Harbour</title>`,
			`<h1><span class="k">Ferry</span> Smith leaves no drawing behind</h1>` + body,
			"Smith leaves no drawing behind", "The Harbour",
		},
		"another headline is shared, and the address has its words": {
			`<meta property="og:title" content="Smith leaves no drawing behind">`,
			`<h1>Ferries in spring: what to know</h1>` + body,
			"Smith leaves no drawing behind", "",
		},
		"a dialog's heading": {
			`<title>How the chain was forged at last</title><meta property="og:title" content="How the chain was forged at last">`,
			`<h1>Pick one of these</h1><h1>Share this with others</h1>` + body,
			"How the chain was forged at last", "",
		},
		"the site's name begins the headline": {
			`<title>Harbour lights go out: keepers look back</title><meta property="og:site_name" content="Harbour"><meta property="og:title" content="Harbour lights go out: keepers look back">`,
			`<h1>Harbour lights go out: keepers look back</h1>` + body,
			"Harbour lights go out: keepers look back", "Harbour",
		},
		"marks as readers see them": {
			`<meta property="og:title" content="&quot;What is a chain, and who forged it?&quot;"><script type="application/ld+json">{"@type":"BlogPosting","headline":"## What is a chain, and who forged it?"}</script>`,
			`<h1>What is a chain – and who forged it?</h1>` + body,
			"What is a chain – and who forged it?", "",
		},
		"a heading in capitals": {
			`<meta property="og:title" content="What is a chain, and who forged it?">`,
			`<h1>WHAT IS A CHAIN, AND WHO FORGED IT?</h1>` + body,
			"What is a chain, and who forged it?", "",
		},
		"no h1": {
			`<title>Smith leaves no drawing behind | Ferries | The Harbour</title>`,
			`<h2>Smith leaves no drawing behind</h2>` + body + `<h2>The Harbour</h2>`,
			"Smith leaves no drawing behind", "The Harbour",
		},
		"the copyright notice has the name": {
			`<title>Smith leaves no drawing behind | Ferries | The Harbour</title>`,
			`<h1>Smith leaves no drawing behind</h1>` + body + `<footer>© 2019 The Harbour. All rights reserved.</footer>`,
			"Smith leaves no drawing behind", "The Harbour",
		},
		"the name stands first": {
			`<title>The Harbour: Smith leaves no drawing behind</title>`,
			`<h1>Smith leaves no drawing behind</h1>` + body + `<footer>© The Harbour</footer>`,
			"Smith leaves no drawing behind", "The Harbour",
		},
		"no space around the mark": {
			`<title>县水利局开展冬修水利检查-清河县人民政府</title>`,
			`<div>县水利局开展冬修水利检查</div>` + body + `<footer>© 清河县人民政府</footer>`,
			"县水利局开展冬修水利检查", "清河县人民政府",
		},
		"the author stands behind": {
			`<title>Smith leaves no drawing behind - by Mara Quill</title>`,
			`<h1>Smith leaves no drawing behind</h1>` + body + `<footer>© 2019 Mara Quill</footer>`,
			"Smith leaves no drawing behind", "",
		},
		"kicker that the head parts": {
			`<title>No ferry - Smith leaves no drawing behind</title>`,
			`<h1><span>No ferry</span><span>Smith leaves no drawing behind</span></h1>` + body,
			"No ferry - Smith leaves no drawing behind", "",
		},
		"the first words are marked": {
			`<title>No ferry before spring, smith says</title>`,
			`<h1><em>No ferry</em> before spring, smith says</h1>` + body,
			"No ferry before spring, smith says", "",
		},
		"a name of the host": {
			`<title>Smith leaves no drawing | Tollen</title><meta property="og:title" content="Smith leaves no drawing | Tollen.example">`,
			body, "Smith leaves no drawing", "Tollen",
		},
		"live, as readers see it": {
			`<title>Storm Edda: what we know – live | The Harbour</title><meta property="og:site_name" content="The Harbour">`,
			`<h1>Storm Edda: what we know – live</h1>` + body,
			"Storm Edda: what we know – live", "The Harbour",
		},
		"live in the head alone": {
			`<title>Storm Edda: what we know | Live</title>`,
			`<h1>Storm Edda: what we know</h1>` + body,
			"Storm Edda: what we know", "",
		},
		"a portal's source behind": {
			`<title>渡し船、あと二年存続へ（みどり川新聞） - 港</title><meta property="og:title" content="渡し船、あと二年存続へ（みどり川新聞）"><meta property="og:site_name" content="港">`,
			`<h1>渡し船、あと二年存続へ</h1>` + body,
			"渡し船、あと二年存続へ", "港",
		},
		"large letters, and the site's name": {
			`<title>The Harbour</title>`,
			`<a href="/"><img src="logo.gif" alt="The Harbour"></a><font size="2">Home</font><font size="4"><b>Smith leaves no drawing behind</b></font>` + printedText,
			"Smith leaves no drawing behind", "The Harbour",
		},
		"a link home above the headline, which is all of title": {
			`<title>Smith leaves no drawing behind</title>`,
			`<header><h1><a href="/">Notes from the harbour</a></h1></header><article><h2>Smith leaves no drawing behind</h2>` + body + `</article>`,
			"Smith leaves no drawing behind", "Notes from the harbour",
		},
		"a link to the page itself": {
			`<title>Smith leaves no drawing behind</title>`,
			`<header><h1><a href="/2019/05/chain">Smith leaves no drawing</a></h1></header><article><h2>How it came</h2>` + body + `</article>`,
			"Smith leaves no drawing", "",
		},
		"the site's name heads the page, and the headline is in no heading": {
			`<title>Smith leaves no drawing behind - Notes of a harbour</title>`,
			`<div id="header"><h1>Notes of a harbour</h1></div><table><tr><td><div class="eTitle">Smith leaves no drawing behind</div></td></tr><tr><td>` + body + `</td></tr></table>`,
			"Smith leaves no drawing behind", "Notes of a harbour",
		},
		"the headline heads the page, and the site's name is printed below": {
			`<title>Notes of a harbour - Smith leaves</title>`,
			`<div class="article-header"><h1>Smith leaves</h1></div><div>Notes of a harbour</div>` + body,
			"Smith leaves", "",
		},
		"title is the site's, and the headline a smaller heading": {
			`<title>Notes of a harbour</title>`,
			`<nav><a href="/">Notes of a harbour</a></nav><h2>Smith leaves no drawing behind</h2>` + printedText,
			"Smith leaves no drawing behind", "",
		},
		"a colon before the site's name": {
			`<title>Smith leaves no drawing behind: Notes of a harbour</title>`,
			`<h3>Smith leaves no drawing behind</h3>` + body,
			"Smith leaves no drawing behind", "",
		},
		"an element called title": {
			`<title>The Harbour</title>`,
			`<div class="news-title">Smith leaves no drawing behind</div>` + printedText + `<footer>© The Harbour</footer>`,
			"Smith leaves no drawing behind", "",
		},
		"a short title, and nothing that has it": {
			`<title>No drawing</title>`,
			`<div class="widget-title">What others are reading now</div>` + printedText,
			"No drawing", "",
		},
		"kicker that the head has too": {
			`<title>Ferry: Smith leaves no drawing behind</title><meta property="og:title" content="Ferry: Smith leaves no drawing behind">`,
			`<h1><span class="k">Ferry:</span> <span>Smith leaves no drawing behind</span></h1>` + body,
			"Ferry: Smith leaves no drawing behind", "",
		},
	} {
		address := "https://news.example/2019/05/chain"
		switch name {
		case "a name of the host":
			address = "https://investors.tollen.example/2019/05/chain"
		case "another headline is shared, and the address has its words":
			address = "https://news.example/2019/05/smith-leaves-no-drawing-behind"
		}
		root, err := html.Parse(strings.NewReader("<html><head>" + c.head + "</head><body>" + c.page + "</body></html>"))
		if err != nil {
			t.Fatal(err)
		}
		u, _ := url.Parse(address)
		f := Read(root, Options{URL: u})
		if f.Title.Text != c.title || f.SiteName.Text != c.site {
			t.Errorf("%s: title %q of site %q, want %q of %q", name, f.Title.Text, f.SiteName.Text, c.title, c.site)
		}
	}
}

// What a title adds to the heading are the site and the section, though nothing
// on the page gives their names.
func TestTitleBesideHeading(t *testing.T) {
	for _, test := range []struct{ title, h1, want string }{
		{"Old crane of Tollen to come down | Sport", "Old crane of Tollen to come down", "Old crane of Tollen to come down"},
		{"Old crane of Tollen to come down - Life - Daily Paper", "Old crane of Tollen to come down", "Old crane of Tollen to come down"},
		{"Old crane of Tollen to come down | news.example | Harbour", "Crane of Tollen", "Old crane of Tollen to come down"},
		{"舊起重機將於明年春天拆除 - 生活 - 海港日報", "舊起重機將於明年春天拆除", "舊起重機將於明年春天拆除"},
		{"Old crane of Tollen to come down – after ninety years", "Old crane of Tollen to come down", "Old crane of Tollen to come down – after ninety years"},
		{"Old crane of Tollen - The end", "Old crane of Tollen - The end", "Old crane of Tollen - The end"},
	} {
		page := `<title>` + test.title + `</title><meta property="og:title" content="` + test.title + `"><script type="application/ld+json">{"@type":"NewsArticle","headline":"` + test.title + `"}</script><h1>` + test.h1 + `</h1>`
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		u := &url.URL{Scheme: "https", Host: "news.example", Path: "/crane"}
		if got := Read(root, Options{URL: u}).Title.Text; got != test.want {
			t.Errorf("%q with heading %q: %q, want %q", test.title, test.h1, got, test.want)
		}
	}
}
