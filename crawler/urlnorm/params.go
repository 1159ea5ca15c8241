package urlnorm

import "strings"

// names is a list of parameter names, of which "x*" stands for all that begin
// with x.
type names struct {
	exact    map[string]bool
	prefixes []string
}

func newNames(list []string) names {
	n := names{exact: map[string]bool{}}
	for _, s := range list {
		s = strings.ToLower(s)
		if p, ok := strings.CutSuffix(s, "*"); ok {
			n.prefixes = append(n.prefixes, p)
			continue
		}
		n.exact[s] = true
	}
	return n
}

func (n names) has(name string) bool {
	if n.exact[name] {
		return true
	}
	for _, p := range n.prefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// isTracking says whether a parameter tells where a reader came from and not
// what is to be read. The name is in lower case.
func isTracking(name, value string) bool {
	for _, prefix := range [...]string{
		"utm_", "utm-", "pk_", "piwik_", "mtm_", "matomo_", "ga_", "itm_", "at_", "hsa_", "mc_", "_hs", "__hs",
		"fb_", "guce_", "oly_", "vero_", "bsft_", "wt_", "wt.", "_x_tr_", "sfmc_", "trk_", "ns_", "action_object_map",
		"action_type_map", "action_ref_map", "sc_", "gad_", "mkt_", "elq", "amp_",
	} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return isSender(name) || isSource(name) && isChannel(strings.ToLower(unescape(value)))
}

// isSender knows the names that the senders of links add: advertisers,
// networks, newsletters and the statistics of single publishers.
func isSender(name string) bool {
	switch name {
	case "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "yadclid", "twclid",
		"ttclid", "li_fat_id", "igshid", "igsh", "epik", "srsltid", "s_kwcid", "ef_id", "rb_clickid", "wickedid", "_openstat",
		"mibextid", "__tn__", "__xts__", "__twitter_impression", "__cft__", "ref_src", "ref_url", "refsrc", "spref",
		"_ga", "_gl", "_gac", "usqp", "gs_l", "ved", "ei_tracking", "hsctatracking", "mkwid", "pcrid",
		"_bta_tid", "_bta_c", "_ke", "_kx", "dm_i", "__s", "ck_subscriber_id", "nr_email_referer", "hootpostid",
		"trk", "trkcampaign", "trkinfo", "lipi", "spm", "scm", "tblci", "dicbo", "obref", "oborigurl", "vgo_ee",
		"xtor", "xtref", "xtcr", "wtmc", "cmpid", "cmp", "ncid", "icid", "ocid", "cvid", "ito", "intcmp", "int_cmp",
		"intcid", "dgcid", "s_cid", "smid", "smtyp", "wpisrc", "wpmm", "wprss", "wpnav", "guccounter", "soc_src",
		"soc_trk", "tsrc", "sr_share", "echobox", "recirc", "replytocom", "cuid_tracking", "campaign_tracking", "rss_tracking":
		return true
	}
	return false
}

// isSource knows the names that some sites use for the source of a reader and
// others for their content: the value has to say which.
func isSource(name string) bool {
	switch name {
	case "ref", "referrer", "referer", "source", "src", "from", "via", "share", "sharedby", "rss", "feed", "origin", "medium", "partner", "fromrss":
		return true
	}
	return false
}

// NamesSource says whether a parameter's name is one for where a reader comes
// from, on some sites at least.
func NamesSource(name string) bool { return isSource(strings.ToLower(name)) }

// isChannel knows the names of places where links are shared.
func isChannel(value string) bool {
	switch value {
	case "rss", "feed", "rss_feed", "atom", "feedburner", "newsletter", "email", "mail", "e-mail", "push", "notification",
		"twitter", "x", "facebook", "fb", "whatsapp", "telegram", "linkedin", "pinterest", "reddit", "tumblr", "instagram",
		"vk", "ok", "line", "weibo", "wechat", "bluesky", "mastodon", "threads", "google", "googlenews", "google-news",
		"social", "share", "sharebutton", "sharebar", "print", "app", "android", "ios", "sms", "messenger", "flipboard",
		"pocket", "applenews", "apple_news", "upday", "smartnews", "home", "homepage", "frontpage", "mobile",
		"sidebar", "footer", "header", "related", "teaser", "ticker", "mostread", "most-read", "mostpopular", "trending", "recommended",
		"press-this", "jetpack-whatsapp", "jetpack-telegram", "1":
		return true
	}
	return false
}

// isSession says whether a parameter names a visit of one reader.
func isSession(name, value string) bool {
	switch name {
	case "phpsessid", "jsessionid", "sessionid", "session_id", "cfid", "cftoken", "zenid", "oscsid", "aspxautodetectcookiesupport",
		"viewstate", "__viewstate", "sessid", "session-id":
		return true
	case "sid", "s", "session", "sess", "sesskey", "token_session":
		return len(value) >= 16 && isToken(value) // a short one is an id of something to read
	}
	return strings.HasPrefix(name, "aspsessionid")
}

// isToken says whether a value is made by a machine: letters and digits mixed.
func isToken(s string) bool {
	digits := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		default:
			return false
		}
	}
	return digits >= 3
}

// cleanPath takes session ids out of a path, until there are none: what is
// left of two may be a third.
func cleanPath(p string) string {
	for {
		before := p
		if p = withoutSession(p); p == before {
			break
		}
		p = withoutDots(p) // which were no dots alone before
	}
	if p == "" {
		return "/"
	}
	return p
}

// withoutDots resolves the segments "." and ".." of a path.
func withoutDots(p string) string {
	if !strings.Contains(p, "/.") {
		return p
	}
	var out []string
	segments := strings.Split(p, "/")
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case ".", "..":
			if s == ".." && len(out) > 1 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, s)
		}
	}
	return strings.Join(out, "/")
}

func withoutSession(p string) string {
	if i := indexFold(p, ";jsessionid="); i >= 0 {
		end := strings.IndexAny(p[i+1:], "/;?")
		if end < 0 {
			return p[:i]
		}
		return p[:i] + p[i+1+end:]
	}
	for _, open := range [...]string{"/(S(", "/(X(", "/(A("} { // ASP.NET without cookies
		i := strings.Index(p, open)
		if i < 0 {
			continue
		}
		end := strings.Index(p[i:], "))")
		if end > 0 && i+end+2 <= len(p) && (i+end+2 == len(p) || p[i+end+2] == '/') {
			return p[:i] + p[i+end+2:]
		}
	}
	return p
}

func indexFold(s, lower string) int {
	if strings.IndexByte(s, ';') < 0 {
		return -1
	}
	return strings.Index(asciiLower(s), lower)
}

// asciiLower keeps the length in bytes, which strings.ToLower doesn't promise.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 0x20
		}
	}
	return string(b)
}
