package body

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// Short blocks that say outright what they are: a form's prompt, a pointer to
// another story, an invitation to a newsletter, a notice in place of an
// embedded post. In every language that the world's larger news sites use;
// how much article text each costs is printed by the training program's
// -audit.

// pointer begins a line that points to another story.
var pointer = pattern.InSmall(`^[\s»>►▶•→–\-*+/➡👉🔴▪★☆✅📌📺🎥\x{fe0f}]*(?:read (?:more|also|next)|also read|more (?:on this|from|about)|related(?: (?:articles?|stories|story|content|posts?|news|topics?|links?|coverage|reading))?|see (?:also|more)|watch|listen|recommended(?: (?:reading|stories))?|you (?:may|might) (?:also )?(?:like|enjoy)|don['’]?t miss|up next|trending|top stories|most (?:read|popular)|keep reading|continue reading|further reading|` +
	`(?:à|a) lire(?: aussi| également)?|lire (?:aussi|également|la suite)|voir aussi|sur le même (?:sujet|thème)|mehr zum thema|(?:lesen|sehen) sie (?:auch|mehr|hier)|lesen sie dazu|lies auch|auch interessant|das könnte (?:sie|dich) auch interessieren|weiterlesen|mehr lesen|zum thema|passend dazu|siehe auch|` +
	`(?:lea|lee|leer|mira|ver|vea)(?: también| además| más)|(?:también )?(?:te|le) (?:puede|podría) interesar|noticias relacionadas|más (?:información|noticias|sobre)|leia (?:também|mais)|veja (?:também|mais)|saiba mais|leggi anche|leggi tutto|potrebbe interessarti|approfondisci|vedi anche|lees (?:ook|meer|verder)|läs (?:också|mer|även)|les (?:også|mer)|læs (?:også|mere)|lue (?:myös|lisää)|lesið? meira|` +
	`czytaj (?:także|też|więcej|również)|zobacz (?:także|też|również|więcej)|(?:čtěte|přečtěte si) (?:také|více)|čítajte (?:aj|tiež)|olvassa el|kapcsolódó|citește (?:și|mai mult)|pročitajte (?:i|još|više)|прочитајте и|вижте още|прочетете (?:още|и)|читайте (?:также|ещё|еще|далее|подробнее)|смотрите также|по теме|материалы по теме|читайте також|дивіться також|διαβάστε (?:επίσης|ακόμη|περισσότερα)|δείτε (?:επίσης|ακόμα)|ilgili haber(?:ler)?|devamını oku|bunlar da ilginizi çekebilir|baca (?:juga|selengkapnya)|simak juga|soma (?:pia|zaidi)|đọc thêm|xem thêm|` +
	`اقر[أا] (?:أيضا|أيضًا|المزيد)|إقرأ (?:أيضا|المزيد)|بیشتر بخوانید|קראו (?:גם|עוד)|यह भी पढ़ें|ये भी पढ़ें|আরও পড়ুন|อ่าน(?:เพิ่มเติม|ต่อ)|関連記事|あわせて読みたい|続きを読む|相关(?:阅读|新闻|文章)|相關(?:閱讀|新聞|文章)|延伸閱讀|관련 ?기사|shuningdek (?:oʻqing|o['‘’]qing)|(?:taip pat )?skaitykite(?: taip pat| daugiau| plačiau)?|skaityti daugiau|loe (?:ka|veel|lisaks|edasi)|lasi(?:et)? (?:arī|vēl|vairāk)|preberite (?:tudi|še|več)|ასევე წაიკითხეთ|կարդացեք նաև|həmçinin oxuyun|сондай-ақ оқыңыз|чытайце таксама|чытайце яшчэ|lexo(?:ni)? (?:gjithashtu|edhe|më shumë)|llegi(?:u|r) també|llegeix també|sjá einnig|basahin (?:rin|din)|மேலும் படிக்க|இதையும் படியுங்கள்|(?:ఇది|ఇవి) కూడా చదవండి|ഇതും വായിക്കുക|ಇದನ್ನೂ ಓದಿ|हे(?:ही)? वाचा|આ પણ વાંચો|ਇਹ ਵੀ ਪੜ੍ਹੋ|यो पनि पढ्नुहोस्|තවත් කියවන්න|мөн уншина уу|ler mais)(?:\s*[:：|–—\-»>…]|\s|$)`)

