package meta

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// section finds the part of the site in which the article stands: what
// machines are told, then the category printed beside the headline, then the
// last step of the way to the page.
func (r *reader) section() {
	if v, n := r.meta("article:section", "parsely-section", "sailthru.section", "cxenseparse:section", "og:article:section", "section", "dc.subject.section", "columnname"); v != "" && !strings.Contains(v, "://") {
		r.out.Section = Value{v, "meta:" + n, v}
		return
	}
	if r.node != nil {
		if list := r.ld.strs(r.node["articleSection"]); len(list) > 0 {
			r.out.Section = Value{list[0], r.nodeSource("articleSection"), strings.Join(list, ", ")}
			return
		}
	}
	_ = r.listedSection() || r.propSection() || r.relSection() || r.namedSection() || r.labelledSection() || r.crumbSection() || r.addressedSection() || r.linkedSection()
}

// listedSection reads JSON-LD's list of steps.
func (r *reader) listedSection() bool {
	for _, n := range r.ld.nodes {
		if !isType(n, "BreadcrumbList") {
			continue
		}
		items, _ := n["itemListElement"].([]any)
		var names []string
		for _, it := range items {
			e, ok := it.(ldNode)
			if !ok {
				continue
			}
			name := r.ld.str(e["name"])
			if item, ok := r.ld.resolve(e["item"]).(ldNode); ok && name == "" {
				name = r.ld.str(item["name"])
			}
			names = append(names, name)
		}
		for i := len(names) - 1; i > 0; i-- {
			if names[i] != "" && similar(names[i], r.out.Title.Text) < 0.5 && !strings.Contains(names[i], "://") {
				r.out.Section = Value{names[i], "json_ld:BreadcrumbList", strings.Join(names, " > ")}
				return true
			}
		}
	}
	return false
}

// maxSection bounds, in characters, what a section may be called.
const maxSection = 40

// mostSpots is how many elements of one name are looked into: they may stand
// in each other, and a page may have thousands.
const mostSpots = 40

func mostOf(list []spot) []spot { return list[:min(len(list), mostSpots)] }

// takeSection takes a text that is short enough and not the title's.
func (r *reader) takeSection(t, source, raw string) bool {
	if label, value := SplitLabel(t); label != NoLabel {
		t = value
	}
	t = strings.Trim(t, " ,|/·•")
	if t == "" || utf8.RuneCountInString(t) > maxSection || strings.IndexAny(t, "<←‹«{") == 0 || strings.HasSuffix(t, ":") || similar(t, r.out.Title.Text) >= 0.5 || r.isHome(t) || noSections[strings.ToLower(t)] || introduced(t) || dateLike(t) {
		return false
	}
	r.out.Section = Value{t, source, raw}
	return true
}

// homes are what the first step of a way is called.
var homes = phraseSet("home|homepage|start|startseite|inicio|início|portada|accueil|início|home page|forside|hem|etusivu|strona główna|domů|címlap|főoldal|acasă|naslovnica|главная|начало|головна|αρχική|anasayfa|ana sayfa|beranda|trang chủ|الرئيسية|خانه|صفحه نخست|דף הבית|ראשי|होम|หน้าแรก|ホーム|トップ|首页|首頁|홈|mwanzo")

// noSections are what a system calls the want of a category, and buttons that
// stand where one is printed.
var noSections = phraseSet("uncategorized|uncategorised|unkategorisiert|nicht kategorisiert|non classé|sin categoría|sin categorizar|senza categoria|sem categoria|geen categorie|ongecategoriseerd|bez kategorii|okategoriserade|ikke kategoriseret|ukategorisert|luokittelematon|nezařazené|egyéb kategória|fără categorie|без рубрики|без категорії|χωρίς κατηγορία|kategorilenmemiş|tak berkategori|chưa phân loại|غير مصنف|دسته‌بندی نشده|כללי|未分類|未分类|미분류|all|back|log in|login|sign in|register|subscribe|contact|contact us|about|about us|filter|categories|category|kategorien|kategorie|zurück|retour|volver|search")

func (r *reader) isHome(t string) bool {
	return homes[strings.ToLower(strings.TrimSpace(t))] || sameName(t, r.out.SiteName.Text)
}

func (r *reader) propSection() bool {
	for _, p := range r.f.props {
		if (p.key == "articlesection" || p.key == "genre") && r.place(p)&(elsewhere&^placeFooter) == 0 {
			if t := propText(p.node); r.takeSection(t, "microdata:"+p.key, t) {
				return true
			}
		}
	}
	return false
}

