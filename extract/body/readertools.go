package body

import (
	"strings"
	"sync"
	"unicode/utf8"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// networks are where readers are asked to follow somebody.
const networks = `(?:twitter|x\b|facebook|instagram|linkedin|google|whatsapp|telegram|bluesky|threads|mastodon|youtube|tiktok|flipboard|snapchat|pinterest|social media|@)`

// notThe is a word that may be a name: "Contact the library on" is no farewell.
const notThe = `(?:[^t\s,;:!?][^\s,;:!?]*|t[^h\s,;:!?][^\s,;:!?]*|th[^e\s,;:!?][^\s,;:!?]*|the[^\s,;:!?]+) `

// readerTools are a page's offers to hear, keep or give away an article, and
// how long reading it takes.
var readerTools = pattern.InSmall(`^(?:(?:listen to (?:this )?(?:article|story|post).{0,40}|(?:listen|learn) more|give this article|gift (?:this )?article|share full article|(?:jump|skip) to (?:the )?recipe|print (?:this )?recipe|(?:jump|skip) to video|save (?:this )?(?:article )?for later|add to (?:your )?reading list|audio by carbonatix|(?:estimated )?reading time:?.{0,20}|\d+[- ]min(?:ute)?s?\.? (?:read|lesezeit|de lecture|de lectura|de leitura|di lettura|lukuaika|lesetid|läsning|czytania)|` +
	`lesezeit:?.{0,20}|artikel (?:anhören|merken|vorlesen|verschenken)|temps de lecture.{0,20}|écouter (?:cet |l['’])article|offrir (?:cet |l['’])article|tiempo de lectura.{0,20}|escuchar? (?:esta? )?(?:el |la )?(?:artículo|noticia)|ascolta (?:l['’]|questo )?articolo|tempo di lettura.{0,20}|tempo de leitura.{0,20}|ouvir (?:esta |a )?(?:notícia|matéria)|ouça este conteúdo.{0,20}|leestijd:?.{0,20}|luister naar dit artikel|lästid:?.{0,20}|lyssna på artikeln|læsetid:?.{0,20}|czas czytania:?.{0,20}|слушать статью|время (?:на )?чтени[яе].{0,20}|okuma süresi.{0,20}|yazı boyutu.{0,20}|(?:font|text) size.{0,12}|schriftgröße.{0,20}|размер шрифта.{0,20}|tamaño de (?:la )?letra.{0,20}|taille (?:du texte|de (?:la )?police).{0,20})\s*)+$`)

// mayBeTool says whether a line has what readerTools needs: where it begins
// with a number, minutes follow.
func mayBeTool(text string) bool {
	if text[0] > '9' {
		return true
	}
	rest := strings.TrimLeft(text, "0123456789")
	return strings.HasPrefix(rest, " min") || strings.HasPrefix(rest, "-min")
}

// farewell is a line that asks readers to follow somebody elsewhere, or to
// write: it stands below the text, or between its parts.
var farewell = pattern.InSmall(`^(?:submit (?:your|a) (?:own )?(?:letter|story|photo|question|comment|opinion|tip)s? .{0,40}\b(?:via|through|using|here|by e-?mail)\b|get in touch with (?:us|me|our .{1,30}) (?:by|at|via|on|through) .{0,20}(?:e-?mail|@)|(?:you can |please )?(?:also )?(?:follow|connect with|find|like) (?:us|me|him|her|them|the (?:author|reporter|writer)|@\w+|[^\s,;:!?]+(?: [^\s,;:!?]+){0,3}) (?:@\w+ )?on (?:our )?` + networks + `|(?:do you have|got|have) (?:a |any )?(?:confidential )?(?:story|(?:news )?tips?|information|news)\b.{0,80}\b(?:contact|e-?mail|get in touch|send|write to|call|reach|let us know|message|submit|tell us)\b|(?:contact|e-?mail|reach|write to) (?:the (?:author|reporter|writer|editor|newsroom)|him|her|us|them|me|` + notThe + `[^\s,;:!?]+) (?:at|on|via|by) [^ ]*(?:@|\d\d)|[^\s,;:!?]+(?: [^\s,;:!?]+){1,2} can be reached (?:at|on|via|by) |` +
	`(?:folgen sie|folge|folgt) (?:uns|mir|ihm|ihr|dem autor|[^\s,;:!?]+(?: [^\s,;:!?]+){0,3}) (?:auch )?(?:auf|bei) ` + networks + `|(?:síguenos|síguem?e|síguelo|síguela|sigue a .{1,40}|siga a .{1,40}) (?:también )?en (?:nuestr[oa]s? )?` + networks + `|suivez(?:-nous|-moi| .{1,40}) (?:aussi )?sur ` + networks + `|seguici (?:anche )?su ` + networks + `|(?:siga(?:-nos)?|acompanhe)(?: .{1,40})? (?:no|na|em|nas|pelo) (?:nosso )?` + networks + `|volg ons (?:ook )?op ` + networks + `|(?:följ|følg) os+ (?:også |även )?på ` + networks + `|(?:obserwuj|śledź) nas (?:na|w) ` + networks + `|ikuti .{1,60} di ` + networks + `|` +
	`(?:únete|únase|sigue|siga|síganos) .{1,60} (?:en|de) ` + networks + `|(?:siga|entre no|participe do) .{1,40} (?:no|do) ` + networks + `|(?:iscriviti|unisciti) (?:al|ai) .{1,40} ` + networks + `|kövess(?:en|e|etek)? .{1,40}` + networks + `|(?:sledujte|sleduj) nás .{0,20}` + networks + `|ακολο[υύ]θ[ηή]σ(?:τε|ε) .{1,60}(?:στο|στη|στον|στην|σε) ` + networks + `|(?:dołącz do|polub) nas .{0,20}` + networks + `|hier geht es zu[mr]? (?:unserem|unserer|den|dem|der) .{0,40}(?:kanal|newsletter|` + networks + `)|urmăr(?:ește|iți|ește-ne|iți-ne) .{0,60} pe ` + networks + `|theo dõi .{1,60} (?:trên|tại) ` + networks + `|تابعو?نا (?:عبر|على) |последвайте ни .{0,30}` + networks + `|(?:pratite|пратите) (?:nas|нас) .{0,30}(?:` + networks + `|вибер|viber|фејсбук|инстаграм)|seuraa .{1,40}` + networks + `|ติดตาม.{0,60}` + networks + `|עקבו אחרינו )|(?:google news|google haberler|` + networks + `).{0,40}(?:takip e|abone ol)|(?:گوگل|تلگرام|اینستاگرام|واتساپ|ایتا|ما را در).{0,40}دنبال کنید|(?:गूगल न्यूज़|फेसबुक|व्हाट्सएप|टेलीग्राम|google news|whatsapp|facebook|telegram).{0,40}(?:फॉलो कर|जुड़)|(?:simak|pilih|dapatkan|gabung) .{0,120}(?:whatsapp|telegram|google news)|を?フォロー(?:する|してください|しよう)?$|clique aqui para .{0,60}(?:canal|grupo|` + networks + `)|lineで友だち追加|(?:扫描|扫一扫|长按).{0,12}二维码|关注.{0,30}(?:微信)?公众号|구독하(?:고|시면|면) .{0,40}(?:받아|만나)|\b(?:follow|find) (?:him|her|them|me) (?:@\w+ )?(?:on |at |)` + networks)

// What a line's first word may begin: looking it up first is much quicker than
// to try the patterns. Some begin with a number.
const (
	beginsTool = 1 << iota
	beginsCount
	beginsFarewell
)

var beginnings = func() map[string]uint8 {
	m := map[string]uint8{}
	for begins, words := range map[uint8]string{
		beginsTool:     "listen learn give gift share jump skip print save add audio estimated reading lesezeit artikel temps écouter offrir tiempo escucha escuchar ascolta tempo ouvir ouça leestijd luister lästid lyssna læsetid czas слушать время okuma yazı font text schriftgröße размер tamaño taille",
		beginsCount:    "published updated posted last aktualisiert publicado actualizado publié mis aggiornato atualizado опубликовано обновлено an a one vor hace il há för for view views aufrufe visitas vues просмотры просмотров hits zugriffe visite affichages accesos acessos visualizzato visualizzazioni просмотрено переглядів перегляди visningar visninger träffar osumat odsłon odsłony odsłona wyświetleń wyświetlenia zobrazení találatok megtekintés accesări vizualizări gösterim görüntülenme dilihat lượt الزيارات المشاهدات مشاهدات بازدید כניסות צפיות ฮิต เข้าชม 参照数 アクセス数 点击 点击数 浏览 浏览数 瀏覽 瀏覽數 瀏覽次數 浏览次数 人氣 показов количество koʻrishlar peržiūros 閲覧数 阅读 조회 조회수 today yesterday heute gestern hoy ayer aujourd hier oggi ieri hoje ontem сегодня вчера 今日 昨天 今天 어제 오늘",
		beginsFarewell: "submit you please also follow connect find like do got have contact e email reach write folgen folge folgt síguenos sígueme síguelo síguela sigue siga suivez seguici acompanhe volg följ følg obserwuj śledź ikuti entre participe simak pilih dapatkan gabung iscriviti unisciti",
	} {
		for w := range wordSet(words) {
			m[w] |= begins
		}
	}
	return m
}()

// beginning says what a text's first word may begin.
func beginning(text []byte) uint8 {
	if len(text) == 0 {
		return 0
	}
	if c := text[0]; c >= '0' && c <= '9' {
		return beginsTool | beginsCount
	}
	var word [16]byte
	for i, c := range text {
		switch {
		case c >= utf8.RuneSelf:
			return beginnings[firstWord(string(text[:min(len(text), 64)]))]
		case !letter(c):
			return beginnings[string(word[:i])]
		case i == len(word):
			return 0
		}
		word[i] = lower(c)
	}
	return beginnings[string(word[:len(text)])]
}

// countLine says how long ago an article appeared, or how many read it.
var countLine = pattern.InSmall(`^(?:(?:(?:published|updated|posted|last updated|aktualisiert|publicado|actualizado|publié|mis à jour|aggiornato|atualizado|опубликовано|обновлено):? )?(?:(?:\d+|an?|one) ?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[smhdwy]) ago|vor \d+ (?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)|hace \d+ (?:segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?)|il y a \d+ (?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?)|\d+ (?:minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]) fa|há \d+ (?:minutos?|horas?|dias?|semanas?|mes(?:es)?|anos?)|\d+ (?:minuten|uur|dagen|weken|maanden) geleden|\d+ (?:минут[уы]?|час(?:а|ов)?|дн(?:я|ей)|день) назад|\d+ (?:minut[yę]?|godzin[yę]?|dni|dzień) temu|\d+ (?:dakika|saat|gün) önce|för \d+ [a-zåäöø]+ sedan|for \d+ [a-zåäöø]+ siden|\d+ ?(?:分|時間|日)前|\d+ ?(?:分钟|小时|天|小時|分鐘)前|\d+ ?(?:분|시간|일) ?전|` +
	`[\d.,]+ ?[km]? (?:views?|shares?|comments?|likes?|reads?|replies|reactions?|aufrufe|vistas|visitas|visualizaciones|vues|visualizzazioni|visualizações|просмотр(?:а|ов)?)|(?:views?|aufrufe|zugriffe|visitas|visite|vues|affichages|accesos|acessos|visualizza(?:zioni|to)|просмотр(?:ы|ов)|просмотрено|переглядів|перегляди|hits|visningar|visninger|träffar|osumat|odsłon[ya]?|wyświetle(?:ń|nia)|zobrazení|találatok|megtekintés|accesări|vizualizări|gösterim|görüntülenme|dilihat|lượt xem|الزيارات|المشاهدات|مشاهدات|بازدید|כניסות|צפיות|ฮิต|เข้าชม|閲覧数|参照数|アクセス数|阅读|点击数?|瀏覽(?:次)?數?|浏览(?:次)?数?|人氣|조회수?|показов|количество показов|koʻrishlar|peržiūros)\s?[:：]? ?[\d.,]+|(?:today|yesterday|heute|gestern|hoy|ayer|aujourd['’]hui|hier|oggi|ieri|hoje|ontem|сегодня|вчера|今日|昨天|今天|어제|오늘)(?:,? (?:at |um |a las |à |alle |às |в )?\d{1,2}[:.h]\d\d.{0,6})?)\s*[|·•]?\s*)+$`)

// countWords is how many words such a line has at most.
const countWords = 10

// aboutAuthor is the heading of a box about who wrote the article.
var aboutAuthor = pattern.InSmall(`^(?:about the (?:authors?|writers?|contributors?)|author bio(?:graphy)?|über (?:den|die) autor(?:in|en|innen)?|sobre (?:el|la|los|o|a|os) autor(?:a|es)?|(?:à|a) propos de l['’]auteure?|l['’]autore|sull['’]autor(?:e|ice)|over de auteurs?|om (?:författaren|forfatteren)|об авторе|o autor(?:ze|ovi)|yazar hakkında|この記事を書いた人|著者プロフィール|作者简介)\s*:?$`)

// aboutWords are stems of which every such heading has one.
var aboutWords = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder([]string{"about", "author", "autor", "auteur", "autrice", "person", "författ", "forfatt", "автор", "yazar", "記事", "著者", "作者"})
})