// storyPointer is a phrase and a colon before another story's title.
var storyPointer = pattern.InSmall(`^[\s»>►▶•→–\-*+/➡👉🔴▪★☆✅📌📺🎥\x{fe0f}]*(?:also read|read also|you (?:may|might) (?:also )?like|(?:à|a) lire(?: aussi)?|lire aussi|voir aussi|mehr zum thema|lesen sie (?:auch|mehr)|das könnte (?:sie|dich) auch interessieren|auch interessant|lea también|lee también|ver también|(?:también )?(?:te|le) (?:puede|podría) interesar|leia (?:também|mais)|veja também|leggi anche|lees ook|läs också|les også|læs også|lue myös|czytaj (?:także|też|więcej)|zobacz (?:także|też|również)|čtěte také|читайте также|смотрите также|читайте (?:також|ще)?|ранее мы писали|baca juga|baca|simak juga|ilgili haber|関連記事|相关阅读|延伸閱讀|延伸阅读|관련기사|read (?:more|next)|more (?:on this|from)|also|recommended|related|see also|اقر[أا] أيض[اًا]+|إقرأ أيض[اًا]+|بیشتر بخوانید|διαβάστε (?:επίσης|ακόμη|ακόμα)|यह भी पढ़ें|ये भी पढ़ें|আরও পড়ুন|อ่าน(?:ข่าวที่เกี่ยวข้อง|เพิ่มเติม|ต่อ)|כתבות נוספות|קראו (?:גם|עוד)|citește și|citiți și|olvassa el(?: ezt)? is|kapcsolódó|xem thêm|đọc thêm|още по темата|вижте още|прочетете (?:още|и)|pročitajte i|прочитајте и|soma pia|یہ بھی پڑھیں|mohlo by vás zajímat|čítajte aj|aanrader|lees verder|puedes (?:ver|leer)(?: también| además)?|(?:mira|mire|vea|lea|lee)(?: también| además| más)?|entérate|te recomendamos|no te pierdas|sigue leyendo|confira(?: também| ainda)?|(?:leia|veja) ainda|guarda anche|voir également|en savoir plus|lesetipp|passend dazu|mehr dazu|läs mer|läs även|les mer|læs mere|lue lisää|katso myös|se også|se även|zie ook|lees meer|przeczytaj (?:też|także|również)|ayrıca okuyun|bunu da okuyun|mohlo by vás zaujímať|prečítajte si(?: (?:aj|tiež))?|přečtěte si(?: také)?|čtěte více|pročitajte još|pogledajte i|vezi și|citește mai mult|leia mais|veja mais|lire la suite|δείτε ακόμη|подробнее|детальніше|читайте (?:ещё|еще)|اقر[أا] المزيد|شاهد أيض[اًا]+|همچنین بخوانید|ये भी देखें|और पढ़ें|ดูเพิ่มเติม|もっと読む|함께 (?:읽기|보면 좋은 기사)|阅读更多|閱讀更多|shuningdek (?:oʻqing|o['‘’]qing)|(?:taip pat )?skaitykite(?: taip pat| daugiau| plačiau)?|skaityti daugiau|loe (?:ka|veel|lisaks|edasi)|lasi(?:et)? (?:arī|vēl|vairāk)|preberite (?:tudi|še|več)|ასევე წაიკითხეთ|կարդացեք նաև|həmçinin oxuyun|сондай-ақ оқыңыз|чытайце таксама|чытайце яшчэ|lexo(?:ni)? (?:gjithashtu|edhe|më shumë)|llegi(?:u|r) també|llegeix també|sjá einnig|basahin (?:rin|din)|மேலும் படிக்க|இதையும் படியுங்கள்|(?:ఇది|ఇవి) కూడా చదవండి|ഇതും വായിക്കുക|ಇದನ್ನೂ ಓದಿ|हे(?:ही)? वाचा|આ પણ વાંચો|ਇਹ ਵੀ ਪੜ੍ਹੋ|यो पनि पढ्नुहोस्|තවත් කියවන්න|мөн уншина уу|ler mais)\s*[:：]`)

// labelledPointer is such a phrase, in front of a link with no colon between:
// the phrase itself is no part of the link.
var labelledPointer = pattern.InSmall(`^[\s»>►▶•→–\-*+/➡👉🔴▪★☆✅📌📺🎥\x{fe0f}]*(?:read (?:more|also|next)|also read|related|(?:à|a) lire aussi|lire aussi|mehr zum thema|lesen sie auch|lea también|lee también|te puede interesar|leia (?:também|mais)|leggi anche|lees ook|läs också|les også|læs også|lue myös|czytaj (?:także|też)|zobacz także|čtěte také|mohlo by vás zajímat|читайте (?:также|також)|baca juga|simak juga|i̇?lgili haber|اقر[أا] أيض[اًا]+|بیشتر بخوانید|διαβάστε επίσης|यह भी पढ़ें|আরও পড়ুন|อ่านข่าวที่เกี่ยวข้อง|כתבות נוספות|קראו גם|citește și|olvassa el(?: ezt)? is|xem thêm|още по темата|pročitajte i|soma pia|یہ بھی پڑھیں|関連記事|相关阅读|延伸阅读|延伸閱讀|관련 ?기사|shuningdek (?:oʻqing|o['‘’]qing)|(?:taip pat )?skaitykite(?: taip pat| daugiau| plačiau)?|skaityti daugiau|loe (?:ka|veel|lisaks|edasi)|lasi(?:et)? (?:arī|vēl|vairāk)|preberite (?:tudi|še|več)|ასევე წაიკითხეთ|կարդացեք նաև|həmçinin oxuyun|сондай-ақ оқыңыз|чытайце таксама|чытайце яшчэ|lexo(?:ni)? (?:gjithashtu|edhe|më shumë)|llegi(?:u|r) també|llegeix també|sjá einnig|basahin (?:rin|din)|மேலும் படிக்க|இதையும் படியுங்கள்|(?:ఇది|ఇవి) కూడా చదవండి|ഇതും വായിക്കുക|ಇದನ್ನೂ ಓದಿ|हे(?:ही)? वाचा|આ પણ વાંચો|ਇਹ ਵੀ ਪੜ੍ਹੋ|यो पनि पढ्नुहोस्|තවත් කියවන්න|мөн уншина уу|ler mais)[.:：]?\s`)

