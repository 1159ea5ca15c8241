package meta

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// monthNames are the names of the months, full and short, in the languages
// of the world's news sites, as they stand in dates (so in the genitive where
// a language has one). One line a language, twelve columns, variants parted
// by "/".
const monthNames = `
en january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct november/nov december/dec
de januar/jänner/jän februar/feber märz/mrz/mär/maerz april mai juni juli august september oktober/okt november dezember/dez
fr janvier/janv février/févr/fév/fevrier mars avril/avr mai juin juillet/juil août/aout septembre octobre novembre décembre/déc/decembre
es enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre/set octubre noviembre diciembre/dic
pt janeiro fevereiro/fev março/marco abril maio/mai junho julho agosto setembro outubro/out novembro dezembro
it gennaio/gen febbraio marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre ottobre/ott novembre dicembre
nl januari februari maart/mrt april mei juni juli augustus september oktober november december
sv januari februari mars april maj juni juli augusti september oktober november december
da januar februar marts april maj juni juli august september oktober november december
no januar februar mars april mai juni juli august september oktober november desember/des
is janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember
fi tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu toukokuuta/toukokuu kesäkuuta/kesäkuu heinäkuuta/heinäkuu elokuuta/elokuu syyskuuta/syyskuu lokakuuta/lokakuu marraskuuta/marraskuu joulukuuta/joulukuu
et jaanuar/jaan veebruar/veebr märts aprill mai juuni juuli august september oktoober november detsember
lv janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī
lt sausio/sausis vasario/vasaris kovo/kovas balandžio/balandis gegužės/gegužė birželio/birželis liepos/liepa rugpjūčio/rugpjūtis rugsėjo/rugsėjis spalio/spalis lapkričio/lapkritis gruodžio/gruodis
pl stycznia/styczeń/sty lutego/luty/lut marca/marzec kwietnia/kwiecień/kwi maja/maj czerwca/czerwiec/cze lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz października/październik/paź listopada/listopad/lis grudnia/grudzień/gru
cs ledna/leden února/únor března/březen dubna/duben května/květen června/červen července/červenec srpna/srpen září října/říjen listopadu/listopad prosince/prosinec
sk januára/január februára/február marca/marec apríla/apríl mája/máj júna/jún júla/júl augusta septembra októbra/október novembra decembra
sl januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra
hr siječnja/siječanj veljače/veljača ožujka/ožujak travnja/travanj svibnja/svibanj lipnja/lipanj srpnja/srpanj kolovoza/kolovoz rujna/rujan listopada/listopad studenoga/studenog/studeni prosinca/prosinac
sr јануар/јануара/januara фебруар/фебруара/februara март/марта/marta април/априла/aprila мај/маја/maja јун/јуна/juna јул/јула/jula август/августа/avgusta септембар/септембра/septembar октобар/октобра/oktobar новембар/новембра/novembar децембар/децембра/decembar
hu január február március/márc április/ápr május/máj június/jún július/júl augusztus szeptember/szept október november december
ro ianuarie/ian februarie martie aprilie mai iunie/iun iulie/iul august septembrie octombrie noiembrie/noi decembrie
bg януари/ян февруари/фев март/мар април/апр май юни юли август/авг септември/септ октомври/окт ноември/ное декември/дек
mk јануари февруари март април мај јуни јули август септември октомври ноември декември
ru января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент октября/октябрь/окт ноября/ноябрь/ноя/нояб декабря/декабрь/дек
uk січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/квіт травня/травень/трав червня/червень/черв липня/липень/лип серпня/серпень/серп вересня/вересень/вер жовтня/жовтень/жовт листопада/листопад грудня/грудень/груд
be студзеня/студзень лютага/люты сакавіка/сакавік красавіка/красавік мая/травень/май чэрвеня/чэрвень ліпеня/ліпень жніўня/жнівень верасня/верасень кастрычніка/кастрычнік лістапада/лістапад снежня/снежань
kk қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
el ιανουαρίου/ιανουάριος/ιαν φεβρουαρίου/φεβρουάριος/φεβ μαρτίου/μάρτιος/μαρ απριλίου/απρίλιος/απρ μαΐου/μάιος/μαϊ/μάι ιουνίου/ιούνιος/ιουν ιουλίου/ιούλιος/ιουλ αυγούστου/αύγουστος/αυγ σεπτεμβρίου/σεπτέμβριος/σεπ οκτωβρίου/οκτώβριος/οκτ νοεμβρίου/νοέμβριος/νοε δεκεμβρίου/δεκέμβριος/δεκ
tr ocak/oca şubat/şub mart nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas aralık/ara
az yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr
uz yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr
id januari februari/peb maret april mei juni juli agustus/agt september oktober november/nop desember/des
ms januari februari mac april mei jun julai/julai ogos/ogo september oktober november disember/dis
tl enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre
sw januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba
af januarie februarie maart april mei junie julie augustus september oktober november desember
xh eyomqungu eyomdumba eyokwindla utshazimpuzi ucanzibe eyesilimela eyekhala eyethupha eyomsintsi eyedwarha eyenkanga eyomnga
zu januwari/masingana februwari/nhlolanja mashi/ndasa ephreli/mbasa meyi/nhlaba juni/nhlangulana julayi/ntulikazi agasti/ncwaba septhemba/mandulo okthoba/mfumfu novemba/lwezi disemba/zibandlela
so janaayo febraayo maarso abriil maajo juun luulyo agoosto sebtembar oktoobar nofembar diseembar
ca gener febrer març/de_març abril maig juny juliol agost setembre octubre novembre desembre
gl xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro
eu urtarrilaren/urtarrila otsailaren/otsaila martxoaren/martxoa apirilaren/apirila maiatzaren/maiatza ekainaren/ekaina uztailaren/uztaila abuztuaren/abuztua irailaren/iraila urriaren/urria azaroaren/azaroa abenduaren/abendua
cy ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr
ga eanáir feabhra márta aibreán bealtaine meitheamh iúil lúnasa meán_fómhair deireadh_fómhair samhain nollaig
sq janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor
vi tháng_1/tháng_giêng/tháng_một tháng_2/tháng_hai tháng_3/tháng_ba tháng_4/tháng_tư tháng_5/tháng_năm tháng_6/tháng_sáu tháng_7/tháng_bảy tháng_8/tháng_tám tháng_9/tháng_chín tháng_10 tháng_11 tháng_12/tháng_chạp
ar يناير/كانون_الثاني/جانفي فبراير/شباط/فيفري مارس/آذار/أذار أبريل/ابريل/إبريل/نيسان/أفريل مايو/أيار/ماي يونيو/يونيه/حزيران/جوان يوليو/يوليه/تموز/جويلية أغسطس/اغسطس/آب/أوت سبتمبر/أيلول أكتوبر/اكتوبر/تشرين_الأول نوفمبر/تشرين_الثاني ديسمبر/كانون_الأول
he ינואר/בינואר פברואר/בפברואר מרץ/במרץ/מרס אפריל/באפריל מאי/במאי יוני/ביוני יולי/ביולי אוגוסט/באוגוסט ספטמבר/בספטמבר אוקטובר/באוקטובר נובמבר/בנובמבר דצמבר/בדצמבר
ur جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
hi जनवरी/जन फरवरी/फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर
mr जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर
bn জানুয়ারি/জানুয়ারী ফেব্রুয়ারি/ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর
ta ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்
te జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జూలై ఆగస్టు సెప్టెంబర్ అక్టోబర్ నవంబర్ డిసెంబర్
th มกราคม/ม.ค/มค กุมภาพันธ์/ก.พ/กพ มีนาคม/มี.ค/มีค เมษายน/เม.ย/เมย พฤษภาคม/พ.ค/พค มิถุนายน/มิ.ย/มิย กรกฎาคม/ก.ค/กค สิงหาคม/ส.ค/สค กันยายน/ก.ย/กย ตุลาคม/ต.ค/ตค พฤศจิกายน/พ.ย/พย ธันวาคม/ธ.ค/ธค
ka იანვარი/იანვარს თებერვალი/თებერვალს მარტი/მარტს აპრილი/აპრილს მაისი/მაისს ივნისი/ივნისს ივლისი/ივლისს აგვისტო/აგვისტოს სექტემბერი/სექტემბერს ოქტომბერი/ოქტომბერს ნოემბერი/ნოემბერს დეკემბერი/დეკემბერს
hy հունվարի/հունվար փետրվարի/փետրվար մարտի/մարտ ապրիլի/ապրիլ մայիսի/մայիս հունիսի/հունիս հուլիսի/հուլիս օգոստոսի/օգոստոս սեպտեմբերի/սեպտեմբեր հոկտեմբերի/հոկտեմբեր նոյեմբերի/նոյեմբեր դեկտեմբերի/դեկտեմբեր
mn нэгдүгээр хоёрдугаар гуравдугаар дөрөвдүгээр тавдугаар зургаадугаар долдугаар наймдугаар есдүгээр аравдугаар арваннэгдүгээр арванхоёрдугаар
mt jannar frar marzu april mejju ġunju lulju awwissu settembru ottubru novembru diċembru
kl januaari februaari martsi apriili maaji juuni juuli aggusti septemberi oktoberi novemberi decemberi
`