func propText(n *html.Node) string {
	if c := dom.Attr(n, "content"); c != "" {
		return cleanText(c)
	}
	return dom.Text(n)
}

func (r *reader) relSection() bool {
	for _, t := range r.f.tagLinks {
		if (strings.Contains(t.key, "category") || listedCategory(t.node)) && r.place(t)&elsewhere == 0 && (r.near(t) || t.in&placeArticle != 0 || t.in&placeList == 0) {
			if v := dom.Text(t.node); r.takeSection(v, "css:a[rel=category]", v) {
				return true
			}
		}
	}
	return false
}

// listedCategory says whether a link stands in a list that is called one of
// categories.
func listedCategory(n *html.Node) bool {
	for p, up := n.Parent, 0; p != nil && up < 4; p, up = p.Parent, up+1 {
		for name := range strings.FieldsSeq(dom.Attr(p, "class")) {
			if strings.HasSuffix(name, "categories") || strings.HasSuffix(name, "category") || name == "cat-links" {
				return true
			}
		}
	}
	return false
}

// ofCategory says whether one of an element's names promises a category.
// WordPress gives an article names such as "category-travel".
func ofCategory(names string) bool {
	for name := range strings.FieldsSeq(strings.ToLower(names)) {
		rest, slugged := strings.CutPrefix(name, "category-")
		switch {
		case strings.Contains(name, "editoria"):
			return true
		case slugged && rest != "link" && rest != "name" && rest != "label" && rest != "title" && rest != "tag":
		case strings.Contains(name, "filter"), strings.Contains(name, "nav"), strings.Contains(name, "header") && !strings.Contains(name, "__"):
		case strings.Contains(name, "categor"), strings.Contains(name, "post-cat"), strings.Contains(name, "entry-cat"), name == "cat-links",
			strings.Contains(name, "article-section"), strings.Contains(name, "article__section"), strings.Contains(name, "section-name"), strings.Contains(name, "terms"), strings.Contains(name, "rubri"):
			return true
		}
	}
	return false
}

// sectionReach is how far from the headline, in characters of text, a category may
// be printed.
const sectionReach = 300

// namedSection reads the link, or the short text, of an element that is called
// a category and stands close to the headline.
func (r *reader) namedSection() bool {
	if r.headline == nil {
		return false
	}
	for _, s := range mostOf(r.f.sections) {
		d := s.at - r.headline.at
		if d < -sectionReach || d > sectionReach || r.place(s)&(elsewhere|placeAside) != 0 || d < -100 && r.place(s)&placeList != 0 && !within(s.node, r.f.article) || s.node.DataAtom == atom.Body || s.node.DataAtom == atom.Article || within(r.headline.node, s.node) {
			continue
		}
		if !ofCategory(s.key) {
			continue
		}
		link := s.node
		if link.DataAtom != atom.A {
			link = dom.First(s.node, atom.A)
		}
		if link == nil {
			link = s.node
		}
		if t := dom.ShortText(link, 200); r.takeSection(t, "css:."+firstClass(s.key), t) {
			return true
		}
	}
	return false
}

// labelledSection reads what stands behind a label such as "Category:", near the
// headline or below the text.
func (r *reader) labelledSection() bool {
	for _, l := range r.f.sectionLabels {
		if r.headline == nil || r.place(l)&(elsewhere|placeAside) != 0 {
			continue
		}
		first, _, _ := strings.Cut(cmp.Or(valueOf(l.node), restOfLine(l.node)), "|")
		first, _, _ = strings.Cut(first, ",")
		t := strings.TrimSpace(strings.TrimLeft(first, ":： "))
		line := cleanText(l.node.Data)
		if valueOf(l.node) == "" {
			line += " " + t
		}
		if r.takeSection(t, "text:"+l.key, line) {
			return true
		}
	}
	return false
}

// valueOf is what a text says behind the colon of its label.
func valueOf(n *html.Node) string {
	_, value, ok := strings.Cut(n.Data, ":")
	if !ok {
		_, value, _ = strings.Cut(n.Data, "：")
	}
	return strings.TrimSpace(value)
}