// invitation is a line that wants the reader's address.
var invitation = pattern.InSmall(`\b(?:sign(?:ing)? up|subscri(?:be|bing)|register|join)\b.{0,80}\b(?:newsletters?|mailing list|inbox|push alerts|e-?mail (?:updates|alerts|list)|daily (?:briefing|digest)|(?:our|the) list)\b|\b(?:get|receive|have) .{0,60}\b(?:delivered|sent|straight) (?:straight |directly )?to your (?:inbox|e-?mail)|\bthanks? (?:you )?for (?:subscribing|signing up)|\benter your e-?mail|^(?:share your (?:thoughts|views|opinions?) and )?join the (?:conversation|discussion) in the comments\.?$|` +
	`\b(?:jetzt |unseren |zum |den |der )?newsletter\b.{0,50}\b(?:abonnieren|bestellen|anmelden|eintragen)|\bmelden? (?:sie sich|dich) .{0,40}newsletter|\babonnieren sie (?:unseren|den|hier)|\b(?:abonnez-vous|inscrivez-vous|je m'abonne|s'inscrire)\b.{0,60}\b(?:newsletter|lettre|infolettre)|\b(?:suscr[ií]b(?:e|a|i)(?:te|se|rse|rte)?|reg[ií]strate|inscr[ií]bete|recib[ae])\b.{0,60}\b(?:newsletter|bolet[ií]n(?:es)?|correo|whatsapp|telegram)|\b(?:iscriviti|abbonati)\b.{0,50}\b(?:newsletter|canale)|\b(?:assine|inscreva-se|cadastre-se|receba)\b.{0,50}\b(?:newsletter|boletim|e-?mail|whatsapp|telegram)|\b(?:schrijf je in|meld je aan|abonneer)\b.{0,50}nieuwsbrief|\b(?:prenumerera|anmäl dig|meld deg på|tilmeld dig)\b.{0,50}(?:nyhetsbrev|nyhedsbrev)|\btilaa .{0,40}uutiskirje|\bsuscr[ií]b[aei][a-z]* .{0,40}canal(?:es)? de |\b(?:zapisz się|subskrybuj)\b.{0,40}newsletter|(?:подпиш(?:итесь|ись)|подписывайтесь).{0,50}(?:рассылк|телеграм|telegram|канал|нас)|підпи(?:шіться|суйтесь).{0,50}(?:розсилк|telegram|телеграм|канал)|(?:e-?bülten|bülten).{0,30}(?:abone|kaydol)|メールマガジン.{0,20}登録|订阅.{0,10}(?:邮件|通讯)|訂閱.{0,10}(?:電子報|郵件)`)