// Months of other calendars: the Persian one, in Afghanistan by other names, the
// Islamic one, Nepal's and Ethiopia's.
const (
	persianMonths   = `فروردین اردیبهشت خرداد تیر مرداد/امرداد شهریور مهر آبان آذر دی بهمن اسفند`
	afghanMonths    = `حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت`
	pashtoMonths    = `وری غویی/غوايي غبرګولی/غبرګولي چنګاښ زمری/زمري وږی/وږي تله لړم لیندۍ/ليندۍ مرغومی/مرغومي سلواغه کب`
	hijriMonths     = `محرم صفر ربيع_الأول/ربيع_اول ربيع_الآخر/ربيع_الثاني جمادى_الأولى/جمادى_الاولى جمادى_الآخرة/جمادى_الثانية رجب شعبان رمضان شوال ذو_القعدة/ذي_القعدة/ذوالقعدة ذو_الحجة/ذي_الحجة/ذوالحجة`
	bikramMonths    = `वैशाख/बैशाख/बैसाख/baisakh/baishakh जेठ/ज्येष्ठ/जेष्ठ/jestha/jeth असार/आषाढ/अषाढ/asar/ashadh साउन/श्रावण/shrawan/saun भदौ/भाद्र/bhadra/bhadau असोज/आश्विन/asoj/ashwin/ashoj कात्तिक/कार्तिक/kartik मंसिर/मङ्सिर/मार्ग/mangsir/mansir पुस/पुष/पौष/poush/push/paush माघ/magh फागुन/फाल्गुन/falgun/phalgun/fagun चैत/चैत्र/chaitra/chait`
	ethiopianMonths = `መስከረም ጥቅምት ኅዳር/ህዳር/ሕዳር ታኅሣሥ/ታህሳስ/ታኅሳስ ጥር የካቲት መጋቢት ሚያዝያ/ሚያዚያ ግንቦት ሰኔ ሐምሌ/ሀምሌ/ሃምሌ ነሐሴ/ነሀሴ/ነሃሴ`
)

