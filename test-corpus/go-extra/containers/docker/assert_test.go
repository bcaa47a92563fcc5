package dockercases

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"gotest.tools/v3/assert"
	is "gotest.tools/v3/assert/cmp"
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

// TestMissingCheckOk checks that there is an error, and does not ask what the check has found.
func TestMissingCheckOk(t *testing.T) {
	_, err := os.Open("missing") // want-fate void
	assert.Check(t, err != nil, "opened what is not there")
}

// TestMissingComparisonOk compares the error with one that it must be.
func TestMissingComparisonOk(t *testing.T) {
	_, err := os.Open("missing") // want-fate void
	assert.Check(t, is.ErrorIs(err, fs.ErrNotExist))
}

// TestMissingAssertedOk stops where the error is another one.
func TestMissingAssertedOk(t *testing.T) {
	_, err := os.Open("missing") // want-fate void
	assert.Assert(t, is.ErrorContains(err, "no such file"))
}

// TestAnswerOfCheckOk goes on only where the check has found an error.
func TestAnswerOfCheckOk(t *testing.T) {
	f, err := os.Open("missing") // want-fate released
	if !assert.Check(t, err != nil) {
		f.Close()
	}
}

// TestPresentCheckBad checks that there is no error, and drops the file.
func TestPresentCheckBad(t *testing.T) {
	_, err := os.Open("present") // want unclosed-file // want-fate leaked
	assert.Check(t, err == nil)
}

// TestNameCheckedBad checks something else.
func TestNameCheckedBad(t *testing.T) {
	f, err := os.Open("present") // want unclosed-file // want-fate leaked
	if err != nil {
		t.Fatal(err)
	}
	assert.Check(t, f.Name() != "")
}