// embedNotice stands where a post or video of another site would be.
var embedNotice = pattern.InSmall(`^(?:don['’]t want to see (?:this|(?:these |any )?ads)\?.{0,40}|remove (?:all )?ads|why (?:am i seeing )?this ad\??|report (?:this |an )?ad|go ad-?free.{0,20}|empfohlener redaktioneller inhalt|empfohlener externer inhalt|externer inhalt(?: nicht verfügbar)?|(?:deine|ihre) (?:privatsphäre|cookie|datenschutz)-?einstellungen (?:verhindern|blockieren|lassen) .{0,240}|an dieser stelle finden sie .{0,80}inhalt.*|an dieser stelle (?:ist|befindet sich|steht) .{0,60}(?:inhalt|beitrag).*|ich bin damit einverstanden, dass mir .{0,60}(?:inhalt|angezeigt).*|(?:dieser|dieses) (?:inhalt|video|element|beitrag) .{0,80}(?:geladen|blockiert|zustimmung|datenschutz).*|mit dem (?:laden|klick) .{0,100}datenschutz.*|(?:ce|cet) contenu .{0,80}(?:bloqué|cookies|tiers).*|(?:este|el) contenido .{0,60}(?:bloqueado|cookies|terceros).*|to view this (?:content|video|media|post).{0,80}|this (?:content|video|embed) .{0,60}(?:cookies|consent|browser|unavailable).*|(?:please )?(?:enable|turn on) javascript.*|your browser does(?: not|n'?t) support.{0,60}|advertisement(?: - continue reading below| · scroll to continue)?|story continues below(?: advertisement)?|article continues (?:after|below).{0,40}|continue reading below|anzeige|werbung|publicit[eé]|publicidad|pubblicità|publicidade|publicitate|annons|advertentie|annonse|reklama?|reklamy|реклама|hirdetés|διαφήμιση|تبلیغات|إعلان(?:ات)?|פרסומת|विज्ञापन|โฆษณา|quảng cáo|iklan|oglas|mainos|continua (?:depois da|após a) publicidade|[\[［]pr[\]］]|scroll to continue with content|dalsz(?:y ciąg|a część) (?:materiału|tekstu|artykułu) pod .{3,25}|reklama poniżej|článek pokračuje pod reklamou|la suite après (?:cette|la) publicité|l['’]articolo (?:prosegue|continua) (?:dopo|sotto) .{3,25}|articolul continuă .{3,25}|a (?:cikk|tartalom) a hirdetés után folytatódik|el artículo continúa.{0,40}|der artikel geht .{0,40}weiter|lees verder onder de advertentie|(?:artikkelen|saken) fortsetter (?:under|etter|nedenfor) .{3,25}|(?:artikeln|texten) fortsätter (?:efter|under|nedanför) .{3,25}|(?:artiklen|teksten) fortsætter (?:efter|under|nedenfor) .{3,25}|juttu jatkuu .{3,30}|(?:de )?tekst (?:gaat verder|loopt door) (?:onder|na) .{3,30}|(?:het )?artikel gaat verder (?:onder|na) .{3,30}|la suite après .{3,30}|haberin devamı.{0,20}|広告|广告|廣告|광고|loading\.{0,3}|video player is loading.*|(?:current time|duration|remaining time|loaded|stream type|playback rate)[\s:\d.%x/-]*(?:live)?|play video|picture-in-picture|om deze (?:inhoud|content|video) te (?:tonen|bekijken|zien).{0,100}(?:cookies|toestemming).*|per (?:visualizzare|vedere) quest[oaie] .{0,80}cookie.*|para (?:ver|visualizar) este .{0,80}cookies.*|aby (?:zobaczyć|wyświetlić) .{0,80}(?:cookie|zgod).*|för att (?:se|visa) .{0,80}(?:cookies|kakor).*|for (?:å|at) (?:se|vise) .{0,80}(?:cookies|informasjonskapsler).*|この記事を(?:音声で)?聴く|기사 ?듣기|hide caption|toggle caption|enlarge this image|share this (?:article|story|page|post)|(?:jump|skip) to (?:main )?content|back to top|tap to unmute|comments are closed\.?|join the (?:conversation|discussion)|annonce|tekst se nastavlja ispod .{3,20}|článok pokračuje pod .{3,25}|artikkelen fortsetter (?:under|etter|nedenfor) annonsen|lihat juga (?:video|foto).{0,120})[.!…]?$`)

// creditLine says who took a picture, where no figure holds the line.
var creditLine = pattern.InSmall(`^(?:[\[(]?©|(?:foto|photo|image|bild|picture)s?\s*(?:credits?|by|von|de|quelle|rechte|nachweis|courtesy)?\s*[:：]|photograph(?:s|er|y)?\s*(?:by)?\s*[:：]|(?:foto|bild)(?:rechte|nachweis|credit)\s*[:：]|(?:photo |image |picture )?credits?\s*[:：]|bildquelle\s*:|cr[ée]dits? ?(?:photo|foto)?s?\s*:|фото\s*:|写真[:：]|(?:foto|photo|image)s?\s*[:：]?\s*©|fot\.|[(（]?(?:kuvat?|fotók?|(?:borító)?kép(?:ek)?|zdjęci[ea]|снимк[аи]|φωτο(?:γραφί(?:α|ες))?|fotoğraf(?:lar)?|sursa foto|zdroj foto|(?:ال)?صور[ةه]|عکس|צילום|फोटो|ảnh|ภาพ|사진|사진 ?제공|图片?来源|圖片?來源|摄影?|攝影?|图片?|圖片?|圖文|图文|撮影|資料照片?|资料图片?)\s*[=:：／])(?:[^.!?]{2,90}|\s*[^.!?\s]+(?: [^.!?\s]+){0,5}\.)$|^(?:beitrags|titel|header|aufmacher|artikel)bild\s*:.{2,120}$|^(?:photo(?:graph)?|photography|picture|image|illustration)s? by [^.!?:]{3,60}$`)

