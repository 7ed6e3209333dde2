"""Dates and times as pages print them: tokens -> mentions -> the one that is the time of publication, with its honesty.

Called by `page` for lines, by `feeds` and `html` for single values.
"""
