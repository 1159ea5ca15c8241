package meta

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// creditMarks part a caption from its credit.
var creditMarks = []string{"Photo Credit:", "Photo credit:", "Image credit:", "Image Credit:", "Bildquelle:", "Bildnachweis:", "crédito:", "Crédito", "Courtesy of", "courtesy of", "photo:", "Photo:", "Photo by", "Photograph:", "Image:", "Picture:", "Credit:", "Foto:", "Bild:", "Quelle:", "Crédit", "Photo :", "Crédito:", "Imagen:", "Fuente:", "Fotó:", "Фото:", "Zdjęcie:", "Fot.", "©", "(c)", "Getty Images", "写真", "Kuva:", "צילום:", "Φωτο:", "Φωτογραφία:", "Fotoğraf:", "Ảnh:", "ภาพ:", "फोटो:", "फ़ोटो:", "ছবি:", "Снимка:", "摄影：", "攝影：", "攝影／", "摄影/", "圖／", "图/", "图片来源：", "圖片來源：", "사진=", "사진:", "사진 제공=", "تصوير:", "عکس:", "صورة:", "撮影：", "撮影＝", "Foto :", "Kép:"}

// figureElements is how many elements of a figure are looked at: what is larger
// is no single picture's, and has as many pictures as it likes.
const figureElements = 500

// Caption is the caption of a picture's figure, and its credit.
func Caption(img *html.Node) (caption, credit string) {
	var fig *html.Node
	for p, up := img.Parent, 0; p != nil && up < 6; p, up = p.Parent, up+1 {
		class := dom.Attr(p, "class")
		if p.DataAtom == atom.Figure || strings.Contains(class, "wp-caption") || strings.Contains(class, "field--name-field-image") || strings.Contains(class, "field-name-field-image") || strings.Contains(class, "image-field") {
			fig = p
			break
		}
	}
	if fig == nil {
		return besideCaption(img)
	}
	looked := 0
	for d := range dom.Elements(fig) {
		if looked++; looked > figureElements {
			break
		}
		class := strings.ToLower(dom.Attr(d, "class") + " " + dom.Attr(d, "itemprop"))
		switch {
		case namesCredit(class, d):
			if credit == "" {
				credit = dom.Text(d)
			}
		case d.DataAtom == atom.Figcaption || strings.Contains(class, "caption"):
			if caption == "" {
				caption = dom.Text(d)
			}
		}
	}
	return SplitCredit(caption, credit)
}

// captionLevels is how far up from a picture a caption is looked for beside what
// holds it, and captionRunes how long it may be there.
const (
	captionLevels = 3
	captionRunes  = 400
	creditRunes   = 70
)

// besideCaption is the caption of a picture in no figure: the text of the element
// that follows it, or what holds it alone, when that is called one, or begins
// with the label of a credit.
func besideCaption(img *html.Node) (caption, credit string) {
	for n, up := img, 0; n != nil && up < captionLevels; n, up = n.Parent, up+1 {
		next := nextElement(n)
		if next == nil {
			continue
		}
		class := strings.ToLower(dom.Attr(next, "class"))
		text := dom.ShortText(next, captionRunes)
		if text == "" || len(text) >= captionRunes {
			return "", ""
		}
		switch {
		case !strings.ContainsFunc(text, unicode.IsLetter):
		case namedCredit.MatchString(class) && utf8.RuneCountInString(text) <= creditRunes:
			return SplitCredit("", text)
		case namedCaption.MatchString(class), namedCredit.MatchString(class), startsCredit(text) && utf8.RuneCountInString(text) <= creditRunes:
			return SplitCredit(text, "")
		}
		return "", ""
	}
	return "", ""
}

// namedCredit and namedCaption are classes of credits and captions that stand in
// no figure.
var namedCredit = pattern.MustCompile(`credit|copyright|photographer|fotograf|bildquelle|bildnachweis`)

var namedCaption = pattern.MustCompile(`caption|cutline|(?:^|[\s_-])(?:` + dom.CaptionNames + `|(?:img|image|photo|foto|pic(?:ture)?)[_-]?desc(?:ription)?)(?:[\s_-]|$)`)

func startsCredit(text string) bool {
	for _, m := range creditMarks {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(text, "([（"), m); ok && rest != "" {
			return true
		}
	}
	return false
}

