package meta

import "testing"

// A page that is a video or a gallery has its author and summary from what JSON-LD
// says of that, where there is no article.
func TestMedium(t *testing.T) {
	for name, ld := range map[string]string{
		"video":   `{"@type":"VideoObject","name":"No ferry","description":"It lies in the yard.","uploadDate":"2019-03-04","author":{"@type":"Person","name":"Ann Ash"}}`,
		"gallery": `{"@type":"ImageGallery","name":"No ferry","description":"It lies in the yard.","datePublished":"2019-03-04","creator":{"@type":"Person","name":"Ann Ash"}}`,
	} {
		f := read(t, `<html lang="en"><head><script type="application/ld+json">`+ld+`</script></head><body><h1>No ferry</h1><p>It lies in the yard.</p></body></html>`)
		if len(f.Authors) != 1 || f.Authors[0] != "Ann Ash" || f.Summary.Text != "It lies in the yard." || f.Published.String() != "2019-03-04" {
			t.Errorf("%s: %q, %q, %v", name, f.Authors, f.Summary.Text, f.Published)
		}
	}
	f := read(t, `<html lang="en"><head><script type="application/ld+json">{"@type":"VideoObject","name":"What the smith said","author":{"@type":"Person","name":"Ann Ash"}}</script></head><body><h1>No ferry</h1><p>It lies in the yard.</p></body></html>`)
	if len(f.Authors) != 0 {
		t.Errorf("another's video: %q", f.Authors)
	}
}