// pageTools are the links that print, send or share a page, or sell what it shows.
var pageTools = pattern.InSmall(`^(?:(?:(?:zum|im) (?:shop|angebot|produkt)(?: kaufen)?|jetzt kaufen|in den warenkorb|(?:buy|shop|order) (?:it )?now|add to (?:cart|basket|bag)|(?:check|see|view) (?:price|deal|offer)s?|(?:buy|see|view|shop|check price) (?:it )?(?:at|on) amazon|acheter(?: maintenant)?|voir l['’]offre|comprar(?: ahora| agora)?|ver (?:oferta|precio)|acquista(?: ora)?|vedi (?:offerta|prezzo)|print(?:er)?[- ]friendly(?: version| page)?|print(?: this)?(?: page| article| story)?|e-?mail(?: this)?(?: page| article| story)?|send by e-?mail|versión (?:para imprimir|imprimible)|imprimir|enviar por (?:correo|e-?mail)|druckversion|drucken|seite drucken|artikel drucken|per e-?mail (?:senden|versenden|teilen)|version imprimable|imprimer|envoyer par e-?mail|versione stampabile|stampa|invia per e-?mail|versão para impressão|afdrukken|doorsturen|skriv ut|udskriv|wersja do druku|drukuj|версия для печати|распечатать|для печати|facebook|twitter|whatsapp|telegram|linkedin|pinterest|reddit|x|share|teilen|compartir|partager|condividi|compartilhar|поделиться|copy link|link kopieren|copiar enlace|(?:share|like) this|teilen mit|gefällt mir|wird geladen|comparte esto|me gusta(?: esto)?|cargando|j['’]aime(?: ça)?|chargement|mi piace(?: caricamento)?|partilhar isto|compartilhe isso|curtir isso|carregando|gilla|udostępnij(?: to)?|dit delen|vind-ik-leuk|понравилось это|bunu paylaş|chia sẻ|bagikan)\s*[|·•/,:.…\-]*\s*)+$`)

const (
	pointerWords    = 40
	invitationWords = 45
	noticeEnds      = 80
	creditWords     = 12
	invitationEnds  = 8 // full stops, those in names of sites among them
	phraseBytes     = 1000
	farewellWords   = 45
	captionWords    = 60 // longer ones tell a part of the story
)

