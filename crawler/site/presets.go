package site

import (
	"slices"

	"copydesk/extract"
)

// Presets are the names of the built-in sets of rules.
func Presets() []string {
	return []string{"blogger", "drupal", "ghost", "hugo", "joomla", "squarespace", "typo3", "wix", "wordpress"}
}

// preset is what is known of a CMS's markup: selectors of its standard
// templates, and the label texts that its field markup prints.
func preset(name string) (extract.RuleSet, bool) {
	switch name {
	case "drupal":
		return drupal(), true
	case "wordpress":
		return wordpress(), true
	case "ghost":
		return extract.RuleSet{
			Body:          []string{".gh-content", "section.post-content", ".post-full-content .post-content"},
			Title:         []string{"h1.gh-article-title", "h1.post-full-title", "h1.article-title"},
			Subtitle:      []string{"p.gh-article-excerpt", "p.post-full-custom-excerpt"},
			DatePublished: []string{"time.gh-article-meta-date@datetime", "time.post-full-meta-date@datetime"},
			Authors:       []string{"h4.gh-article-author-name", ".author-list-item .author-name"},
			Remove:        []string{".gh-subscribe", ".kg-signup-card", ".kg-cta-card", ".gh-comments", ".subscribe-form"},
		}, true
	case "joomla":
		return extract.RuleSet{
			Body:          []string{"[itemprop=articleBody]", ".item-page .com-content-article__body", ".item-page"},
			Title:         []string{".item-page h1[itemprop=headline]", ".item-page .page-header h1", ".item-page .page-header h2"},
			DatePublished: []string{".article-info time[itemprop=datePublished]@datetime", ".article-info .published time@datetime"},
			DateModified:  []string{".article-info time[itemprop=dateModified]@datetime", ".article-info .modified time@datetime"},
			Authors:       []string{".article-info .createdby [itemprop=name]", ".article-info .createdby"},
			Remove:        []string{".article-info", ".pager", ".pagination", ".icons", "ul.tags", ".jcomments-links", "#jc"},
		}, true
	case "typo3":
		return extract.RuleSet{
			Body:          []string{".news-text-wrap", ".news-single .article [itemprop=articleBody]"},
			Title:         []string{".news-single h1[itemprop=headline]", ".news-single .header h1"},
			Subtitle:      []string{".news-single .teaser-text"},
			DatePublished: []string{".news-single time[itemprop=datePublished]@datetime"},
			Authors:       []string{".news-list-author [itemprop=name]"},
			Remove:        []string{".news-backlink-wrap", ".news-related-wrap", ".news-list-category", ".news-list-tags"},
		}, true
	case "blogger":
		return extract.RuleSet{
			Body:          []string{".post-body", ".post-body.entry-content"},
			Title:         []string{"h1.post-title", "h3.post-title.entry-title"},
			DatePublished: []string{"abbr.published@title", "time.published@datetime"},
			Authors:       []string{".post-author .fn", ".g-profile span[itemprop=name]"},
			Remove:        []string{".post-footer", ".comments", ".blog-pager", ".post-share-buttons"},
		}, true
	case "squarespace":
		return extract.RuleSet{
			Body:          []string{".blog-item-content", ".entry-content", ".sqs-layout"},
			Title:         []string{"h1.entry-title", "h1.blog-item-title"},
			DatePublished: []string{"time.dt-published@datetime", "time.blog-meta-item--date@datetime"},
			Authors:       []string{".blog-author-name"},
			Remove:        []string{".sqs-block-newsletter", ".newsletter-block", ".item-pagination", ".sqs-comments-wrapper", ".squarespace-comments"},
		}, true
	case "wix":
		return extract.RuleSet{
			Body:          []string{"[data-hook=post-description]", "[data-hook=post-content]"},
			Title:         []string{"[data-hook=post-title]"},
			DatePublished: []string{"[data-hook=time-ago]@title"},
			Authors:       []string{"[data-hook=user-name]"},
			Remove:        []string{"[data-hook=post-main-actions-desktop]", "[data-hook=comments-box]", "[data-hook=recent-posts]"},
		}, true
	case "hugo":
		return extract.RuleSet{
			Body:          []string{"article .post-content", "article .article-content", "article .prose"},
			Title:         []string{"article h1"},
			DatePublished: []string{"article header time@datetime"},
			Remove:        []string{".post-toc", ".toc", ".paginav", ".post-footer"},
		}, true
	}
	return extract.RuleSet{}, false
}

