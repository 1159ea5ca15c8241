package body

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"copydesk/extract/pattern"
)

// Under an article stands who made it, where it is from and what it is filed
// under, each in a line of its own. In the text itself such lines belong to a
// table or a picture and are left alone.
const (
	closingLines = 8   // at most are looked at, from the end
	closingRunes = 110 // in one of them
	filedRunes   = 330 // in one that says when and under what a blog filed it
)

// closingLabel is a label before a colon, with little behind it.
const closingLabel = `(?:` +
	// sources
	`quellen?|източни(?:к|ци)|źródł[oa]|fuentes?|fonti?|fontes?|sources?|источники?|джерел[оа]|bron(?:nen)?|käll(?:a|or)|kilde[rn]?|zdroje?|forrás(?:ok)?|surs[ae](?: foto)?|πηγ(?:ή|ές)|kaynak|sumber|nguồn|lähde|izvor|извор|источник|来源|來源|本文来源|出典|출처|منبع|المصدر|מקור|स्रोत|ที่มา|` +
	// who wrote, edited and photographed
	`autor(?:in|a|es)?|author|автор(?:ка)?|yazar|penulis|reporter|editor(?: in charge)?|editör|redaktor|redaktur|redaktion|edited by|reporting by|责任编辑|責任編輯|编辑|編輯|责编|責編|校对|审核|作者|记者|文|图|图片来源|撮影|foto(?:s|grafie|grafía)?|photos?(?: credit)?|zdjęci[ea]|фото|φωτο(?:γραφία)?|fotoğraf|` +
	// what it is filed under
	`tags?|etiquetas|temas|tópicos|schlagw[oö]rt(?:e|er)|stichwort[e]?|topics?|keywords?|mots[- ]clés|parole chiave|tagi|теги|метки|ключевые слова|etiketler|chủ đề|từ khóa|tag terkait|关键词|标签|キーワード|برچسب(?:‌ها)?|الوسوم` +
	`)\s*[:：].{1,80}`

// closingDated is a label before the day of a change, or before a number.
const closingDated = `(?:(?:son )?güncelleme(?: tarihi)?|(?:last )?updated(?: on)?|last modified(?: on)?|última actualización|última atualização|aktualizováno|aktualizacja|обновлено|дата публикации|کد خبر|شناسه خبر|news id|article id)\s*[:：].{0,40}\d.{0,40}`