// hints are stems of which every phrase above has one: a block without any is
// not looked at further.
var phraseStems = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder(anyCase("read", "related", "see ", "watch", "listen", "recommend", "you m", "don't miss", "don’t miss", "up next", "trending", "top stor", "most ", "reading", "lire", "voir", "sur le m", "mehr ", "lesen", "sehen sie", "lies auch", "auch inter", "könnte", "zum thema", "passend", "siehe",
		"lea ", "lee ", "leer ", "mira ", "mira:", "mire", "puedes", "entérate", "recomendamos", "pierdas", "leyendo", "confira", "guarda anche", "savoir plus", "lesetipp", "ver ", "vea ", "vea:", "puede inter", "podría", "relacionad", "más ", "leia", "veja", "saiba", "leggi", "potrebbe", "approfond", "vedi", "lees", "läs", "les ", "læs", "lue ", "lesi", "czytaj", "zobacz", "писали", "čtěte", "čítajte", "olvassa", "kapcsol", "cite", "pročit", "прочит", "вижте", "прочет", "читайте", "смотрите", "по теме", "дивіться", "διαβ", "δείτε", "ilgili", "İlgili", "İLGİLİ", "devam", "bunlar", "baca ", "simak", "soma ", "đọc", "xem ", "اقر", "إقرأ", "بیشتر", "קראו", "पढ़ें", "পড়ুন", "อ่าน", "関連", "あわせて", "続き", "相关", "相關", "延伸", "관련", "more ", "also", "بخوانید", "أيض", "अपडेट", "ये भी", "یہ بھی", "אחרות", "כתבות", "още", "zajímat", "aanrader", "katso", "se også", "se även", "zie ook", "okuyun", "zaujímať", "prečíta", "přečtě", "pogled", "vezi", "подробн", "детальн", "المزيد", "شاهد", "देखें", "ดูเพิ่ม", "もっと", "함께", "阅读更多", "閱讀更多", "shuningdek", "skaityk", "skaityti", "loe ", "lasi", "preberite", "ასევე", "կարդ", "həmçinin", "сондай", "чытай", "lexo", "llegi", "llegeix", "sjá ", "basahin", "படிக்க", "படியுங்கள்", "చదవండి", "വായിക്കുക", "ಓದಿ", "वाचा", "વાંચો", "ਪੜ੍ਹੋ", "पढ्नुहोस्", "කියවන්න", "мөн ", "ler mais"),
		anyCase("sign up", "signing up", "subscri", "register", "registrate", "regístrate", "join", "inbox", "e-mail", "email", "newsletter", "abonn", "inscri", "suscr", "boletín", "iscriv", "abbon", "assine", "cadastre", "receba", "nieuwsbrief", "nyhetsbrev", "nyhedsbrev", "newsletter", "tilaa", "tilmeld", "anmäl dig", "meld deg", "подпи", "підпи", "bülten", "メール", "订阅", "訂閱", "recib"),
		anyCase(" ad", "inhalt", "contenu", "contenido", "content", "javascript", "browser", "advert", "continue", "anzeige", "werbung", "public", "pubblic", "annons", "rekla", "advertent", "artikel", "artíc", "scroll to", "ciąg", "článek", "haberin", "hirdet", "annonc", "nastavlja", "článok", "lihat", "διαφήμ", "تبلیغات", "إعلان", "פרסומת", "विज्ञापन", "โฆษณา", "quảng", "iklan", "oglas", "mainos", "dalsza", "l'articolo", "l’articolo", "articolul", "jatkuu", "time", "duration", "loaded", "stream", "playback", "picture-in", "toestemming", "cookie", "kakor", "zgod", "informasjons", "記事を", "듣기", "広告", "广告", "廣告", "광고", "реклама", "loading", "caption", "image", "share this", "back to", "unmute", "closed", "join the", "element", "video", "[pr]", "［pr］", "gaat verder", "loopt door", "fortset", "fortsæt", "fortsätt", "la suite"),
		anyCase("shop", "angebot", "produkt", "kaufen", "warenkorb", "buy", "order now", "order it", "to cart", "to basket", "to bag", "price", "deal", "offer", "amazon", "acheter", "l'offre", "l’offre", "comprar", "oferta", "precio", "acquista", "offerta", "prezzo", "print", "correo", "imprim", "druck", "stampa", "impress", "afdruk", "skriv", "udskriv", "druk", "печат", "facebook", "twitter", "whatsapp", "telegram", "linkedin", "share", "teilen", "compart", "partager", "condividi", "поделит", "copy link", "mail", "like this", "gefällt mir", "me gusta", "comparte", "aime", "mi piace", "partilhar", "curtir", "gilla", "udostępnij", "dit delen", "vind-ik", "понравилось", "paylaş", "chia sẻ", "bagikan"),
		anyCase("question", "math", "pregunta", "frage", "pergunta", "вопрос", "questa domanda", "charac", "robot", "robô", "робот", "human", "captcha", "in the image", "caracter", "caractè", "zeichen", "buchstaben", "lettres", "caratter", "символ", "картинк", "comment", "kommentar", "coment", "комментар", "reply", "respuesta", "mail address", "required field", "content of this field", "html tags", "break automatically", "into links", "text formats", "save my name", "notify me", "correo electr", "mail-adresse", "adresse e",
			"thought", "response", "replies", "gedank", "antwort", "réflexion", "réponse", "avis", "pensier", "rispost", "ideas", "resposta", "reacti", "gedachte", "tank", "svar", "komentarz", "komentář", "comentarii", "hozzászól", "yorum", "bình luận", "komentar", "σχόλια", "コメント", "댓글", "评论", "評論", "留言", "تعليق", "نظرات", "תגובות", "коментар", "мысл", "ответ"),
		anyCase("newsletter", "mailing", "inbox", "alert", "your e-mail", "your email", "mail updates", "comments", "briefing", "digest", "mail list", "our list", "the list", "lettre", "bolet", "correo", "canal", "nyhe", "uutiskirje", "nieuwsbrief", "telegram", "whatsapp", "телеграм", "канал", "рассылк", "розсилк", " нас", "bülten", "bÜlten", "登録", "邮件", "通讯", "電子報", "郵件", "thank", "abonnieren sie"),
		[]string{"assine", "inscreva", "cadastre", "receba"},
		[]string{"email", "e-mail"},
		anyCase("©", "ⓒ", "foto", "fotó", "photo", "image", "bild", "picture", "credit", "crédit", "crÉdit", "illustration", "фото", "写真", "kuva", "fot.", "φωτο", "צילום", "사진", "撮影", "摄", "攝", "图", "ภาพ", "圖", "снимк", "صور", "عکس", "फोटो", "ảnh", "kép", "zdję"),
		anyCase("follow h", "follow t", "dołącz", "polub", "ακολού", "フォロー", "clique aqui", "hier geht es", "follow m", "find h", "find t", "find m", "be reached", "únete", "únase", "unirte", "sigue ", "kövess", "sledujte", "sleduj", "تابعو", "دنبال کنید", "ακολουθ", "takip e", "abone ol", "urmăre", "urmări", "फॉलो", "theo dõi", "友だち追加", "二维码", "公众号", "구독", "последва", "pratite", "пратите", "seuraa ", "ติดตาม", "עקבו"),
		anyCase("subscri", "member", "sign in", "log in", "login", "register", "account", "reading", "abo", "abbonat", "konto", "weiterlesen", "à lire", "découvrir", "suscriptor", "assinante", "prenumerant", "logga", "log ind", "logg inn", "subskryp", "subskryb", "подпис", "会員限定", "有料", "残り", "leden", "verder lezen", "pozosta", "devam", "zalogow", "дальше", "полност", "회원", "구독", "로그인", "订阅", "訂閱", "付费", "付費", "会员", "會員", "登录", "登入", "låst", "abone", "üye", "berlangganan", "pelanggan", "anggota", "مشترك", "اشترك", "सदस्य", "सब्सक्राइब", "लॉग"),
		anyCase("rights reserved", "may not be", "derechos reserv", "vorbehalten", "droits r", "diritti ris", "direitos res", "права защ", "права зах", "voorbehouden", "zastrze", "vyhrazen", "haklar", "hak cipta", "无断", "無断", "版权", "版權", "무단", "riproduzione", "vyhraden", "fenntart", "rezervat", "запазени", "захищено", "задржана", "pridržan", "zadržan", "محفوظ", "שמורות", "सर्वाधिकार", "สงวนลิขสิทธิ์", "επιφύλ", "pidätet", "förbehåll", "bảo lưu"),
		anyCase("twitter", " x", "facebook", "instagram", "linkedin", "google", "whatsapp", "telegram", "bluesky", "threads", "mastodon", "youtube", "tiktok", "flipboard", "snapchat", "pinterest", "social media", "@", "contact", "mail", "in touch", "reach", "let us know", "tell us", "message", "submit", "send", "write", "call", "вибер", "viber", "фејсбук", "инстаграм", "تابعو", "گوگل", "تلگرام", "اینستاگرام", "واتساپ", "ایتا", "ما را در", "गूगल", "फेसबुक", "व्हाट्सएप", "टेलीग्राम", "友だち追加", "フォロー", "canal", "newsletter", "二维码", "公众号", "구독", "עקבו"),
		anyCase("ago", "vor ", "hace ", "il y a", " fa", "há ", "geleden", "назад", "temu", "önce", "sedan", "siden", "前", "전", "view", "share", "comment", "like", "read", "replies", "reaction", "aufrufe", "vistas", "visitas", "visuali", "vues", "просмотр", "hits", "閲覧", "阅读", "조회", "zugriffe", "visite", "affichages", "accesos", "acessos", "перегляд", "visning", "träffar", "osumat", "odsłon", "wyświetle", "zobrazení", "találatok", "megtekintés", "accesări", "vizualizări", "gösterim", "görüntülenme", "dilihat", "lượt xem", "الزيارات", "مشاهدات", "بازدید", "כניסות", "צפיות", "ฮิต", "เข้าชม", "参照数", "アクセス数", "点击", "瀏覽", "浏览", "人氣", "показов", "koʻrishlar", "peržiūros", "today", "yesterday", "heute", "gestern", "hoy", "ayer", "aujourd", "hier", "oggi", "ieri", "hoje", "ontem", "сегодня", "вчера", "今日", "昨天", "今天", "어제", "오늘"))
})

