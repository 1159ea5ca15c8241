package meta

import (
	"strings"
	"testing"
)

func TestSplitCredit(t *testing.T) {
	for _, tc := range []struct{ caption, credit, wantCaption, wantCredit string }{
		{"The ferry in March. Photo: Ina Holm", "", "The ferry in March.", "Ina Holm"},
		{"Le bac, en mars. JEAN COZ POUR «L'OUEST»", "", "Le bac, en mars.", "JEAN COZ POUR «L'OUEST»"},
		{"La barcaza cruza el río. / PEDRO SALAS", "/ PEDRO SALAS", "La barcaza cruza el río.", "PEDRO SALAS"},
		{"La barcaza cruza el río / PEDRO SALAS", "", "La barcaza cruza el río", "PEDRO SALAS"},
		{"The ferry in March (AFP)", "", "The ferry in March", "AFP"},
		{"The ferry in March. REUTERS/INA HOLM", "", "The ferry in March.", "REUTERS/INA HOLM"},
		{"The ferry in March 1 / 3", "", "The ferry in March", ""},
		{"The ferry in March / 3", "", "The ferry in March", ""},
		{"Die Fähre im März. Bild: Karl Ufer / dpa 1 / 3", "", "Die Fähre im März.", "Karl Ufer / dpa"},
		{"Die Fähre im März. Bild:", "Karl Ufer", "Die Fähre im März.", "Karl Ufer"},
		{"Die Fähre im März.", "Foto: Karl Ufer", "Die Fähre im März.", "Karl Ufer"},
		{"Die Fähre auf einem alten Bild.", "Karl Ufer", "Die Fähre auf einem alten Bild.", "Karl Ufer"},
		{"Prom na rzece. Fot.", "Karl Ufer", "Prom na rzece.", "Karl Ufer"},
		{"The ferry in March (Photo by:)", "Ina Holm", "The ferry in March", "Ina Holm"},
		{"The ferry", "(Image: Ina Holm)", "The ferry", "Ina Holm"},
		{"The ferry in March. Image: Courtesy of Ina Holm", "", "The ferry in March.", "Ina Holm"},
		{"Die Fähre im März (Bildquelle: Ufer)", "", "Die Fähre im März", "Ufer"},
		{"© Ina Holm / Press", "", "", "Ina Holm / Press"},
		{"Picture: Holm", "© Holm", "", "Holm"},
		{"渡し船（攝影／林小舟）", "", "渡し船", "林小舟"},
		{"A meeting of NATO", "", "A meeting of NATO", ""},
		{"The ferry. NO", "", "The ferry. NO", ""},
		{"THE FERRY IN MARCH", "", "THE FERRY IN MARCH", ""},
	} {
		caption, credit := SplitCredit(tc.caption, tc.credit)
		if caption != tc.wantCaption || credit != tc.wantCredit {
			t.Errorf("SplitCredit(%q, %q) = %q, %q; want %q, %q", tc.caption, tc.credit, caption, credit, tc.wantCaption, tc.wantCredit)
		}
	}
}

// Where no meta and no JSON-LD names a picture, microdata does, or the page.
func TestImageOfThePage(t *testing.T) {
	const text = `<p>The ferry of Brackmere will not run before spring, the harbour board said on Tuesday after a long meeting in the old town hall.</p>`
	for name, tc := range map[string]struct{ page, want string }{
		"an object with a meta":  {`<div itemprop="image" itemscope itemtype="https://schema.org/ImageObject"><img src="/small.jpg"><meta itemprop="url" content="/large.jpg"></div>`, "/large.jpg"},
		"an object with a link":  {`<div itemprop="image" itemscope><link itemprop="url" href="/large.jpg"></div>`, "/large.jpg"},
		"an object with a img":   {`<div itemprop="image" itemscope><img src="/small.jpg"></div>`, "/small.jpg"},
		"a meta":                 {`<meta itemprop="image" content="/large.jpg">`, "/large.jpg"},
		"an author's":            {`<div itemprop="author" itemscope><img itemprop="image" src="/face.jpg"></div>`, ""},
		"a publisher's":          {`<div itemprop="publisher" itemscope><div itemprop="logo" itemscope><link itemprop="url" href="/paper.jpg"></div></div>`, ""},
		"large, by its size":     {`<img src="/large.jpg" width="600">`, "/large.jpg"},
		"called the article's":   {`<img class="detail_picture" src="/large.jpg">`, "/large.jpg"},
		"a banner":               {`<a href="https://shop.example/"><img src="/banner.jpg" width="600"></a>`, ""},
		"its own larger copy":    {`<a href="/img/large.jpg"><img src="/thumb/large-600x400.jpg" width="600"></a>`, "/thumb/large-600x400.jpg"},
		"small":                  {`<img src="/icon.jpg" width="60">`, ""},
		"a video's":              {`<script type="application/ld+json">{"@type":"VideoObject","name":"No ferry","thumbnailUrl":["/still.jpg"]}</script>`, "/still.jpg"},
		"the head's before them": {`<meta property="og:image" content="/head.jpg"><img src="/large.jpg" width="600">`, "/head.jpg"},
	} {
		f := read(t, `<html lang="en"><body><h1>No ferry</h1>`+tc.page+text+`</body></html>`)
		got := ""
		if f.Image != nil {
			got = f.Image.URL[len("https://www.wendcourier.example"):]
		}
		if got != tc.want {
			t.Errorf("%s: %q from %s, want %q", name, got, f.ImageFrom.Source, tc.want)
		}
	}
}