// payLine asks readers to pay or to log in before they read on.
var payLine = pattern.InSmall(`^[\s»>•→🔒-]*(?:(?:to|for) (?:view|read|see) the (?:full|whole|rest of the) (?:story|article|text),? (?:please )?(?:subscribe|log ?in|sign in|register)|(?:please )?subscribe (?:now |today )?to .{0,60}\bfor the (?:full|whole) (?:story|article)|if you['’]re (?:seeing|reading) this message .{0,40}subscriber|this (?:article|story|content|post) is (?:only )?(?:for|available|exclusive|reserved|restricted) .{0,30}(?:subscribers|members)|already (?:a |an )?(?:subscriber|subscribed|member|registered)\?|(?:please )?(?:subscribe|sign in|log ?in|register|sign up|become a (?:member|subscriber)|create an? (?:free )?account) (?:now |here |today |for free |or .{3,20} )?to (?:continue|keep|read|unlock|access)|to (?:continue|keep) reading,|(?:for|exclusive to|exclusively for) (?:our )?(?:subscribers|members)(?: only)?$|` +
	`sie haben (?:bereits|schon) ein .{0,20}(?:abo|konto)|bereits abonnent|(?:jetzt )?weiterlesen mit|dieser (?:artikel|beitrag) ist .{0,30}abonnent|diesen artikel weiterlesen|(?:déjà abonné|vous êtes déjà abonné)|(?:cet )?article (?:est )?réservé aux abonnés|il vous reste .{1,30} à (?:lire|découvrir)|¿?ya eres suscriptor|(?:este )?(?:contenido|artículo) (?:es )?exclusivo para suscriptores|(?:sei )?già abbonato|contenuto riservato agli abbonati|já é assinante|conteúdo exclusivo para assinantes|(?:al|reeds) abonnee\?|dit artikel is (?:alleen|exclusief) voor abonnees|(?:redan prenumerant|allerede abonnent|logga in för att läsa|log ind for at læse|logg inn for å lese)|masz już (?:konto|subskrypcję)|уже (?:подписаны|есть подписка)|この記事は(?:(?:有料)?会員限定|有料(?:記事|会員))|残り[\d,，０-９]+文字|dit artikel is (?:alleen|exclusief|gereserveerd) voor .{0,20}(?:abonnees|leden)|verder lezen\?|pozostało \d+ ?% (?:tekstu|artykułu)|lees (?:dit artikel|verder) met een abonnement|(?:ten )?(?:artykuł|tekst|materiał) (?:jest )?(?:dostępny )?(?:tylko |wyłącznie )?dla (?:subskrybentów|prenumeratorów|zalogowanych)|(?:полный текст|статья|материал) (?:доступ(?:ен|на) )?(?:только )?(?:для )?подписчик|(?:оформите|купите) подписку,? чтобы|чтобы (?:читать|прочитать) (?:дальше|полностью)|유료 ?(?:회원|구독자)|구독자(?:만| 전용)|회원 전용 기사|로그인 후 .{0,20}(?:읽|볼) 수|(?:本文|全文|此文)(?:仅|僅)?(?:限|供)?.{0,6}(?:订阅|訂閱|付费|付費|会员|會員)|(?:订阅|訂閱|登录|登入)(?:后|後).{0,6}(?:继续|繼續)?(?:阅读|閱讀)|(?:den här )?artikeln är (?:låst|bara för|endast för|för) .{0,20}prenumerant|läs (?:vidare|hela artikeln) (?:med|som|genom) .{0,30}(?:prenumer|abonn|konto)|(?:bu )?(?:içerik|haber|yazı) (?:sadece |yalnızca )?abonelere özel|(?:haberin |yazının )?devamını okumak için .{0,20}(?:abone|üye|giriş)|(?:artikel|konten|berita) ini (?:hanya |khusus )(?:untuk )?(?:pelanggan|anggota)|berlangganan untuk (?:membaca|melanjutkan)|(?:هذا )?(?:المحتوى|المقال) (?:متاح |مخصص )?(?:لل)?مشتركين|اشترك (?:ل|الآن ل)(?:مواصلة|متابعة|قراءة)|للمشتركين فقط|(?:यह )?(?:लेख|खबर|सामग्री) (?:केवल|सिर्फ) .{0,20}(?:सदस्य|सब्सक्राइब)|(?:पूरा लेख |पूरी खबर |आगे )?पढ़ने के लिए .{0,12}(?:सब्सक्राइब|लॉग ?इन|सदस्य))`)

