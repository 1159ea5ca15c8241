package body

import (
	"sync"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// ruleID names a rule that decides about a block whatever the model says.
// 0 is none.
type ruleID uint8

// structural are the elements that are never the article's, known by how
// content management systems build them. A name is only trusted together
// with its element, or where nothing but the thing itself bears it: on real
// news pages most words under names like "related" or "byline" inside the
// article are the article's.
//
// key is a class or id token that the element must have: looking it up first
// keeps the selectors off the elements that can't match.
var structural = []struct{ rule, key, css string }{
	{"comment form", "commentform", "form#commentform, form.commentform, div#commentform"},
	{"comment form", "comment-form", ".comment-form, #comment-form"},
	{"comment form", "respond", "div#respond, .comment-respond"},
	{"comment form", "comment-respond", ".comment-respond"},
	{"comment form", "reply", "#reply-title, .comment-reply-title, .comment-reply-link"},
	{"comment thread", "commentlist", ".commentlist, #commentlist"},
	{"comment thread", "comment-list", ".comment-list, ol.comment-list, #comment-list"},
	{"comment thread", "comments-area", ".comments-area"},
	{"comment thread", "comment-wrapper", ".comment-wrapper, #comment-wrapper"},
	{"comment thread", "comments", "section#comments, div#comments, section.comments, div.comments-section, div.comments-wrapper, #comments-section"},
	{"comment thread", "comment-body", ".comment-body"},
	{"comment thread", "comment-content", ".comment-content"},
	{"comment thread", "disqus", "#disqus_thread, .disqus-thread, #disqus"},
	{"comment thread", "fb-comments", ".fb-comments"},
	{"comment thread", "comment-count", ".comment-count, .comments-count"},
	{"comment link", "comment-add", ".comment-add, .comment_add, li.comment-add, li.comment_forbidden"},
	{"comment link", "comments-link", ".comments-link"},
	{"captcha", "captcha", ".captcha, #captcha, fieldset.captcha, .captcha-type-challenge--image"},
	{"captcha", "recaptcha", ".g-recaptcha, .grecaptcha-badge, .recaptcha"},
	{"captcha", "hcaptcha", ".h-captcha, .hcaptcha"},
	{"captcha", "turnstile", ".cf-turnstile"},
	{"field label", "field__label", ".field__label"},
	{"field label", "field-label", "div.field-label, span.field-label, h2.field-label, h3.field-label"},
	{"field label", "views-label", ".views-label"},
	{"share bar", "sharedaddy", ".sharedaddy"},
	{"share bar", "addtoany", ".addtoany_content, .addtoany_share_save_container, .addtoany_list"},
	{"share bar", "addthis", ".addthis_toolbox, .addthis_inline_share_toolbox"},
	{"share bar", "social-share", ".social-share, .social-sharing, .social-share-buttons"},
	{"share bar", "share-buttons", ".share-buttons, .sharing-buttons"},
	{"related links", "jp-relatedposts", "#jp-relatedposts, .jp-relatedposts"},
	{"related links", "yarpp", ".yarpp-related, .yarpp"},
	{"related links", "crp_related", ".crp_related"},
	{"related links", "jnews_inline_related_post", ".jnews_inline_related_post"},
	{"related links", "jnews_related_post_container", ".jnews_related_post_container"},
	{"related links", "td_block_related_posts", ".td_block_related_posts"},
	{"related links", "inline-related-post", "#inline-related-post"},
	{"related links", "rp4wp-related-posts", ".rp4wp-related-posts"},
	{"related links", "summary-v2-block", ".summary-v2-block"},
	{"related links", "elementor-widget-posts", ".elementor-widget-posts"},
	{"related links", "wp-block-latest-posts", ".wp-block-latest-posts"},
	{"related links", "wp-embedded-content", "blockquote.wp-embedded-content"},
	{"related links", "digest-post-embed", ".digest-post-embed"},
	{"related links", "td-post-next-prev", ".td-post-next-prev"},
	{"related links", "post-navigation", "nav.post-navigation, .wp-block-post-navigation-link"},
	{"newsletter box", "kg-signup-card", ".kg-signup-card"},
	{"newsletter box", "newsletter-block", ".sqs-block-newsletter, .sqs-block.newsletter-block"},
	{"newsletter box", "subscription-widget", ".subscription-widget"},
	{"newsletter box", "mailpoet_form", ".mailpoet_form"},
	{"newsletter box", "formkit-form", ".formkit-form"},
	{"newsletter box", "tnp-subscription", ".tnp-subscription"},
	{"newsletter box", "wp-block-jetpack-subscriptions", ".wp-block-jetpack-subscriptions"},
	{"share bar", "heateor_sss_sharing_container", ".heateor_sss_sharing_container"},
	{"share bar", "essb_links", ".essb_links"},
	{"share bar", "a2a_kit", ".a2a_kit"},
	{"share bar", "shareaholic-canvas", ".shareaholic-canvas"},
	{"share bar", "mashsb-container", ".mashsb-container"},
	{"share bar", "swp_social_panel", ".swp_social_panel"},
	{"share bar", "dpsp-content-wrapper", ".dpsp-content-wrapper"},
	{"share bar", "td-post-sharing", ".td-post-sharing"},
	{"author box", "m-a-box", ".m-a-box"},
	{"author box", "abh_box", ".abh_box"},
	{"author box", "aioseo-author-bio-compact", ".aioseo-author-bio-compact"},
	{"author box", "wp-block-post-author-biography", ".wp-block-post-author-biography"},
	{"button", "wp-block-button", ".wp-block-button"},
	{"button", "elementor-button", ".elementor-button"},
	{"button", "kg-button-card", ".kg-button-card"},
	{"button", "sqs-block-button", ".sqs-block-button"},
	{"button", "et_pb_button", ".et_pb_button"},
	{"button", "vc_btn", ".vc_btn3"},
	{excerpt, "wp-block-post-excerpt", ".wp-block-post-excerpt"},
	{excerpt, "elementor-widget-theme-post-excerpt", ".elementor-widget-theme-post-excerpt"},
	{excerpt, "post-excerpt", ".post-excerpt"},
	{"ratings", "kk-star-ratings", ".kk-star-ratings"},
	{"ratings", "rmp-widgets-container", ".rmp-widgets-container"},
	{"ratings", "post-ratings", ".post-ratings"},
	{"ratings", "post-views", ".post-views"},
	{"related links", "outbrain", ".OUTBRAIN, .outbrain"},
	{"related links", "taboola", "[id^=taboola], .taboola"},
	{"related links", "trc", ".trc_related_container"},
	{"newsletter box", "mc_embed_signup", "#mc_embed_signup"},
	{"newsletter box", "mailchimp", "form.mailchimp-form, .mc4wp-form"},
	{"newsletter box", "wpcf", "form.wpcf7-form, div.wpcf7"},
	{"newsletter box", "newsletter-form", "form.newsletter-form, .newsletter-signup, form.newsletter"},
	{"cookie layer", "onetrust", "#onetrust-consent-sdk, #onetrust-banner-sdk"},
	{"cookie layer", "cookiebot", "#CybotCookiebotDialog"},
	{"cookie layer", "cookie-notice", "#cookie-notice, .cookie-notice, .cookie-banner, .cookie-bar, #cookie-law-info-bar"},
	{"cookie layer", "cookie", "#cookie-consent, .cookie-consent, #cookie-banner, #cookie-bar, .cookies-banner, .eu-cookie-compliance-banner"},
	{"cookie layer", "qc-cmp", "[id^=qc-cmp2]"},
	{"cookie layer", "didomi", "#didomi-host"},
	{"cookie layer", "consent", "#consent-banner, .consent-banner, #gdpr-consent, .gdpr-consent"},
	{"skip link", "skip-link", "a.skip-link, .skip-to-content, .skip-nav"},
	{"skip link", "skip", "a.skip, a#skip, a.skip-main"},
	{unseen, "screen-reader-text", ".screen-reader-text"},
	{unseen, "sr-only", ".sr-only"},
	{unseen, "visually-hidden", ".visually-hidden"},
	{unseen, "visuallyhidden", ".visuallyhidden"},
	{unseen, "element-invisible", ".element-invisible"},
	{editLinks, "mw-editsection", ".mw-editsection"},
	{"player control", "vjs", ".vjs-control-bar, .vjs-modal-dialog, .video-js .vjs-text-track-settings"},
	{"player control", "jw", ".jw-controls, .jw-preview"},
	{"advertisement", "adsbygoogle", "ins.adsbygoogle"},
	{"author box", "author-box", ".author-box, .author-bio-box"},
	{"author box", "saboxplugin", ".saboxplugin-wrap"},
	{"author box", "pp-author-boxes-wrapper", ".pp-multiple-authors-boxes-wrapper"},
	{"caption", "wp-caption-text", ".wp-caption-text"},
	{"caption", "caption", ".news-img-caption, .img-caption, .image-caption, .photo-caption, .media-caption, .picture-caption, .caption-text, .article-image-caption, .art-img-caption"},
	{"caption", "img_desc", "em.img_desc, .img_desc"},
	{"caption", "img_descr", ".img_descr"},
	{"caption", "legende", ".field--name-field-legende, .field-name-field-legende"},
	{"caption", "image-field-caption", "blockquote.image-field-caption, .image-field-caption"},
	{keptOut, "robots-nocontent", ".robots-nocontent"},
	{keptOut, "no-print", ".no-print"},
	{keptOut, "noprint", ".noprint"},
	{keptOut, "d-print-none", ".d-print-none"},
	{keptOut, "hidden-print", ".hidden-print"},
	{keptOut, "print-hidden", ".print-hidden"},
	{keptOut, "print-none", ".print-none"},
	{keptOut, "print:hidden", `[class~="print:hidden"]`},
	{keptOut, "donotprint", ".donotprint, .do-not-print, .DoNotPrint"},
	{keptOut, "swiftype-ignore", ".swiftype-ignore"},
	{keptOut, "entry-unrelated", ".entry-unrelated"},
	{keptOut, "instapaper_ignore", ".instapaper_ignore"},
	{"form field", "form-item", ".form-item label, div.form-item"},
}

// Rules of the table that are more, or less, than the others.
const (
	// keptOut is what publishers keep out of print, of search engines' extracts
	// and of programs that keep pages for later. It only holds where enough is
	// left: some keep whole articles out.
	keptOut = "kept out of print or search"
	// excerpt is the beginning, or a summary, as a theme prints it above the text
	// and in lists of stories. It holds where anything else is left.
	excerpt = "theme's excerpt"
	// unseen is text that only programs that read aloud find.
	unseen = "screen reader text"
	// editLinks stand in a heading and are no words of it.
	editLinks = "edit links"
)

// mark is what an element is marked with for such a rule, and whether the rule
// is put off until it is known what else is kept.
func (r ruleID) mark() (f flags, later bool) {
	if r < firstTableRule {
		return 0, false
	}
	switch structural[r-firstTableRule].rule {
	case keptOut:
		return inKeptOut, true
	case excerpt:
		return inExcerpt, true
	case unseen, editLinks:
		return inUnseen, false // within a line too
	}
	return 0, false
}

// Rules beyond the table, and the sites' own.
const (
	ruleNone ruleID = iota
	ruleSite        // the site's rules
	ruleSiteText
	ruleTitle
	ruleCommentType
	ruleDialog
	ruleFormLine
	ruleRepeated
	ruleTable
	ruleThread
	ruleMailbox
	rulePageTools
	ruleCaption
	rulePointer
	ruleInvitation
	ruleEmbedNotice
	ruleByline
	ruleData
	ruleHidden
	ruleFarewell
	rulePay
	ruleRights
	ruleCount
	ruleAuthorBox
	ruleClosing
	ruleCallBox
	ruleCard
	ruleIntroduced
	ruleGallery
	ruleStory
	ruleKeptOut
	ruleExcerpt
	ruleNamedBox
	ruleSmallPrint
	firstTableRule
)

var ruleNames = [...]string{"", "site rule", "site rule: remove_text", "the title again", "comment by its type", "dialog", "a form's words", "stands again in the text", "with the rest of its table", "after the heading of a comment thread", "box that asks for an e-mail address or a vote", "prints, sends or shares the page", "caption", "points to another story", "invites to a newsletter", "stands for an embedded post or an advertisement", "names the authors", "data of a script", "hidden from readers", "asks readers to follow or to write", "asks readers to pay", "claims the rights", "says how long ago, or how many", "about the author", "closes the article: source, editors, tags", "box around a link to a newsletter or a donation", "card of another story", "list that the sentence before announces", "caption of a page of pictures", "another article below the first", keptOut, excerpt, "box of the page's own by its name", "small print of the house"}

// String is what --explain prints.
func (r ruleID) String() string {
	if r < firstTableRule {
		return ruleNames[r]
	}
	return structural[r-firstTableRule].rule
}

// knownRules maps class tokens to the rules that ask for them.
type knownRules struct {
	some [16]uint64 // a bit for each token: most have no rule
	of   map[uint32][]knownRule
}

var known = sync.OnceValue(func() *knownRules {
	m := map[uint32][]knownRule{}
	out := &knownRules{of: m}
	for i, s := range structural {
		keys := appendTokens(nil, s.key)
		k := keys[len(keys)-1]
		m[k] = append(m[k], knownRule{firstTableRule + ruleID(i), cascadia.MustCompile(s.css)})
		out.some[k>>6&15] |= 1 << (k & 63)
	}
	return out
})

type knownRule struct {
	id    ruleID
	match goquery.Matcher
}

// structureRule tells elements that are never the article's by structure
// alone.
func (w *walker) structureRule(n *html.Node, tokens []uint32) ruleID {
	if w.rules != nil && w.rules.Remove[n] {
		return ruleSite
	}
	for _, t := range tokens {
		if w.known.some[t>>6&15]&(1<<(t&63)) == 0 {
			continue
		}
		for _, k := range w.known.of[t] {
			if k.match.Match(n) {
				return k.id
			}
		}
	}
	switch n.DataAtom {
	case atom.Dialog:
		return ruleDialog
	}
	for i := range n.Attr {
		if n.Attr[i].Key == "itemtype" {
			switch n.Attr[i].Val {
			case "http://schema.org/Comment", "https://schema.org/Comment", "http://schema.org/UserComments", "https://schema.org/UserComments":
				return ruleCommentType
			}
		}
	}
	return ruleNone
}