// A figure may hold any number of copies of a picture, each without a caption.
func TestManyCopies(t *testing.T) {
	f := read(t, `<html><head><title>The chain ferry stays</title><meta property="og:image" content="/boat.jpg"></head><body><h1>The chain ferry stays</h1><figure>`+strings.Repeat(`<img src="/boat.jpg">`, 20_000)+`<figcaption>The ferry</figcaption></figure></body></html>`)
	if f.Image == nil || f.Image.Caption != "" {
		t.Errorf("image %+v", f.Image)
	}
}

// A picture in no figure has the text beside it for its caption, where that is
// called one or begins with the label of a credit.
func TestCaptionBeside(t *testing.T) {
	const picture = `<img src="/large.jpg" width="600">`
	for name, tc := range map[string]struct{ page, caption, credit string }{
		"called a caption":        {`<div>` + picture + `<p class="news-img-caption">The ferry in March</p></div>`, "The ferry in March", ""},
		"beside what holds it":    {`<div><a><span>` + picture + `</span></a><div class="img_desc">The ferry in March. Photo: Ina Holm</div></div>`, "The ferry in March.", "Ina Holm"},
		"called a credit":         {`<div>` + picture + `<span class="photo-credit">© Ina Holm</span></div>`, "", "Ina Holm"},
		"a credit with a caption": {`<div>` + picture + `<span class="credit">The ferry that will not run before spring, at its berth in the harbour. Photo: Ina Holm</span></div>`, "The ferry that will not run before spring, at its berth in the harbour.", "Ina Holm"},
		"a credit's label":        {`<div>` + picture + `</div><div>צילום: דנה כהן</div>`, "", "דנה כהן"},
		"the text":                {picture + `<p>The ferry in March was the last.</p>`, "", ""},
		"words between":           {`<div>` + picture + ` and then <p class="caption">The ferry in March</p></div>`, "", ""},
		"marks alone":             {`<div>` + picture + `<p class="caption">…</p></div>`, "", ""},
	} {
		f := read(t, `<html lang="en"><body><h1>No ferry</h1>`+tc.page+`<p>The ferry of Brackmere will not run before spring, the harbour board said on Tuesday after a long meeting in the old town hall.</p></body></html>`)
		if f.Image == nil || f.Image.Caption != tc.caption || f.Image.Credit != tc.credit {
			t.Errorf("%s: %+v, want %q, %q", name, f.Image, tc.caption, tc.credit)
		}
	}
}

func TestLargest(t *testing.T) {
	for srcset, want := range map[string]string{
		"/s.jpg 300w, /l.jpg 1600w, /m.jpg 800w":   "/l.jpg",
		"/s.jpg 1x,\n\t/l.jpg 2x":                  "/l.jpg",
		"/a,b.jpg 300w, /a,c.jpg 600w":             "/a,c.jpg",
		"/only.jpg":                                "/only.jpg",
		"/one.jpg, /two.jpg 2x":                    "/two.jpg",
		"data:image/gif;base64,AAAA 1w, /l.jpg 2w": "/l.jpg",
		" , ": "",
	} {
		if got := largest(srcset); got != want {
			t.Errorf("largest(%q) = %q, want %q", srcset, got, want)
		}
	}
}