// addressedSection reads the first link near the headline, or below the text, that
// leads to the page of a category by its address.
func (r *reader) addressedSection() bool {
	if r.headline == nil {
		return false
	}
	for _, l := range r.f.categoryHrefs {
		d := l.at - r.headline.at
		if r.place(l)&(elsewhere|placeAside|placeList) != 0 || d < -sectionReach || d > sectionReach && (r.f.article == nil || !within(l.node, r.f.article)) {
			continue
		}
		if t := dom.ShortText(l.node, 2*maxSection); r.takeSection(t, "css:a[href*=category]", t) {
			return true
		}
	}
	return false
}

// crumbSection takes the last link of the way to the page that leads neither
// home nor to the page itself.
func (r *reader) crumbSection() bool {
	for _, c := range mostOf(r.f.crumbs) {
		if r.place(c)&(placeFooter|placeComment|placeRelated) != 0 || r.headline != nil && c.at > r.headline.at+sectionReach {
			continue
		}
		var steps []string
		last := ""
		way := links(c.node)
		if len(way) == 0 && c.node.Parent != nil { // the label alone
			way = links(c.node.Parent)
		}
		for _, a := range way {
			if t := dom.Text(a); len(t) < 60 && similar(t, r.out.Title.Text) < 0.5 {
				steps = append(steps, t)
				if !r.leadsOut(a) && !r.isHome(t) {
					last = t
				}
			}
		}
		if len(steps) < 8 && r.takeSection(last, "css:.breadcrumb", strings.Join(steps, " > ")) {
			return true
		}
	}
	return false
}

// kickerReach is how far from the headline, in characters of text, a link stands
// whose words and address alone say that it is the section's.
const kickerReach = 100

// notSections are first parts of the addresses of pages about a site, its users
// and its authors.
var notSections = wordSet("about about-us contact contact-us login log-in signin sign-in signup sign-up register registrieren account profile profil user users u author authors autor autoren autori auteur auteurs people team staff search suche impressum kontakt ueber-uns get-started demo pricing help support faq subscribe abo newsletter shop cart privacy terms agb datenschutz jobs careers")

// linkedSection reads the links of a page that calls none a category. One close
// to the headline is the section's when its words are the last part of its
// address, as those of "/world/europe" are; one in a menu is when the page's
// own address begins with its.
func (r *reader) linkedSection() bool {
	if r.headline == nil || r.opt.URL == nil {
		return false
	}
	menu, best := "", 0
	for _, l := range r.f.sectionLinks {
		href := dom.Attr(l.node, "href")
		u, err := r.opt.URL.Parse(href)
		if err != nil || !strings.EqualFold(bareHost(u), bareHost(r.opt.URL)) {
			continue
		}
		path := strings.Trim(u.Path, "/")
		if first, _, _ := strings.Cut(path, "/"); path == "" || u.RawQuery != "" || notSections[strings.ToLower(first)] || authorPage(u.Path) || r.isAuthor(dom.ShortText(l.node, maxSection)) {
			continue
		}
		d := l.at - r.headline.at
		if d >= -kickerReach && d <= 0 && r.place(l)&(elsewhere|placeList|placeAside) == 0 && squash(path[strings.LastIndexByte(path, '/')+1:]) == squash(dom.ShortText(l.node, maxSection)) {
			if t := dom.ShortText(l.node, maxSection); r.takeSection(t, "css:a", t) {
				return true
			}
		}
		if len(path) > best && r.place(l)&(placeNav|placeHeader) != 0 && strings.HasPrefix(strings.Trim(r.opt.URL.Path, "/"), path+"/") && !languageCode(path) {
			menu, best = dom.ShortText(l.node, 2*maxSection), len(path)
		}
	}
	return menu != "" && r.takeSection(menu, "css:nav a", menu)
}

// isAuthor says whether a text is the name of one of the article's authors, or
// of some user's.
func (r *reader) isAuthor(t string) bool {
	return strings.HasPrefix(t, "@") || strings.HasPrefix(t, "#") || slices.ContainsFunc(r.out.Authors, func(name string) bool { return sameName(t, name) })
}

// languageCode says whether a path leads to the front page in a language.
func languageCode(path string) bool {
	return len(path) == 2 || len(path) == 5 && (path[2] == '-' || path[2] == '_')
}

// leadsOut says whether a link leads to the front page, or nowhere.
func (r *reader) leadsOut(a *html.Node) bool {
	href := strings.TrimSpace(dom.Attr(a, "href"))
	if href == "" || href == "/" || href[0] == '#' {
		return true
	}
	if r.opt.URL == nil {
		return false
	}
	u, err := r.opt.URL.Parse(href)
	return err != nil || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" || r.sameURL(href)
}
