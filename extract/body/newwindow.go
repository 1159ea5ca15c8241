package body

import (
	"sync"

	"golang.org/x/net/html"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// newWindow is what pages put behind a link's words for those who hear them.
var newWindow = pattern.InSmall(`^[\s,(\[–-]*(?:(?:the |this |external )?(?:link )?(?:will )?open(?:s|ing|ed)? (?:up )?(?:in (?:an? |the )?(?:new|external|other|separate)?.{0,12}(?:tab|window|page|site)|(?:an? )?(?:new|external) .{0,8}(?:tab|window))|(?:link )?(?:wird in|öffnet|öffnen).{0,30}(?:tab|fenster|seite)s?(?: geöffnet)?|(?:lien externe,? )?(?:s['’])?ouvr(?:e|ant|ir) (?:dans|un).{0,30}(?:onglet|fenêtre|page)|(?:enlace externo,? )?(?:se )?abr(?:e|irá) en.{0,30}(?:ventana|pestaña|página)(?: nueva)?|abr(?:e|irá) (?:em|n)?.{0,20}(?:aba|janela|guia)(?: nova)?|(?:si )?apr(?:e|irà) in.{0,30}(?:scheda|finestra|pagina)|(?:wordt )?(?:ge)?opent? in.{0,20}(?:venster|tabblad|pagina)|öppnas i.{0,15}(?:fönster|flik)|åbner i.{0,15}(?:vindue|fane)|åpnes i.{0,15}(?:vindu|fane)|avautuu.{0,20}(?:ikkunassa|välilehdessä|välilehteen|ikkunaan)|otwiera się w.{0,15}(?:oknie|karcie)|откро(?:е|ю)тся в.{0,15}(?:окне|вкладке)|открывается в.{0,15}(?:окне|вкладке)|yeni (?:sekmede|pencerede) aç.{0,6}|新しい(?:タブ|ウィンドウ)で開.{0,4}|(?:在)?新(?:窗口|窗|視窗|标签页|分頁)(?:中)?(?:打开|打開|開啟)|새 ?창.{0,8})[\s)\].]*$`)

// newWindowWords are words of which each such note has one.
var newWindowWords = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder([]string{"open", "ffnet", "ffnen", "ouvr", "abr", "apr", "ppnas", "bner", "pnes", "avautuu", "otwiera", "откр", "yeni", "新", "새 창", "새창"})
})

// newWindowBytes is the most that such a note has.
const newWindowBytes = 80

// saysNewWindow says whether an element in a link's words says where it opens.
func saysNewWindow(n *html.Node) bool {
	text := dom.ShortText(n, newWindowBytes)
	return text != "" && newWindowWords().Find(text) != 0 && newWindow.FindFolded(text) != nil
}
