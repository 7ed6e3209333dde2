"""Gold pages: invented news pages in the shapes of real ones, by language, with what newsstream should make of them.

`<language>/<nn>-<kind>.page` is UTF-8 text: a TOML head, a line `+++`, then the lines of the page, each behind a mark
and a space; a blank line of the page is an empty line. `pages` reads them, `scores` holds an event against one,
`floors.toml` keeps what each language reached. See `measure_gold` and `test_gold`, which call this.
"""
