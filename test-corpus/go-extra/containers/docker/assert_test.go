package dockercases

import (
	"errors"
	"os"
	"testing"

	"gotest.tools/v3/assert"
)

// TestAssertConditionBad goes on behind an assertion that takes conditions and errors.
func TestAssertConditionBad(t *testing.T) {
	dir, err := os.OpenRoot("a") // want unclosed-file // want-fate leaked
	assert.NilError(t, err)
	assert.Assert(t, dir.Name() != "", "it has a name")
	assert.Assert(t, os.IsExist(errors.New(dir.Name())))
}

// TestAssertErrorOk says of the error that it is nil.
func TestAssertErrorOk(t *testing.T) {
	f, err := os.Open("a") // want-fate released
	if err != nil {
		assert.Assert(t, err)
		return
	}
	assert.Assert(t, f.Close())
}

// makeInside answers with what a method of the root says, which is an error and not a yes or no.
func makeInside(root *os.Root) error {
	return root.Mkdir("a", 0o755)
}

// TestHelperErrorBad asserts that the error of the helper is nil, and that of its own call.
func TestHelperErrorBad(t *testing.T) {
	root, err := os.OpenRoot("a") // want unclosed-file // want-fate leaked
	assert.Assert(t, err)
	err = makeInside(root)
	assert.Assert(t, err)
}
