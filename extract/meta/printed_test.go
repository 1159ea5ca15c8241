package meta

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const printedText = `<p>The ferry of Brackmere will not run before spring, the harbour board said on Tuesday, because nobody knows how long the links of its chain were.</p><p>The last smith who could have forged new ones went into retirement and left no drawings, and the bridge that is to take the place of the ferry is on paper alone.</p>`

// Tags and section as content management systems print them.
func TestPrintedTagsAndSection(t *testing.T) {
	for name, tc := range map[string]struct {
		page    string
		tags    []string
		section string
	}{
		"a list called tags":             {`<h1>No ferry</h1>TEXT<ul class="td-tags td-post-small-box"><li><span>TAGS</span></li><li><a href="/tag/ferry/">ferry</a></li><li><a href="/tag/new-bridge/">new bridge</a></li></ul>`, []string{"ferry", "new bridge"}, ""},
		"topics":                         {`<h1>No ferry</h1>TEXT<ul class="article__topics"><li><a href="/topic/ferry">ferry</a></li><li><a href="/topic/bridge">bridge</a></li></ul>`, []string{"ferry", "bridge"}, ""},
		"numbered tags":                  {`<h1>No ferry</h1>TEXT<div class="tags"><a href="/tags/1/ferry">ferry</a><a href="/tags/2/bridge">bridge</a></div>`, []string{"ferry", "bridge"}, ""},
		"one of several relations":       {`<h1>No ferry</h1>TEXT<div class="box tags"><a href="/x/1" rel="Index, Tag">ferry</a></div>`, []string{"ferry"}, ""},
		"a label":                        {`<h1>No ferry</h1>TEXT<div class="detail">Теги: <a href="/search/?tags=1">паром</a>, <a href="/search/?tags=2">мост</a></div>`, []string{"паром", "мост"}, ""},
		"a label in an element":          {`<h1>No ferry</h1>TEXT<p><b>Tags:</b> <span><a href="/t/1">ferry</a></span> <span><a href="/t/2">bridge</a></span></p>`, []string{"ferry", "bridge"}, ""},
		"keywords with links":            {`<h1>No ferry</h1><div itemprop="keywords"><a href="/1">ferry</a> <a href="/2">bridge</a></div>TEXT`, []string{"ferry", "bridge"}, ""},
		"before the head's keywords":     {`<meta name="keywords" content="ferry, the, chain, of"><h1>No ferry</h1>TEXT<div class="tag-list"><a href="/tag/ferry">ferry</a></div>`, []string{"ferry"}, ""},
		"a cloud in a sidebar":           {`<h1>No ferry</h1>TEXT<div class="sidebar"><div class="tags"><a href="/tag/1">fair</a><a href="/tag/2">wine</a></div></div>`, nil, ""},
		"a cloud in the footer":          {`<h1>No ferry</h1>TEXT<footer><div class="tags"><a href="/tag/1">fair</a><a href="/tag/2">wine</a></div></footer>`, nil, ""},
		"by their addresses":             {`<h1>No ferry</h1>TEXT<p><a href="/tag/ferry">ferry</a>, <a href="/tag/bridge">bridge</a></p>`, []string{"ferry", "bridge"}, ""},
		"words of a sentence":            {`<h1>No ferry</h1>TEXT<p>The <a href="/tag/ferry">ferry</a> lies below the <a href="/tag/bridge">bridge</a> since the autumn, and nobody knows for how long it will.</p>`, nil, ""},
		"a label and words":              {`<h1>No ferry</h1>TEXT<p>Etiketler: vapur, köprü</p>`, []string{"vapur", "köprü"}, ""},
		"a category behind a label":      {`<h1>No ferry</h1><ul><li>分类: <a href="/fl/1">海港</a></li></ul>TEXT`, nil, "海港"},
		"a category in one line":         {`<h1>No ferry</h1>TEXT<p>Категория: Порт</p>`, nil, "Порт"},
		"a category by its address":      {`<h1>No ferry</h1><p>In <a href="/category/harbour.html">Harbour</a>.</p>TEXT`, nil, "Harbour"},
		"a cloud":                        {`<h1>No ferry</h1>TEXT<div class="tags tagcloud"><a href="/tag/1">fair</a><a href="/tag/2">wine</a></div>`, nil, ""},
		"above the headline":             {`<div class="tags"><a href="/tag/1">fair</a><a href="/tag/2">wine</a></div><h1>No ferry</h1>TEXT`, nil, ""},
		"buttons":                        {`<h1>No ferry</h1>TEXT<div class="tags-share"><a href="https://a.example/share">post</a><a href="https://b.example/x/y">tell</a><a href="mailto:">mail</a></div>`, nil, ""},
		"categories among the relations": {`<h1>No ferry</h1><div class="entry-categories"><ul><li><a rel="tag" href="/c/1">Harbour</a></li></ul></div>TEXT<div class="entry-tags"><a rel="tag" href="/t/1">ferry</a></div>`, []string{"ferry"}, "Harbour"},
		"an article called by its terms": {`<article class="post category-harbour tag-ferry"><h1>No ferry</h1>TEXT<a rel="tag" href="/t/1">ferry</a></article>`, []string{"ferry"}, ""},
		"a category beside the headline": {`<ul class="td-category"><li class="entry-category"><a href="/category/harbour/">Harbour</a></li></ul><h1>No ferry</h1>TEXT`, nil, "Harbour"},
		"no category":                    {`<div class="post-category"><a href="/c/1">Uncategorized</a></div><h1>No ferry</h1>TEXT`, nil, ""},
		"a labelled category":            {`<h1>No ferry</h1><p class="article-category">Category: Harbour</p>TEXT`, nil, "Harbour"},
		"microdata":                      {`<h1>No ferry</h1><a itemprop="genre" href="/harbour">Harbour</a>TEXT`, nil, "Harbour"},
		"a way of two":                   {`<div class="breadcrumb"><a href="/">Start</a> » <a href="/harbour">Harbour</a> » No ferry</div><h1>No ferry</h1>TEXT`, nil, "Harbour"},
		"a way that ends at the page":    {`<nav class="entry-crumbs"><a href="/">X</a> <a href="/harbour">Harbour</a> <a href="/news/bridge-reopens">This page</a></nav><h1>No ferry</h1>TEXT`, nil, "Harbour"},
		"a way in microdata":             {`<ol itemscope itemtype="https://schema.org/BreadcrumbList"><li><a href="/"><span>Wend</span></a></li><li><a href="/harbour"><span>Harbour</span></a></li></ol><h1>No ferry</h1>TEXT`, nil, "Harbour"},
		"a way with a label":             {`<div>当前位置：<a href="/">首页</a> &gt; <a href="/xw/">新闻</a> &gt; <a href="/xw/gk/">港口</a></div><h1>No ferry</h1>TEXT`, nil, "港口"},
		"only home":                      {`<div class="breadcrumb"><a href="/">Wend</a></div><h1>No ferry</h1>TEXT`, nil, ""},
	} {
		f := read(t, `<html lang="en"><body>`+strings.Replace(tc.page, "TEXT", printedText, 1)+`</body></html>`)
		if diff := cmp.Diff(tc.tags, f.Tags); diff != "" {
			t.Errorf("%s: tags (-want +got):\n%s", name, diff)
		}
		if f.Section.Text != tc.section {
			t.Errorf("%s: section %q from %s, want %q", name, f.Section.Text, f.Section.Source, tc.section)
		}
	}
}