// anyCase adds to stems those with capitals that are not ASCII's, the first
// letter's or all: the finder folds no others.
func anyCase(stems ...string) []string {
	for _, s := range stems {
		r, n := utf8.DecodeRuneInString(s)
		if up := unicode.ToUpper(r); r >= utf8.RuneSelf && up != r {
			stems = append(stems, string(up)+s[n:])
		}
		if up := strings.ToUpper(s); strings.ToUpper(string(r))+s[n:] != up && !dom.ASCII(s) {
			stems = append(stems, up)
		}
	}
	return stems
}

// stems are groups of phraseStems.
type stems uint16

const (
	stemPointer stems = 1 << iota
	stemInvites
	stemNotice
	stemTools
	stemForm
	stemInvitedTo
	stemAsks // an address may be asked for in fewer words than elsewhere
	stemMail
	stemCredit
	stemFarewell // further on than at the beginning
	stemPay
	stemRights
	stemFollowed // where somebody is followed or written to
	stemCount
)

// invites says whether both halves of an invitation are there.
func (s stems) invites() bool {
	return s&stemInvites != 0 && s&stemInvitedTo != 0 || s&stemAsks != 0 && s&stemMail != 0
}

// toolWords are the first words of what pageTools matches.
var toolWords = wordSet("zum im jetzt in buy shop order add check see view acheter voir comprar ver acquista vedi print printer e email send versión imprimir enviar druckversion drucken seite artikel per version imprimable imprimer envoyer versione stampa stampabile invia versão afdrukken doorsturen skriv udskriv wersja drukuj версия распечатать для facebook twitter whatsapp telegram linkedin pinterest reddit x share teilen compartir partager condividi compartilhar поделиться copy link copiar like gefällt me comparte j mi partilhar compartilhe curtir gilla udostępnij dit vind понравилось bunu chia bagikan")

// pointerFirst are the first words of what pointer matches, in alphabets with
// capitals.
var pointerFirst = wordSet(`read also more related see watch listen recommended you don up trending top most keep continue further à a lire voir sur
	mehr lesen sehen lies auch das weiterlesen zum passend siehe lea lee leer mira ver vea también te le noticias más leia veja saiba leggi potrebbe approfondisci vedi
	lees läs les læs lue lesi lesið czytaj zobacz čtěte přečtěte čítajte olvassa kapcsolódó citește pročitajte прочитајте вижте прочетете читайте смотрите по материалы дивіться
	διαβάστε δείτε ilgili devamını bunlar baca simak soma đọc xem shuningdek taip skaitykite skaityti loe lasi lasiet preberite կարդացեք həmçinin сондай чытайце lexo lexoni llegiu llegir llegeix sjá basahin мөн ler`)