// closingPhrases are lines that stand there by themselves.
const closingPhrases = `انتهای پیام.{0,20}|theo [^\s]{2,20}(?: [^\s]{2,15}){0,2}|με πληροφορίες από .{2,60}|(?:取材|文|写真|撮影|聞き手|構成)(?:・(?:取材|文|写真|撮影|構成))*[／/＝:：].{1,30}|(?:免责|免責)?(?:声明|聲明)[:：].{4,100}|[^\s@]+@[^\s@]+\.[a-z]{2,}|(?:masz (?:ciekawy |dla nas )?temat\?|napisz do (?:nas|autora|autorki|redakcji)).{0,80}|abone ol|\([a-z]{2,6}(?:/[a-z]{2,6}){1,3}\)|\[gambas: ?[^\]]{1,30}\]|copyright (?:©|\(c\)) .*|© .*|［?（?c）? ?.{1,20}無断転載禁止.*|` +
	`[가-힣]{2,4} ?(?:선임|수습|인턴|전문)?기자 ?[(<\[]?[^\s]+@[^\s]+[)>\]]?|` +
	`(?:если (?:вы|ви) )?(?:нашли|заметили|обнаружили) (?:ошибку|опечатку).*|.{0,60}(?:ошибк|опечатк|помилк|выдел|виділ|select|highlight).{0,60}ctrl ?\+ ?enter.{0,40}|.{0,10}ctrl ?\+ ?enter.{0,30}(?:ошиб|опечат|помил).{0,20}|якщо ви (?:знайшли|помітили) помилку.*|¿?(?:encontraste|viste|has encontrado|encontró) (?:algún|un) error.*|(?:spotted|found|seen) (?:an error|a mistake|a typo)(?:.{0,30}\?.*|.{0,30}(?:let us|please|report|tell us|e-?mail|contact).*)?|(?:hai )?trovato un errore(?:.{0,30}\?.*|.{0,30}segnala.*)?|(?:haben sie|hast du)? ?(?:einen )?fehler (?:gefunden|entdeckt|bemerkt)(?:.{0,30}\?.*)?|našli (?:ste|jste) (?:v článku )?chybu.*|מצאתם טעות.*|har du (?:et |ett )?tips?[ ?.].*|réagissez (?:à|en|dans|sur|au).{2,40}|une erreur (?:à signaler|dans l['’]article).*|encontrou (?:algum|um) erro.*|` +
	`下载.{2,14}(?:app|客户端).{0,30}|ขอบคุณภาพ.{2,60}|ภาพ(?:จาก|ประกอบ)?\s*[:：].{2,60}|ภาพ(?:จาก|ประกอบ).{2,30}|版权声明.*|.{0,40}(?:未经|未經).{0,16}(?:转载|轉載|摘编|(?:不得|禁止|请勿|請勿|谢绝|严禁|嚴禁|不准|勿).{0,10}(?:复制|複製|使用|翻印|引用|镜像|刊登)).*|转载请注明.*|.{0,30}(?:扫描|扫一扫|长按).{0,12}二维码.*|` +
	`mit (?:agenturmaterial|material (?:der|von) .{2,40})\.?|-{1,2}30-{1,2}|-?ends?-?|#{3}|\*{3,}|what do you think\?(?: (?:have your say|let us|tell us|share|leave|comment|join|write|e-?mail|send|vote).*)?|viu alguma coisa errada\?.*|` +
	// was it useful?
	`(?:was|did you find) this (?:article|page|post|information|content|story) (?:was )?(?:helpful|useful)\??.{0,20}|how useful was this post\?|(?:\d+|one|no) (?:out of \d+ )?(?:people |users |readers )?found this (?:helpful|useful)|(?:rate|please rate) this (?:article|post|page)|click on a star to rate it!?|average rating[\s:(]*\d.*|no votes so far!?(?: be the first.*)?|(?:wie|war dieser) (?:hilfreich|nützlich)? ?(?:war )?(?:dieser|der|die|diese)? ?(?:beitrag|artikel|seite|information) ?(?:hilfreich|nützlich)?(?: für (?:sie|dich))?\?|klicke auf die sterne.*|durchschnittliche bewertung[\s:(]*\d.*|(?:cet article|cette page) vous (?:a-t-elle|a-t-il) .{0,30}\?|¿te (?:ha |resultó |fue )?.{0,12}útil .{0,30}\?|valora este artículo.*|ti è stat[oa] utile.{0,20}\?|vond (?:je|u) dit artikel .{0,20}\?|` +
	// the programs of the house
	`(?:(?:please|now|jetzt|you can) )?(?:download|get|herunterladen|laden sie|lade|télécharge[rz]?|descarg(?:a|ue)|scarica|baixe|скача(?:йте|ть)|установите|indirin?|unduh|tải)[\s:].{0,120}(?:app store|google play|play store|\bios\b|\bandroid\b).{0,60}|` +
	`.{0,40}(?:\b(?:our|unsere[rn]?|notre|nuestra|nostra|nosso|onze) .{0,40}app\b|наше[ем]? .{0,20}приложени).{0,60}(?:app store|google play|play store).{0,60}|` +
	`.{0,90}(?:auto-?generated|auto-?published|published) from (?:a |an )?(?:agency|syndicated|wire) feed.*|.{0,60}has not been edited by .{2,60} staff.*`

// These lines may stand in brackets, or behind a mark.
const closingMarks = `^[\s(（\[【<>《|*–—/-]*`

var (
	labelLine  = pattern.InSmall(closingMarks + `(?:` + closingLabel + `|` + closingDated + `)$`)
	phraseLine = pattern.InSmall(closingMarks + `(?:` + closingPhrases + `)$`)
)

// filed is what a blog's system prints about where it filed an entry.
var filed = pattern.InSmall(`^(?:this (?:entry|post|article) (?:was (?:posted|written|published)|is filed) (?:in|on|by|under) |posted (?:in|on|by) .{0,120}(?:\||tagged|permalink|leave a)|dies(?:er|e) (?:beitrag|eintrag|artikel) (?:wurde|ist) .{0,160}(?:veröffentlicht|abgelegt|gepostet|verschlagwortet|getaggt|geschrieben)|cet(?:te)? (?:entrée|article|billet) a été (?:publiée?|postée?) (?:dans|le|par) |esta entrada (?:se publicó|fue publicada|ha sido publicada) (?:en|el|por) |quest[oa] (?:articolo|voce|elemento) è stat[oa] (?:pubblicat[oa]|inviat[oa]|postat[oa]) (?:in|il|da) |esta (?:entrada|publicação|postagem) foi (?:publicada|postada) (?:em|por) |dit bericht (?:werd|is) (?:geplaatst|gepubliceerd) |ten wpis został opublikowany |(?:эта )?запись (?:была )?опубликована |det(?:ta|te)? (?:här )?(?:inlägg|innlegg|indlæg)(?:et)? (?:publicerades|ble publisert|blev udgivet|är publicerat) |bu yazı .{0,80}kategorisine|tato položka byla zveřejněna |a bejegyzés kategóriája:?)`)

