package body

import "copydesk/extract/pattern"

// Whole lines by which a house labels its advertisements, stands in for a player,
// asks for a comment, or says how it earns its money: they may stand between any
// two paragraphs.

const (
	noticeMost = 30
	smallWords = 70
	smallBytes = 700
)

// dropNotices leaves out such lines, once it is known what is kept: what the model
// says of the lines around them rests on theirs too.
func (b *Body) dropNotices() {
	for i := range b.verdict {
		if blk := &b.page.blocks[i]; b.verdict[i].keep && b.page.frames[blk.inner].flags&inTable == 0 {
			if rule := noticeLine(b.page.textOf(blk), blk.stats.words); rule != ruleNone {
				b.verdict[i] = decision{rule: rule}
			}
		}
	}
}

// noticeLine says what such a line is, if it is one.
func noticeLine(printed string, words int32) ruleID {
	switch {
	case len(printed) > smallBytes || words > smallWords && words <= int32(len(printed)/4):
		return ruleNone
	case words <= noticeMost && adLine.MatchString(printed):
		return ruleEmbedNotice
	case words <= noticeMost && askingLine.MatchString(printed):
		return ruleInvitation
	case smallPrint.MatchString(printed):
		return ruleSmallPrint
	}
	return ruleNone
}

// adLine labels an advertisement, says that the text goes on below it, or stands
// where a player would.
var adLine = pattern.MustCompile(`(?i)^[\s\[(（*\-–—]*(?:` +
	`ad feedback|sponsored(?: content| links?)?|(?:the )?(?:story|article|post|report) continues (?:below|after|beneath) (?:this |the )?(?:ad|advert|advertisement|video|newsletter)|advertisement[\s·•:|\-–—]{0,5}(?:scroll to continue(?: with content)?|continue reading below|(?:story|article) continues below)|(?:weiter|es geht weiter) nach der (?:werbung|anzeige)|(?:continúa|sigue|continuar) leyendo (?:después|tras|debajo|luego)? ?(?:de )?la publicidad|(?:la nota|la noticia|el artículo|el texto) (?:continúa|sigue) (?:después|tras|debajo|luego)? ?(?:de )?la publicidad|anúncios?|(?:a matéria|a notícia|o texto|o artigo) continua (?:depois|após|abaixo)(?: da| a| do)? (?:publicidade|anúncio)|la tua pubblicità qui|publicitat|publizitatea|auglýsing|patalastas|reklamë|reklaam|reklāma|` +
	`(?:artikkel|lugu|tekst) jätkub (?:pärast|peale|allpool) reklaami|raksts turpinās (?:pēc|zem) reklāmas|(?:straipsnis|tekstas) tęsiamas (?:po|žemiau) reklamos|(?:članek|prispevek) se nadaljuje (?:po|pod) oglas(?:u|om)|(?:članak|vest|vijest) se nastavlja (?:nakon|ispod|posle) (?:oglasa|reklame)|(?:текст|чланак|вест) се наставља (?:испод|након|после) (?:огласа|рекламе)|(?:статията|текстът) продължава (?:след|под) рекламата|продолжение (?:после|под|следует после) реклам(?:ы|ой)|(?:статья|текст|материал) продолжается (?:после|под) реклам(?:ы|ой)|продовження (?:після|під) реклам(?:и|ою)|διαφήμιση[\s·•:|\-–—]{0,5}(?:διαβάστε παρακάτω|το άρθρο συνεχίζεται)|(?:το άρθρο συνεχίζεται|η συνέχεια|συνέχεια) μετά (?:τη|την) διαφήμιση|(?:haber|yazı)(?:nin)? devamı reklam(?:dan sonra|ın altında)|(?:berita|artikel) berlanjut (?:setelah|di bawah) iklan|` +
	`বিজ্ঞাপন|விளம்பரம்|ప్రకటన|പരസ്യം|ಜಾಹೀರಾತು|जाहिरात|જાહેરાત|ਇਸ਼ਤਿਹਾਰ|اشتہار|දැන්වීම|რეკლამა|գովազդ|жарнама|(?:記事|続き)は広告の(?:後|あと|下)に続きます|기사는 광고 (?:뒤|아래)에(?:서)? 계속됩니다|(?:請|请)(?:繼續|继续)(?:往下)?(?:閱讀|阅读)(?:本文)?|(?:广告|廣告)\s?[（(]?(?:請|请)(?:繼續|继续)(?:往下)?(?:閱讀|阅读)(?:本文)?|` +
	`dit (?:artikel|bericht) bevat (?:inhoud|content) van [^.!?]{1,40}\..{0,20}toestemming.*|mit ihrer (?:zustimmung|einwilligung) wird hier .*(?:geladen|angezeigt)|to (?:view|watch|play) this (?:video|content|audio),? please enable javascript.*|javascript (?:måste|skal|må) være? .{0,80}|javascript måste vara .{0,80}|(?:du må|du skal|aktivera|aktivér|aktiver) (?:aktivere |slå på )?javascript .{0,80}|veuillez activer javascript.{0,80}|(?:activa|active|habilita|habilite) javascript .{0,80}|(?:schakel|zet) javascript .{0,80}|włącz (?:obsługę )?javascript.{0,80}|(?:включите|увімкніть) javascript.{0,80}` +
	`)[\s.!…。！)）\]*\-–—]*$`)