// calendar is the way of counting that a month's name belongs to.
type calendar uint8

const (
	gregorian calendar = iota
	persian
	hijri
	bikram
	ethiopian
)

type month struct {
	n   int
	cal calendar
}

// monthTable finds months by name: byLang for one language, any for all, with
// the first language of the list winning where two differ. heads are the first
// words of the names of several.
type monthTable struct {
	byLang map[string]map[string]month
	any    map[string]month
	heads  map[string]bool
	sorted map[string][]string // the Gregorian names of byLang
}

var months = sync.OnceValue(newMonths)

func newMonths() *monthTable {
	t := &monthTable{byLang: map[string]map[string]month{}, any: map[string]month{}, heads: map[string]bool{}, sorted: map[string][]string{}}
	t.addLines(monthNames, t.set)
	t.add("fa", persianMonths, persian, t.set)
	t.add("fa", afghanMonths, persian, t.setOwn)
	t.add("ps", afghanMonths, persian, t.setOwn)
	t.add("ps", pashtoMonths, persian, t.setOwn)
	t.add("ar", hijriMonths, hijri, t.set)
	t.add("ne", bikramMonths, bikram, t.set)
	t.add("am", ethiopianMonths, ethiopian, t.set)
	t.add("fa", "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر", gregorian, t.set)
	t.addLines(monthForms, t.setOwn)
	for lang := range t.sorted {
		slices.Sort(t.sorted[lang])
	}
	return t
}

// addLines adds a table with a language a line.
func (t *monthTable) addLines(table string, set func(lang, name string, m month)) {
	for line := range strings.Lines(table) {
		if lang, names, ok := strings.Cut(line, " "); ok {
			t.add(lang, names, gregorian, set)
		}
	}
}