// rightsLine claims the rights to an article.
var rightsLine = pattern.InSmall(`\ball rights reserved|\b(?:this )?(?:material|content|article|story) may not be (?:published|reproduced|republished|copied)|todos los derechos reservados|alle rechte vorbehalten|tous droits réservés|tutti i diritti riservati|todos os direitos reservados|все права защищены|всі права захищені|alle rechten voorbehouden|wszelkie prawa zastrzeżone|všechna práva vyhrazena|tüm hakları saklıdır|hak cipta dilindungi|无断转载禁止|無断転載(?:を)?禁|版权所有|版權所有|무단 ?전재|riproduzione riservata|všetky práva vyhradené|minden jog fenntartva|toate drepturile (?:sunt )?rezervate|всички права (?:са )?запазени|(?:усі|всі) права захищено|sva prava (?:su )?(?:pridržana|zadržana)|сва права (?:су )?(?:задржана|придржана)|με (?:την )?επιφύλαξη (?:παντός δικαιώματος|όλων)|kaikki oikeudet pidätetään|alla rättigheter förbehåll|(?:جميع|كافة) الحقوق محفوظة|(?:تمامی|تمام|کلیه) حقوق .{0,30}محفوظ|כל הזכויות שמורות|सर्वाधिकार सुरक्षित|สงวนลิขสิทธิ์|(?:đã )?bảo lưu mọi quyền`)

const (
	payWords    = 30
	rightsWords = 45
)
