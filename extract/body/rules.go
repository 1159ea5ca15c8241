package body

import (
	"regexp"

	"golang.org/x/net/html"
)

// Rules is a site's own rules for the body, resolved on one page. A nil
// *Rules means none.
type Rules struct {
	Keep       map[*html.Node]bool // containers of the body; empty means find it
	Remove     map[*html.Node]bool // elements to leave out
	RemoveText []*regexp.Regexp    // blocks whose whole text matches are left out
}
