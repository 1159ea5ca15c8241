package discover

import "strings"

// isAction says whether an address is a button rather than a page: whoever
// follows it puts something into a basket, votes, sends a mail or logs out.
// Words are compared whole, so that an article about such things is none.
func isAction(segs []string, query string) bool {
	for i, s := range segs {
		if isActionPath(segs, i, strings.ToLower(s)) {
			return true
		}
	}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(strings.ToLower(pair), "=")
		if isActionParam(name, value) {
			return true
		}
	}
	return false
}

func isActionPath(segs []string, i int, s string) bool {
	name, _ := splitExt(s)
	switch name {
	case "logout", "log-out", "logoff", "signout", "sign-out", "wp-login", "wp-signup", "printmail", "add-to-cart", "unsubscribe", "upvote", "downvote":
		return true
	case "mailto": // a form that sends the page to a friend
		return i == len(segs)-1
	}
	return false
}

func isActionParam(name, value string) bool {
	switch name {
	case "add-to-cart", "add_to_cart", "addtocart", "add-to-wishlist", "add_to_wishlist", "add_to_compare", "remove_item", "removed_item", "replytocom", "unsubscribe", "logout":
		return true
	case "add", "like", "unlike", "vote", "upvote", "downvote":
		return isNumberOr(value, "up", "down", "yes", "no", "true", "like", "")
	case "option":
		return value == "com_mailto"
	case "action", "do", "act", "task", "cmd", "op", "mode":
		return isActionWord(value)
	}
	return false
}

// isActionWord knows what parameters that name an action do to the site. An
// action of another name may well show something.
func isActionWord(value string) bool {
	switch value {
	case "add2basket", "add_to_cart", "addtocart", "add-to-cart", "add_to_compare_list", "add_to_wishlist", "subscribe_product", "buy",
		"logout", "login", "register", "lostpassword", "vote", "like", "unlike", "subscribe", "unsubscribe", "reply", "delete", "edit":
		return true
	}
	return false
}

func isNumberOr(s string, words ...string) bool {
	for _, w := range words {
		if s == w {
			return true
		}
	}
	return strings.Trim(s, "0123456789") == ""
}