// askingLine asks readers what they think, or to report a mistake.
var askingLine = pattern.MustCompile(asksFirst + `¿?(?:` +
	`(?:have your say|let us know(?: what you think| your thoughts)?|tell us(?: what you think| your thoughts)?|share your (?:thoughts|views|opinions?)|leave (?:a|your) comments?) (?:in the )?(?:comments?(?: section)?(?: below)?|below)|what do you (?:think|make of (?:it|this))\? (?:let us know|tell us|share your|have your say|leave a comment|join the)[^.!?]*|(?:diskutieren sie|diskutiere|diskutiert) mit: [^.!?]*\?|(?:haben sie|hast du|habt ihr) einen fehler (?:im (?:text|artikel) )?(?:entdeckt|gefunden|bemerkt)\? [^.!?]*|(?:ihre|deine) meinung (?:ist gefragt|zählt)[^.!?]*|réagissez à (?:cet article|ce sujet|cette actualité)|une (?:erreur|coquille|faute) dans (?:cet |l['’])article\s?\? [^.!?]*|(?:has visto|viste|has encontrado|encontraste) (?:un|algún) error\? [^.!?]*|(?:y tú,? )?(?:qué (?:opinas|te parece|piensas))\? (?:déja|comenta|cuént|danos|escríb|comparte)[^.!?]*|lascia un commento|(?:e tu,? )?(?:che )?cosa ne pensi\? (?:scriv|lascia|comment|dicci|faccelo)[^.!?]*|(?:e você,? )?o que (?:você )?(?:acha|achou|pensa)[^.!?]{0,20}\? (?:comente|deixe|conte|escreva)[^.!?]*|(?:fout(?:je)?|tikfout|spelfout) in (?:het|dit|de) (?:artikel|bericht|tekst)\? [^.!?]*|` +
	`(?:har du )?hittat (?:ett )?fel i (?:texten|artikeln)\? [^.!?]*|(?:har du )?fundet (?:en )?fejl i (?:artiklen|teksten)\? [^.!?]*|(?:har du )?(?:funnet|sett) (?:en )?feil i (?:artikkelen|saken|teksten)\? [^.!?]*|har du (?:et |ett )?tips? (?:til|om) [^.!?]*\? [^.!?]*|mitä ajatuksia (?:juttu|artikkeli|tämä) [^.!?]*\?.{0,140}|(?:zauważyłeś|zauważyłaś|widzisz|znalazłeś|znalazłaś)(?:/\S{1,12})? (?:jakiś )?(?:błąd|literówkę) w (?:tekście|artykule)\? [^.!?]*|(?:a )?(?:ty )?co (?:ty )?(?:o tym )?(?:sądzisz|myślisz)(?: o tym)?\? (?:napisz|daj znać|podziel|skomentuj|zostaw)[^.!?]*|co si o tom myslíte\? (?:napi|diskut)[^.!?]*|komento nga facebook|λάβετε μέρος στη συζήτηση.{0,100}|(?:siz(?:ce)?(?: bu konuda)? ne düşünüyorsunuz|sizce nasıl)\? [^.!?]*yorum[^.!?]*|(?:а )?(?:что |как )?(?:вы )?(?:думаете|считаете)(?: об этом| вы)?\? [^.!?]*комментари[^.!?]*|(?:а )?(?:що |як )?(?:ви )?(?:думаєте|вважаєте)(?: про це)?\? [^.!?]*коментар[^.!?]*|分享(?:讓|让)更多人看到` +
	`)[\s.!…。！)）\]*\-–—]*$`)

// smallPrint is what a house says about itself: how a text was made, what it earns
// by its links, what who signs up agrees to.
var smallPrint = pattern.MustCompile(`(?i)^[\s*♦•(（\[]*(?:(?:note|disclosure|disclaimer|hinweis|transparenzhinweis|anmerkung der redaktion)\s?: )?(?:` +
	`(?:all|the|our) (?:products|picks|items) (?:featured|recommended|mentioned|here|on|in)[^.!?]* (?:are|were|have been) independently (?:selected|chosen|reviewed).*|(?:we|our site|this site) (?:may|might|can) (?:earn|receive|get) (?:a|an) (?:small |affiliate )*(?:commission|fee)\b.*|(?:if|when) you (?:buy|click|purchase|shop|make a purchase)\b[^.!?]{0,160}\b(?:may|might) (?:earn|receive|get)\b[^.!?]{0,40}\bcommission.*|this (?:article|post|page|story) (?:may )?contains? affiliate links?\b.*|as an amazon associate,? .*|als amazon-partner verdien.*|[^.!?]{2,40} transcripts are created on a rush deadline .*|except for the headline,? this (?:story|article|report) has not been edited .*|die redaktion hat diese[nrs] (?:artikel|text|beitrag|meldung) (?:weder|nicht) .*|diese[rs]? (?:artikel|text|beitrag|meldung) (?:wurde|ist) (?:mit|unter) (?:unterstützung|hilfe|verwendung|einsatz) (?:von )?(?:künstlicher intelligenz|ki)\b.*|artikel ini (?:telah|sudah) (?:tayang|terbit|dimuat) (?:di|pada) .* dengan judul .*|(?:图片|圖片|本文|部分内容)(?:来源|來源|来自|源)于?(?:網絡|网络|互联网).*(?:侵权|侵權).*|` +
	`we use your sign-?up to provide .*|by (?:entering|submitting|providing) your (?:e-?mail|details|information|address)\b.{0,80}\bagree\b.*|by (?:signing up|subscribing|registering|clicking|joining)\b[^.!?]{0,60}\b(?:you|i) (?:agree|accept|consent|confirm)\b.*|mit (?:meiner|ihrer|deiner|der) anmeldung (?:zu[mr] [^.!?]{2,40} )?(?:stimme|stimmen|stimmst|akzeptier|erklär|bestätig).*|[^.!?]{2,40} is a reader-supported publication\b.*|recevez (?:quotidiennement|chaque|gratuitement|toute|tous|toutes|nos|l['’])[^.!?]*(?:newsletter|lettre|boîte)[^.!?]*\.?|haz clic aquí para (?:leer|ver) más .{2,60}` +
	`)$`)