// syndicated is what stands under an agency's copy in Indian papers, whatever
// is said around it.
var syndicated = pattern.InSmall(`(?:syndicated|सिंडिकेट|agency) (?:feed|फीड)|ऑटो-?(?:पब्लिश|जेनरेट)`)

// dropClosing leaves out the lines that close an article, from the last one up
// to the first that says something else.
func (b *Body) dropClosing(h Hints) {
	seen, authors, printed, tags := 0, wordLists(append(slices.Clone(h.Authors), h.Filed)), wordLists(h.Printed), allWords(h.Tags)
	set := inItem | inTable | inQuote
	if b.laidOut() {
		set &^= inTable
	}
	for i := len(b.verdict) - 1; i >= 0 && seen < closingLines; i-- {
		if !b.verdict[i].keep {
			continue
		}
		seen++
		blk := &b.page.blocks[i]
		if b.page.frames[blk.inner].flags&set != 0 || !b.closing(blk, h) && !b.signs(blk, authors, printed) && !b.files(blk, tags) {
			return
		}
		b.verdict[i] = decision{rule: ruleClosing}
	}
}

// laidOut says whether most of the text stands in tables: they are the page's
// layout then.
func (b *Body) laidOut() bool {
	in, all := int32(0), int32(0)
	for i, d := range b.verdict {
		if blk := &b.page.blocks[i]; d.keep {
			all += blk.stats.words
			if b.page.frames[blk.inner].flags&inTable != 0 {
				in += blk.stats.words
			}
		}
	}
	return 2*in > all
}

// closing says whether a block is such a line, and no turn in an interview.
func (b *Body) closing(blk *Block, h Hints) bool {
	if t := b.page.textOf(blk); closes(t) {
		return !b.speaker(t)
	} else if initials.MatchString(t) {
		return true
	} else if fieldsOnly(t) || b.numbersOnly(blk) {
		return true
	}
	return b.dateLine(blk, h) || b.opensNothing(blk)
}

// initials are what an editor or an agency signs with: "(rfe)", "dpa/mak",
// "md (DPA, EPD)", "（渡辺小百合）".
var initials = pattern.MustCompile(`^(?:[(（\[]\s?(?:[\p{L}\p{M}]{2,4}|\p{Lu}{2,8}|\p{Han}{2,7})(?:(?:\s?[/,·]\s?|\s)(?:\p{L}{2,5}|\p{Lu}{2,8})){0,3}\s?[)）\]]|[\p{L}\p{M}]{2,6}(?:/[\p{L}\p{M}]{2,6}){1,3}|\p{Ll}{2,4} \(\p{Lu}{2,6}(?:[,/] ?\p{Lu}{2,6}){0,3}\))\.?$`)

// fieldWords is how many words stand at most behind each label of a line of fields.
const (
	fieldWords = 6
	mostFields = 6 // tables of food have more
)

// fieldsOnly says whether a line is fields side by side, each with its label:
// "Category: Roads | Views: 77 | Added by: Ann".
func fieldsOnly(line string) bool {
	parts := strings.Split(line, "|")
	if len(parts) < 2 || len(parts) > mostFields || len(line) > 4*closingRunes {
		return false
	}
	for _, part := range parts {
		label, value, ok := strings.Cut(strings.ReplaceAll(part, "：", ":"), ":")
		if !ok || len(strings.Fields(label)) > 3 || strings.TrimSpace(label) == "" || len(strings.Fields(value)) > fieldWords {
			return false
		}
	}
	return true
}

// numbersOnly says whether a block is several lines of a label and a number or a
// date each, of which one is how many readers there were, as systems print it.
func (b *Body) numbersOnly(blk *Block) bool {
	lines, counts := 1, false
	for _, leaf := range b.page.leaves[blk.leaf0:blk.leaf1] {
		if leaf.DataAtom == atom.Br {
			lines++
			continue
		}
		t := strings.TrimSpace(leaf.Data)
		if t != "" && !numberField.MatchString(t) {
			return false
		}
		counts = counts || countLine.MatchString(strings.ToLower(t))
	}
	return lines > 1 && counts
}

