"""What a word is, in every script: letters, digits and the marks that belong to them.

Called by the stages that compare or look up words.
"""

import re
import unicodedata

# Letters alone would cut Hindi, Bengali, Tamil and vowelled Arabic words apart at their vowel signs.
MARKS = "".join(f"\\u{code:04x}" for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
WORD = re.compile(rf"[\w{MARKS}]+")