// A standfirst stands between the headline and the first paragraph, whatever
// it is called; what is called so further down is a heading of the text.
func TestSubtitle(t *testing.T) {
	const lead = "The board still looks for a smith"
	for name, tc := range map[string]struct{ page, want string }{
		"a class":                 {`<h1>No ferry</h1><p class="td-post-sub-title">LEAD</p>TEXT`, lead},
		"an excerpt":              {`<h1>No ferry</h1><p class="article-excerpt">LEAD</p>TEXT`, lead},
		"a word's end":            {`<h1>No ferry</h1><p class="styles_articleDek__y1">LEAD</p>TEXT`, lead},
		"a teaser's text":         {`<h1>No ferry</h1><div class="teaser-text" itemprop="description"><p>LEAD</p></div>TEXT`, lead},
		"microdata":               {`<h1>No ferry</h1><h2 itemprop="alternativeHeadline">LEAD</h2>TEXT`, lead},
		"French":                  {`<h1>No ferry</h1><p class="chapo">LEAD</p>TEXT`, lead},
		"a heading of the text":   {`<h1>No ferry</h1>TEXT<h2 class="article__sub-title">LEAD</h2><p>More.</p>`, ""},
		"the height of a line":    {`<h1>No ferry</h1><p class="mb-4 leading-relaxed">LEAD</p>TEXT`, ""},
		"a byline":                {`<h1>No ferry</h1><p class="entry-summary">By Mara Quill</p>TEXT`, ""},
		"a date":                  {`<h1>No ferry</h1><p class="summary">Mara Quill | May 22, 2024</p>TEXT`, ""},
		"another story's":         {`<h1>No ferry</h1><div class="related"><p class="excerpt">LEAD</p></div>TEXT`, ""},
		"the headline over again": {`<h1>No ferry</h1><div class="summary">No ferry LEAD</div>TEXT`, ""},
	} {
		page := strings.Replace(strings.Replace(tc.page, "LEAD", lead, 1), "TEXT", printedText, 1)
		if f := read(t, `<html lang="en"><body>`+page+`</body></html>`); f.Subtitle.Text != tc.want {
			t.Errorf("%s: %q from %s, want %q", name, f.Subtitle.Text, f.Subtitle.Source, tc.want)
		}
	}
}
