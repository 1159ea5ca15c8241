package meta

import (
	"strings"
	"sync"

	"copydesk/extract/dom"
)

// Links tell by their addresses what they lead to: the page of a section, a tag or
// an author.

// maxSectionLinks bounds how many links are looked at for the section's, and
// maxSectionAddress how long, in bytes, its address may be.
const (
	maxSectionLinks   = 200
	maxSectionAddress = 80
)

// sectionAddress is a cheap look at whether an address may be a section's: with
// a path of three parts at most, no digit, query or file.
func sectionAddress(href string) bool {
	if len(href) < 3 || len(href) > maxSectionAddress || strings.ContainsAny(href, "?#0123456789@") {
		return false
	}
	if _, rest, ok := strings.Cut(href, "//"); ok {
		_, href, _ = strings.Cut(rest, "/")
	}
	href = strings.Trim(href, "/")
	return href != "" && strings.Count(href, "/") <= 2 && !strings.Contains(href[strings.LastIndexByte(href, '/')+1:], ".")
}

// maxTagHrefs bounds how many links to pages about tags are kept.
const maxTagHrefs = 60

// tagPage says whether an address is that of a page about a tag.
func tagPage(href string) bool {
	for _, w := range [...]string{"/tag/", "/tags/", "/tagged/", "/hashtag/", "/keyword/", "/etiqueta/", "/etiket/", "/schlagwort/", "/stichwort/", "?tag=", "/tag-", "/tema/"} {
		if i := strings.Index(href, w); i >= 0 && i+len(w) < len(href) {
			return true
		}
	}
	return false
}

// categoryPage says the same of a category.
func categoryPage(href string) bool {
	for _, w := range [...]string{"/categor", "/kategor", "/rubri", "/catégor", "?cat=", "/sections/"} {
		if strings.Contains(href, w) {
			return true
		}
	}
	return false
}

// authorPages are what stands in the addresses of pages about authors.
var authorPages = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder([]string{"/author/", "/authors/", "/autor/", "/autoren/", "/auteur/", "/autore/", "/autori/", "/profile/", "/profil/", "/people/", "/person/", "/staff/", "/by/", "/writer", "/journalist", "/redakteur", "/redaktion/", "/contributor", "/team/", "/columnist", "/byline/", "/firma/", "/reporter", "/autores/", "/penulis/", "/skribent"})
})

func authorPage(href string) bool { return authorPages().Find(href) != 0 }