// nextElement is the element after a node, with no text between.
func nextElement(n *html.Node) *html.Node {
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		switch {
		case s.Type == html.ElementNode && s.DataAtom != atom.Br && s.DataAtom != atom.Noscript:
			return s
		case s.Type == html.TextNode && strings.TrimSpace(s.Data) != "":
			return nil
		}
	}
	return nil
}

// namesCredit says whether an element of a figure is called a credit.
func namesCredit(class string, n *html.Node) bool {
	return strings.Contains(class, "credit") || strings.Contains(class, "copyright") || strings.Contains(class, "source") && n.DataAtom != atom.Source ||
		strings.Contains(class, "photographer") || strings.Contains(class, "fotograf") || strings.Contains(class, "author") && n.DataAtom != atom.Figcaption && n.DataAtom != atom.Img
}

// counted is a gallery's count at the end of a caption: "1 / 3", "/ 3".
var counted = pattern.MustCompile(`\s*(?:\d{1,3}\s*/\s*\d{1,3}|[/|]\s*\d{1,3})\s*$`)

// hanging is a label of a credit at the end of a caption, with none behind it. A
// full stop alone ends a sentence: "… auf einem alten Bild."
var hanging = pattern.MustCompile(`\s*[(\[|/–-]?\s*(?:Photo|Foto|Bild|Image|Picture|Credit|Quelle|Crédit|Crédito|Imagen|Fuente|Imagem|Fotó|Фото|Zdjęcie|Fot|Kuva|Kép|Εικόνα|Fotoğraf)(?:\s+(?:by|von|de))?\s*(?::\s*[)\]]?|\.\s*[)\]])$|\s*[(\[|/–-]?\s*\bFot\.\s*$`)

// shouted is a credit in capitals behind a caption's last sentence, a mark or
// in brackets: "JEAN COZ POUR «…»", "/ PEDRO SALAS", "(AFP)".
var shouted = pattern.MustCompile(`(?:[.!?…»”"]|\s[/|–—-])\s+((?:[\p{Lu}\d][\p{Lu}\d.'’&«»“”"/,\s-]*\p{Lu}[\p{Lu}.»”"]*))$|\s*\(([\p{Lu}][\p{Lu}./&\s-]{1,30}[\p{Lu}])\)\s*$`)

// leastShouted is how many letters in capitals a credit has at least that
// nothing else tells.
const leastShouted = 6

// SplitCredit parts a caption from its credit: the one that the figure marks as
// such, or one behind a label, or one in capitals.
func SplitCredit(caption, credit string) (string, string) {
	caption = strings.TrimSpace(counted.ReplaceAllString(caption, ""))
	credit = strings.TrimSpace(counted.ReplaceAllString(credit, ""))
	if credit != "" {
		caption = strings.TrimRight(strings.TrimSuffix(caption, credit), " |/–—-(")
		credit = bareCredit(credit)
		if caption = hanging.ReplaceAllString(caption, ""); bareCredit(caption) == credit { // it is said twice
			caption = ""
		}
		return caption, credit
	}
	if strings.HasPrefix(caption, "© ") && strings.Count(caption, "©") == 1 && utf8.RuneCountInString(caption) <= creditRunes {
		return "", bareCredit(strings.TrimPrefix(caption, "© "))
	}
	for _, m := range creditMarks {
		if i := strings.LastIndex(caption, m); i >= 0 && len(caption)-i < 120 {
			return hanging.ReplaceAllString(strings.Trim(caption[:i], " (（|/–—-"), ""), strings.Trim(strings.TrimPrefix(caption[i:], m), " :)）")
		}
	}
	if m := shouted.FindStringSubmatchIndex(caption); m != nil {
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
		if text := caption[from:to]; from > 0 && (m[4] >= 0 || len(squash(text)) >= leastShouted) {
			return strings.TrimRight(caption[:from], " (|/–—-"), text
		}
	}
	return caption, ""
}

// bareCredit is a credit without its label and the marks before it.
func bareCredit(s string) string {
	s = strings.TrimLeft(s, " |/–—-(©")
	for _, m := range creditMarks {
		if rest, ok := strings.CutPrefix(s, m); ok && rest != "" && strings.HasSuffix(m, ":") {
			s = rest
			break
		}
	}
	for strings.HasSuffix(s, ")") && strings.Count(s, ")") > strings.Count(s, "(") { // the first one went
		s = strings.TrimSuffix(s, ")")
	}
	return strings.TrimSpace(s)
}