// beginsPointer says whether a text's first word is one of them, or of an
// alphabet without capitals.
func beginsPointer(text string) bool {
	text = strings.TrimLeft(text, " \t\n\r\f»>►▶•→–-*+/➡👉🔴▪★☆✅📌📺🎥\ufe0f")
	if r, _ := utf8.DecodeRuneInString(text); r >= 0x590 && r < 0x1e00 || r >= 0x2e80 {
		return true
	}
	return pointerFirst[firstWord(text)]
}

// noticeWords are the first words of what embedNotice matches.
var noticeWords = wordSet("don remove why report go empfohlener externer deine ihre an ich dieser dieses mit ce cet este el to this please enable turn your advertisement story article continue anzeige werbung publicité publicite publicidad pubblicità annons advertentie annonse reklam reklama реклама loading video hide toggle enlarge share jump skip back tap comments join continua scroll dalszy článek la el der lees artikkelen artikeln haberin 広告 广告 廣告 광고 publicidade publicitate reklamy hirdetés διαφήμιση تبلیغات إعلان إعلانات פרסומת व โฆษณา quảng iklan oglas mainos dalsza l articolul a artiklen juttu current duration remaining loaded stream playback play picture om per para aby för この記事を聴く この記事を音声で聴く 기사 기사듣기 annonce tekst de het saken texten teksten článok lihat pr")

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// firstWord is the word that a text begins with, in small letters.
func firstWord(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(s)
	}
	return strings.ToLower(s[:end])
}

// textRule tells a short block by what it says.
func textRule(b *Block, printed []byte, around flags) ruleID {
	words := b.stats.words
	if around&inCaption != 0 && words <= captionWords {
		return ruleCaption
	}
	if around&inPre == 0 && scriptData(printed) {
		return ruleData
	}
	if words > noticeEnds || words == 0 || len(printed) > phraseBytes || around&inNav != 0 {
		return ruleNone
	}
	b.stems = stems(phraseStems().FindBytes(printed))
	if rule := ownWords(printed, words); rule != ruleNone {
		return rule
	}
	found, begins := b.stems, beginning(printed)
	if found == 0 && begins == 0 {
		return ruleNone
	}
	text := strings.ToLower(string(printed))
	switch {
	case words <= creditWords && found&stemCredit != 0 && (strings.ContainsAny(text, "©:：=／") || strings.Contains(text, " by ") || strings.HasPrefix(text, "fot.")) && creditLine.MatchString(text):
		return ruleCaption
	case found&stemForm != 0 && FormLine(text):
		return ruleFormLine
	case words <= 14 && found&stemTools != 0 && toolWords[firstWord(text)] && pageTools.MatchString(text):
		return rulePageTools
	case found&stemNotice != 0 && noticeWords[firstWord(strings.TrimLeft(text, "[［"))] && embedNotice.MatchString(text):
		return ruleEmbedNotice
	case words <= 14 && begins&beginsTool != 0 && mayBeTool(text) && readerTools.MatchString(text):
		return rulePageTools
	case words <= countWords && begins&beginsCount != 0 && found&stemCount != 0 && countLine.MatchString(text):
		return ruleCount
	case words <= farewellWords && found&stemFollowed != 0 && (found&stemFarewell != 0 || begins&beginsFarewell != 0) && around&inItem == 0 && farewell.MatchString(text):
		return ruleFarewell
	case words <= payWords && found&stemPay != 0 && payLine.MatchString(text):
		return rulePay
	case words <= rightsWords && found&stemRights != 0 && rightsLine.MatchString(text):
		return ruleRights
	case words > invitationWords:
		return ruleNone
	case found&stemPointer != 0 && words <= pointerWords && 10*b.link >= 4*b.stats.chars && strings.ContainsAny(text, ":：") && storyPointer.MatchString(text):
		return rulePointer
	case found&stemPointer != 0 && words <= pointerWords && 2*b.link >= b.stats.chars && 10*b.link <= 9*b.stats.chars && around&inItem == 0 && labelledPointer.MatchString(text):
		return rulePointer
	case found.invites() && b.stats.sentences < invitationEnds && invitation.MatchString(text):
		return ruleInvitation
	}
	return ruleNone
}

// scriptData says whether a block is JSON: some widgets keep their settings
// in the page's text and hide them by their stylesheet.
func scriptData(text []byte) bool {
	n := len(text)
	if n < 80 || text[n-1] != '}' && text[n-1] != ']' {
		return false
	}
	return bytes.HasPrefix(text, []byte(`{"`)) || bytes.HasPrefix(text, []byte(`[{"`))
}

// points says how surely a short block points to another story: 2 when it is
// mostly a link or nothing but the phrase, 1 when it only begins with one. It
// is a feature and no rule: some of them are the article's.
func points(b *Block, text string) float32 {
	if b.stats.words > pointerWords || b.stats.words == 0 || len(text) > phraseBytes || b.stems&stemPointer == 0 || !beginsPointer(text) {
		return 0
	}
	text = strings.ToLower(text)
	switch loc := pointer.FindStringIndex(text); {
	case loc == nil:
		return 0
	case loc[1] >= len(text)-1 || 2*b.link >= b.stats.chars:
		return 2
	}
	return 1
}
