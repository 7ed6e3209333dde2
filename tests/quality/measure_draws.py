"""What dedup finds in drawn streams: `python tests/quality/measure_draws.py SEED ...` pools the draws of the seeds."""

import sys

from drawn.scores import Scores, draw_stream, judge

SEEDS = (11, 12, 13, 14, 15)


def pooled(seeds: tuple[int, ...]) -> Scores:
    """Give the scores of the draws of all seeds together."""
    scores = Scores()
    for seed in seeds:
        items = draw_stream(seed)
        scores.add(items, judge(items))
    return scores


def report(scores: Scores) -> None:
    """Print the scores, by trap and by language."""
    print(f"{scores.links.all} articles, links P {scores.links.precision:.4f} R {scores.links.recall:.4f}", end=" ")
    print(f"kind macro F1 {scores.kind_macro_f1:.4f}, false merges {scores.false_merges:.4f},", end=" ")
    print(f"events {scores.event_accuracy:.4f}, versions {scores.version_accuracy:.4f}")
    for trap, tally in sorted(scores.traps.items()):
        print(
            f"  {trap:24} of {tally.all:4}: missed {tally.missed:3} wrong {tally.wrong:3} {tally.wrong / tally.all:.3f}"
        )
    for name, tally in sorted({**scores.languages, **scores.kinds}.items()):
        print(f"  {name:16} P {tally.precision:.3f} R {tally.recall:.3f}")


if __name__ == "__main__":
    report(pooled(tuple(map(int, sys.argv[1:])) or SEEDS))