// add adds the names of twelve months, variants parted by "/".
func (t *monthTable) add(lang, names string, cal calendar, set func(lang, name string, m month)) {
	for i, c := range strings.Fields(names) {
		for name := range strings.SplitSeq(c, "/") {
			if name != "-" {
				set(lang, foldMonth(strings.ReplaceAll(name, "_", " ")), month{i + 1, cal})
			}
		}
	}
}

// set adds a name that is read on pages of any language.
func (t *monthTable) set(lang, name string, m month) {
	t.setOwn(lang, name, m)
	if _, ok := t.any[name]; !ok {
		t.any[name] = m
	}
}

// scriptsOfOne is where the letters of scripts begin that hardly two languages
// have in common; a name of leastOfOne of them is one wherever it stands.
const (
	scriptsOfOne = 0x900
	leastOfOne   = 4
)

// setOwn adds a name that is read on pages of its language, and on others where
// its script says enough.
func (t *monthTable) setOwn(lang, name string, m month) {
	if t.byLang[lang] == nil {
		t.byLang[lang] = map[string]month{}
	}
	if _, ok := t.byLang[lang][name]; !ok {
		t.byLang[lang][name] = m
		if m.cal == gregorian {
			t.sorted[lang] = append(t.sorted[lang], name)
		}
	}
	if head, _, several := strings.Cut(name, " "); several {
		t.heads[head] = true
	}
	if first, _ := utf8.DecodeRuneInString(name); first >= scriptsOfOne && utf8.RuneCountInString(name) >= leastOfOne {
		if _, ok := t.any[name]; !ok {
			t.any[name] = m
		}
	}
}

// sameMonths are languages that are called by two names, or have the months of
// another.
var sameMonths = map[string]string{"nb": "no", "nn": "no", "fil": "tl", "iw": "he", "in": "id", "mo": "ro", "sh": "hr", "prs": "fa", "kmr": "ku", "me": "bs", "cnr": "bs", "yue": "zh"}

// find looks a folded word up, in the page's language first: as it stands,
// without what the language joins to it, and as the beginning of a name.
func (t *monthTable) find(word, lang string) (month, bool) {
	if same := sameMonths[lang]; same != "" {
		lang = same
	}
	own := t.byLang[lang]
	if m, ok := own[word]; ok {
		return m, true
	}
	bare := strings.TrimPrefix(word, monthPrefixes[lang])
	for _, end := range monthEndings[lang] {
		bare = strings.TrimSuffix(bare, end)
	}
	if m, ok := own[bare]; ok {
		return m, true
	}
	for _, start := range [...]string{word, bare} {
		if m, ok := t.shortened(start, lang); ok {
			return m, true
		}
	}
	m, ok := t.any[word]
	return m, ok
}

// leastShort is of how many characters the short form of a month's name is at
// least, where no table has it.
const leastShort = 3

// shortened finds the one month whose names begin with a word: sites cut them off
// as they like.
func (t *monthTable) shortened(word, lang string) (month, bool) {
	if len(word) < leastShort || utf8.RuneCountInString(word) < leastShort {
		return month{}, false
	}
	names := t.sorted[lang]
	from, _ := slices.BinarySearch(names, word)
	var found month
	for _, name := range names[from:] {
		m := t.byLang[lang][name]
		switch {
		case !strings.HasPrefix(name, word):
			return found, found.n != 0
		case found.n != 0 && found != m:
			return month{}, false
		}
		found = m
	}
	return found, found.n != 0
}

// foldMonth makes the spellings of a name one: letters in their composed form, the
// hamzas of Arabic and the dots of Persian and Indic letters left out, and what
// joins letters.
func foldMonth(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == 0xcc || c == 0xcd || c > 0xd5 { // marks that follow letters, Hebrew and what comes after it
			return strings.Map(foldLetter, norm.NFC.String(s))
		}
	}
	return s
}

func foldLetter(r rune) rune {
	switch {
	case r < 0x300:
	case r == 0x307, r == 0x640, r >= 0x64b && r <= 0x655, r == 0x200c, r == 0x200d: // İ in small letters, tatweel, vowels, joiners
		return -1
	case r == 0x93c, r == 0x9bc, r == 0xa3c, r == 0xabc, r == 0xb3c: // nuktas
		return -1
	case r == 'أ', r == 'إ', r == 'آ', r == 'ٱ':
		return 'ا'
	case r == 'ى', r == 'ی', r == 'ې', r == 'ۍ', r == 'ئ':
		return 'ي'
	case r == 'ک':
		return 'ك'
	case r == 'ة', r == 'ۀ', r == 'ە':
		return 'ه'
	}
	return r
}
