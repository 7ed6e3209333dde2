"""Ledger: what became of each article, held against what was taken; called by the verbs `audit` and `trace`."""