// drupal knows the field markup of Drupal 7 and of 8 to 11. Field labels are
// part of the text there, in the language of the site.
func drupal() extract.RuleSet {
	return extract.RuleSet{
		Body: []string{
			".node__content .field--name-body", "article .field--name-body", ".field--name-body", ".field-name-body .field-item", ".field-name-body",
		},
		Title:         []string{"h1.page-header", "h1.page-title", "h1#page-title", ".node__title", "h1.title"},
		Subtitle:      []string{".field--name-field-subtitle .field__item", ".field-name-field-subtitle .field-item"},
		DatePublished: []string{".field--name-field-date time@datetime", ".field-name-field-date .date-display-single@content", ".node__submitted time@datetime"},
		Authors:       []string{".field--name-field-author .field__item", ".field-name-field-author .field-item"},
		Image:         []string{".field--name-field-image img@src", ".field-name-field-image img@src"},
		Tags:          []string{".field--name-field-tags .field__item", ".field-name-field-tags .field-item"},
		Remove: []string{
			".field__label", ".field-label", ".field-label-inline", "section.comment-wrapper", "#comments", ".comment-wrapper", "form.comment-form",
			".comment-add", "ul.links.inline", ".node__links", ".captcha", ".book-navigation", ".tabs--primary", "nav.pager", ".contextual",
		},
		RemoveText: []string{
			`^(Fecha( de publicación)?|Imagen principal|Autor|Cuerpo|Etiquetas|Sección|Idioma):?$`,
			`^(Date( of publication)?|Main image|Author|Body|Tags|Section|Language):?$`,
			`^(Date de publication|Image principale|Auteur|Corps|Étiquettes|Rubrique|Langue)\s?:?$`,
			`^(Veröffentlichungsdatum|Hauptbild|Autor|Inhalt|Schlagwörter|Rubrik|Sprache):?$`,
			`^(Data de publicação|Imagem principal|Autor|Corpo|Etiquetas|Seção|Idioma):?$`,
			`^(Data di pubblicazione|Immagine principale|Autore|Corpo|Tag|Sezione|Lingua):?$`,
			`^(Дата публикации|Главное изображение|Автор|Содержание|Теги|Раздел|Язык):?$`,
		},
	}
}

// wordpress knows the classic themes and the block themes.
func wordpress() extract.RuleSet {
	return extract.RuleSet{
		Body:          []string{".entry-content", ".wp-block-post-content", ".post-content", ".td-post-content", ".single-content"},
		Title:         []string{"h1.entry-title", "h1.wp-block-post-title", "h1.post-title"},
		DatePublished: []string{"time.entry-date.published@datetime", ".wp-block-post-date time@datetime", "time.published@datetime", "time.entry-date@datetime"},
		DateModified:  []string{"time.updated@datetime"},
		Authors:       []string{".entry-meta .author .fn", ".byline .author", ".wp-block-post-author-name", ".wp-block-post-author__name"},
		Image:         []string{".wp-block-post-featured-image img@src", ".post-thumbnail img@src"},
		Tags:          []string{".tags-links a", ".wp-block-post-terms a"},
		Remove: []string{
			".sharedaddy", ".jp-relatedposts", "#jp-relatedposts", ".sd-block", ".wp-block-post-comments", "#comments", ".comments-area", ".comment-respond",
			".post-navigation", ".yarpp", ".yarpp-related", ".addtoany_share_save_container", ".heateor_sss_sharing_container", ".mc4wp-form",
			".author-box", ".wp-block-post-author", ".entry-footer", ".wp-block-buttons.share", ".rp4wp-related-posts", ".ez-toc-container", "#toc_container",
		},
	}
}

// join lays a site's rules over a preset's: a field that the site gives stands
// alone, what is to be removed adds up.
func join(p, own extract.RuleSet) extract.RuleSet {
	first := func(own, preset []string) []string {
		if len(own) > 0 {
			return own
		}
		return preset
	}
	return extract.RuleSet{
		Body: first(own.Body, p.Body), Title: first(own.Title, p.Title), Subtitle: first(own.Subtitle, p.Subtitle),
		Authors: first(own.Authors, p.Authors), DatePublished: first(own.DatePublished, p.DatePublished),
		DateModified: first(own.DateModified, p.DateModified), Image: first(own.Image, p.Image), Section: first(own.Section, p.Section),
		Tags: first(own.Tags, p.Tags), NextPage: first(own.NextPage, p.NextPage),
		Remove:     slices.Concat(own.Remove, p.Remove),
		RemoveText: slices.Concat(own.RemoveText, p.RemoveText),
		Languages:  own.Languages, Timezone: own.Timezone,
	}
}
