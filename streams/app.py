"""The topology on one screen: the four stages, what each reads, and the Faust app that runs one of them.

    news.raw, news.raw.rekeyed -> normalize -> news.normalized -> tag -> news.tagged -> dedup -> news.related
    news.related -> publish -> news.enriched, news.latest; every stage -> news.outcomes

One app, so one consumer group and one process, per stage: a stage that crashes or rebalances never stops another.
There is no global app; `build_app` is called by `newsstream worker`.
"""

from collections.abc import Callable
from functools import partial

import faust

from schemas.cards import EVERY_STAGE, load_cards
from streams.dedup import agent as dedup
from streams.dedup.limits import Limits
from streams.dedup.sketch import header_of
from streams.engine.health import Health
from streams.engine.kafka import FaustOutbox, new_app
from streams.engine.loop import Stage
from streams.engine.transactions import NoMemory, TransactionalOutbox
from streams.engine.worker import attach, broker_answers
from streams.normalize import agent as normalize
from streams.normalize.profiles import profiles_of
from streams.publish import agent as publish
from streams.settings import Settings, StageName
from streams.tag import agent as tag
from streams.tag.rules.file import rules_of
from streams.web.health import pages, serve


def build_app(settings: Settings, stage: StageName, stop: Callable[[], None]) -> faust.App:
    """Make the app of one stage; its consumer group is `newsstream-<stage>`; `stop` ends the worker after a bug.

    Raises:
        BrokerError: no brokers are named.
        SettingsError: the file of source profiles or that of rules can't be used.
    """
    instance = f"{settings.instance}-{stage.value}" if settings.instance else None
    app = new_app(f"newsstream-{stage.value}", settings.named_brokers, instance)
    health, wired = Health(), STAGES[stage](settings)
    outbox = _outbox(app, settings, stage) if stage in ONE_WRITER else FaustOutbox(app)
    attach(app, wired, outbox, health, stop)
    if settings.health_port:
        _serve_health(app, health, settings)
    return app


def _outbox(app: faust.App, settings: Settings, stage: StageName) -> TransactionalOutbox:
    written = [card.topic for card in load_cards().values() if card.owner in {stage.value, EVERY_STAGE}]
    return TransactionalOutbox(settings.named_brokers, f"{app.conf.id}-0", written)


def _serve_health(app: faust.App, health: Health, settings: Settings) -> None:
    async def serve_health() -> None:
        async with serve(pages(health, partial(broker_answers, app)), settings.health_host, settings.health_port):
            await app.wait_for_stopped()

    app.task(serve_health)


def _normalize(settings: Settings) -> Stage:
    agent = normalize.NormalizeAgent(settings.named_brokers, profiles_of(settings.sources))
    return Stage("normalize", normalize.INPUTS, agent.decide, agent)


def _tag(settings: Settings) -> Stage:
    return Stage("tag", tag.INPUTS, tag.TagAgent(rules_of(settings.rules), header_of).decide)


def _dedup(settings: Settings) -> Stage:
    agent = dedup.DedupAgent(settings.named_brokers, Limits.of(settings))
    return Stage("dedup", dedup.INPUTS, agent.decide, agent)


def _publish(_: Settings) -> Stage:
    return Stage("publish", publish.INPUTS, publish.decide, NoMemory())


ONE_WRITER = {StageName.DEDUP, StageName.PUBLISH}
"""The stages of the one sequence; elsewhere a replay gives equal bytes, whoever writes them."""
STAGES: dict[StageName, Callable[[Settings], Stage]] = {
    StageName.NORMALIZE: _normalize,
    StageName.TAG: _tag,
    StageName.DEDUP: _dedup,
    StageName.PUBLISH: _publish,
}