// numberField is a label and a number or a date.
var numberField = pattern.MustCompile(`^[^:：\d]{2,40}[:：]\s*\d[\d.,/: -]*$`)

// signs says whether a block is the authors' names and no more than a date beside
// them: a signature.
func (b *Body) signs(blk *Block, authors, printed []wordList) bool {
	text := b.page.textOf(blk)
	wide := wideShare(text)
	dates := numbers(text) // the full stop behind "10:30 a.m." or "12." ends no sentence
	if int(blk.stats.words) > bylineWords*wide || blk.stats.sentenceEnd() && dates < 2 || isHeading(b.page.frames[blk.frame].tag) {
		return false
	}
	return namesOnly(b.view.wordsOf(blk), dates, wide, authors, printed)
}

// besideTags is how many words stand at most beside the tags of a line: those
// of its label.
const besideTags = 6

// files says whether a block is links that are the article's tags, behind a
// label or none.
func (b *Body) files(blk *Block, tags map[uint32]bool) bool {
	if blk.links < 2 || len(tags) == 0 || 3*blk.link < blk.stats.chars {
		return false
	}
	beside := 0
	for _, w := range b.view.wordsOf(blk) {
		if !tags[w] {
			beside++
		}
	}
	return beside <= besideTags && int(blk.stats.words) > beside
}

// allWords are the words of some texts.
func allWords(texts []string) map[uint32]bool {
	set := map[uint32]bool{}
	for _, t := range texts {
		for _, w := range appendWords(nil, []byte(t)) {
			set[w] = true
		}
	}
	return set
}

// speaker says whether the label of a line is that of other kept lines too.
func (b *Body) speaker(line string) bool {
	label, _, ok := labelled(line)
	if !ok || label == "" {
		return false
	}
	n := 0
	for i := range b.verdict {
		if b.verdict[i].keep {
			if rest, has := strings.CutPrefix(b.page.textOf(&b.page.blocks[i]), label); has && strings.IndexAny(strings.TrimLeft(rest, " \u00a0"), ":：") == 0 {
				n++
			}
		}
	}
	return n > 1
}

// opensWords is how many words a line has at most that ends with a colon and
// says that something follows.
const opensWords = 12

// opensNothing says whether a line at the end announces what has been left out,
// or is made of marks alone.
func (b *Body) opensNothing(blk *Block) bool {
	return blk.stats.words == 0 || blk.stats.words <= opensWords && blk.stats.marks&markColonEnd != 0
}

// sayWords is how many words, or for scripts without spaces thrice as many
// letters, stand at most behind a label in a line that ends as a sentence does.
const sayWords = 7

// labelled cuts a line at the colon behind its label.
func labelled(line string) (label, value string, ok bool) {
	i := strings.IndexAny(line, ":：")
	if i < 0 {
		return "", "", false
	}
	_, n := utf8.DecodeRuneInString(line[i:])
	return strings.TrimSpace(line[:i]), strings.TrimSpace(line[i+n:]), true
}

// speaks says whether what stands behind a label is somebody's word: the last
// one of an interview, or a sentence of the text.
func speaks(line string) bool {
	_, value, ok := labelled(line)
	if !ok || value == "" {
		return false
	}
	switch last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(value, `"”“»)`)); last {
	case '!', '?', '！', '？', '…':
		return true
	case '.', '。':
		return len(strings.Fields(value)) > sayWords || strings.HasSuffix(value, "。") && utf8.RuneCountInString(value) > sayWords
	}
	return false
}

// closes says whether a whole line is one that closes an article.
func closes(line string) bool {
	if len(line) > 8*closingRunes || utf8.RuneCountInString(line) > 3*closingRunes {
		return false
	}
	line = strings.ToLower(strings.TrimSpace(line))
	if (strings.Contains(line, "feed") || strings.Contains(line, "फीड") || strings.Contains(line, "ऑटो")) && syndicated.MatchString(line) || utf8.RuneCountInString(line) <= filedRunes && filed.MatchString(line) {
		return true
	}
	return utf8.RuneCountInString(line) <= closingRunes && (labelLine.MatchString(line) && !speaks(line) || phraseLine.MatchString(line))
}
