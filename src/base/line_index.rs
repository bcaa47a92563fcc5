//! Byte offsets to lines and columns, in the units that different consumers expect.

/// A position for people: both numbers start at 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in the unit asked for.
    pub column: u32,
}

/// Where each line starts.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Reads the text once. A line ends after `\n`; a `\r` before it belongs to the line.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        Self { starts, len: text.len() as u32 }
    }

    /// First byte of a line, the first of which is 1. Lines past the end start at the end.
    pub fn start_of(&self, line: u32) -> u32 {
        self.starts.get((line as usize).saturating_sub(1)).copied().unwrap_or(self.len)
    }

    /// Line of a byte offset, from 1. Offsets past the end count as the last line.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// Line and column in bytes, as Go tools count.
    pub fn byte_column(&self, offset: u32) -> LineColumn {
        let line = self.line(offset);
        LineColumn { line, column: offset - self.starts[line as usize - 1] + 1 }
    }

    /// Line and column in Unicode scalar values.
    pub fn char_column(&self, text: &str, offset: u32) -> LineColumn {
        self.counted(text, offset, |before| before.chars().count())
    }

    /// Line and column in UTF-16 code units, as SARIF and editors count.
    pub fn utf16_column(&self, text: &str, offset: u32) -> LineColumn {
        self.counted(text, offset, |before| before.encode_utf16().count())
    }

    /// Byte range of a line (from 1) without its line ending; empty for a line that does not exist.
    pub fn line_range(&self, text: &str, line: u32) -> std::ops::Range<usize> {
        let Some(&start) = self.starts.get((line as usize).wrapping_sub(1)) else {
            return text.len()..text.len();
        };
        let end = self.starts.get(line as usize).map_or(self.len, |&next| next - 1) as usize;
        let start = start as usize;
        let trimmed = text[start..end].trim_end_matches('\r').len();
        start..start + trimmed
    }

    /// Number of lines.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    fn counted(&self, text: &str, offset: u32, count: impl Fn(&str) -> usize) -> LineColumn {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let mut end = (offset as usize).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        LineColumn { line, column: count(&text[start.min(end)..end]) as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_differ_by_unit() {
        let text = "\u{feff}a\té\r\n😀x\n";
        let index = LineIndex::new(text);
        let x = text.find('x').unwrap() as u32;
        assert_eq!(index.byte_column(x), LineColumn { line: 2, column: 5 });
        assert_eq!(index.char_column(text, x), LineColumn { line: 2, column: 2 });
        assert_eq!(index.utf16_column(text, x), LineColumn { line: 2, column: 3 });
        assert_eq!(&text[index.line_range(text, 1)], "\u{feff}a\té");
        assert_eq!(index.line(text.len() as u32), 3);
        assert_eq!(&text[index.line_range(text, 9)], "");
    }
}
