package body

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// A short line all of whose links lead to accounts and channels, and that ends no
// sentence, asks readers to follow somebody there, in whatever language. A page
// has few of them: more are a list of accounts that the text is about.
const (
	followWords = 14
	mostFollows = 3
)

// account is the address of an account or a channel of a network, and not of
// something that was posted there.
var account = pattern.InSmall(`^(?:https?:)?//(?:[a-z-]{1,8}\.)?(?:(?:facebook|fb|instagram|twitter|x|threads|tiktok|pinterest|vk|ok|flipboard|snapchat|dzen|rumble)\.(?:com|ru|net|me)/(?:channel/|c/|user/|pages/|groups/|add/)?[^/?#]{1,60}|bsky\.app/profile/[^/?#]{1,60}|(?:t|telegram)\.me/(?:s/|joinchat/)?[^/?#]{1,60}|telegram\.org/[^/?#]{1,60}|youtube\.com/(?:@|c/|channel/|user/)[^/?#]{1,60}|(?:whatsapp\.com|wa\.me|chat\.whatsapp\.com)/(?:channel/)?[^/?#]{1,60}|(?:invite\.)?viber\.com/?[^/?#]{0,60}|line\.me/[^?#]{1,60}|zalo\.me/[^/?#]{1,60}|news\.google\.com/(?:publications|s)/[^?#]{1,80}|linkedin\.com/(?:company|in)/[^/?#]{1,60})/?(?:[?#].*)?$`)

// followBytes is how long such a line, or an address in it, is at most.
const followBytes = 300

// dropFollows leaves out such lines.
func (b *Body) dropFollows() {
	var found []int
	for i := range b.verdict {
		if b.verdict[i].keep && b.follows(&b.page.blocks[i]) {
			found = append(found, i)
		}
	}
	if len(found) > mostFollows {
		return
	}
	for _, i := range found {
		b.verdict[i] = decision{rule: ruleFarewell}
	}
}

// follows says whether a block is such a line.
func (b *Body) follows(blk *Block) bool {
	const set = inItem | inTable | inQuote | inCaption | inDefinition
	text := b.page.textOf(blk)
	if int(blk.stats.words) > followWords*wideShare(text) || len(text) > followBytes || b.page.frames[blk.inner].flags&set != 0 || blk.stats.sentenceEnd() && !strings.HasSuffix(text, "!") || strings.ContainsAny(text, ":：?") {
		return false
	}
	return blk.link > 0 && blk.link < int32(len(text)) && allAccounts(b.page.frames[blk.inner].node) // a link alone may be somebody's name
}

// allAccounts says whether there are links below an element, or around it, and all
// of them lead to accounts.
func allAccounts(n *html.Node) bool {
	if a := linkOf(n); a != nil {
		return isAccount(a)
	}
	any := false
	for d := range n.Descendants() {
		if d.DataAtom == atom.A && dom.Has(d, "href") {
			if !isAccount(d) {
				return false
			}
			any = true
		}
	}
	return any
}

func isAccount(a *html.Node) bool {
	href := strings.TrimSpace(dom.Attr(a, "href"))
	return len(href) <= followBytes && account.MatchString(strings.ToLower(href))
}
